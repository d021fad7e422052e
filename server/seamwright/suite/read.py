"""Reads a test module with tree-sitter. Decides only where things stand; code with errors gives what is whole."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from tree_sitter import Node

from seamwright.suite.model import Class, Import, ImportedName, Method, Module
from seamwright.suite.recover import half_typed_classes, half_typed_methods
from seamwright.text.span import Span
from seamwright.text.syntax import SyntaxTree, definition, is_async, parse, statements, string_value


def read_module(text: str) -> Module:
    """What ``text`` holds. Never raises."""
    tree = parse(text)
    classes: list[Class] = []
    functions: list[Method] = []
    imports: list[Import] = []
    members: set[int] = set()
    for cls, nodes in half_typed_classes(tree) if tree.root.has_error else ():
        methods = [method for node in nodes for method in _method(tree, node, definition(node))]
        methods += half_typed_methods(tree, nodes)
        classes.append(replace(cls, methods=tuple(sorted(methods, key=lambda method: method.line))))
        members |= {node.id for node in nodes}
    for statement, direct in statements(tree.root):
        node = definition(statement)
        if statement.id in members:
            continue
        if node.type == "class_definition":
            classes += _class(tree, statement, node, direct)
        elif node.type in _IMPORTS:
            imports.append(_import(tree, node, direct))
        else:
            functions += _method(tree, statement, node)
    docstring, docstring_span = _docstring(tree, tree.root)
    return Module(
        text,
        tuple(sorted(classes, key=lambda cls: cls.line)),
        tuple(functions),
        tuple(imports),
        docstring,
        docstring_span,
        tuple(tree.code(child) for child in tree.root.named_children if child.type != "comment"),
        newline=_newline(text),
        indent=next((cls.indent for cls in classes if cls.indent), None) or _indent(text),
        final_newline=not text or text[-1] in "\r\n",
        has_errors=tree.root.has_error,
    )


def _class(tree: SyntaxTree, statement: Node, node: Node, direct: bool, depth: int = 0) -> Iterator[Class]:
    name = node.child_by_field_name("name")
    if name is None:
        return
    block = node.child_by_field_name("body")
    members = [] if block is None else [child for child in block.named_children if child.type != "comment"]
    colon = next((child for child in node.children if child.type == ":"), None)
    bases = node.child_by_field_name("superclasses")
    docstring, docstring_span = (None, None) if block is None else _docstring(tree, block)
    body = Span(tree.span(members[0]).start, tree.code(members[-1]).end) if members else None
    inline = body is not None and colon is not None and colon.start_point[0] == members[0].start_point[0]
    yield Class(
        tree.source(name),
        Span(tree.span(statement).start, body.end if body else tree.span(node).end),
        tree.span(name),
        tree.line(node),
        direct,
        _decorators(tree, statement),
        tuple(tree.source(base) for base in bases.named_children if base.type != "comment") if bases else (),
        docstring,
        docstring_span,
        colon=tree.span(colon).end if colon is not None else tree.span(node).end,
        body=body,
        inline=inline,
        indent="" if body is None or inline else _indent_before(tree.text, body.start),
        methods=tuple(_methods(tree, block)) if block is not None else (),
        classes=tuple(_inner(tree, block, depth + 1)) if block is not None and depth < _DEEPEST else (),
    )


def _inner(tree: SyntaxTree, block: Node, depth: int) -> Iterator[Class]:
    for statement, direct in statements(block):
        node = definition(statement)
        if node.type == "class_definition":
            yield from _class(tree, statement, node, direct, depth)


def _methods(tree: SyntaxTree, block: Node) -> Iterator[Method]:
    for statement, _ in statements(block):
        yield from _method(tree, statement, definition(statement))


def _method(tree: SyntaxTree, statement: Node, node: Node) -> Iterator[Method]:
    name, block = node.child_by_field_name("name"), node.child_by_field_name("body")
    if node.type != "function_definition" or name is None:
        return
    docstring, docstring_span = (None, None) if block is None else _docstring(tree, block)
    yield Method(
        tree.source(name),
        tree.code(statement),
        tree.span(name),
        tree.line(node),
        is_async(node),
        _decorators(tree, statement),
        tuple(_parameters(tree, node)),
        docstring,
        docstring_span,
    )


def _parameters(tree: SyntaxTree, node: Node) -> Iterator[str]:
    written = node.child_by_field_name("parameters")
    for child in written.named_children if written is not None else ():
        part: Node | None = child
        while part is not None and part.type != "identifier":
            part = part.child_by_field_name("name") or next(iter(part.named_children), None)
        if part is not None and child.type not in ("comment", "ERROR"):
            yield tree.source(part)


def _decorators(tree: SyntaxTree, statement: Node) -> tuple[str, ...]:
    marks = [child for child in statement.named_children if child.type == "decorator"]
    return tuple(tree.source(mark).removeprefix("@").strip() for mark in marks)


def _docstring(tree: SyntaxTree, block: Node) -> tuple[str | None, Span | None]:
    first = next((child for child in block.named_children if child.type != "comment"), None)
    if first is None or first.type != "expression_statement" or first.named_child_count != 1:
        return None, None
    node = first.named_children[0]
    if node.type not in ("string", "concatenated_string"):
        return None, None
    value = string_value(tree.source(node))
    return (None, None) if value is None else (value, tree.span(node))


def _import(tree: SyntaxTree, node: Node, direct: bool) -> Import:
    origin = node.child_by_field_name("module_name")
    module = "__future__" if node.type == "future_import_statement" else None
    if origin is not None:
        module = tree.source(origin)
    names: list[ImportedName] = []
    for child in node.named_children:
        if child == origin or child.type not in ("dotted_name", "aliased_import", "wildcard_import"):
            continue
        span = tree.span(child)
        if child.type == "wildcard_import":
            names.append(ImportedName(module or "", "*", "*", span))
            continue
        written, alias = child.child_by_field_name("name") or child, child.child_by_field_name("alias")
        name = tree.source(written)
        bound = tree.source(alias) if alias is not None else name.partition(".")[0]
        names.append(
            ImportedName(name, None, bound, span) if module is None else ImportedName(module, name, bound, span)
        )
    return Import(tree.span(node), tree.line(node), module, tuple(names), direct, _guarded(node))


def _guarded(node: Node) -> bool:
    parent = node.parent
    while parent is not None and parent.type != "if_statement":
        parent = parent.parent
    return parent is not None


def _newline(text: str) -> str:
    counts = Counter(_LINE_END.findall(text))
    return max(counts, key=lambda end: counts[end]) if counts else "\n"


def _indent(text: str) -> str:
    match = _INDENTED.search(text)
    return match[1] if match else "    "


def _indent_before(text: str, offset: int) -> str:
    """White space between the start of the line and ``offset``; Python forgets what stands before a form feed."""
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    before = text[start:offset].rpartition("\f")[2]
    return before if not before.strip() else ""


_DEEPEST = 8
_IMPORTS = frozenset({"import_statement", "import_from_statement", "future_import_statement"})
_LINE_END = re.compile(r"\r\n|\r|\n")
_INDENTED = re.compile(r":[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n)([ \t]+)(?=[^\s#])")
