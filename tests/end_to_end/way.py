"""One plan, taken the whole way: generate, compile, ruff, collect, run, generate again."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

_FIXTURES_OF_PYTEST = frozenset(
    [
        *("cache", "capfd", "capfdbinary", "caplog", "capsys", "capsysbinary", "doctest_namespace", "monkeypatch"),
        *("pytestconfig", "record_property", "record_testsuite_property", "recwarn", "request", "testdir", "pytester"),
        *("tmp_path", "tmp_path_factory", "tmpdir", "tmpdir_factory"),
    ]
)
_HONEST = ("not implemented", "draft from the plan", "async def functions are not natively supported")


@dataclass
class Report:
    """What happened to one plan. ``complaints`` is empty where everything held."""

    plan: str
    seams: int = 0
    tests: int = 0
    files: int = 0
    skipped: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def take(plan: Path, root: Path) -> Report:
    """Generate every seam of ``plan`` in a new project at ``root`` and look at the result with real tools."""
    report = Report(plan.name)
    home = root / "tests" / "integration"
    home.mkdir(parents=True)
    copied = home / plan.name
    shutil.copyfile(plan, copied)
    (root / "pyproject.toml").write_text('[tool.pytest.ini_options]\nasyncio_mode = "auto"\n', encoding="utf-8")
    told = _json(report, root, "plan", str(copied), "--format", "json")
    report.seams = len(told["plans"][0]["seams"]) if told else 0
    made = _json(report, root, "generate", str(copied), "--all", "--format", "json")
    if not made:
        return report
    report.skipped = [f"{skipped['seam']}: {skipped['reason']}" for skipped in made["skipped"]]
    report.complaints += [f"skipped {text}" for text in report.skipped]
    files = [root / file["path"] for file in made["files"]]
    promised = sorted(test for file in made["files"] for test in file["tests"])
    report.tests, report.files = len(promised), len(files)
    if report.seams and not files:
        report.complaints.append("seams, but no files")
    if not files:
        return report
    _compile(report, files)
    _lint(report, files, root)
    (home / "conftest.py").write_text(_conftest(files), encoding="utf-8")
    _run(report, promised, files, root)
    before = {path: path.read_bytes() for path in files}
    again = _json(report, root, "generate", str(copied), "--all", "--format", "json")
    if again and any(file["action"] != "unchanged" for file in again["files"]):
        report.complaints.append("a second run does not say that everything is unchanged")
    if before != {path: path.read_bytes() for path in files}:
        report.complaints.append("a second run changed a file")
    return report


def _json(report: Report, root: Path, *arguments: str) -> dict[str, list[dict[str, list[dict[str, str]]]]]:
    command = [sys.executable, "-W", "error", "-m", "seamwright", *arguments]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=120)
    if done.stderr or done.returncode not in (0, 1):
        report.complaints.append(f"{arguments[0]}: exit {done.returncode}: {done.stderr.strip()[-300:]}")
    try:
        return dict(json.loads(done.stdout))
    except ValueError:
        report.complaints.append(f"{arguments[0]}: no JSON")
        return {}


def _compile(report: Report, files: Sequence[Path]) -> None:
    for path in files:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                compile(path.read_bytes(), path.name, "exec")
            except (SyntaxError, ValueError, Warning) as error:
                report.complaints.append(f"{path.name}: {type(error).__name__}: {error}")


def _lint(report: Report, files: Sequence[Path], root: Path) -> None:
    for arguments in (["check", "--output-format", "json"], ["format", "--check"]):
        command = [sys.executable, "-m", "ruff", *arguments, "--isolated", "--no-cache", *map(str, files)]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=120)
        if arguments[0] == "check":
            found = json.loads(done.stdout)
            drafts = {str(path) for path in files if "draft from the plan" in path.read_text(encoding="utf-8")}
            # What a plan's own draft calls is the plan's business.
            bad = [one for one in found if not (one["code"] == "F821" and one["filename"] in drafts)]
            report.complaints += [f"ruff: {one['code']} {one['message']} ({Path(one['filename']).name})" for one in bad]
        elif done.returncode:
            report.complaints.append(f"ruff format: {done.stdout.strip()[-300:]}{done.stderr.strip()[-300:]}")
    command = [sys.executable, "-m", "black", "--check", "--quiet", *map(str, files)]
    if subprocess.run(command, cwd=root, capture_output=True, timeout=120).returncode:
        report.complaints.append("black would reformat")


def _conftest(files: Sequence[Path]) -> str:
    """A fixture for every parameter that pytest does not provide: the plan names them, the project would have them."""
    names = {name for path in files for name in _parameters(path)} - _FIXTURES_OF_PYTEST
    body = "".join(f"\n\n@pytest.fixture\ndef {name}():\n    return None\n" for name in sorted(names))
    return f"import pytest\n{body}"


def _parameters(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test"):
            arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            yield from (argument.arg for argument in arguments if argument.arg != "self")


def _run(report: Report, promised: Sequence[str], files: Sequence[Path], root: Path) -> None:
    results = root / "results.xml"
    pytest = [sys.executable, "-m", "pytest", "-q", "--import-mode=importlib", "-p", "no:cacheprovider"]
    listed = subprocess.run(
        [*pytest, "--collect-only", *map(str, files)], cwd=root, capture_output=True, text=True, timeout=300
    )
    collected = sorted({line.split("::", 1)[1].split("[")[0] for line in listed.stdout.splitlines() if "::" in line})
    if listed.returncode or collected != list(promised):
        missing = set(promised).symmetric_difference(collected)
        report.complaints.append(f"collected {len(collected)} of {len(promised)} tests: {sorted(missing)[:4]}")
        report.complaints.append(listed.stdout[-600:] if listed.returncode else "")
    subprocess.run([*pytest, f"--junitxml={results}", *map(str, files)], cwd=root, capture_output=True, timeout=600)
    outcomes = {"failed": 0, "passed": 0, "error": 0, "skipped": 0}
    for case in ElementTree.parse(results).iter("testcase"):
        failure = case.find("failure")
        kind = (
            "error" if case.find("error") is not None else "skipped" if case.find("skipped") is not None else "passed"
        )
        outcomes["failed" if failure is not None else kind] += 1
        if failure is not None and not any(word in (failure.get("message") or "") for word in _HONEST):
            report.complaints.append(f"{case.get('name')} fails for another reason: {failure.get('message')!r:.120}")
    if outcomes["failed"] < len(promised) or outcomes["passed"] or outcomes["error"] or outcomes["skipped"]:
        report.complaints.append(f"outcomes: {outcomes}")
