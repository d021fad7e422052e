"""The scenarios of one seam: how they begin, and what belongs to each."""

from __future__ import annotations

import re
from collections.abc import Sequence

from seamwright.plan.drafts import ScenarioDraft, SeamDraft
from seamwright.plan.labels import Label, read_label
from seamwright.plan.model import StepKind
from seamwright.plan.plain import plain, title, uncheck, without_icon
from seamwright.plan.priority import read_level
from seamwright.plan.stubs import FoundStub, checks_in, read_sentence, read_step
from seamwright.plan.tables import Row
from seamwright.plan.vocabulary import Vocabulary

_WORD = r"test case|test scenario|test|scenario|case|use case|tc"
_NUMBER = r"(?:[A-Z]{1,5}-?)?\d+(?:\.\d+)*"
_LEAD = re.compile(
    rf"(?:(?P<word>{_WORD})\s*[#-]?)?(?P<number>{_NUMBER}|[A-Z]\.\d+)?[a-z]?\s*[:.)–—-]*\s+(?P<title>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_HEAD = re.compile(
    rf"(?:(?P<word>{_WORD})\b\s*[#-]?\s*(?P<number>{_NUMBER}[a-z]?)?\s*[:.)–—-]+\s*"
    r"|(?P<id>[A-Z]{1,6}-?\d+(?:\.\d+)*)\s*[:.)–—-]+\s*|(?P<dotted>\d+\.\d+(?:\.\d+)*)\s*[:.)–—-]*\s+)(?P<title>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_CODED = re.compile(r"(?P<number>[A-Z]{1,5}-?\d+(?:\.\d+)*)\s*[:.)–—-]\s*(?P<rest>\S.*)")
_TEST_NAME = re.compile(r"\W*(test_\w+)`?(?:\(\))?\s*(?:[:–—-]|\W*$)")
_TEST_CALL = re.compile(r"\b(test_\w+)\b")
_PLACEHOLDER = re.compile(
    r"(?:none|n/?a|nothing|tbd|todo|to be (?:added|decided|defined|determined|done|written)|…|\.\.\.)"
    r"(?: yet| so far| needed| planned)?\W*$",
    re.IGNORECASE,
)
# Labels that may stand inside one scenario instead of closing the list of scenarios.
_WITHIN = frozenset({"success", "test", "class", "priority", "file", "scenarios"})


