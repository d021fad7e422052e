"""Which names a project's code holds: read once, file by file, so that whoever wants to say "nowhere" knows it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from seamwright.rules.plans.code_names import ProjectNames
from seamwright.workspace.disk import Unreadable, read_text
from seamwright.workspace.walking import walk

_MOST = 20_000
"""Files. In a larger project nothing is ever said to be nowhere."""
_LARGEST = 1024 * 1024


class NamesOnDisk:
    """The names below one root. Files that changed are read again; what a file said before stays known."""

    def __init__(self, root: Path, *, lazily: bool = False) -> None:
        """``lazily``: see ``ProjectNames``."""
        self._root = root
        self._seen: dict[str, tuple[int, int]] = {}
        self.names = ProjectNames(lazily=lazily)

    def refresh(self, pause: Callable[[], None] = lambda: None) -> bool:
        """Read what is new; ``pause`` is called between files, and ends it by raising. Says whether there was any."""
        changed = False
        count = 0
        for file in walk(self._root, is_code):
            count += 1
            if count > _MOST:
                self.names.is_complete = False
                return changed
            changed |= self._read(file, pause)
        changed |= not self.names.is_complete and count > 0
        self.names.is_complete = count > 0
        return changed

    def _read(self, file: Path, pause: Callable[[], None]) -> bool:
        path = file.relative_to(self._root).as_posix()
        try:
            status = os.stat(file)
            stamp = (status.st_mtime_ns, status.st_size)
            if self._seen.get(path) == stamp:
                return False
            pause()
            decoded = read_text(file, _LARGEST)
        except (OSError, Unreadable):
            return False
        self._seen[path] = stamp
        if decoded is not None:
            self.names.add(decoded.text, path)
        return True


def is_code(name: str) -> bool:
    """Whether names of the file called ``name`` count: a test may speak of what does not exist."""
    lower = name.lower()
    return lower.endswith((".py", ".pyi")) and not lower.startswith("test_") and not lower.endswith("_test.py")
