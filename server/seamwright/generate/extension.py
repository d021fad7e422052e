"""More names for a ``from … import`` that is there already, by insertions alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from seamwright.generate.insertion import Insertion
from seamwright.generate.needs import Need
from seamwright.suite import Import, Module
from seamwright.text.span import LineIndex


def extend(module: Module, lines: LineIndex, part: Import, needs: Sequence[Need], width: int) -> list[Insertion] | None:
    """Insertions that put ``needs`` (sorted, all of the module of ``part``) into ``part``.

    Names go where they belong if the statement is sorted, else behind the last one. ``None`` if the statement is
    written in a way that cannot take them: with a comment on its line, a star, names spread over lines unevenly.
    """
    if not part.names or part.names[0].name == "*":
        return None
    keys = [Need(name.module, name.name, None).key for name in part.names]
    in_order = keys == sorted(keys)
    places: dict[int, list[str]] = {}
    for need in needs:
        later = (at for at, key in enumerate(keys) if in_order and key > need.key)
        places.setdefault(next(later, len(keys)), []).append(need.written)
    if part.span.of(module.text) == lines.text(lines.line_at(part.span.start)) and _is_plain(module, part):
        added = sum(len(name) + 2 for names in places.values() for name in names)
        if part.span.end - part.span.start + added <= width:
            return _in_line(part, places)
        return _wrapped(module, part, places)
    return _in_rows(module, lines, part, places)


def _is_plain(module: Module, part: Import) -> bool:
    """Whether exactly a comma and a blank stand between the names, and nothing behind them."""
    gaps = [module.text[one.span.end : two.span.start] for one, two in zip(part.names, part.names[1:], strict=False)]
    return all(gap == ", " for gap in gaps) and part.names[-1].span.end == part.span.end


def _in_line(part: Import, places: dict[int, list[str]]) -> list[Insertion]:
    return [
        Insertion(part.names[at].span.start, 0, "".join(f"{name}, " for name in names))
        if at < len(part.names)
        else Insertion(part.span.end, 0, "".join(f", {name}" for name in names))
        for at, names in places.items()
    ]


def _wrapped(module: Module, part: Import, places: dict[int, list[str]]) -> list[Insertion] | None:
    """One line becomes one line for each name; the blank before a name becomes the end of its indentation."""
    indent, newline = module.indent, module.newline
    if not indent.endswith(" ") or module.text[part.names[0].span.start - 1] != " ":
        return None
    found = []
    for at, name in enumerate(part.names):
        rows = "".join(f"{indent}{written},{newline}" for written in places.get(at, ()))
        if at == 0:
            found.append(Insertion(name.span.start, 0, f"({newline}{rows}{indent}"))
        else:
            found.append(Insertion(name.span.start - 1, 0, f"{newline}{rows}{indent[:-1]}"))
    rows = "".join(f"{indent}{written},{newline}" for written in places.get(len(part.names), ()))
    return [*found, Insertion(part.span.end, 0, f",{newline}{rows})")]


def _in_rows(module: Module, lines: LineIndex, part: Import, places: dict[int, list[str]]) -> list[Insertion] | None:
    """Names that stand in brackets, one a line, get lines of their own."""
    rows = [lines.line_at(name.span.start) for name in part.names]
    first, last = lines.line_at(part.span.start), lines.line_at(part.span.end)
    apart = len(set(rows)) == len(rows) and first < rows[0] and rows[-1] < last
    if not apart or not re.match(r"[ \t]*,", module.text[part.names[-1].span.end :]):
        return None
    margin = lines.text(rows[0])
    indent = margin[: len(margin) - len(margin.lstrip(" \t"))]
    return [
        Insertion(
            lines.start(rows[at] if at < len(rows) else rows[-1] + 1),
            0,
            "".join(f"{indent}{name},{module.newline}" for name in names),
        )
        for at, names in places.items()
    ]
