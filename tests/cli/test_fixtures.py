"""``seamwright fixtures``: what is visible at a place, and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run, refused

CONFTEST = '''import pytest

@pytest.fixture(scope="session", autouse=True)
def db() -> int:
    """The database."""
    return 1
'''
TEST = """import pytest

class TestShop:
    @pytest.fixture
    def basket(self, db):
        yield []

    @pytest.fixture
    def db(self, db):
        return db

    def test_empty(self, basket):
        assert not basket
"""


@pytest.fixture
def suite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small suite that is the working directory, with no Python environment around."""
    (tmp_path / "pyproject.toml").write_text("[tool.seamwright]\n", "utf-8")
    (tmp_path / "conftest.py").write_text(CONFTEST, "utf-8")
    (tmp_path / "test_shop.py").write_text(TEST, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    monkeypatch.setenv("PATH", "")
    return tmp_path


def test_json_lists_what_a_place_may_request_nearest_first(run: Run, suite: Path) -> None:
    ran = run("fixtures", "test_shop.py:12", "--format", "json")
    first, second, third = ran.json["fixtures"][:3]

    assert (ran.status, ran.err) == (0, "")
    assert (first["name"], first["path"], first["line"]) == ("basket", "test_shop.py", 5)
    assert (second["name"], second["line"]) == ("db", 9)
    assert second["overrides"] == [{"path": "conftest.py", "line": 4, "plugin": None}]
    assert (third["path"], third["line"], third["plugin"] is None) == (None, None, False)


def test_json_has_exactly_the_documented_form(run: Run, suite: Path) -> None:
    (found,) = (
        each for each in run("fixtures", "test_shop.py", "--format", "json").json["fixtures"] if each["name"] == "db"
    )

    assert found == {
        "name": "db",
        "path": "conftest.py",
        "line": 4,
        "scope": "session",
        "return_type": "int",
        "doc": "The database.",
        "autouse": True,
        "plugin": None,
        "overrides": [],
    }


def test_inside_a_fixture_its_own_name_means_the_one_that_it_overrides(run: Run, suite: Path) -> None:
    fixtures = run("fixtures", "test_shop.py:9", "--format", "json").json["fixtures"]

    assert [each["path"] for each in fixtures if each["name"] == "db"] == ["conftest.py"]


def test_text_outside_the_class_does_not_show_its_fixtures(run: Run, suite: Path) -> None:
    ran = run("fixtures", "test_shop.py")

    assert ran.status == 0
    assert "session, autouse -> int  conftest.py:4" in ran.out
    assert "basket" not in ran.out


@pytest.mark.parametrize(
    ("place", "name", "status", "sentence"),
    [
        ("test_shop.py:12", "db", 0, "It overrides a fixture of conftest.py:4, scope session."),
        ("test_shop.py", "basket", 1, "The class `TestShop` defines one (line 5)"),
        ("test_shop.py", "tmp_paht", 1, "Similar names: `tmp_path`."),
        ("test_shop.py", "request", 0, "every test and fixture may ask for it"),
    ],
)
def test_explanations(run: Run, suite: Path, place: str, name: str, status: int, sentence: str) -> None:
    ran = run("fixtures", place, "--explain", name)

    assert (ran.status, sentence in ran.out) == (status, True), ran.out


def test_explanation_as_json(run: Run, suite: Path) -> None:
    ran = run("fixtures", "test_shop.py", "--explain", "nothing", "--format", "json")

    assert ran.status == 1
    assert (ran.json["name"], ran.json["found"], ran.json["fixture"]) == ("nothing", False, None)


@pytest.mark.parametrize("place", ["missing.py", "test_shop.py:99", "test_shop.py:0", "."])
def test_places_that_do_not_exist(run: Run, suite: Path, place: str) -> None:
    refused(run("fixtures", place))
