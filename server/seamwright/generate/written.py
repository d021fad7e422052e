"""Literals of somebody else's Python, written again as the formatters would write them."""

from __future__ import annotations

import ast
import math
from collections.abc import Sequence

from seamwright.generate.layout import Brackets
from seamwright.text.literals import Quote, string

_DEPTH = 8


def literal(node: ast.expr, quote: Quote, *, start: str = "", depth: int = _DEPTH) -> str | Brackets:
    """``node`` written again, as the formatters would. ``start`` stands directly before it.

    Raises:
        ValueError: ``node`` is not made of numbers, strings, ``None``, booleans and collections of them alone.
    """
    if depth == 0:
        raise ValueError("nested too deeply")
    match node:
        case ast.Constant(value=value):
            return start + _constant(value, quote)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)) if not isinstance(
            value, bool
        ):
            return f"{start}-{_constant(value, quote)}"
        case ast.List(elts=items):
            return _collection(f"{start}[", items, "]", quote, depth)
        case ast.Tuple(elts=items):
            return _collection(f"{start}(", items, ")", quote, depth)
        case ast.Dict(keys=keys, values=values):
            pairs = []
            for key, item in zip(keys, values, strict=True):
                if not isinstance(key, ast.Constant):
                    raise ValueError("no plain key")
                pairs.append(literal(item, quote, start=f"{_constant(key.value, quote)}: ", depth=depth - 1))
            return Brackets(f"{start}{{", tuple(pairs), "}")
        case _:
            raise ValueError("no literal")


def _collection(start: str, items: Sequence[ast.expr], end: str, quote: Quote, depth: int) -> Brackets:
    return Brackets(start, tuple(literal(item, quote, depth=depth - 1) for item in items), end)


def _constant(value: object, quote: Quote) -> str:
    if isinstance(value, str):
        return string(value, quote)
    if value is None or isinstance(value, bool) or (isinstance(value, int) and value.bit_length() <= 128):
        return repr(value)
    if isinstance(value, float) and math.isfinite(value):
        return repr(value)
    raise ValueError("no plain constant")
