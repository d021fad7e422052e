"""Classes and tests in code that somebody is in the middle of typing.

Where the grammar gives up, the tree holds the words of a ``class`` or ``def`` line one by one, and what is whole beside
them. Decides by columns which of it belongs together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tree_sitter import Node

from seamwright.suite.model import Class, Method
from seamwright.text.span import Span
from seamwright.text.syntax import SyntaxTree


def half_typed_classes(tree: SyntaxTree) -> Iterator[tuple[Class, Sequence[Node]]]:
    """Classes whose ``class`` line stands in pieces, each with the nodes behind it that are indented more."""
    for error in [tree.root, *tree.root.children]:
        if error.type != "ERROR":
            continue
        nodes = error.children
        for index, node in enumerate(nodes[:-1]):
            name = nodes[index + 1]
            if node.type == "class" and name.type == "identifier":
                members = list(_indented(nodes[index + 2 :], node))
                yield _class(tree, node, name, nodes[index + 2 : index + 4], members), members


def half_typed_methods(tree: SyntaxTree, nodes: Sequence[Node]) -> Iterator[Method]:
    """Methods whose ``def`` line stands in pieces."""
    for index, node in enumerate(nodes[:-1]):
        name = nodes[index + 1]
        if node.type != "def" or name.type != "identifier":
            continue
        words = [part for part in nodes[index + 2 :] if part.start_point[0] == name.start_point[0]]
        yield Method(
            tree.source(name),
            Span(tree.span(node).start, tree.span(words[-1] if words else name).end),
            tree.span(name),
            tree.line(node),
            is_async=index > 0 and nodes[index - 1].type == "async",
            decorators=(),
            parameters=tuple(tree.source(part) for part in words if part.type == "identifier"),
            docstring=None,
            docstring_span=None,
        )


def _class(tree: SyntaxTree, node: Node, name: Node, behind: Sequence[Node], members: Sequence[Node]) -> Class:
    bases = next((part for part in behind if part.type == "argument_list"), None)
    colon = next((part for part in behind if part.type == ":"), None)
    end = tree.span(members[-1] if members else name).end
    return Class(
        tree.source(name),
        Span(tree.span(node).start, end),
        tree.span(name),
        tree.line(node),
        direct=node.start_point[1] == 0,
        decorators=(),
        bases=tuple(tree.source(part) for part in bases.named_children) if bases is not None else (),
        docstring=None,
        docstring_span=None,
        colon=tree.span(colon).end if colon is not None else end,
        body=None,
        inline=False,
        indent="",
        methods=(),
    )


def _indented(nodes: Sequence[Node], below: Node) -> Iterator[Node]:
    for node in nodes:
        if node.start_point[0] > below.start_point[0]:
            if node.start_point[1] <= below.start_point[1]:
                return
            yield node
