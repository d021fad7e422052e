"""A test module as rules see it: tests, fixtures, helpers and classes, each with its own piece of text."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

from seamwright.fixtures.resolver import matches
from seamwright.rules.source import Parsed, Piece, split
from seamwright.rules.syntax import FunctionNode, docstring_node, dotted, keyword, string, walk
from seamwright.text.span import Span

Role = Literal["test", "fixture", "helper"]


class Collects(NamedTuple):
    """What pytest takes for a test: its ``python_classes`` and ``python_functions``."""

    classes: tuple[str, ...] = ("Test",)
    functions: tuple[str, ...] = ("test",)


DEFAULT = Collects()


@dataclass(frozen=True, eq=False)
class Class:
    """The head of a class."""

    name: str
    node: ast.ClassDef
    parsed: Parsed
    start: int
    """Offset of its piece in the module."""
    collects: Collects = DEFAULT

    @property
    def is_test(self) -> bool:
        """pytest collects it."""
        return matches(self.name, self.collects.classes) or self.is_unittest

    @property
    def is_unittest(self) -> bool:
        """Its bases say ``TestCase``."""
        return any(dotted(base).endswith("TestCase") for base in self.node.bases)

    @property
    def docstring(self) -> str | None:
        """As it stands in the text, indentation included."""
        node = docstring_node(self.node)
        return node.value if node is not None else None  # type: ignore[return-value]


@dataclass(frozen=True, eq=False)
class Function:
    """A function of the module or of a class in it; functions inside functions are a part of the outer one."""

    node: FunctionNode
    parsed: Parsed
    owner: Class | None
    role: Role
    start: int

    @property
    def name(self) -> str:
        """As defined."""
        return self.node.name

    @property
    def is_async(self) -> bool:
        """A coroutine or asynchronous generator."""
        return isinstance(self.node, ast.AsyncFunctionDef)

    @cached_property
    def requested(self) -> tuple[str, ...]:
        """Parameters that pytest would fill: without ``self``, defaults and stars."""
        arguments = self.node.args
        plain = [*arguments.posonlyargs, *arguments.args]
        if arguments.defaults:
            plain = plain[: -len(arguments.defaults)]
        names = [each.arg for each in plain]
        if self.owner is not None and not any(dotted(each) == "staticmethod" for each in self.node.decorator_list):
            names = names[1:]
        optional = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        names += [each.arg for each, default in optional if default is None]
        return tuple(names)

    @cached_property
    def uses(self) -> tuple[str, ...]:
        """Fixtures that ``usefixtures`` on the function or its class asks for."""
        decorators = [*self.node.decorator_list, *(self.owner.node.decorator_list if self.owner else ())]
        return tuple(
            name
            for each in decorators
            if isinstance(each, ast.Call) and dotted(each.func).endswith("mark.usefixtures")
            for argument in each.args
            if (name := string(argument)) is not None
        )

    @cached_property
    def fixture(self) -> Fixture | None:
        """What its decorator says, for a fixture."""
        return _fixture(self.node)

    @property
    def docstring(self) -> str | None:
        """As it stands in the text, indentation included."""
        node = docstring_node(self.node)
        return node.value if node is not None else None  # type: ignore[return-value]

    def span(self, node: ast.AST) -> Span:
        """Where ``node`` stands in the function's piece."""
        return self.parsed.span(node)

    @property
    def name_span(self) -> Span:
        """Its name."""
        return self.parsed.name_span(self.node)

    def marks(self) -> Iterator[tuple[str, ast.expr]]:
        """``pytest.mark.x`` on the function and its class: the name and the decorator."""
        for each in self.node.decorator_list:
            name = dotted(each.func if isinstance(each, ast.Call) else each)
            if ".mark." in f".{name}":
                yield name.rpartition("mark.")[2], each


@dataclass(frozen=True)
class Fixture:
    """The arguments of a fixture's decorator."""

    decorator: ast.expr
    name: str
    scope: str | None
    """``None``: decided at run time."""
    autouse: bool
    has_params: bool


@dataclass(frozen=True, eq=False)
class Module:
    """One text."""

    path: str
    text: str
    pieces: tuple[tuple[Piece, Parsed], ...]
    classes: tuple[Class, ...]
    functions: tuple[Function, ...]
    code: tuple[tuple[int, Parsed], ...]
    """Offset and text of what stands between definitions."""
    attributes: tuple[tuple[int, Parsed], ...] = field(default=())

    @cached_property
    def tests(self) -> tuple[Function, ...]:
        """What pytest would run."""
        return tuple(each for each in self.functions if each.role == "test")

    @cached_property
    def called_helpers(self) -> frozenset[str]:
        """Helpers that a test or fixture calls by their names."""
        helpers = frozenset(each.name for each in self.functions if each.role == "helper")
        called = (called_names(each) for each in self.functions if each.role != "helper") if helpers else ()
        return helpers.intersection(frozenset().union(*called))

    @property
    def is_conftest(self) -> bool:
        """Its fixtures are shared."""
        return self.path.rpartition("/")[2] == "conftest.py"

    @cached_property
    def statements(self) -> tuple[ast.stmt, ...]:
        """Code outside functions and classes."""
        return tuple(statement for _, parsed in self.code for statement in parsed.body)


