"""https://www.tensorflow.org/api_docs/python/tf/estimator/Head: heads that bring their loss."""

import tensorflow


class Head:
    def create_estimator_spec(self, features=None, mode=None, logits=None, labels=None, *args, **kwargs):
        return self.loss(labels, logits)

    def loss(self, labels, logits, *args, **kwargs):
        return None


class MultiClassHead(Head):
    def __init__(self, n_classes=None, *args, **kwargs):
        self.n_classes = n_classes

    def loss(self, labels, logits, *args, **kwargs):
        return tensorflow.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)


class BinaryClassHead(Head):
    def loss(self, labels, logits, *args, **kwargs):
        return tensorflow.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits)


class MultiLabelHead(BinaryClassHead):
    pass


class RegressionHead(Head):
    def loss(self, labels, logits, *args, **kwargs):
        return tensorflow.losses.mean_squared_error(labels, logits)
