"""Generated tests put into files that exist: what is added, where, and what is left alone with which reason."""

from __future__ import annotations

from textwrap import dedent

import pytest

from seamwright.generate.integrity import read_tree
from seamwright.generate.merge import MergeResult, Refused, merge, merge_all
from seamwright.generate.model import ClassSource, MethodSource, Options
from seamwright.text.edit import apply
from tests.generate.sources import PYTEST, generated, method

ONE = '''\
    def test_one(self):
        """test one"""
        pytest.fail("not implemented")
'''
TWO = ONE.replace("one", "two")
HEADER = '''\
class TestPay:
    """
    Paying.

    Plan: p/PLAN.md#pay [0a1b2c3d]
    """
'''


def check(
    before: str,
    expected: str,
    cls: ClassSource | None = None,
    *,
    into_class: str | None = None,
    options: Options | None = None,
) -> MergeResult:
    """Merging ``cls`` turns ``before`` into ``expected`` by insertions, and a second merge changes nothing."""
    cls, options = cls or generated("test_one"), options or Options()
    result = merge(before, cls, options, into_class=into_class)
    after = apply(before, result.edits)
    assert after == expected
    assert all(edit.span.start == edit.span.end for edit in result.edits)
    read_tree(after)
    assert merge(after, cls, options, into_class=into_class).edits == ()
    return result


def check_kept(before: str, cls: ClassSource | None = None) -> None:
    """There is nothing to add."""
    check(before, before, cls)


def check_refused(before: str, reason: str, cls: ClassSource | None = None, *, into_class: str | None = None) -> None:
    with pytest.raises(Refused, match=reason) as caught:
        merge(before, cls or generated("test_one"), Options(), into_class=into_class)
    assert "\n" not in caught.value.reason


# --- classes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "between"),
    [
        ("", ""),
        ("x = 1\n", "\n\n"),
        ("x = 1", "\n\n\n"),
        ("x = 1\n\n", "\n"),
        ("x = 1\n\n\n", ""),
        ("x = 1\n\n\n\n", ""),
        ("x = 1\n   ", "\n\n"),
        ("x = 1\n\n\n\t", "\n"),
        ("x = 1\n\f", "\n\n"),
        ("x = 1\n# the end", "\n\n\n"),
        ("# only a comment\n", "\n\n"),
        ('"""Only a docstring."""\n', "\n\n"),
        ("class TestOther:\n    def test_x(self):\n        pass\n        # still x\n    # still the class\n", "\n\n"),
        ("\ufeff", ""),
        ("\ufeffx = 1\n", "\n\n"),
    ],
)
def test_a_class_comes_last(before: str, between: str) -> None:
    result = check(before, f"{before}{between}{HEADER}\n{ONE}")
    assert (result.added_class, result.class_name, result.added_tests) == (True, "TestPay", ("test_one",))


def test_blank_lines_of_a_file_stay_behind() -> None:
    check("\n", f"{HEADER}\n{ONE}")
    check("\r\n", f"{HEADER}\n{ONE}".replace("\n", "\r\n"))
    check("\ufeff\n", f"\ufeff{PYTEST}\n\n\n{HEADER}\n{ONE}", generated("test_one", imports=(PYTEST,)))
    check("\n\n", f"{HEADER}\n{ONE}\n\n")
    check("   ", f"{HEADER}\n{ONE}   ")


def test_a_class_comes_before_the_main_block() -> None:
    main = '# Run me.\nif __name__ == "__main__":\n    run()\n'
    check(f"x = 1\n\n\n{main}", f"x = 1\n\n\n{HEADER}\n{ONE}\n\n{main}")
    check(main, f"{HEADER}\n{ONE}\n\n{main}")
    check(f"x = 1\n{main}", f"x = 1\n\n\n{HEADER}\n{ONE}\n\n{main}")
    check(f"{main}\n\ny = 2\n", f"{main}\n\ny = 2\n\n\n{HEADER}\n{ONE}")


def test_several_classes_come_in_one_list_of_edits() -> None:
    first, second = generated("test_one"), generated("test_two", name="TestShip", plan="p/PLAN.md#ship []")
    edits, outcomes = merge_all("x = 1\n", [first, second], Options())
    after = apply("x = 1\n", edits)
    assert after == f"x = 1\n\n\n{first.header}\n{ONE}\n\n{second.header}\n{TWO}"
    assert [outcome.added_class for outcome in outcomes if isinstance(outcome, MergeResult)] == [True, True]
    assert merge_all(after, [first, second], Options())[0] == ()


