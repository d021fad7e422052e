"""The changes to one Python file, gathered and checked: nothing but what was meant is different afterwards."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import replace

from seamwright.generate.imports import ImportPlan
from seamwright.generate.insertion import Insertion, class_at_end, in_style
from seamwright.generate.integrity import Refused, bound_names, read_tree
from seamwright.generate.model import FileChange, Options
from seamwright.rewriting import CannotRewrite, Rewrite
from seamwright.rewriting.edits import edits as rewritten
from seamwright.suite import read_module
from seamwright.text.edit import Edit, apply
from seamwright.text.span import LineIndex, Span


class Draft:
    """One file as it is, and what is to become of it. ``text`` is ``None`` for a file that is made."""

    def __init__(self, path: str, text: str | None, options: Options) -> None:
        self.path, self._before = path, text
        self.text = text or ""
        self.tree = read_tree(self.text)
        self.lines = LineIndex(self.text)
        self.module = replace(read_module(self.text), indent=_indent(self.tree, self.lines))
        self.bound = bound_names(self.tree.body)
        self.imports = ImportPlan(self.module, self.lines, self.tree, options)
        self._edits: list[Edit] = []
        self._insertions: list[Insertion] = []
        self._at_end: list[str] = []
        self._touched: set[str] = set()
        self._may_lose: set[str] = set()

    def replace(self, span: Span, new: str) -> None:
        """Put ``new`` in the place of ``span``."""
        self._edits.append(Edit(span, new))

    def rewrite(self, *rewrites: Rewrite) -> None:
        """Carry out ``rewrites``.

        Raises:
            Refused: that cannot be done so that only what is meant is different.
        """
        try:
            self._edits += rewritten(self.text, rewrites)
        except CannotRewrite as reason:
            raise Refused(str(reason)) from None

    def touches(self, *functions: str) -> None:
        """Functions of these names may be different afterwards, or come, or go."""
        self._touched.update(functions)

    def may_lose(self, *names: str) -> None:
        """Imports of these names may go."""
        self._may_lose.update(names)

    def add_at_end(self, name: str, source: str) -> None:
        """A function behind everything else; ``source`` is indented by four spaces and ends in a line feed."""
        self._at_end.append(source)
        self.touches(name)

    def add_before(self, offset: int, name: str, source: str) -> None:
        """A function before the top-level statement at ``offset`` and the comments that belong to it."""
        line = self.lines.line_at(offset)
        while line > 0 and self.lines.text(line - 1).startswith("#"):
            line -= 1
        start = max(self.lines.start(line), 1 if self.text.startswith("\ufeff") else 0)
        above = self.text[:start].rstrip("\r\n\t \f\ufeff")
        blank = line - self.lines.line_at(len(above)) - 1 if above else 2
        text = "\n" * max(0, 2 - blank) + source + "\n\n"
        self._insertions.append(Insertion(start, 3, in_style(text, self.module.indent, self.module.newline)))
        self.touches(name)

    def change(self) -> FileChange:
        """All of it as one change.

        Raises:
            Refused: something else in the file would be different.
        """
        insertions = [*self.imports.insertions(), *self._insertions]
        if self._at_end:
            insertions.append(class_at_end(self.module, self.lines, self._at_end, insertions))
        edits = _joined(self._edits, insertions)
        try:
            after = read_tree(apply(self.text, edits))
        except (Refused, ValueError):
            raise Refused("the change cannot be written so that the file still parses") from None
        if not self._is_sound(after):
            raise Refused("the change cannot be made without touching other code")
        action = "create" if self._before is None else "update" if edits else "unchanged"
        return FileChange(self.path, action, self._before, edits, (), ())  # type: ignore[arg-type]

    def _is_sound(self, after: ast.Module) -> bool:
        lost = bound_names(self.tree.body).keys() - bound_names(after.body).keys()
        if lost - self._may_lose - self._touched:
            return False
        try:
            return _rest(self.tree.body, self._touched) == _rest(after.body, self._touched)
        except (RecursionError, MemoryError):
            return False


def _indent(tree: ast.Module, lines: LineIndex) -> str:
    """One level of indentation: that of the first body of a function or class on lines of its own."""
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            line = lines.text(node.body[0].lineno - 1)
            blank = line[: len(line) - len(line.lstrip(" \t"))]
            if blank:
                return blank
    return "    "


def _rest(body: Iterable[ast.stmt], touched: set[str]) -> list[object]:
    """Everything but imports and the functions called ``touched``, comparable."""
    found: list[object] = []
    for node in body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            continue
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name in touched:
            continue
        if isinstance(node, ast.ClassDef):
            head = [ast.dump(each) for each in (*node.bases, *node.keywords, *node.decorator_list)]
            found.append((node.name, head, _rest(node.body, touched)))
        else:
            found.append(ast.dump(node))
    return found


def _joined(edits: list[Edit], insertions: list[Insertion]) -> tuple[Edit, ...]:
    """All in the order of the text; of several at one place, one."""
    found: dict[Span, str] = {edit.span: edit.new for edit in edits}
    for insertion in sorted(insertions, key=lambda each: (each.offset, each.rank)):
        span = Span(insertion.offset, insertion.offset)
        found[span] = found.get(span, "") + insertion.text
    return tuple(Edit(span, new) for span, new in sorted(found.items()) if new or span.end > span.start)
