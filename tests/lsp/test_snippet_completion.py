"""Which snippets are offered where, with what choices, and in which form."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types as t

from seamwright.lsp import snippet_offers
from seamwright.lsp.capabilities import Client
from seamwright.lsp.requests import completion
from seamwright.text.span import LineIndex
from tests.lsp.marked import Marked, marked

SNIPPETS = t.ClientCapabilities(
    text_document=t.TextDocumentClientCapabilities(
        completion=t.CompletionClientCapabilities(completion_item=t.ClientCompletionItemOptions(snippet_support=True))
    )
)
CONFTEST = """\
import pytest

@pytest.fixture
def order_db(): ...

@pytest.fixture
def api_client(order_db): ...

@pytest.fixture(autouse=True)
def clean(): ...

@pytest.fixture
def _own(): ...
"""
PATTERNS = "pattern_api_database pattern_service_cache pattern_resilience"
MODULE = f"integration_class {PATTERNS} fixture_function fixture_session_container fixture_fake"
FIXTURES = "fixture_function fixture_session_container fixture_fake"
CLASS = f"integration_test {PATTERNS}"
IN_CLASS = "Seam Under Test:, Critical Paths:, Business Impact:, Infrastructure:, Success Criteria:"
IN_TEST = "Integration Scope:, Business Impact:, Test Strategy:, Success Criteria:"
HEAD = "import pytest\n\n\n"
TEST = f"{HEAD}class TestShop:\n    def test_order(self, api_client):\n"
DOCSTRING = f'{TEST}        """\n        Test that.\n\n        '


def items(place: Marked, **more: Any) -> list[dict[str, Any]]:
    result = completion.handle(place.world, t.CompletionParams(**place.at, **more))  # type: ignore[arg-type]
    found = json.loads(result.json)["items"] if result is not None else []  # type: ignore[union-attr]
    return sorted(found, key=lambda item: item["sortText"])


def snippets(root: Path, text: str, path: str = "tests/test_a.py", **more: Any) -> list[dict[str, Any]]:
    place = marked(root, {"tests/conftest.py": CONFTEST, path: text}, capabilities=more.pop("client", SNIPPETS))
    return [item for item in items(place, **more) if item["kind"] == t.CompletionItemKind.Snippet]


_GAP = re.compile(r"\\([\\$}])|\$\{(\d+)(?::((?:[^\\$}]|\\.)*)|\|([\w,]+)\|)?\}|([$}\\])|([^\\$}]+)", re.DOTALL)


def expand(snippet: str) -> str:
    """What an editor puts down for ``snippet``: first texts, first choices, and the same again where a gap recurs."""
    firsts: dict[str, str] = {}
    parts = []
    for escaped, number, words, choices, special, plain in _GAP.findall(snippet):
        assert not special, f"{special!r} is not escaped in {snippet!r}"
        if number:
            parts.append(firsts.setdefault(number, re.sub(r"\\(.)", r"\1", words) or choices.partition(",")[0]))
        else:
            parts.append(escaped or plain)
    return "".join(parts)


def inserted(text: str, item: dict[str, Any]) -> str:
    """The document after a client has taken ``item``; it replaces the word before the cursor, or the item's range."""
    at = text.index("▮")
    text = text.replace("▮", "")
    begin = at
    while begin and (text[begin - 1].isalnum() or text[begin - 1] == "_"):
        begin -= 1
    new, span = item.get("insertText", ""), (begin, at)
    index = LineIndex(text)

    def offset(place: dict[str, int]) -> int:
        return index.offset(place["line"], place["character"], "utf-16")

    if "textEdit" in item:
        new, edges = item["textEdit"]["newText"], item["textEdit"]["range"]
        span = offset(edges["start"]), offset(edges["end"])
    if item["insertTextFormat"] == t.InsertTextFormat.Snippet:
        # Editors that take snippets give every line the indentation of the first.
        line = text[text.rfind("\n", 0, span[0]) + 1 : span[0]]
        new = expand(new).replace("\n", f"\n{line[: len(line) - len(line.lstrip())]}")
    text = f"{text[: span[0]]}{new}{text[span[1] :]}"
    for edit in reversed(item.get("additionalTextEdits", [])):
        start = offset(edit["range"]["start"])
        assert start < span[0]
        text = f"{text[:start]}{edit['newText']}{text[offset(edit['range']['end']) :]}"
    return text


