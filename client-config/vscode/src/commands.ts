/** The commands of the palette. Each asks the server and shows what it answers. */

import * as vscode from "vscode";
import type { WorkspaceEdit } from "vscode-languageclient/node";

import { runSeamTests } from "./running";
import { callCommand, isPlan, planOfTest, seamAtCursor, Told } from "./seams";
import type { Session } from "./session";
import { APPLY } from "./snippetEdits";
import { OPEN, openPlace, showStatusMap } from "./statusMap";
import { showWhy } from "./why";

export function registerCommands(
  context: vscode.ExtensionContext,
  session: Session,
  log: vscode.LogOutputChannel,
): void {
  const commands: Record<string, () => Promise<unknown>> = {
    "seamwright.implementAllP0": () => implementAllP0(session),
    "seamwright.openPlanOfTest": () => openPlanOfTest(session),
    "seamwright.showStatusMap": () => showStatusMap(context, session),
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
  // What an action with placeholders and a link of the status map become; not for the palette.
  const apply = vscode.commands.registerCommand(APPLY, (edit: WorkspaceEdit) => session.apply(edit));
  const open = vscode.commands.registerCommand(OPEN, (path, line) => told(() => openPlace(path, line), log));
  context.subscriptions.push(apply, open);
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
  const document = await somePlan();
  if (session.client === undefined) throw new Told("the server does not run");
  const uri = session.client.code2ProtocolConverter.asUri(document.uri);
  await vscode.commands.executeCommand("seamwright.implementPriority", uri, "P0");
}

async function openPlanOfTest(session: Session): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) throw new Told("open a test first");
  const { uri, range } = await planOfTest(session, editor);
  await vscode.window.showTextDocument(uri, { selection: range });
}

async function copySeamBrief(session: Session): Promise<void> {
  const { plan, seam } = await seamAtCursor(session);
  await vscode.env.clipboard.writeText(await callCommand(session, ["brief", plan, "--seam", seam.id]));
  void vscode.window.showInformationMessage(`Copied the brief for “${seam.title}”.`);
}

/** The plan in the active editor, else one that the user picks among those of the workspace. */
async function somePlan(): Promise<vscode.TextDocument> {
  const active = vscode.window.activeTextEditor?.document;
  if (isPlan(active)) return active;
  const found = await vscode.workspace.findFiles("**/*{TEST_PLAN,test_plan,test-plan}*.{md,markdown,yaml,yml}");
  if (found.length === 0) throw new Told("open the plan first");
  const items = found.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }));
  const picked = items.length === 1 ? items[0] : await vscode.window.showQuickPick(items, { title: "Which plan?" });
  if (picked === undefined) throw new Told("no plan was chosen");
  const editor = await vscode.window.showTextDocument(picked.uri);
  return editor.document;
}
