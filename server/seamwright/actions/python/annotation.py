"""The type that a parameter for a fixture may be written with, and the imports that it needs. Nothing when unsure."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from seamwright.actions.python.scopes import BUILTINS
from seamwright.fixtures import Resolver
from seamwright.fixtures.model import FixtureDef, ImportedName, ModuleFixtures
from seamwright.fixtures.types import names_in, value_type


class Annotation(NamedTuple):
    """The text behind the colon, and whole import statements."""

    text: str
    imports: tuple[str, ...] = ()


def annotation_for(resolver: Resolver, definition: FixtureDef, path: str) -> Annotation | None:
    """How the file at ``path`` says the type of what ``definition`` gives."""
    text = value_type(definition)
    if text is None or not _is_plain(text):
        return None
    target = resolver.module(path)
    if target is None:
        return None
    if definition.origin == "builtin" or "/_pytest/" in definition.path:
        return _of_pytest(text, target)
    source = resolver.module(definition.path)
    if source is None:
        return None
    if definition.path != path and _is_lazy(resolver, definition.path, definition) and not _is_lazy(resolver, path):
        python = resolver.project.config(path).python
        if not re.fullmatch(r"[\w.]+", text) and not (python is not None and python >= (3, 10) and "[" not in text):
            return None
    imports: list[str] = []
    for dotted in names_in(text):
        found = _import_of(resolver, dotted, definition, source, target, path)
        if found is None:
            return None
        imports += [found] if found else []
    return Annotation(text, tuple(dict.fromkeys(imports)))


def same_module(resolver: Resolver, name: str, one: str, other: str) -> bool:
    """Whether the absolute import ``name`` means the same module in both files, as far as can be told."""
    if name.partition(".")[0] in sys.stdlib_module_names:
        return True
    return resolver.project.module(name, one) == resolver.project.module(name, other)


def binds(module: ModuleFixtures, name: str) -> list[ImportedName]:
    """The imports of ``module`` that bring ``name``."""
    return [each for each in module.imports if each.bound == name]


def _import_of(
    resolver: Resolver, dotted: str, definition: FixtureDef, source: ModuleFixtures, target: ModuleFixtures, path: str
) -> str | None:
    """The statement that brings the first part of ``dotted`` into ``path``; empty where none is needed."""
    root = dotted.partition(".")[0]
    if definition.path == path:
        return "" if _is_certain(resolver, path, root) else None
    bound = resolver.world.get(definition.path)
    is_bound = bound is not None and root in bound.namespace.names
    if root in BUILTINS and not is_bound:
        return "" if not _is_bound(resolver, path, root) else None
    if not _is_certain(resolver, definition.path, root):
        return None
    statement = _statement(resolver, root, definition.path, source, path)
    if statement is None:
        return None
    there = binds(target, root)
    if not there:
        return statement if not _is_bound(resolver, path, root) else None
    # The name is there: is it the same thing?
    same = len(there) == 1 and _is_certain(resolver, path, root) and _written(there[0]) == statement
    return "" if same else None


def _is_bound(resolver: Resolver, path: str, name: str) -> bool:
    module = resolver.world.get(path)
    return module is None or name in module.namespace.names


def _is_certain(resolver: Resolver, path: str, name: str) -> bool:
    """Whether ``name`` is bound once in the module, and not behind a condition."""
    module = resolver.world.get(path)
    if module is None:
        return False
    bindings = module.namespace.names.get(name, [])
    if not bindings:
        return name in BUILTINS and not module.namespace.stars
    view = resolver.module(path)
    conditional = any(each.maybe or each.typing_only for each in binds(view, name)) if view is not None else True
    return len(bindings) == 1 and not bindings[0].maybe and not conditional


def _statement(resolver: Resolver, name: str, path: str, source: ModuleFixtures, target: str) -> str | None:
    """The import that gives ``target`` what ``name`` means in the module at ``path``."""
    imported = binds(source, name)
    if imported:
        (first, *others) = imported
        if others or first.module.startswith(".") or not same_module(resolver, first.module, path, target):
            return None
        if first.module.partition(".")[0].startswith("_"):
            return None
        return _written(first)
    # Defined there. A conftest is no module to import from.
    if path.endswith("/conftest.py") or not any(each.path == (name,) for each in source.classes):
        return None
    for module in _dotted(path):
        if resolver.project.module(module, target) == path:
            return f"from {module} import {name}"
    return None


def _dotted(path: str) -> Iterator[str]:
    """What the module at ``path`` may be called, longest first: short names depend on where pytest was started."""
    parts = path.removesuffix(".py").removesuffix("/__init__").strip("/").split("/")
    for start in range(len(parts)):
        if all(part.isidentifier() for part in parts[start:]):
            yield ".".join(parts[start:])


def _written(each: ImportedName) -> str:
    if each.name is None:
        return f"import {each.module}" + (f" as {each.bound}" if each.bound != each.module.partition(".")[0] else "")
    return f"from {each.module} import {each.name}" + (f" as {each.bound}" if each.bound != each.name else "")


def _is_plain(text: str) -> bool:
    """Whether it can be read as an expression of names, subscripts and unions."""
    try:
        tree = ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    allowed = (
        ast.Expression,
        ast.Name,
        ast.Attribute,
        ast.Subscript,
        ast.BinOp,
        ast.BitOr,
        ast.Tuple,
        ast.List,
        ast.Load,
        ast.Constant,
    )
    constants = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return all(isinstance(node, allowed) for node in ast.walk(tree)) and all(
        value is None or value is ... for value in constants
    )


def _is_lazy(resolver: Resolver, path: str, definition: FixtureDef | None = None) -> bool:
    """Whether an annotation there need not hold when the module runs."""
    quoted = definition is not None and (definition.return_type or "").strip()[:1] in ("'", '"')
    return quoted or _LAZY.search(resolver.project.text(path) or "") is not None


_LAZY = re.compile(r"^\ufeff?from[ \t]+__future__[ \t]+import\b[^\n]*\bannotations\b", re.MULTILINE)
_PUBLIC = frozenset(
    {
        "Cache",
        "CaptureFixture",
        "Config",
        "FixtureRequest",
        "LogCaptureFixture",
        "MonkeyPatch",
        "Pytester",
        "TempPathFactory",
        "WarningsRecorder",
    }
)
"""Types of pytest's fixtures that ``pytest`` itself has under the same name."""
_STANDARD = {"Path": "from pathlib import Path"}


def _of_pytest(text: str, target: ModuleFixtures) -> Annotation | None:
    """pytest's own types are said with ``pytest.`` before them."""
    imports: list[str] = []
    written = text
    for name in names_in(text):
        root = name.removeprefix("pytest.")
        if root in _PUBLIC:
            imports.append("import pytest")
            written = re.sub(rf"(?<![\w.])(?:pytest\.)?{root}\b", f"pytest.{root}", written)
        elif name in _STANDARD:
            imports.append(_STANDARD[name])
        elif name not in BUILTINS:
            return None
    return Annotation(written, tuple(dict.fromkeys(imports))) if _are_free(imports, target) else None


def _are_free(imports: Iterable[str], target: ModuleFixtures) -> bool:
    """Whether the names that ``imports`` bring are bound to nothing else in ``target``."""
    for statement in imports:
        name = statement.rpartition(" ")[2]
        there = binds(target, name)
        if any(_written(each) != statement or each.maybe or each.typing_only for each in there):
            return False
        functions, others = [each.name for each in target.functions], [each.name for each in target.classes]
        if name in (*functions, *others, *(each.function for each in target.fixtures)):
            return False
    return True
