"""https://keras.io/api/models/: what layers and models execute, and what training joins.

Layers that only compute are rows of the tables; here stand those that run other layers, and what compile and fit do.
"""

import headlint
import keras


def _members(value):
    """How many members a list, tuple or dict has; 0 for anything else (a tensor is not unpacked here)."""
    return _count(None, *value) - 1


def _count(*values):
    return len(values)


class Layer:
    built = False

    def __init__(self, *args, **kwargs):
        self.trainable = True
        if "name" in kwargs:
            self.name = kwargs["name"]

    def __call__(self, *args, **kwargs):
        if not self.built:
            self.built = True
            self.build(headlint.opaque("input_shape"))
        if "training" not in kwargs:
            kwargs["training"] = headlint.opaque("phase").training
        return self.call(*args, **kwargs)

    def build(self, input_shape=None):
        self.built = True

    def call(self, inputs, *args, **kwargs):
        return headlint.opaque("output of a layer")

    def add_weight(self, shape=None, initializer=None, *args, **kwargs):
        return keras.Variable(initializer, shape=shape)

    add_variable = add_weight

    def add_loss(self, losses, *args, **kwargs):
        return None

    def add_metric(self, value, *args, **kwargs):
        return None


class Model(Layer):
    loss = None
    cut = False
    _metrics = None
    _traced = None

    def __init__(self, *args, **kwargs):
        super().__init__()
        if "name" in kwargs:
            self.name = kwargs["name"]
        if len(args) > 1:
            self._connect(args[0], args[1])
        elif "outputs" in kwargs:
            self._connect(args[0] if args else kwargs.get("inputs"), kwargs["outputs"])
        elif "output" in kwargs:
            # Keras 1
            self._connect(args[0] if args else kwargs.get("input"), kwargs["output"])

    def _connect(self, inputs, outputs):
        """A functional model: the tensors from its inputs to its outputs exist already."""
        self.inputs = self.input = inputs
        self.output = outputs
        self._traced = outputs

    def call(self, inputs, *args, **kwargs):
        return self.output

    def _forward(self):
        """The outputs in training, traced once."""
        if self._traced is None:
            self._traced = self(headlint.opaque("x"), training=True)
        return self._traced

    @property
    def input(self):
        return headlint.opaque("input")

    @property
    def inputs(self):
        return [self.input]

    @property
    def output(self):
        return self._forward()

    @property
    def outputs(self):
        output = self.output
        return output if _members(output) else [output]

    @property
    def layers(self):
        return _Layers(self)

    def get_layer(self, name=None, index=None):
        if index is not None:
            return self.layers[index]
        return headlint.opaque("layer")

    # Training.

    def compile(self, optimizer="rmsprop", loss=None, *others, **options):
        self.optimizer = optimizer
        self.loss = loss
        if "metrics" in options:
            self._metrics = options["metrics"]
        elif others:
            # The third parameter is metrics in Keras 1 and 2, the weights of the losses in Keras 3.
            self._metrics = others[0]
        if loss is not None:
            self._score(headlint.opaque("y_true"))

    def _score(self, y_true):
        outputs = self._forward()
        _measure_all(self._metrics, y_true, outputs)
        return _score_all(self.loss, y_true, outputs)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        if self.loss is not None:
            return _score_all(self.loss, y, y_pred)
        return headlint.opaque("loss")

    def compiled_loss(self, y_true, y_pred, *args, **kwargs):
        return self.compute_loss(None, y_true, y_pred)

    def train_step(self, data):
        return self.compute_loss(data[0], data[1], self._forward())

    test_step = train_step

    def fit(self, x=None, *args, **options):
        self.train_step(_weighted(_batch(x, args, options), options))
        return keras.callbacks.History()

    def evaluate(self, x=None, *args, **options):
        self.test_step(_batch(x, args, options))
        return headlint.opaque("scores")

    def train_on_batch(self, x=None, *args, **options):
        self.train_step(_weighted(_batch(x, args, options), options))
        return headlint.opaque("loss")

    def test_on_batch(self, x=None, *args, **options):
        self.test_step(_batch(x, args, options))
        return headlint.opaque("loss")

    def fit_generator(self, generator=None, *args, **options):
        self.train_step(_weighted(_batch(generator, (), {}), options))
        return keras.callbacks.History()

    def evaluate_generator(self, generator=None, *args, **options):
        self.test_step(_batch(generator, (), {}))
        return headlint.opaque("scores")

    # Prediction.

    def predict(self, x=None, *args, **options):
        return self(x, training=False)

    predict_proba = predict_on_batch = predict_generator = predict

    def predict_classes(self, x=None, *args, **options):
        return headlint.opaque("classes")


