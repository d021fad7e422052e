/**
 * The status map: the page that the server makes, in a panel. The page allows itself its own style and script and
 * nothing else; its links to places in files become commands of ours, of which it may run this one only.
 */

import { dirname, join } from "node:path";

import * as vscode from "vscode";
import { ExecuteCommandRequest } from "vscode-languageclient/node";

import { Told } from "./seams";
import type { Session } from "./session";

export const OPEN = "seamwright.openPlace";

const NOTHING = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
const OWN_POLICY = /<meta http-equiv="Content-Security-Policy" content="default-src (?:'|&#39;)none/;
const PLACE = /href="(?![#/]|[a-z][a-z0-9+.-]*:)([^"#]+)#L(\d+)"/g;

let panel: vscode.WebviewPanel | undefined;
/** Directories that links may count from, the likeliest first. */
let roots: string[] = [];

export async function showStatusMap(context: vscode.ExtensionContext, session: Session): Promise<void> {
  const client = session.client;
  if (client === undefined) throw new Told("the server does not run");
  const active = vscode.window.activeTextEditor?.document;
  const uri = active?.uri.scheme === "file" ? [client.code2ProtocolConverter.asUri(active.uri)] : [];
  // Of a file that is no plan, the page shows the project around it.
  const params = { command: "seamwright.showStatus", arguments: uri };
  const page: unknown = await client.sendRequest(ExecuteCommandRequest.type, params);
  if (typeof page !== "string") throw new Told("the server gave no page");
  roots = possibleRoots(active?.uri);
  panel ??= makePanel(context);
  panel.webview.html = prepared(page);
  panel.reveal(undefined, true);
}

/** Show a line of a file that the page links to. */
export async function openPlace(path: unknown, line: unknown): Promise<void> {
  if (typeof path !== "string" || typeof line !== "number" || path.split("/").includes("..")) return;
  for (const root of roots) {
    const uri = vscode.Uri.file(join(root, path));
    const isThere = await vscode.workspace.fs.stat(uri).then(() => true, () => false);
    if (!isThere) continue;
    const selection = new vscode.Range(line - 1, 0, line - 1, 0);
    await vscode.window.showTextDocument(uri, { selection, viewColumn: vscode.ViewColumn.One });
    return;
  }
  throw new Told(`${path} is not there any more`);
}

/** `page` with links that work in a panel, under a policy that lets nothing in from outside. */
export function prepared(page: string): string {
  const linked = page.replaceAll(PLACE, (_, path: string, line: string) => {
    const place = encodeURIComponent(JSON.stringify([decodeURIComponent(path).replace(/^\.\//, ""), Number(line)]));
    return `href="command:${OPEN}?${place}"`;
  });
  if (OWN_POLICY.test(linked)) return linked;
  return linked.replace(/<head>/i, `<head><meta http-equiv="Content-Security-Policy" content="${NOTHING}">`);
}

function makePanel(context: vscode.ExtensionContext): vscode.WebviewPanel {
  const made = vscode.window.createWebviewPanel("seamwright.statusMap", "Status Map", vscode.ViewColumn.Beside, {
    enableScripts: true,
    enableForms: false,
    enableCommandUris: [OPEN],
    enableFindWidget: true,
    localResourceRoots: [],
  });
  made.onDidDispose(() => (panel = undefined), undefined, context.subscriptions);
  return made;
}

function possibleRoots(near: vscode.Uri | undefined): string[] {
  const folders = vscode.workspace.workspaceFolders?.map((each) => each.uri.fsPath) ?? [];
  const above: string[] = [];
  const top = near && vscode.workspace.getWorkspaceFolder(near)?.uri.fsPath;
  for (let place = near && dirname(near.fsPath); place && top && place.length > top.length; place = dirname(place)) {
    above.push(place);
  }
  return [...folders, ...above.reverse()];
}
