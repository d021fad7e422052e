"""Which imports a file needs in addition, and where they go. Adopts what the file imports already."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Sequence

from seamwright.generate.extension import extend
from seamwright.generate.insertion import Insertion
from seamwright.generate.integrity import Refused, bound_names
from seamwright.generate.model import Options
from seamwright.generate.needs import Need, parse_imports, runtime_imports
from seamwright.suite import Import, Module
from seamwright.text.span import LineIndex

_Key = tuple[int, bool, str]
"""Section, whether it is a ``from`` import, module."""


class ImportPlan:
    """The imports that are added to one file."""

    def __init__(self, module: Module, lines: LineIndex, tree: ast.Module, options: Options) -> None:
        self._module, self._lines, self._options = module, lines, options
        self._present = {need.bound: need for need in runtime_imports(tree.body)}
        self._all = set(runtime_imports(tree.body))
        self._other = bound_names(tree.body, imports=False)
        self._needs: list[Need] = []
        starts = [cls.span.start for cls in module.classes] + [function.span.start for function in module.functions]
        self._first_definition = min(starts, default=len(module.text))
        self._existing = [part for part in module.imports if part.direct and part.span.start < self._first_definition]

    @property
    def _first_statement(self) -> int:
        """Where the part of the file ends that formatters and linters regard as its imports."""
        imports = {part.span.start for part in self._module.imports}
        for span in self._module.statements:
            if (
                span.start in imports
                or span == self._module.docstring_span
                or _BEFORE_IMPORTS.match(self._module.text, span.start)
            ):
                continue
            return span.start
        return len(self._module.text)

    def require(self, statements: Iterable[str]) -> None:
        """Make sure that ``statements`` (import statements) hold in the file.

        A name that the file imports from elsewhere, or defines, is taken as it is; so is what is imported in a
        ``try``, but not what stands below an ``if`` (``if TYPE_CHECKING:``).

        Raises:
            Refused: a module's name means something else in this file.
        """
        for need in parse_imports(statements):
            if not self._holds(need) and need not in self._needs:
                self._needs.append(need)

    def insertions(self) -> list[Insertion]:
        """The edits, in no particular order."""
        found: list[Insertion] = []
        modules: dict[tuple[str, bool], list[Need]] = {}
        for need in sorted(self._needs, key=lambda need: need.key):
            modules.setdefault((need.module, need.name is None), []).append(need)
        sections: dict[int, list[tuple[_Key, str]]] = {}
        for (module, plain), needs in modules.items():
            if not plain and (extended := self._extended(module, needs)):
                found += extended
                continue
            key = self._key(module, plain)
            sections.setdefault(key[0], []).append((key, self._statement(needs)))
        ordered = [sorted(statements) for _, statements in sorted(sections.items())]
        if ordered and not self._existing:
            blocks = ["".join(source for _, source in statements) for statements in ordered]
            found.append(self._at_top(self._module.newline.join(blocks)))
        else:
            for statements in ordered:
                found += self._beside(statements)
        return _joined(found)

    def _holds(self, need: Need) -> bool:
        if need in self._all:
            return True
        other = self._present.get(need.bound)
        if need.name is not None:
            return other is not None or need.bound in self._other
        if need.bound in self._other:
            raise Refused(f"line {self._other[need.bound]}: {need.bound!r} is not the module here")
        if other is not None and (need.alias or other.name is not None or other.alias):
            raise Refused(f"{need.bound!r} is not the module here, but imported from {other.module!r}")
        return False

    def _extended(self, module: str, needs: Sequence[Need]) -> list[Insertion]:
        """Insertions that let an existing ``from … import`` take ``needs``; none if no statement can."""
        for part in self._existing:
            if part.module == module:
                found = extend(self._module, self._lines, part, needs, self._options.line_length)
                if found is not None:
                    return found
        return []

    def _key(self, module: str, plain: bool) -> _Key:
        """Sorts as ``isort`` and ``ruff`` do: sections, then plain imports first, then by module."""
        top = module.partition(".")[0]
        if module == "__future__":
            section = 0
        elif top in sys.stdlib_module_names:
            section = 1
        elif not top:
            section = 4
        else:
            section = 3 if any(top == need.module.partition(".")[0] for need in self._needs if need.name) else 2
        return section, not plain, module.lower()

    def _beside(self, statements: list[tuple[_Key, str]]) -> list[Insertion]:
        """New statements of one section among existing ones: in that section, else behind the section before it."""
        keyed = [(self._key(part.module or part.names[0].module, part.module is None), part) for part in self._existing]
        section = statements[0][0][0]
        if same := [(key, part) for key, part in keyed if key[0] == section]:
            # Imports further down are late for a reason that need not be one for ours.
            at_top = [(key, part) for key, part in same if part.span.start < self._first_statement]
            return [self._within(at_top or same, key, source) for key, source in statements]
        newline, block = self._module.newline, "".join(source for _, source in statements)
        before = [part for key, part in keyed if key[0] < section]
        if not before:
            return [self._before(keyed[0][1], block + newline)]
        line = self._lines.line_at(before[-1].span.end)
        if section >= 3:
            line = max(line, self._last_preparation())
        return [self._after_line(line, newline + block)]

    def _within(self, same: list[tuple[_Key, Import]], key: _Key, source: str) -> Insertion:
        before = [part for other, part in same if other <= key]
        if not before:
            return self._before(same[0][1], source)
        return self._after_line(self._lines.line_at(before[-1].span.end), source)

    def _before(self, part: Import, text: str) -> Insertion:
        return Insertion(max(self._lines.start(self._lines.line_at(part.span.start)), self._origin), 0, text)

    def _last_preparation(self) -> int:
        """Line of the last statement that later imports rely on (``sys.path``, ``os.environ``), or -1."""
        found = -1
        for span in self._module.statements:
            if span.start >= self._first_definition:
                break
            if _PREPARATION.match(self._module.text, span.start):
                found = self._lines.line_at(span.end)
        return found

    def _at_top(self, block: str) -> Insertion:
        """The first imports of a file: behind its docstring, or the comments at its head."""
        lines, newline = self._lines, self._module.newline
        head = self._head()
        following = head + 1
        while following < len(lines) and not lines.text(following).strip(" \t\f\ufeff"):
            following += 1
        blank = following - head - 1
        spare = 0
        if following < len(lines):
            wanted = self._blank_lines_above(following)
            block += newline * max(0, wanted - blank)
            spare = max(0, blank - wanted)
        if head < 0:
            return Insertion(self._origin, 0, block)
        return self._after_line(head + spare, block if spare else newline + block)

    def _blank_lines_above(self, line: int) -> int:
        """How many a formatter wants between imports and ``line``: two above a definition and its comments."""
        while line + 1 < len(self._lines) and self._lines.text(line).startswith("#"):
            line += 1
        return 2 if _DEFINITION.match(self._lines.text(line).removeprefix("\ufeff")) else 1

    def _head(self) -> int:
        """The last line of what must stay above the imports, or -1."""
        lines = self._lines
        if self._module.docstring_span is not None:
            return lines.line_at(self._module.docstring_span.end)
        head = -1
        while head + 1 < len(lines) and lines.text(head + 1).lstrip("\ufeff").startswith("#"):
            head += 1
        attached = head + 1 < len(lines) and lines.text(head + 1).strip(" \t\f") != ""
        if attached:  # the comment belongs to the code below it, unless the system reads it
            head = max((n for n in range(min(head + 1, 2)) if _SYSTEM_COMMENT.match(lines.text(n))), default=-1)
        return head

    def _after_line(self, line: int, text: str) -> Insertion:
        prefix = "" if line + 1 < len(self._lines) else self._module.newline
        return Insertion(self._lines.start(line + 1), 0, prefix + text)

    @property
    def _origin(self) -> int:
        return 1 if self._module.text.startswith("\ufeff") else 0

    def _statement(self, needs: Sequence[Need]) -> str:
        newline = self._module.newline
        if needs[0].name is None:
            return "".join(f"import {need.written}{newline}" for need in needs)
        names = [need.written for need in needs]
        line = f"from {needs[0].module} import {', '.join(names)}"
        if len(line) <= self._options.line_length:
            return line + newline
        rows = "".join(f"{self._module.indent}{name},{newline}" for name in names)
        return f"from {needs[0].module} import ({newline}{rows}){newline}"


def _joined(insertions: list[Insertion]) -> list[Insertion]:
    """Insertions at one place as one."""
    found: dict[int, Insertion] = {}
    for insertion in insertions:
        known = found.get(insertion.offset)
        found[insertion.offset] = insertion if known is None else known._replace(text=known.text + insertion.text)
    return list(found.values())


_PREPARATION = re.compile(r"sys\.path\b|os\.environ\b|os\.(?:putenv|chdir)\b|load_dotenv\b|pytest\.importorskip\b")
_BEFORE_IMPORTS = re.compile(rf"(?:if|try|with)\b|{_PREPARATION.pattern}")
_DEFINITION = re.compile(r"class\b|def\b|async\b|@")
_SYSTEM_COMMENT = re.compile(r"\ufeff?#(?:!|.*coding[:=])")
