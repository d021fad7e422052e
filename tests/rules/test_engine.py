"""What is examined again after a change, which rules are on, and what becomes of half-typed code."""

from __future__ import annotations

import pytest

from seamwright.rules.engine import LARGEST, Document
from seamwright.rules.model import Settings, Severity
from seamwright.rules.module import Collects
from seamwright.rules.project import Project
from tests.rules.examples import PATH, Tree, run

TWO = '''\
import time

import pytest


@pytest.fixture
def shop():
    """A shop."""
    return open_shop()


def test_shop_opens_early(shop):
    """Test that it opens."""
    time.sleep(3)
    assert shop


def test_shop_closes_late(shop):
    """Test that it closes."""
    time.sleep(4)
    assert shop
'''
SLEEPS = Settings(select=("sleep-in-test",))


def document(text: str, settings: Settings = SLEEPS) -> tuple[Document, Tree]:
    tree = Tree({PATH: text})
    return Document(Project(tree, settings), PATH), tree


def said(text: str, settings: Settings = SLEEPS, path: str = PATH) -> list[tuple[int, str]]:
    return [(each.line, each.name) for each in run(text, settings=settings, path=path)]


class TestKeystrokes:
    def test_a_change_of_one_test_examines_that_test_alone(self) -> None:
        examined, _ = document(TWO)
        examined.check(TWO)
        before = examined.examined

        found = examined.check(TWO.replace("time.sleep(3)", "time.sleep(5)"))

        assert examined.examined == before + 1
        assert [each.message.split(";")[0] for each in found] == ["The test sleeps for 5 s", "The test sleeps for 4 s"]

    def test_lines_above_move_findings_and_examine_nothing(self) -> None:
        examined, _ = document(TWO)
        first = examined.check(TWO)
        before = examined.examined

        found = examined.check(TWO.replace("    assert shop\n\n\n", "    assert shop\n\n\n\n\n", 1))

        assert [each.line - other.line for each, other in zip(found, first, strict=True)] == [0, 2]
        assert examined.examined == before + 1

    def test_a_change_of_an_import_examines_all(self) -> None:
        examined, _ = document(TWO)
        examined.check(TWO)

        assert examined.check(TWO.replace("import time", "from shop import time")) == []

    def test_the_same_text_gives_the_same_findings_as_a_fresh_look(self) -> None:
        examined, _ = document(TWO)
        for text in (TWO, TWO.replace("3", "30"), TWO[:200], TWO[:150] + TWO[160:], TWO):
            assert examined.check(text) == run(text, settings=SLEEPS)


class TestHalfTyped:
    @pytest.mark.parametrize("typed", ["    x = foo(\n", "    if shop.\n", "    assert shop ==\n", "    '''\n"])
    def test_other_tests_keep_their_findings(self, typed: str) -> None:
        text = TWO.replace("    time.sleep(3)\n", f"    time.sleep(3)\n{typed}")

        assert (text[: text.index("sleep(4)")].count("\n") + 1, "sleep-in-test") in said(text)

    @pytest.mark.parametrize("typed", ["    x = foo(\n", "    assert shop ==\n", "    if shop:\n"])
    def test_the_same_test_keeps_the_findings_of_its_other_lines(self, typed: str) -> None:
        assert len(said(TWO.replace("    time.sleep(3)\n", f"    time.sleep(3)\n{typed}"))) == 2

    def test_newer_python_is_read_by_an_older_one(self) -> None:
        text = (
            "import time\n\ntype Shop = dict[str, int]\n\n\ndef test_shop_opens_early[T](shop: T):\n    '''Test.'''\n"
            "    try:\n        time.sleep(3)\n    except KeyError, ValueError:\n        assert shop\n"
        )

        assert said(text) == [(9, "sleep-in-test")]

    def test_what_nobody_wrote_is_not_examined(self) -> None:
        assert said(TWO + "#" * LARGEST) == []

    @pytest.mark.parametrize(
        "text",
        ["", "\0", "(" * 5000, "def test_x(:\n" * 50, "class A:\n" * 300, "x = " + "a." * 5000 + "b", "\r", "'''"],
    )
    def test_nothing_makes_it_fail(self, text: str) -> None:
        assert isinstance(run(text), list)


