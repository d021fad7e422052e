"""What holds of every rewrite of every function: made up ones in all layouts, and those of this repository.

Outside the head nothing moves, the result parses, a second time changes nothing, no comment is lost, and of the syntax
only what was meant is different. The expectation is worked out here from the names alone, not as the code does it.
"""

from __future__ import annotations

import ast
import io
import tokenize
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seamwright.rewriting import (
    AddParameter,
    CannotRewrite,
    MakeAsync,
    RemoveDecorator,
    RemoveDefinition,
    RemoveSlash,
    Rewrite,
)
from seamwright.rewriting.edits import edits
from seamwright.text.edit import apply
from seamwright.text.span import LineIndex, Span

Definition = ast.FunctionDef | ast.AsyncFunctionDef
PACKAGE = Path(__file__).resolve().parents[2] / "server" / "seamwright"


@st.composite
def functions(draw: st.DrawFn) -> tuple[str, str, str]:
    """What stands before a function's head, its head, and what stands behind."""
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    indent = draw(st.sampled_from(["", "    ", "\t", "  "]))
    # Lines in brackets that begin left of the definition are beyond the tolerant grammar: there, nothing is changed.
    names = [f"p{number}" for number in range(draw(st.integers(0, 4)))]
    parameters = [name + draw(st.sampled_from(["", ": int", ": list[\n          int]"])) for name in names]
    first_default = draw(st.integers(0, len(names)))
    for index in range(first_default, len(names)):
        parameters[index] += draw(st.sampled_from(["=1", " = '💳,('", "=(\n          1, 2)"]))
    if names and draw(st.booleans()):
        parameters.insert(draw(st.integers(1, len(names))), "/")
    tail = draw(st.sampled_from([[], ["*rest"], ["*", "k"], ["*", "k=1", "**named"], ["**named"]]))
    parameters += tail
    layout = draw(st.sampled_from(["row", "column", "column,", "hanging", "comma first", "commented"]))
    inner = indent + draw(st.sampled_from(["    ", "\t", "  "]))
    if layout == "row" or not parameters:
        between = draw(st.sampled_from([", ", ",", " , "])).join(parameters)
    elif layout == "hanging":
        between = f",\n{inner}      ".join(parameters)
    elif layout == "comma first":
        between = f"\n{inner}, ".join(parameters) + f"\n{indent}"
    elif layout == "commented":
        between = "".join(f"\n{inner}# above {each[:1]}\n{inner}{each},  # why" for each in parameters[:-1])
        comma = "" if parameters[-1][0] == "*" else ","
        between += f"\n{inner}{parameters[-1]}{comma}  # last\n{indent}"
    else:
        comma = "," if layout == "column," and parameters[-1][0] != "*" else ""
        between = f"\n{inner}" + f",\n{inner}".join(parameters) + f"{comma}\n{indent}"
    decorators = draw(st.lists(st.sampled_from(["@x", "@x.y(\n  1,\n)  # why", "# above\n@z('@')"]), max_size=3))
    written = "".join(f"{each}\n" for each in decorators)
    head = "".join(f"{indent}{line}" for line in written.splitlines(keepends=True))
    head += f"{indent}{draw(st.sampled_from(['', 'async ']))}def f({between}){draw(st.sampled_from(['', ' -> int']))}:"
    before = "class A:\n" if indent else draw(st.sampled_from(["", "a = '''\n def f(\n'''\n", "\ufeff# é\n"]))
    behind = draw(st.sampled_from([" return 1", f"  # on\n{inner}    return '''\n1\n  '''", f"\n{inner}    pass"]))
    behind += draw(st.sampled_from(["", "\n", "\n\n\n# end\nb = 1\n", f"\n{indent}def g(): pass\n"]))
    return tuple(each.replace("\n", newline) for each in (before, head, behind))  # type: ignore[return-value]


def comments(text: str) -> list[str]:
    tokens = tokenize.generate_tokens(io.StringIO(text.removeprefix("\ufeff")).readline)
    return sorted(each.string for each in tokens if each.type == tokenize.COMMENT)


def parameters(function: Definition) -> tuple[list[str], list[str], list[str], int, int]:
    given_ = function.args
    names = [[each.arg for each in group] for group in (given_.posonlyargs, given_.args, given_.kwonlyargs)]
    return names[0], names[1], names[2], len(given_.defaults), sum(each is not None for each in given_.kw_defaults)


def the_function(text: str) -> Definition:
    tree = ast.parse(text.removeprefix("\ufeff"))
    return next(
        node
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name == "f"
    )


