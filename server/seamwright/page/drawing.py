"""The map as shapes for the template: boxes with their lines of text, curves with arrows, and a badge on each curve.

A badge says by sign and number what the colour of its curve says. Badges stand where they cover neither a box nor
each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from seamwright.page.graph import Graph, Node, Step, Walk, graph_of
from seamwright.page.layout import NODE_WIDTH, Point, lay_out
from seamwright.page.marks import Mark, most_pressing
from seamwright.page.text import width, wrapped

MOST_STEPS = 300
LETTER = 7.4
"""Pixels of a medium letter, with some to spare: what fonts there are is not known."""
LINE = 16.0
MARGIN = 14.0
ARROW = 7.0
BADGE_HEIGHT = 20.0
_SHARES = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.12, 0.88)
"""Where on its part of a curve a badge is tried, out of 1."""
_ROOM = (NODE_WIDTH - 14) / LETTER


@dataclass(frozen=True, slots=True)
class Box:
    """One component, by its upper left corner."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[tuple[float, float, str], ...]
    """Each with the place of its middle."""
    title: str
    number: int


@dataclass(frozen=True, slots=True)
class Badge:
    """Sign and number of the seams of one curve, by its upper left corner."""

    x: float
    y: float
    width: float
    height: float
    text: str


@dataclass(frozen=True, slots=True)
class Curve:
    """One step, or the badge of a component that stands alone (no ``path`` then)."""

    mark: Mark
    href: str
    title: str
    seams: tuple[str, ...]
    nodes: tuple[int, ...]
    path: str
    badge: Badge


