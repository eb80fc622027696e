"""https://keras.io/api/utils/sklearn_wrappers/: a function that builds a model, dressed as an estimator."""


class BaseWrapper:
    def __init__(self, build_fn=None, model=None, **options):
        self._build = model if build_fn is None else build_fn
        self._options = options

    def _model(self):
        return self._build() if callable(self._build) else self._build

    def fit(self, x, y, *args, **kwargs):
        self.model = self.model_ = self._model()
        self.model.fit(x, y)
        return self


class KerasClassifier(BaseWrapper):
    pass


class KerasRegressor(BaseWrapper):
    pass
