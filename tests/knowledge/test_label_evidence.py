"""What programs say of their labels: one way of making targets a story, for torch and for Keras.

Each is scored by a loss; what is known of its target is compared: form, classes, type, range, shape.
"""

from __future__ import annotations

from math import inf
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from headlint.heads import read
from headlint.values import Unknown
from tests.evaluate.story import evaluated

SHARED = """
import numpy as np
import pandas as pd
import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits, load_iris, make_classification, make_regression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import LabelEncoder, MultiLabelBinarizer, OneHotEncoder, StandardScaler
from unknown import frame, labels, path, x
"""

TORCH = f"""{SHARED}
from torch import nn
from torch.utils.data import ConcatDataset, DataLoader, Dataset, IterableDataset, Subset, TensorDataset, random_split
from torchvision import datasets

model = nn.Linear(3, 7)


def learn(y):
    nn.MSELoss()(model(x), y)


def load(data):
    for _, y in DataLoader(data, batch_size=8, shuffle=True):
        learn(y)
"""

KERAS = f"""{SHARED}
import keras
import tensorflow as tf
from keras.preprocessing.image import ImageDataGenerator
from keras.utils import to_categorical

model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(7)])
model.compile("adam", "mse")


def learn(y):
    model.fit(x, y)


def load(data):
    model.fit(data)
"""

Known = dict[str, Any]


def indices(classes: int | None = None, rank: str = "(N,)", **more: Any) -> Known:
    known: Known = {"form": "indices", "dtype": "int", "low": 0.0, "rank": rank}
    return known | ({} if classes is None else {"classes": classes, "high": classes - 1.0}) | more


def numbers(low: float = -inf, high: float = inf, rank: str = "(N,)") -> Known:
    return {"form": "continuous", "dtype": "float", "low": low, "high": high, "rank": rank}


def hot(classes: int | None = None, form: str = "one_hot", dtype: str = "float", **more: Any) -> Known:
    return {"form": form, "dtype": dtype, **({} if classes is None else {"classes": classes}), **more}


ZERO_ONE = {"low": 0.0, "high": 1.0}
WIDE = {**ZERO_ONE, "rank": "(N, C)"}

