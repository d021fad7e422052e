"""The status page in the editor: the answer to ``seamwright.showStatus``, from what the editor has now.

An editor that shows pages takes the text and shows it. For one that does not, the page is written to a file outside of
the project, of which there is one for each root and session, and the client is asked to show that.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from lsprotocol import types as t

from seamwright.lsp.convert import to_path, to_uri
from seamwright.lsp.errors import Code, Refusal
from seamwright.lsp.traces import Traced
from seamwright.lsp.world import World
from seamwright.page import Links, status_page
from seamwright.workspace.page_assets import page_assets


def make_page(world: World, uri: str | None, *, absolute: bool = False) -> str:
    """The page about the plan at ``uri``, or about all plans of the project around it.

    Links count from its root, unless they are to be absolute: an editor that shows the page has no root for it.

    Raises:
        Refusal: there is no such project, or nothing is planned in it.
    """
    traced = _traced(world, uri)
    return _page(world, traced, _absolute(traced) if absolute else Links())


def open_page(world: World, uri: str | None) -> None:
    """Have the client show the page in a browser.

    Raises:
        Refusal: as above, or the client shows no documents, or there is no place for the file.
    """
    if not world.client.shows_documents:
        raise Refusal(Code.REQUEST_FAILED, "this editor does not show documents that the server asks for")
    traced = _traced(world, uri)
    file = _file(world, traced.project.root)
    try:
        file.write_text(_page(world, traced, _absolute(traced)), "utf-8", "backslashreplace")
    except OSError as error:
        raise Refusal(Code.REQUEST_FAILED, f"the page cannot be written: {error.strerror}") from None
    params = t.ShowDocumentParams(uri=to_uri(str(file)), external=True, take_focus=True)
    world.ask_afterwards(t.WINDOW_SHOW_DOCUMENT, params)


def _absolute(traced: Traced) -> Links:
    return Links("file://{root}/{path}#L{line}", f"/{traced.project.root.as_posix().lstrip('/')}")


def _page(world: World, traced: Traced, links: Links) -> str:
    world.check()
    plan = traced.plan
    traces = [plan] if plan is not None else [traced.traces[path] for path in sorted(traced.traces)]
    if not traces:
        raise Refusal(Code.REQUEST_FAILED, "the project has no plan")
    return status_page(traces, page_assets(), traced.project.root.name, links)


def _traced(world: World, uri: str | None) -> Traced:
    path = to_path(uri) if uri is not None else str(world.folders[0] / "any") if world.folders else None
    traced = world.shared.traces.around(world, path) if path is not None else None
    if traced is None:
        raise Refusal(Code.REQUEST_FAILED, "it lies in no open folder" if uri is not None else "no folder is open")
    return traced


def _file(world: World, root: Path) -> Path:
    known = world.shared.pages.get(root)
    if known is not None and known.is_file():
        return known
    # Python would take the working directory where a system has no place for such files.
    folder = Path(os.path.realpath(tempfile.gettempdir()))
    if folder == root or (root in folder.parents and root != Path(folder.anchor)):
        raise Refusal(Code.REQUEST_FAILED, "there is no place for temporary files outside of the project")
    handle, name = tempfile.mkstemp(".html", "seamwright-status-", folder)
    os.close(handle)
    world.shared.pages[root] = Path(name)
    return Path(name)
