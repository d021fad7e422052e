"""Puts plain tests into classes, and tests and classes into the template's shape; says where that would change them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from seamwright.actions.model import Disabled, Offer, Unavailable
from seamwright.actions.python.model import Place
from seamwright.actions.python.rewrite_to_template import ACTION
from seamwright.fixtures.model import PytestConfig
from seamwright.rules.model import Settings
from seamwright.text.edit import apply
from tests.actions.python.examples import done, offered, place_of, titles
from tests.rules.examples import run

TITLE = "Rewrite this test to the template"
ROW = f"{TITLE}, with the tests beside it in one class"
PLAIN = Settings(select=("ascii-arrow",))
"""A team that asks for hardly anything of the template, so that the class is what is to be seen."""
FIXTURES = """\
import pytest


@pytest.fixture(scope="class")
def shared():
    return []


@pytest.fixture(params=[1, 2])
def each():
    return 1


@pytest.fixture
def around(request):
    return request.cls


@pytest.fixture
def calm(request):
    return request.node.name
"""


# Comments, decorators and blank lines; what is about the file stays above.
COMMENTED = """\
import pytest
# fmt: off
# One.
@pytest.mark.slow
async def test_x():
    # In.
    assert 1

    # Out.



# Two.

def test_y():
    pass
"""
COMMENTED_AFTER = """\
import pytest
# fmt: off
class TestIt:
    # One.
    @pytest.mark.slow
    async def test_x(self):
        # In.
        assert 1

        # Out.

    # Two.

    def test_y(self):
        pass
"""
# Strings over several lines are what they were; docstrings move along.
QUOTED = '''\
def test_x():
    """Say.

    More.
    """
    a = f"""
  {1}
"""
    b = "a\\
  b"
    assert (
  a)
'''
QUOTED_AFTER = '''\
class TestIt:
    def test_x(self):
        """Say.

        More.
        """
        a = f"""
  {1}
