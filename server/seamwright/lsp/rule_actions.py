"""Code actions on what the rules found: fixes, fixes of all that is of a kind, and ways to say that it is meant."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import PurePosixPath

from lsprotocol import types as t

from seamwright.lsp.convert import to_range, to_span, to_uri
from seamwright.lsp.examined import Examined, to_diagnostic
from seamwright.lsp.requests import FIX_ALL
from seamwright.lsp.world import World
from seamwright.plan import Plan, parse
from seamwright.rules.fixing import merged, safe_edits
from seamwright.rules.from_plan import TEMPLATE_RULES, filled, owner_at
from seamwright.rules.ignoring import add_to_setting, boundary_here, ignore_here, ignore_in_project
from seamwright.rules.model import Finding
from seamwright.rules.module import Module, Reader
from seamwright.rules.suppress import BOUNDARY_RULES
from seamwright.text.edit import Edit
from seamwright.text.span import LineIndex, Span

_WIDTH = 100
"""Columns for the words of a plan."""


def actions(world: World, params: t.CodeActionParams) -> list[t.CodeAction]:
    """What can be done at ``params.range`` of a Python document."""
    uri = params.text_document.uri
    document = world.document(uri)
    if document is None or document.language != "python":
        return []
    wanted = _Wanted(params.context.only)
    if not (wanted.has("quickfix") or wanted.has(FIX_ALL)):
        return []
    examined = world.shared.examiner.examine(world, uri)
    if examined is None:
        return []
    span = to_span(document.index, params.range, world.encoding)
    work = _Work(world, uri, examined, document.index)
    here = [each for each in examined.findings if _touch(each.span, span, document.index)]
    found: list[t.CodeAction] = []
    if wanted.has("quickfix"):
        for finding in here:
            found += work.quick_fixes(finding)
    if wanted.names(FIX_ALL):
        found += work.fix_all()
    return found


class _Wanted:
    """The kinds that the client asks for; all of them where it names none."""

    def __init__(self, only: Sequence[str] | None) -> None:
        self._only = None if only is None else [str(getattr(kind, "value", kind)) for kind in only]

    def has(self, kind: str) -> bool:
        return self._only is None or any(not each or kind == each or kind.startswith(each + ".") for each in self._only)

    def names(self, kind: str) -> bool:
        """Source actions are offered only to those who ask for them, as menus and savers do."""
        return self._only is not None and self.has(kind)


class _Work:
    def __init__(self, world: World, uri: str, examined: Examined, index: LineIndex) -> None:
        self.world, self.uri, self.examined, self.index = world, uri, examined, index

    def quick_fixes(self, finding: Finding) -> Iterator[t.CodeAction]:
        diagnostic = to_diagnostic(self.world, self.examined, finding, self.index)
        if finding.fix is not None:
            yield self._action(
                finding.fix.title, "quickfix", self._edits(finding), [diagnostic], preferred=finding.fix.safe
            )
            same = [
                each
                for each in self.examined.findings
                if each.code == finding.code and each.fix is not None and each.fix.safe == finding.fix.safe
            ]
            if len(same) > 1:
                edits = merged(self.examined.text, [self._edits(each) for each in same])
                yield self._action(
                    f"Fix all {len(same)} of {finding.name} in this file", "quickfix", edits, [diagnostic]
                )
        yield from self._boundaries(finding, diagnostic)
        edit = ignore_here(self.examined.text, finding.span.start, finding.name)
        if edit is not None and finding.name != "unused-suppression":
            yield self._action(f"Ignore {finding.name} here", "quickfix", (edit,), [diagnostic])
        title = f"Ignore {finding.name} in the project"
        yield from self._configure(title, lambda text: ignore_in_project(text, finding.name), diagnostic)

    def _boundaries(self, finding: Finding, diagnostic: t.Diagnostic) -> Iterator[t.CodeAction]:
        """What is replaced may stand outside of what is tested, which only the team knows."""
        if finding.name not in BOUNDARY_RULES:
            return
        edit = boundary_here(self.examined.text, finding.span.start)
        if edit is not None:
            yield self._action("Mark as a boundary here", "quickfix", (edit,), [diagnostic])
        if module := finding.module:
            title = f"Count {module} as a boundary in the project"
            yield from self._configure(title, lambda text: add_to_setting(text, "boundary-modules", module), diagnostic)

    @cached_property
    def _module(self) -> Module:
        return Reader("").read(self.examined.text)

    def _edits(self, finding: Finding) -> tuple[Edit, ...]:
        """The edits of a fix, with the words of the plan that the class refers to."""
        edits = finding.fix.edits if finding.fix is not None else ()
        if finding.name not in TEMPLATE_RULES or "Plan:" not in self.examined.text:
            return edits
        owner = owner_at(self._module, finding.span.start)
        if owner is None:
            return edits
        project = self.world.shared.projects.around(self.world, str(self.examined.root.shown / "x"))

        def read(path: str) -> Plan | None:
            try:
                text = project.read(path)
            except (ValueError, OSError):
                return None
            return parse(text, project.vocabulary(), name=PurePosixPath(path).name) if text is not None else None

        return filled(edits, owner, read, _WIDTH)

    def fix_all(self) -> Iterator[t.CodeAction]:
        edits = safe_edits(self.examined.text, self.examined.findings)
        if edits:
            yield self._action("Fix all that Seamwright can fix safely", FIX_ALL, edits, None)

    def _configure(self, title: str, change: Callable[[str], Edit], diagnostic: t.Diagnostic) -> Iterator[t.CodeAction]:
        """A change of the project's configuration."""
        path = self.examined.root.real / "pyproject.toml"
        if not self.examined.root.is_open or not path.is_file():
            return
        uri = to_uri(str(self.examined.root.shown / "pyproject.toml"))
        opened = self.world.documents.at(str(self.examined.root.shown / "pyproject.toml"))
        text = opened.text if opened is not None else path.read_text(encoding="utf-8", errors="replace")
        version = opened.version if opened is not None else None
        edit = self._edit(opened.uri if opened is not None else uri, version, LineIndex(text), (change(text),))
        yield t.CodeAction(title=title, kind="quickfix", diagnostics=[diagnostic], edit=edit)

    def _action(
        self,
        title: str,
        kind: str,
        edits: Sequence[Edit],
        diagnostics: list[t.Diagnostic] | None,
        *,
        preferred: bool = False,
    ) -> t.CodeAction:
        return t.CodeAction(
            title=title,
            kind=kind,
            diagnostics=diagnostics,
            is_preferred=True if preferred and self.world.client.prefers_actions else None,
            edit=self._edit(self.uri, self.examined.version, self.index, edits),
        )

    def _edit(self, uri: str, version: int | None, index: LineIndex, edits: Sequence[Edit]) -> t.WorkspaceEdit:
        texts = [t.TextEdit(range=to_range(index, edit.span, self.world.encoding), new_text=edit.new) for edit in edits]
        if not self.world.client.document_changes:
            return t.WorkspaceEdit(changes={uri: texts})
        identifier = t.OptionalVersionedTextDocumentIdentifier(uri=uri, version=version)
        return t.WorkspaceEdit(document_changes=[t.TextDocumentEdit(text_document=identifier, edits=list(texts))])


def _touch(finding: Span, selection: Span, index: LineIndex) -> bool:
    """The cursor may stand anywhere on the lines of a finding."""
    first, last = index.line_at(finding.start), index.line_at(finding.end)
    return index.line_at(selection.start) <= last and first <= index.line_at(selection.end)
