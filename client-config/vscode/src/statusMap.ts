/**
 * The status map: the page that the server makes, in a panel. The page allows itself its own style and script and
 * nothing else; its script tells which link to a place in a file was clicked, and that is all it can do here.
 */

import * as vscode from "vscode";

import { ask, Told, uriOf } from "./seams";
import type { Session } from "./session";

const NOTHING = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
const OWN_POLICY = /<meta http-equiv="Content-Security-Policy" content="default-src (?:'|&#39;)none/;

let panel: vscode.WebviewPanel | undefined;

export async function showStatusMap(context: vscode.ExtensionContext, session: Session, told: Tell): Promise<void> {
  const active = vscode.window.activeTextEditor?.document;
  // Of a file that is no plan, the page shows the project around it.
  const near = active?.uri.scheme === "file" ? uriOf(active) : null;
  const page = await ask<unknown>(session, "showStatus", near, { absolute: true });
  if (typeof page !== "string") throw new Told("the server gave no page");
  panel ??= makePanel(context, told);
  panel.webview.html = prepared(page);
  panel.reveal(undefined, true);
}

/** Runs something that somebody asked for, and shows what went wrong. */
export type Tell = (command: () => Promise<unknown>) => Promise<void>;

/** Show a line of a file that the page links to. */
async function openPlace(message: unknown): Promise<void> {
  const { command, href, line } = (message ?? {}) as Record<string, unknown>;
  if (command !== "open" || typeof href !== "string" || typeof line !== "number") return;
  const uri = vscode.Uri.parse(href).with({ fragment: "" });
  if (uri.scheme !== "file") return;
  const isThere = await vscode.workspace.fs.stat(uri).then(() => true, () => false);
  if (!isThere) throw new Told(`${vscode.workspace.asRelativePath(uri)} is not there any more`);
  const selection = new vscode.Range(line - 1, 0, line - 1, 0);
  await vscode.window.showTextDocument(uri, { selection, viewColumn: vscode.ViewColumn.One });
}

/** `page` under a policy that lets nothing in from outside, whatever made it. */
function prepared(page: string): string {
  if (OWN_POLICY.test(page)) return page;
  return page.replace(/<head>/i, `<head><meta http-equiv="Content-Security-Policy" content="${NOTHING}">`);
}

function makePanel(context: vscode.ExtensionContext, told: Tell): vscode.WebviewPanel {
  const made = vscode.window.createWebviewPanel("seamwright.statusMap", "Status Map", vscode.ViewColumn.Beside, {
    enableScripts: true,
    enableForms: false,
    enableFindWidget: true,
    localResourceRoots: [],
  });
  made.webview.onDidReceiveMessage((message) => told(() => openPlace(message)), undefined, context.subscriptions);
  made.onDidDispose(() => (panel = undefined), undefined, context.subscriptions);
  return made;
}
