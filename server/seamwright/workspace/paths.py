"""Decides whether a path is inside the root. Paths come from plans, configuration and clients, so none is trusted."""

from __future__ import annotations

import os
import stat
from pathlib import Path, PurePosixPath

# What no file system takes, or what means something else on one of them (drive letters, streams, separators).
_FORBIDDEN = frozenset('\\:*?"<>|') | frozenset(map(chr, range(32))) | {"\x7f"}


class OutsideRoot(ValueError):
    """The path leaves the root, or goes through a symbolic link where it must not. The text is for the user."""


def relative_parts(path: str) -> tuple[str, ...]:
    """The parts of ``path``, which is relative to the root and written with ``/``.

    Raises:
        OutsideRoot: it is absolute, goes up, or holds a character that some file system reads differently.
    """
    pure = PurePosixPath(path)
    if not path or pure.is_absolute() or ".." in pure.parts or not pure.parts or _FORBIDDEN.intersection(path):
        raise OutsideRoot(f"{_shown(path)}: not a path inside the project")
    return pure.parts


def inside(root: Path, path: str, *, follow: bool) -> Path:
    """The absolute path of ``path`` below ``root`` (which must be resolved). It need not exist.

    ``follow`` says what happens to symbolic links on the way: followed as long as they end inside the root (reading),
    or refused (writing: what is behind a link may be shared with something that is not ours).

    Raises:
        OutsideRoot: see :func:`relative_parts`; or a link leaves the root; or there is a link and ``follow`` is false.
    """
    parts = relative_parts(path)
    here = root
    for part in parts:
        here = here / part
        if _is_link(here) and not follow:
            raise OutsideRoot(f"{_shown(path)}: goes through a symbolic link, nothing is written there")
    if follow:
        resolved = Path(os.path.realpath(here))
        if resolved != root and root not in resolved.parents:
            raise OutsideRoot(f"{_shown(path)}: a symbolic link leads out of the project")
    return here


def relative_to(root: Path, path: Path) -> str:
    """``path`` relative to ``root`` with ``/``, for output.

    Raises:
        OutsideRoot: it is not inside, even when links are resolved.
    """
    for candidate in (Path(os.path.abspath(path)), Path(os.path.realpath(path))):
        try:
            return candidate.relative_to(root).as_posix()
        except ValueError:
            continue
    raise OutsideRoot(f"{_shown(path.name)}: not inside the project")


def _is_link(path: Path) -> bool:
    try:
        return stat.S_ISLNK(path.lstat().st_mode)
    except (OSError, ValueError):
        return False


def _shown(path: str) -> str:
    """``path`` on one line of bounded length, since it may be hostile text from a plan."""
    clean = "".join(char if char.isprintable() else "?" for char in path)
    return clean if len(clean) <= 120 else clean[:117] + "..."
