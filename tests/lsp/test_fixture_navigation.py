"""From a place where a fixture is named to its definition, its uses and back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types as t

from seamwright.lsp.errors import Refusal
from seamwright.lsp.requests import (
    code_lens,
    code_lens_resolve,
    definition,
    document_highlight,
    hover,
    implementation,
    incoming_calls,
    outgoing_calls,
    prepare_call_hierarchy,
    prepare_rename,
    references,
    rename,
    type_definition,
)
from tests.lsp.editor import Editor
from tests.lsp.marked import Marked, marked

CONFTEST = """\
import pytest
from app.store import Store

@pytest.fixture(scope="session")
def settings():
    '''The settings of the application.'''
    return {}

@pytest.fixture
def db(settings) -> Store:
    '''A clean database.'''
    store = Store(settings)
    yield store

@pytest.fixture(name="user")
def make_user(db):
    return db.user()
"""
FILES = {"conftest.py": CONFTEST, "app/__init__.py": "", "app/store.py": "class Store:\n    pass\n"}


def lines(place: Marked, locations: Any) -> list[str]:
    return [place.line(each.uri, each.range) for each in locations or ()]


DEFINITIONS = [
    ("def test_x(d▮b): pass", "conftest.py:10: def [db](settings) -> Store:"),
    ("def test_x(db▮): pass", "conftest.py:10: def [db](settings) -> Store:"),
    ("def test_x(use▮r): pass", "conftest.py:16: def [make_user](db):"),
    ("def test_x(db):\n    assert d▮b.clean", "conftest.py:10: def [db](settings) -> Store:"),
    ("def test_x(db):\n    def inner():\n        return d▮b\n", "conftest.py:10: def [db](settings) -> Store:"),
    (
        "import pytest\n@pytest.mark.usefixtures('d▮b')\ndef test_x(): pass",
        "conftest.py:10: def [db](settings) -> Store:",
    ),
    ("import pytest\npytestmark = [pytest.mark.usefixtures('d▮b')]", "conftest.py:10: def [db](settings) -> Store:"),
    ("def test_x(request):\n    request.getfixturevalue('d▮b')", "conftest.py:10: def [db](settings) -> Store:"),
    (
        "import pytest\n@pytest.mark.parametrize('d▮b', [1], indirect=True)\ndef test_x(db): pass",
        "conftest.py:10: def [db](settings) -> Store:",
    ),
    (
        "import pytest\n@pytest.mark.parametrize('db', [1], indirect=['d▮b'])\ndef test_x(db): pass",
        "conftest.py:10: def [db](settings) -> Store:",
    ),
    ("import pytest\n@pytest.fixture\ndef db(d▮b): pass", "conftest.py:10: def [db](settings) -> Store:"),
    (
        "import pytest\n@pytest.mark.parametrize('db', [1])\ndef test_x(d▮b): pass",
        "tests/test_a.py:2: @pytest.mark.parametrize('[db]', [1])",
    ),
    ("from conftest import d▮b\n", "conftest.py:10: def [db](settings) -> Store:"),
    ("pytest_plugins = ['app.st▮ore']\n", "app/store.py:1: []class Store:"),
    # No fixture is meant.
    ("def helper(d▮b): pass", ""),
    ("def test_x(db):\n    db.d▮b", ""),
    ("def test_x(db):\n    f(d▮b=1)", ""),
    ("def test_x():\n    d▮b = 1", ""),
    ("def test_x(db):\n    def inner(db):\n        return d▮b\n", ""),
    ("def test_x(db):\n    # d▮b", ""),
    ("def test_x(nothing▮): pass", ""),
    ("x = 'd▮b'", ""),
    ("import js▮on", ""),
]


@pytest.mark.parametrize(("text", "expected"), DEFINITIONS)
def test_definition(tmp_path: Path, text: str, expected: str) -> None:
    place = marked(tmp_path, {**FILES, "tests/test_a.py": text})
    found = definition.handle(place.world, t.DefinitionParams(**place.at))  # type: ignore[arg-type]
    assert lines(place, found) == ([expected] if expected else [])


LINKS = t.ClientCapabilities(
    text_document=t.TextDocumentClientCapabilities(definition=t.DefinitionClientCapabilities(link_support=True))
)


def test_links_tell_the_whole_definition(tmp_path: Path) -> None:
    place = marked(tmp_path, {**FILES, "tests/test_a.py": "def test_x(d▮b): pass"}, capabilities=LINKS)
    (link,) = definition.handle(place.world, t.DefinitionParams(**place.at)) or ()  # type: ignore[arg-type]
    assert isinstance(link, t.LocationLink)
    assert place.text(link.target_uri, link.target_selection_range) == "db"
    assert place.text(link.target_uri, link.target_range).startswith("@pytest.fixture\ndef db(")
    assert link.origin_selection_range == t.Range(t.Position(0, 11), t.Position(0, 13))


def test_a_request_that_only_tests_below_can_fill(tmp_path: Path) -> None:
    files = {
        "conftest.py": "import pytest\n@pytest.fixture\ndef top(inner▮most): pass\n",
        "tests/test_a.py": "import pytest\n@pytest.fixture\ndef innermost(): pass\n",
    }
    place = marked(tmp_path, files)
    found = definition.handle(place.world, t.DefinitionParams(**place.at))  # type: ignore[arg-type]
    assert lines(place, found) == ["tests/test_a.py:3: def [innermost](): pass"]


def test_implementation_and_type(tmp_path: Path) -> None:
    place = marked(tmp_path, {**FILES, "tests/test_a.py": "def test_x(d▮b): pass"})
    found = implementation.handle(place.world, t.ImplementationParams(**place.at))  # type: ignore[arg-type]
    assert lines(place, found) == ["conftest.py:13: [yield store]"]
    types = type_definition.handle(place.world, t.TypeDefinitionParams(**place.at))  # type: ignore[arg-type]
    assert lines(place, types) == ["app/store.py:1: class [Store]:"]
    place = marked(tmp_path, {**FILES, "tests/test_a.py": "def test_x(setti▮ngs): pass"})
    assert type_definition.handle(place.world, t.TypeDefinitionParams(**place.at)) is None  # type: ignore[arg-type]


SUITE = {
    **FILES,
    "tests/test_a.py": """\
