"""Writes the head of a definition anew with libcst. The only files that import libcst are this one and its siblings.

What is written keeps to the style of the signature: one parameter a line where the others stand so, a comma behind the
last one where there was one.
"""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from seamwright.rewriting.libcst_layout import Element, elements_of, put_together, spread
from seamwright.rewriting.model import (
    AddParameter,
    CannotRewrite,
    HeadRewrite,
    MakeAsync,
    RemoveArgument,
    RemoveDecorator,
    RemoveParameter,
    RemoveSlash,
)
from seamwright.rewriting.units import BODY

Definition = cst.FunctionDef | cst.ClassDef
Space = cst.BaseParenthesizableWhitespace
_NONE = cst.SimpleWhitespace("")


def rewritten(code: str, rewrites: Sequence[tuple[HeadRewrite, int | None]], newline: str) -> str:
    """``code``, a module of one definition that may stand below an ``if``, with its head changed.

    With each rewrite comes the index of the decorator that it is about.
    """
    module = cst.parse_module(code)
    if not {"\n", "\r"}.intersection(code):
        module = module.with_changes(default_newline=newline)
    if module.code != code:
        raise CannotRewrite("the signature holds a character that would be lost")
    found = module.body[0]
    if isinstance(found, cst.If):
        found = found.body.body[0]  # type: ignore[assignment]
    if not isinstance(found, (cst.FunctionDef, cst.ClassDef)):
        raise CannotRewrite("the definition is not there any more")
    new: Definition = found
    for rewrite, index in rewrites:
        new = _changed(new, rewrite, index)
    after = cst.ensure_type(module.deep_replace(found, new), cst.Module).code
    width = max((each.width for each, _ in rewrites if isinstance(each, AddParameter)), default=0)
    if isinstance(new, cst.FunctionDef) and len(_last_line(code)) <= width < len(_last_line(after)):
        line = _last_line(after)
        indent = line[: len(line) - len(line.lstrip(" \t"))]
        after = cst.ensure_type(module.deep_replace(found, spread(new, indent, width)), cst.Module).code
    return after


def _last_line(code: str) -> str:
    """The line of ``def`` where the signature is on one line; without the body that stands for another."""
    return code[max(code.rfind("\n"), code.rfind("\r")) + 1 :].removesuffix(BODY)


def _changed(definition: Definition, rewrite: HeadRewrite, index: int | None) -> Definition:
    if isinstance(rewrite, RemoveDecorator) and index is not None:
        return _without_decorator(definition, index)
    if isinstance(rewrite, RemoveArgument) and index is not None:
        return _without_argument(definition, index, rewrite.keyword)
    if isinstance(definition, cst.FunctionDef):
        if isinstance(rewrite, MakeAsync):
            return definition.with_changes(asynchronous=definition.asynchronous or cst.Asynchronous())
        if isinstance(rewrite, RemoveSlash):
            return definition.with_changes(params=_without_slash(definition.params))
        if isinstance(rewrite, RemoveParameter):
            return definition.with_changes(params=_without_parameter(definition.params, rewrite.name))
        if isinstance(rewrite, AddParameter):
            return _with_parameter(definition, rewrite)
    raise CannotRewrite("a class has no parameters")


def _without_decorator(definition: Definition, index: int) -> Definition:
    """The comments above it go to what follows."""
    decorators = list(definition.decorators)
    above = decorators.pop(index).leading_lines
    if index < len(decorators):
        following = decorators[index]
        decorators[index] = following.with_changes(leading_lines=[*above, *following.leading_lines])
        return definition.with_changes(decorators=decorators)
    lines = [*above, *definition.lines_after_decorators]
    return definition.with_changes(decorators=decorators, lines_after_decorators=lines)


def _without_argument(definition: Definition, index: int, keyword: str) -> Definition:
    decorators = list(definition.decorators)
    call = decorators[index].decorator
    if not isinstance(call, cst.Call):
        return definition
    arguments = list(call.args)
    at = next((number for number, each in enumerate(arguments) if each.keyword and each.keyword.value == keyword), None)
    if at is None:
        return definition
    gone = arguments.pop(at)
    changed: cst.BaseExpression = call.func
    if arguments:
        if at == len(arguments):
            last = arguments[-1]
            behind, tail = _end(last.comma, gone.comma, gone.whitespace_after_arg)
            arguments[-1] = last.with_changes(comma=behind, whitespace_after_arg=tail)
        changed = call.with_changes(args=arguments)
    decorators[index] = decorators[index].with_changes(decorator=changed)
    return definition.with_changes(decorators=decorators)


