"""Outline and folding of plans."""

from __future__ import annotations

import pytest
from lsprotocol import types as t

from seamwright.lsp.requests import document_symbol, folding_range
from tests.lsp.worlds import NESTED, world_of

URI = "file:///plans/TEST_PLAN.md"
PLAN = """\
# Test plan 💳

### 1. SEAM: Basket → gateway
**PRIORITY:** HIGH
**TEST SCENARIOS:**
- 💥 Declined card
  - says why

  - keeps the basket
- Paid basket is emptied

### 2. SEAM: Ledger → report (DEFERRED)

Later.

# Appendix

Text.
"""
MANIFEST = """\
seams:
  - id: basket-gateway
    description: Basket to gateway
    status: PLANNED
    priority: P0
"""


def outline(text: str, uri: str = URI) -> list[tuple[str, int, int, list[tuple[str, int, int]]]]:
    """Name, first and last line of each seam, and of its scenarios."""
    symbols = document_symbol.handle(world_of({uri: text}, capabilities=NESTED), params(uri))
    found = []
    for symbol in symbols or ():
        assert isinstance(symbol, t.DocumentSymbol)
        for each in (symbol, *(symbol.children or ())):
            assert each.range.start <= each.selection_range.start
            assert each.selection_range.end <= each.range.end
        children = [(each.name, each.range.start.line, each.range.end.line) for each in symbol.children or ()]
        found.append((symbol.name, symbol.range.start.line, symbol.range.end.line, children))
    return found


def params(uri: str) -> t.DocumentSymbolParams:
    return t.DocumentSymbolParams(t.TextDocumentIdentifier(uri))


def folds(text: str, capabilities: t.ClientCapabilities | None = None, uri: str = URI) -> list[tuple[int, int]]:
    world = world_of({uri: text}, capabilities=capabilities)
    ranges = folding_range.handle(world, t.FoldingRangeParams(t.TextDocumentIdentifier(uri)))
    assert all(each.start_character is None and each.end_character is None for each in ranges or ())
    return [(each.start_line, each.end_line) for each in ranges or ()]


def test_seams_hold_their_scenarios() -> None:
    assert outline(PLAN) == [
        (
            "1. Basket → gateway",
            2,
            9,
            [("💥 Declined card", 5, 8), ("Paid basket is emptied", 9, 9)],
        ),
        ("2. Ledger → report (DEFERRED)", 11, 13, []),
    ]


def test_details_say_priority_and_state() -> None:
    symbols = document_symbol.handle(world_of({URI: PLAN}, capabilities=NESTED), params(URI)) or ()

    assert [symbol.detail for symbol in symbols if isinstance(symbol, t.DocumentSymbol)] == ["P0", "deferred"]


def test_clients_without_nesting_get_a_flat_list() -> None:
    symbols = document_symbol.handle(world_of({URI: PLAN}), params(URI)) or ()

    assert [(symbol.name, symbol.container_name) for symbol in symbols if isinstance(symbol, t.SymbolInformation)] == [
        ("1. Basket → gateway", None),
        ("💥 Declined card", "1. Basket → gateway"),
        ("Paid basket is emptied", "1. Basket → gateway"),
        ("2. Ledger → report (DEFERRED)", None),
    ]


def test_columns_count_in_the_clients_units() -> None:
    ends = []
    for encoding in ("utf-8", "utf-16", "utf-32"):
        world = world_of({URI: PLAN}, capabilities=NESTED, encoding=encoding)
        (first, *_) = document_symbol.handle(world, params(URI)) or ()
        assert isinstance(first, t.DocumentSymbol)
        ends.append((first.children or ())[0].selection_range.end.character)

    assert ends == [20, 18, 17]


def test_a_manifest_has_an_outline_too() -> None:
    found = outline(MANIFEST, "file:///plans/seams.yaml")

    assert len(found) == 1
    assert found[0][1:3] == (1, 4)


@pytest.mark.parametrize(
    ("uri", "text"),
    [
        (URI, "# Shopping\n\n## 1. Fruit\n\n- apples\n"),
        (URI, ""),
        ("file:///plans/test_plan.py", PLAN),
        ("file:///plans/notes.txt.py", PLAN),
        ("file:///plans/compose.yaml", "services:\n  web:\n    image: x\n"),
    ],
)
def test_documents_that_are_no_plans_have_no_outline_of_ours(uri: str, text: str) -> None:
    assert outline(text, uri) == []
    assert folds(text, uri=uri) == []


def test_a_document_that_is_not_open_has_none() -> None:
    assert document_symbol.handle(world_of({}), params(URI)) is None


def test_an_unsaved_document_has_one() -> None:
    assert [name for name, *_ in outline(PLAN, "untitled:Untitled-1")] == [
        "1. Basket → gateway",
        "2. Ledger → report (DEFERRED)",
    ]


def test_seams_and_scenarios_with_details_fold() -> None:
    assert folds(PLAN) == [(2, 9), (5, 8), (11, 13)]


def test_line_ends_of_all_kinds_fold_alike() -> None:
    assert folds(PLAN.replace("\n", "\r\n")) == folds(PLAN.replace("\n", "\r")) == folds(PLAN)


def test_the_outermost_ranges_are_kept_where_a_client_wants_few() -> None:
    few = t.ClientCapabilities(
        text_document=t.TextDocumentClientCapabilities(
            folding_range=t.FoldingRangeClientCapabilities(range_limit=2, line_folding_only=True)
        )
    )

    assert folds(PLAN, few) == [(2, 9), (5, 8)]
