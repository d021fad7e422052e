/** The status map: the page that `seamwright status --format html` makes, in a panel that runs none of its code. */

import { join } from "node:path";

import * as vscode from "vscode";

import { callCommand, isPlan, Told } from "./seams";
import type { Session } from "./session";

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

let panel: vscode.WebviewPanel | undefined;

export async function showStatusMap(context: vscode.ExtensionContext, session: Session): Promise<void> {
  const page = await makePage(session);
  if (panel === undefined) {
    panel = vscode.window.createWebviewPanel("seamwright.statusMap", "Status Map", vscode.ViewColumn.Beside, {
      enableScripts: false,
      enableForms: false,
      localResourceRoots: [],
    });
    panel.onDidDispose(() => (panel = undefined), undefined, context.subscriptions);
  }
  panel.webview.html = withPolicy(page);
  panel.reveal(undefined, true);
}

async function makePage(session: Session): Promise<string> {
  const active = vscode.window.activeTextEditor?.document;
  const folders = vscode.workspace.workspaceFolders ?? [];
  const plans = isPlan(active)
    ? [active.uri.fsPath]
    : (await vscode.workspace.findFiles("**/*{TEST_PLAN,test_plan,test-plan}*.{md,markdown,yaml,yml}")).map((uri) => uri.fsPath);
  if (plans.length === 0) throw new Told(`there is no plan in ${folders.map((each) => join(each.uri.fsPath)).join(", ")}`);
  return callCommand(session, ["status", ...plans, "--format", "html"]);
}

/** `page` under our policy, which only narrows what the page itself allows: of several policies each must agree. */
export function withPolicy(page: string): string {
  const meta = `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`;
  return /<head[^>]*>/i.test(page) ? page.replace(/<head[^>]*>/i, (head) => head + meta) : meta + page;
}