class Reader:
    """Reads the states of one module; what has not changed between two is not parsed again."""

    def __init__(self, path: str, collects: Collects = DEFAULT) -> None:
        self.path, self.collects = path, collects
        self._known: dict[tuple[str, str], Parsed] = {}

    def read(self, text: str) -> Module:
        """The module that ``text`` is. Never raises."""
        known = self._known
        fresh: dict[tuple[str, str], Parsed] = {}
        pieces: list[tuple[Piece, Parsed]] = []
        for piece in split(text):
            source = text[piece.span.start : piece.span.end]
            key = (str(piece.kind), source)
            # Two pieces with the same text would be one key, and share their results: that is right.
            parsed = fresh.get(key) or known.get(key) or Parsed(piece.kind, source)
            fresh[key] = parsed
            pieces.append((piece, parsed))
        self._known = fresh
        return _module(self.path, text, pieces, self.collects)


def _module(path: str, text: str, pieces: Sequence[tuple[Piece, Parsed]], collects: Collects) -> Module:
    classes: list[Class] = []
    functions: list[Function] = []
    code: list[tuple[int, Parsed]] = []
    by_index: dict[int, Class] = {}
    for index, (piece, parsed) in enumerate(pieces):
        start = piece.span.start
        owner = by_index.get(piece.owner) if piece.owner is not None else None
        if piece.kind == "class":
            for node in parsed.body[:1]:
                if isinstance(node, ast.ClassDef):
                    by_index[index] = Class(node.name, node, parsed, start, collects)
                    classes.append(by_index[index])
        if piece.kind == "code":
            code.append((start, parsed))
        _collect(parsed.body if piece.kind != "class" else [], parsed, start, owner, classes, functions, collects)
    return Module(path, text, tuple(pieces), tuple(classes), tuple(functions), tuple(code))


def _collect(
    body: Sequence[ast.stmt],
    parsed: Parsed,
    start: int,
    owner: Class | None,
    classes: list[Class],
    functions: list[Function],
    collects: Collects,
) -> None:
    """Functions and classes in ``body``, those below ``if``, ``try`` and ``with`` included."""
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            functions.append(Function(node, parsed, owner, _role(node, owner, collects), start))
        elif isinstance(node, ast.ClassDef):
            cls = Class(node.name, node, parsed, start, collects)
            classes.append(cls)
            _collect(node.body, parsed, start, cls, classes, functions, collects)
        elif isinstance(node, (ast.If, ast.Try, ast.With)):
            inner = [*node.body, *getattr(node, "orelse", ()), *getattr(node, "finalbody", ())]
            inner += [each for handler in getattr(node, "handlers", ()) for each in handler.body]
            _collect(inner, parsed, start, owner, classes, functions, collects)


def called_names(function: Function) -> frozenset[str]:
    """Last parts of the names that are called in the function's piece."""
    known = function.parsed.extra.get("called")
    if known is None:
        known = function.parsed.extra["called"] = frozenset(
            dotted(node.func).rpartition(".")[2]
            for statement in function.parsed.body
            for node in walk(statement)
            if isinstance(node, ast.Call)
        )
    return known  # type: ignore[return-value]


def _role(node: FunctionNode, owner: Class | None, collects: Collects) -> Role:
    if any(_is_fixture(each) for each in node.decorator_list):
        return "fixture"
    if owner is not None and owner.is_unittest:
        return "test" if node.name.startswith("test") else "helper"
    if matches(node.name, collects.functions) and (owner is None or owner.is_test):
        return "test"
    return "helper"


def _is_fixture(decorator: ast.expr) -> bool:
    name = dotted(decorator.func if isinstance(decorator, ast.Call) else decorator)
    return name == "fixture" or bool(_FIXTURE.fullmatch(name))


def _fixture(node: FunctionNode) -> Fixture | None:
    decorator = next((each for each in node.decorator_list if _is_fixture(each)), None)
    if decorator is None:
        return None
    if not isinstance(decorator, ast.Call):
        return Fixture(decorator, node.name, "function", False, False)
    scope = keyword(decorator, "scope") or (decorator.args[0] if decorator.args else None)
    autouse = keyword(decorator, "autouse")
    return Fixture(
        decorator,
        string(keyword(decorator, "name")) or node.name,
        "function" if scope is None else string(scope),
        isinstance(autouse, ast.Constant) and autouse.value is True,
        keyword(decorator, "params") is not None,
    )


_FIXTURE = re.compile(r"(?:pytest|pytest_asyncio|pt)(?:\.plugin)?\.fixture")
