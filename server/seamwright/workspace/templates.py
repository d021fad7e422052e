"""Decides which templates generation uses: the shipped ones, and a trusted team's own in their place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from seamwright.generate.model import Options
from seamwright.workspace.config import FILE, Config, ConfigError
from seamwright.workspace.disk import Unreadable, read_text
from seamwright.workspace.paths import OutsideRoot, inside
from seamwright.workspace.toml import line_of, read_toml

if TYPE_CHECKING:
    from importlib.abc import Traversable

SUFFIX = ".j2"
_SIZE_LIMIT = 64 * 1024
_COUNT_LIMIT = 64


def with_templates(options: Options, config: Config, *, trusted: bool) -> Options:
    """``options`` with the templates to use. A team's ``template-dir`` counts only when the user trusts the root.

    Raises:
        ConfigError: the folder is missing or leads out of the root, or a file in it is unknown, too large or no text.
    """
    shipped = builtin_templates()
    team = _team_templates(config, shipped) if trusted and config.template_dir is not None else {}
    return replace(options, templates={**shipped, **team}, team_templates=frozenset(team))


@cache
def builtin_templates() -> Mapping[str, str]:
    """Name (``test_class.py.j2``) to source of every shipped template."""
    files = sorted(_shipped().iterdir(), key=lambda each: each.name)
    return {each.name: each.read_text("utf-8") for each in files if each.name.endswith(SUFFIX)}


def shipped_text(name: str) -> str:
    """The content of a file that is shipped beside the templates."""
    return (_shipped() / name).read_text("utf-8")


def _shipped() -> Traversable:
    packaged = resources.files("seamwright") / "snippets"
    # In an editable installation or a checkout the folder stands beside `server/`.
    return packaged if packaged.is_dir() else Path(__file__).resolve().parents[3] / "snippets"


def _team_templates(config: Config, shipped: Mapping[str, str]) -> dict[str, str]:
    directory = config.template_dir or ""
    try:
        folder = inside(config.root, directory, follow=True)
        if not folder.is_dir():
            raise OutsideRoot(f"{directory}: no such folder")
        names = sorted(path.name for path in folder.iterdir() if path.name.endswith(SUFFIX))
    except (OutsideRoot, OSError) as error:
        raise _wrong_setting(config, str(error)) from None
    if len(names) > _COUNT_LIMIT:
        raise _wrong_setting(config, f"{directory}: more than {_COUNT_LIMIT} templates")
    return {name: _team_template(config, f"{directory}/{name}", name, shipped) for name in names}


def _team_template(config: Config, path: str, name: str, shipped: Mapping[str, str]) -> str:
    # A name that is not ours would never be used, which is what a misspelt one looks like. `_part.j2` is for including.
    if name not in shipped and not name.startswith("_"):
        close = get_close_matches(name, shipped, n=1)
        hint = f"; did you mean {close[0]!r}?" if close else f"; known are {', '.join(sorted(shipped))}"
        raise ConfigError(path, 1, f"no template has this name{hint}")
    try:
        # Each file is resolved again: the folder may be inside and a link in it lead out.
        decoded = read_text(inside(config.root, path, follow=True), _SIZE_LIMIT)
    except (OutsideRoot, Unreadable) as error:
        raise ConfigError(path, 1, str(error).removeprefix(f"{path}: ")) from None
    if decoded is None:
        raise ConfigError(path, 1, "no such file")
    if decoded.broken_line is not None:
        raise ConfigError(path, decoded.broken_line, "not UTF-8")
    return decoded.text


def _wrong_setting(config: Config, message: str) -> ConfigError:
    found = read_toml(config.root / FILE)
    return ConfigError(FILE, line_of(found[1] if found else "", "tool", "seamwright", "template-dir"), message)
