"""One seam's block, read from top to bottom into a draft.

The reader keeps one thing in mind: which label stands open. Bullets, paragraphs, code and tables belong to it until a
line of the same or a smaller depth opens another one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from seamwright.plan.blocks import Entry, Kind
from seamwright.plan.drafts import ScenarioDraft, SeamDraft
from seamwright.plan.labels import Label, read_label
from seamwright.plan.plain import ARROW, plain, split_outside, title, uncheck, without_icon
from seamwright.plan.priority import lead_level, read_level, status_level
from seamwright.plan.stubs import find_foreign_tests, find_steps, find_stubs, named_file, read_step
from seamwright.plan.tables import field_rows, test_rows
from seamwright.plan.vocabulary import Vocabulary

_CODE_LANGUAGES = ("", "python", "py", "python3", "pytest", "gherkin", "text", "feature", "txt", "plaintext", "cucumber")
_FOREIGN_LANGUAGES = frozenset("typescript javascript ts js tsx jsx rust rs go golang java csharp cs kotlin swift".split())
_LEAD = re.compile(
    r"(?:(?P<word>test case|test|scenario|case|use case|tc)\s*[#-]?)?(?P<number>(?:[A-Z]{1,5}-?)?\d+(?:\.\d+)*|[A-Z]\.\d+)?[a-z]?\s*[:.)–—-]*\s+(?P<title>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_HEAD = re.compile(
    r"(?:(?P<word>test case|test scenario|test|scenario|case|use case|tc)\b\s*[#-]?\s*(?P<number>(?:[A-Z]{1,5}-?)?\d+(?:\.\d+)*[a-z]?)?\s*[:.)–—-]+\s*"
    r"|(?P<id>[A-Z]{1,6}-?\d+(?:\.\d+)*)\s*[:.)–—-]+\s*|(?P<dotted>\d+\.\d+(?:\.\d+)*)\s*[:.)–—-]*\s+)(?P<title>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_TEST_NAME = re.compile(r"\W*(test_\w+)\W*$")
_TEST_CALL = re.compile(r"\b(test_\w+)\b")
_COMMA = re.compile(r",\s|;\s")
_NUMBERED = re.compile(r"\d")
_IDENTIFIER = re.compile(r"`?\b([a-z_][a-z0-9_]*)\b`?(?:\(\))?")
_CALLED_FIXTURE = re.compile(r"`(?P<a>[a-z_][a-z0-9_]*)`\s+(?:pytest\s+)?fixture|\bfixtures?:?\s+(?:\w+\s+)?`(?P<b>[a-z_][a-z0-9_]*)`", re.IGNORECASE)
_BUILTIN = re.compile(r"\b(monkeypatch|caplog|capsys|capfd|tmp_path|tmp_path_factory|pytester|recwarn)\b")
_FILE_NAME = re.compile(r"`([^`\n]+\.\w{1,4})`|(?<![\w/.-])([\w./\\-]+\.\w{1,4})(?![\w/])")
_CLASS_NAME = re.compile(r"\bTest[A-Z]\w*")
_FILE_KEYS = re.compile(r"\s*(?:[-*]\s+)?(?:(?:single\s+|test\s+)*file(?:\s+name)?)\s*:\s*", re.IGNORECASE)
_NOTHING = re.compile(r"(?:none|n/?a|nothing|not needed|no)\b(?!\s+mock)[^,;]*$", re.IGNORECASE)
# Labels that only a seam has; a bullet or paragraph without any of them merely mentions one.
_CORE = frozenset({"components", "critical_path", "scenarios"})
# Labels that may stand inside one scenario instead of closing the list of scenarios.
_WITHIN = frozenset({"success", "test", "class", "priority", "file", "scenarios"})


def read_block(entries: Sequence[tuple[Entry, int]], draft: SeamDraft, vocabulary: Vocabulary, *, base: int, loose: bool) -> SeamDraft:
    """Fill ``draft`` from the ``entries`` after the opening, each with the line its chunk begins at.

    Args:
        base: line of the opening; lines in the draft are relative to it.
        loose: the document has no explicit seams, so that bullets without a label may be scenarios too.
    """
    return _Reader(draft, vocabulary, base, loose).read(entries)


class _Reader:
    def __init__(self, draft: SeamDraft, vocabulary: Vocabulary, base: int, loose: bool) -> None:
        self.draft, self.vocabulary, self.base, self.loose = draft, vocabulary, base, loose
        self.field: str | None = None
        self.depth = -1
        self.level = 0
        """Level of the heading that opened the field; 0 where a line or an item did."""
        self.filled = False
        self.inline: ScenarioDraft | None = None
        self.scenario: ScenarioDraft | None = None
        self.item_depth = 0
        self.group: str | None = None
        self.inner: str | None = None
        self.inner_depth = 0
        self.unlabelled: list[ScenarioDraft] = []
        self.checks = False
        """The open label announces checks, which are tests only for want of others."""
        self.checked: list[ScenarioDraft] = []
        self.tabled: list[ScenarioDraft] = []
        self.stubbed: list[ScenarioDraft] = []
        self.unnamed = True
        """No label and no heading came yet."""

    def read(self, entries: Sequence[tuple[Entry, int]]) -> SeamDraft:
        for entry, start in entries:
            line = start + entry.line - self.base
            if entry.kind is not Kind.RULE:
                self.draft.last = max(self.draft.last, start + entry.end - 1 - self.base)
            handler = _HANDLERS[entry.kind]
            handler(self, entry, line)
        self.close()
        draft = self.draft
        checks = [scenario for scenario in draft.scenarios if scenario.check]
        if checks and len(checks) < len(draft.scenarios):
            draft.scenarios = [scenario for scenario in draft.scenarios if not scenario.check]
            draft.success += [scenario.title for scenario in checks]
        if self.loose and self.checked and draft.scenarios:
            # Groups of check boxes, of which one happens to be called "scenarios".
            lines = {scenario.line for scenario in draft.scenarios}
            draft.scenarios = sorted([*draft.scenarios, *(box for box in self.checked if box.line not in lines)], key=lambda one: one.line)
        if not draft.scenarios:
            draft.scenarios = self.stubbed or self.checked or self.tabled or (self.unlabelled if self.loose or not draft.labels else [])
        for before, after in zip(draft.scenarios, draft.scenarios[1:], strict=False):
            before.end = max(before.line, min(before.end, after.line - 1))
        return draft

    # --- blocks ---------------------------------------------------------------------------------------------------

    def heading(self, entry: Entry, line: int) -> None:
        text = without_icon(plain(entry.text))
        name = text.rstrip(":").strip()
        label = self.vocabulary.field_of(_bare(name)) if ":" not in name else None
        match = _HEAD.match(text)
        if label is not None:
            self.open(Label(label, name, "", "", True), 0, line, entry.depth)
            return
        if match and (self.field == "scenarios" or self.loose or (match["word"] or "").casefold() in ("test", "scenario", "test case")):
            self.close_inline()
            number = match["number"] or match["id"] or match["dotted"]
            self.add(ScenarioDraft(line, line, title(match["title"]), "heading", -1, number))
            self.inner = None
            return
        if self.field == "scenarios" and entry.depth > self.level > 0:
            self.group, self.scenario = name, None
            return
        self.close()
        self.group, self.unnamed = name, False
        if self.loose:
            self.group_heading = name

    def paragraph(self, entry: Entry, line: int) -> None:
        for offset, text in enumerate(entry.text.split("\n")):
            self.text_line(text, entry.depth, line + offset, first=offset == 0)
        self.extend(line + entry.end - entry.line - 1, entry.depth)

    def text_line(self, text: str, depth: int, line: int, *, first: bool) -> None:
        if self.field == "scenarios" and depth <= max(self.depth, 0) and self.lead(text, depth, line):
            return
        label = read_label(text, self.vocabulary)
        if label is not None and self.take_within(label, depth, line):
            return
        if label is not None and (label.field or label.bold or depth <= self.depth or not self.filled):
            self.open(label, depth, line)
            return
        if line <= 3 and self.draft.level is None and (level := lead_level(plain(text), self.vocabulary)) is not None:
            self.draft.level = level
            self.draft.labels += 1
            return
        if self.scenario is not None and (depth >= self.scenario.depth or self.scenario.form == "heading"):
            self.detail(text, line)
        elif self.field and (not first or not self.filled or depth > self.depth):
            self.value(text, line, joined=not first and self.filled)
        elif self.field != "scenarios" or depth <= self.depth:
            self.close()

    def item(self, entry: Entry, line: int) -> None:
        head, *rest = entry.text.split("\n")
        depth = entry.depth
        if self.scenario is not None and self.scenario.form in ("heading", "lead"):
            self.scenario_item(head, depth, line)
        elif self.field == "scenarios" and depth > self.depth:
            if self.item_depth and depth > self.item_depth:
                self.scenario_item(head, depth, line)
            else:
                self.scenario_from_item(entry, head, rest, line)
        else:
            self.field_item(entry, head, line)
        for offset, text in enumerate(rest, 1):
            label = read_label(text, self.vocabulary)
            if label is not None and (label.field or label.bold):
                self.text_line(text, depth - 1, line + offset, first=True)
            elif self.field == "scenarios" or (self.scenario is not None and depth > self.depth):
                self.continue_item(text, depth, line + offset)
            elif self.field:
                self.value(text, line + offset, joined=True)
        self.extend(line + entry.end - entry.line - 1, depth)

    def field_item(self, entry: Entry, head: str, line: int) -> None:
        depth = entry.depth
        label = read_label(uncheck(head)[1], self.vocabulary)
        inside = self.field is not None and depth > self.depth
        if label is not None and (not inside or (label.bold and label.field) or self.field == "ignored"):
            if label.field or not inside:
                self.open(label, depth, line)
                return
        if inside:
            self.value(head, line, listed=True)
            return
        if self.field is not None:
            self.close()
        ticked, _ = uncheck(head)
        scenario = self.item_scenario(head, depth, line, ticked)
        if ticked is not None:
            self.checked.append(scenario)
        elif self.unlabelled and depth > self.unlabelled[0].depth:
            self.unlabelled[-1].details.append(plain(head))
        else:
            scenario.form = "bullet"
            self.unlabelled.append(scenario)

    def code(self, entry: Entry, line: int) -> None:
        language = entry.marker.split()[0].casefold() if entry.marker.split() else ""
        offset = line + (1 if entry.fenced else 0)
        if language in _FOREIGN_LANGUAGES and (tests := find_foreign_tests(entry.text)):
            self.foreign(tests, entry.depth, offset)
        if language not in _CODE_LANGUAGES:
            self.extend(line + entry.end - entry.line - 1, entry.depth)
            return
        if self.draft.test_file is None and (path := named_file(entry.text)):
            self.draft.test_file = path
        if "def test" in entry.text:
            self.stubs(entry, offset)
        elif self.scenario is not None and (steps := find_steps(entry.text)):
            self.scenario.steps += steps
        self.extend(line + entry.end - entry.line - 1, entry.depth)

    def foreign(self, tests: list[tuple[int, str]], depth: int, offset: int) -> None:
        """Tests written in another language count as scenarios by their titles; their code stays in the plan."""
        self.regroup(len(tests))
        if self.scenario is not None and self.scenario.form != "row":
            return
        for at, name in tests:
            self.stubbed.append(ScenarioDraft(offset + at, offset + at, name, "stub", depth, group=self.group))

    def regroup(self, tests: int) -> None:
        """A numbered heading over a block of several tests is their group, not a test."""
        scenario = self.scenario
        if scenario is not None and tests > 1 and scenario.form == "heading" and not (scenario.details or scenario.expected or scenario.stub):
            self.draft.scenarios.remove(scenario)
            self.scenario, self.group = None, scenario.title

    def stubs(self, entry: Entry, offset: int) -> None:
        stubs = find_stubs(entry.text)
        self.regroup(len(stubs))
        wanted = self.field == "scenarios" or self.scenario is not None
        for stub in stubs:
            lines = (offset + stub.first, offset + stub.last)
            if wanted and self.scenario is not None and self.scenario.stub is None and entry.depth >= self.scenario.depth and self.scenario.form != "stub":
                scenario = self.scenario
            else:
                scenario = ScenarioDraft(offset + stub.line, offset + stub.last, stub.summary or stub.name, "stub", entry.depth)
                if wanted:
                    self.add(scenario)
                elif self.field in (None, "name", "file"):
                    self.stubbed.append(scenario)
            scenario.stub, scenario.stub_name, scenario.stub_lines = stub.source, stub.name, lines
            scenario.test_name = stub.name
            scenario.end = max(scenario.end, offset + stub.last)

    def table(self, entry: Entry, line: int) -> None:
        shift = line - entry.line
        fields = field_rows(entry.rows, self.vocabulary)
        if fields:
            for at, label in fields:
                self.open(label, entry.depth, at + shift)
            self.close()
            return
        rows = test_rows(entry.rows, self.vocabulary, wanted=self.field == "scenarios")
        for row in rows:
            scenario = ScenarioDraft(row.line + shift, row.line + shift, row.title, "row", entry.depth, row.number)
            scenario.expected += row.expected
            scenario.level, scenario.test_name, scenario.group = row.level, row.test_name, self.group
            if self.field == "scenarios" and self.scenario is None:
                self.draft.scenarios.append(scenario)
            elif self.scenario is None:
                self.tabled.append(scenario)

    def rule(self, entry: Entry, line: int) -> None:
        self.close()

    # --- labels and values ----------------------------------------------------------------------------------------

    def open(self, label: Label, depth: int, line: int, level: int = 0) -> None:
        self.close()
        self.field, self.depth, self.level = label.field or "ignored", depth, level
        self.checks = label.field == "checks"
        if self.checks:
            self.field = "scenarios"
        if level:
            self.depth = -1 if depth == 0 else depth
        self.filled, self.unnamed = False, False
        if label.field and label.field != "ignored":
            self.draft.labels += 1
            self.draft.core += label.field in _CORE
        if label.field == "scenarios" and re.search(r"\bdefer", label.remark + label.name, re.IGNORECASE):
            self.draft.deferred = True
        if label.field == "deferral":
            self.draft.deferred = True
        elif label.field == "elimination":
            self.draft.eliminated = True
        if label.value:
            self.value(label.value, line)
        elif label.remark and label.field == "status":
            self.value(label.remark, line)

    def take_within(self, label: Label, depth: int, line: int) -> bool:
        """Whether ``label`` belongs to the open scenario; then its value is taken."""
        scenario = self.scenario
        if scenario is None or not (label.field in _WITHIN or depth > scenario.depth >= 0):
            return False
        if scenario.form == "item" and depth < scenario.depth:
            return False
        if scenario.form in ("stub", "row", "lead") and label.field not in ("success", "test"):
            return False
        self.inner, self.inner_depth = label.field or "ignored", depth
        self.inner_value(label.value, line)
        return True

    def inner_value(self, text: str, line: int) -> None:
        scenario = self.scenario
        if scenario is None or not text.strip():
            return
        value = plain(text)
        if self.inner == "success":
            scenario.expected.append(value)
        elif self.inner == "priority":
            scenario.level = scenario.level or read_level(value, self.vocabulary)
        elif self.inner in ("test", "class", "file") and (found := _TEST_CALL.search(value)):
            scenario.test_name = scenario.test_name or found[1]
        elif self.inner != "ignored":
            scenario.details.append(value)

    def value(self, text: str, line: int, *, joined: bool = False, listed: bool = False) -> None:
        draft, name = self.draft, self.field
        ticked, body = uncheck(text)
        raw, flat = body.strip(), plain(body)
        self.filled = True
        if not flat:
            return
        if name == "components":
            # A bullet is one component, whatever remarks it holds; a line is a list of them.
            _append(draft.components, [flat] if joined or listed else split_components(raw), joined)
        elif name == "critical_path":
            _append(draft.critical_paths, [raw], joined)
        elif name == "business_impact":
            _append(draft.business_impact, [raw], joined)
        elif name == "value":
            _append(draft.value, [raw], joined)
        elif name == "scope":
            _append(draft.scope, [raw], joined)
        elif name == "success":
            _append(draft.success, [flat], joined)
        elif name == "infrastructure":
            if not _NOTHING.match(flat):
                _append(draft.infrastructure, [raw], joined)
                self.called_fixtures(raw)
        elif name == "fixtures":
            draft.fixtures += [name for name in fixture_names(raw) if name not in draft.fixtures]
        elif name == "priority":
            draft.level = draft.level or read_level(flat, self.vocabulary)
        elif name == "status":
            draft.status.append(flat)
            draft.level = draft.level or status_level(flat, self.vocabulary)
        elif name == "recommendation":
            draft.deferred = draft.deferred or flat.casefold().startswith("skip ")
        elif name in ("file", "class", "test"):
            self.place(raw)
        elif name == "name" or name == "deferral" or name == "elimination":
            pass
        elif name == "scenarios":
            if not joined and self.scenario is None and (len(flat.split()) > 2 or _TEST_NAME.match(flat)):
                self.inline = self.inline or self.item_scenario(raw, self.depth, line, None)
                self.inline.form = "inline"
        elif name == "ignored":
            self.note(raw)

    def note(self, text: str) -> None:
        """A bullet of implementation notes may name fixtures and the test file."""
        self.called_fixtures(text)
        label, colon, value = text.partition(":")
        if colon and self.vocabulary.field_of(plain(label)) == "fixtures":
            self.draft.fixtures += [name for name in fixture_names(value) if name not in self.draft.fixtures]
        elif _FILE_KEYS.match(plain(label + colon)) or (colon and "test file" in label.casefold()):
            self.place(value)

    def place(self, text: str) -> None:
        draft = self.draft
        if (named := _CLASS_NAME.search(text)) and ".py" not in text[named.start() : named.end() + 3]:
            draft.class_name = draft.class_name or named[0]
        if draft.test_file is None and (found := _FILE_NAME.search(text)) and "::" not in (found[1] or found[2]):
            name = found[1] or found[2]
            if "/" in name or "\\" in name or re.search(r"test|spec|\.py$", name, re.IGNORECASE):
                draft.test_file = name

    def called_fixtures(self, text: str) -> None:
        for match in _CALLED_FIXTURE.finditer(text) if "ixture" in text else ():
            name = match["a"] or match["b"]
            if name not in self.draft.fixtures:
                self.draft.fixtures.append(name)
        for match in _BUILTIN.finditer(text):
            if match[1] not in self.draft.fixtures:
                self.draft.fixtures.append(match[1])

    def close(self) -> None:
        self.close_inline()
        self.field, self.depth, self.level, self.scenario, self.group = None, -1, 0, None, None
        self.filled, self.item_depth, self.inner = False, 0, None

    def close_inline(self) -> None:
        if self.inline is not None and all(scenario.form == "inline" for scenario in self.draft.scenarios):
            self.draft.scenarios.append(self.inline)
        self.inline = None

    # --- scenarios ------------------------------------------------------------------------------------------------

    def lead(self, text: str, depth: int, line: int) -> bool:
        """A bold line ``**TEST 1.1: title**`` as a scenario."""
        stripped = text.strip()
        if not (stripped.startswith(("**", "__")) and stripped.rstrip(":").endswith(("**", "__"))):
            return False
        flat = without_icon(plain(stripped))
        match = _LEAD.match(flat)
        if match is None or not (match["number"] or match["word"]) or self.vocabulary.field_of(flat.rstrip(":")) is not None:
            return False
        self.add(ScenarioDraft(line, line, title(match["title"]), "lead", depth, match["number"]))
        self.inner = None
        return True

    def scenario_from_item(self, entry: Entry, head: str, rest: list[str], line: int) -> None:
        step = read_step(head, None)
        previous = self.scenario or (self.draft.scenarios[-1] if self.draft.scenarios else None)
        if previous is not None and previous.steps and previous.form == "item" and (more := read_step(head, previous.steps[-1].kind)):
            if not (step and step.kind.value == "given" and previous.steps[-1].kind.value == "then"):
                previous.steps.append(more)
                return
        ticked, _ = uncheck(head)
        scenario = self.item_scenario(head, entry.depth, line, ticked)
        self.item_depth = entry.depth
        self.add(scenario)
        self.inner = None

    def item_scenario(self, head: str, depth: int, line: int, ticked: bool | None) -> ScenarioDraft:
        body = uncheck(head)[1]
        flat = title(body)
        named = _TEST_NAME.match(flat) or re.match(r"\W*`?(test_\w+)`?(?:\(\))?\s*(?:[:–—-]|$)", flat)
        number = None
        match = re.match(r"(?P<number>[A-Z]{1,5}-?\d+(?:\.\d+)*)\s*[:.)–—-]\s*(?P<rest>\S.*)", flat)
        if match:
            number, flat = match["number"], match["rest"]
        scenario = ScenarioDraft(line, line, flat, "item", depth, number, done=ticked, group=self.group)
        if named:
            scenario.test_name = named[1]
        return scenario

    def scenario_item(self, head: str, depth: int, line: int) -> None:
        """A bullet below the open scenario."""
        scenario = self.scenario
        if scenario is None:
            return
        body = uncheck(head)[1]
        step = read_step(body, scenario.steps[-1].kind if scenario.steps else None)
        if step is not None:
            scenario.steps.append(step)
        elif self.inner and depth > self.inner_depth:
            self.inner_value(body, line)
        elif (label := read_label(body, self.vocabulary)) is not None and (label.field or label.name.isupper()):
            self.inner, self.inner_depth = label.field or "ignored", depth
            self.inner_value(label.value, line)
        else:
            self.inner = None
            scenario.details.append(plain(body))
        scenario.end = max(scenario.end, line)

    def continue_item(self, text: str, depth: int, line: int) -> None:
        scenario = self.scenario
        if scenario is None:
            return
        step = read_step(text, scenario.steps[-1].kind if scenario.steps else None)
        if step is not None:
            scenario.steps.append(step)
        elif depth > scenario.depth and scenario.details:
            scenario.details[-1] = f"{scenario.details[-1]} {plain(text)}"
        elif scenario.form == "item" and depth == scenario.depth and not scenario.details:
            scenario.title = title(f"{scenario.title} {plain(text)}")
        scenario.end = max(scenario.end, line)

    def detail(self, text: str, line: int) -> None:
        scenario = self.scenario
        if scenario is None:
            return
        step = read_step(text, scenario.steps[-1].kind if scenario.steps else None)
        if step is not None:
            scenario.steps.append(step)
        elif self.inner:
            self.inner_value(text, line)
        elif plain(text):
            scenario.details.append(plain(text))

    def add(self, scenario: ScenarioDraft) -> None:
        self.inline = None
        scenario.group, scenario.check = scenario.group or self.group, self.checks
        self.draft.scenarios.append(scenario)
        self.scenario, self.filled = scenario, True

    def extend(self, line: int, depth: int) -> None:
        scenario = self.scenario
        if scenario is not None and (depth >= scenario.depth or scenario.form == "heading"):
            scenario.end = max(scenario.end, line)


_HANDLERS = {
    Kind.HEADING: _Reader.heading,
    Kind.PARAGRAPH: _Reader.paragraph,
    Kind.ITEM: _Reader.item,
    Kind.CODE: _Reader.code,
    Kind.TABLE: _Reader.table,
    Kind.RULE: _Reader.rule,
}


def split_components(text: str) -> list[str]:
    """Components in one value: split at arrows, commas and semicolons outside parentheses, as plain text."""
    parts = [part for link in split_outside(text, ARROW) for part in split_outside(link, _COMMA)]
    return [name for name in map(plain, parts) if name and not _NOTHING.match(name)]


def fixture_names(text: str) -> list[str]:
    """Names in a list of fixtures: the first identifier of each part; parentheses hold remarks."""
    names = []
    for part in split_outside(text, re.compile(r",|;|\band\b")):
        match = _IDENTIFIER.match(part.strip().lstrip("*"))
        rest = part.strip()[match.end() :].strip() if match else "x"
        if match and (not rest or rest[0] in "(:–—-" or rest.startswith(("from ", "fixture", "with ", "for ", "to "))) and match[1] not in ("none", "reuse", "use", "and", "or"):
            names.append(match[1])
    names += [match["a"] or match["b"] for match in _CALLED_FIXTURE.finditer(text)]
    ticked = re.findall(r"`([a-z_][a-z0-9_]*)`", text)
    return list(dict.fromkeys(names or ticked[:1]))


def _bare(heading: str) -> str:
    """A heading's words without a number before and a remark behind: ``1.2 Test Requirements (draft)``."""
    return re.sub(r"^\d+(?:\.\d+)*[.)]?\s+|\s*\([^()]*\)$", "", heading)


def _append(values: list[str], more: list[str], joined: bool) -> None:
    if joined and values and more:
        values[-1] = f"{values[-1]} {more[0]}"
    else:
        values.extend(more)