IN_TORCH: dict[str, tuple[str, Known]] = {
    # encoders
    "one-hot": ("learn(F.one_hot(labels, 5).float())", hot(5)),
    "one-hot as integers": ("learn(F.one_hot(labels, 5))", hot(5, dtype="int")),
    "rows of the unit matrix": ("learn(torch.tensor(np.eye(5)[labels]))", {"form": "one_hot", "classes": 5}),
    "scattered ones": (
        "learn(torch.zeros(8, 5).scatter_(1, labels.unsqueeze(1), 1))",
        {"form": "one_hot", "classes": 5, "rank": "(N, C)"},
    ),
    "dummies": ("learn(torch.tensor(pd.get_dummies(frame['y']).values))", hot(dtype="int", **ZERO_ONE)),
    "encoded labels": ("learn(torch.tensor(LabelEncoder().fit_transform(frame['y'])).long())", indices()),
    "many labels": (
        "learn(torch.tensor(MultiLabelBinarizer().fit_transform(labels)).float())",
        hot(form="multi_hot", **ZERO_ONE),
    ),
    "a sparse matrix": ("learn(torch.tensor(OneHotEncoder().fit_transform(labels).toarray()))", hot(**ZERO_ONE)),
    # data sets
    "made classes": (
        "X, y = make_classification(n_classes=4, n_informative=8)\nlearn(torch.from_numpy(y))",
        {"form": "indices", "classes": 4, "dtype": "int", "low": 0.0, "rank": "(N,)"},
    ),
    "made numbers": ("X, y = make_regression()\nlearn(torch.FloatTensor(y))", numbers()),
    "made numbers, several": ("X, y = make_regression(n_targets=3)\nlearn(torch.FloatTensor(y))", {
        "form": "continuous", "dtype": "float", "low": -inf, "high": inf}),
    "a part of a known set": (
        "data = load_iris()\na, b, c, d = train_test_split(data.data, data.target)\nlearn(torch.LongTensor(c))",
        indices(3),
    ),
    "a data set's targets": ("learn(datasets.MNIST(path).targets)", indices(10)),
    # loaders
    "a loader": ("load(datasets.CIFAR100(path))", indices(100)),
    "a part of a data set": ("a, b = random_split(datasets.CIFAR10(path), [9, 1])\nload(b)", indices(10)),
    "some of a data set": ("load(Subset(datasets.CIFAR10(path), [1, 2]))", indices(10)),
    "joined data sets": ("load(ConcatDataset([datasets.CIFAR10(path), datasets.CIFAR10(path)]))", indices(10)),
    "folders": ("load(datasets.ImageFolder(path))", indices()),
    "a sample": ("learn(datasets.MNIST(path)[0][1])", {k: v for k, v in indices(10).items() if k != "rank"}),
    "a batch by its index": (
        "for batch in DataLoader(datasets.MNIST(path)):\n    learn(batch[1].to('cuda'))", indices(10),
    ),
    "the first batch": ("_, y = next(iter(DataLoader(datasets.MNIST(path))))\nlearn(y)", indices(10)),
    "tensors": ("load(TensorDataset(x, torch.tensor([0, 1, 2])))", indices(high=2.0)),
    "columns of tensors": ("load(TensorDataset(x, torch.tensor([[0.5], [2.5]])))", numbers(0.5, 2.5, "(N, 1)")),
    "a data set of the project": (
        """
        class Own(Dataset):
            def __init__(self, y):
                self.y = torch.tensor(y, dtype=torch.float32)

            def __getitem__(self, index):
                return torch.zeros(3), self.y[index]


        X, y = make_regression()
        load(Own(y))
        """,
        numbers(),
    ),
    "a list around each label": (
        """
        class Own(Dataset):
            def __init__(self, y):
                self.y = y

            def __getitem__(self, index):
                return torch.zeros(3), torch.tensor([self.y[index]])


        X, y = load_iris(return_X_y=True)
        load(Own(y))
        """,
        indices(3, "(N, 1)"),
    ),
    "samples with names": (
        """
        class Own(Dataset):
            def __init__(self, y):
                self.y = y

            def __getitem__(self, index):
                return {"x": torch.zeros(3), "y": torch.as_tensor(self.y[index])}


        for batch in DataLoader(Own(load_digits().target)):
            learn(batch["y"])
        """,
        indices(10),
    ),
    "a stream": (
        """
        class Own(IterableDataset):
            def __iter__(self):
                for label in load_iris().target:
                    yield torch.zeros(3), torch.tensor(label)


        load(Own())
        """,
        indices(3),
    ),
    "a way to collate": (
        """
        def together(samples):
            return torch.stack([x for x, y in samples]), torch.tensor([[1.0], [0.0]])


        load_with = DataLoader(datasets.MNIST(path), collate_fn=together)
        for x, y in load_with:
            learn(y)
        """,
        {"dtype": "float", **ZERO_ONE, "rank": "(N, 1)"},
    ),
    "a loader of who knows what": ("load(labels)", {}),
    # arithmetic, types, shapes
    "floats": ("learn(labels[0].float())", {"dtype": "float"}),
    "the type of another tensor": ("learn(labels[0].long().to(model(x).dtype))", {}),
    "labels from 1": ("learn(torch.tensor([1, 2, 2]))", {"form": "binary", "dtype": "int", "low": 1.0, "high": 2.0,
                                                         "rank": "(N,)"}),
    "labels from 1, shifted": ("learn(torch.tensor([1, 2, 3]) - 1)", {"dtype": "int", "low": 0.0, "high": 2.0,
                                                                      "rank": "(N,)"}),
    "a scaler": (
        "X, y = make_regression()\nlearn(torch.tensor(StandardScaler().fit_transform(y.reshape(-1, 1))).view(-1, 1))",
        numbers(rank="(N, 1)"),
    ),
    "scaled by hand": ("X, y = make_regression()\nlearn(torch.tensor((y - y.mean()) / y.std()))", {
        "dtype": "float", "rank": "(N,)"}),
    "one of two": ("learn(torch.tensor(np.where(frame['a'] > 3, 1, 0)))", {"form": "binary", "dtype": "int",
                                                                           **ZERO_ONE}),
    "a comparison": ("learn(torch.tensor((frame['a'] > 3).astype(int).values))", {"form": "binary", "dtype": "int",
                                                                                  **ZERO_ONE}),
    "an axis added": ("learn(torch.tensor([0.5, 2.0])[:, None])", numbers(0.5, 2.0, "(N, 1)")),
    "an axis taken": ("learn(torch.tensor([[0.5], [2.0]]).squeeze(-1))", numbers(0.5, 2.0)),
    # columns
    "a column": ("learn(torch.tensor(pd.read_csv(path)['y'].values).float())", {"dtype": "float", "rank": "(N,)"}),
    "a column of what is complete": (
        "data = pd.read_csv(path).dropna()\nlearn(torch.tensor(data['y'].to_numpy()).float())",
        {"dtype": "float", "rank": "(N,)"},
    ),
    "the last column": ("learn(torch.tensor(pd.read_csv(path).iloc[:, -1].values).float())", {
        "dtype": "float", "rank": "(N,)"}),
    "columns": ("learn(torch.tensor(pd.read_csv(path)[['y']].values).float())", {"dtype": "float"}),
    "a column of a file of numbers": ("learn(torch.tensor(np.loadtxt(path)[:, -1]).float())", {
        "dtype": "float", "rank": "(N,)"}),
    # random ones
    "random classes": ("learn(torch.randint(0, 3, (8,)))", indices(3)),
    "random classes of NumPy": ("learn(torch.tensor(np.random.randint(3, size=(8, 1))))", {
        "form": "indices", "classes": 3, "dtype": "int", "low": 0.0, "rank": "(N, 1)"}),
    "random numbers of NumPy": ("learn(torch.tensor(np.random.rand(8)).float())", numbers(0.0, 1.0)),
}  # fmt: skip

