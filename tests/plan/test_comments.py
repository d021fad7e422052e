"""HTML comments, which nobody sees who reads a plan."""

from __future__ import annotations

import pytest

from seamwright.plan import parse

PLAN = """\
# Checkout integration test plan

### SEAM 1: Basket → PaymentGateway
**HIGH PRIORITY** - money moves here
**COMPONENTS:** Basket, PaymentGateway
**CRITICAL PATH:** Basket → charge
**FIXTURES:** `gateway`
**TEST SCENARIOS:**
- Declined card leaves the basket as it was
- Paid basket is emptied

| Seam | Status |
|---|---|
| 1 | planned |
"""


COMMENTS = ["<!-- ask Ann -->", "<!-- seamwright: ignore[SW4] -->", "<!---->", "<!-- a\n  b -->"]


@pytest.mark.parametrize("comment", COMMENTS)
@pytest.mark.parametrize(
    "line", [line for line in PLAN.splitlines() if line and not line.startswith("|")], ids=lambda line: line[:12]
)
def test_a_comment_behind_a_line_says_nothing(line: str, comment: str) -> None:
    if "\n" in comment and line.startswith("#"):
        return  # A heading is one line.
    plain, commented = parse(PLAN), parse(PLAN.replace(line, f"{line} {comment}"))
    assert commented.title == plain.title
    (before,), (after,) = plain.seams, commented.seams
    for name in ("id", "title", "priority", "components", "critical_paths", "business_impact", "fixtures", "digest"):
        assert getattr(after, name) == getattr(before, name), name
    assert [each.title for each in after.scenarios] == [each.title for each in before.scenarios]


@pytest.mark.parametrize(
    "title", ["Page shows `<!-- nothing -->`", "Page shows <!-- and goes on", "Page --> shows", "``<!-- x -->`` stays"]
)
def test_what_is_no_comment_stays(title: str) -> None:
    plan = parse(PLAN.replace("Paid basket is emptied", title))
    assert plan.seams[0].scenarios[1].title == title.replace("`", "")
