"""SW305 circular-dependency: fixtures that need one another."""

from __future__ import annotations

from collections.abc import Iterator

from seamwright.fixtures.model import ModuleFixtures, Visible
from seamwright.rules.context import Context
from seamwright.rules.likely import has_circle, resolver_of
from seamwright.rules.model import Example, Problem, Rule, Severity
from seamwright.rules.module import Module


def examine(module: Module, context: Context) -> Iterator[Problem]:
    """Requests of the module's fixtures that lead back to where they began."""
    resolver = resolver_of(module, context) if has_circle(module, context) else None
    if resolver is None:
        return
    path = context.project.tree.absolute(module.path)
    view = resolver.module(path)
    filled = _filled(view, resolver.visible(path)) if view is not None else set()
    for fixture in view.fixtures if view is not None else ():
        if fixture.path != path or fixture.maybe:
            continue
        for each in fixture.requested:
            way = resolver.circle(path, fixture, each.name)
            if way is None or not filled.isdisjoint(way):
                continue
            # What looks like a circle may end in a plugin that is not installed here.
            if len(way) == 1 and context.project.tree.lacks_plugins(context.path):
                continue
            if not any(context.project.tree.may_come_from_plugin(name, context.path) for name in way):
                yield Problem(each.span, f"{fixture.name} needs itself: {' → '.join([fixture.name, *way])}")


def _filled(view: ModuleFixtures, visible: Visible) -> set[str]:
    """Names that a ``parametrize`` fills somewhere in the module: there, no fixture of that name is asked."""
    marks = [view.marks, *(each.marks for each in view.functions), *(each.marks for each in view.classes)]
    return {name for each in marks for mark in each.parametrize for name in mark.direct} | visible.generated


RULE = Rule(
    code="SW305",
    name="circular-dependency",
    former=("circular-fixture",),
    severity=Severity.ERROR,
    what="A fixture requests itself, directly or through others.",
    why="pytest refuses it: every test that needs one of them ends in an error.",
    module=examine,
    good=(
        Example(
            "import pytest\n\n\n@pytest.fixture\ndef shop(shop):\n    '''The shared shop, painted.'''\n    return "
            "shop\n",
            files={
                "tests/conftest.py": "import pytest\n\n\n@pytest.fixture\ndef shop():\n    '''One.'''\n    return 1\n"
            },
        ),
        Example(
            "import pytest\n\n\n@pytest.fixture\ndef shop(town):\n    '''One.'''\n    return 1\n"
            "\n\n@pytest.fixture\ndef town():\n    '''A town.'''\n    return 1\n"
        ),
        Example(
            "import pytest\n\n\n@pytest.fixture\ndef shop(town):\n    '''A painted shop.'''\n    return town\n",
            files={
                "tests/conftest.py": "import pytest\n\n\n@pytest.fixture\ndef shop():\n    '''One.'''\n    return 1\n"
                "\n\n@pytest.fixture\ndef town(shop):\n    '''A town around the shop.'''\n    return shop\n"
            },
        ),
        Example(
            "import pytest\n\n\n@pytest.mark.parametrize('shop', [1])\nclass TestShop:\n    '''Shops.'''\n\n"
            "    @pytest.fixture\n    def shop(self, shop):\n        '''One.'''\n        return shop\n"
        ),
    ),
    bad=(
        Example(
            "import pytest\n\n\n@pytest.fixture\ndef shop(‹shop›):\n    '''A shop.'''\n    return 1\n",
            "shop needs itself: shop → shop",
        ),
        Example(
            "import pytest\n\n\n@pytest.fixture(name='shop')\ndef _shop(‹shop›):\n    '''A shop.'''\n    return shop\n",
            "shop needs itself: shop → shop",
        ),
    ),
)
