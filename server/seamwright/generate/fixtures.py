"""Which fixtures the tests of a seam ask for: those that exist in reach of their file and that the plan means.

The plan means a fixture if it writes its name. Otherwise there must be evidence that is worth ``CONFIDENCE``: the
fixture's name, the type of its value and its documentation against the seam's components and infrastructure. A
wrong parameter costs more than a missing one, so that of several equal candidates none is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from seamwright.fixtures.model import FixtureDef
from seamwright.generate.annotation import annotation
from seamwright.generate.reach import Reach, width
from seamwright.plan.model import Seam
from seamwright.plan.values import fixture_names
from seamwright.plan.words import word_set
from seamwright.text.names import is_parameter, snake

CONFIDENCE = 0.8
"""What evidence must be worth at least for a fixture that the plan does not name."""
NAMED = 1.0
"""The plan writes the name."""
SPELLED = 0.95
"""The plan writes the name in another spelling (``Redis client``) under its label for fixtures."""
TYPED = 0.9
"""A component of the seam is the type of the value, and of no other value in reach."""
CALLED = 0.85
"""The name is that of a component, or all its words stand in one phrase about the infrastructure."""
TOOL = 0.85
"""The infrastructure asks for what one fixture of pytest is there for (environment variables: ``monkeypatch``)."""
CLIENT = 0.8
"""The infrastructure asks for a test client, and this is the one in reach."""
DESCRIBED = 0.8
"""The name stands in a phrase, and name, type and documentation say everything that the phrase says."""
RELATED = 0.5
"""Some words are the same."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A fixture that exists, and how sure it is that the plan means it."""

    parameter: Parameter
    confidence: float
    definition: FixtureDef

    @property
    def name(self) -> str:
        """What tests ask for."""
        return self.parameter.name


@dataclass(frozen=True, slots=True)
class Missing:
    """A fixture that the plan describes and that nothing in reach provides."""

    name: str
    description: str
    """What the plan says about it; may be empty."""
    drafted: bool = False
    """Only tests that the plan spells out ask for it."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter as it is written, and the imports that its annotation needs."""

    name: str
    annotation: str | None = None
    imports: tuple[str, ...] = ()
    """Of the standard library and of libraries."""
    own_imports: tuple[str, ...] = ()
    """Of the project's own modules, which sorters keep apart."""

    def __str__(self) -> str:
        return f"{self.name}: {self.annotation}" if self.annotation else self.name


@dataclass(frozen=True, slots=True)
class Choice:
    """What the tests of one seam ask for."""

    chosen: tuple[Chosen, ...] = ()
    missing: tuple[Missing, ...] = ()
    stubs: bool = False
    """The missing ones are made together with the tests, which therefore ask for them too."""
    conftest: str | None = None
    """Where they are made; absolute."""

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """What stands in the signatures."""
        made = [Parameter(each.name) for each in self.missing if self.stubs and not each.drafted]
        return (*(each.parameter for each in self.chosen), *made)


class Fixtures(Protocol):
    """What generation asks about the fixtures of a project."""

    def choice(self, seam: Seam, path: str) -> Choice | None:
        """The fixtures for the tests of ``seam`` in the file at ``path`` (relative to the root, with ``/``).

        ``None`` where nothing is known: then what the plan names is believed.
        """


class NoFixtures:
    """For whoever wants tests without parameters."""

    def choice(self, seam: Seam, path: str) -> Choice:
        """Nothing, wherever it is."""
        del seam, path
        return Choice()


def choose(seam: Seam, reach: Reach) -> Choice:
    """The fixtures for the tests of ``seam``, those that the plan names first, in its order."""
    work = _Work(seam, reach)
    return Choice(tuple(work.chosen()), tuple(work.missing()), conftest=reach.conftest)


def missing_of(seam: Seam, reach: Reach) -> tuple[Missing, ...]:
    """The fixtures that the plan describes for ``seam`` and that nothing provides; much cheaper than a choice."""
    is_told = seam.fixtures or seam.fixture_notes or any(each.stub is not None for each in seam.scenarios)
    return tuple(_Work(seam, reach).missing()) if is_told else ()


