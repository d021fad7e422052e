"""Finds the ini file that pytest would use for a file, and reads from it what decides about fixtures.

The rules are those of ``_pytest/config/findpaths.py`` for ``pytest FILE``, run in the folder that is open.
"""

from __future__ import annotations

import configparser
import os
import shlex
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from seamwright.fixtures.model import PytestConfig
from seamwright.workspace.disk import Unreadable, read_text
from seamwright.workspace.environment import Environment
from seamwright.workspace.toml import TomlError, read_toml

NAMES = ("pytest.toml", ".pytest.toml", "pytest.ini", ".pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg")
"""Ini files in the order in which pytest asks for them."""

Values = dict[str, Any]


def read_config(folder: Path, invocation: Path, environ: Mapping[str, str], environment: Environment) -> PytestConfig:
    """How pytest is set up for the files in ``folder``; ``invocation`` is the folder that is open."""
    rootdir, inipath, values = _locate(folder, invocation)
    options = _Options([*_words(values.get("addopts")), *_split(environ.get("PYTEST_ADDOPTS", ""))])
    values = {**values, **options.overrides}
    base = inipath.parent if inipath is not None else rootdir
    confcutdir = Path(os.path.normpath(invocation / options.confcutdir)) if options.confcutdir else base
    testpaths = tuple(_words(values.get("testpaths")))
    return PytestConfig(
        rootdir=rootdir.as_posix(),
        confcutdir=confcutdir.as_posix(),
        inipath=inipath.as_posix() if inipath is not None else None,
        python_files=tuple(_words(values.get("python_files"))) or ("test_*.py", "*_test.py"),
        python_classes=tuple(_words(values.get("python_classes"))) or ("Test",),
        python_functions=tuple(_words(values.get("python_functions"))) or ("test",),
        usefixtures=tuple(_words(values.get("usefixtures"))),
        pythonpath=tuple(Path(os.path.normpath(base / each)).as_posix() for each in _words(values.get("pythonpath"))),
        testpaths=testpaths,
        plugins=tuple(options.plugins),
        blocked=frozenset(options.blocked),
        autoload=options.autoload and not environ.get("PYTEST_DISABLE_PLUGIN_AUTOLOAD"),
        noconftest=options.noconftest,
        import_mode=options.import_mode,
        asyncio_mode=str(values.get("asyncio_mode") or "strict"),
        markers=tuple(_lines(values.get("markers"))),
        python=environment.python,
        pytest=environment.pytest,
        conftests=tuple(_initial_conftests(rootdir, testpaths)),
        options=values,
    )


def _locate(folder: Path, invocation: Path) -> tuple[Path, Path | None, Values]:
    pyproject: Path | None = None
    for base in (folder, *folder.parents):
        for name in NAMES:
            path = base / name
            if not path.is_file():
                continue
            if name == "pyproject.toml" and pyproject is None:
                pyproject = path
            values = _load(path)
            if values is not None:
                return base, path, values
    if pyproject is not None:
        return pyproject.parent, pyproject, {}
    for base in (folder, *folder.parents):
        if (base / "setup.py").is_file():
            return base, None, {}
    inside = folder == invocation or invocation in folder.parents
    return (invocation if inside else folder), None, {}


def _load(path: Path) -> Values | None:
    """The options of an ini file, ``None`` if pytest would pass it over."""
    if path.suffix == ".toml":
        return _load_toml(path)
    sections = _sections(path)
    section = sections.get("tool:pytest" if path.name == "setup.cfg" else "pytest")
    if section is None and path.name in ("pytest.ini", ".pytest.ini"):
        return {}
    return section


def _load_toml(path: Path) -> Values | None:
    try:
        read = read_toml(path)
    except TomlError:
        read = None
    if path.name != "pyproject.toml":
        table = read[0].get("pytest") if read is not None else None
        return table if isinstance(table, dict) else {}
    tool = read[0].get("tool") if read is not None else None
    table = tool.get("pytest") if isinstance(tool, dict) else None
    if not isinstance(table, dict):
        return None
    options = table.get("ini_options")
    if isinstance(options, dict):
        return options
    native = {key: value for key, value in table.items() if key != "ini_options"}
    return native or None


def _sections(path: Path) -> dict[str, Values]:
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True, empty_lines_in_values=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    try:
        decoded = read_text(path)
        parser.read_string(decoded.text if decoded is not None else "")
    except (Unreadable, configparser.Error):
        pass  # what was read before the error counts
    return {name: dict(parser.items(name)) for name in parser.sections()}


class _Options:
    """What of ``addopts`` decides about fixtures."""

    def __init__(self, words: list[str]) -> None:
        self.plugins: list[str] = []
        self.blocked: set[str] = set()
        self.overrides: Values = {}
        self.confcutdir = ""
        self.import_mode = "prepend"
        self.noconftest = False
        self.autoload = True
        rest = iter(words)
        for word in rest:
            if word.startswith("-p") and not word.startswith("--"):
                self._plugin(word[2:].lstrip("=") or next(rest, ""))
            elif word in ("-o", "--override-ini"):
                self._override(next(rest, ""))
            elif word.startswith(("-o", "--override-ini=")):
                self._override(word.partition("=")[2] if word.startswith("--") else word[2:])
            elif word.startswith("--confcutdir"):
                self.confcutdir = word.partition("=")[2] or next(rest, "")
            elif word.startswith("--import-mode"):
                self.import_mode = word.partition("=")[2] or next(rest, "prepend")
            elif word == "--noconftest":
                self.noconftest = True
            elif word == "--disable-plugin-autoload":
                self.autoload = False

    def _plugin(self, name: str) -> None:
        blocked = name[3:].strip() if name.startswith("no:") else ""
        if not blocked:
            self.plugins += [name.strip()] if name.strip() else []
            self.blocked -= {name.strip(), f"pytest_{name.strip()}"}
            return
        self.blocked |= {blocked, f"pytest_{blocked}"}
        if blocked == "cacheprovider":
            self.blocked |= {"stepwise", "pytest_stepwise"}

    def _override(self, text: str) -> None:
        key, equals, value = text.partition("=")
        if equals:
            self.overrides[key.strip()] = value


def _initial_conftests(rootdir: Path, testpaths: tuple[str, ...]) -> Iterator[str]:
    anchors = [rootdir]
    with suppress(OSError):
        anchors += sorted(rootdir / name for name in os.listdir(rootdir) if name.startswith("test"))
    for pattern in testpaths:
        if any(char in pattern for char in "*?["):
            anchors += sorted(rootdir.glob(pattern))
        else:
            anchors.append(Path(os.path.normpath(rootdir / pattern)))
    found: dict[str, None] = {}
    for anchor in anchors:
        chain = [anchor]
        while chain[-1] != rootdir and rootdir in chain[-1].parents:
            chain.append(chain[-1].parent)
        for folder in reversed(chain):
            if (folder / "conftest.py").is_file():
                found[(folder / "conftest.py").as_posix()] = None
    yield from found


def _words(value: object) -> list[str]:
    if isinstance(value, list):
        return [str(each) for each in value]
    return _split(str(value)) if value else []


def _split(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        return text.split()


def _lines(value: object) -> list[str]:
    if isinstance(value, list):
        return [str(each) for each in value]
    return [line.strip() for line in str(value or "").splitlines() if line.strip()]
