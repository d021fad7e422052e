"""Diagnostics in a real session: pushed and pulled, with their fixes."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types as t

from seamwright.lsp.convert import to_span, to_uri
from seamwright.text.edit import Edit, apply
from seamwright.text.span import LineIndex
from tests.conftest import Project
from tests.lsp.wire import Wire

LEAK = "import os\n\n\ndef test_shop_opens_early(shop):\n    '''💳'''; os.environ['A'] = 'b'\n    assert shop\n"
FIXED = LEAK.replace("(shop)", "(shop, monkeypatch)").replace("os.environ['A'] = 'b'", "monkeypatch.setenv('A', 'b')")
PATH = "tests/integration/test_shop.py"
CONFTEST = "tests/integration/conftest.py"
SHOP = "import pytest\n\n\n@pytest.fixture\ndef shop():\n    '''One.'''\n    return 11\n"
FILES = {"pyproject.toml": '[tool.seamwright]\nselect = ["SW205", "SW302"]\n', PATH: LEAK, CONFTEST: SHOP}
TEXT_DOCUMENT = {
    "publishDiagnostics": {"relatedInformation": True, "tagSupport": {"valueSet": [1]}, "codeDescriptionSupport": True},
    "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}},
}


class Talk:
    """What an editor says, over bytes."""

    def __init__(self, wire: Wire, root: Path) -> None:
        self.wire, self.root = wire, root
        self.count = 0
        self.seen = 0

    def begin(self, **text_document: Any) -> dict[str, Any]:
        capabilities = {"textDocument": {**TEXT_DOCUMENT, **text_document}, "workspace": {}}
        folders = [{"uri": to_uri(str(self.root)), "name": "shop"}]
        answer = self.ask(
            "initialize", processId=None, rootUri=None, capabilities=capabilities, workspaceFolders=folders
        )
        self.tell("initialized")
        return dict(answer)

    def ask(self, method: str, **params: Any) -> Any:
        self.count += 1
        answer = self.wire.request(self.count, method, **params)
        assert "result" in answer, answer
        return answer["result"]

    def tell(self, method: str, **params: Any) -> None:
        self.wire.send(method=method, params=params)

    def uri(self, path: str) -> str:
        return to_uri(str(self.root / path))

    def open(self, path: str, text: str) -> None:
        item = {"uri": self.uri(path), "languageId": "python", "version": 1, "text": text}
        self.tell("textDocument/didOpen", textDocument=item)

    def change(self, path: str, version: int, text: str) -> None:
        document = {"uri": self.uri(path), "version": version}
        self.tell("textDocument/didChange", textDocument=document, contentChanges=[{"text": text}])

    def published(self, path: str, version: int | None) -> list[dict[str, Any]]:
        """The next diagnostics for the document, which are those of ``version``."""
        end = time.monotonic() + 20
        while time.monotonic() < end:
            for position in range(self.seen, len(self.wire.received)):
                message = self.wire.received[position]
                params = message.get("params") or {}
                if message.get("method") == "textDocument/publishDiagnostics" and params["uri"] == self.uri(path):
                    self.seen = position + 1
                    if params.get("version") == version:
                        return list(params["diagnostics"])
            time.sleep(0.01)
        raise AssertionError("nothing was published")


@pytest.fixture
def talk(project: Project) -> Iterator[Talk]:
    root = project(FILES)
    with Wire() as wire:
        yield Talk(wire, root)


def test_findings_are_pushed_with_each_version(talk: Talk) -> None:
    talk.begin()
    talk.open(PATH, LEAK)
    (first,) = talk.published(PATH, 1)
    talk.change(PATH, 2, LEAK.replace("os.environ['A'] = 'b'", "pass"))

    assert first["code"] == "SW205"
    assert first["source"] == "seamwright"
    # In UTF-16 code units: the card before it takes two.
    assert first["range"] == {"start": {"line": 4, "character": 14}, "end": {"line": 4, "character": 35}}
    assert first["codeDescription"]["href"].endswith("env-leak.md")
    assert talk.published(PATH, 2) == []


def test_unit_tests_and_closed_documents_have_none(talk: Talk) -> None:
    talk.begin()
    talk.open("tests/unit/test_shop.py", LEAK)
    talk.open(PATH, LEAK)
    talk.published(PATH, 1)
    talk.tell("textDocument/didClose", textDocument={"uri": talk.uri(PATH)})

    assert talk.published(PATH, None) == []
    assert [m for m in talk.wire.received if "tests/unit" in json.dumps(m)] == []


def test_a_change_of_a_conftest_reaches_the_tests_below_it(talk: Talk) -> None:
    talk.begin()
    talk.open(PATH, SHOP)
    (same,) = talk.published(PATH, 1)
    talk.open(CONFTEST, SHOP.replace("11", "12"))
    (hides,) = talk.published(PATH, 1)

    assert "is the same as in" in same["message"]
    assert same["tags"] == [1]
    assert same["relatedInformation"][0]["location"]["uri"] == talk.uri(CONFTEST)
    assert "hides the one in" in hides["message"]


ASKS = "def test_shop_opens(shop):\n    assert shop\n"
UNIT = "tests/unit/test_shop.py"


def test_a_fixture_that_is_renamed_in_a_conftest_becomes_unknown_in_the_tests_below_it(project: Project) -> None:
    root = project({"pyproject.toml": "", "tests/conftest.py": SHOP, UNIT: ASKS})
    with Wire() as wire:
        talk = Talk(wire, root)
        talk.begin()
        talk.open("tests/conftest.py", SHOP)
        talk.open(UNIT, ASKS)
        talk.change("tests/conftest.py", 2, SHOP.replace("def shop", "def shops"))
        (unknown,) = talk.published(UNIT, 1)
        talk.change("tests/conftest.py", 3, SHOP)

        assert unknown["message"].startswith("There is no fixture shop")
        assert talk.published(UNIT, 1) == []


def test_a_fixture_that_nobody_asks_for_is_faded_once_all_files_are_known(project: Project) -> None:
    lonely = SHOP + "\n\n@pytest.fixture\ndef lonely():\n    return open('x')\n"
    root = project({"pyproject.toml": "", "tests/conftest.py": lonely, UNIT: ASKS})
    with Wire() as wire:
        talk = Talk(wire, root)
        talk.begin()
        talk.open("tests/conftest.py", lonely)
        while not (found := talk.published("tests/conftest.py", 1)):
            pass
        talk.open(UNIT, ASKS.replace("shop)", "shop, lonely)"))
        talk.change("tests/conftest.py", 2, lonely + "\n")

        assert [(each["message"], each["tags"]) for each in found] == [("Nothing asks for lonely", [1])]
        assert talk.published("tests/conftest.py", 2) == []


@pytest.mark.parametrize(("understood", "tags"), [([1, 2], [2]), ([1], None), ([], None)])
def test_what_pytest_takes_away_is_struck_through_where_the_editor_can(
    project: Project, understood: list[int], tags: list[int] | None
) -> None:
    marked = SHOP.replace("@pytest.fixture", "@pytest.mark.slow\n@pytest.fixture")
    with Wire() as wire:
        talk = Talk(wire, project({"pyproject.toml": '[tool.seamwright]\nselect = ["SW308"]\n', CONFTEST: marked}))
        talk.begin(publishDiagnostics={"tagSupport": {"valueSet": understood}})
        talk.open(CONFTEST, marked)
        (found,) = talk.published(CONFTEST, 1)

        assert (found["code"], found.get("tags")) == ("SW308", tags)


def test_who_pulls_gets_nothing_pushed_and_hears_that_nothing_changed(talk: Talk) -> None:
    talk.begin(diagnostic={})
    talk.open(PATH, LEAK)
    document = {"uri": talk.uri(PATH)}
    full = talk.ask("textDocument/diagnostic", textDocument=document)
    again = talk.ask("textDocument/diagnostic", textDocument=document, previousResultId=full["resultId"])

    assert [each["code"] for each in full["items"]] == ["SW205"]
    assert again == {"kind": "unchanged", "resultId": full["resultId"]}
    assert [m for m in talk.wire.received if m.get("method") == "textDocument/publishDiagnostics"] == []


def test_the_workspace_is_examined_on_demand(talk: Talk) -> None:
    talk.begin(diagnostic={})
    report = talk.ask("workspace/diagnostic", previousResultIds=[{"uri": talk.uri("gone.py"), "value": "x"}])

    assert {each["uri"]: [item["code"] for item in each["items"]] for each in report["items"]} == {
        talk.uri(CONFTEST): [],
        talk.uri(PATH): ["SW205"],
        talk.uri("gone.py"): [],
    }


def test_actions_fix_and_ignore(talk: Talk) -> None:
    talk.begin()
    talk.open(PATH, LEAK)
    place = {"start": {"line": 4, "character": 16}, "end": {"line": 4, "character": 16}}
    actions = talk.ask(
        "textDocument/codeAction",
        textDocument={"uri": talk.uri(PATH)},
        range=place,
        context={"diagnostics": []},
    )
    everything = talk.ask(
        "textDocument/codeAction",
        textDocument={"uri": talk.uri(PATH)},
        range=place,
        context={"diagnostics": [], "only": ["source.fixAll"]},
    )

    assert [each["title"] for each in actions] == [
        "Use monkeypatch",
        "Ignore env-leak here",
        "Ignore env-leak in the project",
    ]
    assert all(each["diagnostics"][0]["code"] == "SW205" for each in actions)
    assert [each["kind"] for each in everything] == ["source.fixAll.seamwright"]
    (edits,) = everything[0]["edit"]["changes"].values()
    assert applied(LEAK, edits) == FIXED


def test_a_fix_is_made_when_it_is_chosen(talk: Talk) -> None:
    resolving = {"dataSupport": True, "resolveSupport": {"properties": ["edit"]}}
    talk.begin(codeAction={**TEXT_DOCUMENT["codeAction"], **resolving})
    talk.open(PATH, LEAK)
    place = {"start": {"line": 4, "character": 16}, "end": {"line": 4, "character": 16}}
    document, context = {"uri": talk.uri(PATH)}, {"diagnostics": []}
    offered = talk.ask("textDocument/codeAction", textDocument=document, range=place, context=context)[0]
    made = talk.ask("codeAction/resolve", **offered)
    talk.change(PATH, 2, "\n" + LEAK)
    talk.count += 1
    late = talk.wire.request(talk.count, "codeAction/resolve", **offered)

    assert "edit" not in offered
    (edits,) = made["edit"]["changes"].values()
    assert applied(LEAK, edits) == FIXED
    assert late["error"]["message"] == "the file has changed since the action was offered: ask again"


def applied(text: str, edits: list[dict[str, Any]]) -> str:
    """``text`` after ``edits``, whose places count UTF-16 code units."""
    index = LineIndex(text)
    places = [[t.Position(**each["range"][end]) for end in ("start", "end")] for each in edits]
    spans = [to_span(index, t.Range(*place), "utf-16") for place in places]
    return apply(text, [Edit(span, each["newText"]) for span, each in zip(spans, edits, strict=True)])


def test_a_test_is_rewritten_with_the_words_of_its_plan(talk: Talk) -> None:
    plan = (
        "# Shop\n\n## SEAM 1: Door → Till\n\n**COMPONENTS:** Door, Till\n**BUSINESS IMPACT:** Sales\n\n"
        "**TEST SCENARIOS:**\n- Opens early\n"
    )
    text = (
        'class TestDoorTill:\n    """\n    Doors.\n\n    Plan: tests/TEST_PLAN.md#door-till\n    """\n\n'
        "    def test_opens_early(self, shop):\n        shop.open()\n        assert shop\n"
    )
    (talk.root / "pyproject.toml").write_text("[tool.seamwright]\n")
    (talk.root / "tests" / "TEST_PLAN.md").write_text(plan, encoding="utf-8")
    talk.begin()
    talk.open(PATH, text)
    place = {"start": {"line": 7, "character": 10}, "end": {"line": 7, "character": 10}}
    context = {"diagnostics": [], "only": ["refactor"]}
    found = talk.ask("textDocument/codeAction", textDocument={"uri": talk.uri(PATH)}, range=place, context=context)
    (action,) = [each for each in found if each["title"] == "Rewrite this test to the template"]
    (edits,) = action["edit"]["changes"].values()
    edits.sort(key=lambda each: each["range"]["start"]["line"])

    assert "            Door → Till\n" in edits[0]["newText"]
    assert "            Sales\n" in edits[0]["newText"]
    assert [each["newText"] for each in edits[1:]] == ["        # Act\n", "\n        # Assert\n"]