WHERE = [
    # The top level of a module, and of a conftest.
    (f"{HEAD}▮", MODULE),
    (f"{HEAD}cla▮", MODULE),
    (f"{HEAD}def test_x(): pass\n\n\ninteg▮\n\n\ndef test_y(): pass\n", MODULE),
    ("▮", MODULE),
    (f"{HEAD}x = cla▮", ""),
    (f"{HEAD}class Te▮", ""),
    (f"{HEAD}def te▮", ""),
    (f"{HEAD}cla▮ x", ""),
    (f"{HEAD}import cla▮", ""),
    (f"{HEAD}@cla▮", ""),
    (f"{HEAD}x = [\n▮", ""),
    # Test classes, and others.
    (f"{HEAD}class TestShop:\n    ▮", CLASS),
    (f"{HEAD}class TestShop:\n    def test_x(self): pass\n\n    de▮", CLASS),
    (f"{HEAD}class TestShop:\n    class TestInner:\n        te▮", CLASS),
    (f"{HEAD}class Shop:\n    de▮", ""),
    (f"{HEAD}class TestShop:\n    def __init__(self): pass\n    de▮", ""),
    (f"{HEAD}class TestShop:\n    x = de▮", ""),
    # Bodies without marks, and marks that are not there.
    (f"{TEST}        arr▮", "arrange_act_assert"),
    (f"{HEAD}def test_order(api_client):\n    arr▮", "arrange_act_assert"),
    (f"{TEST}        # Arrange\n        x = 1\n        arr▮", ""),
    (f"{TEST}        x = arr▮", ""),
    (f"{HEAD}def helper(api_client):\n    arr▮", ""),
    (f"{HEAD}@pytest.fixture\ndef shop(api_client):\n    arr▮", ""),
    (f"{TEST}        def inner():\n            arr▮", "arrange_act_assert"),
    (f"{TEST}        # A▮", "# Arrange, # Act, # Assert"),
    (f"{TEST}        #▮", "# Arrange, # Act, # Assert"),
    (f"{TEST}        # Arrange\n        x = 1\n        # A▮\n", "# Act, # Assert"),
    (
        f"{TEST}        # Given a shop\n        # A▮\n    def test_y(self):\n        # Act\n        pass",
        "# Act, # Assert",
    ),
    (f"{TEST}        # A▮ plan", ""),
    (f"{TEST}        # All of A▮", ""),
    (f"{TEST}        x = 1  # A▮", ""),
    (f"{HEAD}# A▮", ""),
    (f"{HEAD}class TestShop:\n    # A▮", ""),
    (f"{HEAD}def helper(api_client):\n    # A▮", ""),
    # Docstrings that lack a section.
    (f'{TEST}        """\n        Test that.\n\n        In▮\n        """\n', IN_TEST),
    (f'{TEST}        """\n        Test that.\n\n        Integration Sc▮', IN_TEST),
    (f"{TEST}        '''\n        Test that.\n\n        ▮\n        '''\n", IN_TEST),
    (
        f'{DOCSTRING}Business Impact:\n            Much.\n\n        ▮\n        """\n',
        "Integration Scope:, Test Strategy:, Success Criteria:",
    ),
    (
        f'{DOCSTRING}T▮\n\n        Integration Points:\n            A → B\n        """\n',
        "Business Impact:, Test Strategy:, Success Criteria:",
    ),
    (f'{HEAD}class TestShop:\n    """\n    Tests for the shop.\n\n    S▮\n    """\n', IN_CLASS),
    (
        f'{HEAD}class TestShop:\n    """\n    Tests.\n\n    ▮\n\n    Critical Path:\n        A → B\n    """\n',
        "Seam Under Test:, Business Impact:, Infrastructure:, Success Criteria:",
    ),
    (f'{HEAD}async def test_x():\n    """\n    Test that.\n\n    ▮', IN_TEST),
    (f'{HEAD}def test_x(\n    api_client,\n) -> None:\n    """\n    Test that.\n\n    ▮', IN_TEST),
    (f'{TEST}        """\n        Te▮\n        """\n', ""),
    (f'{TEST}        """\n        Test that.\n\n        Business Impact:\n            In▮\n        """\n', ""),
    (f'{TEST}        """\n        Test that it is In▮\n        """\n', ""),
    (f'{TEST}        """\n        Test that.\n\n        In▮ words\n        """\n', ""),
    (f'{TEST}        """Test that.In▮"""\n', ""),
    (f'{TEST}        x = 1\n        """\n        No docstring.\n\n        In▮\n        """\n', ""),
    (f'{TEST}        x = """\n        No docstring.\n\n        In▮\n        """\n', ""),
    (f'{HEAD}"""\nOf the module.\n\nIn▮\n"""\n', ""),
    (f'{HEAD}def helper():\n    """\n    Help.\n\n    In▮\n    """\n', ""),
    (f'{HEAD}class Shop:\n    """\n    A shop.\n\n    S▮\n    """\n', ""),
    (f"{HEAD}x = 'In▮'", ""),
]


