"""``workspace/executeCommand``: what editors, keys and other extensions may ask for by name.

* ``seamwright.brief`` (URI of a plan, id of a seam): the seam's work package in Markdown, as the result.
* ``seamwright.explain`` (URI of a document, or nothing): what is read and what is left out, as Markdown.
* ``seamwright.implementPriority`` (URI of an open plan, ``"P0"`` … ``"P3"``): all seams of a priority, as one edit.
* ``seamwright.implementSeam`` (URI of an open plan, id of a seam): the seam's class, as one edit.
* ``seamwright.openSeam`` (URI of a plan, id of a seam): shows where the seam stands.
* ``seamwright.openTest`` (URI of a test file, name of a class or ``TestX::test_y``): shows it.
* ``seamwright.plans``: the plans of the open folders, each with ``uri``, ``path`` and ``title``, as the result.
* ``seamwright.seamAt`` (URI of an open plan or test module, a position): the seam that is meant there, as the result:
  ``plan`` (URI), ``id``, ``title``, ``range`` (where the plan speaks of it), ``root`` (URI) and ``tests``, each with
  its ``uri`` and its ``node`` id relative to the root.
* ``seamwright.showFirstTodo`` (URI of a test file, name of a class): run after an action of ours.
* ``seamwright.showStatus`` (URI of a plan or another file, or nothing for the first folder; optionally
  ``{"open": true}`` or ``{"absolute": true}``): the status page, as the command's result for an editor that shows it
  (with links relative to the root, or absolute ones), or opened in a browser.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lsprotocol import types as t

from seamwright.actions.wording import seam_name
from seamwright.actions.work import arguments_for
from seamwright.lsp.choice import Choice, edit_for
from seamwright.lsp.errors import Code, Refusal
from seamwright.lsp.explaining import explain
from seamwright.lsp.places import Place, plan_at
from seamwright.lsp.seam_at import plans, seam_at
from seamwright.lsp.shown import place_of_seam, place_of_test
from seamwright.lsp.todo import first_todo
from seamwright.lsp.world import World
from seamwright.plan import Priority

logger = logging.getLogger(__name__)


def handle(world: World, params: t.ExecuteCommandParams) -> Any:
    """Run one command. Edits and documents reach the client in requests of their own."""
    command = _COMMANDS.get(params.command)
    if command is None:
        raise Refusal(Code.INVALID_PARAMS, f"no such command: {params.command[:80]}")
    return command(world, params.arguments or ())


def brief(world: World, arguments: Sequence[Any]) -> str:
    """What somebody needs who implements the seam, as ``seamwright brief`` writes it, from the buffers."""
    # Loaded when somebody asks: it takes the template engine.
    from seamwright.lsp.briefing import brief_of

    uri, seam_id = _strings(arguments, "the URI of a plan and the id of a seam")
    return brief_of(world, uri, seam_id)


def explain_to(world: World, arguments: Sequence[Any]) -> str:
    """Say why a document is or is not read, and what else is."""
    if len(arguments) > 1 or not all(isinstance(each, str) for each in arguments):
        raise Refusal(Code.INVALID_PARAMS, "the command takes the URI of a document, or nothing")
    return explain(world, arguments[0] if arguments else None)


def implement_priority(world: World, arguments: Sequence[Any]) -> None:
    """Have the client apply the edit that *Implement all P0 seams* would make."""
    uri, priority = _strings(arguments, "the URI of a plan and a priority")
    if priority not in list(Priority):
        raise Refusal(Code.INVALID_PARAMS, "a priority is one of P0, P1, P2 and P3")
    if not world.client.applies_edits:
        raise Refusal(Code.REQUEST_FAILED, "this editor does not apply edits that the server asks for")
    place = _plan(world, uri)
    label = f"Implement all {priority} seams"
    choice = Choice("implement-priority", uri, place.document.version, {"priority": priority})
    edit = edit_for(world, choice, label)
    world.ask_afterwards(t.WORKSPACE_APPLY_EDIT, t.ApplyWorkspaceEditParams(edit=edit, label=label), _log_applied)


def implement_seam(world: World, arguments: Sequence[Any]) -> None:
    """Have the client apply the edit that *Implement seam* would make."""
    uri, seam_id = _strings(arguments, "the URI of a plan and the id of a seam")
    if not world.client.applies_edits:
        raise Refusal(Code.REQUEST_FAILED, "this editor does not apply edits that the server asks for")
    place = _plan(world, uri)
    seam = next((each for each in place.reading.plan.seams if each.id == seam_id), None)
    if seam is None:
        raise Refusal(Code.REQUEST_FAILED, "the plan has no such seam")
    label = f"Implement {seam_name(seam)}"
    choice = Choice("implement-seam", uri, place.document.version, dict(arguments_for(seam)))
    edit = edit_for(world, choice, label)
    world.ask_afterwards(t.WORKSPACE_APPLY_EDIT, t.ApplyWorkspaceEditParams(edit=edit, label=label), _log_applied)


def open_test(world: World, arguments: Sequence[Any]) -> None:
    """Show a class or a test, where the file still has it; else the file."""
    uri, name = _strings(arguments, "the URI of a file and the name of a class")
    selection = place_of_test(world, uri, name)
    _show(world, uri, selection or t.Range(t.Position(0, 0), t.Position(0, 0)))


def open_seam(world: World, arguments: Sequence[Any]) -> None:
    """Show the seam's opening line. The plan need not be open."""
    uri, seam_id = _strings(arguments, "the URI of a plan and the id of a seam")
    _show(world, uri, place_of_seam(world, uri, seam_id))


