"""Hostile file names, patterns and directories: no path ever leaves the root, and our own names keep their form."""

from __future__ import annotations

import itertools
import ntpath
import posixpath
import random
import re

import pytest

from seamwright.generate.model import Options, SeamNames
from seamwright.generate.target import target_path
from seamwright.plan.model import Seam
from seamwright.text.span import Span

_WORDS = r"""
../ ..\ / \ // C: C:\ \\?\ ~ ~root/ . .. ... CON NUL.py aux com1.py lpt9
test_x.py test_X.PY Test_x.py orders_test.py test_.py conftest.py __init__.py test_x.py/ test_x.py. test_x.py:
test_x.py::T test_x.py:stream .git/hooks/ tests/ Tests/ integration/ test_x.ts test_y.go file:///etc/
%2e%2e/ $HOME/ `id` $(id) {seam} {plan} {0} {x.__class__} {{ }} %s
"""
_PIECES = _WORDS.split()
_PIECES += ["\0", "\n", "\r", "\t", " ", "", "\u202e", "\u2028", "\ufeff", "\ud800", "é", "テスト", "😀"]
_PIECES += ["x" * 300, "a/" * 300, "test_" + "y" * 300 + ".py", "\u2024\u2024/", "\uff0e\uff0e\uff0f"]
_SAFE_DIRECTORY = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_SAFE_FILE = re.compile(r"test_[A-Za-z0-9_-]+\.py|[A-Za-z0-9][A-Za-z0-9_-]*_test\.py")
_OURS = re.compile(r"test_[a-z0-9_]{1,80}\.py")


def _hostile(seed: int) -> list[str]:
    chance = random.Random(seed)
    pairs = ["".join(pair) for pair in itertools.product(_PIECES, repeat=2)]
    triples = ["".join(chance.choices(_PIECES, k=chance.randint(3, 6))) for _ in range(300)]
    return _PIECES + chance.sample(pairs, 200) + triples


HOSTILE = _hostile(20)


def check(
    *, test_file: str | None = None, file_name: str = "test_ours.py", target: str | None = None, out: str | None = None
) -> str | None:
    """The target for these wishes, proven to be inside the root; ``None`` where it was refused in one line."""
    seam = Seam(Span(0, 0), 1, 1, Span(0, 0), "t", "t", test_file=test_file)
    plan = "backend/tests/integration/orders/PLAN.md"
    reason = ""
    try:
        path = target_path(seam, SeamNames("TestT", file_name, ()), plan, Options(target=target), out)
    except ValueError as error:
        path, reason = "", str(error)
    if not path:
        assert target is not None or out is not None, "what a plan says is never a reason to refuse"
        assert reason.isascii()
        assert reason.isprintable()
        return None
    for flavour in (posixpath, ntpath):
        root = "/root" if flavour is posixpath else "C:\\root"
        joined = flavour.normpath(flavour.join(root, path))
        assert joined.startswith(root + flavour.sep), path
        assert not flavour.isabs(path)
    *directories, file = path.split("/")
    assert _SAFE_FILE.fullmatch(file), path
    assert len(file) <= 100
    assert all(part not in ("", ".", "..") and not part.endswith((".", " ")) for part in directories), path
    return path


def test_there_are_five_hundred() -> None:
    assert len(HOSTILE) >= 500


@pytest.mark.parametrize("wish", HOSTILE, ids=range(len(HOSTILE)))
def test_a_plan_never_leads_outside(wish: str) -> None:
    path = check(test_file=wish)
    assert path is not None
    assert all(_SAFE_DIRECTORY.fullmatch(part) for part in path.split("/")[:-1]), path
    assert len(path) <= 500


@pytest.mark.parametrize("wish", HOSTILE, ids=range(len(HOSTILE)))
def test_our_own_names_keep_their_form(wish: str) -> None:
    path = check(file_name=wish)
    assert path is not None
    assert path.startswith("backend/tests/integration/orders/")
    assert _OURS.fullmatch(path.rpartition("/")[2]), path


@pytest.mark.parametrize("wish", HOSTILE, ids=range(len(HOSTILE)))
def test_patterns_and_directories_lead_inside_or_are_refused(wish: str) -> None:
    check(target=wish)
    check(target=f"{wish}/test_{{seam}}.py")
    check(out=wish)


def test_refusals_are_not_the_only_answer() -> None:
    answers = [check(target=f"{wish}/test_{{seam}}.py") for wish in HOSTILE]
    assert sum(answer is not None for answer in answers) > 20
    assert sum(answer is None for answer in answers) > 100


def test_names_that_differ_in_case_only_are_told_apart_by_nobody() -> None:
    """Names of our own are lower case, so two of them never meet on a system that ignores case."""
    assert check(file_name="Test_Pay.py") == check(file_name="test_pay.py")
    assert check(test_file="Tests/Integration/Orders/test_pay.py") == check(test_file="test_pay.py")
