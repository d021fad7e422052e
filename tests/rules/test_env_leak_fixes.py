"""When env-leak is fixed by itself: never so that what the code under test has set comes back after the test."""

from __future__ import annotations

import pytest

from seamwright.rules.fixing import edits_of
from seamwright.rules.model import Settings
from seamwright.text.edit import apply
from tests.rules.examples import run


def fixed(body: str, place: int, parameters: str = "shop") -> str | None:
    """The lines of a test after the fix of the finding with that number; ``None`` where there is none."""
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    text = f"import os\n\n\ndef test_shop_opens_early({parameters}):\n{lines}"
    finding = run(text, settings=Settings(select=("SW205",)))[place]
    if finding.fix is None:
        return None
    after = apply(text, edits_of(text, finding.fix)).split("(", 1)[1]
    assert after.startswith(f"{parameters}, monkeypatch):" if parameters else "monkeypatch):")
    return "\n".join(line.removeprefix("    ") for line in after.split("\n")[1:-1])


@pytest.mark.parametrize(
    ("before", "place", "after"),
    [
        ("os.environ['A'] = 'b'", 0, "monkeypatch.setenv('A', 'b')"),
        ("os.environ['A'] = 1", 0, "monkeypatch.setenv('A', str(1))"),
        ("os.environ['A'] = shop.key(1)", 0, "monkeypatch.setenv('A', shop.key(1))"),
        ("del os.environ['A']\nshop.open()", 0, "monkeypatch.delenv('A', raising=False)\nshop.open()"),
        ("os.environ.pop('A', None)", 0, "monkeypatch.delenv('A', raising=False)"),
        ("shop.open()\nos.environ['A'] = 'b'", 0, "shop.open()\nmonkeypatch.setenv('A', 'b')"),
        # Who cleans up must have been the one who set it, and both go together.
        (
            "shop.open()\nos.environ['A'] = 'b'\nshop.open()\ndel os.environ['A']",
            1,
            "shop.open()\nmonkeypatch.setenv('A', 'b')\nshop.open()\nmonkeypatch.delenv('A', raising=False)",
        ),
    ],
)
def test_the_change_goes_through_monkeypatch(before: str, place: int, after: str) -> None:
    assert fixed(before, place) == after
    assert fixed(before, place, "") == after


@pytest.mark.parametrize(
    ("body", "place"),
    [
        # What is there at the time would be put back.
        ("shop.open()\ndel os.environ['A']", 0),
        ("shop.open()\nos.environ.pop('A')", 0),
        ("os.environ['B'] = 'c'\nshop.open()\ndel os.environ['A']", 1),
        # The value that is taken out is used, or another change stands in the same statement.
        ("shop['a'] = os.environ.pop('A')", 0),
        ("key = os.environ.pop('A')", 0),
        ("os.environ['A'] = shop['b'] = 'c'", 0),
        ("os.environ['A'] = yield", 0),
        ("os.environ.update(shop)\ndel os.environ['A']", 1),
        ("os.environ.setdefault('A', 'b')\ndel os.environ['A']", 1),
        ("os.environ.update(A='b')", 0),
        ("os.environ.pop(*shop)", 0),
    ],
)
def test_what_is_not_the_same_with_monkeypatch_is_left_to_people(body: str, place: int) -> None:
    assert fixed(body, place) is None
