"""Tests that nobody has written yet."""

from __future__ import annotations

import ast

from seamwright.generate.reference import find_reference
from seamwright.rules.module import Class, Function
from seamwright.rules.syntax import body_of, dotted, is_stub, keyword, string
from seamwright.suite.unwritten import ENDINGS, UNWRITTEN


def placeholder(function: Function) -> ast.stmt | None:
    """The statement that says that a test is not written: ``pytest.fail("not implemented…")`` and the like."""
    body = body_of(function.node)
    if is_stub(body):
        return body[-1] if body else None
    for statement in body:
        if isinstance(statement, ast.Raise) and _is_not_implemented(statement):
            return statement
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            call = statement.value
            name = dotted(call.func)
            reason = call.args[0] if call.args else keyword(call, "reason") or keyword(call, "msg")
            said = string(reason)
            if name in ENDINGS and (said or "").lower().lstrip().startswith(UNWRITTEN):
                return statement
    return None


def is_planned(function: Function) -> bool:
    """Whether a plan's test stands as it was made: its name and its fixtures are the plan's, and nobody has begun."""
    return has_plan(function.owner) and placeholder(function) is not None


def has_plan(cls: Class | None) -> bool:
    """Whether a class says which seam of a plan it stands for."""
    return cls is not None and "Plan:" in cls.parsed.source and find_reference(cls.docstring) is not None


def _is_not_implemented(statement: ast.Raise) -> bool:
    raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
    return dotted(raised) == "NotImplementedError"
