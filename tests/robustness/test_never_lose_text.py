"""Three hundred files as people leave them, and everything that merging does to them: no byte of theirs is lost."""

from __future__ import annotations

import itertools
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from seamwright.generate.integrity import read_tree
from seamwright.generate.merge import MergeResult, Refused, merge_all
from seamwright.generate.model import ClassSource, Options
from seamwright.suite import read_module
from seamwright.text.edit import apply
from tests.generate.sources import PYTEST, generated

HEADS = (
    "",
    '"""What this file is about: größe, 😀 and \\\\d."""\n\n',
    "# Copyright somebody\n# All rights reserved\n\n",
    "#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n\n",
    "'''One'''\n# and a comment\n\n",
    "\n\n",
    "\f\n",
)
IMPORTS = (
    "",
    "import pytest\n\n",
    "from __future__ import annotations\n\nimport os\nimport sys\n\nfrom app.cache import Alpha, Zeta\n\n",
    "import os\n\nsys.path.insert(0, os.getcwd())\n\nfrom app.cache import (\n    Alpha,  # why\n    Zeta,\n)\n\n",
    "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    import pytest\n    from app.cache import Cache\n\n",
    "try:\n    import pytest\nexcept ImportError:\n    pytest = None\n\n",
    "import zlib; import abc\nfrom . import near\n\n",
)
BODIES = (
    "",
    "\nclass TestPay:\n    pass\n",
    '\nclass TestPay:\n    """Only a docstring."""\n',
    '''
@pytest.mark.slow
class TestPay(Base, metaclass=Meta):
    """
    Mine.

    Plan: p/PLAN.md#pay [00000000]
    """

    @pytest.fixture
    def client(self):
        return 1

    async def test_mine(self, client): ...

    def test_one(self):
        text = """
no indent

  two
"""
        assert text  # end
        # still in the test

    # still in the class
''',
    '''
class TestRenamed:
    """Mine.

    Plan: p/PLAN.md#pay [ffffffff]
    """

    def test_x(self):
        """Test one"""
        if 1:
            pass
        # deep
''',
    "\nclass TestPay: x = 1; y = 2  # short\n",
    "\nclass TestPay: ...\n",
    """
class TestOther:
    class TestPay:
        pass

    def test_x(self):
        return (
            1,
        )
""",
    "\nVALUE = {\n    'a': 1,\n}\n\n\ndef test_function():\n    pass\n",
    "\nclass TestPay:\n    def test_x(self):\n        pass\n    # hanging\n",
)
TAILS = (
    "",
    "\n\n# The end.\n",
    '\n\nif __name__ == "__main__":\n    pytest.main()\n',
    "\n\n# run\nif __name__ == '__main__':\n    pytest.main()\n# end\n",
    "\n\n\n\n   \n",
    "\n\nlast = '''\n\n'''\n",
    "\n\n@decorator\ndef helper():\n    yield\n",
)


def _crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


def _mixed(text: str) -> str:
    lines = text.split("\n")
    return "".join(line + end for line, end in zip(lines, itertools.cycle(["\n", "\r\n", "\r"]), strict=False))


CHANGES: tuple[Callable[[str], str], ...] = (
    str,
    str,
    str,
    _crlf,
    lambda text: text.replace("\n", "\r"),
    _mixed,
    lambda text: text.replace("    ", "\t"),
    lambda text: text.replace("    ", "  "),
    lambda text: "\ufeff" + text,
    lambda text: "\ufeff" + _crlf(text.replace("    ", "\t")),
    lambda text: text.rstrip("\n"),
    lambda text: _crlf(text).rstrip("\r\n"),
    lambda text: text.replace("\n\n\n", "\n\f\n\n"),
    lambda text: text + "    # trailing comment",
    lambda text: text + "\t",
    lambda text: text + "\f",
    lambda text: text.replace("pass", "pass  # \u2028 \x85 \u202e"),
    lambda text: text.replace("\n", " \n"),
)

PAY = generated("test_one", "test_two", imports=(PYTEST, "from app.cache import Cache"))
SHIP = generated("test_ship", name="TestShip", plan="p/PLAN.md#ship [1]", imports=(PYTEST, "from app.ship import A, B"))
ACTIONS: dict[str, tuple[ClassSource, ...]] = {
    "complete a class or add it": (PAY,),
    "add another class": (SHIP,),
    "both": (SHIP, PAY),
    "without imports": (generated("test_three"),),
}


