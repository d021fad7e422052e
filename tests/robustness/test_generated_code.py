"""Whatever a plan says, in whatever place: what is generated is a sound test class, says it back, and runs none of it.

More examples than the suite takes: ``SEAMWRIGHT_HYPOTHESIS_EXAMPLES=10000 python -m pytest tests/robustness``.
"""

from __future__ import annotations

import ast
import builtins
import os
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from seamwright.generate.model import Reference
from seamwright.generate.names import plan_names
from seamwright.generate.reference import find_reference
from seamwright.generate.render import render_class
from seamwright.plan.model import Plan, Scenario, Seam, StepKind
from tests.generate.hostile import MARK, PAYLOADS, drafted, seams, texts, written
from tests.generate.rendered import OPTIONS, compiled, module, seam

EXAMPLES = int(os.environ.get("SEAMWRIGHT_HYPOTHESIS_EXAMPLES", "150"))
thorough = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


def check(what: Seam) -> ast.ClassDef:
    """The class for ``what``: it compiles, there is nothing but it, importing it does nothing, and running it fails."""
    text = module(what)
    tree = compiled(text)
    names = plan_names(Plan(seams=(what,)))[what.id]
    docstring, imported, cls = tree.body
    assert isinstance(docstring, ast.Expr)
    assert ast.unparse(imported) == "import pytest"
    assert isinstance(cls, ast.ClassDef)
    assert cls.name == names.class_name
    assert [getattr(node, "name", "docstring") for node in cls.body] == ["docstring", *names.tests]
    check_runs(text, cls)
    return cls


def check_runs(text: str, cls: ast.ClassDef) -> None:
    """Importing the module leaves no mark, and every test fails before anything else happens."""
    assert not hasattr(builtins, MARK)
    space: dict[str, Any] = {}
    exec(compile(text, "generated", "exec"), space)
    instance = space[cls.name]()
    for node in cls.body[1:]:
        assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        arguments = [None] * (len(node.args.args) - 1)
        with pytest.raises(pytest.fail.Exception):
            run(getattr(instance, node.name), arguments)
    assert not hasattr(builtins, MARK)


def run(test: Callable[..., Any], arguments: list[Any]) -> None:
    """Call a test; of a coroutine, run the part before its first await."""
    result = test(*arguments)
    if result is not None:
        result.send(None)


def skeleton(cls: ast.ClassDef) -> list[list[str]]:
    """Kinds of all nodes of the class, but for the names of its tests and what strings say."""
    return [[type(node).__name__ for node in ast.walk(statement)] for statement in cls.body]


def flat(text: str) -> str:
    """``text`` with blanks as a docstring's lines may change them, and surrogates as a docstring can hold them."""
    text = re.sub("[\ud800-\udfff]", lambda match: f"\\u{ord(match[0]):04x}", text)
    return re.sub(r"[ \t\r\n]+", " ", text).strip(" ")


def check_reads_back(cls: ast.ClassDef, what: Seam) -> None:
    """Every text of the plan stands in the docstring of the class or of its test, character by character."""
    header = flat(ast.get_docstring(cls, clean=False) or "")
    for said in (*what.components, *what.critical_paths, what.business_impact or "", *what.infrastructure):
        assert flat(said) in header
    assert flat(what.title).rstrip(": ") in header
    for node, scenario in zip(cls.body[1:], what.scenarios, strict=False):
        assert isinstance(node, ast.FunctionDef)
        docstring = flat(ast.get_docstring(node, clean=False) or "")
        then = [step.text for step in scenario.steps if step.kind is StepKind.THEN]
        for said in (*scenario.expected, *then, what.scope or ""):
            assert flat(said) in docstring


@thorough
@given(seams(written))
def test_words_of_a_plan_stay_words(what: Seam) -> None:
    cls = check(what)
    harmless = check(harmless_of(what, cls))
    assert skeleton(cls) == skeleton(harmless)
    check_reads_back(cls, what)


def harmless_of(what: Seam, cls: ast.ClassDef) -> Seam:
    """``what`` with a plain word for every text, and the parameters that it really gets."""
    first = cls.body[1]
    assert isinstance(first, ast.FunctionDef)
    fixtures = tuple(argument.arg for argument in first.args.args[1:])
    return replace(
        what,
        title="Order",
        components=("A",) if any(map(str.strip, what.components)) else (),
        critical_paths=(),
        business_impact=None,
        scope=None,
        success_criteria=(),
        infrastructure=(),
        fixtures=fixtures,
        class_name=None,
        scenarios=tuple(Scenario(each.span, each.line, f"Order {index}") for index, each in enumerate(what.scenarios)),
    )


@thorough
@given(seams(drafted))
def test_tests_of_a_plan_stay_drafts(what: Seam) -> None:
    check(what)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_known_payloads_in_every_place(payload: str) -> None:
    many = (payload, f"a {payload} b")
    scenario = Scenario(seam().span, 1, payload, details=many, expected=many, test_name=payload)
    check(
        replace(
            seam(payload, scenario, scenario),
            components=many,
            critical_paths=many,
            business_impact=payload,
            scope=payload,
            success_criteria=many,
            infrastructure=many,
            fixtures=many,
            class_name=payload,
            number=payload,
        )
    )


@thorough
@given(texts, texts)
@example("Plan: a.md#x [00000000]", "x")
def test_the_reference_is_found_again(text: str, path: str) -> None:
    what = seam("Order", critical_paths=(text,), business_impact=text, infrastructure=(text,))
    reference = Reference(f"tests/{flat(path)}x.md", what.id, what.digest)
    made = render_class(what, plan_names(Plan(seams=(what,)))[what.id], reference, (), OPTIONS)
    cls = compiled(made.header + "    pass\n").body[0]
    assert isinstance(cls, ast.ClassDef)
    found = find_reference(ast.get_docstring(cls))
    assert found is not None
    assert (found.seam, found.digest) == (what.id, what.digest)


@pytest.mark.parametrize("length", [40, 79, 88, 100, 120])
@settings(max_examples=max(EXAMPLES // 10, 20), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(what=seams(st.one_of(written, drafted)))
def test_every_line_length_gives_sound_code(length: int, what: Seam) -> None:
    text = module(what, replace(OPTIONS, line_length=length))
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert "\r" not in text
