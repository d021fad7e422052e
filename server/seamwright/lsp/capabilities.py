"""What the client says it can do, as questions that the features ask."""

from __future__ import annotations

import re
from functools import cached_property

from lsprotocol import types as t
from pygls.capabilities import get_capability

_TRANSACTIONS = (
    t.FailureHandlingKind.Transactional,
    t.FailureHandlingKind.TextOnlyTransactional,
    t.FailureHandlingKind.Undo,
)

Asked = dict[str, "Asked"]
"""Members of an object that somebody asks about, each with those of its own members; none: all of it."""

_ASKED_FOR = {
    "": "notebook_document",
    "general": "position_encodings",
    "window": "work_done_progress show_document.support",
    "workspace": "apply_edit code_lens.refresh_support configuration diagnostics.refresh_support "
    "did_change_watched_files.dynamic_registration",
    "workspace.workspace_edit": "change_annotation_support document_changes failure_handling resource_operations "
    "snippet_edit_support",
    "text_document": "synchronization.will_save synchronization.will_save_wait_until rename.prepare_support "
    "definition.link_support implementation.link_support type_definition.link_support hover.content_format "
    "folding_range.range_limit document_symbol.hierarchical_document_symbol_support",
    "text_document.code_action": "code_action_literal_support data_support disabled_support is_preferred_support "
    "resolve_support",
    "text_document.completion.completion_item": "documentation_format label_details_support resolve_support "
    "snippet_support",
    "text_document.diagnostic": "code_description_support related_information tag_support",
    "text_document.publish_diagnostics": "code_description_support related_information tag_support",
}
"""What is asked of a client, here or by the toolkit; nothing else of its capabilities is read."""


def _as_tree(groups: dict[str, str]) -> Asked:
    tree: Asked = {}
    for group, names in groups.items():
        for name in names.split():
            place = tree
            for part in filter(None, f"{group}.{name}".split(".")):
                place = place.setdefault(part, {})
    return tree


ASKED_FOR = _as_tree(_ASKED_FOR)


