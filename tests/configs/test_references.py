"""How values of a config name each other."""

from __future__ import annotations

from typing import Any

import pytest

from headlint.configs.config import Config
from tests.configs.show import one, plain

UNKNOWN = ("?", None)

CASES: list[tuple[str, str, str, Any]] = [
    ("omegaconf", "{a: {b: 3}, c: '${a.b}'}", "c", 3),
    ("omegaconf", "{a: {b: 3}, c: '${a}'}", "c.b", 3),
    ("omegaconf", "{a: [4, 5], c: '${a[1]}'}", "c", 5),
    ("omegaconf", "{m: {n: 3, net: {out: '${..n}', same: '${.out}'}}}", "m.net.same", 3),
    ("omegaconf", "{a: '${b}', b: '${c}', c: 7}", "a", 7),
    ("omegaconf", "{a: '${b}', b: '${a}'}", "a", UNKNOWN),
    ("omegaconf", "{a: '${a}'}", "a", UNKNOWN),
    ("omegaconf", "{a: {b: '${a}'}}", "a.b.b.b.b", {"b": "${a}"}),
    ("omegaconf", "{a: '${oc.env:HOME}'}", "a", UNKNOWN),
    ("omegaconf", "{a: 'x_${b}', b: 1}", "a", UNKNOWN),
    ("omegaconf", "{a: '???'}", "a", UNKNOWN),
    ("omegaconf", "{a: '${nowhere}'}", "a", UNKNOWN),
    ("monai", "{net: {out: 3}, n: '@net::out'}", "n", 3),
    ("monai", "{net: {out: 3}, n: '@net#out'}", "n", 3),
    ("monai", "{net: {out: 3}, n: '$@net.to(@device)'}", "n.out", 3),
    ("monai", "{k: 2, n: '$@k + 1'}", "n", 3),
    ("monai", "{n: '$__import__(\"os\").getcwd()'}", "n", UNKNOWN),
    ("monai", "{n: '%other.json::k'}", "n", UNKNOWN),
    ("hyperpyyaml", "{n: 3, m: !ref <n>}", "m", 3),
    ("hyperpyyaml", "{n: 3, m: !ref <n> * 2}", "m", 6),
    ("hyperpyyaml", "{a: {b: 4}, m: !ref '<a[b]>'}", "m", 4),
    ("hyperpyyaml", "{n: x, m: !ref <n> * 2}", "m", UNKNOWN),
    ("hyperpyyaml", "{m: !new:torch.nn.Linear {n: 4}}", "m.n", 4),
    ("openmmlab", "{n: 3, m: '{{_base_.n}}'}", "m", 3),
    ("none", "{a: '${b}', b: 1}", "a", "${b}"),
]


@pytest.mark.parametrize(("notation", "text", "path", "expected"), CASES)
def test_a_reference_is_followed(notation: str, text: str, path: str, expected: Any) -> None:
    found = Config(one(text), notation).find(path)
    assert found is not None
    assert plain(found.node) == expected


def test_paths() -> None:
    config = Config(one("{heads: [{n: 1}, {n: 2}], top: 3}"))
    assert [plain(found.node) for found in config.every("heads.*.n|top")] == [1, 2, 3]
    below = config.find("heads.0")
    assert below is not None
    assert [plain(found.node) for found in config.every("/top", below.at)] == [3]
    assert [plain(found.node) for found in config.every("^.^.top", below.at)] == [3]
    assert config.find("heads.5.n") is None
    assert config.find("top.n") is None
