"""Which of a seam's components a contract defines, and what of them stands in the test class."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from seamwright.contract import Contract, Symbol, find_all
from seamwright.generate.layout import INDENT, Brackets, Unformattable, code
from seamwright.plan.model import Seam
from seamwright.text.literals import comment_text
from seamwright.text.names import is_identifier, snake

_MAX_COMMENT = 300


class Component(NamedTuple):
    """Something that a contract defines and a test module can import."""

    module: str
    symbol: Symbol
    member: Symbol | None = None
    """The method that the plan names."""


def components_of(texts: Iterable[str], contracts: Sequence[Contract]) -> tuple[Component, ...]:
    """What of ``texts`` (components of a seam, names in a draft) contracts define, each name once."""
    found: dict[str, Component] = {}
    for text in texts:
        for match in find_all(contracts, text):
            component = Component(match.contract.module, match.symbol, match.member)
            if _is_importable(component):
                found.setdefault(component.symbol.name, component)
    return tuple(found.values())


def texts_of(seam: Seam) -> tuple[str, ...]:
    """Where a seam names its components; the title, where there is no such field."""
    return seam.components or tuple(seam.title.split("→"))


def class_attribute(components: Sequence[Component], width: int) -> list[str]:
    """``components = (…)``: the seam's parts as the code knows them, so that the imports of a new class are used."""
    if not components:
        return []
    try:
        return code(Brackets("components = (", tuple(each.symbol.name for each in components), ")"), width)
    except Unformattable:
        return []


def act_line(components: Sequence[Component], fixtures: Collection[str]) -> str | None:
    """The call that the test will make, as a comment: the first component with something public to call."""
    for component in components:
        target = component.member if component.member and component.member.kind == "function" else None
        target = target or next(iter(component.symbol.callables), None)
        if target is not None:
            return f"# {comment_text(_call(component.symbol, target, fixtures))[:_MAX_COMMENT]}"
    return None


def imports_for(components: Iterable[Component], used: Collection[str], width: int) -> tuple[str, ...]:
    """The import statements for ``pytest`` and those of ``components`` whose name is ``used``, sorted as isort does."""
    modules: dict[str, list[str]] = {}
    for component in components:
        if component.symbol.name in used:
            modules.setdefault(component.module, []).append(component.symbol.name)
    statements = [_from_import(module, modules[module], width) for module in sorted(modules, key=_module_key)]
    return ("import pytest", *statements)


def merged(statements: Iterable[str], width: int) -> list[str]:
    """Import statements of several classes as those of one module, sorted, each module once. They are ours."""
    modules: dict[str, list[str]] = {}
    for node in (node for statement in statements for node in ast.parse(statement).body):
        if isinstance(node, ast.ImportFrom) and node.module:
            modules.setdefault(node.module, []).extend(alias.name for alias in node.names)
    return [_from_import(module, modules[module], width) for module in sorted(modules, key=_module_key)]


def sections(statements: Iterable[str], width: int) -> tuple[list[str], list[str]]:
    """``import pytest`` and further ``statements``, sorted: those of the standard library, and those of libraries."""
    plain = {"pytest"}
    others = []
    for statement in statements:
        for node in ast.parse(statement).body:
            if isinstance(node, ast.Import):
                plain.update(alias.name for alias in node.names)
            else:
                others.append(statement)
    found: tuple[list[str], list[str]] = ([], [])
    lines = [*(f"import {name}" for name in sorted(plain, key=_module_key)), *merged(others, width)]
    for line in lines:
        found[line.split()[1].partition(".")[0] not in sys.stdlib_module_names].append(line)
    return found


def _from_import(module: str, names: list[str], width: int) -> str:
    names = sorted(set(names), key=_name_key)
    one = f"from {module} import {', '.join(names)}"
    if len(one) <= width:
        return one
    return "\n".join([f"from {module} import (", *(f"{INDENT}{name}," for name in names), ")"])


def _module_key(module: str) -> tuple[str, str]:
    return module.lower(), module


def _name_key(name: str) -> tuple[int, list[str | int], str]:
    """Constants, then classes, then the rest; numbers in names by their value."""
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
    parts = re.split(r"(\d+)", name.lower())
    return kind, [int(part) if index % 2 else part for index, part in enumerate(parts)], name


def _call(owner: Symbol, target: Symbol, fixtures: Collection[str]) -> str:
    receiver = ""
    if target is not owner:
        instance = snake(owner.name)
        named = [fixture for fixture in fixtures if fixture == instance or fixture.endswith(f"_{instance}")]
        receiver = owner.name if target.binding != "instance" else named[0] if named else instance
        receiver += "."
    returns_nothing = target.signature.rstrip().endswith("-> None")
    assigned = "" if returns_nothing else "result = "
    return f"{assigned}{'await ' * target.is_async}{receiver}{target.name}{target.signature or '()'}"


def _is_importable(component: Component) -> bool:
    """Would importing it be sound? pytest collects whatever is called ``Test…`` or ``test…`` in a test module."""
    name, parts = component.symbol.name, component.module.split(".")
    return (
        component.symbol.kind in ("class", "function", "variable")
        and all(map(is_identifier, (*parts, name)))
        and not name.lower().startswith("test")
        and not name.startswith("__")
        and name != "pytest"
    )
