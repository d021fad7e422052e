"""pytest is the measure: what an action writes collects the same tests, with the same outcomes, as before."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random

from seamwright.actions.model import Offer
from seamwright.actions.python import add_parameter, create_fixture, extract_fixture, move_fixture
from seamwright.actions.python.model import PythonAction
from tests.actions.python.examples import formatted, is_formatted, offered, place_of, written

MODULES = 12
_ASKED = ("tmp_path", "monkeypatch", "far", "near")


def outcomes(root: Path, projects: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Test to outcome, of all ``projects`` by the name of their folder, in one run."""
    for name, files in projects.items():
        for path, text in files.items():
            target = root / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode())
    (root / "pytest.ini").write_text("[pytest]\naddopts = --import-mode=importlib\n")
    done = subprocess.run(
        [sys.executable, "-B", "-m", "pytest", "-rA", "-q", "--tb=no", "--no-header", "-p", "no:cacheprovider"],
        cwd=root,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    found = re.findall(r"^(PASSED|FAILED|ERROR|SKIPPED|XFAIL|XPASS) (\S+)", done.stdout, re.MULTILINE)
    return {test: outcome for outcome, test in found}


def project(random: Random) -> dict[str, str]:
    """A conftest and a module with fixtures and tests that pass, fail or are skipped."""
    conftest = "import pytest\n\n\n@pytest.fixture\ndef far():\n    return 3\n"
    head = ["import pytest"]
    head = [*random.sample(["import json", "import os.path"], random.randint(0, 2)), "", *head]
    parts = ["\n".join(head).strip("\n")]
    known = list(_ASKED[:3])
    if random.random() < 0.5:
        parts.append("LIMIT = 4")
    for name in random.sample(["near", "basket", "shop"], random.randint(1, 3)):
        asked = random.sample(known, random.randint(0, 2))
        scope = random.choice(["", "", "()", '(name="' + name + '")'])
        value = random.choice(["1", "json.dumps([1])", "os.path.sep", "LIMIT", *(f"[{each}]" for each in asked)])
        ends = random.choice([f"    return {value}", f"    made = {value}\n    yield made\n    del made"])
        note = random.choice(["", f"# About {name}.\n"])
        function = f"make_{name}" if "name=" in scope else name
        parts.append(f"{note}@pytest.fixture{scope}\ndef {function}({', '.join(asked)}):\n{ends}")
        known.append(name)
    for number in range(random.randint(1, 3)):
        parts.append(_test(random, number, known))
    newline = random.choice(["\n", "\n", "\r\n"])
    text = "\n\n\n".join(parts) + "\n"
    if random.random() < 0.7:
        text = formatted(text)
    return {"conftest.py": conftest, "tests/test_it.py": text.replace("\n", newline)}


def _test(random: Random, number: int, known: list[str]) -> str:
    asked = random.sample(known, random.randint(0, min(3, len(known))))
    in_class = random.random() < 0.4
    marks = random.choice(
        ["", "", '@pytest.mark.parametrize("size", [1, 2])\n', '@pytest.mark.skipif(1, reason="no")\n']
    )
    given = ["size"] if "size" in marks else []
    defaults = random.choice([[], ["limit=3"], ["*", "limit=3"]])
    value = random.choice(["3", *asked, *given, "sum([1, 2])"])
    body = random.choice(["", '"""Test it."""\n\n'])
    body += random.choice(["# Arrange\n", ""])
    body += f"thing = {value}\n"
    body += random.choice(
        ["", "other = [thing]\nthing = (\n    other\n)\n", 'text = """a\n b"""\nthing = (thing, text)\n']
    )
    body += random.choice(["\n# Act\n", "\n", ""])
    rest = random.choice([*asked, "thing"])
    body += f"result = [thing, {rest}]\nassert len(result) == {random.choice([2, 2, 3])}\n"
    parameters = ", ".join([*(["self"] if in_class else []), *asked, *given, *defaults])
    text = f"{marks}def test_{number}({parameters}):\n{_indented(body, 1)}".rstrip("\n")
    return f"class Test{number}:\n{_indented(text, 1)}" if in_class else text


def _indented(text: str, depth: int) -> str:
    """``text`` further in, but for the line that begins in a string."""
    return "\n".join("    " * depth + line if line.strip() and line[0] != " b" else line for line in text.split("\n"))


def places(files: Mapping[str, str]) -> Iterator[tuple[PythonAction, str]]:
    """Every place at which an action may be offered, marked in the module."""
    text = files["tests/test_it.py"]
    for match in re.finditer(r"^@pytest\.fixture.*\r?\ndef (?=\w)", text, re.MULTILINE):
        yield move_fixture.ACTION, text[: match.end()] + "‸" + text[match.end() :]
    for match in re.finditer(r"^ +thing = [^\r\n]+$(?:(?!\r?\n\r?\n| +result| +# Act)[\s\S])*", text, re.MULTILINE):
        yield extract_fixture.ACTION, text[: match.start()] + "‸" + match[0] + "‸" + text[match.end() :]


def after(action: PythonAction, marked: str, files: Mapping[str, str]) -> dict[str, str] | None:
    """The files once ``action`` is done; ``None`` where it is refused."""
    place = place_of(marked, {path: text for path, text in files.items() if path != "tests/test_it.py"})
    offer = next((each for each in offered(action, place) if isinstance(each, Offer)), None)
    if offer is None:
        return None
    return {**files, **written(action.edits(place, offer.arguments))}


def test_moving_and_extracting_changes_no_outcome(tmp_path: Path) -> None:
    random = Random(20)
    before: dict[str, Mapping[str, str]] = {}
    changed: dict[str, Mapping[str, str]] = {}
    done: dict[str, int] = {}
    for number in range(MODULES):
        files = project(random)
        for index, (action, marked) in enumerate(places(files)):
            result = after(action, marked, files)
            if result is not None:
                name = f"p{number}_{index}"
                before[name], changed[name] = files, result
                done[action.name] = done.get(action.name, 0) + 1
                for path in result:
                    assert not is_formatted(files.get(path, "")) or is_formatted(result[path]), result[path]
    assert min(done["move-fixture"], done["extract-fixture"]) >= 5
    first = outcomes(tmp_path / "before", before) if (tmp_path / "before").mkdir() is None else {}
    second = outcomes(tmp_path / "after", changed) if (tmp_path / "after").mkdir() is None else {}
    assert len(first) > len(before)
    assert first == second


def test_an_added_parameter_makes_the_test_what_it_was(tmp_path: Path) -> None:
    random = Random(21)
    whole: dict[str, Mapping[str, str]] = {}
    mended: dict[str, Mapping[str, str]] = {}
    for number in range(3 * MODULES):
        files = project(random)
        text = files["tests/test_it.py"]
        for match in re.finditer(r"def test_\d\((?:self, )?(near|far|basket|shop)(?:, )?", text):
            name = match[1]
            start = match.start(1)
            without = text[:start] + text[match.end() :]
            use = re.compile(rf"\b{name}\b").search(without, start)
            if use is None or "def " in without[start : use.start()]:
                continue
            marked = without[: use.start()] + "‸" + without[use.start() :]
            result = after(add_parameter.ACTION, marked, files)
            if result is not None:
                whole[f"p{number}_{start}"], mended[f"p{number}_{start}"] = files, result
    assert len(whole) >= 5
    (tmp_path / "whole").mkdir()
    (tmp_path / "mended").mkdir()
    assert outcomes(tmp_path / "whole", whole) == outcomes(tmp_path / "mended", mended)


def test_a_created_fixture_is_found_and_fails(tmp_path: Path) -> None:
    files = {"tests/conftest.py": "import pytest\n"}
    projects = {}
    place = place_of("def test_x(‸shop):\n    pass\n", files)
    for number, offer in enumerate(offered(create_fixture.ACTION, place)):
        assert isinstance(offer, Offer)
        texts = written(create_fixture.ACTION.edits(place, offer.arguments))
        projects[f"p{number}"] = {**files, "tests/test_it.py": place.text, **texts}
    assert len(projects) == 3
    assert set(outcomes(tmp_path, projects).values()) == {"ERROR"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.stdout.count("TODO: write the fixture shop") >= 3
