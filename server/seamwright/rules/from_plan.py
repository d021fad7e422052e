"""Puts a plan's words where a fix of the template rules would only leave ``TODO``.

The plan is found by the line of the class's docstring that names it. What the plan does not say stays to be done.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from seamwright.generate import wording
from seamwright.generate.names import plan_names
from seamwright.generate.reference import find_reference
from seamwright.generate.sections import Docstring
from seamwright.generate.wording import Section
from seamwright.plan.model import Plan, Scenario, Seam
from seamwright.rules.module import Class, Function, Module
from seamwright.text.edit import Edit

Owner = Class | Function

TEMPLATE_RULES = frozenset(
    {
        "missing-class-docstring",
        "missing-test-docstring",
        "missing-class-section",
        "missing-test-section",
        "ascii-arrow",
    }
)
"""The rules that ask for the template's docstrings, whose fixes can say what a plan says."""


def owner_at(module: Module, offset: int) -> Owner | None:
    """The test or class whose name stands at ``offset``."""
    for function in module.functions:
        if function.name_span.start + function.start == offset:
            return function
    for cls in module.classes:
        if cls.parsed.name_span(cls.node).start + cls.start == offset:
            return cls
    return None


def filled(edits: Sequence[Edit], owner: Owner, read: Callable[[str], Plan | None], width: int) -> tuple[Edit, ...]:
    """``edits`` with the words of the plan that the class names.

    ``read`` gives the plan at a path, lines get ``width`` columns.
    """
    cls = owner if isinstance(owner, Class) else owner.owner
    reference = find_reference(cls.docstring) if cls is not None else None
    plan = read(reference.path) if reference is not None else None
    seam = next((each for each in plan.seams if reference and each.id == reference.seam), None) if plan else None
    if plan is None or seam is None:
        return tuple(edits)
    scenario = _scenario(owner.name, seam, plan) if isinstance(owner, Function) else None
    return worded(edits, owner, seam, scenario, width)


def worded(edits: Sequence[Edit], owner: Owner, seam: Seam, scenario: Scenario | None, width: int) -> tuple[Edit, ...]:
    """``edits`` with the words of ``seam``, and of ``scenario`` where a test stands for one."""
    if isinstance(owner, Class):
        words, summary = _of_class(seam), wording.class_summary(seam)
    else:
        words = _of_test(seam, scenario)
        summary = wording.scenario_summary(scenario.title) if scenario is not None else ""
    found = []
    for edit in edits:
        new = _with(edit.new, words, width, _is_plain(owner))
        if summary and owner.docstring is None:
            new = _SUMMARY.sub(lambda match: _summed(match, summary, width), new, count=1)
        found.append(edit._replace(new=new))
    return tuple(found)


def _of_class(seam: Seam) -> Mapping[str, Section]:
    return {"seam under test": wording.seam_under_test(seam), "critical paths": wording.critical_paths(seam)}


def _of_test(seam: Seam, scenario: Scenario | None) -> Mapping[str, Section]:
    words = {"integration scope": wording.integration_scope(seam), "business impact": wording.business_impact(seam)}
    if scenario is not None:
        words["test strategy"] = wording.strategy(scenario)
        words["success criteria"] = wording.success_criteria(scenario)
    return words


def _scenario(name: str, seam: Seam, plan: Plan) -> Scenario | None:
    """The scenario that a test of this name was made from."""
    names = plan_names(plan)[seam.id].tests
    return next((each for test, each in zip(names, seam.scenarios, strict=False) if test == name), None)


def _with(text: str, words: Mapping[str, Section], width: int, plain: bool) -> str:
    def lines(match: re.Match[str]) -> str:
        section = words.get(match[2])
        if section is None or not section.items:
            return match[0]
        said = Docstring(max(width - len(match[1].expandtabs(4)) + 4, 0))
        value = said.section(section)
        # Elsewhere than between plain double quotes, what needs escapes cannot be said.
        if not plain and ("\\" in value or "'''" in value):
            return match[0]
        newline = "\r\n" if "\r\n" in text else "\n"
        return newline.join(f"{match[1]}{line}" for line in value.split("\n"))

    return _TODO.sub(lines, text)


def _summed(match: re.Match[str], summary: str, width: int) -> str:
    indent = match["indent"]
    lines = Docstring(width - len(indent.expandtabs(4))).paragraph(summary).split("\n")
    return match["before"] + (match["newline"] + indent).join(lines)


def _is_plain(owner: Owner) -> bool:
    """A docstring that begins with three double quotes, or is still to be written."""
    if owner.docstring is None:
        return True
    first = owner.node.body[0]
    return owner.parsed.source.startswith('"""', owner.parsed.start(first))


_TODO = re.compile(r"(?m)^([ \t]*)TODO: ([a-z ]+)(?=\r?$)")
# The first line of a docstring that a fix puts in.
_SUMMARY = re.compile(
    r'(?P<before>"""(?P<newline>\r?\n)(?P<indent>[ \t]*))'
    r"(?:Integration tests for .*|Test that .*|TODO: summary)(?=\r?\n)"
)
