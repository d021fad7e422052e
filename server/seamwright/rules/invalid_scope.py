"""SW307 invalid-scope: a fixture's scope is none that pytest knows."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from seamwright.rules.context import Context
from seamwright.rules.likely import facts
from seamwright.rules.model import Example, Fix, Problem, Rule, Severity
from seamwright.rules.module import Module
from seamwright.text.edit import Edit

SCOPES = ("function", "class", "module", "package", "session")


def examine(module: Module, context: Context) -> Iterator[Problem]:
    """Scopes that are written out in the module."""
    found = facts(module, context, "scope")
    for fixture in found.own() if found is not None else ():
        span, word = fixture.scope_span, fixture.scope_text
        if span is None or word is None or word in SCOPES:
            continue
        close = get_close_matches(word.lower(), SCOPES, n=1)
        fix = None
        if close and module.text[span.start : span.end] == word:
            fix = Fix(f"Write {close[0]}", (Edit(span, close[0]),))
        hint = f"; did you mean {close[0]}?" if close else ""
        yield Problem(span, f"{word} is no scope{hint}", fix=fix)


RULE = Rule(
    code="SW307",
    name="invalid-scope",
    severity=Severity.ERROR,
    what="The scope of a fixture is none of function, class, module, package and session.",
    why="pytest refuses the whole module.",
    module=examine,
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
            "import pytest\n\n\n@pytest.fixture(scope='‹sesion›')\ndef shop():\n    '''A shop.'''\n    return "
            "open_shop()\n",
            "sesion is no scope; did you mean session?",
            "import pytest\n\n\n@pytest.fixture(scope='session')\ndef shop():\n    '''A shop.'''\n    return "
            "open_shop()\n",
        ),
        Example(
            "import pytest\n\n\n@pytest.fixture(scope=\"‹test›\")\ndef shop():\n    '''A shop.'''\n    return "
            "open_shop()\n",
            "test is no scope",
        ),
    ),
)
