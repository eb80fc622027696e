"""Looking rows up: names, binding calls, settling variants; what the tables must cover; how long it takes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from headlint import knowledge
from headlint.knowledge.rows import Activate, Keep, Measure, Produce, Row, Score
from headlint.values import Apply, Case, Cases, Condition, Const, External, Parameter, Sequence, Unknown, just

PACKAGE = Path(knowledge.__file__).parent


def const(value: Any) -> Cases:
    return just(Const(value))


def row(name: str) -> Row:
    found = knowledge.row(name)
    assert found is not None, name
    return found


X = just(Parameter("x", "forward"))

# ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("spelled", "documented"),
    [
        ("torch.nn.Linear", "torch.nn.Linear"),
        ("torch.nn.modules.activation.Softmax", "torch.nn.Softmax"),
        ("torch.nn.modules.loss.CrossEntropyLoss", "torch.nn.CrossEntropyLoss"),
        ("torch.nn.modules.CrossEntropyLoss", "torch.nn.CrossEntropyLoss"),
        ("torch.softmax", "torch.softmax"),
        ("torch._C._nn.gelu", "torch.nn.functional.gelu"),
        ("torch.functional.einsum", "torch.einsum"),
        ("tensorflow.keras.layers.Dense", "keras.layers.Dense"),
        ("tensorflow.python.keras.layers.core.Dense", "keras.layers.Dense"),
        ("tf_keras.layers.Dense", "keras.layers.Dense"),
        ("keras.src.layers.core.dense.Dense", "keras.layers.Dense"),
        ("tensorflow.compat.v1.keras.losses.mse", "keras.losses.mse"),
        ("lightning.pytorch.LightningModule", "pytorch_lightning.LightningModule"),
        ("lightning.LightningModule", "pytorch_lightning.LightningModule"),
        ("lightning.fabric.Fabric", "lightning_fabric.Fabric"),
        ("torchmetrics.classification.accuracy.BinaryAccuracy", "torchmetrics.classification.BinaryAccuracy"),
        ("monai.losses.dice.DiceLoss", "monai.losses.DiceLoss"),
        ("monai.networks.nets.unet.UNet", "monai.networks.nets.UNet"),
        ("segmentation_models_pytorch.losses.dice.DiceLoss", "segmentation_models_pytorch.losses.DiceLoss"),
        ("segmentation_models_pytorch.decoders.unet.model.Unet", "segmentation_models_pytorch.Unet"),
        ("segmentation_models_pytorch.utils.losses.DiceLoss", "segmentation_models_pytorch.utils.losses.DiceLoss"),
        ("torchvision.models.resnet.resnet18", "torchvision.models.resnet18"),
        ("torchvision.models.detection.faster_rcnn.fasterrcnn_resnet50_fpn",
         "torchvision.models.detection.fasterrcnn_resnet50_fpn"),
        ("pl_bolts.models.VAE", "pl_bolts.models.VAE"),
        ("mypackage.nn.modules.Softmax", "mypackage.nn.modules.Softmax"),
    ],
)  # fmt: skip
def test_canonical_names(spelled: str, documented: str) -> None:
    assert knowledge.canonical(spelled) == documented
    assert knowledge.canonical(documented) == documented


def test_rows_are_found_under_every_spelling() -> None:
    assert row("torch.nn.modules.loss.BCELoss") is row("torch.nn.BCELoss")
    assert row("torchmetrics.classification.Accuracy").name == "torchmetrics.Accuracy"
    assert row("torch.nn.parameter.Parameter").name == "torch.nn.Parameter"
    assert knowledge.row("torch.optim.Adam") is None
    assert knowledge.row("mypackage.Softmax") is None


def test_methods_and_attributes_by_bare_name() -> None:
    softmax, data = knowledge.method("softmax"), knowledge.method("data")
    assert softmax is not None and softmax.name == "torch.Tensor.softmax" and softmax.form == "method"
    assert data is not None and data.form == "attribute"
    assert knowledge.method("frobnicate") is None


def test_the_packages_that_something_is_known_of() -> None:
    assert {"torch", "keras", "monai", "torchvision", "tensorflow", "lightning"} <= knowledge.roots()
    assert "mypackage" not in knowledge.roots()


# ── binding ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_positional_keyword_and_default() -> None:
    softmax = row("torch.nn.functional.softmax")
    assert knowledge.bind(softmax, (X, const(1))) == {"input": X, "dim": const(1)}
    assert knowledge.bind(softmax, (X,), (("dim", const(-1)),)) == {"input": X, "dim": const(-1)}
    bound = knowledge.bind(softmax, (X,))
    assert bound == {"input": X}
    assert knowledge.default(softmax, "dim") == Const(None)
    assert knowledge.argument(softmax, bound, "dim") == const(None)
    assert isinstance(knowledge.default(softmax, "input"), Unknown)


def test_calls_that_do_not_fit_are_not_understood() -> None:
    softmax = row("torch.nn.functional.softmax")
    assert knowledge.bind(softmax, ()) is None
    assert knowledge.bind(softmax, (X,) * 9) is None
    assert knowledge.bind(softmax, (X,), (("input", X),)) is None
    assert knowledge.bind(softmax, (X,), (("axes", const(1)),)) is None


def test_the_keywords_of_arrays() -> None:
    mean = row("torch.mean")
    assert knowledge.bind(mean, (X,), (("axis", const(1)), ("keepdims", const(True)))) == {
        "input": X, "dim": const(1), "keepdim": const(True),
    }  # fmt: skip


def test_a_method_takes_its_receiver_first() -> None:
    view = row("torch.Tensor.view")
    sizes = just(Sequence("tuple", (const(-1), const(10))))
    assert knowledge.bind(view, (X, const(-1), const(10))) == {"self": X, "size": sizes}
    assert knowledge.bind(view, (X, sizes)) == {"self": X, "size": sizes}
    assert knowledge.bind(view, (X, const(-1))) == {"self": X, "size": just(Sequence("tuple", (const(-1),)))}
    assert knowledge.bind(view, (X, X)) == {"self": X, "size": X}  # one size, or all of them: it stays itself


def test_what_could_not_be_unfolded_is_unknown() -> None:
    loss = row("torch.nn.CrossEntropyLoss")
    bound = knowledge.bind(loss, (), (("**", X), ("ignore_index", const(0))))
    assert bound is not None and bound["ignore_index"] == const(0)
    assert isinstance(bound["weight"].single(), Unknown)
    bound = knowledge.bind(row("torch.nn.functional.cross_entropy"), (X,), (("*", X),))
    assert bound is not None and bound["input"] == X and isinstance(bound["target"].single(), Unknown)


def test_a_tensor_is_no_axis() -> None:
    """``torch.max(a, b)`` is another function than ``torch.max(a, 1)``."""
    assert knowledge.bind(row("torch.max"), (X, const(1))) == {"input": X, "dim": const(1)}
    assert knowledge.bind(row("torch.max"), (X, X)) is None


def test_the_call_of_a_layer() -> None:
    assert knowledge.bind_call(row("torch.nn.CrossEntropyLoss"), (X, X)) == {"input": X, "target": X}
    assert knowledge.bind_call(row("torch.nn.Softmax"), (X,)) == {"input": X}
    assert knowledge.bind_call(row("monai.losses.NACLLoss"), (X, X)) == {"inputs": X, "targets": X}
    assert knowledge.input_of(row("torch.nn.Linear")) == "input"
    assert knowledge.input_of(row("torch.nn.CrossEntropyLoss")) == "input"
    assert knowledge.input_of(row("segmentation_models_pytorch.losses.DiceLoss")) == "y_pred"
    assert knowledge.input_of(row("torch.Tensor.softmax")) == "self"


# ── variants ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def effect(name: str, **given: Cases) -> Any:
    return knowledge.settle(row(name), given)


def test_losses_follow_their_arguments() -> None:
    dice = "segmentation_models_pytorch.losses.DiceLoss"
    assert effect(dice, mode=const("binary")).applies == "sigmoid"
    multiclass = effect(dice, mode=const("multiclass"))
    assert (multiclass.applies, multiclass.over, multiclass.expects) == ("softmax", "channels", "logits")
    given = effect(dice, mode=const("multiclass"), from_logits=const(False))
    assert (given.applies, given.expects) == ("none", "unit")
    named = effect(dice, mode=just(External("segmentation_models_pytorch.losses.MULTICLASS_MODE")))
    assert named == multiclass
    assert effect("monai.losses.DiceLoss").expects == "unit"
    assert effect("monai.losses.DiceLoss", sigmoid=const(True)).expects == "logits"
    assert effect("monai.losses.DiceLoss", other_act=just(External("torch.softmax"))).expects == "any"
    assert effect("torch.nn.KLDivLoss").target_expects == "probs"
    assert effect("torch.nn.KLDivLoss", log_target=const(True)).target_expects == "log_probs"


def test_an_argument_that_is_not_known_leaves_the_effect_unknown() -> None:
    assert isinstance(effect("monai.losses.DiceLoss", sigmoid=X), Unknown)
    several = Cases((Case(Const(True), Condition(frozenset({(Const(1), True)}))), Case(Const(False))))
    assert isinstance(effect("monai.losses.DiceLoss", sigmoid=several), Unknown)
    assert isinstance(effect("monai.losses.DiceLoss", sigmoid=just(Apply(External("f"), ()))), Unknown)


def test_powers_and_norms_follow_their_arguments() -> None:
    assert effect("torch.pow", exponent=const(2)).kind == "square"
    assert effect("operator.pow", b=const(0.5)).kind == "sqrt"
    assert effect("torch.pow", exponent=const(3)).kind == "pow"
    assert effect("torch.nn.functional.normalize").kind == "normalize"
    assert effect("torch.nn.functional.normalize", p=const(1)).kind == "normalize_l1"


def test_metrics_follow_their_task() -> None:
    assert effect("torchmetrics.Accuracy", task=const("multiclass")) == Measure("any", task="multiclass")
    assert effect("torchmetrics.Accuracy", task=const("binary")) == Measure("unit", task="binary")


def test_activations_given_as_strings() -> None:
    unet = row("segmentation_models_pytorch.Unet")
    softmax = knowledge.activation(unet, "softmax2d")
    assert softmax is not None and softmax.does == Activate("softmax", implicit_axis=1)
    assert knowledge.activation(unet, "nonsense") is None
    discriminator = row("monai.networks.nets.Discriminator")
    last = knowledge.default(discriminator, "last_act")
    assert isinstance(last, Const)
    assert getattr(knowledge.activation(discriminator, last.value), "name", None) == "torch.nn.Sigmoid"


# ── the tables as a whole ────────────────────────────────────────────────────────────────────────────────────────────

ROOT = Path(__file__).parents[2]
ROWS = [found for table in knowledge.tables() for found in table.rows]


def test_no_name_stands_twice() -> None:
    names = Counter(each.name for each in ROWS)
    assert [name for name, count in names.items() if count > 1] == []
    spelled = Counter(spelling for each in ROWS for spelling in each.spellings)
    assert [spelling for spelling, count in spelled.items() if count > 1] == []
    assert not set(spelled) & set(names)


def test_rows_stand_under_their_canonical_name() -> None:
    assert [each.name for each in ROWS if knowledge.canonical(each.name) != each.name] == []


def test_every_row_links_to_its_documentation() -> None:
    for each in ROWS:
        ours = each.name.startswith("headlint.") and (ROOT / each.url).is_file()
        assert ours or re.match(r"https?://[\w.-]+/\S*$", each.url), each.name


def test_every_row_that_cannot_be_compared_says_why() -> None:
    assert [each.name for each in ROWS if not each.checked and not each.note] == []


def test_every_signature_can_be_read() -> None:
    for each in ROWS:
        assert knowledge.signature(each).names is not None
        if each.form == "layer":
            assert knowledge.call_signature(each).positional or knowledge.call_signature(each).rest, each.name


def test_every_module_with_a_table_is_found() -> None:
    with_table = {path.stem for path in PACKAGE.glob("*.py") if re.search(r"^TABLE\b", path.read_text(), re.MULTILINE)}
    assert len(knowledge.tables()) == len(with_table) > 10


def test_a_lookup_is_cheap(tmp_path: Path) -> None:
    """Loading every table takes less than 40 ms once it is compiled, and loads neither a parser nor a framework.

    The time is that of the process on its own core, the best of several; a busy machine is allowed twice as much.
    """
    code = (
        "import sys, time, headlint.values\n"
        "start = time.process_time()\n"
        "from headlint import knowledge\n"
        "assert knowledge.row('torch.nn.Linear')\n"
        "spent = time.process_time() - start\n"
        "heavy = {'torch', 'keras', 'numpy', 'libcst'} & set(sys.modules)\n"
        "print(spent, sorted(heavy))\n"
    )
    best = 1.0
    compiled = {**os.environ, "PYTHONPYCACHEPREFIX": str(tmp_path), "PYTHONDONTWRITEBYTECODE": ""}
    for _ in range(6):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=compiled)
        spent, heavy = done.stdout.split(maxsplit=1)
        assert heavy.strip() == "[]"
        best = min(best, float(spent))
    assert best < 0.08, f"{best * 1000:.0f} ms"


# ── coverage: everything in torch that has to have a row ─────────────────────────────────────────────────────────────


def test_every_loss_of_torch_has_a_row() -> None:
    nn = pytest.importorskip("torch.nn")
    for name in dir(nn):
        if name.endswith("Loss") or name.endswith("Loss2d"):
            assert isinstance(row(f"torch.nn.{name}").does, Score), name
    for name in dir(nn.functional):
        if name.endswith("_loss") or re.match(r"(binary_|linear_)?cross_entropy|kl_div$", name):
            assert isinstance(row(f"torch.nn.functional.{name}").does, Score), name


def test_every_activation_of_torch_has_a_row() -> None:
    activation = pytest.importorskip("torch.nn.modules.activation")
    functional = pytest.importorskip("torch.nn.functional")
    for name in activation.__all__:
        found = row(f"torch.nn.{name}")
        assert isinstance(found.does, Activate) or name == "MultiheadAttention", name
        for spelled in (name.lower(), re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()):
            if callable(getattr(functional, spelled, None)):
                assert isinstance(row(f"torch.nn.functional.{spelled}").does, Activate), spelled


STUBS = {"Module", "Sequential", "ModuleList", "ModuleDict", "ParameterList", "ParameterDict", "DataParallel"}
"""What these execute is written as Python under ``stubs/``."""
LEFT_OUT = {
    "Container": "abstract", "RNNBase": "abstract", "RNNCellBase": "abstract",
    "RNNCell": "tanh or relu, as its nonlinearity says",
    "PairwiseDistance": "a distance, which is no score by itself",
    "LPPool1d": "a norm of windows", "LPPool2d": "a norm of windows", "LPPool3d": "a norm of windows",
    "MaxUnpool1d": "values among zeros", "MaxUnpool2d": "values among zeros", "MaxUnpool3d": "values among zeros",
    "CrossMapLRN2d": "an early form of LocalResponseNorm",
}  # fmt: skip


def test_every_layer_of_torch_is_known_or_left_out_for_a_reason() -> None:
    nn = pytest.importorskip("torch.nn")
    layers = {name for name, found in vars(nn).items() if isinstance(found, type) and issubclass(found, nn.Module)}
    unknown = {name for name in layers if knowledge.row(f"torch.nn.{name}") is None}
    assert unknown == (STUBS | set(LEFT_OUT)) & layers


def test_producers_make_as_many_channels_as_they_say() -> None:
    torch = pytest.importorskip("torch")
    image, sequence = torch.randn(2, 3, 16, 16), torch.randn(2, 7, 3)
    made: dict[str, tuple[Any, Any]] = {
        "Linear": (torch.nn.Linear(3, 5), sequence),
        "LazyLinear": (torch.nn.LazyLinear(5), sequence),
        "Conv2d": (torch.nn.Conv2d(3, 5, 3), image),
        "ConvTranspose2d": (torch.nn.ConvTranspose2d(3, 5, 3), image),
        "LazyConv2d": (torch.nn.LazyConv2d(5, 3), image),
        "Conv1d": (torch.nn.Conv1d(7, 5, 1), sequence),
        "Embedding": (torch.nn.Embedding(9, 5), torch.zeros(2, 7, dtype=torch.long)),
        "GRUCell": (torch.nn.GRUCell(3, 5), sequence[:, 0]),
        "TransformerEncoderLayer": (torch.nn.TransformerEncoderLayer(4, 2), torch.randn(2, 7, 4)),
    }
    for name, (layer, value) in made.items():
        does = row(f"torch.nn.{name}").does
        assert isinstance(does, Produce) and does.channels in ("out_features", "out_channels", "embedding_dim",
                                                               "hidden_size", "d_model")  # fmt: skip
        assert layer(value).shape[does.axis] == (4 if does.channels == "d_model" else 5), name


def test_recurrent_layers_give_tuples_of_bounded_values() -> None:
    torch = pytest.importorskip("torch")
    for name in ("LSTM", "GRU"):
        found = row(f"torch.nn.{name}").outputs
        values = getattr(torch.nn, name)(3, 5)(torch.randn(7, 2, 3) * 100)
        assert len(values) == len(found) == 2
        assert isinstance(found[0], Produce) and found[0].domain == "symmetric"
        assert values[0].abs().max() <= 1


def test_reductions_that_give_pairs_name_them() -> None:
    torch = pytest.importorskip("torch")
    for name in ("max", "min", "median", "topk", "sort"):
        found = row(f"torch.{name}")
        values = getattr(torch, name)(torch.randn(4, 3), *([2] if name == "topk" else []), dim=1)
        assert isinstance(found.outputs[0], Keep) and len(found.outputs) == len(values)
        for position, attribute in enumerate(found.output_names):
            assert torch.equal(getattr(values, attribute), values[position])


def test_networks_of_monai_end_in_bare_scores() -> None:
    torch = pytest.importorskip("torch")
    nets = pytest.importorskip("monai.networks.nets")
    torch.manual_seed(0)  # untrained networks: that scores of both signs come out is a matter of their weights
    image, volume = torch.randn(2, 1, 32, 32) * 30, torch.randn(1, 1, 32, 32, 32) * 30
    made: dict[str, tuple[Any, Any]] = {
        "UNet": (nets.UNet(2, 1, 4, (4, 8), (2,), num_res_units=1), image),
        "AttentionUnet": (nets.AttentionUnet(2, 1, 4, (4, 8), (2,)), image),
        "BasicUNet": (nets.BasicUNet(2, 1, 4), image),
        "SegResNet": (nets.SegResNet(2, 8, 1, 4), image),
        "VNet": (nets.VNet(3, 1, 4), volume),
        "DenseNet121": (nets.DenseNet121(2, 1, 4), image),
        "resnet10": (nets.resnet10(spatial_dims=2, n_input_channels=1, num_classes=4), image),
        "Classifier": (nets.Classifier((1, 32, 32), 4, (4, 8), (2, 2)), image),
    }
    for name, (network, value) in made.items():
        does = row(f"monai.networks.nets.{name}").does
        assert isinstance(does, Produce)
        with torch.no_grad():
            scores = network.eval()(value)
        assert scores.shape[does.axis] == 4, name
        assert scores.min() < 0 < scores.max(), name
