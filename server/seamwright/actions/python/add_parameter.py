"""*Add the parameter db*: a fixture is used in a body without being asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from seamwright.actions.model import Arguments, Disabled, Offer, Unavailable
from seamwright.actions.python.annotation import annotation_for, binds
from seamwright.actions.python.draft import Draft
from seamwright.actions.python.model import Example, Place, PythonAction
from seamwright.actions.python.scopes import BUILTINS, global_reads
from seamwright.fixtures import bindings
from seamwright.fixtures.mentions import direct_argnames
from seamwright.fixtures.model import FixtureDef, Function, Scope
from seamwright.generate.integrity import Refused
from seamwright.generate.model import FileChange
from seamwright.rewriting import AddParameter


def applies(place: Place) -> Iterator[Offer | Disabled]:
    """On a name that nothing binds, but that a fixture in reach has, in a test or fixture that does not ask for it."""
    found = _at(place)
    if found is None:
        return
    name, owner, definition = found
    title = f"Add the parameter {name}"
    scope = owner.scope if isinstance(owner, FixtureDef) else Scope.FUNCTION
    if definition.scope is not None and scope is not None and definition.scope < scope:
        reason = f"{name} has {definition.scope.word} scope and {owner.name} has {scope.word} scope"
        yield Disabled(title, reason)
    elif any(each.kind == "positional-only" for each in owner.parameters):
        yield Disabled(title, f"{owner.name} has parameters that are positional only")
    else:
        yield Offer(title, {"name": name}, preferred=True)


def edits(place: Place, arguments: Arguments) -> list[FileChange]:
    """The parameter behind the others, with its type where that is wanted and certain."""
    found = _at(place)
    if found is None or found[0] != arguments.get("name"):
        raise Unavailable("the name is bound by now")
    name, owner, definition = found
    written, imports = name, tuple[str, ...]()
    annotation = annotation_for(place.resolver, definition, place.path) if place.typed else None
    if annotation is not None:
        written, imports = f"{name}: {annotation.text}", annotation.imports
    try:
        draft = Draft(place.path, place.text, place.options)
        draft.imports.require(imports)
        asking = AddParameter(owner.name_span.start, written, width=place.options.line_length)
        draft.rewrite(asking)
        draft.touches(owner.function if isinstance(owner, FixtureDef) else owner.name)
        return [draft.change()]
    except Refused as refusal:
        raise Unavailable(refusal.reason) from None


def _at(place: Place) -> tuple[str, FixtureDef | Function, FixtureDef] | None:
    """The name under the cursor, the function that would ask for it, and the fixture that is meant."""
    if place.selection.start != place.selection.end and not place.selection.of(place.text).isidentifier():
        return None
    named = bindings.name_at(place.text, place.selection.start)
    if named is None or not named[1] or named[0] in BUILTINS or named[0] in ("request", "self", "cls"):
        return None
    name, around = named
    owner = _owner(place, around[-1].start, place.selection.start)
    if owner is None or any(each.name == name for each in owner.parameters):
        return None
    if isinstance(owner, Function) and name in direct_argnames(place.module, owner):
        return None
    inside = owner if isinstance(owner, FixtureDef) else None
    chain = place.resolver.resolve(place.path, owner.class_path, name, inside=inside)
    if not chain or not _is_unbound(place, name, chain[0]):
        return None
    body = place.text[_line_start(place.text, owner.span.start) : owner.span.end]
    reads = global_reads(body)
    return (name, owner, chain[0]) if reads is not None and name in reads else None


def _owner(place: Place, start: int, offset: int) -> FixtureDef | Function | None:
    """The test or fixture whose body is at ``offset``."""
    module = place.module
    if module.has_errors:
        return None
    every: list[FixtureDef | Function] = [*module.fixtures, *module.functions]
    for each in every:
        is_here = each.span.start <= start and each.body_span is not None
        if not is_here or each.body_span is None or not each.body_span.start <= offset <= each.body_span.end:
            continue
        if isinstance(each, FixtureDef):
            return each if each.path == place.path else None
        is_test = each.known and not each.nested and place.resolver.is_test(place.path, each)
        if is_test and not place.resolver.is_test_case(place.path, each.class_path):
            return each
    return None


def _is_unbound(place: Place, name: str, definition: FixtureDef) -> bool:
    """Whether the module gives ``name`` no other meaning than the fixture itself, uncalled."""
    module = place.resolver.world.get(place.path)
    if module is None or module.namespace.stars:
        return False
    bound = module.namespace.names.get(name, [])
    if not bound:
        return True
    is_called = re.match(r"\w*\s*\(", place.text[place.selection.start :]) is not None
    if len(bound) > 1 or is_called:
        return False
    if definition.path == place.path and not definition.class_path and definition.function == name:
        return True
    # An import means the fixture only if it comes from where the fixture is; many a function has the same name.
    return definition.function == name and any(
        each.name == name and place.resolver.project.module(each.module, place.path) == definition.path
        for each in binds(place.module, name)
    )


def _line_start(text: str, offset: int) -> int:
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


_CONFTEST = """\
import pytest
from app.shop import Shop


@pytest.fixture
def shop() -> Shop:
    return Shop()
"""
_APP = {"app/__init__.py": "", "app/shop.py": "class Shop:\n    pass\n", "tests/conftest.py": _CONFTEST}
_TEST = "def test_shop_is_open(tmp_path):\n    assert ‸shop.is_open\n"

ACTION = PythonAction(
    "add-parameter",
    "quickfix",
    applies,
    edits,
    rule="undeclared-fixture",
    examples=(
        Example(
            _TEST,
            "Add the parameter shop",
            files=_APP,
            writes={"tests/test_it.py": "def test_shop_is_open(tmp_path, shop):\n    assert shop.is_open\n"},
        ),
        Example(
            _TEST,
            "Add the parameter shop",
            files=_APP,
            typed=True,
            writes={
                "tests/test_it.py": "from app.shop import Shop\n\n\n"
                "def test_shop_is_open(tmp_path, shop: Shop):\n    assert shop.is_open\n"
            },
        ),
        Example(
            "class TestShop:\n    def test_is_open(self, *, hour=3):\n        assert ‸shop.is_open\n",
            "Add the parameter shop",
            files=_APP,
            writes={
                "tests/test_it.py": "class TestShop:\n    def test_is_open(self, shop, *, hour=3):\n"
                "        assert shop.is_open\n"
            },
        ),
        Example(
            "import pytest\n\n\n@pytest.fixture(scope='session')\ndef town():\n    return [‸shop]\n",
            "Add the parameter shop",
            files=_APP,
            reason="shop has function scope and town has session scope",
        ),
        # Asked for already, bound by an assignment, bound in the module, no fixture, not in a test.
        Example("def test_shop_is_open(shop):\n    assert ‸shop\n", None, files=_APP),
        Example("def test_shop_is_open():\n    shop = 1\n    assert ‸shop\n", None, files=_APP),
        Example("shop = 1\n\n\ndef test_shop_is_open():\n    assert ‸shop\n", None, files=_APP),
        Example("from app import shop\n\n\ndef test_shop_is_open():\n    assert ‸shop\n", None, files=_APP),
        Example("def test_shop_is_open():\n    assert ‸store\n", None, files=_APP),
        Example("def helper():\n    assert ‸shop\n", None, files=_APP),
        Example("def test_shop_is_open():\n    assert it.‸shop\n", None, files=_APP),
    ),
)
