"""Thousands of lines that hold nothing but a backslash: read as blank ones, for every place stays where it is."""

from __future__ import annotations

import pytest

from seamwright.text.syntax import parse, reparse

MANY = "\\\n" * 3_000


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_stands_below_is_found_where_it_stands(newline: str) -> None:
    text = (MANY + "def test_é():\n    pass\n").replace("\n", newline)
    tree = parse(text)
    function = tree.root.children[0]
    assert not tree.root.has_error
    assert tree.span(function).of(text).startswith("def test_é")
    assert tree.line(function) == 3_001


def test_a_few_continued_lines_stay_continued() -> None:
    tree = parse("value = \\\n" + "\\\n" * 10 + "1\n")
    assert not tree.root.has_error
    assert len(tree.root.children) == 1


def test_typing_among_them_reads_what_reading_all_would() -> None:
    for typed in ("x", "(", '"', "    def "):
        text = MANY[:3_000] + typed + MANY[3_000:] + "def test_it():\n    pass\n"
        again = reparse(parse(MANY + "def test_it():\n    pass\n"), text)
        assert str(again.root) == str(parse(text).root)
