"""Words are the same ones whoever else is asking for words at that moment."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from seamwright.trace import words


@pytest.fixture
def impatient_threads() -> Iterator[None]:
    """Threads that take turns as often as they can, for as long as a test runs."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def unseen(number: int) -> str:
    """A text whose words no other text of these tests has: what is remembered would hide what is done."""
    names = [f"{chr(97 + number % 26)}{chr(97 + each % 26)}{chr(97 + each // 26)}" for each in range(200)]
    return " ".join(name + ending for name in names for ending in ("vocationally", "rationalizations"))


def forget() -> None:
    words._stem.cache_clear()
    words._stems_of.cache_clear()


@pytest.mark.usefixtures("impatient_threads")
def test_threads_find_the_stems_that_one_thread_finds() -> None:
    texts = [unseen(number) for number in range(8)]
    expected = [words.stems(text) for text in texts]
    forget()
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(words.stems, texts)) == expected


def test_words_that_say_nothing_have_no_stem() -> None:
    assert words.stems("it should be tested that the cache expires") == ["cach", "expir"]