class TestSettings:
    def test_rules_are_chosen_by_code_beginning_and_name(self) -> None:
        assert said(TWO, Settings(select=("SW2",))) == said(TWO, SLEEPS) == said(TWO, Settings(select=("SW208",)))
        assert said(TWO, Settings(select=("SW2",), ignore=("sleep-in-test",))) == []

    def test_a_path_has_settings_of_its_own(self) -> None:
        settings = Settings(select=("SW208",), per_path=(("tests/integration/old", Settings(ignore=("SW2",))),))

        assert said(TWO, settings, "tests/integration/old/test_it.py") == []
        assert len(said(TWO, settings)) == 2

    def test_severity_is_a_matter_of_the_team(self) -> None:
        settings = Settings(select=("SW208",), severity=(("sleep-in-test", Severity.HINT),))

        assert {each.severity for each in run(TWO, settings=settings)} == {Severity.HINT}

    def test_a_boundary_of_the_team_is_only_information(self) -> None:
        files = {"app/__init__.py": "", "app/bank.py": "def pay():\n    pass\n"}
        text = "def test_x_y_z(mocker):\n    '''Test it.'''\n    mocker.patch('app.bank.pay')\n    assert 1 == 1\n"
        plain = run(text, files, Settings(select=("SW201",)))
        told = run(text, files, Settings(select=("SW201",), boundary_modules=("app.bank",)))

        assert [each.severity for each in (*plain, *told)] == [Severity.WARNING, Severity.INFORMATION]


class TestSuppressions:
    @pytest.mark.parametrize("place", ["line", "def"])
    def test_what_somebody_calls_a_boundary_may_be_replaced(self, place: str) -> None:
        files = {"app/__init__.py": "", "app/bank.py": "def pay():\n    pass\n"}
        comment = "  # integration: boundary"
        at_def, at_line = (comment, "") if place == "def" else ("", comment)
        text = (
            f"def test_x_y_z(mocker):{at_def}\n    '''Test it.'''\n    pay = mocker.patch('app.bank.pay'){at_line}\n"
            "    pay.assert_called_once()\n"
        )
        chosen = Settings(select=("SW100", "SW201", "SW203"))

        assert [each.name for each in run(text.replace(comment, ""), files, chosen)] == [
            "mock-internal",
            "mock-call-assert",
        ]
        assert [each.name for each in run(text, files, chosen)] == ([] if place == "def" else ["mock-call-assert"])
        assert run(f"x = 1{comment}\n", files, chosen) == []

    @pytest.mark.parametrize(
        "comment", ["# seamwright: ignore[SW208]", "# seamwright: ignore[sleep-in-test]", "# noqa: SW208", "# noqa"]
    )
    def test_a_comment_on_the_line_silences(self, comment: str) -> None:
        assert len(said(TWO.replace("time.sleep(3)", f"time.sleep(3)  {comment}"))) == 1

    def test_a_comment_on_the_def_silences_the_test(self) -> None:
        text = TWO.replace("early(shop):", "early(shop):  # seamwright: ignore[SW2]")

        assert [line for line, _ in said(text)] == [TWO[: TWO.index("sleep(4)")].count("\n") + 1]

    @pytest.mark.parametrize("comment", ["# noqa: E501", "# seamwright: ignore[no-assert]", "'# noqa'"])
    def test_other_comments_and_strings_silence_nothing(self, comment: str) -> None:
        assert len(said(TWO.replace("time.sleep(3)", f"time.sleep(3); x = 1 {comment}".replace("1 '", "'")))) == 2


def test_findings_of_other_conftests_are_looked_at_again_when_these_change() -> None:
    tree = Tree(
        {"tests/conftest.py": "import pytest\n\n\n@pytest.fixture\ndef shop():\n    '''One.'''\n    return 11\n"}
    )
    text = "import pytest\n\n\n@pytest.fixture\ndef shop():\n    '''One.'''\n    return 11\n"
    examined = Document(Project(tree, Settings(select=("SW302",))), PATH)
    same = [each.message for each in examined.check(text)]
    tree.all["tests/conftest.py"] = "x = 1\n"

    assert (same, examined.check(text)) == (["shop is the same as in tests/conftest.py"], [])


