/**
 * *Run this seam's tests*: the Python extension runs them, all in one run, and shows what came of it; the editor's
 * commands for that take the ids of tests. Without that extension pytest runs in a terminal.
 */

import * as vscode from "vscode";

import { pathInterpreters, projectInterpreter } from "./interpreter";
import { seamAtCursor, Told, type Seam, type Test } from "./seams";
import type { Session } from "./session";

const RUN = 2;
/** The Python extension lists tests a while after a file was saved. */
const PATIENCE = 60_000;
const AFTER_REFRESH = 10_000;
const PAUSE = 250;

const CONTROLLER = "python-tests";
const IN_TERMINAL = "Run in a Terminal";

export async function runSeamTests(session: Session): Promise<void> {
  const seam = await seamAtCursor(session);
  if (seam.tests.length === 0) throw new Told(`no test stands for “${seam.title}” yet`);
  const isChanged = seam.tests.some(({ uri }) => isUnsaved(vscode.Uri.parse(uri)));
  await vscode.workspace.saveAll();
  if (!pythonRunsTests(seam)) return runInTerminal(seam);
  try {
    await runById(seam, isChanged);
  } catch (error) {
    if (error instanceof Told) throw error;
    await runAtPlaces(seam);
  }
}

function isUnsaved(file: vscode.Uri): boolean {
  return vscode.workspace.textDocuments.some((each) => each.isDirty && each.uri.toString() === file.toString());
}

function pythonRunsTests({ root }: Seam): boolean {
  const settings = vscode.workspace.getConfiguration("python", vscode.Uri.parse(root));
  const runs = settings.get<boolean>("testing.pytestEnabled") === true;
  return runs && vscode.extensions.getExtension("ms-python.python") !== undefined;
}

/** All tests of the seam in one run, wherever the cursor is. Rejects where the editor has no such commands. */
async function runById(seam: Seam, isChanged: boolean): Promise<void> {
  let ids = await idsOf(seam.tests);
  if (isChanged || ids.size < seam.tests.length) ids = await awaited(seam, isChanged);
  const missing = seam.tests.filter((each) => !ids.has(each)).map((each) => each.node);
  if (missing.length > 0) void tellMissing(seam, missing);
  if (ids.size > 0) await runInTurn([...ids.values()].flat());
}

/** What was asked for before. The Python extension drops a request while it is at another one, and for seconds after that. */
let earlier: Thenable<unknown> = Promise.resolve();

async function runInTurn(ids: readonly string[]): Promise<void> {
  const run = earlier.then(() => vscode.commands.executeCommand("vscode.runTestsById", RUN, ...ids));
  earlier = run.then(() => undefined, () => undefined);
  await run;
}

async function tellMissing(seam: Seam, missing: readonly string[]): Promise<void> {
  const text = `Seamwright: the Python extension does not list ${missing.join(", ")}; its output panel may say why.`;
  if ((await vscode.window.showWarningMessage(text, IN_TERMINAL)) === IN_TERMINAL) await runInTerminal(seam);
}

/**
 * The ids, as soon as the Python extension has found the tests; what it has not found in time is left out. What it lists of
 * a file that `isChanged` is from before, until it has looked again.
 */
function awaited(seam: Seam, isChanged: boolean): Thenable<ReadonlyMap<Test, readonly string[]>> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: `Seamwright: the Python extension looks for the tests of “${seam.title}”`,
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (_, token) => {
    let until = Date.now() + PATIENCE;
    const refreshed = vscode.commands.executeCommand("testing.refreshTests");
    void refreshed.then(() => (until = Math.min(until, Date.now() + AFTER_REFRESH)), () => undefined);
    const givenUp = new Promise((resolve) => token.onCancellationRequested(resolve));
    if (isChanged) await Promise.race([refreshed, givenUp]);
    for (;;) {
      const ids = await idsOf(seam.tests);
      if (token.isCancellationRequested) throw new Told("the run was given up");
      if (ids.size === seam.tests.length) return ids;
      if (Date.now() > until) return ids;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  });
}

/** The editor's ids of those tests that it lists. */
async function idsOf(tests: readonly Test[]): Promise<ReadonlyMap<Test, readonly string[]>> {
  const found = new Map<Test, readonly string[]>();
  for (const test of tests) {
    const file = vscode.Uri.parse(test.uri);
    const listed = await vscode.commands.executeCommand<string[][]>("vscode.testing.getTestsInFile", file);
    const ids = chosen(listed, test.node);
    if (ids.length > 0) found.set(test, ids);
  }
  return found;
}

/** Those of a file's tests that `node` names: the class or function, or else all that a function was made into. */
function chosen(listed: readonly (readonly string[])[], node: string): string[] {
  const name = node.slice(node.indexOf("::") + 2);
  const own = listed.filter(([controller]) => controller === CONTROLLER);
  const named = (own.length > 0 ? own : listed).map((parts) => ({ id: parts.join("\0"), name: nameOf(parts) }));
  const whole = named.filter((each) => each.name === name);
  return (whole.length > 0 ? whole : named.filter((each) => each.name.startsWith(`${name}[`))).map((each) => each.id);
}

/** What stands behind the file in an id like `/shop/tests/test_orders.py::TestOrders`, which a project may precede. */
function nameOf(parts: readonly string[]): string {
  const last = (parts.at(-1) ?? "").split("@@vsc@@").at(-1) ?? "";
  return last.includes("::") ? last.slice(last.indexOf("::") + 2) : "";
}

/** For an editor that cannot say which tests there are: what stands at the cursor is run, one class after the other. */
async function runAtPlaces(seam: Seam): Promise<void> {
  for (const { uri, node } of seam.tests) {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
    const position = placeOf(document, node.split("::").slice(1));
    await vscode.window.showTextDocument(document, { selection: new vscode.Range(position, position) });
    await vscode.commands.executeCommand("testing.runAtCursor");
  }
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

async function runInTerminal(seam: Seam): Promise<void> {
  const root = vscode.Uri.parse(seam.root);
  const folder = vscode.workspace.getWorkspaceFolder(root);
  const python = (await projectInterpreter(folder)) ?? pathInterpreters()[0];
  if (python === undefined) throw new Told("there is no Python to run pytest with");
  const nodes = seam.tests.map((each) => each.node);
  const execution = new vscode.ProcessExecution(python, ["-m", "pytest", ...nodes], { cwd: root.fsPath });
  const definition = { type: "seamwright", command: "pytest" };
  const scope = folder ?? vscode.TaskScope.Workspace;
  await vscode.tasks.executeTask(new vscode.Task(definition, scope, seam.title, "Seamwright", execution, []));
}
