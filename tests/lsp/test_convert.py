"""Positions, paths and URIs."""

from __future__ import annotations

import os

import pytest
from lsprotocol import types as t

from seamwright.lsp.convert import choose_encoding, to_path, to_range, to_span, to_uri
from seamwright.text.span import LineIndex, PositionEncoding, Span


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (None, "utf-16"),
        ([], "utf-16"),
        (["utf-8", "utf-16"], "utf-8"),
        (["utf-32", "utf-8", "utf-16"], "utf-32"),
        ([t.PositionEncodingKind.Utf8], "utf-8"),
        (["ucs-2", "utf-16"], "utf-16"),
        (["ucs-2"], "utf-16"),
    ],
)
def test_the_clients_first_known_encoding_is_chosen(offered: list[str] | None, chosen: str) -> None:
    assert choose_encoding(offered) == chosen


@pytest.mark.parametrize(("encoding", "end"), [("utf-8", 10), ("utf-16", 5), ("utf-32", 4)])
def test_ranges_count_in_the_units_of_the_encoding(encoding: PositionEncoding, end: int) -> None:
    index = LineIndex("a\u2028\n😀→é!")

    assert to_range(index, Span(3, 7), encoding) == t.Range(t.Position(1, 0), t.Position(1, end))
    assert to_span(index, t.Range(t.Position(1, 0), t.Position(1, end)), encoding) == Span(3, 7)


@pytest.mark.parametrize(
    ("start", "end", "span"),
    [
        ((0, 2), (0, 0), Span(0, 2)),
        ((0, 99), (0, 99), Span(2, 2)),
        ((99, 0), (99, 5), Span(5, 5)),
        ((0, 0), (2_000_000_000, 2_000_000_000), Span(0, 5)),
    ],
)
def test_ranges_that_do_not_fit_are_put_right(start: tuple[int, int], end: tuple[int, int], span: Span) -> None:
    assert to_span(LineIndex("ab\ncd"), t.Range(t.Position(*start), t.Position(*end)), "utf-16") == span


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///a/b%20c/d.md", "/a/b c/d.md"),
        ("file://localhost/a.md", "/a.md"),
        ("file:///a/../b.md", "/b.md"),
        ("file:///c%3A/plans/a.md", "c:/plans/a.md"),
        ("file:///C:/plans/a.md", "c:/plans/a.md"),
        ("file://server/share/a.md", "//server/share/a.md"),
        ("file:///%F0%9F%98%80.md", "/😀.md"),
        ("untitled:Untitled-1", None),
        ("git:/a.md?ref=HEAD", None),
        ("file:///a%00b", None),
        ("file:", None),
        ("http://[broken", None),
        ("", None),
    ],
)
@pytest.mark.skipif(os.sep != "/", reason="paths as Unix has them")
def test_paths_of_uris(uri: str, path: str | None) -> None:
    assert to_path(uri) == path


@pytest.mark.parametrize("path", ["/a/b c/d.md", "/😀/é#?%.md", "//server/share/a.md", "/a/\udcff.md"])
@pytest.mark.skipif(os.sep != "/", reason="paths as Unix has them")
def test_uris_lead_back_to_their_paths(path: str) -> None:
    uri = to_uri(path)

    assert uri.isascii()
    assert " " not in uri
    assert to_path(uri) == path
