"""SW305 circular-dependency: fixtures that need one another."""

from __future__ import annotations

from collections.abc import Iterator

from seamwright.fixtures import Resolver
from seamwright.fixtures.model import FixtureDef
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
    for fixture in view.fixtures if view is not None else ():
        if fixture.path != path:
            continue
        for each in fixture.requested:
            way = _back(resolver, path, fixture, each.name)
            # What looks like a circle may end in a plugin that is not installed here.
            if way is not None and not any(
                context.project.tree.may_come_from_plugin(name, context.path) for name in way
            ):
                yield Problem(each.span, f"{fixture.name} needs itself: {' → '.join([fixture.name, *way])}")


def _back(resolver: Resolver, path: str, start: FixtureDef, name: str) -> list[str] | None:
    """The names on a way from ``name`` back to ``start``."""
    todo: list[tuple[FixtureDef, str, list[str]]] = [(start, name, [])]
    seen = set()
    while todo:
        above, wanted, way = todo.pop()
        chain = resolver.resolve(path, start.class_path, wanted, inside=above)
        if not chain:
            # Nothing else has that name: the fixture means itself.
            if above.name == wanted and above.key == start.key:
                return [*way, wanted]
            continue
        found = chain[0]
        if found.key == start.key:
            return [*way, wanted]
        if found.key not in seen and len(way) < _LONGEST:
            seen.add(found.key)
            todo += [(found, each.name, [*way, wanted]) for each in found.requested]
    return None


_LONGEST = 20

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
