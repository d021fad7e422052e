"""What an action on a Python file is given, and what it answers. Paths are absolute, as the resolver has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from seamwright.actions.model import Arguments, Disabled, Offer
from seamwright.fixtures import Resolver
from seamwright.fixtures.model import FixtureDef, ModuleFixtures
from seamwright.generate.model import FileChange, Options
from seamwright.rules.model import Settings
from seamwright.text.span import Span
from seamwright.trace.sole import Sole


@dataclass(frozen=True)
class Place:
    """Where the user asks, and what is known around it."""

    path: str
    text: str
    selection: Span
    resolver: Resolver
    is_own: Callable[[str], bool]
    """Whether a file belongs to the user, so that it may be changed."""
    shown: Callable[[str], str]
    """How a file is called for people."""
    find_options: Callable[[], Options] = Options
    """How the file is to be written; asked only when the user has chosen."""
    typed: bool = False
    """Parameters are to be written with their types."""
    can_create: Callable[[str], bool] = lambda path: True
    """Whether the editor can make a new file at a path."""
    importers: Callable[[FixtureDef], Iterable[str]] = lambda definition: ()
    """Other files that import a fixture by its name. Slow: asked only when the user has chosen."""
    find_rules: Callable[[], tuple[Settings, str]] = lambda: (Settings(), "")
    """What the team has decided about rules, and the path of the file that such a decision may name."""
    planned: Sole = field(default_factory=Sole)
    """What plans say of the file; only for an action that asks for it, when the user has chosen."""
    naming: Callable[[str], Iterable[tuple[str, str]]] = lambda word: ()
    """Other files in which a word stands, and their texts. Slow: asked only when the user has chosen."""

    @property
    def options(self) -> Options:
        """How the file is to be written."""
        return self.find_options()

    @property
    def module(self) -> ModuleFixtures:
        """What the file holds."""
        return self.resolver.module(self.path) or ModuleFixtures(self.path)

    def read(self, path: str) -> str | None:
        """The text of a file; ``None`` where there is none."""
        return self.text if path == self.path else self.resolver.project.text(path)


@dataclass(frozen=True)
class Example:
    """An action at work. Its files are the action's documentation and are run as tests."""

    text: str
    """A test module with one ``‸`` where the cursor is, or two around a selection."""
    title: str | None
    """What is offered; ``None``: nothing is."""
    files: Mapping[str, str] = field(default_factory=dict)
    """Other files of the project. The module is ``tests/test_it.py``."""
    reason: str | None = None
    """Why it is offered but disabled."""
    writes: Mapping[str, str] = field(default_factory=dict)
    """Path of a changed file to its whole text afterwards."""
    typed: bool = False
    plan: str | None = None
    """``tests/TEST_PLAN.md``."""


@dataclass(frozen=True)
class PythonAction:
    """One kind of action."""

    name: str
    """Stable: clients send it back."""
    kind: str
    """As the protocol has it."""
    applies: Callable[[Place], Iterable[Offer | Disabled]]
    """What to offer at a place. Cheap, for it runs whenever the cursor rests."""
    edits: Callable[[Place, Arguments], Sequence[FileChange]]
    """What to change, for an offer that was chosen; raises ``actions.model.Unavailable`` where that is impossible."""
    rule: str | None = None
    """The rule whose finding it is an answer to."""
    in_examined: bool = False
    """Offered only in files that the rules look at, which are integration tests."""
    asks_plans: bool = False
    """Its edits depend on what plans say of the file."""
    examples: Sequence[Example] = ()