def _with_parameter(function: cst.FunctionDef, rewrite: AddParameter) -> cst.FunctionDef:
    elements = elements_of(function.params)
    if any(isinstance(each, cst.Param) and each.name.value == rewrite.name for _, each in elements):
        return function
    at = 0
    if not rewrite.first:
        for index, (field, each) in enumerate(elements):
            if field == "posonly_params" and isinstance(each, cst.Param) and each.default is not None:
                raise CannotRewrite("parameters with defaults are positional only")
            if field in ("posonly_params", "posonly_ind") or (
                field == "params" and isinstance(each, cst.Param) and each.default is None
            ):
                at = index + 1
    outside = function.whitespace_before_params
    space = _between(elements, outside)
    fresh = cst.ensure_type(cst.parse_module(f"def _({rewrite.written}): pass").body[0], cst.FunctionDef)
    new: cst.CSTNode = fresh.params.params[0]
    if at < len(elements):
        if at:
            field, before = elements[at - 1]
            led = before.comma.whitespace_after  # type: ignore[attr-defined]
            new = new.with_changes(comma=cst.Comma(whitespace_after=_uncommented(led)))
            # Lines between the two stay above the second.
            elements[at - 1] = (field, before.with_deep_changes(before.comma, whitespace_after=_first_line(led)))  # type: ignore[attr-defined]
        else:
            new = new.with_changes(comma=cst.Comma(whitespace_after=space))
    elif elements:
        field, before = elements[-1]
        before, new = _appended(before, new, space)
        elements[-1] = (field, before)
    elif isinstance(outside, cst.ParenthesizedWhitespace) and outside.first_line.comment is None:
        # Brackets with nothing but a line end between them close where they did.
        function = function.with_changes(whitespace_before_params=_NONE)
        new = new.with_changes(whitespace_after_param=outside)
    is_positional = rewrite.first and elements and elements[0][0] in ("posonly_params", "posonly_ind")
    elements.insert(at, ("posonly_params" if is_positional else "params", new))
    return function.with_changes(params=put_together(elements))


def _between(elements: Sequence[Element], outside: Space) -> Space:
    """What stands between two parameters, as far as the signature shows it."""
    if len(elements) > 1:
        return _first_line(_uncommented(elements[-2][1].comma.whitespace_after, lines=False))  # type: ignore[attr-defined]
    if isinstance(outside, cst.ParenthesizedWhitespace):
        return _uncommented(outside, lines=False)
    return cst.SimpleWhitespace(" ")


def _appended(last: cst.CSTNode, new: cst.CSTNode, space: Space) -> tuple[cst.CSTNode, cst.CSTNode]:
    """The last parameter, and the one that comes behind it and takes over how the signature ends."""
    behind = "whitespace_after_param" if isinstance(last, cst.Param) else "whitespace_after"
    comma = getattr(last, "comma", None)
    has_comma = isinstance(comma, cst.Comma)
    tail: Space = comma.whitespace_after if has_comma else getattr(last, behind)  # type: ignore[union-attr]
    if isinstance(space, cst.ParenthesizedWhitespace) and isinstance(tail, cst.ParenthesizedWhitespace):
        # The comment on the line of the last parameter stays there.
        space, tail = space.with_changes(first_line=tail.first_line), _uncommented(tail)
    if has_comma:
        return (
            last.with_changes(comma=cst.Comma(whitespace_after=space)),
            new.with_changes(comma=cst.Comma(whitespace_after=tail)),
        )
    changes = {"comma": cst.Comma(whitespace_after=space), behind: _NONE}
    return last.with_changes(**changes), new.with_changes(whitespace_after_param=tail)


def _without_parameter(parameters: cst.Parameters, name: str) -> cst.Parameters:
    elements = elements_of(parameters)
    at = next((index for index, (_, each) in enumerate(elements) if _is_plain(each, name)), None)
    if at is None:
        return parameters
    gone = elements.pop(at)[1]
    if at and at == len(elements):
        field, before = elements[-1]
        if not isinstance(before, cst.Param):
            raise CannotRewrite("the signature holds parameters that are positional only")
        comma, tail = _end(before.comma, gone.comma, gone.whitespace_after_param)  # type: ignore[attr-defined]
        elements[-1] = (field, before.with_changes(comma=comma, whitespace_after_param=tail))
    return put_together(elements)


def _is_plain(element: cst.CSTNode, name: str) -> bool:
    return isinstance(element, cst.Param) and element.name.value == name and not element.star


def _without_slash(parameters: cst.Parameters) -> cst.Parameters:
    elements = elements_of(parameters)
    at = next((index for index, (field, _) in enumerate(elements) if field == "posonly_ind"), None)
    if not at:
        return parameters
    slash, before = elements.pop(at)[1], elements[at - 1][1]
    comma, tail = _end(before.comma, slash.comma, slash.whitespace_after)  # type: ignore[attr-defined]
    elements[at - 1] = ("params", before.with_changes(comma=comma, whitespace_after_param=tail))
    return put_together([("params" if field == "posonly_params" else field, each) for field, each in elements])


Separator = cst.Comma | cst.MaybeSentinel


def _end(kept: Separator, gone: Separator, tail: Space) -> tuple[Separator, Space]:
    """The comma and the space behind what stood before something that is gone, which had ``gone`` and ``tail``."""
    led: Space = kept.whitespace_after if isinstance(kept, cst.Comma) else _NONE
    if isinstance(gone, cst.Comma):
        return gone.with_changes(whitespace_after=_joined(led, gone.whitespace_after)), _NONE
    return gone, _joined(led, tail)


def _joined(one: Space, other: Space) -> Space:
    """How ``other`` ends, with the comment of ``one`` that would be lost."""
    if not isinstance(one, cst.ParenthesizedWhitespace) or one.first_line.comment is None:
        return other
    if not isinstance(other, cst.ParenthesizedWhitespace) or other.first_line.comment is not None:
        raise CannotRewrite("a comment would be lost")
    return other.with_changes(first_line=one.first_line)


def _uncommented(space: Space, *, lines: bool = True) -> Space:
    """``space`` without the comment on its first line; and, unless ``lines``, without further lines."""
    if not isinstance(space, cst.ParenthesizedWhitespace):
        return space
    first = cst.TrailingWhitespace(newline=space.first_line.newline)
    return space.with_changes(first_line=first, empty_lines=space.empty_lines if lines else [])


def _first_line(space: Space) -> Space:
    return space.with_changes(empty_lines=[]) if isinstance(space, cst.ParenthesizedWhitespace) else space
