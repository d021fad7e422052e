"""One import at a time, whichever thread wants it.

The server loads most of itself late and from several threads. Python locks each module for itself, child before parent:
one thread that imports ``contract`` (which imports ``contract.lookup``) and another that imports ``contract.lookup``
wait for each other, and Python's way out is to give one of them a module that is half made. So imports take turns.
"""

from __future__ import annotations

import builtins
import importlib
import sys
import threading
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

_lock = threading.RLock()
_original = builtins.__import__


def install() -> None:
    """From now on imports take turns. What is loaded already is had without waiting."""
    if builtins.__import__ is _original:
        builtins.__import__ = _import


def load(name: str) -> ModuleType:
    """The module called ``name``, loaded in its turn."""
    if _is_ready(name):
        return sys.modules[name]
    with _lock:
        return importlib.import_module(name)


def _import(
    name: str,
    globals: Mapping[str, Any] | None = None,  # noqa: A002 - Python's own names, by which it may be called
    locals: Mapping[str, Any] | None = None,  # noqa: A002
    fromlist: Sequence[str] | None = (),
    level: int = 0,
) -> ModuleType:
    if level == 0 and _is_ready(name, fromlist):
        return _original(name, globals, locals, fromlist or (), level)
    with _lock:
        return _original(name, globals, locals, fromlist or (), level)


def _is_ready(name: str, wanted: Sequence[str] | None = ()) -> bool:
    """Whether the module is there and whole, and what is wanted of it is no module that is still to be loaded."""
    module = sys.modules.get(name)
    if module is None or getattr(getattr(module, "__spec__", None), "_initializing", False):
        return False
    return all(hasattr(module, each) and not _is_being_made(f"{name}.{each}") for each in wanted or ())


def _is_being_made(name: str) -> bool:
    module = sys.modules.get(name)
    return module is not None and getattr(getattr(module, "__spec__", None), "_initializing", False)
