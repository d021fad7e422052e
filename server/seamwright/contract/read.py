"""Reads a ``.pyi`` text. Decides which names are public and how their signatures look in one line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from tree_sitter import Node

from seamwright.contract.model import Binding, Contract, Symbol
from seamwright.text.syntax import SyntaxTree, definition, is_async, parse, statements, string_value


def parse_contract(text: str, module: str) -> Contract:
    """The public interface that ``text`` declares for ``module`` (dotted). Never raises; half-typed code gives what
    is whole.

    Public is what ``__all__`` lists, where there is one that can be read; otherwise every name without a leading
    underscore. Of definitions in several branches of an ``if`` the first one counts.
    """
    tree = parse(text)
    symbols = _symbols(tree, tree.root)
    listed = _listed(tree)
    public = [s for s in symbols if (s.name in listed if listed is not None else not s.name.startswith("_"))]
    return Contract(module, tuple(public))


def _symbols(tree: SyntaxTree, block: Node) -> list[Symbol]:
    found: dict[str, Symbol] = {}
    for statement, _ in statements(block):
        for symbol in _symbols_of(tree, statement):
            known = found.get(symbol.name)
            if known is None:
                found[symbol.name] = symbol
            elif known.overloads and symbol.overloads:
                found[symbol.name] = replace(known, overloads=known.overloads + symbol.overloads)
    return [replace(s, overloads=()) if len(s.overloads) == 1 else s for s in found.values()]


def _symbols_of(tree: SyntaxTree, statement: Node) -> Iterator[Symbol]:
    node = definition(statement)
    name = node.child_by_field_name("name")
    if node.type == "class_definition" and name is not None:
        yield _class(tree, node, tree.source(name))
    elif node.type == "function_definition" and name is not None:
        yield _function(tree, node, tree.source(name), _decorators(tree, statement))
    elif node.type == "expression_statement" and node.named_children and node.named_children[0].type == "assignment":
        yield from _variables(tree, node.named_children[0])


def _class(tree: SyntaxTree, node: Node, name: str) -> Symbol:
    body = node.child_by_field_name("body")
    members = [] if body is None else _symbols(tree, body)
    constructor = next((m for m in members if m.name == "__init__" and m.kind == "function"), None)
    bases = node.child_by_field_name("superclasses")
    return Symbol(
        name,
        "class",
        tree.line(node),
        signature=_without_result(constructor.signature) if constructor else "",
        bases=tuple(_one_line(tree, b) for b in bases.named_children if b.type != "comment") if bases else (),
        methods=tuple(m for m in members if m.kind in ("function", "property") and not m.name.startswith("_")),
    )


def _function(tree: SyntaxTree, node: Node, name: str, decorators: list[str]) -> Symbol:
    result = node.child_by_field_name("return_type")
    returns = _one_line(tree, result) if result is not None else ""
    if any(d in _PROPERTIES or d.endswith((".setter", ".deleter", ".getter")) for d in decorators):
        return Symbol(name, "property", tree.line(node), signature=returns)
    method = node.parent is not None and _inside_class(node)
    binding: Binding = "instance"
    if "staticmethod" in decorators:
        binding = "static"
    elif "classmethod" in decorators:
        binding = "class"
    parameters = _parameters(tree, node, drop_first=method and binding != "static")
    signature = f"({', '.join(parameters)})" + (f" -> {returns}" if returns else "")
    overloaded = any(d.rpartition(".")[2] == "overload" for d in decorators)
    return Symbol(
        name,
        "function",
        tree.line(node),
        signature=signature,
        overloads=(signature,) if overloaded else (),
        is_async=is_async(node),
        binding=binding,
    )


def _inside_class(node: Node) -> bool:
    """Whether the nearest definition around ``node`` is a class."""
    parent = node.parent
    while parent is not None and parent.type not in ("class_definition", "function_definition"):
        parent = parent.parent
    return parent is not None and parent.type == "class_definition"


def _parameters(tree: SyntaxTree, node: Node, *, drop_first: bool) -> list[str]:
    written = node.child_by_field_name("parameters")
    if written is None:
        return []
    found = [child for child in written.named_children if child.type not in ("comment", "ERROR")]
    if drop_first and found and found[0].type not in ("list_splat_pattern", "keyword_separator"):
        found = found[1:]
        if found and found[0].type == "positional_separator":  # `(self, /, x)` leaves nothing before the slash
            found = found[1:]
    return [_one_line(tree, child) for child in found]


def _variables(tree: SyntaxTree, node: Node) -> Iterator[Symbol]:
    annotation = node.child_by_field_name("type")
    signature = _one_line(tree, annotation) if annotation is not None else ""
    left = node.child_by_field_name("left")
    targets = [left] if left is not None else []
    if left is not None and left.type in ("pattern_list", "tuple_pattern"):
        targets = list(left.named_children)
    for target in targets:
        if target.type == "identifier":
            yield Symbol(tree.source(target), "variable", tree.line(node), signature=signature)
    right = node.child_by_field_name("right")
    if right is not None and right.type == "assignment":  # a = b = 1
        yield from _variables(tree, right)


def _decorators(tree: SyntaxTree, statement: Node) -> list[str]:
    marks = [child for child in statement.named_children if child.type == "decorator"]
    return [_one_line(tree, mark.named_children[0]) for mark in marks if mark.named_children]


def _listed(tree: SyntaxTree) -> frozenset[str] | None:
    """What ``__all__`` holds, or ``None`` where there is none or it is not written out."""
    names: set[str] | None = None
    for statement, _ in statements(tree.root):
        if statement.type != "expression_statement" or not statement.named_children:
            continue
        source = tree.source(statement)
        if not source.startswith("__all__"):
            continue
        part = _strings(tree, statement.named_children[0])
        if part is None:
            return None
        names = (set() if names is None else names) | part
    return None if names is None else frozenset(names)


def _strings(tree: SyntaxTree, node: Node) -> set[str] | None:
    """All strings of a change to ``__all__`` (assignment, ``+=``, ``.append``/``.extend``/``.remove``)."""
    if node.type in ("assignment", "augmented_assignment"):
        target, value = node.child_by_field_name("left"), node.child_by_field_name("right")
        if value is None and node.type == "assignment":
            return set()  # a mere annotation
    else:
        target, value = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if target is None or value is None or tree.source(target) not in _ALL_CHANGES:
        return None
    found: set[str] = set()
    stack = [value]
    while stack:
        part = stack.pop()
        if part.type in ("string", "concatenated_string"):
            text = string_value(tree.source(part))
            if text is None:
                return None
            found.add(text)
        elif part.type in _LITERAL_PARTS:
            stack += part.named_children
        elif part.type != "comment":
            return None
    return found


def _without_result(signature: str) -> str:
    return signature.removesuffix(" -> None")


def _one_line(tree: SyntaxTree, node: Node) -> str:
    """The tokens of ``node`` in one printable line: white space as one space, comments and line ends gone."""
    parts: list[str] = []
    end = node.start_byte
    for leaf in _leaves(node):
        token = tree.source(leaf)
        gap = end < leaf.start_byte and parts and parts[-1] not in _OPENING and token not in _TIGHT
        if token in _CLOSING and parts and parts[-1] == ",":
            parts.pop()  # the trailing comma of a signature that was spread over lines
        parts.append((" " if gap else "") + token)
        end = leaf.end_byte
    return _UNPRINTABLE.sub(" ", "".join(parts)).strip()


def _leaves(node: Node) -> Iterator[Node]:
    stack = [node]
    while stack:
        part = stack.pop()
        if part.type in ("comment", "line_continuation"):
            continue
        if part.child_count == 0 or part.type == "string":
            yield part
        else:
            stack += reversed(part.children)


_PROPERTIES = frozenset({"property", "cached_property", "functools.cached_property", "abc.abstractproperty"})
_ALL_CHANGES = frozenset({"__all__", "__all__.append", "__all__.extend"})
_LITERAL_PARTS = frozenset({"list", "tuple", "set", "parenthesized_expression", "argument_list", "binary_operator"})
_OPENING = frozenset({"(", "[", "{"})
_CLOSING = frozenset({")", "]", "}"})
_TIGHT = _CLOSING | {","}
# Controls, surrogates, every kind of line end, and what turns the direction of text around.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]+")
