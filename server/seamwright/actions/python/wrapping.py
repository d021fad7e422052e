"""Puts plain test functions into a class: the same lines one level further in, with ``self``.

The lines are moved as text, and the result is compared with what stood there: no rewriting library can promise as
plainly that strings, comments and line ends are the same.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Sequence

from seamwright.actions.python.documenting import read_code
from seamwright.actions.python.heads import whole_lines
from seamwright.actions.python.model import Place
from seamwright.actions.python.parameter import rewrite_parameters
from seamwright.fixtures.model import Function
from seamwright.fixtures.resolver import matches
from seamwright.generate.names import MAX_CLASS_NAME
from seamwright.suite import read_module
from seamwright.text.edit import Edit, apply
from seamwright.text.names import pascal, unique, words
from seamwright.text.span import LineIndex, Span
from seamwright.text.syntax import parse


def wrapped(place: Place, lines: LineIndex, row: Sequence[Function], name: str, width: int) -> tuple[Span, str]:
    """Where the tests of ``row`` stand, with the comments directly above, and the class ``name`` that replaces them."""
    text = place.text
    first, last = lines.line_at(row[0].span.start), lines.line_at(whole_lines(lines, row[-1].span).end - 1)
    floor = 0
    while first > floor and lines.text(first - 1).startswith("#") and not _is_for_the_file(lines.text(first - 1)):
        first -= 1
    start, end = lines.start(first), lines.start(last + 1)
    if first == 0 and text.startswith("\ufeff"):
        start += 1
    module = read_module(text)
    unit, newline = _indent(place, lines, row) or module.indent, module.newline
    edits = [_with_self(text, lines, each, width - len(unit.expandtabs(4))) for each in row]
    inner = apply(text[start:end], [Edit(each.span.shifted(-start), each.new) for each in edits])
    return Span(start, end), f"class {name}:{newline}{_deeper(inner, unit)}"


def class_name(place: Place, row: Sequence[Function], planned: str, others: Collection[str] = ()) -> str | None:
    """A free name for the class: the plan's, that of the file, that of the tests; ``None`` if pytest takes no such one.

    ``planned`` is the one that generation would write; empty without a plan. ``others`` are taken as well.
    """
    stem = re.sub(r"^tests?_|_tests?$|^tests?$", "", place.path.rpartition("/")[2].removesuffix(".py"))
    common = _common([words(each.name.removeprefix("test")) for each in row])
    patterns = place.resolver.project.config(place.path).python_classes
    parts = [part for part in (words(stem), common) if part] or [["Integration"]]
    wishes = [planned, *(each for part in parts for each in _names(part, patterns))]
    possible = [each for each in wishes if each and matches(each, patterns)]
    written = re.findall(r"\b[^\W\d]\w*", place.text)
    taken = frozenset((*written, *others)) | (place.resolver.bound(place.path) or frozenset())
    if not possible:
        return None
    free = next((each for each in possible if each not in taken), None)
    return free or unique(possible[0], taken, limit=MAX_CLASS_NAME, gap="")


def is_only_wrapped(before: str, after: str, row: Sequence[Function], name: str) -> bool:
    """Whether ``after`` is ``before`` with the tests of ``row`` as methods of a class called ``name``."""
    try:
        old, new = read_code(before).body, read_code(after).body
        found = next((index for index, each in enumerate(new) if isinstance(each, ast.ClassDef) and each.name == name))
        made = new[found]
        assert isinstance(made, ast.ClassDef)
        for each in made.body:
            if not isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef)):
                return False
            given = each.args.posonlyargs or each.args.args
            if not given or given.pop(0).arg != "self":
                return False
        if (
            made.bases
            or made.keywords
            or made.decorator_list
            or [_name_of(each) for each in made.body] != [each.name for each in row]
        ):
            return False
        same = [*new[:found], *made.body, *new[found + 1 :]]
        return len(same) == len(old) and all(
            ast.dump(one) == ast.dump(other) for one, other in zip(old, same, strict=True)
        )
    except (SyntaxError, ValueError, RecursionError, MemoryError, StopIteration):
        return False


def _name_of(node: ast.stmt) -> str:
    return getattr(node, "name", "")


def _with_self(text: str, lines: LineIndex, test: Function, width: int) -> Edit:
    """The edit that makes ``self`` the first parameter."""
    opened = test.parameters_span.start + 1 if test.parameters_span is not None else test.name_span.end
    at = opened
    while match := _SKIPPED.match(text, at):
        at = match.end()
    if text[at] == ")":
        return Edit(Span(opened, opened), "self")
    first = lines.line_at(test.name_span.start)
    is_on_one_line = test.parameters_span is not None and lines.line_at(test.parameters_span.end) == first
    if is_on_one_line and len(lines.text(first).expandtabs(4)) + len("self, ") <= width:
        return Edit(Span(at, at), "self, ")
    written = rewrite_parameters(text, test.name_span, (), "self", width, first=True)
    if written is not None:
        return written
    begin = lines.start(lines.line_at(at))
    blank = text[begin:at]
    is_on_its_own = begin > opened and not blank.strip()
    newline = "\r\n" if text[begin - 2 : begin] == "\r\n" else "\n"
    return Edit(Span(at, at), f"self,{newline}{blank}" if is_on_its_own else "self, ")


def _deeper(text: str, unit: str) -> str:
    """``text`` one level further in, as it stands in a class: one blank line between two tests, strings as they are."""
    fixed = _in_strings(text)
    parts = _LINE_END.split(text)
    out: list[str] = []
    blank: list[str] = []
    for number, (line, end) in enumerate(zip(parts[::2], [*parts[1::2], ""], strict=True)):
        if number in fixed:
            out += [*blank, line + end]
            blank = []
        elif not line.strip(" \t\f"):
            blank.append(line + end)
        else:
            # What begins at the margin is the next test, or a comment above it.
            out += blank if line[:1] in (" ", "\t") else blank[:1]
            out.append(unit + line + end)
            blank = []
    return "".join([*out, *blank])


def _in_strings(text: str) -> set[int]:
    """The lines of ``text`` that begin inside a string, but for those of docstrings of functions at the left margin
    that are indented as the function's body is, which may follow it."""
    tree = parse(text)
    lines = LineIndex(text)
    found: set[int] = set()
    stack = [tree.root]
    while stack:
        node = stack.pop()
        if node.type != "string":
            stack += node.children
            continue
        rows = range(node.start_point[0] + 1, node.end_point[0] + 1)
        statement = node.parent
        block = statement.parent if statement is not None else None
        function = block.parent if block is not None else None
        is_docstring = (
            statement is not None
            and statement.type == "expression_statement"
            and block is not None
            and block.type == "block"
            and next((child for child in block.named_children if child.type != "comment"), None) == statement
            and function is not None
            and function.type == "function_definition"
            and function.start_point[1] == 0
        )
        inside = [lines.text(row) for row in rows]
        if not is_docstring or any(line.strip(" \t") and line[:1] not in (" ", "\t") for line in inside):
            found.update(rows)
    return found


