"""From the draft of a seam and what the whole document says about it to the model."""

from __future__ import annotations

import re

from seamwright.plan.drafts import ScenarioDraft, SeamDraft
from seamwright.plan.model import Priority, Scenario, Seam, Status, StepKind, Stub, digest
from seamwright.plan.plain import ARROW, plain, split_outside
from seamwright.plan.priority import Level, priority_of
from seamwright.plan.words import any_of
from seamwright.text.span import LineIndex, Span

_REMARK = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")
_SLUG = re.compile(r"[^a-z0-9]+")
_DEFERRED_WORDS = any_of(
    """
    deferred, defer, postponed, not currently integrated, not integrated, future, backlog, on hold, placeholder,
    skipped, out of scope
    """
)
_ELIMINATED_WORDS = any_of("eliminated, rejected, removed, duplicate, dropped, canceled, cancelled, won't do, obsolete")
_DEFERRED = re.compile(rf"\b(?:{_DEFERRED_WORDS})\b", re.IGNORECASE)
_ELIMINATED = re.compile(rf"\b(?:{_ELIMINATED_WORDS})\b", re.IGNORECASE)
_IMPLEMENTED = re.compile(r"\b(?:implemented|completed?|done|tests? exist|covered|finished)\b|^✅", re.IGNORECASE)
_WORD = re.compile(r"\w")
_NOT = re.compile(r"\b(?:not|partially|partly|to be|todo|pending|in progress)\b", re.IGNORECASE)
_TITLE_DEFERRED = re.compile(
    r"^(?:FUTURE|DEFERRED)\s*[-–—:]|\((?:placeholder|deferred|future)[^()]*\)\s*$", re.IGNORECASE
)


def finish(
    draft: SeamDraft,
    *,
    lines: LineIndex,
    text: str,
    line: int,
    level: Level | None,
    has_critical: bool,
    group_status: str | None,
    ids: dict[str, int],
) -> Seam:
    """The seam of ``draft``, whose block begins at the 0-based ``line``.

    Args:
        level: its priority as found for it anywhere in the document.
        ids: the ids of the seams before it, see :func:`unique`.
    """
    scenarios = tuple(_scenario(scenario, lines, line, has_critical) for scenario in draft.scenarios)
    span = lines.span(line, line + draft.last)
    start = lines.start(line)
    heading = lines.text(line)
    indent = len(heading) - len(heading.lstrip())
    return Seam(
        span=span,
        line=line + 1,
        end_line=line + draft.last + 1,
        heading=Span(start + indent, start + max(len(heading.rstrip()), indent)),
        title=draft.title,
        id=unique(slugify(draft.title), ids),
        number=draft.number,
        priority=priority_of(level, has_critical) if level else None,
        priority_text=level.text if level else None,
        status=Status.ELIMINATED if _struck_out(heading, draft.title) else _status(draft, group_status),
        components=tuple(draft.components) or chain(draft.title),
        critical_paths=tuple(draft.critical_paths),
        business_impact="\n".join(draft.business_impact or draft.value) or None,
        scope="\n".join(draft.scope) or None,
        success_criteria=tuple(draft.success),
        scenarios=scenarios,
        infrastructure=tuple(draft.infrastructure),
        fixtures=tuple(dict.fromkeys(draft.fixtures)),
        fixture_notes=tuple(draft.fixture_notes),
        test_file=draft.test_file,
        class_name=draft.class_name,
        digest=digest(span.of(text)),
    )


def chain(title: str) -> tuple[str, ...]:
    """Components that a title such as ``API → Service (why) → Cache`` names; none where it is no chain."""
    parts = split_outside(title, ARROW)
    return tuple(plain(_REMARK.sub("", part)) or plain(part) for part in parts) if len(parts) > 1 else ()


def slugify(title: str) -> str:
    """Lower-case ASCII words of ``title`` joined by hyphens, at most 60 characters; ``seam`` where nothing is left."""
    slug = _SLUG.sub("-", title.casefold()).strip("-")
    if len(slug) > 60:
        slug = slug[:60].rsplit("-", 1)[0]
    return slug or "seam"


def unique(slug: str, ids: dict[str, int]) -> str:
    """``slug``, or ``slug-2``, ``slug-3`` …: the first that is not among ``ids``, which it joins."""
    count, name = ids.get(slug, 0), slug
    while name in ids:
        count += 1
        name = f"{slug}-{count}"
    ids[slug] = max(count, 1)
    ids.setdefault(name, 1)
    return name


def _struck_out(heading: str, title: str) -> bool:
    first, last = heading.find("~~"), heading.rfind("~~")
    return first < last and not _WORD.search(heading, last) and title in plain(heading[first:last])


def _scenario(draft: ScenarioDraft, lines: LineIndex, base: int, has_critical: bool) -> Scenario:
    stub = None
    if draft.stub is not None:
        first, last = draft.stub_lines
        stub = Stub(draft.stub_name, draft.stub, lines.span(base + first, base + last))
    first = min(draft.line, draft.stub_lines[0]) if draft.stub is not None else draft.line
    expected = [*draft.expected, *(step.text for step in draft.steps if step.kind is StepKind.THEN)]
    return Scenario(
        span=lines.span(base + first, base + max(draft.end, draft.line)),
        line=base + draft.line + 1,
        title=draft.title,
        number=draft.number,
        details=tuple(draft.details),
        expected=tuple(expected),
        steps=tuple(draft.steps),
        stub=stub,
        test_name=draft.test_name,
        priority=priority_of(draft.level, has_critical) if draft.level else None,
        done=bool(draft.done),
    )


def _status(draft: SeamDraft, group: str | None) -> Status:
    for text in draft.status:
        if _ELIMINATED.search(text):
            return Status.ELIMINATED
        if _DEFERRED.search(text):
            return Status.DEFERRED
        if _IMPLEMENTED.search(text) and not _NOT.search(text):
            return Status.IMPLEMENTED
    if draft.eliminated:
        return Status.ELIMINATED
    if draft.deferred or _TITLE_DEFERRED.search(draft.title):
        return Status.DEFERRED
    if group:
        return Status.ELIMINATED if group == "eliminated" else Status.DEFERRED
    if draft.scenarios and all(scenario.done for scenario in draft.scenarios):
        return Status.IMPLEMENTED
    return Status.PLANNED


def has_critical_level(levels: list[Level | None]) -> bool:
    """Whether the plan uses CRITICAL as a level of its seams."""
    return any(level is not None and level.explicit is None and level.rank == 0 for level in levels)


def scenario_level(draft: SeamDraft) -> Level | None:
    """The most urgent level among the seam's scenarios: a table of test cases may carry the only priorities."""
    levels = [scenario.level for scenario in draft.scenarios if scenario.level is not None and scenario.form == "row"]
    order = list(Priority)
    return min(levels, key=lambda level: order.index(level.explicit) if level.explicit else level.rank, default=None)
