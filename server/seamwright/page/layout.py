"""Where the boxes and lines of the map stand. The layers and their order are grandalf's (the method of Sugiyama).

It draws from the top to the bottom; the map reads from left to right, so the axes are exchanged. Parts that nothing
connects are laid out one by one and put side by side as far as there is room.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from seamwright.page.graph import Graph

NODE_WIDTH = 156.0
LAYER_GAP = 92.0
NODE_GAP = 22.0
LINE_GAP = 14.0
"""What a line needs that passes between boxes."""
PART_GAP = 34.0
ROOM = 1150.0
"""The width up to which parts stand side by side."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Layout:
    """Centres of the nodes, and for each step the points that its line goes through, from start to end."""

    centres: tuple[Point, ...]
    lines: tuple[tuple[Point, ...], ...]
    width: float
    height: float


def lay_out(graph: Graph, heights: Sequence[float]) -> Layout:
    """Places for the nodes of ``graph``, which are as high as ``heights`` say."""
    centres: list[Point] = [(0.0, 0.0)] * len(graph.nodes)
    lines: list[tuple[Point, ...]] = [()] * len(graph.steps)
    left, top, row_height, widest = 0.0, 0.0, 0.0, 0.0
    for nodes, steps in _parts(graph):
        places, routes, width, height = _part(graph, nodes, steps, heights)
        if left and left + width > ROOM:
            left, top, row_height = 0.0, top + row_height + PART_GAP, 0.0
        for node, (x, y) in places.items():
            centres[node] = (left + x, top + y)
        for step, points in routes.items():
            lines[step] = tuple((left + x, top + y) for x, y in points)
        left, row_height = left + width + PART_GAP, max(row_height, height)
        widest = max(widest, left - PART_GAP)
    return Layout(tuple(centres), tuple(lines), widest, top + row_height)


def _parts(graph: Graph) -> Iterator[tuple[list[int], list[int]]]:
    """The nodes and steps of each connected part, in the order in which they come up."""
    part = list(range(len(graph.nodes)))
    for step in graph.steps:
        old, new = sorted((part[step.start], part[step.end]), reverse=True)
        part = [new if each == old else each for each in part]
    for name in dict.fromkeys(part):
        nodes = [number for number, each in enumerate(part) if each == name]
        yield nodes, [number for number, step in enumerate(graph.steps) if part[step.start] == name]


def _part(
    graph: Graph, nodes: Sequence[int], steps: Sequence[int], heights: Sequence[float]
) -> tuple[dict[int, Point], dict[int, list[Point]], float, float]:
    if len(nodes) == 1:
        return {nodes[0]: (NODE_WIDTH / 2, heights[nodes[0]] / 2)}, {}, NODE_WIDTH, heights[nodes[0]]
    # The page is the only thing that needs it.
    from grandalf.graphs import Edge, Vertex, graph_core
    from grandalf.layouts import SugiyamaLayout

    vertices = {node: Vertex(node) for node in nodes}
    for node, vertex in vertices.items():
        vertex.view = _Box(heights[node], NODE_WIDTH)
    edges = {}
    for number, (start, end) in _forward(graph, nodes, steps).items():
        edges[number] = Edge(vertices[start], vertices[end])
        edges[number].view = _Route()
    layout = SugiyamaLayout(graph_core(list(vertices.values()), list(edges.values())))
    layout.xspace, layout.yspace = NODE_GAP, LAYER_GAP
    layout.dw, layout.dh = LINE_GAP, NODE_WIDTH
    layout.init_all(roots=[each for each in vertices.values() if not each.e_in()], inverted_edges=[])
    layout.draw(6)
    highest = min(vertex.view.xy[0] - vertex.view.w / 2 for vertex in vertices.values())
    for edge in edges.values():
        highest = min(highest, *(point[0] - LINE_GAP / 2 for point in edge.view.points))
    places = {node: (vertex.view.xy[1], vertex.view.xy[0] - highest) for node, vertex in vertices.items()}
    routes = {}
    for number, edge in edges.items():
        points = [(along, across - highest) for across, along in edge.view.points]
        routes[number] = points if edge.v[0].data == graph.steps[number].start else points[::-1]
    width = max(x for x, _ in places.values()) + NODE_WIDTH / 2
    lowest_box = max(y + heights[node] / 2 for node, (_, y) in places.items())
    lowest_line = max((y + LINE_GAP / 2 for points in routes.values() for _, y in points), default=0.0)
    return places, routes, width, max(lowest_box, lowest_line)


def _forward(graph: Graph, nodes: Sequence[int], steps: Sequence[int]) -> dict[int, tuple[int, int]]:
    """The ends of each step, turned around where it would close a circle: layers need none."""
    leaving: dict[int, list[int]] = {node: [] for node in nodes}
    for number in steps:
        leaving[graph.steps[number].start].append(number)
    ends: dict[int, tuple[int, int]] = {}
    state: dict[int, int] = {}
    for root in nodes:
        stack = [(root, iter(leaving[root]))] if root not in state else []
        state.setdefault(root, 1)
        while stack:
            node, rest = stack[-1]
            number = next(rest, -1)
            if number < 0:
                state[node] = 2
                stack.pop()
                continue
            other = graph.steps[number].end
            ends[number] = (other, node) if state.get(other) == 1 else (node, other)
            if other not in state:
                state[other] = 1
                stack.append((other, iter(leaving[other])))
    return ends


class _Box:
    """What grandalf wants to know of a node, and what it says of it; its axes, not ours."""

    def __init__(self, w: float, h: float) -> None:
        self.w, self.h = w, h
        self.xy: Point = (0.0, 0.0)


class _Route:
    """What grandalf says of an edge."""

    def __init__(self) -> None:
        self.points: list[Point] = []

    def setpath(self, points: Sequence[Point]) -> None:
        self.points = list(points)
