"""The editor's settings, from ``workspace/configuration`` or ``initializationOptions``. Anything unknown is ignored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from seamwright.workspace.editor_settings import SWITCHES

SECTIONS = ("seamwright", "python")
"""What is asked for; ``python`` is the section in which editors keep the interpreter of a project."""


@dataclass(frozen=True)
class Settings:
    """What a user can choose, with the DEFAULTS."""

    interpreter: str | None = None
    """``seamwright.interpreter``, else the editor's own choice. Its environment is read, it is never run."""
    interpreters: tuple[tuple[str, str | None], ...] = ()
    """The same of each folder, where several are open: its path and its interpreter."""
    code_lens: bool = True
    """``seamwright.codeLens.fixtures``: the number of uses over each fixture."""
    plan_lens: bool = True
    """``seamwright.codeLens.seams``: how far a seam is implemented, over seams and test classes."""
    hint_types: bool = False
    """``seamwright.inlayHints.fixtureTypes``."""
    hint_scopes: bool = False
    """``seamwright.inlayHints.fixtureScopes``."""
    hint_names: bool = True
    """``seamwright.inlayHints.testNames``: in plans, the name that the test of a scenario will get."""
    hint_outcomes: bool = True
    """``seamwright.inlayHints.outcomes``: in plans, what the last run of a scenario's tests said."""
    complete_bodies: bool = True
    """``seamwright.completion.bodies``: offer fixtures in bodies, and add the parameter."""
    complete_snippets: bool = True
    """``seamwright.completion.snippets``: offer classes, tests, sections and fixtures to fill in."""
    complete_fixtures: bool = True
    """``seamwright.completion.fixtures``: offer fixtures in Python at all."""
    define_fixtures: bool = True
    """``seamwright.definition.fixtures``: definition, type definition and implementation in Python."""
    hover_fixtures: bool = True
    """``seamwright.hover.fixtures``."""
    find_uses: bool = True
    """``seamwright.references.fixtures``: references, highlights and call hierarchy in Python."""
    rename_fixtures: bool = True
    """``seamwright.rename.fixtures``."""
    outline_tests: bool = True
    """``seamwright.outline.tests``."""
    outline_plans: bool = True
    """``seamwright.outline.plans``: outline and folding."""
    report_template: bool = True
    """``seamwright.diagnostics.template``: the rules SW1."""
    report_avoid: bool = True
    """``seamwright.diagnostics.avoid``: the rules SW2."""
    report_fixtures: bool = True
    """``seamwright.diagnostics.fixtures``: the rules SW3."""
    report_plans: bool = True
    """``seamwright.diagnostics.plans``: the rules SW4."""
    cache: bool = True
    """``seamwright.cache``: keep the index of the open folders on disk, in the user's cache directory."""
    typed_parameters: bool = False
    """``seamwright.fixtures.typedParameters``: write added parameters with their types, and import these."""

    @property
    def unreported(self) -> tuple[str, ...]:
        """Beginnings of the codes that are not reported here, because the user or another server sees to them."""
        areas = (self.report_template, self.report_avoid, self.report_fixtures, self.report_plans)
        return tuple(f"SW{number}" for number, wanted in enumerate(areas, 1) if not wanted)


DEFAULTS = Settings()


def read_settings(ours: object, python: object = None) -> Settings:
    """The settings from the section ``seamwright`` and, for the interpreter, the section ``python``."""
    interpreter = _text(ours, "interpreter") or _text(python, "pythonPath") or _text(python, "defaultInterpreterPath")
    flags = {field: _flag(ours, name, getattr(DEFAULTS, field)) for field, (name, _, _) in SWITCHES.items()}
    # The bare word is an editor's default and names no environment.
    return Settings(interpreter if interpreter not in ("python", "python3") else None, (), **flags)


def _value(section: object, name: str) -> Any:
    """``a.b`` in nested mappings, or under the dotted name as some clients send it."""
    if isinstance(section, dict) and name in section:
        return section[name]
    for part in name.split("."):
        section = section.get(part) if isinstance(section, dict) else None
    return section


def _text(section: object, name: str) -> str | None:
    value = _value(section, name)
    return value if isinstance(value, str) and value else None


def _flag(section: object, name: str, default: bool) -> bool:
    value = _value(section, name)
    return value if isinstance(value, bool) else default
