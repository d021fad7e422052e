"""Runs a rule about plans on a project in memory."""

from __future__ import annotations

from collections.abc import Mapping

from seamwright.generate.fixture_stubs import ProjectFixtures
from seamwright.generate.model import Options
from seamwright.generate.names import plan_names
from seamwright.generate.target import target_path
from seamwright.plan import parse
from seamwright.rules.model import Example, Finding, Settings
from seamwright.rules.plans.code_names import ProjectNames
from seamwright.rules.plans.engine import check_plan, check_suite
from seamwright.rules.plans.model import PlanContext, PlanRule, SuiteContext
from seamwright.rules.plans.surroundings import wanted_fixtures
from seamwright.rules.project import Project
from seamwright.suite import read_module
from seamwright.text.edit import apply
from seamwright.trace import ClassFacts, PlanFacts, read_facts, relate
from tests.generate.rendered import OPTIONS
from tests.rules.examples import Tree, engine


def plan_facts(path: str, text: str) -> PlanFacts:
    """The plan at ``path``."""
    plan = parse(text, name=path.rpartition("/")[2])
    names = plan_names(plan)
    targets = {seam.id: target_path(seam, names[seam.id], path, Options()) for seam in plan.seams}
    return PlanFacts(path, plan, names, targets)


def class_facts(files: Mapping[str, str]) -> list[ClassFacts]:
    """The test classes of all modules."""
    modules = {path: text for path, text in files.items() if path.rpartition("/")[2].startswith("test_")}
    return [each for path, text in modules.items() for each in read_facts(read_module(text), path)]


def run(path: str, files: Mapping[str, str], settings: Settings | None = None) -> list[Finding]:
    """What is found in the plan, or by the plans in the module, at ``path``."""
    settings = settings or Settings()
    if path.endswith(".py"):
        return _run_suite(path, files, settings)
    facts = plan_facts(path, files[path])
    resolver = Tree(files).resolver
    names = ProjectNames()
    names.is_complete = any(each.endswith(".py") and "test" not in each for each in files)
    for each, text in files.items():
        if each.endswith((".py", ".pyi")) and "test" not in each:
            names.add(text, each)
    context = PlanContext(
        path,
        files[path],
        facts.plan,
        relate([facts], {path: class_facts(files)})[path],
        names if names.is_complete else None,
        wanted_fixtures(facts, ProjectFixtures(resolver, "/p")),
    )
    return check_plan(context, settings)


def _run_suite(path: str, files: Mapping[str, str], settings: Settings) -> list[Finding]:
    plans = {each: plan_facts(each, text) for each, text in files.items() if each.endswith(".md")}
    classes = [each for each in class_facts(files) if each.path == path]
    traces = relate(list(plans.values()), {each: [cls for cls in classes if cls.pins] for each in plans})
    context = SuiteContext(path, files[path], classes, plans, traces, files.get, lambda: OPTIONS)
    found = check_suite(context, settings)
    return engine.Document(Project(Tree(files), settings), path).check(files[path], further=found)


def check(rule: PlanRule, example: Example) -> None:
    """``example`` happens: what is reported where, and what the fix makes of it."""
    _, *marked = example.text.split("‹")
    text = example.text.replace("‹", "").replace("›", "")
    files = {**example.files, example.path: text}
    settings = Settings(select=(rule.code,))
    found = run(example.path, files, settings)
    if example.message is None:
        assert [(each.line, each.message) for each in found] == []
        return
    assert [each.message for each in found] == [example.message] * len(marked)
    assert [text[each.span.start : each.span.end] for each in found] == [part.partition("›")[0] for part in marked]
    assert [each.severity for each in found] == [example.severity or rule.severity] * len(marked)
    fixes = [each.fix for each in found if each.fix is not None]
    if example.fixed is None:
        assert fixes == []
        return
    assert rule.fixable
    fixed = apply(text, {edit for fix in fixes for edit in fix.edits})
    assert fixed == example.fixed
    # Done once, it is done.
    assert run(example.path, {**files, example.path: fixed}, settings) == []
