"""The piece of the text that a rewrite is about, found in the tolerant tree, and whether it may be given to libcst.

A piece is the head of one definition, from the first decorator to the colon, or one simple statement. Both are short
whatever the file is, and everything outside of them cannot move.
"""

from __future__ import annotations

from typing import NamedTuple

from tree_sitter import Node

from seamwright.rewriting.model import CannotRewrite
from seamwright.text.span import Span
from seamwright.text.syntax import SyntaxTree

LONGEST = 20_000
"""Characters of a piece. libcst takes about a second for each 100,000."""
DEEPEST = 40
"""Nodes inside each other. libcst recurses in native code: brackets some 2,000 deep end the process, in a thread with
half a megabyte of stack less than a hundred."""


BODY = " pass"
"""What stands behind the colon of a head that is looked at alone."""


class Head(NamedTuple):
    """Decorators and signature of a function, or decorators and bases of a class."""

    span: Span
    """From the start of the line to behind the colon."""
    indent: str
    decorators: tuple[Span, ...]
    """The expressions behind each ``@``."""


def head_at(tree: SyntaxTree, offset: int) -> Head:
    """The head of the definition whose name begins at ``offset``.

    Raises:
        CannotRewrite: there is none, or it is not complete.
    """
    definition = definition_at(tree, offset)
    outer = whole(definition)
    colons = [child for child in definition.children if child.type == ":" and not child.is_missing]
    start = tree.offset(outer.start_byte)
    begin = line_start(tree.text, start)
    indent = tree.text[begin:start]
    if not colons or indent.strip(" \t"):
        raise CannotRewrite("the definition is not complete")
    span = Span(begin, tree.offset(colons[-1].end_byte))
    if span.end - span.start > LONGEST:
        raise CannotRewrite("the signature is too long to be changed")
    _look_into(outer, definition.child_by_field_name("body"))
    decorators = [child.named_children[0] for child in outer.children if child.type == "decorator"]
    return Head(span, indent, tuple(tree.span(each) for each in decorators))


def definition_at(tree: SyntaxTree, offset: int) -> Node:
    """The function or class whose name begins at ``offset``.

    Raises:
        CannotRewrite: there is none.
    """
    at = _byte(tree, offset)
    name = tree.root.named_descendant_for_byte_range(at, at)
    definition = name.parent if name is not None else None
    if (
        definition is None
        or definition.type not in ("function_definition", "class_definition")
        or definition.child_by_field_name("name") != name
    ):
        raise CannotRewrite("the definition is not there any more")
    return definition


def decorated_at(tree: SyntaxTree, offset: int) -> int:
    """Where the name of the definition begins whose decorator's expression begins at ``offset``.

    Raises:
        CannotRewrite: there is none.
    """
    at = _byte(tree, offset)
    node = tree.root.named_descendant_for_byte_range(at, at)
    while node is not None and node.type != "decorator" and node.start_byte == at:
        node = node.parent
    outer = node.parent if node is not None and node.type == "decorator" else None
    definition = outer.child_by_field_name("definition") if outer is not None else None
    name = definition.child_by_field_name("name") if definition is not None else None
    if name is None:
        raise CannotRewrite("the decorator is not there any more")
    return tree.offset(name.start_byte)


def whole(definition: Node) -> Node:
    """The definition with its decorators."""
    outer = definition.parent
    return outer if outer is not None and outer.type == "decorated_definition" else definition


def check_statement(tree: SyntaxTree, span: Span) -> None:
    """Make sure that ``span`` is one simple statement that may be given to libcst.

    Raises:
        CannotRewrite: it is not.
    """
    if span.end - span.start > LONGEST:
        raise CannotRewrite("the statement is too long to be changed")
    start, end = _byte(tree, span.start), _byte(tree, span.end)
    node = tree.root.named_descendant_for_byte_range(start, end)
    while node is not None and node.parent is not None and tree.span(node.parent) == span and _is_code(node.parent):
        node = node.parent
    if node is None or tree.span(node) != span or not node.type.endswith("_statement"):
        raise CannotRewrite("the statement is not there any more")
    _look_into(node, None)


def line_start(text: str, offset: int) -> int:
    """The start of the line that ``offset`` is in, behind a byte order mark."""
    begin = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    return begin + text.startswith("\ufeff", begin)


def _is_code(node: Node) -> bool:
    return node.type not in ("module", "block")


def _byte(tree: SyntaxTree, offset: int) -> int:
    return len(tree.text[:offset].encode("utf-8", "surrogatepass"))


def _look_into(node: Node, body: Node | None) -> None:
    """Refuse what is nested too deeply, or has many strings in a row, which libcst nests as well."""
    stack = [(node, 0)]
    while stack:
        each, depth = stack.pop()
        if each.type == "concatenated_string":
            depth += len(each.children)
        if depth > DEEPEST:
            raise CannotRewrite("the code is nested too deeply to be changed")
        stack += [(child, depth + 1) for child in each.children if child != body]
