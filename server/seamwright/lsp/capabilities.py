"""What the client says it can do, as questions that the features ask."""

from __future__ import annotations

from functools import cached_property

from lsprotocol import types as t
from pygls.capabilities import get_capability

_TRANSACTIONS = (
    t.FailureHandlingKind.Transactional,
    t.FailureHandlingKind.TextOnlyTransactional,
    t.FailureHandlingKind.Undo,
)


class Client:
    """The capabilities of the client of this session."""

    def __init__(self, capabilities: t.ClientCapabilities) -> None:
        self._capabilities = capabilities

    @cached_property
    def document_changes(self) -> bool:
        """Understands ``documentChanges``, and with it the versions of documents.

        Who can create files understands it too, even without saying so (Neovim): resource operations have no other
        place (specification 3.17, "WorkspaceEdit").
        """
        stated = get_capability(self._capabilities, "workspace.workspace_edit.document_changes", False)
        return bool(stated) or self.creates_files

    @cached_property
    def creates_files(self) -> bool:
        """Understands ``CreateFile``."""
        operations = get_capability(self._capabilities, "workspace.workspace_edit.resource_operations", []) or []
        return t.ResourceOperationKind.Create in operations

    @cached_property
    def stops_on_failure(self) -> bool:
        """Undoes a workspace edit of which one part fails, so that a part may be made to fail on purpose."""
        handling = get_capability(self._capabilities, "workspace.workspace_edit.failure_handling", None)
        return handling in _TRANSACTIONS

    @cached_property
    def annotates_changes(self) -> bool:
        """Understands change annotations."""
        return (
            get_capability(self._capabilities, "workspace.workspace_edit.change_annotation_support", None) is not None
        )

    @cached_property
    def inserts_snippets(self) -> bool:
        """Understands snippets in workspace edits (3.18)."""
        return bool(get_capability(self._capabilities, "workspace.workspace_edit.snippet_edit_support", False))

    @cached_property
    def applies_edits(self) -> bool:
        """Answers ``workspace/applyEdit``."""
        return bool(get_capability(self._capabilities, "workspace.apply_edit", False))

    @cached_property
    def shows_documents(self) -> bool:
        """Answers ``window/showDocument``."""
        return bool(get_capability(self._capabilities, "window.show_document.support", False))

    @cached_property
    def takes_literals(self) -> bool:
        """Understands code actions, and not only commands, as the answer to ``codeAction``."""
        return get_capability(self._capabilities, "text_document.code_action.code_action_literal_support") is not None

    @cached_property
    def resolves_edits(self) -> bool:
        """Asks for the edit of a code action only when the user has chosen it, and keeps ``data`` until then."""
        support = get_capability(self._capabilities, "text_document.code_action.resolve_support", None)
        keeps_data = get_capability(self._capabilities, "text_document.code_action.data_support", False)
        return bool(keeps_data) and support is not None and "edit" in support.properties

    @cached_property
    def shows_disabled(self) -> bool:
        """Shows code actions that cannot be done now, with the reason."""
        return bool(get_capability(self._capabilities, "text_document.code_action.disabled_support", False))

    @cached_property
    def prefers_actions(self) -> bool:
        """Understands ``isPreferred``."""
        return bool(get_capability(self._capabilities, "text_document.code_action.is_preferred_support", False))

    @cached_property
    def nests_symbols(self) -> bool:
        """Understands document symbols with children."""
        name = "text_document.document_symbol.hierarchical_document_symbol_support"
        return bool(get_capability(self._capabilities, name, False))

    @cached_property
    def folds_whole_lines(self) -> bool:
        """Ignores the columns of folding ranges."""
        return bool(get_capability(self._capabilities, "text_document.folding_range.line_folding_only", False))

    @cached_property
    def folding_limit(self) -> int | None:
        """The most folding ranges that the client wants for one document."""
        return get_capability(self._capabilities, "text_document.folding_range.range_limit", None)
