"""What a team may configure, and what it is told when that is wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from seamwright.plan import DEFAULT
from seamwright.workspace.config import Config, ConfigError, load
from tests.conftest import Project


def configured(project: Project, text: str) -> Config:
    return load(project({"pyproject.toml": text}))


def test_defaults_without_a_file(tmp_path: Path) -> None:
    config = load(tmp_path)

    assert config == Config(tmp_path)
    assert (config.options.line_length, config.options.stub, config.options.quote) == (88, "fail", "double")


def test_all_settings(project: Project) -> None:
    config = configured(
        project,
        """
        [tool.seamwright]
        contracts = ["contracts", "typings/**/*.pyi"]
        line-length = 99
        openings = ["Handshake"]
        stub = "skip"
        target = "tests/{plan}/test_{seam}.py"
        template-dir = "tools/templates/"

        [tool.seamwright.labels]
        components = ["Parties", "Who talks to whom"]
        scenarios = "What we check"

        [tool.seamwright.priorities]
        blocker = "P0"
        """,
    )

    assert config.contracts == ("contracts", "typings/**/*.pyi")
    assert config.template_dir == "tools/templates"
    assert (config.options.line_length, config.options.stub) == (99, "skip")
    assert config.options.target == "tests/{plan}/test_{seam}.py"
    assert config.vocabulary.field_of("Who talks to whom") == "components"
    assert config.vocabulary.field_of("What we check") == "scenarios"
    assert config.vocabulary.openings == ("Handshake",)
    assert config.vocabulary.priorities == {"blocker": "P0"}


def test_other_tools_settings_are_none_of_our_business(project: Project) -> None:
    config = configured(project, "[tool.other]\nstub = 7\n[project]\nname = 'x'\n")

    assert config.vocabulary == DEFAULT
    assert config.contracts is None


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("[tool.seamwright]\nstub = 'pass'", 2, 'stub must be "fail", "skip" or "xfail"'),
        ("\n[tool.seamwright]\n\ncontract = []", 4, "unknown setting 'contract'; did you mean 'contracts'?"),
        ("[tool.seamwright]\ntemplate_dir = 'x'", 2, "unknown setting 'template_dir'; did you mean 'template-dir'?"),
        ("[tool.seamwright]\nzzz = 'x'", 2, "unknown setting 'zzz'"),
        ("[tool.seamwright]\nline-length = 8", 2, "line-length must be a number from 40 to 320"),
        ("[tool.seamwright]\nline-length = true", 2, "line-length must be a number from 40 to 320"),
        ("[tool.seamwright]\ncontracts = 'a'", 2, "contracts must be a list of strings"),
        ("[tool.seamwright]\ncontracts = ['a', 1]", 2, "contracts must be a list of strings"),
        ("[tool.seamwright]\ncontracts = ['../a']", 2, "contracts: '../a' is not a path inside the project"),
        ("[tool.seamwright]\ntemplate-dir = '/etc'", 2, "template-dir: '/etc' is not a path inside the project"),
        ("[tool.seamwright]\ntarget = '../test_{seam}.py'", 2, "target: '../test_{seam}.py' is not a path inside"),
        ("[tool.seamwright]\nopenings = ['/[/']", 2, "opening '/[/' is no regular expression"),
        ("[tool.seamwright.labels]\ncomponent = ['x']", 2, "did you mean 'components'?"),
        ("[tool.seamwright.labels]\n\ncomponents = [1]", 3, "labels.components must be a list of strings"),
        ("[tool.seamwright.priorities]\na = 'P1'\nb = 'P9'", 3, "'P9'"),
        ("[tool.seamwright]\npriorities.a = 1", 2, 'priorities.a must be "P0", "P1", "P2" or "P3"'),
        ("[tool.seamwright]\nlabels = 3", 2, "labels must be a table"),
        ("[tool]\nseamwright = 3", 2, "tool.seamwright must be a table"),
        ("[tool.seamwright]\nstub = ", 2, "Invalid value"),
        ("[tool.seamwright]\nopenings = [\n'a',\n", 4, "Invalid value"),
    ],
)
def test_mistake_is_told_in_one_line_with_its_place(project: Project, text: str, line: int, message: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(message)) as error:
        configured(project, text)

    assert str(error.value).startswith(f"pyproject.toml:{line}: ")
    assert len(str(error.value).splitlines()) == 1


@pytest.mark.parametrize("content", [b"[tool.seamwright]\n# \xff\n", b"\xff\0\0"])
def test_file_that_is_no_text_is_told_too(project: Project, content: bytes) -> None:
    with pytest.raises(ConfigError, match=r"^pyproject\.toml:\d: "):
        load(project({"pyproject.toml": content}))
