/** *Run this seam's tests*: the tests are the Python extension's, so it runs them; without it, pytest runs in a terminal. */

import { join } from "node:path";

import * as vscode from "vscode";

import { projectInterpreter, pathInterpreters } from "./interpreter";
import { askCommand, seamAtCursor, Told } from "./seams";
import type { Session } from "./session";

interface Status {
  readonly plans: readonly { readonly seams: readonly { readonly id: string; readonly classes: readonly string[] }[] }[];
}

export async function runSeamTests(session: Session): Promise<void> {
  const { plan, root, seam } = await seamAtCursor(session);
  const status = await askCommand<Status>(session, ["status", plan]);
  const classes = status.plans.flatMap((each) => each.seams).find((each) => each.id === seam.id)?.classes ?? [];
  if (classes.length === 0) throw new Told(`no test stands for “${seam.title}” yet`);
  await vscode.workspace.saveAll();
  if (pythonRunsTests()) {
    for (const node of classes) await runInPlace(root, node);
  } else {
    await runInTerminal(root, seam.title, classes);
  }
}

function pythonRunsTests(): boolean {
  const runs = vscode.workspace.getConfiguration("python").get<boolean>("testing.pytestEnabled") === true;
  return runs && vscode.extensions.getExtension("ms-python.python") !== undefined;
}

/**
 * Puts the cursor on a class and has the editor run the test there. Ids of tests are the Python extension's secret and
 * change with it; what runs at a place of a file is asked for with a command that is meant for that.
 */
async function runInPlace(root: string, node: string): Promise<void> {
  const [path = "", ...names] = node.split("::");
  const document = await vscode.workspace.openTextDocument(join(root, path));
  const position = placeOf(document, names);
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(position, position) });
  await vscode.commands.executeCommand("testing.runAtCursor");
}

function placeOf(document: vscode.TextDocument, names: readonly string[]): vscode.Position {
  const text = document.getText();
  let offset = 0;
  for (const name of names) {
    const found = new RegExp(`\\b(?:def|class)\\s+(?=${name}\\b)`, "g");
    found.lastIndex = offset;
    const match = found.exec(text);
    if (match !== null) offset = match.index + match[0].length;
  }
  return document.positionAt(offset);
}

async function runInTerminal(root: string, title: string, nodes: readonly string[]): Promise<void> {
  const python = (await projectInterpreter()) ?? pathInterpreters()[0];
  if (python === undefined) throw new Told("there is no Python to run pytest with");
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(root)) ?? vscode.TaskScope.Workspace;
  const execution = new vscode.ProcessExecution(python, ["-m", "pytest", ...nodes], { cwd: root });
  const task = new vscode.Task({ type: "seamwright", command: "pytest" }, folder, title, "Seamwright", execution, []);
  await vscode.tasks.executeTask(task);
}
