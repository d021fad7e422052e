"""What the runs in real editors share: a project, a ``seamwright`` on the path, waiting, and a home of their own."""

from __future__ import annotations

import ast
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[2]
SERVER = ROOT / "server"
EXAMPLE = ROOT / "examples" / "parcels"
PREFIXES = ROOT / ".editors"
"""Where ``install.sh`` puts editors that are newer than the system's."""
PLAN = "tests/integration/TEST_PLAN.md"
MODULE = "tests/integration/test_scan.py"
GENERATED = "tests/integration/test_repeated_lookup_through_the_cache.py"
CLASS = "TestRepeatedLookupThroughTheCache"
HEADING = "### 1. SEAM: Repeated Lookup Through the Cache"
TEST = '''\
"""Tests that somebody has begun."""

import os


class TestScan:
    """
    Integration tests for TrackingApi → TrackingService.

    Seam Under Test:
        TrackingApi → TrackingService

    Critical Paths:
        - Carrier posts a scan → service records it
    """

    def test_scan_is_recorded_at_once(self, api):
        """
        Test that a scan is recorded at once.

        Integration Scope:
            TrackingApi → TrackingService → ParcelRepository

        Business Impact:
            The place that customers see is the place where the parcel is.

        Test Strategy:
            - Post a scan and look the parcel up

        Success Criteria:
            - The answer names the new place
        """
        os.environ["PARCELS_ZONE"] = "Halle"
        assert api.post_scan("PX-1", "Halle", at=950.0).status == 200
'''
LEAK = 'os.environ["PARCELS_ZONE"] = "Halle"'
FIXED = 'monkeypatch.setenv("PARCELS_ZONE", "Halle")'

T = TypeVar("T")


@dataclass(frozen=True)
class Workshop:
    """A copy of the example project in a home of its own."""

    home: Path
    project: Path
    environment: dict[str, str]

    def path(self, name: str) -> Path:
        """A file of the project."""
        return self.project / name

    def line(self, name: str, text: str) -> int:
        """The 1-based line of a file that begins with ``text``."""
        lines = self.path(name).read_text(encoding="utf-8").splitlines()
        return next(number for number, line in enumerate(lines, 1) if line.strip().startswith(text))


@contextmanager
def workshop() -> Iterator[Workshop]:
    """The example project with a mistake in its plan and one in its tests, and ``seamwright`` first on the path."""
    with TemporaryDirectory(prefix="seamwright-editors-") as name:
        home = Path(name).resolve()
        project = home / "parcels"
        shutil.copytree(EXAMPLE, project, ignore=shutil.ignore_patterns("__pycache__", ".*_cache"))
        plan = project / PLAN
        text = plan.read_text(encoding="utf-8")
        assert "`api`, `repository`, `clock`" in text
        plan.write_text(text.replace("`repository`, `clock`", "`repositry`, `clock`"), encoding="utf-8")
        (project / MODULE).write_text(TEST, encoding="utf-8")
        (home / "bin").mkdir()
        program = home / "bin" / "seamwright"
        command = f'PYTHONPATH="{SERVER}" exec "{sys.executable}" -m seamwright "$@"'
        program.write_text(f"#!/bin/sh\n{command}\n", encoding="utf-8")
        program.chmod(0o755)
        folders = {f"XDG_{each}_HOME": str(home / each.lower()) for each in ("CONFIG", "CACHE", "DATA", "STATE")}
        environment = {
            **os.environ,
            **folders,
            "HOME": str(home),
            "PATH": f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "SEAMWRIGHT_CACHE_DIR": "",
            "LC_ALL": "C.UTF-8",
        }
        yield Workshop(home, project, environment)


class Failed(Exception):
    """Something did not happen in time, or happened wrongly."""


def wait(what: str, ask: Callable[[], T | None], seconds: float = 30.0) -> T:
    """The first true answer of ``ask``."""
    until = time.monotonic() + seconds
    while True:
        found = ask()
        if found:
            return found
        if time.monotonic() > until:
            raise Failed(f"waited {seconds:.0f} s for {what}")
        time.sleep(0.05)


def expect(what: str, condition: object) -> None:
    """Say that a step worked, or stop."""
    if not condition:
        raise Failed(what)
    print(f"  ok  {what}", flush=True)


def expect_generated(shop: Workshop) -> None:
    """The class of the first seam is on disk, and nobody has lost anything."""
    tree = ast.parse(shop.path(GENERATED).read_text(encoding="utf-8"))
    (cls,) = (node for node in tree.body if isinstance(node, ast.ClassDef))
    tests = [node.name for node in cls.body if isinstance(node, ast.FunctionDef)]
    expect(f"{cls.name} with {len(tests)} tests is on disk", cls.name == CLASS and len(tests) == 3)
    expect("the plan is as it was", HEADING in shop.path(PLAN).read_text(encoding="utf-8"))


def expect_fixed(shop: Workshop) -> None:
    """The leak into the environment is gone, with the parameter that this needs."""
    text = shop.path(MODULE).read_text(encoding="utf-8")
    expect("the fix is on disk", FIXED in text and LEAK not in text and "(self, api, monkeypatch)" in text)
