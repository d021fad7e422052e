"""Comments that silence a finding: ``# seamwright: ignore[SW202]``, the same with a rule's name, ``# noqa: SW202``.

``# integration: boundary`` says that what is replaced there is no part of what the test is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from seamwright.rules.source import Parsed
from seamwright.text.span import Span

BOUNDARY_RULES = ("mock-internal", "mock-call-assert")
"""What ``# integration: boundary`` silences: the thing that is replaced there stands outside of what is tested."""


class Suppression(NamedTuple):
    """One comment. Spans count from the start of the piece."""

    span: Span
    """From the ``#`` to its end."""
    line: int
    """0-based, in the piece."""
    codes: tuple[tuple[str, Span], ...]
    """What is written in it and where; nothing for a bare ``# noqa``, which silences everything."""
    ours: bool
    """``# seamwright: ignore``, as opposed to ``# noqa``, which other tools read too."""
    may_idle: bool = False
    """Says something that is worth saying even where it silences nothing."""

    def covers(self, code: str, names: Sequence[str]) -> str | None:
        """What in it silences the rule: a code, the beginning of one, or one of its names."""
        if not self.codes:
            return ""
        for written, _ in self.codes:
            if written in names or (written.upper().startswith("SW") and code.startswith(written.upper())):
                return written
        return None


def suppressions(parsed: Parsed) -> tuple[Suppression, ...]:
    """The comments of a piece that silence something."""
    known = parsed.extra.get("suppressions")
    if known is None:
        # Most pieces have none: two searches for a word are all that these cost.
        has_any = any(word in parsed.source for word in ("seamwright:", "integration:")) or (
            "noqa" in parsed.source.lower()
        )
        known = parsed.extra["suppressions"] = tuple(_find(parsed)) if has_any else ()
    return known  # type: ignore[return-value]


def _find(parsed: Parsed) -> Iterator[Suppression]:
    for token in _TOKEN.finditer(parsed.source):
        if token.lastgroup != "comment":
            continue
        start = token.start()
        codes: tuple[tuple[str, Span], ...]
        if (said := _BOUNDARY.search(token.group())) is not None:
            span = Span(start + said.start(), start + said.end())
            codes = tuple((name, span) for name in BOUNDARY_RULES)
            yield Suppression(span, parsed.lines.line_at(start), codes, False, True)
        match = _OURS.search(token.group()) or _NOQA.search(token.group())
        if match is None:
            continue
        codes = ()
        if match["codes"] is not None:
            base = start + match.start("codes")
            codes = tuple(
                (each.group(), Span(base + each.start(), base + each.end())) for each in _CODE.finditer(match["codes"])
            )
        ours = match.re is _OURS
        if ours and not codes:
            continue
        yield Suppression(Span(start + match.start(), start + match.end()), parsed.lines.line_at(start), codes, ours)


_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\r\n]*)
    | "{3}[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"{3} | '{3}[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'{3}
    | "[^"\\\r\n]*(?:\\.[^"\\\r\n]*)*" | '[^'\\\r\n]*(?:\\.[^'\\\r\n]*)*'
    """,
    re.VERBOSE | re.DOTALL,
)
_BOUNDARY = re.compile(r"#\s*integration:\s*boundary\b")
_OURS = re.compile(r"#\s*seamwright:\s*ignore\s*\[(?P<codes>[^\]]*)\]")
_NOQA = re.compile(r"(?i)#\s*noqa\b(?:\s*:\s*(?P<codes>[A-Z][\w-]*(?:[,\s]+[A-Z][\w-]*)*))?")
_CODE = re.compile(r"[\w-]+")
