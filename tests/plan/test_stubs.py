"""Test code that a plan spells out: whose it is, and what of it is kept."""

from __future__ import annotations

import pytest

from seamwright.plan import Scenario, parse
from tests.plan.outline import check_spans

HEAD = "### 1. SEAM: Desk to shelf\n\n**COMPONENTS:** X\n\n"
LABEL = "**TEST SCENARIOS:**\n"


def check(body: str, *expected: str) -> tuple[Scenario, ...]:
    """The scenarios of a seam with this ``body``, shown as ``title = name of its stub``."""
    text = HEAD + body
    plan = parse(text)
    check_spans(plan, text)
    (seam,) = plan.seams
    shown = [f"{found.title} = {found.stub.name}" if found.stub else found.title for found in seam.scenarios]
    assert tuple(shown) == expected
    return seam.scenarios


def fence(code: str, info: str = "python", indent: str = "") -> str:
    """``code`` between fences."""
    return "".join(f"{indent}{line}\n".replace(" \n", "\n") for line in [f"```{info}", *code.splitlines(), "```"])


@pytest.mark.parametrize("info", ["python", "py", "Python", "python3", "", "python title=x", "{.python}"])
def test_languages(info: str) -> None:
    check(LABEL + fence("def test_one(): ...", info), "test_one = test_one")


@pytest.mark.parametrize("info", ["bash", "markdown", "yaml", "console", "diff"])
def test_other_languages(info: str) -> None:
    check(LABEL + fence("def test_one(): ...", info))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('def test_one():\n    """Says one."""', ["Says one. = test_one"]),
        ('def test_one():\n    r"""\n\n    Says one.\n    More.\n    """', ["Says one. = test_one"]),
        ("async def test_one(a): ...", ["test_one = test_one"]),
        ("def test_one(\n    a,\n    b=(1, 2),\n):\n    '''Says one.'''\n    assert a", ["Says one. = test_one"]),
        ("def test_one(): ...\n\ndef test_two(): ...", ["test_one = test_one", "test_two = test_two"]),
        (
            "class TestX:\n    def test_one(self): ...\n\n    def test_two(self): ...",
            ["test_one = test_one", "test_two = test_two"],
        ),
        ("def test_one():\n    def test_inner(): ...\n    test_inner()", ["test_one = test_one"]),
        ("import os\n\nos.abort()\n\ndef test_one(): ...\n\nos.abort()", ["test_one = test_one"]),
        ("def test_one():\n\tassert 1", ["test_one = test_one"]),
        ("def test_one(:\n    oops (", ["test_one = test_one"]),
        ("def test_one(a, *, b=2\n    '''Not closed.'''", ["test_one = test_one"]),
        ('def test_one():\n    """Never ends', ["Never ends = test_one"]),
        ("def test_one():", ["test_one = test_one"]),
        ('def test_one():\n    """\n    ```python\n    x = 1\n    ```\n    """', ["```python = test_one"]),
    ],
)
def test_code(code: str, expected: list[str]) -> None:
    check(LABEL + fence(code), *expected)


@pytest.mark.parametrize(
    "code",
    [
        "def helper(): ...",
        "# def test_one(): ...",
        "test_one = 1",
        "x.def test_one(): ...",
        "define test_one()",
        "@pytest.fixture\ndef test_client(): ...",
        "@pytest.fixture(scope='module')\nasync def test_client(): ...",
        "def test",
        "# ### SEAM 2: no heading\n# **TEST SCENARIOS:**\n# - no\n",
    ],
)
def test_code_without_tests(code: str) -> None:
    check(LABEL + fence(code))


