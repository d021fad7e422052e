"""Parameters that are completed with their types, where the user has chosen that."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types as t

from seamwright.lsp.requests import completion, completion_resolve
from tests.lsp.editor import Editor
from tests.lsp.marked import Marked, marked

CONFTEST = """\
from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from app.shop import Shop

if TYPE_CHECKING:
    from app.town import Town

class Local: ...

@pytest.fixture
def shop() -> Iterator[Shop]:
    yield Shop()

@pytest.fixture
def names() -> dict[str, int]: ...

@pytest.fixture
def town() -> Town: ...

@pytest.fixture
def local() -> Local: ...

@pytest.fixture
def plain(): ...
"""
FILES = {"conftest.py": CONFTEST, "app/__init__.py": "", "app/shop.py": "class Shop: ...\n", "app/town.py": ""}
LAZY = t.ClientCapabilities(
    text_document=t.TextDocumentClientCapabilities(
        completion=t.CompletionClientCapabilities(
            completion_item=t.ClientCompletionItemOptions(
                resolve_support=t.ClientCompletionItemResolveOptions(properties=["additionalTextEdits"])
            )
        )
    )
)


def at(
    root: Path, text: str, *, lazy: bool = True, typed: bool = True, files: Mapping[str, str] | None = None
) -> Marked:
    place = marked(root, {**FILES, **(files or {}), "tests/test_a.py": text}, capabilities=LAZY if lazy else None)
    place.world.settings = replace(place.world.settings, typed_parameters=typed)
    return place


def item(place: Marked, name: str) -> dict[str, Any]:
    result = completion.handle(place.world, t.CompletionParams(**place.at))  # type: ignore[arg-type]
    assert result is not None
    found: dict[str, Any] = next(each for each in json.loads(result.json)["items"] if each["label"] == name)
    return found


def completed(place: Marked, name: str) -> str:
    """The document after the item was chosen, with the word at the cursor replaced."""
    raw = item(place, name)
    given = t.CompletionItem(label=name, data=raw["data"], insert_text=raw.get("insertText"))
    edits = [
        t.TextEdit(t.Range(t.Position(**each["range"]["start"]), t.Position(**each["range"]["end"])), each["newText"])
        for each in raw.get("additionalTextEdits", [])
    ]
    edits = edits or list(completion_resolve.handle(place.world, given).additional_text_edits or [])
    edits.append(t.TextEdit(t.Range(place.position, place.position), given.insert_text or name))
    document = place.world.document(place.uri)
    assert document is not None
    editor = Editor(LAZY, "utf-16")
    editor.open(place.uri, document.text)
    editor.apply(t.WorkspaceEdit(changes={place.uri: edits}))
    return editor.buffers[place.uri]


@pytest.mark.parametrize("lazy", [True, False])
def test_the_type_comes_with_its_import(tmp_path: Path, lazy: bool) -> None:
    place = at(tmp_path, "import os\n\n\ndef test_x(▮):\n    pass\n", lazy=lazy)
    expected = "import os\n\nfrom app.shop import Shop\n\n\ndef test_x(shop: Shop):\n    pass\n"
    assert completed(place, "shop") == expected


@pytest.mark.parametrize("text", ["def test_x(▮", "def test_x(▮):", "def helper(:\n\ndef test_x(a, ▮"])
def test_half_typed_code_gets_it_too(tmp_path: Path, text: str) -> None:
    place = at(tmp_path, f"from app.shop import Shop\n\n\n{text}")
    assert completed(place, "shop") == place.texts["tests/test_a.py"].replace(
        text.replace("▮", ""), text.replace("▮", "shop: Shop")
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("def test_x(▮):\n    pass\n", "town"),  # exists only for type checkers
        ("def test_x(▮):\n    pass\n", "local"),  # a conftest is no module to import from
        ("def test_x(▮):\n    pass\n", "plain"),
        ("def test_x(▮):\n    pass\n", "names"),  # evaluated here, and not there
        ("Shop = 1\n\n\ndef test_x(▮):\n    pass\n", "shop"),
        ("from other import Shop\n\n\ndef test_x(▮):\n    pass\n", "shop"),
        ("def test_x(▮: int):\n    pass\n", "shop"),
        ("import pytest\n\n\n@pytest.mark.usefixtures('▮')\ndef test_x():\n    pass\n", "shop"),
    ],
)
def test_when_unsure_there_is_no_type(tmp_path: Path, text: str, name: str) -> None:
    assert "insertText" not in item(at(tmp_path, text), name)


def test_with_lazy_annotations_more_is_certain(tmp_path: Path) -> None:
    place = at(tmp_path, "from __future__ import annotations\n\n\ndef test_x(▮):\n    pass\n")
    assert item(place, "names")["insertText"] == "names: dict[str, int]"


def test_types_of_pytest_are_said_as_people_do(tmp_path: Path) -> None:
    place = at(tmp_path, "def test_x(▮):\n    pass\n")
    expected = "import pytest\n\n\ndef test_x(monkeypatch: pytest.MonkeyPatch):\n    pass\n"
    assert completed(place, "monkeypatch") == expected


def test_in_a_body_the_parameter_has_its_type(tmp_path: Path) -> None:
    place = at(tmp_path, "def test_x():\n    ▮\n")
    expected = "from app.shop import Shop\n\n\ndef test_x(shop: Shop):\n    shop\n"
    assert completed(place, "shop") == expected


def test_it_is_a_setting(tmp_path: Path) -> None:
    assert "insertText" not in item(at(tmp_path, "def test_x(▮):\n    pass\n", typed=False), "shop")
