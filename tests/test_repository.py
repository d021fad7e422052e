"""What the documents say is true, and the repository holds what a clone, a wheel and a newcomer need."""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import click
import pytest

from seamwright.cli import main as cli
from seamwright.workspace.config import _READERS, load
from seamwright.workspace.toml import read_toml

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted(ROOT.glob("*.md"))

# Written in parts, so that this file does not hold what it looks for.
MACHINE = re.compile(
    "|".join(
        [
            "/work/" + "(main|shared)",
            "/ro" + "ot/",
            "/op" + "t/",
            "/Users/" + r"\w",
            "pypi" + r"\.org",
            "python" + "hosted",
        ]
    )
    + "|"
    + "|".join(["registry" + r"\.npmjs", "--(extra-)?index" + "-url[ =]", "--find" + "-links[ =]"])
)


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def tracked_files() -> list[Path]:
    """All files that git knows or would add; without git (an unpacked archive) what is not obviously made."""
    try:
        done = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return [path for path in ROOT.rglob("*") if path.is_file() and not re.search(r"/\.\w|__pycache__", str(path))]
    return [ROOT / name for name in done.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def dependencies() -> list[str]:
    project, _ = read_toml(ROOT / "pyproject.toml") or ({}, "")
    return [re.split(r"[<>=!~; ]", each)[0] for each in project["project"]["dependencies"]]


def test_nothing_of_a_machine_is_in_the_repository() -> None:
    found = {}
    for path in tracked_files():
        content = path.read_bytes().decode("utf-8", "replace")
        if (match := MACHINE.search(content)) is not None:
            found[str(path.relative_to(ROOT))] = match.group()

    assert found == {}


@pytest.mark.parametrize(
    "line", ["--index" + "-url https://example.org", "see /work/" + "main/x", "https://pypi" + ".org/x"]
)
def test_the_check_for_machines_sees_what_it_should(line: str) -> None:
    assert MACHINE.search(line)


class TestLockFile:
    def test_every_dependency_is_locked(self) -> None:
        project, _ = read_toml(ROOT / "pyproject.toml") or ({}, "")
        wanted = [*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["dev"]]
        names = {re.split(r"[<>=!~; \[]", each)[0].lower() for each in wanted}
        locked = set(re.findall(r"(?m)^([a-z0-9-]+)==", text("requirements-dev.lock")))

        assert names - locked == set()

    def test_every_entry_has_hashes_and_nothing_else_is_there(self) -> None:
        lines = [line for line in text("requirements-dev.lock").splitlines() if not line.startswith("#")]

        entry = re.compile(r"[a-z0-9-]+==[\w.+]+( ; [^\\]+)? \\")
        assert [
            line for line in lines if not re.fullmatch(r" {4}--hash=sha256:[0-9a-f]{64}( \\)?|" + entry.pattern, line)
        ] == []
        assert all(
            following.startswith("    --hash") for line, following in itertools.pairwise(lines) if entry.fullmatch(line)
        )


class TestReadme:
    def test_every_command_and_option_is_told(self) -> None:
        synopsis = text("README.md").split("## The command line")[1].split("```")[1]
        for name in cli.COMMANDS:
            command = cli._seamwright.get_command(click.Context(cli._seamwright), name)
            part = re.search(rf"(?ms)^seamwright {name}\b.*?(?=^seamwright|\Z)", synopsis)
            assert part, name
            told = set(re.findall(r"--[a-z-]+", part.group()))
            assert told == {option for each in command.params for option in each.opts if option.startswith("--")}

    def test_no_command_is_told_that_does_not_exist(self) -> None:
        told = {
            word for each in DOCUMENTS for word in re.findall(r"(?m)(?:^|[`$] ?)seamwright ([a-z]+)\b", text(each.name))
        }

        assert told <= {*cli.COMMANDS, "and"}

    def test_every_setting_is_told_and_the_example_is_valid(self, tmp_path: Path) -> None:
        example = text("README.md").split("```toml")[1].split("```")[0]
        (tmp_path / "pyproject.toml").write_text(example, encoding="utf-8")

        load(tmp_path)
        tables, _ = read_toml(tmp_path / "pyproject.toml") or ({}, "")
        assert set(tables["tool"]["seamwright"]) == set(_READERS)

    def test_it_shows_the_example_project_as_it_is(self) -> None:
        shown = text("README.md").split("```markdown")[1].split("```")[0].strip().splitlines()
        plan = text("examples/parcels/tests/integration/TEST_PLAN.md").splitlines()

        heading, fields = shown[0], [line for line in shown if line.startswith(("**BUSINESS", "**HIGH"))]
        assert heading in plan
        assert set(fields) <= set(plan)


class TestDocuments:
    def test_make_targets_exist(self) -> None:
        targets = set(re.findall(r"(?m)^([a-z]+):", text("Makefile")))
        told = {
            word
            for each in DOCUMENTS
            for word in re.findall(r"`(?:\$ )?make ([a-z]+)|^\$ make ([a-z]+)", text(each.name), re.MULTILINE)
        }

        assert {first or second for first, second in told} <= targets
        assert {"setup", "check", "test", "demo", "format", "lint", "types", "package"} <= targets

    @pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
    def test_links_lead_somewhere(self, document: Path) -> None:
        links = re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text(encoding="utf-8"))

        assert [link for link in links if not (ROOT / link).exists()] == []

    @pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
    def test_files_that_are_named_exist(self, document: Path) -> None:
        named = re.findall(
            r"`((?:server|tests|snippets|examples|client-config)/[\w./-]+|(?:cli|lsp|plan|text|workspace|generate)/[\w./-]+)`",
            document.read_text(encoding="utf-8"),
        )
        places = (ROOT, ROOT / "server" / "seamwright")

        assert [path for path in named if not any((place / path).exists() for place in places)] == []

    def test_every_runtime_dependency_has_its_reason(self) -> None:
        section = text("ARCHITECTURE.md").split("## Runtime dependencies")[1].split("\n## ")[0].lower()

        assert [name for name in dependencies() if f"| {name.lower()} |" not in section] == []

    def test_every_folder_is_on_the_map(self) -> None:
        folders = [path.name for path in (ROOT / "server/seamwright").iterdir() if (path / "__init__.py").is_file()]
        code_map = text("ARCHITECTURE.md")

        assert [name for name in folders if f"`{name}/`" not in code_map] == []


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(directory)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = directory.glob("*.whl")
    return wheel


