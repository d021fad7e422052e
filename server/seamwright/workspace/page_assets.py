"""Reads the parts of the status page that are files of their own, from wherever the package is."""

from __future__ import annotations

from functools import cache
from importlib import resources

from seamwright.page import Assets


@cache
def page_assets() -> Assets:
    """Template, style and script of the page."""
    folder = resources.files("seamwright") / "page"
    template, style, script = (
        (folder / name).read_text("utf-8") for name in ("status.html.j2", "status.css", "status.js")
    )
    return Assets(template, style, script)
