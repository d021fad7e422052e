"""SW304 scope-mismatch: a fixture asks for one that lives shorter than itself."""

from __future__ import annotations

from collections.abc import Iterator

from seamwright.fixtures.model import FixtureDef, Scope
from seamwright.rules.context import Context
from seamwright.rules.likely import Facts, facts
from seamwright.rules.model import Example, Problem, Rule, Severity
from seamwright.rules.module import Module


def examine(module: Module, context: Context) -> Iterator[Problem]:
    """Fixtures of the module against what they request, and against what requests the name that they override."""
    found = facts(module, context, "fixture")
    if found is None:
        return
    for fixture in found.own():
        if fixture.scope is None:
            continue
        if fixture.scope > Scope.FUNCTION:
            yield from _too_short(found, fixture)
        yield from _overridden(found, fixture)


def _too_short(found: Facts, fixture: FixtureDef) -> Iterator[Problem]:
    """Requests of ``fixture``, by parameter or by ``getfixturevalue``, for what lives shorter."""
    asked = [(each.name, each.span) for each in fixture.requested]
    asked += [
        (use.ref.value, use.ref.span)
        for use in found.view.uses
        if use.how == "getfixturevalue" and fixture.span.start <= use.ref.span.start < fixture.span.end
    ]
    for name, span in asked:
        chain = found.resolver.resolve(found.path, fixture.class_path, name, inside=fixture)
        scope = chain[0].scope if chain else None
        if scope is None or fixture.scope is None or chain[0].maybe or scope >= fixture.scope:
            continue
        yield Problem(span, f"{fixture.name} lives for a {fixture.scope.word}, and {name} only for a {scope.word}")


def _overridden(found: Facts, fixture: FixtureDef) -> Iterator[Problem]:
    """Whether an override takes the place of something that a fixture from further out needs for longer."""
    visible = found.resolver.visible(found.path, fixture.class_path).names
    chain = visible.get(fixture.name, ())
    if fixture.scope is None or fixture.maybe or len(chain) < 2 or chain[0].key != fixture.key:
        return
    before = chain[1].scope
    if before is None or before <= fixture.scope:
        return
    for name, others in visible.items():
        other = others[0]
        if name == fixture.name or other.scope is None or other.scope <= fixture.scope or other.maybe:
            continue
        if other.path == found.path and other.class_path == fixture.class_path:
            continue  # It is reported where it asks.
        if all(each.name != fixture.name for each in other.requested) or not _is_needed(found, fixture, other):
            continue
        message = (
            f"{fixture.name} lives only for a {fixture.scope.word} here, and {name}, which lives for a "
            f"{other.scope.word}, needs it"
        )
        yield Problem(fixture.name_span, message)
        return


def _is_needed(found: Facts, fixture: FixtureDef, other: FixtureDef) -> bool:
    """Whether a test gets both; of a conftest's fixtures, whose tests are elsewhere, it is assumed."""
    if found.path.endswith("/conftest.py"):
        return True
    for function in found.tests():
        if function.class_path[: len(fixture.class_path)] != fixture.class_path:
            continue
        used = found.resolver.closure(found.path, function).used
        if {fixture.key, other.key} <= {chain[0].key for chain in used.values()}:
            return True
    return False


RULE = Rule(
    code="SW304",
    name="scope-mismatch",
    severity=Severity.ERROR,
    what="A fixture requests another one whose scope is narrower than its own, or overrides, for a shorter time, one "
    "that a wider fixture requests.",
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
        Example(
            "import pytest\n\n\n@pytest.fixture\ndef ‹town›():\n    '''A town.'''\n    return found_town()\n\n\n"
            "def test_shop_opens_early(shop):\n    '''Test that it opens.'''\n    assert shop\n",
            "town lives only for a function here, and shop, which lives for a session, needs it",
            files={
                "tests/conftest.py": "import pytest\n\n\n@pytest.fixture(scope='session')\ndef shop(town):\n"
                "    return town\n\n\n@pytest.fixture(scope='session')\ndef town():\n    return found_town()\n"
            },
        ),
    ),
)
