"""Finding seams and scenarios by name in all plans of the folders."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from lsprotocol import types as t

from seamwright.lsp.convert import to_uri
from seamwright.lsp.errors import Cancelled
from seamwright.lsp.requests import workspace_symbol
from seamwright.lsp.workers import Token
from seamwright.lsp.world import Shared
from tests.lsp.worlds import world_of

MakeProject = Callable[[Mapping[str, "str | bytes"]], Path]

ONE = "# Test plan\n\n### 1. SEAM: Basket → gateway\n\n**TEST SCENARIOS:**\n- Paid basket is emptied\n"
TWO = "# Test plan\n\n### 1. SEAM: Ledger → report\n\n**TEST SCENARIOS:**\n- Empty month\n"


def find(
    query: str, *folders: Path, documents: Mapping[str, str] | None = None, shared: Shared | None = None
) -> list[tuple[str, str]]:
    """Name and file name of what is found."""
    world = world_of(documents or {}, folders=folders, shared=shared)
    found = workspace_symbol.handle(world, t.WorkspaceSymbolParams(query=query)) or []
    return [(symbol.name, symbol.location.uri.rpartition("/")[2]) for symbol in found]


def test_every_word_counts_whatever_its_case(project: MakeProject) -> None:
    root = project({"a/PLAN.md": ONE, "b/TEST_PLAN.md": TWO})

    assert find("BASKET", root) == [("1. Basket → gateway", "PLAN.md"), ("Paid basket is emptied", "PLAN.md")]
    assert find("emptied basket", root) == [("Paid basket is emptied", "PLAN.md")]
    assert find("basket month", root) == []


def test_an_empty_query_finds_all_seams_first(project: MakeProject) -> None:
    root = project({"a/PLAN.md": ONE, "b/TEST_PLAN.md": TWO})

    assert [name for name, _ in find("", root)] == [
        "1. Basket → gateway",
        "1. Ledger → report",
        "Paid basket is emptied",
        "Empty month",
    ]


def test_a_scenario_says_which_seam_it_belongs_to(project: MakeProject) -> None:
    root = project({"PLAN.md": ONE})
    (symbol,) = workspace_symbol.handle(world_of({}, folders=(root,)), t.WorkspaceSymbolParams(query="emptied")) or []

    assert symbol.container_name == "1. Basket → gateway"
    assert symbol.location == t.Location(to_uri(str(root / "PLAN.md")), t.Range(t.Position(5, 0), t.Position(5, 24)))


def test_what_is_not_searched(project: MakeProject) -> None:
    names = ("node_modules/a", ".git", ".venv/lib", "site-packages", "__pycache__")
    root = project({**{f"{name}/PLAN.md": ONE for name in names}, "notes.txt": ONE, "README.md": "# Basket\n"})

    assert find("basket", root) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs links and pipes")
def test_traps_in_the_folder(project: MakeProject) -> None:
    root = project({"a/PLAN.md": ONE, "binary.md": b"\x00\xff" * 100, "latin.md": ONE.encode("utf-16")})
    (root / "a/loop").symlink_to(root)
    (root / "broken.md").symlink_to(root / "nowhere.md")
    os.mkfifo(root / "pipe.md")
    (root / "huge.md").write_bytes(ONE.encode() + b"x" * (2 * 1024 * 1024))

    assert sorted(file for _, file in find("basket → gateway", root)) == ["PLAN.md", "latin.md"]


def test_without_a_folder_nothing_is_found(project: MakeProject) -> None:
    root = project({"PLAN.md": ONE})

    assert find("", documents={to_uri(str(root / "PLAN.md")): ONE}) == []


def test_open_documents_win_over_the_disk(project: MakeProject) -> None:
    root = project({"PLAN.md": ONE})
    documents = {to_uri(str(root / "PLAN.md")): ONE.replace("Basket", "Cart")}

    assert find("gateway", root, documents=documents) == [("1. Cart → gateway", "PLAN.md")]


def test_changes_on_disk_are_noticed(project: MakeProject) -> None:
    root, shared = project({"PLAN.md": ONE, "gone.md": TWO}), Shared()
    assert len(find("→", root, shared=shared)) == 2
    (root / "PLAN.md").write_text(ONE.replace("Basket", "Shopping cart"), encoding="utf-8")
    (root / "gone.md").unlink()

    assert find("→", root, shared=shared) == [("1. Shopping cart → gateway", "PLAN.md")]


def test_the_words_of_the_team_count(project: MakeProject) -> None:
    config = '[tool.seamwright]\nopenings = ["naht"]\n'
    root = project({"PLAN.md": ONE.replace("SEAM", "NAHT"), "pyproject.toml": config})

    assert [file for _, file in find("basket → gateway", root)] == ["PLAN.md"]


def test_folders_inside_each_other_are_searched_once(project: MakeProject) -> None:
    root = project({"a/PLAN.md": ONE})

    assert len(find("basket → gateway", root, root / "a")) == 1


def test_a_cancelled_search_stops(project: MakeProject) -> None:
    root, token = project({"a/PLAN.md": ONE}), Token()
    token.cancel()
    with pytest.raises(Cancelled):
        workspace_symbol.handle(world_of({}, folders=(root,), token=token), t.WorkspaceSymbolParams(query=""))
    # And leaves nothing behind that would stop the next one.
    assert len(find("basket → gateway", root)) == 1
