"""Python files as nobody wants them, made from a number: torn, mutated, nested without end, huge, in no encoding."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

SOUND = '''\
"""Orders reach the ledger."""

import os
import time
from unittest.mock import patch

import pytest

from shop.ledger import Ledger


@pytest.fixture(scope="session", autouse=True)
def ledger(tmp_path_factory):
    """A ledger – für Prüfungen 🧾."""
    os.environ["LEDGER"] = str(tmp_path_factory.mktemp("ledger"))
    yield Ledger()


@pytest.mark.parametrize(("amount", "text"), [(1, "one"), (2, "two")])
class TestOrders:
    """Orders are booked.

    Business Impact:
        TODO: say what it costs
    """

    def test_books_once(self, ledger, amount, text, order):
        # Arrange
        with patch("shop.ledger.Ledger._write") as write, patch.object(Ledger, "close"):
            ledger.book(amount)
        write.assert_called_once_with(f"{amount!r:>{10}} {text}")

    async def test_waits(self, ledger):  # noqa: SW208
        time.sleep(1.5)
        assert ledger._entries == {"a": [1, 2, (3, 4)]}, "a -> b"


def test_nothing(ledger: "Ledger", /, *args: int, key=lambda x: x, **rest) -> None:  # seamwright: ignore[SW103]
    match args:
        case [first, *_] if first:
            raise AssertionError
        case _:
            ...
'''

Damage = Callable[[Random, str], "str | bytes"]


def damaged(number: int) -> str | bytes:
    """The file with this number: always the same one."""
    random = Random(number)
    if number % 500 == 7:
        return _HUGE[number // 500 % len(_HUGE)](random, SOUND)
    if number % 10 == 3:
        return random.choice(_NESTED)(random, SOUND)
    text = SOUND * random.randint(1, 3)
    for _ in range(random.randint(1, 4)):
        text = random.choice(_MUTATIONS)(random, text)
    return random.choice(_ENDS)(random, text)


def _cut(random: Random, text: str) -> str:
    return text[: random.randrange(len(text) + 1)]


def _head(random: Random, text: str) -> str:
    return text[random.randrange(len(text) + 1) :]


def _drop(random: Random, text: str) -> str:
    start = random.randrange(len(text) + 1)
    return text[:start] + text[start + random.randint(1, 30) :]


def _insert(random: Random, text: str) -> str:
    place = random.randrange(len(text) + 1)
    return text[:place] + random.choice(_PIECES) * random.randint(1, 3) + text[place:]


def _swap(random: Random, text: str) -> str:
    lines = text.split("\n")
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def _indent(random: Random, text: str) -> str:
    lines = text.split("\n")
    place = random.randrange(len(lines))
    lines[place] = random.choice(("\t", " ", "        ", "\f", "  \t")) + lines[place]
    return "\n".join(lines)


def _unquote(random: Random, text: str) -> str:
    return text.replace(random.choice(('"""', '"', ")", "]", ":", "def ", "\n\n")), random.choice(("", "'", "(")), 1)


def _rename(random: Random, text: str) -> str:
    return text.replace(random.choice(("ledger", "test_", "pytest", "self", "fixture")), random.choice(_PIECES))


_MUTATIONS: tuple[Callable[[Random, str], str], ...] = (_cut, _head, _drop, _insert, _swap, _indent, _unquote, _rename)
_PIECES = (
    *(
        '"',
        "'",
        '"""',
        "(",
        "[",
        "{",
        ")",
        "\\",
        "\n",
        "\t",
        "#",
        ":",
        "@",
        "=",
        "*",
        ".",
        "…",
        "\0",
        "\ud800",
        "\udc80",
    ),
    *(
        "def ",
        "class ",
        "async def t(",
        "lambda: ",
        "f'{",
        "é",
        "🧾",
        "ⅷ",
        "\u2028",
        "\x0c",
        "\x85",
        "\ufeff",
        "yield ",
    ),
    *(
        "yield ",
        "\udc80",
        "import os\n",
        "from . import *\n",
        "@pytest.fixture\n",
        "# noqa",
        "# seamwright: ignore[",
        "0x",
        "1_0j",
    ),
)
_CODINGS = (b"latin-1", b"cp1252", b"no-such", b"utf-7")
_ENDS: tuple[Damage, ...] = (
    *(lambda random, text: text,) * 6,
    lambda random, text: text.replace("\n", "\r\n"),
    lambda random, text: text.replace("\n", "\r"),
    lambda random, text: "".join(random.choice(("\r\n", "\r", "\n", "\n\r")) if c == "\n" else c for c in text),
    lambda random, text: text.encode("utf-8", "surrogatepass"),
    lambda random, text: text.encode("latin-1", "replace") + bytes([random.randrange(256)]),
    lambda random, text: text.encode("utf-16", "surrogatepass"),
    lambda random, text: b"# coding: %s\n\xe4" % random.choice(_CODINGS) + text[:900].encode("utf-8", "replace"),
    lambda random, text: random.randbytes(len(text)),
)
_NESTED: tuple[Damage, ...] = (
    lambda random, text: text + "def test_deep():\n    assert " + "(" * 10_000 + ")" * random.randrange(10_001),
    lambda random, text: text + "VALUE = " + "[" * 10_000,
    lambda random, text: text + "VALUE = " + "{1:" * 5_000 + "1" + "}" * 5_000 + "\n",
    lambda random, text: text + "def test_long():\n    assert a" + " + a" * 10_000 + "\n",
    lambda random, text: text + "def test_not():\n    assert " + "not " * 10_000 + "a\n",
    lambda random, text: text + "def test_dots(ledger):\n    ledger" + ".a" * 10_000 + "()\n",
    lambda random, text: text + "def test_calls(ledger):\n    ledger" + "()" * 10_000 + "\n",
    lambda random, text: text + "".join("    " * depth + "if a:\n" for depth in range(random.randint(90, 300))),
    lambda random, text: text + "".join(" " * depth + f"class T{depth}:\n" for depth in range(300)),
    lambda random, text: text + "".join(" " * depth + f"def t{depth}():\n" for depth in range(300)),
    lambda random, text: text + "".join(f"def f{n}(f{n + 1}):\n    '''f'''\n" for n in range(2_000)),
    lambda random, text: text + "VALUE = '" + "x" * 1_000_000 + "'",
    lambda random, text: text.replace("\n", ";") * 600,
    lambda random, text: text + "lambda: " * 5_000 + "1\n",
    lambda random, text: "@" * 10_000 + text,
    lambda random, text: "\\\n" * 20_000 + text,
)
_HUGE: tuple[Damage, ...] = (
    lambda random, text: text * (10_000_000 // len(text)),
    lambda random, text: "x = '''" + "a" * 10_000_000,
    lambda random, text: "(" * 10_000_000,
    lambda random, text: "\n" * 10_000_000,
    lambda random, text: b"\xff" * 10_000_000,
)
