"""*Rewrite this test to the template*: a class around a plain function, docstring, sections and marks of the parts.

Nothing that runs is different afterwards. Plain tests that stand one after the other get one class; what is filled in
comes from the plan that they stand for, and is ``TODO:`` without one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from seamwright.actions.declare import declare, pin_line
from seamwright.actions.model import Arguments, Disabled, Offer, Unavailable
from seamwright.actions.python.documenting import Style, Words, edits_in, edits_of_class, edits_of_test, style_of
from seamwright.actions.python.heads import Heads, heads_at
from seamwright.actions.python.model import Example, Place, PythonAction
from seamwright.actions.python.plain_tests import PlainTests
from seamwright.actions.python.wrapping import class_name, is_only_wrapped, wrapped
from seamwright.fixtures.model import Function
from seamwright.generate.model import FileChange
from seamwright.generate.reference import find_references
from seamwright.rules.from_plan import Owner
from seamwright.rules.module import Class
from seamwright.suite import read_module
from seamwright.text.edit import Edit, apply
from seamwright.text.span import LineIndex

_TITLE = "Rewrite this test to the template"
_CLASS_TITLE = "Rewrite this class to the template"
_LARGEST = 1_000_000


def applies(place: Place) -> Iterator[Offer | Disabled]:
    """On the heads of tests and test classes that the template asks something of."""
    heads = heads_at(place)
    if not (heads.tests or heads.classes) or len(place.text) > _LARGEST:
        return
    lines = LineIndex(place.text)
    style = style_of(place)
    if not style.rules:
        return  # The team has no use for the template.
    plain = [each for each in heads.tests if not each.class_path]
    loose = PlainTests(place, lines)
    reason = _why_not(place, loose, plain)
    title = _title(heads)
    if plain and reason is None:
        with_others = len(plain) == 1 and not loose.goes_alone(plain[0])
        yield Offer(f"{title}, with the tests beside it in one class" if with_others else title, {})
    elif any(edits_of_test(place, style, lines, each) for each in heads.tests if each.class_path) or any(
        edits_of_class(place, style, lines, each) for each in heads.classes
    ):
        yield Offer(title, {})
    elif reason is not None:
        yield Disabled(title, reason)


def edits(place: Place, arguments: Arguments) -> list[FileChange]:
    """The file with all that the selection touches in the template's shape."""
    del arguments
    lines = LineIndex(place.text)
    heads = heads_at(place)
    plain = PlainTests(place, lines, everywhere=True)
    loose = [each for each in heads.tests if not each.class_path]
    reason = _why_not(place, plain, loose)
    if reason is not None and len(heads.tests) == len(loose) and not heads.classes:
        raise Unavailable(reason)
    style, width = style_of(place), place.options.line_length
    found: list[Edit] = []
    for test in heads.tests:
        if test.class_path:
            found += edits_of_test(place, style, lines, test, _of_test(place, "::".join(test.class_path), test), width)
    for cls in heads.classes:
        found += edits_of_class(place, style, lines, cls, _of_class(place, "::".join(cls.path)), width)
    names: list[str] = []
    for row in _rows(plain, loose) if reason is None else ():
        names.append(_name(place, row, names))
        found.append(_in_class(place, style, lines, row, names[-1], loose, width))
    if not found:
        raise Unavailable("everything is in the template's shape already")
    return [FileChange(place.path, "update", place.text, tuple(sorted(found)), (), ())]


def _title(heads: Heads) -> str:
    if len(heads.tests) > 1:
        return f"Rewrite these {len(heads.tests)} tests to the template"
    return _TITLE if heads.tests else _CLASS_TITLE


def _why_not(place: Place, plain: PlainTests, tests: Sequence[Function]) -> str | None:
    """Why ``tests`` do not all go into a class."""
    if tests and place.module.has_errors:
        return "the file does not parse"
    reason = next((each for test in tests if (each := plain.why_not(test)) is not None), None)
    if reason is None and tests and class_name(place, tests, "") is None:
        reason = "pytest is set up to collect no class that could be called so"
    return reason


def _rows(plain: PlainTests, tests: Sequence[Function]) -> list[list[Function]]:
    """Who goes into a class with whom, so that each of ``tests`` goes into one."""
    found: list[list[Function]] = []
    for test in tests:
        if not any(test in row for row in found):
            found.append(plain.row(test))
    return found


def _name(place: Place, row: Sequence[Function], taken: Sequence[str]) -> str:
    """What the class around ``row`` is called."""
    standing = place.planned.classes.get("") or place.planned.target
    name = class_name(place, row, standing.class_name if standing is not None else "", taken)
    if name is None:
        raise Unavailable("there is no name for the class")
    return name


def _in_class(
    place: Place,
    style: Style,
    lines: LineIndex,
    row: Sequence[Function],
    name: str,
    chosen: Sequence[Function],
    width: int,
) -> Edit:
    """The class with the tests of ``row``, of which those that were ``chosen`` get all that the template asks for."""
    span, text = wrapped(place, lines, row, name, width)
    if not is_only_wrapped(place.text, apply(place.text, [Edit(span, text)]), row, name):
        raise Unavailable("the tests cannot be put into a class without touching other code")
    tests = {each.name: each for each in chosen if each in row}

    def words(owner: Owner) -> Words | None:
        return _of_loose(place) if isinstance(owner, Class) else _of_test(place, "", tests[owner.name])

    found = edits_in(text, style, lambda owner: owner.name == name or owner.name in tests, words, width)
    text = apply(text, found)
    # What the module says it stands for, it says of its functions.
    for reference in find_references(read_module(place.text).docstring or ""):
        text = apply(text, declare(text, name, pin_line(reference)))
    return Edit(span, text)


