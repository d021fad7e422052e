"""Which files say a name: the short way says what reading all of every file would say, and reads hardly any."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seamwright.fixtures.words import Words, asks_plainly, words_of
from seamwright.workspace import saying
from seamwright.workspace.saying import Saying

FILES = {
    "tests/conftest.py": "import pytest\n\n@pytest.fixture\ndef shop(town):\n    return town\n",
    "tests/test_shop.py": "def test_opens(\n    shop,\n    clock=None,\n):\n    assert shop\n",
    "tests/other/test_town.py": "import pytest\n\n@pytest.mark.usefixtures('street', 'mayor')\ndef test_it(): ...\n",
    "app/clocks.py": "def clockwork(hands): ...\n# nobody asks for rain\n",
}


def check(files: dict[str, str], name: str, besides: str = "", *, mentions: bool, defines: bool) -> None:
    found = Saying(files)
    assert (found.mentions(name, besides), found.defines(name)) == (mentions, defines)


@pytest.mark.parametrize("name", ["town", "mayor", "street"])
def test_signatures_and_strings_mention_a_name(name: str) -> None:
    check(FILES, name, mentions=True, defines=name != "town")


def test_a_module_does_not_speak_for_itself() -> None:
    check(FILES, "mayor", "tests/other/test_town.py", mentions=False, defines=True)


@pytest.mark.parametrize("name", ["rain", "clockwor", "assert", "hand"])
def test_comments_parts_of_names_and_keywords_mention_nothing(name: str) -> None:
    check(FILES, name, mentions=False, defines=False)


def test_a_name_that_is_put_together_may_be_any() -> None:
    computing = {"tests/test_any.py": "def test_it(request):\n    request.getfixturevalue(f'{kind}_shop')\n"}
    check({**FILES, **computing}, "rain", mentions=True, defines=False)
    check({**FILES, **computing}, "rain", "tests/test_any.py", mentions=False, defines=False)


def test_a_plain_request_reads_no_file_for_its_names(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def noted(text: str) -> Words:
        read.append(text)
        return words_of(text)

    monkeypatch.setattr(saying, "words_of", noted)
    found = Saying(FILES)
    assert found.mentions("shop", "tests/conftest.py")
    assert not read
    assert found.mentions("mayor", "tests/conftest.py")
    assert read == [FILES["tests/other/test_town.py"]]


PIECES = [
    "def f(",
    "def g (shop",
    "shop",
    "shops",
    "a_shop",
    ", ",
    "x=1",
    ")",
    "):",
    " -> int:",
    "\n",
    "    ",
    "'",
    "(",
    "#",
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_what_shows_at_once_is_what_reading_says(text: str) -> None:
    assert not asks_plainly(text, "shop") or "shop" in words_of(text).asked
