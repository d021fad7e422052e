"""Which lines of a test may become a fixture, and how they are written then."""

from __future__ import annotations

import pytest

from seamwright.actions.model import Disabled, Offer, Unavailable
from seamwright.actions.python.extract_fixture import ACTION
from seamwright.fixtures.model import PytestConfig
from tests.actions.python.examples import offered, place_of, written

LINES = "‸basket = make()‸\n    assert basket\n"
NAMED = "from app import make\n\n\n"


def outcome(text: str, files: dict[str, str] | None = None, mode: str = "strict", plugins: tuple[str, ...] = ()) -> str:
    """The module afterwards, or the reason why not; empty if nothing is offered."""
    config = PytestConfig("/p", "/p", asyncio_mode=mode, conftests=("/p/conftest.py",))
    place = place_of(text, files, config=config, plugins=plugins)
    found = offered(ACTION, place)
    if not found:
        return ""
    (offer,) = found
    if isinstance(offer, Disabled):
        return offer.reason
    assert isinstance(offer, Offer)
    return written(ACTION.edits(place, offer.arguments))["tests/test_it.py"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def test_x(caplog):\n    " + LINES, "caplog hears in a test only what the test itself does"),
        ("@patch('a.b')\ndef test_x(b):\n    " + LINES, "@patch may prepare something before the test is called"),
        (
            "@freeze\nclass TestX:\n    def test_x(self):\n        ‸basket = 1‸\n        assert basket\n",
            "@freeze may prepare",
        ),
        ("def test_x(basket):\n    " + LINES, "they bind the parameter basket anew"),
        ("def test_x():\n    a = 1\n    " + LINES, "only lines at the start of a test can become a fixture"),
        ("def test_x():\n    ‸tmp_path = 1‸\n    assert tmp_path\n", "there is a fixture tmp_path already"),
        (
            "def test_x(request):\n    ‸a = request.param‸\n    assert a\n",
            "they use request, which belongs to the test",
        ),
        ("def test_x(n=3):\n    ‸a = n‸\n    assert a\n", "they use n, which belongs to the test"),
        ("def test_x():\n    ‸if make():\n        return\n    a = 1‸\n    assert a\n", "they return from the test"),
        ("def test_x():\n    ‸with pytest.raises(E) as a:\n        make()‸\n    assert a\n", "they call pytest.raises"),
        ("def test_x():\n    ‸a = 1‸\n    assert locals()\n", "the test uses locals"),
        ("class TestX:\n    def test_x(self):\n        ‸a = B.__c‸\n        assert a\n", "__c means something else"),
        ("async def test_x():\n    ‸a = await make()‸\n    assert a\n", "no plugin certainly runs an async fixture"),
        (
            "import unittest\nclass T(unittest.TestCase):\n    def test_x(self):\n        ‸a = 1‸\n        print(a)\n",
            "",
        ),
        ("def test_x():\n    if 1:\n        ‸a = 1‸\n        assert a\n", ""),
        ("def test_x():\n    a = 1; ‸b = 1‸\n    assert a\n", ""),
        ("def test_x():\n    ‸a = (1,\n        2‸)\n    assert a\n", ""),
        ("def test_x(:\n    ‸a = 1‸\n    assert a\n", ""),
    ],
)
def test_what_stays(text: str, expected: str) -> None:
    found = outcome(NAMED + text)
    assert found.startswith(expected) if expected else found == ""


def test_in_an_automatic_mode_coroutines_become_coroutines() -> None:
    text = f"{NAMED}async def test_x(tmp_path):\n    ‸a = await make(tmp_path)‸\n    assert a\n"
    found = outcome(text, mode="auto", plugins=("asyncio",))
    assert "@pytest.fixture\nasync def a(tmp_path):\n" in found
    assert "async def test_x(a):\n    assert a\n" in found


def test_in_strict_mode_the_plugin_has_a_decorator_for_them() -> None:
    text = f"import pytest\n{NAMED}@pytest.mark.asyncio\nasync def test_x():\n    ‸a = await make()‸\n    assert a\n"
    found = outcome(text, plugins=("asyncio",))
    assert "import pytest_asyncio\n" in found
    assert "@pytest_asyncio.fixture\nasync def a():\n" in found


def test_tabs_line_ends_and_strings_stay_as_they_are() -> None:
    text = (
        "import pytest\n\n\nclass TestX:\n\tdef test_x(self):\n"
        '\t\t‸made = """\n\t\tleft\n"""\n\t\tif made:\n\t\t\tmade += "€"‸\n\n\t\tassert made\n'
    )
    expected = (
        'import pytest\n\n\n@pytest.fixture\ndef made():\n\t"""Provide made."""\n'
        '\tmade = """\n\t\tleft\n"""\n\tif made:\n\t\tmade += "€"\n\treturn made\n\n\n'
        "class TestX:\n\tdef test_x(self, made):\n\t\tassert made\n"
    )
    assert outcome(text) == expected
    assert outcome(text.replace("\n", "\r\n")) == expected.replace("\n", "\r\n")


def test_a_signature_that_gets_too_long_is_spread() -> None:
    names = ", ".join(f"tmp_path_{number}" for number in range(6))
    conftest = "import pytest\n" + "".join(
        f"\n\n@pytest.fixture\ndef tmp_path_{number}():\n    return 1\n" for number in range(6)
    )
    text = f"def test_x({names}):\n    ‸basket = 1‸\n    assert basket, ({names})\n"
    found = outcome(text, {"conftest.py": conftest})
    assert f"def test_x(\n    {names}, basket\n):\n" in found


def test_a_signature_that_was_too_long_already_stays_on_its_line() -> None:
    name = "tmp_path_that_is_long" * 4
    conftest = f"import pytest\n\n\n@pytest.fixture\ndef {name}():\n    return 1\n"
    found = outcome(f"def test_x({name}):\n    ‸basket = 1‸\n    assert basket, {name}\n", {"conftest.py": conftest})
    assert f"def test_x({name}, basket):\n" in found


def test_comments_in_a_signature_stay_unless_they_are_about_what_goes() -> None:
    head = "def test_x(\n    tmp_path,{comment}\n    request,  # Kept.\n):\n"
    text = head + "    ‸a = tmp_path / 1‸\n    assert a, request\n"
    assert "def test_x(\n    request,  # Kept.\n    a,\n):\n    assert a" in outcome(text.format(comment=""))
    with pytest.raises(Unavailable, match="a comment would be lost"):
        outcome(text.format(comment="  # Where."))


def test_annotations_go_along_and_imports_are_not_repeated() -> None:
    text = f"import pytest\nfrom pathlib import Path\n{NAMED}def test_x(tmp_path: Path) -> None:\n    {LINES}"
    found = outcome(text.replace("make()", "make(tmp_path)"))
    assert "def basket(tmp_path: Path):\n" in found
    assert "def test_x(basket) -> None:\n" in found
    assert found.count("import pytest") == 1


def test_the_indentation_is_that_of_bodies_and_comments_below_stay() -> None:
    text = (
        "import pytest\n\nHOURS = [\n        1,\n]\n\n\ndef test_x():\n‸    a = HOURS\n\n    # Assert.\n‸    assert a\n"
    )
    found = outcome(text)
    assert '\ndef a():\n    """Provide a."""\n    a = HOURS\n    return a\n' in found
    assert "\ndef test_x(a):\n    # Assert.\n    assert a\n" in found
