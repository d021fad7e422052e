"""Parses Python without a trace: no warning is printed, and nothing is run."""

from __future__ import annotations

import ast
import threading
import warnings

# Python's warning filters are global, so only one thread may change them at a time.
_FILTERS = threading.Lock()


def parse(text: str) -> ast.Module | None:
    """``text`` as a syntax tree, or ``None`` where Python does not compile it, or only with a warning."""
    with _FILTERS, warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            tree = ast.parse(text)
            compile(tree, "<generated>", "exec", dont_inherit=True)
        except (*_REFUSALS, Warning):
            return None
    return tree


def read(text: str) -> ast.Module | None:
    """``text`` as a syntax tree, or ``None`` where it has not even the form of Python."""
    with _FILTERS, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text)
        except _REFUSALS:
            return None


_REFUSALS = (SyntaxError, ValueError, RecursionError, MemoryError)
