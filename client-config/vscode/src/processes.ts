/** Runs programs to their end and hands back what they said. No shell is ever in between. */

import { execFile } from "node:child_process";

import type * as vscode from "vscode";

/** A program and the arguments that come before those of a single call. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
}

export interface Outcome {
  /** The exit status; null where the program could not be started, or was stopped. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Circumstances {
  readonly cwd: string;
  readonly timeout?: number;
  readonly token?: vscode.CancellationToken;
}

const OUTPUT_LIMIT = 64 * 1024 * 1024;

/** Never rejects: what went wrong is in the outcome. */
export function run(program: Program, args: readonly string[], circumstances: Circumstances): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(
      program.command,
      [...program.args, ...args],
      {
        cwd: circumstances.cwd,
        env: environment(),
        timeout: circumstances.timeout ?? 60_000,
        maxBuffer: OUTPUT_LIMIT,
        windowsHide: true,
      },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === "number" ? error.code : null;
        resolve({ code, stdout, stderr: code === null && stderr === "" && error !== null ? error.message : stderr });
      },
    );
    circumstances.token?.onCancellationRequested(() => child.kill());
  });
}

/** The environment of our processes: Python must not import what lies in the directory where it happens to start. */
export function environment(): NodeJS.ProcessEnv {
  return { ...process.env, PYTHONSAFEPATH: "1", PYTHONUTF8: "1" };
}

/** The last line that says something: of a traceback or of pip's output that is the reason. */
export function lastLine(text: string): string {
  return text.trim().split(/\r?\n/).at(-1)?.trim() ?? "";
}
