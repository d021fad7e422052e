"""What a fixture takes along to a conftest, and what keeps it where it is."""

from __future__ import annotations

import pytest

from seamwright.actions.model import Disabled, Offer, Unavailable
from seamwright.actions.python.move_fixture import ACTION
from tests.actions.python.examples import is_formatted, offered, place_of, written

HEAD = "import pytest\n"


def reason(text: str, files: dict[str, str] | None = None) -> str | None:
    """Why the fixture under the cursor may not go to the nearest conftest; ``None`` if it may."""
    (first, *_) = offered(ACTION, place_of(text, files))
    return first.reason if isinstance(first, Disabled) else None


def fixture(body: str, head: str = HEAD, decorator: str = "@pytest.fixture", asks: str = "") -> str:
    return f"{head}\n\n{decorator}\ndef ‸shop({asks}):\n    {body}\n"


STAYS = [
    (fixture("return open(__file__)"), "it uses __file__, which is another one there"),
    (fixture("return Shop", HEAD + "from app import *\n"), "a star import may bring what it uses"),
    (fixture("return Shop()"), "it uses Shop, which is defined nowhere here"),
    (fixture("global x\n    x = 1"), "it changes names of this module"),
    (
        fixture("return json", "try:\n    import json\nexcept ImportError:\n    import json5 as json\n" + HEAD),
        "it uses json",
    ),
    (fixture("return x", HEAD + "from . import x\n"), None),
    (fixture("return 1", decorator="@pytest.fixture(scope='package')"), "shop has package scope"),
    (fixture("return town", asks="town") + "\n\n@pytest.fixture\ndef town():\n    return 1\n", "it asks for town"),
    (fixture("return 1") + "\n\nVALUE = shop\n", "this module uses shop as a function"),
    (fixture("return 1", HEAD + "\n__all__ = ['shop']\n"), "this module exports shop"),
    (
        HEAD + "\n\nif pytest:\n\n    @pytest.fixture\n    def ‸shop():\n        return 1\n",
        "shop stands behind a condition",
    ),
    (
        HEAD + "\n\nclass TestA:\n    @pytest.fixture\n    def ‸shop(self):\n        return 1\n",
        "shop belongs to the class",
    ),
    (fixture("return 1"), None),
    (fixture("return tmp_path / 'x'", asks="tmp_path"), None),
    (fixture("import os\n    return os.sep"), None),
    (fixture("return [x for x in range(3)]"), None),
]


@pytest.mark.parametrize(("text", "expected"), STAYS)
def test_what_keeps_a_fixture(text: str, expected: str | None) -> None:
    found = reason(text)
    assert found == expected if expected is None else (found or "").startswith(expected)


def test_a_relative_import_means_something_else_in_another_folder() -> None:
    text = fixture("return x", HEAD + "from .help import x\n")
    assert reason(text, {"conftest.py": ""}) == "it needs .help, which is relative to this module's folder"


def moved(text: str, files: dict[str, str] | None = None) -> dict[str, str]:
    place = place_of(text, files)
    offer = offered(ACTION, place)[0]
    assert isinstance(offer, Offer), offer
    return written(ACTION.edits(place, offer.arguments))


def test_line_ends_and_marks_are_those_of_each_file() -> None:
    text = "\ufeff" + (fixture("return '€'") + "\n\ndef test_x(shop):\n    pass\n").replace("\n", "\r\n")
    found = moved(text, {"tests/conftest.py": "import pytest\n"})
    assert found["tests/conftest.py"] == "import pytest\n\n\n@pytest.fixture\ndef shop():\n    return '€'\n"
    assert found["tests/test_it.py"] == "\ufeffdef test_x(shop):\r\n    pass\r\n"


def test_only_imports_that_nothing_else_can_need_go() -> None:
    head = "import json\nimport os\nimport re  # noqa\n\nimport pytest\n\nfrom a import b, c\n"
    text = fixture("return json, os, re, b", head) + "\n\ndef test_x(shop):\n    assert os\n"
    left = moved(text)["tests/test_it.py"]
    assert left == "import os\nimport re  # noqa\n\nfrom a import b, c\n\n\ndef test_x(shop):\n    assert os\n"
    assert is_formatted(left)


def test_an_import_in_another_file_keeps_the_fixture() -> None:
    place = place_of(fixture("return 1"))
    object.__setattr__(place, "importers", lambda definition: ["/p/tests/test_b.py"])
    (offer, *_) = offered(ACTION, place)
    assert isinstance(offer, Offer)
    with pytest.raises(Unavailable, match=r"tests/test_b\.py imports it from here"):
        ACTION.edits(place, offer.arguments)


def test_it_can_go_further_up_and_then_is_where_it_belongs() -> None:
    files = {"conftest.py": "", "tests/test_a.py": ""}
    text = fixture("return 1")
    place = place_of(text, files, path="tests/conftest.py")
    (offer,) = offered(ACTION, place)
    assert offer.title == "Move the fixture shop to conftest.py"
    assert isinstance(offer, Offer)
    found = written(ACTION.edits(place, offer.arguments))
    assert found == {"conftest.py": text.replace("‸", ""), "tests/conftest.py": "import pytest\n"}
    assert offered(ACTION, place_of(text, {}, path="conftest.py")) == []
