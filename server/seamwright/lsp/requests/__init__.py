"""Which requests the server answers. Each has a file of its own with one function, ``handle(world, params)``.

The files are loaded when the first such request comes in (or before, in the background): listing them here costs
nothing at the start.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from lsprotocol import types as t

from seamwright.lsp.serial_imports import load

if TYPE_CHECKING:
    from seamwright.lsp.world import World

IMPLEMENT = "refactor.seamwright.implement"
"""The kind of all actions on a plan. ``refactor`` shows in VS Code's Ctrl+. menu, ``source`` would not."""

FIX_ALL = "source.fixAll.seamwright"
"""The kind of the action that makes all safe fixes in a file."""

TEMPLATE = "refactor.seamwright.template"
"""The kind of the action that brings a test into the template's shape."""

EXTRACT = "refactor.extract.seamwright"
"""The kind of the action that makes a fixture of the lines that arrange a test."""

MOVE = "refactor.move.seamwright"
"""The kind of the action that moves a fixture to a conftest."""

PLAN = "refactor.seamwright.plan"
"""The kind of the actions by which a class says which seam it stands for."""

COMMANDS = (
    "seamwright.brief",
    "seamwright.explain",
    "seamwright.implementPriority",
    "seamwright.implementSeam",
    "seamwright.openSeam",
    "seamwright.openTest",
    "seamwright.plans",
    "seamwright.seamAt",
    "seamwright.showFirstTodo",
    "seamwright.showStatus",
)


class Request(NamedTuple):
    """One method that the server answers."""

    method: str
    module: str
    options: Any = None

    def handler(self) -> Callable[[World, Any], Any]:
        """A function that loads the request's file on its first call."""

        def handle(world: World, params: Any) -> Any:
            return load(f"{__name__}.{self.module}").handle(world, params)

        return handle


REQUESTS = (
    Request(
        t.TEXT_DOCUMENT_CODE_ACTION,
        "code_action",
        t.CodeActionOptions(
            code_action_kinds=[IMPLEMENT, TEMPLATE, EXTRACT, MOVE, PLAN, "quickfix", FIX_ALL], resolve_provider=True
        ),
    ),
    Request(t.CODE_ACTION_RESOLVE, "code_action_resolve"),
    Request(t.TEXT_DOCUMENT_DOCUMENT_SYMBOL, "document_symbol"),
    Request(t.TEXT_DOCUMENT_FOLDING_RANGE, "folding_range"),
    Request(
        t.TEXT_DOCUMENT_COMPLETION,
        "completion",
        t.CompletionOptions(trigger_characters=["(", ",", '"', "'", "`"], resolve_provider=True),
    ),
    Request(t.COMPLETION_ITEM_RESOLVE, "completion_resolve"),
    Request(t.TEXT_DOCUMENT_DEFINITION, "definition"),
    Request(t.TEXT_DOCUMENT_TYPE_DEFINITION, "type_definition"),
    Request(t.TEXT_DOCUMENT_IMPLEMENTATION, "implementation"),
    Request(t.TEXT_DOCUMENT_REFERENCES, "references"),
    Request(t.TEXT_DOCUMENT_RENAME, "rename", t.RenameOptions(prepare_provider=True)),
    Request(t.TEXT_DOCUMENT_PREPARE_RENAME, "prepare_rename"),
    Request(t.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, "document_highlight"),
    Request(t.TEXT_DOCUMENT_HOVER, "hover"),
    Request(t.TEXT_DOCUMENT_CODE_LENS, "code_lens", t.CodeLensOptions(resolve_provider=True)),
    Request(t.CODE_LENS_RESOLVE, "code_lens_resolve"),
    Request(t.TEXT_DOCUMENT_INLAY_HINT, "inlay_hint"),
    Request(t.TEXT_DOCUMENT_DOCUMENT_LINK, "document_link", t.DocumentLinkOptions()),
    Request(t.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY, "prepare_call_hierarchy"),
    Request(t.CALL_HIERARCHY_INCOMING_CALLS, "incoming_calls"),
    Request(t.CALL_HIERARCHY_OUTGOING_CALLS, "outgoing_calls"),
    Request(
        t.TEXT_DOCUMENT_DIAGNOSTIC,
        "diagnostic",
        t.DiagnosticOptions(identifier="seamwright", inter_file_dependencies=True, workspace_diagnostics=True),
    ),
    Request(t.WORKSPACE_DIAGNOSTIC, "workspace_diagnostic"),
    Request(t.WORKSPACE_SYMBOL, "workspace_symbol"),
    Request(t.WORKSPACE_EXECUTE_COMMAND, "execute_command"),
)