class _Work:
    def __init__(self, seam: Seam, reach: Reach) -> None:
        self._seam, self._reach = seam, reach

    @cached_property
    def _own(self) -> dict[str, FixtureDef]:
        found = self._reach.fixtures
        return {name: each for name, each in found.items() if each.origin != "builtin" and name[:1] != "_"}

    @cached_property
    def _words(self) -> dict[str, frozenset[str]]:
        return {name: _telling(name) for name in self._own}

    def chosen(self) -> list[Chosen]:
        """What the plan means; the surest first."""
        found: dict[str, Chosen] = {}
        for name, confidence in (*self._named(), *self._guessed()):
            definition = self._reach.fixtures.get(name)
            if definition is None or name in found or confidence < CONFIDENCE:
                continue
            if confidence < SPELLED and (definition.params or self._is_covered(name, found)):
                continue
            found[name] = Chosen(self._parameter(name, definition), confidence, definition)
        return list(found.values())

    def _parameter(self, name: str, definition: FixtureDef) -> Parameter:
        if not self._reach.types_parameters:
            return Parameter(name)
        found = annotation(definition, self._reach.resolver)
        return Parameter(name, *found) if found is not None else Parameter(name)

    def missing(self) -> Iterator[Missing]:
        """What the plan names, or describes under its label for fixtures, and nothing provides."""
        seen: set[str] = set()
        notes = [part for note in self._seam.fixture_notes for part in _phrases(note)]
        for name in self._seam.fixtures:
            if self._may_be_made(name) and name not in seen:
                seen.add(name)
                yield Missing(name, self._description(name))
        for name in self._drafted():
            if self._may_be_made(name) and name not in seen:
                seen.add(name)
                yield Missing(name, "", drafted=True)
        for part in notes:
            if fixture_names(part) or any(name in part for name in seen) or self._spelled(part):
                continue
            words = _TITLE.fullmatch(part)
            name = snake(words["name"]) if words else ""
            if words and len(name.split("_")) in (2, 3) and name not in seen and self._may_be_made(name):
                seen.add(name)
                yield Missing(name, part)

    def _drafted(self) -> Iterator[str]:
        """Parameters of tests that the plan spells out, unless something else may fill them."""
        for scenario in self._seam.scenarios:
            source = scenario.stub.source if scenario.stub is not None else ""
            match = _SIGNATURE.search(source)
            if match is not None and not _FILLED.search(source):
                for part in match["parameters"].split(","):
                    name = part.partition(":")[0].strip()
                    if "=" not in part and is_parameter(name):
                        yield name

    def _may_be_made(self, name: str) -> bool:
        visible = self._reach.visible
        taken = name in visible.names or name in visible.generated or name in ("self", "cls", "request")
        # Where plugins are not known, the name may well exist.
        return is_parameter(name) and not taken and not name.startswith("test_") and visible.complete

    def _description(self, name: str) -> str:
        for note in (*self._seam.fixture_notes, *self._seam.infrastructure):
            if re.search(rf"(?<!\w){name}(?!\w)", note):
                return note
        return ""

    def _named(self) -> Iterator[tuple[str, float]]:
        seam = self._seam
        yield from ((name, NAMED) for name in seam.fixtures)
        for text in (*seam.infrastructure, *seam.fixture_notes):
            yield from ((name, NAMED) for name in _TICKED.findall(text) if name in self._reach.fixtures)
        for note in seam.fixture_notes:
            for part in _phrases(note):
                if not fixture_names(part):
                    yield from ((name, SPELLED) for name in self._spelled(part))

    def _spelled(self, phrase: str) -> list[str]:
        """The fixture whose name ``phrase`` is, but for spaces and capitals."""
        words = [
            word for word in _words(re.split(r"[(:–—]", phrase)[0]) if word not in ("fixture", "fixtures", "a", "the")
        ]
        return [name for name in self._reach.fixtures if words and _words(name) == words][:1]

    def _guessed(self) -> Iterator[tuple[str, float]]:
        named = {name for name, _ in self._named() if name in self._reach.fixtures}
        heads = {_words(name)[-1] for name in named}
        for name, confidence in (*self._components(), *self._infrastructure(named)):
            head = _words(name)[-1]
            # One client, one container: the plan's words describe one thing of a kind, unless it names several.
            if head not in heads:
                heads.add(head)
                yield name, confidence

    def _components(self) -> Iterator[tuple[str, float]]:
        texts = [_REMARK.sub("", text) for text in (*self._seam.components, *self._seam.infrastructure)]
        for component in dict.fromkeys(name for text in texts for name in _CAMEL.findall(text)):
            if component.endswith("Client"):
                continue
            same = [name for name in self._own if _telling(name) == _telling(component)]
            typed = [name for name, each in self._own.items() if component in self._reach.value_names(each)]
            if len(same) == 1:
                yield same[0], CALLED
            elif len(typed) == 1:
                yield typed[0], TYPED if not self._words[typed[0]] - _telling(component) else RELATED
        for text in texts[: len(self._seam.components)]:
            same = [name for name, words in self._words.items() if len(words) > 1 and words == _telling(text)]
            if len(same) == 1:
                yield same[0], CALLED

    def _infrastructure(self, named: set[str]) -> Iterator[tuple[str, float]]:
        for item in self._seam.infrastructure:
            for phrase in _phrases(item):
                if _REFUSED.match(phrase) or any(re.search(rf"(?<!\w){name}(?!\w)", phrase) for name in named):
                    continue
                for name, pattern in TOOLS.items():
                    if pattern.search(phrase):
                        yield name, TOOL
                best = self._best(phrase)
                if best is not None:
                    yield best

    def _best(self, phrase: str) -> tuple[str, float] | None:
        """The one fixture that ``phrase`` is about."""
        said = _telling(phrase)
        is_client = _CLIENT.search(phrase) is not None
        found: list[tuple[float, int, int, str]] = []
        for name, words in self._words.items():
            if not words or not words <= said:
                continue
            definition = self._own[name]
            confidence = CALLED if len(words) > 1 else RELATED
            if confidence < CALLED and is_client and words == {"client"}:
                types = self._reach.value_names(definition)
                confidence = CLIENT if not types or any(each.endswith("Client") for each in types) else 0.0
            elif confidence < CALLED and len(said) > 1 and said <= words | self._about(definition):
                confidence = DESCRIBED
            found.append((confidence, len(words), -width(definition), name))
        best = max(found, key=lambda each: each[:3], default=None)
        if best is None or best[0] < CONFIDENCE:
            return None
        equal = [each[3] for each in found if each[:3] == best[:3]]
        near = self._nearest(equal)
        return (near[0], best[0]) if len(near) == 1 else None

    def _nearest(self, names: Sequence[str]) -> list[str]:
        """Those of ``names`` from the nearest file; of these the one that says no more than it must."""
        first = self._own[names[0]].path
        here = [name for name in names if self._own[name].path == first]
        shortest = min(len(_words(name)) for name in here)
        return [name for name in here if len(_words(name)) == shortest]

    def _about(self, definition: FixtureDef) -> frozenset[str]:
        types = " ".join(self._reach.value_names(definition))
        return _telling(f"{types} {definition.doc or ''}")

    def _is_covered(self, name: str, found: Iterable[str]) -> bool:
        """Something that is taken already brings ``name``; a tool of pytest's is for the test's own use as well."""
        return name not in TOOLS and any(name in self._reach.below(each) for each in found)


