"""Texts and small code in, lines out that the formatters leave alone."""

from __future__ import annotations

import ast
import re

import black
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seamwright.generate.layout import Brackets, Unformattable, bullets, code, comments, fits, signature, wrap
from seamwright.generate.written import literal


def check_code(source: str, width: int) -> None:
    """What black makes of ``source`` (a call of strings and lists) is what we make of it."""
    expected = black.format_str(source, mode=black.Mode(line_length=width, magic_trailing_comma=False))
    (node,) = ast.parse(source).body
    assert isinstance(node, ast.Expr)
    assert isinstance(node.value, ast.Call)
    call = Brackets("f(", tuple(literal(each, "double") for each in node.value.args), ")", is_call=True)
    assert "\n".join(code(call, width)) + "\n" == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one two three", ["one two", "three"]),
        ("a  b\n\tc", ["a b c"]),
        ("unbreakable1 x", ["unbreakable1", "x"]),
        ("", []),
        ("- -", ["- -"]),
        ("\u2028a \u2028b", ["\u2028a", "\u2028b"]),
    ],
)
def test_wrap(text: str, expected: list[str]) -> None:
    assert wrap(text, 9) == expected


def test_bullets_and_comments_hang() -> None:
    assert bullets(["one two three", "four"], 9) == ["- one two", "  three", "- four"]
    assert comments(["one two three"], 11) == ["# - one two", "#   three"]


def test_a_wrapped_word_is_no_instruction() -> None:
    assert comments(["switch it noqa"], 13) == ["# - switch it", '#   "noqa"']


@given(st.lists(st.text(st.characters(codec="ascii"), max_size=12), max_size=12), st.integers(10, 60))
def test_wrapping_loses_no_word(words: list[str], width: int) -> None:
    text = " ".join(words)
    lines = wrap(text, width, first="- ", rest="  ")
    rejoined = " ".join(line[2:] for line in lines)
    assert rejoined.split(" ") == ([part for part in re.split("[ \t\r\n]+", text) if part] or [""])


@pytest.mark.parametrize("width", [20, 30, 44, 60])
@pytest.mark.parametrize("parameters", [["self"], ["self", "client"], ["self", "client", "monkeypatch", "orders"]])
def test_signatures_are_those_of_black(parameters: list[str], width: int) -> None:
    lines = signature("def test_orders", parameters, ":", width)
    source = "\n".join(lines) + "\n    pass\n"
    assert black.format_str(source, mode=black.Mode(line_length=width)) == source


@pytest.mark.parametrize("width", [24, 34, 50, 80, 120])
@pytest.mark.parametrize(
    "source",
    [
        'f("one", "two")\n',
        'f("one, two", [("a", "b"), ("c", "d"), ("e", "f")])\n',
        'f("one", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13])\n',
        'f("k", {"a": 1, "b": [1, 2], "c": None, "d": -1.5})\n',
        'f("a", ["it\'s", \'say "x"\'])\n',
    ],
)
def test_calls_are_those_of_black(source: str, width: int) -> None:
    check_code(source, width)


@pytest.mark.parametrize(
    "item", ["x" * 30, Brackets("f(", ("x" * 30,), ")", is_call=True), Brackets("[", ("x" * 30,), "]")]
)
def test_what_does_not_fit_is_refused(item: str | Brackets) -> None:
    with pytest.raises(Unformattable):
        code(item, 20)


def test_widths_outside_ascii_are_not_guessed() -> None:
    assert fits("äää", 6)
    assert not fits("aaaaä", 3)
    with pytest.raises(Unformattable):
        fits("ää", 3)
