"""What becomes a placeholder in generated code."""

from __future__ import annotations

import pytest

from seamwright.lsp.snippets import first_gap, snippet_of


def check(code: str, *gaps: str) -> None:
    snippet = snippet_of(code)
    numbered = [f"${{{number}:{gap}}}" for number, gap in enumerate(gaps, 1)]

    assert (snippet is not None) == bool(gaps)
    for each in numbered:
        assert snippet is not None
        assert each in snippet
    place = first_gap(code)
    assert (code[slice(*place)] if place else None) == (gaps[0] if gaps else None)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_call_with_its_reason_on_a_line_of_its_own_is_one(end: str) -> None:
    call = end.join(["pytest.fail(", '            "not implemented: a long reason"', "        )"])

    check(f"def test_x():{end}        {call}{end}", call)


def test_every_todo_and_every_ending_is_one_in_the_order_of_lines() -> None:
    check(
        'def test_x():\n    """TODO: say why\n    """\n    pytest.skip("not implemented (yet)")\n',
        "TODO: say why",
        'pytest.skip("not implemented (yet)")',
    )


@pytest.mark.parametrize(
    "code", ["assert x == 1\n", "pytest.fail\n", "pytest.fail(\n    reason,\n    more,\n)\n", "todo()\n"]
)
def test_other_code_has_none(code: str) -> None:
    check(code)
