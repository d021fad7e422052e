"""*Move the fixture db to tests/conftest.py*: with its comments and imports, so that other modules can ask for it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from seamwright.actions.model import Arguments, Disabled, Offer, Unavailable
from seamwright.actions.python.draft import Draft
from seamwright.actions.python.model import Example, Place, PythonAction
from seamwright.actions.python.needs import Rooted, imports_needed, unused_afterwards
from seamwright.actions.python.places import Conftest, conftests
from seamwright.actions.python.scopes import global_reads
from seamwright.fixtures.mentions import Role, mention_at
from seamwright.fixtures.model import FixtureDef, Scope
from seamwright.generate.integrity import Refused
from seamwright.generate.model import FileChange
from seamwright.suite import read_module
from seamwright.text.span import LineIndex, Span


def applies(place: Place) -> Iterator[Offer | Disabled]:
    """On the name of a fixture where it is defined."""
    definition = _defined_at(place)
    if definition is None:
        return
    reason = _why_it_stays(place, definition)
    for conftest in conftests(place):
        shown = place.shown(conftest.path)
        title = f"Move the fixture {definition.name} to {shown}{'' if conftest.exists else ' (new file)'}"
        why_not = reason or _why_not_to(place, definition, conftest)
        if why_not is not None:
            yield Disabled(title, why_not)
        else:
            yield Offer(title, {"name": definition.name, "path": conftest.path})


def edits(place: Place, arguments: Arguments) -> list[FileChange]:
    """Both files: the fixture at the end of the conftest, and gone here with the imports that only it needed."""
    definition = _defined_at(place)
    conftest = next((each for each in conftests(place) if each.path == arguments.get("path")), None)
    if definition is None or definition.name != arguments.get("name") or conftest is None:
        raise Unavailable("the fixture is not there any more")
    reason = _why_it_stays(place, definition) or _why_not_to(place, definition, conftest)
    if reason is None and (others := sorted(set(place.importers(definition)))):
        reason = f"{place.shown(others[0])} imports it from here"
    if reason is not None:
        raise Unavailable(reason)
    try:
        return _moved(place, definition, conftest)
    except Rooted as rooted:
        raise Unavailable(str(rooted)) from None
    except Refused as refusal:
        raise Unavailable(refusal.reason) from None


def _moved(place: Place, definition: FixtureDef, conftest: Conftest) -> list[FileChange]:
    name = definition.function
    here = Draft(place.path, place.text, place.options)
    there = Draft(conftest.path, place.read(conftest.path), place.options)
    span = _lines_of(here.lines, definition)
    source = span.of(place.text)
    needed = imports_needed(place.resolver, here.module, place.path, conftest.path, _code(place, definition))
    if name in there.bound:
        raise Unavailable(f"{place.shown(conftest.path)} defines {name} already")
    # A file that is made evaluates annotations as this one does; one that exists must do so already.
    if _is_lazy(here) and _has_annotations(here.tree, name):
        if conftest.exists and not _is_lazy(there):
            raise Unavailable(f"{place.shown(conftest.path)} evaluates annotations, and this module does not")
        there.imports.require(["from __future__ import annotations"])
    there.imports.require([each.statement for each in needed])
    there.add_at_end(name, re.sub(r"\r\n|\r", "\n", source).rstrip("\n") + "\n")
    here.touches(name)
    gone = [_with_blank_lines(here.lines, span)]
    if not place.path.endswith("/conftest.py"):
        here.may_lose(*(each.name.bound for each in needed))
        gone += unused_afterwards(here.module, here.lines, needed, span)
    for each in (*gone, *_blank_top(place.text, sorted(gone))):
        here.replace(each, "")
    return [there.change(), here.change()]


def _defined_at(place: Place) -> FixtureDef | None:
    """The fixture whose name is under the cursor."""
    if place.selection.start != place.selection.end and not place.selection.of(place.text).isidentifier():
        return None
    mention = mention_at(place.module, place.selection.start)
    if mention is None or mention.role not in (Role.DEFINITION, Role.FUNCTION) or mention.inside is None:
        return None
    definition = mention.inside
    # Whoever loads another module as a plugin may do so under its name.
    is_home = place.resolver.is_test_file(place.path) or place.path.endswith("/conftest.py")
    return definition if is_home and definition.path == place.path and not place.module.has_errors else None


def _why_it_stays(place: Place, definition: FixtureDef) -> str | None:
    """Why the fixture cannot leave its module, wherever it would go."""
    name, text = definition.function, place.text
    if definition.class_path:
        return f"{definition.name} belongs to the class {definition.class_path[-1]}"
    begin = max(text.rfind("\n", 0, definition.span.start), text.rfind("\r", 0, definition.span.start)) + 1
    if (
        definition.maybe
        or text[begin : definition.span.start].strip("\ufeff")
        or text[definition.span.start] not in "@ad"
    ):
        return f"{definition.name} stands behind a condition"
    if definition.autouse:
        return f"{definition.name} is used automatically, and would be by all tests there"
    if definition.scope is Scope.PACKAGE:
        return f"{definition.name} has package scope, which depends on where it is defined"
    if not text[definition.span.start :].startswith(("@", "async", "def")):
        return f"{definition.name} is not written as a function"
    code = _code(place, definition)
    outside = text.replace(code, "", 1)
    reads = global_reads(outside)
    if reads is None:
        return "the file does not parse"
    if name in reads:
        return f"this module uses {name} as a function"
    if re.search(rf"""^__all__\b.*["']{re.escape(name)}["']""", text, re.MULTILINE):
        return f"this module exports {name}"
    overridden = place.resolver.resolve(place.path, (), definition.name, inside=definition)
    if overridden:
        other = place.shown(overridden[0].path) if overridden[0].path else "pytest"
        return f"it overrides {definition.name} of {other}, which other tests would no longer see"
    return None


def _why_not_to(place: Place, definition: FixtureDef, conftest: Conftest) -> str | None:
    """Why the fixture cannot go to ``conftest``."""
    module = place.resolver.world.get(conftest.path)
    if module is not None and definition.function in module.namespace.names:
        return f"{place.shown(conftest.path)} defines {definition.function} already"
    visible = place.resolver.visible(conftest.path if conftest.exists else place.path)
    if conftest.exists and definition.name in visible.names:
        return f"it would override {definition.name} for other tests"
    for asked in definition.requested:
        if asked.name == "request":
            continue
        chain = place.resolver.resolve(place.path, (), asked.name, inside=definition)
        if not chain:
            return f"it asks for {asked.name}, which is not known here"
        winner = chain[0]
        if winner.origin in ("builtin", "plugin") or winner.path == conftest.path:
            continue
        folder = winner.path.rpartition("/")[0]
        if not winner.path.endswith("/conftest.py") or not conftest.path.startswith(folder + "/"):
            return f"it asks for {asked.name}, which {place.shown(winner.path)} keeps to its own tests"
    try:
        imports_needed(place.resolver, read_module(place.text), place.path, conftest.path, _code(place, definition))
    except Rooted as rooted:
        return str(rooted)
    return None


def _code(place: Place, definition: FixtureDef) -> str:
    return definition.span.of(place.text)


def _lines_of(lines: LineIndex, definition: FixtureDef) -> Span:
    """The whole lines of the fixture, with the comments that stand directly above."""
    first, last = lines.line_at(definition.span.start), lines.line_at(definition.span.end)
    rest = lines.text(last)[definition.span.end - lines.start(last) :].strip(" \t")
    if rest and not rest.startswith("#"):
        raise Unavailable("the fixture shares a line with something else")
    while first > 0 and lines.text(first - 1).startswith("#"):
        first -= 1
    return Span(lines.start(first), lines.start(last + 1))


def _with_blank_lines(lines: LineIndex, span: Span) -> Span:
    """What is taken out: also the blank lines behind it, or those above if nothing follows."""
    first, after = lines.line_at(span.start), lines.line_at(span.end)
    if span.end == lines.start(len(lines)) and lines.line_at(span.end) == lines.line_at(span.start):
        after = len(lines)
    while after < len(lines) and not lines.text(after).strip(" \t\f"):
        after += 1
    if after < len(lines):
        return Span(span.start, lines.start(after))
    while first > 0 and not lines.text(first - 1).strip(" \t\f\ufeff"):
        first -= 1
    return Span(lines.start(first), lines.start(len(lines)))


def _blank_top(text: str, gone: list[Span]) -> Iterator[Span]:
    """Blank lines that would be the first of the file when ``gone`` is."""
    position = 1 if text.startswith("\ufeff") else 0
    for span in [*gone, Span(len(text), len(text))]:
        blank = _BLANK.match(text, position, span.start)
        end = blank.end() if blank is not None else position
        if end > position and position > 0:
            yield Span(position, end)
        if end < span.start:
            return
        position = span.end


_BLANK = re.compile(r"(?:[ \t\f]*(?:\r\n|\r|\n))*")


def _is_lazy(draft: Draft) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and any(n.name == "annotations" for n in node.names)
        for node in draft.tree.body
    )


