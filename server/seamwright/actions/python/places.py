"""The conftests that a new or moved fixture may go to, so that those who ask for it see it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from seamwright.actions.python.model import Place


class Conftest(NamedTuple):
    """One conftest, which may not exist yet."""

    path: str
    exists: bool


def conftests(place: Place) -> Iterator[Conftest]:
    """The nearest conftest above the file, then that of the root directory; both may be the same, or the file's own."""
    config = place.resolver.project.config(place.path)
    if config.noconftest:
        return
    own = place.path if place.path.endswith("/conftest.py") else None
    folder = place.path.rpartition("/")[0]
    existing = [each for each in place.resolver.conftests(place.path) if each != own]
    nearest = existing[0] if existing else f"{folder}/conftest.py"
    top = config.confcutdir.rstrip("/")
    root = f"{config.rootdir.rstrip('/')}/conftest.py"
    candidates = [nearest]
    if place.path.startswith(config.rootdir.rstrip("/") + "/") and not top.startswith(config.rootdir + "/"):
        candidates.append(root)
    for path in dict.fromkeys(candidates):
        exists = place.read(path) is not None
        if path != own and place.is_own(path) and (exists or place.can_create(path)):
            yield Conftest(path, exists)
