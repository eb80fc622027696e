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
    ("keras_nlp.", "keras_hub."),
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
    ("lightning.fabric.", "lightning_fabric."),
    ("lightning.", "pytorch_lightning."),
    ("pytorch_lightning.metrics.", "torchmetrics."),
    ("segmentation_models_pytorch.losses.constants.", "segmentation_models_pytorch.losses."),
)
"""A path that starts so is the same path with the other beginning."""

_CLASSES_OF: tuple[tuple[str, str], ...] = (
    ("torch.nn.modules.", "torch.nn."),
    ("torch.nn.parallel.data_parallel.", "torch.nn."),
    ("keras.layers.", "keras.layers."),
    ("keras.engine.", "keras."),
    ("keras.models.", "keras.models."),
    ("keras.losses.", "keras.losses."),
    ("keras.metrics.", "keras.metrics."),
    ("keras.applications.", "keras.applications."),
    ("keras.optimizers.", "keras.optimizers."),
    ("torchmetrics.classification.", "torchmetrics.classification."),
    ("monai.losses.", "monai.losses."),
    ("monai.networks.nets.", "monai.networks.nets."),
    ("monai.networks.blocks.", "monai.networks.blocks."),
    ("monai.metrics.", "monai.metrics."),
    ("segmentation_models_pytorch.losses.", "segmentation_models_pytorch.losses."),
    ("segmentation_models_pytorch.decoders.", "segmentation_models_pytorch."),
    ("timm.loss.", "timm.loss."),
    ("torch_geometric.nn.", "torch_geometric.nn."),
)
"""A class below the first package is exported by the second, whatever modules (lower case) lie between."""

_FUNCTIONS_OF: tuple[tuple[str, str, str], ...] = (
    ("keras.layers.", r"(?:merge|merging)\.(?:[a-z_]+\.)*(?=[a-z])", "keras.layers."),
    (
        "torchvision.models.",
        r"(?:alexnet|convnext|densenet|efficientnet|googlenet|inception|maxvit|mnasnet|mobilenet|mobilenetv2|mobilenetv3"
        r"|regnet|resnet|shufflenetv2|squeezenet|swin_transformer|vgg|vision_transformer)\.",
        "torchvision.models.",
    ),
    (
        "torchvision.models.segmentation.",
        r"(?:segmentation|deeplabv3|fcn|lraspp)\.(?=[a-z])",
        "torchvision.models.segmentation.",
    ),
    (
        "torchvision.models.detection.",
        r"(?:faster_rcnn|mask_rcnn|keypoint_rcnn|retinanet|fcos|ssd|ssdlite)\.(?=[a-z])",
        "torchvision.models.detection.",
    ),
    ("torchvision.models.video.", r"(?:resnet|mvit|s3d|swin_transformer)\.", "torchvision.models.video."),
    ("torchvision.ops.", r"focal_loss\.", "torchvision.ops."),
    ("timm.models.", r"(?:(?:_factory|factory)\.)?(?=create_model$)", "timm."),
    (
        "torchmetrics.functional.classification.",
        r"[a-z_0-9]+\.(?=[a-z])",
        "torchmetrics.functional.classification.",
    ),
    ("torch_geometric.nn.", r"(?:pool|glob|aggr)\.(?:[a-z_0-9]+\.)*(?=global_)", "torch_geometric.nn."),
)
"""Functions that a package re-exports from known modules: package, pattern of the modules, what they become."""

_MODULES = r"(?:[a-z_][a-z_0-9]*\.)*(?=_?[A-Z])"


@cache
def canonical(name: str) -> str:
    """The name as the library's documentation spells it: ``tensorflow.keras.layers.Dense`` → ``keras.layers.Dense``.

    A name that no rule knows is returned as it is.
    """
    for beginning, documented in PREFIXES:
        if name.startswith(beginning):
            return canonical(documented + name[len(beginning) :])
    for package, exported in _CLASSES_OF:
        if name.startswith(package):
            found = re.compile(_MODULES).match(name, len(package))
            if found:
                return exported + name[found.end() :]
    for package, modules, exported in _FUNCTIONS_OF:
        if name.startswith(package):
            found = re.compile(modules).match(name, len(package))
            if found:
                return exported + name[found.end() :]
    return name
