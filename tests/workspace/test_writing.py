"""How a change reaches the disk: whole or not at all, and never over something that somebody wrote."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from seamwright.generate.model import FileChange
from seamwright.text.edit import Edit
from seamwright.text.span import Span
from seamwright.workspace.paths import OutsideRoot
from seamwright.workspace.writing import WriteError, write
from tests.conftest import Project


def create(path: str, text: str = "new\n") -> FileChange:
    return FileChange(path, "create", None, (Edit(Span(0, 0), text),), (), ())


def update(path: str, before: str, added: str = "more\n") -> FileChange:
    return FileChange(path, "update", before, (Edit(Span(len(before), len(before)), added),), (), ())


def everything(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_new_file_gets_its_folders(project: Project) -> None:
    root = project({})

    write(root, create("tests/integration/test_a.py", "é\n"))

    assert everything(root) == {"tests/integration/test_a.py": "é\n".encode()}


def test_new_file_has_ordinary_permissions(project: Project) -> None:
    root = project({"other.py": ""})

    write(root, create("test_a.py"))

    assert (root / "test_a.py").stat().st_mode == (root / "other.py").stat().st_mode


def test_existing_file_is_never_overwritten(project: Project) -> None:
    root = project({"test_a.py": "mine\n"})

    with pytest.raises(WriteError, match="appeared in the meantime"):
        write(root, create("test_a.py"))

    assert everything(root) == {"test_a.py": b"mine\n"}


def test_of_two_writers_of_a_new_file_one_wins_whole(project: Project) -> None:
    root = project({})
    texts = [str(number) * 100_000 for number in range(8)]

    with ThreadPoolExecutor(8) as pool:
        futures = [pool.submit(write, root, create("a/b/test_a.py", text)) for text in texts]
    failed = [future for future in futures if future.exception() is not None]

    assert len(failed) == 7
    assert everything(root)["a/b/test_a.py"].decode() in texts
    assert len(everything(root)) == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"a\r\n", b"a\r\nmore\n"),
        (b"\xef\xbb\xbfa\n", b"\xef\xbb\xbfa\nmore\n"),
        (b"# coding: latin-1\n# \xe9\n", b"# coding: latin-1\n# \xe9\nmore\n"),
        (b"a\x0c", b"a\x0cmore\n"),
    ],
)
def test_other_bytes_of_an_updated_file_stay(project: Project, before: bytes, after: bytes) -> None:
    root = project({"test_a.py": before})
    encoding = "latin-1" if b"latin" in before else "utf-8-sig"

    write(root, update("test_a.py", before.decode(encoding)))

    assert everything(root) == {"test_a.py": after}


def test_permissions_of_an_updated_file_stay(project: Project) -> None:
    root = project({"test_a.py": "a\n"})
    (root / "test_a.py").chmod(0o754)

    write(root, update("test_a.py", "a\n"))

    assert stat.S_IMODE((root / "test_a.py").stat().st_mode) == 0o754


def test_unchanged_file_is_not_touched(project: Project) -> None:
    root = project({"test_a.py": "a\n"})
    before = (root / "test_a.py").stat()

    write(root, FileChange("test_a.py", "unchanged", "a\n", (), (), ()))

    assert (root / "test_a.py").stat().st_mtime_ns == before.st_mtime_ns
    assert (root / "test_a.py").stat().st_ino == before.st_ino


@pytest.mark.parametrize(
    ("files", "change", "reason"),
    [
        ({"test_a.py": "somebody was here\n"}, update("test_a.py", "a\n"), "changed in the meantime"),
        ({}, update("test_a.py", "a\n"), "disappeared in the meantime"),
        ({"test_a.py/x": ""}, update("test_a.py", "a\n"), "is a directory"),
        ({"test_a.py/x": ""}, create("test_a.py"), "appeared in the meantime"),
        ({"a": ""}, create("a/test_a.py"), "not a directory|file exists"),
        ({"test_a.py": b"a\xff\n"}, update("test_a.py", "a\ufffd\n"), "changed in the meantime"),
        ({"test_a.py": b"# coding: latin-1\n"}, update("test_a.py", "# coding: latin-1\n", "→"), "has no '→'"),
        ({}, create("new/test_a.py", "\ud800"), "surrogates not allowed"),
    ],
)
def test_refused_change_leaves_everything_as_it_was(
    project: Project, files: dict[str, str | bytes], change: FileChange, reason: str
) -> None:
    root = project(files)
    before = everything(root), sorted(root.rglob("*"))

    with pytest.raises(WriteError, match=reason):
        write(root, change)

    assert (everything(root), sorted(root.rglob("*"))) == before


@pytest.mark.parametrize("change", [create("link/test_a.py"), update("link.py", "a\n"), create("broken.py")])
def test_nothing_is_written_through_a_link(project: Project, tmp_path: Path, change: FileChange) -> None:
    root = project({"real.py": "a\n"})
    outside = tmp_path / "outside"
    outside.mkdir()
    (root / "link").symlink_to(outside)
    (root / "link.py").symlink_to(root / "real.py")
    (root / "broken.py").symlink_to(outside / "new.py")

    with pytest.raises(OutsideRoot):
        write(root, change)

    assert list(outside.iterdir()) == []
    assert (root / "real.py").read_text() == "a\n"


@pytest.mark.parametrize("change", [create("a/b/test_a.py"), update("test_old.py", "old\n")])
@pytest.mark.parametrize("step", ["fsync", "link", "replace"])
def test_interruption_leaves_the_old_state(
    project: Project, monkeypatch: pytest.MonkeyPatch, change: FileChange, step: str
) -> None:
    root = project({"test_old.py": "old\n"})
    before = sorted(root.rglob("*"))
    done = []

    def interrupt(*arguments: object, **options: object) -> None:
        done.append(step)
        raise KeyboardInterrupt

    monkeypatch.setattr(os, step, interrupt)
    used = step == "fsync" or (step == "link") == (change.before is None)
    if used:
        with pytest.raises(KeyboardInterrupt):
            write(root, change)
        assert sorted(root.rglob("*")) == before
        assert (root / "test_old.py").read_text() == "old\n"
    else:
        write(root, change)
    assert bool(done) == used


def test_file_system_without_hard_links(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    root = project({"test_mine.py": "mine\n"})

    write(root, create("test_a.py"))
    with pytest.raises(WriteError, match="appeared in the meantime"):
        write(root, create("test_mine.py"))

    assert everything(root) == {"test_a.py": b"new\n", "test_mine.py": b"mine\n"}
