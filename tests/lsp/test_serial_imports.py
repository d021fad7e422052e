"""Several threads that load modules of one package at once each get whole modules."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys, threading
sys.path[:0] = [{folder!r}]
from seamwright.lsp import serial_imports
serial_imports.install()
failed = []
def load(statement):
    try:
        exec(statement, {{}})
    except BaseException as error:
        failed.append(type(error).__name__)
threads = [threading.Thread(target=load, args=(each,)) for each in ("import pack", "from pack.child import last")]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join(20)
print(failed)
"""


def failures(folder: Path) -> str:
    """What two threads get that load a package and its child, each of which takes a while."""
    pack = folder / "pack"
    pack.mkdir()
    (pack / "__init__.py").write_text("import time\ntime.sleep(0.3)\nfrom pack.child import last\n", "utf-8")
    (pack / "child.py").write_text("import time\nimport pack\ntime.sleep(0.3)\nlast = 1\n", "utf-8")
    program = PROGRAM.format(folder=str(folder))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.strip()


def test_imports_take_turns(tmp_path: Path) -> None:
    assert failures(tmp_path) == "[]"
