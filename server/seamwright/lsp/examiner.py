"""What the rules say about open documents and files, kept per document so that a keystroke costs what it touched."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from lsprotocol import types as t

from seamwright.lsp.convert import to_range, to_uri
from seamwright.lsp.documents import Documents, TextDocument
from seamwright.lsp.projects import Root, open_document, root_of
from seamwright.rules import baseline
from seamwright.rules.engine import Document
from seamwright.rules.model import Finding, Severity
from seamwright.text.span import LineIndex
from seamwright.workspace.config import ConfigError
from seamwright.workspace.files import Workspace
from seamwright.workspace.rule_project import RuleProject
from seamwright.workspace.selection import INTEGRATION_FOLDERS

if TYPE_CHECKING:
    from seamwright.lsp.world import World

_WAIT = 0.01
_FIXTURES = "SW3"
"""Codes of the rules about fixtures, which hold in every test, whatever its style."""


class Examined(NamedTuple):
    """What is found in one state of a document."""

    text: str
    version: int | None
    findings: Sequence[Finding]
    root: Root

    @property
    def result_id(self) -> str:
        """The same for the same findings at the same places."""
        said = "\n".join(f"{each.code} {each.span} {each.severity.value} {each.message}" for each in self.findings)
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class Examiner:
    """Shared by all requests of a session; one at a time examines."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._projects: dict[Path, RuleProject] = {}
        self._documents: dict[str, Document] = {}
        self._buffers = Documents()
        self._stale = False

    def examine(self, world: World, uri: str) -> Examined | None:
        """What is found in the open document ``uri``; ``None`` for one that the rules are not about."""
        document = world.document(uri)
        if document is None or document.path is None or document.language != "python":
            return None
        root = root_of(Path(document.path), world.folders)
        with self._using(world):
            project = self._project(root)
            try:
                path = project.workspace.relative(Path(document.path))
                found = self._findings(project, root, path, document.text)
                return Examined(document.text, document.version, found, root) if found is not None else None
            except ConfigError as error:
                world.warn_afterwards(str(error))
                return None
            except ValueError:
                return None

    def everything(self, world: World) -> Iterator[tuple[str, Examined]]:
        """What is found in the integration tests below the open folders: URI and findings of each file."""
        seen: set[Path] = set()
        for folder in world.folders:
            root = root_of(folder / "x", world.folders)
            if root.real in seen:
                continue
            seen.add(root.real)
            with self._using(world):
                project = self._project(root)
                try:
                    paths = list(project.integration_files(Path(root.real)))
                except ConfigError as error:
                    world.warn_afterwards(str(error))
                    continue
            for path in paths:
                world.check()
                opened = open_document(world.documents, root.real, path)
                with self._using(world):
                    text = opened.text if opened is not None else project.near(path).tree.read(path)
                    if text is None:
                        continue
                    found = self._check(project, path, text, keep=opened is not None)
                uri = opened.uri if opened is not None else to_uri(str(root.shown / path))
                yield uri, Examined(text, opened.version if opened is not None else None, found, root)

    def forget(self, uri: str | None = None) -> None:
        """A document was closed; or, without one, files changed on disk."""
        if uri is None:
            self._stale = True

    def _check(self, project: RuleProject, path: str, text: str, *, keep: bool = True) -> Sequence[Finding]:
        near = project.near(path)
        key = f"{project.root}/{path}"
        known = self._documents.get(key)
        if known is None or known.project is not near:
            known = Document(near, path)
            if keep:
                self._documents[key] = known
        found = known.check(text)
        try:
            before = baseline.parse(near.tree.read(project.workspace.config.baseline) or "")
        except ValueError:
            return found
        return baseline.without_known(path, text, found, before)

    def _findings(self, project: RuleProject, root: Root, path: str, text: str) -> Sequence[Finding] | None:
        """Everything in integration tests; in other tests only what pytest itself would trip over."""
        if self._is_examined(project, root, path):
            return self._check(project, path, text)
        if not root.is_open or not project.is_module_of_tests(path):
            return None
        return [each for each in self._check(project, path, text) if each.code.startswith(_FIXTURES)] or None

    def _is_examined(self, project: RuleProject, root: Root, path: str) -> bool:
        if project.is_examined(path):
            return True
        # A file on its own knows nothing of the folders above it but their names.
        if root.is_open or not project.is_module_of_tests(path):
            return False
        return bool(INTEGRATION_FOLDERS.intersection(part.lower() for part in root.real.parts))

    def _project(self, root: Root) -> RuleProject:
        project = self._projects.get(root.real)
        if project is None:
            place = root.real

            def buffer(path: str) -> str | None:
                found = open_document(self._buffers, place, path)
                return found.text if found is not None else None

            project = self._projects[root.real] = RuleProject(Workspace(root.real), buffers=buffer, live=True)
        return project

    def _using(self, world: World) -> _Held:
        return _Held(self, world)

    def begin(self, world: World) -> None:
        """Wait for the turn of ``world``, and look at the files as it sees them."""
        while not self._lock.acquire(timeout=_WAIT):
            world.check()
        self._buffers = world.documents
        if self._stale:
            self._stale = False
            for project in self._projects.values():
                project.forget()

    def end(self) -> None:
        """The next one's turn."""
        self._lock.release()


class _Held:
    def __init__(self, examiner: Examiner, world: World) -> None:
        self._examiner, self._world = examiner, world

    def __enter__(self) -> None:
        self._examiner.begin(self._world)

    def __exit__(self, *_: object) -> None:
        self._examiner.end()


def to_diagnostic(world: World, examined: Examined, finding: Finding, index: LineIndex) -> t.Diagnostic:
    """``finding`` in the protocol's terms, with what the client understands of it."""
    client = world.client
    related = None
    if finding.related and client.relates_diagnostics:
        related = [
            t.DiagnosticRelatedInformation(
                location=t.Location(
                    uri=to_uri(str(examined.root.shown / each.path)),
                    range=t.Range(t.Position(each.line - 1, 0), t.Position(each.line - 1, 0)),
                ),
                message=each.message,
            )
            for each in finding.related
        ]
    tags = [t.DiagnosticTag.Unnecessary] if finding.unnecessary and client.tags_diagnostics else None
    return t.Diagnostic(
        range=to_range(index, finding.span, world.encoding),
        message=finding.message,
        severity=_SEVERITIES[finding.severity],
        code=finding.code,
        code_description=t.CodeDescription(href=finding.url) if client.describes_codes else None,
        source="seamwright",
        tags=tags,
        related_information=related,
        data={"rule": finding.name},
    )


def to_diagnostics(world: World, examined: Examined, document: TextDocument | None) -> list[t.Diagnostic]:
    """All findings in the protocol's terms."""
    index = document.index if document is not None else LineIndex(examined.text)
    return [to_diagnostic(world, examined, finding, index) for finding in examined.findings]


_SEVERITIES = {
    Severity.ERROR: t.DiagnosticSeverity.Error,
    Severity.WARNING: t.DiagnosticSeverity.Warning,
    Severity.INFORMATION: t.DiagnosticSeverity.Information,
    Severity.HINT: t.DiagnosticSeverity.Hint,
}
