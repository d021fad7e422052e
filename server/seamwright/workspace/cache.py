"""Keeps what was found out about files on disk, between one run and the next, and trusts none of it blindly.

One file for each set of folders, version of Seamwright and version of Python, in the user's cache directory. It is
written whole beside the old one and put in its place in one step, so several servers may use it at once: each reads a
complete file, and the last to end wins. It is read only if its length and checksum are right. What it says of a file
holds as long as the file's state on disk is exactly the same, or its text.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import secrets
import stat
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

import seamwright

logger = logging.getLogger(__name__)

VARIABLE = "SEAMWRIGHT_CACHE_DIR"
"""Names the directory to use instead of the user's; empty, nothing is kept."""

_FORMAT = 1
_CODE = ("fixtures", "text")
_LARGEST = 256 * 1024 * 1024
_SETTLED = 2_000_000_000
"""Nanoseconds. A file that changed less than this before it was read may have changed again within the same tick."""
_UNUSED = 60 * 24 * 3600
_LEFT_OVER = 3600
_SAVE_EVERY = 10.0
_PREFIX, _SUFFIX, _PART = "index-", ".seamwright", ".part"


class State(NamedTuple):
    """What the file system says of a file, without a look into it."""

    changed: int
    size: int
    touched: int
    """When anything about the file changed, its other times included: putting the time of change back shows here."""
    inode: int


class _Entry(NamedTuple):
    state: State | None
    """``None`` where the state cannot vouch for the text."""
    digest: bytes
    data: bytes


class Cache:
    """Use it as a context: at its end, what is new is written. Without a ``file``, nothing is kept."""

    def __init__(self, file: Path | None, key: str) -> None:
        self._file, self._key = file, key
        self._entries: dict[str, _Entry] = {}
        self._changed = False
        self._saved = time.monotonic()

    def __enter__(self) -> Cache:
        if self._file is not None:
            self._entries = _load(self._file, self._key)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.save()
        self._entries = {}

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, path: str, state: State, text: Callable[[], str | None]) -> bytes | None:
        """What is kept of the file at ``path``; its ``text`` is asked for where its ``state`` does not decide."""
        entry = self._entries.get(path)
        if entry is None:
            return None
        if entry.state != state:
            found = text()
            if found is None or digest_of(found) != entry.digest:
                return None
            self.put(path, state, found, entry.data)
        return entry.data

    def put(self, path: str, state: State, text: str, data: bytes) -> None:
        """Keep ``data``, which holds no line end, of the file that had this ``state`` before its ``text`` was read."""
        if self._file is None:
            return
        settled = time.time_ns() - max(state.changed, state.touched) > _SETTLED
        entry = _Entry(state if settled else None, digest_of(text), data)
        if self._entries.get(path) != entry:
            self._entries[path] = entry
            self._changed = True
        if self._changed and time.monotonic() - self._saved > _SAVE_EVERY:
            self.save()

    def keep_only(self, paths: Iterable[str]) -> None:
        """Forget all other files."""
        gone = self._entries.keys() - set(paths)
        for path in gone:
            del self._entries[path]
        self._changed = self._changed or bool(gone)

    def save(self) -> None:
        """Write what there is, if anything is new. That it cannot be written is no error."""
        self._saved = time.monotonic()
        if self._file is None or not self._changed:
            return
        self._changed = False
        try:
            _write(self._file, self._key, self._entries)
        except OSError as error:
            logger.warning("the cache was not written: %s", error.strerror or type(error).__name__)


def cache_of(
    folders: Sequence[str],
    enabled: bool = True,
    *,
    kind: str = "fixtures",
    code: tuple[str, ...] = ("fixtures", "text"),
) -> Cache:
    """The cache for ``folders``; where it is switched off, or there are none, one that keeps nothing.

    Args:
        folders: what it is about.
        enabled: somebody may have switched it off.
        kind: what is kept in it.
        code: folders of Seamwright that decide what is kept.
    """
    directory = cache_directory() if enabled and folders else None
    key = json.dumps([_FORMAT, kind, _program(code), list(sys.version_info[:2]), sorted(folders)])
    if directory is None:
        return Cache(None, key)
    name = hashlib.blake2b(key.encode("ascii"), digest_size=12).hexdigest()
    return Cache(directory / f"{_PREFIX}{name}{_SUFFIX}", key)


