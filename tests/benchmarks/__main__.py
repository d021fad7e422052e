"""``make bench``: prints each measurement with the bar that it should stay under.

Every time is the best of several runs, since the best is what the program takes and the rest is the machine.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from markdown_it import MarkdownIt

from seamwright.lsp.users import uses_by_file
from seamwright.lsp.world import World
from seamwright.plan import Document, parse
from seamwright.workspace.cache import VARIABLE
from tests.benchmarks.keys import half_typed
from tests.benchmarks.plans import plan_of
from tests.benchmarks.servers import EMPTY, time_to_initialize
from tests.lsp.worlds import world_of

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
    with tempfile.TemporaryDirectory() as folder:
        few, many = Path(folder, "few").resolve(), Path(folder, "many").resolve()
        suite_of(few, 200)
        suite_of(many, 400)
        cold = best(lambda: index(few), 1)
        row("index of 400 test modules ÷ 200", best(lambda: index(many), 1) / cold, 2.5, "×")
        row("index from the cache ÷ made new", best(lambda: index(few), 3) / cold, 0.1, "×")
        row("references in 400 modules ÷ index", best(references(many), 3) / cold, 0.2, "×")

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


def suite_of(folder: Path, modules: int) -> None:
    """Write a suite in which every module asks for one fixture."""
    test = "    def test_{0}(self, db, other_{0}):\n        assert db.get({0}) == [db for _ in range({0})]\n\n"
    text = "class TestThing:\n" + "".join(test.format(number) for number in range(12))
    for number in range(modules):
        file = folder / f"tests/part_{number % 20}/test_{number}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        os.utime(file, (1, 1))
    (folder / "conftest.py").write_text("import pytest\n\n@pytest.fixture\ndef db(): return {}\n")


def index(folder: Path) -> World:
    """What a server does in the background; it keeps the index in a cache beside ``folder``."""
    os.environ[VARIABLE] = str(folder.parent / "cache")
    world = world_of({}, folders=(folder,))
    world.shared.heard = -1.0
    world.shared.fixtures.suites.fill(world)
    return world


def references(folder: Path) -> Callable[[], object]:
    """Finds every use of the fixture."""
    world = index(folder)

    def find() -> object:
        with world.shared.fixtures.everything(world) as base:
            (definition,) = base.resolver.definitions(f"{folder.as_posix()}/conftest.py")
            return list(uses_by_file(base, definition))

    return find


def run(*arguments: str) -> None:
    """Run Python to its end."""
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)


def row(what: str, value: float, bar: float | None, unit: str) -> None:
    """Print one measurement."""
    verdict = "" if bar is None else f"   (at most {bar:g} {unit}) {'ok' if value <= bar else 'OVER'}"
    print(f"{what:38} {value:8.2f} {unit}{verdict}", flush=True)


if __name__ == "__main__":
    main()
