"""Known findings, comments that silence, and edits of the configuration."""

from __future__ import annotations

import pytest

from seamwright.rules import baseline
from seamwright.rules.ignoring import add_to_setting, boundary_here, ignore_here, ignore_in_project
from seamwright.rules.model import Settings
from seamwright.text.edit import apply
from tests.rules.examples import PATH, run

SLEEP = "import time\n\n\ndef test_shop_opens_early(shop):\n    '''Test it.'''\n    time.sleep(3)\n    assert shop\n"
SLEEPS = Settings(select=("SW208",))


def fresh(text: str, known: str) -> int:
    return len(baseline.without_known(PATH, text, run(text, settings=SLEEPS), baseline.parse(known)))


def test_what_is_known_may_move_but_not_multiply() -> None:
    known = baseline.render([(PATH, SLEEP, run(SLEEP, settings=SLEEPS))])

    assert fresh(SLEEP, known) == 0
    assert fresh("import os\n" + SLEEP, known) == 0
    assert fresh(SLEEP.replace("    time.sleep(3)\n", "    time.sleep(3)\n" * 2), known) == 1
    assert fresh(SLEEP.replace("(3)", "(4)"), known) == 1
    assert fresh(SLEEP, "") == 1


def test_files_that_were_not_examined_keep_what_is_known() -> None:
    before = baseline.render(
        [(PATH, SLEEP, run(SLEEP, settings=SLEEPS)), ("other.py", SLEEP, run(SLEEP, settings=SLEEPS))]
    )
    after = baseline.render([(PATH, "", [])])

    assert list(baseline.parse(baseline.merged(before, after, [PATH]))) == ["other.py"]


@pytest.mark.parametrize("text", ["{", "[]", '{"files": 1}', '{"files": {"a": {"b": "c"}}}'])
def test_a_damaged_file_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="damaged"):
        baseline.parse(text)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = 1‸\n", "x = 1  # seamwright: ignore[no-assert]\n"),
        ("x = 1‸  # why\n", "x = 1  # why  # seamwright: ignore[no-assert]\n"),
        ("x‸ = 1  # seamwright: ignore[a]\n", "x = 1  # seamwright: ignore[a, no-assert]\n"),
        (
            "def f(\n    a):\n    '''Text\n    te‸xt\n    '''\n",
            "def f(  # seamwright: ignore[no-assert]\n    a):\n    '''Text\n    text\n    '''\n",
        ),
    ],
)
def test_the_comment_goes_where_it_is_one(before: str, after: str) -> None:
    text = before.replace("‸", "")
    edit = ignore_here(text, before.index("‸"), "no-assert")

    assert edit is not None
    assert apply(text, [edit]) == after


def test_inside_a_string_of_the_module_there_is_no_place_for_a_comment() -> None:
    assert ignore_here("'''\ntext\n'''\n", 5, "no-assert") is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '[tool.seamwright]\nignore = ["x"]\n'),
        ("[project]\nname = 'a'\n", "[project]\nname = 'a'\n\n[tool.seamwright]\nignore = [\"x\"]\n"),
        ("[tool.seamwright]\nstub = 'skip'\n", "[tool.seamwright]\nignore = [\"x\"]\nstub = 'skip'\n"),
        ('[tool.seamwright]\nignore = ["a"]\n', '[tool.seamwright]\nignore = ["x", "a"]\n'),
        (
            "[tool.seamwright]\nignore = []\n\n[other]\nignore = [1]\n",
            '[tool.seamwright]\nignore = ["x"]\n\n[other]\nignore = [1]\n',
        ),
    ],
)
def test_the_configuration_gets_one_word_more(before: str, after: str) -> None:
    assert apply(before, [ignore_in_project(before, "x")]) == after


def test_a_boundary_is_said_on_the_line_or_for_the_project() -> None:
    edit = boundary_here("patch(x)\n", 2)

    assert edit is not None
    assert apply("patch(x)\n", [edit]) == "patch(x)  # integration: boundary\n"
    before = '[tool.seamwright]\nboundary-modules = [\n    "app.a",\n]\n'
    after = before.replace("= [", '= ["app.b", ')
    assert apply(before, [add_to_setting(before, "boundary-modules", "app.b")]) == after
