/** Tasks: `seamwright check` and `seamwright status` in a terminal, what `check` finds among the problems. */

import * as vscode from "vscode";

import type { Session } from "./session";

interface Definition extends vscode.TaskDefinition {
  readonly command: string;
  readonly args?: readonly string[];
}

const OFFERED: readonly Definition[] = [
  { type: "seamwright", command: "check" },
  { type: "seamwright", command: "status" },
];

export function registerTasks(context: vscode.ExtensionContext, session: Session): void {
  context.subscriptions.push(
    vscode.tasks.registerTaskProvider("seamwright", {
      provideTasks: () =>
        (vscode.workspace.workspaceFolders ?? []).flatMap((folder) => OFFERED.map((each) => task(each, folder, session))),
      resolveTask: (given) => {
        const scope = given.scope;
        const folder = typeof scope === "object" ? scope : vscode.workspace.workspaceFolders?.[0];
        return folder && task(given.definition as Definition, folder, session, given.name);
      },
    }),
  );
}

function task(definition: Definition, folder: vscode.WorkspaceFolder, session: Session, name?: string): vscode.Task {
  const server = session.server;
  const words = [...(server?.args ?? []), definition.command, ...(definition.args ?? [])];
  const execution = new vscode.ProcessExecution(server?.command ?? "seamwright", words, {
    cwd: folder.uri.fsPath,
    env: { PYTHONSAFEPATH: "1", PYTHONUTF8: "1" },
  });
  const matchers = definition.command === "check" ? ["$seamwright"] : [];
  return new vscode.Task(definition, folder, name ?? definition.command, "Seamwright", execution, matchers);
}
