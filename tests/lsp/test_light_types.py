"""The protocol's types are made late, and are the same as if they had been made at once."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import attrs
import pytest
from lsprotocol import types as t

from seamwright.lsp import capabilities
from seamwright.lsp.capabilities import ASKED_FOR, Asked, Client
from seamwright.lsp.structure import make_converter
from tests.lsp.wire import environment

LATE = "from seamwright.lsp import light_types\nlight_types.load()\nfrom lsprotocol import types as t\n"
MADE = """
def made():
    return {
        name for name, each in vars(t).items()
        if isinstance(each, type) and type(vars(each).get("__attrs_attrs__")) is not Late
    }
Late = light_types._Unmade
plain = {name for name, each in vars(t).items() if isinstance(each, type) and "__attrs_attrs__" not in vars(each)}
"""
FIELDS = """
import attrs
for name, each in sorted(t.ALL_TYPES_MAP.items()):
    if isinstance(each, type) and attrs.has(each):
        print(name, [(field.name, field.alias, str(field.type), repr(field.default)) for field in attrs.fields(each)])
"""
SAMPLE = """
one, other = (t.Range(t.Position(line, 2), t.Position(3, 4)) for line in (1, 2))
print(repr(one), one == other, one == t.Range(t.Position(1, 2), t.Position(3, 4)), repr(t.Command("a", "b")))
print(t.Command("a", "b") == t.Command("a", "b"), t.Command("a", "b") == t.Command("a", "c"))
for wrong in (lambda: t.Command("a"), lambda: t.Command(title=1, command="c"), lambda: t.Position(-1, 0)):
    try:
        print(wrong())
    except (TypeError, ValueError) as error:
        print(type(error).__name__)
"""
THREADS = """
import threading
found, gate = [], threading.Barrier(8)
def make():
    gate.wait()
    found.append(t.Diagnostic(range=t.Range(t.Position(0, 0), t.Position(0, 1)), message="x", source="y"))
threads = [threading.Thread(target=make) for _ in range(8)]
[each.start() for each in threads]
[each.join() for each in threads]
print(len(found), all(each == found[0] for each in found))
"""


def run(program: str) -> str:
    """What a process of its own prints: here, the types have been loaded long ago."""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment())
    assert not done.stderr, done.stderr
    return done.stdout


@pytest.mark.parametrize("program", [FIELDS, SAMPLE], ids=["fields", "methods"])
def test_types_made_late_are_the_same(program: str) -> None:
    resolved = "from lsprotocol import converters, types as t\nconverters.get_converter()\n"

    assert run(LATE + program) == run(resolved + program)


def test_threads_may_make_the_same_class() -> None:
    assert run(LATE + THREADS) == "8 True\n"


def test_most_classes_are_not_made_for_a_session_to_start() -> None:
    program = MADE + "from seamwright.lsp import server\nserver.build()\nprint(len(made() - plain))"

    assert int(run(LATE + program)) < 40


def test_whatever_was_loaded_before_stays() -> None:
    assert (
        run("from lsprotocol import types as t\nbefore = t.Position\n" + LATE + "print(t.Position is before)")
        == "True\n"
    )


def test_everything_that_is_asked_of_a_client_is_read() -> None:
    source = Path(capabilities.__file__).read_text(encoding="utf-8").partition("class Client")[2]
    names = re.findall(r'"((?:general|window|workspace|text_document)\.[\w.]+)"', source)

    assert len(names) > 20
    assert [name for name in names if not _is_asked(name.split("."))] == []


def test_what_nobody_asks_about_is_not_read() -> None:
    hover = {"dynamicRegistration": True, "contentFormat": ["plaintext"]}
    read = make_converter().structure({"textDocument": {"hover": hover, "moniker": {}}}, t.ClientCapabilities)

    assert not Client(read).hovers_markdown
    assert read.text_document is not None
    assert read.text_document.hover == t.HoverClientCapabilities(content_format=[t.MarkupKind.PlainText])
    assert read.text_document.moniker is None


def test_every_name_that_is_asked_for_exists() -> None:
    def check(type_: type, asked: Asked) -> None:
        fields = {field.name: field.type for field in attrs.fields(type_)}
        for name, inner in asked.items():
            assert name in fields
            if inner:
                check(next(each for each in fields[name].__args__ if attrs.has(each)), inner)  # type: ignore[union-attr]

    check(t.ClientCapabilities, ASKED_FOR)


def _is_asked(path: list[str]) -> bool:
    place = ASKED_FOR
    for part in path:
        if part not in place:
            return False
        place = place[part]
    return True
