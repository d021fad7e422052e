"""Runs the server that came with the extension, with its dependencies for the Python that runs this file."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
OWN = HERE / f"cp{sys.version_info[0]}{sys.version_info[1]}"

if not OWN.is_dir():
    known = ", ".join(sorted(f"3.{each.name[3:]}" for each in HERE.glob("cp3*")))
    sys.exit(f"the bundled server is for Python {known}, and this is {sys.version_info[0]}.{sys.version_info[1]}")
sys.path[:0] = [str(OWN), str(HERE / "lib")]

from seamwright.cli.main import main  # noqa: E402

sys.exit(main())
