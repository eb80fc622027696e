"""Hugging Face transformers: models with a classification head, whose scores are the ``logits`` of their output.

Source: https://huggingface.co/docs/transformers/model_doc/auto.
"""

from __future__ import annotations

from headlint.knowledge.rows import Opaque, Produce, Row, Table

_SITE = "https://huggingface.co/docs/transformers/model_doc/"
_NOTE = "not installed beside the others; the signature is that of every from_pretrained"
_OUTPUT = Opaque("a record of outputs: its scores are its logits")
_LABELS = Produce("num_labels")

_FAMILIES = ("AutoModel", "Bert", "DistilBert", "Roberta", "Albert", "Electra", "XLNet", "XLMRoberta", "Deberta",
             "DebertaV2", "Camembert", "Longformer", "MobileBert")  # fmt: skip
_TASKS = ("ForSequenceClassification", "ForTokenClassification")
_IMAGES = ("AutoModelForImageClassification", "ViTForImageClassification", "ConvNextForImageClassification",
           "SwinForImageClassification", "BeitForImageClassification")  # fmt: skip


def _pretrained(model: str) -> Row:
    family = model.partition("For")[0].lower()
    return Row(
        f"transformers.{model}.from_pretrained", "(pretrained_model_name_or_path, *rest, num_labels=..., **options)",
        _OUTPUT, f"{_SITE}{'auto' if family == 'automodel' else family}", "layer", outputs=(_LABELS,),
        output_names=("logits",), call="(*rest, **options)", checked=False, note=_NOTE,
    )  # fmt: skip


TABLE = Table(
    "transformers",
    tuple(_pretrained(model) for model in (*(f"{family}{task}" for family in _FAMILIES for task in _TASKS), *_IMAGES)),
)
