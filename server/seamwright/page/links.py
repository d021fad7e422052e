"""Where a link to a file leads: beside the page, as if that stood in the root, or wherever a pattern says."""

from __future__ import annotations

import re

_SAFE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/")
_FIELD = re.compile(r"\{([^{}]*)\}")
_FIELDS = ("path", "line", "root")
_HARMFUL = ("javascript", "vbscript", "data", "blob", "about")


class UnusablePattern(ValueError):
    """The pattern of links cannot be used. The text is one line for the user."""


class Links:
    """Makes addresses of places in files.

    ``pattern`` may name ``{path}`` (relative to the root), ``{line}`` and ``{root}``, as in
    ``vscode://file{root}/{path}:{line}``.

    Raises:
        UnusablePattern: it names something else, no path, or a scheme that would run something.
    """

    def __init__(self, pattern: str | None = None, root: str = "") -> None:
        self._pattern, self._root = pattern, root
        if pattern is None:
            return
        unknown = [name for name in _FIELD.findall(pattern) if name not in _FIELDS]
        if unknown or "{path}" not in pattern:
            raise UnusablePattern(
                f"there is no {{{unknown[0]}}}, only {{path}}, {{line}} and {{root}}" if unknown else "it has no {path}"
            )
        scheme = re.match(r"\s*([^:/?#{}]*):", "".join(char for char in pattern if char.isprintable()))
        if scheme and scheme[1].strip().lower() in _HARMFUL:
            raise UnusablePattern(f"links of the scheme {scheme[1].strip()}: would run something")

    def to(self, path: str, line: int = 1) -> str:
        """The address of ``line`` in the file at ``path`` (relative to the root, with ``/``)."""
        quoted = _quoted(path)
        if self._pattern is None:
            # A browser would take what stands before a colon in the first part for a scheme.
            return f"./{quoted}#L{line}" if ":" in path.split("/")[0] else f"{quoted}#L{line}"
        values = {"path": quoted, "line": str(line), "root": _quoted(self._root.replace("\\", "/"), ":")}
        return _FIELD.sub(lambda match: values[match[1]], self._pattern)


def _quoted(text: str, also: str = "") -> str:
    """``text`` with every byte escaped that could mean something in an address."""
    return "".join(
        char if char in _SAFE or char in also else "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "replace"))
        for char in text
    )
