"""SW304 scope-mismatch: a fixture asks for one that lives shorter than itself."""

from __future__ import annotations

from collections.abc import Iterator

from seamwright.rules.context import Context
from seamwright.rules.likely import has_wide, resolver_of
from seamwright.rules.model import Example, Problem, Rule, Severity
from seamwright.rules.module import Module


def examine(module: Module, context: Context) -> Iterator[Problem]:
    """Fixtures of the module against the winning definitions of what they request."""
    resolver = resolver_of(module, context) if has_wide(module) else None
    if resolver is None:
        return
    path = context.project.tree.absolute(module.path)
    view = resolver.module(path)
    for fixture in view.fixtures if view is not None else ():
        if fixture.path != path or fixture.scope is None:
            continue
        for each in fixture.requested:
            chain = resolver.resolve(path, fixture.class_path, each.name, inside=fixture)
            if not chain or chain[0].scope is None or chain[0].maybe or chain[0].scope >= fixture.scope:
                continue
            yield Problem(
                each.span,
                f"{fixture.name} lives for a {fixture.scope.word}, and {each.name} only for a {chain[0].scope.word}",
            )


RULE = Rule(
    code="SW304",
    name="scope-mismatch",
    severity=Severity.ERROR,
    what="A fixture requests another one whose scope is narrower than its own.",
    why="pytest refuses it (`ScopeMismatch`): every test that needs the wider fixture ends in an error.",
    module=examine,
    good=(
        Example(
            "import pytest\n\n\n@pytest.fixture\ndef shop(tmp_path_factory, town):\n    '''A shop.'''\n    return "
            "open_shop()\n"
            "\n\n@pytest.fixture(scope='session')\ndef town():\n    '''A town.'''\n    return found_town()\n"
        ),
        Example(
            "import pytest\n\n\n@pytest.fixture(scope='session')\ndef shop(tmp_path_factory):\n    '''A shop.'''\n"
            "    return open_shop()\n"
        ),
    ),
    bad=(
        Example(
            "import pytest\n\n\n@pytest.fixture(scope='session')\ndef shop(‹tmp_path›):\n    '''A shop.'''\n"
            "    return open_shop()\n",
            "shop lives for a session, and tmp_path only for a function",
        ),
        Example(
            "import pytest\n\n\n@pytest.fixture(scope='module')\ndef shop(‹town›):\n    '''A shop.'''\n    return "
            "open_shop()\n"
            "\n\n@pytest.fixture(scope='class')\ndef town():\n    '''A town.'''\n    return found_town()\n",
            "shop lives for a module, and town only for a class",
        ),
    ),
)