def test_one_refused_class_does_not_stop_the_others() -> None:
    first, second = generated("test_one"), generated("test_two", name="TestShip", plan="p/PLAN.md#ship []")
    edits, (refused, done) = merge_all("TestPay = 1\n", [first, second], Options())
    assert isinstance(refused, Refused)
    assert isinstance(done, MergeResult)
    assert apply("TestPay = 1\n", edits) == f"TestPay = 1\n\n\n{second.header}\n{TWO}"
    assert merge_all("x = 1\n", [], Options()) == ((), ())


# --- methods -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        '    """Only a docstring."""\n',
        "    pass\n",
        "    x = 1  # why\n",
        "    x = 1;\n",
        "    def test_x(self):\n        pass\n",
        "    def test_x(self):\n        pass\n        # still in x\n",
        "    def test_x(self):\n        pass\n\n    # still in the class\n\n\n    # and this\n",
        "    def test_x(self):\n        if x:\n            pass\n            # deep\n",
        "    def test_x(self):\n        return (\n            1\n        )\n",
        "    def test_x(self):\n        return '''\nno = indent\n'''\n",
        "    def test_x(self): ...\n",
        "\n    x = 1\n",
    ],
)
@pytest.mark.parametrize("after", ["", "\n\ny = 2\n", "# another comment\n", "\n\n@mark\nclass TestNext:\n    pass\n"])
def test_a_method_comes_at_the_end_of_its_class(body: str, after: str) -> None:
    before = f"class TestPay:\n{body}"
    result = check(before + after, f"{before}\n{ONE}{after}")
    assert (result.added_class, result.added_tests) == (False, ("test_one",))


def test_a_class_without_a_last_line_end_gets_one() -> None:
    check("class TestPay:\n    pass", f"class TestPay:\n    pass\n\n{ONE}")
    check("class TestPay:\n    pass\n    # last", f"class TestPay:\n    pass\n    # last\n\n{ONE}")


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("class TestPay: pass\n", "class TestPay:\n    pass\n"),
        ("class TestPay: ...  # soon\n", "class TestPay:\n    ...  # soon\n"),
        ("class TestPay:pass\n", "class TestPay:\n    pass\n"),
        ("class TestPay(Base): x = 1; y = 2\n", "class TestPay(Base):\n    x = 1; y = 2\n"),
        ('class TestPay: "doc"\n', 'class TestPay:\n    "doc"\n'),
        ("class TestPay:      pass\n", "class TestPay:      \n    pass\n"),
    ],
)
def test_a_body_on_the_line_of_the_class_is_unfolded(before: str, expected: str) -> None:
    check(before, f"{expected}\n{ONE}")


def test_only_what_is_missing_is_added() -> None:
    before = f"{HEADER}\n{ONE}"
    result = check(before, f"{before}\n{TWO}", generated("test_one", "test_two"))
    assert result.added_tests == ("test_two",)
    check_kept(f"{HEADER}\n{ONE}\n{TWO}", generated("test_two", "test_one"))


@pytest.mark.parametrize(
    "member",
    [
        "    async def test_one(self): ...\n",
        "    @mark\n    def test_one(self, client): ...\n",
        "    if x:\n        def test_one(self): ...\n",
        "    try:\n        pass\n    finally:\n        def test_one(self): ...\n",
        "    test_one = other\n",
        "    from other import test_one\n",
    ],
)
def test_a_test_of_that_name_is_there_whatever_it_is(member: str) -> None:
    check_kept(f"class TestPay:\n{member}")


def test_a_name_inside_a_test_is_not_that_test() -> None:
    before = "class TestPay:\n    def test_x(self):\n        def test_one(): ...\n        test_one = 1\n"
    check(before, f"{before}\n{ONE}")


# --- what a person has renamed -------------------------------------------------------------------------------------


def test_a_renamed_class_is_known_by_its_reference() -> None:
    before = HEADER.replace("TestPay", "TestMoney")
    result = check(before, f"{before}\n{ONE}")
    assert (result.class_name, result.added_class) == ("TestMoney", False)
    check(before.replace("0a1b2c3d", "ffffffff"), f"{before}\n{ONE}".replace("0a1b2c3d", "ffffffff"))


def test_a_renamed_test_is_known_by_what_it_says() -> None:
    check_kept(f"{HEADER}\n{ONE.replace('def test_one', 'def test_first')}")
    check_kept(f'{HEADER}\n    def test_first(self):\n        """  Test\n        ONE.\n\n        More.\n        """\n')


def test_two_tests_that_say_the_same_are_two_tests() -> None:
    both = generated(method("test_one", "same"), method("test_one_2", "same"))
    before = f"{HEADER}\n{method('test_one', 'same').source}"
    check(before, f"{before}\n{method('test_one_2', 'same').source}", both)


