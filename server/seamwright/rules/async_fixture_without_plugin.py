"""SW317 async-fixture-without-plugin: an ``async def`` fixture that nothing awaits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from seamwright.rules.context import Context
from seamwright.rules.likely import Facts, facts
from seamwright.rules.model import Example, Problem, Rule, Severity
from seamwright.rules.module import Module


def examine(module: Module, context: Context) -> Iterator[Problem]:
    """Only where all plugins are known, and none of them nor a conftest has a hand in making fixtures."""
    found = facts(module, context, "async def")
    if found is None or not any(each.is_async and each.decorator in _PLAIN for each in found.own()):
        return
    if _is_awaited(found) or context.project.tree.lacks_plugins(context.path):
        return
    for fixture in found.own():
        if fixture.is_async and fixture.decorator in _PLAIN and not fixture.maybe:
            yield Problem(fixture.name_span, f"No plugin that awaits {fixture.name} is installed")


def _is_awaited(found: Facts) -> bool:
    """Whether something that pytest loads may run coroutines: such a thing has a hook, or wraps what is found."""
    project = found.resolver.project
    if found.resolver.visible(found.path).unknown:
        return True
    if _HOOKS.intersection(found.view.hooks):
        return True
    further = [each for each in project.plugins(found.path) if not each.builtin]
    if any(_NAMES.search(each.name) for each in further):
        return True
    read = [each for each in found.resolver.chain(found.path) if "/_pytest/" not in each and each != found.path]
    for path in dict.fromkeys([*(each.path for each in further), *read]):
        text = project.text(path) if path is not None else None
        if path is None or (text is not None and _RUNS.search(text)):
            return True
    return False


_PLAIN = frozenset({"pytest.fixture", "pytest.yield_fixture", "_pytest.fixtures.fixture"})
_HOOKS = frozenset({"pytest_fixture_setup", "pytest_pyfunc_call", "pytest_collection_modifyitems"})
_NAMES = re.compile(r"(?i)async|asyncio|anyio|trio|twisted|tornado|tornasync|aio")
_RUNS = re.compile(r"pytest_fixture_setup|pytest_pyfunc_call|iscoroutine|isasyncgen|run_until_complete|run_sync")

RULE = Rule(
    code="SW317",
    name="async-fixture-without-plugin",
    severity=Severity.WARNING,
    what="A fixture is a coroutine, and no plugin that awaits it (such as pytest-asyncio or anyio) is installed.",
    why="pytest itself never awaits: tests get the coroutine instead of its value, or an error from pytest 9 on.",
    module=examine,
    good=(
        Example(
            "import pytest\n\n\n@pytest.fixture\nasync def shop():\n    '''A shop.'''\n    return 1\n",
            files={"conftest.py": "def pytest_fixture_setup(fixturedef, request):\n    run(fixturedef)\n"},
        ),
        Example(
            "import pytest_asyncio\n\n\n@pytest_asyncio.fixture\nasync def shop():\n    '''A shop.'''\n    return 1\n"
        ),
        Example("import pytest\n\n\n@pytest.fixture\ndef shop():\n    '''A shop.'''\n    return open_shop()\n"),
    ),
    bad=(
        Example(
            "import pytest\n\n\n@pytest.fixture\nasync def ‹shop›():\n    '''A shop.'''\n    return 1\n",
            "No plugin that awaits shop is installed",
        ),
        Example(
            "import pytest\n\n\n@pytest.fixture(scope='module')\nasync def ‹shop›():\n    '''A shop.'''\n"
            "    yield open_shop()\n",
            "No plugin that awaits shop is installed",
        ),
    ),
)
