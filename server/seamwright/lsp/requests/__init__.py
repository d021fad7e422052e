"""Which requests the server answers. Each has a file of its own with one function, ``handle(world, params)``.

The files are loaded when the first such request comes in (or before, in the background): listing them here costs
nothing at the start.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from lsprotocol import types as t

if TYPE_CHECKING:
    from seamwright.lsp.world import World

IMPLEMENT = "refactor.seamwright.implement"
"""The kind of all actions on a plan. ``refactor`` shows in VS Code's Ctrl+. menu, ``source`` would not."""

COMMANDS = ("seamwright.implementPriority", "seamwright.openSeam", "seamwright.showFirstTodo")


class Request(NamedTuple):
    """One method that the server answers."""

    method: str
    module: str
    options: Any = None

    def handler(self) -> Callable[[World, Any], Any]:
        """A function that loads the request's file on its first call."""

        def handle(world: World, params: Any) -> Any:
            return importlib.import_module(f"{__name__}.{self.module}").handle(world, params)

        return handle


REQUESTS = (
    Request(
        t.TEXT_DOCUMENT_CODE_ACTION,
        "code_action",
        t.CodeActionOptions(code_action_kinds=[IMPLEMENT], resolve_provider=True),
    ),
    Request(t.CODE_ACTION_RESOLVE, "code_action_resolve"),
    Request(t.TEXT_DOCUMENT_DOCUMENT_SYMBOL, "document_symbol"),
    Request(t.TEXT_DOCUMENT_FOLDING_RANGE, "folding_range"),
    Request(t.WORKSPACE_SYMBOL, "workspace_symbol"),
    Request(t.WORKSPACE_EXECUTE_COMMAND, "execute_command"),
)
