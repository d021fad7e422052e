"""One line in a docstring says what a class stands for: where it goes, and where it is refused."""

from __future__ import annotations

import pytest

from seamwright.actions.declare import declare, deny_line, pin_line
from seamwright.generate.model import Reference
from seamwright.text.edit import apply
from seamwright.trace.declared import denials, pins

REFERENCE = Reference("tests/TEST_PLAN.md", "basket-till", "0123abcd")
PIN = pin_line(REFERENCE)


def check(before: str, after: str | None, line: str = PIN) -> None:
    """``before`` with ``line`` is ``after``; ``None``: nothing is done. A second time nothing is done either."""
    edits = declare(before, "TestTill", line)
    if after is None:
        assert edits == ()
        return
    assert apply(before, edits) == after
    assert declare(after, "TestTill", line) == ()


def test_below_a_docstring_of_several_lines() -> None:
    check(
        'class TestTill:\n    """\n    Tills.\n\n    More.\n    """\n\n    def test_it(self): ...\n',
        f'class TestTill:\n    """\n    Tills.\n\n    More.\n\n    {PIN}\n    """\n\n    def test_it(self): ...\n',
    )


def test_a_docstring_of_one_line_grows() -> None:
    check(
        "class TestTill:\n    '''Tills.'''\n    def test_it(self): ...\n",
        f"class TestTill:\n    '''Tills.\n\n    {PIN}\n    '''\n    def test_it(self): ...\n",
    )


def test_a_class_without_a_docstring_gets_one() -> None:
    check(
        "class TestTill:\n\tx = 1\n",
        f'class TestTill:\n\t"""{PIN}"""\n\n\tx = 1\n',
    )


def test_line_ends_stay_as_they_are() -> None:
    check(
        'class TestTill:\r\n    """Tills."""\r\n    x = 1\r\n',
        f'class TestTill:\r\n    """Tills.\r\n\r\n    {PIN}\r\n    """\r\n    x = 1\r\n',
    )


def test_a_second_line_stands_below_the_first() -> None:
    deny = deny_line("tests/TEST_PLAN.md", "till-ledger")
    check(
        f'class TestTill:\n    """Tills.\n\n    {deny}\n    """\n    x = 1\n',
        f'class TestTill:\n    """Tills.\n\n    {deny}\n    {PIN}\n    """\n    x = 1\n',
    )


@pytest.mark.parametrize(
    "text",
    [
        "class TestTill: x = 1\n",
        'class TestTill:\n    "Tills."\n    x = 1\n',
        'class TestTill:\n    """Tills.""" + ""\n',
        "class TestTill:\n    x = (\n",
        "class TestOther:\n    x = 1\n",
        "class TestTill:\n    x = 1\nclass TestTill:\n    x = 2\n",
    ],
    ids=["inline", "plain quotes", "no docstring", "does not parse", "another class", "two of that name"],
)
def test_where_it_is_not_certain_nothing_is_done(text: str) -> None:
    edits = declare(text, "TestTill", PIN)

    assert edits == () or PIN in apply(text, edits).splitlines()[1]


def test_a_path_that_would_mean_something_else_is_refused() -> None:
    check('class TestTill:\n    """Tills."""\n    x = 1\n', None, pin_line(Reference('a"""b\\n.md', "x", "")))


def test_the_lines_are_read_as_they_were_meant() -> None:
    text = 'class TestTill:\n    """Tills."""\n    x = 1\n'
    pinned = apply(text, declare(text, "TestTill", PIN))
    denied = apply(text, declare(text, "TestTill", deny_line("tests/TEST_PLAN.md", "basket-till")))

    assert pins(pinned) == (REFERENCE,)
    assert denials(denied) == (Reference("tests/TEST_PLAN.md", "basket-till", ""),)
