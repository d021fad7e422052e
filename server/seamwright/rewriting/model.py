"""What can be done to existing Python, as plain data that costs nothing until somebody asks for its edits.

``definition`` is where the name of the function or class begins, behind ``def`` or ``class``. Offsets and spans count
code points of the text that the rewrite is about.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from seamwright.text.span import Span


class CannotRewrite(Exception):
    """The text stays as it is; the message says why, in one line for the user."""


@dataclass(frozen=True, slots=True)
class AddParameter:
    """Ask for one more parameter, behind those that must be given; nothing where there is one of that name."""

    definition: int
    written: str
    """Its name, with its annotation if it has one."""
    first: bool = False
    """Before all others, where ``self`` stands."""
    width: int = 0
    """Columns: a signature on one line that gets longer than that is spread over several. Nothing: it never is."""

    @property
    def name(self) -> str:
        """Without the annotation."""
        return self.written.partition(":")[0].strip()


@dataclass(frozen=True, slots=True)
class RemoveParameter:
    """Ask no longer for a parameter that has no default."""

    definition: int
    name: str


@dataclass(frozen=True, slots=True)
class RemoveSlash:
    """Let all parameters be given by name: no ``/`` among them."""

    definition: int


@dataclass(frozen=True, slots=True)
class MakeAsync:
    """Make a coroutine of a function."""

    definition: int


@dataclass(frozen=True, slots=True)
class RemoveDecorator:
    """Take away a decorator, with the comment behind it. Comments above it stay."""

    decorator: Span
    """The expression behind the ``@``."""


@dataclass(frozen=True, slots=True)
class RemoveArgument:
    """Take a keyword out of a decorator's call, and the brackets where nothing else is in them."""

    decorator: Span
    keyword: str


@dataclass(frozen=True, slots=True)
class RemoveDefinition:
    """Take away a function or class with its decorators and the blank lines below it. Comments stay."""

    definition: int


@dataclass(frozen=True, slots=True)
class ReplaceStatement:
    """Write a simple statement anew, with parts of the old one."""

    statement: Span
    """As ``ast`` has it: without a semicolon or comment behind it."""
    new: str
    """The statement, with a name in braces for each of ``parts``."""
    parts: tuple[tuple[str, Span], ...] = ()
    """Expressions of the old statement, which keep their brackets, comments and line ends."""


HeadRewrite = AddParameter | RemoveParameter | RemoveSlash | MakeAsync | RemoveDecorator | RemoveArgument
"""What changes no more than the lines from the first decorator to the colon."""
Rewrite = HeadRewrite | RemoveDefinition | ReplaceStatement


def shifted(rewrite: Rewrite, by: int) -> Rewrite:
    """``rewrite`` in a text that has ``by`` more characters in front."""
    if isinstance(rewrite, ReplaceStatement):
        parts = tuple((name, span.shifted(by)) for name, span in rewrite.parts)
        return replace(rewrite, statement=rewrite.statement.shifted(by), parts=parts)
    if isinstance(rewrite, (RemoveDecorator, RemoveArgument)):
        return replace(rewrite, decorator=rewrite.decorator.shifted(by))
    return replace(rewrite, definition=rewrite.definition + by)
