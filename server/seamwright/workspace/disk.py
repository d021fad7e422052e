"""Decides what may be read from disk: regular files of bounded size. The only function that opens files for reading."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from seamwright.workspace.decoding import Decoded, decode

SIZE_LIMIT = 16 * 1024 * 1024
"""Bytes. The largest real plan is a few hundred KiB; what is larger than this is no document that a person wrote."""

# Opening a FIFO for reading waits for a writer unless told not to. Windows has neither the flag nor the FIFOs.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


class Unreadable(ValueError):
    """The file cannot be read as text. The text says why, for the user, without the path."""


def read_bytes(path: Path, limit: int = SIZE_LIMIT) -> bytes | None:
    """The content of ``path``, or ``None`` where nothing is there.

    Raises:
        Unreadable: it is a directory, device or pipe, larger than ``limit``, or the system refuses.
    """
    try:
        descriptor = os.open(path, _FLAGS)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise Unreadable(reason(error)) from None
    # Looked at after opening, so that nothing can be exchanged in between.
    try:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            raise Unreadable("is a directory" if stat.S_ISDIR(mode) else "not a regular file")
        with open(descriptor, "rb", closefd=False) as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        raise Unreadable(reason(error)) from None
    finally:
        os.close(descriptor)
    if len(data) > limit:
        raise Unreadable(f"larger than {limit // (1024 * 1024)} MiB")
    return data


def read_text(path: Path, limit: int = SIZE_LIMIT) -> Decoded | None:
    """Like :func:`read_bytes`, decoded; a ``.py`` or ``.pyi`` file by the encoding that it declares.

    Raises:
        Unreadable: as :func:`read_bytes`; or it is no text.
    """
    data = read_bytes(path, limit)
    if data is None:
        return None
    try:
        return decode(data, python=path.suffix in (".py", ".pyi"))
    except ValueError as error:
        raise Unreadable(str(error)) from None


def reason(error: OSError | ValueError) -> str:
    """What went wrong, in lower case and without the path (``permission denied``)."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror[:1].lower() + error.strerror[1:]
    return str(error) or type(error).__name__
