"""A status page from a plan's text and a test module's text, and the page read back as a tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html.parser import HTMLParser

from seamwright.generate.names import plan_names
from seamwright.page import Links, status_page
from seamwright.plan import parse
from seamwright.suite import read_module
from seamwright.trace import PlanFacts, PlanTrace, read_facts, relate
from seamwright.trace.results import Results
from seamwright.workspace.page_assets import page_assets

PATH = "tests/TEST_PLAN.md"
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])


def traces_of(
    plan: str, tests: Mapping[str, str] | None = None, results: Results | None = None, path: str = PATH
) -> list[PlanTrace]:
    read = parse(plan, name=path.rpartition("/")[2])
    classes = [cls for name, text in (tests or {}).items() for cls in read_facts(read_module(text), name)]
    return list(relate([PlanFacts(path, read, plan_names(read), {})], {path: classes}, results).values())


def page_of(
    plan: str, tests: Mapping[str, str] | None = None, results: Results | None = None, links: Links | None = None
) -> Page:
    return Page(status_page(traces_of(plan, tests, results), page_assets(), "shop", links))


class Node:
    """An element, with its text and elements in order."""

    def __init__(self, tag: str, attributes: Mapping[str, str | None], parent: Node | None) -> None:
        self.tag, self.attributes, self.parent = tag, attributes, parent
        self.inside: list[Node | str] = []

    def get(self, name: str) -> str:
        return self.attributes.get(name) or ""

    @property
    def classes(self) -> list[str]:
        return self.get("class").split()

    def walk(self) -> Iterator[Node]:
        """This and everything in it, in the order of the document."""
        yield self
        for each in self.inside:
            if isinstance(each, Node):
                yield from each.walk()

    def all(self, tag: str = "", cls: str = "") -> list[Node]:
        return [each for each in self.walk() if tag in ("", each.tag) and (not cls or cls in each.classes)]

    def one(self, tag: str = "", cls: str = "") -> Node:
        (found,) = self.all(tag, cls)
        return found

    @property
    def text(self) -> str:
        raw = "".join(each if isinstance(each, str) else each.text for each in self.inside)
        return " ".join(raw.split())


class Page(HTMLParser):
    """The tree of a page. Reading it fails where an element is not closed, or closed by another."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.source = source
        self.root = Node("", {}, None)
        self._open = [self.root]
        self.feed(source)
        self.close()
        assert self._open == [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice: {names}"
        node = Node(tag, dict(attrs), self._open[-1])
        self._open[-1].inside.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].inside.append(Node(tag, dict(attrs), self._open[-1]))

    def handle_endtag(self, tag: str) -> None:
        assert self._open[-1].tag == tag, f"</{tag}> closes <{self._open[-1].tag}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)

    def seam(self, title: str) -> Node:
        """The part about the seam with this title."""
        (found,) = (each for each in self.root.all("details", "seam") if each.one("h4").text.endswith(title))
        return found