def _indent(place: Place, lines: LineIndex, row: Sequence[Function]) -> str:
    """One level of indentation, as the first test has it."""
    body = row[0].body_span
    if body is None:
        return ""
    line = lines.text(lines.line_at(body.start))
    return line[: len(line) - len(line.lstrip(" \t"))]


def _common(names: Sequence[Sequence[str]]) -> list[str]:
    """The words that all names begin with."""
    found = []
    for group in zip(*names, strict=False):
        if len({each.lower() for each in group}) > 1:
            break
        found.append(group[0])
    return found


def _names(parts: Sequence[str], patterns: Sequence[str]) -> list[str]:
    """Names that say ``parts``: ours, and those of a project that collects others (``*Tests``)."""
    core = pascal(parts, limit=MAX_CLASS_NAME - 4)
    own = (pattern.replace("*", core) if "*" in pattern else pattern + core for pattern in patterns)
    return [f"Test{core}", *(each for each in own if each.isidentifier())]


def _is_for_the_file(comment: str) -> bool:
    """Whether tools read a comment where it stands."""
    return _FOR_THE_FILE.match(comment) is not None


_FOR_THE_FILE = re.compile(r"#!|#.*coding[:=]|#\s*(?:fmt|isort|ruff|pylint|mypy|type):")
_LINE_END = re.compile(r"(\r\n|\r|\n)")
_SKIPPED = re.compile(r"[ \t\f\r\n]+|#[^\r\n]*|\\\r?\n")
