"""What a user can leave to another server: each switch turns off one thing, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types as t

from seamwright.lsp.requests import (
    completion,
    definition,
    diagnostic,
    document_highlight,
    document_symbol,
    folding_range,
    hover,
    implementation,
    prepare_call_hierarchy,
    prepare_rename,
    references,
    type_definition,
)
from seamwright.lsp.settings import DEFAULTS, read_settings
from seamwright.workspace.editor_settings import SWITCHES
from tests.lsp.marked import Marked, marked

HEAD = "# Plan\n\n### 1. SEAM: Shop → Stock\n\n**HIGH PRIORITY**\n\n"
PLAN = f"{HEAD}**FIXTURES:** `stock`\n\n**TEST SCENARIOS:**\n- It works\n"
FILES = {
    "pyproject.toml": "[tool.seamwright]\n",
    "tests/conftest.py": "import pytest\n\n@pytest.fixture\ndef stock() -> str:\n    '''The stock.'''\n    yield 1\n",
    "tests/integration/TEST_PLAN.md": PLAN,
}
TEST = """\
import os


class TestShopStock:
    '''Plan: tests/integration/TEST_PLAN.md#shop-stock'''

    def test_it_works(self, sto▮ck):
        os.environ["A"] = "b"
"""


def here(root: Path, settings: dict[str, bool], text: str = TEST, path: str = "tests/integration/test_a.py") -> Marked:
    place = marked(root, {**FILES, path: text})
    place.world.settings = read_settings(settings)
    return place


def asked(handle: Callable[..., Any], kind: type, **more: Any) -> Callable[[Marked], Any]:
    return lambda place: handle(place.world, kind(**place.at, **more))


REFERENCES = {"context": t.ReferenceContext(include_declaration=True)}
OUTLINE = asked(lambda world, at: document_symbol.handle(world, at), t.HoverParams)
FOLDING = asked(lambda world, at: folding_range.handle(world, at), t.HoverParams)
IN_PYTHON = [
    ("completion.fixtures", asked(completion.handle, t.CompletionParams)),
    ("definition.fixtures", asked(definition.handle, t.DefinitionParams)),
    ("definition.fixtures", asked(implementation.handle, t.ImplementationParams)),
    ("hover.fixtures", asked(hover.handle, t.HoverParams)),
    ("references.fixtures", asked(references.handle, t.ReferenceParams, **REFERENCES)),
    ("references.fixtures", asked(document_highlight.handle, t.DocumentHighlightParams)),
    ("references.fixtures", asked(prepare_call_hierarchy.handle, t.CallHierarchyPrepareParams)),
    ("rename.fixtures", asked(prepare_rename.handle, t.PrepareRenameParams)),
    ("outline.tests", OUTLINE),
]


@pytest.mark.parametrize(("name", "ask"), IN_PYTHON)
def test_what_is_switched_off_is_not_answered(tmp_path: Path, name: str, ask: Callable[[Marked], Any]) -> None:
    text = TEST.replace("class", "import pytest\n\n@pytest.fixture\ndef own(): ...\n\nclass", 1)

    assert ask(here(tmp_path, {}, text))
    assert not ask(here(tmp_path, {name: False}, text))
    others = {each: False for each, default, _ in SWITCHES.values() if default and each != name}
    assert ask(here(tmp_path, others, text))


def test_types_are_left_to_others_too(tmp_path: Path) -> None:
    conftest = "import pytest\n\nclass Stock: ...\n\n@pytest.fixture\ndef stock() -> Stock: ...\n"
    found = []
    for settings in ({}, {"definition.fixtures": False}):
        place = marked(tmp_path, {**FILES, "tests/conftest.py": conftest, "tests/integration/test_a.py": TEST})
        place.world.settings = read_settings(settings)
        found.append(asked(type_definition.handle, t.TypeDefinitionParams)(place))

    assert found[0]
    assert found[1] is None


@pytest.mark.parametrize("handle", [OUTLINE, FOLDING])
def test_the_outline_of_plans(tmp_path: Path, handle: Callable[[Marked], Any]) -> None:
    text, path = f"▮{PLAN}\n- details\n", "tests/integration/OTHER_PLAN.md"

    assert handle(here(tmp_path, {}, text, path))
    assert not handle(here(tmp_path, {"outline.plans": False}, text, path))
    assert handle(here(tmp_path, {"outline.tests": False}, text, path))


@pytest.mark.parametrize("name", ["definition.fixtures", "hover.fixtures", "references.fixtures"])
def test_plans_and_the_way_to_them_are_nobody_else_s(tmp_path: Path, name: str) -> None:
    handlers = {
        "definition.fixtures": asked(definition.handle, t.DefinitionParams),
        "hover.fixtures": asked(hover.handle, t.HoverParams),
        "references.fixtures": asked(references.handle, t.ReferenceParams, **REFERENCES),
    }
    plan = PLAN.replace("`stock`", "`sto▮ck`")
    class_ = TEST.replace("▮", "").replace("TestShopStock", "TestShop▮Stock")

    assert handlers[name](here(tmp_path, {name: False}, plan, "tests/integration/TEST_PLAN.md"))
    assert handlers[name](here(tmp_path, {name: False}, class_))


def test_snippets_stay_without_fixtures(tmp_path: Path) -> None:
    body = TEST.replace("▮", "").replace("        os.environ", "        ▮\n        os.environ", 1)

    def labels(settings: dict[str, bool]) -> set[str]:
        place = here(tmp_path, settings, body)
        result = completion.handle(place.world, t.CompletionParams(**place.at))  # type: ignore[arg-type]
        return {item["label"] for item in json.loads(result.json)["items"]} if result is not None else set()  # type: ignore[union-attr]

    assert labels({}) > {"request", "arrange_act_assert"}
    assert labels({"completion.fixtures": False}) == {"arrange_act_assert"}
    assert labels({"completion.bodies": False}) == {"arrange_act_assert"}
    assert labels({"completion.fixtures": False, "completion.snippets": False}) == set()


AREAS = {"template": "SW1", "avoid": "SW2", "fixtures": "SW3", "plans": "SW4"}


@pytest.mark.parametrize("area", AREAS)
def test_diagnostics_by_area(tmp_path: Path, area: str) -> None:
    text = TEST.replace("        os.environ", "        stock.x = sto▮ck\n        os.environ", 1).replace(
        "sto▮ck):", "stock, stock2):"
    )
    text = text.replace("▮", "", text.count("▮") - 1)

    def codes(settings: dict[str, bool], path: str, text: str) -> tuple[set[str], str | None]:
        place = here(tmp_path, settings, text, path)
        report = diagnostic.handle(
            place.world, t.DocumentDiagnosticParams(text_document=t.TextDocumentIdentifier(place.uri))
        )
        assert isinstance(report, t.RelatedFullDocumentDiagnosticReport)
        return {str(each.code)[:3] for each in report.items}, report.result_id

    path = "tests/integration/test_a.py"
    everything, before = codes({}, path, text)
    assert {"SW1", "SW2"} <= everything
    left, after = codes({f"diagnostics.{area}": False}, path, text)
    assert left == everything - {AREAS[area]}
    assert (before == after) is (AREAS[area] not in everything)


def test_every_switch_has_a_field_of_the_same_default() -> None:
    known = {each.name: each.default for each in fields(DEFAULTS) if isinstance(each.default, bool)}

    assert known == {field: default for field, (_, default, _) in SWITCHES.items()}
    assert replace(DEFAULTS, report_avoid=False).unreported == ("SW2",)


def test_every_switch_is_described_for_people() -> None:
    page = (Path(__file__).parents[2] / "client-config" / "README.md").read_text(encoding="utf-8")

    assert [name for name, _, _ in SWITCHES.values() if f"| `{name}` |" not in page] == []
