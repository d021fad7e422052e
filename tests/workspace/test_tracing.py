"""What is read of a project to relate its plans and tests, and when it is read again."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from seamwright.suite import Module, read_module
from seamwright.workspace import tracing
from seamwright.workspace.decoding import Decoded
from seamwright.workspace.disk import read_text
from seamwright.workspace.files import Workspace
from seamwright.workspace.tracing import Tracing

PLAN = """
# Integration test plan: ticket office

### SEAM 1: Seat Reservation → Payment Gateway
**Test scenarios:**
- A declined card releases the seat

### SEAM 2: Ticket Printing → Mail Delivery
**Test scenarios:**
- A printed ticket is mailed to the buyer
"""
SUITE = """
class TestSeatReservationPayment:
    def test_declined_card_releases_the_seat(self):
        assert office.seats == 1
"""
PRINTING = """
class TestTicketPrintingMail:
    def test_printed_ticket_is_mailed_to_the_buyer(self):
        assert mails
"""


def check(traced: Tracing, *expected: str) -> None:
    """Compare ``<plan>: <tests that stand for scenarios>``, one for each plan."""
    found = [
        f"{path}: {' '.join(link.node_id for seam in trace.seams for each in seam.scenarios for link in each.links)}"
        for path, trace in traced.traces().items()
    ]
    assert [each.rstrip() for each in found] == list(expected)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(tmp_path / "pyproject.toml", "[project]\nname = 'office'\n")
    write(tmp_path / "tests/integration/PLAN.md", PLAN)
    write(tmp_path / "tests/integration/test_seats.py", SUITE)
    write(tmp_path / "tests/unit/test_seats.py", SUITE)
    return tmp_path.resolve()


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that are read."""
    found: list[str] = []

    def noted(path: Path, limit: int) -> Decoded | None:
        found.append(path.name)
        return read_text(path, limit)

    monkeypatch.setattr(tracing, "read_text", noted)
    return found


SEATS = "tests/integration/test_seats.py::TestSeatReservationPayment::test_declined_card_releases_the_seat"


def test_tests_below_the_plans_folder_are_its_own(root: Path) -> None:
    check(Tracing(Workspace(root)), f"tests/integration/PLAN.md: {SEATS}")


def test_plan_apart_from_all_tests_has_those_in_integration_folders(root: Path) -> None:
    (root / "docs").mkdir()
    (root / "tests/integration/PLAN.md").rename(root / "docs/PLAN.md")
    check(Tracing(Workspace(root)), f"docs/PLAN.md: {SEATS}")


def test_class_elsewhere_belongs_to_the_plan_that_it_names(root: Path) -> None:
    write(
        root / "checks/test_other.py",
        '''
        class TestOther:
            """Plan: tests/integration/PLAN.md#ticket-printing-mail-delivery"""

            def test_printed_ticket_is_mailed_to_the_buyer(self):
                assert mails
        ''',
    )
    printing = "checks/test_other.py::TestOther::test_printed_ticket_is_mailed_to_the_buyer"
    check(Tracing(Workspace(root)), f"tests/integration/PLAN.md: {SEATS} {printing}")


def test_the_plans_of_one_folder_are_related_as_among_all(root: Path, reads: list[str]) -> None:
    write(root / "tests/integration/orders/PLAN.md", PLAN)
    write(root / "tests/integration/orders/test_printing.py", PRINTING)
    write(root / "docs/TEST_PLAN.md", PLAN)
    whole = {path: trace.seams for path, trace in Tracing(Workspace(root)).traces().items()}
    assert len(whole) == 3
    for path in whole:
        reads.clear()
        part = Tracing(Workspace(root)).traces_beside(path)
        assert {path: trace.seams for path, trace in part.items()} == {path: whole[path]}
        assert sum(name.endswith("PLAN.md") for name in reads) == 1


