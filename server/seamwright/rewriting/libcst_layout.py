"""The parameters of a signature as a row of libcst's nodes, and the row spread over lines as a formatter would."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

Element = tuple[str, cst.CSTNode]
"""The field of ``Parameters`` that it stands in, and what stands there."""
_FIELDS = ("posonly_params", "posonly_ind", "params", "star_arg", "kwonly_params", "star_kwarg")
_SINGLE = frozenset({"posonly_ind", "star_arg", "star_kwarg"})


def elements_of(parameters: cst.Parameters) -> list[Element]:
    """What stands between the brackets, in the order of the text."""
    found: list[Element] = []
    for name in _FIELDS:
        held = getattr(parameters, name)
        for each in held if isinstance(held, (list, tuple)) else (held,):
            if isinstance(each, cst.CSTNode):
                found.append((name, each))
    return found


def put_together(elements: Sequence[Element]) -> cst.Parameters:
    """The inverse of :func:`elements_of`."""
    held: dict[str, list[cst.CSTNode]] = {}
    for name, each in elements:
        held.setdefault(name, []).append(each)
    return cst.Parameters(**{name: each[0] if name in _SINGLE else each for name, each in held.items()})  # type: ignore[arg-type]


def spread(function: cst.FunctionDef, indent: str, width: int) -> cst.FunctionDef:
    """``function``, which is indented by ``indent``, with its parameters on a line of their own, or on one each."""
    elements = elements_of(function.params)
    step = "\t" if indent.startswith("\t") else "    "
    row = cst.Module([]).code_for_node(_in_row(elements, cst.SimpleWhitespace("")))
    if len(indent) + len(step) + len(row) <= width:
        parameters = _in_row(elements, _break(""))
    else:
        commas = [*[_break(step)] * (len(elements) - 1), _break("")]
        parameters = put_together(
            [
                (name, _bare(each).with_changes(comma=cst.Comma(whitespace_after=space)))
                for (name, each), space in zip(elements, commas, strict=True)
            ]
        )
    return function.with_changes(params=parameters, whitespace_before_params=_break(step))


def _in_row(elements: Sequence[Element], end: cst.BaseParenthesizableWhitespace) -> cst.Parameters:
    """All with a comma and a blank between them, and ``end`` behind the last."""
    comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    row = [(name, _bare(each).with_changes(comma=comma)) for name, each in elements]
    name, last = row[-1]
    row[-1] = (name, last.with_changes(comma=cst.MaybeSentinel.DEFAULT, **{_behind(last): end}))
    return put_together(row)


def _bare(element: cst.CSTNode) -> cst.CSTNode:
    return element.with_changes(**{_behind(element): cst.SimpleWhitespace("")}) if _behind(element) else element


def _behind(element: cst.CSTNode) -> str:
    """The attribute for the space behind a parameter that has no comma."""
    if isinstance(element, cst.Param):
        return "whitespace_after_param"
    return "whitespace_after" if isinstance(element, cst.ParamSlash) else ""


def _break(indent: str) -> cst.ParenthesizedWhitespace:
    return cst.ParenthesizedWhitespace(
        first_line=cst.TrailingWhitespace(), indent=True, last_line=cst.SimpleWhitespace(indent)
    )
