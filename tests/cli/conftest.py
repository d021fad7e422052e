"""Running commands in this process, as a user would see them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from seamwright.cli.main import main

PLAN = """\
# Checkout Integration Test Plan

### 1. SEAM: Basket to Payment

**HIGH PRIORITY** - money

**COMPONENTS:** Basket → PaymentGateway
**CRITICAL PATH:** Customer pays → gateway is asked once
**BUSINESS IMPACT:** A double charge costs a customer.
**TEST SCENARIOS:**
- Payment is taken once when the customer clicks twice
- A refused card leaves the basket as it was

**INFRASTRUCTURE NEEDS:** None

### 2. SEAM: Order Confirmation Mail

**MEDIUM PRIORITY**

**COMPONENTS:** OrderService → Mailer
**TEST SCENARIOS:**
- One mail is sent for one order

### 3. SEAM: FUTURE - Gift Cards

**STATUS**: DEFERRED
**HIGH PRIORITY**

**TEST SCENARIOS:**
- A gift card pays a part
"""


class Ran(NamedTuple):
    """What a command did."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as the one JSON document that it must be."""
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Runs ``seamwright`` with the given arguments."""

    def execute(*arguments: str | os.PathLike[str]) -> Ran:
        capfdbinary.readouterr()
        status = main([os.fspath(argument) for argument in arguments])
        out, err = capfdbinary.readouterr()
        return Ran(status, out.decode(), err.decode())

    return execute


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with the plan ``tests/TEST_PLAN.md`` and a contract; the working directory is its root."""
    root = (tmp_path / "shop").resolve()
    (root / "tests").mkdir(parents=True)
    (root / "pyproject.toml").write_text("[tool.seamwright]\n", "utf-8")
    (root / "tests/TEST_PLAN.md").write_text(PLAN, "utf-8")
    monkeypatch.chdir(root)
    return root


def refused(ran: Ran, *parts: str) -> None:
    """The command said one plain line on standard error that holds ``parts``, and nothing else."""
    assert ran.status == 2
    assert ran.out == ""
    assert ran.err.startswith("seamwright: ")
    assert ran.err.count("\n") == 1
    assert "Traceback" not in ran.err
    for part in parts:
        assert part in ran.err
