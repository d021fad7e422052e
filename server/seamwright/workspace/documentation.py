"""Where the pages of the rules are on this machine: in the wheel, or in the checkout that is run."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def rule_page(name: str) -> Path | None:
    """The page of the rule called ``name``; ``None`` where none was installed."""
    here = Path(__file__).resolve()
    for folder in (here.parents[1] / "docs" / "rules", here.parents[3] / "docs" / "rules"):
        page = folder / f"{name}.md"
        if page.is_file():
            return page
    return None
