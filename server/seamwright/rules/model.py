"""What a rule is, what it reports, and what it is told about a module; all of it plain data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Literal, NamedTuple

from seamwright.rewriting.model import Rewrite
from seamwright.text.edit import Edit
from seamwright.text.span import Span

if TYPE_CHECKING:
    from seamwright.rules.context import Context
    from seamwright.rules.module import Class, Function, Module

HOME = "https://github.com/seamwright/seamwright"
"""Where the project is to be found; everything that links to it on the web uses this."""
URL = HOME + "/blob/main/docs/rules/{name}.md"
"""Page of a rule on the web. Editors link to the installed page, terminals say which command shows it."""


class Severity(str, Enum):
    """How much a finding matters. Only errors and warnings fail a check."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"
    HINT = "hint"


class Related(NamedTuple):
    """Another place that explains a finding."""

    path: str
    line: int
    """1-based."""
    message: str


class Fix(NamedTuple):
    """A change that removes a finding, as small as it can be."""

    title: str
    edits: tuple[Edit, ...] = ()
    """For words: comments, docstrings, names in strings. Whatever changes the syntax of Python is a rewrite."""
    safe: bool = True
    """May be made for a whole project without looking. What leaves a ``TODO`` for a person is not."""
    rewrites: tuple[Rewrite, ...] = ()
    """Turned into edits only when somebody wants them, by ``rules.fixing``."""


class Action(NamedTuple):
    """An action on a plan that removes a finding, by its name and the id of its seam."""

    name: str
    seam: str


class Problem(NamedTuple):
    """What a rule found. Spans count from the start of the piece of text that was examined."""

    span: Span
    message: str
    severity: Severity | None = None
    """``None``: the rule's own."""
    fix: Fix | None = None
    related: tuple[Related, ...] = ()
    unnecessary: bool = False
    """The code could be deleted; editors show it faded."""
    module: str = ""
    """The module of the project that it is about, where a team may call that one a boundary."""
    by_habit: bool = False
    """Only information where no test of the file does what is asked."""
    action: Action | None = None
    """What else than a change of the text removes it."""
    deprecated: bool = False
    """The code uses what pytest is about to take away; editors show it struck through."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem in its file."""

    path: str
    code: str
    name: str
    severity: Severity
    message: str
    span: Span
    line: int
    """1-based, as the next three; columns count characters."""
    column: int
    end_line: int
    end_column: int
    fix: Fix | None = None
    related: tuple[Related, ...] = ()
    unnecessary: bool = False
    module: str = ""
    action: Action | None = None
    deprecated: bool = False

    @property
    def url(self) -> str:
        """The page that explains the rule."""
        return URL.format(name=self.name)


@dataclass(frozen=True)
class Example:
    """A text and what the rule says about it. It stands in the documentation and is run as a test."""

    text: str
    """A test module; for a bad example with ``‹`` and ``›`` around what is reported."""
    message: str | None = None
    """``None``: nothing is reported."""
    fixed: str | None = None
    """The text after the fix; ``None``: there is none."""
    files: Mapping[str, str] = field(default_factory=dict)
    """Other files of the project; ``app`` is the package under test."""
    severity: Severity | None = None
    """Where it is not the rule's own."""
    path: str = "tests/integration/test_it.py"


Scope = Literal["function", "class", "module"]


@dataclass(frozen=True)
class Rule:
    """One kind of problem. ``function``, ``cls`` and ``module`` examine what their names say; most rules have one."""

    code: str
    name: str
    """Names the problem: ``ignore private-state`` reads as English."""
    severity: Severity
    what: str
    """What is reported, in a sentence or two."""
    why: str
    """Why that is bad in an integration test."""
    good: Sequence[Example]
    bad: Sequence[Example]
    function: Callable[[Function, Context], Iterable[Problem]] | None = None
    """Sees one function; runs again only when the function or what it is told about has changed."""
    cls: Callable[[Class, Context], Iterable[Problem]] | None = None
    """Sees the head of one class: its decorators, docstring and attributes."""
    module: Callable[[Module, Context], Iterable[Problem]] | None = None
    """Sees the whole module on every change, so it must be cheap. Its spans count from the start of the module."""
    needs_first_party: bool = False
    """Has no opinion where nothing of the project's own code can be found."""
    enabled: bool = True
    """By default."""
    former: tuple[str, ...] = ()
    """Names that it had before; configurations and comments may still say them."""
    fixable: bool = False


@dataclass(frozen=True)
class Settings:
    """What a team decides about rules."""

    select: tuple[str, ...] = ()
    """Codes, beginnings of codes, or names; nothing means the default set."""
    ignore: tuple[str, ...] = ()
    severity: tuple[tuple[str, Severity], ...] = ()
    """Rule (code, beginning or name) to severity; the last one that fits counts."""
    per_path: tuple[tuple[str, Settings], ...] = ()
    """Glob pattern of paths to further settings for them."""
    boundary_modules: tuple[str, ...] = ()
    """Modules of the project that only talk to services outside (``app.services.stripe``, ``*.clients.*``)."""
    boundary_names: tuple[str, ...] = ()
    """Functions and classes of that kind (``enqueue_*``)."""
    allow_private_modules: tuple[str, ...] = ()
    """Modules with an underscore that are the project's normal layout."""
    sections: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Docstring section to further headings that stand for it."""
    heavy_setup: int = 8
    """Score from which set-up counts as heavy."""
