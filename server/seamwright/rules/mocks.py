"""Which calls replace something by a mock, and what they replace."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from seamwright.rules.context import Context
from seamwright.rules.module import Function
from seamwright.rules.names import UNKNOWN, Target
from seamwright.rules.syntax import constant, dotted, keyword, walk

MOCKERS = frozenset({"mocker", "class_mocker", "module_mocker", "package_mocker", "session_mocker"})
MOCK_CLASSES = frozenset(
    {"Mock", "MagicMock", "AsyncMock", "NonCallableMock", "NonCallableMagicMock", "PropertyMock", "create_autospec"}
)


class Replacement(NamedTuple):
    """A call that replaces something."""

    call: ast.Call
    kind: str
    """``patch``, ``patch.object``, ``patch.dict``, ``patch.multiple``, ``setattr``, ``delattr`` or ``spec``."""
    target: Target
    written: str
    """What is replaced, as the user wrote it."""
    value: ast.expr | None
    """What it is replaced by, where that is given."""


def replacements(node: ast.AST, context: Context, function: Function | None) -> Iterator[Replacement]:
    """Every call below ``node`` that replaces something."""
    for each in walk(node):
        if isinstance(each, ast.Call) and (found := replacement(each, context, function)) is not None:
            yield found


def replacement(call: ast.Call, context: Context, function: Function | None) -> Replacement | None:
    """What ``call`` replaces; ``None`` where it is no such call."""
    written = dotted(call.func)
    if not written:
        return None
    kind = _kind(written, context, function)
    if kind is None:
        return None
    first = call.args[0] if call.args else keyword(call, "target")
    if kind == "spec":
        spec = keyword(call, "spec") or keyword(call, "spec_set")
        if spec is None and written.endswith("create_autospec"):
            spec = first
        if spec is None:
            return None
        return Replacement(call, kind, context.resolve(spec, function), dotted(spec), None)
    if kind in ("patch", "patch.dict", "patch.multiple"):
        target = context.text(first, function)
        value = keyword(call, "new") or (call.args[1] if len(call.args) > 1 else None)
        if target is None:
            return Replacement(
                call, kind, context.resolve(first, function) if kind != "patch" else UNKNOWN, dotted(first), value
            )
        return Replacement(call, kind, context.target(target) if "." in target else UNKNOWN, target, value)
    return _attribute(call, kind, context, function)


def _attribute(call: ast.Call, kind: str, context: Context, function: Function | None) -> Replacement | None:
    """``patch.object(owner, "name")`` and ``monkeypatch.setattr(owner, "name", value)``, or one string."""
    if not call.args:
        return None
    owner = call.args[0]
    target = context.text(owner, function)
    if target is not None:
        value = call.args[1] if len(call.args) > 1 else None
        return Replacement(call, kind, context.target(target) if "." in target else UNKNOWN, target, value)
    attribute = context.text(call.args[1], function) if len(call.args) > 1 else None
    name = dotted(owner)
    value = call.args[2] if len(call.args) > 2 else keyword(call, "new") or keyword(call, "value")
    if attribute is not None and kind == "patch.object":
        method = _method(owner, attribute, context, function)
        if method is not None:
            return Replacement(call, kind, method, f"{name}.{attribute}", value)
    if attribute is None or not name or context.resolve(owner, function).nature == "unknown":
        return Replacement(call, kind, UNKNOWN, name, value)
    return Replacement(call, kind, context.resolve(f"{name}.{attribute}", function), f"{name}.{attribute}", value)


def _method(owner: ast.AST, attribute: str, context: Context, function: Function | None) -> Target | None:
    """The method of the project's own class, where ``owner`` is a variable that holds an instance and nothing else."""
    if function is None:
        return None
    if isinstance(owner, ast.Name):
        held = [value for name, value in context.assigned_once(function) if name == owner.id]
    elif function.owner is not None and dotted(owner).startswith("self.") and isinstance(owner, ast.Attribute):
        # What setUp makes.
        attributes = context.names.instance_attributes.get(function.owner.name, {})
        held = [attributes[owner.attr]] if owner.attr in attributes else []
        function = None
    else:
        return None
    classes = {
        context.resolve(value.func, function) if isinstance(value, ast.Call) else UNKNOWN
        for value in (each.value if isinstance(each, ast.Await) else each for each in held)
    }
    made = classes.pop() if len(classes) == 1 else UNKNOWN
    if made.nature != "internal" or made.form != "class":
        return None
    found = context.project.names.resolve(f"{made.name}.{attribute}", context.path)
    return found if found.nature == "internal" and found.form == "method" else None


def _kind(written: str, context: Context, function: Function | None) -> str | None:
    first, _, rest = written.partition(".")
    if first in MOCKERS:
        return rest if rest in _PATCHES else "spec" if rest in MOCK_CLASSES else None
    if first == "monkeypatch":
        return rest if rest in ("setattr", "delattr") else None
    if rest in ("setattr", "delattr") and "monkeypatch" in first.lower():
        return rest
    last = written.rpartition(".")[2]
    if last not in _LAST and last not in MOCK_CLASSES:
        return None
    full = context.imported(written, function)
    for prefix in ("unittest.mock.", "mock.mock.", "mock."):
        if full.startswith(prefix):
            name = full[len(prefix) :]
            return name if name in _PATCHES else "spec" if name in MOCK_CLASSES else None
    return None


def is_mock_call(node: ast.AST, context: Context, function: Function | None) -> bool:
    """Whether ``node`` makes a mock (``Mock()``, ``mocker.AsyncMock()``)."""
    if not isinstance(node, ast.Call):
        return False
    written = dotted(node.func)
    first, _, rest = written.partition(".")
    if first in MOCKERS:
        return rest in MOCK_CLASSES or rest == "stub"
    return written.rpartition(".")[2] in MOCK_CLASSES and ".mock." in f".{context.imported(written, function)}"


def is_literal(node: ast.AST | None) -> bool:
    """A plain value, which makes nothing up about behaviour."""
    return node is not None and (isinstance(node, ast.Constant) or constant(node) is not None)


_PATCHES = frozenset({"patch", "patch.object", "patch.dict", "patch.multiple"})
_LAST = frozenset({"patch", "object", "dict", "multiple"})
