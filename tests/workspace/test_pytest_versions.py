"""What pytest itself provides is read from the installed version, and versions are written differently."""

from __future__ import annotations

from pathlib import Path

import pytest

from seamwright.fixtures import Resolver
from seamwright.workspace.pytest_project import PytestProject

_OLD = """\
essential_plugins = (
    "fixtures",
)

default_plugins = essential_plugins + (
    "tmpdir",
    "legacypath",
)
"""
_NEW = """\
essential_plugins = ("fixtures",
)
default_plugins = (
    *essential_plugins,
    "tmpdir",
    "legacypath",
)
"""
_FIXTURES = "def fixture(function=None):\n    return function\n"
_TMPDIR = "from _pytest.fixtures import fixture\n\n\n@fixture\ndef tmp_path():\n    return 1\n"
_LEGACY = """\
from _pytest.fixtures import fixture


class LegacyTmpdirPlugin:
    @staticmethod
    @fixture
    def tmpdir(tmp_path):
        return tmp_path


class Unused:
    @fixture
    def nothing(self):
        return 1


def pytest_configure(config):
    config.pluginmanager.register(LegacyTmpdirPlugin, "legacypath-tmpdir")
"""
_WRAPPED = """\
import functools
import pytest


def logged(function):
    @functools.wraps(function)
    def inner(*args):
        return function(*args)
    return inner


@logged
@pytest.fixture
def shop():
    return 1
"""


def names(root: Path, version: str, config: str, module: str = "") -> set[str]:
    """What a test may request in a project whose environment has pytest ``version``."""
    packages = root / ".venv/lib/python3.11/site-packages"
    files = {
        root / ".venv/pyvenv.cfg": "home = /nowhere\n",
        packages / f"pytest-{version}.dist-info/METADATA": "Name: pytest\n",
        packages / "_pytest/config/__init__.py": config,
        packages / "_pytest/fixtures.py": _FIXTURES,
        packages / "_pytest/tmpdir.py": _TMPDIR,
        packages / "_pytest/legacypath.py": _LEGACY,
        root / "pytest.ini": "[pytest]\n",
        root / "test_shop.py": module,
    }
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    resolver = Resolver(PytestProject([root], environ={}))
    return set(resolver.visible((root / "test_shop.py").as_posix()).names)


@pytest.mark.parametrize(("version", "config"), [("7.4.4", _OLD), ("9.2.0", _NEW)])
def test_plugins_that_pytest_loads_by_itself(tmp_path: Path, version: str, config: str) -> None:
    assert names(tmp_path, version, config) == {"tmp_path", "tmpdir"}


@pytest.mark.parametrize(("version", "found"), [("7.4.4", True), ("8.3.5", True), ("8.4.0", False), ("9.2.0", False)])
def test_a_decorator_above_the_fixture_hides_it_since_8_4(tmp_path: Path, version: str, found: bool) -> None:
    assert ("shop" in names(tmp_path, version, _NEW, _WRAPPED)) is found
