"""Keeps what plans and tests say and how they are related, so that a second look at a project is quick.

What a file says is kept by its state, or else by its text (see ``workspace/cache.py``); the links of a folder by all
that decides about them. A configuration that changed makes everything about plans be read again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from seamwright.trace.found import Found
from seamwright.trace.model import ClassFacts, PlanFacts
from seamwright.workspace.cache import Cache, State, cache_of
from seamwright.workspace.config import FILE
from seamwright.workspace.disk import Unreadable, read_bytes
from seamwright.workspace.plain import dump, loader

_T = TypeVar("_T")
_CODE = ("plan", "suite", "generate", "text", "trace", "workspace")
_FOUND, _BESIDE = "links", "links beside a plan"
_ALWAYS = State(0, 0, 0, 0)
"""For what is no file."""


@dataclass(frozen=True)
class Kind(Generic[_T]):
    """Something that is known of a file."""

    name: str
    form: Any
    """Its type."""


class Kept(NamedTuple):
    """A value, and what stands for it."""

    value: Any
    seal: str


PLAN: Kind[PlanFacts | None] = Kind("plan", PlanFacts | None)
CLASSES: Kind[tuple[ClassFacts, ...]] = Kind("classes", tuple[ClassFacts, ...])
NAMED: Kind[frozenset[str]] = Kind("named", frozenset[str])


@contextmanager
def trace_cache(root: Path) -> Iterator[TraceCache]:
    """The cache for the project at ``root``; at the end, what is new is written."""
    with cache_of([str(root)], kind="traces", code=_CODE) as cache:
        yield TraceCache(cache, _configuration(root))


class TraceCache:
    """Of one project, with this ``configuration``."""

    def __init__(self, cache: Cache, configuration: str) -> None:
        self._cache, self._configuration = cache, configuration
        self._used: set[str] = set()

    def get(self, kind: Kind[_T], path: str, state: State, text: Callable[[], str | None]) -> Kept | None:
        """What is kept of the file at ``path``."""
        key = self._key(kind, path)
        data = self._cache.get(key, state, text)
        value = self._loaded(data, kind.form)
        return Kept(value[0], seal_of(data)) if data is not None and value is not None else None

    def put(self, kind: Kind[_T], path: str, state: State, text: str, value: _T) -> str:
        """Keep ``value``; returns what stands for it."""
        data = self._dumped(value)
        self._cache.put(self._key(kind, path), state, text, data)
        return seal_of(data)

    def found(self, seals: Mapping[str, str]) -> dict[str, Found]:
        """By folder, the links whose seal is still the same."""
        kept = self._links(_FOUND)
        return {name: found for name, (seal, found) in kept.items() if seal and seals.get(name) == seal}

    def keep(self, seals: Mapping[str, str], found: Mapping[str, Found]) -> None:
        """Keep the links of each folder, and forget files that nobody asked for."""
        self._put_links(_FOUND, {name: (seal, found[name]) for name, seal in seals.items() if seal})
        self._cache.keep_only((*self._used, _FOUND, _BESIDE))

    def found_beside(self, folder: str, seal: str) -> dict[str, Found]:
        """Like :meth:`found`, for one folder of which nothing but the folder was looked at."""
        kept = self._links(_BESIDE).get(folder, ("", Found()))
        return {folder: kept[1]} if seal and kept[0] == seal else {}

    def keep_beside(self, folder: str, seal: str, found: Found) -> None:
        """Keep the links of one folder beside those of others."""
        if seal and (links := self._links(_BESIDE)).get(folder, ("",))[0] != seal:
            self._put_links(_BESIDE, {**links, folder: (seal, found)})

    def _links(self, name: str) -> Mapping[str, tuple[str, Found]]:
        form = Mapping[str, tuple[str, Found]]
        value = self._loaded(self._cache.get(name, _ALWAYS, lambda: name), form)
        return value[0] if value is not None else {}

    def _put_links(self, name: str, links: Mapping[str, tuple[str, Found]]) -> None:
        self._cache.put(name, _ALWAYS, name, self._dumped(dict(links)))

    def _key(self, kind: Kind[_T], path: str) -> str:
        key = f"{kind.name}:{path}"
        self._used.add(key)
        return key

    def _dumped(self, value: object) -> bytes:
        return json.dumps([self._configuration, dump(value)], separators=(",", ":")).encode("ascii")

    def _loaded(self, data: bytes | None, form: Any) -> tuple[Any] | None:
        """The value in ``data``, if it is one of this configuration."""
        try:
            configuration, value = json.loads(data) if data is not None else ("", None)
            load = loader(form)
            if data is None or configuration != self._configuration:
                return None
            return (value if load is None else load(value),)
        except (ValueError, TypeError, AttributeError, RecursionError):
            return None


def seal_of(data: bytes) -> str:
    """Stands for ``data``."""
    return hashlib.blake2b(data, digest_size=12).hexdigest()


def _configuration(root: Path) -> str:
    try:
        return seal_of(read_bytes(root / FILE) or b"")
    except Unreadable:
        return "unreadable"
