"""Decides how a generated file reaches the disk: whole or not at all, and never over something that somebody wrote."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from seamwright.generate.model import FileChange
from seamwright.workspace.decoding import Decoded
from seamwright.workspace.disk import Unreadable, read_text, reason
from seamwright.workspace.paths import inside


class WriteError(ValueError):
    """Nothing was written. The text says why, for the user, without the path."""


def write(root: Path, change: FileChange) -> None:
    """Make ``change`` below ``root`` (which must be resolved). An unchanged file is not touched.

    A reader sees the old content or the new one, never a part; an interruption leaves the old one. Permissions,
    encoding and byte order mark of an existing file are kept.

    Raises:
        WriteError: the path is not ours to write, the file is not what the change was computed from, or the system
            refuses.
        OutsideRoot: the path leaves the root or goes through a symbolic link.
    """
    if change.action == "unchanged":
        return
    target = inside(root, change.path, follow=False)
    try:
        if change.before is None:
            _create(root, target, change.after)
        else:
            _replace(target, change.before, change.after)
    except (OSError, UnicodeEncodeError) as error:
        raise WriteError(reason(error)) from None


def _create(root: Path, target: Path, text: str) -> None:
    with _directories(root, target.parent), _temporary(target, text.encode(), 0o666) as temporary:
        try:
            # Unlike a rename, a link fails when somebody made the file in the meantime.
            os.link(temporary, target)
        except FileExistsError:
            raise WriteError("appeared in the meantime, left as it is") from None
        except OSError:
            _create_without_links(temporary, target)
        _sync_directory(target.parent)


def _create_without_links(temporary: Path, target: Path) -> None:
    """For file systems without hard links: reserve the name, then put the content there in one step."""
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    except FileExistsError:
        raise WriteError("appeared in the meantime, left as it is") from None
    try:
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            target.unlink()
        raise


def _replace(target: Path, before: str, after: str) -> None:
    current = _current(target)
    if current.text != before or current.broken_line is not None:
        raise WriteError("changed in the meantime, left as it is")
    try:
        data = current.encode(after)
    except UnicodeEncodeError as error:
        raise WriteError(f"its encoding {current.encoding} has no {error.object[error.start]!r}") from None
    with _temporary(target, data, 0o600) as temporary:
        _keep_ownership(target, temporary)
        if _current(target).text != before:
            raise WriteError("changed in the meantime, left as it is")
        os.replace(temporary, target)
        _sync_directory(target.parent)


def _current(target: Path) -> Decoded:
    try:
        current = read_text(target)
    except Unreadable as error:
        raise WriteError(str(error)) from None
    if current is None:
        raise WriteError("disappeared in the meantime")
    return current


def _keep_ownership(target: Path, temporary: Path) -> None:
    status = target.stat()
    # The owner first: changing it clears some mode bits. Where that is not allowed, the file becomes ours.
    if hasattr(os, "chown"):
        with contextlib.suppress(OSError):
            os.chown(temporary, status.st_uid, status.st_gid)
    os.chmod(temporary, stat.S_IMODE(status.st_mode))


@contextmanager
def _temporary(target: Path, data: bytes, mode: int) -> Iterator[Path]:
    """A complete file with ``data`` beside ``target``; gone afterwards, whatever happens.

    ``mode`` is subject to the umask. The name is no test module's, so pytest never collects it.
    """
    path = target.with_name(f".seamwright-{secrets.token_hex(8)}.tmp")
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, mode)
    try:
        with open(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(descriptor)
        yield path
    finally:
        with contextlib.suppress(OSError):
            path.unlink()


@contextmanager
def _directories(root: Path, directory: Path) -> Iterator[None]:
    """``directory`` with what is missing above it; what was made is removed again when the body fails."""
    missing = []
    while directory != root and not directory.exists():
        missing.append(directory)
        directory = directory.parent
    made: list[Path] = []
    try:
        for path in reversed(missing):
            # Another thread may make the same directory for its own file; then it is not ours to remove.
            with contextlib.suppress(FileExistsError):
                path.mkdir()
                made.append(path)
        yield
    except BaseException:
        for path in reversed(made):
            with contextlib.suppress(OSError):
                path.rmdir()
        raise


def _sync_directory(directory: Path) -> None:
    """Make a new name last through a power failure, where the system can do that."""
    with contextlib.suppress(OSError):
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
