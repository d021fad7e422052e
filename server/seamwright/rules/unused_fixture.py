"""SW310 unused-fixture: nothing asks for a fixture."""

from __future__ import annotations

import re
from collections.abc import Iterator

from seamwright.fixtures.model import FixtureDef
from seamwright.fixtures.words import asks_plainly, words_of
from seamwright.rules.context import Context
from seamwright.rules.likely import Facts, facts
from seamwright.rules.model import Example, Problem, Rule, Severity
from seamwright.rules.module import Module


def examine(module: Module, context: Context) -> Iterator[Problem]:
    """Only where all files of the project are known, and none of them so much as mentions the name."""
    found = facts(module, context, "fixture")
    if found is None or found.view.has_errors:
        return
    if not (module.is_conftest or found.resolver.is_test_file(found.path)):
        return  # A module of another kind may be a plugin, whose users are elsewhere.
    words = None
    for fixture in found.own():
        if fixture.autouse or fixture.maybe or _PLUGINS.fullmatch(fixture.name) or fixture.name.startswith("pytest_"):
            continue
        name = fixture.name
        if asks_plainly(found.text, name):
            continue
        words = words_of(_without_aliases(found)) if words is None else words
        if name in words.asked or name in words.strings or words.computes or _overrides(found, fixture):
            continue
        if context.project.tree.mentions(name, module.path) is not False:
            continue
        if name in found.resolver.project.config(found.path).usefixtures:
            continue
        if not context.project.tree.may_come_from_plugin(name, context.path):
            yield Problem(fixture.name_span, f"Nothing asks for {name}", unnecessary=True)


def _without_aliases(found: Facts) -> str:
    """The module without the strings that give fixtures their names, which nothing is asked for by."""
    text = found.text
    for each in sorted((each.alias.span for each in found.own() if each.alias is not None), reverse=True):
        text = text[: each.start] + " " * (each.end - each.start) + text[each.end :]
    return text


def _overrides(found: Facts, fixture: FixtureDef) -> bool:
    """Whether there is another fixture of that name: what it overrides may be asked for where nobody can see it."""
    chain = found.resolver.visible(found.path, fixture.class_path).names.get(fixture.name, ())
    return len(chain) > 1 or not chain or chain[0].key != fixture.key


_PLUGINS = re.compile(
    r"event_loop.*|anyio_backend.*|vcr_.*|vcr|celery_.*|django_.*|base_url|default_worker_.*|docker_.*|browser_.*"
    r"|.*_cls|worker_id|httpserver_.*|httpx_mock_.*|non_mocked_hosts|assert_all_.*|app|live_server_.*|splinter_.*"
    r"|load_.*|postgresql.*|.*_proc|benchmark_.*|snapshot|faker_.*|redis_.*"
)
"""Names that plugins ask for by themselves."""

RULE = Rule(
    code="SW310",
    name="unused-fixture",
    severity=Severity.HINT,
    what="A fixture of a test module or conftest that no file of the project mentions: no test, fixture, mark, string "
    "or ini file. Automatic fixtures, overrides, and names that plugins ask for are never reported.",
    why="It is read and maintained, and nothing runs it.",
    module=examine,
    good=(
        Example(
            "def test_shop_opens_early(request):\n    '''Test that it opens.'''\n"
            "    assert request.getfixturevalue('shop')\n",
            files={"tests/conftest.py": "import pytest\n\n\n@pytest.fixture\ndef shop():\n    return 1\n"},
        ),
        Example(
            "import pytest\n\n\n@pytest.fixture(autouse=True)\ndef shop():\n    '''A shop.'''\n    return open_shop()\n"
        ),
        Example(
            "import pytest\n\n\n@pytest.fixture\ndef shop():\n    '''A shop.'''\n    return open_shop()\n",
            path="tests/conftest.py",
            files={"tests/test_it.py": "import pytest\n\npytestmark = pytest.mark.usefixtures('shop')\n"},
        ),
    ),
    bad=(
        Example(
            "import pytest\n\n\n@pytest.fixture\ndef ‹shop›():\n    '''A shop.'''\n    return open_shop()\n",
            "Nothing asks for shop",
        ),
        Example(
            "import pytest\n\n\n@pytest.fixture(name='shop')\ndef ‹make_shop›():\n    '''A shop.'''\n"
            "    return open_shop()\n",
            "Nothing asks for shop",
            path="tests/conftest.py",
            files={"tests/test_it.py": "def test_shop_opens_early(town):\n    assert town\n"},
        ),
    ),
)
