"""SW318 pytest-plugins-non-root: ``pytest_plugins`` in a conftest that pytest loads too late for it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from seamwright.rules.context import Context
from seamwright.rules.likely import facts
from seamwright.rules.model import Example, Problem, Rule, Severity
from seamwright.rules.module import Module
from seamwright.text.span import Span


def examine(module: Module, context: Context) -> Iterator[Problem]:
    """Only where an ini file says what the root is; without one it depends on how pytest is called."""
    found = facts(module, context, "pytest_plugins") if module.is_conftest else None
    if found is None or found.view.plugins.span is None:
        return
    config = found.resolver.project.config(found.path)
    inside = found.path.startswith(f"{config.rootdir}/")
    if config.inipath is None or not inside or found.resolver.may_declare_plugins(found.path):
        return
    match = _NAME.search(module.text)
    place = Span(match.start(1), match.end(1)) if match else found.view.plugins.span
    yield Problem(place, "pytest refuses pytest_plugins in a conftest below its root")


_NAME = re.compile(r"^[ \t]*(pytest_plugins)\b", re.MULTILINE)
_PLUGIN = "import pytest\n\n\n@pytest.fixture\ndef shop():\n    '''A shop.'''\n    return 1\n"

RULE = Rule(
    code="SW318",
    name="pytest-plugins-non-root",
    severity=Severity.ERROR,
    what="A `conftest.py` that is neither at pytest's root nor loaded at its start says `pytest_plugins`.",
    why="pytest ends the whole run with an error: such plugins would be everybody's, depending on what is run.",
    module=examine,
    good=(
        Example(
            "pytest_plugins = ['shop_fixtures']\n",
            path="conftest.py",
            files={"pytest.ini": "[pytest]\n", "shop_fixtures.py": _PLUGIN},
        ),
        Example(
            "pytest_plugins = ['shop_fixtures']\n", files={"pytest.ini": "[pytest]\n", "shop_fixtures.py": _PLUGIN}
        ),
    ),
    bad=(
        Example(
            "‹pytest_plugins› = ['shop_fixtures']\n",
            "pytest refuses pytest_plugins in a conftest below its root",
            path="tests/integration/conftest.py",
            files={"pytest.ini": "[pytest]\n", "shop_fixtures.py": _PLUGIN},
        ),
        Example(
            "‹pytest_plugins› = 'shop_fixtures'\n",
            "pytest refuses pytest_plugins in a conftest below its root",
            path="tests/conftest.py",
            files={"pytest.ini": "[pytest]\n", "shop_fixtures.py": _PLUGIN},
        ),
    ),
)
