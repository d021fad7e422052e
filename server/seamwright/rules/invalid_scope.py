"""SW307 invalid-scope: a fixture's scope is none that pytest knows."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from seamwright.rules.context import Context
from seamwright.rules.model import Example, Fix, Problem, Rule, Severity
from seamwright.rules.module import Function
from seamwright.rules.syntax import keyword
from seamwright.text.edit import Edit

SCOPES = ("function", "class", "module", "package", "session")


def examine(function: Function, context: Context) -> Iterator[Problem]:
    """Scopes that are written out."""
    fixture = function.fixture
    if fixture is None or fixture.scope is None or fixture.scope in SCOPES:
        return
    decorator = fixture.decorator
    place = keyword(decorator, "scope") if hasattr(decorator, "keywords") else None  # type: ignore[arg-type]
    span = function.span(place or decorator)
    close = get_close_matches(fixture.scope, SCOPES, n=1)
    fix = None
    if place is not None and close:
        quote = function.parsed.source[span.start]
        fix = Fix(f"Write {close[0]}", (Edit(span, f"{quote}{close[0]}{quote}"),))
    hint = f"; did you mean {close[0]}?" if close else ""
    yield Problem(span, f"{fixture.scope} is no scope{hint}", fix=fix)


RULE = Rule(
    code="SW307",
    name="invalid-scope",
    severity=Severity.ERROR,
    what="The scope of a fixture is none of function, class, module, package and session.",
    why="pytest refuses the whole module.",
    function=examine,
    fixable=True,
    good=(
        Example(
            "import pytest\n\n\n@pytest.fixture(scope='session')\ndef shop():\n    '''A shop.'''\n    return "
            "open_shop()\n"
        ),
        Example(
            "import pytest\n\nSCOPE = 'session'\n\n\n@pytest.fixture(scope=SCOPE)\ndef shop():\n    '''A shop.'''\n"
            "    return open_shop()\n"
        ),
    ),
    bad=(
        Example(
            "import pytest\n\n\n@pytest.fixture(scope=‹'sesion'›)\ndef shop():\n    '''A shop.'''\n    return "
            "open_shop()\n",
            "sesion is no scope; did you mean session?",
            "import pytest\n\n\n@pytest.fixture(scope='session')\ndef shop():\n    '''A shop.'''\n    return "
            "open_shop()\n",
        ),
        Example(
            "import pytest\n\n\n@pytest.fixture(scope=‹\"test\"›)\ndef shop():\n    '''A shop.'''\n    return "
            "open_shop()\n",
            "test is no scope",
        ),
    ),
)
