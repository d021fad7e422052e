"""Every plan of ours, in every dialect, becomes tests that compile, are formatted, are collected, and fail honestly."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.way import take

PLANS = sorted(path for path in (Path(__file__).parents[1] / "plans").iterdir() if path.suffix in (".md", ".yaml"))


@pytest.mark.parametrize("plan", PLANS, ids=lambda path: path.stem)
def test_a_plan_becomes_tests_that_fail_as_not_implemented(plan: Path, tmp_path: Path) -> None:
    """The whole way holds for every seam of the plan."""
    report = take(plan, tmp_path.resolve())
    assert report.complaints == []
    assert report.tests >= report.seams > 0 or report.seams == 0


def test_a_document_that_is_no_plan_becomes_nothing(tmp_path: Path) -> None:
    """No file appears for a README that talks about seams."""
    readme = tmp_path / "README.md"
    readme.write_text("# Readme\n\nOur critical seams are described in the SEAM 1 chapter.\n", encoding="utf-8")
    root = (tmp_path / "project").resolve()
    report = take(readme, root)
    assert (report.seams, report.files) == (0, 0)
    assert sorted(path.name for path in root.rglob("*.py")) == []
