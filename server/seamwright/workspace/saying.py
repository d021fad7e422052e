"""Which names the files of a root say, for rules about what nobody asks for or defines, where all files are at hand.

A file is read for its names only when one that is asked about stands in its text at all: nearly every fixture is asked
for near to where it is defined, and hardly any file has to be read.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping

from seamwright.fixtures.words import Words, asks_plainly, words_of


class Saying:
    """Implements ``workspace.tree.Names`` over ``texts``, by path."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._words: dict[str, Words] = {}
        self._computing = [path for path, text in texts.items() if "getfixturevalue" in text]
        self._by_folder: dict[str, list[str]] = {}
        for path in texts:
            self._by_folder.setdefault(posixpath.dirname(path), []).append(path)

    def defines(self, name: str) -> bool:
        """See ``rules.tree.Tree``."""
        return self._any(name, "", lambda words: name in words.defined or name in words.strings)

    def mentions(self, name: str, besides: str) -> bool:
        """See ``rules.tree.Tree``."""
        near = (self._texts[path] for path in self._nearest(besides) if path != besides)
        if any(asks_plainly(text, name) for text in near):
            return True
        if self._any(name, besides, lambda words: words.mentions(name)):
            return True
        return any(self._of(path).computes for path in self._computing if path != besides)

    def _any(self, name: str, besides: str, holds: Callable[[Words], bool]) -> bool:
        return any(
            name in self._texts[path] and holds(self._of(path)) for path in self._nearest(besides) if path != besides
        )

    def _nearest(self, place: str) -> Iterator[str]:
        """All files, beginning with those beside the file at ``place`` and below its folder."""
        home = posixpath.dirname(place)
        near = {each: None for each in self._by_folder if home and (each == home or each.startswith(f"{home}/"))}
        for folder in (*near, *(each for each in self._by_folder if each not in near)):
            yield from self._by_folder[folder]

    def _of(self, path: str) -> Words:
        if path not in self._words:
            self._words[path] = words_of(self._texts[path])
        return self._words[path]
