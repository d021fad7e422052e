"""Which test modules are looked at to guess what is customary."""

from __future__ import annotations

from seamwright.workspace.tree import DiskTree
from tests.conftest import Project

FILES = {
    "tests/unit/test_a.py": "a",
    "tests/test_b.py": "b",
    "tests/integration/test_c.py": "c",
    "tests/integration/conftest.py": "",
    "tests/integration/shop/test_d.py": "d",
    "tests/integration/till/test_e.py": "e",
    "tests/integration/till/deep/test_f.py": "f",
}


def test_other_integration_tests_beside_it(project: Project) -> None:
    root = project(FILES)
    tree = DiskTree(root, live=True)

    assert [*tree.glimpse("tests/integration/shop").values()] == ["d", "c", "e"]
    assert [*tree.glimpse("tests/integration").values()] == ["c"]
    assert [*tree.glimpse("tests").values()] == ["b"]
    assert tree.glimpse("") == {}
    assert tree.glimpse("nowhere") == {}


def test_a_guess_is_kept_and_makes_nothing_stale(project: Project) -> None:
    root = project(FILES)
    tree = DiskTree(root, live=True)
    tree.glimpse("tests/integration")
    (root / "tests/integration/test_c.py").write_text("new")

    assert [*tree.glimpse("tests/integration").values()] == ["c"]
    assert not tree.is_stale(lambda path: False)
    tree.forget()
    assert [*tree.glimpse("tests/integration").values()] == ["new"]
