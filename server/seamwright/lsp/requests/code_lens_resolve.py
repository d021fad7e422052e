"""``codeLens/resolve``: counts the uses of one fixture, or says how far one seam is implemented."""

from __future__ import annotations

from lsprotocol import types as t

from seamwright.fixtures.mentions import Role
from seamwright.lsp import trace_lenses
from seamwright.lsp.errors import Code, Refusal
from seamwright.lsp.fixtures import View
from seamwright.lsp.users import uses_by_file
from seamwright.lsp.world import World

_NO_USES = (Role.DEFINITION, Role.FUNCTION, Role.ALIAS, Role.IMPORT)


def handle(world: World, lens: t.CodeLens) -> t.CodeLens:
    """The lens with its title; without, where the fixture is gone.

    Raises:
        Refusal: the data is not what we gave out.
    """
    data = lens.data
    if not isinstance(data, dict) or not isinstance(data.get("uri"), str):
        raise Refusal(Code.INVALID_PARAMS, "the data of the lens is not ours")
    if "function" not in data:
        return trace_lenses.resolve(world, lens, data)
    with world.shared.fixtures.at(world, data["uri"]) as view:
        count = _count(view, data) if view is not None else None
        if count is not None:
            lens.command = t.Command(title="1 use" if count == 1 else f"{count} uses", command="")
    return lens


def _count(view: View, data: dict[str, object]) -> int | None:
    named = [each for each in view.module.fixtures if (each.function or each.name) == data.get("function")]
    # Two fixtures of one name are told apart by their places, which may have moved a little since.
    start = data.get("start")
    named.sort(key=lambda each: abs(each.name_span.start - start) if isinstance(start, int) else 0)
    if not named:
        return None
    return sum(
        len(use.places) + sum(each.role not in _NO_USES for each in use.mentions)
        for use in uses_by_file(view, named[0])
    )
