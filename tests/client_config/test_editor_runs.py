"""Runs in real editors leave no process behind, however they end."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.editors import __main__ as editors

pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="the editors are run on Linux only")

STARTS = """\
import pathlib, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session={detached})
pathlib.Path({file!r}).write_text(str(child.pid))
{then}
"""


def run(monkeypatch: pytest.MonkeyPatch, program: str) -> bool:
    monkeypatch.setattr(editors, "RUNS", {"this": [sys.executable, "-c", program]})
    monkeypatch.setattr(editors, "LIMIT", 2)
    monkeypatch.setattr(editors, "PATIENCE", 0.5)
    return editors._run("this")


@pytest.mark.parametrize(
    ("detached", "then", "told"),
    [
        (True, "", "left behind: "),
        (False, "time.sleep(600)", "more than 2 s"),
        (True, "time.sleep(600)", "left behind: "),
    ],
)
def test_what_a_run_started_ends_with_it(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    detached: bool,
    then: str,
    told: str,
) -> None:
    file = tmp_path / "child"

    passed = run(monkeypatch, STARTS.format(detached=detached, file=str(file), then=then))

    assert not passed
    assert told in capsys.readouterr().out
    state = Path(f"/proc/{file.read_text()}/stat")
    assert not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z"


@pytest.mark.parametrize(("status", "passed"), [(0, True), (3, False)])
def test_a_run_that_leaves_nothing_is_judged_by_its_status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], status: int, passed: bool
) -> None:
    assert run(monkeypatch, f"raise SystemExit({status})") is passed
    assert "left behind" not in capsys.readouterr().out
    assert editors.MARK not in os.environ
