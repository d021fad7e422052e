"""Between the core's terms and the protocol's: spans and ranges, paths and URIs.

Nothing else in the server computes a position or takes a URI apart.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from urllib.parse import quote, unquote, urlsplit

from lsprotocol import types as t

from seamwright.text.span import LineIndex, PositionEncoding, Span

DEFAULT_ENCODING: PositionEncoding = "utf-16"

_ENCODINGS: dict[str, PositionEncoding] = {"utf-8": "utf-8", "utf-16": "utf-16", "utf-32": "utf-32"}
_DRIVE = re.compile(r"^/[A-Za-z]:")


def choose_encoding(offered: Sequence[str] | None) -> PositionEncoding:
    """The position encoding of a session: the first that the client lists and we know.

    The list is in the client's order of preference (specification 3.17, ``general.positionEncodings``); a client that
    lists nothing speaks UTF-16.
    """
    for name in offered or ():
        known = _ENCODINGS.get(str(getattr(name, "value", name)))
        if known is not None:
            return known
    return DEFAULT_ENCODING


def to_range(index: LineIndex, span: Span, encoding: PositionEncoding) -> t.Range:
    """The protocol's range for ``span`` (code points) of the text behind ``index``."""
    return t.Range(t.Position(*index.position(span.start, encoding)), t.Position(*index.position(span.end, encoding)))


def to_span(index: LineIndex, range_: t.Range, encoding: PositionEncoding) -> Span:
    """The span behind ``range_``; ends in the wrong order are put right, places outside the text are clamped."""
    start = index.offset(range_.start.line, range_.start.character, encoding)
    end = index.offset(range_.end.line, range_.end.character, encoding)
    return Span(min(start, end), max(start, end))


def to_path(uri: str) -> str | None:
    """The absolute path behind a ``file:`` URI, or ``None`` for any other (``untitled:``, ``git:``, …)."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    if parts.scheme != "file":
        return None
    path = unquote(parts.path, errors="surrogateescape")
    if "\0" in path:
        return None
    if parts.netloc and parts.netloc != "localhost":
        path = f"//{parts.netloc}{path}"
    elif _DRIVE.match(path):
        path = path[1].lower() + path[2:]
    return os.path.normpath(path) if path else None


def to_uri(path: str) -> str:
    """The ``file:`` URI of an absolute path."""
    path = path.replace(os.sep, "/")
    if path.startswith("//"):
        return "file:" + quote(path, safe="/")
    if not path.startswith("/"):
        path = "/" + path
    return "file://" + quote(os.fsencode(path), safe="/:" if _DRIVE.match(path) else "/")
