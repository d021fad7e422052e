"""Every plan of ``tests/plans`` says what the outline beside it shows, however its text is stored."""

from __future__ import annotations

from pathlib import Path

import pytest

from seamwright.plan import Document, Plan, parse
from tests.plan.outline import PLANS, check, check_spans, outline

FILES = sorted(path for path in PLANS.iterdir() if path.suffix in (".md", ".yaml"))
# A fence in a fence is an example again, and YAML knows no fences.
UNFENCED = [path for path in FILES if path.suffix == ".md" and path.stem != "d16_fence_only"]
OTHERS = sorted((PLANS / "not").iterdir())


def read(path: Path) -> str:
    """The text of a plan, with its line ends as they are."""
    return path.read_bytes().decode("utf-8")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_plan(path: Path) -> None:
    check(read(path), path.with_suffix(".outline").read_text(encoding="utf-8"), name=path.name)


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.stem)
def test_no_plan(path: Path) -> None:
    plan = parse(read(path), name=path.name)
    assert (plan.seams, plan.problems) == ((), ())


def test_every_outline_has_its_plan() -> None:
    assert {path.with_suffix("") for path in PLANS.glob("*.outline")} == {path.with_suffix("") for path in FILES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
@pytest.mark.parametrize(
    ("old", "new"), [("\n", "\r\n"), ("\n", "\r"), ("\n", "  \n")], ids=["crlf", "cr", "trailing blanks"]
)
def test_line_ends_change_no_word(path: Path, old: str, new: str) -> None:
    text = read(path)
    changed = text.replace(old, new)
    plan = parse(changed, name=path.name)
    check_spans(plan, changed)
    assert shown(plan, changed) == shown(parse(text, name=path.name), text)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_missing_or_further_line_ends_change_nothing(path: Path) -> None:
    text = read(path)
    expected = parse(text, name=path.name)
    assert parse(text.rstrip("\n"), name=path.name) == expected
    assert parse(text + "\n\n", name=path.name) == expected


@pytest.mark.parametrize("path", UNFENCED, ids=lambda path: path.stem)
def test_plan_in_a_fence_is_read_where_nothing_else_is(path: Path) -> None:
    text = read(path)
    fenced = f"`````markdown\n{text}\n`````\n"
    assert [seam.title for seam in parse(fenced, name=path.name).seams] == [
        seam.title for seam in parse(text, name=path.name).seams
    ]
    assert parse(f"# Example of an integration test plan\n\n{fenced}", name=path.name).seams == ()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_typing_a_plan_ends_where_reading_it_does(path: Path) -> None:
    text = read(path)
    document = Document("", name=path.name)
    for end in range(0, len(text), 61):
        check_spans(document.update(text[:end]), text[:end])
    assert document.update(text) == parse(text, name=path.name)


def shown(plan: Plan, text: str) -> list[str]:
    return list(outline(plan, text))
