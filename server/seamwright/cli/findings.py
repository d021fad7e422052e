"""Shows findings: to people, as JSON, as SARIF, and as annotations of GitHub's."""

from __future__ import annotations

import difflib
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

from seamwright import __version__
from seamwright.cli.checking import File, Results, Root
from seamwright.cli.output import counted, error_line, is_terminal, one_line, print_lines, style, width
from seamwright.generate.model import FileChange
from seamwright.rules.model import HOME, URL, Finding, Severity
from seamwright.rules.registry import RULES
from seamwright.text.span import LineIndex

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFORMATION: "blue", Severity.HINT: "cyan"}
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFORMATION: "note", Severity.HINT: "note"}
_COMMANDS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFORMATION: "notice",
    Severity.HINT: "notice",
}


def as_json(results: Results) -> dict[str, Any]:
    """The document of ``--format json``."""
    _say_unreadable(results)
    return {"files_checked": len(results.files), "findings": [_finding_as_json(each) for each in results.findings]}


def _finding_as_json(finding: Finding) -> dict[str, Any]:
    return {
        "path": finding.path,
        "line": finding.line,
        "column": finding.column,
        "end_line": finding.end_line,
        "end_column": finding.end_column,
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "message": finding.message,
        "fixable": finding.fix is not None,
        "url": finding.url,
    }


def as_text(results: Results) -> Iterator[str]:
    """For a person: each finding with its line and a caret, and a line with the totals. Hints only count."""
    _say_unreadable(results)
    for file in results.files:
        lines = LineIndex(file.text)
        for finding in file.findings:
            if finding.severity is not Severity.HINT:
                yield from _finding_as_text(file, finding, lines)
    yield _totals(results)


def _finding_as_text(file: File, finding: Finding, lines: LineIndex) -> Iterator[str]:
    colour = _COLOURS[finding.severity]
    place = style(f"{one_line(file.path)}:{finding.line}:{finding.column}", bold=True)
    head = style(f"{finding.severity.value}[{finding.code}]", fg=colour, bold=True)
    yield f"{place}: {head} {one_line(finding.message)}"
    text = lines.text(finding.line - 1)
    number = str(finding.line)
    margin = " " * len(number)
    end = finding.end_column if finding.end_line == finding.line else len(text) + 1
    before = text[: finding.column - 1]
    indent = len(before) - len(before.lstrip(" \t"))
    shown = one_line(text[indent:].rstrip())
    start = max(finding.column - 1 - indent, 0)
    marked = text[finding.column - 1 : min(end - 1, len(text.rstrip()))]
    carets = " " * width(one_line(text[indent : indent + start])) + "^" * max(width(one_line(marked)), 1)
    yield style(f" {margin} |", dim=True)
    yield f"{style(f' {number} |', dim=True)} {shown}"
    yield f"{style(f' {margin} |', dim=True)} {style(carets, fg=colour)}"
    for related in finding.related:
        yield f" {margin} = {one_line(related.path)}:{related.line}: {one_line(related.message)}"
    fixable = "; --fix corrects it" if finding.fix is not None and finding.fix.safe else ""
    yield f" {margin} = {finding.name}; 'seamwright rules {finding.code}' explains it{fixable}"
    yield ""


def _totals(results: Results) -> str:
    counts = Counter(finding.severity for finding in results.findings)
    said = [
        counted(counts[severity], severity.value)
        if severity is not Severity.INFORMATION
        else f"{counts[severity]} for information"
        for severity in Severity
        if counts[severity]
    ]
    parts = [f"{counted(len(results.files), 'file')} checked", ", ".join(said) or "nothing found"]
    fixable = sum(finding.fix is not None and finding.fix.safe for finding in results.findings)
    if results.fixed:
        parts.append(f"{counted(results.fixed, 'finding')} fixed")
    if fixable:
        parts.append(f"{fixable} can be fixed with --fix")
    known = sum(file.known for file in results.files)
    if known:
        parts.append(f"{known} known from the baseline")
    return "; ".join(parts)


def as_github(results: Results) -> Iterator[str]:
    """Workflow commands that GitHub shows beside the lines (documentation, "Workflow commands")."""
    _say_unreadable(results)
    for finding in results.findings:
        if finding.severity is Severity.HINT:
            continue
        title = _property(f"{finding.code} {finding.name}")
        place = (
            f"file={_property(finding.path)},line={finding.line},col={finding.column},"
            f"endLine={finding.end_line},endColumn={finding.end_column},title={title}"
        )
        yield f"::{_COMMANDS[finding.severity]} {place}::{_data(finding.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_sarif(results: Results) -> dict[str, Any]:
    """SARIF 2.1.0 (OASIS standard, 2020)."""
    _say_unreadable(results)
    index = {rule.code: number for number, rule in enumerate(RULES)}
    rules = [
        {
            "id": rule.code,
            "name": rule.name,
            "shortDescription": {"text": rule.what.replace("`", "")},
            "fullDescription": {"text": rule.why.replace("`", "")},
            "helpUri": URL.format(name=rule.name),
            "defaultConfiguration": {"level": _LEVELS[rule.severity], "enabled": rule.enabled},
        }
        for rule in RULES
    ]
    driver = {
        "name": "seamwright",
        "version": __version__,
        "informationUri": HOME,
        "rules": rules,
    }
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_finding_as_sarif(each, index) for each in results.findings],
            }
        ],
    }


def _finding_as_sarif(finding: Finding, index: dict[str, int]) -> dict[str, Any]:
    region = {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endLine": finding.end_line,
        "endColumn": finding.end_column,
    }
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index[finding.code],
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [_location(finding.path, region)],
    }
    if finding.related:
        result["relatedLocations"] = [
            {**_location(each.path, {"startLine": each.line}), "message": {"text": each.message}}
            for each in finding.related
        ]
    return result


def _location(path: str, region: dict[str, int]) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(path)}, "region": region}}


def _uri(path: str) -> str:
    from urllib.parse import quote

    return quote(path, errors="surrogateescape")


def print_diffs(changes: list[tuple[Root, FileChange]]) -> None:
    """What ``--fix`` would change, as a unified diff that ``patch -p1`` takes."""
    shown = one_line if is_terminal(sys.stdout) else str
    for _, change in changes:
        before, after = _lines(change.before or ""), _lines(change.after)
        for line in difflib.unified_diff(before, after, f"a/{change.path}", f"b/{change.path}"):
            colour = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1])
            print_lines(style(shown(line.removesuffix("\n")), fg=colour))
            if not line.endswith("\n"):
                print_lines("\\ No newline at end of file")


def _lines(text: str) -> list[str]:
    parts = text.split("\n")
    return [part + "\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def _say_unreadable(results: Results) -> None:
    for file in results.files:
        if file.unreadable is not None:
            error_line(f"{file.path}: {file.unreadable}")
