"""Rule: a view that splits a head's channels into more or fewer than there are."""

from headlint.facts import Output
from headlint.rule import Reports, Seen, rule


@rule(level="error")
def channels_split_unevenly(output: Output) -> Reports:
    """A view that splits a head's channels into more or fewer than there are.

    Why:

    A YOLO head has anchors x (5 + classes) channels: for each anchor four numbers for the box, one for the object and
    one for each class. It is a convolution, and a view splits its channels. Where the convolution is made for other
    classes than the view (255 channels are 3 x (5 + 80), for COCO), PyTorch and Keras raise an error on the shape when
    the model runs; with a size of -1 in the view they may find one that fits, and then numbers of one place are read at
    another.

    Bad:

    ```python
    import torch
    from torch import nn


    class Head(nn.Module):
        def __init__(self, classes=20, anchors=3):
            super().__init__()
            self.anchors, self.numbers = anchors, 5 + classes
            self.out = nn.Conv2d(16, 255, 1)

        def forward(self, x):
            x = self.out(x)
            n, _, h, w = x.shape
            return x.view(n, self.anchors, self.numbers, h, w)


    head = Head()
    criterion = nn.MSELoss()


    def step(x, truth):
        loss = criterion(head(x), truth)
        loss.backward()
    ```

    ```python
    import keras


    class Head(keras.layers.Layer):
        def __init__(self, classes=20, anchors=3):
            super().__init__()
            self.anchors, self.numbers = anchors, 5 + classes
            self.out = keras.layers.Conv2D(255, 1)

        def call(self, x):
            x = self.out(x)
            n, h, w, _ = keras.ops.shape(x)
            return keras.ops.reshape(x, (n, h, w, self.anchors, self.numbers))


    head = Head()
    criterion = keras.losses.MeanSquaredError()


    def step(x, truth):
        return criterion(truth, head(x))
    ```

    Good:

    ```python
    import torch
    from torch import nn


    class Head(nn.Module):
        def __init__(self, classes=20, anchors=3):
            super().__init__()
            self.anchors, self.numbers = anchors, 5 + classes
            self.out = nn.Conv2d(16, anchors * self.numbers, 1)

        def forward(self, x):
            x = self.out(x)
            n, _, h, w = x.shape
            return x.view(n, self.anchors, self.numbers, h, w)


    criterion = nn.MSELoss()
    loss = criterion(Head()(torch.randn(2, 16, 4, 4)), torch.zeros(2, 3, 25, 4, 4))
    loss.backward()
    ```

    ```python
    import keras


    class Head(keras.layers.Layer):
        def __init__(self, classes=20, anchors=3):
            super().__init__()
            self.anchors, self.numbers = anchors, 5 + classes
            self.out = keras.layers.Conv2D(anchors * self.numbers, 1)

        def call(self, x):
            x = self.out(x)
            n, h, w, _ = keras.ops.shape(x)
            return keras.ops.reshape(x, (n, h, w, self.anchors, self.numbers))


    criterion = keras.losses.MeanSquaredError()
    loss = criterion(keras.ops.zeros((2, 4, 4, 3, 25)), Head()(keras.random.normal((2, 4, 4, 16))))
    ```

    When this is fine:

    A view that changes the size of the image as well may count otherwise.

    ```python
    import torch
    from torch import nn


    class Coarse(nn.Module):
        def __init__(self):
            super().__init__()
            self.out = nn.Conv2d(16, 12, 1)

        def forward(self, x):
            return self.out(x).view(-1, 3, 16, 2, 2)


    criterion = nn.MSELoss()
    loss = criterion(Coarse()(torch.randn(2, 16, 4, 4)), torch.zeros(2, 3, 16, 2, 2))
    loss.backward()
    ```

    Fix safety:

    There is no fix: either of the counts may be the right one, and saved weights fit only one.

    Known misses:

    ``keras.layers.Reshape`` is not looked at: Keras compares its sizes when the model is built, and says so.
    """
    for step in output.head.chain:
        if step.divides:
            channels, parts, each = step.divides
            if parts * each != channels:
                yield Seen(
                    step.place,
                    f"{channels} channels are split into {parts} x {each}, which makes {parts * each}: a YOLO head has "
                    "anchors x (5 + classes)",
                )
