"""The hand-over of a plan to people or coding agents who implement it at the same time: one package per seam.

Decides what a package holds and who gets it: seams that share a file stay in one hand, and the work is spread evenly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from seamwright.contract import Contract, Symbol
from seamwright.fixtures.model import FixtureDef
from seamwright.fixtures.types import value_type
from seamwright.generate.components import components_of, texts_of
from seamwright.generate.fixtures import Choice
from seamwright.generate.model import Options, Reference
from seamwright.generate.render import render_class, render_module
from seamwright.generate.templates import render
from seamwright.trace.model import PlanFacts, PlanTrace, ScenarioState, SeamTrace

PACKAGE = "brief_package.md.j2"
OVERVIEW = "brief_overview.md.j2"

_MOST_METHODS = 40
_STATES = {
    ScenarioState.MISSING: "to write",
    ScenarioState.STUB: "a stub: to write",
    ScenarioState.WRITTEN: "is there",
}


@dataclass(frozen=True, slots=True)
class Package:
    """What one seam needs."""

    number: int
    """From 1, in the order of the plan."""
    agent: int
    """From 1."""
    seam: SeamTrace
    target: str
    class_name: str
    scenarios: tuple[tuple[str, str, str], ...]
    """Title, name of the test and state (``missing``, ``stub``, ``written``) of each scenario."""
    missing_fixtures: tuple[str, ...]
    text: str
    """All of it, in Markdown."""

    @property
    def open(self) -> int:
        """How many tests are left to write."""
        return sum(state != ScenarioState.WRITTEN.value for _, _, state in self.scenarios)

    @property
    def file_name(self) -> str:
        """A name for the package's own file."""
        return f"{self.number:02d}-{self.seam.seam.id[:60]}.md"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the project has for the tests of one seam."""

    choice: Choice | None
    fixtures: Sequence[FixtureDef]
    """All that a test in the seam's file may ask for, the nearest first."""


@dataclass(frozen=True, slots=True)
class Brief:
    """The packages of a plan, and one page about all of them."""

    overview: str
    packages: tuple[Package, ...]


def make_brief(
    plan: PlanFacts,
    trace: PlanTrace,
    text: str,
    seams: Sequence[SeamTrace],
    around: Mapping[str, Surroundings],
    contracts: Sequence[Contract],
    options: Options,
    agents: int = 1,
) -> Brief:
    """The hand-over of ``seams`` of ``plan``, whose document is ``text``, to so many ``agents``.

    ``around`` holds what the project has, by the seam's id.

    Raises:
        TemplateError: a template of the team cannot be used.
    """
    shares = _shares(plan, seams, agents)
    packages = tuple(
        _package(plan, text, seam, number, shares[seam.seam.id], around.get(seam.seam.id), contracts, options)
        for number, seam in enumerate(seams, 1)
    )
    return Brief(_overview(plan, trace, packages, options), packages)


def _shares(plan: PlanFacts, seams: Sequence[SeamTrace], agents: int) -> dict[str, int]:
    """Who gets which seam: files whole, the most work first, always to who has the least."""
    files: dict[str, list[SeamTrace]] = {}
    for seam in seams:
        files.setdefault(plan.targets.get(seam.seam.id, "").casefold(), []).append(seam)
    loads = [0] * max(1, agents)
    shares: dict[str, int] = {}
    order = {path: number for number, path in enumerate(files)}
    for _, group in sorted(files.items(), key=lambda each: (-_work(each[1]), order[each[0]])):
        agent = min(range(len(loads)), key=lambda each: (loads[each], each))
        loads[agent] += _work(group)
        shares.update({seam.seam.id: agent + 1 for seam in group})
    return shares


def _work(seams: Iterable[SeamTrace]) -> int:
    return sum(1 + len(seam.scenarios) - seam.covered for seam in seams)


def _package(
    plan: PlanFacts,
    text: str,
    seam: SeamTrace,
    number: int,
    agent: int,
    around: Surroundings | None,
    contracts: Sequence[Contract],
    options: Options,
) -> Package:
    names = plan.names[seam.seam.id]
    target = plan.targets.get(seam.seam.id, names.file_name)
    known = max(seam.classes, key=lambda link: link.confidence, default=None)
    class_name, path = (known.cls.name, known.cls.path) if known is not None else (names.class_name, target)
    scenarios = tuple(
        (each.scenario.title, _test_of(each.name, each.links), each.state.value) for each in seam.scenarios
    )
    missing = tuple(each.name for each in around.choice.missing) if around is not None and around.choice else ()
    reference = Reference(plan.path, seam.seam.id, seam.seam.digest)
    choice = around.choice if around is not None else None
    source = render_class(seam.seam, names, reference, contracts, options, fixtures=choice)
    values: dict[str, str | bool | tuple[str, ...]] = {
        "heading": _line(f"{_number(seam)}{seam.seam.title}"),
        "facts": _facts(seam, number, agent),
        "plan": plan.path,
        "seam_text": _fenced(seam.seam.span.of(text), "markdown"),
        "target": path,
        "class_name": class_name,
        "scenarios": _table(seam),
        "contracts": _contracts(seam, contracts),
        "fixtures": _fixtures(around),
        "missing": ", ".join(f"`{name}`" for name in missing),
        "skeleton": _fenced(render_module([source], options), "python"),
        "checks": _fenced(
            f"seamwright generate {plan.path} --seam {seam.seam.id}\n"
            f"pytest {path}\nseamwright check {path}\nseamwright status {plan.path}",
            "",
        ),
    }
    return Package(
        number, agent, seam, path, class_name, scenarios, missing, render(PACKAGE, values, options).rstrip() + "\n"
    )


