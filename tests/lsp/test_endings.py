"""The server goes when it is told to or is left alone, whatever it is doing: here it is always indexing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from seamwright.workspace.cache import VARIABLE
from tests.conftest import Project
from tests.lsp.wire import Wire

MODULE = "import pytest\n\n" + "".join(f"def test_{number}(tmp_path, db): assert db\n\n" for number in range(300))
FILES = {f"tests/test_{number}.py": MODULE for number in range(120)}


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def wire(cache: Path) -> Iterator[Wire]:
    with Wire() as opened:
        yield opened


def begin(wire: Wire, root: Path, process: int | None = None) -> None:
    """A session in ``root``, in which the index is being made."""
    wire.initialize(rootUri=root.as_uri(), processId=process)


def test_exit(wire: Wire, project: Project, cache: Path) -> None:
    begin(wire, project(FILES))
    wire.request(2, "shutdown")
    wire.send(method="exit")

    assert wire.process.wait(5) == 0
    assert not cache.exists()


def test_the_end_of_the_input(wire: Wire, project: Project) -> None:
    begin(wire, project(FILES))

    assert wire.end(5) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="has no such signal")
def test_a_signal(wire: Wire, project: Project) -> None:
    begin(wire, project(FILES))
    wire.process.terminate()

    assert wire.process.wait(5) != 0


@pytest.mark.skipif(sys.platform == "win32", reason="pipes end with the client there")
def test_the_end_of_the_client(wire: Wire, project: Project) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as client:
        begin(wire, project(FILES), client.pid)
        client.kill()

    assert wire.process.wait(5) == 1


def test_a_client_that_cannot_be_seen_is_not_waited_for(wire: Wire, project: Project) -> None:
    with subprocess.Popen([sys.executable, "-c", "pass"]) as gone:
        pass
    begin(wire, project({"test_a.py": ""}), gone.pid)

    assert wire.request(2, "shutdown")["result"] is None
