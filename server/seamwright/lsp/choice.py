"""An action that the user has chosen: from the data that went through the client back to an edit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeGuard

from lsprotocol import types as t

from seamwright.actions.model import Edits, Unavailable
from seamwright.actions.registry import find
from seamwright.lsp.edits import workspace_edit
from seamwright.lsp.errors import Code, Refusal
from seamwright.lsp.places import context_at, plan_at
from seamwright.lsp.world import World

_NOWHERE = t.Range(t.Position(0, 0), t.Position(0, 0))


@dataclass(frozen=True)
class Choice:
    """What is needed to carry out an action: names and numbers only, all of which are checked again."""

    action: str
    uri: str
    version: int
    arguments: dict[str, str]

    def to_data(self) -> dict[str, Any]:
        """The form in which a client keeps it."""
        return {"action": self.action, "uri": self.uri, "version": self.version, "arguments": self.arguments}

    @staticmethod
    def from_data(data: Any) -> Choice:
        """The inverse of :meth:`to_data`.

        Raises:
            Refusal: it is not what we gave out.
        """
        if isinstance(data, dict):
            action, uri, version = data.get("action"), data.get("uri"), data.get("version")
            arguments = data.get("arguments")
            if isinstance(version, float) and version.is_integer():
                version = int(version)
            # An empty mapping comes back as an empty list from clients that have no other word for nothing (Lua).
            if arguments == []:
                arguments = {}
            if (
                isinstance(action, str)
                and isinstance(uri, str)
                and isinstance(version, int)
                and _are_strings(arguments)
            ):
                return Choice(action, uri, version, arguments)
        raise Refusal(Code.INVALID_PARAMS, "the data of the code action is not ours")


def edit_for(world: World, choice: Choice, label: str) -> t.WorkspaceEdit:
    """The edit that carries out ``choice``; ``label`` names it for the user.

    Raises:
        Refusal: the plan has changed so that the action is not what was offered, or it cannot be done.
    """
    action = find(choice.action)
    if action is None:
        raise Refusal(Code.INVALID_PARAMS, "there is no such action")
    place = plan_at(world, choice.uri)
    context = context_at(world, place, _NOWHERE) if place is not None else None
    if place is None or place.project is None or context is None:
        raise Refusal(Code.CONTENT_MODIFIED, "the plan is not open any more")
    # What an action is about has a hash of its own; only what is about the whole plan needs the plan as it was.
    if place.document.version != choice.version and "digest" not in choice.arguments:
        raise Refusal(Code.CONTENT_MODIFIED, "the plan has changed since the action was offered: ask again")
    world.check()
    try:
        edits = action.edits(context, choice.arguments)
    except Unavailable as error:
        raise Refusal(Code.REQUEST_FAILED, str(error)) from None
    world.check()
    _tell_skipped(world, edits)
    return workspace_edit(place.project, edits.changes, world.client, world.encoding, label)


def _tell_skipped(world: World, edits: Edits) -> None:
    for skipped in edits.skipped:
        world.warn_afterwards(f"not generated: {skipped.seam}: {skipped.reason}")


def _are_strings(arguments: Any) -> TypeGuard[dict[str, str]]:
    return isinstance(arguments, dict) and all(
        isinstance(key, str) and isinstance(value, str) for key, value in arguments.items()
    )
