"""The pages in ``docs/rules`` are what the rules say of themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from seamwright.rules import pages
from seamwright.rules.model import Rule
from seamwright.rules.registry import RULES

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "rules"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_page(rule: Rule) -> None:
    assert (FOLDER / f"{rule.name}.md").read_text(encoding="utf-8") == pages.page(rule)


def test_there_are_no_other_pages() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == {"README", *(rule.name for rule in RULES)}
    assert (FOLDER / "README.md").read_text(encoding="utf-8") == pages.index(RULES)
