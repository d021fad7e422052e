"""A plan that was read while it was typed says the same as one that is read at once."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from seamwright.plan import DEFAULT, Document, Vocabulary
from seamwright.plan.blocks import Entry
from tests.plan.edits import documents, edited

OWN_WORDS = DEFAULT.extended(openings=["boundary", r"/(?P<title>1\. \*\*.+)/"])


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_update_equals_a_fresh_reading(data: st.DataObject) -> None:
    vocabulary = data.draw(st.sampled_from([DEFAULT, DEFAULT, OWN_WORDS]))
    text = data.draw(documents)
    document = Document(text, vocabulary, name="TEST_PLAN.md")
    for _ in range(data.draw(st.integers(1, 5))):
        text = data.draw(edited(text))
        check(document, text, vocabulary)


def check(document: Document, text: str, vocabulary: Vocabulary = DEFAULT) -> None:
    """``document``, updated to ``text``, equals what ``text`` alone says."""
    fresh = Document(text, vocabulary, name=document.name)
    assert document.update(text) == fresh.plan
    assert blocks(document) == blocks(fresh)
    assert sum(chunk.lines for chunk in document.chunks) == len(fresh.lines)


def blocks(document: Document) -> list[Entry]:
    """All blocks with their lines in the document."""
    found = []
    base = 0
    for chunk in document.chunks:
        for entry in chunk.entries:
            rows = tuple((line + base, cells) for line, cells in entry.rows)
            found.append(entry._replace(line=entry.line + base, end=entry.end + base, rows=rows))
        base += chunk.lines
    return found
