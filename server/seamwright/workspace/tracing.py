"""The plans and test classes of one root, read once for as long as their files hold, and related to each other.

Decides which documents count as plans of the project, and which classes may stand for a plan's seams: those in test
files at or below the plan's folder, those in the files that it names, and those that name it. A plan that stands apart
from all tests may have its tests in any folder of integration tests.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from seamwright.generate.names import plan_names
from seamwright.generate.target import target_path
from seamwright.plan import Plan, parse
from seamwright.suite import read_module
from seamwright.trace import ClassFacts, PlanFacts, PlanTrace, Relation, read_facts
from seamwright.trace.relate import by_folder
from seamwright.trace.results import Results
from seamwright.workspace.cache import State, state_of
from seamwright.workspace.config import Config
from seamwright.workspace.disk import read_text
from seamwright.workspace.files import PLAN_SUFFIXES, Workspace
from seamwright.workspace.paths import inside
from seamwright.workspace.trace_cache import CLASSES, NAMED, PLAN, Kind, TraceCache, seal_of
from seamwright.workspace.walking import INTEGRATION_FOLDERS, walk

Buffers = Callable[[], Mapping[str, str]]
"""The texts of all open documents below the root, by path relative to it. A text that did not change is the same object
as before."""

OpenPlans = Callable[[str], Plan | None]
"""What the open document at a path says, where somebody reads it anyway; read afresh otherwise."""

_T = TypeVar("_T")
_LARGEST = 4 * 1024 * 1024


@dataclass(frozen=True, eq=False)
class Listing:
    """The files that matter, relative to the root, with ``/``."""

    plans: tuple[str, ...]
    """Documents that may be plans."""
    tests: tuple[str, ...]


class Tracing:
    """One root. What was read of a file is kept until it is forgotten, or its buffer changes. One thread at a time."""

    def __init__(
        self,
        workspace: Workspace,
        buffers: Buffers | None = None,
        open_plans: OpenPlans | None = None,
        cache: TraceCache | None = None,
        keep_parsed: bool = False,
    ) -> None:
        """With ``keep_parsed`` documents are parsed once, for somebody who asks for all of them anyway."""
        self._workspace = workspace
        self._buffers = buffers
        self._open_plans = open_plans
        self._cache = cache
        self._parsed: dict[str, tuple[str, Plan]] | None = {} if keep_parsed else None
        self._open: Mapping[str, str] = {}
        self._config: Config | None = None
        self._listing: Listing | None = None
        self._generation = 0
        self._plans: dict[str, _Read[PlanFacts | None]] = {}
        self._tests: dict[str, _Read[tuple[ClassFacts, ...]]] = {}
        self._mentions: dict[str, _Read[frozenset[str]]] = {}
        self._scopes: dict[str, _Scope] = {}
        self._relation = Relation()

    @property
    def listing(self) -> Listing:
        """What there is below the root, on disk or only in a buffer."""
        if self._listing is None:
            root = self._workspace.root
            found = [path.relative_to(root).as_posix() for path in walk(root, _matters)]
            known = dict.fromkeys((*found, *(path for path in self._open if _matters(path.rpartition("/")[2]))))
            self._listing = Listing(
                tuple(path for path in known if not path.endswith(".py") and may_be_plan(path)),
                tuple(path for path in known if path.endswith(".py")),
            )
        return self._listing

    @property
    def possible_plans(self) -> tuple[str, ...]:
        """The documents that are the project's plans if they list seams."""
        return self.listing.plans

    def forget(self) -> None:
        """Files changed on disk, came or went: they are looked at again, and read again where they differ."""
        self._listing = None
        self._generation += 1

    def traces(self, results: Results | None = None, *, plans: Iterable[str] = ()) -> dict[str, PlanTrace]:
        """How far each plan is implemented, by its path. ``plans`` count as plans wherever they stand.

        Raises:
            ConfigError: the configuration cannot be used.
        """
        self._look()
        wanted = dict.fromkeys((*self.listing.plans, *sorted(plans)))
        facts = [each for path in wanted if (each := self._plan(path)) is not None]
        naming = self._naming(self.listing.tests)
        scopes = {each.path: self._scope(each, naming) for each in facts}
        self._scopes = {path: scope for path, scope in self._scopes.items() if path in scopes}
        if self._cache is None:
            return self._relation.relate(facts, scopes, results)
        seals = {name: self._seal(group, facts) for name, group in by_folder(facts).items()}
        traces = self._relation.relate(facts, scopes, results, self._cache.found(seals))
        self._cache.keep(seals, self._relation.found)
        return traces

    def _seal(self, group: Sequence[PlanFacts], plans: Sequence[PlanFacts], further: Sequence[str] = ()) -> str:
        """Stands for all that decides about the links of some plans; empty where that is not known."""
        parts: list[str] = [*further, "", *(plan.path for plan in plans)]
        for plan in group:
            paths = self._scopes[plan.path].paths
            seals = [self._plans[plan.path].seal, *(self._tests[path].seal for path in paths)]
            if not all(seals):
                return ""
            parts += [plan.path, *paths, *seals]
        return seal_of("\n".join(parts).encode("utf-8", "surrogatepass"))

    def traces_beside(self, path: str, plans: Iterable[str] = ()) -> dict[str, PlanTrace]:
        """The part of :meth:`traces` that is about the folder of the plan at ``path``; no other plan is read for it.

        Raises:
            ConfigError: the configuration cannot be used.
        """
        self._look()
        folder = path.rpartition("/")[0]
        wanted = dict.fromkeys((*self.listing.plans, *sorted(plans)))
        beside = [each for each in wanted if each.rpartition("/")[0] == folder]
        facts = [each for place in beside if (each := self._plan(place)) is not None]
        naming = self._naming(self.listing.tests)
        scopes = {each.path: self._scope(each, naming) for each in facts}
        every = _Plans(self, frozenset(wanted))
        if self._cache is None or not facts:
            return self._relation.relate(facts, scopes, every=every)
        pins = {pin.path for classes in scopes.values() for cls in classes for pin in (*cls.pins, *cls.denials)}
        seal = self._seal(facts, facts, sorted(pin for pin in pins if pin in every))
        traces = self._relation.relate(facts, scopes, None, self._cache.found_beside(folder, seal), every)
        self._cache.keep_beside(folder, seal, self._relation.found[folder])
        return traces

    def plan(self, path: str) -> PlanFacts | None:
        """The plan at ``path``; ``None`` where there is none, or the document is none."""
        self._look()
        return self._plan(path)

    def tests(self, path: str) -> tuple[ClassFacts, ...]:
        """The test classes of the file at ``path``."""
        self._look()
        return self._classes(path)

    def text(self, path: str) -> str | None:
        """The text of the file at ``path``, as an open document has it or as it is on disk."""
        self._look()
        return self._open[path] if path in self._open else self._text(path)

    def _look(self) -> None:
        before, self._open = self._open, self._buffers() if self._buffers is not None else {}
        if self._open.keys() != before.keys():
            # One of them may stand in the buffer only.
            self._listing = None
        config = self._workspace.config
        if config is not self._config:
            self._config = config
            self._plans.clear()
            if self._parsed:
                self._parsed.clear()

    def _plan(self, path: str) -> PlanFacts | None:
        return self._kept(self._plans, path, PLAN, self._plan_facts)

    def _classes(self, path: str) -> tuple[ClassFacts, ...]:
        return self._kept(self._tests, path, CLASSES, _class_facts)

    def _plan_facts(self, path: str, text: str | None) -> PlanFacts | None:
        if text is None:
            return None
        plan = self.read_plan(path, text)
        return plan_facts(path, plan, self._workspace) if plan.seams else None

    def read_plan(self, path: str, text: str) -> Plan:
        """What ``text``, which stands at ``path``, says as a plan.

        Raises:
            ConfigError: the configuration cannot be used.
        """
        plan = self._open_plans(path) if self._open_plans is not None and path in self._open else None
        if plan is not None:
            return plan
        kept = self._parsed.get(path) if self._parsed is not None else None
        if kept is not None and kept[0] == text:
            return kept[1]
        plan = parse(text, self._workspace.config.vocabulary, name=path.rpartition("/")[2])
        if self._parsed is not None:
            self._parsed[path] = (text, plan)
        return plan

    def _scope(self, plan: PlanFacts, naming: Mapping[str, Sequence[str]]) -> tuple[ClassFacts, ...]:
        """The classes that may stand for the seams of ``plan``; the same object as long as they are the same."""
        scope = self._scopes.get(plan.path)
        listing = self.listing
        named = tuple(naming.get(plan.path.rpartition("/")[2], ()))
        if scope is None or scope.listing is not listing or scope.targets != plan.targets or scope.named != named:
            scope = _Scope(listing, plan.targets, named, self._paths(plan, named))
        parts = tuple(map(self._classes, scope.paths))
        if len(parts) != len(scope.parts) or any(a is not b for a, b in zip(parts, scope.parts, strict=True)):
            scope = replace(scope, parts=parts, classes=tuple(cls for part in parts for cls in part))
        self._scopes[plan.path] = scope
        return scope.classes

    def _paths(self, plan: PlanFacts, named: Sequence[str]) -> tuple[str, ...]:
        tests = self.listing.tests
        folder = plan.path.rpartition("/")[0]
        below = [path for path in tests if not folder or path.startswith(f"{folder}/")]
        if not below:
            below = [path for path in tests if not INTEGRATION_FOLDERS.isdisjoint(path.split("/"))] or list(tests)
        return tuple(dict.fromkeys((*below, *sorted(set(plan.targets.values()).intersection(tests)), *named)))

    def _naming(self, tests: Sequence[str]) -> dict[str, list[str]]:
        """By the name of a plan's file, the test files that refer to one of that name. None is parsed for that."""
        found: dict[str, list[str]] = {}
        for path in tests:
            for name in self._kept(self._mentions, path, NAMED, _named_plans):
                found.setdefault(name, []).append(path)
        return found

    def _kept(
        self, known: dict[str, _Read[_T]], path: str, kind: Kind[_T], read: Callable[[str, str | None], _T]
    ) -> _T:
        """What ``read`` makes of the file at ``path``, made again only when its text may be another one."""
        found, buffer = known.get(path), self._open.get(path)
        if buffer is not None:
            if found is None or (found.buffer is not buffer and found.buffer != buffer):
                found = known[path] = _Read(read(path, buffer), buffer=buffer)
            return found.value
        if found is not None and found.buffer is None:
            if found.generation == self._generation:
                return found.value
            if found.stamp == self._stamp(path):
                known[path] = replace(found, generation=self._generation)
                return found.value
        found = known[path] = self._read(path, kind, read)
        return found.value

    def _read(self, path: str, kind: Kind[_T], read: Callable[[str, str | None], _T]) -> _Read[_T]:
        stamp = self._stamp(path)
        place = str(self._workspace.root / path)
        if self._cache is not None and stamp is not None:
            kept = self._cache.get(kind, place, stamp, lambda: self._text(path))
            if kept is not None:
                return _Read(kept.value, stamp=stamp, generation=self._generation, seal=kept.seal)
        text = self._text(path)
        value, seal = read(path, text), ""
        if self._cache is not None and stamp is not None and text is not None:
            seal = self._cache.put(kind, place, stamp, text, value)
        return _Read(value, stamp=stamp, generation=self._generation, seal=seal)

    def _stamp(self, path: str) -> State | None:
        return state_of(str(self._workspace.root / path))

    def _text(self, path: str) -> str | None:
        try:
            # A reference in a docstring may name anything.
            decoded = read_text(inside(self._workspace.root, path, follow=True), _LARGEST)
        except (OSError, ValueError):
            return None
        return decoded.text if decoded is not None else None


