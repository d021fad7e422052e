/** Questions to the server: which seam somebody means, and whatever else a command needs to know about plans and tests. */

import * as vscode from "vscode";
import { ExecuteCommandRequest, LSPErrorCodes, ResponseError, type Range } from "vscode-languageclient/node";

import type { Session } from "./session";

/** A seam, as the server's command `seamwright.seamAt` tells it. */
export interface Seam {
  /** URI of the plan. */
  readonly plan: string;
  readonly id: string;
  readonly title: string;
  /** Where the plan speaks of it, or of the scenario that a test stands for. */
  readonly range: Range;
  /** URI of the directory that node ids count from. */
  readonly root: string;
  readonly tests: readonly Test[];
}

/** A class or a function that stands for a seam. */
export interface Test {
  readonly uri: string;
  readonly node: string;
}

/** Something that a person can read and do something about. */
export class Told extends Error {}

/** The result of one of the server's commands. What it refuses has a reason that a person can read. */
export async function ask<T>(session: Session, command: string, ...args: readonly unknown[]): Promise<T> {
  await session.settled;
  if (session.client === undefined) throw new Told("the server does not run");
  const params = { command: `seamwright.${command}`, arguments: args as never[] };
  try {
    return (await session.client.sendRequest(ExecuteCommandRequest.type, params)) as T;
  } catch (error) {
    const isReason = error instanceof ResponseError && error.code === LSPErrorCodes.RequestFailed;
    throw isReason ? new Told(error.message) : error;
  }
}

/** The seam that is meant in the active editor. */
export async function seamAtCursor(session: Session): Promise<Seam> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) throw new Told("open a plan or a test first");
  const { line, character } = editor.selection.active;
  return ask(session, "seamAt", uriOf(editor.document), { line, character });
}

/** The URI of a document as the server has it. */
export function uriOf(document: vscode.TextDocument): string {
  return document.uri.toString();
}
