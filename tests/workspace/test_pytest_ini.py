"""Which ini file counts for a file, and what is read from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from seamwright.fixtures.model import PytestConfig
from seamwright.workspace.environment import Environment
from seamwright.workspace.pytest_ini import read_config


def config(root: Path, folder: str, files: dict[str, str], environ: dict[str, str] | None = None) -> PytestConfig:
    """The configuration for ``folder`` below ``root``, which is open."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    (root / folder).mkdir(parents=True, exist_ok=True)
    return read_config(root / folder, root, environ or {}, Environment(None))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pytest.ini", "[pytest]\npython_classes = Test *Spec\nusefixtures = a b\n"),
        (".pytest.ini", "[pytest]\npython_classes = Test *Spec\nusefixtures = a b\n"),
        ("tox.ini", "[tox]\nenvlist = x\n[pytest]\npython_classes =\n    Test\n    *Spec\nusefixtures = a b\n"),
        ("setup.cfg", "[tool:pytest]\npython_classes = Test *Spec\nusefixtures = a b\n"),
        ("pyproject.toml", '[tool.pytest.ini_options]\npython_classes = ["Test", "*Spec"]\nusefixtures = "a b"\n'),
        ("pyproject.toml", '[tool.pytest]\npython_classes = ["Test", "*Spec"]\nusefixtures = ["a", "b"]\n'),
        ("pytest.toml", '[pytest]\npython_classes = ["Test", "*Spec"]\nusefixtures = ["a", "b"]\n'),
    ],
)
def test_every_form_of_ini_file(tmp_path: Path, name: str, text: str) -> None:
    found = config(tmp_path, "tests/deep", {name: text})

    assert (found.rootdir, found.inipath) == (tmp_path.as_posix(), (tmp_path / name).as_posix())
    assert (found.python_classes, found.usefixtures) == (("Test", "*Spec"), ("a", "b"))
    assert (found.python_files, found.python_functions) == (("test_*.py", "*_test.py"), ("test",))


def test_files_without_our_section_are_passed_over(tmp_path: Path) -> None:
    found = config(
        tmp_path,
        "sub/tests",
        {
            "pytest.ini": "",
            "sub/tox.ini": "[tox]\n",
            "sub/setup.cfg": "[pytest]\nusefixtures = a\n",
            "sub/pyproject.toml": "[project]\n",
        },
    )

    assert (found.rootdir, found.usefixtures) == (tmp_path.as_posix(), ())


def test_nearest_ini_file_decides_about_root_and_conftests(tmp_path: Path) -> None:
    files = {"pytest.ini": "[pytest]\n", "one/pytest.ini": "[pytest]\n", "conftest.py": "", "one/conftest.py": ""}
    found = config(tmp_path, "one/tests", files)

    assert found.rootdir == found.confcutdir == (tmp_path / "one").as_posix()
    assert found.conftests == ((tmp_path / "one/conftest.py").as_posix(),)


def test_without_ini_file_the_root_is_that_of_setup_py_or_of_the_open_folder(tmp_path: Path) -> None:
    assert config(tmp_path, "a/tests", {}).rootdir == tmp_path.as_posix()
    assert config(tmp_path, "b/tests", {"b/setup.py": ""}).rootdir == (tmp_path / "b").as_posix()


def test_options_decide_about_plugins(tmp_path: Path) -> None:
    text = "[pytest]\naddopts = -p one -ptwo -p no:cacheprovider --import-mode=importlib -o python_files=check_*.py\n"
    found = config(tmp_path, "tests", {"pytest.ini": text}, {"PYTEST_ADDOPTS": "-p no:one"})

    assert found.plugins == ("one", "two")
    assert found.blocked == {
        "one",
        "pytest_one",
        "stepwise",
        "pytest_stepwise",
        "cacheprovider",
        "pytest_cacheprovider",
    }
    assert (found.import_mode, found.python_files, found.autoload) == ("importlib", ("check_*.py",), True)


def test_conftests_that_are_loaded_at_the_start(tmp_path: Path) -> None:
    files = {
        "pytest.ini": "[pytest]\ntestpaths = suite/inner\n",
        **dict.fromkeys(["conftest.py", "tests/conftest.py", "suite/conftest.py", "other/conftest.py"], ""),
        "tests/deep/conftest.py": "",
    }
    found = config(tmp_path, "tests", files)

    assert [Path(each).relative_to(tmp_path).as_posix() for each in found.conftests] == [
        "conftest.py",
        "tests/conftest.py",
        "suite/conftest.py",
    ]


@pytest.mark.parametrize("text", ["[pytest\nusefixtures = a\n", "\0", "[pytest]\naddopts = 'open\n"])
def test_broken_ini_files_are_no_reason_to_fail(tmp_path: Path, text: str) -> None:
    found = config(tmp_path, "tests", {"pytest.ini": text})

    assert (found.rootdir, found.usefixtures, found.plugins) == (tmp_path.as_posix(), (), ())
