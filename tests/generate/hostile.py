"""Texts that try to become code, for every place of a seam."""

from __future__ import annotations

from hypothesis import strategies as st

from seamwright.plan.model import Scenario, Seam, Step, StepKind, Stub
from tests.generate.rendered import NOWHERE

# The five payloads that broke generators of our kind, and their relatives. What they would do is leave a mark on
# `builtins`, which a test can look for.
MARK = "seamwright_was_here"
CALL = f"__import__('builtins').__dict__.__setitem__('{MARK}', 1)"
PAYLOADS = (
    f'"""\n{CALL}\n"""',
    f'""" + {CALL} + """',
    f"\n{CALL}\n",
    f"x\n        {CALL}",
    f"x\r{CALL}",
    f"(object):\n    {CALL}\n",
    f"', {CALL}, '",
    f'", {CALL}, "',
    f'x") or {CALL} #',
    f'\\") or {CALL} #',
    f"x') or {CALL} #",
    f"{{{{ {CALL} }}}}",
    f"{{% set x = {CALL} %}}",
    f"x\u2028{CALL}",
    f"x\x0c{CALL}",
    f"x\x85{CALL}",
    "C:\\new\\Users\\N{x}\\u12\\x",
    "\\",
    "\\\\\\",
    '"',
    '""',
    '""""',
    "'''",
    "{{ 7 * 7 }}",
    "{% endfor %}",
    "{# x",
    "${x}",
    "%s%d%",
    "\x00",
    "\ufeff",
    "\u202e\u2066",
    "\u200b\u200d",
    "\ud800",
    "👩\u200d💻",
    "# noqa",
    "fmt: off",
    "# fmt: on",
    "# type: ignore",
    "# ruff: noqa",
    "Plan: other.md#order-stock [00000000]",
    "import os",
    "pass",
    "def x(): ...",
    "class TestX:",
    "    indented",
    "- bullet",
    "`code` **bold** [link](x)",
    "→",
    "缓存",
    "e\u0301",
    "x" * 120,
)
pieces = st.one_of(
    st.sampled_from(PAYLOADS), st.text(st.characters(), max_size=20), st.sampled_from([" ", "word", "is"])
)
texts = st.lists(pieces, max_size=6).map("".join)
several = st.lists(texts, max_size=3).map(tuple)
maybe = st.none() | texts

# Statements, decorators and defaults that a plan's own test may hold.
_LINES = (
    f"{CALL}",
    f"x = {CALL}",
    "assert a == 1",
    "pass",
    "...",
    "return 1",
    "yield 1",
    "await a()",
    "import pytest",
    "import os",
    "from os import *",
    "pytest = 1",
    "global pytest",
    "nonlocal a",
    "del pytest",
    "def inner():\n        return 1",
    "async with a: b()",
    "with a:\n        # inside\n        b()",
    'text = """\n  a\n"""',
    "text = '''\nx\n'''",
    "x = 1; y = 2",
    "# comment",
    "# fmt: on",
    "# ruff: noqa",
    "#!x",
    "x = '\\d'",
    "assert (1, 'x')",
    "x = a is 1",
    "try:\n        a()\n    finally:\n        return",
    "f(\na)",
    "x = a \\\n  + 1",
    "x = 1   ",
    "\tx = 1",
    "x = '\u202e'",
    'f"{a!r:>{b}} {"',
    "lambda: (yield)",
    "class A: x = 1",
    "match a:\n        case 1: pass",
    "raise SystemExit",
    "print('passed')",
    "",
)
_HEADS = (
    "def test_a():",
    "async def test_a(client):",
    "def test_a(a, b=1, *c, d, **e):",
    f"def test_a(a={CALL}):",
    f"def test_a(a: {CALL}) -> {CALL}:",
    "def test_a(pytest, self, __x, _):",
    f"@{CALL}\ndef test_a(a):",
    f"@pytest.mark.parametrize('a', [{CALL}])\ndef test_a(a):",
    f"@pytest.mark.skipif({CALL!r})\n@pytest.mark.asyncio\ndef test_a(a):",
    f"@pytest.mark.skipif({CALL})\ndef test_a(a):",
    "@pytest.mark.parametrize('a, b', [(1, 'x'), (2, None)])\ndef test_a(a, b, client):",
    f"{CALL}\ndef test_a(a):",
    "class TestA:\n  def test_a(self):",
    "def test_a(",
    "def test_a():pass",
)


def _source(parts: tuple[str, str, list[str], str]) -> str:
    head, docstring, lines, tail = parts
    body = [f"    {line}" for line in ([repr(docstring)] if docstring else []) + lines]
    return "\n".join([head, *body, tail])


sources = st.one_of(
    st.tuples(
        st.sampled_from(_HEADS),
        texts,
        st.lists(st.one_of(st.sampled_from(_LINES), texts), max_size=5),
        st.sampled_from(["", CALL]),
    ).map(_source),
    texts,
)
stubs = st.builds(
    lambda name, source: Stub(name, source, NOWHERE), st.sampled_from(["test_a", "a", ""]) | texts, sources
)
steps = st.lists(st.builds(Step, st.sampled_from(StepKind), texts), max_size=3).map(tuple)


def _scenario(
    title: str,
    details: tuple[str, ...],
    expected: tuple[str, ...],
    steps: tuple[Step, ...],
    stub: Stub | None,
    name: str | None,
) -> Scenario:
    return Scenario(NOWHERE, 1, title, details=details, expected=expected, steps=steps, stub=stub, test_name=name)


written = st.builds(_scenario, texts, several, several, steps, st.none(), maybe)
drafted = st.builds(_scenario, texts, several, several, steps, stubs, maybe)


def seams(scenarios: st.SearchStrategy[Scenario]) -> st.SearchStrategy[Seam]:
    """Seams with hostile texts in every field."""
    names = st.one_of(texts, st.sampled_from(["client", "self", "pytest", "a b", "class"]))
    return st.builds(
        Seam,
        *map(st.just, (NOWHERE, 1, 1, NOWHERE)),
        texts,
        st.just("order-stock"),
        number=maybe,
        components=several,
        critical_paths=several,
        business_impact=maybe,
        scope=maybe,
        success_criteria=several,
        infrastructure=several,
        fixtures=st.lists(names, max_size=4).map(tuple),
        class_name=maybe,
        scenarios=st.lists(scenarios, max_size=3).map(tuple),
        digest=st.just("1a2b3c4d"),
    )
