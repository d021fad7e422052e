"""Which test functions of a module may go into a class without meaning something else there, and which go together."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from functools import cached_property

from seamwright.actions.python.heads import is_written_test, whole_lines
from seamwright.actions.python.model import Place
from seamwright.fixtures.mentions import direct_argnames
from seamwright.fixtures.model import Closure, FixtureDef, Function, Scope
from seamwright.rules.syntax import dotted, own
from seamwright.text.span import LineIndex


class PlainTests:
    """The test functions of one state of a module that stand in no class."""

    def __init__(self, place: Place, lines: LineIndex, *, everywhere: bool = False) -> None:
        """Only ``everywhere`` are other files looked at, which is slow."""
        self._place, self._lines, self._everywhere = place, lines, everywhere
        self._reasons: dict[int, str | None] = {}
        self._closures: dict[int, Closure] = {}

    def why_not(self, test: Function) -> str | None:
        """Why ``test`` stays a function, in a few words for a person."""
        key = test.span.start
        if key not in self._reasons:
            self._reasons[key] = self._why_not(test)
        return self._reasons[key]

    def row(self, test: Function) -> list[Function]:
        """The tests that go into one class with ``test``: those directly above and below, and itself.

        One that has a fixture per class goes alone, for the others would get the same one.
        """
        every = self._every
        first = last = every.index(test)
        if self._shares(test):
            return [test]
        while first > 0 and self._goes_with(every[first - 1], every[first]):
            first -= 1
        while last + 1 < len(every) and self._goes_with(every[last], every[last + 1], forward=True):
            last += 1
        return every[first : last + 1]

    def goes_alone(self, test: Function) -> bool:
        """Whether :meth:`row` has nobody but ``test``. Only its neighbours are looked at."""
        every = self._every
        at = every.index(test)
        return self._shares(test) or not (
            (at > 0 and self._goes_with(every[at - 1], test))
            or (at + 1 < len(every) and self._goes_with(test, every[at + 1], forward=True))
        )

    @cached_property
    def _every(self) -> list[Function]:
        found = [each for each in self._place.module.functions if not each.class_path and not each.nested]
        return sorted(found, key=lambda each: each.span.start)

    def _goes_with(self, above: Function, below: Function, *, forward: bool = False) -> bool:
        """Whether nothing but blank lines and comments is between two tests, and the further one may move as well."""
        start, end = whole_lines(self._lines, above.span).end, below.span.start
        if start > end or any(
            line.strip(" \t\f") and not line.startswith("#") for line in _LINE_END.split(self._place.text[start:end])
        ):
            return False
        further = below if forward else above
        return is_written_test(self._place, further) and self.why_not(further) is None and not self._shares(further)

    def _shares(self, test: Function) -> bool:
        """Whether a fixture that ``test`` needs is made once for a class."""
        return any(each.scope in (Scope.CLASS, None) for each in self._fixtures(test))

    def _why_not(self, test: Function) -> str | None:
        text = self._place.text
        line = self._lines.line_at(test.span.start)
        if test.span.start != self._lines.start(line) + (line == 0 and text.startswith("\ufeff")):
            return f"{test.name} stands behind a condition"
        if test.body_span is None or self._lines.line_at(test.body_span.start) == self._lines.line_at(
            test.name_span.start
        ):
            return f"{test.name} stands on one line"
        source = whole_lines(self._lines, test.span).of(text)
        return (
            self._why_not_here(test)
            or _why_not_decorated(test, source)
            or _why_not_as_method(test, source)
            or self._why_not_with_fixtures(test, source)
            or (self._why_not_used(test) if self._everywhere else None)
        )

    def _why_not_here(self, test: Function) -> str | None:
        text = self._place.text
        module = self._place.resolver.world.get(self._place.path)
        names = module.namespace.names if module is not None else {}
        if "setup_function" in names or "teardown_function" in names:
            return "setup_function and teardown_function are not called for methods"
        if "mark.dependency" in text:
            return "tests depend on each other by their names"
        for option, value in self._place.resolver.project.config(self._place.path).options.items():
            if test.name in str(value) or (test.is_async and "loop_scope" in option and "class" in str(value)):
                return f"pytest's option {option} says something of it"
        for at in _words(text, test.name):
            line = self._lines.line_at(at)
            if at != test.name_span.start and not self._lines.text(line).lstrip(" \t").startswith("#"):
                return f"{test.name} is named elsewhere in this module (line {line + 1})"
        for conftest in self._place.resolver.conftests(self._place.path):
            view = self._place.resolver.module(conftest)
            if view is not None and view.hooks and _LOOKS_AROUND.search(self._place.read(conftest) or ""):
                return f"a hook in {self._place.shown(conftest)} looks at the class of a test"
        return None

    def _why_not_used(self, test: Function) -> str | None:
        """Why another file keeps ``test`` from going into a class: it imports it, or names it."""
        word = re.compile(rf"\b{re.escape(test.name)}\b")
        for path, text in self._users:
            if word.search(text) is not None or _STAR.search(text) is not None:
                return f"{self._place.shown(path)} uses {test.name}"
        return None

    @cached_property
    def _users(self) -> list[tuple[str, str]]:
        """The files that name this module, and their texts."""
        stem = self._place.path.rpartition("/")[2].removesuffix(".py")
        # In an import, before a name of its own, or in a string that ends with it.
        home = re.compile(
            rf"^[ \t]*(?:from|import)\b[^\r\n]*\b{re.escape(stem)}\b|\b{re.escape(stem)}(?:\.py)?(?:::|\.|[\"'])",
            re.MULTILINE,
        )
        return [(path, text) for path, text in self._place.naming(stem) if home.search(text) is not None]

    def _why_not_with_fixtures(self, test: Function, source: str) -> str | None:
        if match := _LOOKS_AROUND.search(source):
            return f"{test.name} looks at what it stands in ({match[0]})"
        closure = self._closure(test)
        if keyed := sorted(_KEYED.intersection((*closure.names, *(name for name, _ in closure.missing)))):
            return f"{keyed[0]} keeps something under the name of the test"
        found = list(self._fixtures(test))
        for each in found:
            if any(request.name == "request" for request in each.requested):
                body = each.span.of(self._place.read(each.path) or "") if each.path else ""
                if match := _LOOKS_AROUND.search(body):
                    return f"the fixture {each.name} looks at what the test stands in ({match[0]})"
        once = [each.name for each in found if each.scope in (Scope.CLASS, None)]
        once += [name for name, _ in closure.missing if "class" in name]
        if once and (self._runs_often(test) or any(each.params for each in found)):
            return f"{once[0]} may be made once for all tests of a class"
        return None

    def _runs_often(self, test: Function) -> bool:
        """Whether pytest may make several tests of one."""
        visible = self._place.resolver.visible(self._place.path)
        module = self._place.module
        return bool(test.marks.parametrize or direct_argnames(module, test) or module.generates or visible.generated)

    def _fixtures(self, test: Function) -> Iterator[FixtureDef]:
        closure = self._closure(test)
        for name in closure.names:
            yield from closure.used.get(name, ())

    def _closure(self, test: Function) -> Closure:
        key = test.span.start
        if key not in self._closures:
            self._closures[key] = self._place.resolver.closure(self._place.path, test)
        return self._closures[key]


def _words(text: str, word: str) -> Iterator[int]:
    """Where ``word`` stands in ``text``. By searching, which is a hundred times faster than a pattern."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if not _PART.match(text[at - 1 : at]) and not _PART.match(text[end : end + 1]):
            yield at
        at = text.find(word, end)


