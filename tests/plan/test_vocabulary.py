"""Words of a team's own: labels, openings and priorities from configuration."""

from __future__ import annotations

import re
from typing import Any

import pytest

from seamwright.plan import DEFAULT, Vocabulary, parse
from tests.plan.outline import check

GERMAN = DEFAULT.extended(
    labels={"components": ["Bausteine"], "scenarios": ["Prüfungen"], "priority": ["Dringlichkeit"]},
    openings=["Übergang", r"/Naht \[(?P<number>\d+)\] (?P<title>.+)/"],
    priorities={"Stufe A": "P0", "Stufe B": "p2"},
)
PLAN = """
    # Integrationstests der Bibliothek

    ## Übergang 1: Ausleihe → Konto

    **Bausteine:** Ausleihe, Konto
    **Dringlichkeit:** Stufe A, weil täglich

    **Prüfungen:**
    - Eine Ausleihe steht im Konto

    ## Naht [2] Rückgabe → Vormerkung

    **BAUSTEINE**: Rückgabe

    **Prüfungen (neu)**:
    1. Die Nächste wird benachrichtigt

    ## Stufe B

    ### Übergang: Katalog

    **Components:** Katalog

    **Test Scenarios:**
    - Neues steht am Morgen darin

    ## Die Übergänge

    Ein Übergang 4: das ist Prosa.
"""


def test_a_plan_in_the_words_of_its_team() -> None:
    check(
        PLAN,
        """
        "Integrationstests der Bibliothek"
        4-10 1 P0 planned "Ausleihe → Konto" [Ausleihe | Konto]
          - 10 "Eine Ausleihe steht im Konto"
        12-17 2 planned "Rückgabe → Vormerkung" [Rückgabe]
          - 17 "Die Nächste wird benachrichtigt"
        21-26 P2 planned "Katalog" [Katalog]
          - 26 "Neues steht am Morgen darin"
        """,
        GERMAN,
    )


def test_without_these_words_it_is_no_plan_of_seams() -> None:
    assert [seam.title for seam in parse(PLAN).seams if "Ausleihe" in seam.title] == []


def test_own_words_are_added_to_the_known_ones() -> None:
    text = "### SEAM 1: A\n\n**COMPONENTS:** X\n**PRIORITY:** HIGH\n**TEST SCENARIOS:**\n- one\n"
    assert parse(text, GERMAN) == parse(text)
    assert Vocabulary() == DEFAULT


@pytest.mark.parametrize(
    "line",
    ["### Grenze 1: A", "### 1. Grenze: A", "### GRENZE: A", "### **Grenze 1**: A", "### Grenze – A", "Grenze 1: A"],
)
def test_a_word_opens_seams(line: str) -> None:
    vocabulary = DEFAULT.extended(openings=["Grenze"])
    (seam,) = parse(f"{line}\n\n**COMPONENTS:** X\n", vocabulary).seams
    assert seam.title == "A"


@pytest.mark.parametrize(
    "line",
    [
        "### Grenzen: A",
        "### Die Grenze: A",
        "### Grenze",
        "### Grenze-Wert: A",
        "```\n### Grenze: A\n```",
        "> ### Grenze: A",
    ],
)
def test_a_word_opens_nothing_else(line: str) -> None:
    vocabulary = DEFAULT.extended(openings=["Grenze"])
    assert parse(f"{line}\n\n**COMPONENTS:** X\n", vocabulary).seams == ()


def test_words_are_no_regular_expressions() -> None:
    vocabulary = DEFAULT.extended(openings=["A.B*"], priorities={"(": "P0", "a|b": "P1"})
    assert len(parse("### A.B*: X\n\n**COMPONENTS:** X\n", vocabulary).seams) == 1
    assert parse("### AxBB: X\n\n**COMPONENTS:** X\n", vocabulary).seams == ()
    levels = [
        seam.priority
        for seam in parse("### SEAM 1: A\n**PRIORITY:** a|b\n### SEAM 2: B\n**PRIORITY:** a\n", vocabulary).seams
    ]
    assert levels == ["P1", None]


def test_a_priority_word_wins_over_a_known_one() -> None:
    vocabulary = DEFAULT.extended(priorities={"high": "P3"})
    assert parse("### SEAM 1: A\n**PRIORITY:** HIGH\n", vocabulary).seams[0].priority == "P3"
    assert parse("### SEAM 1: A\n**PRIORITY:** higher\n", vocabulary).seams[0].priority is None


def test_extending_twice() -> None:
    vocabulary = DEFAULT.extended(openings=["Grenze"], labels={"components": ["Teile"]}).extended(
        openings=["Kante"], labels={"components": ["Stücke"]}, priorities={"rot": "P0"}
    )
    text = "### Grenze 1: A\n**Teile:** X\n**Priority:** rot\n### Kante 2: B\n**Stücke:** Y\n**Components:** Z\n"
    assert [(seam.components, seam.priority) for seam in parse(text, vocabulary).seams] == [
        (("X",), "P0"),
        (("Y", "Z"), None),
    ]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ({"labels": {"colour": ["x"]}}, "unknown plan field 'colour'; known are "),
        ({"openings": ["/(?P<title>/"]}, "is no regular expression: "),
        ({"openings": ["/seam (.+)/"]}, "needs a group (?P<title>…)"),
        ({"openings": ["  "]}, "an opening must not be empty"),
        ({"priorities": {"rot": "P9"}}, "priority 'rot' must be one of P0, P1, P2, P3, not 'P9'"),
        ({"priorities": {"rot": ""}}, "priority 'rot' must be one of"),
    ],
)
def test_bad_words_are_refused_in_one_line(words: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=re.escape(reason)) as caught:
        DEFAULT.extended(**words)
    assert "\n" not in str(caught.value)
