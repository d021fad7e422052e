"""What may be read from disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from seamwright.workspace.disk import SIZE_LIMIT, Unreadable, read_bytes, read_text
from tests.conftest import Project


def test_regular_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "plan.md").write_bytes(b"# Plan\r\n")

    assert read_bytes(tmp_path / "plan.md") == b"# Plan\r\n"


@pytest.mark.parametrize("name", ["missing.md", "plan.md/below"])
def test_nothing_there(project: Project, name: str) -> None:
    assert read_bytes(project({"plan.md": ""}) / name) is None


def test_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="is a directory"):
        read_bytes(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_pipe_is_refused_without_waiting_for_a_writer(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(Unreadable, match="not a regular file"):
        read_bytes(tmp_path / "pipe")


def test_device_is_refused() -> None:
    with pytest.raises(Unreadable, match="not a regular file"):
        read_bytes(Path("/dev/zero"))


def test_large_file_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "plan.md").open("wb") as stream:
        stream.truncate(50 * 1024 * 1024)

    with pytest.raises(Unreadable, match="larger than 16 MiB"):
        read_bytes(tmp_path / "plan.md")


def test_file_of_exactly_the_limit_is_read(tmp_path: Path) -> None:
    with (tmp_path / "plan.md").open("wb") as stream:
        stream.truncate(SIZE_LIMIT)

    assert len(read_bytes(tmp_path / "plan.md") or b"") == SIZE_LIMIT


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file_is_refused_with_the_systems_reason(tmp_path: Path) -> None:
    (tmp_path / "plan.md").write_text("x")
    (tmp_path / "plan.md").chmod(0)

    with pytest.raises(Unreadable, match="permission denied"):
        read_bytes(tmp_path / "plan.md")


def test_binary_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "plan.md").write_bytes(b"\x89PNG\0\0\xff")

    with pytest.raises(Unreadable, match="not a text file"):
        read_text(tmp_path / "plan.md")
