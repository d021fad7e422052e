"""The annotation of a parameter that a fixture fills, if its type can be named in another file for certain."""

from __future__ import annotations

import ast
import builtins

from seamwright.fixtures import Resolver
from seamwright.fixtures.model import FixtureDef
from seamwright.fixtures.types import names_in, value_type

_MOST = 60
"""Characters; a longer type is no help to a reader."""
_PYTEST = frozenset(
    [
        "Cache",
        "CaptureFixture",
        "Config",
        "FixtureRequest",
        "LogCaptureFixture",
        "MonkeyPatch",
        "Pytester",
        "TempPathFactory",
        "WarningsRecorder",
    ]
)
"""Types of pytest's own fixtures that it exports."""
_LIBRARY = {"Path": "pathlib", "Any": "typing", "Callable": "collections.abc"}


def annotation(definition: FixtureDef, resolver: Resolver) -> tuple[str, tuple[str, ...], tuple[str, ...]] | None:
    """The type, and the imports of libraries and of the project that it needs; ``None`` if it cannot be written."""
    written = value_type(definition)
    if written is None or len(written) > _MOST or not _is_type(written):
        return None
    if definition.origin == "builtin":
        return _of_pytest(written)
    module = resolver.module(definition.path)
    imports: tuple[list[str], list[str]] = ([], [])
    for name in names_in(written):
        first = name.partition(".")[0]
        if hasattr(builtins, first) or first == "None":
            continue
        found = [each for each in (module.imports if module is not None else ()) if each.bound == first]
        if len(found) != 1 or found[0].maybe or found[0].typing_only or found[0].module.startswith("."):
            return None
        each = found[0]
        own = _is_own(each.module, definition.path, resolver)
        if each.name is None and each.bound == each.module and not own:
            statement = f"import {each.module}"
        elif each.name == each.bound:
            statement = f"from {each.module} import {each.name}"
        else:
            return None
        imports[own].append(statement)
    return written, tuple(imports[0]), tuple(imports[1])


def _is_own(module: str, path: str, resolver: Resolver) -> bool:
    """The module is a file of the project, and of no environment in it."""
    found = resolver.project.module(module, path)
    return found is not None and found.startswith(resolver.project.config(path).rootdir) and "-packages/" not in found


def _of_pytest(written: str) -> tuple[str, tuple[str, ...], tuple[str, ...]] | None:
    name, bracket, rest = written.partition("[")
    if name in _PYTEST:
        return f"pytest.{name}{bracket}{rest}", ("import pytest",), ()
    if written in _LIBRARY:
        return written, (f"from {_LIBRARY[written]} import {written}",), ()
    return None


def _is_type(text: str) -> bool:
    """Names, subscripts and unions only: nothing that would be run in another file."""
    try:
        tree = ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    allowed = (
        ast.Expression, ast.Name, ast.Attribute, ast.Subscript, ast.Tuple, ast.List, ast.BinOp, ast.BitOr, ast.Load,
    )  # fmt: skip
    return all(
        isinstance(node, allowed) or (isinstance(node, ast.Constant) and node.value is None) for node in ast.walk(tree)
    )
