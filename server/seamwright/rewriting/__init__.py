"""Changes of existing Python: described as data, written with libcst, proved with ast, given as small text edits.

The data is here, and costs nothing; ``rewriting.edits`` makes edits of it.
"""

from seamwright.rewriting.model import (
    AddParameter,
    CannotRewrite,
    MakeAsync,
    RemoveArgument,
    RemoveDecorator,
    RemoveDefinition,
    RemoveParameter,
    RemoveSlash,
    ReplaceStatement,
    Rewrite,
    shifted,
)

__all__ = [
    "AddParameter",
    "CannotRewrite",
    "MakeAsync",
    "RemoveArgument",
    "RemoveDecorator",
    "RemoveDefinition",
    "RemoveParameter",
    "RemoveSlash",
    "ReplaceStatement",
    "Rewrite",
    "shifted",
]