def changed(parts: tuple[str, str, str], kind: type[Rewrite], *more: object) -> tuple[Definition, Definition] | None:
    """The function before and after; ``None`` where it is refused. Checks what holds of all rewrites."""
    before, head, behind = parts
    text = before + head + behind
    rewrite = kind(len(before) + head.index("def f(") + 4, *more)  # type: ignore[arg-type]
    try:
        after = apply(text, edits(text, [rewrite]))
    except CannotRewrite:
        return None
    assert after.startswith(before)
    assert after.endswith(behind)
    assert comments(after) == comments(text)
    again = kind(after.index("def f(", len(before)) + 4, *more)  # type: ignore[arg-type]
    assert edits(after, [again]) == ()
    old, new = the_function(text), the_function(after)
    assert [ast.dump(each) for each in (*old.body, *old.decorator_list)] == [
        ast.dump(each) for each in (*new.body, *new.decorator_list)
    ]
    return old, new


@settings(max_examples=150, deadline=None)
@given(functions())
def test_a_parameter_is_added_and_nothing_else(parts: tuple[str, str, str]) -> None:
    pair = changed(parts, AddParameter, "db")
    if pair is None:
        posonly, _, _, defaults, _ = parameters(the_function("".join(parts)))
        assert posonly
        assert defaults
        return
    (posonly, plain, named, *counts), after = parameters(pair[0]), parameters(pair[1])

    assert after == (posonly, after[1], named, *counts)
    assert [each for each in after[1] if each != "db"] == plain
    required = len(plain) - min(counts[0], len(plain))
    assert after[1].index("db") == required


@settings(max_examples=150, deadline=None)
@given(functions())
def test_self_is_added_in_front(parts: tuple[str, str, str]) -> None:
    pair = changed(parts, AddParameter, "self", True)
    assert pair is not None
    (posonly, plain, *rest), after = parameters(pair[0]), parameters(pair[1])

    assert after == (["self", *posonly] if posonly else [], plain if posonly else ["self", *plain], *rest)


@settings(max_examples=150, deadline=None)
@given(functions())
def test_the_slash_goes_and_nothing_else(parts: tuple[str, str, str]) -> None:
    pair = changed(parts, RemoveSlash)
    # Two comments cannot stand on one line.
    if pair is None:
        assert "# why" in parts[1]
        return
    (posonly, plain, *rest), after = parameters(pair[0]), parameters(pair[1])

    assert after == ([], [*posonly, *plain], *rest)


@settings(max_examples=150, deadline=None)
@given(functions())
def test_async_is_added_and_nothing_else(parts: tuple[str, str, str]) -> None:
    pair = changed(parts, MakeAsync)
    assert pair is not None

    assert isinstance(pair[1], ast.AsyncFunctionDef)
    assert parameters(pair[0]) == parameters(pair[1])


@settings(max_examples=150, deadline=None)
@given(functions(), st.integers(0, 2))
def test_a_decorator_goes_and_nothing_else(parts: tuple[str, str, str], index: int) -> None:
    before, head, behind = parts
    text = before + head + behind
    old = the_function(text)
    if index >= len(old.decorator_list):
        return
    gone = old.decorator_list[index]
    lines = LineIndex(text)
    start = lines.start(gone.lineno - 1) + gone.col_offset
    after = apply(text, edits(text, [RemoveDecorator(Span(start, start + 1))]))
    new = the_function(after)

    assert after.startswith(before)
    assert after.endswith(behind)
    assert comments(after).count("# above") == comments(text).count("# above")
    del old.decorator_list[index]
    assert ast.dump(new) == ast.dump(old)


OWN = sorted(PACKAGE.rglob("*.py"))[::20]


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_functions_of_this_repository(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree, lines = ast.parse(text), LineIndex(text)
    top = [node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    for node in top[:3]:
        at = text.index(f"def {node.name}", lines.start(node.lineno - 1)) + 4
        for rewrite in (AddParameter(at, "db: Shop"), RemoveSlash(at), MakeAsync(at), RemoveDefinition(at)):
            after = ast.parse(apply(text, edits(text, [rewrite])))
            kept = [each for each in after.body if getattr(each, "name", None) != node.name]
            others = [each for each in tree.body if each is not node]
            assert [ast.dump(each) for each in kept] == [ast.dump(each) for each in others]
            assert len(after.body) == len(tree.body) - isinstance(rewrite, RemoveDefinition)
