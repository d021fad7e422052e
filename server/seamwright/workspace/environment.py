"""Finds the Python environment of a project and what is on its path, by looking at files; no interpreter is started."""

from __future__ import annotations

import ast
import base64
import hashlib
import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from seamwright.workspace.disk import Unreadable, read_text

_NAMES = (".venv", "venv", "env", ".env")
_LIBRARY = re.compile(r"python(\d+)\.(\d+)t?$")
_PYTEST = re.compile(r"pytest-(\d+)\.(\d+).*\.dist-info$")
_MAPPING = re.compile(r"^MAPPING(?::[^=]*)?\s*=\s*(\{.*?\})\s*$", re.MULTILINE | re.DOTALL)
_MAP_MODULE = re.compile(r"map_module\(\s*(['\"])(?P<name>[\w.]+)\1\s*,\s*(?P<path>'[^'\n]*'|\"[^\"\n]*\")\s*\)")
_LIMIT = 1024 * 1024


@dataclass(frozen=True)
class Environment:
    """An environment. ``path`` are its directories of packages in Python's order, those of ``.pth`` files included;
    ``mapping`` are packages of editable installs that stand elsewhere; ``python`` and ``pytest`` are their versions.
    ``is_own`` is false for an interpreter that is only what the machine has."""

    root: Path | None
    path: tuple[str, ...] = ()
    mapping: tuple[tuple[str, str], ...] = ()
    python: tuple[int, int] | None = None
    pytest: tuple[int, int] | None = None
    is_own: bool = True


def find_environment(start: Path, setting: str | None = None, environ: Mapping[str, str] | None = None) -> Environment:
    """The environment for the project at ``start``.

    In this order: the setting (an interpreter or a directory), ``$VIRTUAL_ENV``, ``.venv`` and the like in ``start``
    and above, what uv, pdm, poetry and hatch write or use by convention, ``$CONDA_PREFIX``, the interpreter on the
    ``PATH``.
    """
    environ = os.environ if environ is None else environ
    for root in _candidates(start, setting, environ):
        packages = list(_site_packages(root))
        if packages:
            return _environment(root, packages)
    for root in _on_path(environ):
        packages = list(_site_packages(root))
        if packages:
            return replace(_environment(root, packages), is_own=False)
    return Environment(None, is_own=False)


def _candidates(start: Path, setting: str | None, environ: Mapping[str, str]) -> Iterator[Path]:
    if setting:
        yield from _of_setting(start / os.path.expanduser(setting))
    if environ.get("VIRTUAL_ENV"):
        yield Path(environ["VIRTUAL_ENV"])
    uv = environ.get("UV_PROJECT_ENVIRONMENT")
    for folder in (start, *start.parents):
        if uv and (folder / "pyproject.toml").is_file():
            yield folder / uv
        for name in _NAMES:
            if (folder / name / "pyvenv.cfg").is_file():
                yield folder / name
        yield from _of_tools(folder, environ)
    if environ.get("CONDA_PREFIX"):
        yield Path(environ["CONDA_PREFIX"])


def _on_path(environ: Mapping[str, str]) -> Iterator[Path]:
    for name in ("python3", "python"):
        interpreter = shutil.which(name, path=environ.get("PATH"))
        if interpreter:
            # First as it is called, since an environment's interpreter is a link to another one.
            yield Path(interpreter).parent.parent
            yield Path(os.path.realpath(interpreter)).parent.parent


def _of_setting(path: Path) -> Iterator[Path]:
    yield path
    if path.is_file() or not path.exists():
        yield path.parent.parent  # bin/python
        yield path.parent  # python.exe of conda


def _of_tools(folder: Path, environ: Mapping[str, str]) -> Iterator[Path]:
    """Environments that pdm, poetry and hatch keep for the project in ``folder``."""
    recorded = _text(folder / ".pdm-python")
    if recorded.strip():
        yield Path(recorded.strip()).parent.parent
    if (folder / "poetry.lock").is_file():
        home = environ.get("POETRY_CACHE_DIR") or os.path.expanduser("~/.cache/pypoetry")
        digest = hashlib.sha256(os.path.normcase(str(folder)).encode()).digest()
        suffix = base64.urlsafe_b64encode(digest).decode()[:8]
        yield from sorted(Path(home, "virtualenvs").glob(f"*-{suffix}-py*"), reverse=True)
    name = re.search(r"(?m)^\s*name\s*=\s*[\"']([\w.-]+)[\"']", _text(folder / "pyproject.toml"))
    if name:
        data = environ.get("HATCH_DATA_DIR") or os.path.expanduser("~/.local/share/hatch")
        environments = Path(data, "env", "virtual", name[1])
        if environments.is_dir():
            yield from sorted(environments.glob("*/*"))


