"""How results reach the terminal or a pipe: JSON, plain lines, colours only where a person looks."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import unicodedata
from typing import Any, TextIO

import click

from seamwright.cli.errors import PipeClosed


def print_json(document: object) -> None:
    """One JSON document in UTF-8 on standard output, whatever the terminal's encoding."""
    # A lone surrogate (from a file name that is no UTF-8) becomes an escape that JSON has too.
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    _write(sys.stdout, text, "utf-8")


def print_document(text: str) -> None:
    """A document in UTF-8 on standard output, whatever the terminal's encoding."""
    _write(sys.stdout, text, "utf-8")


def print_lines(*lines: str) -> None:
    """Lines on standard output; characters that its encoding lacks are written as escapes."""
    for line in lines:
        _write(sys.stdout, line + "\n", sys.stdout.encoding or "utf-8")


def error_line(message: str) -> None:
    """One line on standard error, starting with the program's name as compilers do."""
    line = f"seamwright: {one_line(message)}\n"
    # Where nobody listens, the exit status still tells.
    with contextlib.suppress(OSError, PipeClosed):
        _write(sys.stderr, line, sys.stderr.encoding or "utf-8")


def one_line(text: str) -> str:
    """``text`` without anything that could move the cursor, change colours or turn the reading direction.

    Titles and names come from plans, which other people wrote.
    """
    return "".join(char if _harmless(char) else " " if char.isspace() else "?" for char in text)


def colours(stream: TextIO) -> bool:
    """Whether ``stream`` is a terminal that wants colours (https://no-color.org)."""
    return is_terminal(stream) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def is_terminal(stream: TextIO) -> bool:
    """Whether a person looks at ``stream``."""
    try:
        return stream.isatty()
    except ValueError:
        return False


def counted(count: int, noun: str) -> str:
    """``1 seam``, ``2 seams``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def style(text: str, **attributes: Any) -> str:
    """``text`` with terminal attributes where standard output shows them, else as it is."""
    return click.style(text, **attributes) if colours(sys.stdout) else text


def width(text: str) -> int:
    """The columns that ``text`` takes on a terminal: two for wide characters, none for combining ones."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) or char in "\ufe0e\ufe0f" else 1 + (unicodedata.east_asian_width(char) in "WF")
        for char in text
    )


def _write(stream: TextIO, text: str, encoding: str) -> None:
    buffer = getattr(stream, "buffer", None)
    if buffer is None:
        stream.write(text)
        return
    try:
        stream.flush()
        buffer.write(text.encode(encoding, "backslashreplace"))
        buffer.flush()
    except BrokenPipeError:
        raise PipeClosed from None


def _harmless(char: str) -> bool:
    return char == " " or (char.isprintable() and unicodedata.category(char) != "Cf")