TOOLS = {
    "monkeypatch": re.compile(r"\b(?:environment|env)[ -]var(?:iable)?s?\b|\bmonkey-?patch", re.IGNORECASE),
    "tmp_path": re.compile(r"\btemp(?:orary)? ?(?:files?|file ?systems?|folders?|director(?:y|ies))\b", re.IGNORECASE),
    "caplog": re.compile(r"\blog(?:ging)?(?: message)? captur|\bcaptur\w+ (?:of )?log(?:s|ging)?\b", re.IGNORECASE),
    "capsys": re.compile(r"\b(?:stdout|stderr) captur|\bcaptur\w+ (?:of )?(?:stdout|stderr)\b", re.IGNORECASE),
}
"""What infrastructure asks for in words that mean one fixture of pytest's."""

_SIGNATURE = re.compile(r"def test\w*\((?P<parameters>[^()]*)\)")
_FILLED = re.compile(r"parametrize|\bpatch\b|@given")
_TICKED = re.compile(r"`([a-z_][a-z0-9_]*)(?:\(\))?`")
_CAMEL = re.compile(r"(?<![\w.])([A-Z]\w*[a-z]\w*[A-Z]\w*|[A-Z]{2,}[a-z]\w*)")
_REMARK = re.compile(r"\([^()]*\)")
_PHRASE = re.compile(r"[,;]\s|[(),;]|\s(?:and|or)\s|\s/\s|\s[-–—]\s", re.IGNORECASE)
_REFUSED = re.compile(r"\W*(?:no|not|without|never|avoid|optional(?:ly)?|if|instead)\b", re.IGNORECASE)
_CLIENT = re.compile(r"\b(?:test|http|api|web|async)[ -]?(?:test[ -]?)?clients?\b", re.IGNORECASE)
_TITLE = re.compile(r"(?P<name>[A-Za-z][\w-]*(?: [A-Za-z][\w-]*){1,3})(?: fixtures?)?(?:\s*[(:–—-].*)?", re.DOTALL)
_PART = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_NEUTRAL = word_set(
    """
    a, an, the, with, of, for, from, to, in, on, at, via, by, all, full, fixture, fixtures, instance, instances, real,
    test, tests, testing, integration, enabled, available, valid
    """
)
"""Words that tell nothing in a test suite."""
_SAME = {
    "config": "configuration", "configs": "configuration", "configurations": "configuration", "env": "environment",
    "db": "database", "app": "application", "auth": "authentication", "testcontainer": "container",
    "repo": "repository",
}  # fmt: skip


def _words(text: str) -> list[str]:
    return [word.lower() for word in _PART.findall(text)]


def _telling(text: str) -> frozenset[str]:
    """The words of ``text`` that tell it from others, in one form each."""
    found = set()
    for word in _words(text):
        word = _SAME.get(word, word)
        if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
            word = word[:-1]
        word = _SAME.get(word, word)
        if word not in _NEUTRAL:
            found.add(word)
    return frozenset(found)


def _phrases(text: str) -> list[str]:
    """The parts of an item that each say one thing."""
    parts = [part.strip(" .*`") for part in _PHRASE.split(text)]
    return [part for part in parts if part]