def _has_annotations(tree: ast.Module, name: str) -> bool:
    """Whether annotations of the function call for more than names, so that it matters when they are evaluated."""
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name == name:
            notes = [node.returns, *(each.annotation for each in ast.walk(node.args) if isinstance(each, ast.arg))]
            return any(each is not None and not isinstance(each, (ast.Name, ast.Attribute)) for each in notes)
    return False


_SHOP = '''\
@pytest.fixture
def shop():
    """Provide a shop."""
    return Shop()
'''
_MODULE = f"""\
import pytest
from app.shop import Shop


# One that is open.
{_SHOP.replace("def shop", "def ‸shop")}

def test_shop_is_open(shop):
    assert shop
"""
_LEFT = "def test_shop_is_open(shop):\n    assert shop\n"
_APP = {"app/__init__.py": "", "app/shop.py": "class Shop:\n    pass\n"}
_TITLE = "Move the fixture shop to tests/conftest.py"
_BOTH = "import pytest\n\nfrom app.shop import Shop\n\n\n# One that is open.\n" + _SHOP

ACTION = PythonAction(
    "move-fixture",
    "refactor.move.seamwright",
    applies,
    edits,
    examples=(
        Example(
            _MODULE,
            f"{_TITLE} (new file)",
            files=_APP,
            writes={"tests/conftest.py": _BOTH, "tests/test_it.py": _LEFT},
        ),
        Example(
            _MODULE + "\n\ndef test_shop_is_made():\n    assert Shop()\n",
            _TITLE,
            files={**_APP, "tests/conftest.py": "LIMIT = 3\n"},
            writes={
                "tests/conftest.py": _BOTH.replace("\n\n\n#", "\n\nLIMIT = 3\n\n\n#"),
                "tests/test_it.py": "from app.shop import Shop\n\n\n"
                + _LEFT
                + "\n\ndef test_shop_is_made():\n    assert Shop()\n",
            },
        ),
        Example(
            _MODULE.replace("return Shop()", "return Shop(LIMIT)").replace("\n\n\n#", "\n\nLIMIT = 3\n\n\n#"),
            f"{_TITLE} (new file)",
            files=_APP,
            reason="it uses LIMIT of this module",
        ),
        Example(
            _MODULE,
            _TITLE,
            files={**_APP, "tests/conftest.py": "def shop():\n    pass\n"},
            reason="tests/conftest.py defines shop already",
        ),
        Example(
            _MODULE,
            _TITLE,
            files={**_APP, "tests/conftest.py": "", "conftest.py": f"import pytest\nShop = 1\n\n\n{_SHOP}"},
            reason="it overrides shop of conftest.py, which other tests would no longer see",
        ),
        Example(
            _MODULE.replace("fixture\n", "fixture(autouse=True)\n", 1),
            f"{_TITLE} (new file)",
            files=_APP,
            reason="shop is used automatically, and would be by all tests there",
        ),
        # On the use of a fixture, in its body, on a test's name.
        Example(_MODULE.replace("‸", "").replace("(shop)", "(‸shop)"), None, files=_APP),
        Example(_MODULE.replace("‸", "").replace("return", "‸return"), None, files=_APP),
        Example(_MODULE.replace("‸", "").replace("test_shop", "‸test_shop"), None, files=_APP),
    ),
)