def test_what_says_nothing_is_no_sign() -> None:
    cls = generated(method("test_one", "TODO: say what"))
    before = f"{HEADER}\n{method('test_mine', 'TODO: say what').source}"
    check(before, f"{before}\n{cls.methods[0].source}", cls)
    before = f"{HEADER}\n    def test_mine(self): ...\n"
    check(before, f"{before}\n{ONE}")


def test_tests_of_a_seam_may_be_spread_over_classes() -> None:
    other = HEADER.replace("TestPay", "TestPayMore")
    cls = generated("test_one", "test_two")
    check_kept(f"{HEADER}\n{ONE}\n\n{other}\n{TWO}", cls)
    check(f"{other}\n{TWO}\n\n{HEADER}", f"{other}\n{TWO}\n\n{HEADER}\n{ONE}", cls)


def test_a_class_can_be_chosen() -> None:
    before = "class TestMine:\n    pass\n\n\nclass TestPay:\n    pass\n"
    check(before, before.replace("pass\n", f"pass\n\n{ONE}", 1), into_class="TestMine")
    edits, _ = merge_all(
        before, [generated("test_one"), generated("test_two", name="TestB", plan="")], Options(), into_class="TestMine"
    )
    assert apply(before, edits) == before.replace("pass\n", f"pass\n\n{ONE}\n{TWO}", 1)
    check_refused(before, "there is no class TestElse", into_class="TestElse")


# --- conflicts and files that are left alone -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "reason"),
    [
        ("def TestPay(): ...\n", "line 1: TestPay exists, but is not a class"),
        ("x = 1\nTestPay = x\n", "line 2: TestPay exists"),
        ("from other import TestPay\n", "line 1: TestPay exists"),
        ("for TestPay in x: pass\n", "line 1: TestPay exists"),
        ("class TestPay: ...\nclass TestPay: ...\n", "more than once .lines 1 and 2."),
        ("if x:\n    class TestPay: ...\n", "line 2: class TestPay is not at the top level"),
        ("try:\n    pass\nfinally:\n    class TestPay: ...\n", "not at the top level"),
        ("class TestPay:\n    '''Plan: q/OTHER.md#ship [1]'''\n", "line 1: TestPay stands for seam ship of q/OTHER.md"),
        ("def f(:\n", "line 1 is not valid Python"),
        ("x = 1\n\n  y = 2\n", "line 3 is not valid Python"),
        ("x = '\0'\n", "not valid Python|does not read"),
        ("x = " + "(" * 300 + ")" * 300 + "\n", "not valid Python|too deep"),
        ("x = " + "-" * 20000 + "1\n", "nested too deeply"),
        ("x = 1\n" * 200_000, "too large"),
        ("class TestPay:\n    \\\npass\n", "cannot be added without changing"),
    ],
)
def test_refused(before: str, reason: str) -> None:
    check_refused(before, reason)


def test_a_plan_that_has_moved_keeps_its_class() -> None:
    before = HEADER.replace("p/PLAN.md", "moved/PLAN.md")
    check(before, f"{before}\n{ONE}")


def test_a_nested_class_of_that_name_is_another_one() -> None:
    before = "class Outer:\n    class TestPay: ...\n"
    check(before, f"{before}\n\n{HEADER}\n{ONE}")


def test_long_chains_are_no_reason_to_refuse() -> None:
    before = "x = " + "+".join("1" for _ in range(900)) + "\n"
    check(before, f"{before}\n\n{HEADER}\n{ONE}")


def test_invalid_escapes_of_others_are_not_our_business() -> None:
    before = "x = '\\d'\n"
    check(before, f"{before}\n\n{HEADER}\n{ONE}")


# --- the style of the file -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_line_ends_are_adopted(newline: str) -> None:
    before = dedent("""\
        import os

        class TestPay:
            pass
        """).replace("\n", newline)
    check(before, before + newline + ONE.replace("\n", newline))


@pytest.mark.parametrize("indent", ["\t", "  ", "   ", "        "])
def test_indentation_is_adopted(indent: str) -> None:
    before = f"class TestPay:\n{indent}x = 1\n"
    check(before, f"{before}\n{ONE.replace('    ', indent)}")
    before = f"class TestOther:\n{indent}x = 1\n"
    check(before, f"{before}\n\n{HEADER.replace('    ', indent)}\n{ONE.replace('    ', indent)}")


