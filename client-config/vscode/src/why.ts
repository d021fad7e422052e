/** *Why?*: one page that says which server runs, where it was looked for, and what it reads and leaves out. */

import * as vscode from "vscode";

import { ask, uriOf } from "./seams";
import type { Session } from "./session";
import { inWords } from "./status";

const SCHEME = "seamwright-why";

let registered = false;
let page = "";
const changed = new vscode.EventEmitter<vscode.Uri>();

export async function showWhy(context: vscode.ExtensionContext, session: Session): Promise<void> {
  page = await makePage(session);
  const uri = vscode.Uri.from({ scheme: SCHEME, path: "/Seamwright.md" });
  if (!registered) {
    registered = true;
    const provider = { onDidChange: changed.event, provideTextDocumentContent: () => page };
    context.subscriptions.push(vscode.workspace.registerTextDocumentContentProvider(SCHEME, provider));
  }
  changed.fire(uri);
  await vscode.commands.executeCommand("markdown.showLockedPreviewToSide", uri);
}

async function makePage(session: Session): Promise<string> {
  const { server, misses } = session.search;
  const lines = [
    "# Seamwright",
    "",
    `- **State:** ${inWords(session.status.state)}`,
    `- **Server:** ${server === undefined ? "none" : `${server.version}, from ${server.origin}`}`,
    `- **Command:** ${server === undefined ? "none" : `\`${[server.command, ...server.args].join(" ")}\``}`,
    `- **Workspace:** ${vscode.workspace.isTrusted ? "trusted; a team's own templates are used" : "not trusted; only built-in templates are used, and the project's interpreter is not run"}`,
  ];
  if (misses.length > 0) {
    lines.push("", "## Where no server was found", "", ...misses.map((miss) => `- ${miss.origin}: ${miss.reason}`));
  }
  lines.push("", await explanation(session));
  lines.push("", "The log is in the output panel under *Seamwright*; its level is set with *Developer: Set Log Level…*.");
  return lines.join("\n");
}

/** What the server says of the roots, the patterns and the file in the active editor. */
async function explanation(session: Session): Promise<string> {
  if (session.client === undefined) return "";
  const document = vscode.window.activeTextEditor?.document;
  const uri = document?.uri.scheme === "file" ? [uriOf(document)] : [];
  return ask<string>(session, "explain", ...uri);
}