def _why_not_decorated(test: Function, source: str) -> str | None:
    for name in test.decorators:
        # What is known and no function of a library is another name of a mark.
        is_mark = test.known and not name.startswith(_LIBRARIES)
        if not is_mark and not name.startswith(_FOR_METHODS):
            return f"@{name or '…'} may not expect a method"
    head = source[: source.find("def ")] if test.decorators else ""
    if _SCOPED.search(head):
        return f"a mark of {test.name} has a scope"
    if keyed := [name for name in test.decorators if name.rpartition(".")[2] in _KEYED]:
        return f"@{keyed[0]} keeps something under the name of the test"
    return None


def _why_not_as_method(test: Function, source: str) -> str | None:
    """Why the code of ``test`` would mean something else in a class."""
    if any(each.name == "self" for each in test.parameters):
        return f"{test.name} has a parameter called self"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            node = ast.parse(source.removeprefix("\ufeff")).body[0]
    except (SyntaxError, ValueError, RecursionError, MemoryError, IndexError):
        return f"{test.name} does not parse"
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return f"{test.name} does not parse"
    if private := _private(node) if "__" in source else None:
        return f"{private} means something else in a class"
    inside = own(node)
    names = {each.id for each in inside if isinstance(each, ast.Name)} & _OF_METHODS
    # With an argument, they say something of that.
    names |= {dotted(each.func) for each in inside if isinstance(each, ast.Call) and not each.args} & _OF_LOCALS
    if wrong := sorted(names):
        return f"{test.name} uses {wrong[0]}, which means something else in a method"
    head = [*node.decorator_list, node.args]
    if any(isinstance(each, ast.NamedExpr) for part in head for each in ast.walk(part)):
        return f"the head of {test.name} binds a name"
    return None


