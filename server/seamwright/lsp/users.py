"""Who uses a fixture, in all files of the open folders: every parameter and string that pytest would fill with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from seamwright.fixtures.mentions import Mention, Role
from seamwright.fixtures.model import FixtureDef
from seamwright.lsp.fixtures import Base
from seamwright.lsp.targets import meaning


class Use(NamedTuple):
    """One mention, and the file that it is in."""

    path: str
    mention: Mention


def uses_of(base: Base, definition: FixtureDef) -> Iterator[Use]:
    """Every mention of ``definition``, its own name included, file by file."""
    public = _public_name(base, definition)
    seen: set[tuple[str, int]] = set()
    for path, found in base.suites.mentions(base, public, extra=definition.path):
        for mention in found:
            if (path, mention.span.start) not in seen and is_use(base, path, mention, definition):
                seen.add((path, mention.span.start))
                yield Use(path, mention)


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


def _public_name(base: Base, definition: FixtureDef) -> str:
    return definition.name
