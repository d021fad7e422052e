"""Fixtures in plans: completed, explained, found and renamed; nothing in documents that are no plans."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types as t

from seamwright.lsp.requests import (
    completion,
    completion_resolve,
    definition,
    hover,
    prepare_rename,
    references,
    rename,
)
from tests.lsp.marked import Marked, marked

CONFTEST = """\
import pytest

@pytest.fixture
def till():
    '''An open till.'''
    return open_till()

@pytest.fixture(scope="session")
def mail_server() -> MailServer:
    '''Takes letters.'''
    return serve()
"""
PLAN = """\
# Bookshop integration test plan

### 1. SEAM: Basket to till
**PRIORITY:** P0
**COMPONENTS:** Basket → Till
**INFRASTRUCTURE NEEDS:** a `till` and till money, mail_server
**FIXTURES:** till, `mail_server` (for receipts)
**TEST SCENARIOS:**
- Paying at the `till` opens it
"""
FILES = {
    "tests/conftest.py": CONFTEST,
    "tests/test_basket_to_till.py": "def test_it(till): pass\n",
    "contracts/shop.pyi": "class Basket:\n    def pay(self) -> None: ...\n\ndef refund() -> None: ...\n",
    "pyproject.toml": '[tool.seamwright]\ncontracts = ["contracts"]\n',
}


def at(root: Path, plan: str, **files: str) -> Marked:
    """The project with ``plan`` open and ``▮`` in it."""
    return marked(root, {**FILES, **files, "tests/TEST_PLAN.md": plan})


def labels(place: Marked) -> list[str]:
    found = completion.handle(place.world, t.CompletionParams(**place.at))  # type: ignore[arg-type]
    if found is None:
        return []
    assert isinstance(found, t.CompletionList)
    assert not found.is_incomplete
    return [item.label for item in sorted(found.items, key=lambda each: each.sort_text or "")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("**FIXTURES:** till,", "**FIXTURES:** ▮till,"),
        ("**FIXTURES:** till,", "**FIXTURES:** ti▮"),
        ("**FIXTURES:** till,", "**FIXTURES:** `ti▮"),
        ("a `till` and", "a ▮"),
        ("Paying at the `till`", "Paying at the `▮"),
        ("**FIXTURES:** till, `mail_server` (for receipts)", "**FIXTURES:**\n- till\n- ▮"),
    ],
)
def test_fixtures_are_completed_where_plans_name_them(tmp_path: Path, before: str, after: str) -> None:
    assert labels(at(tmp_path, PLAN.replace(before, after)))[:2] == ["mail_server", "till"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Paying at the `till`", "Paying at the ▮"),
        ("# Bookshop", "# Bookshop ▮"),
        ("SEAM: Basket", "SEAM: ▮Basket"),
        ("- Paying", "```\n`▮\n```\n- Paying"),
    ],
)
def test_nothing_is_completed_elsewhere(tmp_path: Path, before: str, after: str) -> None:
    assert labels(at(tmp_path, PLAN.replace(before, after))) == []


def test_a_document_that_is_no_plan_has_no_fixtures(tmp_path: Path) -> None:
    text = (
        PLAN.replace("SEAM:", "Story:").replace("integration test plan", "stories").replace("`till` and", "`▮till` and")
    )
    place = marked(tmp_path, {**FILES, "NOTES.md": text.replace("COMPONENTS", "People").replace("TEST ", "")})
    assert labels(place) == []
    assert hover.handle(place.world, t.HoverParams(**place.at)) is None


def test_priorities_components_and_labels(tmp_path: Path) -> None:
    assert labels(at(tmp_path / "1", PLAN.replace("Y:** P0", "Y:** ▮"))) == ["P0", "P1", "P2", "P3"]
    assert labels(at(tmp_path / "2", PLAN.replace("Basket → Till", "Bas▮"))) == ["Basket", "refund"]
    missing = ["CRITICAL PATH:", "BUSINESS IMPACT:", "SUCCESS CRITERIA:", "TEST FILE:"]
    assert labels(at(tmp_path / "3", PLAN.replace("**FIXTURES:**", "**▮\n**FIXTURES:**"))) == missing


def test_a_completed_fixture_is_put_in_code_ticks(tmp_path: Path) -> None:
    for typed, expected in (("ti▮", "`till`"), ("`ti▮", "till")):
        place = at(tmp_path / str(len(typed)), PLAN.replace("**FIXTURES:** till", f"**FIXTURES:** {typed}"))
        found = completion.handle(place.world, t.CompletionParams(**place.at))  # type: ignore[arg-type]
        assert isinstance(found, t.CompletionList)
        item = next(each for each in found.items if each.label == "till")
        assert isinstance(item.text_edit, t.TextEdit)
        assert item.text_edit.new_text == expected
        assert (item.filter_text, place.text(place.uri, item.text_edit.range)) == ("till", "ti")
        resolved = completion_resolve.handle(place.world, item)
        assert isinstance(resolved.documentation, t.MarkupContent)
        assert "An open till." in resolved.documentation.value


NAMES = [
    ("a `ti▮ll`", "till"),
    ("money, mail_▮server", "mail_server"),
    ("**FIXTURES:** ti▮ll", "till"),
    ("at the `till▮`", "till"),
]


@pytest.mark.parametrize(("name", "expected"), NAMES)
def test_names_in_plans_are_explained_and_lead_to_the_fixture(tmp_path: Path, name: str, expected: str) -> None:
    place = at(tmp_path, PLAN.replace(name.replace("▮", ""), name))
    shown = hover.handle(place.world, t.HoverParams(**place.at))  # type: ignore[arg-type]
    assert shown is not None
    assert f"def {expected}()" in str(shown.contents)
    (found,) = definition.handle(place.world, t.DefinitionParams(**place.at)) or ()  # type: ignore[arg-type]
    assert isinstance(found, t.Location)
    assert f"def [{expected}]()" in place.line(found.uri, found.range)


@pytest.mark.parametrize("word", ["and ti▮ll money", "for re▮ceipts", "Basket → Ti▮ll"])
def test_prose_names_nothing(tmp_path: Path, word: str) -> None:
    place = at(tmp_path, PLAN.replace(word.replace("▮", ""), word))
    assert hover.handle(place.world, t.HoverParams(**place.at)) is None
    assert definition.handle(place.world, t.DefinitionParams(**place.at)) is None


def test_references_include_plans(tmp_path: Path) -> None:
    conftest = CONFTEST.replace("def till", "def ti▮ll")
    place = marked(tmp_path, {**FILES, "tests/TEST_PLAN.md": PLAN, "tests/conftest.py": conftest})
    context = t.ReferenceContext(include_declaration=False)
    found = references.handle(place.world, t.ReferenceParams(**place.at, context=context)) or ()  # type: ignore[arg-type]
    assert [place.line(each.uri, each.range) for each in found] == [
        "tests/test_basket_to_till.py:1: def test_it([till]): pass",
        "tests/TEST_PLAN.md:6: **INFRASTRUCTURE NEEDS:** a `[till]` and till money, mail_server",
        "tests/TEST_PLAN.md:7: **FIXTURES:** [till], `mail_server` (for receipts)",
        "tests/TEST_PLAN.md:9: - Paying at the `[till]` opens it",
    ]


def test_a_plan_elsewhere_that_means_another_fixture_is_left_out(tmp_path: Path) -> None:
    conftest = CONFTEST.replace("def till", "def ti▮ll")
    files = {**FILES, "other/TEST_PLAN.md": PLAN, "tests/conftest.py": conftest}
    place = marked(tmp_path, files)
    context = t.ReferenceContext(include_declaration=False)
    found = references.handle(place.world, t.ReferenceParams(**place.at, context=context)) or ()  # type: ignore[arg-type]
    assert {place.path(each.uri) for each in found} == {"tests/test_basket_to_till.py"}


def test_renaming_changes_names_under_labels_and_no_prose(tmp_path: Path) -> None:
    place = at(tmp_path, PLAN.replace("**FIXTURES:** till", "**FIXTURES:** ti▮ll"))
    prepared = prepare_rename.handle(place.world, t.PrepareRenameParams(**place.at))  # type: ignore[arg-type]
    assert prepared is not None
    edit = rename.handle(place.world, t.RenameParams(**place.at, new_name="desk"))  # type: ignore[arg-type]
    assert edit is not None
    changed = {
        place.path(uri): [place.line(uri, each.range) for each in edits] for uri, edits in (edit.changes or {}).items()
    }
    assert changed == {
        "tests/conftest.py": ["tests/conftest.py:4: def [till]():"],
        "tests/test_basket_to_till.py": ["tests/test_basket_to_till.py:1: def test_it([till]): pass"],
        "tests/TEST_PLAN.md": [
            "tests/TEST_PLAN.md:6: **INFRASTRUCTURE NEEDS:** a `[till]` and till money, mail_server",
            "tests/TEST_PLAN.md:7: **FIXTURES:** [till], `mail_server` (for receipts)",
        ],
    }
