"""Comments of a plan that silence a finding: ``<!-- seamwright: ignore[unknown-component] -->``.

In YAML it is ``# seamwright: ignore[...]``, as in Python.
One behind text is about its line, and behind the opening of a seam about the whole seam. One that stands alone is about
the next line that says something.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from seamwright.plan.model import Plan
from seamwright.rules.engine import matches
from seamwright.rules.model import Fix, Problem, Rule
from seamwright.text.edit import Edit
from seamwright.text.span import LineIndex, Span


class Suppression(NamedTuple):
    """One comment. Spans count from the start of the document."""

    span: Span
    reach: Span
    """Whole lines; what begins in them is silenced."""
    words: tuple[tuple[str, Span], ...]
    """Codes, beginnings of codes, and names, and where they are written."""

    def covers(self, rule: Rule, problem: Problem) -> str | None:
        """The word in it that silences ``problem``."""
        if not self.reach.start <= problem.span.start <= self.reach.end:
            return None
        return next((word for word, _ in self.words if matches(rule, word)), None)


def suppressions(path: str, text: str, plan: Plan, lines: LineIndex) -> list[Suppression]:
    """The comments that silence something in the plan at ``path``."""
    if "seamwright:" not in text:
        return []
    found = []
    for match in (_COMMENT if _is_markdown(path) else _YAML_COMMENT).finditer(text):
        line = lines.line_at(match.start())
        if not (text[lines.start(line) : match.start()] + text[match.end() : lines.end(line)]).strip("- \t"):
            line = next((each for each in range(line + 1, len(lines)) if lines.text(each).strip()), line)
        words = tuple(
            (each.group(), Span(each.start(), each.end()))
            for each in _WORD.finditer(text, match.start("words"), match.end("words"))
        )
        if words:
            found.append(Suppression(Span(match.start(), match.end()), _reach(line, plan, lines), words))
    return found


def unused(
    comment: Suppression, used: set[str], active: Sequence[Rule], rules: Sequence[Rule], lines: LineIndex
) -> Iterator[Problem]:
    """What of ``comment`` silences nothing, though its rules are among the ``active`` ones, or is none of ``rules``."""
    idle = [
        (word, span)
        for word, span in comment.words
        if word not in used
        and (any(matches(rule, word) for rule in active) or not any(matches(rule, word) for rule in rules))
    ]
    for word, span in idle:
        known = any(matches(rule, word) for rule in rules)
        fix = None
        if len(idle) == len(comment.words):
            fix = Fix("Remove the comment", (Edit(_with_blanks(comment.span, lines), ""),))
        message = f"Nothing here for {word} to silence" if known else f"There is no rule {word}"
        yield Problem(span, message, fix=fix, unnecessary=True)
        if fix is not None:
            return


def ignore_here(path: str, text: str, offset: int, name: str) -> Edit | None:
    """The edit that silences the rule called ``name`` for what is found at ``offset``; ``None`` inside code."""
    lines = LineIndex(text)
    line = lines.line_at(offset)
    content, start = lines.text(line), lines.start(line)
    comment = (_COMMENT if _is_markdown(path) else _YAML_COMMENT).search(content)
    if comment is not None:
        place = start + comment.end("words")
        return Edit(Span(place, place), f", {name}" if comment["words"].strip() else name)
    if _is_markdown(path):
        if _is_code(lines, line):
            return None
        written = f" <!-- seamwright: ignore[{name}] -->"
    else:
        written = f"  # seamwright: ignore[{name}]"
    # Two spaces at the end of a line of Markdown break it, and are kept where they do.
    end = start + (len(content.rstrip()) if content.strip() else 0)
    return Edit(Span(end, end), written)


def _is_markdown(path: str) -> bool:
    return not path.casefold().endswith((".yaml", ".yml"))


def _reach(line: int, plan: Plan, lines: LineIndex) -> Span:
    for seam in plan.seams:
        if lines.line_at(seam.heading.start) == line:
            return Span(lines.start(line), max(seam.span.end, lines.end(line)))
    return Span(lines.start(line), lines.end(line))


def _with_blanks(comment: Span, lines: LineIndex) -> Span:
    """``comment`` with the blanks before it, or with its line where nothing else is on it."""
    line = lines.line_at(comment.start)
    start, end = lines.start(line), lines.end(line)
    before = lines.text(line)[: comment.start - start]
    if line + 1 < len(lines) and not before.strip() and not lines.text(line)[comment.end - start :].strip():
        return Span(start, lines.start(line + 1))
    return Span(start + len(before.rstrip(" \t")), min(comment.end, end))


def _is_code(lines: LineIndex, line: int) -> bool:
    fence = ""
    for number in range(line + 1):
        match = _FENCE.match(lines.text(number))
        if match is not None and (not fence or match[1].startswith(fence)):
            fence = "" if fence else match[1]
            if number == line:
                return True
    return bool(fence)


_COMMENT = re.compile(r"<!--[ \t]*seamwright:[ \t]*ignore[ \t]*\[(?P<words>[^\]\r\n]{0,400})\][ \t]*-->")
_YAML_COMMENT = re.compile(r"#[ \t]*seamwright:[ \t]*ignore[ \t]*\[(?P<words>[^\]\r\n]{0,400})\]")
_WORD = re.compile(r"[\w-]+")
_FENCE = re.compile(r"[ \t>]*(?:[-*+][ \t]+)?(`{3,}|~{3,})")
