"""One source for the snippets of the server and of VS Code; and each snippet, as it stands at first, is good code."""

from __future__ import annotations

import json
import re
import runpy
import textwrap
from pathlib import Path
from typing import Any

import pytest

from seamwright.lsp.snippet_offers import Snippet, expanded, shipped
from tests.cli.conftest import Run, run
from tests.conftest import Project, project

__all__ = ["project", "run"]

ROOT = Path(__file__).resolve().parents[2]
MAKE: dict[str, Any] = runpy.run_path(str(ROOT / "client-config" / "make_snippets.py"))
VSCODE = ROOT / "client-config" / "vscode" / "snippets"
CLASS_DOCSTRING = ("Seam Under Test:\n    Shop → Stock", "Critical Paths:\n    - Order placed → stock reserved")
TEST_DOCSTRING = (
    "Integration Scope:\n    Shop → Stock",
    "Business Impact:\n    Customers get what they were promised.",
    "Test Strategy:\n    - Place an order",
    "Success Criteria:\n    - The stock is reserved",
)


def named(snippet: Snippet) -> str:
    return f"{snippet.place}-{snippet.name}"


def module(snippet: Snippet) -> str:
    """A test module in which ``snippet`` was inserted where it is offered."""
    code = expanded(snippet.body)
    if snippet.place == "module":
        return f"import pytest\n\n\n{code}\n"
    if snippet.place == "fixtures":
        fixture = re.findall(r"@pytest\.fixture.*\ndef (\w+)", code)[0]
        test = with_docstrings(f"self, {fixture}", f"assert len([{fixture}]) == 1\n", CLASS_DOCSTRING, TEST_DOCSTRING)
        return f"import pytest\n\n\n{code}\n\n\n{test}"
    if snippet.place == "class":
        docstring = with_docstrings("self", "", CLASS_DOCSTRING, ()).partition("    def ")[0]
        return f"import pytest\n\n\n{docstring}{textwrap.indent(code, '    ')}\n"
    cls, test, body = CLASS_DOCSTRING, TEST_DOCSTRING, "assert client.total == 3\n"
    heading = snippet.name
    if snippet.place == "class docstring":
        cls = (code, *(each for each in cls if not each.startswith(heading)))
    elif snippet.place == "test docstring":
        test = (code, *(each for each in test if not each.startswith(heading)))
    elif snippet.place == "body":
        body = f"{code}\n"
    else:
        body = f"# Arrange\nclient.count = 3\n\n# Act\ntotal = client.total\n\n# Assert\n{body}".replace(code, code, 1)
        assert f"{code}\n" in body
    return f"import pytest\n\n\n{with_docstrings('self, client', body, cls, test)}"


def with_docstrings(parameters: str, body: str, cls: tuple[str, ...], test: tuple[str, ...]) -> str:
    class_docstring = "\n\n".join(("Integration tests for Shop → Stock.", *cls))
    test_docstring = "\n\n".join(("Test that an order reserves stock.", *test))
    inner = textwrap.indent(f'"""\n{test_docstring}\n"""\n{body}', "    ")
    inside = f'"""\n{class_docstring}\n"""\n\ndef test_order_reserves_stock({parameters}):\n{inner}'
    return f"class TestShop:\n{textwrap.indent(inside, '    ', lambda line: bool(line.strip()))}"


def requested(code: str) -> set[str]:
    """The fixtures that the tests of ``code`` ask for, and that it does not define."""
    names = {name for names in re.findall(r"def test_\w+\(self, ([^)]+)", code) for name in names.split(", ")}
    return names - set(re.findall(r"@pytest\.fixture.*\ndef (\w+)", code))


def codes(run: Run, root: Path) -> list[str]:
    done = run("check", str(root), "--format", "json")
    return [f"{each['name']}: {each['message']}" for each in json.loads(done.out)["findings"]]


def test_what_is_made_is_up_to_date() -> None:
    stale = [path.name for path, content in MAKE["outputs"]().items() if path.read_text("utf-8") != content]

    assert stale == [], "run `make snippets`"


