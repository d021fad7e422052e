"""Decides how bytes on disk become text and back: byte order mark, declared encoding, bytes that are no text at all."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

# PEP 263: the declaration stands in the first or second line, the first being a comment too (or blank).
_COOKIE = re.compile(rb"\A(?:[ \t\f]*(?:#[^\r\n]*)?(?:\r\n|\r|\n))?[ \t\f]*#[^\r\n]*?coding[:=][ \t]*([-\w.]+)")


class Decoded(NamedTuple):
    """A text and what is needed to write it back byte for byte."""

    text: str
    """Without byte order mark; line ends as they are."""
    encoding: str
    bom: bytes
    broken_line: int | None = None
    """1-based line of the first byte that is no UTF-8; it stands as U+FFFD in ``text``, which must not be written."""

    def encode(self, text: str) -> bytes:
        """``text`` in the file's own encoding.

        Raises:
            UnicodeEncodeError: it holds a character that the encoding has not.
        """
        return self.bom + text.encode(self.encoding)


def decode(data: bytes, *, python: bool = False) -> Decoded:
    """The text of ``data``: UTF-8 (or UTF-16 where a byte order mark says so); for Python source the declared encoding.

    Never fails for text that is merely broken: undecodable bytes become U+FFFD and ``broken_line`` says where.

    Raises:
        ValueError: it is binary, or declares an encoding that does not exist or does not fit.
    """
    for bom, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(bom):
            return _decode(data[len(bom) :], encoding, bom)
    cookie = _COOKIE.match(data) if python else None
    if cookie is None:
        return _decode(data, "utf-8", b"")
    return _decode_declared(data, cookie[1].decode("ascii", "replace"))


def _decode(data: bytes, encoding: str, bom: bytes) -> Decoded:
    try:
        return Decoded(data.decode(encoding), encoding, bom)
    except UnicodeDecodeError as error:
        # A NUL in a plan is an accident; NUL together with bytes that are no text is a picture or an archive.
        if not bom and b"\0" in data:
            raise ValueError("not a text file") from None
        line = data.count(b"\n", 0, error.start) + 1
        return Decoded(data.decode(encoding, "replace"), encoding, bom, line)


def _decode_declared(data: bytes, name: str) -> Decoded:
    try:
        # This one codec would add a byte order mark that the file does not have.
        encoding = "utf-8" if codecs.lookup(name).name == "utf-8-sig" else name
        text = data.decode(encoding)
        if text.encode(encoding) != data:
            raise ValueError
    except (LookupError, ValueError):
        raise ValueError(f"declares the encoding {name!r} but cannot be read with it") from None
    return Decoded(text, encoding, b"")
