"""Adds generated tests to a file that somebody may have written by hand. Decides what is missing and where it goes.

Every edit is an insertion, so no byte of the file is lost, and the result is checked against the file's syntax tree
before anybody sees it. What is there already is found by name and by what docstrings say, so that a person may rename
classes and tests without getting them a second time.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seamwright.generate.imports import ImportPlan
from seamwright.generate.insertion import Insertion, class_at_end, methods_of
from seamwright.generate.integrity import Refused, bound_names, only_adds, read_tree
from seamwright.generate.model import ClassSource, MethodSource, Options, Reference
from seamwright.generate.needs import parse_imports
from seamwright.generate.reference import find_reference
from seamwright.suite import Class, read_module
from seamwright.text.edit import Edit, apply
from seamwright.text.span import LineIndex, Span

__all__ = ["MergeResult", "Refused", "merge", "merge_all", "with_functions"]


@dataclass(frozen=True, slots=True)
class MergeResult:
    """What merging one class does to a file."""

    edits: tuple[Edit, ...]
    """Insertions into the text as it was; none when nothing is missing."""
    class_name: str
    """The class that holds the tests; not the generated name where a person has renamed it."""
    added_class: bool
    added_tests: tuple[str, ...]


def merge(before: str, cls: ClassSource, options: Options, *, into_class: str | None = None) -> MergeResult:
    """Add what ``before`` lacks of ``cls``; see :func:`merge_all`.

    Raises:
        Refused: nothing can be added; says why.
    """
    edits, (outcome,) = merge_all(before, [cls], options, into_class=into_class)
    if isinstance(outcome, Refused):
        raise outcome
    return MergeResult(edits, outcome.class_name, outcome.added_class, outcome.added_tests)


def merge_all(
    before: str, classes: Sequence[ClassSource], options: Options, *, into_class: str | None = None
) -> tuple[tuple[Edit, ...], tuple[MergeResult | Refused, ...]]:
    """Add what the file ``before`` lacks of ``classes``; one outcome for each, in order, all edits in one list.

    A class is found by the ``Plan:`` line of its docstring, else by its name; ``into_class`` names an existing class
    that takes the tests instead. A test is there if its name is, or if a test that has none of the generated names
    says the same in the first paragraph of its docstring.

    Raises:
        Refused: the file as a whole cannot be edited: it is no Python, or too large.
    """
    if not classes:
        return (), ()
    draft = _Draft(before, options, into_class)
    outcomes: list[MergeResult | Refused] = []
    for cls in classes:
        try:
            outcomes.append(draft.add(cls))
        except Refused as refusal:
            outcomes.append(refusal)
    return draft.edits(), tuple(outcomes)


def with_functions(before: str, functions: Mapping[str, str], options: Options) -> tuple[Edit, ...]:
    """The edits that put ``functions`` (their sources by name, which use ``pytest``) at the end of a module.

    Raises:
        Refused: they cannot be added without changing what is there, or one of the names is taken.
    """
    tree, module, lines = read_tree(before), read_module(before), LineIndex(before)
    bound = bound_names(tree.body)
    for name in functions:
        if name in bound:
            raise Refused(f"line {bound[name]}: {name} exists, but is no fixture")
    imports = ImportPlan(module, lines, tree, options)
    imports.require(["import pytest"])
    insertions = imports.insertions()
    insertions.append(class_at_end(module, lines, list(functions.values()), insertions))
    edits = _as_edits(insertions)
    if not only_adds(tree, read_tree(apply(before, edits)), added=(ast.FunctionDef,)):
        raise Refused("the fixtures cannot be added without changing what is there")
    return edits


class _Draft:
    """The changes to one file, gathered class by class."""

    def __init__(self, before: str, options: Options, into_class: str | None) -> None:
        self._before, self._into = before, into_class
        self._tree = read_tree(before)
        self._module = read_module(before)
        self._lines = LineIndex(before)
        self._bound = bound_names(self._tree.body)
        self._imports = ImportPlan(self._module, self._lines, self._tree, options)
        self._grown: dict[str, list[MethodSource]] = {}
        self._new: dict[str, str] = {}
        self._bodies = {
            (node.name, node.lineno): node.body for node in self._tree.body if isinstance(node, ast.ClassDef)
        }
        if self._bodies.keys() != {(cls.name, cls.line) for cls in self._module.classes if cls.direct}:
            raise Refused("the structure of the file cannot be read with certainty")

    def add(self, cls: ClassSource) -> MergeResult:
        """Note what is missing of ``cls``."""
        homes = self._homes(cls)
        missing = cls.methods
        if homes:
            missing = self._missing(cls, homes)
            if missing:
                self._imports.require(_used((*cls.imports, *cls.annotations), missing))
                self._grown.setdefault(homes[0].name, []).extend(missing)
        else:
            self._imports.require((*cls.imports, *cls.annotations))
            self._new[cls.name] = cls.header + "".join("\n" + method.source for method in cls.methods)
        name = homes[0].name if homes else cls.name
        return MergeResult((), name, not homes, tuple(method.name for method in missing))

    def edits(self) -> tuple[Edit, ...]:
        """Everything noted, as insertions into the text as it was.

        Raises:
            Refused: they would do more than add to what is there.
        """
        insertions = self._imports.insertions()
        for name, methods in self._grown.items():
            (home,) = self._module.find_classes(name)
            insertions += methods_of(self._module, self._lines, home, [method.source for method in methods])
        if self._new:
            insertions.append(class_at_end(self._module, self._lines, list(self._new.values()), insertions))
        edits = _as_edits(insertions)
        try:
            is_sound = not edits or only_adds(self._tree, read_tree(apply(self._before, edits)))
        except Refused:
            is_sound = False
        if not is_sound:
            raise Refused("the tests cannot be added without changing what is there")
        return edits

    def _homes(self, cls: ClassSource) -> list[Class]:
        """Existing classes for the seam of ``cls``; the first one takes what is missing."""
        classes = self._module.classes
        header = read_module(cls.header).classes
        reference = find_reference(header[0].docstring) if header else None
        mine = [found for found in classes if reference is not None and _same_seam(found, reference)]
        if self._into is not None:
            return [self._usable(self._into), *(found for found in mine if found.name != self._into)]
        if mine:
            mine.sort(key=lambda found: found.name != cls.name)
            return [self._usable(mine[0].name), *mine[1:]]
        if not self._module.find_classes(cls.name):
            if cls.name in self._bound or cls.name in self._new:
                where = f"line {self._bound[cls.name]}: " if cls.name in self._bound else ""
                raise Refused(f"{where}{cls.name} exists, but is not a class for this seam")
            return []
        found = self._usable(cls.name)
        other = find_reference(found.docstring)
        if (
            reference is not None
            and other is not None
            and other.path != reference.path
            and other.seam != reference.seam
        ):
            raise Refused(f"line {found.line}: {cls.name} stands for seam {other.seam} of {other.path}")
        return [found]

    def _usable(self, name: str) -> Class:
        found = self._module.find_classes(name)
        if not found:
            raise Refused(f"there is no class {name}")
        if len(found) > 1:
            lines = " and ".join(str(cls.line) for cls in found)
            raise Refused(f"class {name} is defined more than once (lines {lines})")
        if not found[0].direct:
            raise Refused(f"line {found[0].line}: class {name} is not at the top level")
        return found[0]

    def _missing(self, cls: ClassSource, homes: Sequence[Class]) -> tuple[MethodSource, ...]:
        generated = {method.name for method in cls.methods}
        present = {method.name for method in self._grown.get(homes[0].name, ())}
        said: list[str] = []
        for home in homes:
            present |= bound_names(self._bodies.get((home.name, home.line), [])).keys()
            present |= {method.name for method in home.methods}
            said += [_summary(method.docstring) for method in home.methods if method.name not in generated]
        missing = []
        for method in cls.methods:
            if method.name in present:
                continue
            summary = _summary(_docstring_of(method))
            if summary and summary in said:
                said.remove(summary)  # a person has renamed this test
                continue
            missing.append(method)
        return tuple(missing)


def _same_seam(cls: Class, reference: Reference) -> bool:
    found = find_reference(cls.docstring)
    return found is not None and (found.path, found.seam) == (reference.path, reference.seam)


def _docstring_of(method: MethodSource) -> str | None:
    classes = read_module("class X:\n" + method.source).classes
    return classes[0].methods[0].docstring if classes and classes[0].methods else None


def _summary(docstring: str | None) -> str:
    """The first paragraph without regard to white space, case and a closing full stop; empty if it says nothing."""
    text = " ".join(re.split(r"\n[ \t]*\n", (docstring or "").strip(), maxsplit=1)[0].split()).casefold().rstrip(".:")
    return "" if text.startswith("todo") else text


def _used(imports: Sequence[str], methods: Sequence[MethodSource]) -> list[str]:
    """Those of ``imports`` whose names the code of ``methods`` uses; a comment uses nothing."""
    tree = ast.parse("class X:\n" + "".join(method.source for method in methods))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return [source for source in imports if any(need.bound in names for need in parse_imports([source]))]


def _as_edits(insertions: Sequence[Insertion]) -> tuple[Edit, ...]:
    """One edit for each place."""
    places: dict[int, list[Insertion]] = {}
    for insertion in insertions:
        places.setdefault(insertion.offset, []).append(insertion)
    return tuple(
        Edit(Span(offset, offset), "".join(part.text for part in sorted(parts, key=lambda part: part.rank)))
        for offset, parts in sorted(places.items())
    )
