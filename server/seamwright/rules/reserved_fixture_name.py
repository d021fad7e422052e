"""SW315 reserved-fixture-name: a fixture or an argument of parametrize is called ``request``."""

from __future__ import annotations

from collections.abc import Iterator

from seamwright.rules.context import Context
from seamwright.rules.likely import facts
from seamwright.rules.model import Example, Problem, Rule, Severity
from seamwright.rules.module import Module

_RESERVED = "request"


def examine(module: Module, context: Context) -> Iterator[Problem]:
    """Names that the module gives to fixtures and to arguments of ``parametrize``."""
    found = facts(module, context, "def request", '"request"', "'request'", "request =", "request=")
    if found is None:
        return
    for fixture in found.own():
        if fixture.name == _RESERVED and not fixture.maybe:
            place = fixture.alias.span if fixture.alias is not None else fixture.name_span
            yield Problem(place, "request is pytest's own name, and no fixture may have it")
    for function in found.tests():
        for mark in function.marks.parametrize:
            for ref in mark.names:
                if ref.value == _RESERVED and function.known:
                    yield Problem(ref.span, "request is pytest's own name, and cannot be parametrized")


RULE = Rule(
    code="SW315",
    name="reserved-fixture-name",
    severity=Severity.ERROR,
    what="A fixture is called `request`, or `parametrize` fills an argument of that name.",
    why="pytest gives `request` to whoever asks for it and refuses a module that defines it.",
    module=examine,
    good=(
        Example(
            "import pytest\n\n\n@pytest.fixture\ndef shop_request(request):\n    '''A request.'''\n"
            "    return ask(request.node)\n"
        ),
        Example("def request():\n    '''A helper, which is no fixture.'''\n    return 1\n"),
    ),
    bad=(
        Example(
            "import pytest\n\n\n@pytest.fixture\ndef ‹request›():\n    '''A request.'''\n    return 1\n",
            "request is pytest's own name, and no fixture may have it",
        ),
        Example(
            "import pytest\n\n\n@pytest.fixture(name='‹request›')\ndef shop_request():\n    '''A request.'''\n"
            "    return 1\n",
            "request is pytest's own name, and no fixture may have it",
        ),
        Example(
            "import pytest\n\n\n@pytest.mark.parametrize('‹request›', [1, 2])\ndef test_shop_answers_it(request):\n"
            "    '''Test that it answers.'''\n    assert request\n",
            "request is pytest's own name, and cannot be parametrized",
        ),
    ),
)
