"""What ``generate`` writes is in order: nothing is said about it but that it is not written yet."""

from __future__ import annotations

from pathlib import Path

import pytest

from seamwright.contract import parse_contract
from seamwright.generate.implement import implement
from seamwright.generate.model import Options
from seamwright.plan import parse
from seamwright.rules.model import Settings
from tests.generate.rendered import SHIPPED
from tests.rules.examples import run

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "parcels"
CONTRACT = "class Basket:\n    def pay(self, card: str) -> bool: ...\n\n\ndef total(basket: Basket) -> int: ...\n"
PLANS = {
    "bare": "# Plan\n\n## SEAM 1: Basket\n",
    "short titles": "# Plan\n\n## SEAM 1: Basket → Payment\n\n**TEST SCENARIOS:**\n- Pay\n- Refund it\n- Pay\n",
    "everything": """\
# Plan

## SEAM 1: Basket -> Payment (HIGH PRIORITY)

**COMPONENTS:** Basket, total
**CRITICAL PATH:** Basket → charge -> receipt
**BUSINESS IMPACT:** No money, no shop.
**FIXTURES NEEDED:** shop, open_till
**INFRASTRUCTURE:** A till

**TEST SCENARIOS:**
1. Given an open till when Basket.pay is called then the receipt is printed
2. Refuses a stolen card (verify nothing is charged)
   - Ask twice
   - TODO: ask somebody
3. `time.sleep(3)` does not stop the till: """
    '"""quoted"""'
    """

## SEAM 2: TODO

**TEST SCENARIOS:**
- TODO
- Placeholder
""",
    "drafts": """\
# Plan

## SEAM 1: Basket → Payment

```python
class TestBasketPayment:
    async def test_pays_once(self, shop):
        \"\"\"Test that it pays.\"\"\"
        await shop.pay()

    def test_pays_twice(self, shop, monkeypatch):
        assert shop._till == 2
        time.sleep(3)
```
""",
    "example": (EXAMPLE / "tests" / "integration" / "TEST_PLAN.md").read_text(encoding="utf-8"),
}


class Nothing:
    """A project without any file."""

    def read(self, path: str) -> str | None:
        del path
        return None


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("stub", ["fail", "skip", "xfail"])
def test_generated_tests_are_only_unwritten(name: str, stub: str) -> None:
    plan = parse(PLANS[name])
    assert plan.seams
    options = Options(templates=SHIPPED, stub=stub)
    contracts = [parse_contract(CONTRACT, "app.basket")]
    changes, skipped = implement(plan, "tests/integration/TEST_PLAN.md", plan.seams, Nothing(), contracts, options)

    assert not skipped
    for change in changes:
        text = change.after
        found = run(text, {"app/__init__.py": "", "app/basket.pyi": CONTRACT}, Settings(), change.path)
        assert {each.name for each in found} == {"not-implemented"}, [(each.line, each.message) for each in found]
