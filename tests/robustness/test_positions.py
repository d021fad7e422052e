"""200 hostile documents in each position encoding: what stands at a range is what was meant.

Positions are taken apart here by the protocol's own words, encoding each line, and not by the code under test.
"""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from lsprotocol import types as t

from seamwright.generate.model import FileChange
from seamwright.lsp.capabilities import Client
from seamwright.lsp.convert import to_range, to_span, to_uri
from seamwright.lsp.documents import Documents
from seamwright.lsp.edits import workspace_edit
from seamwright.lsp.plans import Plans
from seamwright.lsp.projects import Projects
from seamwright.lsp.requests import document_symbol, folding_range
from seamwright.plan import DEFAULT
from seamwright.text.edit import Edit
from seamwright.text.span import LineIndex, PositionEncoding, Span
from tests.lsp.test_forms import FORMS
from tests.lsp.worlds import NESTED, world_of

COUNT = 200
ENCODINGS: tuple[PositionEncoding, ...] = ("utf-8", "utf-16", "utf-32")
URI = "file:///plans/TEST_PLAN.md"
# Astral, combining, joined by ZWJ, right-to-left, and everything that other software takes for a line end.
ODD = [
    "😀",
    "e\u0301",
    "👩\u200d👩\u200d👧",
    "\u202eabc\u202c",
    "\u2028",
    "\u2029",
    "\x85",
    "\f",
    "\v",
    "\x1c",
    "→",
    "é",
    "\ufeff",
    "ｱ",
]
LINE_ENDS = ("\n", "\r\n", "\r")


def words(source: random.Random, count: int) -> str:
    return " ".join(source.choice(["alpha", "beta", "gamma", *ODD]) for _ in range(count)).strip() or "x"


def plan_of(seed: int) -> str:
    """A plan with several seams, every title unique, line ends mixed."""
    source = random.Random(seed)
    lines = [f"# Integration test plan {words(source, 3)}", ""]
    for number in range(1, source.randint(2, 5)):
        lines += [f"### {number}. SEAM: Seam{number} {words(source, 3)} end{number}", ""]
        lines += [f"**COMPONENTS:** A{number}, B{number} {words(source, 2)}", "**TEST SCENARIOS:**"]
        for scenario in range(source.randint(1, 3)):
            lines.append(f"- Scenario{number}{scenario} {words(source, 4)} stop{number}{scenario}")
            lines += [f"  - detail {words(source, 2)}"] * source.randint(0, 2)
        lines.append("")
    return "".join(line + source.choice(LINE_ENDS) for line in lines)


def cut(text: str, range_: t.Range, encoding: PositionEncoding) -> str:
    """What stands at ``range_``; every place must be inside its line and between two characters."""
    codec = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}[encoding]
    width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
    ends = [match.span() for match in re.finditer("\r\n|\r|\n", text)]
    starts = [0, *(end for _, end in ends)]
    stops = [*(start for start, _ in ends), len(text)]

    def offset(place: t.Position) -> int:
        line = text[starts[place.line] : stops[place.line]].encode(codec)
        assert place.character * width <= len(line)
        return starts[place.line] + len(line[: place.character * width].decode(codec))

    return text[offset(range_.start) : offset(range_.end)]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_outlines_point_at_what_they_name(encoding: PositionEncoding) -> None:
    seams = scenarios = 0
    for seed in range(COUNT):
        text = plan_of(seed)
        world = world_of({URI: text}, capabilities=NESTED, encoding=encoding)
        symbols = document_symbol.handle(world, t.DocumentSymbolParams(t.TextDocumentIdentifier(URI))) or ()
        for number, symbol in enumerate(symbols, 1):
            assert isinstance(symbol, t.DocumentSymbol)
            heading = cut(text, symbol.selection_range, encoding)
            assert heading.startswith(f"### {number}. SEAM: Seam{number} ")
            assert heading.endswith(f" end{number}")
            assert heading in cut(text, symbol.range, encoding)
            seams += 1
            for index, child in enumerate(symbol.children or ()):
                title = cut(text, child.selection_range, encoding)
                assert title.startswith(f"- Scenario{number}{index} ")
                assert title.endswith(f" stop{number}{index}")
                scenarios += 1
    assert seams > COUNT * 2
    assert scenarios > COUNT * 3


