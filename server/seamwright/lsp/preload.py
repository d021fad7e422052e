"""Loads in the background what the first requests need.

None of it may load before ``initialize`` is answered: the Markdown and Python parsers and the template engine together
take as long as everything before.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from seamwright.lsp.errors import Cancelled
from seamwright.lsp.failures import describe
from seamwright.lsp.serial_imports import load

if TYPE_CHECKING:
    from seamwright.lsp.world import World

logger = logging.getLogger(__name__)

# What the first completion loads anyway, so that it need not wait for the client to ask for one.
_FIRST = ("seamwright.lsp.fixtures", "seamwright.lsp.requests.completion")
# In the order in which an editor asks after it has opened a plan.
_LATER = (
    "seamwright.plan.reading",
    "seamwright.plan.manifest",
    "seamwright.lsp.requests.document_symbol",
    "seamwright.lsp.requests.folding_range",
    "seamwright.lsp.requests.code_action",
    "seamwright.lsp.requests.code_action_resolve",
    "seamwright.generate.implement",
    "seamwright.generate.render",
    "seamwright.workspace.contracts",
    "seamwright.contract",
    "seamwright.workspace.templates",
    "seamwright.lsp.requests.workspace_symbol",
    "seamwright.lsp.requests.execute_command",
    "seamwright.lsp.requests.completion_resolve",
    "seamwright.lsp.requests.definition",
    "seamwright.lsp.requests.hover",
    "seamwright.lsp.requests.references",
)


def run(world: World, indexed: Callable[[], None]) -> None:
    """Load everything, then index the plans and tests below the folders of ``world``, and call ``indexed``.

    A module that fails to load is logged; the request that needs it will fail and say so.
    """
    for name in (*_FIRST, *_LATER):
        if name in _LATER:
            # Whoever has opened a file is about to ask something, and loading would slow down the answer.
            world.shared.give_way()
        try:
            load(name)
        except Exception as error:
            logger.error("loading %s failed: %s", name, describe(error))
    with contextlib.suppress(Cancelled):
        for _ in world.shared.index.plans(world, world.shared.wait_for_quiet):
            pass
        try:
            world.shared.fixtures.suites.fill(world)
            indexed()
        except OSError as error:
            logger.error("indexing failed: %s", describe(error))
