"""Rule: a torchvision detector with one class, which is the background."""

from headlint.facts import Output
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import plain


@rule(level="error")
def detector_with_only_background(output: Output) -> Reports:
    """A torchvision detector with one class, which is the background.

    Why:

    ``num_classes`` of torchvision's R-CNN detectors counts the background as class 0. With 1 there is nothing but
    background: no object can ever be named, and a label of 1 is out of range. One kind of object makes
    ``num_classes=2``.

    Bad:

    ```python
    from torch import nn
    from torchvision.models.detection import fasterrcnn_resnet50_fpn


    class Detector(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = fasterrcnn_resnet50_fpn(weights=None, weights_backbone=None, num_classes=1)

        def forward(self, images, targets=None):
            return self.net(images, targets)
    ```

    Good:

    ```python
    from torch import nn
    from torchvision.models.detection import fasterrcnn_resnet50_fpn


    class Detector(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = fasterrcnn_resnet50_fpn(weights=None, weights_backbone=None, num_classes=2)

        def forward(self, images, targets=None):
            return self.net(images, targets)
    ```

    When this is fine:

    A segmentation model counts no background of its own: one channel with a binary cross-entropy is a mask.

    ```python
    import torch
    from torch import nn
    from torchvision.models.segmentation import fcn_resnet50

    model = fcn_resnet50(weights=None, weights_backbone=None, num_classes=1)
    criterion = nn.BCEWithLogitsLoss()

    masks = model(torch.randn(2, 3, 64, 64))["out"]
    loss = criterion(masks, torch.ones(2, 1, 64, 64))
    ```

    In Keras:

    The detectors of KerasHub and KerasCV count the classes without the background: one class is one kind of object.

    Fix safety:

    There is no fix: how many classes there are, the code does not say, and another count changes the shape of the last
    layers: saved weights no longer fit.

    Known misses:

    Only torchvision's detectors are known. A class count that is read from a file is unknown.
    """
    detector = output.head.producer.startswith("torchvision.models.detection.")
    if detector and output.head.channels == 1:
        yield Seen(
            output.head.place,
            f"{plain(output.head.producer)} with one class: torchvision counts the background, so no object is left",
        )
