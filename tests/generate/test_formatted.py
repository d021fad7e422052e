"""Drafts in; whether they need a fence against formatters, out."""

from __future__ import annotations

from textwrap import indent

import black
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.generate.rendered import body_of, method, scenario


def is_fenced(lines: str) -> bool:
    body = body_of(method(scenario("Orders", stub=f"async def test_x(client):\n{indent(lines, '    ')}\n")))
    assert body[0].startswith("pytest.fail(")
    assert ("# fmt: off" in body) == ("# fmt: on" in body)
    return "# fmt: off" in body


@pytest.mark.parametrize(
    "lines",
    [
        'assert client.post("/orders", json={"article": 1, "tags": ["a", None]})',
        "assert response.status_code == 201  # created",
        'assert not a and (b or c), f"{a.b} is {b:>3} and {c()}"',
        "with pytest.raises(ValueError) as error:\n    client.get('x')\nassert error".replace("'", '"'),
        "for each in client:\n    # about each\n    await each.close()\n\n# done\nassert client",
        "if a:\n    b()\nelif c:\n    d()\nelse:\n    e()",
        "try:\n    a()\nexcept ValueError:\n    pass",
        "found = [each for each in a if each > -1]\nassert found[0] is None",
        'text = "it\'s"\nassert text',
        "x = await client.get(a=1)\nassert x + 1 * 2 == x",
    ],
)
def test_what_both_formatters_leave_needs_no_fence(lines: str) -> None:
    assert not is_fenced(lines)
    check_black(lines)


@pytest.mark.parametrize(
    "lines",
    [
        "a = 'x'\nassert a",
        "a=1\nassert a",
        "assert (a)",
        "a(1,)",
        "assert a # comment",
        "assert a; assert b",
        "a, b = c\nassert a and b",
        "assert a[1:b]",
        "assert a ** b",
        "a(lambda: 1)",
        "import os\nassert os",
        'a = r"x"\nassert a',
        'a = "x" "y"\nassert a',
        'a = """\nx\n"""\nassert a',
        "assert f\"{a['b']}\"",
        'assert f"{ a }"',
        "a(\n    1,\n)",
        "if a:\n\n    b()",
        "if a:\n    b()\n\nelse:\n    c()",
        "if a:\n    b()\n# about else\nelse:\n    c()",
        "if a:\n    b()\n    # behind",
        "def inner():\n    return 1\n\ninner()",
        "a(" + "bbbbbbbbbb, " * 8 + "c)",
        "x = 0xFF\nassert x",
        'a()\n"text"',
        "a(" + "ä" * 60 + ")",
    ],
)
def test_in_doubt_there_is_a_fence(lines: str) -> None:
    assert is_fenced(lines)


def check_black(lines: str) -> None:
    source = f"async def test_x(client):\n{indent(lines, '    ')}\n"
    assert black.format_str(source, mode=black.Mode(line_length=84)) == source


_PIECES = [
    "a()",
    "",
    "# comment",
    "    # deeper",
    "assert a == 'b'",
    'assert a == "b"',
    "if a:",
    "    b()",
    "else:",
    "    c()  # why",
    "for x in a:",
    "    if x:",
    "        x()",
    "    # between",
    "with a as b, c:",
    "    pass",
    "try:",
    "except E as e:",
    "finally:",
    "while not a:",
    "    break",
    'x = f"{a}"',
    "x = -a if b else not c",
    "x = {**a}",
    "x = (await a).b",
    "x = [(a)]",
    "x = [a, b, ]",
    "x = {a for a in b}",
    "assert x in (a and b)",
    "return x",
    "raise E from e",
    "del x",
    "x: int = 1",
    "x = a if b else c",
    "x = a @ b % c",
    "x = (yield)",
    "x = a[b][0]",
    "x = a[b, c]",
    "x = not (a == b)",
    "x = 1.0 + 1j",
    "print(*a, **b)",
]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), min_size=1, max_size=9).map("\n".join))
def test_without_a_fence_black_changes_nothing(lines: str) -> None:
    text = method(scenario("Orders", stub=f"async def test_x(client):\n{indent(lines, '    ')}\n"))
    assert black.format_str(text, mode=black.Mode(line_length=84)) == text
