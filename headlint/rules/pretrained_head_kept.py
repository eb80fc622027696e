"""Rule: a library model's own head kept for other classes."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import classes, plain, trains

MODELS = ("torchvision.models.", "timm.", "keras.applications.")

IMAGENET = 1000
"""Classes of the data set that these models were trained on, and of their head if nothing else is said."""


@rule(level="warning")
def pretrained_head_kept(pair: Pair) -> Reports:
    """A library model's own head kept for other classes.

    Why:

    Image models come with a head for the 1000 classes of ImageNet. Against labels of a data set with fewer classes it
    trains without an error: the 990 channels that no label names are only pushed down, and before they are, the loss
    starts at ln 1000 = 6.9 instead of ln 10 = 2.3. A prediction can still be one of them. The features are what is
    wanted of such a model; its last layer is replaced, or it is built with the right number.

    Bad:

    ```python
    from torch import nn
    from torch.utils.data import DataLoader
    from torchvision import datasets, models

    model = models.resnet18(weights=None)
    criterion = nn.CrossEntropyLoss()


    def train():
        for images, labels in DataLoader(datasets.CIFAR10("data", train=True, download=True), batch_size=64):
            loss = criterion(model(images), labels)
            loss.backward()
    ```

    ```python
    import keras
    from sklearn.datasets import load_digits

    X, y = load_digits(return_X_y=True)
    model = keras.applications.MobileNetV2(weights=None, input_shape=(32, 32, 3))
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")


    def train(images):
        model.fit(images, y)
    ```

    Good:

    ```python
    from torch import nn
    from torch.utils.data import DataLoader
    from torchvision import datasets, models

    model = models.resnet18(weights=None)
    model.fc = nn.Linear(model.fc.in_features, 10)
    criterion = nn.CrossEntropyLoss()


    def train():
        for images, labels in DataLoader(datasets.CIFAR10("data", train=True, download=True), batch_size=64):
            loss = criterion(model(images), labels)
            loss.backward()
    ```

    ```python
    import keras
    from sklearn.datasets import load_digits

    X, y = load_digits(return_X_y=True)
    model = keras.applications.MobileNetV2(weights=None, input_shape=(32, 32, 3), classes=10)
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")


    def train(images):
        model.fit(images, y)
    ```

    When this is fine:

    On ImageNet itself, which has the 1000 classes of the head.

    ```python
    from torch import nn
    from torch.utils.data import DataLoader
    from torchvision import datasets, models

    model = models.resnet18(weights=None)
    criterion = nn.CrossEntropyLoss()


    def train():
        for images, labels in DataLoader(datasets.ImageNet("data"), batch_size=64):
            loss = criterion(model(images), labels)
            loss.backward()
    ```

    Fix safety:

    There is no fix: a new last layer starts untrained, and saved weights of the whole model no longer fit.

    Known misses:

    The classes of the data have to be told by the code, or by a data set that a library knows. Models of libraries that
    no table knows are unknown.
    """
    library = pair.head.producer.startswith(MODELS)
    kept = library and classes(pair) == IMAGENET and 1 < pair.target.classes < IMAGENET - 1
    if trains(pair) and kept and pair.loss.family in ("cross_entropy", "nll"):
        model = (
            "a model of keras.applications" if pair.head.producer.startswith("keras.") else plain(pair.head.producer)
        )
        yield Seen(
            pair.loss.place,
            f"{model} has its own head of {IMAGENET} classes, the labels that go into {plain(pair.loss.name)} have "
            f"{pair.target.classes}",
        )
