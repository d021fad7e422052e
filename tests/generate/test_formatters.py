"""Real ``ruff`` and ``black`` over generated files: nothing to format, nothing to report."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from seamwright.contract import parse_contract
from seamwright.plan.model import Seam
from tests.generate.hostile import seams, written
from tests.generate.rendered import OPTIONS, module, scenario, seam

LENGTHS = [60, 79, 88, 100, 120]
FIXTURES = ("client", "monkeypatch", "stock_service", "order_service", "mailer", "ledger_of_the_current_month")


def ordinary() -> Iterator[Seam]:
    """Seams whose names, parameters and messages are just short enough and just too long for a line."""
    for length, fixtures in product(range(20, 120, 3), (0, 1, 6)):
        title = ("order " * 30)[:length].strip()
        yield seam(f"{title} {fixtures}", scenario(title), scenario(f"it's {title}"), fixtures=FIXTURES[:fixtures])
    for text in (
        "日本語のテスト" * 4,
        "naïve café " * 6,
        "👩\u200d💻 emoji " * 7,
        "e\u0301" * 40,
        'say "hi" and "bye" ' * 3,
    ):
        for cut in range(len(text) - 8, len(text)):
            yield seam("Order", scenario(text[:cut]), business_impact=text, critical_paths=(text,))


DRAFTS = (
    "def test_x(client):\n    '''Say it.'''\n    a = client.get( 'x' )\n    assert a\n",
    "def test_x(client):\n    with a:\n        b()\n\n\n    # behind\n",
    "def test_x(client):\n    if a:\n        b()\n    # at the end\n        # deeper\n",
    "def test_x(client):\n    # only\n        # comments\n\n\n    # here\n",
    "def test_x(client):\n    def inner():\n        return 1\n    assert inner()\n",
    "@app.get('/')\ndef test_x(client):\n    # about it\n    @client\n    class inner:\n        x = 1\n",
    "def test_x(client):\n    assert client\n    async def inner():\n        return 1\n\n    # end\n",
    "def test_x(client):\n    import os\n    import sys\n    assert os and sys\n",
    "def test_x(client):\n    for x in client:\n        pass\n    # behind\n        # and deeper\n",
    "def test_x(client):\n    text = '''\n a\n'''\n    assert text\n",
    "def test_x(client):\n    assert client; assert 1 == client\n",
    "def test_x(" + ", ".join(FIXTURES) + ", more: dict[str, list[int]] | None = None):\n    assert client\n",
    f"@pytest.mark.parametrize('a,b', {[(word, len(word)) for word in FIXTURES]})\ndef test_x(a, b): assert a\n",
    "@pytest.mark.parametrize('client', ['"
    + "', '".join("abcdefgh")
    + "'], ids=['"
    + "', '".join("abcdefgh")
    + "'])\ndef test_x(client): assert client\n",
    "@pytest.mark.slow(reason='" + "because " * 12 + "')\ndef test_x(client): assert client\n",
    "async def test_x(client):\n    async with client as c:\n        await c()\n",
    "def test_x(client:\n   broken\n",
)


@pytest.mark.parametrize("length", LENGTHS)
def test_ordinary_plans(length: int, tmp_path: Path) -> None:
    drafts = [seam("Order", scenario("Draft", stub=draft)) for draft in DRAFTS]
    check_formatted([*ordinary(), *drafts], length, tmp_path)


@pytest.mark.parametrize("length", LENGTHS)
def test_hostile_plans(length: int, tmp_path: Path) -> None:
    found: list[Seam] = []

    @seed(length)
    @settings(
        max_examples=60, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(seams(written))
    def collect(what: Seam) -> None:
        found.append(what)

    collect()
    check_formatted(found, length, tmp_path)


@pytest.mark.parametrize("length", LENGTHS)
def test_imports_are_sorted_and_used(length: int, tmp_path: Path) -> None:
    names = [
        "OrderService",
        "StockService",
        "reserve_stock",
        "LIMIT",
        "Ledger2",
        "Ledger10",
        "ab_service",
        "AService",
        "aservice_of_it",
    ]
    stub = "".join(
        f"class {name}: ...\n" if name[0].isupper() and not name.isupper() else f"{name}: int\n" for name in names
    )
    contracts = [parse_contract(stub, module) for module in ("shop.orders",)]
    for module_name in ("shop",):
        package = tmp_path / module_name
        package.mkdir()
        (package / "__init__.py").write_text("")
        (package / "orders.py").write_text("")
    what = [seam("Order", scenario("x"), components=tuple(names[:count])) for count in range(1, len(names) + 1)]
    check_formatted(what, length, tmp_path, contracts)


@pytest.mark.parametrize("quote", ["single", "double"])
def test_quotes_of_the_project(quote: str, tmp_path: Path) -> None:
    what = [seam("Order", scenario(title)) for title in ("plain", "it's", 'say "x"', 'it\'s "x"', "it's \"x\" and 'y'")]
    what += [
        seam("Order", scenario("Draft", stub=f"@pytest.mark.x('it', \"it's\", 'say \"x\"')\n{draft}"))
        for draft in DRAFTS[:3]
    ]
    for number, each in enumerate(what):
        text = module(each, replace(OPTIONS, quote=quote))  # type: ignore[arg-type]
        (tmp_path / f"test_{number}.py").write_text(text, "utf-8")
    (tmp_path / "ruff.toml").write_text(f"format.quote-style = '{quote}'\n", "utf-8")
    run("ruff", "format", "--check", "--diff", ".", folder=tmp_path)


def check_formatted(what: list[Seam], length: int, folder: Path, contracts: object = ()) -> None:
    options = replace(OPTIONS, line_length=length)
    for number, each in enumerate(what):
        text = module(each, options, contracts)  # type: ignore[arg-type]
        (folder / f"test_{number:04}.py").write_text(text, "utf-8")
    # A project of its own, so that what stands in it counts as its own code.
    (folder / "ruff.toml").write_text(f"line-length = {length}\n", "utf-8")
    run("ruff", "format", "--check", "--diff", ".", folder=folder)
    # Names that a plan's own test uses without saying where they come from are for its reader to import.
    run("ruff", "check", "--ignore", "F821", ".", folder=folder)
    run("black", "--quiet", "--check", "--diff", "--workers", "1", "--line-length", str(length), ".", folder=folder)


def run(*command: str, folder: Path) -> None:
    whole = [sys.executable, "-m", *command]
    done = subprocess.run(whole, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
