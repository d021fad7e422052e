"""Tests in, and whether somebody has written them."""

from __future__ import annotations

from textwrap import dedent, indent

import pytest

from seamwright.suite.unwritten import is_unwritten


def check(body: str, *, unwritten: bool) -> None:
    """A method and a function with this ``body``."""
    source = "def test_x(self, seat: str = ':'):\n" + indent(dedent(body).strip("\n"), "    ")
    assert is_unwritten(source) is unwritten
    assert is_unwritten(indent(source, "    ").lstrip()) is unwritten


@pytest.mark.parametrize(
    "body",
    [
        "pass",
        "...",
        '"""Test that a seat is free."""',
        '"""Test that a seat is free."""\n# Arrange\n\n# Assert\npass',
        'pytest.fail("not implemented: a seat is free")',
        'office = Office()\npytest.fail(\n    "not implemented: a seat is free"\n)',
        'pytest.skip(reason="TODO")',
        'self.skipTest("not yet implemented")',
        "raise NotImplementedError",
        'pytest.fail("draft from the plan: review, then delete this line")\nassert office.seats == 1',
    ],
)
def test_stub(body: str) -> None:
    check(body, unwritten=True)


@pytest.mark.parametrize(
    "body",
    [
        "assert office.seats == 1",
        'pytest.fail("the seat was not free")',
        'pytest.skip("no printer here")',
        """
        class Printer:
            def print(self):
                raise NotImplementedError

        assert office.print_with(Printer()) is None
        """,
        """
        if not office.has_printer:
            pytest.skip("not implemented on this machine")
        assert office.print()
        """,
        """
        '''Test that it says so.'''
        with pytest.raises(NotImplementedError):
            office.print()
        """,
    ],
)
def test_written(body: str) -> None:
    check(body, unwritten=False)


def test_body_on_the_line_of_the_signature() -> None:
    assert is_unwritten("def test_x(): ...")
    assert is_unwritten('def test_x(): pytest.skip("not implemented")')
    assert not is_unwritten("def test_x(): assert office.seats == 1")
