"""The components of a plan and what lies between them: which names mean one component, which seams share a step."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from seamwright.page.marks import Mark, most_pressing
from seamwright.page.text import clean


@dataclass(frozen=True, slots=True)
class Walk:
    """One seam on the map."""

    id: str
    """Where the page tells more of it."""
    label: str
    """Its number in the plan, or else its place."""
    title: str
    mark: Mark
    components: tuple[str, ...]


@dataclass(slots=True)
class Node:
    """One component."""

    label: str
    names: list[str]
    """All spellings, as the plan has them."""
    alone: list[Walk] = field(default_factory=list)
    """Seams that name no other component."""


@dataclass(slots=True)
class Step:
    """Two components that follow each other in some seam."""

    start: int
    end: int
    walks: list[Walk] = field(default_factory=list)
    is_both_ways: bool = False

    @property
    def mark(self) -> Mark:
        """The most pressing mark of the seams that take this step."""
        return most_pressing(each.mark for each in self.walks)


@dataclass(slots=True)
class Graph:
    """All seams of a plan laid over each other."""

    nodes: list[Node]
    steps: list[Step]


def graph_of(walks: Sequence[Walk]) -> Graph:
    """The components of ``walks`` and the steps between them, in the order in which they come up."""
    nodes: dict[str, tuple[int, Node]] = {}
    steps: dict[tuple[int, int], Step] = {}
    for walk in walks:
        places = list(dict.fromkeys(_place(name, nodes) for name in walk.components if _label(name)))
        if len(places) == 1:
            list(nodes.values())[places[0]][1].alone.append(walk)
        for start, end in pairwise(places):
            # One line for both directions: two of them between the same boxes could not be told apart.
            step = steps.get((start, end)) or steps.get((end, start))
            if step is None:
                step = steps[start, end] = Step(start, end)
            step.is_both_ways = step.is_both_ways or step.start != start
            step.walks.append(walk)
    return Graph([node for _, node in nodes.values()], list(steps.values()))


def _place(name: str, nodes: dict[str, tuple[int, Node]]) -> int:
    label = _label(name)
    key = re.sub(r"[\s_`'\"()-]+", "", label).casefold() or label
    place, node = nodes.setdefault(key, (len(nodes), Node(label, [])))
    shown = clean(name)
    if shown not in node.names:
        node.names.append(shown)
    return place


def _label(name: str) -> str:
    """``name`` without remarks in parentheses."""
    text = clean(name).strip("` ")
    return re.sub(r"\s+\((?:[^()]|\([^()]*\))*\)", "", text).strip() or text
