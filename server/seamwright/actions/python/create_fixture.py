"""*Create the fixture db in tests/conftest.py*: a fixture is asked for that nobody provides."""

from __future__ import annotations

import keyword
from collections.abc import Iterator

from seamwright.actions.model import Arguments, Disabled, Offer, Unavailable
from seamwright.actions.python.draft import Draft
from seamwright.actions.python.model import Example, Place, PythonAction
from seamwright.actions.python.places import conftests
from seamwright.fixtures.mentions import Mention, Role, direct_argnames, mention_at
from seamwright.fixtures.model import FixtureDef, Function, Scope
from seamwright.generate.integrity import Refused
from seamwright.generate.model import FileChange
from seamwright.text.span import Span

_ROLES = (Role.PARAMETER, Role.USEFIXTURES, Role.GETFIXTUREVALUE, Role.INDIRECT)


def applies(place: Place) -> Iterator[Offer | Disabled]:
    """On a name that is asked for and certainly unknown: for this module, the nearest conftest and that of the root."""
    mention = _unknown_at(place)
    if mention is None:
        return
    title = f"Create the fixture {mention.name} in"
    targets = [(place.path, "this module")]
    for conftest in conftests(place):
        shown = place.shown(conftest.path)
        targets.append((conftest.path, shown if conftest.exists else f"{shown} (new file)"))
    for path, words in targets:
        if not place.is_own(path):
            continue
        module = place.resolver.world.get(path)
        if module is not None and mention.name in module.namespace.names:
            yield Disabled(f"{title} {words}", f"{place.shown(path)} gives the name {mention.name} another meaning")
        else:
            yield Offer(f"{title} {words}", {"name": mention.name, "path": path})


def edits(place: Place, arguments: Arguments) -> list[FileChange]:
    """A stub that fails until somebody has written it; as wide as who asks for it."""
    mention = _unknown_at(place)
    if mention is None or mention.name != arguments.get("name"):
        raise Unavailable("the fixture is known by now")
    path = arguments.get("path", "")
    if path != place.path and path not in [each.path for each in conftests(place)]:
        raise Unavailable("a fixture there would not be seen from here")
    scope = mention.owner.scope if isinstance(mention.owner, FixtureDef) else None
    try:
        draft = Draft(path, place.read(path), place.options)
        if mention.name in draft.bound:
            raise Unavailable(f"{place.shown(path)} gives the name {mention.name} another meaning")
        draft.imports.require(["import pytest"])
        source = stub(mention.name, scope)
        before = _statement_before(place, mention) if path == place.path else None
        if before is None:
            draft.add_at_end(mention.name, source)
        else:
            draft.add_before(before, mention.name, source)
        return [draft.change()]
    except Refused as refusal:
        raise Unavailable(f"{place.shown(path)}: {refusal.reason}") from None


def stub(name: str, scope: Scope | None = None) -> str:
    """The text of a fixture that nobody has written yet."""
    wider = f'(scope="{scope.word}")' if scope else ""
    return (
        f"@pytest.fixture{wider}\ndef {name}():\n"
        f'    """Provide {name}."""\n    pytest.fail("TODO: write the fixture {name}")\n'
    )


def _unknown_at(place: Place) -> Mention | None:
    """The name under the cursor that somebody asks pytest for, and that pytest certainly does not know."""
    if place.selection.start != place.selection.end and not place.selection.of(place.text).isidentifier():
        return None
    mention = mention_at(place.module, place.selection.start)
    if mention is None or mention.role not in _ROLES or mention.argname is not None or place.module.has_errors:
        return None
    name, owner = mention.name, mention.owner
    if not name.isidentifier() or keyword.iskeyword(name) or name in ("request", "self", "cls"):
        return None
    if isinstance(owner, FixtureDef) and (owner.path != place.path or owner.maybe):
        return None
    if isinstance(owner, Function):
        # A name in a string is a request whoever the function is.
        is_asked = mention.role is not Role.PARAMETER or (owner.known and place.resolver.is_test(place.path, owner))
        if not is_asked or place.module.generates or name in direct_argnames(place.module, owner):
            return None
    visible = place.resolver.visible(place.path, mention.class_path)
    if not visible.complete or name in visible.names or name in visible.generated:
        return None
    return mention