def test_strings_keep_their_blanks_and_docstrings_move_along() -> None:
    source = (
        '    def test_one(self):\n        """\n        Says.\n\n            - deep\n        """\n'
        "        text = '''\n        inside\n    '''\n        pytest.fail(text)\n"
    )
    cls = generated(MethodSource("test_one", source))
    check(
        "class TestPay:\n\tx = 1\n",
        'class TestPay:\n\tx = 1\n\n\tdef test_one(self):\n\t\t"""\n\t\tSays.\n\n\t\t    - deep\n\t\t"""\n'
        "\t\ttext = '''\n        inside\n    '''\n\t\tpytest.fail(text)\n",
        cls,
    )


# --- imports -------------------------------------------------------------------------------------------------------

CACHE = "from app.cache import Cache"


def check_imports(head: str, expected: str, *imports: str, options: Options | None = None) -> None:
    """The lines above the class become ``expected``."""
    rest = "class TestOther:\n    pass\n"
    cls = generated("test_one", imports=imports or (PYTEST, CACHE))
    check(f"{head}{rest}", f"{expected}{rest}\n\n{HEADER}\n{ONE}", cls, options=options)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("", f"{PYTEST}\n\n{CACHE}\n\n\n"),
        ("\ufeff", f"\ufeff{PYTEST}\n\n{CACHE}\n\n\n"),
        ('"""Doc."""\n\n\n', f'"""Doc."""\n\n{PYTEST}\n\n{CACHE}\n\n\n'),
        ('"""Doc."""\n', f'"""Doc."""\n\n{PYTEST}\n\n{CACHE}\n\n\n'),
        ("# License\n\n\n", f"# License\n\n{PYTEST}\n\n{CACHE}\n\n\n"),
        ("# About the class\n", f"{PYTEST}\n\n{CACHE}\n\n\n# About the class\n"),
        ("#!/usr/bin/python\n# about\n", f"#!/usr/bin/python\n\n{PYTEST}\n\n{CACHE}\n\n\n# about\n"),
        ("\ufeff# -*- coding: utf-8 -*-\nx = 1\n", f"\ufeff# -*- coding: utf-8 -*-\n\n{PYTEST}\n\n{CACHE}\n\nx = 1\n"),
        ("x = 1\n\n\n", f"{PYTEST}\n\n{CACHE}\n\nx = 1\n\n\n"),
        ("# License\n\n\nx = 1\n", f"# License\n\n{PYTEST}\n\n{CACHE}\n\nx = 1\n"),
        ("# License\n\n\n# More\n\n", f"# License\n\n{PYTEST}\n\n{CACHE}\n\n# More\n\n"),
        (
            "from __future__ import annotations\n\n\n",
            f"from __future__ import annotations\n\n{PYTEST}\n\n{CACHE}\n\n\n",
        ),
        ("import os\n\n\n", f"import os\n\n{PYTEST}\n\n{CACHE}\n\n\n"),
        ("import httpx\n\n\n", f"import httpx\n{PYTEST}\n\n{CACHE}\n\n\n"),
        ("import requests\n\n\n", f"{PYTEST}\nimport requests\n\n{CACHE}\n\n\n"),
        ("from httpx import X\n\n\n", f"{PYTEST}\nfrom httpx import X\n\n{CACHE}\n\n\n"),
        ("from app.zoo import Z\n\n\n", f"{PYTEST}\n\n{CACHE}\nfrom app.zoo import Z\n\n\n"),
        ("from . import near\n\n\n", f"{PYTEST}\n\n{CACHE}\n\nfrom . import near\n\n\n"),
        (f"if TYPE_CHECKING:\n    {PYTEST}\n\n\n", f"{PYTEST}\n\n{CACHE}\n\nif TYPE_CHECKING:\n    {PYTEST}\n\n\n"),
        (
            "import sys\n\nsys.path.insert(0, '.')\n\n\n",
            f"import sys\n\n{PYTEST}\n\nsys.path.insert(0, '.')\n\n{CACHE}\n\n\n",
        ),
    ],
)
def test_new_imports_find_their_place(head: str, expected: str) -> None:
    check_imports(head, expected)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (f"{PYTEST}\n{CACHE}\n\n\n", None),
        (f"{PYTEST}\nfrom app.cache import Other, Cache as Cache\n\n\n", None),
        (f"try:\n    {PYTEST}\n    {CACHE}\nexcept ImportError:\n    raise\n\n\n", None),
        (f"{PYTEST}\nfrom app.cache.factory import Cache\n\n\n", None),
        (f"{PYTEST}\n\n\nclass Cache: ...\n\n\n", None),
        (f"{PYTEST}\nfrom app.cache import Base\n\n\n", f"{PYTEST}\nfrom app.cache import Base, Cache\n\n\n"),
        (f"{PYTEST}\nfrom app.cache import Zoo\n\n\n", f"{PYTEST}\nfrom app.cache import Cache, Zoo\n\n\n"),
        (f"{PYTEST}\nfrom app.cache import MAX, make\n\n\n", f"{PYTEST}\nfrom app.cache import MAX, Cache, make\n\n\n"),
        (f"{PYTEST}\nfrom app.cache import z, a\n\n\n", f"{PYTEST}\nfrom app.cache import z, a, Cache\n\n\n"),
        (
            f"{PYTEST}\nfrom app.cache import Base  # noqa\n\n\n",
            f"{PYTEST}\nfrom app.cache import Base  # noqa\n{CACHE}\n\n\n",
        ),
        (
            f"{PYTEST}\nfrom app.cache import (\n    Base,  # why\n    Zoo,\n)\n\n\n",
            f"{PYTEST}\nfrom app.cache import (\n    Base,  # why\n    Cache,\n    Zoo,\n)\n\n\n",
        ),
        (
            f"{PYTEST}\nfrom app.cache import (\n    Base,\n)\n\n\n",
            f"{PYTEST}\nfrom app.cache import (\n    Base,\n    Cache,\n)\n\n\n",
        ),
        (
            f"{PYTEST}\nfrom app.cache import (\n    Base\n)\n\n\n",
            f"{PYTEST}\nfrom app.cache import (\n    Base\n)\n{CACHE}\n\n\n",
        ),
        (f"{PYTEST}\nfrom app.cache import *\n\n\n", f"{PYTEST}\nfrom app.cache import *\n{CACHE}\n\n\n"),
        (
            f"{PYTEST}\nif x:\n    from app.cache import Base\n\n\n",
            f"{PYTEST}\n\n{CACHE}\nif x:\n    from app.cache import Base\n\n\n",
        ),
    ],
)
def test_existing_imports_are_adopted(head: str, expected: str | None) -> None:
    check_imports(head, head if expected is None else expected)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from app.cache import Base", "from app.cache import (\n    Base,\n    Cache,\n)"),
        ("from app.cache import Zoo, z", "from app.cache import (\n    Cache,\n    Zoo,\n    z,\n)"),
        ("from app.cache import A as B, Zoo", "from app.cache import (\n    A as B,\n    Cache,\n    Zoo,\n)"),
        ("from app.cache import z, a", "from app.cache import (\n    z,\n    a,\n    Cache,\n)"),
        ("from app.cache import Base,Zoo", f"from app.cache import Base,Zoo\n{CACHE}"),
        ("from app.cache import (Base, Zoo)", f"from app.cache import (Base, Zoo)\n{CACHE}"),
        ("from app.cache import \\\n    Base", f"from app.cache import \\\n    Base\n{CACHE}"),
    ],
)
def test_a_full_line_is_wrapped(before: str, after: str) -> None:
    check_imports(f"{PYTEST}\n{before}\n\n\n", f"{PYTEST}\n{after}\n\n\n", options=Options(line_length=30))