def test_folds_begin_at_the_line_of_what_they_fold() -> None:
    for seed in range(COUNT):
        text = plan_of(seed)
        lines = re.split("\r\n|\r|\n", text)
        params = t.FoldingRangeParams(t.TextDocumentIdentifier(URI))
        for fold in folding_range.handle(world_of({URI: text}), params) or ():
            assert re.match(r"### \d|- Scenario", lines[fold.start_line])
            assert lines[fold.end_line].strip() != ""
            assert not re.match("### ", lines[fold.end_line])


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_place_survives_the_way_there_and_back(encoding: PositionEncoding) -> None:
    for seed in range(COUNT):
        text, source = plan_of(seed), random.Random(seed)
        index = LineIndex(text)
        for _ in range(20):
            span = Span(*sorted((source.randint(0, len(text)), source.randint(0, len(text)))))
            # Between CR and LF there is no place.
            if any(text[at - 1 : at + 1] == "\r\n" for at in span):
                continue
            range_ = to_range(index, span, encoding)
            assert cut(text, range_, encoding) == span.of(text)
            assert to_span(index, range_, encoding) == span


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_changes_arrive_where_they_were_made(encoding: PositionEncoding) -> None:
    for seed in range(COUNT):
        text, source = plan_of(seed), random.Random(seed)
        documents = Documents()
        documents.open(t.TextDocumentItem(uri=URI, language_id="markdown", version=1, text=text))
        for version in range(2, 8):
            places = [at for at in range(len(text) + 1) if text[at - 1 : at + 1] != "\r\n"]
            span = Span(*sorted((source.choice(places), source.choice(places))))
            new = words(source, 2) + source.choice(LINE_ENDS)
            range_ = to_range(LineIndex(text), span, encoding)
            assert cut(text, range_, encoding) == span.of(text)
            text = text[: span.start] + new + text[span.end :]
            change = t.TextDocumentContentChangePartial(range=range_, text=new)
            identifier = t.VersionedTextDocumentIdentifier(version, URI)
            after = documents.change(t.DidChangeTextDocumentParams(identifier, [change]), encoding)
            assert after is not None
            assert after.text == text


def test_a_plan_that_is_typed_reads_like_one_that_is_opened() -> None:
    for seed in range(0, COUNT, 4):
        plans, source, text = Plans(), random.Random(seed), plan_of(seed)
        documents = Documents()
        document = documents.open(t.TextDocumentItem(uri=URI, language_id="markdown", version=1, text=text))
        plans.read(document, DEFAULT)
        for version in range(2, 6):
            at = source.randrange(len(document.text))
            new = document.text[:at] + source.choice(["x", "\n", "### 9. SEAM: N\n", "- s\n"]) + document.text[at:]
            change = t.TextDocumentContentChangeWholeDocument(new)
            params = t.DidChangeTextDocumentParams(t.VersionedTextDocumentIdentifier(version, URI), [change])
            changed = documents.change(params, "utf-16")
            assert changed is not None
            document = changed
            assert plans.read(document, DEFAULT) == Plans().read(document, DEFAULT)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_edits_replace_what_was_meant(encoding: PositionEncoding, tmp_path: Path) -> None:
    uri = to_uri(str(tmp_path / "test_y.py"))
    for seed in range(COUNT):
        text, source = plan_of(seed), random.Random(seed)
        places = sorted(at for at in source.sample(range(len(text) + 1), 4) if text[at - 1 : at + 1] != "\r\n")
        spans = [Span(*pair) for pair in zip(places[::2], places[1::2], strict=False)]
        edits = tuple(Edit(span, f"<{number}>") for number, span in enumerate(spans))
        world = world_of({uri: text}, encoding=encoding, folders=(tmp_path,))
        project = Projects().around(world, str(tmp_path / "test_y.py"))
        change = FileChange("test_y.py", "update", text, edits, (), ())
        edit = workspace_edit(project, [change], Client(FORMS["Helix"]), encoding, "x")
        (part,) = edit.document_changes or ()
        assert isinstance(part, t.TextDocumentEdit)
        assert [cut(text, each.range, encoding) for each in part.edits] == [span.of(text) for span in spans]
