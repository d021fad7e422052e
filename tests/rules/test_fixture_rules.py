"""What the rules about fixtures say of whole projects, each of which was tried with pytest: it refuses what is marked.

The projects stand in ``fixture_cases.txt``: ``===`` begins one, ``---`` a file of it, and ``#!`` at the end of a line
says what is reported there. In the projects called `nothing`, pytest runs every test and nothing may be reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from seamwright.rules.model import Settings
from tests.rules.examples import run

CASES = Path(__file__).with_name("fixture_cases.txt").read_text(encoding="utf-8")
SETTINGS = Settings(select=("SW3",), ignore=("broad-scope", "local-fixture-duplicates-shared"))
_SAYS = re.compile(r"[ ]*#! (?P<rules>[\w, -]+)$")


def projects() -> Iterator[tuple[str, dict[str, str], list[str]]]:
    """Name, files and findings, written ``path:line rule``."""
    for part in CASES.split("=== ")[1:]:
        name, _, rest = part.partition("\n")
        files: dict[str, str] = {}
        expected: list[str] = []
        for file in rest.split("--- ")[1:]:
            path, *lines = file.splitlines()
            for number, line in enumerate(lines, 1):
                said = _SAYS.search(line)
                expected += [f"{path}:{number} {rule}" for rule in said["rules"].split(", ")] if said else []
            files[path] = "".join(_SAYS.sub("", line) + "\n" for line in lines)
        yield name, files, expected


PROJECTS = list(projects())


@pytest.mark.parametrize(("name", "files", "expected"), PROJECTS, ids=[name for name, _, _ in PROJECTS])
def test_project(name: str, files: dict[str, str], expected: list[str]) -> None:
    assert name.startswith("nothing") == (not expected)
    found = [
        f"{path}:{each.line} {each.name}"
        for path, text in files.items()
        if path.endswith(".py")
        for each in run(text, files, SETTINGS, path)
    ]

    assert list(dict.fromkeys(found)) == expected


def test_a_third_of_the_projects_says_what_is_not_reported() -> None:
    assert 3 * sum(name.startswith("nothing") for name, _, _ in PROJECTS) >= len(PROJECTS)
