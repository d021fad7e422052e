"""*This class implements seam 3 (pin)* and *… does not (deny)*: one line in the docstring of a class."""

from __future__ import annotations

import ast
import re

from seamwright.generate.model import Reference
from seamwright.generate.reference import format_reference
from seamwright.suite import Class, Module, read_module
from seamwright.text.edit import Edit, apply
from seamwright.text.span import Span


def pin_line(reference: Reference) -> str:
    """The line by which a class says that it stands for a seam."""
    return format_reference(reference)


def deny_line(path: str, seam: str) -> str:
    """The line by which a class says that it does not stand for a seam."""
    return f"Not from plan: {path}#{seam}"


def declare(text: str, class_name: str, line: str) -> tuple[Edit, ...]:
    """The edit that puts ``line`` at the end of the docstring of a class, which gets one if it has none.

    Nothing where the line is there already, or where the result would not certainly be the same code.
    """
    module = read_module(text)
    found = module.find_classes(class_name)
    if len(found) != 1 or _UNSAFE.search(line) or line in (found[0].docstring or ""):
        return ()
    edit = _edit(module, found[0], line)
    if edit is None or not _is_same_code(text, apply(text, [edit]), class_name, line):
        return ()
    return (edit,)


def _edit(module: Module, cls: Class, line: str) -> Edit | None:
    newline = module.newline
    if cls.docstring_span is None:
        if cls.body is None or cls.inline or not cls.indent:
            return None
        start = module.text.rfind("\n", 0, cls.body.start) + 1
        first = module.text[start : cls.body.start]
        at = start if not first.strip() else cls.body.start
        return Edit(Span(at, at), f'{cls.indent}"""{line}"""{newline}{newline}')
    written = cls.docstring_span.of(module.text)
    quotes = written[-3:]
    if quotes not in ('"""', "'''") or len(written) < 2 * len(quotes):
        return None
    end = cls.docstring_span.end - len(quotes)
    body = module.text[cls.docstring_span.start : end]
    kept = len(body.rstrip())
    gap = "" if _ends_with_reference(body) else newline
    new = f"{newline}{gap}{cls.indent}{line}{newline}{cls.indent}"
    return Edit(Span(cls.docstring_span.start + kept, end), new)


def _ends_with_reference(body: str) -> bool:
    """Whether the last line is one of ours, below which the next one stands."""
    return body.rstrip().rpartition("\n")[2].strip().startswith(("Plan: ", "Not from plan: "))


def _is_same_code(before: str, after: str, class_name: str, line: str) -> bool:
    """Whether only the docstring of the class differs, and says ``line`` afterwards."""
    try:
        trees = [ast.parse(before), ast.parse(after)]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    said = ""
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name == class_name:
                docstring = ast.get_docstring(node)
                said = docstring or ""
                if docstring is not None:
                    del node.body[0]
    return ast.dump(trees[0]) == ast.dump(trees[1]) and line in said.splitlines()


_UNSAFE = re.compile(r"[\\\\\"'\r\n]")
"""What would mean something else in a docstring."""
