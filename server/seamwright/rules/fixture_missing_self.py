"""SW316 fixture-missing-self: a fixture in a class has no ``self``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from seamwright.fixtures.model import FixtureDef
from seamwright.rewriting import AddParameter
from seamwright.rules.context import Context
from seamwright.rules.likely import Facts, facts
from seamwright.rules.model import Example, Fix, Problem, Rule, Severity
from seamwright.rules.module import Module


def examine(module: Module, context: Context) -> Iterator[Problem]:
    """Fixtures that are methods."""
    found = facts(module, context, "class ")
    if found is None:
        return
    for fixture in found.own():
        if not fixture.class_path or fixture.name_span.start < fixture.span.start or _is_bound(found, fixture):
            continue
        if _STATIC.search(module.text, fixture.span.start, fixture.name_span.start):
            continue
        first = fixture.parameters[0].name if fixture.parameters else None
        fix = Fix("Add self", rewrites=(AddParameter(fixture.name_span.start, "self", first=True),))
        said = f"{fixture.name} takes no self, and pytest calls it as a method"
        if first:
            said += f": {first} would be the object of the class"
        yield Problem(fixture.name_span, said, fix=fix)


def _is_bound(found: Facts, fixture: FixtureDef) -> bool:
    """Whether the first parameter takes the object. One of another name than ``self`` may be meant for it."""
    if not fixture.parameters:
        return False
    first = fixture.parameters[0]
    if first.kind == "args":
        return True
    if first.kind in ("keyword-only", "kwargs"):
        return False
    if first.name in ("self", "cls") or first.name.startswith("_") or first.has_default:
        return True
    visible = found.resolver.visible(found.path, fixture.class_path)
    return first.name not in visible.names and first.name != "request"


_STATIC = re.compile(r"@[ \t]*(?:staticmethod|classmethod)\b")

RULE = Rule(
    code="SW316",
    name="fixture-missing-self",
    severity=Severity.ERROR,
    what="A fixture in a class takes no `self`.",
    why="pytest calls it on an object of the class: the call fails, or its first fixture is the object.",
    module=examine,
    fixable=True,
    good=(
        Example(
            "import pytest\n\n\nclass TestShop:\n    '''A shop.'''\n\n    @pytest.fixture\n    def shop(self):\n"
            "        '''A shop.'''\n        return 1\n"
        ),
        Example(
            "import pytest\n\n\nclass TestShop:\n    '''A shop.'''\n\n    @pytest.fixture\n    @staticmethod\n"
            "    def shop():\n        '''A shop.'''\n        return 1\n"
        ),
        Example("import pytest\n\n\n@pytest.fixture\ndef shop():\n    '''A shop.'''\n    return open_shop()\n"),
    ),
    bad=(
        Example(
            "import pytest\n\n\nclass TestShop:\n    '''A shop.'''\n\n    @pytest.fixture\n    def ‹shop›():\n"
            "        '''A shop.'''\n        return 1\n",
            "shop takes no self, and pytest calls it as a method",
            "import pytest\n\n\nclass TestShop:\n    '''A shop.'''\n\n    @pytest.fixture\n    def shop(self):\n"
            "        '''A shop.'''\n        return 1\n",
        ),
        Example(
            "import pytest\n\n\nclass TestShop:\n    '''A shop.'''\n\n    @pytest.fixture\n    def ‹shop›(tmp_path):\n"
            "        '''A shop.'''\n        return tmp_path\n",
            "shop takes no self, and pytest calls it as a method: tmp_path would be the object of the class",
            "import pytest\n\n\nclass TestShop:\n    '''A shop.'''\n\n    @pytest.fixture\n"
            "    def shop(self, tmp_path):\n"
            "        '''A shop.'''\n        return tmp_path\n",
        ),
    ),
)
