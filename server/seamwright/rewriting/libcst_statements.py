"""Writes a simple statement anew with libcst, from parts of the old one."""

from __future__ import annotations

from collections.abc import Mapping

import libcst as cst
from libcst.helpers import parse_template_statement
from libcst.metadata import ByteSpanPositionProvider, MetadataWrapper

from seamwright.rewriting.model import CannotRewrite
from seamwright.text.span import Span


def rewritten(code: str, new: str, parts: Mapping[str, Span]) -> str:
    """``new`` with the expressions of ``code`` at ``parts`` in the place of their names in braces."""
    module = cst.parse_module(code)
    if module.code != code:
        raise CannotRewrite("the statement holds a character that would be lost")
    wrapper = MetadataWrapper(module, unsafe_skip_copy=True)
    places = wrapper.resolve(ByteSpanPositionProvider)
    wanted = {name: (_byte(code, span.start), _byte(code, span.end)) for name, span in parts.items()}
    nodes: dict[str, cst.BaseExpression] = {}
    for node, place in places.items():
        if isinstance(node, cst.BaseExpression):
            for name, (start, end) in wanted.items():
                if (place.start, place.start + place.length) == (start, end):
                    nodes[name] = node
    if nodes.keys() != parts.keys():
        raise CannotRewrite("the statement is not what it was")
    written = parse_template_statement(new, config=module.config_for_parsing, **nodes)
    return cst.Module([written], default_newline=module.default_newline).code.removesuffix(module.default_newline)


def _byte(code: str, offset: int) -> int:
    return len(code[:offset].encode("utf-8"))
