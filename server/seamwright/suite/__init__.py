"""A test module as data: its classes, tests, docstrings and imports, whatever state its code is in."""

from __future__ import annotations

from seamwright.suite.model import Class, Import, ImportedName, Method, Module

__all__ = ["Class", "Import", "ImportedName", "Method", "Module", "read_module"]


def read_module(text: str) -> Module:
    """What ``text`` holds. Never raises."""
    # The grammar is loaded when somebody reads Python: whoever only handles what was read pays nothing for it.
    from seamwright.suite.read import read_module as read

    return read(text)
