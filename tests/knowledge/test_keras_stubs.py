"""What the stubs of Keras, TensorFlow and TFLearn join: one way of writing a model a story.

A story ends in the pairs that are read from it: ``channels activation -> loss``, with the form of the labels where a
call says it. An unknown is written ``?``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from headlint.facts import Pair
from headlint.heads import Reading, read
from headlint.values import Unknown
from tests.evaluate.story import evaluated

KERAS = """
import numpy as np
import tensorflow as tf
import keras
from keras import Input, Model, Sequential, layers, losses
from keras.layers import Activation, Dense
from keras import backend as K
from tensorflow.keras.utils import to_categorical
"""


def reading(story: str, root: Path) -> Reading:
    evaluator = evaluated({"main.py": KERAS + dedent(story)}, root)
    assert not evaluator.exhausted
    return read(evaluator.events, evaluator.returned)


def shown(value: Any) -> str:
    return "?" if isinstance(value, Unknown) else str(value)


def scored(pair: Pair) -> str:
    head, loss = pair.peek("head"), pair.peek("loss")
    activation = head.peek("activation")
    kind = "?" if isinstance(activation, Unknown) else activation.peek("kind")
    name = loss.peek("name").rpartition(".")[2]
    return f"{shown(head.peek('channels'))} {kind} -> {name}"


def pairs(story: str, root: Path) -> list[str]:
    """The pairs in training, each once, as they were first seen."""
    found = [pair for group in reading(story, root).groups for pair in group.pairs if pair.peek("mode") == "training"]
    return list(dict.fromkeys(map(scored, found)))


def targets(story: str, root: Path) -> list[str]:
    """What is known of the labels: form and count, each once."""
    found = [pair.peek("target") for group in reading(story, root).groups for pair in group.pairs]
    said = [f"{shown(target.peek('form'))} {shown(target.peek('classes'))}" for target in found]
    return [one for one in dict.fromkeys(said) if one != "? ?"]


STORIES: dict[str, tuple[str, list[str]]] = {
    "a sequential model from a list": (
        """
        model = Sequential([Input((8,)), Dense(16, activation="relu"), Dense(3, activation="softmax")])
        model.compile("adam", "categorical_crossentropy")
        """,
        ["3 softmax -> categorical_crossentropy"],
    ),
    "layers added one by one": (
        """
        model = Sequential()
        model.add(Dense(16, input_dim=8))
        model.add(Dense(1))
        model.add(Activation("softmax"))
        model.compile(optimizer="sgd", loss="mse")
        """,
        ["1 softmax -> mean_squared_error"],
    ),
    "a popped layer is gone": (
        """
        model = Sequential([Dense(3), Activation("softmax")])
        model.pop()
        model.compile("sgd", losses.CategoricalCrossentropy(from_logits=True))
        """,
        ["3 identity -> CategoricalCrossentropy"],
    ),
    "layers added after compile are there in fit": (
        """
        model = Sequential([Dense(4)])
        model.compile("sgd", "binary_crossentropy")
        model.add(Dense(1, activation="sigmoid"))
        model.fit(x=np.load("x"), y=np.load("y"))
        """,
        ["4 identity -> binary_crossentropy", "1 sigmoid -> binary_crossentropy"],
    ),
    "a loop over widths": (
        """
        model = Sequential()
        for units in [32, 16]:
            model.add(Dense(units, activation="relu"))
        model.add(Dense(5, activation="sigmoid"))
        model.compile(loss="categorical_crossentropy", optimizer="sgd")
        """,
        ["5 sigmoid -> categorical_crossentropy"],
    ),
    "a sequential model as a layer of another": (
        """
        head = Sequential([Dense(16), Dense(2, activation="softmax")])
        model = Sequential([Dense(8), head])
        model.compile(loss="sparse_categorical_crossentropy", optimizer="sgd")
        """,
        ["2 softmax -> sparse_categorical_crossentropy"],
    ),
    "the functional interface": (
        """
        x = inputs = Input(shape=(8,))
        for _ in range(2):
            x = Dense(8, activation="relu")(x)
        outputs = Dense(4)(x)
        model = Model(inputs, outputs)
        model.compile(loss=losses.SparseCategoricalCrossentropy(from_logits=False), optimizer="sgd")
        """,
        ["4 identity -> SparseCategoricalCrossentropy"],
    ),
    "keywords of Keras 1": (
        """
        inputs = Input(shape=(8,))
        model = Model(input=inputs, output=Dense(output_dim=1, activation="softmax")(inputs))
        model.compile("sgd", loss="binary_crossentropy")
        """,
        ["1 softmax -> binary_crossentropy"],
    ),
    "one output in a list": (
        """
        inputs = Input(shape=(8,))
        model = Model(inputs=[inputs], outputs=[Dense(1, activation="relu")(inputs)])
        model.compile("sgd", loss=["binary_crossentropy"])
        """,
        ["1 relu -> binary_crossentropy"],
    ),
    "several outputs with a list of losses": (
        """
        inputs = Input(shape=(8,))
        kind, size = Dense(3, activation="softmax")(inputs), Dense(1)(inputs)
        model = Model(inputs, [kind, size])
        model.compile("sgd", loss=["categorical_crossentropy", "mse"])
        """,
        ["3 softmax -> categorical_crossentropy", "1 identity -> mean_squared_error"],
    ),
    "several outputs with one loss": (
        """
        inputs = Input(shape=(8,))
        model = Model(inputs, [Dense(3, activation="softmax")(inputs), Dense(4, activation="softmax")(inputs)])
        model.compile("sgd", loss="categorical_crossentropy")
        """,
        ["3 softmax -> categorical_crossentropy", "4 softmax -> categorical_crossentropy"],
    ),
    "outputs and losses by name": (
        """
        inputs = Input(shape=(8,))
        model = Model(inputs, {"kind": Dense(3, activation="softmax")(inputs), "size": Dense(1)(inputs)})
        model.compile("sgd", loss={"size": "mae", "kind": "categorical_crossentropy"})
        """,
        ["1 identity -> mean_absolute_error", "3 softmax -> categorical_crossentropy"],
    ),
    "outputs in a list and losses by the names of their layers": (
        """
        inputs = Input(shape=(8,))
        kind = Dense(3, activation="softmax", name="kind")(inputs)
        size = Dense(1, name="size")(inputs)
        model = Model(inputs, [kind, size])
        model.compile("sgd", loss={"size": "mae", "kind": "categorical_crossentropy"})
        """,
        ["1 identity -> mean_absolute_error", "3 softmax -> categorical_crossentropy"],
    ),
    "outputs of which only one has no name": (
        """
        inputs = Input(shape=(8,))
        model = Model(inputs, [Dense(3, activation="softmax", name="kind")(inputs), Dense(1)(inputs)])
        model.compile("sgd", loss={"dense": "mae", "kind": "categorical_crossentropy"})
        """,
        ["1 identity -> mean_absolute_error", "3 softmax -> categorical_crossentropy"],
    ),
    "outputs without names": (
        """
        inputs = Input(shape=(8,))
        model = Model(inputs, [Dense(3, activation="softmax")(inputs), Dense(1)(inputs)])
        model.compile("sgd", loss={"size": "mae", "kind": "categorical_crossentropy"})
        """,
        ["? ? -> mean_absolute_error", "? ? -> categorical_crossentropy"],
    ),
    "an activation of one's own": (
        """
        def squash(x):
            return K.sigmoid(x)
        model = Sequential([Dense(3, activation=squash)])
        model.compile("sgd", loss="categorical_crossentropy")
        """,
        ["3 sigmoid -> categorical_crossentropy"],
    ),
    "an activation layer around a function": (
        """
        model = Sequential([Dense(3), Activation(lambda x: tf.nn.softmax(x, axis=-1))])
        model.compile("sgd", losses.CategoricalCrossentropy(from_logits=True))
        """,
        ["3 softmax -> CategoricalCrossentropy"],
    ),
    "an activation that is a layer of one's own": (
        """
        class Squash(layers.Layer):
            def call(self, x):
                return tf.sigmoid(x)
        model = Sequential([Dense(1, activation=Squash())])
        model.compile("sgd", losses.BinaryCrossentropy(from_logits=True))
        """,
        ["1 sigmoid -> BinaryCrossentropy"],
    ),
    "a function for a layer of TensorFlow 1": (
        """
        out = tf.layers.dense(tf.placeholder(tf.float32), 4, lambda x: tf.nn.relu(x))
        loss = tf.losses.softmax_cross_entropy(tf.placeholder(tf.float32), out)
        """,
        ["4 relu -> softmax_cross_entropy"],
    ),
    "a loss in a dictionary for the only output": (
        """
        inputs = Input(shape=(8,))
        model = Model(inputs, Dense(3, activation="softmax", name="kind")(inputs))
        model.compile("sgd", loss={"kind": "categorical_crossentropy"})
        """,
        ["3 softmax -> categorical_crossentropy"],
    ),
    "a functional model as a layer": (
        """
        def judge():
            inputs = Input((8,))
            return Model(inputs, Dense(1, activation="sigmoid")(inputs))
        def maker():
            inputs = Input((2,))
            return Model(inputs, Dense(8, activation="tanh")(inputs))
        seed = Input((2,))
        both = Model(seed, judge()(maker()(seed)))
        both.compile("adam", loss="binary_crossentropy")
        """,
        ["1 sigmoid -> binary_crossentropy"],
    ),
    "a pretrained network with its own classifier": (
        """
        model = tf.keras.applications.ResNet50(weights=None)
        model.compile("sgd", loss="categorical_crossentropy")
        """,
        ["1000 softmax -> categorical_crossentropy"],
    ),
    "a pretrained network with another classifier": (
        """
        model = keras.applications.vgg16.VGG16(classes=10, classifier_activation=None, weights=None)
        model.compile("sgd", loss="categorical_crossentropy")
        """,
        ["10 identity -> categorical_crossentropy"],
    ),
    "a new head on a pretrained network": (
        """
        base = keras.applications.MobileNetV2(include_top=False)
        base.trainable = False
        for layer in base.layers[:-4]:
            layer.trainable = False
        x = layers.GlobalAveragePooling2D()(base.output)
        model = Model(inputs=base.input, outputs=Dense(1, activation="softmax")(x))
        model.compile("sgd", loss="binary_crossentropy")
        """,
        ["1 softmax -> binary_crossentropy"],
    ),
    "a pretrained network in a sequential model": (
        """
        base = keras.applications.VGG19(include_top=False)
        model = Sequential([base, layers.Flatten(), Dense(2, activation="sigmoid")])
        model.compile("sgd", loss="sparse_categorical_crossentropy")
        """,
        ["2 sigmoid -> sparse_categorical_crossentropy"],
    ),
    "the output of the last layer": (
        """
        base = keras.applications.ResNet50()
        model = Model(base.input, base.layers[-1].output)
        model.compile("sgd", loss="binary_crossentropy")
        """,
        ["1000 softmax -> binary_crossentropy"],
    ),
    "a subclassed model": (
        """
        class Net(tf.keras.Model):
            def __init__(self, classes):
                super().__init__()
                self.hidden = layers.Dense(16, activation="relu")
                self.last = layers.Dense(classes, activation=tf.nn.softmax)
            def call(self, x):
                return self.last(self.hidden(x))
        net = Net(3)
        net.compile(optimizer="adam", loss=losses.SparseCategoricalCrossentropy(from_logits=True))
        """,
        ["3 softmax -> SparseCategoricalCrossentropy"],
    ),
    "a subclassed layer that builds its parts late": (
        """
        class Head(layers.Layer):
            def __init__(self, units, **kwargs):
                super(Head, self).__init__(**kwargs)
                self.units = units
            def build(self, input_shape):
                self.dense = Dense(self.units)
                super().build(input_shape)
            def call(self, inputs):
                return K.softmax(self.dense(inputs))
        inputs = Input((4,))
        model = Model(inputs, Head(1, name="head")(inputs))
        model.compile("sgd", "binary_crossentropy")
        """,
        ["1 softmax -> binary_crossentropy"],
    ),
    "a functional model that is a class": (
        """
        class Net(Model):
            def __init__(self, classes, **kwargs):
                inputs = Input((4,))
                super().__init__(inputs=inputs, outputs=Dense(classes, "sigmoid")(inputs), **kwargs)
        net = Net(3)
        net.compile("sgd", "categorical_crossentropy")
        """,
        ["3 sigmoid -> categorical_crossentropy"],
    ),
    "an activation only outside of training": (
        """
        class Net(Model):
            def __init__(self):
                super().__init__()
                self.last = Dense(3)
            def call(self, x, training=False):
                x = self.last(x)
                return x if training else tf.nn.softmax(x)
        net = Net()
        net.compile("sgd", losses.CategoricalCrossentropy(from_logits=True))
        """,
        ["3 identity -> CategoricalCrossentropy"],
    ),
    "a sequential model tells its layers that it trains": (
        """
        class Last(layers.Layer):
            def call(self, x, training=None):
                if not training:
                    x = tf.nn.softmax(x)
                return x
        model = Sequential([Dense(3), Last()])
        model.compile("sgd", losses.CategoricalCrossentropy(from_logits=True))
        """,
        ["3 identity -> CategoricalCrossentropy"],
    ),
    "wrappers": (
        """
        model = Sequential([
            layers.Bidirectional(layers.LSTM(8, return_sequences=True)),
            layers.TimeDistributed(Dense(7)),
            Activation("softmax"),
        ])
        model.compile("sgd", "sparse_categorical_crossentropy")
        """,
        ["7 softmax -> sparse_categorical_crossentropy"],
    ),
    "both directions side by side": (
        """
        model = Sequential([layers.Bidirectional(layers.SimpleRNN(8, activation="relu"))])
        model.compile("sgd", "mse")
        """,
        ["16 relu -> mean_squared_error"],
    ),
    "a lambda layer": (
        """
        model = Sequential([Dense(3), layers.Lambda(lambda x: K.softmax(x))])
        model.compile("sgd", losses.BinaryCrossentropy())
        """,
        ["3 softmax -> BinaryCrossentropy"],
    ),
    "a lambda layer with a function of the backend": (
        """
        model = Sequential([Dense(1), layers.Lambda(tf.sigmoid)])
        model.compile("sgd", losses.BinaryCrossentropy(from_logits=True))
        """,
        ["1 sigmoid -> BinaryCrossentropy"],
    ),
    "a loss of one's own that calls a known one": (
        """
        def weighted(y_true, y_pred):
            return 2.0 * K.categorical_crossentropy(y_true, y_pred)
        model = Sequential([Dense(3)])
        model.compile("sgd", loss=weighted)
        """,
        ["3 identity -> categorical_crossentropy"],
    ),
    "a loss made by a function": (
        """
        def scaled(factor):
            def loss(y_true, y_pred):
                return factor * tf.nn.sigmoid_cross_entropy_with_logits(labels=y_true, logits=y_pred)
            return loss
        model = Sequential([Dense(1, activation="sigmoid")])
        model.compile("sgd", loss=scaled(2.0))
        """,
        ["1 sigmoid -> sigmoid_cross_entropy_with_logits"],
    ),
    "a loss class of one's own": (
        """
        class Mixed(keras.losses.Loss):
            def __init__(self, weight=0.5):
                super().__init__(name="mixed")
                self.inner = losses.CategoricalCrossentropy(from_logits=True)
                self.weight = weight
            def call(self, y_true, y_pred):
                return self.weight * self.inner(y_true, y_pred)
        model = Sequential([Dense(3, activation="softmax")])
        model.compile("sgd", loss=Mixed())
        """,
        ["3 softmax -> CategoricalCrossentropy"],
    ),
    "losses by the names of classes and short names": (
        """
        for name in ["MSE", "BinaryCrossentropy", "kld", "CTC"]:
            model = Sequential([Dense(2)])
            model.compile("sgd", loss=name)
        """,
        ["2 identity -> mean_squared_error", "2 identity -> BinaryCrossentropy", "2 identity -> kl_divergence",
         "2 identity -> CTC"],
    ),
    "a loss looked up by name": (
        """
        model = Sequential([Dense(2)])
        model.compile("sgd", loss=tf.keras.losses.get("categorical_crossentropy"))
        """,
        ["2 identity -> categorical_crossentropy"],
    ),
    "loss and head chosen together": (
        """
        def build(classes):
            model = Sequential()
            if classes == 2:
                model.add(Dense(1, activation="sigmoid"))
                loss = "binary_crossentropy"
            else:
                model.add(Dense(classes, activation="softmax"))
                loss = "categorical_crossentropy"
            model.compile("sgd", loss=loss)
        """,
        ["1 sigmoid -> binary_crossentropy", "? softmax -> categorical_crossentropy"],
    ),
    "layers added in branches and in loops of unknown length": (
        """
        def build(depth, wide, classes):
            model = Sequential([Dense(16)])
            for _ in range(depth):
                if wide:
                    model.add(Dense(64, activation="relu"))
                else:
                    model.add(Dense(32, activation="relu"))
            model.add(Dense(classes, activation="softmax"))
            model.compile("sgd", "categorical_crossentropy")
        """,
        ["? softmax -> categorical_crossentropy"],
    ),
    "a training loop": (
        """
        model = Sequential([Dense(3, activation="softmax")])
        criterion = losses.SparseCategoricalCrossentropy(from_logits=True)
        @tf.function
        def step(x, y):
            with tf.GradientTape() as tape:
                loss = criterion(y, model(x, training=True))
            tape.gradient(loss, model.trainable_variables)
        for x, y in tf.data.Dataset.from_tensor_slices((np.load("x"), np.load("y"))).batch(8):
            step(x, y)
        """,
        ["3 softmax -> SparseCategoricalCrossentropy"],
    ),
    "a train step of one's own": (
        """
        class Net(Model):
            def __init__(self):
                super().__init__()
                self.last = Dense(1, activation="sigmoid")
            def call(self, x):
                return self.last(x)
            def train_step(self, data):
                x, y = data
                y_pred = self(x, training=True)
                return self.compiled_loss(y, y_pred, regularization_losses=self.losses)
        net = Net()
        net.compile("sgd", losses.BinaryCrossentropy(from_logits=True))
        net.fit(np.load("x"), np.load("y"))
        """,
        ["1 sigmoid -> BinaryCrossentropy"],
    ),
    "a train step that scores by itself": (
        """
        class Adversarial(Model):
            def __init__(self, judge):
                super().__init__()
                self.judge = judge
            def compile(self, optimizer, loss_fn):
                super().compile(optimizer)
                self.loss_fn = loss_fn
            def train_step(self, images):
                scores = self.judge(images)
                return self.loss_fn(tf.ones_like(scores), scores)
        model = Adversarial(Sequential([Dense(1, activation="sigmoid")]))
        model.compile("sgd", losses.BinaryCrossentropy(from_logits=True))
        model.fit(np.load("x"))
        """,
        ["1 sigmoid -> BinaryCrossentropy"],
    ),
    "a loss computed by the model": (
        """
        class Net(Model):
            def __init__(self):
                super().__init__()
                self.last = Dense(3)
            def call(self, x):
                return self.last(x)
            def compute_loss(self, x=None, y=None, y_pred=None, **kwargs):
                return keras.ops.mean(keras.ops.categorical_crossentropy(y, y_pred))
        net = Net()
        net.compile("sgd")
        net.fit(np.load("x"), np.load("y"))
        """,
        ["3 identity -> categorical_crossentropy"],
    ),
    "an estimator's head": (
        """
        def model_fn(features, labels, mode):
            logits = tf.nn.softmax(tf.layers.dense(features, 4))
            head = tf.estimator.MultiClassHead(4)
            return head.create_estimator_spec(features, mode, labels=labels, logits=logits)
        """,
        ["4 softmax -> sparse_softmax_cross_entropy_with_logits"],
    ),
    "a graph of TensorFlow 1": (
        """
        x = tf.placeholder(tf.float32, [None, 4])
        y = tf.placeholder(tf.float32, [None, 3])
        logits = tf.layers.dense(tf.layers.dense(x, 8, activation=tf.nn.relu), 3)
        probabilities = tf.nn.softmax(logits)
        loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=y, logits=probabilities))
        """,
        ["3 softmax -> softmax_cross_entropy_with_logits"],
    ),
    "layers written out as products": (
        """
        def dense(x, wide, units):
            weights = tf.get_variable("w", [wide, units])
            return tf.nn.relu(tf.matmul(x, weights) + tf.get_variable("b", [units]))
        hidden = dense(tf.placeholder(tf.float32), None, 16)
        logits = dense(hidden, 16, 5)
        loss = tf.nn.softmax_cross_entropy_with_logits(labels=tf.placeholder(tf.float32), logits=logits)
        """,
        ["5 relu -> softmax_cross_entropy_with_logits"],
    ),
    "a bias says how many channels there are": (
        """
        def last(x, weights):
            return tf.nn.softmax(tf.matmul(x, weights) + tf.Variable(tf.zeros([5])))
        loss = tf.losses.softmax_cross_entropy(tf.placeholder(tf.float32), last(tf.placeholder(tf.float32), load("w")))
        """,
        ["5 softmax -> softmax_cross_entropy"],
    ),
    "a bias on what an activation made": (
        """
        hidden = tf.layers.dense(tf.placeholder(tf.float32), 5, activation=tf.nn.sigmoid)
        loss = tf.losses.softmax_cross_entropy(tf.placeholder(tf.float32), hidden + tf.Variable(tf.zeros([5])))
        """,
        ["5 identity -> softmax_cross_entropy"],
    ),
    "the default activation of contrib": (
        """
        from tensorflow.contrib import slim
        def network(x, labels):
            net = slim.fully_connected(x, 16)
            logits = slim.fully_connected(net, 5)
            return tf.losses.sparse_softmax_cross_entropy(labels, logits)
        """,
        ["5 relu -> sparse_softmax_cross_entropy"],
    ),
    "logits and labels in the order of the first versions": (
        """
        net = tf.layers.dense(tf.placeholder(tf.float32), 5, activation=tf.nn.softmax)
        loss = tf.nn.softmax_cross_entropy_with_logits(net, tf.placeholder(tf.float32))
        """,
        ["5 softmax -> softmax_cross_entropy_with_logits"],
    ),
    "labels made on the spot, in the order of the first versions": (
        """
        net = tf.nn.relu(tf.layers.dense(tf.placeholder(tf.float32), 5))
        loss = tf.nn.softmax_cross_entropy_with_logits(net, tf.one_hot(tf.placeholder(tf.int32), 5))
        """,
        ["5 relu -> softmax_cross_entropy_with_logits"],
    ),
    "a branch of the graph": (
        """
        def score(flag, y):
            logits = tf.layers.dense(tf.placeholder(tf.float32), 2)
            out = tf.cond(flag, lambda: tf.nn.sigmoid(logits), lambda: logits)
            return tf.losses.sigmoid_cross_entropy(y, out)
        """,
        ["2 sigmoid -> sigmoid_cross_entropy", "2 identity -> sigmoid_cross_entropy"],
    ),
    "the last layer of TFLearn": (
        """
        import tflearn
        net = tflearn.input_data(shape=[None, 4])
        net = tflearn.fully_connected(net, 1, activation="softmax")
        net = tflearn.regression(net, optimizer="adam", loss="categorical_crossentropy")
        """,
        ["1 softmax -> categorical_crossentropy"],
    ),
    "a decoder of segmentation_models": (
        """
        import segmentation_models as sm
        model = sm.Unet("resnet34", classes=4, activation="softmax")
        model.compile("adam", loss=sm.losses.bce_dice_loss)
        other = sm.FPN(activation="sigmoid")
        other.compile("adam", sm.losses.CategoricalFocalLoss() + sm.losses.DiceLoss())
        """,
        ["4 softmax -> binary_crossentropy", "4 softmax -> dice", "21 sigmoid -> categorical_focal_crossentropy",
         "21 sigmoid -> dice"],
    ),
    "a classifier of KerasHub": (
        """
        import keras_hub
        model = keras_hub.models.BertTextClassifier.from_preset("bert_tiny", num_classes=3)
        model.compile("adam", loss=losses.SparseCategoricalCrossentropy())
        """,
        ["3 identity -> SparseCategoricalCrossentropy"],
    ),
    "a classifier of KerasCV": (
        """
        import keras_cv
        model = keras_cv.models.ImageClassifier(backbone=keras_cv.models.ResNet50V2Backbone(), num_classes=4)
        model.compile("adam", loss=losses.CategoricalCrossentropy(from_logits=True))
        """,
        ["4 softmax -> CategoricalCrossentropy"],
    ),
    "names from star imports": (
        """
        from keras.models import *
        from keras.layers import *
        from keras.applications import *
        model = Sequential()
        model.add(MobileNet(include_top=False))
        model.add(GlobalMaxPooling2D())
        model.add(Dense(1, activation="softmax"))
        model.compile("sgd", "binary_crossentropy")
        """,
        ["1 softmax -> binary_crossentropy"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", STORIES)
def test_the_pairs_of_a_story(name: str, tmp_path: Path) -> None:
    story, expected = STORIES[name]
    assert pairs(story, tmp_path) == expected


SHAPE = """
model = Sequential([Dense(10, activation="softmax")])
model.compile("sgd", loss="categorical_crossentropy")
"""

LABELLED: dict[str, tuple[str, list[str]]] = {
    "encoded labels": (
        "y = to_categorical(np.load('y'), 10)\nmodel.fit(np.load('x'), y)",
        ["one_hot 10"],
    ),
    "a data set as it comes": (
        "(x, y), (x_test, y_test) = keras.datasets.mnist.load_data()\nmodel.fit(x, y, epochs=3)",
        ["indices 10"],
    ),
    "a data set encoded": (
        """
        (x, y), _ = tf.keras.datasets.cifar10.load_data()
        y = keras.utils.np_utils.to_categorical(y)
        model.fit(x / 255.0, y)
        """,
        ["one_hot 10"],
    ),
    "generated labels, split": (
        """
        from sklearn.datasets import make_classification
        from sklearn.model_selection import train_test_split
        X, y = make_classification(1000, n_classes=4, n_informative=6)
        X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2)
        model.fit(X_train, y_train)
        """,
        ["indices 4"],
    ),
    "labels of evaluate": (
        "from sklearn.datasets import load_iris\nX, y = load_iris(return_X_y=True)\nmodel.evaluate(X, y)",
        ["indices 3"],
    ),
    "labels of a bunch": (
        "from sklearn import datasets\nset = datasets.load_wine()\nmodel.train_on_batch(set.data, set.target)",
        ["indices 3"],
    ),
    "a row of the identity per label": (
        "y = np.eye(10)[np.load('y')]\nmodel.fit(np.load('x'), y)",
        ["one_hot 10"],
    ),
    "images in directories": (
        """
        from keras.preprocessing.image import ImageDataGenerator
        flow = ImageDataGenerator(rescale=1 / 255).flow_from_directory("train", batch_size=8, class_mode="sparse")
        model.fit_generator(flow, steps_per_epoch=10)
        """,
        ["indices ?"],
    ),
    "images in directories, the default": (
        """
        flow = tf.keras.preprocessing.image.ImageDataGenerator().flow_from_directory("train", classes=["a", "b", "c"])
        model.fit(flow)
        """,
        ["one_hot 3"],
    ),
    "a data set from a directory": (
        """
        train = tf.keras.utils.image_dataset_from_directory("train", label_mode="categorical")
        model.fit(train.cache().prefetch(2))
        """,
        ["one_hot ?"],
    ),
    "a pipeline that encodes": (
        """
        def encode(image, label):
            return image, tf.one_hot(label, 10)
        (x, y), _ = keras.datasets.mnist.load_data()
        model.fit(tf.data.Dataset.from_tensor_slices((x, y)).map(encode).shuffle(100).batch(8))
        """,
        ["one_hot 10"],
    ),
    "a sequence of one's own": (
        """
        class Batches(keras.utils.Sequence):
            def __init__(self):
                self.y = to_categorical(np.load("y"), 10)
            def __len__(self):
                return 4
            def __getitem__(self, index):
                return np.load("x")[index], self.y[index]
        model.fit(Batches())
        """,
        ["one_hot 10"],
    ),
    "a generator of one's own": (
        """
        def batches(y):
            while True:
                yield np.load("x"), to_categorical(y, 10)
        model.fit(batches(np.load("y")))
        """,
        ["one_hot 10"],
    ),
    "a model in the dress of an estimator": (
        """
        from keras.wrappers.scikit_learn import KerasClassifier
        def build():
            net = Sequential([Dense(10, activation="softmax")])
            net.compile("sgd", loss="categorical_crossentropy")
            return net
        KerasClassifier(build_fn=build, epochs=3).fit(np.load("x"), to_categorical(np.load("y"), 10))
        """,
        ["one_hot 10"],
    ),
}


@pytest.mark.parametrize("name", LABELLED)
def test_the_labels_of_a_story(name: str, tmp_path: Path) -> None:
    story, expected = LABELLED[name]
    assert targets(SHAPE + dedent(story), tmp_path) == expected


METRICS: dict[str, tuple[str, list[str]]] = {
    "by name": ("metrics=['accuracy', 'AUC']", ["accuracy logits", "AUC logits"]),
    "as objects": ("metrics=[keras.metrics.BinaryAccuracy(), 'mse']", ["BinaryAccuracy logits"]),
    "in third place": ("['acc']", ["accuracy logits"]),
    "alone": ("metrics='binary_accuracy'", ["BinaryAccuracy logits"]),
    "those of the project are not entered": ("metrics=[lambda y, p: losses.binary_crossentropy(y, p)]", []),
}


@pytest.mark.parametrize("name", METRICS)
def test_metrics(name: str, tmp_path: Path) -> None:
    given, expected = METRICS[name]
    story = (
        f"model = Sequential([Dense(1)])\nmodel.compile('sgd', losses.BinaryCrossentropy(from_logits=True), {given})"
    )
    found = reading(story, tmp_path)
    measured = [f"{m.peek('name').rpartition('.')[2]} {shown(m.peek('head').peek('domain'))}" for m in found.metrics]
    assert measured == expected
    assert [scored(pair) for group in found.groups for pair in group.pairs] == ["1 identity -> BinaryCrossentropy"]


PREDICTIONS: dict[str, tuple[str, str]] = {
    "predict gives the head": ("(model.predict(np.load('x')) > 0.5)", "threshold logits"),
    "rounded": ("np.round(model.predict(np.load('x')))", "round logits"),
    "the largest": ("np.argmax(model.predict(np.load('x')), axis=1)", "argmax logits"),
}


@pytest.mark.parametrize("name", PREDICTIONS)
def test_predictions(name: str, tmp_path: Path) -> None:
    written, expected = PREDICTIONS[name]
    found = reading(f"model = Sequential([Dense(1)])\nprint({written})\nseen = list({written})", tmp_path).predictions
    assert {f"{one.peek('kind')} {shown(one.peek('head').peek('domain'))}" for one in found} == {expected}


TRAINED: dict[str, str] = {
    "compiled and asked": "model.compile('sgd', LOGITS)\nprint(model.predict(X) > 0.5)",
    "compiled, fitted and asked": "model.compile('sgd', LOGITS)\nmodel.fit(X, Y)\nprint(model.predict(X) > 0.5)",
    "called": "model.compile('sgd', LOGITS)\nprint(model(X, training=False) > 0.5)",
    "scored in a loop": "LOGITS(Y, model(X, training=True))\nprint(model(X) > 0.5)",
    "as a part of another": "model.compile('sgd', LOGITS)\nwhole = Sequential([model, layers.Reshape((1,))])\n"
    "print(whole.predict(X) > 0.5)",
}
"""Ways to train a model and to ask it."""


@pytest.mark.parametrize("name", TRAINED)
def test_a_prediction_knows_the_loss_that_trained_it(name: str, tmp_path: Path) -> None:
    story = (
        "X, Y = np.load('x'), np.load('y')\nLOGITS = losses.BinaryCrossentropy(from_logits=True)\n"
        f"model = Sequential([Dense(8, activation='relu'), Dense(1)])\n{TRAINED[name]}"
    )
    (found,) = reading(story, tmp_path).predictions
    assert found.loss.name == "keras.losses.BinaryCrossentropy"


def test_a_model_that_two_losses_train_has_none_of_them(tmp_path: Path) -> None:
    story = """
        model = Sequential([Dense(1)])
        model.compile('sgd', losses.BinaryCrossentropy(from_logits=True))
        model.compile('sgd', 'mse')
        print(model.predict(np.load('x')) > 0.5)
    """
    (found,) = reading(story, tmp_path).predictions
    assert isinstance(found.peek("loss"), Unknown)


WEIGHTS: dict[str, tuple[str, str]] = {
    "fit": ("model.fit(X, Y, class_weight={0: 1.0, 2: 3.0})", "(0, 2)"),
    "fit by name": ("model.fit(x=X, y=Y, class_weight={1: 1.0, 0: 3.0})", "(0, 1)"),
    "a generator": ("model.fit_generator(X, class_weight={0: 1, 1: 2})", "(0, 1)"),
    "a data set": ("model.fit(tf.data.Dataset.from_tensor_slices((X, Y)).batch(8), class_weight={0: 1})", "(0,)"),
    "a batch": ("model.train_on_batch(X, Y, class_weight={0: 1, 1: 2})", "(0, 1)"),
    "of counted names": ("model.fit(X, Y, class_weight=dict(enumerate([1.0, 2.0, 3.0])))", "(0, 1, 2)"),
    "computed": ("model.fit(X, Y, class_weight=weigh(Y))", "?"),
    "some of them": ("model.fit(X, Y, class_weight={0: 1.0, last: 2.0})", "?"),
    "names": ("model.fit(X, Y, class_weight={'cat': 1.0, 'dog': 2.0})", "?"),
    "none": ("model.fit(X, Y)", "?"),
}


@pytest.mark.parametrize("name", WEIGHTS)
def test_the_classes_that_have_weights(name: str, tmp_path: Path) -> None:
    written, expected = WEIGHTS[name]
    story = (
        "from unknown import last, weigh\nX, Y = np.load('x'), np.load('y')\n"
        f"model = Sequential([Dense(3, activation='softmax')])\nmodel.compile('sgd', LOSS)\n{written}"
    )
    for loss in ("'sparse_categorical_crossentropy'", "losses.SparseCategoricalCrossentropy()"):
        found = [
            pair.peek("loss") for group in reading(story.replace("LOSS", loss), tmp_path).groups for pair in group.pairs
        ]
        assert shown(found[-1].peek("weight_classes")) == expected
        assert isinstance(found[0].peek("weight_classes"), Unknown), "compile says nothing of weights"


UNKNOWN: dict[str, Callable[[], str]] = {
    "a layer of an application by name": lambda: "keras.applications.VGG16().get_layer('fc2').output",
    "a layer in the middle": lambda: "keras.applications.VGG16().layers[-3].output",
    "a model from a file": lambda: "keras.models.load_model('m.h5').output",
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_cannot_be_told_is_unknown(name: str, tmp_path: Path) -> None:
    story = f"model = Model(Input((4,)), {UNKNOWN[name]()})\nmodel.compile('sgd', 'binary_crossentropy')"
    assert pairs(story, tmp_path) == ["? ? -> binary_crossentropy"]
