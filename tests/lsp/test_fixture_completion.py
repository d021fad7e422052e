"""Completion of fixture names."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types as t

from seamwright.lsp.requests import completion, completion_resolve
from tests.lsp.marked import Marked, marked

CONFTEST = """\
import pytest
from app import Redis

@pytest.fixture(scope="session")
def settings() -> dict:
    '''The settings of the application.'''
    return {}

@pytest.fixture
def db(settings):
    yield 1

@pytest.fixture
def _hidden():
    pass

@pytest.fixture
def cache(db) -> Redis:
    return Redis()
"""
SNIPPET = t.CompletionItemKind.Snippet
OWN = ("settings", "db", "_hidden", "cache", "local")


def answer(place: Marked, **more: Any) -> dict[str, Any] | None:
    result = completion.handle(place.world, t.CompletionParams(**place.at, **more))  # type: ignore[arg-type]
    return json.loads(result.json) if result is not None else None


def offered(root: Path, files: Mapping[str, str], **more: Any) -> list[str]:
    """Names in the order in which a client shows them, without those of pytest itself and without snippets."""
    place = marked(root, {"tests/conftest.py": CONFTEST, **files}, **more)
    items = (answer(place) or {"items": []})["items"]
    items.sort(key=lambda item: item.get("sortText", item["label"]))
    return [item["label"] for item in items if not item["detail"].endswith("pytest") and item["kind"] != SNIPPET]


IN_ONE_FILE = [
    ("def test_x(▮): pass", "cache db settings _hidden"),
    ("def test_x(c▮): pass", "cache db settings _hidden"),
    ("def test_x(▮", "cache db settings _hidden"),
    ("def test_x(db, ▮): pass", "cache settings _hidden"),
    ("async def test_x(▮", "cache db settings _hidden"),
    ("import pytest\n@pytest.fixture\ndef local(): pass\ndef test_x(▮", "local cache db settings _hidden"),
    ("import pytest\n@pytest.fixture\ndef local(▮): pass", "cache db settings _hidden"),
    ("import pytest\n@pytest.fixture\ndef db(▮): pass", "cache db settings _hidden"),
    ("import pytest\n@pytest.fixture(scope='session')\ndef local(▮", "settings"),
    ("import pytest\n@pytest.fixture(scope='module')\ndef local(▮): pass", "settings"),
    ("class TestA:\n    def test_x(self, ▮", "cache db settings _hidden"),
    ("import pytest\n@pytest.mark.usefixtures('db', '▮')\ndef test_x(cache): pass", "settings _hidden"),
    ("import pytest\npytestmark = pytest.mark.usefixtures('▮", "cache db settings _hidden"),
    ("import pytest\n@pytest.mark.usefixtures('▮')\nclass TestA: pass", "cache db settings _hidden"),
    ("def test_x(request):\n    request.getfixturevalue('▮", "cache db settings _hidden"),
    ("import pytest\n@pytest.mark.parametrize('db,n', [], indirect=['▮'])\ndef test_x(db, n): pass", "db"),
    ("import pytest\n@pytest.mark.parametrize('n,m', [])\ndef test_x(▮): pass", "n m cache db settings _hidden"),
    (
        "import pytest\n@pytest.mark.parametrize('n', [])\nclass TestA:\n    def test_x(self, ▮",
        "n cache db settings _hidden",
    ),
    (
        "import pytest\npytestmark = pytest.mark.parametrize('n', [])\ndef test_x(▮): pass",
        "n cache db settings _hidden",
    ),
    (
        "import pytest\n@pytest.mark.parametrize('n', [])\nclass TestA: pass\ndef test_x(▮",
        "cache db settings _hidden",
    ),
    ("import pytest\n@pytest.mark.parametrize('▮', [])\ndef test_x(n): pass", "n cache db settings _hidden"),
    ("def test_x(db):\n    ▮", "cache settings _hidden"),
    ("def test_x(db):\n    assert c▮", "cache settings _hidden"),
    # Not offered.
    ("def helper(▮): pass", ""),
    ("def helper():\n    ▮", ""),
    ("def test_x(db: ▮): pass", ""),
    ("def test_x(db=▮): pass", ""),
    ("def test_x(db):\n    # ▮", ""),
    ("def test_x(db):\n    db.▮", ""),
    ("def test_x(db):\n    x = '▮'", ""),
    ("def test_x(db):\n    def inner(▮): pass", ""),
    ("def test_x(db): pass\n▮", ""),
    ("import pytest\n@pytest.▮\ndef test_x(): pass", ""),
    ("import pytest\n@pytest.mark.parametrize('n', ['▮'])\ndef test_x(n): pass", ""),
]


@pytest.mark.parametrize(("text", "expected"), IN_ONE_FILE)
def test_what_is_offered(tmp_path: Path, text: str, expected: str) -> None:
    assert offered(tmp_path, {"tests/test_a.py": text}) == expected.split()


def test_nearest_first(tmp_path: Path) -> None:
    fixture = "import pytest\n@pytest.fixture\ndef {}(): pass\n"
    files = {
        "conftest.py": fixture.format("a_far"),
        "tests/conftest.py": fixture.format("b_near"),
        "tests/unit/conftest.py": fixture.format("c_nearest"),
        "tests/other/conftest.py": fixture.format("elsewhere"),
        "tests/unit/test_a.py": fixture.format("z_own")
        + "class TestA:\n    @pytest.fixture\n    def zz_class(self): pass\n    def test_x(self, ▮",
    }
    assert offered(tmp_path, files) == ["zz_class", "z_own", "c_nearest", "b_near", "a_far"]


def test_an_item_says_scope_type_and_origin(tmp_path: Path) -> None:
    place = marked(tmp_path, {"tests/conftest.py": CONFTEST, "tests/test_a.py": "def test_x(▮"})
    found = answer(place)
    assert found is not None
    assert found["isIncomplete"] is False
    details = {item["label"]: item["detail"] for item in found["items"]}
    assert details["cache"] == "function · Redis · tests/conftest.py"
    assert details["settings"] == "session · dict · tests/conftest.py"
    assert all("documentation" not in item for item in found["items"])


def resolved(place: Marked, name: str) -> t.CompletionItem:
    item = next(each for each in (answer(place) or {})["items"] if each["label"] == name)
    return completion_resolve.handle(place.world, t.CompletionItem(label=name, data=item["data"]))


def test_documentation_comes_later(tmp_path: Path) -> None:
    place = marked(tmp_path, {"tests/conftest.py": CONFTEST, "tests/test_a.py": "def test_x(▮"})
    documentation = resolved(place, "settings").documentation
    assert isinstance(documentation, t.MarkupContent)
    assert "The settings of the application." in documentation.value


def test_in_a_body_the_parameter_is_added(tmp_path: Path) -> None:
    place = marked(tmp_path, {"tests/conftest.py": CONFTEST, "tests/test_a.py": "def test_x(db):\n    c▮"})
    (edit,) = resolved(place, "cache").additional_text_edits or ()
    assert edit == t.TextEdit(t.Range(t.Position(0, 13), t.Position(0, 13)), ", cache")
    place = marked(tmp_path, {"tests/conftest.py": CONFTEST, "tests/test_a.py": "def test_x(▮"})
    assert resolved(place, "cache").additional_text_edits is None


def test_an_item_that_is_not_ours_stays_as_it_is(tmp_path: Path) -> None:
    place = marked(tmp_path, {"tests/test_a.py": "def test_x(▮"})
    for data in (None, 999, "x", {"a": 1}):
        item = t.CompletionItem(label="db", data=data)
        assert completion_resolve.handle(place.world, item) == t.CompletionItem(label="db", data=data)


def test_brackets_bring_no_list_up_in_a_body(tmp_path: Path) -> None:
    context = t.CompletionContext(trigger_kind=t.CompletionTriggerKind.TriggerCharacter, trigger_character="(")
    files = {"tests/conftest.py": CONFTEST}
    place = marked(tmp_path, {**files, "tests/test_a.py": "def test_x():\n    print(▮"})
    assert answer(place, context=context) is None
    place = marked(tmp_path, {**files, "tests/test_a.py": "def test_x(▮"})
    assert answer(place, context=context) is not None


@pytest.mark.parametrize("removed", ["def db(", "def cache("])
def test_unsaved_buffers_win(tmp_path: Path, removed: str) -> None:
    text = CONFTEST.replace(removed, "def renamed(")
    found = offered(tmp_path, {"tests/test_a.py": "def test_x(▮"}, unsaved={"tests/conftest.py": text})
    assert "renamed" in found
    assert removed[4:-1] not in found


def test_a_plan_has_no_parameters(tmp_path: Path) -> None:
    place = marked(tmp_path, {"tests/conftest.py": CONFTEST, "tests/PLAN.md": "def test_x(▮"})
    assert answer(place) is None