def _overview(plan: PlanFacts, trace: PlanTrace, packages: Sequence[Package], options: Options) -> str:
    agents = len({package.agent for package in packages})
    to_write = sum(package.open for package in packages)
    shared: dict[str, list[str]] = {}
    for package in packages:
        shared.setdefault(package.target, []).append(f"package {package.number}")
    missing = dict.fromkeys(name for package in packages for name in package.missing_fixtures)
    values: dict[str, str | bool | tuple[str, ...]] = {
        "title": _line(trace.plan.title or plan.path),
        "plan": plan.path,
        "summary": f"{_counted(len(packages), 'package')} for {_counted(agents, 'agent')}, "
        f"{_counted(to_write, 'test')} to write.",
        "rows": "\n".join(_row(package) for package in packages),
        "shared": "; ".join(f"{', '.join(them)} in `{path}`" for path, them in shared.items() if len(them) > 1),
        "missing": ", ".join(f"`{name}`" for name in missing),
    }
    return render(OVERVIEW, values, options).rstrip() + "\n"


def _row(package: Package) -> str:
    seam = package.seam.seam
    level = seam.priority.value if seam.priority else "-"
    title = _cell(f"{_number(package.seam)}{seam.title}")
    return f"| {package.number} | {package.agent} | {title} | {level} | `{package.target}` | {package.open} |"


def _facts(seam: SeamTrace, number: int, agent: int) -> str:
    level = f"{seam.seam.priority.value}, " if seam.seam.priority else ""
    done = f"{seam.covered} of {_counted(len(seam.scenarios), 'scenario')} have a test"
    stale = "; the plan has changed since the class was generated" if seam.is_stale else ""
    return f"Package {number}, for {agent}. {level}{done}{stale}."


def _table(seam: SeamTrace) -> str:
    lines = ["| scenario | test | state |", "|---|---|---|"]
    lines += [
        f"| {_cell(each.scenario.title)} | `{_test_of(each.name, each.links)}` | {_STATES[each.state]} |"
        for each in seam.scenarios
    ]
    return "\n".join(lines)


def _test_of(name: str, links: Sequence[object]) -> str:
    test = getattr(links[0], "test", None) if links else None
    return test.name if test is not None else name


def _contracts(seam: SeamTrace, contracts: Sequence[Contract]) -> str:
    found = components_of(texts_of(seam.seam), contracts)
    lines: list[str] = []
    for component in found:
        lines += ["", f"# {component.module}", *_signatures(component.symbol)]
    return _fenced("\n".join(lines).strip("\n"), "python") if lines else ""


def _signatures(symbol: Symbol) -> Iterable[str]:
    if symbol.kind == "class":
        bases = f"({', '.join(symbol.bases)})" if symbol.bases else ""
        yield f"class {symbol.name}{bases}:"
        if symbol.signature and symbol.signature != "()":
            yield f"    def __init__(self, {symbol.signature[1:]}: ..."
        for method in symbol.methods[:_MOST_METHODS]:
            yield f"    {_method(method)}"
        if not symbol.methods:
            yield "    ..."
    elif symbol.kind == "function":
        yield f"{'async ' * symbol.is_async}def {symbol.name}{symbol.signature or '()'}: ..."
    else:
        yield f"{symbol.name}: {symbol.signature}" if symbol.signature else symbol.name


def _method(method: Symbol) -> str:
    if method.kind == "property":
        return f"{method.name}: {method.signature}" if method.signature else method.name
    own = {"instance": "self", "class": "cls", "static": ""}[method.binding]
    rest = method.signature or "()"
    glue = ", " if own and not rest.startswith("()") else ""
    return f"{'async ' * method.is_async}def {method.name}({own}{glue}{rest[1:]}: ..."


def _fixtures(around: Surroundings | None) -> str:
    """The fixtures that the plan means first, then the project's others; what comes with pytest is known."""
    if around is None:
        return ""
    meant = {each.name for each in around.choice.chosen} if around.choice is not None else set()
    own = [each for each in around.fixtures if each.origin != "builtin" and not each.name.startswith("_")]
    own.sort(key=lambda each: each.name not in meant)
    lines = []
    for each in own[:60]:
        returns = value_type(each)
        scope = each.scope.word if each.scope is not None else "dynamic"
        doc = next((line.strip() for line in (each.doc or "").splitlines() if line.strip()), "")
        type_ = f" -> {returns}" if returns else ""
        wanted = "**" if each.name in meant else ""
        lines.append(f"- {wanted}`{each.name}{type_}`{wanted} ({scope} scope){': ' if doc else ''}{_line(doc)}")
    if len(own) > 60:
        lines.append(f"- and {len(own) - 60} more: `seamwright fixtures FILE`")
    return "\n".join(lines)


def _fenced(text: str, language: str) -> str:
    """``text`` as a block of code that nothing in it can end."""
    longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{text.strip(chr(10))}\n{fence}"


def _number(seam: SeamTrace) -> str:
    return f"{seam.seam.number}. " if seam.seam.number else ""


def _line(text: str) -> str:
    return " ".join(text.split())


def _cell(text: str) -> str:
    return _line(text).replace("\\", "\\\\").replace("|", "\\|")


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
