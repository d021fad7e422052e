"""What the cache on disk keeps, and everything that it does not trust."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from seamwright.workspace import cache as module
from seamwright.workspace.cache import VARIABLE, Cache, State, cache_directory, cache_of, state_of

KEY = '["key"]'
OLD = State(1_000_000_000, 4, 1_000_000_000, 7)
ENTRIES = {"/a/test_a.py": b'[{"db":null}]', '/a/"\n\t\\ü.py': b"{}"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A cache with two files in it."""
    place = tmp_path / "deep/cache/index-1.seamwright"
    with Cache(place, KEY) as cache:
        for path, data in ENTRIES.items():
            cache.put(path, OLD, f"text of {path}", data)
    return place


def never() -> str:
    raise AssertionError("the text is not asked for")


def check(file: Path, expected: dict[str, bytes], key: str = KEY) -> None:
    """``file`` holds exactly ``expected``."""
    with Cache(file, key) as cache:
        assert len(cache) == len(expected)
        assert {path: cache.get(path, OLD, never) for path in expected} == expected


def test_what_was_put_is_there(file: Path) -> None:
    check(file, ENTRIES)
    with Cache(file, KEY) as cache:
        assert cache.get("/a/other.py", OLD, never) is None


@pytest.mark.parametrize("field", State._fields)
def test_another_state_asks_for_the_text(file: Path, field: str) -> None:
    path = "/a/test_a.py"
    new = OLD._replace(**{field: 5})
    with Cache(file, KEY) as cache:
        assert cache.get(path, new, lambda: "another text") is None
        assert cache.get(path, new, lambda: None) is None
        assert cache.get(path, new, lambda: f"text of {path}") == ENTRIES[path]
        # Now the new state vouches for it.
        assert cache.get(path, new, never) == ENTRIES[path]


def test_a_file_that_has_just_changed_is_read_again(tmp_path: Path) -> None:
    source, place = tmp_path / "test_a.py", tmp_path / "index-1.seamwright"
    source.write_text("abcd")
    state = state_of(str(source))
    assert state is not None
    with Cache(place, KEY) as cache:
        cache.put(str(source), state, "abcd", b"1")
    with Cache(place, KEY) as cache:
        assert cache.get(str(source), state, lambda: "efgh") is None
        assert cache.get(str(source), state, lambda: "abcd") == b"1"


@pytest.mark.skipif(sys.platform == "win32", reason="has no time of change that a program cannot put back")
def test_the_same_size_and_time_of_change_do_not_vouch(tmp_path: Path) -> None:
    source, place = tmp_path / "test_a.py", tmp_path / "index-1.seamwright"
    source.write_text("abcd")
    os.utime(source, ns=(1, 1))
    state = state_of(str(source))
    assert state is not None
    with Cache(place, KEY) as cache:
        # As if it had been like this for long.
        cache.put(str(source), state._replace(touched=1), "abcd", b"1")
    source.write_text("efgh")
    os.utime(source, ns=(1, 1))
    after = state_of(str(source))
    assert after is not None
    assert (after.changed, after.size) == (state.changed, state.size)
    with Cache(place, KEY) as cache:
        assert cache.get(str(source), after, source.read_text) is None


