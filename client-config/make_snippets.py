"""Makes the snippets of all editors from ``snippets/snippets.toml`` and the templates; ``make snippets`` runs it.

Written are what the server completes, and the files of VS Code. With ``--check`` nothing is written, and the exit
status says whether they are up to date.
"""

from __future__ import annotations

import json
import re
import sys
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seamwright.generate.model import Options
from seamwright.generate.templates import CLASS, METHOD, Value, render
from seamwright.workspace.templates import builtin_templates
from seamwright.workspace.toml import read_toml

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "snippets" / "snippets.toml"
COMPLETION = ROOT / "snippets" / "completion.json"
VSCODE = ROOT / "client-config" / "vscode" / "snippets"
# Every variable of the templates that a snippet may leave out.
_EMPTY: Mapping[str, Value] = {
    **dict.fromkeys(("components", "plan", "decorators", "review", "draft", "arrange", "act", "assertions"), ""),
    "is_draft": False,
}


@dataclass(frozen=True)
class Snippet:
    """One snippet where it is offered; its ``body`` still has the gaps as the source writes them."""

    name: str
    place: str
    what: str
    body: str
    gaps: Mapping[str, str]


def snippets(source: Mapping[str, Any]) -> Iterator[Snippet]:
    """All snippets that ``source`` describes, and the parts of its first ones by themselves."""
    for entry in source["snippet"]:
        gaps = {**_flat(source["gap"]), **{name: name for name in source["fixture"]}}
        gaps |= {**entry.get("class", {}).get("gap", {}), **entry.get("test", {}).get("gap", {})}
        name, what = entry["name"], entry["what"]
        if "body" in entry:
            yield Snippet(name, entry["place"], what, entry["body"].strip("\n"), gaps)
            continue
        test = _made(METHOD, source["values"]["test"], entry["test"])
        if entry.get("place") == "body":
            body = test[re.search(r"(?m)^ *# Arrange", test).start() :]  # type: ignore[union-attr]
            yield Snippet(name, "body", what, textwrap.dedent(body).rstrip(), gaps)
            for mark in re.findall(r"# \w+", body):
                yield Snippet(mark, "mark", f"{mark[2:]} part of the test", mark, gaps)
            continue
        cls = _made(CLASS, source["values"]["class"], entry.get("class", {}))
        if "class" in entry:
            yield Snippet(name, "module", what, f"{cls.rstrip()}\n\n{test.rstrip()}", gaps)
        if name != "integration_class":
            yield Snippet(name, "class", what, textwrap.dedent(test).rstrip(), gaps)
        if not entry.get("class") and not entry["test"]:
            # The plain class and the plain test have the sections as the templates write them.
            yield from _sections("class" if "class" in entry else "test", cls if "class" in entry else test, gaps)


def in_syntax(snippet: Snippet, fixtures: Mapping[str, list[str]]) -> tuple[str, dict[str, list[str]]]:
    """The body in the syntax of snippets, with numbers in the order of the gaps; which numbers are fixtures."""
    numbers: dict[str, int] = {"end": 0}
    wanted: dict[str, list[str]] = {}

    def placeholder(match: re.Match[str]) -> str:
        gap = match[1]
        if numbers.get(gap):
            return f"${{{numbers[gap]}}}"
        number = numbers.setdefault(gap, len(numbers))
        if gap in fixtures:
            wanted[str(number)] = fixtures[gap]
        return f"${{{number}:{_escaped(snippet.gaps[gap])}}}"

    parts = re.split(r"(«[\w.]+»)", snippet.body)
    body = "".join(
        re.sub(r"«([\w.]+)»", placeholder, part) if number % 2 else part.replace("\\", "\\\\").replace("$", "\\$")
        for number, part in enumerate(parts)
    )
    return body, wanted


def outputs() -> dict[Path, str]:
    """Path to content of everything that is made."""
    source, _ = read_toml(SOURCE) or ({}, "")
    completion: list[dict[str, object]] = []
    files: dict[str, object] = {}
    menu: dict[str, object] = {}
    for snippet in snippets(source):
        body, wanted = in_syntax(snippet, source["fixture"])
        completion.append({"name": snippet.name, "place": snippet.place, "what": snippet.what, "body": body})
        if wanted:
            completion[-1]["fixtures"] = wanted
        if snippet.place == "mark":
            continue
        title, prefix = _title_and_prefix(snippet)
        shown = {"body": body.split("\n"), "description": snippet.what}
        menu[title] = shown
        files[title] = {"scope": "python", "prefix": prefix, **shown}
    return {
        COMPLETION: _json(completion),
        VSCODE / "python.json": _json(menu),
        VSCODE / "seamwright.code-snippets": _json(files),
    }


def main(arguments: list[str]) -> int:
    """Write what differs; the exit status."""
    stale = [path for path, content in outputs().items() if not path.is_file() or path.read_text("utf-8") != content]
    for path in stale:
        print(f"{path.relative_to(ROOT)}: {'is not up to date' if arguments else 'written'}")
        if not arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(outputs()[path], "utf-8", newline="\n")
    return 1 if stale and arguments else 0


def _made(template: str, common: Mapping[str, str], own: Mapping[str, Any]) -> str:
    values = {**common, **{name: text for name, text in own.items() if name != "gap"}}
    clean = {name: text.strip("\n") for name, text in values.items()}
    return render(template, {**_EMPTY, **clean}, Options(templates=builtin_templates()))


def _sections(owner: str, code: str, gaps: Mapping[str, str]) -> Iterator[Snippet]:
    """The sections of the docstring in ``code``, each by itself."""
    docstring = textwrap.dedent(code.split('"""')[1])
    for heading, text in re.findall(r"(?m)^([A-Z][\w ]+:)\n((?: {4}.*\n?)+)", docstring):
        what = f"Section of the docstring of a test{' class' if owner == 'class' else ''}"
        yield Snippet(heading, f"{owner} docstring", what, f"{heading}\n{text.rstrip()}", gaps)


def _title_and_prefix(snippet: Snippet) -> tuple[str, str]:
    """Unique in a file, while the server knows by the place which one is meant."""
    words = re.sub(r"\W+", "_", snippet.name.rstrip(":")).lower()
    if snippet.place.endswith("docstring"):
        words = f"section_{words}" + ("_of_class" if snippet.place.startswith("class") else "")
    elif snippet.place == "class" and snippet.name.startswith("pattern"):
        words += "_test"
    return f"Seamwright: {words.replace('_', ' ')}", words


def _flat(table: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in table.items():
        found |= _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {f"{prefix}{name}": value}
    return found


def _escaped(text: str) -> str:
    return re.sub(r"[\\$}]", lambda match: "\\" + match[0], text)


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