"""
        b = "a\\
  b"
        assert (
      a)
'''


def after(marked: str, settings: Settings = PLAIN, **more: object) -> str:
    """The file once the first action that is offered has been chosen."""
    place = place_of(marked, **more)  # type: ignore[arg-type]
    object.__setattr__(place, "find_rules", lambda: (settings, ""))
    return done(ACTION, place)["tests/test_it.py"]


def said(marked: str, files: Mapping[str, str] | None = None, **more: object) -> list[str]:
    place = place_of(marked, files, **more)  # type: ignore[arg-type]
    return titles(ACTION, place)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (COMMENTED, COMMENTED_AFTER),
        (QUOTED, QUOTED_AFTER),
        (
            "def test_x(a):\r\n\tif a:\r\n\t\tpass\r\n",
            "class TestIt:\r\n\tdef test_x(self, a):\r\n\t\tif a:\r\n\t\t\tpass\r\n",
        ),
        ("\ufeffdef test_x():\n  pass", "\ufeffclass TestIt:\n  def test_x(self):\n    pass"),
        ("def test_x(*args):\n    pass\n", "class TestIt:\n    def test_x(self, *args):\n        pass\n"),
        ("def test_x(*, a=1):\n    pass\n", "class TestIt:\n    def test_x(self, *, a=1):\n        pass\n"),
        ("def test_x(a, /, b):\n    pass\n", "class TestIt:\n    def test_x(self, a, /, b):\n        pass\n"),
        (
            "def test_x(\n    a,  # One.\n    b,\n):\n    pass\n",
            "class TestIt:\n    def test_x(\n        self,\n        a,  # One.\n        b,\n    ):\n        pass\n",
        ),
        (
            "def test_x(\n    # First.\n    a,\n):\n    pass\n",
            "class TestIt:\n    def test_x(\n        # First.\n        self,\n        a,\n    ):\n        pass\n",
        ),
        ("def test_x(\n):\n    pass\n", "class TestIt:\n    def test_x(self\n    ):\n        pass\n"),
        (
            f"def test_x(a, {'b' * 40}, {'c' * 20}) -> None:\n    pass\n",
            f"class TestIt:\n    def test_x(\n        self, a, {'b' * 40}, {'c' * 20}\n    ) -> None:\n        pass\n",
        ),
    ],
)
def test_a_plain_test_goes_into_a_class_as_it_is(before: str, expected: str) -> None:
    start = before.index("test_x")

    assert after(f"{before[:start]}‸{before[start:]}") == expected


@pytest.mark.parametrize(
    ("before", "reason"),
    [
        ("if 1:\n    def test_‸x():\n        pass\n", "test_x stands behind a condition"),
        ("def test_‸x(): pass\n", "test_x stands on one line"),
        ("def test_‸x(self):\n    pass\n", "test_x has a parameter called self"),
        ("def test_‸x():\n    assert locals()\n", "test_x uses locals, which means something else in a method"),
        ("def test_‸x(a=(b := 1)):\n    pass\n", "the head of test_x binds a name"),
        ("def test_‸x():\n    assert a.__b\n", "__b means something else in a class"),
        ("def test_‸x():\n    f(__b=1)\n", "__b means something else in a class"),
        ("def test_‸x():\n    pass\n\n\n__all__ = ['test_x']\n", "test_x is named elsewhere in this module (line 5)"),
        ("def test_‸x():\n    test_x.a = 1\n", "test_x is named elsewhere in this module (line 2)"),
        (
            "def test_‸x():\n    pass\n\n\ndef test_x():\n    pass\n",
            "test_x is named elsewhere in this module (line 5)",
        ),
        ("from a import b\n\n\n@b\ndef test_‸x():\n    pass\n", "@a.b may not expect a method"),
        (
            "import pytest\n\n\n@pytest.mark.dependency()\ndef test_‸x():\n    pass\n",
            "tests depend on each other by their names",
        ),
        (
            "import pytest\n\n\n@pytest.mark.asyncio(loop_scope='class')\nasync def test_‸x():\n    pass\n",
            "a mark of test_x has a scope",
        ),
        ("def test_‸x(request):\n    assert request.cls is None\n", "test_x looks at what it stands in (request.cls)"),
        ("def test_‸x(around):\n    pass\n", "the fixture around looks at what the test stands in (request.cls)"),
        ("def test_‸x(shared, each):\n    pass\n", "shared may be made once for all tests of a class"),
        (
            "import pytest\n\n\n@pytest.mark.parametrize('a', [1, 2])\ndef test_‸x(a, shared):\n    pass\n",
            "shared may be made once for all tests of a class",
        ),
        ("def test_‸x(snapshot):\n    pass\n", "snapshot keeps something under the name of the test"),
        ("def test_‸x():\n    pass\n\n\ndef (:\n", "the file does not parse"),
        (
            "def teardown_function():\n    pass\n\n\ndef test_‸x():\n    pass\n",
            "setup_function and teardown_function are not called for methods",
        ),
    ],
)
def test_what_would_mean_something_else_stays(before: str, reason: str) -> None:
    assert said(before, {"conftest.py": FIXTURES}) == [f"{TITLE}: {reason}"]


@pytest.mark.parametrize(
    "before",
    [
        # Of these only the surroundings look like a reason.
        "# See test_x.\ndef test_‸x():\n    pass\n",
        "def test_‸x():\n    class A:\n        def b(self):\n            return self\n",
        "def test_‸x():\n    assert '__typename' in a.__doc__\n",
        "def test_‸x():\n    global a\n    a = 1\n",
        "def test_‸x(calm):\n    pass\n",
        "def test_‸x(calm):\n    assert vars(calm)\n",
        "def test_‸x(shared):\n    pass\n",
        "import pytest\n\nslow = pytest.mark.slow\n\n\n@slow\ndef test_‸x():\n    pass\n",
        "from unittest import mock\n\n\n@mock.patch('a.b')\ndef test_‸x(b):\n    pass\n",
        "from hypothesis import given, strategies\n\n\n@given(strategies.none())\ndef test_‸x(a):\n    pass\n",
    ],
)
def test_what_means_the_same_in_a_class_is_offered(before: str) -> None:
    assert said(before, {"conftest.py": FIXTURES}) == [TITLE]


def test_a_hook_that_looks_at_classes_keeps_functions() -> None:
    hook = "def pytest_runtest_setup(item):\n    print(item.cls)\n"

    assert said("def test_‸x():\n    pass\n", {"conftest.py": hook}) == [
        f"{TITLE}: a hook in conftest.py looks at the class of a test"
    ]
    assert said("def test_‸x():\n    pass\n", {"conftest.py": hook.replace(".cls", ".name")}) == [TITLE]


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"addopts": "--deselect tests/test_it.py::test_x"}, "pytest's option addopts says something of it"),
        (
            {"asyncio_default_test_loop_scope": "class"},
            "pytest's option asyncio_default_test_loop_scope says something of it",
        ),
        ({"asyncio_default_test_loop_scope": "function", "addopts": "-q"}, None),
    ],
)
def test_options_of_pytest_may_keep_functions(options: dict[str, str], reason: str | None) -> None:
    config = PytestConfig("/p", "/p", options=options)

    assert said("async def test_‸x():\n    pass\n", config=config) == [f"{TITLE}: {reason}" if reason else TITLE]


def test_a_row_ends_at_a_test_that_another_module_uses() -> None:
    text = "def test_a():\n    pass\n\n\ndef test_b():\n    pass\n\n\ndef test_‸c():\n    pass\n"
    result = after(text, files={"tests/other.py": "from tests.test_it import test_a\n"})

    assert result.startswith("def test_a():\n    pass\n\n\nclass TestIt:\n    def test_b(self):\n")


def test_those_that_stand_in_a_row_go_together() -> None:
    text = "def test_a():\n    pass\n\n\ndef test_‸b():\n    pass\n\n\nX = 1\n\n\ndef test_c():\n    pass\n"

    assert said(text) == [ROW]
    assert after(text) == (
        "class TestIt:\n    def test_a(self):\n        pass\n\n    def test_b(self):\n        pass\n\n\nX = 1\n\n\n"
        "def test_c():\n    pass\n"
    )


@pytest.mark.parametrize("other", ["def test_a(shared):", "def test_a(self):", "def a():"])
def test_who_does_not_belong_in_the_row_stays_outside(other: str) -> None:
    text = f"{other}\n    pass\n\n\ndef test_‸b():\n    pass\n"

    assert said(text, {"conftest.py": FIXTURES}) == [TITLE]
    assert after(text, files={"conftest.py": FIXTURES}).startswith(f"{other}\n    pass\n\n\nclass TestIt:\n")


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("", "tests/test_basket_payment.py", "TestBasketPayment"),
        ("", "tests/basket_test.py", "TestBasket"),
        ("", "tests/test_HTTP_api.py", "TestHTTPApi"),
        # What the file would be called is taken, so the tests have a say; then numbers.
        ("class TestBasket:\n    pass\n\n\n", "tests/test_basket.py", "TestShopOpensEarly"),
        ("from a import TestBasket\n\n\n", "tests/test_basket.py", "TestShopOpensEarly"),
        ("TestBasket = TestShopOpensEarly = TestIntegration = 1\n\n\n", "tests/test_basket.py", "TestBasket2"),
    ],
)
def test_the_class_is_called_by_the_file(text: str, path: str, expected: str) -> None:
    place = place_of(f"{text}def test_‸shop_opens_early():\n    pass\n", path=path)

    assert f"class {expected}:\n" in done(ACTION, place)[path]


def test_the_class_is_called_as_the_project_collects_it() -> None:
    text = "def test_‸x():\n    pass\n"
    config = PytestConfig("/p", "/p", python_classes=("*Suite", "Check"))

    assert "class ItSuite:\n" in after(text, config=config)
    assert said(text, config=replace_classes("[A]_no")) == [
        f"{TITLE}: pytest is set up to collect no class that could be called so"
    ]


def replace_classes(pattern: str) -> PytestConfig:
    return PytestConfig("/p", "/p", python_classes=(pattern,))


@pytest.mark.parametrize(
    ("other", "uses"),
    [
        ("from tests.test_it import test_x\n", True),
        ("import tests.test_it as it\n\nit.test_x()\n", True),
        ("from .test_it import *\n", True),
        ("NODE = 'tests/test_it.py::test_x'\n", True),
        ("from tests.test_it import helper\n", False),
        ("def test_x():\n    pass\n", False),
        ("def test_x():\n    pass\n\n\ndef test_it():\n    pass\n", False),
    ],
)
def test_a_test_that_another_module_uses_stays(other: str, uses: bool) -> None:
    place = place_of("def test_‸x():\n    pass\n", {"tests/test_other.py": other})
    (offer,) = offered(ACTION, place)
    assert isinstance(offer, Offer)

    if uses:
        with pytest.raises(Unavailable, match=r"tests/test_other\.py uses test_x"):
            ACTION.edits(place, offer.arguments)
    else:
        assert ACTION.edits(place, offer.arguments)


HEAD = '''\
import pytest


@pytest.mark.slow
class TestShop:
    """Shop."""

    @pytest.mark.parametrize(
        "a", [1]
    )
    def test_shop_opens_early(
        self, a
    ) -> None:
        """Test.

        More.
        """

        assert a

    def helper(self):
        pass
'''


def test_the_head_of_a_test_and_of_a_class_is_where_it_is_offered() -> None:
    lines = HEAD.split("\n")
    found = {}
    for number in range(len(lines)):
        marked = "\n".join([*lines[:number], f"‸{lines[number]}", *lines[number + 1 :]])
        found[number] = "".join(said(marked)).split(" to ")[0]

    tests = dict.fromkeys(range(7, 17), "Rewrite this test")
    assert found == dict.fromkeys(range(len(lines)), "") | dict.fromkeys((3, 4, 5), "Rewrite this class") | tests


@pytest.mark.parametrize("gap", ["", "\n", "    # About.\n", "\n    # About.\n"])
def test_one_blank_line_stands_behind_the_docstring_of_a_class(gap: str) -> None:
    text = f"class ‸TestA:\n{gap}    def test_a_b_c(self):\n        pass\n"
    result = after(text, Settings())

    assert result.partition('    """\n    Integration')[2].partition('    """\n')[2].startswith("\n    ")
    assert result.endswith(f"{gap.lstrip()}    def test_a_b_c(self):\n        pass\n")


def test_several_that_are_selected_are_rewritten_at_once() -> None:
    text = "‸class TestA:\n    def test_a_b_c(self):\n        pass\n\n    def test_d_e_f(self):\n        ‸pass\n"
    place = place_of(text)

    assert titles(ACTION, place) == ["Rewrite these 2 tests to the template"]
    assert done(ACTION, place)["tests/test_it.py"].count("Integration Scope:") == 2


def test_two_rows_that_are_selected_get_two_classes() -> None:
    text = "‸def test_a_b():\n    pass\n\n\nX = 1\n\n\ndef test_c_d():\n    ‸pass\n"
    result = after(text)

    assert result.index("class TestIt:\n") < result.index("X = 1") < result.index("class TestCD:\n")


def test_a_class_says_what_its_module_said_of_the_functions() -> None:
    docstring = '"""Shop.\n\nPlan: tests/PLAN.md#till [12ab]\n"""\n\n\n'

    assert after(f"{docstring}def test_‸x():\n    pass\n", Settings()).count("Plan: tests/PLAN.md#till [12ab]\n") == 2


