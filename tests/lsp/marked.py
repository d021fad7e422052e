"""A project on disk with a cursor in it: ``▮`` in one of the files. Requests are called as the server calls them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lsprotocol import types as t

from seamwright.lsp.convert import to_path, to_uri
from seamwright.lsp.world import Shared, World
from seamwright.text.span import LineIndex
from tests.lsp.worlds import Asked, world_of

CURSOR = "▮"
FIXTURES = "import pytest\n\n\n"


@dataclass
class Marked:
    """The session, and the place of the cursor."""

    root: Path
    world: World
    uri: str
    position: t.Position
    texts: dict[str, str]

    @property
    def at(self) -> dict[str, object]:
        """The parameters that every request at a place has."""
        return {"text_document": t.TextDocumentIdentifier(self.uri), "position": self.position}

    def path(self, uri: str) -> str:
        """The path of ``uri`` relative to the project; of other files only the name."""
        path = Path(to_path(uri) or "")
        return path.relative_to(self.root).as_posix() if self.root in path.parents else path.name

    def text(self, uri: str, range_: t.Range) -> str:
        """What stands at ``range_``."""
        text = self.texts.get(self.path(uri)) or Path(to_path(uri) or "").read_text()
        index = LineIndex(text)
        start, end = (index.offset(each.line, each.character, "utf-16") for each in (range_.start, range_.end))
        return text[start:end]

    def line(self, uri: str, range_: t.Range) -> str:
        """``path:line: text of the line with the range in brackets``; the line is 1-based."""
        text = self.texts.get(self.path(uri)) or Path(to_path(uri) or "").read_text()
        content, start = LineIndex(text).text(range_.start.line), range_.start.character
        end = range_.end.character if range_.end.line == range_.start.line else len(content)
        shown = f"{content[:start]}[{content[start:end]}]{content[end:]}".strip()
        return f"{self.path(uri)}:{range_.start.line + 1}: {shown}"


def marked(
    root: Path,
    files: Mapping[str, str],
    *,
    capabilities: t.ClientCapabilities | None = None,
    unsaved: Mapping[str, str] | None = None,
    shared: Shared | None = None,
    asked: Asked | None = None,
) -> Marked:
    """Write ``files``, open the one with the cursor, and lay the ``unsaved`` buffers over the others."""
    files = {"pytest.ini": "[pytest]\n", **files}
    texts, cursor = {}, None
    for path, text in {**files, **(unsaved or {})}.items():
        if CURSOR in text:
            cursor = path, text.index(CURSOR)
        texts[path] = text.replace(CURSOR, "")
    assert cursor is not None
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.replace(CURSOR, "").encode())
    opened = {to_uri(str(root / path)): texts[path] for path in {cursor[0], *(unsaved or {})}}
    world = world_of(opened, capabilities=capabilities, folders=(root,), shared=shared, asked=asked)
    line, character = LineIndex(texts[cursor[0]]).position(cursor[1], "utf-16")
    return Marked(root, world, to_uri(str(root / cursor[0])), t.Position(line, character), texts)
