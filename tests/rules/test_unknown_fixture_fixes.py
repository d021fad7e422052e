"""What *Ask for shop* does to a test that asks for ``shpo``: the name is another wherever the test says it."""

from __future__ import annotations

import sys

import pytest

from seamwright.rules.fixing import edits_of
from seamwright.rules.model import Settings
from seamwright.text.edit import apply
from tests.rules.examples import run

CONFTEST = {"tests/conftest.py": "import pytest\n\n\n@pytest.fixture\ndef shopping():\n    return 1\n"}


def fixed(text: str) -> str | None:
    (finding,) = run(text, CONFTEST, Settings(select=("SW303",)))
    return apply(text, edits_of(text, finding.fix)) if finding.fix is not None else None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # A slip in the signature only.
        ("def test_x(shoping):\n    assert shopping\n", "def test_x(shopping):\n    assert shopping\n"),
        # In the body, too.
        (
            "def test_x(tmp_path, shoping: int):\n    '''Of shoping.'''\n    assert shoping.a(shoping=shoping)\n",
            "def test_x(tmp_path, shopping: int):\n    '''Of shoping.'''\n    assert shopping.a(shoping=shopping)\n",
        ),
        (
            "class TestX:\n    def test_x(self, shoping):\n        def f(): return '💳', shoping\n        f()\n",
            "class TestX:\n    def test_x(self, shopping):\n        def f(): return '💳', shopping\n        f()\n",
        ),
        (
            "import pytest\n\n\n@pytest.mark.usefixtures('shoping')\ndef test_x():\n    assert 1\n",
            "import pytest\n\n\n@pytest.mark.usefixtures('shopping')\ndef test_x():\n    assert 1\n",
        ),
    ],
)
def test_the_name_is_another_everywhere(before: str, after: str) -> None:
    assert fixed(before) == after


@pytest.mark.parametrize(
    "text",
    [
        # The name has another meaning there, or would have two.
        "def test_x(shoping, shopping=1):\n    assert shoping\n",
        "def test_x(shoping):\n    shopping = shoping + 1\n    assert shopping\n",
        "def test_x(shoping):\n    assert shoping is not shopping\n",
        "def test_x(shoping):\n    assert [lambda shoping: shoping, shoping]\n",
    ],
)
def test_where_names_would_meet_nothing_is_offered(text: str) -> None:
    assert fixed(text) is None


def test_places_in_f_strings_are_right_or_left_alone() -> None:
    text = "def test_x(shoping):\n    assert f'{1}{shoping}'\n"
    found = fixed(text)

    assert found == (text.replace("shoping", "shopping") if sys.version_info >= (3, 12) else found)
    assert found in (None, text.replace("shoping", "shopping"))
