"""Seams in, rendered classes out: what the tests of generation share."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from textwrap import dedent
from typing import Any

from seamwright.contract import Contract
from seamwright.generate.model import ClassSource, Options, Reference
from seamwright.generate.names import plan_names
from seamwright.generate.render import render_class, render_module
from seamwright.plan.model import Plan, Scenario, Seam, Step, StepKind, Stub
from seamwright.text.span import Span

NOWHERE = Span(0, 0)
SNIPPETS = Path(__file__).resolve().parents[2] / "snippets"
SHIPPED = {path.name: path.read_text("utf-8") for path in SNIPPETS.glob("*.j2")}
OPTIONS = Options(templates=SHIPPED)
PLAN = "tests/TEST_PLAN.md"


def scenario(title: str, *, stub: str | None = None, steps: Sequence[tuple[str, str]] = (), **fields: Any) -> Scenario:
    """A scenario; ``stub`` is the source of its test, ``steps`` are pairs such as ``("given", "…")``."""
    made = Scenario(NOWHERE, 1, title, steps=tuple(Step(StepKind(kind), text) for kind, text in steps), **fields)
    return made if stub is None else replace(made, stub=stub_of(stub))


def stub_of(source: str) -> Stub:
    """A stub as the plan's reader would give it: named after its first ``def``."""
    source = dedent(source).strip("\n")
    name = source.partition("def ")[2].partition("(")[0].strip()
    return Stub(name, source, NOWHERE)


def seam(title: str = "Order → Stock", *scenarios: Scenario, **fields: Any) -> Seam:
    """A seam with ``scenarios``."""
    return Seam(NOWHERE, 1, 1, NOWHERE, title, "order-stock", scenarios=scenarios, digest="1a2b3c4d", **fields)


def rendered(
    what: Seam, options: Options = OPTIONS, contracts: Sequence[Contract] = (), only: Sequence[str] | None = None
) -> ClassSource:
    """The class for ``what``."""
    names = plan_names(Plan(seams=(what,)))[what.id]
    return render_class(what, names, Reference(PLAN, what.id, what.digest), contracts, options, only=only)


def module(what: Seam, options: Options = OPTIONS, contracts: Sequence[Contract] = ()) -> str:
    """The whole file for ``what``, which has been compiled with warnings as errors."""
    text = render_module([rendered(what, options, contracts)], options)
    compiled(text)
    return text


def method(what: Scenario, options: Options = OPTIONS, **fields: Any) -> str:
    """The one test of a seam with one scenario, dedented."""
    (made,) = rendered(seam("Order → Stock", what, **fields), options).methods
    return "\n".join(line.removeprefix("    ") for line in made.source.split("\n"))


def compiled(text: str) -> ast.Module:
    """``text`` as a syntax tree, once it was compiled with warnings as errors."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compile(text, "generated", "exec")
        return ast.parse(text)


def body_of(text: str) -> list[str]:
    """The lines below the docstring of a dedented method, without their indentation of four."""
    return [line.removeprefix("    ") for line in text.rsplit('    """\n', 1)[1].rstrip("\n").split("\n")]


def docstring_of(text: str) -> str:
    """The cleaned docstring of a dedented method."""
    (node,) = ast.parse(text).body
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    return ast.get_docstring(node) or ""