def _statement_before(place: Place, mention: Mention) -> int | None:
    """Where a new fixture goes in this module: behind the fixtures above who asks, else before the first definition."""
    fixtures = [each.span for each in place.module.fixtures if each.path == place.path and _is_top(place, each.span)]
    functions, classes = ([each.span for each in every] for every in (place.module.functions, place.module.classes))
    starts = sorted(span.start for span in (*fixtures, *functions, *classes) if _is_top(place, span))
    asking = max((start for start in starts if start <= mention.span.start), default=-1)
    last = max((span.start for span in fixtures if span.start < asking), default=-1)
    return next((start for start in starts if start > last), None)


def _is_top(place: Place, span: Span) -> bool:
    """Whether it begins in the first column."""
    begin = max(place.text.rfind("\n", 0, span.start), place.text.rfind("\r", 0, span.start)) + 1
    return place.text[begin : span.start] in ("", "\ufeff")


_ASKING = "def test_shop_is_open(‸shop):\n    assert shop.is_open\n"
_STUB = '@pytest.fixture\ndef shop():\n    """Provide shop."""\n    pytest.fail("TODO: write the fixture shop")\n'
_PLAIN = _ASKING.replace("‸", "")

ACTION = PythonAction(
    "create-fixture",
    "quickfix",
    applies,
    edits,
    rule="unknown-fixture",
    examples=(
        Example(
            _ASKING,
            "Create the fixture shop in this module",
            writes={"tests/test_it.py": f"import pytest\n\n\n{_STUB}\n\n{_PLAIN}"},
        ),
        Example(
            _ASKING,
            "Create the fixture shop in tests/conftest.py (new file)",
            writes={"tests/conftest.py": f"import pytest\n\n\n{_STUB}"},
        ),
        Example(
            _ASKING,
            "Create the fixture shop in conftest.py",
            files={"conftest.py": "import pytest\n\nLIMIT = 3\n"},
            writes={"conftest.py": f"import pytest\n\nLIMIT = 3\n\n\n{_STUB}"},
        ),
        Example(
            "import pytest\n\n\n@pytest.fixture(scope='module')\ndef town(‸shop):\n    return [shop]\n",
            "Create the fixture shop in this module",
            writes={
                "tests/test_it.py": "import pytest\n\n\n"
                + _STUB.replace("fixture\n", 'fixture(scope="module")\n', 1)
                + "\n\n@pytest.fixture(scope='module')\ndef town(shop):\n    return [shop]\n"
            },
        ),
        Example(
            "import pytest\n\n\n@pytest.mark.usefixtures('‸shop')\nclass TestShop:\n    def test_is_open(self):\n"
            "        pass\n",
            "Create the fixture shop in tests/conftest.py",
            files={"tests/conftest.py": "import pytest\n"},
            writes={"tests/conftest.py": f"import pytest\n\n\n{_STUB}"},
        ),
        Example(
            "shop = 1\n\n\n" + _ASKING,
            "Create the fixture shop in this module",
            reason="tests/test_it.py gives the name shop another meaning",
        ),
        # Known, given by a mark, perhaps known to a plugin, asked for by no test.
        Example(_ASKING, None, files={"conftest.py": "import pytest\n\n\n@pytest.fixture\ndef shop():\n    pass\n"}),
        Example("import pytest\n\n\n@pytest.mark.parametrize('shop', [1])\n" + _ASKING, None),
        Example(_ASKING, None, files={"conftest.py": "pytest_plugins = [name for name in NAMES]\n"}),
        Example("def helper(‸shop):\n    pass\n", None),
        Example("def test_shop_is_open(request‸):\n    pass\n", None),
        Example("def test_shop_is_open(tmp_path, hour=‸shop):\n    pass\n", None),
    ),
)
