"""Every rule is one file with one function, and its docstring is a page."""

from __future__ import annotations

import ast
import inspect
import re
from collections import Counter
from pathlib import Path

import pytest

import headlint.rules
from headlint.facts import Counts, Ignore, Metric, Numbering, Options, Output, Pair, Prediction, Switched
from headlint.findings import LEVELS
from headlint.rule import Rule, all_rules
from headlint.suppress import RULE
from tests.rules.examples import EXAMPLES, FIXES, LOUD, SILENT, SUFFIX, Example, changes_of, examples_of

FILES = sorted(
    path for path in Path(headlint.rules.__path__[0]).glob("*.py") if not path.name.startswith("_")
)  # fmt: skip
RULES = list(all_rules().values())
SECTIONS = ["Why", *LOUD, *SILENT, FIXES]
MISSES = "Known misses"  # what the rule is known not to see, beyond what all of them cannot follow
IN_KERAS = "In Keras"  # why Keras cannot make the mistake
OPTIONAL = (IN_KERAS, MISSES)

each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
each_example = pytest.mark.parametrize("example", EXAMPLES, ids=str)


def test_a_file_is_a_rule() -> None:
    assert [path.stem.replace("_", "-") for path in FILES] == [rule.name for rule in RULES]


@each_rule
def test_function_file_and_rule_share_a_name(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", rule.name)
    assert rule.look.__name__ == rule.name.replace("-", "_") == Path(inspect.getfile(rule.look)).stem


@each_rule
def test_a_level_and_a_subject(rule: Rule) -> None:
    assert rule.level in LEVELS
    assert rule.subject in (Pair, Output, Prediction, Metric, Switched, Counts, Numbering, Options, Ignore)


@each_rule
def test_the_first_line_is_one_sentence(rule: Rule) -> None:
    first, second, *_ = inspect.cleandoc(rule.page).splitlines()
    assert re.fullmatch(r"[A-Z].*[^.]\.", first) and not re.search(r"[.:;] ", first)
    assert len(first) <= 112
    assert second == ""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_file_says_what_it_holds(path: Path) -> None:
    said = ast.get_docstring(ast.parse(path.read_text()))
    assert said is not None and re.fullmatch(r"Rule: .*\.", said)


@each_rule
def test_the_sections_in_order(rule: Rule) -> None:
    *before, last = SECTIONS
    found = list(rule.sections())
    assert [name for name in found if name not in OPTIONAL] == SECTIONS
    assert [name for name in found if name != IN_KERAS] in (SECTIONS, [*SECTIONS, MISSES])
    assert IN_KERAS not in found or found[: len(SECTIONS) + 1] == [*before, IN_KERAS, last]


def of_keras(example: Example) -> bool:
    return re.search(r"^(import|from) (keras|tensorflow)\b", example.text, re.MULTILINE) is not None


@each_rule
def test_keras_has_its_examples_or_cannot_make_the_mistake(rule: Rule) -> None:
    """What is Bad in another framework is Bad in Keras, with the Good beside it; or the page says why it cannot be."""
    examples = [(example.section, of_keras(example)) for example in examples_of(rule)]
    bad, good = (examples.count((section, True)) for section in ("Bad", "Good"))
    others = examples.count(("Bad", False))
    cannot = IN_KERAS in rule.sections()
    assert cannot != (bad > 0), "either an example, or a reason"
    assert cannot or (bad >= others - NOT_IN_KERAS.get(rule.name, 0) and good >= 1)


NOT_IN_KERAS = {"kl-div-log-target-mismatch": 1}
"""Bad examples that have no form in Keras, of rules that have another: KLDivergence has no log_target."""


def test_what_is_not_in_keras_is_of_rules_that_have_examples_of_it() -> None:
    assert set(NOT_IN_KERAS) <= {example.rule for example in EXAMPLES if of_keras(example)}


@each_rule
def test_every_section_says_something(rule: Rule) -> None:
    sections = rule.sections()
    examples = Counter(example.section for example in examples_of(rule))
    assert set(examples) == {*LOUD, *SILENT}
    for name in ("Why", "When this is fine", FIXES, *(name for name in OPTIONAL if name in sections)):
        prose = sections[name].partition("```")[0].rstrip()
        assert len(prose.split()) >= 6 and prose.rstrip().endswith((".", ".)"))


@each_rule
def test_fences_are_closed(rule: Rule) -> None:
    assert rule.page.count("```") == 2 * (len(list(examples_of(rule))) + len(changes_of(rule)))


@each_rule
def test_torch_comes_first(rule: Rule) -> None:
    """The first example of a section is in torch, unless only Keras can make the mistake."""
    if not any("import keras" not in example.text for example in examples_of(rule) if example.section in LOUD):
        return
    for section in LOUD:
        libraries = [
            "keras" if "import keras" in e.text else "torch" for e in examples_of(rule) if e.section == section
        ]
        assert libraries == sorted(libraries, reverse=True)


@each_example
def test_an_example_is_a_file(example: Example) -> None:
    assert example.language in SUFFIX
    if example.language == "python":
        tree = ast.parse(example.text)
        assert any(isinstance(node, ast.Import | ast.ImportFrom) for node in tree.body)
        assert (
            "headlint" not in example.text or example.rule == RULE
        )  # no comment that gives it away or switches it off


def test_no_example_stands_twice_on_a_page() -> None:
    seen = Counter((example.rule, example.text) for example in EXAMPLES)
    assert [key for key, count in seen.items() if count > 1] == []