def test_a_stale_file_is_noticed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main = MAKE["main"]
    main.__globals__.update(ROOT=tmp_path, COMPLETION=tmp_path / "completion.json", VSCODE=tmp_path / "vscode")

    assert (main(["--check"]), main([]), main(["--check"])) == (1, 0, 0)
    assert "completion.json: is not up to date" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["python.json", "seamwright.code-snippets"])
def test_visual_studio_code_has_the_snippets_of_the_server(name: str) -> None:
    found = json.loads((VSCODE / name).read_text("utf-8"))

    ours = {(each.what, each.body) for each in shipped() if each.place != "mark"}
    assert {(each["description"], "\n".join(each["body"])) for each in found.values()} == ours
    prefixes = [each.get("prefix") for each in found.values()]
    # Those of the extension have none, so that they stand in the menu, and completion has the server's alone.
    assert set(prefixes) == {None} if name == "python.json" else len({*prefixes, None}) == len(found) + 1


def test_the_extension_has_the_file_without_prefixes() -> None:
    extension = VSCODE.parent
    contributed = json.loads((extension / "package.json").read_text("utf-8"))["contributes"]["snippets"]

    assert contributed == [{"language": "python", "path": "./snippets/python.json"}]
    assert "!snippets/python.json" in (extension / ".vscodeignore").read_text("utf-8").splitlines()


def test_classes_and_tests_are_those_of_the_templates() -> None:
    snippets = {(each.place, each.name): expanded(each.body) for each in shipped()}
    cls, test = snippets["module", "integration_class"], snippets["class", "integration_test"]

    for template, code in (("test_class.py.j2", cls), ("test_method.py.j2", test)):
        source = (ROOT / "snippets" / template).read_text("utf-8")
        lines = {line.strip() for line in source.splitlines() if line.strip() and "{" not in line}
        assert lines, template
        assert lines <= {line.strip() for line in code.splitlines()}


@pytest.mark.parametrize("snippet", shipped(), ids=named)
def test_gaps_are_numbered_as_they_are_filled_in(snippet: Snippet) -> None:
    numbers = [int(number) for number in re.findall(r"\$\{(\d+):", snippet.body)]

    assert [number for number in numbers if number] == list(range(1, max([*numbers, 0]) + 1))
    assert numbers.count(0) == ("pytest.fail(" in snippet.body)


@pytest.mark.parametrize("snippet", shipped(), ids=named)
def test_each_is_code_without_findings(snippet: Snippet, project: Project, run: Run) -> None:
    code = module(snippet)
    compile(code, "test_it.py", "exec")
    root = project({"pyproject.toml": "[tool.seamwright]\n"})
    suite = root / "tests" / "integration"
    suite.mkdir(parents=True)
    fixtures = [f"\n\n@pytest.fixture\ndef {name}():\n    return object()\n" for name in requested(code)]
    (suite / "conftest.py").write_text("import pytest\n" + "".join(fixtures), encoding="utf-8")
    (suite / "test_it.py").write_text(code, encoding="utf-8")

    unwritten = "pytest.fail(" in code
    assert [each.partition(":")[0] for each in codes(run, root)] == ["not-implemented"] * unwritten

    # Nor has it any once somebody says that it is written, but for tests of which only the frame is there.
    (suite / "test_it.py").write_text(code.replace('pytest.fail("not implemented")', "print()"), encoding="utf-8")
    frame = unwritten and "assert " not in code.split("# Assert")[1]
    assert [each for each in codes(run, root) if not (frame and each.startswith(("no-assert", "incomplete")))] == []


def test_the_check_sees_what_a_snippet_could_do_wrong(project: Project, run: Run) -> None:
    wrong = Snippet("wrong", "class", "", "def test_order(self):\n    import time\n    time.sleep(1)")
    root = project({"pyproject.toml": "[tool.seamwright]\n"})
    (root / "tests" / "integration").mkdir(parents=True)
    (root / "tests" / "integration" / "test_it.py").write_text(module(wrong), encoding="utf-8")

    assert {each.partition(":")[0] for each in codes(run, root)} >= {"sleep-in-test", "no-assert"}