def _of_class(place: Place, name: str) -> Words | None:
    """What the one seam that the class stands for says."""
    standing = place.planned.classes.get(name)
    return Words(standing.seam) if standing is not None else None


def _of_test(place: Place, cls: str, test: Function) -> Words | None:
    """What the one scenario that the test stands for says, or else the seam of its class."""
    known = place.planned.tests.get((cls, test.name))
    if known is not None:
        return Words(*known)
    return _of_class(place, cls) if cls else _of_loose(place)


def _of_loose(place: Place) -> Words | None:
    """What the one seam that the functions of the module stand for says, or that which would be written here."""
    standing = place.planned.classes.get("") or place.planned.target
    return Words(standing.seam) if standing is not None else None


_SECTIONS = """\

{0}    Integration Scope:
{0}        TODO: integration scope

{0}    Business Impact:
{0}        TODO: business impact

{0}    Test Strategy:
{0}        TODO: test strategy

{0}    Success Criteria:
{0}        TODO: success criteria
"""
_PLAIN = """\
import pytest

LIMIT = 3


# The usual way.
@pytest.mark.slow
def test_order_is_‸paid(shop):
    order = shop.order(LIMIT)
    order.pay(""\"in
full""\")
    assert order.is_paid


def test_order_is_sent(shop):
    assert shop.order(LIMIT).is_sent


def helper():
    pass


def test_order_is_late(shop):
    assert shop
"""
_WRAPPED = f"""\
import pytest

LIMIT = 3


class TestIt:
    ""\"
    Integration tests for it.

    Seam Under Test:
        TODO: seam under test

    Critical Paths:
        TODO: critical paths
    ""\"

    # The usual way.
    @pytest.mark.slow
    def test_order_is_paid(self, shop):
        ""\"
        Test that order is paid.
{_SECTIONS.format("    ")}        ""\"
        # Arrange
        order = shop.order(LIMIT)

        # Act
        order.pay(""\"in
full""\")

        # Assert
        assert order.is_paid

    def test_order_is_sent(self, shop):
        assert shop.order(LIMIT).is_sent


def helper():
    pass


def test_order_is_late(shop):
    assert shop
"""
_PLAN = """\
# Shop

## SEAM 1: Basket → Payment

**COMPONENTS:** Basket, Payment
**CRITICAL PATH:** Basket → charge
**BUSINESS IMPACT:** No payment, no shop.

**TEST SCENARIOS:**
- The card is charged once (verify the bank agrees)
"""
_METHOD = """\
class TestBasketPayment:
    def test_the_card_is_charged_once_the_bank_agrees(self, shop):‸
        shop.pay()
        assert shop.card.charged
"""
_ALONE = "def test_order_is_‸paid(shop):\n    assert shop.order.is_paid\n"

ACTION = PythonAction(
    "rewrite-to-template",
    "refactor.seamwright.template",
    applies,
    edits,
    in_examined=True,
    asks_plans=True,
    examples=(
        Example(_PLAIN, f"{_TITLE}, with the tests beside it in one class", writes={"tests/test_it.py": _WRAPPED}),
        Example(
            _METHOD,
            _TITLE,
            plan=_PLAN,
            writes={
                "tests/test_it.py": """\
class TestBasketPayment:
    def test_the_card_is_charged_once_the_bank_agrees(self, shop):
        ""\"
        Test that the card is charged once (verify the bank agrees).

        Integration Scope:
            Basket → Payment

        Business Impact:
            No payment, no shop.

        Test Strategy:
            TODO: test strategy

        Success Criteria:
            - the bank agrees
        ""\"
        # Act
        shop.pay()

        # Assert
        assert shop.card.charged
"""
            },
        ),
        Example(
            _METHOD.replace("‸", "").replace("class", "‸class"),
            _CLASS_TITLE,
            plan=_PLAN,
            writes={
                "tests/test_it.py": """\
class TestBasketPayment:
    ""\"
    Integration tests for Basket → Payment.

    Seam Under Test:
        Basket → Payment

    Critical Paths:
        - Basket → charge
    ""\"

"""
                + _METHOD.replace("‸", "").partition("\n")[2]
            },
        ),
        # It would mean something else in a class.
        Example(
            _ALONE + "\n\nALL = [test_order_is_paid]\n",
            _TITLE,
            reason="test_order_is_paid is named elsewhere in this module (line 5)",
        ),
        Example(_ALONE.replace("shop.order", "__shop"), _TITLE, reason="__shop means something else in a class"),
        Example(
            "from app import retried\n\n\n@retried(3)\n" + _ALONE,
            _TITLE,
            reason="@app.retried may not expect a method",
        ),
        Example(
            "def setup_function():\n    pass\n\n\n" + _ALONE,
            _TITLE,
            reason="setup_function and teardown_function are not called for methods",
        ),
        # In the body, on a fixture, in the shape of the template already.
        Example(_ALONE.replace("‸", "").replace("assert", "ass‸ert"), None),
        Example("import pytest\n\n\n@pytest.fixture\ndef sh‸op():\n    return 1\n", None),
        Example(
            'class TestShop:\n    """Shop."""\n\n    def test_order_is_‸paid(self, shop):\n        """\n'
            f'        Test that it is paid.\n{_SECTIONS.format("    ")}        """\n        assert shop\n',
            None,
        ),
    ),
)
