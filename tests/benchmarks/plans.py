"""A plan of any size, made for measuring: the forms that real plans mix, in a fixed order."""

from __future__ import annotations

_SEAM = """
### {n}. SEAM: Order intake {n} reaches the ledger

**{level} PRIORITY** - every order of region {n} passes here

**COMPONENTS:** IntakeApi{n} → OrderService{n} → LedgerClient{n}
**CRITICAL PATH:** Order comes in → it is checked → `ledger.book()` is called once → the answer names the entry
**BUSINESS IMPACT:** An order that is booked twice is paid twice, and nobody notices before the quarter ends.

**TEST SCENARIOS:**
- An order with *three* positions is booked in one entry
- A repeated request with the same `Idempotency-Key` books nothing
- The ledger's refusal reaches the caller as 409, with the reason
1. **A late answer of the ledger**
   - Let the ledger answer after the deadline
   - Expected: the order is marked as *pending*, and a retry is planned

   ```python
   def test_late_answer_{n}(intake, ledger):
       \"\"\"A late answer leaves the order pending.\"\"\"
       # SEAM 1: this is a comment in code, and no seam
       ledger.delay = 30
       assert intake.post({{"id": {n}}}).status == 202
   ```

**INFRASTRUCTURE NEEDS:** A ledger in a container, a clock that can be put forward

| step | who | what |
|------|-----|------|
| 1 | IntakeApi{n} | takes the order |
| 2 | LedgerClient{n} | books it |

---
"""


def plan_of(size: int) -> str:
    """A plan of at least ``size`` characters."""
    parts, length, number = ["# Order intake: integration test plan\n\nThe seams, most urgent first.\n"], 0, 0
    while length < size:
        number += 1
        parts.append(_SEAM.format(n=number, level=("HIGH", "MEDIUM", "LOW")[number % 3]))
        length += len(parts[-1])
    return "".join(parts)
