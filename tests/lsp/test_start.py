"""The server answers ``initialize`` about as fast as an empty one, because it loads the rest later."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.lsp.wire import COMMAND, INITIALIZE, Wire, environment

EMPTY = (sys.executable, str(Path(__file__).with_name("empty_server.py")))
LATE = ("markdown_it", "yaml", "tree_sitter", "libcst", "jinja2", "rich", "anyascii", "seamwright.plan")


def seconds(command: Sequence[str]) -> float:
    """From starting the process to the answer."""
    start = time.perf_counter()
    with Wire(command) as wire:
        assert "capabilities" in wire.request(1, "initialize", **INITIALIZE)["result"]
        return time.perf_counter() - start


def test_initialize_is_answered_about_as_fast_as_by_an_empty_server() -> None:
    # The fastest of several, taken in turn: what else runs on the machine only ever adds.
    ours: list[float] = []
    empty: list[float] = []
    while len(ours) < 2 or (min(ours) > 1.3 * min(empty) and len(ours) < 8):
        ours.append(seconds(COMMAND))
        empty.append(seconds(EMPTY))

    assert min(ours) <= 1.3 * min(empty)


def test_nothing_that_initialize_does_not_need_is_loaded_before_it() -> None:
    program = (
        "import sys, seamwright.lsp.main, seamwright.lsp.server as server; server.build();"
        f"print([name for name in {LATE!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment(), check=True
    )

    assert done.stdout.strip() == "[]"


def test_nothing_that_a_first_completion_does_not_need_is_loaded_for_it() -> None:
    late = (
        *(name for name in LATE if name != "tree_sitter"),
        "snowballstemmer",
        "seamwright.rules",
        "seamwright.trace",
    )
    program = (
        "import sys, seamwright.lsp.main, seamwright.lsp.server as server; server.build();"
        "import seamwright.lsp.requests.completion, seamwright.lsp.fixtures;"
        f"print([name for name in {late!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment(), check=True
    )

    assert done.stdout.strip() == "[]"