def test_all_of_a_kind_are_fixed_when_somebody_asks_for_it(talk: Talk) -> None:
    text = "def test_shop_opens_early(shop):\n    assert shop\n\n\ndef test_shop_closes_late(shop):\n    assert shop\n"
    (talk.root / "pyproject.toml").write_text('[tool.seamwright]\nselect = ["SW102"]\n')
    talk.begin()
    talk.open(PATH, text)
    place = {"start": {"line": 0, "character": 6}, "end": {"line": 0, "character": 6}}
    document = {"uri": talk.uri(PATH)}
    found = talk.ask("textDocument/codeAction", textDocument=document, range=place, context={"diagnostics": []})
    (action,) = [each for each in found if each["title"].startswith("Fix all")]
    (edits,) = action["edit"]["changes"].values()
    only = {"diagnostics": [], "only": ["source.fixAll"]}

    assert action["title"] == "Fix all 2 of missing-test-docstring in this file"
    assert [each["range"]["start"]["line"] for each in edits] == [1, 5]
    # A saver that asks for everything gets no text that says TODO.
    assert not talk.ask("textDocument/codeAction", textDocument=document, range=place, context=only)


def test_elsewhere_nothing_is_offered(talk: Talk) -> None:
    talk.begin()
    talk.open(PATH, LEAK)
    place = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}
    context = {"diagnostics": []}

    assert (
        talk.ask("textDocument/codeAction", textDocument={"uri": talk.uri(PATH)}, range=place, context=context) is None
    )
