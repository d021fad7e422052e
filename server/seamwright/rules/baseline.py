"""A file of findings that a team knows already. It can only shrink by itself: what is not known is reported.

A finding is known by its file, rule and the text of its line, so that it may move. Of two equal lines, as many are
known as there were.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from seamwright.rules.model import Finding
from seamwright.text.span import LineIndex

Known = Mapping[str, Mapping[str, int]]
"""Path to how many findings of each kind are known there."""


def parse(text: str) -> Known:
    """The known findings of a baseline file; none for an empty text.

    Raises:
        ValueError: it is no such file.
    """
    if not text.strip():
        return {}
    try:
        files = json.loads(text)["files"]
        return {str(path): {str(key): int(count) for key, count in kinds.items()} for path, kinds in files.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ValueError("the baseline file is damaged: write it anew with --write-baseline") from None


def render(files: Iterable[tuple[str, str, Sequence[Finding]]]) -> str:
    """The baseline file for ``files``: path, text and findings of each."""
    return _dump({path: dict(Counter(_keys(text, findings))) for path, text, findings in files})


def merged(before: str, after: str, examined: Sequence[str]) -> str:
    """``after`` with what ``before`` knows about files that were not ``examined``."""
    old = {path: dict(kinds) for path, kinds in parse(before).items() if path not in examined}
    return _dump({**old, **{path: dict(kinds) for path, kinds in parse(after).items()}})


def without_known(path: str, text: str, findings: Sequence[Finding], known: Known) -> list[Finding]:
    """``findings`` in the file at ``path`` that the baseline does not know."""
    left = Counter(known.get(path, {}))
    if not left:
        return list(findings)
    fresh = []
    for finding, key in zip(findings, _keys(text, findings), strict=True):
        if left[key] > 0:
            left[key] -= 1
        else:
            fresh.append(finding)
    return fresh


def _keys(text: str, findings: Sequence[Finding]) -> list[str]:
    lines = LineIndex(text)
    return [f"{each.code}:{_digest(lines.text(each.line - 1))}" for each in findings]


def _digest(line: str) -> str:
    return hashlib.sha256(" ".join(line.split()).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _dump(files: Mapping[str, Mapping[str, int]]) -> str:
    document = {
        "version": 1,
        "files": {path: dict(sorted(kinds.items())) for path, kinds in sorted(files.items()) if kinds},
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"
