"""The dialects that come with headlint: configs that they find fault with, and those that they leave alone."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from headlint.check import check
from headlint.configs.dialect import DialectError, dialect
from headlint.configs.tables import built_in
from headlint.linking.files import MAY_BE_CONFIG, MAY_BE_PYTHON
from headlint.settings import Settings
from tests.configs.show import one

RIGHT = ""

SAMPLES: list[tuple[str, str, str, str]] = [
    ("yolo", "data.yaml", "{train: a, val: b, nc: 3, names: [x, y]}", "class-counts-differ"),
    ("yolo", "data.yaml", "{train: a, val: b, names: {0: x, 2: y}}", "class-numbers-with-gaps"),
    ("yolo", "data.yaml", "{train: a, val: b, nc: 2, names: [x, y]}", RIGHT),
    ("yolo", "data.yaml", "{train: a, val: b, nc: 80, names: coco.names}", RIGHT),
    ("yolo", "model.yaml", "{nc: 80, depth_multiple: 0.33, head: [[-1, 1, Conv, [512]]]}", RIGHT),
    (
        "nnunet",
        "dataset.json",
        '{"channel_names": {"0": "T1"}, "labels": {"background": 0, "a": [1, 2], "b": 2}, "numTraining": 4}',
        "option-lacks-its-partner",
    ),
    (
        "nnunet",
        "dataset.json",
        '{"channel_names": {"0": "T1"}, "labels": {"background": 0, "a": [1, 2], "b": 2}, "numTraining": 4,'
        ' "regions_class_order": [1, 2, 3]}',
        "class-counts-differ",
    ),
    (
        "nnunet",
        "dataset.json",
        '{"channel_names": {"0": "T1"}, "labels": {"background": 0, "a": 1, "b": 3}, "numTraining": 4}',
        "class-numbers-with-gaps",
    ),
    (
        "nnunet",
        "dataset.json",
        '{"channel_names": {"0": "T1"}, "labels": {"background": 0, "a": [1, 2], "b": 2, "ignore": 3},'
        ' "regions_class_order": [1, 2], "numTraining": 4}',
        RIGHT,
    ),
    (
        "nnunet",
        "dataset.json",
        '{"modality": {"0": "CT"}, "labels": {"0": "background", "1": "liver"}, "numTraining": 4}',
        RIGHT,
    ),
    (
        "hugging-face",
        "config.json",
        '{"architectures": ["BertForSequenceClassification"], "problem_type": "single_label_classification",'
        ' "id2label": {"0": "x"}, "label2id": {"x": 0}}',
        "one-channel-cross-entropy",
    ),
    (
        "hugging-face",
        "config.json",
        '{"architectures": ["BertForSequenceClassification"], "id2label": {"0": "x", "1": "y"}, "label2id": {"x": 0}}',
        "class-counts-differ",
    ),
    (
        "hugging-face",
        "config.json",
        '{"architectures": ["ViTForImageClassification"], "id2label": {"0": "crane", "1": "x", "2": "crane"},'
        ' "label2id": {"x": 1, "crane": 2}}',
        RIGHT,
    ),
    (
        "hugging-face",
        "config.json",
        '{"architectures": ["BertForSequenceClassification"], "problem_type": "multi_label_classification",'
        ' "id2label": {"0": "x", "1": "y"}, "label2id": {"y": 1, "x": 0}}',
        RIGHT,
    ),
    (
        "hugging-face",
        "config.json",
        '{"architectures": ["BertForSequenceClassification"], "id2label": {"0": "x"}, "label2id": {"x": 0}}',
        RIGHT,
    ),
    ("gandlf", "a.yaml",
     "{model: {architecture: vgg, final_layer: softmax, class_list: [0, 1, 2]}, loss_function: cel}",
     "softmax-before-cross-entropy"),
    ("gandlf", "a.yaml", "{model: {architecture: unet, final_layer: None, class_list: [0, 1]}, loss_function: dc}",
     "logits-into-dice"),
    ("gandlf", "a.yaml",
     "{model: {architecture: unet, final_layer: sigmoid, class_list: '[1||2,4]'}, loss_function: dcce}", RIGHT),
    ("gandlf", "a.yaml",
     "{model: {architecture: vgg, final_layer: None}, loss_function: {mse: {reduction: mean}}}", RIGHT),
    ("gandlf", "a.yaml", "{model: {architecture: [unet, vgg], final_layer: softmax}, loss_function: dc}", RIGHT),
    ("pytorch-3dunet", "a.yml",
     "{model: {out_channels: 1, final_sigmoid: false}, loss: {name: CrossEntropyLoss}}", "one-channel-cross-entropy"),
    ("pytorch-3dunet", "a.yml",
     "{model: {out_channels: 3, final_sigmoid: false}, loss: {name: BCEDiceLoss}}", "other-activation-at-prediction"),
    ("pytorch-3dunet", "a.yml",
     "{model: {out_channels: 3, final_sigmoid: true}, loss: {name: BCEDiceLoss}}", RIGHT),
    ("pytorch-3dunet", "a.yml",
     "{model: {out_channels: 1, final_sigmoid: false, is_segmentation: false}, loss: {name: CrossEntropyLoss}}", RIGHT),
    ("monai-bundle", "a.yaml",
     "{network_def: {_target_: UNet, spatial_dims: 3, in_channels: 1, out_channels: 1, channels: [4, 8], strides: [2]},"
     " loss: {_target_: DiceLoss, softmax: true, to_onehot_y: true}}", "option-without-effect"),
    ("monai-bundle", "a.yaml",
     "{network_def: {_target_: UNet, spatial_dims: 3, in_channels: 1, out_channels: 3, channels: [4, 8], strides: [2]},"
     " loss: {_target_: DiceCELoss, sigmoid: true, to_onehot_y: true}}", RIGHT),
    ("monai-bundle", "a.yaml",
     "{network_def: {_target_: scripts.net.Own, out_channels: 3}, loss: {_target_: DiceLoss}}", RIGHT),
    ("openmmlab", "a.py",
     "model = dict(head=dict(type='LinearClsHead', num_classes=5,\n"
     "  loss=dict(type='CrossEntropyLoss', use_sigmoid=True, use_soft=True)))", "exclusive-options-together"),
    ("openmmlab", "a.py",
     "model = dict(decode_head=dict(type='FCNHead', num_classes=3, out_channels=2,\n"
     "  loss_decode=dict(type='CrossEntropyLoss', use_sigmoid=False)))", "class-counts-differ"),
    ("openmmlab", "a.py",
     "model = dict(decode_head=dict(type='FCNHead', num_classes=2, out_channels=1,\n"
     "  loss_decode=[dict(type='CrossEntropyLoss', use_sigmoid=False), dict(type='DiceLoss')]))",
     "one-channel-cross-entropy"),
    ("openmmlab", "a.py",
     "model = dict(decode_head=dict(type='FCNHead', num_classes=2, out_channels=1, threshold=0.5,\n"
     "  loss_decode=dict(type='CrossEntropyLoss', use_sigmoid=True)))", RIGHT),
    ("openmmlab", "a.py",
     "model = dict(neck=dict(type='FPN', out_channels=256), bbox_head=dict(type='RetinaHead', num_classes=80,\n"
     "  loss_cls=dict(type='FocalLoss', use_sigmoid=True)))", RIGHT),
    ("paddleseg", "a.yml",
     "{train_dataset: {type: D, num_classes: 4}, val_dataset: {type: D, num_classes: 4}, model: {type: M},"
     " loss: {types: [{type: A}, {type: B}], coef: [1]}}", "class-counts-differ"),
    ("paddleseg", "a.yml",
     "{train_dataset: {type: D, num_classes: 4}, val_dataset: {type: D, num_classes: 4}, model: {type: M},"
     " loss: {types: [{type: A}], coef: [1, 0.4]}}", RIGHT),
    ("paddleclas", "a.yaml",
     "{Arch: {name: ResNet50, class_num: 1}, Loss: {Train: [{CELoss: {weight: 1.0}}]}}", "one-channel-cross-entropy"),
    ("paddleclas", "a.yaml",
     "{Arch: {name: ResNet50, class_num: 33}, Loss: {Train: [{CELoss: {weight: 1.0}}]},"
     " DataLoader: {Train: {dataset: {name: MultiLabelDataset}}}}", "exclusive-options-together"),
    ("paddleclas", "a.yaml",
     "{Arch: {name: ResNet50, class_num: 33}, Loss: {Train: [{MultiLabelLoss: {weight: 1.0}}]},"
     " DataLoader: {Train: {dataset: {name: MultiLabelDataset}}}}", RIGHT),
    ("detectron2", "a.yaml",
     "{MODEL: {META_ARCHITECTURE: GeneralizedRCNN, ROI_HEADS: {NUM_CLASSES: 8}, POINT_HEAD: {NUM_CLASSES: 80},"
     " ROI_MASK_HEAD: {NAME: PointRendMaskHead}}}", "class-counts-differ"),
    ("detectron2", "a.yaml",
     "{MODEL: {META_ARCHITECTURE: GeneralizedRCNN, ROI_BOX_HEAD: {USE_FED_LOSS: true}}}", "option-lacks-its-partner"),
    ("detectron2", "a.yaml",
     "{MODEL: {META_ARCHITECTURE: GeneralizedRCNN, ROI_BOX_HEAD: {USE_FED_LOSS: true, USE_SIGMOID_CE: true}}}", RIGHT),
    ("detectron2", "a.yaml",
     "{_BASE_: absent.yaml, MODEL: {ROI_BOX_HEAD: {USE_FED_LOSS: true}}}", RIGHT),
    ("timm", "args.yaml", "{bce_loss: true, smoothing: 0.0, mixup: 0.0, cutmix: 0.0}", "option-without-effect"),
    ("timm", "args.yaml", "{bce_loss: true, smoothing: 0.0, mixup: 0.2, cutmix: 0.0}", RIGHT),
    ("ludwig", "a.yaml",
     "{input_features: [{name: x, type: set}], output_features: [{name: y, type: binary,"
     " loss: {type: softmax_cross_entropy}}]}", "exclusive-options-together"),
    ("ludwig", "a.yaml",
     "{input_features: [{name: x, type: set}], output_features: [{name: y, type: image, num_classes: 4,"
     " loss: {type: softmax_cross_entropy}}]}", RIGHT),
    ("tf-model-garden", "a.yaml",
     "{task: {model: {num_classes: 10}, losses: {one_hot: false, label_smoothing: 0.1}}}", "option-without-effect"),
    ("tf-model-garden", "a.yaml",
     "{task: {model: {num_classes: 1001}, losses: {one_hot: true, label_smoothing: 0.1}}}", RIGHT),
    ("speechbrain", "a.yaml",
     "compute_cost: !name:speechbrain.nnet.losses.nll_loss\n"
     "softmax: !new:speechbrain.nnet.activations.Softmax\n  apply_log: False\n", "option-lacks-its-partner"),
    ("speechbrain", "a.yaml",
     "compute_cost: !name:speechbrain.nnet.losses.nll_loss\n"
     "softmax: !new:speechbrain.nnet.activations.Softmax\n  apply_log: True\n", RIGHT),
    ("salt", "a.yaml",
     "{model: {model: {class_path: salt.models.SaltModel, init_args: {tasks: {init_args: {modules: [{class_path:"
     " salt.models.ClassificationTask, init_args: {class_names: [b, c], loss: {class_path: torch.nn.CrossEntropyLoss},"
     " dense_config: {output_size: 3}}}]}}}}}}", "class-counts-differ"),
    ("smp", "a.yaml",
     "{model: {type: segmentation_models_pytorch.Unet, classes: 1, activation: sigmoid},"
     " loss: {type: torch.nn.BCEWithLogitsLoss}}", "sigmoid-before-bce-with-logits"),
    ("smp", "a.yaml",
     "{model: {type: segmentation_models_pytorch.Unet, classes: 1}, loss: {type: torch.nn.BCELoss}}", RIGHT),
    ("smp-style", "a.yaml",
     "{model: {encoder_name: resnet34, classes: 4, activation: softmax2d}, loss: {name: SoftCrossEntropyLoss}}",
     "softmax-before-cross-entropy"),
    ("smp-style", "a.yaml",
     "{model: {encoder_name: resnet34, classes: 4, activation: null}, loss: {name: SoftCrossEntropyLoss}}", RIGHT),
    ("plain", "a.yaml", "{model: {final_activation: sigmoid, n_classes: 4}, loss: CrossEntropyLoss}",
     "sigmoid-before-cross-entropy"),
    ("plain", "a.yaml", "{model: {activation: relu, output_activation: sigmoid}, loss: BCEWithLogitsLoss}", RIGHT),
    ("plain", "a.yaml", "{model: {final_activation: none}, loss: BCELoss}", RIGHT),
    ("ivadomed", "a.json",
     '{"loader_parameters": {"target_suffix": ["_seg"]}, "default_model": {"name": "Unet",'
     ' "final_activation": "sigmoid"}, "training_parameters": {"loss": {"name": "BinaryCrossEntropyLoss"}}}', RIGHT),
    ("keras-model", "a.json",
     '{"class_name": "Sequential", "config": {"layers": [{"class_name": "Dense", "config": {"units": 5,'
     ' "activation": "linear"}}]}, "compile_config": {"loss": "sparse_categorical_crossentropy"}}',
     "logits-into-categorical-cross-entropy"),
    ("keras-model", "a.json",
     '{"class_name": "Sequential", "config": {"layers": [{"class_name": "Dense", "config": {"units": 5,'
     ' "activation": "linear"}}]}, "compile_config": {"loss": {"module": "keras.losses", "class_name":'
     ' "SparseCategoricalCrossentropy", "config": {"from_logits": true}}}}', RIGHT),
    ("keras-model", "a.json",
     '{"class_name": "Sequential", "config": {"layers": [{"class_name": "Dense", "config": {"units": 10,'
     ' "activation": "softmax"}}]}, "compile_config": {"loss": {"class_name": "function",'
     ' "config": "categorical_crossentropy"}}}', RIGHT),
    ("hydra", "a.yaml",
     "{model: {_target_: segmentation_models_pytorch.Unet, classes: 1, activation: sigmoid},"
     " loss: {_target_: torch.nn.BCEWithLogitsLoss}}", "sigmoid-before-bce-with-logits"),
    ("hydra", "a.yaml",
     "{model: {_target_: segmentation_models_pytorch.Unet, classes: 1}, loss: {_target_: torch.nn.BCELoss}}", RIGHT),
    ("hydra", "a.yaml",
     "{model: {_target_: segmentation_models_pytorch.Unet, classes: '${classes}', activation: sigmoid},"
     " loss: {_target_: torch.nn.BCEWithLogitsLoss}}", "sigmoid-before-bce-with-logits"),
    ("lightning-cli", "a.yaml",
     "{model: {class_path: SemanticSegmentationTask, init_args: {task: binary, loss: ce}}}",
     "one-channel-cross-entropy"),
    ("lightning-cli", "a.yaml",
     "{model: {class_path: torchgeo.trainers.ChangeDetectionTask, init_args: {loss: bce}}}", RIGHT),
    ("lightning-cli", "a.yaml",
     "{model: {class_path: terratorch.tasks.SemanticSegmentationTask, init_args: {loss: ce, ignore_index: 1,"
     " model_args: {num_classes: 2}}}}", "ignore-index-leaves-one-class"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "file", "text", "rule"), SAMPLES)
def test_a_sample(name: str, file: str, text: str, rule: str, tmp_path: Path) -> None:
    (tmp_path / file).write_text(text)
    report = check([tmp_path], Settings(), tmp_path).report
    assert not report.errors
    assert {finding.rule for finding in report.findings if finding.level != "info"} == ({rule} if rule else set())
    assert {finding.certainty for finding in report.findings} <= {"certain"}


def test_every_dialect_has_samples_of_both_kinds() -> None:
    loud = Counter(name for name, _, _, rule in SAMPLES if rule)
    silent = Counter(name for name, _, _, rule in SAMPLES if not rule)
    names = {table.name for table in built_in()}
    assert set(loud) | {"ivadomed"} == names  # all losses of ivadomed fit all its activations
    assert set(silent) | {"salt"} == names


@pytest.mark.parametrize("table", built_in(), ids=lambda table: table.name)
def test_the_search_before_the_tables_misses_no_dialect(table: Any) -> None:
    """Some sign of each dialect, in each of its spellings, is among the words that are searched for first."""
    first = {"python": MAY_BE_PYTHON}
    for kind in table.files:
        words = first.get(kind, MAY_BE_CONFIG)
        if kind != "python":
            assert any(all(words.search(sign.encode()) for sign in signs) for signs in table.signs)
    assert table.about.startswith("https://")


# ── dialects of a project's own ──────────────────────────────────────────────────────────────────────────────────────

OWN = """\
signs: [acme_head]
when: {acme_head.kind: {present: true}}
pairs:
  - head:
      channels: acme_head.labels
      activation: {at: acme_head.ends_in, means: {squash: sigmoid, none: none}}
    loss: {at: acme_head.objective, means: {exclusive: torch.nn.CrossEntropyLoss}}
