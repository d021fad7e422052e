"""``make demo``: runs the main job on a copy of the example project, and shows each command before it runs.

Shows the plan's seams, generates the P0 seams, collects the result with pytest, and runs it: everything must fail as
not implemented, since a test that nobody wrote must never pass. Ends with what was made and where.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parent / "parcels"
PLAN = "tests/integration/TEST_PLAN.md"


def main() -> int:
    """Run the demo; the exit status is 0 when every step did what it should."""
    project = Path(tempfile.mkdtemp(prefix="seamwright-demo-")) / EXAMPLE.name
    shutil.copytree(EXAMPLE, project, ignore=shutil.ignore_patterns("__pycache__", ".pytest_cache"))
    before = _files(project)

    steps = [
        ("The seams that the plan names", f"seamwright plan {PLAN}", 0),
        ("Test classes for the most urgent ones", f"seamwright generate {PLAN} --priority P0 --jobs 4", 0),
        ("What pytest finds", "pytest --collect-only -q", 0),
        ("Nothing passes that nobody has written", "pytest -q --tb=no", 1),
        ("A second run changes nothing", f"seamwright generate {PLAN} --priority P0", 0),
    ]
    if not all(_step(project, *step) for step in steps):
        print("\nThe demo did not work as it should.", file=sys.stderr)
        return 1

    made = sorted(_files(project) - before)
    print(f"\n-- Made in {project}:")
    for path in made:
        print(f"   {path} ({len((project / path).read_text(encoding='utf-8').splitlines())} lines)")
    print("\nOpen one of them: the docstrings come from the plan, the Act lines from the contracts, the rest is yours.")
    return 0 if made else 1


def _step(project: Path, title: str, command: str, expected: int) -> bool:
    print(f"\n-- {title}\n$ {command}", flush=True)
    # The plugins of this environment are for Seamwright's own tests; the example needs none.
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run([sys.executable, "-B", "-m", *command.split()], cwd=project, env=environment, check=False)
    return done.returncode == expected


def _files(project: Path) -> set[str]:
    return {
        path.relative_to(project).as_posix()
        for path in project.rglob("*.py")
        if not any(part.startswith(".") or part == "__pycache__" for part in path.parts[len(project.parts) :])
    }


if __name__ == "__main__":
    sys.exit(main())