def _site_packages(root: Path) -> Iterator[tuple[Path, tuple[int, int] | None]]:
    for folder in ("lib", "lib64"):
        try:
            libraries = sorted(os.listdir(root / folder))
        except OSError:
            continue
        for library in reversed(libraries):
            match = _LIBRARY.match(library)
            packages = root / folder / library / "site-packages"
            if match and packages.is_dir():
                yield packages, (int(match[1]), int(match[2]))
        if folder == "lib" and (root / "lib64").is_symlink():
            return
    packages = root / "Lib" / "site-packages"
    if packages.is_dir():
        yield packages, None


def _environment(root: Path, packages: list[tuple[Path, tuple[int, int] | None]]) -> Environment:
    python = packages[0][1] or _configured_version(root)
    first = [folder for folder, version in packages if version == packages[0][1]]
    if re.search(r"(?mi)^include-system-site-packages\s*=\s*true", _text(root / "pyvenv.cfg")):
        home = re.search(r"(?m)^home\s*=\s*(.+?)\s*$", _text(root / "pyvenv.cfg"))
        if home:
            first += [folder for folder, _ in _site_packages(Path(home[1]).parent)]
    path: list[str] = []
    mapping: dict[str, str] = {}
    for folder in first:
        path.append(folder.as_posix())
        for extra in _of_pth_files(folder, mapping):
            path.append(extra)
    found = tuple(dict.fromkeys(path))
    return Environment(root, found, tuple(mapping.items()), python, _pytest_version(found))


def _pytest_version(path: tuple[str, ...]) -> tuple[int, int] | None:
    for folder in path:
        try:
            names = os.listdir(folder)
        except OSError:
            continue
        for name in names:
            match = _PYTEST.match(name)
            if match:
                return int(match[1]), int(match[2])
    return None


def _configured_version(root: Path) -> tuple[int, int] | None:
    match = re.search(r"(?m)^version(?:_info)?\s*=\s*(\d+)\.(\d+)", _text(root / "pyvenv.cfg"))
    return (int(match[1]), int(match[2])) if match else None


def _of_pth_files(folder: Path, mapping: dict[str, str]) -> Iterator[str]:
    """What the ``.pth`` files in ``folder`` add to the path; what their finders map goes to ``mapping``."""
    try:
        names = sorted(name for name in os.listdir(folder) if name.endswith(".pth"))
    except OSError:
        return
    for name in names:
        for line in _text(folder / name).splitlines():
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            if line.startswith(("import ", "import\t")):
                for module in re.findall(r"import\s+([\w.]+)", line):
                    _map_finder(folder / f"{module}.py", mapping)
                continue
            target = Path(os.path.normpath(folder / line))
            if target.is_dir():
                yield target.as_posix()


def _map_finder(path: Path, mapping: dict[str, str]) -> None:
    """What an import hook of an editable install maps; those of setuptools and ``editables`` are data in a module."""
    if not path.name.startswith(("__editable__", "_editable", "__editables", "_")) or not path.is_file():
        return
    text = _text(path)
    match = _MAPPING.search(text)
    if match:
        try:
            found = ast.literal_eval(match[1])
        except (ValueError, SyntaxError):
            found = {}
        if isinstance(found, dict):
            mapping.update({str(name): Path(str(place)).as_posix() for name, place in found.items()})
    for each in _MAP_MODULE.finditer(text):
        try:
            place = Path(str(ast.literal_eval(each["path"])))
        except (ValueError, SyntaxError):
            continue
        mapping[each["name"]] = (place.parent if place.name == "__init__.py" else place).as_posix()


def _text(path: Path) -> str:
    try:
        decoded = read_text(path, _LIMIT)
    except Unreadable:
        return ""
    return decoded.text if decoded is not None else ""


STANDARD = frozenset(getattr(sys, "stdlib_module_names", ()))
"""The modules of the standard library, by our own interpreter."""
