"""The open folders as the fixture resolver sees them: texts, the pytest configuration of each, modules and plugins.

Reads from disk on demand and keeps what it found until :meth:`PytestProject.forget` says that something changed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from seamwright.fixtures.builtins import BUILTINS, OPTIONAL
from seamwright.fixtures.model import PluginModule, PytestConfig
from seamwright.workspace.disk import Unreadable, read_text
from seamwright.workspace.entry_points import EntryPoint, plugin_entry_points
from seamwright.workspace.environment import Environment, find_environment
from seamwright.workspace.pytest_ini import NAMES, read_config

# Before pytest 8 the one was the other plus a tuple.
_TUPLE = re.compile(
    r"^(essential_plugins|default_plugins)\s*(?::[^=]*)?=\s*(?:essential_plugins\s*\+\s*)?\((.*?)^\)",
    re.MULTILINE | re.DOTALL,
)
_EXTRA = ("pytester", "pytester_assertions")


class PytestProject:
    """Folders on disk. ``environment`` is the setting for the interpreter or environment, if there is one.

    ``of_folders`` are the settings of single folders, which win.
    """

    def __init__(
        self,
        folders: Sequence[Path],
        environment: str | None = None,
        environ: Mapping[str, str] | None = None,
        *,
        of_folders: Mapping[Path, str | None] | None = None,
    ) -> None:
        self.folders = tuple(folders)
        self._setting = environment
        self._of_folders = dict(of_folders or {})
        self._environ = os.environ if environ is None else environ
        self._layout = 0
        self._stats: dict[str, Hashable] = {}
        self._configs: dict[str, PytestConfig] = {}
        self._environments: dict[str, Environment] = {}
        self._entries: dict[tuple[str, ...], tuple[EntryPoint, ...]] = {}
        self._plugins: dict[tuple[str, ...], tuple[PluginModule, ...]] = {}
        self._modules: dict[tuple[str, tuple[str, ...]], str | None] = {}
        self._searches: dict[str, tuple[str, ...]] = {}
        self.buffered: Callable[[str], Hashable] = lambda path: None

    def text(self, path: str) -> str | None:
        """The text on disk; ``None`` if there is none or it is no text."""
        try:
            decoded = read_text(Path(path))
        except Unreadable:
            return None
        return decoded.text if decoded is not None else None

    def version(self, path: str) -> Hashable:
        """When the file was changed and how large it is; ``None`` if there is no such file."""
        if not path:
            return self._layout
        if path in self._stats:
            return self._stats[path]
        try:
            found = os.stat(path)
            version: Hashable = (found.st_mtime_ns, found.st_size) if not os.path.isdir(path) else None
        except (OSError, ValueError):
            version = None
        self._stats[path] = version
        return version

    def config(self, path: str) -> PytestConfig:
        """How pytest is set up for a file."""
        folder = path.rpartition("/")[0] or "/"
        known = self._configs.get(folder)
        if known is None and self._is_as_above(folder):
            known = self._configs[folder] = self.config(folder)
        if known is None:
            start = Path(folder)
            home = self._folder(start)
            if start != home and not any(os.path.exists(f"{folder}/{name}") for name in (*NAMES, "setup.py")):
                # Nothing here says anything, so what holds above holds here.
                known = self.config(folder)
            else:
                known = read_config(start, home, self._environ, self.environment(path))
            self._configs[folder] = known
        return known

    def environment(self, path: str) -> Environment:
        """The Python environment of a file."""
        folder = path.rpartition("/")[0]
        if folder not in self._environments:
            home = self._folder(Path(folder or "/"))
            key = home.as_posix()
            if key not in self._environments:
                setting = self._of_folders.get(home, self._setting)
                self._environments[key] = find_environment(home, setting, self._environ)
            self._environments[folder] = self._environments[key]
        return self._environments[folder]

    def plugins(self, path: str) -> Sequence[PluginModule]:
        """The plugins loaded before any conftest, in pytest's order."""
        config = self.config(path)
        environment = self.environment(path)
        options = (*config.plugins, "", *sorted(config.blocked), str(config.autoload), config.rootdir)
        key = (*environment.path, "", *options)
        if key not in self._plugins:
            self._plugins[key] = tuple(self._loaded(path, config, environment))
        return self._plugins[key]

    def plugin(self, name: str, path: str) -> PluginModule | None:
        """The plugin called ``name``: one of pytest's own, an entry point, or a module."""
        environment = self.environment(path)
        own = self._own_plugins(environment)
        if name in own or name in _EXTRA:
            return self._own(name, environment)
        for entry in self._entry_points(environment):
            if entry.name == name:
                return self._entry(entry, path)
        found = self.module(name, path)
        return PluginModule(name, found) if found is not None else None

    def module(self, name: str, path: str) -> str | None:
        """The file of an absolute module as imported by ``path``."""
        search = self._search(path)
        key = (name, search)
        if key not in self._modules:
            self._modules[key] = self._find(name, search, self.environment(path))
        return self._modules[key]

    def forget(self, paths: Iterable[str] | None = None) -> None:
        """These files (all without an argument) changed, came or went."""
        self._layout += 1
        self._modules.clear()
        self._searches.clear()
        if paths is None:
            for kept in (self._stats, self._configs, self._environments, self._entries, self._plugins):
                kept.clear()
            return
        for path in paths:
            self._stats.pop(path, None)
            name = path.rpartition("/")[2]
            if name.endswith((".toml", ".ini", ".cfg")) or name in ("setup.py", "conftest.py"):
                self._configs.clear()
                self._plugins.clear()

    def _is_as_above(self, folder: str) -> bool:
        """Whether ``folder`` lies deeper in an open folder and has nothing of its own that pytest is set up by."""
        home = self._folder(Path(folder))
        if home.as_posix() == folder or not folder.startswith(f"{home.as_posix()}/"):
            return False
        return not any(os.path.isfile(f"{folder}/{name}") for name in (*NAMES, "setup.py"))

    def _folder(self, folder: Path) -> Path:
        """The open folder that ``folder`` belongs to: the innermost one; itself if it is in none."""
        inside = [each for each in self.folders if each == folder or each in folder.parents]
        return max(inside, key=lambda each: len(each.parts), default=folder)

    def _loaded(self, path: str, config: PytestConfig, environment: Environment) -> Iterator[PluginModule]:
        for name in self._own_plugins(environment):
            if name not in config.blocked:
                yield self._own(name, environment)
        for name in config.plugins:
            found = self.plugin(name, path)
            yield found if found is not None else PluginModule(name, None)
        if config.autoload:
            for entry in self._entry_points(environment):
                if entry.name not in config.blocked:
                    yield self._entry(entry, path)
        for name in filter(None, (self._environ.get("PYTEST_PLUGINS") or "").split(",")):
            found = self.plugin(name, path)
            if found is not None and name not in config.blocked:
                yield found

    def _own_plugins(self, environment: Environment) -> tuple[str, ...]:
        """The names of the plugins that pytest loads by itself, by the environment's pytest."""
        home = _pytest_of(environment)
        text = self.text(f"{home}/config/__init__.py") if home else None
        if text is None:
            return tuple(dict.fromkeys(each.plugin or "" for each in BUILTINS if each.name not in OPTIONAL))
        parts = {match[1]: re.findall(r"[\"'](\w+)[\"']", match[2]) for match in _TUPLE.finditer(text)}
        return tuple(dict.fromkeys([*parts.get("essential_plugins", ()), *parts.get("default_plugins", ())]))

    def _own(self, name: str, environment: Environment) -> PluginModule:
        home = _pytest_of(environment)
        if home is None:
            brought = (each for each in BUILTINS if each.plugin == name and each.name != "testdir")
            return PluginModule(name, None, True, tuple(brought))
        for candidate in (f"{home}/{name}.py", f"{home}/{name}/__init__.py"):
            if self.version(candidate) is not None:
                return PluginModule(name, candidate, True)
        return PluginModule(name, None, True)

    def _entry_points(self, environment: Environment) -> tuple[EntryPoint, ...]:
        if environment.path not in self._entries:
            self._entries[environment.path] = plugin_entry_points(environment.path)
        return self._entries[environment.path]

    def _entry(self, entry: EntryPoint, path: str) -> PluginModule:
        inner = self.module(f"{entry.module}.{entry.attribute}", path) if entry.attribute else None
        return PluginModule(entry.name, inner or self.module(entry.module, path))

    def _search(self, path: str) -> tuple[str, ...]:
        """Where modules are looked for: as pytest fills ``sys.path``, then the root (``python -m``) and ``src``."""
        folder = path.rpartition("/")[0]
        known = self._searches.get(folder)
        if known is not None:
            return known
        config = self.config(path)
        found: dict[str, None] = {}
        environment = self.environment(path)
        if not any(path.startswith(f"{each}/") for each in environment.path):
            here = folder
            while here:
                if here == folder or self.version(f"{here}/conftest.py") is not None:
                    found[self._base(here)] = None
                if here == config.rootdir or here == config.confcutdir:
                    break
                here = here.rpartition("/")[0]
        found.update(dict.fromkeys(config.pythonpath))
        found.update(dict.fromkeys([config.rootdir, f"{config.rootdir}/src", *self._extra_path()]))
        result = self._searches[folder] = (*found, *(each for each in environment.path if each not in found))
        return result

    def _extra_path(self) -> list[str]:
        given = self._environ.get("PYTHONPATH") or ""
        return [Path(os.path.abspath(each)).as_posix() for each in given.split(os.pathsep) if each]

    def _base(self, folder: str) -> str:
        """The directory that holds the outermost package around ``folder``."""
        while self.version(f"{folder}/__init__.py") is not None and "/" in folder:
            folder = folder.rpartition("/")[0]
        return folder

    def _find(self, name: str, search: tuple[str, ...], environment: Environment) -> str | None:
        first, _, rest = name.partition(".")
        namespaces: list[str] = []
        for folder in search:
            base = f"{folder}/{first}"
            if self._is_file(f"{base}/__init__.py"):
                return self._inside(base, rest)
            if self._is_file(f"{base}.py"):
                return None if rest else f"{base}.py"
            if rest and os.path.isdir(base):
                namespaces.append(base)
        for mapped, place in environment.mapping:
            if name == mapped or name.startswith(f"{mapped}."):
                inner = self._inside(place, name[len(mapped) + 1 :]) if os.path.isdir(place) else place
                if inner is not None:
                    return inner
        return next((found for base in namespaces if (found := self._inside(base, rest)) is not None), None)

    def _inside(self, base: str, rest: str) -> str | None:
        place = "/".join([base, *rest.split(".")]) if rest else base
        for candidate in (f"{place}/__init__.py", *([f"{place}.py"] if rest else [])):
            if self._is_file(candidate):
                return candidate
        return None

    def _is_file(self, path: str) -> bool:
        return self.buffered(path) is not None or self.version(path) is not None


def _pytest_of(environment: Environment) -> str | None:
    for folder in environment.path:
        if os.path.isfile(f"{folder}/_pytest/config/__init__.py"):
            return f"{folder}/_pytest"
    return None
