"""Test code inside a plan: Python stubs and Given/When/Then blocks. Nothing is parsed as Python here, much less run."""

from __future__ import annotations

import re
import textwrap
from typing import NamedTuple

from seamwright.plan.model import Step, StepKind

_DEF = re.compile(r"^(?P<indent>[ \t]*)(?:async[ \t]+)?def[ \t]+(?P<name>test_?\w*)[ \t]*\(", re.MULTILINE)
_DOCSTRING = re.compile(r"[rRuU]{0,2}(?P<quote>\"\"\"|'''|\"|')")
_STEP = re.compile(
    r"^\s*(?:[-*]\s+)?(?:\*\*|__)?(?P<word>Given|When|Then|And|But)\b(?:\*\*|__)?:?(?:\*\*|__)?\s*(?P<text>.*)$",
    re.IGNORECASE,
)
_FIXTURE = re.compile(r"\s*@(?:pytest(?:_asyncio)?\.)?fixture\b")
_SENTENCE = re.compile(
    r"given\b:?\s*(?P<given>.+?)[,;]?\s+when\b:?\s*(?P<when>.+?)[,;]?\s+then\b:?\s*(?P<then>.+)",
    re.IGNORECASE | re.DOTALL,
)
_FOREIGN = re.compile(
    r"^[ \t]*(?:(?:test|it)(?:\.\w{1,12})?\([ \t]*"
    r"(?:'(?P<single>[^'\n]{1,200})'|\"(?P<double>[^\"\n]{1,200})\"|`(?P<tick>[^`\n]{1,200})`)"
    r"|(?:pub[ \t]+)?(?:async[ \t]+)?fn[ \t]+(?P<rust>test_\w+)|func[ \t]+(?P<go>Test[A-Z_]\w*))",
    re.MULTILINE,
)
_CHECK = re.compile(r"^[ \t]*#[ \t]*(?:Test|Verify|Check|Case|Scenario):[ \t]*(?P<text>\S[^\n]*?)[ \t]*$", re.MULTILINE)
_STEP_LETTERS = frozenset("GgWwTtAaBb")
_FILE = re.compile(r"^[ \t]*#[ \t]*(?:File|Path|Location):[ \t]*(?P<path>\S+\.py)\b", re.MULTILINE | re.IGNORECASE)


class FoundStub(NamedTuple):
    """A test function in a code block; lines are 0-based within the block's content, ``last`` inclusive."""

    name: str
    source: str
    first: int
    line: int
    """Of the ``def``."""
    last: int
    summary: str
    """First line of its docstring, or empty."""


def find_stubs(code: str) -> list[FoundStub]:
    """Every ``def test…`` of ``code`` that stands at its outermost level or in a class, in order."""
    lines = code.split("\n")
    found = []
    nested_in, at, seen = -1, 0, 0
    for match in _DEF.finditer(code) if "def" in code else ():
        at, seen = at + code.count("\n", seen, match.start()), match.start()
        if at <= nested_in:
            continue
        indent = len(match["indent"].expandtabs())
        first = at
        while first > 0 and lines[first - 1].strip().startswith("@") and _indent(lines[first - 1]) == indent:
            first -= 1
        last = _body_end(lines, at, indent)
        nested_in = last
        if any(_FIXTURE.match(line) for line in lines[first:at]):
            # ``test_client`` may be a fixture.
            continue
        source = textwrap.dedent("\n".join(lines[first : last + 1]).expandtabs(4)) + "\n"
        found.append(FoundStub(match["name"], source, first, at, last, _summary(lines, at, last)))
    return found


def checks_in(source: str) -> list[str]:
    """What comments such as ``# Test: valid key = success`` in a stub's ``source`` promise to check."""
    return [match["text"] for match in _CHECK.finditer(source)]


def find_foreign_tests(code: str) -> list[tuple[int, str]]:
    """``(line, title)`` of every test that a block of another language declares; lines are 0-based."""
    found, line, seen = [], 0, 0
    for match in _FOREIGN.finditer(code):
        line, seen = line + code.count("\n", seen, match.start()), match.start()
        found.append((line, next(title for title in match.groups() if title).strip()))
    return found


def named_file(code: str) -> str | None:
    """The path of a leading ``# File: tests/test_x.py`` comment, if there is one."""
    match = _FILE.search(code, 0, 400)
    return match["path"] if match else None


def read_step(line: str, before: StepKind | None) -> Step | None:
    """``line`` as a step of a scenario; ``And`` takes the kind of the step ``before``."""
    if line.lstrip(" \t-*_")[:1] not in _STEP_LETTERS:
        return None
    match = _STEP.match(line)
    if match is None or not match["text"]:
        return None
    word = match["word"].casefold()
    if word in ("and", "but"):
        return Step(before, match["text"].strip()) if before else None
    return Step(StepKind(word), match["text"].strip())


def read_sentence(text: str) -> list[Step]:
    """The steps of a scenario in one plain sentence, ``Given a, when b, then c``; none where it is no such sentence."""
    match = _SENTENCE.match(text, 0, 1000)
    return [Step(StepKind(word), step) for word, step in match.groupdict().items()] if match else []


def find_steps(code: str) -> list[Step]:
    """Given/When/Then of a code block without Python.

    A bullet between steps is one more of the step before it, any other line continues that step.
    """
    steps: list[Step] = []
    for line in code.split("\n"):
        step = read_step(line, steps[-1].kind if steps else None)
        if step is not None:
            steps.append(step)
        elif steps and line.strip():
            last, text = steps[-1], line.strip()
            if text.startswith(("- ", "* ")):
                steps.append(Step(last.kind, text[2:].strip()))
            else:
                steps[-1] = Step(last.kind, f"{last.text} {text}")
    return steps if any(step.kind is not StepKind.GIVEN for step in steps) else []


def _indent(line: str) -> int:
    expanded = line.expandtabs()
    return len(expanded) - len(expanded.lstrip())


def _body_end(lines: list[str], at: int, indent: int) -> int:
    """Last line of the function whose ``def`` is in line ``at``: a docstring's lines may be indented less."""
    last, quote = at, ""
    for number in range(at, len(lines)):
        line = lines[number]
        if quote:
            last = number
            if line.count(quote) % 2:
                quote = ""
            continue
        if number > at and line.strip() and _indent(line) <= indent and not line.lstrip().startswith(")"):
            break
        if line.strip():
            last = number
        for mark in ('"""', "'''"):
            if line.count(mark) % 2:
                quote = mark
                break
    while last > at and not lines[last].strip():
        # A docstring that never ends holds the rest of the block.
        last -= 1
    return last


def _summary(lines: list[str], at: int, last: int) -> str:
    signature_open = True
    for number in range(at, min(last, at + 40) + 1):
        text = lines[number].strip()
        if signature_open:
            signature_open = not text.split("#")[0].rstrip().endswith(":")
            continue
        if not text:
            continue
        match = _DOCSTRING.match(text)
        if match is None:
            return ""
        body = [text[match.end() :], *lines[number + 1 : number + 6]]
        for line in body:
            content = line.split(match["quote"])[0].strip()
            if content:
                return content
            if match["quote"] in line:
                return ""
        return ""
    return ""
