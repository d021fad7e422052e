"""Decides which files the rules look at: integration tests and their conftests. Unit tests are left alone.

What a person names is always looked at. In a folder it is what pytest would collect below the folders that hold
integration tests: the configured ones, else those called ``integration`` or with a plan in them.
"""

from __future__ import annotations

import configparser
import shlex
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple

from seamwright.rules.module import DEFAULT, Collects
from seamwright.workspace.disk import Unreadable, read_text
from seamwright.workspace.roots import ancestors
from seamwright.workspace.toml import TomlError, read_toml
from seamwright.workspace.walking import INTEGRATION_FOLDERS, walk

_PLAN_NAMES = ("TEST_PLAN.md", "INTEGRATION_TEST_PLAN.md", "TEST_PLAN.yaml", "TEST_PLAN.yml")


class PytestOptions(NamedTuple):
    """What pytest's configuration says about which files hold tests and where imports are found."""

    python_files: tuple[str, ...] = ("test_*.py", "*_test.py")
    python_path: tuple[str, ...] = ()
    """Relative to the folder of the configuration file."""
    folder: Path | None = None
    collects: Collects = DEFAULT


def pytest_options(directory: Path, root: Path) -> PytestOptions:
    """The options for tests in ``directory``, from the nearest configuration file up to ``root`` that has some.

    The files and their order are pytest's (documentation, "Configuration file formats").
    """
    for folder in ancestors(directory, root):
        for table in (
            _ini(folder / "pytest.ini", "pytest"),
            _pyproject(folder),
            _ini(folder / "tox.ini", "pytest"),
            _ini(folder / "setup.cfg", "tool:pytest"),
        ):
            if table is not None:
                files = _words(table.get("python_files"))
                collects = Collects(
                    _words(table.get("python_classes")) or DEFAULT.classes,
                    _words(table.get("python_functions")) or DEFAULT.functions,
                )
                return PytestOptions(
                    files or PytestOptions().python_files, _words(table.get("pythonpath")), folder, collects
                )
    return PytestOptions()


def is_module_of_tests(name: str, options: PytestOptions) -> bool:
    """Whether a file called ``name`` holds tests, or fixtures for them."""
    return name == "conftest.py" or (
        name.endswith(".py") and any(fnmatchcase(name, pattern) for pattern in options.python_files)
    )


def is_integration(path: str, folders: Sequence[str], has_plan: Any) -> bool:
    """Whether the file at ``path`` (relative to the root) lies where integration tests are.

    ``folders`` are the configured ones (paths or patterns); ``has_plan`` tells whether a folder has a plan in it.
    """
    parts = path.split("/")[:-1]
    above = ["/".join(parts[:length]) for length in range(1, len(parts) + 1)]
    if folders:
        return any(fnmatchcase(each, pattern) for each in above for pattern in folders)
    return any(part.lower() in INTEGRATION_FOLDERS for part in parts) or any(has_plan(each) for each in above)


def has_plan(root: Path, folder: str) -> bool:
    """Whether a plan stands in ``folder``, by the names that plans usually have."""
    return any((root / folder / name).is_file() for name in _PLAN_NAMES)


def python_files(top: Path) -> Iterator[Path]:
    """Python files below ``top`` that may be tests."""
    return walk(top, lambda name: name.endswith(".py"))


def _ini(path: Path, section: str) -> Mapping[str, Any] | None:
    if not path.is_file():
        return None
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        decoded = read_text(path)
        parser.read_string(decoded.text if decoded is not None else "")
    except (configparser.Error, Unreadable):
        return None
    if parser.has_section(section):
        return dict(parser.items(section))
    return {} if path.name == "pytest.ini" else None


def _pyproject(folder: Path) -> Mapping[str, Any] | None:
    try:
        found = read_toml(folder / "pyproject.toml")
    except TomlError:
        return None
    table: Any = found[0] if found is not None else None
    for key in ("tool", "pytest"):
        table = table.get(key) if isinstance(table, Mapping) else None
    if not isinstance(table, Mapping):
        return None
    ini = table.get("ini_options", table)
    return ini if isinstance(ini, Mapping) else None


def _words(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        try:
            return tuple(shlex.split(value))
        except ValueError:
            return tuple(value.split())
    if isinstance(value, list):
        return tuple(each for each in value if isinstance(each, str))
    return ()
