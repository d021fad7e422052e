"""``make test-editors``: the server in real editors, one after the other (``ARGS="neovim helix"`` for some of them).

Each run begins with an empty home and a copy of the example project. One that fails is tried once more, and says so.
"""

from __future__ import annotations

import subprocess
import sys
import time
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
LIMITS = {"vscode": 900}
"""Two versions of it are installed, and each scenario has an editor of its own, which is tried once more by itself."""


def main(names: list[str]) -> int:
    """Run ``names`` or all; the number of editors in which it failed."""
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
    try:
        return subprocess.run(RUNS[name], cwd=FOLDER.parents[1], timeout=LIMITS.get(name, LIMIT)).returncode == 0
    except subprocess.TimeoutExpired:
        print(f"   more than {LIMITS.get(name, LIMIT)} s", flush=True)
        return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
