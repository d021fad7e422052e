"""Code that would end the process, or take minutes, if libcst got it: nothing is changed, or only what is beside it."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from seamwright.rewriting import AddParameter, CannotRewrite, MakeAsync
from seamwright.rewriting.edits import LARGEST, edits
from seamwright.text.edit import apply

SHAPES = {
    "brackets": "'(' * n + '1' + ')' * n",
    "lists": "'[' * n + ']' * n",
    "subscripts": "'a' + '[0]' * n",
    "attributes": "'a' + '.b' * n",
    "calls": "'a' + '()' * n",
    "sums": "'1' + ' + 1' * n",
    "ands": "'a' + ' and a' * n",
    "strings": "\"'a' \" * n",
    "nots": "'not ' * n + 'a'",
    "lambdas": "'lambda: ' * n + '1'",
    "conditions": "'a if b else ' * n + 'c'",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_deep_code_ends_no_process(shape: str) -> None:
    """In a process of its own, for what is looked for is its end; in a thread with little stack, as servers have."""
    program = f"""
        import threading
        from seamwright.rewriting import AddParameter, CannotRewrite, ReplaceStatement
        from seamwright.rewriting.edits import edits
        from seamwright.text.span import Span

        def ask(text, *rewrites):
            try:
                return len(edits(text, rewrites))
            except CannotRewrite:
                return "no"

        def work():
            for n in (35, 100, 190, 2500, 6000):
                code = {SHAPES[shape]}
                ask("def f(a=" + code + "): pass\\n", AddParameter(4, "db"))
                ask("@x(" + code + ")\\ndef f(): pass\\n", AddParameter(len(code) + 9, "db"))
                whole = Span(0, len(code) + 7)
                ask("x[1] = " + code + "\\n", ReplaceStatement(whole, "y({{k}})", (("k", Span(2, 3)),)))
            code = {SHAPES[shape].replace("n", "2500") if shape != "lambdas" else "'1'"}
            print(ask("def f(a):\\n    x = " + code + "\\n", AddParameter(4, "db")))

        threading.stack_size(512 * 1024)
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        print("alive")
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, check=False, timeout=120
    )

    assert done.stdout.split()[-1:] == ["alive"], done.stderr
    assert done.stderr == ""
    # What the body holds is none of the signature's business.
    assert done.stdout.split() == ["1", "alive"]


def test_the_size_of_a_body_does_not_matter_until_the_file_is_too_large() -> None:
    line = "    a = [1, 2, 3]\n"
    text = "def f(a):\n" + line * 5_000

    assert apply(text, edits(text, [AddParameter(4, "db")])).startswith("def f(a, db):\n    a = [1")
    with pytest.raises(CannotRewrite, match="the file is too large to be edited"):
        edits(text * (LARGEST // len(text) + 1), [AddParameter(4, "db")])


@pytest.mark.parametrize(
    "text",
    [
        "def f(a: 'x\ud800'): pass\n",
        "def f(a\0): pass\n",
        "def f(a='\\N{nothing}'): pass\n",
        "def f(a, (b, c)): pass\n",
        "def f(a=0777): pass\n",
        "def f(a) -> : pass\n",
        "def f(a\n",
        "async def f(a=await b, *, ): pass\n",
        "def f(**a, b): pass\n",
        "class A:\n\x0cdef f(a): pass\n",
    ],
)
def test_what_is_no_python_is_left_alone(text: str) -> None:
    with pytest.raises(CannotRewrite):
        edits(text, [MakeAsync(text.index("f(")), AddParameter(text.index("f("), "db")])


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("def f[T: int = str](a: T): pass\n", "def f[T: int = str](a: T, db): pass\n"),
        ("def f[*Ts, **P](a): pass\n", "def f[*Ts, **P](a, db): pass\n"),
    ],
)
def test_newer_python_is_changed_by_a_python_that_reads_it(text: str, after: str) -> None:
    try:
        compile(text, "", "exec")
    except SyntaxError:
        with pytest.raises(CannotRewrite, match="Python does not read it"):
            edits(text, [AddParameter(4, "db")])
    else:
        assert apply(text, edits(text, [AddParameter(4, "db")])) == after


def test_one_refusal_is_one_line_for_check_and_no_traceback(tmp_path: Path) -> None:
    deep = "(" * 150 + "'b'" + ")" * 150
    text = f"import os\n\n\ndef test_shop():\n    os.environ['A'] = {deep}\n    assert 1\n"
    test = tmp_path / "tests" / "integration" / "test_shop.py"
    test.parent.mkdir(parents=True)
    test.write_text(text)
    (tmp_path / "pyproject.toml").write_text("[tool.seamwright]\n")
    done = subprocess.run(
        [sys.executable, "-m", "seamwright", "check", str(tmp_path), "--select", "SW205", "--fix"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    place = "seamwright: tests/integration/test_shop.py:5"
    assert done.stderr == f"{place}: env-leak is not fixed: the code is nested too deeply to be changed\n"
    assert test.read_text() == text
