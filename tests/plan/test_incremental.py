"""A plan that was read while it was typed says the same as one that is read at once."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seamwright.plan import DEFAULT, Document, Vocabulary
from seamwright.plan.blocks import Entry, chunks
from seamwright.plan.drafts import SeamDraft
from seamwright.plan.reader import read_block
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
    if document.chunks and fresh.chunks:
        # A document that cannot be a plan is not cut; what was cut once stays cut.
        assert blocks(document) == blocks(fresh)
    if document.chunks:
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


SEAMS = "# Plan\n\n### SEAM 1: A\n\n**TEST SCENARIOS:**\n- one\n\n### SEAM 2: B\n\n**TEST SCENARIOS:**\n- two\n"
INDENTED = SEAMS.replace("### SEAM 2", "  ### SEAM 2")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (SEAMS, SEAMS.replace("one", "ones")),
        (SEAMS, ""),
        ("", SEAMS),
        (SEAMS, SEAMS.replace("### SEAM 2", "## SEAM 2")),
        (SEAMS, SEAMS.replace("### SEAM 2", "###SEAM 2")),
        (SEAMS, SEAMS.replace("- one\n", "- one\n```\n")),
        (SEAMS, SEAMS.replace("- one\n", "- one\n\n<!--\n")),
        (SEAMS, SEAMS.replace("- one\n", "- one\n\n<pre>\n")),
        (SEAMS, SEAMS.replace("# Plan\n", "# Plan\n~~~~\n")),
        (SEAMS, SEAMS.replace("- one\n", "one\n===\n")),
        (SEAMS, SEAMS.replace("\n### SEAM 2", "  ### SEAM 2")),
        (INDENTED.replace("- one", "one"), INDENTED),
        (SEAMS.replace("B\n\n", "B | C\n\n"), SEAMS.replace("B\n\n", "B | C\n|---|---|\n")),
        (SEAMS.replace("one\n", "one\n```\n"), SEAMS.replace("one\n", "one\n```\n```\n")),
        (SEAMS.replace("one\n", "one\n<!--\n"), SEAMS.replace("one\n", "one\n<!-- -->\n")),
        (SEAMS.replace("\n", "\n\n\n"), SEAMS),
        (SEAMS * 3, SEAMS * 2),
        (SEAMS * 2, SEAMS * 3),
        ("```\n" + SEAMS, "```\n" + SEAMS + "```\n"),
        ("```\n" + SEAMS + "```\n", "```\n" + SEAMS + "```\ntext\n"),
    ],
)  # fmt: skip
def test_edits_that_reach_beyond_their_line(before: str, after: str, end: str) -> None:
    document = Document(before.replace("\n", end), name="TEST_PLAN.md")
    check(document, after.replace("\n", end))
    check(document, before.replace("\n", end))


def test_a_change_inside_a_seam_reads_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "# Plan\n\n" + "".join(f"### SEAM {n}: A{n}\n\n**TEST SCENARIOS:**\n- one {n}\n\n" for n in range(50))
    document = Document(text, name="TEST_PLAN.md")
    assert len(document.plan.seams) == 50
    pieces, titles = [], []

    def cut(piece: str) -> list[tuple[int, list[Entry]]]:
        pieces.append(piece)
        return chunks(piece)

    def read(entries: Any, draft: SeamDraft, *rest: Any, **options: Any) -> SeamDraft:
        titles.append(draft.title)
        return read_block(entries, draft, *rest, **options)

    monkeypatch.setattr("seamwright.plan.document.chunks", cut)
    monkeypatch.setattr("seamwright.plan.reading.read_block", read)
    changed = text.replace("one 25", "one 25 more")
    plan = document.update(changed)
    assert plan.seams[25].scenarios[0].title == "one 25 more"
    assert [len(piece) < 80 for piece in pieces] == [True]
    assert set(titles) == {"A25"}
