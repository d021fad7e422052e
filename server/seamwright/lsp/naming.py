"""Whether any file of the open folders says a name, for rules about what nobody asks for or defines.

Summaries know at once of nearly every name that it is mentioned. Of the others the files are searched, for a name may
stand in a string of any kind; what was found is kept until files change.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from seamwright.fixtures.summary import quoted
from seamwright.fixtures.words import Words, words_of
from seamwright.lsp.session_project import slashed

if TYPE_CHECKING:
    from seamwright.lsp.documents import TextDocument
    from seamwright.lsp.fixtures import Fixtures
    from seamwright.lsp.world import World

_AT_ONCE = 50
"""Files that are searched before others have their turn."""


class Naming:
    """Implements ``workspace.tree.Names`` for a session; ``world`` gives the state of the request at hand."""

    def __init__(self, session: Fixtures, world: Callable[[], World | None]) -> None:
        self._session, self._world = session, world
        self._revision = -1
        self._found: dict[str, dict[str, Words]] = {}

    def defines(self, name: str) -> bool | None:
        """Whether any file may define a fixture called ``name``, or fill an argument of that name."""
        return self._any(name, "", lambda words: name in words.defined or name in words.strings)

    def mentions(self, name: str, besides: str) -> bool | None:
        """Whether any file other than ``besides`` may ask for ``name``."""
        needle = quoted(name)
        if any(needle in record.data for path, record in self._session.suites.known() if path != besides):
            return True
        return self._any(name, besides, lambda words: words.computes or words.mentions(name))

    def _any(self, name: str, besides: str, holds: Callable[[Words], bool]) -> bool | None:
        world = self._world()
        if world is None or not self._session.suites.is_filled:
            return None
        opened = {
            slashed(each.path): each for each in world.documents if each.path is not None and each.language == "python"
        }
        if any(holds(_words_of_document(each)) for path, each in opened.items() if path != besides):
            return True
        on_disk = self._on_disk(world, name)
        return any(holds(words) for path, words in on_disk.items() if path != besides and path not in opened)

    def _on_disk(self, world: World, name: str) -> dict[str, Words]:
        """The files that say ``name``, or put together what they ask for."""
        suites = self._session.suites
        if self._revision != suites.revision:
            self._revision = suites.revision
            self._found.clear()
        if name not in self._found:
            found: dict[str, Words] = {}
            for number, (path, _) in enumerate(suites.known(), 1):
                text = self._session.project.disk_text(path) or ""
                if name in text or "getfixturevalue" in text:
                    found[path] = words_of(text)
                if number % _AT_ONCE == 0:
                    self._session.make_way(world)
            self._found[name] = found
        return self._found[name]


@lru_cache(maxsize=64)
def _words_of_document(document: TextDocument) -> Words:
    return words_of(document.text)
