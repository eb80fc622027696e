"""https://huggingface.co/docs/transformers/main_classes/: models with a classifier, and the trainer that calls them."""

import headlint
import transformers
from torch import nn
from torch.utils.data import DataLoader, Dataset


class ModelOutput:
    """A record that can be read by name, by key and by position; what was not computed has no position."""

    def __init__(self, loss, logits):
        self.loss = loss
        self.logits = logits

    def to_tuple(self):
        if self.loss is None:
            return (self.logits, headlint.opaque("hidden states"))
        return (self.loss, self.logits, headlint.opaque("hidden states"))

    def __getitem__(self, key):
        if isinstance(key, str):
            return getattr(self, key)
        return self.to_tuple()[key]

    def __iter__(self):
        return self.to_tuple()


class PretrainedConfig:
    def __init__(self, num_labels=None, problem_type=None, id2label=None, **options):
        if num_labels is not None:
            self.num_labels = num_labels
        elif id2label is not None:
            self.num_labels = len(id2label)
        else:
            self.num_labels = 2
        self.problem_type = problem_type
        self.hidden_size = headlint.opaque("hidden_size")

    @classmethod
    def from_pretrained(cls, name=None, *rest, **options):
        return cls(**options)


AutoConfig = BertConfig = DistilBertConfig = RobertaConfig = AlbertConfig = ElectraConfig = XLNetConfig = PretrainedConfig
XLMRobertaConfig = DebertaConfig = DebertaV2Config = CamembertConfig = LongformerConfig = PretrainedConfig
MobileBertConfig = ViTConfig = ConvNextConfig = SwinConfig = BeitConfig = PretrainedConfig


class PreTrainedModel(nn.Module):
    def __init__(self, config, *rest, **options):
        self.config = config

    @classmethod
    def from_pretrained(cls, name=None, *rest, config=None, **options):
        return cls(config if config is not None else PretrainedConfig(**options))

    from_config = _from_config = from_pretrained

    def resize_token_embeddings(self, *args, **kwargs):
        return headlint.opaque("embeddings")

    def gradient_checkpointing_enable(self, *args, **kwargs):
        return None

    def save_pretrained(self, *args, **kwargs):
        return None


class _Classifier(PreTrainedModel):
    def __init__(self, config, *rest, **options):
        self.config = config
        self.num_labels = self.config.num_labels
        self.classifier = nn.Linear(headlint.opaque("hidden_size"), self.num_labels)

    def forward(self, inputs=None, *rest, labels=None, **more):
        logits = self.classifier(transformers.features(inputs))
        loss = None
        if labels is not None:
            loss = self._loss(labels, logits)
        return ModelOutput(loss, logits)


class SequenceClassifier(_Classifier):
    def _loss(self, labels, logits):
        asked = self.config.problem_type
        kind = asked
        if asked is None and self.num_labels == 1:
            kind = "regression"
        return transformers.loss.ForSequenceClassificationLoss(labels, logits, kind, asked)


class TokenClassifier(_Classifier):
    def _loss(self, labels, logits):
        return nn.functional.cross_entropy(logits.view(-1, self.num_labels), labels.view(-1))


AutoModelForSequenceClassification = BertForSequenceClassification = DistilBertForSequenceClassification = SequenceClassifier
RobertaForSequenceClassification = AlbertForSequenceClassification = ElectraForSequenceClassification = SequenceClassifier
XLNetForSequenceClassification = XLMRobertaForSequenceClassification = SequenceClassifier
DebertaForSequenceClassification = DebertaV2ForSequenceClassification = CamembertForSequenceClassification = SequenceClassifier
LongformerForSequenceClassification = MobileBertForSequenceClassification = SequenceClassifier
AutoModelForImageClassification = ViTForImageClassification = ConvNextForImageClassification = SequenceClassifier
SwinForImageClassification = BeitForImageClassification = SequenceClassifier

AutoModelForTokenClassification = BertForTokenClassification = DistilBertForTokenClassification = TokenClassifier
RobertaForTokenClassification = AlbertForTokenClassification = ElectraForTokenClassification = TokenClassifier
XLNetForTokenClassification = XLMRobertaForTokenClassification = DebertaForTokenClassification = TokenClassifier
DebertaV2ForTokenClassification = CamembertForTokenClassification = LongformerForTokenClassification = TokenClassifier
MobileBertForTokenClassification = TokenClassifier


class Trainer:
    def __init__(self, model=None, args=None, data_collator=None, train_dataset=None, *more, **options):
        self.model = model
        self.args = args
        self.train_dataset = train_dataset

    def train(self, *args, **kwargs):
        if headlint.is_instance(self.train_dataset, Dataset):
            for inputs in DataLoader(self.train_dataset):
                return self.compute_loss(self.model, inputs)
        return self.compute_loss(self.model, headlint.opaque("inputs"))

    def compute_loss(self, model, inputs, return_outputs=False, **kwargs):
        if isinstance(inputs, dict):
            return model(**inputs).loss
        return headlint.opaque("loss")
