"""What the index of test files may and may not leave out."""

from __future__ import annotations

from pathlib import Path

import pytest

from seamwright.fixtures.mentions import Role, mentions
from seamwright.fixtures.read import read_module_fixtures
from seamwright.lsp.suites import files_below, record_of
from tests.lsp.test_fixture_navigation import SUITE

TEXTS = [
    *SUITE.values(),
    "def test_x(\n    a,  # (\n    b: dict = {'x': (1, 2)},\n    *,\n    c=f(')'),\n) -> None:\n    pass\n",
    "async def test_x(a, b",
    "def test_x[T: (int, str)](a: T, b): pass\n",
    "from conftest import (\n    a,\n    b as c,\n)\n",
    "import pytest\nit = pytest.fixture(lambda: 1)\nthat = pytest.fixture(name='other')(f)\n",
    "import pytest\nclass TestA:\n    @pytest.fixture\n    def inner(self, größe): pass\n",
    "import pytest\n@pytest.mark.parametrize('a , b', [], indirect=['a'])\ndef test_x(a, b): pass\n",
    "pytestmark = pytest.mark.usefixtures('a', \"b\")\n",
]


@pytest.mark.parametrize("text", TEXTS)
def test_the_index_leaves_no_mention_out(text: str) -> None:
    summary, module = record_of(0, text, "/test_a.py").summary, read_module_fixtures(text)
    asked = {each.name for each in mentions(module) if each.role is not Role.PLUGIN and each.argname is None}
    helpers = {each.name for each in module.functions if each.nested}
    assert asked - helpers <= summary.rows.keys()
    assert {each.name for each in module.fixtures} <= set(summary.defines)


@pytest.mark.parametrize(
    "text",
    [
        "import os\n\ndef helper():\n    value = 'two words'\n    return other(value)\n",
        "import pytest\n\nclass Thing:\n    def __init__(self, db):\n        self.db = db\n",
        "import pytest\n\n@pytest.mark.parametrize('a, b', [(1, 2)])\ndef test_x(a, b): pass\n",
    ],
)
def test_what_can_mean_no_fixture_is_not_indexed(text: str) -> None:
    summary = record_of(0, text, "/test_a.py").summary
    assert {name for name, rows in summary.rows.items() if rows} == set()
    assert summary.defines == []


def test_which_files_are_looked_at(tmp_path: Path) -> None:
    names = ("a/test_a.py", "env/test_b.py", "build/c.py", ".hidden/d.py", "node_modules/e.py", "a/f.txt")
    for name in (*names, "venv/pyvenv.cfg", "venv/lib/g.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    (tmp_path / "a/loop").symlink_to(tmp_path)
    root = tmp_path.as_posix()
    found = [path.removeprefix(root + "/") for path in files_below([root, f"{root}/a"])]
    assert sorted(found) == ["a/test_a.py", "build/c.py", "env/test_b.py"]