class Client:
    """The capabilities of the client of this session, and what is known of it by its name."""

    def __init__(self, capabilities: t.ClientCapabilities, info: t.ClientInfo | None = None) -> None:
        self._capabilities = capabilities
        self._name = info.name if info is not None else ""
        self._version = info.version or "" if info is not None else ""

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
    def creates_folders(self) -> bool:
        """Makes the folder of a new file too, if there is none. Sublime Text makes files only."""
        return self.creates_files and self._name != "Sublime Text LSP"

    @cached_property
    def creates_files_last(self) -> bool:
        """Makes new files after the edits in them, and then finds that its buffer is older than the file (lsp-mode)."""
        return self._name == "emacs"

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
    def takes_choices(self) -> bool:
        """Understands choices in a snippet. Emacs, of which older ones give no name, and Sublime Text put them down as
        they stand.
        """
        return self._name not in ("", "emacs", "Eglot", "Sublime Text LSP")

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

    def only_wonders(self, context: t.CodeActionContext) -> bool:
        """Nobody has opened a menu: the editor only wants to know whether to show a light bulb.

        LSP4IJ, which names the build of JetBrains' editor as its version, says so of everything that it asks, and has
        no other menu than the one that it fills with the answer.
        """
        automatic = context.trigger_kind == t.CodeActionTriggerKind.Automatic
        return automatic and re.search(r"\(build [A-Z]+-\d", self._version) is None

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
    def folding_limit(self) -> int | None:
        """The most folding ranges that the client wants for one document."""
        return get_capability(self._capabilities, "text_document.folding_range.range_limit", None)

    @cached_property
    def links_definitions(self) -> bool:
        """Understands location links as the answer to ``definition``."""
        return bool(get_capability(self._capabilities, "text_document.definition.link_support", False))

    @cached_property
    def links_implementations(self) -> bool:
        """Understands location links as the answer to ``implementation``."""
        return bool(get_capability(self._capabilities, "text_document.implementation.link_support", False))

    @cached_property
    def links_types(self) -> bool:
        """Understands location links as the answer to ``typeDefinition``."""
        return bool(get_capability(self._capabilities, "text_document.type_definition.link_support", False))

    @cached_property
    def hovers_markdown(self) -> bool:
        """Shows Markdown in hovers."""
        formats = get_capability(self._capabilities, "text_document.hover.content_format", None)
        return formats is None or t.MarkupKind.Markdown in formats

    @cached_property
    def completes_snippets(self) -> bool:
        """Understands snippets in completion items."""
        return bool(
            get_capability(self._capabilities, "text_document.completion.completion_item.snippet_support", False)
        )

    @cached_property
    def documents_in_markdown(self) -> bool:
        """Shows Markdown beside completion items."""
        name = "text_document.completion.completion_item.documentation_format"
        return t.MarkupKind.Markdown in (get_capability(self._capabilities, name, None) or ())

    @cached_property
    def shows_label_details(self) -> bool:
        """Shows a few words beside the label of every completion item."""
        name = "text_document.completion.completion_item.label_details_support"
        return bool(get_capability(self._capabilities, name, False))

    @cached_property
    def resolves_added_edits(self) -> bool:
        """Asks for the additional edits of a completion item only when the user has chosen it."""
        support = get_capability(self._capabilities, "text_document.completion.completion_item.resolve_support", None)
        return support is not None and "additionalTextEdits" in support.properties

    @cached_property
    def pulls_diagnostics(self) -> bool:
        """Asks for diagnostics, so that none need be sent."""
        return get_capability(self._capabilities, "text_document.diagnostic", None) is not None

    @cached_property
    def asks_for_workspace_only(self) -> bool:
        """Asked to refresh, asks for the workspace's diagnostics if there are any, and then leaves out the open files.

        Those would be as old as the last key (Neovim 0.12). Where there are none, it asks for each open file.
        """
        return self._name == "Neovim"

    @cached_property
    def refreshes_diagnostics(self) -> bool:
        """Asks for diagnostics again when we say that others changed."""
        return bool(get_capability(self._capabilities, "workspace.diagnostics.refresh_support", False))

    @cached_property
    def refreshes_lenses(self) -> bool:
        """Asks for lenses again when we say that others changed."""
        return bool(get_capability(self._capabilities, "workspace.code_lens.refresh_support", False))

    @cached_property
    def relates_diagnostics(self) -> bool:
        """Shows further places that explain a diagnostic."""
        name = "text_document.publish_diagnostics.related_information"
        pulled = "text_document.diagnostic.related_information"
        return bool(
            get_capability(self._capabilities, name, False) or get_capability(self._capabilities, pulled, False)
        )

    @cached_property
    def diagnostic_tags(self) -> frozenset[t.DiagnosticTag]:
        """The tags of diagnostics that it understands."""
        return frozenset(
            tag
            for name in ("publish_diagnostics", "diagnostic")
            for tag in get_capability(self._capabilities, f"text_document.{name}.tag_support.value_set", None) or ()
        )

    @cached_property
    def describes_codes(self) -> bool:
        """Shows the page of a diagnostic's code."""
        return any(
            bool(get_capability(self._capabilities, f"text_document.{name}.code_description_support", False))
            for name in ("publish_diagnostics", "diagnostic")
        )

    @cached_property
    def watches_files(self) -> bool:
        """Tells about changes of files that we name."""
        name = "workspace.did_change_watched_files.dynamic_registration"
        return bool(get_capability(self._capabilities, name, False))

    @cached_property
    def configures(self) -> bool:
        """Answers ``workspace/configuration``."""
        return bool(get_capability(self._capabilities, "workspace.configuration", False))

    @cached_property
    def shows_progress(self) -> bool:
        """Shows progress that we report."""
        return bool(get_capability(self._capabilities, "window.work_done_progress", False))