@pytest.mark.parametrize(("text", "expected"), WHERE)
def test_where_they_are_offered(tmp_path: Path, text: str, expected: str) -> None:
    labels = [item["label"] for item in snippets(tmp_path, text)]

    assert labels == (expected.split(", ") if ":" in expected or "#" in expected else expected.split())


@pytest.mark.parametrize(
    ("path", "expected"),
    [("tests/conftest.py", FIXTURES), ("app/shop.py", ""), ("tests/helpers.py", ""), ("tests/shop_test.py", MODULE)],
)
def test_modules_without_tests_are_left_alone(tmp_path: Path, path: str, expected: str) -> None:
    place = marked(tmp_path, {path: f"{HEAD}fix▮"}, capabilities=SNIPPETS)

    assert [item["label"] for item in items(place)] == expected.split()


def test_a_conftest_gets_no_tests(tmp_path: Path) -> None:
    text = f"{HEAD}class TestShop:\n    de▮"

    assert snippets(tmp_path, text, "tests/sub/conftest.py") == []


def test_they_stand_behind_the_fixtures(tmp_path: Path) -> None:
    place = marked(tmp_path, {"tests/conftest.py": CONFTEST, "tests/test_a.py": f"{TEST}        a▮"})

    labels = [item["label"] for item in items(place)]
    assert "order_db" in labels[:-2]
    assert labels[-2:] == ["request", "arrange_act_assert"]


@pytest.mark.parametrize("text", [f"{HEAD}cl▮", f"{TEST}        a▮", f"{TEST}        # A▮"])
def test_a_setting_switches_them_off(tmp_path: Path, text: str) -> None:
    place = marked(tmp_path, {"tests/conftest.py": CONFTEST, "tests/test_a.py": text}, capabilities=SNIPPETS)
    place.world.settings = replace(place.world.settings, complete_snippets=False)

    assert [item for item in items(place) if item["kind"] == t.CompletionItemKind.Snippet] == []


def test_a_bracket_brings_none(tmp_path: Path) -> None:
    context = t.CompletionContext(trigger_kind=t.CompletionTriggerKind.TriggerCharacter, trigger_character="(")

    assert snippets(tmp_path, f"{HEAD}▮", context=context) == []