def test_every_torn_file_is_thrown_away(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    whole = file.read_bytes()
    for length in range(len(whole)):
        file.write_bytes(whole[:length])
        caplog.clear()
        check(file, {})
        assert len(caplog.records) == 1
        assert not file.exists()


def test_every_changed_byte_is_noticed(file: Path) -> None:
    whole = file.read_bytes()
    for place in range(len(whole)):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        check(file, {})


@pytest.mark.parametrize("content", [b"", b"\n", b"\0" * 100, b"null\n", KEY.encode() + b"\n\n", b"[" * 100_000])
def test_other_files_are_thrown_away(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    check(file, {})
    assert not file.exists()


def test_another_key_reads_nothing(file: Path) -> None:
    check(file, {}, '["another key"]')


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes and links")
def test_what_is_no_plain_file_is_not_read(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    file.rename(other)
    file.symlink_to(other)
    check(file, {})
    assert other.exists()
    file.unlink(missing_ok=True)
    os.mkfifo(file)
    check(file, {})


def test_a_place_that_cannot_be_written_is_no_error(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "taken").write_text("a file")
    with Cache(tmp_path / "taken/index-1.seamwright", KEY) as cache:
        cache.put("/a.py", OLD, "", b"1")
    assert [each.levelno for each in caplog.records] == [logging.WARNING, logging.WARNING]


def test_nothing_new_is_not_written(file: Path) -> None:
    before = file.stat().st_ino
    with Cache(file, KEY) as cache:
        cache.put("/a/test_a.py", OLD, "text of /a/test_a.py", ENTRIES["/a/test_a.py"])
        cache.keep_only(ENTRIES)
    assert file.stat().st_ino == before
    with Cache(file, KEY) as cache:
        cache.keep_only(["/a/test_a.py"])
    check(file, {"/a/test_a.py": ENTRIES["/a/test_a.py"]})


WRITER = """
import sys
from pathlib import Path
from seamwright.workspace.cache import Cache, State
for turn in range(40):
    with Cache(Path(sys.argv[1]), "key") as cache:
        for number in range(50):
            path = f"/{number}.py"
            found = cache.get(path, State(1, 1, 1, 1), lambda: None)
            assert found is None or found in (b"one" * 99, b"two" * 99), found
            cache.put(path, State(1, 1, 1, 1), f"{turn} of {sys.argv[2]}", sys.argv[2].encode() * 99)
"""


def test_several_servers_at_once(tmp_path: Path) -> None:
    place = tmp_path / "index-1.seamwright"
    line = [sys.executable, "-c", WRITER, str(place)]
    running = [subprocess.Popen([*line, name], stderr=subprocess.PIPE) for name in ("one", "two", "one", "two")]
    for each in running:
        _, errors = each.communicate(timeout=60)
        assert (each.returncode, errors) == (0, b"")
    with Cache(place, "key") as cache:
        assert len(cache) == 50
    assert [each.name for each in tmp_path.iterdir()] == ["index-1.seamwright"]


def test_old_caches_and_broken_off_writes_are_removed(file: Path) -> None:
    names = ("index-2.seamwright", "index-1.seamwright-00.part", "index-3.seamwright", "index-4.part", "other.part")
    for name in names:
        (file.parent / name).write_text("")
    for name in names[:2] + names[4:]:
        os.utime(file.parent / name, (1, 1))
    with Cache(file, KEY) as cache:
        cache.put("/new.py", OLD, "", b"1")
    left = {file.name, "index-3.seamwright", "index-4.part", "other.part"}
    assert {each.name for each in file.parent.iterdir()} == left


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {}, "home/.cache/seamwright"),
        ("linux", {"XDG_CACHE_HOME": "/x"}, "/x/seamwright"),
        ("linux", {"XDG_CACHE_HOME": "relative"}, "home/.cache/seamwright"),
        ("darwin", {"XDG_CACHE_HOME": "/x"}, "home/Library/Caches/seamwright"),
        ("win32", {}, "home/AppData/Local/seamwright"),
        ("linux", {VARIABLE: "/y", "XDG_CACHE_HOME": "/x"}, "/y"),
        ("linux", {VARIABLE: ""}, None),
    ],
)
def test_where_caches_lie(
    monkeypatch: pytest.MonkeyPatch, platform: str, variables: dict[str, str], expected: str | None
) -> None:
    for name in (VARIABLE, "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.platform", platform)
    home: Callable[[], Path] = lambda: Path("home")  # noqa: E731
    monkeypatch.setattr(Path, "home", home)
    assert cache_directory() == (Path(expected) if expected is not None else None)


def test_folders_and_versions_have_caches_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {cache_of(folders)._file for folders in (["/a"], ["/b"], ["/a", "/b"])}
    assert cache_of(["/b", "/a"])._file in names
    monkeypatch.setattr(module, "_program", lambda _: "another version")
    names.add(cache_of(["/a"])._file)
    monkeypatch.setattr("sys.version_info", (3, 99))
    names.add(cache_of(["/a"])._file)
    assert len(names) == 5
    assert cache_of([])._file is None
    assert cache_of(["/a"], enabled=False)._file is None
