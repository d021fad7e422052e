"""pytest runs as a program of its own, with our plugin: what it prints and what it leaves behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

SERVER = Path(__file__).resolve().parents[1] / "server"
OUTCOMES = ".pytest_cache/v/seamwright/outcomes"
FILES = {
    "pyproject.toml": '[project]\nname = "office"\n',
    "tests/integration/PLAN.md": """
        # Integration test plan: ticket office

        ### SEAM 1: Seat Reservation → Payment Gateway
        **Priority:** P0
        **Test scenarios:**
        - A paid reservation is confirmed
        - A declined card releases the seat

        ### SEAM 2: Ticket Printing → Mail Delivery
        **Priority:** P1
        **Test scenarios:**
        - A printed ticket is mailed to the buyer
        """,
    "tests/integration/test_seats.py": """
        import pytest

        class TestSeatReservationPayment:
            def test_paid_reservation_is_confirmed(self):
                assert True

            @pytest.mark.parametrize("card", ["old", "new"])
            def test_declined_card_releases_the_seat(self, card):
                assert card == "old"

            @pytest.mark.skip
            def test_weather(self):
                pass
        """,
}
SEATS = "tests/integration/test_seats.py::TestSeatReservationPayment::"
TOLD = "tests/integration/PLAN.md  2/3 scenarios, 1 seams without tests"


def check(folder: Path, *options: str, status: int, says: tuple[str, ...], silent: tuple[str, ...] = ()) -> str:
    """Run pytest in ``folder`` with ``options``; compare its status and look for lines in what it prints."""
    for name, text in FILES.items():
        path = folder / name
        if not path.exists() and not (folder / "conftest.py").exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text), encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COV"))}
    environment |= {
        "PYTHONPATH": str(SERVER),
        "PYTHONIOENCODING": "utf-8",
        "COLUMNS": "120",
        "SEAMWRIGHT_CACHE_DIR": "",
    }
    command = [sys.executable, "-m", "pytest", "-p", "seamwright.pytest_plugin", *options]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)
    output = done.stdout + done.stderr
    assert done.returncode == status, output
    lines = [line.strip() for line in output.splitlines()]
    assert [line for line in says if line not in lines] == []
    assert [text for text in silent if text in output] == []
    return output


def outcomes(folder: Path) -> dict[str, str]:
    """What ``seamwright status`` will read."""
    return json.loads((folder / OUTCOMES).read_text("utf-8"))["tests"]


def test_coverage_is_printed_and_outcomes_are_kept(tmp_path: Path) -> None:
    output = check(tmp_path, status=1, says=(TOLD,))
    assert "plan coverage" in output
    assert outcomes(tmp_path) == {
        f"{SEATS}test_paid_reservation_is_confirmed": "passed",
        f"{SEATS}test_declined_card_releases_the_seat[old]": "passed",
        f"{SEATS}test_declined_card_releases_the_seat[new]": "failed",
        f"{SEATS}test_weather": "skipped",
    }


def test_outcomes_of_tests_that_did_not_run_this_time_stay(tmp_path: Path) -> None:
    check(tmp_path, status=1, says=(TOLD,))
    check(tmp_path, "-k", "confirmed", status=0, says=(TOLD,))
    assert len(outcomes(tmp_path)) == 4


def test_status_reads_them(tmp_path: Path) -> None:
    check(tmp_path, status=1, says=(TOLD,))
    command = [sys.executable, "-m", "seamwright", "status", "--format", "json"]
    environment = {**os.environ, "PYTHONPATH": str(SERVER)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=True)
    (plan,) = json.loads(done.stdout)["plans"]
    assert [each["outcome"] for seam in plan["seams"] for each in seam["scenarios"]] == ["passed", "failed", None]


def test_workers_of_xdist_report_to_one_place(tmp_path: Path) -> None:
    output = check(tmp_path, "-n", "2", status=1, says=(TOLD,))
    assert output.count("plan coverage") == 1
    assert len(outcomes(tmp_path)) == 4


def test_without_a_cache_coverage_is_printed_all_the_same(tmp_path: Path) -> None:
    check(tmp_path, "-p", "no:cacheprovider", status=1, says=(TOLD,))
    assert not (tmp_path / ".pytest_cache").exists()


@pytest.mark.parametrize("options", [("-p", "no:terminal"), ("--collect-only",)], ids=" ".join)
def test_nothing_is_printed(tmp_path: Path, options: tuple[str, ...]) -> None:
    status = 0 if "--collect-only" in options else 1
    check(tmp_path, *options, status=status, says=(), silent=("plan coverage", "seamwright:"))


def test_project_without_a_plan_hears_nothing_and_loads_nothing(tmp_path: Path) -> None:
    check(tmp_path, "--collect-only", status=0, says=())
    (tmp_path / "tests/integration/PLAN.md").rename(tmp_path / "tests/notes.txt")
    (tmp_path / "conftest.py").write_text(
        "import sys\n\ndef pytest_unconfigure():\n    print('loaded', sorted(set(sys.modules) & {'snowballstemmer'}))\n"
    )
    check(tmp_path, status=1, says=("loaded []",), silent=("plan coverage", "seamwright:"))
    assert len(outcomes(tmp_path)) == 4


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        (
            "pyproject.toml",
            "[tool.seamwright]\nopenings = 3\n",
            "seamwright: plan coverage is not known: pyproject.toml:2: openings must be a list of strings",
        ),
        (OUTCOMES, '{"tests": ["no"]}', TOLD),
        (OUTCOMES, "{", TOLD),
    ],
    ids=["configuration", "outcomes of another shape", "broken outcomes"],
)
def test_what_is_broken_fails_no_run(tmp_path: Path, name: str, text: str, says: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    check(tmp_path, "-k", "confirmed", status=0, says=(says,))
    assert outcomes(tmp_path) == {f"{SEATS}test_paid_reservation_is_confirmed": "passed"}


def test_a_place_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / ".pytest_cache").write_text("a file where the folder should be")
    output = check(tmp_path, "-k", "confirmed", status=0, says=(TOLD,))
    assert "INTERNALERROR" not in output