import pytest

@pytest.mark.usefixtures("db")
class TestA:
    def test_one(self, db):
        assert db == 1

    @pytest.mark.parametrize("db, n", [(1, 2)], indirect=["db"])
    def test_two(self, db, n, request):
        request.getfixturevalue("db")

    @pytest.mark.parametrize("db", [1])
    def test_three(self, db):
        pass
""",
    "tests/sub/conftest.py": "import pytest\n@pytest.fixture\ndef db(db):\n    return db\n",
    "tests/sub/test_b.py": "def test_x(db): pass\n",
    "tests/test_c.py": "def helper(db): pass\n\ndef test_x():\n    db = 1\n",
}
USES = [
    "conftest.py:16: def make_user([db]):",
    'tests/test_a.py:3: @pytest.mark.usefixtures("[db]")',
    "tests/test_a.py:5: def test_one(self, [db]):",
    'tests/test_a.py:8: @pytest.mark.parametrize("[db], n", [(1, 2)], indirect=["db"])',
    'tests/test_a.py:8: @pytest.mark.parametrize("db, n", [(1, 2)], indirect=["[db]"])',
    "tests/test_a.py:9: def test_two(self, [db], n, request):",
    'tests/test_a.py:10: request.getfixturevalue("[db]")',
    "tests/sub/conftest.py:3: def db([db]):",
]


def with_cursor(path: str, old: str, new: str) -> dict[str, str]:
    return {**SUITE, path: SUITE[path].replace(old, new, 1)}


@pytest.mark.parametrize(
    "files",
    [
        with_cursor("conftest.py", "def db(", "def d▮b("),
        with_cursor("tests/test_a.py", "self, db)", "self, d▮b)"),
        with_cursor("tests/sub/conftest.py", "def db(db)", "def db(d▮b)"),
    ],
)
def test_references(tmp_path: Path, files: Mapping[str, str]) -> None:
    place = marked(tmp_path, files)
    context = t.ReferenceContext(include_declaration=False)
    found = references.handle(place.world, t.ReferenceParams(context=context, **place.at))  # type: ignore[arg-type]
    assert sorted(lines(place, found)) == sorted(USES)
    context.include_declaration = True
    found = references.handle(place.world, t.ReferenceParams(context=context, **place.at))  # type: ignore[arg-type]
    assert lines(place, found)[0] == "conftest.py:10: def [db](settings) -> Store:"
    assert len(found or ()) == len(USES) + 1


def test_references_of_an_override(tmp_path: Path) -> None:
    place = marked(tmp_path, with_cursor("tests/sub/conftest.py", "def db(", "def d▮b("))
    context = t.ReferenceContext(include_declaration=False)
    found = references.handle(place.world, t.ReferenceParams(context=context, **place.at))  # type: ignore[arg-type]
    # What a fixture further out asks for comes from here in the tests below.
    assert lines(place, found) == [
        "conftest.py:16: def make_user([db]):",
        "tests/sub/test_b.py:1: def test_x([db]): pass",
    ]


def test_references_of_a_fixture_with_another_name(tmp_path: Path) -> None:
    files = {**FILES, "tests/test_a.py": "def test_x(user, make_user): pass\n"}
    place = marked(tmp_path, {**files, "conftest.py": CONFTEST.replace("def make_user", "def make▮_user")})
    context = t.ReferenceContext(include_declaration=False)
    found = references.handle(place.world, t.ReferenceParams(context=context, **place.at))  # type: ignore[arg-type]
    assert lines(place, found) == ["tests/test_a.py:1: def test_x([user], make_user): pass"]


EDITS = t.ClientCapabilities(
    workspace=t.WorkspaceClientCapabilities(workspace_edit=t.WorkspaceEditClientCapabilities(document_changes=True))
)


def renamed(place: Marked, name: str) -> dict[str, str]:
    edit = rename.handle(place.world, t.RenameParams(new_name=name, **place.at))  # type: ignore[arg-type]
    assert edit is not None
    editor = Editor(EDITS, "utf-16")
    for document in place.world.documents:
        editor.open(document.uri, document.text)
    editor.apply(edit)
    return {place.path(uri): text for uri, text in editor.buffers.items()}


def test_rename_everywhere(tmp_path: Path) -> None:
    place = marked(tmp_path, with_cursor("tests/test_a.py", "self, db)", "self, d▮b)"), capabilities=EDITS)
    texts = renamed(place, "store")
    assert texts["conftest.py"] == CONFTEST.replace("def db", "def store").replace("(db)", "(store)").replace(
        "return db.user()", "return store.user()"
    )
    assert texts["tests/test_a.py"] == SUITE["tests/test_a.py"].replace("db", "store").replace(
        '("store", [1])\n    def test_three(self, store)', '("db", [1])\n    def test_three(self, db)'
    )
    assert texts["tests/sub/conftest.py"] == "import pytest\n@pytest.fixture\ndef db(store):\n    return store\n"
    assert "tests/sub/test_b.py" not in texts
    assert "tests/test_c.py" not in texts


def test_rename_of_a_name_in_a_string(tmp_path: Path) -> None:
    place = marked(tmp_path, {**FILES, "tests/test_a.py": "def test_x(use▮r): pass\n"}, capabilities=EDITS)
    texts = renamed(place, "person")
    assert 'name="person"' in texts["conftest.py"]
    assert "def make_user(db)" in texts["conftest.py"]
    assert texts["tests/test_a.py"] == "def test_x(person): pass\n"


@pytest.mark.parametrize(
    ("text", "name", "reason"),
    [
        ("def test_x(tmp_p▮ath): pass", "path", "tmp_path is a fixture of pytest"),
        ("def test_x(d▮b): pass", "settings", "there is a fixture settings already, in conftest.py"),
        ("def test_x(d▮b): pass", "class", "'class' is no name for a parameter"),
        ("def test_x(d▮b): pass", "a b", "'a b' is no name for a parameter"),
        ("def test_x(d▮b): pass", "request", "request is the name of pytest's own fixture"),
        ("def test_x(d▮b, n=1): pass", "n", "test_x in tests/test_a.py has a parameter n already"),
        ("def test_x(d▮b, request):\n    request.getfixturevalue('d' 'b')", "store", "tests/test_a.py names it"),
    ],
)
def test_why_something_is_not_renamed(tmp_path: Path, text: str, name: str, reason: str) -> None:
    place = marked(tmp_path, {**FILES, "tests/test_a.py": text}, capabilities=EDITS)
    with pytest.raises(Refusal) as raised:
        rename.handle(place.world, t.RenameParams(new_name=name, **place.at))  # type: ignore[arg-type]
    assert raised.value.message.startswith(reason)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def test_x(d▮b): pass", "db"),
        ("import pytest\n@pytest.mark.usefixtures('use▮r')\ndef test_x(): pass", "user"),
        ("def helper(d▮b): pass", None),
        ("def te▮st_x(db): pass", None),
    ],
)
def test_what_can_be_renamed(tmp_path: Path, text: str, expected: str | None) -> None:
    place = marked(tmp_path, {**FILES, "tests/test_a.py": text})
    found = prepare_rename.handle(place.world, t.PrepareRenameParams(**place.at))  # type: ignore[arg-type]
    assert (found.placeholder if found is not None else None) == expected
    assert found is None or place.text(place.uri, found.range) == expected


def test_highlight(tmp_path: Path) -> None:
    text = (
        "import pytest\n@pytest.fixture\ndef it(): pass\n"
        "def test_x(i▮t):\n    it.run(it=it)\n    x.it\ndef helper(it): pass\n"
    )
    place = marked(tmp_path, {"test_a.py": text})
    found = document_highlight.handle(place.world, t.DocumentHighlightParams(**place.at))  # type: ignore[arg-type]
    assert [(each.range.start.line, each.range.start.character, each.kind) for each in found or ()] == [
        (2, 4, t.DocumentHighlightKind.Write),
        (3, 11, t.DocumentHighlightKind.Read),
        (4, 4, t.DocumentHighlightKind.Read),
        (4, 14, t.DocumentHighlightKind.Read),
    ]


def shown(place: Marked) -> str | None:
    found = hover.handle(place.world, t.HoverParams(**place.at))  # type: ignore[arg-type]
    if found is None:
        return None
    assert isinstance(found.contents, t.MarkupContent)
    return found.contents.value


def test_hover(tmp_path: Path) -> None:
    place = marked(tmp_path, with_cursor("tests/sub/conftest.py", "def db(db)", "def d▮b(db)"))
    assert shown(place) == (
        "```python\n@pytest.fixture\ndef db(db)\n```\n\nfunction scope · from tests/sub/conftest.py\n\n"
        "Requests `db`\n\nOverrides `db` of conftest.py"
    )
    place = marked(tmp_path, {**FILES, "tests/test_a.py": "def test_x(set▮tings): pass"})
    assert shown(place) == (
        '```python\n@pytest.fixture(scope="session")\ndef settings()\n```\n\nsession scope · from conftest.py\n\n'
        "The settings of the application."
    )


@pytest.mark.parametrize(
    ("returned", "expected"),
    [
        ("Iterator[Store]", "Store"),
        ("collections.abc.Generator[Store, None, None]", "Store"),
        ("AsyncIterator[dict[str, int]]", "dict[str, int]"),
        ("'Iterator[Store]'", "Store"),
        ("Store", "Store"),
    ],
)
def test_what_is_yielded_is_shown(tmp_path: Path, returned: str, expected: str) -> None:
    text = f"import pytest\n@pytest.fixture\ndef it() -> {returned}:\n    yield 1\n\ndef test_x(i▮t): pass\n"
    place = marked(tmp_path, {"test_a.py": text})
    assert f"def it() -> {expected}\n" in (shown(place) or "")


@pytest.mark.parametrize(
    "text", ["def helper(d▮b): pass", "def test_x(db▮x): pass", "x = 'd▮b'", "def te▮st_x(db): pass"]
)
def test_nothing_to_hover(tmp_path: Path, text: str) -> None:
    assert shown(marked(tmp_path, {**FILES, "tests/test_a.py": text})) is None


def test_lenses_count_when_they_are_seen(tmp_path: Path) -> None:
    place = marked(tmp_path, with_cursor("conftest.py", "import pytest\n", "import pytest\n▮"))
    lenses = code_lens.handle(place.world, t.CodeLensParams(t.TextDocumentIdentifier(place.uri))) or []
    assert [place.text(place.uri, lens.range) for lens in lenses] == ["settings", "db", "make_user"]
    assert all(lens.command is None for lens in lenses)
    titles = [code_lens_resolve.handle(place.world, lens).command for lens in lenses]
    assert [each.title if each else None for each in titles] == ["1 use", f"{len(USES)} uses", "0 uses"]


@pytest.mark.parametrize("data", [None, 1, {}, {"uri": 1}])
def test_a_lens_that_is_not_ours(tmp_path: Path, data: Any) -> None:
    place = marked(tmp_path, {"test_a.py": "▮"})
    nowhere = t.Range(t.Position(0, 0), t.Position(0, 0))
    with pytest.raises(Refusal):
        code_lens_resolve.handle(place.world, t.CodeLens(range=nowhere, data=data))


def test_call_hierarchy(tmp_path: Path) -> None:
    place = marked(tmp_path, with_cursor("conftest.py", "def db(", "def d▮b("))
    (item,) = prepare_call_hierarchy.handle(place.world, t.CallHierarchyPrepareParams(**place.at)) or ()  # type: ignore[arg-type]
    assert (item.name, item.detail) == ("db", "fixture · conftest.py")
    incoming = incoming_calls.handle(place.world, t.CallHierarchyIncomingCallsParams(item)) or []
    assert sorted(call.from_.name for call in incoming) == ["db", "test_one", "test_two", "user"]
    outgoing = outgoing_calls.handle(place.world, t.CallHierarchyOutgoingCallsParams(item)) or []
    assert [call.to.name for call in outgoing] == ["settings"]
    leaf = outgoing[0].to
    assert outgoing_calls.handle(place.world, t.CallHierarchyOutgoingCallsParams(leaf)) is None