class TestHabits:
    TESTS = "".join(f"def test_shop_opens_door_{number}(shop):\n    assert shop\n\n\n" for number in range(6))
    ONE = (
        "def test_shop_opens_at_all(shop):\n    '''\n    Test it.\n\n    Business Impact:\n        Much.\n    '''\n"
        "    assert shop\n"
    )

    def test_what_a_file_never_does_is_only_information(self) -> None:
        found = run(self.TESTS, settings=Settings(select=("SW102",)))

        assert [each.severity for each in found] == [Severity.INFORMATION] * 6

    def test_one_section_makes_it_a_habit(self) -> None:
        found = run(self.TESTS + self.ONE, settings=Settings(select=("SW102",)))

        assert [each.severity for each in found] == [Severity.WARNING] * 6

    @pytest.mark.parametrize(
        ("around", "expected"),
        [
            ({}, Severity.WARNING),
            ({"tests/integration/test_a.py": TESTS}, Severity.INFORMATION),
            ({"tests/integration/test_a.py": TESTS, "tests/integration/test_b.py": ONE}, Severity.WARNING),
            # Too few to tell by.
            ({"tests/integration/test_a.py": "def test_shop():\n    pass\n"}, Severity.WARNING),
            # Other tests are another matter.
            ({"tests/unit/test_a.py": TESTS}, Severity.WARNING),
        ],
    )
    def test_few_tests_do_as_those_around(self, around: dict[str, str], expected: Severity) -> None:
        found = run("def test_shop_opens_early(shop):\n    assert shop\n", around, Settings(select=("SW102",)))

        assert [each.severity for each in found] == [expected]

    def test_what_the_team_says_counts_more(self) -> None:
        settings = Settings(select=("SW102",), severity=(("SW102", Severity.ERROR),))

        assert {each.severity for each in run(self.TESTS, settings=settings)} == {Severity.ERROR}


@pytest.mark.parametrize(
    ("collects", "expected"),
    [(Collects(), []), (Collects(classes=("test_*",)), [2]), (Collects(("check",), ("it_",)), [])],
)
def test_tests_are_what_pytest_is_told_to_collect(collects: Collects, expected: list[int]) -> None:
    text = "class test_shop:\n    def test_it_opens(self, shop):\n        shop.open()\n"
    project = Project(Tree({PATH: text}), Settings(select=("no-assert",)), collects)

    assert [each.line for each in Document(project, PATH).check(text)] == expected


class TestFormerNames:
    """A rule that was renamed is still known by what it was called."""

    CIRCLE = "import pytest\n\n\n@pytest.fixture\ndef shop(shop):{comment}\n    return 1\n"

    @pytest.mark.parametrize("word", ["circular-fixture", "circular-dependency", "SW305"])
    def test_in_settings_and_comments(self, word: str) -> None:
        plain = self.CIRCLE.format(comment="")
        silenced = self.CIRCLE.format(comment=f"  # seamwright: ignore[{word}]")

        assert said(plain, Settings(select=(word,))) == [(5, "circular-dependency")]
        assert said(silenced, Settings(select=(word, "SW100"))) == []

    def test_a_name_that_no_rule_ever_had(self) -> None:
        assert said(self.CIRCLE.format(comment="  # noqa: circular"), Settings(select=("circular",))) == []


def test_a_helper_is_looked_at_again_when_a_test_begins_to_call_it() -> None:
    helper = "import time\n\n\ndef linger():\n    time.sleep(3)\n\n\n"
    before = helper + "def test_shop_opens_early(shop):\n    '''Test it.'''\n    assert shop\n"
    after = before.replace("    assert shop\n", "    linger()\n    assert shop\n")
    examined, _ = document(before)

    assert examined.check(before) == []
    assert [each.line for each in examined.check(after)] == [5]


@pytest.mark.parametrize(
    "target",
    ["'%s.pay' % BANK", "'{}.pay'.format(BANK)", "'%s.%s' % (BANK, 'pay')", 'f\'{BANK}.{"pay" if X else ""}\''],
)
def test_targets_are_put_together_in_many_ways(target: str) -> None:
    files = {"app/__init__.py": "", "app/bank.py": "def pay():\n    pass\n", "tests/names.py": "BANK = 'app.bank'\n"}
    text = (
        f"from tests.names import BANK\n\n\ndef test_x_y_z(mocker):\n    '''Test it.'''\n    mocker.patch({target})\n"
    )
    chosen = Settings(select=("SW201",))

    assert [each.line for each in run(text, files, chosen)] == [6]
    assert run(text.replace("BANK", "TOWN"), files, chosen) == []


def test_a_helper_by_which_a_fixture_changes_the_environment() -> None:
    text = (
        "import os\n\nimport pytest\n\n\ndef connect():\n    os.environ['SHOP'] = 'x'\n\n\n"
        "@pytest.fixture(scope='session')\ndef shop():\n    connect()\n    yield 1\n"
    )
    chosen = Settings(select=("SW205",))

    assert [each.line for each in run(text, settings=chosen)] == [7]
    assert run(text.replace("connect", "restore"), settings=chosen) == []
    assert run(text + "    del os.environ['SHOP']\n", settings=chosen) == []
