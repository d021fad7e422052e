"""The settings that editors have for the server, as data: their names, defaults and descriptions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SWITCHES: Mapping[str, tuple[str, bool, str]] = {
    "code_lens": ("codeLens.fixtures", True, "Show the number of uses over each fixture."),
    "plan_lens": ("codeLens.seams", True, "Show over seams and test classes how far a seam is implemented."),
    "hint_types": ("inlayHints.fixtureTypes", False, "Show what fixtures return beside parameters."),
    "hint_scopes": ("inlayHints.fixtureScopes", False, "Show the scope of fixtures that are wider than a function."),
    "hint_names": ("inlayHints.testNames", True, "Show in plans the name that the test of a scenario will get."),
    "hint_outcomes": ("inlayHints.outcomes", True, "Show in plans what the last run of a scenario's tests said."),
    "complete_bodies": ("completion.bodies", True, "Offer fixtures in bodies too; choosing one adds the parameter."),
    "complete_snippets": ("completion.snippets", True, "Offer classes, tests, sections and fixtures to fill in."),
    "complete_fixtures": ("completion.fixtures", True, "Offer fixtures in signatures, marks and strings of tests."),
    "define_fixtures": ("definition.fixtures", True, "Lead from fixtures in Python to definition, type and yield."),
    "hover_fixtures": ("hover.fixtures", True, "Show scope, type and documentation of fixtures in Python."),
    "find_uses": (
        "references.fixtures",
        True,
        "Find and highlight the uses of fixtures in Python, and who calls them.",
    ),
    "rename_fixtures": ("rename.fixtures", True, "Rename fixtures in Python, with the plans that name them."),
    "outline_tests": ("outline.tests", True, "List test classes and fixtures in the outline of Python files."),
    "outline_plans": ("outline.plans", True, "List seams and scenarios in the outline of plans, and fold them."),
    "report_template": ("diagnostics.template", True, "Report what the template asks for (SW1)."),
    "report_avoid": ("diagnostics.avoid", True, "Report what makes an integration test worth less (SW2)."),
    "report_fixtures": ("diagnostics.fixtures", True, "Report what pytest would refuse about fixtures (SW3)."),
    "report_plans": ("diagnostics.plans", True, "Report what plans and tests say differently (SW4)."),
    "cache": ("cache", True, "Keep what was read of the project for the next session, in the user's cache folder."),
    "typed_parameters": (
        "fixtures.typedParameters",
        False,
        "Write added parameters with their types, and import these.",
    ),
}
"""What can be switched on and off: our name, the name in the section ``seamwright``, the default, what it does."""


def schema() -> dict[str, Any]:
    """The settings as a JSON schema with descriptions, as extensions of editors declare them."""
    interpreter = {
        "type": ["string", "null"],
        "default": None,
        "description": "Python whose environment holds pytest and its plugins; it is read and never run.",
    }
    switches = {
        f"seamwright.{name}": {"type": "boolean", "default": default, "description": text}
        for name, default, text in SWITCHES.values()
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Seamwright",
        "type": "object",
        "properties": {"seamwright.interpreter": interpreter, **switches},
    }
