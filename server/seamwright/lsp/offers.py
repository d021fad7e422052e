"""Completion items for fixtures, kept as JSON: most keystrokes change nothing about what may be requested.

An item holds no documentation and no range. What belongs to the place where it was asked for (which class, which
fixture around, where a parameter would be added) is kept here under a number, and the client sends the number back
with the item that it wants to show.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from lsprotocol import types as t

from seamwright.fixtures.model import FixtureDef, Scope
from seamwright.fixtures.types import value_type

_KINDS = {"fixture": t.CompletionItemKind.Variable, "argname": t.CompletionItemKind.TypeParameter}
_MOST = 512


@dataclass(frozen=True)
class Asked:
    """What must be known again when the client asks for more about an item."""

    uri: str
    path: str
    class_path: tuple[str, ...]
    inside: str | None
    """The name of the fixture around."""
    addition: tuple[int, str, str] | None = None
    """Where a parameter is added, and the text around its name."""


class Offers:
    """Items and places; used by one request at a time."""

    def __init__(self) -> None:
        self._numbers: dict[Asked, int] = {}
        self._asked: dict[int, Asked] = {}
        self._kept: dict[int, _Kept] = {}
        self._next = 1

    def number(self, asked: Asked) -> int:
        """The number under which ``asked`` is kept."""
        number = self._numbers.get(asked)
        if number is None:
            if len(self._numbers) >= _MOST:
                self._numbers.clear()
                self._asked.clear()
                self._kept.clear()
            number = self._numbers[asked] = self._next
            self._asked[number] = asked
            self._next += 1
        return number

    def asked(self, number: object) -> Asked | None:
        """What is kept under ``number``, which comes from the client."""
        return self._asked.get(number) if isinstance(number, int) else None

    def items(
        self,
        number: int,
        names: Mapping[str, tuple[FixtureDef, ...]],
        rank: Callable[[FixtureDef], int],
        place: Callable[[FixtureDef], str],
        labels: bool,
    ) -> Mapping[str, tuple[FixtureDef, str]]:
        """For each name its winning definition and its item.

        ``rank`` says how far a fixture is, ``place`` where it comes from; ``labels`` shows that in every line.
        """
        kept = self._kept.get(number)
        if kept is not None and kept.names is names:
            return kept.items
        before = kept.items if kept is not None else {}
        items = {}
        for name, chain in names.items():
            definition = chain[0]
            known = before.get(name)
            if known is not None and (known[0] is definition or _looks_same(known[0], definition)):
                items[name] = (definition, known[1])
            else:
                item = _item(definition, name, rank(definition), place(definition), number, labels)
                items[name] = (definition, item)
        self._kept[number] = _Kept(names, items)
        return items


@dataclass
class _Kept:
    names: Mapping[str, tuple[FixtureDef, ...]]
    items: dict[str, tuple[FixtureDef, str]]


def completion_list(items: Iterable[str]) -> str:
    """A ``CompletionList`` in JSON. It is complete: typing on needs no new one."""
    return f'{{"isIncomplete":false,"items":[{",".join(items)}]}}'


def argname_item(name: str, number: int) -> str:
    """The item for a name that ``parametrize`` gives: before all fixtures."""
    quoted = _quoted(name)
    kind = int(_KINDS["argname"])
    return f'{{"label":{quoted},"kind":{kind},"detail":"parametrize","sortText":"00","data":{number}}}'


def request_item(number: int) -> str:
    """The item for ``request``, which pytest gives to everybody and which is no fixture of its own."""
    kind, detail = int(_KINDS["fixture"]), _quoted("function · FixtureRequest · pytest")
    return f'{{"label":"request","kind":{kind},"detail":{detail},"sortText":"99request","data":{number}}}'


def _item(definition: FixtureDef, name: str, rank: int, place: str, number: int, labels: bool) -> str:
    scope = definition.scope.word if definition.scope is not None else "dynamic"
    type_ = value_type(definition)
    detail = " · ".join(part for part in (scope, type_, place) if part)
    # Names that begin with an underscore are offered, behind the others of the same file.
    sort = f"{rank:02d}{'~' if name.startswith('_') else ''}{name}"
    beside = f',"labelDetails":{{"description":{_quoted(place)}}}' if labels else ""
    return (
        f'{{"label":{_quoted(name)},"kind":{int(_KINDS["fixture"])},"detail":{_quoted(detail)},'
        f'"sortText":{_quoted(sort)},"data":{number}{beside}}}'
    )


def _looks_same(one: FixtureDef, other: FixtureDef) -> bool:
    return (
        one.path == other.path
        and one.scope == other.scope
        and one.return_type == other.return_type
        and one.yields == other.yields
    )


def narrower(definition: FixtureDef, scope: Scope | None) -> bool:
    """Whether ``definition`` lives too short to be requested by a fixture of ``scope``; unknown scopes never do."""
    return scope is not None and definition.scope is not None and definition.scope < scope


@lru_cache(maxsize=4096)
def _quoted(text: str) -> str:
    return json.dumps(text)
