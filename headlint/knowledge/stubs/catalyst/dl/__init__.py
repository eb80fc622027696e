"""https://catalyst-team.github.io/catalyst/api/runners.html: a supervised runner applies criterion to model."""

import headlint


class Runner:
    def train(self, *args, model=None, criterion=None, **kwargs):
        self.model = model
        self.criterion = criterion
        self.batch = headlint.opaque("batch")
        self.handle_batch(self.batch)


class SupervisedRunner(Runner):
    def handle_batch(self, batch):
        if self.criterion is not None:
            self.criterion(self.model(headlint.opaque("features")), headlint.opaque("targets"))
