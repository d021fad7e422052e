/**
 * Edits with placeholders. The editor itself makes plain text of them in a file that is not in front; here the file is
 * brought to the front first, so that Tab leads through what is to be filled in.
 */

import * as vscode from "vscode";
import {
  SnippetTextEdit,
  TextDocumentEdit,
  type CodeAction,
  type LanguageClient,
  type WorkspaceEdit,
} from "vscode-languageclient/node";

export const APPLY = "seamwright.applySnippetEdit";

/** `action` with a command in place of an edit that should be seen while it is made. */
export function withPlaceholders(action: CodeAction): CodeAction {
  if (action.edit === undefined || !hasPlaceholders(action.edit)) return action;
  const { edit, ...rest } = action;
  return { ...rest, command: { title: action.title, command: APPLY, arguments: [edit] } };
}

/** Whether `edit` is one that is made in this way. */
export function hasPlaceholders(edit: WorkspaceEdit): boolean {
  return shown(edit) !== undefined;
}

/** Make an edit, and leave the cursor in its first placeholder. */
export async function applyShown(client: LanguageClient, edit: WorkspaceEdit): Promise<boolean> {
  const target = shown(edit);
  const rest = target === undefined ? edit : { ...edit, documentChanges: edit.documentChanges?.filter((each) => each !== target) ?? [] };
  if (!(await vscode.workspace.applyEdit(await client.protocol2CodeConverter.asWorkspaceEdit(rest)))) return false;
  if (target === undefined) return true;
  const [change] = target.edits;
  const document = await vscode.workspace.openTextDocument(client.protocol2CodeConverter.asUri(target.textDocument.uri));
  const { version } = target.textDocument;
  if (version !== null && version !== document.version) return false;
  const editor = await vscode.window.showTextDocument(document);
  if (!SnippetTextEdit.is(change)) return false;
  const range = client.protocol2CodeConverter.asRange(change.range);
  return editor.insertSnippet(new vscode.SnippetString(change.snippet.value), range);
}

/** Show what an edit changed, if that is one document: somebody clicked on a lens in another one. */
export async function showChanged(client: LanguageClient, edit: WorkspaceEdit): Promise<void> {
  const changes = edit.documentChanges?.filter((each): each is TextDocumentEdit => TextDocumentEdit.is(each)) ?? [];
  const [only] = changes;
  const first = only?.edits.at(-1);
  if (changes.length !== 1 || only === undefined || first === undefined) return;
  const { start } = client.protocol2CodeConverter.asRange(first.range);
  const uri = client.protocol2CodeConverter.asUri(only.textDocument.uri);
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(start, start) });
}

/** The only document that `edit` changes, if it does so with one snippet and nothing else. */
function shown(edit: WorkspaceEdit): TextDocumentEdit | undefined {
  const changes = edit.documentChanges?.filter((each): each is TextDocumentEdit => TextDocumentEdit.is(each)) ?? [];
  const [only] = changes;
  return changes.length === 1 && only?.edits.length === 1 && SnippetTextEdit.is(only.edits[0]) ? only : undefined;
}