IN_KERAS: dict[str, tuple[str, Known]] = {
    "categorical": ("learn(to_categorical(labels, 5))", hot(5, **WIDE)),
    "categorical of known classes": (
        "X, y = make_classification(n_classes=4)\nlearn(to_categorical(y))", hot(4, **ZERO_ONE)),
    "one-hot": ("learn(tf.one_hot(labels, 5))", {"form": "one_hot", "classes": 5}),
    "rows of the unit matrix": ("learn(np.eye(5)[labels])", {"form": "one_hot", "classes": 5}),
    "encoded labels": ("learn(LabelEncoder().fit_transform(labels))", indices()),
    "a known set": ("(a, b), (c, d) = keras.datasets.cifar10.load_data()\nlearn(b)", indices(10, "(N, 1)")),
    "a part of a known set": ("(a, b), _ = keras.datasets.mnist.load_data()\nlearn(b[:100])", indices(10)),
    "prices": ("(a, b), _ = keras.datasets.boston_housing.load_data()\nlearn(b)", numbers(5.0, 50.0)),
    "two folders": (
        "load(ImageDataGenerator().flow_from_directory(path, class_mode='binary'))",
        {"form": "binary", "classes": 2, "dtype": "float", "rank": "(N, 1)", **ZERO_ONE},
    ),
    "folders": ("load(ImageDataGenerator().flow_from_directory(path))", {"form": "one_hot", "dtype": "float"}),
    "named folders": (
        "load(ImageDataGenerator().flow_from_directory(path, class_mode='sparse', classes=['a', 'b', 'c']))",
        {"form": "indices", "classes": 3, "dtype": "int", "rank": "(N,)"},
    ),
    "folders as a data set": (
        "load(keras.utils.image_dataset_from_directory(path))", {"form": "indices", "dtype": "int", "rank": "(N,)"}),
    "folders as a mapped data set": (
        "load(keras.utils.image_dataset_from_directory(path, label_mode='categorical').map(lambda x, y: (x / 255, y)))",
        {"form": "one_hot", "dtype": "float"},
    ),
    "slices": ("load(tf.data.Dataset.from_tensor_slices((x, to_categorical(labels, 3))).batch(8))", hot(3, **WIDE)),
    "a cast": ("learn(np.array([1, 2, 1]).astype('float32'))", numbers(1.0, 2.0)),
    "written one-hot": ("learn(np.array([[1, 0, 0], [0, 1, 0]]))", hot(3, dtype="int", **WIDE)),
    "written many-hot": ("learn(np.array([[1, 1, 0], [0, 1, 0]]))", hot(form="multi_hot", dtype="int", **WIDE)),
    "two kinds behind each other": ("learn(np.array([0] * 50 + [1] * 50))", {"form": "binary", "dtype": "int",
                                                                             **ZERO_ONE, "rank": "(N,)"}),
    "random classes": (
        "learn(tf.random.uniform([8, 1], maxval=9, dtype=tf.int64))",
        {"form": "indices", "dtype": "int", "rank": "(N, 1)"},
    ),
    "a scaler": ("learn(StandardScaler().fit_transform(labels))", {k: v for k, v in numbers().items() if k != "rank"}),
}  # fmt: skip

STORIES = [
    *((TORCH, name, *story) for name, story in IN_TORCH.items()),
    *((KERAS, name, *story) for name, story in IN_KERAS.items()),
]


@pytest.mark.parametrize(("before", "name", "story", "known"), STORIES, ids=lambda value: str(value)[:40].strip())
def test_labels_say(before: str, name: str, story: str, known: Known, tmp_path: Path) -> None:
    evaluator = evaluated({"main.py": before + dedent(story)}, tmp_path)
    assert not evaluator.exhausted
    said = [
        {
            name: value
            for name, value in pair.peek("target").items()
            if name != "place" and not isinstance(value, Unknown)
        }
        for group in read(evaluator.events, evaluator.returned).groups
        for pair in group.pairs
    ]
    assert known in said if known else not any(said), said
