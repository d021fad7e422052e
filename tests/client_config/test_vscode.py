"""What the VS Code extension declares agrees with the server, and with what it promises about trust."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from seamwright import __version__
from seamwright.cli import main as cli
from seamwright.lsp.requests import COMMANDS, REQUESTS
from seamwright.workspace.editor_settings import schema

HERE = Path(__file__).resolve().parents[2] / "client-config" / "vscode"
MANIFEST: dict[str, Any] = json.loads((HERE / "package.json").read_text(encoding="utf-8"))
CONTRIBUTED = MANIFEST["contributes"]
SETTINGS: dict[str, Any] = CONTRIBUTED["configuration"]["properties"]
OWN = {"seamwright.server.command", "seamwright.trace.server"}


def test_settings_are_those_of_the_server() -> None:
    declared = {name: {key: each[key] for key in each if key != "scope"} for name, each in SETTINGS.items()}

    assert {name: each for name, each in declared.items() if name not in OWN} == schema()["properties"]


def test_settings_that_name_programs_or_places_are_restricted() -> None:
    restricted = set(MANIFEST["capabilities"]["untrustedWorkspaces"]["restrictedConfigurations"])
    paths = {name for name in SETTINGS if re.search(r"command|interpreter|path|dir|file", name, re.IGNORECASE)}

    assert restricted == paths
    assert {SETTINGS[name]["scope"] for name in restricted} == {"machine-overridable"}


def test_every_setting_says_what_it_does() -> None:
    described = [name for name, each in SETTINGS.items() if each.get("description") or each.get("markdownDescription")]

    assert described == list(SETTINGS)


def test_trust_and_virtual_folders_are_declared() -> None:
    capabilities = MANIFEST["capabilities"]

    assert capabilities["untrustedWorkspaces"]["supported"] == "limited"
    assert capabilities["virtualWorkspaces"]["supported"] is False


def test_it_does_not_start_without_a_reason() -> None:
    events = MANIFEST["activationEvents"]

    assert not {"*", "onStartupFinished", "onLanguage:markdown", "onLanguage:yaml"} & set(events)


def test_no_command_has_the_name_of_one_of_the_server() -> None:
    # The client makes commands of the editor of the server's; a second one of that name would keep it from starting.
    own = {each["command"] for each in CONTRIBUTED["commands"]}

    assert own & set(COMMANDS) == set()
    assert all(name.startswith("seamwright.") for name in own)


def test_every_command_exists_and_is_told() -> None:
    own = {each["command"]: each["title"] for each in CONTRIBUTED["commands"]}
    registered = set(
        re.findall(r'(?m)^ {4}"(seamwright\.\w+)":', (HERE / "src/commands.ts").read_text(encoding="utf-8"))
    )
    page = (HERE / "README.md").read_text(encoding="utf-8")

    assert registered == set(own)
    assert [title for title in own.values() if title.split(" (")[0] not in page] == []
    shown = {each["command"] for menu in CONTRIBUTED["menus"].values() for each in menu}
    linked = set(re.findall(r"command:(seamwright\.\w+)", json.dumps(CONTRIBUTED["walkthroughs"])))
    assert shown | linked <= set(own)


def test_it_has_the_version_of_the_server() -> None:
    assert MANIFEST["version"] == __version__


@pytest.mark.parametrize("folder", [HERE, HERE.parents[1] / "tests" / "editors" / "vscode"], ids=["extension", "tests"])
def test_lock_files_name_no_registry_and_have_hashes(folder: Path) -> None:
    lock = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: each for name, each in lock["packages"].items() if name}

    assert [name for name, each in packages.items() if "resolved" in each] == []
    assert [name for name, each in packages.items() if "integrity" not in each] == []


class TestProblemMatcher:
    PATTERN = re.compile(CONTRIBUTED["problemPatterns"][0]["regexp"])

    def test_it_reads_what_check_prints(self, tmp_path: Path) -> None:
        file = tmp_path / "test_orders.py"
        file.write_text(
            "import time\n\n\ndef test_order_arrives():\n    time.sleep(1)\n    assert True\n", encoding="utf-8"
        )

        result = CliRunner().invoke(cli._seamwright, ["check", str(file)])

        matches = [match for line in result.output.splitlines() if (match := self.PATTERN.match(line))]
        assert matches
        assert {match[1] for match in matches} == {"test_orders.py"}
        assert all(re.fullmatch(r"SW\d{3}", match[5]) and match[6] for match in matches)

    @pytest.mark.parametrize("line", ["1 file checked; 3 for information", "    |", " 55 | pytest.fail(", ""])
    def test_it_leaves_other_lines_alone(self, line: str) -> None:
        assert not self.PATTERN.match(line)

    def test_what_the_task_finds_takes_the_place_of_what_the_server_told(self) -> None:
        """VS Code keeps markers by owner; the owner of what a server tells is the identifier of its diagnostics."""
        (matcher,) = CONTRIBUTED["problemMatchers"]
        options = [each.options for each in REQUESTS if each.method == "textDocument/diagnostic"]

        assert [getattr(each, "identifier", None) for each in options] == [matcher["owner"]]
        assert matcher["applyTo"] == "allDocuments"
