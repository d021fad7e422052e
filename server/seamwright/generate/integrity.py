"""Whether an edit of somebody's Python file is safe: before it (can it be read?) and after (is all of it there?)."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

LARGEST = 1_000_000
"""Characters of a file that is edited at all: what Python needs for its syntax tree must stay bounded."""


class Refused(Exception):
    """A file is left as it is; the text says why, in one line for the user."""

    @property
    def reason(self) -> str:
        """Why."""
        return str(self)


def read_tree(text: str) -> ast.Module:
    """The syntax tree of ``text``.

    Raises:
        Refused: it is too large or too deep, or no Python.
    """
    if len(text) > LARGEST:
        raise Refused(f"the file is too large to be edited ({len(text):,} characters, at most {LARGEST:,})")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes are the business of whoever wrote them
            return ast.parse(text.removeprefix("\ufeff"))
    except SyntaxError as error:
        raise Refused(f"line {error.lineno or 1} is not valid Python: {error.msg}") from None
    except ValueError:
        raise Refused("the file holds a character that Python does not read") from None
    except (RecursionError, MemoryError):
        raise Refused("the code is nested too deeply to be edited") from None


def bound_names(body: list[ast.stmt], *, imports: bool = True) -> dict[str, int]:
    """Every name that the statements of a module or class bind, with the line of its first binding.

    Without ``imports``, those that an import binds are left out.
    """
    found: dict[str, int] = {}
    for node in _walk(body):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.setdefault(node.name, node.lineno)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.setdefault(node.id, node.lineno)
        elif isinstance(node, (ast.Import, ast.ImportFrom)) and imports:
            for alias in node.names:
                found.setdefault(alias.asname or alias.name.partition(".")[0], node.lineno)
        elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and node.name:
            found.setdefault(node.name, node.lineno)
    return found


def only_adds(before: ast.Module, after: ast.Module, *, added: tuple[type[ast.stmt], ...] = (ast.ClassDef,)) -> bool:
    """Whether ``after`` is ``before`` with nothing but imports, classes and functions added.

    Functions are added at the end of top-level classes, imports and what is ``added`` anywhere at the top level; an
    existing ``from … import`` may have got more names.
    """
    kinds: tuple[type[ast.stmt], ...] = (ast.Import, ast.ImportFrom, *added)
    remaining = iter(after.body)
    for old in before.body:
        for new in remaining:
            if _same_or_grown(old, new):
                break
            if not isinstance(new, kinds):
                return False
        else:
            return False
    return all(isinstance(new, kinds) for new in remaining)


def _same_or_grown(old: ast.stmt, new: ast.stmt) -> bool:
    if isinstance(old, ast.ImportFrom) and isinstance(new, ast.ImportFrom):
        if (old.module, old.level) != (new.module, new.level):
            return False
        names = [(alias.name, alias.asname) for alias in new.names]
        return all((alias.name, alias.asname) in names for alias in old.names)
    if isinstance(old, ast.ClassDef) and isinstance(new, ast.ClassDef) and len(new.body) > len(old.body):
        added = new.body[len(old.body) :]
        grown = all(isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) for node in added)
        pairs = [(getattr(old, name), getattr(new, name)) for name in old._fields if name != "body"]
        return grown and _equal([*pairs, (old.body, new.body[: len(old.body)])])
    return _equal([(old, new)])


def _equal(pairs: list[tuple[object, object]]) -> bool:
    """Whether all pairs are the same syntax, positions aside. Without recursion: expressions may be very deep."""
    while pairs:
        old, new = pairs.pop()
        if type(old) is not type(new):
            return False
        if isinstance(old, ast.AST) and isinstance(new, ast.AST):
            pairs += [(getattr(old, name, None), getattr(new, name, None)) for name in old._fields]
        elif isinstance(old, list) and isinstance(new, list):
            if len(old) != len(new):
                return False
            pairs += zip(old, new, strict=True)
        elif repr(old) != repr(new):  # so that a float that is no number equals itself
            return False
    return True


def _walk(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """Nodes of ``body`` that run in its own scope."""
    stack: list[ast.AST] = list(reversed(body))
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, _OWN_SCOPE):
            stack += reversed(list(ast.iter_child_nodes(node)))


_OWN_SCOPE = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
)