class Sequential(Model):
    def __init__(self, layers=None, *args, **kwargs):
        super().__init__()
        self._layers = []
        if layers is not None:
            for layer in layers:
                self.add(layer)

    def add(self, layer, *args, **kwargs):
        # A new list each time: a branch that adds a layer leaves two lists, and both can grow.
        self._layers = self._layers + [layer]
        self._traced = None

    def pop(self, *args, **kwargs):
        taken = self._layers[-1]
        self._layers = self._layers[:-1]
        self._traced = None
        return taken

    @property
    def layers(self):
        return self._layers

    def call(self, inputs, training=None, *args, **kwargs):
        for layer in self._layers:
            inputs = layer(inputs, training=training)
        return inputs


class _Layers:
    """The layers of a model that is known by its tensors: only the last one can be told."""

    def __init__(self, model):
        self._model = model

    def __getitem__(self, index):
        if isinstance(index, slice):
            return [headlint.opaque("layer")]
        if index == -1 and not self._model.cut:
            return _Last(self._model)
        return headlint.opaque("layer")

    def pop(self, *args):
        """Leaves the outputs alone, but another layer is then the last one."""
        self._model.cut = True

    def __iter__(self):
        return [headlint.opaque("layer")]

    def __len__(self):
        return headlint.opaque("number of layers")


class _Last:
    """The layer that made a model's output."""

    def __init__(self, model):
        self._model = model

    def __call__(self, *args, **kwargs):
        return headlint.opaque("output of a layer")

    @property
    def output(self):
        return self._model.outputs[-1]

    @property
    def input(self):
        return headlint.opaque("input of a layer")


# What compile and fit join.


def _batch(x, args, options):
    """Inputs and targets, as fit was given them: two arrays, or something that yields both."""
    if args:
        return x, args[0]
    if "y" in options:
        return x, options["y"]
    for batch in x:
        return batch


def _weighted(batch, options):
    """A batch whose labels come with weights by class. Keras takes them with a single output only."""
    if "class_weight" not in options or _members(batch[1]):
        return batch
    return batch[0], keras.trainers.weighted(batch[1], options["class_weight"])


def _score_all(loss, y_true, y_pred):
    """Every output with its loss."""
    if callable(loss):
        return _score_outputs(loss, y_true, y_pred)
    if isinstance(loss, dict):
        total = 0
        for name, one in loss.items():
            total = total + _score(one, _named(y_true, name, y_pred), _named(y_pred, name, y_pred))
        return total
    if isinstance(loss, (list, tuple)):
        if not _members(y_pred):
            return _score(loss[0], y_true, y_pred)
        total = 0
        for index, one in enumerate(loss):
            total = total + _score(one, y_true[index], y_pred[index])
        return total
    return _score_outputs(loss, y_true, y_pred)


def _score_outputs(loss, y_true, y_pred):
    """One loss for all outputs."""
    if not _members(y_pred):
        return _score(loss, y_true, y_pred)
    total = 0
    if isinstance(y_pred, dict):
        for name, output in y_pred.items():
            total = total + _score(loss, _named(y_true, name, y_pred), output)
        return total
    if _count(None, *y_pred) == 2:
        return _score(loss, y_true, y_pred[0])
    for index, output in enumerate(y_pred):
        total = total + _score(loss, y_true[index], output)
    return total


