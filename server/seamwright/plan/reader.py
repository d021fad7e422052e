"""One seam's block, read from top to bottom into a draft.

The reader keeps one thing in mind: which label stands open. Bullets, paragraphs, code and tables belong to it until a
line of the same or a smaller depth opens another one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from seamwright.plan.blocks import Entry, Kind
from seamwright.plan.drafts import SeamDraft
from seamwright.plan.labels import Label, read_label
from seamwright.plan.plain import plain, uncheck, without_icon
from seamwright.plan.priority import lead_level
from seamwright.plan.scenarios import Scenarios
from seamwright.plan.stubs import find_foreign_tests, find_steps, find_stubs, named_file
from seamwright.plan.tables import field_rows, test_rows
from seamwright.plan.values import take_value
from seamwright.plan.vocabulary import Vocabulary

_OURS = frozenset(
    ["", "python", "py", "python3", "pytest", "gherkin", "text", "feature", "txt", "plaintext", "cucumber"]
)
_FOREIGN = frozenset(
    [
        "typescript",
        "javascript",
        "ts",
        "js",
        "tsx",
        "jsx",
        "rust",
        "rs",
        "go",
        "golang",
        "java",
        "csharp",
        "cs",
        "kotlin",
        "swift",
    ]
)
# Fields of one value, which a list below does not belong to once they have it.
_SINGLE = frozenset({"priority", "status", "file", "class", "test", "name"})
# Labels that may announce the seam's test code, and those that code below their line has nothing to do with.
_BEFORE_CODE = frozenset({None, "name", "file", "class"})
_LINES = frozenset({"components", "critical_path", "business_impact", "value", "priority", "scope", "status"})
# Labels that only a seam has; a bullet or paragraph without any of them merely mentions one.
_CORE = frozenset({"components", "critical_path", "scenarios"})
_AROUND = re.compile(r"^\d+(?:\.\d+)*[.)]?\s+|\s*\([^()]*\)$")
# To CommonMark, a list indented by more than three spaces goes on with the paragraph above; a reader sees a list.
_BULLET = re.compile(r"(?P<indent>[ \t]*)(?:[-*+]|\d{1,3}[.)])[ \t]+(?=\S)")
_DEFER = re.compile(r"\bdefer", re.IGNORECASE)


def read_block(
    entries: Sequence[tuple[Entry, int]], draft: SeamDraft, vocabulary: Vocabulary, *, base: int, loose: bool
) -> SeamDraft:
    """Fill ``draft`` from the ``entries`` after the opening, each with the line its chunk begins at.

    Args:
        base: line of the opening; lines in the draft are relative to it.
        loose: the document has no explicit seams, so that bullets without a label may be scenarios too.
    """
    return _Reader(draft, vocabulary, base, loose).read(entries)


class _Reader:
    def __init__(self, draft: SeamDraft, vocabulary: Vocabulary, base: int, loose: bool) -> None:
        self.draft, self.vocabulary, self.base, self.loose = draft, vocabulary, base, loose
        self.scenarios = Scenarios(draft, vocabulary)
        self.field: str | None = None
        self.depth = -1
        """List depth of the open label."""
        self.level = 0
        """Level of the heading that is the open label; 0 where a line or an item is."""
        self.filled = False
        """The open label has a value."""
        self.chain: list[str] = []
        """The lines of components behind the open label, which are split when the last of them is known."""

    def read(self, entries: Sequence[tuple[Entry, int]]) -> SeamDraft:
        base, rule, last = self.base, Kind.RULE, self.draft.last
        for entry, start in entries:
            kind = entry.kind
            if kind is not rule:
                last = start + entry.end - 1 - base
            _HANDLERS[kind](self, entry, start + entry.line - base)
        self.draft.last = max(last, self.draft.last)
        self.close()
        self.scenarios.finish(loose=self.loose)
        return self.draft

    # --- blocks ---------------------------------------------------------------------------------------------------

    def heading(self, entry: Entry, line: int) -> None:
        text = without_icon(plain(entry.text))
        name = text.rstrip(":").strip()
        field = self.vocabulary.field_of(_AROUND.sub("", name)) if ":" not in name else None
        if field is not None:
            self.open(Label(field, name, "", "", True), 0, line, entry.depth)
        elif self.scenarios.heading(text, line, sure=self.loose or self.field == "scenarios"):
            self.filled = True
        elif self.field == "scenarios" and entry.depth > self.level > 0:
            self.scenarios.group, self.scenarios.current = name, None
        else:
            self.close()
            self.scenarios.group = name

    def paragraph(self, entry: Entry, line: int) -> None:
        lines = entry.text.split("\n")
        listing = next((offset for offset, text in enumerate(lines) if offset and _BULLET.match(text)), len(lines))
        for offset, text in enumerate(lines[:listing]):
            self.line(text, entry.depth, line + offset, first=offset == 0)
        self.further(lines[listing:], entry, line, listing)
        self.scenarios.extend(line + entry.end - entry.line - 1, entry.depth)

    def line(self, text: str, depth: int, line: int, *, first: bool) -> None:
        """One line of a paragraph. ``first``: the paragraph begins with it."""
        listing = self.field == "scenarios" or (self.loose and self.field is None)
        if listing and depth <= max(self.depth, 0) and self.scenarios.lead(text, depth, line):
            self.filled = True
            return
        label = read_label(text, self.vocabulary)
        if label is not None and self.scenarios.take_label(label, depth):
            return
        if label is not None and (label.field or label.bold or depth <= self.depth or not self.filled):
            self.open(label, depth, line)
            return
        if line <= 3 and self.draft.level is None:
            level = lead_level(plain(text), self.vocabulary)
            if level is not None:
                self.draft.level = level
                self.draft.labels += 1
                return
        scenario = self.scenarios.current
        if scenario is not None and (depth >= scenario.depth or scenario.form == "heading"):
            self.scenarios.detail_line(text)
        elif self.field and (not first or not self.filled or depth > self.depth):
            self.value(text, line, joined=not first and self.filled)
        elif self.field != "scenarios" or depth <= self.depth:
            self.close()

    def item(self, entry: Entry, line: int) -> None:
        head, *rest = entry.text.split("\n")
        depth, scenarios = entry.depth, self.scenarios
        if scenarios.current is not None and scenarios.current.form in ("heading", "lead"):
            scenarios.detail_bullet(head, depth, line)
        elif self.field == "scenarios" and depth > self.depth:
            if scenarios.item_depth and depth > scenarios.item_depth:
                scenarios.detail_bullet(head, depth, line)
            else:
                scenarios.bullet(head, depth, line)
                self.filled = True
        else:
            self.field_item(head, depth, line)
        self.further(rest, entry, line, 1)
        scenarios.extend(line + entry.end - entry.line - 1, depth)

    def further(self, lines: Sequence[str], entry: Entry, line: int, skip: int) -> None:
        """The ``lines`` of ``entry`` after its first ``skip``: they go on with its text, or are bullets below it."""
        outer, depth = None, entry.depth
        for offset, text in enumerate(lines, skip):
            bullet = _BULLET.match(text)
            if bullet is None:
                label_depth = entry.depths[offset - 1] if entry.depths else entry.depth
                self.item_line(text, depth, line + offset, label_depth)
                continue
            outer = bullet.end("indent") if outer is None else outer
            depth = entry.depth + (1 if bullet.end("indent") < outer + 2 else 2)
            at = entry.line + offset
            self.item(Entry(Kind.ITEM, at, at + 1, depth, text[bullet.end() :]), line + offset)

    def item_line(self, text: str, depth: int, line: int, label_depth: int) -> None:
        """A further line of an item. To CommonMark an unindented label may continue it; to a reader it does not."""
        label = read_label(text, self.vocabulary)
        if label is not None and (label.field or label.bold):
            self.line(text, label_depth, line, first=True)
        elif self.field == "scenarios" or (self.scenarios.current is not None and depth > self.depth):
            self.scenarios.continued(text, depth, line)
        elif self.field:
            self.value(text, line, joined=True)

    def field_item(self, head: str, depth: int, line: int) -> None:
        """An item outside a list of scenarios: a label of its own, a value of the open one, or neither."""
        label = read_label(uncheck(head)[1], self.vocabulary)
        inside = self.field is not None and depth > self.depth and not (self.filled and self.field in _SINGLE)
        if label is not None and (not inside or (label.field and (label.bold or self.field == "ignored"))):
            self.open(label, depth, line)
        elif inside:
            self.value(head, line, listed=True)
        else:
            self.close()
            self.scenarios.loose_bullet(head, depth, line)

    def code(self, entry: Entry, line: int) -> None:
        language = entry.marker.split()[0].strip("{}.").casefold() if entry.marker else ""
        offset = line + (1 if entry.fenced else 0)
        scenarios = self.scenarios
        if language in _FOREIGN:
            tests = find_foreign_tests(entry.text)
            if tests:
                scenarios.foreign(tests, offset, entry.depth)
        elif language in _OURS:
            if self.draft.test_file is None:
                self.draft.test_file = named_file(entry.text)
            if "def test" in entry.text:
                free = self.field in _BEFORE_CODE or (self.filled and self.field in _LINES)
                labelled = self.field == "scenarios"
                scenarios.stubs(find_stubs(entry.text), offset, entry.depth, labelled=labelled, free=free)
            elif scenarios.current is not None:
                scenarios.current.steps += find_steps(entry.text)
        scenarios.extend(line + entry.end - entry.line - 1, entry.depth)

    def table(self, entry: Entry, line: int) -> None:
        shift = line - entry.line
        labels = field_rows(entry.rows, self.vocabulary)
        for at, label in labels:
            self.open(label, entry.depth, at + shift)
        if labels:
            self.close()
            return
        labelled = self.field == "scenarios"
        for row in test_rows(entry.rows, self.vocabulary, wanted=labelled):
            self.scenarios.row(row, shift, entry.depth, labelled=labelled)

    def rule(self, entry: Entry, line: int) -> None:
        self.close()

    # --- labels ---------------------------------------------------------------------------------------------------

    def open(self, label: Label, depth: int, line: int, level: int = 0) -> None:
        """``label`` stands open from here. ``level``: it is a heading of that level."""
        self.close()
        field = label.field or "ignored"
        self.scenarios.checks = field == "checks"
        self.field = "scenarios" if field == "checks" else field
        self.depth, self.level = (-1 if level and not depth else depth), level
        if field != "ignored":
            self.draft.labels += 1
            self.draft.core += field in _CORE
        if field == "deferral" or (field == "scenarios" and _DEFER.search(label.remark + label.name)):
            self.draft.deferred = True
        elif field == "elimination":
            self.draft.eliminated = True
        if label.value:
            self.value(label.value, line)
        elif label.remark and field == "status":
            self.value(label.remark, line)

    def value(self, text: str, line: int, *, joined: bool = False, listed: bool = False) -> None:
        self.filled = True
        if self.field == "scenarios":
            if not joined:
                self.scenarios.inline_text(text, self.depth, line)
        elif self.field is not None:
            if self.field == "components" and not listed and (self.chain or not joined):
                self.chain.append(text)
                return
            self.close_chain()
            take_value(self.draft, self.field, text, self.vocabulary, joined=joined, listed=listed)
            if (
                self.field == "priority"
                and self.draft.level is None
                and not joined
                and self.draft.unknown_level is None
            ):
                self.draft.unknown_level = line, plain(text)[:40]

    def close(self) -> None:
        """No label stands open any more."""
        self.scenarios.close_inline()
        self.scenarios.current, self.scenarios.group, self.scenarios.item_depth = None, None, 0
        self.scenarios.items = 0
        self.close_chain()
        self.field, self.depth, self.level, self.filled = None, -1, 0, False

    def close_chain(self) -> None:
        """The line of components is complete."""
        if self.chain:
            take_value(self.draft, "components", " ".join(self.chain), self.vocabulary)
            self.chain = []


# In the order of Kind, whose members are the indices.
_HANDLERS = (_Reader.heading, _Reader.paragraph, _Reader.item, _Reader.code, _Reader.table, _Reader.rule)
