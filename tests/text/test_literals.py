"""Untrusted text in, Python source out that says the same and nothing more."""

from __future__ import annotations

import ast
import inspect
import io
import re
import tokenize
import warnings

import black
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from seamwright.text.literals import comment_text, docstring, one_line, string, visible

# Every way to break out that we know of, in one pool for the properties below.
HOSTILE = [
    '"""',
    '""""',
    "'''",
    '"',
    "\\",
    "\\\\",
    '\\"""',
    "C:\\new\\Users",
    "\\N{x}",
    "\\u12",
    "{{ x }}",
    "{% x %}",
    "${x}",
    "\r",
    "\r\n",
    "\x0b",
    "\x0c",
    "\x1c",
    "\x85",
    "\u2028",
    "\u2029",
    "\x00",
    "\t",
    "\u202e",
    "\u2066",
    "\ufeff",
    "\ud800",
    "\udfff",
    "\u200d",
    "👩\u200d💻",
    "e\u0301",
    "𝒜",
    "# noqa",
    "fmt: off",
    "import os",
]
texts = st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(), max_size=8)), max_size=8).map("".join)


def evaluated(source: str) -> object:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return ast.literal_eval(source)


def check_docstring(*lines: str) -> str:
    """The docstring as source, after it was found to read back as ``lines``."""
    source = "\n".join(docstring(lines, "    "))
    module = f"def f():\n{source}\n"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compile(module, "test", "exec")
    function = ast.parse(module).body[0]
    assert isinstance(function, ast.FunctionDef)
    assert len(function.body) == 1
    exec(compile(module.replace("def f():", "class F:"), "test", "exec"), {})
    read = ast.get_docstring(function) or ""
    lines = tuple(re.sub("[\ud800-\udfff]", lambda match: f"\\u{ord(match[0]):x}", line) for line in lines)
    assert read == inspect.cleandoc("\n" + "\n".join(lines)).rstrip(" \n")
    assert black.format_str(module, mode=black.Mode()) == module
    return source


def check_comment(text: str, expected: str | None = None) -> None:
    comment = comment_text(text)
    if expected is not None:
        assert comment == expected
    tokens = [token.type for token in tokenize.generate_tokens(io.StringIO(f"# {comment}\nx\n").readline)]
    assert tokens.count(tokenize.COMMENT) == 1
    assert tokens.count(tokenize.NAME) == 1
    assert len(f"# {comment}".splitlines()) == 1


@pytest.mark.parametrize("text", [text for text in HOSTILE if text.isprintable() or text.strip() == text])
def test_a_docstring_reads_back(text: str) -> None:
    check_docstring(f"Summary {text}.", "", f"    {text}x", f"x{text}", text + "x")


def test_a_docstring_stays_readable() -> None:
    lines = ['It\'s "so", 100 % →', "", "    - an item"]
    assert check_docstring(*lines).splitlines() == ['    """', f"    {lines[0]}", "", f"    {lines[2]}", '    """']


@given(st.lists(texts.map(lambda text: "x" + text.replace("\n", " ").replace("\t", " ") + "x"), min_size=1, max_size=4))
def test_any_docstring_reads_back(lines: list[str]) -> None:
    check_docstring(*lines)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb\r\nc\rd", "a b c d"),
        ("a\x0bb\x0cc\x85d\u2028e\u2029f\x1cg", "a b c d e f g"),
        ("  a \t b  ", "a b"),
        ("left\u202eright", "left\\u202eright"),
        ("nul\x00", "nul\\x00"),
        ("C:\\new", "C:\\new"),
        ("noqa", '"noqa"'),
        ("fmt: off", '"fmt": off'),
        ("x # noqa: F401", 'x "noqa": F401'),
        ("x; fmt: skip", 'x; "fmt": skip'),
        ("ruff: noqa", '"ruff": noqa'),
        ("# type: ignore", '"type": ignore'),
        ("pragma: no cover", '"pragma": no cover'),
    ],
)
def test_comments(text: str, expected: str) -> None:
    check_comment(text, expected)


@pytest.mark.parametrize("text", ["Type of the answer", "issue #12", "formats: all", "a type: b", "typed: yes", "a; b"])
def test_ordinary_words_are_no_instructions(text: str) -> None:
    check_comment(text, text)


@given(texts)
def test_any_comment_is_one_comment(text: str) -> None:
    check_comment(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", '"plain"'),
        ('say "hi"', "'say \"hi\"'"),
        ("it's", '"it\'s"'),
        ('it\'s "so"', "'it\\'s \"so\"'"),
        ("a\nb\tc", '"a\\nb\\tc"'),
        ("\x00\u2028", '"\\x00\\u2028"'),
        ("C:\\new", '"C:\\\\new"'),
    ],
)
def test_strings(text: str, expected: str) -> None:
    assert string(text) == expected
    assert evaluated(expected) == text


def test_strings_in_the_quotes_of_the_project() -> None:
    assert string("plain", "single") == "'plain'"
    assert string("it's", "single") == '"it\'s"'


@given(texts)
@example("\\'\"")
@example("''\"")
def test_any_string_reads_back_as_the_formatter_leaves_it(text: str) -> None:
    for quote in ("double", "single"):
        literal = string(text, quote)
        assert evaluated(literal) == text
        assert len(literal.splitlines()) == 1
    line = f"x = {string(text)}\n"
    assert black.format_str(line, mode=black.Mode(line_length=1000)) == line


def test_printable_text_is_left_alone() -> None:
    for text in ("Grüße →", "缓存", "نامه\u200cها", "👩\u200d💻 ✈\ufe0f", "हिन्दी"):
        assert visible(text) == text
    assert one_line("a\u3000b") == "a\u3000b"
