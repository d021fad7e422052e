"""The configuration as a JSON schema: what ``[tool.seamwright]`` takes, for editors that complete and check it.

The readers of the configuration decide what is valid; a test compares the two on valid and on invalid values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from seamwright.plan.vocabulary import DEFAULT
from seamwright.rules.model import Rule, Settings, Severity
from seamwright.workspace.config import BASELINE

DIALECT = "http://json-schema.org/draft-07/schema#"
_TEXT = {"type": "string", "pattern": "\\S"}
_WORDS = {"type": "array", "items": _TEXT}
_ONE_OR_MORE = {"anyOf": [_TEXT, _WORDS]}


def project_schema(rules: Sequence[Rule]) -> dict[str, Any]:
    """The schema of ``[tool.seamwright]``."""
    return {
        "$schema": DIALECT,
        "title": "[tool.seamwright]",
        "type": "object",
        "additionalProperties": False,
        "properties": dict(sorted(_project(rules).items())),
        "definitions": {"rule": _rule_words(rules), "rules": {"type": "array", "items": _RULE}},
    }


_RULE = {"$ref": "#/definitions/rule"}
_RULES = {"$ref": "#/definitions/rules"}
_LEVELS = [each.value for each in Severity]


def _rule_words(rules: Sequence[Rule]) -> dict[str, Any]:
    named = [{"const": rule.code, "description": f"{rule.name}: {rule.what}"} for rule in rules]
    named += [{"const": rule.name, "description": f"{rule.code}: {rule.what}"} for rule in rules]
    groups = {rule.code[:length]: None for rule in rules for length in (2, 3, 4)}
    starts = "|".join(sorted(groups))
    return {
        "description": "A rule's code, the beginning of one, its name, or ALL",
        "anyOf": [*named, {"type": "string", "pattern": f"^(?:{starts}|[Aa][Ll][Ll])$"}],
    }


def _project(rules: Sequence[Rule]) -> Mapping[str, dict[str, Any]]:
    severity = {
        "type": "object",
        "propertyNames": _RULE,
        "additionalProperties": {"enum": _LEVELS},
        "description": "Rule to its severity; only errors and warnings fail a check",
    }
    chosen = {
        "select": _described(_RULES, "The rules that are on; default: all but a few"),
        "ignore": _described(_RULES, "Rules that are off"),
        "severity": severity,
    }
    return {
        **chosen,
        "per-path": {
            "type": "object",
            "description": "Glob pattern of paths to what holds for them",
            "additionalProperties": {"type": "object", "additionalProperties": False, "properties": chosen},
        },
        "sections": _by_name("Section of a docstring to further headings that stand for it"),
        "heavy-setup": {
            "type": "integer",
            "minimum": 1,
            "default": Settings().heavy_setup,
            "description": "Score from which set-up counts as heavy",
        },
        "allow-private-modules": _described(_WORDS, "Modules that are private by name and normal by layout"),
        "boundary-modules": _described(_WORDS, "Modules of yours that only talk to something outside"),
        "boundary-names": _described(_WORDS, "Functions and classes of that kind"),
        "baseline": {**_TEXT, "default": BASELINE, "description": "File of known findings, inside the project"},
        "contracts": _described(_WORDS, "Files, folders or patterns of .pyi files that define components"),
        "integration": _described(_WORDS, "Folders that check looks at; default: by their names and plans"),
        "labels": {
            **_by_name("Field of a plan to further labels for it"),
            "propertyNames": {"enum": sorted(DEFAULT.labels)},
        },
        "line-length": {"type": "integer", "minimum": 40, "maximum": 320, "description": "Default: your formatter's"},
        "openings": _described(_WORDS, "Further words for 'seam', or regular expressions between slashes"),
        "priorities": {
            "type": "object",
            "additionalProperties": {"enum": ["P0", "P1", "P2", "P3"]},
            "description": "Your own words for the priorities",
        },
        "stub": {"enum": ["fail", "skip", "xfail"], "default": "fail", "description": "How an unwritten test ends"},
        "target": _described(_TEXT, "Where new files go, with {plan} and {seam}; default: beside the plan"),
        "template-dir": _described(_TEXT, "Folder of your own templates"),
    }


def _described(schema: Mapping[str, Any], text: str) -> dict[str, Any]:
    # Beside a reference, draft 7 ignores everything else.
    return {"allOf": [schema], "description": text} if "$ref" in schema else {**schema, "description": text}


def _by_name(text: str) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": _ONE_OR_MORE, "description": text}
