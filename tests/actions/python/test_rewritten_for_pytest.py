"""pytest is the measure of rewriting to the template: the same tests, with the same fixtures made and torn down."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from random import Random

from seamwright.actions.model import Disabled, Offer
from seamwright.actions.python.rewrite_to_template import ACTION
from tests.actions.python.examples import formatted, is_formatted, offered, place_of, written

PROJECTS = 40
PATH = "tests/test_it.py"
CONFTEST = """\
import pytest

made = []


@pytest.fixture(scope="session")
def town():
    return made


@pytest.fixture(scope="module")
def street(town):
    yield town


@pytest.fixture(scope="class")
def house(street):
    made.append("house")
    yield made
    made.remove("house")


@pytest.fixture
def room(street):
    made.append("room")
    yield made
    made.remove("room")


@pytest.fixture(params=["red", "blue"])
def colour(request):
    return request.param


@pytest.fixture
def owner(request):
    return request.cls
"""
AUTOUSE = ["", "", "@pytest.fixture(autouse=True)\ndef clean(room):\n    yield\n"]
FIXTURES = ("town", "street", "house", "room", "colour", "owner", "tmp_path", "monkeypatch")
MARKS = (
    "",
    "",
    "",
    '@pytest.mark.parametrize("size", [1, 2], ids=["s", "m"])\n',
    '@pytest.mark.usefixtures("room")\n',
    '@pytest.mark.usefixtures("house")\n',
    '@pytest.mark.skipif(LIMIT == 4, reason="four")\n',
    '@mock.patch("os.sep")\n',
)
BODIES = (
    "value = [{asked}]\nassert len(value) < LIMIT\n",
    '"""Say it.\n\nMore of it.\n"""\ntext = """\n  two\nlines"""\nassert text.count("\\n") == 2\n',
    "# Arrange\nclass Fake:\n    def size(self):\n        return LIMIT\n\n# Act\nassert Fake().size() == LIMIT\n",
    "global COUNT\nCOUNT += 1\nassert COUNT > 0\n",
    "for number in range(LIMIT):\n    if number > 3:\n        raise AssertionError(number)\n",
)
BETWEEN = ("", "", "", "# ---- More ----\n\n", "SIZE = 3\n\n\n", "def helper(town):\n    return town\n\n\n")


def project(random: Random) -> dict[str, str]:
    """A conftest, and a module of plain tests."""
    parts = [
        "import os\nfrom unittest import mock\n\nimport pytest\n\nLIMIT = 4\nCOUNT = 0\n\n\n",
        random.choice(AUTOUSE),
    ]
    for number in range(random.randint(1, 5)):
        mark = random.choice(MARKS)
        asked = random.sample(FIXTURES, random.choice([0, 0, 1, 2, 3]))
        given = [*(["size"] if "parametrize" in mark else []), *(["sep"] if "mock" in mark else [])]
        body = random.choice(BODIES).format(asked=", ".join(asked))
        lines = "".join(_indented(line) for line in body.splitlines(keepends=True))
        parts += [
            "\n\n",
            random.choice(BETWEEN),
            f"{mark}def test_number_{number}({', '.join([*given, *asked])}):\n{lines}",
        ]
    text = re.sub(r"\n{4,}", "\n\n\n", "".join(parts))
    text = formatted(text) if random.random() < 0.6 else text
    return {"tests/conftest.py": CONFTEST, PATH: text.replace("\n", random.choice(["\n", "\r\n"]))}


def _indented(line: str) -> str:
    """``line`` in a function, but for those that stand in a string."""
    return line if not line.strip() or line.startswith(("  two", "lines")) else "    " + line


def rewritten(files: Mapping[str, str]) -> tuple[dict[str, str], int, int]:
    """The project with all its plain tests rewritten that may be, and how many were and how many were not."""
    files = dict(files)
    done = kept = 0
    for name in re.findall(r"^def (test_\w+)", files[PATH], re.MULTILINE):
        at = files[PATH].index(f"def {name}") + 4
        place = place_of(f"{files[PATH][:at]}‸{files[PATH][at:]}", {"tests/conftest.py": CONFTEST})
        for each in offered(ACTION, place):
            kept += isinstance(each, Disabled)
            if isinstance(each, Offer):
                done += 1
                before = files[PATH]
                files |= written(ACTION.edits(place, each.arguments))
                assert not is_formatted(before) or is_formatted(files[PATH]), files[PATH]
    return files, done, kept


def shown(root: Path, projects: Mapping[str, Mapping[str, str]]) -> list[str]:
    """What pytest says that it makes, runs and tears down, without the names of classes and the numbers of lines."""
    for name, files in projects.items():
        for path, text in files.items():
            target = root / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode())
    (root / "pytest.ini").write_text("[pytest]\naddopts = --import-mode=importlib\n")
    command = [sys.executable, "-B", "-m", "pytest", "--setup-show", "-rA", "--tb=no", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, "--no-header", "-q"],
        cwd=root,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    lines = re.sub(r"::Test\w+::|(?<=\.py):\d+:", "::", done.stdout).splitlines()
    return [line for line in lines if re.match(r"\s*(SETUP|TEARDOWN|p\d+/|PASSED|FAILED|SKIPPED|ERROR)", line)]


def test_tests_run_as_they_did_before_they_went_into_a_class(tmp_path: Path) -> None:
    random = Random(4)
    before: dict[str, Mapping[str, str]] = {}
    changed: dict[str, Mapping[str, str]] = {}
    done = kept = 0
    for number in range(PROJECTS):
        files = project(random)
        result, moved, stayed = rewritten(files)
        before[f"p{number}"], changed[f"p{number}"] = files, result
        done, kept = done + moved, kept + stayed
    assert done > PROJECTS
    assert kept > 5
    (tmp_path / "before").mkdir()
    (tmp_path / "after").mkdir()
    first, second = shown(tmp_path / "before", before), shown(tmp_path / "after", changed)

    assert len([line for line in first if "::test_" in line]) > 2 * PROJECTS
    assert any("SETUP    C house" in line for line in first)
    assert second == first
