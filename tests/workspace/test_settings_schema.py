"""The schema takes what the configuration takes, and refuses what it refuses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

from seamwright.lsp.settings import DEFAULTS, read_settings
from seamwright.rules.registry import RULES
from seamwright.workspace.config import _READERS, ConfigError, load
from seamwright.workspace.editor_settings import SWITCHES, schema
from seamwright.workspace.settings_schema import project_schema
from tests.conftest import Project

SCHEMA = project_schema(RULES)
TYPES = {"object": dict, "array": list, "string": str, "integer": int}


def fits(value: Any, schema: Mapping[str, Any]) -> bool:
    """Whether ``value`` is valid by the keywords of draft 7 that our schema uses."""
    if "$ref" in schema:
        return fits(value, SCHEMA["definitions"][schema["$ref"].rpartition("/")[2]])
    if "type" in schema and (not isinstance(value, TYPES[schema["type"]]) or isinstance(value, bool)):
        return False
    if "anyOf" in schema and not any(fits(value, each) for each in schema["anyOf"]):
        return False
    if not all(fits(value, each) for each in schema.get("allOf", ())):
        return False
    if value not in schema.get("enum", [value]) or value != schema.get("const", value):
        return False
    if isinstance(value, str):
        return re.search(schema.get("pattern", ""), value) is not None
    if isinstance(value, int):
        return bool(schema.get("minimum", value) <= value <= schema.get("maximum", value))
    if isinstance(value, list):
        return all(fits(each, schema.get("items", {})) for each in value)
    return all(fits(name, schema.get("propertyNames", {})) and _fits_below(name, value, schema) for name in value)


def _fits_below(name: str, value: Mapping[str, Any], schema: Mapping[str, Any]) -> bool:
    below = schema.get("properties", {}).get(name, schema.get("additionalProperties", {}))
    return below is not False and fits(value[name], below)


def check(project: Project, text: str) -> tuple[bool, bool]:
    """What the schema says, and what the configuration says."""
    from seamwright.workspace.toml import read_toml

    root = project({"pyproject.toml": "[tool.seamwright]\n" + text})
    found = read_toml(root / "pyproject.toml")
    assert found is not None
    try:
        load(root)
        loaded = True
    except ConfigError:
        loaded = False
    return fits(found[0]["tool"]["seamwright"], SCHEMA), loaded


@pytest.mark.parametrize(
    "text",
    [
        "",
        'select = ["SW2", "no-assert", "SW101", "ALL"]\nignore = ["sleep-in-test"]',
        'contracts = ["contracts"]\nintegration = ["tests/it"]\nbaseline = "known.json"',
        'stub = "xfail"\nline-length = 100\ntarget = "tests/{plan}/test_{seam}.py"\ntemplate-dir = "tools"',
        "heavy-setup = 12",
        'boundary-modules = ["app.*"]\nboundary-names = ["send_*"]\nallow-private-modules = ["app._x"]',
        'openings = ["Handshake"]',
        '[tool.seamwright.severity]\nSW108 = "hint"\nno-assert = "error"',
        '[tool.seamwright.per-path]\n"tests/old" = { ignore = ["SW1"], severity = { SW2 = "hint" } }',
        '[tool.seamwright.sections]\n"Business Impact" = ["Why It Matters"]\nScenario = "Case"',
        '[tool.seamwright.labels]\ncomponents = ["Parties"]\nscenarios = "What we check"',
        '[tool.seamwright.priorities]\nblocker = "P0"',
    ],
)
def test_valid(project: Project, text: str) -> None:
    assert check(project, text) == (True, True)


@pytest.mark.parametrize(
    "text",
    [
        "selekt = []",
        'select = "SW2"',
        'select = ["SW999"]',
        'ignore = ["no-asert"]',
        "ignore = [1]",
        'stub = "pass"',
        "line-length = 20",
        "line-length = true",
        "heavy-setup = 0",
        'contracts = [" "]',
        "baseline = 3",
        '[tool.seamwright.severity]\nSW108 = "fatal"',
        '[tool.seamwright.severity]\nSW999 = "hint"',
        '[tool.seamwright.per-path]\n"tests/old" = { stub = "fail" }',
        "[tool.seamwright.sections]\nScenario = 3",
        '[tool.seamwright.labels]\nnobody = ["x"]',
        '[tool.seamwright.priorities]\nblocker = "P9"',
    ],
)
def test_invalid(project: Project, text: str) -> None:
    assert check(project, text) == (False, False)


def test_every_setting_is_in_it_with_a_description() -> None:
    assert list(SCHEMA["properties"]) == sorted(_READERS)
    assert all(each["description"] for each in SCHEMA["properties"].values())


def test_every_setting_of_an_editor_is_in_its_schema_and_read() -> None:
    properties = schema()["properties"]

    # The interpreters of single folders are the same setting, asked for with the folder's scope.
    assert {*SWITCHES, "interpreter", "interpreters"} == set(DEFAULTS.__dataclass_fields__)
    assert list(properties) == ["seamwright.interpreter", *(f"seamwright.{name}" for name, _, _ in SWITCHES.values())]
    for field, (name, default, _) in SWITCHES.items():
        assert getattr(DEFAULTS, field) is default
        assert getattr(read_settings({name: not default}), field) is not default
        assert getattr(read_settings({}), field) is default
