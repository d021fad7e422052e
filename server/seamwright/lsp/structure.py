"""From plain data to the protocol's types, strictly: what does not fit is refused, never bent until it does.

The toolkit's converter turns ``{"uri": 5}`` into the URI ``"5"`` and ``"line": "x"`` into a failure without the id of
the request. Here primitive values must have their type, and the caller keeps the id.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Mapping
from enum import EnumMeta
from typing import Any, get_args

import attrs
import cattrs
from cattrs.cols import is_sequence, list_structure_factory
from lsprotocol import types as t
from pygls.protocol import default_converter

from seamwright.lsp.capabilities import ASKED_FOR, Asked
from seamwright.lsp.errors import Code, Refusal


def make_converter() -> cattrs.Converter:
    """The toolkit's converter with strict primitives."""
    converter: cattrs.Converter = default_converter()  # type: ignore[no-untyped-call]
    for type_, hook in ((int, _integer), (str, _string), (bool, _boolean)):
        converter.register_structure_hook(type_, hook)
    converter.register_structure_hook_factory(is_sequence, _list_hook)
    converter.register_structure_hook(t.ClientCapabilities, lambda value, _: _read_capabilities(converter, value))
    return converter


def structure_params(converter: cattrs.Converter, message: Mapping[str, Any], type_: type[Any]) -> Any:
    """The ``params`` of ``message``, a request or notification of the protocol's type ``type_``.

    Raises:
        Refusal: they do not fit.
    """
    try:
        return converter.structure(message, type_).params
    except Exception as error:
        raise Refusal(Code.INVALID_PARAMS, f"invalid params for {message['method']}{_where(error)}") from None


def _read_capabilities(converter: cattrs.Converter, value: Any) -> t.ClientCapabilities:
    """The capabilities that somebody asks about; what we cannot read counts as absent.

    A client that is newer than our copy of the protocol would otherwise be turned away for a value that nobody asked
    it about, and reading the hundred classes of them all would take a quarter of the start.
    """
    if not isinstance(value, dict):
        raise _WrongType("expected an object")
    read: t.ClientCapabilities = _read_members(converter, value, t.ClientCapabilities, ASKED_FOR)
    return read


def _read_members(converter: cattrs.Converter, value: dict[str, Any], type_: type[Any], asked: Asked) -> Any:
    """An object of ``type_`` with those of its members that are ``asked`` for and fit."""
    members: dict[str, Any] = {}
    types = {field.name: field.type for field in attrs.fields(type_)}
    for name, inner in asked.items():
        part = value.get(_CAMEL.sub(lambda match: match[1].upper(), name))
        if part is None:
            continue
        with contextlib.suppress(Exception):
            whole = types[name]
            class_ = next((each for each in get_args(whole) if attrs.has(each)), None) if inner else None
            if class_ is None:
                members[name] = converter.structure(part, whole)
            elif isinstance(part, dict):
                members[name] = _read_members(converter, part, class_, inner)
    return type_(**members)


_CAMEL = re.compile(r"_([a-z])")
# The converter tells places by the names of our attributes; the client knows those of the protocol.
_SNAKE = re.compile(r"(?<=[a-z])_([a-z])")


def _where(error: Exception) -> str:
    """Which member is wrong, when that can be told; never its value, which may be the text of a document."""
    try:
        first = cattrs.transform_error(error, format_exception=_say)[0]
    except Exception:
        return ""
    return f": {_SNAKE.sub(lambda match: match[1].upper(), first)}"[:200] if first.isascii() else ""


def _say(error: BaseException, type_: type[Any] | None) -> str:
    if isinstance(error, KeyError) and error.args:
        return f"{str(error.args[0])[:40]} is missing"
    return str(error) if isinstance(error, _WrongType) else "a value does not fit"


class _WrongType(TypeError):
    """The message is ours and holds no value."""


def _integer(value: Any, type_: Any) -> int:
    """A number, as a member of its enumeration where it has one: what comes back to us is sent again."""
    # Some clients write every number as a float.
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise _WrongType("expected an integer")
    return _member(value, type_) if isinstance(type_, EnumMeta) else value


def _member(value: int, type_: EnumMeta) -> int:
    try:
        found: Any = type_(value)
    except ValueError:
        return value
    return found if isinstance(found, int) else value


def _string(value: Any, _type: Any) -> str:
    if not isinstance(value, str):
        raise _WrongType("expected a string")
    return value


def _boolean(value: Any, _type: Any) -> bool:
    if not isinstance(value, bool):
        raise _WrongType("expected true or false")
    return value


def _list_hook(type_: Any, converter: cattrs.Converter) -> Callable[[Any, Any], Any]:
    hook = list_structure_factory(type_, converter)

    def strict(value: Any, cls: Any) -> Any:
        # A string is a sequence too, and would become a list of its characters.
        if not isinstance(value, list):
            raise _WrongType("expected a list")
        return hook(value, cls)

    return strict