@pytest.mark.parametrize(
    "text",
    [
        "class TestShop:\n    def test_shop_‸opens(self, shop):\n        shop.open()\n        assert shop\n",
        "class ‸TestShop:\n    def test_shop_opens(self, shop):\n        assert shop\n",
        "class ‸TestShop(Base):  # Why.\n\n    # About.\n    def test_shop_opens(self, shop):\n        assert shop\n",
        "class TestShop:\n    def test_shop_‸opens(self):\n        '''Say.'''\n        assert 1\n",
        "class TestShop:\n    def test_shop_‸opens(self):\n        'Say \"it\"'\n        assert 1\n",
        "class TestShop:\n    class TestDoor:\n        async def test_‸opens(self):\n            assert 1\n",
        "def test_shop_‸opens(shop):\n    @shop.on\n    def opened():\n        pass\n\n    assert shop\n",
        "def test_shop_‸opens(shop):\n    shop.open()\n    assert shop\n\n\ndef test_more():\n    '''Say.'''\n",
        "import unittest\n\n\nclass Shop(unittest.TestCase):\n    def test_shop_‸opens(self):\n        pass\n",
    ],
)
def test_afterwards_the_rules_have_nothing_to_say_and_it_is_not_offered_again(text: str) -> None:
    place = place_of(text)
    before = place.text
    result = done(ACTION, place)["tests/test_it.py"]
    word = before[before.rfind(" ", 0, place.selection.start) + 1 :].partition("(")[0].partition(":")[0]
    findings = run(result, settings=Settings(select=("SW101", "SW102", "SW103", "SW104", "SW106")))
    at = result.index(f" {word}") + 1

    assert [each.message for each in findings if each.span.start == at] == []
    assert said(f"{result[:at]}‸{result[at:]}") == []


