"""Which names a piece of code takes from outside, and which it binds, by Python's own table of symbols."""

from __future__ import annotations

import ast
import builtins
import symtable
import textwrap
from collections.abc import Iterator, Sequence

BUILTINS = frozenset(dir(builtins))
MODULE_NAMES = frozenset({"__file__", "__name__", "__path__", "__package__", "__doc__", "__spec__", "__loader__"})
"""What every module has with a value of its own."""


def global_reads(source: str) -> frozenset[str] | None:
    """The names that ``source`` (statements, perhaps indented) reads and that no function in it binds.

    Annotations count, those in strings too. ``None`` where it cannot be read.
    """
    try:
        code = _flush(source)
        tree = ast.parse(code)
        table = symtable.symtable(code, "<code>", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    found = set(_global_reads(table))
    for annotation in _annotations(tree):
        found |= _names(annotation)
    return frozenset(found)


def written_globals(source: str) -> bool:
    """Whether ``source`` says ``global`` anywhere."""
    try:
        return any(isinstance(node, ast.Global) for node in ast.walk(ast.parse(_flush(source))))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return True


def locals_of(statements: Sequence[ast.stmt]) -> tuple[frozenset[str], frozenset[str]]:
    """The names that ``statements`` of a function bind, and those that they read, inner functions included.

    Raises:
        SyntaxError: they cannot stand in a function.
    """
    body = ast.unparse(ast.Module(list(statements), []))
    code = "async def _():\n" + textwrap.indent(body, " ") if body else "def _():\n pass"
    function = symtable.symtable(code, "<code>", "exec").get_children()[0]
    bound = frozenset(symbol.get_name() for symbol in function.get_symbols() if symbol.is_local())
    read = {symbol.get_name() for symbol in function.get_symbols() if symbol.is_referenced()}
    for inner in _inner(function):
        read |= {symbol.get_name() for symbol in inner.get_symbols() if symbol.is_global() or symbol.is_free()}
    for statement in statements:
        read |= {
            node.id
            for node in ast.walk(statement)
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store) and node.id in bound
        }
        read |= {
            node.target.id
            for node in ast.walk(statement)
            if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name)
        }
    return bound, frozenset(read)


def _flush(source: str) -> str:
    """``source`` as a module: what is indented stands in a block."""
    source = source.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    first = next((line for line in source.split("\n") if line.strip()), "")
    return "if 1:\n" + source if first[:1] in (" ", "\t") else source


def _global_reads(table: symtable.SymbolTable) -> Iterator[str]:
    is_module = table.get_type() == "module"
    for symbol in table.get_symbols():
        if symbol.is_referenced() and (is_module or symbol.is_global() or table.get_type() == "class"):
            yield symbol.get_name()
    for child in table.get_children():
        yield from _global_reads(child)


def _inner(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    for child in table.get_children():
        yield child
        yield from _inner(child)


def _annotations(tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.returns is not None:
            yield node.returns
        elif isinstance(node, (ast.arg, ast.AnnAssign)) and node.annotation is not None:
            yield node.annotation


def _names(annotation: ast.expr) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(annotation):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            try:
                inner = ast.parse(node.value, mode="eval")
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue
            found |= {each.id for each in ast.walk(inner) if isinstance(each, ast.Name)}
    return found