def _private(node: ast.AST) -> str | None:
    """A name that Python would change in a class."""
    for each in ast.walk(node):
        for field, value in ast.iter_fields(each):
            if field != "value" and isinstance(value, (str, list)):
                for name in [value] if isinstance(value, str) else value:
                    if isinstance(name, str) and name.startswith("__") and not name.endswith("__"):
                        return name
    return None


_STAR = re.compile(r"^\s*from\s.*\bimport\s*\*", re.MULTILINE)
_LINE_END = re.compile(r"\r\n|\r|\n")
_PART = re.compile(r"\w")
_OF_METHODS = frozenset({"self", "__class__", "super"})
_OF_LOCALS = frozenset({"locals", "vars", "dir"})
# What a test, a fixture or a hook asks to know the class or the place of a test.
_LOOKS_AROUND = re.compile(
    r"\b(?:request|item|node|metafunc|pyfuncitem|function)(?:\.node)?\.(?:cls|instance|parent)\b"
    r"|\bgetparent\(|\blistchain\(|\brequest\.node\.nodeid\b|\bPYTEST_CURRENT_TEST\b"
    r"|\b(?:inspect\.(?:stack|currentframe)|sys\._getframe)\b"
)
_SCOPED = re.compile(r"\b(?:loop_)?scope\s*=")
# Plugins that keep files by class and test.
_KEYED = frozenset({"snapshot", "snapshot_json", "vcr", "vcr_cassette", "default_cassette", "block_network"})
_LIBRARIES = (
    *("pytest.", "_pytest.", "unittest.", "mock.", "hypothesis.", "functools.", "typing.", "typing_extensions."),
    *("contextlib.", "abc.", "pytest_bdd.", "pytest_asyncio.", "warnings.", "staticmethod", "classmethod", "property"),
)
# Decorators that are made for methods as well as for functions.
_FOR_METHODS = (
    *("pytest.mark.", "_pytest.mark.", "unittest.mock.patch", "mock.patch", "mock.mock.patch", "hypothesis."),
    *("unittest.skip", "unittest.expectedFailure", "freezegun.freeze_time", "time_machine.travel"),
    *("responses.activate", "respx.mock", "moto.mock", "httpretty.activate"),
    *("django.test.override_settings", "django.test.utils.override_settings"),
)
