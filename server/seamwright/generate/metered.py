"""What a team's template can compute, and what each of it costs.

Works on scalars and flat lists only: nothing that is nested can grow behind the meter's back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from jinja2.runtime import Undefined

BUDGET = 200_000
"""Steps of one rendering; a usual template takes some hundreds."""
MAX_ITEMS = 10_000
MAX_TEXT = 64 * 1024
_MAX_INTEGER = 10**12


class TooMuch(ValueError):
    """A template wants more than it may have."""


class Meter:
    """What is left of a template's budget."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = BUDGET

    def spend(self, steps: int) -> None:
        """Pay for ``steps``, or stop."""
        self.left -= steps
        if self.left < 0:
            raise TooMuch("the template does too much work")

    def text(self, length: int) -> None:
        """Pay for a text of ``length`` characters."""
        if length > MAX_TEXT:
            raise TooMuch(f"a text of more than {MAX_TEXT} characters")
        self.spend((length >> 5) + 1)


def binary(meter: Meter, operator: str, left: Any, right: Any) -> Any:
    """``left operator right`` on numbers, or a sum of texts."""
    if operator == "+" and isinstance(left, str) and isinstance(right, str):
        meter.text(len(left) + len(right))
        return left + right
    if not (_is_number(left) and _is_number(right)):
        raise TooMuch(f"{operator!r} takes numbers; join texts with ~")
    if operator == "**" or max(abs(left), abs(right)) > _MAX_INTEGER:
        raise TooMuch("a number that large")
    meter.spend(1)
    return _ARITHMETIC[operator](left, right)


_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
    "//": lambda left, right: left // right,
    "%": lambda left, right: left % right,
}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float)


def _each(meter: Meter, value: Any, weight: int) -> Any:
    if not isinstance(value, str | list | tuple | range):
        raise TooMuch(f"a loop over {_kind(value)}")
    meter.spend((len(value) + 1) * weight)
    return value


def _out(meter: Meter, value: Any) -> str:
    text = _scalar(value)
    meter.text(len(text))
    return text


def _concat(meter: Meter, values: Sequence[Any]) -> str:
    texts = [_scalar(value) for value in values]
    meter.text(sum(map(len, texts)))
    return "".join(texts)


def _flat(meter: Meter, values: Any) -> Any:
    for value in values:
        _scalar(value)
    meter.spend(len(values))
    return values


def _weigh(meter: Meter, value: Any) -> Any:
    if isinstance(value, list | tuple):
        meter.spend(sum((len(_scalar(each)) >> 5) + 1 for each in value) + 1)
    elif isinstance(value, str):
        meter.spend((len(value) >> 5) + 1)
    elif isinstance(value, range):
        meter.spend(len(value))
    else:
        _scalar(value)
        meter.spend(1)
    return value


def _scalar(value: Any) -> str:
    """A text, number, truth value or nothing, as text."""
    if isinstance(value, Undefined):
        return str(value)  # raises, and says which name it is
    if value is None or isinstance(value, str | bool | float):
        return str(value)
    if isinstance(value, int) and abs(value) <= _MAX_INTEGER**2:
        return str(value)
    raise TooMuch(f"{_kind(value)} where a text or a number belongs")


def _kind(value: Any) -> str:
    return f"a {type(value).__name__}"


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return _scalar(value)


def _per_text(function: Callable[[str], Any]) -> Callable[..., Any]:
    def filtered(meter: Meter, value: Any) -> Any:
        text = _text(value)
        meter.text(len(text))
        return function(text)

    return filtered


def _replace(meter: Meter, value: Any, old: Any, new: Any) -> str:
    text, old, new = _text(value), _text(old), _text(new)
    if not old:
        raise TooMuch("replace() of an empty text")
    meter.text(len(text))
    meter.text(len(text) + text.count(old) * max(len(new) - len(old), 0))
    return text.replace(old, new)


def _indent(meter: Meter, value: Any, width: Any = 4, first: Any = False, blank: Any = False) -> str:
    text = _text(value)
    margin = width if isinstance(width, str) else " " * min(max(int(width), 0), 1000)
    lines = text.split("\n")
    meter.text(len(text) + len(lines) * len(margin))
    kept = [margin + line if (line or blank) and (index or first) else line for index, line in enumerate(lines)]
    return "\n".join(kept)


def _join(meter: Meter, values: Any, separator: Any = "") -> str:
    if not isinstance(values, list | tuple | range):
        raise TooMuch(f"join() of {_kind(values)}")
    meter.spend(len(values))
    texts, between = [_scalar(value) for value in values], _text(separator)
    meter.text(sum(map(len, texts)) + len(between) * len(texts))
    return between.join(texts)


def _default(meter: Meter, value: Any, otherwise: Any = "", boolean: Any = False) -> Any:
    meter.spend(1)
    return otherwise if isinstance(value, Undefined) or (boolean and not value) else value


def _length(meter: Meter, value: Any) -> int:
    meter.spend(1)
    return len(value)


def _end(index: int) -> Callable[..., Any]:
    def end(meter: Meter, value: Any) -> Any:
        meter.spend(1)
        return value[index] if value else ""

    return end


FILTERS: dict[str, Callable[..., Any]] = {
    "~concat": _concat,
    "~each": _each,
    "~flat": _flat,
    "~out": _out,
    "~spend": lambda meter, steps: meter.spend(steps) or "",
    "~weigh": _weigh,
    "capitalize": _per_text(str.capitalize),
    "default": _default,
    "first": _end(0),
    "indent": _indent,
    "join": _join,
    "last": _end(-1),
    "length": _length,
    "lines": _per_text(lambda text: text.split("\n")),
    "lower": _per_text(str.lower),
    "replace": _replace,
    "title": _per_text(str.title),
    "trim": _per_text(str.strip),
    "upper": _per_text(str.upper),
}
"""Every filter; those with ``~`` are put in by :func:`allowed.bounded` and cannot be written."""