def _score(loss, y_true, y_pred):
    if loss is None:
        return 0
    if callable(loss):
        return loss(y_true, y_pred)
    return keras.losses.get(loss)(y_true, y_pred)


def _named(values, name, outputs):
    """What belongs to the output that a loss or metric is given for: by key, or where the layer of that name stands
    among those that made the outputs."""
    if not _members(values):
        return values if _members(outputs) < 2 else headlint.opaque("what belongs to an output")
    if isinstance(values, dict):
        return values[name]
    unnamed = []
    for index, output in enumerate(outputs):
        own = headlint.constructed_with(output, "name")
        if own == name:
            return values[index]
        if own is None:
            unnamed.append(index)
    return values[unnamed[0]] if len(unnamed) == 1 else headlint.opaque("the output of that name")


def _measure_all(metrics, y_true, y_pred):
    """Every output with its metrics."""
    if metrics is None:
        return
    if isinstance(metrics, dict):
        for name, given in metrics.items():
            _measure_list(given, _named(y_true, name, y_pred), _named(y_pred, name, y_pred))
    elif not _members(y_pred):
        _measure_list(metrics, y_true, y_pred)
    elif isinstance(metrics, (list, tuple)):
        for index, given in enumerate(metrics):
            if isinstance(given, (list, tuple)) and not isinstance(y_pred, dict):
                _measure_list(given, y_true[index], y_pred[index])


def _measure_list(metrics, y_true, y_pred):
    if isinstance(metrics, (list, tuple)):
        for metric in metrics:
            _measure(metric, y_true, y_pred)
    else:
        _measure(metrics, y_true, y_pred)


def _measure(metric, y_true, y_pred):
    if isinstance(metric, str):
        if metric in _METRICS:
            return getattr(keras.metrics, _METRICS[metric])()(y_true, y_pred)
        if metric.lower() == "accuracy" or metric == "acc":
            return keras.metrics.accuracy(y_true, y_pred)
        return None
    # Not entered: a metric of the project scores nothing.
    return keras.metrics.get(metric)(y_true, y_pred)


_METRICS = {
    "AUC": "AUC",
    "auc": "AUC",
    "BinaryAccuracy": "BinaryAccuracy",
    "binary_accuracy": "BinaryAccuracy",
    "CategoricalAccuracy": "CategoricalAccuracy",
    "categorical_accuracy": "CategoricalAccuracy",
    "SparseCategoricalAccuracy": "SparseCategoricalAccuracy",
    "sparse_categorical_accuracy": "SparseCategoricalAccuracy",
    "TopKCategoricalAccuracy": "TopKCategoricalAccuracy",
    "top_k_categorical_accuracy": "TopKCategoricalAccuracy",
    "Precision": "Precision",
    "precision": "Precision",
    "Recall": "Recall",
    "recall": "Recall",
    "TruePositives": "TruePositives",
    "true_positives": "TruePositives",
    "TrueNegatives": "TrueNegatives",
    "true_negatives": "TrueNegatives",
    "FalsePositives": "FalsePositives",
    "false_positives": "FalsePositives",
    "FalseNegatives": "FalseNegatives",
    "false_negatives": "FalseNegatives",
    "F1Score": "F1Score",
    "f1_score": "F1Score",
    "BinaryIoU": "BinaryIoU",
    "binary_io_u": "BinaryIoU",
    "BinaryCrossentropy": "BinaryCrossentropy",
    "binary_crossentropy": "BinaryCrossentropy",
    "bce": "BinaryCrossentropy",
    "CategoricalCrossentropy": "CategoricalCrossentropy",
    "categorical_crossentropy": "CategoricalCrossentropy",
    "SparseCategoricalCrossentropy": "SparseCategoricalCrossentropy",
    "sparse_categorical_crossentropy": "SparseCategoricalCrossentropy",
}
