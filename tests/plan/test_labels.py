"""The grammar of labels: which line announces a field, and where its value stands."""

from __future__ import annotations

import pytest

from seamwright.plan import Seam, parse

HEAD = "### 1. SEAM: Desk to shelf\n\n"


def check(text: str, *components: str) -> None:
    """A seam whose block is ``text`` has just these ``components``."""
    assert seam(text).components == components


def seam(text: str) -> Seam:
    (found,) = parse(f"{HEAD}{text}\n").seams
    return found


@pytest.mark.parametrize(
    "label",
    [
        "**COMPONENTS:** X, Y",
        "**COMPONENTS**: X, Y",
        "**COMPONENTS** : X, Y",
        "**COMPONENTS: X, Y**",
        "**COMPONENTS: X**, Y",
        "**COMPONENTS** (all of them): X, Y",
        "**COMPONENTS (all):** X, Y",
        "**Components** – X, Y",
        "**Components** - X, Y",
        "__Components:__ X, Y",
        "*Components:* X, Y",
        "COMPONENTS: X, Y",
        "Components: X, Y",
        "Components (all): X, Y",
        "   **COMPONENTS**: X, Y",
        "- **COMPONENTS**: X, Y",
        "* COMPONENTS: X, Y",
        "1. **Components**: X, Y",
        "**🧩 Components:** X, Y",
        "🧩 **Components:** X, Y",
        "**Components Involved:** X, Y",
        "**COMPONENTS:**\u00a0X, Y",
        "**COMPONENTS:**\tX, Y",
        "**COMPONENTS:** X, Y  ",
    ],
)
def test_colon_and_emphasis(label: str) -> None:
    check(label, "X", "Y")


@pytest.mark.parametrize(
    "text",
    [
        "**COMPONENTS:**\nX, Y",
        "**COMPONENTS:**\n\nX, Y",
        "**COMPONENTS:** X,\nY",
        "**COMPONENTS:** X →\nY",
        "**COMPONENTS:**\n- X\n- Y",
        "**COMPONENTS:**\n\n* X\n\n* Y",
        "**COMPONENTS:** X\n- Y",
        "- **COMPONENTS**:\n  - X\n  - Y",
        "- **COMPONENTS**: X,\n  Y",
        "   **COMPONENTS**:\n      - X\n      - Y",
        "#### Components\n\n- X\n- Y",
        "#### 1.1 Components (all)\n\nX → Y",
        "#### 🧩 Components:\n\nX, Y",
        "| Field | Value |\n|---|---|\n| Components | X, Y |\n| Critical path | X first |",
    ],
)
def test_value_on_other_lines(text: str) -> None:
    check(text, "X", "Y")


@pytest.mark.parametrize(
    ("value", "components"),
    [
        ("X → Y ↔ Z -> V => W", ("X", "Y", "Z", "V", "W")),
        ("X; Y", ("X", "Y")),
        ("X (a, b → c), Y", ("X (a, b → c)", "Y")),
        ("X (a,\nb), Y", ("X (a, b)", "Y")),
        ("`x.y()`, **Z**", ("x.y()", "Z")),
        ("`a, b`, c", ("a, b", "c")),
        ("[X](docs/x.md), Y", ("X", "Y")),
        ("\n- X, which has a comma\n- Y → a remark", ("X, which has a comma", "Y → a remark")),
        ("\n- X, which is\n  long\n- Y", ("X, which is long", "Y")),
        ("None", ()),
        ("N/A", ()),
    ],
)
def test_what_separates_components(value: str, components: tuple[str, ...]) -> None:
    check(f"**COMPONENTS:** {value}", *components)


@pytest.mark.parametrize(
    "text",
    [
        "The components: X, Y",
        "Components are X, Y",
        "**Components** X, Y",
        "**COMPONENTS:**",
        "**COMPONENTS:**\n\n**NOTES:** X, Y",
        "**COMPONENTS:**\n\n---\n\nX, Y",
        "**EXISTING COVERAGE:** X, Y",
        "`COMPONENTS:` X, Y",
        "```\nCOMPONENTS: X, Y\n```",
        "<!-- **COMPONENTS:** X, Y -->",
        "\\*\\*COMPONENTS:\\*\\* X, Y",
        "| Components | X, Y |\n|---|---|\n| Colour | red |",
    ],
)
def test_no_label(text: str) -> None:
    check(text)


def test_a_title_that_is_a_chain_stands_for_missing_components() -> None:
    assert [found.components for found in parse("### SEAM 1: A → B (real)\n### SEAM 2: Desk\n").seams] == [
        ("A", "B"),
        (),
    ]


def test_every_label_ends_the_one_before() -> None:
    found = seam(
        "**COMPONENTS:** X\n**CRITICAL PATH:** a → `b()`\n**BUSINESS IMPACT:** money,\nand time\n"
        "**INFRASTRUCTURE NEEDS:** a port\n**OWNER:** Kim\nand Lee\n**SCOPE:** all of it"
    )
    assert found.components == ("X",)
    assert found.critical_paths == ("a → `b()`",)
    assert found.business_impact == "money, and time"
    assert found.infrastructure == ("a port",)
    assert found.scope == "all of it"


def test_paragraph_after_a_value_belongs_to_nothing() -> None:
    assert seam("**BUSINESS IMPACT:** money\n\nThis paragraph is prose.").business_impact == "money"


def test_an_unindented_label_ends_the_list_before() -> None:
    found = seam("**TEST SCENARIOS:**\n- one\n  - detail\n**INTEGRATION SCOPE:** all\n**COMPONENTS:** X")
    assert ([scenario.title for scenario in found.scenarios], found.scope) == (["one"], "all")


def test_lists_of_values() -> None:
    found = seam("**CRITICAL PATHS:**\n- a → b\n- c\n\n**SUCCESS CRITERIA:**\n- ✅ fast\n- [ ] **safe**: always")
    assert found.critical_paths == ("a → b", "c")
    assert found.success_criteria == ("fast", "safe: always")
