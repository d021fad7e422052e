"""The work package of one seam, as the editor has the plan and the project now. The plan need not be open."""

from __future__ import annotations

from seamwright.generate.templates import TemplateError
from seamwright.lsp.convert import to_path
from seamwright.lsp.errors import Code, Refusal
from seamwright.lsp.shown import text_behind
from seamwright.lsp.world import World
from seamwright.trace.brief import Surroundings, make_brief
from seamwright.workspace.briefing import surroundings
from seamwright.workspace.tracing import plan_facts


def brief_of(world: World, uri: str, seam_id: str) -> str:
    """The package in Markdown.

    Raises:
        Refusal: the plan lies outside of the open folders, has no such seam, or a template of the team is broken.
    """
    path, text = to_path(uri), text_behind(world, uri)
    traced = world.shared.traces.around(world, path) if path is not None else None
    plan = traced.plan if traced is not None else None
    if traced is None or plan is None or text is None:
        raise Refusal(Code.REQUEST_FAILED, "the plan lies outside of the open folders, or is none")
    seam = plan.by_id.get(seam_id)
    if seam is None:
        raise Refusal(Code.REQUEST_FAILED, "the plan has no such seam")
    project = traced.project
    facts = plan_facts(traced.path, plan.plan, project.workspace)
    with world.shared.fixtures.everything(world) as base:
        around: dict[str, Surroundings] = surroundings(project.workspace, facts, [seam.seam], base.resolver)
        contracts, options = project.contracts(traced.path), project.full_options(traced.path)
        try:
            brief = make_brief(facts, plan, text, [seam], around, contracts, options)
        except TemplateError as error:
            raise Refusal(Code.REQUEST_FAILED, f"a template of the project is broken: {error}") from None
    return brief.packages[0].text
