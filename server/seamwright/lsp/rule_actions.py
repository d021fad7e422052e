"""Code actions on what the rules found: fixes, fixes of all that is of a kind, and ways to say that it is meant.

A menu only says which fixes there are. They are made when one is chosen, for clients that ask again then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import PurePosixPath

from lsprotocol import types as t

from seamwright.lsp.choice import Choice
from seamwright.lsp.convert import to_range, to_span, to_uri
from seamwright.lsp.errors import Code, Refusal
from seamwright.lsp.examined import Examined, to_diagnostic
from seamwright.lsp.requests import FIX_ALL
from seamwright.lsp.world import World
from seamwright.plan import Plan, parse
from seamwright.rewriting import CannotRewrite
from seamwright.rules.fixing import edits_of, merged, safe_edits
from seamwright.rules.from_plan import TEMPLATE_RULES, Owner, filled, owner_at, worded
from seamwright.rules.ignoring import add_to_setting, boundary_here, ignore_here, ignore_in_project
from seamwright.rules.model import Finding, Fix
from seamwright.rules.module import Class, Function, Module, Reader
from seamwright.rules.suppress import BOUNDARY_RULES
from seamwright.text.edit import Edit
from seamwright.text.span import LineIndex, Span
from seamwright.trace.sole import sole

FIX, FIX_SAME, FIX_SAFE = "fix", "fix-same", "fix-safe"
"""What the data of an action says it is: one fix, all of its rule in the file, all that are safe."""
NAMES = (FIX, FIX_SAME, FIX_SAFE)
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


def edit_for(world: World, choice: Choice) -> t.WorkspaceEdit:
    """The edit that carries out ``choice``, which is one of ``NAMES``.

    Raises:
        Refusal: the file has changed, or it cannot be done.
    """
    document = world.document(choice.uri)
    examined = world.shared.examiner.examine(world, choice.uri) if document is not None else None
    if document is None or examined is None or examined.version != choice.version:
        raise Refusal(Code.CONTENT_MODIFIED, "the file has changed since the action was offered: ask again")
    work = _Work(world, choice.uri, examined, document.index)
    if choice.action == FIX_SAFE:
        return work.edit_of(work.safe())
    finding = next((each for each in examined.findings if _arguments(each) == choice.arguments), None)
    if finding is None or finding.fix is None:
        raise Refusal(Code.CONTENT_MODIFIED, "what the action is about has changed: ask again")
    try:
        return work.edit_of(work.fixed(finding) if choice.action == FIX else work.fixed_alike(finding))
    except CannotRewrite as reason:
        raise Refusal(Code.REQUEST_FAILED, f"{finding.fix.title}: {reason}") from None


def _arguments(finding: Finding) -> dict[str, str]:
    return {"rule": finding.name, "start": str(finding.span.start), "end": str(finding.span.end)}


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
            fix, arguments, about = finding.fix, _arguments(finding), [diagnostic]
            yield from self._offer(fix.title, FIX, arguments, lambda: self.fixed(finding), about, preferred=fix.safe)
            if (count := len(self._alike(finding))) > 1:
                title = f"Fix all {count} of {finding.name} in this file"
                yield from self._offer(title, FIX_SAME, arguments, lambda: self.fixed_alike(finding), about)
        yield from self._boundaries(finding, diagnostic)
        edit = ignore_here(self.examined.text, finding.span.start, finding.name)
        if edit is not None and finding.name != "unused-suppression":
            yield self._action(f"Ignore {finding.name} here", "quickfix", (edit,), [diagnostic])
        title = f"Ignore {finding.name} in the project"
        yield from self._configure(title, lambda text: ignore_in_project(text, finding.name), diagnostic)

    def fixed(self, finding: Finding) -> Sequence[Edit]:
        """The fix of one finding."""
        return edits_of(self.examined.text, self._fix(finding))

    def fixed_alike(self, finding: Finding) -> Sequence[Edit]:
        """The fixes of all findings like this one."""
        return merged(self.examined.text, [self._fix(each) for each in self._alike(finding)])

    def safe(self) -> Sequence[Edit]:
        """All fixes that may be made without looking."""
        return safe_edits(self.examined.text, self.examined.findings)

    def _alike(self, finding: Finding) -> list[Finding]:
        safe = finding.fix is not None and finding.fix.safe
        return [
            each
            for each in self.examined.findings
            if each.code == finding.code and each.fix is not None and each.fix.safe == safe
        ]

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

    def _fix(self, finding: Finding) -> Fix:
        """A fix with the words of the plan that the class refers to, or else of the seam that it stands for."""
        fix = finding.fix or Fix("")
        if finding.name not in TEMPLATE_RULES:
            return fix
        is_named = "Plan:" in self.examined.text
        owner = owner_at(self._module, finding.span.start) if is_named or self.world.client.resolves_edits else None
        if owner is None:
            return fix
        if not is_named:
            # Only once a fix is chosen: relating all plans and tests may take a while.
            return fix._replace(edits=self._worded(fix.edits, owner))
        project = self.world.shared.projects.around(self.world, str(self.examined.root.shown / "x"))

        def read(path: str) -> Plan | None:
            try:
                text = project.read(path)
            except (ValueError, OSError):
                return None
            return parse(text, project.vocabulary(), name=PurePosixPath(path).name) if text is not None else None

        return fix._replace(edits=filled(fix.edits, owner, read, _WIDTH))

    def _worded(self, edits: tuple[Edit, ...], owner: Owner) -> tuple[Edit, ...]:
        traced = self.world.shared.traces.of(self.world, self.uri)
        if traced is None:
            return edits
        known = sole(traced.traces, traced.path)
        cls = owner if isinstance(owner, Class) else owner.owner
        name = cls.name if cls is not None else ""
        if isinstance(owner, Function) and (name, owner.name) in known.tests:
            return worded(edits, owner, *known.tests[name, owner.name], _WIDTH)
        standing = known.classes.get(name)
        return worded(edits, owner, standing.seam, None, _WIDTH) if standing is not None else edits

    def fix_all(self) -> Iterator[t.CodeAction]:
        if any(each.fix is not None and each.fix.safe for each in self.examined.findings):
            title = "Fix all that Seamwright can fix safely"
            yield from self._offer(title, FIX_SAFE, {}, self.safe, None, kind=FIX_ALL)

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

    def _offer(
        self,
        title: str,
        name: str,
        arguments: Mapping[str, str],
        edits: Callable[[], Sequence[Edit]],
        diagnostics: list[t.Diagnostic] | None,
        *,
        kind: str = "quickfix",
        preferred: bool = False,
    ) -> Iterator[t.CodeAction]:
        """A fix that is made when it is chosen; at once where the client does not ask again."""
        if self.world.client.resolves_edits and self.examined.version is not None:
            data = Choice(name, self.uri, self.examined.version, dict(arguments)).to_data()
            offered = t.CodeAction(title=title, kind=kind, diagnostics=diagnostics, data=data)
            offered.is_preferred = True if preferred and self.world.client.prefers_actions else None
            yield offered
            return
        try:
            made = edits()
        except CannotRewrite:
            return
        if made:
            yield self._action(title, kind, made, diagnostics, preferred=preferred)

    def edit_of(self, edits: Sequence[Edit]) -> t.WorkspaceEdit:
        """``edits`` of the document."""
        return self._edit(self.uri, self.examined.version, self.index, edits)

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
            edit=self.edit_of(edits),
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
