"""Parses Python as strictly as a careful test suite runs it: a warning is an error."""

from __future__ import annotations

import ast
import threading
import warnings

# Python's warning filters are global, so only one thread may turn warnings into errors at a time.
_FILTERS = threading.Lock()


def parse(text: str) -> ast.Module | None:
    """``text`` as a syntax tree, or ``None`` where Python does not compile it without a warning. Runs nothing."""
    with _FILTERS, warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            tree = ast.parse(text)
            compile(tree, "<generated>", "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError, Warning):
            return None
    return tree
