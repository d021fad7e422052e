/**
 * The extension's entry: it finds the server, runs it, and lends its features a place in the editor.
 * Whatever can be decided about plans and tests is decided by the server.
 */

import * as vscode from "vscode";

import { registerCommands } from "./commands";
import { PrivateEnvironment } from "./environment";
import { Finder } from "./finder";
import { onInterpreterChange } from "./interpreter";
import { Session } from "./session";
import { StatusItem } from "./status";
import { registerTasks } from "./tasks";

/** Settings that decide which program runs; the server itself asks for all others. */
const RESTARTING = ["seamwright.server.command", "seamwright.interpreter"];

export async function activate(context: vscode.ExtensionContext): Promise<{ session: Session }> {
  const log = vscode.window.createOutputChannel("Seamwright", { log: true });
  const status = new StatusItem();
  const environment = new PrivateEnvironment(context, log);
  const finder = new Finder(context, environment, log);
  const session = new Session(finder, environment, status, log);
  context.subscriptions.push(log, status, session);

  const restart = (why: string) => void session.restart(why);
  registerCommands(context, session, log);
  registerTasks(context, session);
  context.subscriptions.push(
    vscode.workspace.onDidChangeConfiguration((event) => {
      const changed = RESTARTING.find((name) => event.affectsConfiguration(name));
      if (changed !== undefined) restart(`${changed} changed`);
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => restart("the workspace is trusted now")),
    log.onDidChangeLogLevel(() => restart("the log level changed")),
  );
  // Listened to from before the first look: what is chosen during the start would be missed.
  context.subscriptions.push(onInterpreterChange(() => restart("the project has another interpreter")));
  await session.start();
  return { session };
}
