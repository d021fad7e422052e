"""One seam as a templated test class, and several classes as a module.

Gathers what the templates need, every text already safe in its place, and has the result checked before anybody sees
it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from seamwright.contract import Contract
from seamwright.generate import wording
from seamwright.generate.components import (
    act_line,
    class_attribute,
    components_of,
    imports_for,
    merged,
    sections,
    texts_of,
)
from seamwright.generate.fixtures import Choice, Parameter
from seamwright.generate.layout import comments, signature
from seamwright.generate.model import ClassSource, MethodSource, Options, Reference, SeamNames
from seamwright.generate.reference import format_reference
from seamwright.generate.sections import Docstring, statement
from seamwright.generate.shape import Expectations, Expected, ShapeError, check
from seamwright.generate.strict import parse
from seamwright.generate.stubs import Draft, read_stub
from seamwright.generate.templates import CLASS, METHOD, MODULE, TemplateError, Value, render
from seamwright.plan.model import Scenario, Seam, StepKind
from seamwright.text.literals import Quote, docstring_line, one_line
from seamwright.text.names import is_parameter

_TEST = re.compile(r"\Atests?\s+(?:that\s+)?(?=\S)", re.IGNORECASE)
_REVIEW = "draft from the plan: review, then delete this line"


def render_class(
    seam: Seam,
    names: SeamNames,
    reference: Reference,
    contracts: Sequence[Contract],
    options: Options,
    *,
    only: Collection[str] | None = None,
    fixtures: Choice | None = None,
) -> ClassSource:
    """The test class for ``seam``, with one method for each scenario, or for those whose name is in ``only``.

    ``names`` are those of :func:`plan_names`, ``fixtures`` what the tests ask for (without: all that the plan names,
    whether they exist or not). Components that a contract defines are imported as far as the class uses
    them.

    Raises:
        TemplateError: a template of the team cannot be used.
        ShapeError: what came out is not what it should be; a bug, but never one that reaches a file.
    """
    scenarios = seam.scenarios or (_whole(seam),)
    chosen = [
        (name, scenario, read_stub(scenario.stub, options.line_length, _quote(options)) if scenario.stub else None)
        for name, scenario in zip(names.tests, scenarios, strict=True)
        if only is None or name in only
    ]
    work = _Class(seam, names, reference, contracts, options, fixtures)
    header = work.header()
    methods = tuple(work.method(*each) for each in chosen)
    source = ClassSource(names.class_name, header, methods)
    used = check(source, work.expected, options)
    wanted = [*texts_of(seam), *sorted(name for _, _, draft in chosen if draft for name in draft.loads)]
    return replace(
        source,
        imports=(*imports_for(components_of(wanted, contracts), used, options.line_length), *work.own_imports),
        annotations=tuple(dict.fromkeys(line for each in work.parameters for line in each.imports)),
    )


def render_module(classes: Sequence[ClassSource], options: Options) -> str:
    """A new test file that holds ``classes``, which have been rendered with the same ``options``.

    Raises:
        TemplateError: the team's template for modules cannot be used.
    """
    statements = merged((line for cls in classes for line in cls.imports), options.line_length)
    # What a contract of this project defines is first-party code, which sorters keep apart from libraries.
    standard, libraries = sections([line for cls in classes for line in cls.annotations], options.line_length)
    imports = "\n\n".join("\n".join(part) for part in (standard, libraries, statements) if part)
    sources = tuple(_source(cls).rstrip("\n") for cls in classes)
    text = render(MODULE, {"imports": imports, "classes": sources}, options).rstrip("\n") + "\n"
    if parse(text) is None or any(source not in text for source in sources):
        message = "the result is not valid Python that holds {{ imports }} and every one of {{ classes }}"
        raise TemplateError(MODULE, 1, message) if MODULE in options.team_templates else ShapeError(message)
    return text


class _Class:
    """The values for the templates of one class, and what they must lead to."""

    def __init__(
        self,
        seam: Seam,
        names: SeamNames,
        reference: Reference,
        contracts: Sequence[Contract],
        options: Options,
        fixtures: Choice | None,
    ) -> None:
        self._seam, self._names, self._reference, self._options = seam, names, reference, options
        self._components = components_of(texts_of(seam), contracts)
        self._width = options.line_length
        self._quote = _quote(options)
        found = [Parameter(name) for name in seam.fixtures] if fixtures is None else fixtures.parameters
        self.parameters = tuple({each.name: each for each in found if _is_fixture(each.name)}.values())
        self._fixtures = tuple(each.name for each in self.parameters)
        self.expected = Expectations()

    @property
    def own_imports(self) -> tuple[str, ...]:
        """Of the project's own types of parameters."""
        return tuple(dict.fromkeys(line for each in self.parameters for line in each.own_imports))

    def header(self) -> str:
        """The ``class`` line, the docstring and what stands below it."""
        seam = self._seam
        said = Docstring(self._width - 4)
        values: dict[str, Value] = {
            **self._common(),
            "summary": said.paragraph(wording.class_summary(seam)),
            "seam_under_test": said.section(wording.seam_under_test(seam)),
            "critical_paths": said.section(wording.critical_paths(seam)),
            "business_impact": said.section(wording.business_impact(seam)) if seam.business_impact else "",
            "infrastructure": said.section(wording.listed(seam.infrastructure)),
            "success_criteria": said.section(wording.listed(seam.success_criteria)) if seam.scenarios else "",
            "plan": said.verbatim([one_line(format_reference(self._reference))]),
            "components": "\n".join(class_attribute(self._components, self._width - 4)),
        }
        self.expected.header = Expected(tuple(said.lines))
        return render(CLASS, values, self._options)

    def method(self, name: str, scenario: Scenario, draft: Draft | None) -> MethodSource:
        """One test, from what the plan says of it or from its draft."""
        said = Docstring(self._width - 8)
        own = draft.docstring if draft else ()
        values: dict[str, Value] = {
            **self._common(),
            "name": name,
            "scenario": docstring_line(one_line(scenario.title)),
            "summary": said.verbatim(own) if own else said.paragraph(wording.scenario_summary(scenario.title)),
            **{
                key: "" if wording.has_section(own, heading) else said.section(section)
                for key, heading, section in (
                    ("integration_scope", "Integration Scope", wording.integration_scope(self._seam)),
                    ("business_impact", "Business Impact", wording.business_impact(self._seam)),
                    ("test_strategy", "Test Strategy", wording.strategy(scenario)),
                    ("success_criteria", "Success Criteria", wording.success_criteria(scenario)),
                )
            },
            **(self._draft(name, scenario, draft) if draft else self._unwritten(name, scenario)),
        }
        self.expected.methods[name] = Expected(
            tuple(said.lines),
            draft.kept.names if draft else self._fixtures,
            is_async=bool(draft and draft.is_async),
            is_draft=draft is not None,
            has_code=bool(draft and draft.has_code),
        )
        return MethodSource(name, render(METHOD, values, self._options))

    def _common(self) -> dict[str, Value]:
        seam = self._seam
        return {
            "class_name": self._names.class_name,
            "title": docstring_line(one_line(seam.title)),
            "number": docstring_line(one_line(seam.number or "")),
            "priority": seam.priority.value if seam.priority else "",
        }

    def _unwritten(self, name: str, scenario: Scenario) -> dict[str, Value]:
        """The body of a test that the plan describes in words."""
        given = wording.steps(scenario, StepKind.GIVEN)
        when = comments(wording.steps(scenario, StepKind.WHEN), self._width - 8)
        call = act_line(self._components, self._fixtures)
        fixtures = [f"fixtures: {', '.join(self._fixtures)}"] if self._fixtures else []
        return {
            "decorators": "",
            "signature": self._signature(f"def {name}", ("self", *map(str, self.parameters)), ""),
            "is_draft": False,
            "arrange": "\n".join(comments([*fixtures, *given], self._width - 8)),
            "act": "\n".join([*when, *([call] if call else [])]),
            "assertions": "\n".join(comments(wording.steps(scenario, StepKind.THEN), self._width - 8)),
            "review": "",
            "draft": "",
            "not_implemented": self._not_implemented(scenario),
        }

    def _draft(self, name: str, scenario: Scenario, draft: Draft) -> dict[str, Value]:
        """The body that the plan spells out, behind a line that fails."""
        kept = draft.kept
        return {
            "decorators": "\n".join(kept.decorators),
            "signature": self._signature(
                f"{'async ' * draft.is_async}def {name}", ("self", *kept.parameters), kept.returns
            ),
            "is_draft": True,
            "arrange": "",
            "act": "",
            "assertions": "",
            "review": "\n".join(statement("fail", _REVIEW, self._width - 8, self._quote)),
            "draft": "\n".join(draft.lines),
            # Without code, nothing would fail once the line above is gone.
            "not_implemented": "" if draft.has_code else self._not_implemented(scenario),
        }

    def _signature(self, head: str, parameters: Sequence[str], returns: str) -> str:
        return "\n".join(signature(head, parameters, f"{returns}:", self._width - 4))

    def _not_implemented(self, scenario: Scenario) -> str:
        title = _TEST.sub("", one_line(scenario.title), count=1).rstrip(".: ") or "this scenario"
        lines = statement(self._options.stub, f"not implemented: {title}", self._width - 8, self._quote)
        return "\n".join(lines)


def _whole(seam: Seam) -> Scenario:
    """The one scenario of a seam that names none."""
    return Scenario(seam.span, seam.line, seam.title, expected=seam.success_criteria)


def _source(cls: ClassSource) -> str:
    return cls.header + "".join(f"\n{method.source}" for method in cls.methods)


def _is_fixture(name: str) -> bool:
    return is_parameter(name) and name not in ("self", "cls")


def _quote(options: Options) -> Quote:
    return "single" if options.quote == "single" else "double"
