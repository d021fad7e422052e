"""What is kept over an edit equals what is read afresh: lines, and places in the syntax tree."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from seamwright.text.span import LineIndex, Span
from seamwright.text.syntax import SyntaxTree, parse, reparse

TEXTS = st.text(alphabet="ab(: \n\r'\"é€😀\ud800", max_size=40)
EDIT = st.tuples(st.integers(0, 60), st.integers(0, 5), st.text(alphabet="a(\n\ré😀", max_size=4))
EDITS = st.lists(EDIT, max_size=5)


def spans(tree: SyntaxTree) -> Iterator[tuple[Span, Span]]:
    """Where every node stands, by the tree and counted afresh."""
    stack = [tree.root]
    while stack:
        node = stack.pop()
        stack += node.children
        ends = (len(tree.data[:byte].decode("utf-8", "surrogatepass")) for byte in (node.start_byte, node.end_byte))
        yield tree.span(node), Span(*ends)


@settings(deadline=None)
@given(TEXTS, EDITS)
def test_lines_after_edits(text: str, edits: list[tuple[int, int, str]]) -> None:
    index = LineIndex(text)
    for start, length, new in edits:
        span = Span(min(start, len(text)), min(start + length, len(text)))
        text = text[: span.start] + new + text[span.end :]
        index = index.replaced(span, new)
        fresh = LineIndex(text)

        assert index.whole == text
        assert [index.span(line, line) for line in range(len(index))] == [
            fresh.span(line, line) for line in range(len(fresh))
        ]


@settings(deadline=None)
@given(TEXTS, EDITS)
def test_places_in_the_tree_after_edits(text: str, edits: list[tuple[int, int, str]]) -> None:
    tree = parse(text)
    for start, length, new in edits:
        text = text[:start] + new + text[start + length :]
        tree = reparse(tree, text)

        assert [by_tree for by_tree, _ in spans(tree)] == [counted for _, counted in spans(tree)]
