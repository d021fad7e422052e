"""A test module as data: its classes, tests, docstrings and imports, whatever state its code is in."""

from seamwright.suite.model import Class, Import, ImportedName, Method, Module
from seamwright.suite.read import read_module

__all__ = ["Class", "Import", "ImportedName", "Method", "Module", "read_module"]
