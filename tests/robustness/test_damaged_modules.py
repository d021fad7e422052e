"""Whatever a Python file looks like, every request is answered, the server lives, and no command ends in a traceback.

``pytest tests/robustness/test_damaged_modules.py --damaged 5000`` tries five thousand files, by default it is a few.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from seamwright.cli.main import main
from seamwright.lsp.convert import to_uri
from tests.conftest import Project
from tests.lsp.wire import Wire
from tests.robustness.damaged import damaged

FOLDER = "tests/integration"


@pytest.fixture
def root(project: Project) -> Path:
    return project(
        {
            "pyproject.toml": "[tool.seamwright]\n",
            "shop/__init__.py": "",
            "shop/ledger.py": "class Ledger:\n    def book(self, amount): ...\n    def _write(self, line): ...\n",
            f"{FOLDER}/conftest.py": "import pytest\n\n\n@pytest.fixture\ndef order():\n    return 1\n",
        }
    )


@pytest.fixture
def numbers(request: pytest.FixtureRequest) -> range:
    count = request.config.getoption("--damaged")
    return range(count)


class Client:
    """An editor that opens one damaged file after the other."""

    def __init__(self, wire: Wire, root: Path) -> None:
        self.wire, self.root = wire, root
        self.count = 0
        folders = [{"uri": to_uri(str(root)), "name": "shop"}]
        capabilities = {"textDocument": {"diagnostic": {}}}
        self.ask("initialize", processId=None, rootUri=None, capabilities=capabilities, workspaceFolders=folders)
        wire.send(method="initialized", params={})

    def ask(self, method: str, **params: Any) -> Any:
        self.count += 1
        # Escapes on the wire, so that lone surrogates get there too.
        self.wire.send(id=self.count, method=method, params=params)
        answer = self.wire.response(self.count, timeout=240)
        assert "result" in answer, (method, answer)
        return answer["result"]

    def visit(self, number: int, text: str) -> None:
        """Open, type, ask, close."""
        uri = to_uri(str(self.root / FOLDER / f"test_damaged_{number}.py"))
        item = {"uri": uri, "languageId": "python", "version": 1, "text": text}
        self.wire.send(method="textDocument/didOpen", params={"textDocument": item})
        document = {"uri": uri}
        first = self.ask("textDocument/diagnostic", textDocument=document)
        random = Random(number)
        line = random.randrange(text.count("\n") + 1)
        place = {"line": line, "character": random.randrange(40)}
        change = {"range": {"start": place, "end": place}, "text": random.choice(("x", "(", '"', "\n", "    def "))}
        version = {"uri": uri, "version": 2}
        self.wire.send(method="textDocument/didChange", params={"textDocument": version, "contentChanges": [change]})
        self.ask("textDocument/diagnostic", textDocument=document, previousResultId=first.get("resultId", ""))
        self.ask("textDocument/completion", textDocument=document, position=place)
        self.wire.send(method="textDocument/didClose", params={"textDocument": document})


@pytest.fixture
def client(root: Path) -> Iterator[Client]:
    with Wire() as wire:
        yield Client(wire, root)


def test_the_server_answers_everything(client: Client, numbers: range) -> None:
    process = client.wire.process
    for number in numbers:
        content = damaged(number)
        client.visit(number, content if isinstance(content, str) else content.decode("utf-8", "replace"))
        assert process.poll() is None, number

    report = client.ask("workspace/diagnostic", previousResultIds=[])
    assert [Path(item["uri"]).name for item in report["items"]] == ["conftest.py"]


def test_the_command_line_gives_no_traceback(
    root: Path, numbers: range, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    for start in range(0, len(numbers), 100):
        for number in numbers[start : start + 100]:
            content = damaged(number)
            data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
            (root / FOLDER / f"test_damaged_{number}.py").write_bytes(data)
        status = main(["check", "--format", "json"])
        out, err = capsys.readouterr()

        assert status in (0, 1, 2), err
        assert "internal error" not in err
        assert json.loads(out)["files_checked"] == len(numbers[start : start + 100]) + 1
        for path in (root / FOLDER).glob("test_damaged_*.py"):
            path.unlink()


def test_half_of_the_files_are_no_python() -> None:
    parsed = 0
    for number in (each for each in range(200) if each % 10 != 3 and each % 500 != 7):
        try:
            ast.parse(damaged(number))
            parsed += 1
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            pass

    assert 10 < parsed < 100
