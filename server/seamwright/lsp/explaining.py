"""Explains in Markdown what the server reads and what it leaves out: roots, settings, patterns, and one file.

For the person who asks why nothing happens. Everything is looked up anew by the same functions that decide it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from seamwright.lsp.convert import to_path
from seamwright.lsp.places import plan_at
from seamwright.lsp.projects import Project
from seamwright.lsp.world import World
from seamwright.workspace.config import FILE, Config, ConfigError
from seamwright.workspace.files import PLAN_SUFFIXES
from seamwright.workspace.roots import has_own_table
from seamwright.workspace.rule_project import RuleProject
from seamwright.workspace.walking import INTEGRATION_FOLDERS, MADE, SKIPPED, walk

_MOST = 20
"""More files are only counted."""


def explain(world: World, uri: str | None) -> str:
    """The explanation; with the document behind ``uri``, also of that."""
    parts = [_about_folder(world, folder) for folder in world.folders]
    if not parts:
        parts = ["No folder is open: only the files in editors are read, and nothing around them."]
    if uri is not None:
        parts.insert(0, "\n".join(["## This file", "", *(f"- {line}" for line in _about_file(world, uri))]))
    return "\n\n".join(parts)


def _about_file(world: World, uri: str) -> Iterator[str]:
    path = to_path(uri)
    if path is None:
        yield "It is not a file on disk, so it has no project around it."
        return
    project = world.shared.projects.around(world, path)
    try:
        relative = project.relative(path)
    except ValueError:
        yield f"It lies outside its root `{project.root}`."
        return
    yield f"`{relative}`, below the root `{project.root}`"
    if path.lower().endswith(PLAN_SUFFIXES):
        place = plan_at(world, uri)
        seams = len(place.reading.plan.seams) if place is not None else 0
        yield f"It is a plan with {_count(seams, 'seam')}." if seams else _WHY_NO_PLAN
    elif path.endswith(".py"):
        yield from _about_module(project, relative)
    else:
        yield f"Plans end in {', '.join(PLAN_SUFFIXES)}, and tests in .py: it is neither."


_WHY_NO_PLAN = (
    "No seam was found in it. A seam begins with a heading (or a bold line) that says *seam*, *integration point* or "
    f"something like it; a team adds its own words as `openings` in `{FILE}`."
)


def _about_module(project: Project, relative: str) -> Iterator[str]:
    rules = RuleProject(project.workspace)
    patterns = ", ".join(f"`{each}`" for each in rules.options(project.root / relative).python_files)
    if not rules.is_module_of_tests(relative):
        yield f"It holds no tests by its name: pytest's `python_files` are {patterns}. Rules leave it alone."
        return
    yield f"pytest collects it: `python_files` are {patterns}, and `conftest.py` always counts."
    try:
        if rules.is_examined(relative):
            yield "It is an integration test, and rules examine it."
        else:
            folders = _integration(project.workspace.config)
            yield f"It lies in no folder of integration tests ({folders}): rules leave it alone."
    except ConfigError as error:
        yield f"The configuration cannot be used: {error}"


def _about_folder(world: World, folder: Path) -> str:
    project = world.shared.projects.around(world, str(folder / "x"))
    lines = [f"## {folder.name}", "", f"- Root: `{project.root}`"]
    own = has_own_table(project.root / FILE)
    try:
        config = project.workspace.config
        place = f"`[tool.seamwright]` in `{FILE}`"
        lines.append(f"- Settings: {place if own else f'defaults (no {place})'}")
        lines.append(f"- Integration tests: {_integration(config)}")
        patterns = config.contracts
        lines.append(
            f"- Contracts: {_listed(patterns) if patterns else '`.pyi` files beside the package and around the plan'}"
        )
        if config.template_dir is not None:
            used = "used" if world.trusted else "not used, because the editor does not trust the folder"
            lines.append(f"- Templates in `{config.template_dir}`: {used}")
    except ConfigError as error:
        lines.append(f"- Settings: **cannot be used**: {error}")
    made = f"{_listed(sorted(MADE))} unless they are packages"
    lines.append(f"- Never looked into: hidden folders, links, environments, {_listed(sorted(SKIPPED))}; {made}")
    plans = [to_path(indexed.uri) or indexed.uri for indexed in world.shared.index.plans(world)]
    inside = sorted(os.path.relpath(each, folder) for each in plans if Path(each).is_relative_to(folder))
    lines.append(f"- Plans: {_listed(inside) if inside else 'none'}")
    candidates = [path.relative_to(folder).as_posix() for path in walk(folder, _looks_like_plan)]
    unmatched = [each for each in candidates if each not in inside]
    if unmatched:
        lines.append(f"- Called like a plan, and without a seam: {_listed(unmatched)}")
    return "\n".join(lines)


def _looks_like_plan(name: str) -> bool:
    return name.lower().endswith(PLAN_SUFFIXES) and "plan" in name.lower()


def _integration(config: Config) -> str:
    if config.integration:
        return f"in {_listed(config.integration)}"
    return f"in folders called {_listed(sorted(INTEGRATION_FOLDERS))}, and where a plan stands"


def _listed(names: tuple[str, ...] | list[str]) -> str:
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return ", ".join(f"`{each}`" for each in names[:_MOST]) + more


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
