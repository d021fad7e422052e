"""Which directory is the root."""

from __future__ import annotations

from pathlib import Path

import pytest

from seamwright.workspace.roots import find_root
from tests.conftest import Project

OWN = "[tool.seamwright]\nstub = 'skip'\n"
OTHER = "[tool.ruff]\nline-length = 100\n"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({"a/pyproject.toml": OWN, ".git/HEAD": "", "a/b/plan.md": ""}, "a", id="own table before git"),
        pytest.param(
            {"pyproject.toml": OWN, "a/pyproject.toml": OTHER, "a/b/plan.md": ""}, ".", id="nearest own table"
        ),
        pytest.param({"pyproject.toml": OWN, "a/pyproject.toml": OWN, "a/b/plan.md": ""}, "a", id="nearer own table"),
        pytest.param({".git/HEAD": "", "a/pyproject.toml": OTHER, "a/b/plan.md": ""}, ".", id="git before pyproject"),
        pytest.param({".git": "gitdir: x", "a/b/plan.md": ""}, ".", id="git work tree with a file"),
        pytest.param({"a/pyproject.toml": "[tool.seamwright.labels]\n", "a/b/plan.md": ""}, "a", id="table below ours"),
        pytest.param({"a/pyproject.toml": "[ tool . seamwright ]", "a/b/plan.md": ""}, "a", id="spaces in the header"),
        pytest.param({"a/pyproject.toml": OWN + "half = [", "a/b/plan.md": ""}, "a", id="half-written file"),
        pytest.param({".github/x": "", "a/pyproject.toml": OTHER, "a/b/plan.md": ""}, ".", id="git's data are missing"),
        pytest.param({".github/x": "", "a/.git/HEAD": "", "a/b/plan.md": ""}, "a", id="git before what looks like it"),
        pytest.param({".github/x": "", "a/pyproject.toml": OWN, "a/b/plan.md": ""}, "a", id="own table before a top"),
        # What does not count.
        pytest.param({".gitignore": "", "a/pyproject.toml": OTHER, "a/b/plan.md": ""}, "a", id="a home has that too"),
        pytest.param(
            {".git/HEAD": "", "a/pyproject.toml": "# [tool.seamwright]\n", "a/b/plan.md": ""}, ".", id="comment"
        ),
        pytest.param(
            {".git/HEAD": "", "a/pyproject.toml": "[tool.seamwrightx]", "a/b/plan.md": ""}, ".", id="longer name"
        ),
        pytest.param({".git/HEAD": "", "a/pyproject.toml/x": OWN, "a/b/plan.md": ""}, ".", id="a folder of that name"),
    ],
)
def test_root(project: Project, files: dict[str, str], expected: str) -> None:
    root = project(files)

    assert find_root(root / "a/b/plan.md") == (root / expected).resolve()


def test_file_that_does_not_exist_has_the_root_of_its_folder(project: Project) -> None:
    root = project({"pyproject.toml": OWN, "a/x": ""})

    assert find_root(root / "a" / "missing.md") == root


def test_root_of_a_linked_plan_is_where_the_plan_really_is(project: Project) -> None:
    root = project({"one/pyproject.toml": OWN, "one/plan.md": "", "two/pyproject.toml": OWN})
    (root / "two/plan.md").symlink_to(root / "one/plan.md")

    assert find_root(root / "two/plan.md") == root / "one"


def test_where_nothing_says_it_people_stand_at_the_root(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    root = project({"a/b/test_x.py": "", "c/pyproject.toml": OTHER, "c/test_y.py": ""})

    assert find_root(root / "a/b/test_x.py", root) == root
    assert find_root(root / "a/b/test_x.py", root / "a/b") == root / "a/b"
    assert find_root(root / "c/test_y.py", root) == root / "c"
    # Nobody works in a folder that has everything else in it as well, nor beside the file.
    assert find_root(root / "a/b/test_x.py", root / "c") == root / "a/b"
    assert find_root(root / "a/b/test_x.py", Path(root.anchor)) == root / "a/b"
    monkeypatch.setenv("HOME", str(root))
    assert find_root(root / "a/b/test_x.py", root) == root / "a/b"
