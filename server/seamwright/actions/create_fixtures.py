"""*Create the 2 missing fixtures of this seam → tests/conftest.py*: stubs for what only the plan has."""

from __future__ import annotations

from collections.abc import Iterator

from seamwright.actions.model import Action, Arguments, Context, Edits, Example, Offer, Unavailable
from seamwright.actions.places import seam_at
from seamwright.actions.state import state_of
from seamwright.actions.work import arguments_for, find_seam
from seamwright.generate.model import Skipped
from seamwright.plan.model import Seam, Status


def applies(context: Context) -> Iterator[Offer]:
    """On the seam's opening line, and on a line that names a missing fixture."""
    seam = seam_at(context) or _seam_around(context)
    if seam is None or seam.status is Status.ELIMINATED:
        return
    state = state_of(context, seam)
    if not state.path:
        return
    with context.project.fixtures() as fixtures:
        conftest, missing = fixtures.missing_for(seam, state.path) if fixtures is not None else ("", ())
    if missing and (seam_at(context) or any(each.name in _line(context) for each in missing)):
        what = (
            f"missing fixture {missing[0].name}"
            if len(missing) == 1
            else f"{len(missing)} missing fixtures of this seam"
        )
        yield Offer(f"Create the {what} → {conftest}", arguments_for(seam))


def edits(context: Context, arguments: Arguments) -> Edits:
    """The stubs, at the end of the nearest conftest, which is created where there is none."""
    # Loaded when somebody chooses: it takes longer than everything that an offer needs.
    from seamwright.generate.fixture_stubs import stub_change
    from seamwright.generate.merge import Refused

    seam = find_seam(context, arguments)
    state = state_of(context, seam)
    with context.project.fixtures() as fixtures:
        conftest, missing = fixtures.missing_for(seam, state.path) if fixtures is not None else ("", ())
    if not missing:
        raise Unavailable("all fixtures that the seam names exist by now")
    try:
        change = stub_change(conftest, missing, context.project, context.project.options(context.path))
    except (Refused, ValueError) as error:
        raise Unavailable(f"{conftest}: {error}") from None
    return Edits([change], list[Skipped]())


def _seam_around(context: Context) -> Seam | None:
    cursor = context.selection.start
    if cursor != context.selection.end:
        return None
    return next((each for each in context.plan.seams if each.span.start <= cursor <= each.span.end), None)


def _line(context: Context) -> str:
    cursor, text = context.selection.start, context.text
    start = text.rfind("\n", 0, cursor) + 1
    end = text.find("\n", cursor)
    return text[start : end if end >= 0 else len(text)]


_PLAN = """\
# Checkout integration test plan

### ‸1. SEAM: Basket to payment gateway
**COMPONENTS:** Basket, PaymentGateway
**FIXTURES:** `paid_basket` (a basket with one paid book), `gateway_container`
**TEST SCENARIOS:**
- Declined card leaves the basket as it was
"""
_CONFTEST = "plans/conftest.py"
_ONE = "import pytest\n\n\n@pytest.fixture\ndef gateway_container():\n    return start()\n"
_NAMED = _PLAN.replace("‸", "").replace("`paid", "`‸paid")

ACTION = Action(
    "create-fixtures",
    applies,
    edits,
    examples=(
        Example(
            _PLAN,
            f"Create the 2 missing fixtures of this seam → {_CONFTEST}",
            writes={
                _CONFTEST: (
                    "import pytest\n\n\n@pytest.fixture\ndef paid_basket():\n",
                    '@pytest.fixture(scope="session")\ndef gateway_container():\n',
                    'pytest.fail("not implemented: fixture paid_basket")',
                )
            },
        ),
        Example(
            _NAMED,
            f"Create the missing fixture paid_basket → {_CONFTEST}",
            files={_CONFTEST: _ONE},
            writes={_CONFTEST: (_ONE, "\n\n\n@pytest.fixture\ndef paid_basket():\n")},
        ),
        # The nearest conftest that exists takes them.
        Example(
            _PLAN,
            "Create the missing fixture paid_basket → conftest.py",
            files={"conftest.py": _ONE},
            writes={"conftest.py": (_ONE, "def paid_basket():")},
        ),
        # All of them exist.
        Example(_PLAN, None, files={_CONFTEST: _ONE, "conftest.py": _ONE.replace("gateway_container", "paid_basket")}),
        # The cursor is on a line that names none of them.
        Example(_PLAN.replace("‸", "").replace("Declined", "‸Declined"), None),
        # Somebody else may provide them: a plugin that is not found here.
        Example(_PLAN, None, files={"conftest.py": 'pytest_plugins = ["shop.testing"]\n'}),
    ),
)
