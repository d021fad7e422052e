"""``make test-editors``: the server in real editors, one after the other (``ARGS="neovim helix"`` for some of them).

Each run begins with an empty home and a copy of the example project. One that fails is tried once more, and says so.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
RUNS = {
    "neovim": [sys.executable, "-m", "tests.editors.neovim.drive"],
    "emacs": [sys.executable, "-m", "tests.editors.emacs.drive"],
    "helix": [sys.executable, "-m", "tests.editors.helix.drive"],
    "vscode": [str(FOLDER / "vscode" / "run.sh")],
}
LIMIT = 180
"""Seconds for one editor."""
LIMITS = {"vscode": 1100}
"""Two versions of it are installed, and each scenario has an editor of its own, which is tried once more by itself."""

MARK = "SEAMWRIGHT_EDITOR_RUN"
PATIENCE = 10.0
"""Seconds in which what a run started has to end."""


def main(names: list[str]) -> int:
    """Run ``names`` or all; the number of editors in which it failed."""
    for each in (signal.SIGTERM, signal.SIGHUP):
        # So that whatever ends this program ends what it started too.
        signal.signal(each, lambda *_: sys.exit(1))
    failed = []
    for name in names or RUNS:
        print(f"== {name}", flush=True)
        began = time.monotonic()
        if not _run(name):
            print(f"== {name} failed{'' if name in LIMITS else '; once more'}", flush=True)
            if name in LIMITS or not _run(name):
                failed.append(name)
        print(f"== {name}: {time.monotonic() - began:.0f} s", flush=True)
    print(f"failed: {', '.join(failed)}" if failed else "all passed")
    return len(failed)


def _run(name: str) -> bool:
    """Run one editor in a process group of its own, of which nothing may be left afterwards."""
    mark = f"{MARK}={os.getpid()}-{time.monotonic_ns()}"
    environment = {**os.environ, MARK: mark.partition("=")[2]}
    process = subprocess.Popen(RUNS[name], cwd=FOLDER.parents[1], env=environment, start_new_session=True)
    try:
        passed = process.wait(LIMITS.get(name, LIMIT)) == 0
    except subprocess.TimeoutExpired:
        print(f"   more than {LIMITS.get(name, LIMIT)} s", flush=True)
        passed = False
    finally:
        _end(process)
        left = _left_behind(mark)
    for pid, what in left.items():
        print(f"   left behind: {what}", flush=True)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    if left:
        _left_behind(mark)
    return passed and not left


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask the whole group to end, and insist after a while."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        until = time.monotonic() + PATIENCE
        try:
            os.killpg(process.pid, how)
            while time.monotonic() < until:
                process.poll()
                os.killpg(process.pid, 0)
                time.sleep(0.1)
        except ProcessLookupError:
            return


def _left_behind(mark: str) -> dict[int, str]:
    """Editors, browsers and servers of a run that do not end with it: they have its mark in their environment."""
    until = time.monotonic() + PATIENCE
    while (found := dict(_marked(mark))) and time.monotonic() < until:
        time.sleep(0.2)
    return found


def _marked(mark: str) -> Iterator[tuple[int, str]]:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (folder / "environ").read_bytes().split(b"\0"):
                words = (folder / "cmdline").read_bytes().split(b"\0")
                yield int(folder.name), b" ".join(words).decode(errors="replace")[:200]
        except OSError:
            continue  # It has ended, or is somebody else's.


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