def _files() -> list[str]:
    chance = random.Random(7)
    parts = list(itertools.product(HEADS, IMPORTS, BODIES, TAILS))
    chosen = (
        chance.sample(parts, 290) + [(head, "", "", "") for head in HEADS] + [("", "", body, "") for body in BODIES]
    )
    texts = ["".join(part).lstrip("\n") if number % 2 else "".join(part) for number, part in enumerate(chosen)]
    return [CHANGES[number % len(CHANGES)](text) for number, text in enumerate(texts)] + [
        "",
        "x",
        "# c",
        "\n",
        "\r",
        "\ufeff",
    ]


FILES = _files()
BROKEN = [
    "def f(:\n",
    "class TestPay:\n",
    "x = '''\n",
    "  x = 1\ny = 2\n",
    "\0",
    "class TestPay:\n    def f(self\n",
    "%%%\n",
]


def check(before: str, classes: tuple[ClassSource, ...]) -> str | None:
    """The merged text, proven to hold every byte of ``before`` in order; ``None`` where it was refused as a whole."""
    try:
        edits, outcomes = merge_all(before, classes, Options())
    except Refused:
        return None
    after = apply(before, edits)
    rest, end = b"", 0
    for edit in edits:
        assert edit.span.start == edit.span.end
        rest += before[end : edit.span.start].encode()
        end = edit.span.end
        assert "\r\n" not in before[end - 1 : end + 1], "never between the two characters of a line end"
    assert rest + before[end:].encode() == before.encode()
    assert len(after.encode()) == len(before.encode()) + sum(len(edit.new.encode()) for edit in edits)
    read_tree(after)
    _check_there(before, after, outcomes)
    again, outcomes = merge_all(after, classes, Options())
    assert again == ()
    assert not any(isinstance(outcome, MergeResult) and outcome.added_tests for outcome in outcomes)
    return after


def _check_there(before: str, after: str, outcomes: tuple[MergeResult | Refused, ...]) -> None:
    """Exactly the tests that are reported as added are new, each in its class."""
    found = {(cls.name, method.name) for cls in read_module(after).classes for method in cls.methods}
    known = {(cls.name, method.name) for cls in read_module(before).classes for method in cls.methods}
    added = {(o.class_name, test) for o in outcomes if isinstance(o, MergeResult) for test in o.added_tests}
    assert found == known | added
    assert not known & added


def test_there_are_three_hundred() -> None:
    assert len(set(FILES)) >= 300


@pytest.mark.parametrize("action", ACTIONS)
def test_nothing_is_lost(action: str) -> None:
    done = [check(before, ACTIONS[action]) for before in FILES]
    refused = sum(after is None for after in done)
    assert refused <= len(FILES) // 50, "nearly all of these files can be edited"
    assert sum(after != before for before, after in zip(FILES, done, strict=True) if after is not None) > 150


@pytest.mark.parametrize("before", BROKEN)
@pytest.mark.parametrize("action", ACTIONS)
def test_what_does_not_parse_is_left_alone(before: str, action: str) -> None:
    assert check(before, ACTIONS[action]) is None


def test_what_was_formatted_stays_so(tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    before.mkdir()
    after.mkdir()
    for number, text in enumerate(FILES):
        if "\r" not in text.replace("\r\n", ""):  # the formatter does not know Python's oldest line end
            (before / f"{number:03}.py").write_bytes(text.encode())
    _ruff("format", before)
    for path in before.iterdir():
        text = path.read_bytes().decode()
        for name, classes in ACTIONS.items():
            merged = check(text, classes)
            assert merged is not None
            (after / f"{path.stem}_{name.replace(' ', '_')}.py").write_bytes(merged.encode())
    assert len(list(after.iterdir())) > 1000
    assert _ruff("format --check", before) == ""
    assert _ruff("format --diff", after) == ""


def _ruff(command: str, folder: Path) -> str:
    line = [sys.executable, "-m", "ruff", *command.split(), "--isolated", "--no-cache", "--quiet", "."]
    return subprocess.run(line, cwd=folder, capture_output=True, text=True, check=False).stdout