@pytest.mark.parametrize("ignored", [("SW1",), ("ALL",)])
def test_who_has_no_use_for_the_template_is_offered_nothing(ignored: tuple[str, ...]) -> None:
    place = place_of("def test_‸x():\n    pass\n")
    object.__setattr__(place, "find_rules", lambda: (Settings(ignore=ignored), ""))

    assert titles(ACTION, place) == []


def test_what_is_switched_off_is_not_written() -> None:
    text = "class TestA:\n    def test_a_‸b_c(self):\n        pass\n"
    place: Place = place_of(text)
    object.__setattr__(place, "find_rules", lambda: (Settings(ignore=("missing-test-docstring",)), ""))

    assert titles(ACTION, place) == []


@pytest.mark.parametrize(
    "text",
    [
        "def test_x():\n    pass\n\n\n@pytest.fixture\ndef sh‸op():\n    pass\n",
        "class ‸Helper:\n    def test_x(self):\n        pass\n",
        "class ‸TestNothing:\n    x = 1\n",
        "def helper():\n    def test_‸inner():\n        pass\n",
        "‸import pytest\n\n\ndef test_x():\n    pass\n",
    ],
)
def test_on_anything_else_it_is_not_offered(text: str) -> None:
    assert said(text) == []


PLAN = """\
# Shop

## SEAM 1: Basket → Payment

**COMPONENTS:** Basket, Payment
**CRITICAL PATH:** Basket → charge
**BUSINESS IMPACT:** No payment, no shop.

**TEST SCENARIOS:**
- The card is charged once
"""


