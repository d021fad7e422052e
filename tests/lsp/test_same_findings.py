"""The command line, pushed and pulled diagnostics say the same, byte for byte; and nothing is examined without need."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types as t

from seamwright.cli.checking import fixes, run
from seamwright.cli.main import main
from seamwright.lsp.convert import to_uri
from seamwright.lsp.errors import Cancelled
from seamwright.lsp.requests import diagnostic, workspace_diagnostic
from seamwright.lsp.workers import Token
from seamwright.lsp.world import Shared
from seamwright.rewriting import CannotRewrite
from seamwright.rules.fixing import edits_of
from seamwright.text.edit import Edit, apply
from seamwright.text.span import LineIndex, Span
from seamwright.workspace.disk import read_text
from tests.conftest import Project
from tests.lsp.wire import Wire
from tests.lsp.worlds import world_of

FOLDER = "tests/integration"
BASE = '''\
import os
import time

import pytest

from shop.till import Till


@pytest.fixture(scope="module")
def till(price):
    """A till — für „Käse“ 🧀."""
    return Till()


class TestTill:
    """Prices → receipts."""

    def test_it_adds_up(self, till, nobody_knows):
        \'\'\'🧀\'\'\'; os.environ["TILL"] = "1"
        till._drawer.open()
        time.sleep(2)

    async def test_it_refuses(self, till, monkeypatch):
        monkeypatch.setattr("shop.till.Till.total", lambda self: 3)
        assert till.total() == 3  # noqa: SW999


def test_later(till):
    """Test that it -> works."""
    pytest.fail("TODO: not written yet")
'''
CONFTEST = "import pytest\n\n\n@pytest.fixture\ndef price():\n    return 3\n"


def _variants() -> dict[str, str | bytes]:
    half = BASE.index("till._drawer") + 7
    found: dict[str, str | bytes] = {
        "plain": BASE,
        "crlf": BASE.replace("\n", "\r\n"),
        "cr": BASE.replace("\n", "\r"),
        "mixed": BASE.replace("\n\n", "\r\n\n"),
        "bom": b"\xef\xbb\xbf" + BASE.encode(),
        "latin": BASE.replace("🧀", "")
        .replace("—", "-")
        .replace("→", "->")
        .replace("„", "")
        .replace("“", "")
        .encode("latin-1"),
        "cookie": b"# -*- coding: latin-1 -*-\n" + "def test_k\xe4se(price):\n    '''Test.'''\n".encode("latin-1"),
        "tabs": BASE.replace("    ", "\t"),
        "separators": BASE.replace("A till", "A \u2028\x0c\x85till"),
        "half": BASE[:half],
        "open_string": BASE.replace('"""A till', '""A till'),
        "no_end": BASE.rstrip("\n"),
        "nothing": "",
        "nul": BASE.replace("TILL", "TI\0LL"),
    }
    lines = BASE.split("\n")
    for number in range(3, len(lines), 3):
        typed = [*lines[:number], lines[number][: len(lines[number]) // 2] + "(", *lines[number + 1 :]]
        found[f"typed_{number}"] = "\n".join(typed)
    return {f"{FOLDER}/test_{name}.py": text for name, text in found.items()}


FILES: dict[str, str | bytes] = {
    "pyproject.toml": '[tool.seamwright.severity]\n"SW108" = "warning"\n',
    "shop/__init__.py": "",
    "shop/till.py": "class Till:\n    _drawer = None\n\n    def total(self):\n        return 0\n",
    f"{FOLDER}/conftest.py": CONFTEST,
    **_variants(),
}
FIELDS = ("line", "column", "end_line", "end_column", "code", "name", "severity", "message")
SEVERITIES = {1: "error", 2: "warning", 3: "information", 4: "hint"}
PATHS = sorted(path for path in FILES if path.startswith(FOLDER))


@pytest.fixture
def root(project: Project, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = project(FILES)
    monkeypatch.chdir(place)
    return place


def by_command_line(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    main(["check", "--format", "json", "--jobs", "1"])
    found: dict[str, list[dict[str, Any]]] = {path: [] for path in PATHS}
    for each in json.loads(capsys.readouterr().out)["findings"]:
        found[each["path"]].append({field: each[field] for field in FIELDS})
    return {path: json.dumps(each, ensure_ascii=False) for path, each in found.items()}


def as_findings(diagnostics: list[dict[str, Any]]) -> str:
    """Diagnostics in the words of the command line."""
    return json.dumps([_as_finding(each) for each in diagnostics], ensure_ascii=False)


def _as_finding(each: dict[str, Any]) -> dict[str, Any]:
    start, end = each["range"]["start"], each["range"]["end"]
    values = (
        *(start["line"] + 1, start["character"] + 1, end["line"] + 1, end["character"] + 1),
        *(each["code"], each["data"]["rule"], SEVERITIES[each["severity"]], each["message"]),
    )
    return dict(zip(FIELDS, values, strict=True))


def text_of(root: Path, path: str) -> str:
    decoded = read_text(root / path)
    assert decoded is not None
    return decoded.text


class Server:
    """A server over bytes, with the client's view of it."""

    def __init__(self, wire: Wire, root: Path, **text_document: Any) -> None:
        self.wire, self.root = wire, root
        self.count = 0
        capabilities = {
            "general": {"positionEncodings": ["utf-32"]},
            "textDocument": {"publishDiagnostics": {"codeDescriptionSupport": True}, **text_document},
        }
        folders = [{"uri": to_uri(str(root)), "name": "shop"}]
        self.ask("initialize", processId=None, rootUri=None, capabilities=capabilities, workspaceFolders=folders)
        wire.send(method="initialized", params={})

    def ask(self, method: str, **params: Any) -> Any:
        self.count += 1
        self.wire.send(id=self.count, method=method, params=params)
        return self.wire.response(self.count, timeout=60)["result"]

    def actions(self, uri: str, kind: str, *diagnostics: dict[str, Any]) -> list[dict[str, Any]]:
        place = {"line": 0, "character": 0}
        range_ = diagnostics[0]["range"] if diagnostics else {"start": place, "end": place}
        context = {"diagnostics": diagnostics, "only": [kind]}
        return self.ask("textDocument/codeAction", textDocument={"uri": uri}, range=range_, context=context) or []

    def open(self, path: str) -> str:
        uri = to_uri(str(self.root / path))
        item = {"uri": uri, "languageId": "python", "version": 1, "text": text_of(self.root, path)}
        self.wire.send(method="textDocument/didOpen", params={"textDocument": item})
        return uri


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Wire() as connection:
        yield connection


def test_pulled(root: Path, wire: Wire, capsys: pytest.CaptureFixture[str]) -> None:
    server = Server(wire, root, diagnostic={"codeDescriptionSupport": True})
    opened = {path: server.open(path) for path in PATHS}
    each = {
        path: as_findings(server.ask("textDocument/diagnostic", textDocument={"uri": uri})["items"])
        for path, uri in opened.items()
    }
    report = server.ask("workspace/diagnostic", previousResultIds=[])
    whole = {
        path: as_findings(item["items"]) for path in PATHS for item in report["items"] if item["uri"] == opened[path]
    }

    expected = by_command_line(capsys)
    assert each == expected
    assert whole == expected
    assert sum(found != "[]" for found in expected.values()) > len(PATHS) // 2


def test_pulled_from_disk(root: Path, wire: Wire, capsys: pytest.CaptureFixture[str]) -> None:
    server = Server(wire, root, diagnostic={"codeDescriptionSupport": True})
    report = server.ask("workspace/diagnostic", previousResultIds=[])
    found = {item["uri"]: as_findings(item["items"]) for item in report["items"]}

    assert {path: found[to_uri(str(root / path))] for path in PATHS} == by_command_line(capsys)


def test_pushed(root: Path, wire: Wire, capsys: pytest.CaptureFixture[str]) -> None:
    server = Server(wire, root)
    opened = {path: server.open(path) for path in PATHS}
    pushed: dict[str, str] = {}
    while len(pushed) < len(PATHS):
        message = wire.message(60)
        if message.get("method") == "textDocument/publishDiagnostics":
            pushed[message["params"]["uri"]] = as_findings(message["params"]["diagnostics"])

    assert {path: pushed[uri] for path, uri in opened.items()} == by_command_line(capsys)


def test_the_page_of_the_rule_is_named(root: Path, wire: Wire) -> None:
    server = Server(wire, root, diagnostic={"codeDescriptionSupport": True})
    for path in PATHS:
        for each in server.ask("textDocument/diagnostic", textDocument={"uri": server.open(path)})["items"]:
            assert each["codeDescription"]["href"].endswith(f"/docs/rules/{each['data']['rule']}.md")


def test_safe_fixes(root: Path, wire: Wire) -> None:
    """What ``--fix`` writes at first is what *Fix all* does, for every file."""
    results = run((".",), select=(), ignore=(), jobs=1, quiet=True)
    fixed = {change.path: change.after for _, change in fixes(results)}

    server = Server(wire, root, diagnostic={}, codeAction=CODE_ACTIONS)
    found = {}
    for path in PATHS:
        uri = server.open(path)
        for action in server.actions(uri, FIX_ALL):
            found[path] = after(text_of(root, path), action["edit"])

    assert found == fixed
    assert len(fixed) > len(PATHS) // 2


def test_each_fix(root: Path, wire: Wire) -> None:
    """What a quick fix does is what the rule says, for every finding that can be fixed and every file."""
    results = run((".",), select=(), ignore=(), jobs=1, quiet=True)
    server = Server(wire, root, diagnostic={}, codeAction=CODE_ACTIONS)
    compared = set()
    for file in results.files:
        uri = server.open(file.path)
        items = server.ask("textDocument/diagnostic", textDocument={"uri": uri})["items"]
        for finding, item in zip(file.findings, items, strict=True):
            if finding.fix is None:
                continue
            try:
                expected = apply(file.text, edits_of(file.text, finding.fix))
            except CannotRewrite:
                expected = None
            offered = [each for each in server.actions(uri, "quickfix", item) if each["title"] == finding.fix.title]
            assert [after(file.text, each["edit"]) for each in offered] == ([expected] if expected else []), finding
            compared.add(finding.code)

    assert len(compared) >= 3


CODE_ACTIONS = {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "source"]}}}
FIX_ALL = "source.fixAll.seamwright"


def after(text: str, edit: dict[str, Any]) -> str:
    """``text`` after a workspace edit of it alone."""
    index = LineIndex(text)
    changes = edit["documentChanges"][0]["edits"] if "documentChanges" in edit else next(iter(edit["changes"].values()))
    edits = []
    for each in changes:
        start, end = each["range"]["start"], each["range"]["end"]
        offsets = [index.offset(place["line"], place["character"], "utf-32") for place in (start, end)]
        edits.append(Edit(Span(*offsets), each["newText"]))
    return apply(text, sorted(edits))


class Workspace:
    """Pulls in memory, where it can be counted what is examined."""

    def __init__(self, root: Path) -> None:
        self.root, self.shared = root, Shared()
        self.documents: dict[str, str] = {}
        self.known: dict[str, str] = {}

    def world(self, token: Token | None = None) -> Any:
        return world_of(self.documents, folders=(self.root,), shared=self.shared, token=token)

    def pull(self) -> tuple[int, set[str]]:
        """How many files were examined, and which ones are reported as changed."""
        before = self.shared.examiner.examined
        ids = [t.PreviousResultId(uri=uri, value=value) for uri, value in self.known.items()]
        report = workspace_diagnostic.handle(self.world(), t.WorkspaceDiagnosticParams(previous_result_ids=ids))
        self.known = {each.uri: str(each.result_id) for each in report.items}
        full = {Path(each.uri).name for each in report.items if each.kind == "full"}
        return self.shared.examiner.examined - before, full

    def open(self, path: str, text: str) -> str:
        uri = to_uri(str(self.root / path))
        self.documents[uri] = text
        return uri


def test_what_has_not_changed_is_not_examined_again(root: Path) -> None:
    workspace = Workspace(root)

    assert workspace.pull() == (len(PATHS), {Path(path).name for path in PATHS})
    assert workspace.pull() == (0, set())


def test_a_change_of_one_module_examines_that_one(root: Path) -> None:
    workspace = Workspace(root)
    workspace.pull()
    workspace.open(f"{FOLDER}/test_plain.py", BASE.replace("time.sleep(2)", "pass"))

    assert workspace.pull() == (1, {"test_plain.py"})
    (root / FOLDER / "test_half.py").write_text(BASE)
    assert workspace.pull() == (1, {"test_half.py"})


def test_a_change_of_what_is_shared_examines_all_and_reports_what_differs(root: Path) -> None:
    workspace = Workspace(root)
    workspace.pull()
    workspace.open(f"{FOLDER}/conftest.py", CONFTEST + "\n\n@pytest.fixture\ndef nobody_know():\n    return 4\n")
    examined, differ = workspace.pull()

    assert examined == len(PATHS)
    assert "test_plain.py" in differ
    assert "test_nothing.py" not in differ


def test_files_that_come_and_settings_that_change_are_noticed(root: Path) -> None:
    workspace = Workspace(root)
    workspace.pull()
    (root / FOLDER / "test_new.py").write_text(BASE)
    assert workspace.pull()[1] == {"test_new.py"}

    (root / "pyproject.toml").write_text('[tool.seamwright]\nselect = ["SW208"]\n')
    assert workspace.pull()[0] == len(PATHS) + 1


def test_a_document_is_examined_once_for_all_who_ask(root: Path) -> None:
    workspace = Workspace(root)
    uri = workspace.open(f"{FOLDER}/test_plain.py", BASE)
    for _ in range(3):
        params = t.DocumentDiagnosticParams(text_document=t.TextDocumentIdentifier(uri=uri))
        diagnostic.handle(workspace.world(), params)

    assert workspace.shared.examiner.examined == 1


def test_a_pull_that_nobody_waits_for_ends(root: Path) -> None:
    workspace, token = Workspace(root), Token()
    token.cancel()

    with pytest.raises(Cancelled):
        workspace_diagnostic.handle(workspace.world(token), t.WorkspaceDiagnosticParams(previous_result_ids=[]))
    assert workspace.shared.examiner.examined == 0


def test_a_client_may_take_the_answer_in_parts(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = Workspace(root)
    world, parts = workspace.world(), []
    monkeypatch.setattr(workspace_diagnostic, "_STEP", -1)
    monkeypatch.setattr(world, "tell_now", lambda method, params: parts.append(params))
    params = t.WorkspaceDiagnosticParams(previous_result_ids=[], partial_result_token="part")
    rest = workspace_diagnostic.handle(world, params).items

    told = [each.uri for part in parts for each in part.value.items]
    assert {part.token for part in parts} == {"part"}
    assert sorted(told) == sorted(to_uri(str(root / path)) for path in PATHS)
    assert rest == []


def test_nothing_is_kept_of_documents_that_were_closed(root: Path) -> None:
    workspace = Workspace(root)
    for number in range(3):
        uri = workspace.open(f"{FOLDER}/test_buffer_{number}.py", BASE)
        params = t.DocumentDiagnosticParams(text_document=t.TextDocumentIdentifier(uri=uri))
        diagnostic.handle(workspace.world(), params)
        del workspace.documents[uri]
    workspace.pull()

    assert not any("test_buffer" in path for _, path in workspace.shared.examiner._kept)
    resolver = workspace.shared.fixtures.resolver
    assert not any("test_buffer" in path for path in (*resolver.world.modules, *resolver.world.made))
    assert not any("test_buffer" in str(key[1:2]) for key in resolver._kept)
