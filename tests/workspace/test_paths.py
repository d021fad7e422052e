"""Which paths are inside the root."""

from __future__ import annotations

from pathlib import Path

import pytest

from seamwright.workspace.paths import OutsideRoot, inside, relative_parts, relative_to
from tests.conftest import Project


@pytest.mark.parametrize(
    "path", ["a", "a/b.py", "./a/b", "a//b", "tests/ünï/plan.md", "a b/c-d_e.md", "..a/b..", "a/..."]
)
def test_inside(path: str) -> None:
    assert relative_parts(path)


@pytest.mark.parametrize(
    "path",
    [
        "",
        ".",
        "..",
        "../a",
        "a/../../b",
        "a/..",
        "/etc/passwd",
        "//host/share",
        "C:/x",
        "C:x",
        "a\\..\\..\\b",
        "a\x00b",
        "a\nb",
        "a:stream",
        "a?",
        "a*",
        "a|b",
        '"a"',
        "<a>",
        "\x7f",
    ],
)
def test_outside(path: str) -> None:
    with pytest.raises(OutsideRoot) as error:
        relative_parts(path)

    assert len(str(error.value).splitlines()) == 1


def test_message_about_a_hostile_path_is_short_and_printable() -> None:
    with pytest.raises(OutsideRoot) as error:
        relative_parts("../" + "\x1b[31m" * 1000)

    assert len(str(error.value)) < 200
    assert str(error.value).isprintable()


class TestLinks:
    """Symbolic links: followed inside the root when reading, never when writing."""

    @pytest.fixture
    def root(self, project: Project, tmp_path: Path) -> Path:
        root = project({"real/file.py": "", "tests/x": ""})
        (tmp_path / "outside").mkdir()
        (tmp_path / "outside/file.py").write_text("")
        (root / "inner").symlink_to(root / "real")
        (root / "outer").symlink_to(tmp_path / "outside")
        (root / "tests/file.py").symlink_to(tmp_path / "outside/file.py")
        (root / "tests/broken.py").symlink_to(tmp_path / "missing/file.py")
        (root / "loop").symlink_to(root / "loop")
        return root

    @pytest.mark.parametrize("path", ["real/file.py", "real/new.py", "new/new.py", "inner/file.py", "inner/new.py"])
    def test_reading_inside(self, root: Path, path: str) -> None:
        assert inside(root, path, follow=True) == root / path

    @pytest.mark.parametrize("path", ["outer/file.py", "outer/new.py", "tests/file.py", "tests/broken.py"])
    def test_reading_does_not_leave(self, root: Path, path: str) -> None:
        with pytest.raises(OutsideRoot):
            inside(root, path, follow=True)

    @pytest.mark.parametrize(
        "path", ["inner/file.py", "inner/new.py", "outer/new.py", "tests/broken.py", "loop/new.py"]
    )
    def test_writing_does_not_go_through_links(self, root: Path, path: str) -> None:
        with pytest.raises(OutsideRoot):
            inside(root, path, follow=False)


def test_relative_path_of_a_file_outside_is_refused(tmp_path: Path) -> None:
    assert relative_to(tmp_path, tmp_path / "a" / ".." / "b.md") == "b.md"
    with pytest.raises(OutsideRoot):
        relative_to(tmp_path, tmp_path.parent / "b.md")
