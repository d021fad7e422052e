"""What a person at a terminal sees, and what only a person sees."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import PLAN

pty = pytest.importorskip("pty")


def on_a_terminal(folder: Path, *arguments: str, **environment: str) -> str:
    """What ``seamwright`` shows on a terminal of 120 columns when it is run in ``folder``."""
    ours, theirs = pty.openpty()
    plain = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "TERM", "CI")}
    process = subprocess.Popen(
        [sys.executable, "-m", "seamwright", *arguments],
        cwd=folder,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**plain, "TERM": "xterm-256color", "COLUMNS": "120", **environment},
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # What Linux says when the other side is closed.
            break
        if not part:
            break
        shown += part
    os.close(ours)
    assert process.wait(timeout=30) == 0
    return shown.decode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "TEST_PLAN.md").write_text(PLAN, "utf-8")
    return tmp_path


def test_priorities_and_titles_are_coloured(folder: Path) -> None:
    shown = on_a_terminal(folder, "plan", "TEST_PLAN.md")

    assert "\x1b[31m\x1b[1mP0\x1b[0m" in shown
    assert "\x1b[1mBasket to Payment\x1b[0m" in shown


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_colours_where_they_are_not_wanted(folder: Path, environment: dict[str, str]) -> None:
    shown = on_a_terminal(folder, "plan", "TEST_PLAN.md", **environment)

    assert "Basket to Payment" in shown
    assert "\x1b" not in shown


def test_progress_is_shown_while_tests_are_written(folder: Path) -> None:
    shown = on_a_terminal(folder, "generate", "TEST_PLAN.md", "--all")

    assert "Writing tests" in shown
    assert "created 3 files, 4 tests to write" in shown
    assert len(list(folder.glob("test_*.py"))) == 3


@pytest.mark.parametrize("arguments", [["--format", "json"], ["--seam", "1"]])
def test_no_progress_for_json_or_a_single_seam(folder: Path, arguments: list[str]) -> None:
    assert "Writing tests" not in on_a_terminal(folder, "generate", "TEST_PLAN.md", *arguments)