class TestPackage:
    def test_wheel_has_the_code_the_templates_and_the_license(self, wheel: Path) -> None:
        names = zipfile.ZipFile(wheel).namelist()

        assert {
            "seamwright/cli/main.py",
            "seamwright/py.typed",
            "seamwright/snippets/test_class.py.j2",
            "seamwright/snippets/completion.json",
            "seamwright/docs/rules/no-assert.md",
            "seamwright/page/status.html.j2",
            "seamwright/page/status.css",
            "seamwright/page/status.js",
        } <= set(names)
        assert any(name.endswith("licenses/LICENSE") for name in names)

    def test_wheel_has_nothing_else(self, wheel: Path) -> None:
        names = zipfile.ZipFile(wheel).namelist()

        assert {name.split("/")[0].split("-")[0] for name in names} == {"seamwright"}
        assert [name for name in names if re.search(r"tests?/|__pycache__|\.pyc", name)] == []

    def test_templates_are_found_in_the_wheel_as_in_the_checkout(self, wheel: Path) -> None:
        program = (
            f"import sys; sys.path.insert(0, {str(wheel)!r})\n"
            "import seamwright; from seamwright.workspace.templates import builtin_templates\n"
            "print('.whl' in seamwright.__file__, *sorted(builtin_templates()))"
        )
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=wheel.parent
        )

        assert done.stdout.split() == ["True", *sorted(path.name for path in (ROOT / "snippets").glob("*.j2"))]


class TestClientConfigurations:
    """What can be said about them without the editors."""

    FILES = (
        "emacs/seamwright.el",
        "helix/languages.toml",
        "jetbrains/template.json",
        "neovim/seamwright.lua",
        "sublime/LanguageServers.sublime-settings",
        "zed/extension.toml",
    )

    @pytest.mark.parametrize("name", FILES)
    def test_they_start_the_command_as_it_is(self, name: str) -> None:
        words = re.findall(r'"([^"]+)"', "\n".join(line for line in text(f"client-config/{name}").splitlines()))

        # What starts it in Zed is code, and JetBrains wants one string.
        words += re.findall(r'"(\w+)"', text("client-config/zed/src/lib.rs")) if name.startswith("zed") else []
        words += [part for word in words for part in word.split()]
        assert "seamwright" in words
        assert "lsp" in words
        assert "lsp" in cli.COMMANDS

    @pytest.mark.parametrize("name", FILES)
    def test_trust_is_off_as_shipped(self, name: str) -> None:
        active = [line for line in text(f"client-config/{name}").splitlines() if not re.match(r"\s*(--|;|#|//)", line)]

        assert "trusted" not in "\n".join(active)

    def test_every_file_is_in_the_list(self) -> None:
        page = text("client-config/README.md")
        listed = re.findall(r"\]\((\w+/[\w.-]+)\)", page)

        assert tuple(sorted(each for each in listed if not each.endswith("README.md"))) == self.FILES
        assert [each for each in listed if not (ROOT / "client-config" / each).is_file()] == []
        assert {each.split("/")[0] for each in self.FILES} == {
            each.split("/")[0] for each in listed if each.endswith("README.md")
        }

    def test_helix_reads_its_file(self) -> None:
        tables, _ = read_toml(ROOT / "client-config/helix/languages.toml") or ({}, "")

        assert tables["language-server"]["seamwright"] == {"command": "seamwright", "args": ["lsp"]}
