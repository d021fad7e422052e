"""Relates a plan and a suite, both given as text: what the tests of the relation have in common."""

from __future__ import annotations

from textwrap import dedent

from seamwright.generate.model import Options
from seamwright.generate.names import plan_names
from seamwright.generate.target import target_path
from seamwright.plan import parse
from seamwright.suite import read_module
from seamwright.trace import ClassFacts, PlanFacts, PlanTrace, read_facts, relate

PLAN = """
# Integration test plan: ticket office

### SEAM 1: Seat Reservation → Payment Gateway
**Priority:** P0
**Components:** `ReservationService`, `PaymentGateway`
**Test scenarios:**
- A paid reservation is confirmed and the seat is taken
- A declined card releases the seat
- Two buyers of one seat get one reservation

### SEAM 2: Ticket Printing → Mail Delivery
**Priority:** P1
**Components:** `TicketPrinter`, `Mailer`
**Test scenarios:**
- A printed ticket is mailed to the buyer
- A bounced mail is reported to the office
"""


def check(suite: str, *expected: str, plan: str = PLAN, path: str = "tests/test_office.py") -> PlanTrace:
    """Relate ``suite`` to ``plan`` and compare ``<seam>.<scenario>: <state> <tests>`` of all that has tests."""
    trace = traced(suite, plan, path)
    found = [
        f"{number}.{place}: {scenario.state.value} {', '.join(link.test.name for link in scenario.links)}"
        for number, seam in enumerate(trace.seams, 1)
        for place, scenario in enumerate(seam.scenarios, 1)
        if scenario.links
    ]
    assert found == list(expected)
    return trace


def traced(suite: str, plan: str = PLAN, path: str = "tests/test_office.py") -> PlanTrace:
    """Relate the one to the other."""
    facts = plan_facts(plan)
    return relate([facts], {facts.path: classes(suite, path)})[facts.path]


def plan_facts(plan: str, path: str = "tests/PLAN.md") -> PlanFacts:
    """What ``plan`` says, at ``path``."""
    read = parse(dedent(plan), name=path.rpartition("/")[2])
    names = plan_names(read)
    targets = {seam.id: target_path(seam, names[seam.id], path, Options()) for seam in read.seams}
    return PlanFacts(path, read, names, targets)


def classes(suite: str, path: str = "tests/test_office.py") -> tuple[ClassFacts, ...]:
    """The test classes of ``suite``."""
    return read_facts(read_module(dedent(suite)), path)