"""


def plain_table(text: str) -> Any:
    from tests.configs.show import plain

    return plain(one(text))


def test_a_table_is_a_dialect() -> None:
    made = dialect("acme", plain_table(OWN))
    assert made.signed(b"acme_head:\n") and not made.signed(b"acme_headless: 1\n")


WRONG: list[tuple[str, str]] = [
    ("{signs: [a], pears: []}", "there is no 'pears'"),
    ("{}", "signs names no word"),
    ("{signs: [a], files: [xml]}", "holds 'xml', not one of yaml, json, ini, python"),
    ("{signs: [a], references: magic}", "references is 'magic', not one of"),
    ("{signs: [a], when: [b]}", "when is not a table"),
    ("{signs: [a], when: {b: {bigger: 1}}}", "when.b asks for 'bigger', not one of"),
    ("{signs: [a], pairs: [{loss: {}}]}", "pairs 1: head is missing"),
    ("{signs: [a], pairs: [{head: {activation: {at: b, means: {c: sine}}}}]}", "means says 'sine', not one of"),
    ("{signs: [a], options: [{kind: idle}]}", "options 1 needs kind, at and because"),
    ("{signs: [a], counts: [{of: [3]}]}", "a count is 3, not a path"),
    ("[a]", "is not a table"),
]


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_a_table_that_is_not_understood_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(DialectError, match="dialect 'acme'") as wrong:
        dialect("acme", plain_table(text))
    assert said in str(wrong.value)
    assert "\n" not in str(wrong.value)
