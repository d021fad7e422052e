"""Stubs for the fixtures that a plan describes and that do not exist: what is written, and in which conftest."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from dataclasses import replace

from seamwright.fixtures import Resolver
from seamwright.generate.fixtures import Choice, Missing, choose, missing_of
from seamwright.generate.integrity import Refused
from seamwright.generate.layout import wrap
from seamwright.generate.merge import with_functions
from seamwright.generate.model import FileChange, Files, Options, Skipped
from seamwright.generate.reach import Reach
from seamwright.generate.sections import statement
from seamwright.plan.model import Seam
from seamwright.plan.plain import plain
from seamwright.text.edit import apply
from seamwright.text.literals import docstring_line

_CONTAINER = re.compile(
    r"container|docker|\b(?:postgres(?:ql)?|mysql|mariadb|mongo(?:db)?|kafka|rabbitmq|redis|elasticsearch)[ _]server\b",
    re.IGNORECASE,
)


class ProjectFixtures:
    """The fixtures of one root, for generation. Several threads may ask.

    With ``stubs``, what is missing counts as existing, and :meth:`changes` makes it.
    """

    def __init__(self, resolver: Resolver, root: str, *, stubs: bool = False) -> None:
        self._resolver, self._root, self._stubs = resolver, root.rstrip("/"), stubs
        self._lock = threading.Lock()
        self._reaches: dict[str, Reach] = {}
        self._missing: dict[str, dict[str, tuple[Missing, str]]] = {}

    def choice(self, seam: Seam, path: str) -> Choice | None:
        """See ``fixtures.Fixtures``."""
        with self._lock:
            if path not in self._reaches:
                self._reaches[path] = Reach(self._resolver, f"{self._root}/{path}")
            found = replace(choose(seam, self._reaches[path]), stubs=self._stubs)
            planned = self._missing.setdefault(self._conftest(found.conftest, path), {})
            for each in found.missing:
                planned.setdefault(each.name, (each, seam.id))
            return found

    def missing_for(self, seam: Seam, path: str) -> tuple[str, tuple[Missing, ...]]:
        """The conftest that takes them, and the fixtures that ``seam`` lacks in the file at ``path``."""
        reach = Reach(self._resolver, f"{self._root}/{path}")
        with self._lock:
            missing = missing_of(seam, reach)
            return (self._conftest(reach.conftest, path) if missing else ""), missing

    @property
    def missing(self) -> tuple[str, ...]:
        """The names that are missing for the seams that were asked about."""
        return tuple(sorted({name for planned in self._missing.values() for name in planned}))

    def changes(self, files: Files, options: Options) -> tuple[list[FileChange], list[Skipped]]:
        """What makes the missing fixtures of all seams that were asked about."""
        changes, skipped = [], []
        for path, planned in sorted(self._missing.items()):
            if planned:
                try:
                    changes.append(stub_change(path, [each for each, _ in planned.values()], files, options))
                except (ValueError, Refused) as error:
                    seams = dict.fromkeys(seam for _, seam in planned.values())
                    skipped += [Skipped(seam, f"{path}: {error}") for seam in seams]
        return changes, skipped

    def _conftest(self, nearest: str | None, path: str) -> str:
        """The nearest conftest, relative to the root; one above it is somebody else's."""
        prefix = f"{self._root}/"
        if nearest is not None and nearest.startswith(prefix):
            return nearest[len(prefix) :]
        folder = path.rpartition("/")[0]
        return f"{folder}/conftest.py" if folder else "conftest.py"


def stub_change(path: str, missing: Iterable[Missing], files: Files, options: Options) -> FileChange:
    """The change that adds a fixture for each of ``missing`` to the conftest at ``path``.

    Raises:
        Refused: the file cannot be added to.
        ValueError: it cannot be read.
    """
    before = files.read(path)
    edits = with_functions(before or "", {each.name: _stub(each, options) for each in missing}, options)
    after = apply(before or "", edits)
    return FileChange(path, "create" if before is None else "update", before, edits if after else (), (), ())


def is_container(missing: Missing) -> bool:
    """Whether the fixture starts a process that is too slow to be started for every test."""
    return _CONTAINER.search(missing.name.replace("_", " ")) is not None


def _stub(missing: Missing, options: Options) -> str:
    name = missing.name
    said = " ".join(plain(missing.description).split()).rstrip(".:")
    words = name.replace("_", " ").strip() or name
    text = docstring_line(said if len(said) > len(name) and "ixture" not in said[:7] else words)
    lines = wrap(text[0].upper() + text[1:], options.line_length - 12)[:1] or [name]
    scope = "(scope={0}session{0})".format("'" if options.quote == "single" else '"') if is_container(missing) else ""
    fail = statement(
        "fail", f"not implemented: fixture {name}", options.line_length - 4,
        "single" if options.quote == "single" else "double",
    )  # fmt: skip
    body = "\n".join(f"    {line}" for line in fail)
    return f'@pytest.fixture{scope}\ndef {name}():\n    """{lines[0]}."""\n{body}\n'
