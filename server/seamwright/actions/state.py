"""How far a seam is implemented, told from its target file alone and cheaply enough for every cursor movement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from seamwright.actions.model import Context
from seamwright.generate.model import SeamNames
from seamwright.generate.names import plan_names
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
    exists: bool = False
    """That file exists."""
    class_name: str | None = None
    """The class that implements the seam, as it is called in the file."""
    missing: tuple[str, ...] = ()
    """Tests that the class lacks; all of them where there is no class."""
    problem: str | None = None
    """Why nothing can be generated for it now."""

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
    names = plan_names(context.plan)
    modules: dict[str, Module | str | None] = {}
    return [_state(context, seam, names[seam.id], modules) for seam in seams]


def state_of(context: Context, seam: Seam) -> State:
    """The state of one seam."""
    return states(context, [seam])[0]


def implementable(seams: Sequence[Seam]) -> list[Seam]:
    """Those that the plan wants implemented: one that it defers is implemented only by its own action."""
    return [seam for seam in seams if seam.status not in (Status.DEFERRED, Status.ELIMINATED)]


def find_class(module: Module, plan_path: str, seam: Seam, names: SeamNames) -> Class | None:
    """The class that implements ``seam``: the one that refers to it, else the one with its name."""
    for cls in module.classes:
        reference = find_reference(cls.docstring)
        if reference is not None and (reference.path, reference.seam) == (plan_path, seam.id):
            return cls
    return next(iter(module.find_classes(names.class_name)), None)


def read_target(context: Context, path: str) -> Module | str | None:
    """The module at ``path``, ``None`` where there is none, or why it cannot be used."""
    try:
        text = context.project.read(path)
    except ValueError as error:
        return f"{path} cannot be used: {error}"
    if text is None:
        return None
    module = read_module(text)
    return f"{path} does not parse" if module.has_errors else module


def _state(context: Context, seam: Seam, names: SeamNames, modules: dict[str, Module | str | None]) -> State:
    try:
        path = target_path(seam, names, context.path, context.project.options(context.path))
    except ValueError as error:
        return State(seam, names, "", problem=str(error))
    if path not in modules:
        modules[path] = read_target(context, path)
    module = modules[path]
    if isinstance(module, str):
        return State(seam, names, path, exists=True, missing=names.tests, problem=module)
    if module is None:
        return State(seam, names, path, missing=names.tests)
    cls = find_class(module, context.path, seam, names)
    if cls is None:
        return State(seam, names, path, exists=True, missing=names.tests)
    present = {method.name for method in cls.methods}
    missing = tuple(name for name in names.tests if name not in present)
    return State(seam, names, path, exists=True, class_name=cls.name, missing=missing)