def test_a_new_class_is_the_one_that_the_plan_has_for_the_file() -> None:
    path = "tests/test_basket_payment.py"
    place = place_of("def test_the_card_is_‸charged_once(shop):\n    assert shop\n", path=path, plan=PLAN)
    text = done(ACTION, place)[path]

    assert "class TestBasketPayment:\n" in text
    assert "    Integration tests for Basket → Payment.\n" in text
    assert "        - Basket → charge\n" in text
    assert "        Test that the card is charged once.\n" in text
    assert "            No payment, no shop.\n" in text


def test_without_a_seam_of_its_own_nothing_is_invented() -> None:
    path = "tests/test_weather.py"
    place = place_of("def test_it_‸rains():\n    assert 1\n", path=path, plan=PLAN)

    assert "Basket" not in done(ACTION, place)[path]


def test_edits_are_small_where_nothing_is_moved() -> None:
    text = "class TestA:\n    def test_a_‸b_c(self, shop):\n        shop.open()\n        assert shop\n" + "\n" * 9
    place = place_of(text)
    (offer,) = offered(ACTION, place)
    assert not isinstance(offer, Disabled)
    (change,) = ACTION.edits(place, offer.arguments)

    assert all(edit.span.start == edit.span.end for edit in change.edits)
    assert apply(place.text, change.edits) == change.after