A, B = "def test_a(): ...", "def test_b(): ..."


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"{LABEL}1. one\n{fence(A, indent='   ')}2. two\n", ["one = test_a", "two"]),
        (f"{LABEL}1. one\n\n{fence(A)}\n2. two\n\n{fence(B)}", ["one = test_a", "two = test_b"]),
        (f"{LABEL}- one\n- two\n\n{fence(A)}", ["one", "two", "test_a = test_a"]),
        (f"{LABEL}1. one\n{fence(f'{A}{chr(10)}{B}', indent='   ')}", ["one = test_a", "test_b = test_b"]),
        (f"{LABEL}**1.1 one**\n{fence(A)}\n**1.2 two**\n", ["one = test_a", "two"]),
        (f"#### Test: one\n{fence(A)}", ["one = test_a"]),
        (f"#### Test 1: both\n{fence(f'{A}{chr(10)}{B}')}", ["test_a = test_a", "test_b = test_b"]),
        (fence(A), ["test_a = test_a"]),
        (f"**CRITICAL PATH:** a → b\n\n{fence(A)}", ["test_a = test_a"]),
        (f"{LABEL}- one\n\n      {A}\n", ["one = test_a"]),
        (f"{LABEL}- one\n\n**INFRASTRUCTURE NEEDS:** x\n\n{fence(A)}", ["one"]),
        (f"**EXISTING TESTS:**\n\n{fence(A)}", []),
        (f"**IMPLEMENTATION NOTES:**\n\n{fence(A)}", []),
        (f"{LABEL}- one\n\n## Patterns\n\n{fence(A)}", ["one"]),
    ],
)
def test_whose_code_it_is(body: str, expected: list[str]) -> None:
    check(body, *expected)


def test_source_is_the_whole_function_and_no_more() -> None:
    code = (
        "import os\n\n@pytest.mark.slow\n@mark.parametrize('x', [1])\nasync def test_one(\n    x,\n):\n"
        '    """Says one.\n\nNot indented.\n    """\n    # Test: why\n    assert x\n\n\nprint(1)\n'
    )
    (one,) = check(f"{LABEL}1. **One**\n\n{fence(code, indent='   ')}", "One = test_one")
    assert one.stub is not None
    assert one.stub.source == code[code.index("@pytest") : code.index("\n\n\nprint")] + "\n"
    assert one.test_name == "test_one"


def test_spans_of_code() -> None:
    code = "import os\n@slow\ndef test_a():\n    pass"
    text = f"{HEAD}{LABEL}1. one\n{fence(code, indent='   ')}\nText.\n"
    (scenario,) = parse(text).seams[0].scenarios
    assert scenario.stub is not None
    assert scenario.stub.span.of(text) == "   @slow\n   def test_a():\n       pass"
    assert scenario.span.of(text) == text[text.index("1. one") : text.index("\n\nText.")]


def test_methods_are_dedented_and_tabs_become_spaces() -> None:
    one, two = check(
        LABEL
        + fence("class TestX:\n    def test_one(self):\n        pass\n\nclass TestY:\n\tdef test_two(self):\n\t\tpass"),
        *("test_one = test_one", "test_two = test_two"),
    )
    assert one.stub is not None
    assert one.stub.source == "def test_one(self):\n    pass\n"
    assert two.stub is not None
    assert two.stub.source == "def test_two(self):\n    pass\n"


@pytest.mark.parametrize(
    "comment", ["# File: tests/x/test_y.py", "# file: tests/x/test_y.py", "  # Path: tests/x/test_y.py"]
)
def test_the_file_that_code_names(comment: str) -> None:
    (seam,) = parse(HEAD + LABEL + fence(f"{comment}\ndef test_one(): ...")).seams
    assert seam.test_file == "tests/x/test_y.py"


def test_tests_in_other_languages_count_by_their_titles() -> None:
    found = check(
        LABEL
        + fence("describe('x', () => {\n  it('adds', f)\n  test.only(\"takes\", f)\n  it(`works`, f)\n})", "ts")
        + fence("#[test]\nfn test_rust() {}", "rust")
        + fence("func TestGo(t *testing.T) {}", "go"),
        *("adds", "takes", "works", "test_rust", "TestGo"),
    )
    assert [scenario.stub for scenario in found] == [None] * 5
