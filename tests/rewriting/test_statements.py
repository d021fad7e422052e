"""What becomes of a simple statement, and of a definition that goes."""

from __future__ import annotations

import pytest

from seamwright.rewriting import CannotRewrite, MakeAsync, RemoveDefinition, ReplaceStatement
from seamwright.rewriting.edits import edits
from seamwright.text.edit import apply
from seamwright.text.span import Span

NEW = "put({key}, {value})"


def statement(text: str, new: str = NEW) -> ReplaceStatement:
    """Of the statement between ``‹`` and ``›``, with the key in ``[…]`` and the value behind ``=``, marked by ``§``."""
    parts = []
    clean = text
    for sign, name in (("¤", "key"), ("§", "value")):
        if sign in text:
            outside = clean.replace("‹", "").replace("›", "")
            for other in "¤§":
                outside = outside.replace(other, "" if other != sign else other)
            start = outside.index(sign)
            parts.append((name, Span(start, outside.index(sign, start + 1) - 1)))
    bare = text.replace("¤", "").replace("§", "")
    return ReplaceStatement(Span(bare.index("‹"), bare.index("›") - 1), new, tuple(parts))


def clean(text: str) -> str:
    for sign in "‹›¤§":
        text = text.replace(sign, "")
    return text


def check(before: str, after: str, new: str = NEW) -> None:
    text = clean(before)
    assert apply(text, edits(text, [statement(before, new)])) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('‹x[¤"A"¤] = §"b"§›', 'put("A", "b")'),
        ("‹x[ ¤KEY¤ ]=§a if b else c§›", "put(KEY, a if b else c)"),
        ("a = 1; ‹x[¤k¤] = §f'{a}'§›; b = 2  # c", "a = 1; put(k, f'{a}'); b = 2  # c"),
        ("‹x[¤k¤] = \\\n    §1§›  # c", "put(k, 1)  # c"),
        ("‹x[¤k¤] = (  # why\n    §1§\n)›", "put(k, (  # why\n    1\n))"),
        ("‹x[¤k¤] = §f(\n  1,  # one\n)§›", "put(k, f(\n  1,  # one\n))"),
        ('‹x[¤k¤] = §"""\n  a\n"""§›', 'put(k, """\n  a\n""")'),
        ("‹x[¤ключ¤] = §'💳' '\u2028'§›", "put(ключ, '💳' '\u2028')"),
        ("if a: ‹x[¤k¤] = §lambda: 0§›", "if a: put(k, lambda: 0)"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("head", ["", "def f():\n\t'''💳'''\n\t", "class A:\n  def f(self):\n    with a:\n      "])
def test_the_parts_stay_what_they_are(before: str, after: str, newline: str, head: str) -> None:
    text = f"{head}{before}\n\n\ndef g(): pass\n".replace("\n", newline)
    check(text, f"{head}{after}\n\n\ndef g(): pass\n".replace("\n", newline))


def test_only_what_differs_is_an_edit() -> None:
    text = "def f():\n    ‹x[¤'a long key'¤] = §'a long value'§›\n"
    found = edits(clean(text), [statement(text)])

    assert [edit.new for edit in found] == ["put(", ",", ")"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        # A tuple without brackets would be two arguments.
        ("‹x[¤k¤] = §a, b§›", "the change cannot be made without touching other code"),
        ("y = ‹§x§›[¤k¤]", "the statement is not there any more"),
        ("‹x[¤k¤] = 1; y = §2§›", "the statement is not there any more"),
        ("‹x[  # why\n  ¤k¤] = §2§›", "a comment would be lost"),
        ("‹x[¤k¤] = §" + "(" * 60 + ")" * 60 + "§›", "the code is nested too deeply to be changed"),
        ("‹x[¤k¤] = §" + "'a' " * 6000 + "§›", "the statement is too long to be changed"),
        ("‹x[¤k¤] = §1 +\n§›", "the statement is not there any more"),
        ("‹x[¤k¤] =\x0c §(a\x0c)§›", "the statement is not what it was"),
    ],
)
def test_where_something_is_in_the_way_nothing_is_changed(text: str, reason: str) -> None:
    with pytest.raises(CannotRewrite, match=reason):
        edits(clean(text) + "\n", [statement(text)])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a = 1\n\n\n@x\ndef ‸f():\n    pass\n\n\nb = 2\n", "a = 1\n\n\nb = 2\n"),
        ("@x\ndef ‸f(): pass  # why\n\n\n# about b\nb = 2\n", "# about b\nb = 2\n"),
        ("def ‸f():\n    pass\n    # inside\n\nb = 2\n", "    # inside\n\nb = 2\n"),
        (
            "class A:\r\n    @x\r\n    def ‸f(self):\r\n        pass\r\n\r\n    b = 2\r\n",
            "class A:\r\n    b = 2\r\n",
        ),
        ("\ufeffclass ‸A:\n    pass\n\n", "\ufeff"),
        ("a = 1\ndef ‸f(): pass", "a = 1\n"),
    ],
)
def test_a_definition_goes_with_the_blank_lines_below(before: str, after: str) -> None:
    text = before.replace("‸", "")
    assert apply(text, edits(text, [RemoveDefinition(before.index("‸"))])) == after


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("class A:\n    def ‸f(self): pass\n", "the file would not parse afterwards"),
        ("def ‸f(): pass\nx = (\n", "the file does not parse"),
        ("def f(): pass; ‸g = 1\n", "the definition is not there any more"),
    ],
)
def test_a_definition_that_is_needed_stays(text: str, reason: str) -> None:
    with pytest.raises(CannotRewrite, match=reason):
        edits(text.replace("‸", ""), [RemoveDefinition(text.index("‸"))])


def test_of_two_changes_of_one_definition_one_must_wait() -> None:
    with pytest.raises(CannotRewrite, match="two changes are about the same code"):
        edits("def f(): pass\na = 1\n", [RemoveDefinition(4), MakeAsync(4)])
