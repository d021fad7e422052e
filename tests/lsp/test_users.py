"""The index finds exactly the uses that reading every file finds."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seamwright.fixtures import bindings
from seamwright.fixtures.mentions import Role, mentions
from seamwright.fixtures.model import FixtureDef
from seamwright.fixtures.read import read_module_fixtures
from seamwright.fixtures.summary import read_summary, summarize
from seamwright.lsp.fixtures import Base
from seamwright.lsp.suites import files_below
from seamwright.lsp.users import is_use, ranges_of, uses_by_file
from seamwright.text.span import LineIndex
from tests.fixtures.generated import write_project
from tests.lsp.worlds import world_of

Found = set[tuple[str, int, int]]


def by_reading(base: Base, definition: FixtureDef) -> Found:
    """File, line and column of every mention, each file read and each mention asked about."""
    found: Found = set()
    for path in files_below(base.folders()):
        module = base.resolver.module(path)
        index = LineIndex(base.project.text(path) or "")
        for mention in mentions(module) if module is not None else ():
            if mention.name == definition.name and is_use(base, path, mention, definition):
                found.add((path, *index.position(mention.span.start, "utf-16")))
    return found


def by_index(base: Base, definition: FixtureDef) -> tuple[Found, int]:
    """The same by the index, and how many files it did not have to read."""
    found: Found = set()
    known = 0
    for path, places, read in uses_by_file(base, definition, exact=True):
        known += bool(places)
        found |= {(path, each.start.line, each.start.character) for each in ranges_of(places, definition.name)}
        index = LineIndex(base.project.text(path) or "")
        found |= {(path, *index.position(each.span.start, "utf-16")) for each in read}
    return found, known


def check(folder: Path) -> int:
    """Compare for every fixture below ``folder``; the number of files that did not have to be read."""
    world = world_of({}, folders=(folder,))
    known = 0
    with world.shared.fixtures.everything(world) as base:
        for path in list(files_below(base.folders())):
            for definition in base.resolver.definitions(path):
                found, unread = by_index(base, definition)
                assert found == by_reading(base, definition), (path, definition.name)
                known += unread
    return known


@given(st.integers(0, 10**9))
@settings(max_examples=25, deadline=None)
def test_the_index_finds_what_reading_finds(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    folder = tmp_path_factory.mktemp("made").resolve()
    write_project(folder, seed)
    check(folder)


CONFTEST = "import pytest\n\n@pytest.fixture\ndef db(): return 1\n\n@pytest.fixture\ndef user(db): return db\n"
ASKS = "class TestA:\n    def test_x(self, db, user):\n        assert [db for x in db], lambda db: db\n"
CASES = {
    "a file that only asks is not read": ({"conftest.py": CONFTEST, "test_a.py": ASKS}, 2),
    "a folder below": ({"conftest.py": CONFTEST, "a/b/test_a.py": ASKS, "a/conftest.py": "import os\n"}, 2),
    "an override in between": (
        {"conftest.py": CONFTEST, "a/b/test_a.py": ASKS, "a/conftest.py": CONFTEST, "test_c.py": ASKS},
        4,
    ),
    "an import between": (
        {
            "conftest.py": CONFTEST, "a/other.py": CONFTEST,
            "a/conftest.py": "from .other import db\n", "a/test_a.py": ASKS,
        },
        2,
    ),
    "another name": (
        {
            "conftest.py": "import pytest\n@pytest.fixture(name='db')\ndef make(): return 1\n",
            "a/other.py": "import pytest\n@pytest.fixture(name='db')\ndef another(): return 1\n",
            "a/test_a.py": "from .other import another\n" + ASKS,
            "b/conftest.py": "from a.other import another\n",
            "b/test_b.py": ASKS,
            "test_c.py": ASKS,
        },
        2,
    ),
    "a star import": ({"conftest.py": CONFTEST, "a/test_a.py": "from .other import *\n" + ASKS}, 0),
    "a base class from elsewhere": (
        {
            "conftest.py": CONFTEST, "test_a.py": ASKS,
            "test_b.py": "from test_a import TestA\nclass TestB(TestA):\n    def test_y(self, db): pass\n",
        },
        2,
    ),
    "a decorator from elsewhere": (
        {"conftest.py": CONFTEST, "test_a.py": "from marks import mark\n@mark\ndef test_x(db): pass\n"},
        0,
    ),
    "functions that pytest does not call": (
        {"conftest.py": CONFTEST, "test_a.py": "def helper(db): pass\nclass Other:\n    def test_x(self, db): pass\n"},
        0,
    ),
    "functions that it calls by configuration": (
        {
            "conftest.py": CONFTEST,
            "pytest.ini": "[pytest]\npython_functions = it_*\npython_classes = Describe\n",
            "test_a.py": "class DescribeA:\n    def it_works(self, db): pass\n    def test_x(self, db): pass\n",
        },
        1,
    ),
    "characters outside ASCII before it": (
        {"conftest.py": CONFTEST, "test_a.py": "def test_größe(db): pass\n", "test_b.py": "# ö\ndef test_x(db): 'ö'\n"},
        1,
    ),
    "a string in pieces": (
        {"conftest.py": CONFTEST, "test_a.py": "import pytest\npytestmark = pytest.mark.usefixtures('d' 'b')\n"},
        0,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_which_files_are_read(tmp_path: Path, case: str) -> None:
    files, unread = CASES[case]
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    assert check(tmp_path.resolve()) == unread


BODY = """\
def test_x(db, user):
    user.name = [db for x in db]
    def inner(db=db): return db
    'db', "user"
    with user: return lambda db, u=user: db
"""


def test_variables_are_indexed_with_their_parameter() -> None:
    module_text = CONFTEST + "\n" + BODY
    summary, index = read_summary(summarize(BODY, "/test_a.py")), LineIndex(BODY)
    for mention in mentions(read_module_fixtures(BODY)):
        assert mention.role is Role.PARAMETER
        assert mention.owner is not None
        spans = bindings.uses(BODY, mention.owner.span, mention.name)
        expected = [index.position(each.start, "utf-16") for each in spans]
        (place,) = summary.places(mention.name)
        assert list(zip(place.uses[::2], place.uses[1::2], strict=True)) == sorted(expected)
    assert read_summary(summarize(module_text, "/test_a.py")).must_read(["db"])
    assert not summary.must_read(["db", "nothing"])
