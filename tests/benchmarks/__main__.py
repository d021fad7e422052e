"""``make bench``: prints each measurement with the bar that it should stay under.

Every time is the best of several runs, since the best is what the program takes and the rest is the machine.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from markdown_it import MarkdownIt

from seamwright.plan import Document, parse
from tests.benchmarks.keys import half_typed
from tests.benchmarks.plans import plan_of
from tests.benchmarks.servers import EMPTY, time_to_initialize

OURS = [sys.executable, "-m", "seamwright", "lsp"]


def main() -> None:
    """Run all measurements."""
    plan = plan_of(63 * 1024)
    markdown = MarkdownIt("commonmark").enable("table")
    blocks = best(lambda: markdown.block.parse(plan, markdown, {}, []), 9)
    row("63 KiB plan ÷ markdown-it's blocks", best(lambda: parse(plan), 9) / blocks, 1.3, "×")

    half, whole = plan_of(2_500_000), plan_of(5_000_000)
    ratio = best(lambda: parse(whole), 1) / best(lambda: parse(half), 1)
    row("5 MB plan ÷ 2.5 MB plan", ratio, 2.5, "×")

    row("one key in a 63 KiB plan", best(keystroke(plan), 50) * 1000, 5, "ms")

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "TEST_PLAN.md"
        file.write_text(plan, encoding="utf-8")
        row("seamwright plan, 63 KiB", best(lambda: run("-m", "seamwright", "plan", str(file)), 7) * 1000, 300, "ms")
        small = Path(folder) / "SMALL_PLAN.md"
        small.write_text(plan_of(1), encoding="utf-8")
        row("seamwright plan, one seam", best(lambda: run("-m", "seamwright", "plan", str(small)), 7) * 1000, 200, "ms")
        row("python -c pass", best(lambda: run("-c", "pass"), 7) * 1000, None, "ms")

    with tempfile.TemporaryDirectory() as folder:
        checks(Path(folder))

    small_key, large_key = (best(half_typed(size), 50) for size in (20_000, 200_000))
    row("one key in a half-typed 200 KB module ÷ 20 KB", large_key / small_key, 6, "×")

    # Taken in turns, so that both see the same machine.
    pairs = [(time_to_initialize(OURS), time_to_initialize([sys.executable, "-c", EMPTY])) for _ in range(7)]
    ours, empty = (min(times) for times in zip(*pairs, strict=True))
    row("initialize, ours", ours * 1000, None, "ms")
    row("initialize, an empty pygls server", empty * 1000, None, "ms")
    row("initialize ÷ empty pygls server", ours / empty, 1.3, "×")


def checks(folder: Path) -> None:
    """Our check beside what flake8 and pylint take for the same files; left out where those are not installed."""
    tests = folder / "tests" / "integration"
    tests.mkdir(parents=True)
    for number in range(40):
        parts = [_TEST.format(n=f"{number}_{each}") for each in range(25)]
        (tests / f"test_{number}.py").write_text("import time\n" + "".join(parts), encoding="utf-8")
    # Findings end them with another status than 0, which is no failure here.
    ours = best(lambda: try_to_run("-m", "seamwright", "check", "--format", "json", str(folder)), 3)
    row("seamwright check, 1000 tests", ours * 1000, None, "ms")
    for tool, bar, options in (("flake8", 1.0, ("--isolated",)), ("pylint", 0.3, ("--rcfile=/dev/null",))):
        if importlib.util.find_spec(tool) is not None:
            theirs = best(lambda tool=tool, options=options: try_to_run("-m", tool, *options, str(tests)), 3)  # type: ignore[misc]
            row(f"seamwright check ÷ {tool}", ours / theirs, bar, "×")


_TEST = """

class TestOrders{n}:
    \"\"\"Orders {n} reach the ledger.\"\"\"

    def test_books_once_{n}(self, client, ledger):
        \"\"\"Test that an order is booked once.\"\"\"
        answer = client.post("/orders", json={{"id": "{n}", "positions": [1, 2, 3]}})
        for attempt in range(3):
            if ledger.entries("{n}"):
                break
            time.sleep(0.1)
        assert answer.status_code == 202
        assert [entry.amount for entry in ledger.entries("{n}")] == [6]
"""


def try_to_run(*arguments: str) -> None:
    """Run Python to its end, whatever that is."""
    subprocess.run([sys.executable, *arguments], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def best(action: Callable[[], object], runs: int) -> float:
    """Seconds of the fastest of ``runs``."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times)


def keystroke(plan: str) -> Callable[[], object]:
    """Types one more letter into a scenario in the middle of ``plan`` on every call."""
    document = Document(plan, name="TEST_PLAN.md")
    place = plan.index("is booked in one entry", len(plan) // 2)
    text = plan

    def press() -> object:
        nonlocal text
        text = text[:place] + "x" + text[place:]
        return document.update(text)

    return press


def run(*arguments: str) -> None:
    """Run Python to its end."""
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)


def row(what: str, value: float, bar: float | None, unit: str) -> None:
    """Print one measurement."""
    verdict = "" if bar is None else f"   (at most {bar:g} {unit}) {'ok' if value <= bar else 'OVER'}"
    print(f"{what:38} {value:8.2f} {unit}{verdict}", flush=True)


if __name__ == "__main__":
    main()
