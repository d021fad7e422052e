"""Who uses a fixture, in all files of the open folders: every parameter and string that pytest would fill with it.

What a name means at a place is decided by the resolver. For the many files that only ask for a fixture, it is asked
once for each folder that may make a difference, and the index has their places; the others are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lsprotocol import types as t

from seamwright.fixtures.mentions import Mention, Role, mentions
from seamwright.fixtures.model import FixtureDef
from seamwright.fixtures.resolver import matches
from seamwright.fixtures.summary import Owner, Place, quoted
from seamwright.lsp.fixtures import Base
from seamwright.lsp.suites import Record
from seamwright.lsp.targets import meaning


class Use(NamedTuple):
    """One mention, and the file that it is in."""

    path: str
    mention: Mention


class FileUses(NamedTuple):
    """The uses in one file: as places where the index has them, else as mentions."""

    path: str
    places: list[Place]
    mentions: list[Mention]


def ranges_of(places: Iterable[Place], name: str) -> list[t.Range]:
    """Where ``places`` stand. Only ASCII stands before them, so that all encodings count alike."""
    width = len(name)
    return [t.Range(t.Position(line, start), t.Position(line, start + width)) for line, start, _, _ in places]


def uses_of(base: Base, definition: FixtureDef) -> Iterator[Use]:
    """Every mention of ``definition``, its own name included, file by file."""
    for path in _files(base, definition.name, definition.path):
        for mention in _read(base, path, definition):
            yield Use(path, mention)


def uses_by_file(base: Base, definition: FixtureDef, *, exact: bool = False, fresh: str = "") -> Iterator[FileUses]:
    """The same, without reading files whose places are known.

    Files that have ``fresh`` in them are read in any case. For ``exact`` see :meth:`Suites.naming`.
    """
    name = definition.name
    names = _same_fixture(base, name, exact)
    around = _Around(base, definition, names)
    paths = dict(base.suites.naming(base, names, exact=exact))
    for path in dict.fromkeys([definition.path, *paths]):
        base.world.check()
        base.session.make_way(base.world)
        record = paths.get(path)
        places = around.places(path, record) if record is not None and path != definition.path else None
        if places is None or (fresh and record is not None and record.says([quoted(fresh)])):
            found = list(_read(base, path, definition))
            if found:
                yield FileUses(path, [], found)
        elif places:
            yield FileUses(path, places, [])


def _same_fixture(base: Base, name: str, exact: bool) -> list[str]:
    """``name``, and the functions behind fixtures called so: who imports those may get such a fixture."""
    functions = {
        function
        for _, record in base.suites.naming(base, [name], exact=exact)
        for function, public in (record.summary.aliases.items() if b':"' in record.data else ())
        if public == name
    }
    return [name, *sorted(functions)]


def _files(base: Base, name: str, own: str) -> list[str]:
    return list(dict.fromkeys([own, *(path for path, _ in base.suites.naming(base, [name]))]))


def _read(base: Base, path: str, definition: FixtureDef) -> Iterator[Mention]:
    """The uses in a file, as it reads."""
    base.world.check()
    seen: set[int] = set()
    with base.resolver_at(path) as module:
        for mention in mentions(module, names=frozenset({definition.name})) if module is not None else ():
            if mention.name != definition.name or mention.span.start in seen:
                continue
            if is_use(base, path, mention, definition):
                seen.add(mention.span.start)
                yield mention


class _Around:
    """What a name means in files that say nothing of it themselves."""

    def __init__(self, base: Base, definition: FixtureDef, names: Iterable[str]) -> None:
        self._base, self._definition = base, definition
        self._names = frozenset(names)
        self._chains: dict[str, tuple[FixtureDef, ...]] = {}
        self._deciding: dict[str, str] = {}
        self._here = base.resolver.visible(definition.path, definition.class_path).names

    def places(self, path: str, record: Record) -> list[Place] | None:
        """The uses in a file; ``None`` if it must be read."""
        summary, name = record.summary, self._definition.name
        if summary.must_read(self._names):
            return None
        places = summary.places(name)
        if not places:
            return []
        folder = path.rpartition("/")[0]
        chain = self._chain(folder)
        if not chain or chain[0].key != self._definition.key:
            # A fixture's request may be filled by what stands nearer to some test: see `_is_use_from_below`.
            asking = (each.owner.fixture for each in places if each.owner is not None)
            return None if any(fixture is not None and fixture in self._here for fixture in asking) else []
        return [each for each in places if each.owner is None or self._asks(path, each.owner)]

    def _chain(self, folder: str) -> tuple[FixtureDef, ...]:
        deciding = self._deciding_folder(folder)
        if deciding not in self._chains:
            path = f"{deciding}/conftest.py"
            self._chains[deciding] = self._base.resolver.resolve(path, (), self._definition.name)
        return self._chains[deciding]

    def _deciding_folder(self, folder: str) -> str:
        """The nearest folder, here or above, where a conftest may provide the name, or pytest is set up otherwise."""
        if folder not in self._deciding:
            above = folder.rpartition("/")[0]
            config = self._base.project.config
            passes = (
                above != ""
                and config(f"{above}/x.py") == config(f"{folder}/x.py")
                and folder not in (config(f"{folder}/x.py").rootdir, config(f"{folder}/x.py").confcutdir)
                and not self._may_provide(f"{folder}/conftest.py")
            )
            self._deciding[folder] = self._deciding_folder(above) if passes else folder
        return self._deciding[folder]

    def _may_provide(self, conftest: str) -> bool:
        record = self._base.suites.record(self._base, conftest)
        binds = record.summary.binds if record is not None else ()
        return binds is None or not self._names.isdisjoint(binds)

    def _asks(self, path: str, owner: Owner) -> bool:
        """Whether pytest calls the function."""
        if owner.fixture is not None:
            return True
        config = self._base.project.config(path)
        return (owner.function is None or matches(owner.function, config.python_functions)) and all(
            matches(each, config.python_classes) for each in owner.classes
        )


def is_use(base: Base, path: str, mention: Mention, definition: FixtureDef) -> bool:
    """Whether ``mention``, in the file at ``path``, means ``definition``."""
    target = meaning(base, path, mention)
    if target.definition is not None and target.definition.key == definition.key:
        return True
    if target.argname is not None or mention.role is not Role.PARAMETER or mention.inside is None:
        return False
    return _is_use_from_below(base, mention.inside, target.definitions, definition)


def _is_use_from_below(base: Base, asking: FixtureDef, static: tuple[FixtureDef, ...], definition: FixtureDef) -> bool:
    """Whether a fixture's request is filled by an override that stands nearer to some test.

    pytest looks names up from the test, not from the fixture that asks: what a conftest's fixture requests may be
    overridden in a test module.
    """
    if asking.path == definition.path and asking.class_path == definition.class_path:
        return False
    here = base.resolver.visible(definition.path, definition.class_path).names
    asked, named = here.get(asking.name), here.get(definition.name)
    if not asked or not named or named[0].key != definition.key:
        return False
    if all(each.key != asking.key for each in asked):
        return False
    return not static or any(each.key == static[0].key for each in named[1:])


def providers_below(base: Base, path: str, name: str) -> list[FixtureDef]:
    """The fixtures called ``name`` around ``path`` and below, for a request that only tests there can fill."""
    folder = path.rpartition("/")[0] + "/"
    found = []
    for each in base.suites.defining(base, name):
        if each.startswith(folder):
            found += [definition for definition in base.resolver.definitions(each) if definition.name == name]
    return found