def list_plans(world: World, arguments: Sequence[Any]) -> list[dict[str, str]]:
    """All plans, for somebody who is to choose one."""
    if arguments:
        raise Refusal(Code.INVALID_PARAMS, "the command takes nothing")
    return plans(world)


def seam_meant(world: World, arguments: Sequence[Any]) -> dict[str, Any]:
    """What the editor's own commands on a seam are about."""
    uri, place = arguments if len(arguments) == 2 else (None, None)
    line, character = (place.get("line"), place.get("character")) if isinstance(place, dict) else (None, None)
    if not isinstance(uri, str) or type(line) is not int or type(character) is not int or min(line, character) < 0:
        raise Refusal(Code.INVALID_PARAMS, "the command takes the URI of a document and a position")
    return seam_at(world, uri, t.Position(line, character))


def show_first_todo(world: World, arguments: Sequence[Any]) -> None:
    """Show where writing begins in a class that was just generated. Where nothing is found, nothing happens."""
    uri, class_name = _strings(arguments, "the URI of a file and the name of a class")
    found = first_todo(world, uri, class_name)
    if found is not None:
        _show(world, uri, found)


def show_status(world: World, arguments: Sequence[Any]) -> str | None:
    """The page about a plan or a project. Nothing is written into the project."""
    from seamwright.lsp.status_page import make_page, open_page

    uri, options = (*arguments, None, None)[:2]
    if len(arguments) > 2 or not isinstance(uri, str | None) or not isinstance(options, dict | None):
        raise Refusal(Code.INVALID_PARAMS, 'the command takes a URI and {"open": true}, or none of them')
    wanted = options or {}
    if wanted.get("open") is not True:
        return make_page(world, uri, absolute=wanted.get("absolute") is True)
    open_page(world, uri)
    return None


def _show(world: World, uri: str, selection: t.Range) -> None:
    if not world.client.shows_documents:
        raise Refusal(Code.REQUEST_FAILED, "this editor does not show documents that the server asks for")
    params = t.ShowDocumentParams(uri=uri, external=False, take_focus=True, selection=selection)
    world.ask_afterwards(t.WINDOW_SHOW_DOCUMENT, params)


def _plan(world: World, uri: str) -> Place:
    place = plan_at(world, uri)
    if place is None:
        raise Refusal(Code.REQUEST_FAILED, "the plan is not open")
    return place


def _strings(arguments: Sequence[Any], what: str) -> tuple[str, str]:
    if len(arguments) != 2 or not all(isinstance(each, str) for each in arguments):
        raise Refusal(Code.INVALID_PARAMS, f"the command takes {what}")
    return arguments[0], arguments[1]


def _log_applied(result: Any, error: str | None) -> None:
    if error is not None or not isinstance(result, dict) or result.get("applied") is not True:
        logger.warning("the client did not apply the edit")


_COMMANDS: Mapping[str, Callable[[World, Sequence[Any]], Any]] = {
    "seamwright.brief": brief,
    "seamwright.explain": explain_to,
    "seamwright.implementPriority": implement_priority,
    "seamwright.implementSeam": implement_seam,
    "seamwright.openSeam": open_seam,
    "seamwright.openTest": open_test,
    "seamwright.plans": list_plans,
    "seamwright.seamAt": seam_meant,
    "seamwright.showFirstTodo": show_first_todo,
    "seamwright.showStatus": show_status,
}
