"""torchvision: classification, segmentation and detection models, and the losses in ``torchvision.ops``.

``num_classes`` hides in ``**kwargs`` of the classification models; those of segmentation and detection write None for
21 and 91. Positional arguments are those of the older signature, ``(pretrained, progress)``.
Source: https://docs.pytorch.org/vision/stable/models.html.
"""

from __future__ import annotations

from headlint.knowledge.rows import Effect, Opaque, Produce, Row, Score, Table

_SITE = "https://docs.pytorch.org/vision/stable/"
_NOTE = "there is no build for torch without CUDA to compare with; read from the source of 0.29"

# ── models ───────────────────────────────────────────────────────────────────────────────────────────────────────────

_HEADS: dict[str, str] = {
    "fc": "resnet18 resnet34 resnet50 resnet101 resnet152 resnext50_32x4d resnext101_32x8d resnext101_64x4d "
    "wide_resnet50_2 wide_resnet101_2 shufflenet_v2_x0_5 shufflenet_v2_x1_0 shufflenet_v2_x1_5 shufflenet_v2_x2_0 "
    "regnet_y_400mf regnet_y_800mf regnet_y_1_6gf regnet_y_3_2gf regnet_y_8gf regnet_y_16gf regnet_y_32gf "
    "regnet_y_128gf regnet_x_400mf regnet_x_800mf regnet_x_1_6gf regnet_x_3_2gf regnet_x_8gf regnet_x_16gf "
    "regnet_x_32gf",
    "classifier": "densenet121 densenet161 densenet169 densenet201",
    "classifier.1": "mobilenet_v2 mnasnet0_5 mnasnet0_75 mnasnet1_0 mnasnet1_3 efficientnet_b0 efficientnet_b1 "
    "efficientnet_b2 efficientnet_b3 efficientnet_b4 efficientnet_b5 efficientnet_b6 efficientnet_b7 "
    "efficientnet_v2_s efficientnet_v2_m efficientnet_v2_l",
    "classifier.2": "convnext_tiny convnext_small convnext_base convnext_large",
    "classifier.3": "mobilenet_v3_small mobilenet_v3_large",
    "classifier.5": "maxvit_t",
    "classifier.6": "alexnet vgg11 vgg13 vgg16 vgg19 vgg11_bn vgg13_bn vgg16_bn vgg19_bn",
    "head": "swin_t swin_s swin_b swin_v2_t swin_v2_s swin_v2_b",
    "heads.head": "vit_b_16 vit_b_32 vit_l_16 vit_l_32 vit_h_14",
}
"""The attribute path of the last layer, and whose it is. SqueezeNet is missing: it ends in ReLU and pooling."""


def _model(name: str, classes: int, does: Effect, **more: tuple[Effect, ...] | tuple[str, ...]) -> Row:
    signature = f"(*legacy, weights=None, progress=True, num_classes={classes}, **kwargs)"
    page = f"{_SITE}models/generated/torchvision.models.{name}.html"
    return Row(
        f"torchvision.models.{name}", signature, does, page, "layer", call="(x, *rest, **options)", checked=False,
        note=_NOTE, **more,  # type: ignore[arg-type]
    )  # fmt: skip


_CLASSIFIERS = tuple(
    _model(name, 1000, Produce("num_classes", head=head)) for head, names in _HEADS.items() for name in names.split()
)

_WITH_AUXILIARY = Produce("num_classes", head="fc")
_AUXILIARY = tuple(
    _model(
        name, 1000, _WITH_AUXILIARY, outputs=(_WITH_AUXILIARY, Produce("num_classes")),
        output_names=("logits", "aux_logits"),
    )
    for name in ("inception_v3", "googlenet")
)  # fmt: skip

_VIDEOS = tuple(
    _model(f"video.{name}", 400, Produce("num_classes", head=head))
    for name, head in (("r3d_18", "fc"), ("mc3_18", "fc"), ("r2plus1d_18", "fc"), ("s3d", None),
                       ("mvit_v1_b", "head.1"), ("mvit_v2_s", "head.1"), ("swin3d_t", "head"), ("swin3d_s", "head"),
                       ("swin3d_b", "head"))
)  # fmt: skip

_PIXELS = Produce("num_classes", axis=1)
_SEGMENTERS = tuple(
    _model(
        f"segmentation.{name}", 21, Opaque("a dictionary of outputs"), outputs=(_PIXELS, _PIXELS),
        output_names=("out", "aux"),
    )
    for name in ("fcn_resnet50", "fcn_resnet101", "deeplabv3_resnet50", "deeplabv3_resnet101",
                 "deeplabv3_mobilenet_v3_large", "lraspp_mobilenet_v3_large")
)  # fmt: skip

_BOXES = Produce("num_classes", background=True)
_DETECTORS = tuple(
    _model(f"detection.{name}", 91, _BOXES)
    for name in ("fasterrcnn_resnet50_fpn", "fasterrcnn_resnet50_fpn_v2", "fasterrcnn_mobilenet_v3_large_fpn",
                 "fasterrcnn_mobilenet_v3_large_320_fpn", "maskrcnn_resnet50_fpn", "maskrcnn_resnet50_fpn_v2",
                 "ssd300_vgg16", "ssdlite320_mobilenet_v3_large")
)  # fmt: skip
"""Those with a softmax over classes and background. RetinaNet and FCOS have a sigmoid for each class."""


def _part(name: str, signature: str, does: Effect, *outputs: Effect) -> Row:
    return Row(
        f"torchvision.models.detection.{name}", signature, does, f"{_SITE}models/faster_rcnn.html", "layer",
        outputs=outputs, call="(x, *rest, **options)", checked=False, note=_NOTE,
    )  # fmt: skip


_PARTS = (
    _part(
        "faster_rcnn.FastRCNNPredictor", "(in_channels, num_classes)", _BOXES, _BOXES, Opaque("box coordinates")
    ),
    _part(
        "mask_rcnn.MaskRCNNPredictor", "(in_channels, dim_reduced, num_classes)",
        Produce("num_classes", axis=1, background=True),
    ),
    _part("faster_rcnn.FasterRCNN", "(backbone, num_classes=None, **options)", _BOXES),
    _part("mask_rcnn.MaskRCNN", "(backbone, num_classes=None, **options)", _BOXES),
)  # fmt: skip

# ── losses and layers in torchvision.ops ─────────────────────────────────────────────────────────────────────────────

_FOCAL = Row(
    "torchvision.ops.sigmoid_focal_loss",
    "(inputs, targets, alpha=0.25, gamma=2, reduction='none')",
    Score("focal", "logits", "inputs", "targets", applies="sigmoid", call=""),
    f"{_SITE}generated/torchvision.ops.sigmoid_focal_loss.html",
    checked=False,
    note=_NOTE,
)

TABLE = Table("torchvision", (*_CLASSIFIERS, *_AUXILIARY, *_VIDEOS, *_SEGMENTERS, *_DETECTORS, *_PARTS, _FOCAL))
