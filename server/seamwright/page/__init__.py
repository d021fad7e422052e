"""The status of plans as one self-contained page for a browser."""

from __future__ import annotations

from seamwright.page.links import Links, UnusablePattern
from seamwright.page.render import Assets, status_page

__all__ = ["Assets", "Links", "UnusablePattern", "status_page"]