def cache_directory() -> Path | None:
    """Where caches lie: ``SEAMWRIGHT_CACHE_DIR``, else the place that the platform has for a user's caches."""
    given = os.environ.get(VARIABLE)
    if given is not None:
        return Path(os.path.abspath(given)) if given.strip() else None
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "seamwright"
    base = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME") or ""
    if os.path.isabs(base):
        return Path(base) / "seamwright"
    return home / ("AppData/Local" if sys.platform == "win32" else ".cache") / "seamwright"


def state_of(path: str) -> State | None:
    """The state of a regular file; ``None`` if there is none."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    return State(found.st_mtime_ns, found.st_size, found.st_ctime_ns, found.st_ino)


def digest_of(text: str) -> bytes:
    """Stands for a text."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest().encode("ascii")


@lru_cache(maxsize=4)
def _program(code: tuple[str, ...]) -> str:
    """The version of what wrote the cache, down to its files: between releases the number stays the same."""
    home = Path(seamwright.__file__).parent
    files = sorted(each for folder in code for each in (home / folder).glob("*.py"))
    states = [(each.name, state[:2]) for each in files if (state := state_of(str(each))) is not None]
    return f"{seamwright.__version__} {digest_of(repr(states)).decode()}"


def _load(file: Path, key: str) -> dict[str, _Entry]:
    """The entries of ``file``; none where it is missing or wrong in any way, and then it is removed."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        with open(os.open(file, flags), "rb") as stream:
            found = os.fstat(stream.fileno())
            if not stat.S_ISREG(found.st_mode) or found.st_size > _LARGEST:
                raise ValueError("no file of ours")
            entries = _parsed(stream, key)
        # Whether a cache is in use is seen by its time.
        os.utime(file)
    except FileNotFoundError:
        return {}
    except OSError as error:
        logger.warning("the cache was not read: %s", error.strerror or type(error).__name__)
        return {}
    except (ValueError, TypeError, RecursionError, MemoryError):
        logger.warning("the cache was broken and is made again")
        with contextlib.suppress(OSError):
            file.unlink()
        return {}
    return entries


def _parsed(stream: Iterable[bytes], key: str) -> dict[str, _Entry]:
    """The entries in the lines of ``stream``, of which the last is the checksum of the others.

    Raises:
        ValueError: it is not complete, or not what ``key`` asks for.
    """
    lines = iter(stream)
    checksum = hashlib.blake2b(digest_size=16)
    head = next(lines, b"")
    if head != key.encode("ascii") + b"\n":
        raise ValueError("another key")
    checksum.update(head)
    entries: dict[str, _Entry] = {}
    last = b""
    for line in lines:
        if last:
            checksum.update(last)
            name, state, digest, data = last.rstrip(b"\n").split(b"\t", 3)
            numbers = tuple(map(int, state.split()))
            entries[json.loads(name)] = _Entry(State(*numbers) if numbers else None, digest, data)
        last = line
    if last != checksum.hexdigest().encode("ascii") + b"\n":
        raise ValueError("another checksum")
    return entries


def _lines(key: str, entries: dict[str, _Entry]) -> Iterator[bytes]:
    yield key.encode("ascii") + b"\n"
    for path, (state, digest, data) in entries.items():
        numbers = " ".join(map(str, state)) if state is not None else ""
        yield b"%s\t%s\t%s\t%s\n" % (json.dumps(path).encode(), numbers.encode(), digest, data)


def _write(file: Path, key: str, entries: dict[str, _Entry]) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = file.with_name(f"{file.name}-{secrets.token_hex(8)}{_PART}")
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(part, flags, 0o600)
    checksum = hashlib.blake2b(digest_size=16)
    try:
        with open(descriptor, "wb") as stream:
            # Line by line: all at once, it would be there three times.
            for line in _lines(key, entries):
                checksum.update(line)
                stream.write(line)
            stream.write(checksum.hexdigest().encode("ascii") + b"\n")
        os.replace(part, file)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
    _clear(file.parent)


def _clear(directory: Path) -> None:
    """Remove caches that nobody has used for long, and what was left of writing that was interrupted."""
    now = time.time()
    with contextlib.suppress(OSError), os.scandir(directory) as entries:
        for entry in entries:
            if not entry.name.startswith(_PREFIX) or not entry.name.endswith((_SUFFIX, _PART)):
                continue
            limit = _LEFT_OVER if entry.name.endswith(_PART) else _UNUSED
            with contextlib.suppress(OSError):
                if now - entry.stat(follow_symlinks=False).st_mtime > limit:
                    os.unlink(entry.path)
