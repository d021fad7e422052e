"""How wide lines are and which quotes are used: what the project's formatter is configured to do."""

from __future__ import annotations

import pytest

from seamwright.workspace.config import load
from seamwright.workspace.style import Style, find_style
from tests.conftest import Project

OWN = "[tool.seamwright]\n"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"pyproject.toml": "[tool.ruff]\nline-length = 100\n"}, Style(100)),
        ({"ruff.toml": "line-length = 101\n"}, Style(101)),
        ({".ruff.toml": "line-length = 102\n", "ruff.toml": "line-length = 1\n"}, Style(102)),
        ({"pyproject.toml": "[tool.black]\nline-length = 103\n"}, Style(103)),
        ({"pyproject.toml": "[tool.black]\nskip-string-normalization = true\n"}, Style(None, "preserve")),
        ({"pyproject.toml": "[tool.black]\nline-length = 9\n[tool.ruff]\nline-length = 104\n"}, Style(104)),
        ({"ruff.toml": "[format]\nquote-style = 'single'\n"}, Style(None, "single")),
        ({"ruff.toml": "line-length = 105\n", "a/ruff.toml": "line-length = 106\n"}, Style(106)),
        ({"ruff.toml": "line-length = 107\n", "a/pyproject.toml": "[project]\n"}, Style(107)),
        ({"ruff.toml": "line-length = 108\n", "a/ruff.toml": "extend = '../ruff.toml'\n"}, Style(108)),
        # A file that is closer hides the others, even where it says nothing.
        (
            {"ruff.toml": "line-length = 109\n", "a/ruff.toml": "[format]\nquote-style = 'double'\n"},
            Style(None, "double"),
        ),
        # What cannot be meant.
        ({"ruff.toml": "line-length = '110'\n"}, Style()),
        ({"ruff.toml": "line-length = 9999\n[format]\nquote-style = 'odd'\n"}, Style()),
        ({"ruff.toml": "line-length = \n"}, Style()),
        ({"ruff.toml": "extend = 'ruff.toml'\n"}, Style()),
        ({"c/ruff.toml": "line-length = 111\n"}, Style()),
        ({}, Style()),
    ],
)
def test_style(project: Project, files: dict[str, str], expected: Style) -> None:
    root = project({"a/b/x": "", **files})

    assert find_style(root / "a/b", root) == expected


def test_configuration_above_the_root_does_not_count(project: Project) -> None:
    root = project({"ruff.toml": "line-length = 100\n", "a/b/x": ""})

    assert find_style(root / "a/b", root / "a") == Style()


def test_own_line_length_wins_over_the_formatters(project: Project) -> None:
    config = load(project({"pyproject.toml": OWN + "line-length = 90\n[tool.ruff]\nline-length = 100\n"}))

    assert config.options_for("tests/x.py").line_length == 90


def test_nearest_formatter_configuration_counts_for_a_file(project: Project) -> None:
    config = load(
        project({"pyproject.toml": OWN, "a/ruff.toml": "line-length = 70\n[format]\nquote-style = 'single'\n"})
    )

    assert (config.options_for("a/b/x.py").line_length, config.options_for("a/b/x.py").quote) == (70, "single")
    assert (config.options_for("b/x.py").line_length, config.options_for("b/x.py").quote) == (88, "double")