class Scenarios:
    """Collects the scenarios of ``draft``; :attr:`current` is the one that details belong to."""

    def __init__(self, draft: SeamDraft, vocabulary: Vocabulary) -> None:
        self.draft, self.vocabulary = draft, vocabulary
        self.current: ScenarioDraft | None = None
        self.group: str | None = None
        self.checks = False
        """The open label announces checks, which are tests only for want of others."""
        self.item_depth = 0
        """List depth of the scenarios under the open label; 0 before the first."""
        self.items = 0
        """Bullets since the label or the last test code: code at the margin below a single one belongs to it."""
        self.inline: ScenarioDraft | None = None
        """Text behind the label itself, a scenario only if no list follows."""
        self.unlabelled: list[ScenarioDraft] = []
        self.checked: list[ScenarioDraft] = []
        self.tabled: list[ScenarioDraft] = []
        self.stubbed: list[ScenarioDraft] = []
        self._inner: str | None = None
        """Field of the label that stands open inside the current scenario."""
        self._inner_depth = 0

    # --- beginnings -----------------------------------------------------------------------------------------------

    def add(self, scenario: ScenarioDraft) -> None:
        """``scenario`` is the seam's next one, and open."""
        self.inline, self._inner = None, None
        scenario.group, scenario.check = scenario.group or self.group, self.checks
        self.draft.scenarios.append(scenario)
        self.current = scenario

    def heading(self, text: str, line: int, *, sure: bool) -> bool:
        """Begin a scenario at the heading ``Test 1.1: title``; without ``sure`` it must say *test* or *scenario*."""
        match = _HEAD.match(text)
        if match is None or not (sure or (match["word"] or "").casefold() in ("test", "scenario", "test case")):
            return False
        self.close_inline()
        number = match["number"] or match["id"] or match["dotted"]
        self.add(ScenarioDraft(line, line, title(match["title"]), "heading", -1, number))
        return True

    def lead(self, text: str, depth: int, line: int) -> bool:
        """Begin a scenario at a bold line: ``**TEST 1.1: title**``, ``**Scenario 1.1:** title``."""
        stripped = text.strip()
        if not stripped.startswith(("**", "__")):
            return False
        flat = without_icon(plain(stripped))
        match = _LEAD.match(flat)
        if match is None or not (match["number"] or match["word"]):
            return False
        if not stripped.rstrip(":").endswith(("**", "__")) and not (match["number"] and match["word"]):
            return False
        if self.vocabulary.field_of(flat.rstrip(":")) is not None:
            return False
        self.add(ScenarioDraft(line, line, title(match["title"]), "lead", depth, match["number"]))
        return True

    def bullet(self, head: str, depth: int, line: int) -> None:
        """A bullet under the open label: the next scenario, or a step of a Given/When/Then written as bullets."""
        before = self.current
        if before is not None and before.form == "item" and before.steps:
            step = read_step(head, before.steps[-1].kind)
            starts_over = step is not None and step.kind is StepKind.GIVEN and before.steps[-1].kind is StepKind.THEN
            if step is not None and not starts_over:
                before.steps.append(step)
                before.end = max(before.end, line)
                return
        self.item_depth = depth
        if not title(head):
            return
        self.items += 1
        self.add(self.from_bullet(head, depth, line))
        step = read_step(head, None)
        if self.current is not None and step is not None and step.kind is StepKind.GIVEN:
            self.current.steps += read_sentence(self.current.title) or [step]

    def from_bullet(self, head: str, depth: int, line: int) -> ScenarioDraft:
        """The scenario that the bullet ``head`` alone makes."""
        ticked, body = uncheck(head)
        flat = title(body)
        named = _TEST_NAME.match(flat)
        match = _CODED.match(flat)
        number = match["number"] if match else None
        scenario = ScenarioDraft(
            line, line, match["rest"] if match else flat, "item", depth, number, done=ticked, group=self.group
        )
        if named:
            scenario.test_name = named[1]
        return scenario

    def loose_bullet(self, head: str, depth: int, line: int) -> None:
        """A bullet under no label."""
        scenario = self.from_bullet(head, depth, line)
        if not scenario.title:
            return
        if scenario.done is not None:
            self.checked.append(scenario)
        elif self.unlabelled and depth > self.unlabelled[0].depth:
            self.unlabelled[-1].details.append(plain(head))
        else:
            scenario.form = "bullet"
            self.unlabelled.append(scenario)

    def inline_text(self, text: str, depth: int, line: int) -> None:
        """``**Scenarios**: text``."""
        flat = plain(text)
        if self.current is None and (len(flat.split()) > 2 or _TEST_NAME.match(flat)):
            self.inline = self.inline or self.from_bullet(text, depth, line)
            self.inline.form = "inline"

    def close_inline(self) -> None:
        """The label closes: the text behind it stands for the list that never came."""
        if self.inline is not None and all(scenario.form == "inline" for scenario in self.draft.scenarios):
            self.draft.scenarios.append(self.inline)
        self.inline = None

    def row(self, row: Row, shift: int, depth: int, *, labelled: bool) -> None:
        """A row of a table of test cases, ``shift`` lines further down than it says."""
        if self.current is not None:
            return
        line = row.line + shift
        scenario = ScenarioDraft(line, line, row.title, "row", depth, row.number, row.details, row.expected)
        scenario.level, scenario.test_name, scenario.group = row.level, row.test_name, self.group
        (self.draft.scenarios if labelled else self.tabled).append(scenario)

    # --- code -----------------------------------------------------------------------------------------------------

    def stubs(self, stubs: Sequence[FoundStub], offset: int, depth: int, *, labelled: bool, free: bool) -> None:
        """Tests in Python: the first belongs to the scenario above the code, each other one is a scenario.

        Args:
            offset: line at which the code begins.
            labelled: a label says that scenarios follow.
            free: no label stands open that gives the code another meaning.
        """
        self._regroup(len(stubs))
        for stub in stubs:
            above = self.current
            inside = above is not None and (depth >= above.depth or (self.items == len(stubs) == 1))
            if above is not None and inside and above.stub is None and above.form != "stub":
                scenario = above
            else:
                summary = stub.summary or stub.name
                scenario = ScenarioDraft(offset + stub.line, offset + stub.last, summary, "stub", depth)
                if labelled or above is not None:
                    self.add(scenario)
                elif free:
                    self.stubbed.append(scenario)
            scenario.stub, scenario.stub_name = stub.source, stub.name
            scenario.stub_lines = (offset + stub.first, offset + stub.last)
            scenario.test_name = stub.name
            scenario.details = scenario.details or checks_in(stub.source)
            scenario.end = max(scenario.end, offset + stub.last)
        self.items = 0

    def foreign(self, tests: Sequence[tuple[int, str]], offset: int, depth: int) -> None:
        """Tests in another language count by their titles; their code stays in the plan."""
        self._regroup(len(tests))
        if self.current is None or self.current.form == "row":
            for line, name in tests:
                at = offset + line
                self.stubbed.append(ScenarioDraft(at, at, name, "stub", depth, group=self.group))

    def _regroup(self, tests: int) -> None:
        """A numbered heading over a block of several tests is their group, not a test."""
        above = self.current
        if tests < 2 or above is None or above.form != "heading" or above.details or above.expected or above.stub:
            return
        self.draft.scenarios.remove(above)
        self.current, self.group = None, above.title

    # --- what belongs to the current one --------------------------------------------------------------------------

    def take_label(self, label: Label, depth: int) -> bool:
        """Whether ``label`` belongs to the current scenario; then its value is taken."""
        scenario = self.current
        if scenario is None or (scenario.form == "item" and depth < scenario.depth):
            return False
        step = read_step(f"{label.name} {label.value}", scenario.steps[-1].kind if scenario.steps else None)
        if step is not None:
            scenario.steps.append(step)
            return True
        if scenario.form != "item" and not (label.field in _WITHIN or depth > scenario.depth >= 0):
            return False
        if scenario.form in ("stub", "row", "lead") and label.field not in ("success", "test"):
            return False
        self._open(scenario, label, depth)
        return True

    def detail_bullet(self, head: str, depth: int, line: int) -> None:
        """A bullet below the current scenario."""
        scenario = self.current
        if scenario is None:
            return
        body = uncheck(head)[1]
        step = read_step(body, scenario.steps[-1].kind if scenario.steps else None)
        if step is not None:
            scenario.steps.append(step)
        elif self._inner and depth > self._inner_depth:
            self._take(scenario, body)
        else:
            label = read_label(body, self.vocabulary)
            if label is not None and (label.field or label.name.isupper()):
                self._open(scenario, label, depth)
            else:
                self._inner = None
                scenario.details.append(plain(body))
        scenario.end = max(scenario.end, line)

    def detail_line(self, text: str) -> None:
        """A line of a paragraph below the current scenario."""
        scenario = self.current
        if scenario is None:
            return
        step = read_step(text, scenario.steps[-1].kind if scenario.steps else None)
        if step is not None:
            scenario.steps.append(step)
        elif self._inner:
            self._take(scenario, text)
        elif plain(text):
            scenario.details.append(plain(text))

    def continued(self, text: str, depth: int, line: int) -> None:
        """A further line of the bullet before: of its title or its last detail."""
        scenario = self.current
        if scenario is None:
            return
        step = read_step(text, scenario.steps[-1].kind if scenario.steps else None)
        if step is not None:
            scenario.steps.append(step)
        elif depth > scenario.depth and scenario.details:
            scenario.details[-1] = f"{scenario.details[-1]} {plain(text)}"
        elif scenario.form == "item" and depth == scenario.depth and not scenario.details:
            scenario.title = f"{scenario.title} {title(text)}"
        scenario.end = max(scenario.end, line)

    def extend(self, line: int, depth: int) -> None:
        """A block that ends in ``line`` belongs to the current scenario if it is deep enough."""
        scenario = self.current
        if scenario is not None and (depth >= scenario.depth or scenario.form == "heading"):
            scenario.end = max(scenario.end, line)

    def _open(self, scenario: ScenarioDraft, label: Label, depth: int) -> None:
        """``label`` stands open inside ``scenario``; one that is not known is a detail with its own words."""
        self._inner, self._inner_depth = label.field or "details", depth
        self._take(scenario, label.value if label.field or not label.value else f"{label.name}: {label.value}")

    def _take(self, scenario: ScenarioDraft, text: str) -> None:
        value = plain(text)
        if not value:
            return
        if self._inner == "success":
            scenario.expected.append(value)
        elif self._inner == "priority":
            scenario.level = scenario.level or read_level(value, self.vocabulary)
        elif self._inner in ("test", "class", "file") or (self._inner == "scenarios" and _TEST_NAME.match(value)):
            found = _TEST_CALL.search(value)
            scenario.test_name = scenario.test_name or (found[1] if found else None)
        elif self._inner != "ignored":
            scenario.details.append(value)

    # --- the end --------------------------------------------------------------------------------------------------

    def finish(self, *, loose: bool) -> None:
        """Decide between the kinds of scenarios that were found, the explicit ones first."""
        draft = self.draft
        draft.scenarios = [found for found in draft.scenarios if found.stub or not _PLACEHOLDER.match(found.title)]
        checks = [scenario for scenario in draft.scenarios if scenario.check]
        if checks and len(checks) < len(draft.scenarios):
            draft.scenarios = [scenario for scenario in draft.scenarios if not scenario.check]
            draft.success += [scenario.title for scenario in checks]
        if loose and self.checked and draft.scenarios:
            # Groups of check boxes, of which one happens to be called "scenarios".
            lines = {scenario.line for scenario in draft.scenarios}
            boxes = [box for box in self.checked if box.line not in lines]
            draft.scenarios = sorted([*draft.scenarios, *boxes], key=lambda scenario: scenario.line)
        if not draft.scenarios:
            bullets = self.unlabelled if loose or not draft.labels else []
            draft.scenarios = self.stubbed or self.checked or self.tabled or bullets
        for before, after in zip(draft.scenarios, draft.scenarios[1:], strict=False):
            before.end = max(before.line, min(before.end, after.line - 1))
