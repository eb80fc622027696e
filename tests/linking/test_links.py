"""Configs and code together: what code loads it gets, and what a config names is called."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from headlint.check import check
from headlint.findings import Finding
from headlint.settings import Settings

NET = """\
import torch
from torch import nn

ACTIVATIONS = {"softmax": nn.Softmax(dim=1), "none": nn.Identity()}


class Net(nn.Module):
    def __init__(self, classes, activation="none"):
        super().__init__()
        self.last = nn.Linear(64, classes)
        self.activation = ACTIVATIONS[activation]

    def forward(self, x):
        return self.activation(self.last(x))
"""

TRAIN = """\
import torch
from net import Net
from torch import nn


def train(classes, activation):
    model = Net(classes, activation)
    nn.CrossEntropyLoss()(model(torch.rand(8, 64)), torch.zeros(8).long())
"""

YAML = "model:\n  classes: 5\n  activation: softmax\n"

LOADS: dict[str, dict[str, str]] = {
    "safe_load": {
        "config.yaml": YAML,
        "main.py": """
            import yaml
            from loop import train

            with open("config.yaml") as file:
                config = yaml.safe_load(file)
            train(**config["model"])
            """,
    },
    "beside the code": {
        "app/config.yaml": YAML,
        "app/main.py": """
            from pathlib import Path
            import yaml
            from loop import train

            HERE = Path(__file__).resolve().parent
            config = yaml.load((HERE / "config.yaml").read_text(), Loader=yaml.SafeLoader)
            train(config["model"]["classes"], config["model"]["activation"])
            """,
    },
    "joined": {
        "conf/a.yml": YAML,
        "src/main.py": """
            import os
            import yaml
            from loop import train

            settings = yaml.full_load(open(os.path.join("conf", "a.yml")))["model"]
            train(settings.get("classes"), settings.get("activation", "none"))
            """,
    },
    "json": {
        "config.json": '{"model": {"classes": 5, "activation": "softmax"}}',
        "main.py": """
            import json
            from loop import train

            config = json.load(open("config.json"))
            train(**config["model"])
            """,
    },
    "ini": {
        "settings.ini": "[model]\nclasses = 5\nactivation = softmax\n",
        "main.py": """
            from configparser import ConfigParser
            from loop import train

            parser = ConfigParser()
            parser.read("settings.ini")
            train(parser.getint("model", "classes"), parser["model"]["activation"])
            """,
    },
    "attributes": {
        "config.yaml": "classes: 5\nmodel: {classes: '${classes}', activation: softmax}\n",
        "main.py": """
            from omegaconf import OmegaConf
            from loop import train

            config = OmegaConf.load("config.yaml")
            config.model.width = 3
            train(config.model.classes, config.model.activation)
            """,
    },
    "merged": {
        "base.yaml": "model: {classes: 5, activation: none}\n",
        "over.yaml": "model: {activation: softmax}\n",
        "main.py": """
            import sys
            from omegaconf import OmegaConf
            from loop import train

            config = OmegaConf.merge(OmegaConf.load("base.yaml"), OmegaConf.load("over.yaml"), OmegaConf.from_cli())
            train(**config.model)
            """,
    },
    "wrapped": {
        "config.yaml": YAML,
        "main.py": """
            import yaml
            from easydict import EasyDict
            from loop import train

            config = EasyDict(yaml.safe_load(open("config.yaml")))
            train(config.model.classes, config["model"].activation)
            """,
    },
    "hydra": {
        "conf/main.yaml": "defaults: [model: deep, _self_]\nclasses: 5\n",
        "conf/model/deep.yaml": "classes: ${classes}\nactivation: softmax\n",
        "main.py": """
            import hydra
            from loop import train

            @hydra.main(config_path="conf", config_name="main")
            def run(cfg):
                train(cfg.model.classes, cfg.model.activation)

            if __name__ == "__main__":
                run()
            """,
    },
    "hydra, another choice wins": {
        "conf/main.yaml": "defaults: [model: flat, _self_, experiment: deep]\n",
        "conf/model/flat.yaml": "{classes: 5, activation: none}\n",
        "conf/model/deep.yaml": "{classes: 5, activation: softmax}\n",
        "conf/experiment/deep.yaml": "# @package _global_\nmodel: {activation: softmax}\n",
        "main.py": """
            import hydra
            from loop import train

            @hydra.main(version_base=None, config_path="conf", config_name="main")
            def run(cfg):
                train(cfg.model.classes, cfg.model.activation)

            if __name__ == "__main__":
                run()
            """,
    },
    "instantiated": {
        "config.yaml": "net: {_target_: net.Net, classes: 5, activation: softmax}\n"
        "loss: {_target_: torch.nn.CrossEntropyLoss, _partial_: true}\n",
        "main.py": """
            import torch
            from hydra.utils import instantiate
            from omegaconf import OmegaConf

            config = OmegaConf.load("config.yaml")
            criterion = instantiate(config.loss)()
            criterion(instantiate(config.net)(torch.rand(8, 64)), torch.zeros(8).long())
            """,
    },
}


def written(files: dict[str, str], root: Path) -> Path:
    loop = {"loop.py": TRAIN} if any("from loop import" in text for text in files.values()) else {}
    for name, text in {"net.py": NET, "headlint.toml": "", **loop, **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text))
    return root


def found(files: dict[str, str], root: Path, *paths: str) -> list[Finding]:
    written(files, root)
    return list(check([root / path for path in paths or ("",)], Settings(), root).report.findings)


@pytest.mark.parametrize("name", LOADS)
def test_code_gets_what_it_loads(name: str, tmp_path: Path) -> None:
    findings = found(LOADS[name], tmp_path)
    assert [finding.rule for finding in findings] == ["softmax-before-cross-entropy"]
    assert findings[0].certainty == "certain"
    places = {place.path for place in (findings[0].place, *(one.place for one in findings[0].related))}
    assert any(path.endswith((".yaml", ".yml", ".json", ".ini")) for path in places)
    assert "with 5 classes" in findings[0].message


@pytest.mark.parametrize("name", LOADS)
def test_what_says_no_activation_is_silent(name: str, tmp_path: Path) -> None:
    quiet = {path: text.replace("softmax", "none") for path, text in LOADS[name].items()}
    assert found(quiet, tmp_path) == []


def test_a_default_that_the_command_line_may_change_is_a_possibility(tmp_path: Path) -> None:
    main = """
        import argparse
        import yaml
        from loop import train

        parser = argparse.ArgumentParser()
        parser.add_argument("--config", default="config.yaml")
        args = parser.parse_args()
        config = yaml.safe_load(open(args.config))
        train(**config["model"])
        """
    (finding,) = found({"loop.py": TRAIN, "config.yaml": YAML, "main.py": main}, tmp_path)
    assert (finding.rule, finding.certainty) == ("softmax-before-cross-entropy", "possible")


@pytest.mark.parametrize("path", ["/etc/config.yaml", "../config.yaml", "absent.yaml", "config", "con\\0fig.yaml"])
def test_nothing_outside_of_the_project_is_read(path: str, tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(YAML)
    main = f"""
        import yaml
        from loop import train

        train(**yaml.safe_load(open("{path}"))["model"])
        """
    findings = found({"loop.py": TRAIN, "main.py": main}, tmp_path / "project")
    assert all("with 5 classes" not in finding.message for finding in findings)


def test_what_a_file_says_is_the_same_wherever_it_is_asked(tmp_path: Path) -> None:
    """Unknown, but one thing: what the config chooses for the model and for the loss stays together."""
    main = """
        import json
        import torch
        from torch import nn

        config = json.load(open(input()))
        model = nn.Linear(4, 3)
        scores = torch.sigmoid(model(torch.rand(2, 4))) if config["loss"] == "bce" else model(torch.rand(2, 4))
        criterion = nn.BCELoss() if config["loss"] == "bce" else nn.CrossEntropyLoss()
        criterion(scores, torch.rand(2, 3))
        """
    assert [finding for finding in found({"main.py": main}, tmp_path) if finding.level != "info"] == []


def test_an_object_that_an_unknown_config_makes_is_unknown(tmp_path: Path) -> None:
    main = """
        import hydra
        import torch
        from hydra.utils import instantiate
        from torch import nn

        @hydra.main(config_path="absent", config_name="absent")
        def run(cfg):
            model = instantiate(cfg.model)
            nn.NLLLoss()(model(torch.rand(2, 4)), torch.zeros(2).long())

        if __name__ == "__main__":
            run()
        """
    assert found({"main.py": main}, tmp_path) == []


CONFIG = "model: {_target_: net.Net, classes: 5, activation: softmax}\nloss: {_target_: torch.nn.CrossEntropyLoss}\n"


def test_a_config_alone_calls_the_code_that_it_names(tmp_path: Path) -> None:
    (finding,) = found({"conf.yaml": CONFIG}, tmp_path, "conf.yaml")
    assert (finding.rule, finding.place.path) == ("softmax-before-cross-entropy", "conf.yaml")
    assert {one.place.path for one in finding.related} == {"net.py", "conf.yaml"}


def test_the_code_alone_is_called_by_the_config_that_names_it(tmp_path: Path) -> None:
    (finding,) = found({"conf.yaml": CONFIG}, tmp_path, "net.py")
    assert finding.place.path == "conf.yaml"


def test_code_between_model_and_loss_may_apply_an_activation(tmp_path: Path) -> None:
    config = CONFIG.replace("softmax", "none").replace("CrossEntropyLoss", "NLLLoss")
    assert found({"conf.yaml": config}, tmp_path) == []


def test_a_lightning_module_is_trained(tmp_path: Path) -> None:
    module = """
        import pytorch_lightning as pl
        from torch import nn

        class Classifier(pl.LightningModule):
            def __init__(self, net, classes):
                super().__init__()
                self.save_hyperparameters()
                self.net, self.last = net, nn.Linear(8, self.hparams.classes)
                self.criterion = nn.CrossEntropyLoss()

            def training_step(self, batch, index):
                image, label = batch
                return self.criterion(self.last(self.net(image)), label)
        """
    config = "_target_: parts.Classifier\nclasses: 1\nnet: {_target_: torch.nn.Flatten}\n"
    (finding,) = found({"parts.py": module, "conf/model/small.yaml": config}, tmp_path)
    assert (finding.rule, finding.place.path) == ("one-channel-cross-entropy", "parts.py")
    assert "conf/model/small.yaml" in {one.place.path for one in finding.related}


SILENT = [
    "model: {_target_: nowhere.Net}\nloss: {_target_: torch.nn.CrossEntropyLoss}\n",
    "model: {_target_: net.Absent}\nloss: {_target_: torch.nn.CrossEntropyLoss}\n",
    "model: {_target_: 'net.Net; rm', classes: 5}\nloss: {_target_: torch.nn.CrossEntropyLoss}\n",
    "model: {_target_: net.Net, _args_: '${x}'}\nloss: {_target_: torch.nn.CrossEntropyLoss}\n",
    "model: &m {_target_: net.Net, classes: *m}\nloss: {_target_: torch.nn.CrossEntropyLoss}\n",
    "model: {_target_: net.Net, classes: '${model}'}\nloss: {_target_: torch.nn.CrossEntropyLoss}\n",
    "model: {_target_: [net.Net]}\nloss: {_target_: torch.nn.CrossEntropyLoss}\n",
]


@pytest.mark.parametrize("config", SILENT)
def test_what_is_not_known_is_silent(config: str, tmp_path: Path) -> None:
    assert found({"conf.yaml": config}, tmp_path) == []


def test_a_text_that_is_loaded_is_no_file_name(tmp_path: Path) -> None:
    """``yaml.safe_load`` of a text: longer than any file's name, and with what no name may hold."""
    for text in ("a: 1\\n" * 200, "a: \\0"):
        code = f"import yaml, torch\nfrom torch import nn\nc = yaml.safe_load('{text}')\nloss = nn.BCELoss()(c, c)\n"
        (tmp_path / "train.py").write_text(code)
        report = check([tmp_path], Settings(), tmp_path).report
        assert (report.findings, report.errors) == ((), ())


HARMFUL = [
    "a: !!python/object/apply:os.system ['touch {mark}']\nmodel: {{_target_: net.Net}}\n",
    "model: {{_target_: os.system, _args_: ['touch {mark}']}}\nloss: {{_target_: torch.nn.CrossEntropyLoss}}\n",
    'model: {{_target_: builtins.eval, _args_: [\'open("{mark}", "w")\']}}\nloss: {{_target_: builtins.open}}\n',
    "model: {{_target_: harm.Harm}}\nloss: {{_target_: torch.nn.CrossEntropyLoss}}\n",
    'network_def: {{_target_: UNet, out_channels: \'$open("{mark}", "w")\'}}\nloss: {{_target_: DiceLoss}}\n',
]


@pytest.mark.parametrize("config", HARMFUL)
def test_nothing_is_executed(config: str, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    harm = f"open({str(mark)!r}, 'w')\nclass Harm:\n    def __init__(self): open({str(mark)!r}, 'w')\n"
    assert found({"conf.yaml": config.format(mark=mark), "harm.py": harm}, tmp_path / "project") == []
    assert not mark.exists()
