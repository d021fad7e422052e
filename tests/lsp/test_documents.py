"""Open documents follow the client's changes exactly."""

from __future__ import annotations

import logging

import pytest
from lsprotocol import types as t

from seamwright.lsp.documents import Documents
from seamwright.text.span import PositionEncoding

URI = "file:///plan.md"
Change = tuple[tuple[int, int, int, int] | None, str]


def check(
    before: str, changes: list[Change], after: str, encoding: PositionEncoding = "utf-16", version: int = 2
) -> None:
    documents = opened(before)
    document = documents.change(did_change(changes, version), encoding)
    assert document is not None
    assert (document.text, document.version) == (after, version)
    assert documents.get(URI) is document


def opened(text: str, version: int = 1) -> Documents:
    documents = Documents()
    documents.open(t.TextDocumentItem(uri=URI, language_id="markdown", version=version, text=text))
    return documents


def did_change(changes: list[Change], version: int, uri: str = URI) -> t.DidChangeTextDocumentParams:
    events: list[t.TextDocumentContentChangeEvent] = [
        t.TextDocumentContentChangeWholeDocument(text)
        if where is None
        else t.TextDocumentContentChangePartial(
            range=t.Range(t.Position(where[0], where[1]), t.Position(where[2], where[3])), text=text
        )
        for where, text in changes
    ]
    return t.DidChangeTextDocumentParams(t.VersionedTextDocumentIdentifier(version, uri), events)


def test_insertion() -> None:
    check("one\ntwo", [((1, 0, 1, 0), "and ")], "one\nand two")


def test_deletion_across_lines() -> None:
    check("one\r\ntwo\rthree", [((0, 1, 2, 2), "")], "oree")


def test_whole_text() -> None:
    check("one", [(None, "two\n")], "two\n")


def test_each_change_refers_to_the_result_of_the_one_before() -> None:
    check("ab", [((0, 2, 0, 2), "\ncd"), ((1, 2, 1, 2), "!"), ((0, 0, 1, 0), "")], "cd!")


@pytest.mark.parametrize(("encoding", "character"), [("utf-8", 7), ("utf-16", 3), ("utf-32", 2)])
def test_columns_count_in_the_units_of_the_encoding(encoding: PositionEncoding, character: int) -> None:
    check("😀→x", [((0, character, 0, character + 1), "y")], "😀→y", encoding)


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85", "\f", "\v", "\x1c"])
def test_only_the_protocols_line_ends_end_a_line(separator: str) -> None:
    check(f"one{separator}two\nthree", [((1, 0, 1, 5), "3")], f"one{separator}two\n3")


def test_no_changes() -> None:
    check("one", [], "one")


def test_ranges_outside_the_text_are_clamped() -> None:
    check("one", [((5, 0, 9, 9), "!")], "one!")


def test_a_version_that_does_not_grow_is_applied_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "seamwright"):
        check("secret", [((0, 0, 0, 0), "x")], "xsecret", version=1)

    assert "version 1" in caplog.text
    assert "secret" not in caplog.text


def test_documents_that_are_not_open_are_left_alone() -> None:
    documents = opened("one")

    assert documents.change(did_change([(None, "two")], 2, "file:///other.md"), "utf-16") is None
    documents.close("file:///other.md")
    assert [document.text for document in documents] == ["one"]


def test_opening_again_replaces() -> None:
    documents = opened("one")
    documents.open(t.TextDocumentItem(uri=URI, language_id="markdown", version=9, text="two"))

    assert [(document.version, document.text) for document in documents] == [(9, "two")]


def test_a_closed_document_is_gone() -> None:
    documents = opened("one")
    documents.close(URI)

    assert documents.get(URI) is None


def test_a_snapshot_does_not_change() -> None:
    documents = opened("one")
    snapshot = documents.snapshot()
    documents.change(did_change([(None, "two")], 2), "utf-16")
    documents.close(URI)

    kept = snapshot.get(URI)
    assert kept is not None
    assert kept.text == "one"


def test_documents_are_found_by_path_whatever_the_client_calls_them() -> None:
    documents = Documents()
    documents.open(t.TextDocumentItem(uri="file:///a%2Db/c.md", language_id="markdown", version=1, text="x"))

    assert documents.at("/a-b/c.md") is not None
    assert documents.at("/a-b/d.md") is None
