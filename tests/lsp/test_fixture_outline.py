"""Fixtures in outlines, in the search by name, as hints in signatures; and the settings for all that."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from lsprotocol import types as t

from seamwright.lsp.requests import code_lens, completion, document_symbol, inlay_hint, workspace_symbol
from seamwright.lsp.settings import DEFAULTS, Settings, read_settings
from tests.lsp.marked import Marked, marked
from tests.lsp.worlds import NESTED

TEXT = """\
import pytest

@pytest.fixture(scope="session")
def engine() -> Engine:
    yield 1

class TestA:
    @pytest.fixture
    def row(self): pass

    def test_x(self, engine, row, request, other: int):▮
        pass
"""


def test_only_fixtures_are_in_the_outline(tmp_path: Path) -> None:
    place = marked(tmp_path, {"test_a.py": TEXT}, capabilities=NESTED)
    found = document_symbol.handle(place.world, t.DocumentSymbolParams(t.TextDocumentIdentifier(place.uri))) or ()
    assert [(each.name, each.detail) for each in found if isinstance(each, t.DocumentSymbol)] == [
        ("engine", "fixture · session"),
        ("row", "fixture · function"),
    ]
    place = marked(tmp_path, {"test_a.py": TEXT})
    found = document_symbol.handle(place.world, t.DocumentSymbolParams(t.TextDocumentIdentifier(place.uri))) or ()
    assert [each.name for each in found] == ["engine", "row"]
    place = marked(tmp_path, {"test_a.py": "def test_x(▮): pass"})
    assert document_symbol.handle(place.world, t.DocumentSymbolParams(t.TextDocumentIdentifier(place.uri))) is None


@pytest.mark.parametrize(
    ("query", "expected"), [("engine", ["engine"]), ("ENG", ["engine"]), ("row", ["row"]), ("test_x", []), ("", [])]
)
def test_fixtures_are_found_by_name(tmp_path: Path, query: str, expected: list[str]) -> None:
    place = marked(tmp_path, {"test_a.py": TEXT, "venv/pyvenv.cfg": "", "venv/test_b.py": TEXT.replace("▮", "")})
    found = workspace_symbol.handle(place.world, t.WorkspaceSymbolParams(query=query)) or ()
    assert [each.name for each in found] == expected


def hints(place: Marked, settings: Settings) -> list[tuple[int, object]]:
    place.world.settings = settings
    everything = t.Range(t.Position(0, 0), t.Position(99, 0))
    params = t.InlayHintParams(text_document=t.TextDocumentIdentifier(place.uri), range=everything)
    return [(each.position.line, each.label) for each in inlay_hint.handle(place.world, params) or ()]


def test_hints(tmp_path: Path) -> None:
    place = marked(tmp_path, {"test_a.py": TEXT})
    assert hints(place, DEFAULTS) == []
    assert hints(place, replace(DEFAULTS, hint_types=True)) == [(10, ": Engine")]
    assert hints(place, replace(DEFAULTS, hint_scopes=True)) == [(10, "session")]
    place = marked(tmp_path, {"test_a.py": TEXT.replace("engine, row", "engine: Engine, row")})
    assert hints(place, replace(DEFAULTS, hint_types=True)) == []


def test_lenses_and_bodies_can_be_turned_off(tmp_path: Path) -> None:
    place = marked(tmp_path, {"test_a.py": TEXT.replace("▮", "").replace("        pass\n", "        x = ▮\n", 1)})
    lenses = t.CodeLensParams(t.TextDocumentIdentifier(place.uri))
    bodies = t.CompletionParams(**place.at)  # type: ignore[arg-type]
    assert code_lens.handle(place.world, lenses) is not None
    assert completion.handle(place.world, bodies) is not None
    place.world.settings = replace(DEFAULTS, code_lens=False, complete_bodies=False)
    assert code_lens.handle(place.world, lenses) is None
    assert completion.handle(place.world, bodies) is None


@pytest.mark.parametrize(
    ("ours", "python", "expected"),
    [
        ({}, None, DEFAULTS),
        (
            {"interpreter": "/venv/bin/python"},
            {"pythonPath": "/other"},
            replace(DEFAULTS, interpreter="/venv/bin/python"),
        ),
        (None, {"defaultInterpreterPath": "/other"}, replace(DEFAULTS, interpreter="/other")),
        (None, {"defaultInterpreterPath": "python"}, DEFAULTS),
        ({"inlayHints": {"fixtureTypes": True}}, None, replace(DEFAULTS, hint_types=True)),
        ({"inlayHints.fixtureScopes": True}, None, replace(DEFAULTS, hint_scopes=True)),
        ({"codeLens": {"fixtures": "yes"}, "interpreter": 5, "inlayHints": []}, [], DEFAULTS),
        ("nonsense", 7, DEFAULTS),
    ],
)
def test_settings(ours: object, python: object, expected: Settings) -> None:
    assert read_settings(ours, python) == expected
