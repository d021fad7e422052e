"""SW408 unknown-component: a component that looks like code and is nowhere in the project."""

from __future__ import annotations

from collections.abc import Iterator

from seamwright.plan.model import Seam
from seamwright.rules.model import Example, Fix, Problem, Severity
from seamwright.rules.plans.code_names import CodeName, code_names
from seamwright.rules.plans.model import Names, PlanContext, PlanRule
from seamwright.text.edit import Edit
from seamwright.text.span import Span


def examine(context: PlanContext) -> Iterator[Problem]:
    """Only in plans that otherwise speak of the project's code: elsewhere names are ideas, or another language's."""
    names = context.names
    if names is None:
        return
    said = [
        (seam, each)
        for seam in context.planned
        for each in code_names(context.text, seam, context.vocabulary, context.memo)
    ]
    known = {each.name for _, each in said if _unknown(each, names) is None}
    strange = {each.name for _, each in said} - known
    is_about_code = len(known) >= _MANY and len(known) >= 3 * len(strange)
    for seam, each in said:
        part = _unknown(each, names)
        if part is not None:
            yield from _problem(seam, each, part, names, is_about_code)


def _unknown(each: CodeName, names: Names) -> int | None:
    """Which part of the name is nowhere; ``None`` where all are, or somebody else's may be."""
    if len(each.parts) > 1 and not (names.is_package(each.parts[0]) or names.has(each.parts[0])):
        return None  # a library's
    return next((number for number, part in enumerate(each.parts) if names.has(part) is False), None)


def _problem(seam: Seam, each: CodeName, part: int, names: Names, is_about_code: bool) -> Iterator[Problem]:
    name = each.parts[part]
    close = names.like(name)
    if close is None and not is_about_code and not (len(each.parts) > 1 and names.is_package(each.parts[0])):
        return
    start = each.span.start + sum(len(before) + 1 for before in each.parts[:part])
    span = Span(start, start + len(name))
    where = f" (in {each.name})" if len(each.parts) > 1 else ""
    message = f"Nothing in the project is called {name}{where}"
    if close is None:
        yield Problem(span, message)
    else:
        yield Problem(
            span, f"{message}: did you mean {close}?", fix=Fix(f"Change to {close}", (Edit(span, close),), safe=False)
        )


_MANY = 4
"""Names of the project that a plan must mention before a name alone is worth a word."""
_PATH = "tests/integration/TEST_PLAN.md"
_PLAN = """\
# Checkout integration test plan

### SEAM 1: Basket to gateway
**HIGH PRIORITY** - money moves here
**COMPONENTS:** BasketStore, PaymentGateway.charge(), app.ledger.book(), the till
**TEST SCENARIOS:**
- Declined card leaves the basket as it was
"""
_APP = {
    "app/__init__.py": "",
    "app/basket.py": "class BasketStore:\n    pass\n",
    "app/gateway.py": "class PaymentGateway:\n    def charge(self): ...\n",
    "app/ledger.py": "def book(): ...\n",
}

RULE = PlanRule(
    code="SW408",
    name="unknown-component",
    severity=Severity.INFORMATION,
    what="A component that looks like code, and whose name is nowhere in the project's code or contracts. "
    "Prose, endpoints, products and seams that are put off are left alone.",
    why="It was renamed or misspelled: tests that are generated cannot import it.",
    plan=examine,
    fixable=True,
    good=(
        Example(_PLAN, files=_APP, path=_PATH),
        # Nobody knows what the code will be called.
        Example(_PLAN, path=_PATH),
        # Endpoints, libraries and products are not the project's.
        Example(
            _PLAN.replace("BasketStore,", "POST /v1/BasketStor, PostgreSQL, `httpx.AsyncClient`,"),
            files=_APP,
            path=_PATH,
        ),
    ),
    bad=(
        Example(
            _PLAN.replace("BasketStore", "‹BasketStor›"),
            "Nothing in the project is called BasketStor: did you mean BasketStore?",
            fixed=_PLAN,
            files=_APP,
            path=_PATH,
        ),
        Example(
            _PLAN.replace("app.ledger.book()", "app.‹till›.book()"),
            "Nothing in the project is called till (in app.till.book)",
            files=_APP,
            path=_PATH,
        ),
    ),
)
