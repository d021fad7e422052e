"""Which template makes what, and what happens when one of them is broken.

The shipped templates run in a plain environment: everything that they are given is already safe where they put it. A
team's own run in the sandbox of :mod:`seamwright.generate.sandbox`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from jinja2 import Environment, StrictUndefined, Template

from seamwright.generate.model import Options

CLASS = "test_class.py.j2"
METHOD = "test_method.py.j2"
MODULE = "test_module.py.j2"

Value = str | bool | tuple[str, ...]


class TemplateError(ValueError):
    """A team's template cannot be used. ``line`` is 1-based."""

    def __init__(self, template: str, line: int, message: str) -> None:
        super().__init__(f"{template}:{line}: {message}")
        self.template, self.line, self.message = template, line, message


def render(name: str, values: Mapping[str, Value], options: Options) -> str:
    """The text that template ``name`` makes of ``values``.

    Raises:
        TemplateError: the template comes from the team and is broken, or wants too much.
    """
    if name in options.team_templates:
        from seamwright.generate.sandbox import render_untrusted

        return render_untrusted(name, values, options)
    return _shipped(options.templates[name]).render(values)


@lru_cache(maxsize=16)
def _shipped(source: str) -> Template:
    environment = Environment(
        autoescape=False,
        keep_trailing_newline=True,
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    return environment.from_string(source)
