"""Which imports a file needs in addition, and where they go. Adopts what the file imports already."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from seamwright.generate.insertion import Insertion, line_span
from seamwright.generate.integrity import Refused, bound_names
from seamwright.generate.model import Options
from seamwright.suite import Import, Module
from seamwright.text.span import LineIndex


class Need(NamedTuple):
    """One name that generated code uses: ``from module import name as alias``, or ``import module as alias``."""

    module: str
    name: str | None
    alias: str | None

    @property
    def bound(self) -> str:
        """How the code says it."""
        return self.alias or (self.module.partition(".")[0] if self.name is None else self.name)


_Key = tuple[int, bool, str]
"""Section, whether it is a ``from`` import, module."""


class ImportPlan:
    """The imports that are added to one file."""

    def __init__(self, module: Module, lines: LineIndex, tree: ast.Module, options: Options) -> None:
        self._module, self._lines, self._options = module, lines, options
        self._present = {need.bound: need for need in _runtime(tree.body)}
        self._all = set(_runtime(tree.body))
        self._other = bound_names(tree.body, imports=False)
        self._needs: list[Need] = []
        starts = [cls.span.start for cls in module.classes] + [function.span.start for function in module.functions]
        self._first_definition = min(starts, default=len(module.text))
        self._existing = [part for part in module.imports if part.direct and part.span.start < self._first_definition]

    def require(self, statements: Iterable[str]) -> None:
        """Make sure that ``statements`` (import statements) hold in the file.

        A name that the file imports from elsewhere, or defines, is taken as it is; so is what is imported in a
        ``try``, but not what stands below an ``if`` (``if TYPE_CHECKING:``).

        Raises:
            Refused: a module's name means something else in this file.
        """
        missing = [need for need in parse_imports(statements) if not self._holds(need)]
        self._needs += [need for need in missing if need not in self._needs]

    def insertions(self) -> list[Insertion]:
        """The edits, in no particular order."""
        found: list[Insertion] = []
        new: dict[tuple[str, bool], list[Need]] = {}
        for need in sorted(self._needs, key=_name_key):
            if not self._extended(need, found):
                new.setdefault((need.module, need.name is None), []).append(need)
        sections: dict[int, list[tuple[_Key, str]]] = {}
        for (module, plain), needs in new.items():
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

    def _extended(self, need: Need, found: list[Insertion]) -> bool:
        """Whether an existing ``from … import`` could take ``need``."""
        if need.name is None:
            return False
        for part in self._existing:
            if part.module == need.module and (insertion := self._extension(part, need, found)) is not None:
                found.append(insertion)
                return True
        return False

    def _extension(self, part: Import, need: Need, found: list[Insertion]) -> Insertion | None:
        text, written = self._module.text, _written(need)
        source = part.span.of(text)
        first, last = line_span(self._lines, part.span)
        if any(name.name == "*" for name in part.names) or not part.names:
            return None
        keys = [_name_key(Need(name.module, name.name, None)) for name in part.names]
        place = len(keys)
        if keys == sorted(keys):
            place = next((at for at, key in enumerate(keys) if key > _name_key(need)), len(keys))
        if first == last and source == self._lines.text(first).strip() and "(" not in source:
            width = self._lines.end(first) - self._lines.start(first) + len(written) + 2
            width += sum(len(other.text) for other in found if part.span.start <= other.offset <= part.span.end)
            if width > self._options.line_length:
                return None
            if place < len(keys):
                return Insertion(part.names[place].span.start, 0, f"{written}, ")
            return Insertion(part.names[-1].span.end, 0, f", {written}")
        rows = [line_span(self._lines, name.span) for name in part.names]
        spread = len({row for row, _ in rows}) == len(rows) and first < rows[0][0] and rows[-1][1] < last
        if not spread or not re.match(r"[ \t]*,", text[part.names[-1].span.end :]):
            return None
        row = rows[place][0] if place < len(keys) else rows[-1][1] + 1
        margin = self._lines.text(rows[0][0])
        indent = margin[: len(margin) - len(margin.lstrip(" \t"))]
        return Insertion(self._lines.start(row), 0, f"{indent}{written},{self._module.newline}")

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
            return [self._within(same, key, source) for key, source in statements]
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
            return "".join(f"import {_written(need)}{newline}" for need in needs)
        names = [_written(need) for need in needs]
        line = f"from {needs[0].module} import {', '.join(names)}"
        if len(line) <= self._options.line_length or len(names) == 1:
            return line + newline
        rows = "".join(f"{self._module.indent}{name},{newline}" for name in names)
        return f"from {needs[0].module} import ({newline}{rows}){newline}"


def parse_imports(statements: Iterable[str]) -> list[Need]:
    """What import statements bind. Statements are ours, so they are valid."""
    return list(_runtime([node for source in statements for node in ast.parse(source).body]))


def _runtime(body: Sequence[ast.stmt]) -> Iterator[Need]:
    """Imports that run whenever the module does."""
    stack = list(reversed(body))
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Need(alias.name, None, alias.asname)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            for alias in node.names:
                yield Need(module, alias.name, None if alias.asname == alias.name else alias.asname)
        elif isinstance(node, (ast.Try, ast.With)):
            stack += reversed(node.body)


def _joined(insertions: list[Insertion]) -> list[Insertion]:
    """Insertions at one place as one."""
    found: dict[int, Insertion] = {}
    for insertion in insertions:
        known = found.get(insertion.offset)
        found[insertion.offset] = insertion if known is None else known._replace(text=known.text + insertion.text)
    return list(found.values())


def _written(need: Need) -> str:
    return (need.name or need.module) + (f" as {need.alias}" if need.alias else "")


def _name_key(need: Need) -> tuple[int, str]:
    """Sorts names as ``ruff`` does: constants, classes, the rest."""
    name = need.name or need.module
    constant = name.isupper() and len(name) > 1
    return (0 if constant else 1 if name[:1].isupper() else 2), name


_PREPARATION = re.compile(r"sys\.path\b|os\.environ\b|os\.(?:putenv|chdir)\b|load_dotenv\b|pytest\.importorskip\b")
_DEFINITION = re.compile(r"class\b|def\b|async\b|@")
_SYSTEM_COMMENT = re.compile(r"\ufeff?#(?:!|.*coding[:=])")
