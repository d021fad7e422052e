"""The server with a part that fails on purpose: ``faulty_server.py METHOD`` or ``faulty_server.py action:NAME``."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any, NoReturn

from seamwright.lsp.main import serve_stdio, start_logging
from seamwright.lsp.server import Server, build


def faulty() -> Server:
    server = build()
    kind, _, name = sys.argv[1].rpartition("action:")
    if kind or sys.argv[1] != name:
        break_action(name)
    else:
        server.protocol.fm.features[name] = fail
    return server


def break_action(name: str) -> None:
    from seamwright.actions import registry
    from seamwright.lsp.requests import code_action

    actions = [replace(action, applies=fail) if action.name == name else action for action in registry.ACTIONS]
    code_action.ACTIONS = registry.ACTIONS = tuple(actions)  # type: ignore[assignment]


def fail(*_: Any) -> NoReturn:
    raise LookupError("/home/somebody/secret text of the plan")


if __name__ == "__main__":
    start_logging(None, "warning")
    sys.exit(serve_stdio(faulty))
