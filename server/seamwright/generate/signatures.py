"""Which parts of a plan's own signature may stand in a test module.

Decorators, default values and annotations run when the module is imported, before any test. So only those are kept that
provably do nothing then: marks with literal arguments, literal defaults, annotations made of builtins. The rest is told
to the reader in words.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from seamwright.generate.layout import Brackets, Unformattable, code
from seamwright.generate.written import literal
from seamwright.text.literals import Quote
from seamwright.text.names import is_parameter

Function = ast.FunctionDef | ast.AsyncFunctionDef

# Marks whose arguments pytest evaluates, imports from, or lets decide that the test does not count. A draft fails
# until somebody has read it, so those must not hide it.
_UNSAFE_MARKS = frozenset({"filterwarnings", "skip", "skipif", "xfail"})
_BUILTIN_TYPES = frozenset(
    {"bool", "bytes", "dict", "float", "frozenset", "int", "list", "object", "set", "str", "tuple", "type"}
)
_PYTEST_TYPES = frozenset({"CaptureFixture", "FixtureRequest", "LogCaptureFixture", "MonkeyPatch"})
_DEPTH = 8
_LONGEST_DEFAULT = 30


@dataclass(frozen=True, slots=True)
class Kept:
    """The parts of a signature that stay."""

    decorators: tuple[str, ...]
    """Source lines without indentation."""
    parameters: tuple[str, ...]
    """As they stand between the parentheses, without ``self``."""
    names: tuple[str, ...]
    """The names of ``parameters``."""
    returns: str
    """`` -> None`` or empty."""
    dropped: tuple[str, ...]
    """What does not stay, as source text."""


def keep(function: Function, source: str, width: int, quote: Quote) -> Kept:
    """What of the signature of ``function``, which was parsed from ``source``, may stay. ``width`` is for its lines."""
    dropped: list[str] = []
    parameters = list(_parameters(function, source, quote, dropped))
    fillable = {name for name, text in parameters if "=" not in text}
    decorators: list[str] = []
    filled: set[str] = set()
    for node in function.decorator_list:
        lines = _mark(node, fillable - filled, width, quote)
        if lines is None:
            dropped.append("@" + _text(node, source))
            # What only this decorator would have passed in, no fixture will.
            lost = _arguments_of(node)
            parameters = [each for each in parameters if each[0] not in lost]
        else:
            filled |= _arguments_of(node)
            decorators += lines
    returns = " -> None" if isinstance(function.returns, ast.Constant) and function.returns.value is None else ""
    names, texts = tuple(name for name, _ in parameters), tuple(text for _, text in parameters)
    return Kept(tuple(decorators), texts, names, returns, tuple(dropped))


def _parameters(function: Function, source: str, quote: Quote, dropped: list[str]) -> Iterator[tuple[str, str]]:
    """Name and text of every parameter that pytest can fill or that has a literal default; fixtures come first."""
    arguments = function.args
    plain = [*arguments.posonlyargs, *arguments.args]
    defaults: list[ast.expr | None] = [None] * (len(plain) - len(arguments.defaults)) + list(arguments.defaults)
    pairs = [*zip(plain, defaults, strict=True), *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)]
    pairs = [(node, default) for node, default in pairs if node.arg not in ("self", "cls")]
    for extra, stars in ((arguments.vararg, "*"), (arguments.kwarg, "**")):
        if extra is not None:
            dropped.append(stars + extra.arg)
    # A parameter without a default cannot follow one that has it.
    for node, default in sorted(pairs, key=lambda pair: pair[1] is not None):
        text = node.arg
        if not is_parameter(text):
            dropped.append(text)
            continue
        annotation = _annotation(node.annotation, _DEPTH)
        text += f": {annotation}" if annotation else ""
        if default is not None:
            value = _default(default, quote)
            if value is None:
                dropped.append(f"{node.arg}={_text(default, source)}")
                continue
            text += f" = {value}" if annotation else f"={value}"
        yield node.arg, text


def _default(node: ast.expr, quote: Quote) -> str | None:
    """A default value that is a short, plain constant; formatters might break anything longer into lines."""
    try:
        value = literal(node, quote)
    except ValueError:
        return None
    return value if isinstance(value, str) and value.isascii() and len(value) <= _LONGEST_DEFAULT else None


def _annotation(node: ast.expr | None, depth: int) -> str | None:
    """``node`` as text, if its evaluation cannot fail or do anything; otherwise ``None``."""
    match node:
        case _ if depth == 0:
            return None
        case ast.Constant(value=None):
            return "None"
        case ast.Name(id=name) if name in _BUILTIN_TYPES:
            return name
        case ast.Attribute(value=ast.Name(id="pytest"), attr=name) if name in _PYTEST_TYPES:
            return f"pytest.{name}"
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            sides = [_annotation(side, depth - 1) for side in (left, right)]
            # `None | None` is the one union of these that raises.
            return " | ".join(side for side in sides if side) if all(sides) and sides != ["None", "None"] else None
        case ast.Subscript(value=ast.Name(id="list" | "set" | "frozenset" | "type" as name), slice=inner):
            item = _annotation(inner, depth - 1)
            return f"{name}[{item}]" if item else None
        case ast.Subscript(value=ast.Name(id="dict"), slice=ast.Tuple(elts=[key, value])):
            pair = [_annotation(each, depth - 1) for each in (key, value)]
            return f"dict[{', '.join(each for each in pair if each)}]" if all(pair) else None
        case _:
            return None


def _mark(node: ast.expr, fillable: set[str], width: int, quote: Quote) -> list[str] | None:
    """The lines of a decorator that is a ``pytest.mark`` with literal arguments; ``None`` for any other."""
    name = _mark_name(node)
    if name is None or name in _UNSAFE_MARKS:
        return None
    if not isinstance(node, ast.Call):
        return None if name in ("parametrize", "usefixtures") else [f"@pytest.mark.{name}"]
    if name == "parametrize" and not _is_sound_parametrize(node, fillable):
        return None
    if name == "usefixtures" and not _names_fixtures(node):
        return None
    if any(keyword.arg is None for keyword in node.keywords):
        return None
    try:
        arguments = [literal(each, quote) for each in node.args]
        arguments += [literal(each.value, quote, start=f"{each.arg}=") for each in node.keywords]
        return code(Brackets(f"@pytest.mark.{name}(", tuple(arguments), ")", is_call=True), width)
    except (ValueError, Unformattable):
        return None


def _mark_name(node: ast.expr) -> str | None:
    target = node.func if isinstance(node, ast.Call) else node
    match target:
        case ast.Attribute(value=ast.Attribute(value=ast.Name(id="pytest"), attr="mark"), attr=name) if name.isascii():
            return None if name.startswith("_") else name
        case _:
            return None


def _is_sound_parametrize(node: ast.Call, fillable: set[str]) -> bool:
    """Would pytest accept it? A parametrization that does not fit the parameters breaks the whole module."""
    names, rows = sorted(_arguments_of(node)), node.args[1:]
    if not names or not set(names) <= fillable or len(rows) != 1 or not isinstance(rows[0], ast.List | ast.Tuple):
        return False
    values = rows[0].elts
    if not values or not all(keyword.arg == "ids" for keyword in node.keywords):
        return False
    for keyword in node.keywords:
        if not isinstance(keyword.value, ast.List) or len(keyword.value.elts) != len(values):
            return False
        if not all(isinstance(each, ast.Constant) and isinstance(each.value, str) for each in keyword.value.elts):
            return False
    count = _argument_count(node)
    return count == len(names) and (
        count == 1 or all(isinstance(row, ast.List | ast.Tuple) and len(row.elts) == count for row in values)
    )


def _arguments_of(node: ast.expr) -> set[str]:
    """Names of the parameters that a ``parametrize`` fills."""
    if _mark_name(node) != "parametrize" or not isinstance(node, ast.Call) or not node.args:
        return set()
    return set(_argument_names(node.args[0]))


def _argument_count(node: ast.Call) -> int:
    return len(_argument_names(node.args[0]))


def _argument_names(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [name.strip() for name in node.value.split(",") if name.strip()]
    if isinstance(node, ast.List | ast.Tuple):
        return [each.value for each in node.elts if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    return []


def _names_fixtures(node: ast.Call) -> bool:
    names = [each.value if isinstance(each, ast.Constant) else None for each in node.args]
    return bool(names) and all(isinstance(name, str) and is_parameter(name) for name in names)


def _text(node: ast.expr, source: str) -> str:
    return ast.get_source_segment(source, node) or type(node).__name__
