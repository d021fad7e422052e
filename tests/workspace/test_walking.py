"""Which folders are looked into."""

from __future__ import annotations

from seamwright.workspace.tree import DiskTree
from seamwright.workspace.walking import subfolders, walk
from tests.conftest import Project

FILES = {
    "src/shop/env/__init__.py": "",
    "src/shop/env/mode.py": "",
    "src/shop/build/__init__.py": "",
    "src/shop/dist.py": "",
    "src/shop/orders/x.py": "",
    # What machines write.
    "build/lib/shop.py": "",
    "dist/x.py": "",
    "env/lib/x.py": "",
    "venv/x.py": "",
    "venv/__init__.py": "",
    "venv/pyvenv.cfg": "",
    "node_modules/a/x.py": "",
    "htmlcov/__init__.py": "",
    "__pycache__/x.py": "",
    ".tox/x.py": "",
}


def test_modules_may_be_called_like_what_machines_write(project: Project) -> None:
    root = project(FILES)

    assert [path.relative_to(root).as_posix() for path in walk(root, lambda name: name.endswith(".py"))] == [
        "src/shop/dist.py",
        "src/shop/build/__init__.py",
        "src/shop/env/__init__.py",
        "src/shop/env/mode.py",
        "src/shop/orders/x.py",
    ]
    assert [path.name for path in subfolders(root / "src/shop")] == ["build", "env", "orders"]


def test_rules_see_the_same_folders(project: Project) -> None:
    tree = DiskTree(project(FILES))

    assert tree.folders("src/shop") == {"build", "env", "orders"}
    assert "build" not in tree.folders("")
