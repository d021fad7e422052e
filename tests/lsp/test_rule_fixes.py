"""Fixes of findings in a menu: offered without being made, made when chosen, and refused with a reason."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from lsprotocol import types as t

from seamwright.lsp.errors import Refusal
from seamwright.lsp.requests import code_action, code_action_resolve
from tests.lsp.editor import Editor
from tests.lsp.marked import Marked
from tests.lsp.test_fixture_actions import at, capabilities

TEST = "tests/integration/test_a.py"
LEAKS = (
    "import os\n\n\ndef test_x(shop):\n    '''X.'''\n    os.env▮iron['A'] = 'b'\n    del os.environ['B']\n\n\n"
    "def test_y(shop):\n    '''Y.'''\n    os.environ['A'] = 'b'\n"
)
ALL_FIXED = (
    "import os\n\n\ndef test_x(shop, monkeypatch):\n    '''X.'''\n    monkeypatch.setenv('A', 'b')\n"
    "    monkeypatch.delenv('B', raising=False)\n\n\n"
    "def test_y(shop, monkeypatch):\n    '''Y.'''\n    monkeypatch.setenv('A', 'b')\n"
)
COMMENTED = "import os\n\n\ndef test_x(shop):\n    '''X.'''\n    os.env▮iron[  # why\n        'A'] = 'b'\n"


def leaks(root: Path, text: str, *, lazy: bool = True) -> Marked:
    return at(root, {"pyproject.toml": '[tool.seamwright]\nselect = ["SW205"]\n', TEST: text}, lazy=lazy)


def fixes(place: Marked, *only: str) -> list[t.CodeAction]:
    here = t.Range(place.position, place.position)
    context = t.CodeActionContext([], only=list(only) or None)  # type: ignore[arg-type]
    params = t.CodeActionParams(t.TextDocumentIdentifier(place.uri), here, context)
    return [each for each in code_action.handle(place.world, params) or [] if not each.title.startswith("Ignore")]


@pytest.mark.parametrize("lazy", [True, False])
def test_a_fix_and_all_like_it(tmp_path: Path, lazy: bool) -> None:
    place = leaks(tmp_path, LEAKS, lazy=lazy)
    found = fixes(place)

    assert [each.title for each in found] == ["Use monkeypatch", "Fix all 3 of env-leak in this file"]
    assert [each.edit is None for each in found] == [lazy, lazy]


@pytest.mark.parametrize("lazy", [True, False])
def test_all_that_is_safe(tmp_path: Path, lazy: bool) -> None:
    place = leaks(tmp_path, LEAKS, lazy=lazy)
    (action,) = fixes(place, "source.fixAll")
    if lazy:
        assert action.edit is None
        action = code_action_resolve.handle(place.world, action)

    assert action.edit is not None
    assert action.kind == "source.fixAll.seamwright"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("lazy", [True, False])
def test_what_an_editor_makes_of_it(tmp_path: Path, lazy: bool, newline: str) -> None:
    place = leaks(tmp_path, LEAKS.replace("\n", newline), lazy=lazy)
    title = "Fix all 3 of env-leak in this file"

    assert applied(place, title) == ALL_FIXED.replace("\n", newline)


def applied(place: Marked, title: str) -> str:
    action = next(each for each in fixes(place) if each.title == title)
    if action.edit is None:
        action = code_action_resolve.handle(place.world, action)
    assert action.edit is not None
    editor = Editor(capabilities(), "utf-16")
    for document in place.world.documents:
        editor.open(document.uri, document.text, document.version)
    editor.apply(action.edit)
    return editor.buffers[place.uri]


def test_what_cannot_be_made_says_why_when_it_is_chosen(tmp_path: Path) -> None:
    place = leaks(tmp_path, COMMENTED)
    (action,) = fixes(place)

    with pytest.raises(Refusal) as refused:
        code_action_resolve.handle(place.world, action)
    assert refused.value.message == "Use monkeypatch: a comment would be lost"


def test_a_client_that_does_not_ask_again_is_not_offered_what_cannot_be_made(tmp_path: Path) -> None:
    assert fixes(leaks(tmp_path, COMMENTED, lazy=False)) == []


@pytest.mark.parametrize(
    "changes",
    [{"version": 2}, {"arguments": {"rule": "env-leak", "start": "0", "end": "3"}}, {"arguments": {}}],
)
def test_what_has_changed_is_not_guessed_at(tmp_path: Path, changes: dict[str, object]) -> None:
    place = leaks(tmp_path, LEAKS)
    (action, _) = fixes(place)
    action.data = {**action.data, **changes}  # type: ignore[dict-item]

    with pytest.raises(Refusal, match="changed"):
        code_action_resolve.handle(place.world, action)


def test_a_menu_does_not_load_what_writes_python(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib\n"
        "from tests.lsp.test_rule_fixes import *\n"
        f"place = leaks(pathlib.Path({str(tmp_path)!r}), LEAKS)\n"
        "found = [*fixes(place), *fixes(place, 'source.fixAll')]\n"
        "print(len(found), 'libcst' in sys.modules)\n"
        "code_action_resolve.handle(place.world, found[0])\n"
        "print('libcst' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert done.stdout.split() == ["3", "False", "True"], done.stderr