class TestFixturesInReach:
    def check(self, root: Path, conftest: str, expected: list[str]) -> None:
        files = {"tests/conftest.py": conftest, "tests/test_a.py": f"{HEAD}class TestShop:\n    de▮"}
        found = {item["label"]: item for item in items(marked(root, files, capabilities=SNIPPETS))}
        head = found["pattern_api_database"]["insertText"].partition("(self, ")[2].partition("):")[0]
        assert head.split(", ") == expected

    def test_are_the_choices_the_fitting_ones_first(self, tmp_path: Path) -> None:
        self.check(tmp_path, CONFTEST, ["${2|api_client,order_db|}", "${3:order_db}"])

    @pytest.mark.parametrize("name", ["", "emacs", "Eglot", "Sublime Text LSP"])
    def test_are_none_where_the_client_knows_no_choices(self, tmp_path: Path, name: str) -> None:
        files = {"tests/conftest.py": CONFTEST, "tests/test_a.py": f"{HEAD}class TestShop:\n    de▮"}
        place = marked(tmp_path, files, capabilities=SNIPPETS)
        place.world.client = Client(SNIPPETS, t.ClientInfo(name))
        texts = {item["label"]: item["insertText"] for item in items(place) if "insertText" in item}

        assert "(self, ${2:api_client}, ${3:order_db}):" in texts["pattern_api_database"]
        assert "|" not in "".join(texts.values())

    def test_none_is_offered_for_two_gaps_at_first(self, tmp_path: Path) -> None:
        only = "import pytest\n\n@pytest.fixture\ndef api_client(): ...\n"

        self.check(tmp_path, only, ["${2:api_client}", "${3:database}"])

    def test_none_in_reach_leaves_the_names(self, tmp_path: Path) -> None:
        self.check(tmp_path, "", ["${2:client}", "${3:database}"])

    def test_change_with_the_conftest(self, tmp_path: Path) -> None:
        self.check(tmp_path, CONFTEST, ["${2|api_client,order_db|}", "${3:order_db}"])
        self.check(tmp_path, CONFTEST.replace("api_client", "http_api"), ["${2|http_api,order_db|}", "${3:order_db}"])


class TestWhatIsInserted:
    def check(self, root: Path, text: str, label: str, *expected: str, client: t.ClientCapabilities = SNIPPETS) -> str:
        (item,) = (each for each in snippets(root, text, client=client) if each["label"] == label)
        result = inserted(text, item)
        compile(result, "test_a.py", "exec")
        for part in expected:
            assert part in result
        return result

    @pytest.mark.parametrize("client", [SNIPPETS, t.ClientCapabilities()], ids=["snippet", "text"])
    def test_a_test_stands_in_its_class(self, tmp_path: Path, client: t.ClientCapabilities) -> None:
        part = '    def test_order_reserves_stock(self, api_client):\n        """\n        Test that a placed order'

        self.check(tmp_path, f"{HEAD}class TestShop:\n    integ▮", "integration_test", part, client=client)

    @pytest.mark.parametrize("client", [SNIPPETS, t.ClientCapabilities()], ids=["snippet", "text"])
    def test_a_section_replaces_the_words_that_were_typed(self, tmp_path: Path, client: t.ClientCapabilities) -> None:
        text = f'{TEST}        """\n        Test that.\n\n        Business Im▮\n        """\n'
        part = "        Test that.\n\n        Business Impact:\n            An order without reserved stock"

        self.check(tmp_path, text, "Business Impact:", part, client=client)

    def test_a_mark_replaces_the_comment(self, tmp_path: Path) -> None:
        self.check(tmp_path, f"{TEST}        #  Ac▮\n        pass\n", "# Act", "        # Act\n        pass\n")

    def test_the_missing_import_comes_with_it(self, tmp_path: Path) -> None:
        text = '"""Tests."""\n\nimport os\n\n\ninteg▮\n'

        self.check(tmp_path, text, "integration_class", "import os\n\nimport pytest\n\n\nclass TestOrderToStock:")

    def test_an_empty_file_begins_with_it(self, tmp_path: Path) -> None:
        assert self.check(tmp_path, "integ▮\n", "integration_class").startswith("import pytest\n\n\nclass Test")

    def test_an_import_that_is_there_is_not_repeated(self, tmp_path: Path) -> None:
        assert self.check(tmp_path, f"{HEAD}integ▮\n", "integration_class").count("import pytest") == 1


def test_items_are_kept_ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    original = snippet_offers._with_fixtures
    monkeypatch.setattr(
        snippet_offers, "_with_fixtures", lambda snippet, *more: made.append(snippet) or original(snippet, *more)
    )
    place = marked(tmp_path, {"tests/conftest.py": CONFTEST, "tests/test_a.py": f"{TEST}        a▮"})

    first = items(place)
    count = len(made)
    assert count == 1
    assert items(place) == first
    assert len(made) == count


def test_a_signature_asks_nobody_about_snippets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(completion, "_snippet_site", lambda *_: pytest.fail("asked"))
    files = {"tests/conftest.py": CONFTEST, "tests/test_a.py": f"{HEAD}def test_x(\n    a▮"}

    assert items(marked(tmp_path, files, capabilities=SNIPPETS))
