"""How far a seam is implemented, told from the files beside its plan, cheaply enough for every light bulb."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from seamwright.actions.model import Context
from seamwright.generate.model import SeamNames
from seamwright.generate.reference import find_reference
from seamwright.generate.target import target_path
from seamwright.plan.model import Seam, Status
from seamwright.suite import Class, Module, read_module


@dataclass(frozen=True)
class State:
    """One seam, and what there is of it."""

    seam: Seam
    names: SeamNames
    path: str
    """The file that holds its class, or will."""
    class_name: str | None = None
    """The class that implements the seam, as it is called in the file."""
    missing: tuple[str, ...] = ()
    """Tests that the class lacks; all of them where there is no class."""
    problem: str | None = None
    """Why nothing can be generated for it now."""
    is_elsewhere: bool = False
    """Somebody put the class into another file than the seam's own."""

    @property
    def is_complete(self) -> bool:
        """Nothing is left to generate."""
        return self.class_name is not None and not self.missing

    @property
    def is_open(self) -> bool:
        """Something is left to generate, and nothing is in the way."""
        return self.problem is None and not self.is_complete


def states(context: Context, seams: Iterable[Seam]) -> list[State]:
    """The state of each of ``seams``; a file that several of them share is read once."""
    return [state_of(context, seam) for seam in seams]


def state_of(context: Context, seam: Seam) -> State:
    """The state of one seam."""
    survey: _Survey = context.memo.setdefault("survey", _Survey(context))
    return survey.state(seam)


def implementable(seams: Sequence[Seam]) -> list[Seam]:
    """Those that the plan wants implemented: one that it defers is implemented only by its own action."""
    return [seam for seam in seams if seam.status not in (Status.DEFERRED, Status.ELIMINATED)]


def todo(found: Iterable[State]) -> list[State]:
    """What an action for many seams does. A class that somebody moved is completed by the seam's own action only."""
    return [state for state in found if state.is_open and not state.is_elsewhere]


def read_target(context: Context, path: str) -> Module | str | None:
    """The module at ``path``, ``None`` where there is none, or why it cannot be used."""
    try:
        text = context.project.read(path)
    except ValueError as error:
        return f"{path} cannot be used: {error}"
    if text is None:
        return None
    module = _module(text)
    return f"{path} does not parse" if module.has_errors else module


def _module(text: str) -> Module:
    return _small_module(text) if len(text) <= _SMALL else read_module(text)


_SMALL = 100_000
# The same few files are asked about on every movement of the cursor.
_small_module = lru_cache(maxsize=64)(read_module)


class _Survey:
    """Looks at one plan's test files, each at most once."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._states: dict[str, State] = {}
        self._modules: dict[str, Module | str | None] = {}
        self._beside: dict[str, dict[str, str]] = {}

    def state(self, seam: Seam) -> State:
        if seam.id not in self._states:
            self._states[seam.id] = self._look(seam)
        return self._states[seam.id]

    def _look(self, seam: Seam) -> State:
        names = self._context.names[seam.id]
        try:
            path = target_path(seam, names, self._context.path, self._context.project.options(self._context.path))
        except ValueError as error:
            return State(seam, names, "", problem=str(error))
        if path not in self._modules:
            self._modules[path] = read_target(self._context, path)
        module = self._modules[path]
        cls = self._find_class(module, seam, names) if isinstance(module, Module) else None
        home, is_elsewhere = path, False
        if cls is None and (moved := self._find_elsewhere(path, seam, names)) is not None:
            (home, cls), is_elsewhere = moved, True
        if cls is None:
            problem = module if isinstance(module, str) else None
            return State(seam, names, path, missing=names.tests, problem=problem)
        present = {method.name for method in cls.methods}
        missing = tuple(name for name in names.tests if name not in present)
        return State(seam, names, home, cls.name, missing, is_elsewhere=is_elsewhere)

    def _find_class(self, module: Module, seam: Seam, names: SeamNames) -> Class | None:
        """The class that refers to ``seam``, else the one with its name."""
        own = (cls for cls in module.classes if self._seam_of(cls) == seam.id)
        return next(own, None) or next(iter(module.find_classes(names.class_name)), None)

    def _find_elsewhere(self, target: str, seam: Seam, names: SeamNames) -> tuple[str, Class] | None:
        """A class in the files beside the plan, or beside ``target``, that refers to ``seam`` or holds its tests."""
        wanted = f"{self._context.path}#{seam.id}"
        definitions = [f"def {name}(" for name in names.tests]
        best, most = None, 0
        for path, text in self._texts_beside(target):
            if path == target or not (wanted in text or any(each in text for each in definitions)):
                continue
            for cls in _module(text).classes:
                reference = find_reference(cls.docstring)
                if self._seam_of(cls) == seam.id:
                    return path, cls
                # A class that says what it stands for only happens to have tests of the same name.
                count = 0 if reference is not None else len({method.name for method in cls.methods} & set(names.tests))
                if count > most:
                    best, most = (path, cls), count
        # One test of several may only be called the same.
        return best if most * 2 >= len(names.tests) else None

    def _texts_beside(self, target: str) -> Iterator[tuple[str, str]]:
        for folder in dict.fromkeys(path.rpartition("/")[0] for path in (self._context.path, target)):
            if folder not in self._beside:
                self._beside[folder] = {path: self._read(path) for path in self._context.project.test_files(folder)}
            yield from self._beside[folder].items()

    def _read(self, path: str) -> str:
        try:
            return self._context.project.read(path) or ""
        except ValueError:
            return ""

    def _seam_of(self, cls: Class) -> str | None:
        reference = find_reference(cls.docstring)
        return reference.seam if reference is not None and reference.path == self._context.path else None
