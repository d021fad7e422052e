"""Runs an action on a Python file of a project in memory."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

import black

from seamwright.actions.model import Disabled, Offer
from seamwright.actions.python.model import Example, Place, PythonAction
from seamwright.fixtures import Resolver
from seamwright.fixtures.builtins import BUILTINS
from seamwright.fixtures.model import PluginModule, PytestConfig
from seamwright.generate.model import FileChange
from seamwright.generate.names import plan_names
from seamwright.plan import parse
from seamwright.rules.model import Settings
from seamwright.suite import read_module
from seamwright.text.span import Span
from seamwright.trace import PlanFacts, read_facts, relate
from seamwright.trace.sole import Sole, sole
from tests.fixtures.project import Memory

PATH = "tests/test_it.py"


class Project(Memory):
    """Texts as they are: white space is what is looked at here."""

    def __init__(self, files: Mapping[str, str], config: PytestConfig | None = None, plugins: Sequence[str] = ()):
        named = [PluginModule(name, None) for name in plugins]
        super().__init__({}, config, [PluginModule("pytest", None, True, BUILTINS), *named])
        self.files = {f"/p/{path}": text for path, text in files.items()}


def place_of(
    marked: str,
    files: Mapping[str, str] | None = None,
    *,
    path: str = PATH,
    typed: bool = False,
    creates: bool = True,
    config: PytestConfig | None = None,
    plugins: Sequence[str] = (),
    plan: str | None = None,
) -> Place:
    """``marked`` is the file at ``path`` with one ``‸`` at the cursor, or two around the selection.

    ``plan`` stands beside it as ``TEST_PLAN.md``.
    """
    before, *rest = marked.split("‸")
    text = before + "".join(rest)
    end = len(before) + (len(rest[0]) if len(rest) == 2 else 0)
    resolver = Resolver(Project({**(files or {}), path: text}, config, plugins))
    return Place(
        f"/p/{path}",
        text,
        Span(len(before), end),
        resolver,
        is_own=lambda each: each.startswith("/p/"),
        shown=lambda each: each.removeprefix("/p/"),
        typed=typed,
        can_create=lambda each: creates,
        find_rules=lambda: (Settings(), path),
        planned=_planned(plan, text, path) if plan is not None else Sole(),
        naming=lambda word: (
            (f"/p/{each}", other) for each, other in (files or {}).items() if word in other and each != path
        ),
    )


def _planned(plan: str, text: str, path: str) -> Sole:
    place = f"{path.rpartition('/')[0]}/TEST_PLAN.md"
    read = parse(plan)
    facts = PlanFacts(place, read, plan_names(read), {})
    return sole(relate([facts], {place: read_facts(read_module(text), path)}), path)


def offered(action: PythonAction, place: Place) -> list[Offer | Disabled]:
    return list(action.applies(place))


def titles(action: PythonAction, place: Place) -> list[str]:
    """What is offered; a disabled action with its reason."""
    return [
        f"{each.title}: {each.reason}" if isinstance(each, Disabled) else each.title for each in offered(action, place)
    ]


def written(changes: Sequence[FileChange]) -> dict[str, str]:
    """Path to text of every changed file, all of them Python that parses."""
    texts = {change.path.removeprefix("/p/"): change.after for change in changes}
    for text in texts.values():
        ast.parse(text.removeprefix("\ufeff"))
    return texts


def done(action: PythonAction, place: Place, title: str | None = None) -> dict[str, str]:
    """The texts after the action with ``title`` (the first one without) has been chosen."""
    found = [each for each in offered(action, place) if title in (None, each.title)]
    assert found, [each.title for each in offered(action, place)]
    assert isinstance(found[0], Offer), found[0]
    return written(action.edits(place, found[0].arguments))


def check(action: PythonAction, example: Example) -> None:
    """``example`` happens: the offer, and what it writes."""
    place = place_of(example.text, example.files, typed=example.typed, plan=example.plan)
    found = offered(action, place)
    if example.title is None:
        assert found == []
        return
    offer = next((each for each in found if each.title == example.title), None)
    assert offer is not None, [each.title for each in found]
    assert (offer.reason if isinstance(offer, Disabled) else None) == example.reason
    if isinstance(offer, Offer):
        texts = written(action.edits(place, offer.arguments))
        assert texts == example.writes
        before = {**example.files, PATH: place.text}
        for path, text in texts.items():
            if is_formatted(before.get(path, "")):
                assert is_formatted(text)


def is_formatted(text: str) -> bool:
    """Black leaves it as it is."""
    return formatted(text) == text


def formatted(text: str) -> str:
    return black.format_str(text, mode=black.Mode(string_normalization=False))
