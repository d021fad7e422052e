/** Which seam somebody means: the one at the cursor of a plan, or the one that the test at the cursor stands for. */

import * as vscode from "vscode";
import { DefinitionRequest, type LocationLink } from "vscode-languageclient/node";

import { lastLine, run } from "./processes";
import type { Session } from "./session";

/** A seam of a plan, as `seamwright plan` lists it. */
export interface Seam {
  readonly id: string;
  readonly title: string;
  readonly line: number;
  readonly end_line: number;
}

export interface SeamOfPlan {
  /** Path of the plan. */
  readonly plan: string;
  /** The directory that paths in the output of the command line are relative to. */
  readonly root: string;
  readonly seam: Seam;
}

/** Something that a person can read and do something about. */
export class Told extends Error {}

const PLAN = /\.(md|markdown|ya?ml)$/i;

export function isPlan(document: vscode.TextDocument | undefined): document is vscode.TextDocument {
  return document !== undefined && document.uri.scheme === "file" && PLAN.test(document.uri.path);
}

/** The output of one command of the command line, as data. */
export async function askCommand<T>(session: Session, args: string[]): Promise<T> {
  return JSON.parse(await callCommand(session, [...args, "--format", "json"])) as T;
}

/** The output of one command of the command line. Findings are no failure; wrong usage and unreadable input are. */
export async function callCommand(session: Session, args: string[]): Promise<string> {
  if (session.server === undefined) throw new Told("no server was found");
  const outcome = await run(session.server, args, { cwd: session.cwd });
  if (outcome.code !== 0 && outcome.code !== 1) throw new Told(lastLine(outcome.stderr) || "the command failed");
  return outcome.stdout;
}

/** The seam that is meant in the active editor. */
export async function seamAtCursor(session: Session): Promise<SeamOfPlan> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) throw new Told("open a plan or a test first");
  if (isPlan(editor.document)) return seamAt(session, editor.document.uri, editor.selection.active.line);
  const place = await planOfTest(session, editor);
  return seamAt(session, place.uri, place.range.start.line);
}

/** Where the plan speaks of the test at the cursor: the scenario of a method, else the seam of its class. */
export async function planOfTest(session: Session, editor: vscode.TextEditor): Promise<vscode.Location> {
  const client = session.client;
  if (client === undefined) throw new Told("the server does not run");
  const document = client.code2ProtocolConverter.asTextDocumentIdentifier(editor.document);
  for (const position of namesAround(editor.document, editor.selection.active.line)) {
    const answer = (await client.sendRequest(DefinitionRequest.type, { textDocument: document, position })) ?? [];
    for (const each of Array.isArray(answer) ? answer : [answer]) {
      const [uri, range] = "targetUri" in each ? linked(each) : [each.uri, each.range];
      if (PLAN.test(uri)) {
        const { start } = client.protocol2CodeConverter.asRange(range);
        return new vscode.Location(client.protocol2CodeConverter.asUri(uri), start);
      }
    }
  }
  throw new Told("the test at the cursor stands for no seam of a plan");
}

async function seamAt(session: Session, uri: vscode.Uri, line: number): Promise<SeamOfPlan> {
  // The command line reads files; what is not saved yet would be overlooked.
  await vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString() && each.isDirty)?.save();
  const plans = await askCommand<{ plans: { path: string; seams: Seam[] }[] }>(session, ["plan", uri.fsPath]);
  const found = plans.plans[0];
  const seam = found?.seams.find((each) => each.line <= line + 1 && line + 1 <= each.end_line);
  if (found === undefined || seam === undefined) throw new Told("there is no seam at the cursor");
  return { plan: uri.fsPath, root: uri.fsPath.slice(0, -found.path.length - 1), seam };
}

/** Where the functions and classes around a line have their names, the innermost first. What they are, the server knows. */
export function* namesAround(document: vscode.TextDocument, line: number): Generator<vscode.Position> {
  let within = Infinity;
  for (let number = line; number >= 0 && within > 0; number--) {
    const match = /^(\s*)((?:async\s+)?def|class)\s+(?=\w)/.exec(document.lineAt(number).text);
    const indent = match?.[1]?.length ?? Infinity;
    if (match === null || indent >= within) continue;
    within = indent;
    yield new vscode.Position(number, match[0].length);
  }
}

function linked(link: LocationLink): [string, LocationLink["targetRange"]] {
  return [link.targetUri, link.targetSelectionRange];
}
