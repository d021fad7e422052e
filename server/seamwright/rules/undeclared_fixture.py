"""SW309 undeclared-fixture: a test uses a fixture that it has not asked for."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Sequence

from seamwright.fixtures.lexing import Token
from seamwright.fixtures.model import FixtureDef
from seamwright.fixtures.model import Function as Tested
from seamwright.fixtures.signature import signature_at
from seamwright.rewriting import AddParameter
from seamwright.rules.context import Context
from seamwright.rules.free import bound_names, free_names
from seamwright.rules.likely import Facts, facts, is_test_case
from seamwright.rules.model import Example, Fix, Problem, Rule, Severity
from seamwright.rules.module import Function, Module


def examine(module: Module, context: Context) -> Iterator[Problem]:
    """Names in the bodies that mean nothing else. Of several places in one function the first is reported."""
    asked = {}
    for function in module.functions:
        if function.role != "helper" and not function.parsed.broken:
            asked[function] = _candidates(function, module, context)
    found = facts(module, context) if any(asked.values()) else None
    bound = found.resolver.bound(found.path) if found is not None and not found.view.has_errors else None
    if found is None or bound is None:
        return
    for function, names in asked.items():
        place = _place(found, function) if names else None
        if place is not None and not is_test_case(found, place.class_path):
            yield from _of_function(found, function, names, place, bound)


def _of_function(
    found: Facts, function: Function, names: list[ast.Name], place: Tested | FixtureDef, bound: frozenset[str]
) -> Iterator[Problem]:
    visible = found.resolver.visible(found.path, place.class_path)
    for node in names:
        chain = visible.names.get(node.id, ())
        own = bool(chain) and chain[0].path == found.path and chain[0].function == node.id and not chain[0].class_path
        if not chain or chain[0].maybe or (node.id in bound and not own):
            continue
        yield Problem(
            function.span(node).shifted(function.start),
            f"{node.id} is a fixture that {function.name} does not ask for",
            fix=_fix(function, place, chain),
        )


def _candidates(function: Function, module: Module, context: Context) -> list[ast.Name]:
    """Reading places of names that nothing binds but, perhaps, a fixture; the first of each name."""
    known = function.parsed.extra.setdefault("free names", {})
    assert isinstance(known, dict)
    if id(function.node) not in known:
        known[id(function.node)] = free_names(function.node)
    free: list[ast.Name] = known[id(function.node)]
    if not free:
        return []
    bound = context.memo.get("bound names")
    if bound is None:
        bound = context.memo["bound names"] = bound_names(module.statements) | frozenset(context.names.imports)
    assert isinstance(bound, frozenset)
    first: dict[str, ast.Name] = {}
    for node in free:
        held = context.names.functions.get(node.id)
        taken = node.id in bound or node.id in context.names.classes or (held is not None and held.role != "fixture")
        if not taken and node.id not in _BUILTINS:
            first.setdefault(node.id, node)
    objects = [each for each in first if each in context.names.functions]
    handled = _handled(function, objects) if objects else frozenset()
    return [node for name, node in first.items() if name not in handled and not _is_global(module, name)]


def _handled(function: Function, names: Sequence[str]) -> frozenset[str]:
    """Fixtures of the module that are called here, which is a finding of its own, or used as the objects they are."""
    found = set()
    for node in ast.walk(function.node):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found.add(node.func.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr.startswith("_"):
            found.add(node.value.id)
    return frozenset(name for name in names if name in found)


def _is_global(module: Module, name: str) -> bool:
    """Whether some function of the module makes a global variable of that name."""
    if "global " not in module.text:
        return False
    return any(
        isinstance(node, ast.Global) and name in node.names
        for function in module.functions
        for node in ast.walk(function.node)
    )


def _place(found: Facts, function: Function) -> Tested | FixtureDef | None:
    """The test or fixture as the resolver sees it."""
    start = function.start + function.name_span.start
    for fixture in found.own():
        if fixture.name_span.start == start:
            return fixture
    return next((each for each in found.tests() if each.name_span.start == start), None)


def _fix(function: Function, place: Tested | FixtureDef, chain: Sequence[FixtureDef]) -> Fix | None:
    """Add the parameter, unless pytest would refuse it."""
    scope = chain[0].scope
    if isinstance(place, FixtureDef) and (scope is None or place.scope is None or scope < place.scope):
        return None
    span, source = function.name_span, function.parsed.source
    signature = signature_at(source, Token("name", span.start, span.end, function.name))
    if not signature.closed:
        return None
    name = chain[0].name
    return Fix(f"Ask for {name}", safe=False, rewrites=(AddParameter(function.start + span.start, name),))


_BUILTINS = frozenset(dir(builtins)) | {"__file__", "__path__", "__builtins__", "__class__"}
_CONFTEST = "import pytest\n\n\n@pytest.fixture\ndef shop():\n    '''A shop.'''\n    return 1\n"

RULE = Rule(
    code="SW309",
    name="undeclared-fixture",
    severity=Severity.WARNING,
    what="The body of a test or fixture uses the name of a fixture that is not among its parameters, and that nothing "
    "else in the module is called.",
    why="The name means nothing there, or the function behind the fixture instead of its value.",
    module=examine,
    fixable=True,
    good=(
        Example(
            "def test_shop_opens_early(shop):\n    '''Test that it opens.'''\n    assert shop\n",
            files={"tests/conftest.py": _CONFTEST},
        ),
        Example(
            "def test_shop_opens_early():\n    '''Test that it opens.'''\n    with open('shop') as shop:\n"
            "        assert shop\n",
            files={"tests/conftest.py": _CONFTEST},
        ),
        Example(
            "from town import shop\n\n\ndef test_shop_opens_early():\n    '''Test that it opens.'''\n    assert shop\n",
            files={"tests/conftest.py": _CONFTEST},
        ),
        Example(
            "def test_shop_opens_early():\n    '''Test that it opens.'''\n    assert [shop for shop in range(3)]\n",
            files={"tests/conftest.py": _CONFTEST},
        ),
    ),
    bad=(
        Example(
            "def test_shop_opens_early():\n    '''Test that it opens.'''\n    assert ‹shop›.is_open\n",
            "shop is a fixture that test_shop_opens_early does not ask for",
            "def test_shop_opens_early(shop):\n    '''Test that it opens.'''\n    assert shop.is_open\n",
            files={"tests/conftest.py": _CONFTEST},
        ),
        Example(
            "import pytest\n\n\n@pytest.fixture\ndef town(tmp_path, size=1):\n    '''A town.'''\n"
            "    return [‹shop›, tmp_path]\n",
            "shop is a fixture that town does not ask for",
            "import pytest\n\n\n@pytest.fixture\ndef town(tmp_path, shop, size=1):\n    '''A town.'''\n"
            "    return [shop, tmp_path]\n",
            files={"tests/conftest.py": _CONFTEST},
        ),
        Example(
            "import pytest\n\n\n@pytest.fixture\ndef shop():\n    '''A shop.'''\n    return open_shop()\n\n\n"
            "def test_shop_opens_early():\n    '''Test that it opens.'''\n    assert ‹shop›.is_open\n",
            "shop is a fixture that test_shop_opens_early does not ask for",
            "import pytest\n\n\n@pytest.fixture\ndef shop():\n    '''A shop.'''\n    return open_shop()\n\n\n"
            "def test_shop_opens_early(shop):\n    '''Test that it opens.'''\n    assert shop.is_open\n",
        ),
    ),
)
