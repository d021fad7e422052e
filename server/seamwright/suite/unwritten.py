"""Whether somebody has written a test yet. A stub that only says that it is missing is none."""

from __future__ import annotations

import re

ENDINGS = frozenset({"pytest.fail", "pytest.skip", "pytest.xfail", "self.fail", "self.skipTest"})
"""Calls that end a test."""
UNWRITTEN = (
    "not implemented",
    "not yet implemented",
    "todo",
    "to be implemented",
    "unimplemented",
    "draft from the plan",
)
"""How the reasons begin, in small letters, that such a call has in a test which nobody has written."""


def is_unwritten(source: str) -> bool:
    """Whether the function in ``source`` (decorators, ``def`` and body) is a stub.

    A stub has no body but a docstring and comments, or says so: ``pytest.fail("not implemented …")``, the same with
    ``skip`` and ``xfail``, ``raise NotImplementedError``, or ``...``. Works on code that does not parse.
    """
    body = _TRIPLE.sub("", _after_signature(source), count=1)
    first, *rest = body.splitlines() or [""]
    code = [line for line in (first.strip(), *rest) if line.strip() and not line.lstrip().startswith("#")]
    if all(line.strip() in ("pass", "...") or _STRING.fullmatch(line.strip()) for line in code):
        return True
    # What stands deeper belongs to a helper, or happens in one case only.
    indent = code[0][: len(code[0]) - len(code[0].lstrip())]
    return _SAYS_SO.search("\n".join(line.removeprefix(indent) for line in code)) is not None


def _after_signature(source: str) -> str:
    """What stands behind the colon of the ``def``."""
    start = _DEF.search(source)
    depth, offset = 0, start.end() if start else 0
    while offset < len(source):
        character = source[offset]
        if character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
        elif character in "\"'":
            end = source.find(character, offset + 1)
            offset = end if end > 0 else offset
        elif character == ":" and depth <= 0:
            return source[offset + 1 :]
        offset += 1
    return ""


_DEF = re.compile(r"^[ \t]*(?:async[ \t]+)?def[ \t]+\w+", re.MULTILINE)
_TRIPLE = re.compile(r"\A(?:\s|#[^\n]*\n)*[rRuUbBfF]{0,2}(\"\"\".*?\"\"\"|'''.*?''')", re.DOTALL)
_STRING = re.compile(r"[rRuUbB]{0,2}(?:\"[^\"]*\"|'[^']*')")
_SAYS_SO = re.compile(
    rf"^(?:(?:{'|'.join(map(re.escape, sorted(ENDINGS)))})\(\s*(?:reason\s*=\s*|msg\s*=\s*)?[rfbuRFBU]{{0,2}}[\"']+\s*"
    rf"(?:{'|'.join(map(re.escape, UNWRITTEN))})|raise NotImplementedError\b)",
    re.IGNORECASE | re.MULTILINE,
)
