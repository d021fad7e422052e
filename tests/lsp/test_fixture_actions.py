"""What a menu offers on fixtures in a Python file, and that editors can apply it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from lsprotocol import types as t

from seamwright.lsp.convert import to_uri
from seamwright.lsp.errors import Refusal
from seamwright.lsp.requests import code_action, code_action_resolve
from tests.lsp.editor import Editor
from tests.lsp.marked import Marked, marked

LITERALS = t.ClientCodeActionLiteralOptions(code_action_kind=t.ClientCodeActionKindOptions(value_set=[""]))
FIXTURE = "import pytest\n\n\n@pytest.fixture\ndef shop() -> int:\n    return 1\n"


def capabilities(*, lazy: bool = True, disabled: bool = True, creates: bool = True) -> t.ClientCapabilities:
    return t.ClientCapabilities(
        text_document=t.TextDocumentClientCapabilities(
            code_action=t.CodeActionClientCapabilities(
                code_action_literal_support=LITERALS,
                data_support=lazy,
                resolve_support=t.ClientCodeActionResolveOptions(properties=["edit"]) if lazy else None,
                disabled_support=disabled,
            )
        ),
        workspace=t.WorkspaceClientCapabilities(
            workspace_edit=t.WorkspaceEditClientCapabilities(
                document_changes=True,
                resource_operations=[t.ResourceOperationKind.Create] if creates else [],
            )
        ),
    )


def actions(
    place: Marked,
    only: Sequence[str] | None = None,
    trigger: t.CodeActionTriggerKind | None = None,
    until: t.Position | None = None,
) -> list[t.CodeAction]:
    """What our fixture actions offer; findings of rules have menus of their own."""
    params = t.CodeActionParams(
        t.TextDocumentIdentifier(place.uri),
        t.Range(place.position, until or place.position),
        t.CodeActionContext(diagnostics=[], only=only, trigger_kind=trigger),  # type: ignore[arg-type]
    )
    return [
        each
        for each in code_action.handle(place.world, params) or []
        if not each.title.startswith(("Ignore", "Ask", "Fix", "Rewrite"))
    ]


def titles(place: Marked, **more: object) -> list[str]:
    return [each.title for each in actions(place, **more)]  # type: ignore[arg-type]


def applied(place: Marked, title: str, client: t.ClientCapabilities) -> dict[str, str]:
    """The texts of the files that the action called ``title`` changes, as an editor has them afterwards."""
    action = next(each for each in actions(place) if each.title == title)
    if action.edit is None:
        action = code_action_resolve.handle(place.world, action)
    assert action.edit is not None
    editor = Editor(client, "utf-16")
    for document in place.world.documents:
        editor.open(document.uri, document.text, document.version)
    before = dict(editor.buffers)
    editor.apply(action.edit)
    return {place.path(uri): text for uri, text in editor.buffers.items() if before.get(uri) != text}


def at(root: Path, files: Mapping[str, str], **more: bool) -> Marked:
    return marked(root, files, capabilities=capabilities(**more))


CREATE = {"tests/test_a.py": "def test_x(sh▮op):\n    pass\n", "conftest.py": "import pytest\n"}


def test_a_missing_fixture_can_be_created_in_three_places(tmp_path: Path) -> None:
    files = {**CREATE, "tests/conftest.py": "import pytest\n"}
    assert titles(at(tmp_path, files)) == [
        "Create the fixture shop in this module",
        "Create the fixture shop in tests/conftest.py",
        "Create the fixture shop in conftest.py",
    ]


def test_without_creating_files_only_existing_ones_are_offered(tmp_path: Path) -> None:
    files = {"tests/test_a.py": CREATE["tests/test_a.py"]}
    assert len(titles(at(tmp_path, files))) == 3
    assert titles(at(tmp_path, files, creates=False)) == ["Create the fixture shop in this module"]


@pytest.mark.parametrize("lazy", [True, False])
def test_a_new_conftest_is_made(tmp_path: Path, lazy: bool) -> None:
    place = at(tmp_path, {"tests/test_a.py": CREATE["tests/test_a.py"]}, lazy=lazy)
    title = "Create the fixture shop in tests/conftest.py (new file)"
    (text,) = applied(place, title, capabilities()).values()
    assert text.startswith("import pytest\n\n\n@pytest.fixture\ndef shop():\n")


@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
def test_adding_a_parameter_keeps_line_ends(tmp_path: Path, line_end: str) -> None:
    text = "\ufeffdef test_x(\n    tmp_path,\n):\n    assert '€𝕏' + sh▮op\n".replace("\n", line_end)
    place = at(tmp_path, {"tests/test_a.py": text, "conftest.py": FIXTURE})
    after = applied(place, "Add the parameter shop", capabilities())["tests/test_a.py"]
    expected = text.replace("▮", "").replace("tmp_path,", f"tmp_path,{line_end}    shop,")
    assert after == expected


def test_types_are_a_setting(tmp_path: Path) -> None:
    files = {"tests/test_a.py": "def test_x():\n    assert sh▮op\n", "conftest.py": FIXTURE}
    place = at(tmp_path, files)
    place.world.settings = replace(place.world.settings, typed_parameters=True)
    after = applied(place, "Add the parameter shop", capabilities())
    assert after == {"tests/test_a.py": "def test_x(shop: int):\n    assert shop\n"}


def test_nothing_is_offered_elsewhere(tmp_path: Path) -> None:
    for text in ("def test_x(shop▮):\n    pass\n", "▮def test_x():\n    pass\n", "def test_x():\n    a▮ = 1\n"):
        assert titles(at(tmp_path, {"tests/test_a.py": text, "conftest.py": FIXTURE})) == []


def test_the_kinds_that_are_asked_for_decide(tmp_path: Path) -> None:
    place = at(tmp_path, CREATE)
    assert len(titles(place, only=["quickfix"])) == 2
    assert titles(place, only=["refactor.move"]) == []
    assert titles(place, only=["source"]) == []


def test_a_disabled_action_says_why_where_that_is_shown(tmp_path: Path) -> None:
    wide = "import pytest\n\n\n@pytest.fixture(scope='session')\ndef town():\n    return sh▮op\n"
    files = {"tests/test_a.py": wide, "conftest.py": FIXTURE}
    (action,) = actions(at(tmp_path, files))
    assert action.disabled is not None
    assert action.disabled.reason == "shop has function scope and town has session scope"
    assert actions(at(tmp_path, files, disabled=False)) == []
    assert actions(at(tmp_path, files), trigger=t.CodeActionTriggerKind.Automatic) == []


def test_a_file_that_changed_is_left_alone(tmp_path: Path) -> None:
    place = at(tmp_path, CREATE)
    action = actions(place)[0]
    action.data["version"] = 7
    with pytest.raises(Refusal, match="has changed"):
        code_action_resolve.handle(place.world, action)


@pytest.mark.parametrize(
    "change",
    [{"start": "x"}, {"end": "99999"}, {"start": "5", "end": "2"}, {"path": "/etc/conftest.py"}, {"name": "y"}],
)
def test_what_a_stranger_sends_is_refused(tmp_path: Path, change: dict[str, str]) -> None:
    place = at(tmp_path, CREATE)
    action = actions(place)[1]
    action.data["arguments"].update(change)
    with pytest.raises(Refusal):
        code_action_resolve.handle(place.world, action)


def test_a_file_outside_of_the_folders_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir()
    place = at(tmp_path / "open", {"tests/test_a.py": CREATE["tests/test_a.py"]})
    inner = tmp_path / "open" / "tests" / "sub"
    inner.mkdir()
    place.world.folders = (inner,)
    assert to_uri(str(tmp_path / "open" / "tests" / "test_a.py")) == place.uri
    assert titles(place) == []


def test_the_fix_of_the_finding_is_not_offered_twice(tmp_path: Path) -> None:
    text = "def test_shop_is_open():\n    assert sh▮op\n"
    place = at(tmp_path, {"tests/test_a.py": text, "conftest.py": FIXTURE})
    params = t.CodeActionParams(
        t.TextDocumentIdentifier(place.uri), t.Range(place.position, place.position), t.CodeActionContext([])
    )
    found = [each.title for each in code_action.handle(place.world, params) or [] if "shop" in each.title]
    assert found == ["Add the parameter shop"]
