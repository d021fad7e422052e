"""Where in a file something is that the user asked to see, as the editor has the file now, open or not."""

from __future__ import annotations

from lsprotocol import types as t

from seamwright.lsp.convert import to_path, to_range
from seamwright.lsp.errors import Code, Refusal
from seamwright.lsp.world import World
from seamwright.plan import parse
from seamwright.suite import read_module
from seamwright.text.span import LineIndex


def place_of_seam(world: World, uri: str, seam_id: str) -> t.Range:
    """The opening line of a seam.

    Raises:
        Refusal: there is no such plan, or it has no such seam.
    """
    document, path = world.document(uri), to_path(uri)
    text = text_behind(world, uri)
    if text is None or path is None:
        raise Refusal(Code.REQUEST_FAILED, "the plan cannot be read")
    project = world.shared.projects.around(world, path)
    reading = world.shared.plans.read(document, project.vocabulary()) if document is not None else None
    plan = reading.plan if reading is not None else parse(text, project.vocabulary(), name=path.rpartition("/")[2])
    seam = next((each for each in plan.seams if each.id == seam_id), None)
    if seam is None:
        raise Refusal(Code.REQUEST_FAILED, "the plan has no such seam")
    return to_range(LineIndex(text), seam.heading, world.encoding)


def place_of_test(world: World, uri: str, name: str) -> t.Range | None:
    """The name of a class, or of a test of it (``TestX::test_y``); ``None`` where the file has neither."""
    text = text_behind(world, uri)
    if text is None:
        return None
    module = read_module(text)
    class_name, _, test = name.partition("::")
    if not class_name:
        found = [each for each in module.functions if each.name == test]
    else:
        classes = module.find_classes(class_name)
        found = [each for cls in classes for each in cls.methods if each.name == test] if test else []
        if not found and classes:
            return to_range(LineIndex(text), classes[0].name_span, world.encoding)
    return to_range(LineIndex(text), found[0].name_span, world.encoding) if found else None


def text_behind(world: World, uri: str) -> str | None:
    """The text of the file behind ``uri``: what the editor has wins over the disk. Nothing outside a root is read."""
    document = world.document(uri)
    if document is not None:
        return document.text
    path = to_path(uri)
    if path is None:
        return None
    project = world.shared.projects.around(world, path)
    try:
        return project.read(project.relative(path))
    except ValueError:
        return None