def test_a_name_from_the_root_means_the_plan_there_though_another_folder_has_one_too(root: Path) -> None:
    write(root / "tests/integration/docs/PLAN.md", PLAN)
    pin = "\n    '''Plan: docs/PLAN.md#ticket-printing-mail-delivery'''\n"
    write(root / "tests/integration/test_seats.py", SUITE.replace("Payment:", f"Payment:{pin}"))
    assert linked(root, "tests/integration/docs/PLAN.md") == [False, True]
    write(root / "docs/PLAN.md", PLAN)
    assert linked(root, "tests/integration/docs/PLAN.md") == [False, False]


def linked(root: Path, path: str) -> list[bool]:
    return [bool(seam.classes) for seam in Tracing(Workspace(root)).traces_beside(path)[path].seams]


def test_documents_elsewhere_are_no_plans(root: Path) -> None:
    write(root / "docs/REVIEW.md", PLAN)
    check(Tracing(Workspace(root)), f"tests/integration/PLAN.md: {SEATS}")


def test_nothing_is_read_again_until_somebody_says_that_files_changed(root: Path, reads: list[str]) -> None:
    traced = Tracing(Workspace(root))
    traced.traces()
    assert sorted(set(reads)) == ["PLAN.md", "test_seats.py"]
    reads.clear()
    write(root / "tests/integration/test_printing.py", PRINTING)
    check(traced, f"tests/integration/PLAN.md: {SEATS}")
    assert reads == []
    traced.forget()
    printing = "tests/integration/test_printing.py::TestTicketPrintingMail::test_printed_ticket_is_mailed_to_the_buyer"
    check(traced, f"tests/integration/PLAN.md: {SEATS} {printing}")
    assert set(reads) == {"test_printing.py"}


def test_buffers_win_over_the_disk_and_a_key_reads_one_file(
    root: Path, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = "tests/integration/test_seats.py"
    buffers = {"tests/integration/PLAN.md": PLAN, place: SUITE}
    traced = Tracing(Workspace(root), lambda: dict(buffers))
    traced.traces()
    reads.clear()
    parsed: list[str] = []

    def noted(text: str) -> Module:
        parsed.append(text)
        return read_module(text)

    monkeypatch.setattr(tracing, "read_module", noted)
    monkeypatch.setattr(tracing, "parse", lambda *_, **__: pytest.fail("the plan did not change"))
    monkeypatch.setattr(tracing, "walk", lambda *_: pytest.fail("no folder changed"))
    monkeypatch.setattr(Tracing, "_stamp", lambda *_: pytest.fail("nobody said that files changed"))
    buffers[place] = SUITE.replace("test_declined_card", "test_refused_card")
    check(traced, f"tests/integration/PLAN.md: {SEATS.replace('test_declined_card', 'test_refused_card')}")
    assert parsed == [buffers[place]]
    assert reads == []


def test_file_that_stands_in_a_buffer_only_counts(root: Path) -> None:
    buffers = {"tests/integration/test_printing.py": PRINTING}
    traced = Tracing(Workspace(root), lambda: dict(buffers))
    printing = "tests/integration/test_printing.py::TestTicketPrintingMail::test_printed_ticket_is_mailed_to_the_buyer"
    check(traced, f"tests/integration/PLAN.md: {SEATS} {printing}")
    buffers.clear()
    check(traced, f"tests/integration/PLAN.md: {SEATS}")


def test_other_words_in_the_configuration_are_noticed(root: Path) -> None:
    traced = Tracing(Workspace(root))
    traced.traces()
    (root / "tests/integration/PLAN.md").write_text(
        "# Integration plan\n\nCrossing 1 - Seats\n\n**Test scenarios:**\n- A card\n"
    )
    traced.forget()
    check(traced)
    write(root / "pyproject.toml", '[tool.seamwright]\nopenings = ["crossing"]\n')
    check(traced, "tests/integration/PLAN.md:")


def test_plan_outside_the_root_is_not_read(root: Path, reads: list[str]) -> None:
    write(root.parent / "PLAN.md", PLAN)
    assert Tracing(Workspace(root)).plan("../PLAN.md") is None
    assert reads == []


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(text), encoding="utf-8")
