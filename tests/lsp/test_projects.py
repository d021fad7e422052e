"""Which project a plan belongs to, and what its configuration changes."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from lsprotocol import types as t

from seamwright.lsp.convert import to_uri
from seamwright.lsp.errors import Refusal
from seamwright.lsp.projects import Root, root_of
from seamwright.lsp.requests import code_action, code_action_resolve
from tests.lsp.wire import environment
from tests.lsp.worlds import Asked, finish, world_of

MakeProject = Callable[[Mapping[str, "str | bytes"]], Path]

PLAN = (
    "# Test plan\n\n### 1. SEAM: Basket → gateway\n\n**PRIORITY:** P1\n**TEST SCENARIOS:**\n- Paid basket is emptied\n"
)
LITERALS = t.ClientCodeActionLiteralOptions(code_action_kind=t.ClientCodeActionKindOptions(value_set=[""]))
EDITOR = t.ClientCapabilities(
    workspace=t.WorkspaceClientCapabilities(workspace_edit=t.WorkspaceEditClientCapabilities(document_changes=True)),
    text_document=t.TextDocumentClientCapabilities(
        code_action=t.CodeActionClientCapabilities(
            code_action_literal_support=LITERALS,
            data_support=True,
            disabled_support=True,
            resolve_support=t.ClientCodeActionResolveOptions(properties=["edit"]),
        )
    ),
)


def offered(path: Path, folders: tuple[Path, ...], asked: Asked | None = None) -> list[str]:
    """The first part of what is offered on the seam of the plan at ``path``: its target, or why not."""
    uri = to_uri(str(path))
    world = world_of({uri: PLAN}, capabilities=EDITOR, folders=folders, asked=asked)
    place = t.Range(t.Position(2, 0), t.Position(2, 0))
    params = t.CodeActionParams(t.TextDocumentIdentifier(uri), place, t.CodeActionContext(diagnostics=[]))
    actions = code_action.handle(world, params) or []
    finish(world)
    return [action.disabled.reason if action.disabled else action.title.rpartition("→ ")[2] for action in actions]


def edit_of(path: Path, folders: tuple[Path, ...]) -> list[str]:
    """URIs that implementing the seam touches."""
    uri = to_uri(str(path))
    world = world_of({uri: PLAN}, capabilities=EDITOR, folders=folders)
    place = t.Range(t.Position(2, 0), t.Position(2, 0))
    params = t.CodeActionParams(t.TextDocumentIdentifier(uri), place, t.CodeActionContext(diagnostics=[]))
    (action,) = code_action.handle(world, params) or []
    edit = code_action_resolve.handle(world, action).edit
    assert edit is not None
    return [
        change.text_document.uri for change in edit.document_changes or () if isinstance(change, t.TextDocumentEdit)
    ]


def test_each_folder_has_its_own_configuration(project: MakeProject) -> None:
    root = project(
        {
            "one/pyproject.toml": '[tool.seamwright]\ntarget = "suite/test_{seam}.py"\n',
            "two/pyproject.toml": "",
            "one/docs/PLAN.md": PLAN,
            "two/docs/PLAN.md": PLAN,
        }
    )
    folders = (root / "one", root / "two")

    assert offered(root / "one/docs/PLAN.md", folders) == ["suite/test_basket_gateway.py"]
    assert offered(root / "two/docs/PLAN.md", folders) == ["docs/test_basket_gateway.py"]


def test_the_nearest_configuration_inside_the_folder_counts(project: MakeProject) -> None:
    root = project({"back/pyproject.toml": "[tool.seamwright]\n", "back/docs/PLAN.md": PLAN, ".git/HEAD": ""})

    assert offered(root / "back/docs/PLAN.md", (root,)) == ["docs/test_basket_gateway.py"]


def test_configuration_above_the_open_folder_is_not_looked_at(project: MakeProject) -> None:
    root = project({"pyproject.toml": '[tool.seamwright]\ntarget = "x/test_{seam}.py"\n', "sub/docs/PLAN.md": PLAN})

    assert offered(root / "sub/docs/PLAN.md", (root / "sub",)) == ["docs/test_basket_gateway.py"]


@pytest.mark.parametrize(
    ("path", "folders", "expected"),
    [
        ("a/b/PLAN.md", ["a"], "a"),
        ("a/b/PLAN.md", [".", "a"], "a"),
        ("a/b/PLAN.md", ["b"], "a/b"),
        ("a/b/PLAN.md", [], "a/b"),
        ("a/b/PLAN.md", ["a/b/PLAN.md"], "a/b"),
        ("marked/deep/PLAN.md", ["."], "marked"),
    ],
)
def test_roots(project: MakeProject, path: str, folders: list[str], expected: str) -> None:
    root = project({"a/b/PLAN.md": PLAN, "b/x": "", "marked/pyproject.toml": "", "marked/deep/PLAN.md": PLAN})

    assert root_of(root / path, [root / folder for folder in folders]).real == root / expected


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs symbolic links")
def test_new_files_are_named_as_the_client_names_the_folder(project: MakeProject, tmp_path: Path) -> None:
    root = project({"docs/PLAN.md": PLAN, "pyproject.toml": ""})
    link = tmp_path / "link"
    link.symlink_to(root)

    assert root_of(link / "docs/PLAN.md", [link]) == Root(root, link)
    assert edit_of(link / "docs/PLAN.md", (link,)) == [to_uri(str(link / "docs/test_basket_gateway.py"))]
    assert edit_of(root / "docs/PLAN.md", ()) == [to_uri(str(root / "docs/test_basket_gateway.py"))]


def test_a_plan_that_is_no_file_yet_has_no_actions() -> None:
    uri = "untitled:Untitled-1"
    world = world_of({uri: PLAN}, capabilities=EDITOR)
    place = t.Range(t.Position(2, 0), t.Position(2, 0))
    params = t.CodeActionParams(t.TextDocumentIdentifier(uri), place, t.CodeActionContext(diagnostics=[]))

    assert code_action.handle(world, params) is None


def test_a_broken_configuration_is_told_once_and_offers_nothing(project: MakeProject) -> None:
    root = project({"pyproject.toml": '[tool.seamwright]\nstub = "explode"\n', "docs/PLAN.md": PLAN})
    asked = Asked()

    assert offered(root / "docs/PLAN.md", (root,), asked) == []
    assert set(asked) == {("warning", 'pyproject.toml:2: stub must be "fail", "skip" or "xfail"')}


def test_a_pattern_that_leads_outside_is_a_reason(project: MakeProject) -> None:
    root = project({"pyproject.toml": '[tool.seamwright]\ntarget = "x/test_{nonsense}.py"\n', "docs/PLAN.md": PLAN})

    (reason,) = offered(root / "docs/PLAN.md", (root,))
    assert "{nonsense} is unknown" in reason


def test_a_target_that_cannot_be_read_is_a_reason(project: MakeProject) -> None:
    root = project({"docs/PLAN.md": PLAN, "docs/test_basket_gateway.py/x": ""})

    assert offered(root / "docs/PLAN.md", (root,)) == ["docs/test_basket_gateway.py cannot be used: is a directory"]


def test_team_templates_wait_for_trust(project: MakeProject) -> None:
    root = project(
        {
            "pyproject.toml": '[tool.seamwright]\ntemplate-dir = "templates"\n',
            "templates/test_module.py.j2": "{{ broken",
            "docs/PLAN.md": PLAN,
        }
    )
    uri = to_uri(str(root / "docs/PLAN.md"))
    for trusted in (False, True):
        asked = Asked()
        world = world_of({uri: PLAN}, capabilities=EDITOR, folders=(root,), asked=asked)
        world.trusted = trusted
        place = t.Range(t.Position(2, 0), t.Position(2, 0))
        params = t.CodeActionParams(t.TextDocumentIdentifier(uri), place, t.CodeActionContext(diagnostics=[]))
        (action,) = code_action.handle(world, params) or []
        if trusted:
            with pytest.raises(Refusal, match=r"test_module\.py\.j2"):
                code_action_resolve.handle(world, action)
        else:
            assert code_action_resolve.handle(world, action).edit is not None
            finish(world)
            assert [kind for kind, message in asked if "template-dir is not used" in message] == ["warning"]


def test_without_a_folder_no_directory_is_walked(tmp_path: Path) -> None:
    (tmp_path / "PLAN.md").write_text(PLAN, encoding="utf-8")
    (tmp_path / "contracts").mkdir()
    program = f"""
        import os, sys
        from lsprotocol import types as t
        from pathlib import Path
        from seamwright.lsp import preload
        from seamwright.lsp.requests import code_action, code_action_resolve, workspace_symbol
        from tests.lsp.test_projects import EDITOR, PLAN
        from tests.lsp.worlds import world_of

        uri = {to_uri(str(tmp_path / "PLAN.md"))!r}
        world = world_of({{uri: PLAN}}, capabilities=EDITOR)
        preload.run(world, lambda: None)
        listed = []
        def hook(event, arguments):
            if event in ("os.listdir", "os.scandir") and str(arguments[0]).startswith({str(tmp_path.parent)!r}):
                listed.append(str(arguments[0]))
        sys.addaudithook(hook)
        place = t.Range(t.Position(2, 0), t.Position(2, 0))
        asked = t.CodeActionParams(t.TextDocumentIdentifier(uri), place, t.CodeActionContext(diagnostics=[]))
        (action,) = code_action.handle(world, asked)
        code_action_resolve.handle(world, action)
        print(workspace_symbol.handle(world, t.WorkspaceSymbolParams(query="")), sorted(set(listed)))
    """
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        env={**environment(), "PYTHONPATH": f"{root / 'server'}{os.pathsep}{root}"},
        check=False,
    )

    assert done.stdout.strip() == "None []", done.stderr
