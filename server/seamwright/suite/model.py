"""What a test module holds, as plain data. Spans count code points; lines are 1-based."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from seamwright.text.span import Span


class ImportedName(NamedTuple):
    """One name of an import statement: ``from module import name as bound``, or ``import module as bound``."""

    module: str
    """As written, with the dots of a relative import."""
    name: str | None
    """``None`` for a plain ``import``; ``*`` for everything."""
    bound: str
    """What the module can say afterwards: ``a`` for ``import a.b``; ``*`` for everything."""
    span: Span


@dataclass(frozen=True, slots=True)
class Import:
    """One import statement."""

    span: Span
    line: int
    module: str | None
    """What stands after ``from``; ``None`` for a plain ``import``."""
    names: tuple[ImportedName, ...]
    direct: bool
    """Stands at the top level and in no ``if``, ``try`` or ``with``."""
    guarded: bool
    """Stands below an ``if``, so it may never run (``if TYPE_CHECKING:``)."""


@dataclass(frozen=True, slots=True)
class Method:
    """A function, in a class or at the top level."""

    name: str
    span: Span
    """From the first decorator to the last statement."""
    name_span: Span
    line: int
    """Line of the ``def``."""
    is_async: bool
    decorators: tuple[str, ...]
    """Source after the ``@``."""
    parameters: tuple[str, ...]
    """Names, ``self`` included, without stars."""
    docstring: str | None
    docstring_span: Span | None


@dataclass(frozen=True, slots=True)
class Class:
    """A class at the top level or below an ``if``, ``try`` or ``with`` there."""

    name: str
    span: Span
    """From the first decorator to the last statement of the body."""
    name_span: Span
    line: int
    """Line of the ``class``."""
    direct: bool
    """``False`` below an ``if``, ``try`` or ``with``."""
    decorators: tuple[str, ...]
    bases: tuple[str, ...]
    docstring: str | None
    docstring_span: Span | None
    colon: int
    """Offset just after the colon that opens the body; of the class's end where the colon is missing."""
    body: Span | None
    """From its first statement to the end of its last one; ``None`` while there is none."""
    inline: bool
    """The body begins on the line of the colon (``class A: pass``)."""
    indent: str
    """White space before the statements of the body; empty while there are none, or they are inline."""
    methods: tuple[Method, ...]
    classes: tuple[Class, ...] = ()
    """Classes in its body."""


@dataclass(frozen=True, slots=True)
class Module:
    """A Python file."""

    text: str
    classes: tuple[Class, ...]
    functions: tuple[Method, ...]
    """Functions outside classes."""
    imports: tuple[Import, ...]
    docstring: str | None
    docstring_span: Span | None
    statements: tuple[Span, ...]
    """Top-level statements in order, decorators included, comments not."""
    newline: str
    """The most frequent line end; a line feed for a text of one line."""
    indent: str
    """One level of indentation; four spaces where nothing is indented."""
    final_newline: bool
    """The text is empty or ends with a line end."""
    has_errors: bool
    """Parts of the text are no Python (yet)."""

    def find_classes(self, name: str) -> tuple[Class, ...]:
        """All classes called ``name``, in order."""
        return tuple(cls for cls in self.classes if cls.name == name)
