"""One name for one object: how the spellings of a library's module paths map to the documented one.

Libraries show the same object under many paths: where it is defined (``torch.nn.modules.loss.BCELoss``), where it is
re-exported, under an older or a vendored package name (``tf.keras``, ``tf_keras``). ``canonical`` rewrites the path.
Spellings of single objects belong to their row instead (``Row.spellings``).
"""

from __future__ import annotations

import re
from functools import cache

PREFIXES: tuple[tuple[str, str], ...] = (
    # keras: one API, whoever ships it
    ("tensorflow.keras.", "keras."),
    ("tensorflow.compat.v1.keras.", "keras."),
    ("tensorflow.compat.v2.keras.", "keras."),
    ("tensorflow.python.keras.", "keras."),
    ("tensorflow.contrib.keras.", "keras."),
    ("tensorflow.contrib.keras.python.keras.", "keras."),
    ("keras._tf_keras.keras.", "keras."),
    ("keras.src.", "keras."),
    ("keras.api.", "keras."),
    ("tf_keras.src.", "keras."),
    ("tf_keras.", "keras."),
    ("keras_applications.", "keras.applications."),
    ("keras_preprocessing.", "keras.preprocessing."),
    ("keras.legacy.preprocessing.", "keras.preprocessing."),
    ("keras.legacy.backend.", "keras.backend."),
    ("keras._legacy.backend.", "keras.backend."),
    ("keras.backend.tensorflow_backend.", "keras.backend."),
    ("keras.ops.nn.", "keras.ops."),
    ("keras.ops.numpy.", "keras.ops."),
    ("keras.ops.core.", "keras.ops."),
    ("keras.ops.math.", "keras.ops."),
    ("keras.objectives.", "keras.losses."),
    ("keras.losses.losses.", "keras.losses."),
    ("keras.activations.activations.", "keras.activations."),
    ("keras.utils.np_utils.", "keras.utils."),
    ("keras.utils.numerical_utils.", "keras.utils."),
    ("keras.utils.all_utils.", "keras.utils."),
    # tensorflow: the first API under its second name, and the vendored layers
    ("tensorflow.compat.v2.", "tensorflow."),
    ("tensorflow.compat.v1.", "tensorflow."),
    ("tensorflow.contrib.slim.losses.", "tensorflow.contrib.losses."),
    ("tensorflow.contrib.slim.", "tensorflow.contrib.layers."),
    ("tf_slim.", "tensorflow.contrib.layers."),
    ("tensorflow.contrib.data.", "tensorflow.data."),
    ("tensorflow.python.data.", "tensorflow.data."),
    # scikit-learn: modules that were merged or made private
    ("sklearn.cross_validation.", "sklearn.model_selection."),
    ("sklearn.datasets.samples_generator.", "sklearn.datasets."),
    ("sklearn.datasets._samples_generator.", "sklearn.datasets."),
    ("sklearn.preprocessing.label.", "sklearn.preprocessing."),
    ("sklearn.preprocessing.data.", "sklearn.preprocessing."),
    # torch: private modules and merged namespaces
    ("torch.nn.quantized.functional.", "torch.nn.functional."),
    ("torch._C._nn.", "torch.nn.functional."),
    ("torch._C._special.special_", "torch.special."),
    ("torch._C._VariableFunctions.", "torch."),
    ("torch._C.TensorBase.", "torch.Tensor."),
    ("torch._tensor.Tensor.", "torch.Tensor."),
    ("torch.autograd.Variable.", "torch.Tensor."),
    ("torch.functional.", "torch."),
    # one framework, two distributions
    ("lightning.pytorch.", "pytorch_lightning."),
    ("pytorch_lightning.metrics.", "torchmetrics."),
    ("segmentation_models_pytorch.losses.constants.", "segmentation_models_pytorch.losses."),
)
"""A path that starts so is the same path with the other beginning."""

_CLASSES_OF = (
    ("torch.nn.modules", "torch.nn"),
    ("torch.nn.parallel.data_parallel", "torch.nn"),
    ("keras.layers", "keras.layers"),
    ("keras.engine", "keras"),
    ("keras.models", "keras.models"),
    ("keras.losses", "keras.losses"),
    ("keras.metrics", "keras.metrics"),
    ("keras.applications", "keras.applications"),
    ("keras.optimizers", "keras.optimizers"),
    ("torchmetrics.classification", "torchmetrics.classification"),
    ("monai.losses", "monai.losses"),
    ("monai.networks.nets", "monai.networks.nets"),
    ("monai.networks.blocks", "monai.networks.blocks"),
    ("monai.metrics", "monai.metrics"),
    ("segmentation_models_pytorch.losses", "segmentation_models_pytorch.losses"),
    ("segmentation_models_pytorch.decoders", "segmentation_models_pytorch"),
    ("timm.loss", "timm.loss"),
    ("fastai", "fastai"),
    ("torch_geometric.nn", "torch_geometric.nn"),
)
"""A class below the first package is exported by the second, whatever modules (lower case) lie between."""

_FUNCTIONS_OF = (
    (r"keras\.layers\.(?:merge|merging)(?:\.[a-z_]+)*\.(?=[a-z])", "keras.layers."),
    (r"torchvision\.models\.(?:alexnet|convnext|densenet|efficientnet|googlenet|inception|maxvit|mnasnet|mobilenet"
     r"|mobilenetv2|mobilenetv3|regnet|resnet|shufflenetv2|squeezenet|swin_transformer|vgg|vision_transformer)\.",
     "torchvision.models."),
    (r"torchvision\.models\.segmentation\.(?:segmentation|deeplabv3|fcn|lraspp)\.", "torchvision.models.segmentation."),
    (r"torchvision\.models\.detection\.(?:faster_rcnn|mask_rcnn|keypoint_rcnn|retinanet|fcos|ssd|ssdlite)\."
     r"(?=[a-z])", "torchvision.models.detection."),
    (r"torchvision\.ops\.(?:focal_loss|giou_loss|diou_loss|ciou_loss|boxes|misc)\.", "torchvision.ops."),
    (r"torchvision\.models\.video\.(?:resnet|mvit|s3d|swin_transformer)\.", "torchvision.models.video."),
    (r"timm\.models\.(?:_factory|factory)\.", "timm."),
    (r"timm\.models\.create_model$", "timm.create_model"),
    (r"torchmetrics\.functional\.classification\.[a-z_0-9]+\.(?=[a-z])", "torchmetrics.functional.classification."),
    (r"torchmetrics\.functional\.(?:segmentation|classification)\.dice$", "torchmetrics.functional.dice"),
    (r"torch_geometric\.nn\.(?:pool|glob|aggr)(?:\.[a-z_0-9]+)*\.(?=global_)", "torch_geometric.nn."),
)  # fmt: skip
"""Functions that a package re-exports from known modules."""

_PATTERNS = tuple(
    [
        (re.compile(rf"^{re.escape(below)}\.(?:[a-z_][a-z_0-9]*\.)*(?=_?[A-Z])"), f"{exported}.")
        for below, exported in _CLASSES_OF
    ]
    + [(re.compile(f"^{pattern}"), exported) for pattern, exported in _FUNCTIONS_OF]
)


@cache
def canonical(name: str) -> str:
    """The name as the library's documentation spells it: ``tensorflow.keras.layers.Dense`` → ``keras.layers.Dense``.

    A name that no rule knows is returned as it is.
    """
    for beginning, documented in PREFIXES:
        if name.startswith(beginning):
            return canonical(documented + name[len(beginning) :])
    for pattern, exported in _PATTERNS:
        found = pattern.match(name)
        if found:
            return exported + name[found.end() :]
    return name
