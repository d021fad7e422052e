"""Puts the page together: the template, its style and its script in one file that needs and fetches nothing else.

The policy in the page lets exactly that one script run, so that nothing in a plan could, even if the escaping failed.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from seamwright.page.links import Links
from seamwright.page.view import view_of
from seamwright.trace import PlanTrace


@dataclass(frozen=True, slots=True)
class Assets:
    """The parts of the page that are files of their own."""

    template: str
    style: str
    script: str


def status_page(traces: Sequence[PlanTrace], assets: Assets, title: str, links: Links | None = None) -> str:
    """The page about ``traces``. ``title`` names the project."""
    # The template engine is loaded for the page only.
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    environment = Environment(autoescape=True, lstrip_blocks=True, trim_blocks=True, undefined=StrictUndefined)
    page = environment.from_string(assets.template).render(
        page=view_of(traces, title, links or Links()),
        policy=_policy(assets.script),
        style=Markup(assets.style),
        script=Markup(assets.script),
    )
    # Macros leave their line ends behind, and a document type counts only where it comes first.
    return page.lstrip() + "\n"


def _policy(script: str) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    allowed = f"style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    return f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"