def test_late_imports_are_left_where_they_are() -> None:
    late = "pytestmark = 1\nfrom app.zoo import Z\n\n\n"
    check_imports(f"{PYTEST}\nfrom app.aa import A\n{late}", f"{PYTEST}\nfrom app.aa import A\n{CACHE}\n{late}")
    check_imports(f"{PYTEST}\n{late}", f"{PYTEST}\npytestmark = 1\n{CACHE}\nfrom app.zoo import Z\n\n\n")


def test_many_names_are_wrapped() -> None:
    names = [f"Name{number}" for number in range(12)]
    rows = "".join(f"    {name},\n" for name in sorted(names))
    check_imports(
        "import os\n\n\n", f"import os\n\nfrom app.x import (\n{rows})\n\n\n", f"from app.x import {', '.join(names)}"
    )


def test_a_method_brings_only_the_imports_that_it_uses() -> None:
    cls = generated("test_one", imports=(PYTEST, CACHE, "import os.path"))
    check("class TestPay:\n    pass\n", f"{PYTEST}\n\n\nclass TestPay:\n    pass\n\n{ONE}", cls)


@pytest.mark.parametrize(
    "head", ["pytest = None\n", "def pytest(): ...\n", "import pytest_x as pytest\n", "from x import pytest\n"]
)
def test_a_module_whose_name_is_taken(head: str) -> None:
    check_refused(head, "'pytest' is not the module here", generated("test_one", imports=(PYTEST,)))


def test_a_complete_class_needs_no_imports() -> None:
    check_kept(f"{HEADER}\n{ONE}", generated("test_one", imports=(PYTEST, CACHE)))