@dataclass(frozen=True, slots=True)
class Map:
    """Everything that is drawn."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    curves: tuple[Curve, ...]


def draw(walks: Sequence[Walk]) -> Map | None:
    """The map of ``walks``; ``None`` where none of them names a component, or so many that nobody could read it."""
    graph = graph_of(walks)
    if not graph.nodes or len(graph.steps) > MOST_STEPS:
        return None
    texts = [wrapped(node.label, _ROOM, 3) for node in graph.nodes]
    heights = [LINE * len(lines) + 16 + (BADGE_HEIGHT + 4 if node.alone else 0) for node, lines in _zip(graph, texts)]
    layout = lay_out(graph, heights)
    boxes = [
        _box(number, node, lines, layout.centres[number], heights[number])
        for number, (node, lines) in enumerate(_zip(graph, texts))
    ]
    taken: list[Badge | Box] = list(boxes)
    badges: dict[int, Badge] = {}
    # Flat curves have the least choice.
    for number in sorted(range(len(graph.steps)), key=lambda each: _rise(layout.lines[each])):
        badges[number] = _badge(graph.steps[number].walks, layout.lines[number], taken)
        taken.append(badges[number])
    curves = [_curve(graph, step, layout.lines[n], badges[n]) for n, step in enumerate(graph.steps)]
    for box, node in zip(boxes, graph.nodes, strict=True):
        if node.alone:
            curves.append(_alone(box, node))
    return Map(layout.width + 2 * MARGIN, layout.height + 2 * MARGIN, tuple(boxes), tuple(curves))


def _zip(graph: Graph, texts: list[list[str]]) -> Iterator[tuple[Node, list[str]]]:
    return zip(graph.nodes, texts, strict=True)


def _rise(points: Sequence[Point]) -> float:
    return max(y for _, y in points) - min(y for _, y in points)


def _box(number: int, node: Node, lines: Sequence[str], centre: Point, height: float) -> Box:
    x, top = centre[0] + MARGIN, centre[1] + MARGIN - height / 2
    placed = tuple((round(x, 1), round(top + 8 + LINE * (row + 0.75), 1), line) for row, line in enumerate(lines))
    title = " / ".join(node.names)
    return Box(round(x - NODE_WIDTH / 2, 1), round(top, 1), NODE_WIDTH, round(height, 1), placed, title, number)


def _curve(graph: Graph, step: Step, points: Sequence[Point], badge: Badge) -> Curve:
    start, end = graph.nodes[step.start].label, graph.nodes[step.end].label
    arrow = "↔" if step.is_both_ways else "→"
    return Curve(
        mark=step.mark,
        href=f"#{_first(step.walks).id}",
        title=f"{start} {arrow} {end}: {_told(step.walks)}",
        seams=tuple(walk.id for walk in step.walks),
        nodes=(step.start, step.end),
        path=_path(points, step.is_both_ways),
        badge=badge,
    )


def _alone(box: Box, node: Node) -> Curve:
    text = _short(node.alone)
    size = _badge_width(text)
    x, y = box.x + (box.width - size) / 2, box.y + box.height - BADGE_HEIGHT - 6
    badge = Badge(round(x, 1), round(y, 1), size, BADGE_HEIGHT, text)
    mark = most_pressing(walk.mark for walk in node.alone)
    seams = tuple(walk.id for walk in node.alone)
    first = _first(node.alone).id
    return Curve(mark, f"#{first}", f"{node.label}: {_told(node.alone)}", seams, (box.number,), "", badge)


def _first(walks: Sequence[Walk]) -> Walk:
    """The seam that a click leads to."""
    mark = most_pressing(walk.mark for walk in walks)
    return next(walk for walk in walks if walk.mark is mark)


def _told(walks: Sequence[Walk]) -> str:
    """For whoever hears it: what the badge says, too, so that it can be named by that."""
    told = "; ".join(f"{walk.label} {walk.title}, {walk.mark.value}" for walk in walks)
    return f"seam {told}" if len(walks) == 1 else f"seams {_numbers(walks)}: {told}"


def _short(walks: Sequence[Walk]) -> str:
    sign = most_pressing(walk.mark for walk in walks).sign
    return f"{sign} {_numbers(walks)}"


def _numbers(walks: Sequence[Walk]) -> str:
    numbers = ", ".join(walk.label for walk in walks)
    return numbers if len(numbers) <= 7 else f"×{len(walks)}"


def _ends(points: Sequence[Point]) -> list[Point]:
    """``points`` from the edge of the first box to the edge of the last."""
    inner = [(x + MARGIN, y + MARGIN) for x, y in points]
    forward = points[-1][0] > points[0][0]
    away = NODE_WIDTH / 2 if forward else -NODE_WIDTH / 2
    inner[0] = (inner[0][0] + away, inner[0][1])
    inner[-1] = (inner[-1][0] - away, inner[-1][1])
    return inner


def _path(points: Sequence[Point], is_both_ways: bool) -> str:
    """Straight through every layer, bent between them."""
    ends = _ends(points)
    towards = 1 if ends[-1][0] > ends[0][0] else -1
    # The line ends a little before the box, where the arrow begins.
    ends[-1] = (ends[-1][0] - towards * ARROW, ends[-1][1])
    if is_both_ways:
        ends[0] = (ends[0][0] + towards * ARROW, ends[0][1])
    parts = [f"M{ends[0][0]:.1f} {ends[0][1]:.1f}"]
    for (x0, y0), (x1, y1) in _gaps(ends):
        middle = (x0 + x1) / 2
        parts.append(f"C{middle:.1f} {y0:.1f} {middle:.1f} {y1:.1f} {x1:.1f} {y1:.1f}")
        parts.append(f"H{x1 + towards * NODE_WIDTH:.1f}")
    return " ".join(parts[:-1])


def _gaps(ends: Sequence[Point]) -> Iterator[tuple[Point, Point]]:
    """The parts of a line between layers."""
    away = NODE_WIDTH / 2 if ends[-1][0] > ends[0][0] else -NODE_WIDTH / 2
    last = len(ends) - 2
    for place, ((x0, y0), (x1, y1)) in enumerate(pairwise(ends)):
        yield (x0 + (away if place else 0), y0), (x1 - (away if place < last else 0), y1)


def _badge(walks: Sequence[Walk], points: Sequence[Point], taken: Sequence[Badge | Box]) -> Badge:
    text = _short(walks)
    size = _badge_width(text)
    places = [
        Badge(round(x - size / 2, 1), round(y - BADGE_HEIGHT / 2, 1), size, BADGE_HEIGHT, text)
        for share in _SHARES
        for x, y in (_along(gap, share) for gap in _gaps(_ends(points)))
    ]
    free = (place for place in places if not any(_overlap(place, other) for other in taken))
    return next(free, places[0])


def _along(gap: tuple[Point, Point], share: float) -> Point:
    """The point of the bent line over ``gap`` after a ``share`` of it."""
    (x0, y0), (x1, y1) = gap
    rest = 1 - share
    x = x0 * rest**3 + 3 * (x0 + x1) / 2 * (rest**2 * share + rest * share**2) + x1 * share**3
    return x, y0 * (rest**3 + 3 * rest**2 * share) + y1 * (3 * rest * share**2 + share**3)


def _badge_width(text: str) -> float:
    return round(width(text) * LETTER + 14, 1)


def _overlap(one: Badge, other: Badge | Box) -> bool:
    return (
        one.x < other.x + other.width + 2
        and other.x < one.x + one.width + 2
        and one.y < other.y + other.height + 1
        and other.y < one.y + one.height + 1
    )
