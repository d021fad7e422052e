/** The commands of the palette. Each asks the server and shows what it answers. */

import * as vscode from "vscode";
import type { WorkspaceEdit } from "vscode-languageclient/node";

import { runSeamTests } from "./running";
import { ask, seamAtCursor, Told, uriOf } from "./seams";
import type { Session } from "./session";
import { APPLY } from "./snippetEdits";
import { showStatusMap } from "./statusMap";
import { showWhy } from "./why";

export function registerCommands(
  context: vscode.ExtensionContext,
  session: Session,
  log: vscode.LogOutputChannel,
): void {
  const commands: Record<string, () => Promise<unknown>> = {
    "seamwright.implementAllP0": () => implementAllP0(session),
    "seamwright.openPlanOfTest": () => openPlanOfTest(session),
    "seamwright.showStatusMap": () => showStatusMap(context, session, (command) => told(command, log)),
    "seamwright.copySeamBrief": () => copySeamBrief(session),
    "seamwright.runSeamTests": () => runSeamTests(session),
    "seamwright.restartServer": () => session.restart("asked for"),
    "seamwright.makeEnvironment": () => session.install(),
    "seamwright.showLog": () => Promise.resolve(log.show()),
    "seamwright.why": () => showWhy(context, session),
  };
  for (const [name, command] of Object.entries(commands)) {
    context.subscriptions.push(vscode.commands.registerCommand(name, () => told(command, log)));
  }
  // What an action with placeholders becomes; not for the palette.
  context.subscriptions.push(vscode.commands.registerCommand(APPLY, (edit: WorkspaceEdit) => session.apply(edit)));
}

async function told(command: () => Promise<unknown>, log: vscode.LogOutputChannel): Promise<void> {
  try {
    await command();
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    log.warn(text);
    if (error instanceof Told) void vscode.window.showInformationMessage(`Seamwright: ${text}.`);
    else void vscode.window.showErrorMessage(`Seamwright: ${text}`);
  }
}

async function implementAllP0(session: Session): Promise<void> {
  const { document } = await vscode.window.showTextDocument(await somePlan(session));
  await ask(session, "implementPriority", uriOf(document), "P0");
}

async function openPlanOfTest(session: Session): Promise<void> {
  const { plan, range } = await seamAtCursor(session);
  const { line, character } = range.start;
  const selection = new vscode.Range(line, character, line, character);
  await vscode.window.showTextDocument(vscode.Uri.parse(plan), { selection });
}

async function copySeamBrief(session: Session): Promise<void> {
  const { plan, id, title } = await seamAtCursor(session);
  await vscode.env.clipboard.writeText(await ask<string>(session, "brief", plan, id));
  void vscode.window.showInformationMessage(`Copied the brief for “${title}”.`);
}

/** The plan in the active editor, else one that the user picks among those that the server knows. */
async function somePlan(session: Session): Promise<vscode.Uri> {
  const plans = await ask<{ uri: string; title: string }[]>(session, "plans");
  const items = plans.map(({ title, uri: text }) => {
    const uri = vscode.Uri.parse(text);
    return { label: title, description: vscode.workspace.asRelativePath(uri), uri };
  });
  const active = vscode.window.activeTextEditor?.document.uri.toString();
  const sure = items.find((each) => each.uri.toString() === active) ?? (items.length === 1 ? items[0] : undefined);
  if (sure !== undefined) return sure.uri;
  if (items.length === 0) throw new Told("there is no plan here, which would be a document that lists seams");
  const picked = await vscode.window.showQuickPick(items, { title: "Which plan?", matchOnDescription: true });
  if (picked === undefined) throw new Told("no plan was chosen");
  return picked.uri;
}
