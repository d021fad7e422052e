"""Seam manifests: YAML documents that list seams.

Nodes are composed, never constructed, so that tags cannot build objects and every value keeps its line.
"""

from __future__ import annotations

from collections.abc import Sequence

import yaml

from seamwright.plan.finish import slugify, unique
from seamwright.plan.model import Plan, Problem, Scenario, Seam, Status, digest
from seamwright.plan.priority import priority_of, read_level
from seamwright.plan.problems import UNREADABLE
from seamwright.plan.values import split_components
from seamwright.plan.vocabulary import DEFAULT
from seamwright.plan.words import word_set
from seamwright.text.span import LineIndex, Span

_LISTS = ("seams", "integration_seams", "tests", "integration_tests", "scenarios", "gaps")
_WORDS = {
    Status.PLANNED: "planned, todo",
    Status.IMPLEMENTED: "implemented, done, completed, complete",
    Status.DEFERRED: "deferred",
    Status.ELIMINATED: "eliminated, duplicate, rejected, obsolete",
}
_STATUS = {word: status for status, names in _WORDS.items() for word in word_set(names)}
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_manifest(text: str, lines: LineIndex) -> Plan:
    """The plan that a YAML document lists under ``seams:``; no seams and no noise where it lists none."""
    try:
        root = yaml.compose(text.replace("\r\n", "\n").replace("\r", "\n"), Loader=_Loader)
    except yaml.YAMLError as error:
        if "seams:" not in text:
            return Plan()
        mark = getattr(error, "problem_mark", None)
        line = min(mark.line if mark else 0, len(lines) - 1)
        problem = getattr(error, "problem", None) or "it cannot be read"
        return Plan(problems=(Problem(line + 1, UNREADABLE, f"not valid YAML: {problem}", lines.span(line, line)),))
    except (RecursionError, ValueError):
        return Plan()
    table = _mapping(root)
    listed = next((table[name] for name in _LISTS[:2] if name in table), None)
    if not isinstance(listed, yaml.SequenceNode):
        return Plan()
    title = _text(table.get("title")) or _text(table.get("name"))
    seams: list[Seam] = []
    used: dict[str, int] = {}
    nodes = listed.value
    for index, node in enumerate(nodes):
        fields = _mapping(node)
        if not fields:
            continue
        limit = nodes[index + 1].start_mark.line if index + 1 < len(nodes) else len(lines)
        seams.append(_seam(node, fields, limit, text, lines, used))
    return Plan(title, tuple(seams))


def _seam(
    node: yaml.Node, fields: dict[str, yaml.Node], limit: int, text: str, lines: LineIndex, used: dict[str, int]
) -> Seam:
    line, last = node.start_mark.line, _last(lines, node, limit)
    heading = lines.text(line)
    span = lines.span(line, last)
    title = (
        _text(fields.get("title"))
        or _text(fields.get("description"))
        or _text(fields.get("name"))
        or _text(fields.get("id"))
        or "seam"
    )
    given = _text(fields.get("id"))
    written = _text(fields.get("priority"))
    level = read_level(written, DEFAULT) if written else None
    location = _text(fields.get("location")) or _text(fields.get("test_file"))
    return Seam(
        span=span,
        line=line + 1,
        end_line=last + 1,
        heading=Span(lines.start(line) + len(heading) - len(heading.lstrip()), lines.end(line)),
        title=" ".join(title.split()),
        id=unique(slugify(given or title), used),
        number=_text(fields.get("number")),
        priority=priority_of(level, has_critical=False) if level else None,
        priority_text=written,
        status=_STATUS.get((_text(fields.get("status")) or "").casefold(), Status.PLANNED),
        components=tuple(_components(fields.get("components"))),
        critical_paths=tuple(_texts(fields.get("critical_path") or fields.get("critical_paths"))),
        business_impact=_text(fields.get("business_impact")),
        scenarios=tuple(_scenarios(fields.get("scenarios") or fields.get("test_scenarios"), lines)),
        infrastructure=tuple(_texts(fields.get("infrastructure"))),
        fixtures=tuple(_texts(fields.get("fixtures"))),
        test_file=location,
        digest=digest(span.of(text)),
    )


def _scenarios(node: yaml.Node | None, lines: LineIndex) -> list[Scenario]:
    found = []
    for item in node.value if isinstance(node, yaml.SequenceNode) else ():
        fields = _mapping(item)
        title = (
            _text(item) or _text(fields.get("title")) or _text(fields.get("name")) or _text(fields.get("description"))
        )
        if title:
            line = item.start_mark.line
            name = _text(fields.get("test_name")) or (
                title if title.startswith("test_") and title.isidentifier() else None
            )
            expected = tuple(_texts(fields.get("expected")))
            found.append(
                Scenario(
                    lines.span(line, _last(lines, item, len(lines))),
                    line + 1,
                    " ".join(title.split()),
                    expected=expected,
                    test_name=name,
                )
            )
    return found


def _components(node: yaml.Node | None) -> list[str]:
    if isinstance(node, yaml.SequenceNode):
        return [" ".join(text.split()) for text in _texts(node)]
    return split_components(_text(node) or "")


def _mapping(node: yaml.Node | None) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {key.value.casefold(): value for key, value in node.value if isinstance(key, yaml.ScalarNode)}


def _text(node: yaml.Node | None) -> str | None:
    if not isinstance(node, yaml.ScalarNode) or node.tag.endswith(":null"):
        return None
    return str(node.value).strip() or None


def _texts(node: yaml.Node | None) -> Sequence[str]:
    if isinstance(node, yaml.SequenceNode):
        return [text for item in node.value if (text := _text(item))]
    text = _text(node)
    return [text] if text else []


def _last(lines: LineIndex, node: yaml.Node, limit: int) -> int:
    """Last line of ``node`` with content: end marks of block nodes lie at the start of what follows."""
    line = min(node.end_mark.line if node.end_mark.column else node.end_mark.line - 1, limit - 1, len(lines) - 1)
    while line > node.start_mark.line and (not lines.text(line).strip() or lines.text(line).lstrip().startswith("#")):
        line -= 1
    return max(line, node.start_mark.line)