class _Plans(Container[str]):
    """The paths of all plans among some documents, which are read when somebody asks."""

    def __init__(self, tracing: Tracing, documents: frozenset[str]) -> None:
        self._tracing, self._documents = tracing, documents

    def __contains__(self, path: object) -> bool:
        return path in self._documents and self._tracing.plan(str(path)) is not None


@dataclass(frozen=True)
class _Read(Generic[_T]):
    """What a file holds, and the state that it was in."""

    value: _T
    buffer: str | None = None
    """The text of the open document, if it was one."""
    stamp: object = None
    generation: int = 0
    """Since when nobody has said that files changed."""
    seal: str = ""
    """Stands for the value; empty where nothing is kept."""


@dataclass(frozen=True)
class _Scope:
    """The classes that may stand for a plan's seams, and what decides about that."""

    listing: Listing
    targets: Mapping[str, str]
    named: tuple[str, ...]
    paths: tuple[str, ...]
    parts: tuple[tuple[ClassFacts, ...], ...] = ()
    classes: tuple[ClassFacts, ...] = ()


def plan_facts(path: str, plan: Plan, workspace: Workspace) -> PlanFacts:
    """``plan``, which stands at ``path`` (relative to the root), with the names and files that generation would use."""
    names = plan_names(plan)
    options = workspace.config.options
    targets: dict[str, str] = {}
    for seam in plan.seams:
        try:
            targets[seam.id] = target_path(seam, names[seam.id], path, options)
        except ValueError:
            continue
    return PlanFacts(path, plan, names, targets)


def _class_facts(path: str, text: str | None) -> tuple[ClassFacts, ...]:
    return read_facts(read_module(text), path) if text else ()


def _named_plans(path: str, text: str | None) -> frozenset[str]:
    return frozenset(_REFERENCE.findall(text)) if text and "Plan:" in text else frozenset()


def may_be_plan(path: str) -> bool:
    """Whether a document can be one of the project's plans: it is called so, or it stands where tests are."""
    folder, _, name = path.rpartition("/")
    if _PLAN_NAME.search(name):
        return True
    return any(part in ("test", "tests") or part in INTEGRATION_FOLDERS for part in folder.split("/"))


def _matters(name: str) -> bool:
    lower = name.lower()
    return (lower.endswith(".py") and (lower.startswith("test_") or lower.endswith("_test.py"))) or (
        lower.endswith(PLAN_SUFFIXES)
    )


_REFERENCE = re.compile(r"[ \t]*Plan:[ \t]*(?:[^\n#]*/)?([^\n/#]+)#")
_PLAN_NAME = re.compile(r"plan|seam", re.IGNORECASE)
