/** Where the server comes from: the first place of a fixed order that holds one that runs. */

import { existsSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";

import * as vscode from "vscode";

import type { PrivateEnvironment } from "./environment";
import { onPath, pathInterpreters, projectInterpreter, withFolder } from "./interpreter";
import { lastLine, run, type Program } from "./processes";

/** A server that answered. */
export interface Server extends Program {
  readonly version: string;
  /** The place in words. */
  readonly origin: string;
}

/** A place that gave no server, with the reason. */
export interface Miss {
  readonly origin: string;
  readonly reason: string;
  /** There was something to try. */
  readonly isTried: boolean;
}

export interface Search {
  readonly server?: Server;
  readonly misses: readonly Miss[];
  /** The setting names a command that does not run: nothing else was tried, because somebody chose it. */
  readonly chosenFails: boolean;
}

interface Place extends Program {
  readonly origin: string;
}

export class Finder {
  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly environment: PrivateEnvironment,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** Where our programs run: a directory that holds nothing Python could import by mistake. */
  get cwd(): string {
    return this.context.extensionPath;
  }

  async find(): Promise<Search> {
    const misses: Miss[] = [];
    const chosen = chosenCommand();
    const places = chosen === undefined ? this.places(misses) : (async function* () { yield chosen; })();
    for await (const place of places) {
      const server = await this.answering(place, misses);
      if (server !== undefined) return { server, misses, chosenFails: false };
    }
    return { misses, chosenFails: chosen !== undefined };
  }

  private async *places(misses: Miss[]): AsyncGenerator<Place> {
    const absent = (origin: string, reason: string) => misses.push({ origin, reason, isTried: false });
    const interpreter = await projectInterpreter();
    if (interpreter === undefined) {
      const isTrusted = vscode.workspace.isTrusted;
      absent("the project's interpreter", isTrusted ? "none is chosen, and there is no .venv" : "the folder is not trusted");
    } else {
      yield { origin: `the project's interpreter ${interpreter}`, command: interpreter, args: ["-m", "seamwright"] };
    }
    const command = onPath("seamwright");
    if (command === undefined) absent("the command seamwright", "it is not on the path");
    else yield { origin: `${command} on the path`, command, args: [] };
    const launcher = this.context.asAbsolutePath("bundled/launch.py");
    if (!existsSync(launcher)) absent("a bundled server", "this package of the extension has none");
    else {
      for (const python of new Set([...(interpreter === undefined ? [] : [interpreter]), ...pathInterpreters()])) {
        yield { origin: `the bundled server, run by ${python}`, command: python, args: ["-I", launcher] };
      }
    }
    const own = this.environment.interpreter;
    if (own === undefined) absent("the extension's private environment", "it was not made");
    else {
      yield { origin: "the extension's private environment", command: own, args: ["-I", "-m", "seamwright"] };
    }
  }

  private async answering(place: Place, misses: Miss[]): Promise<Server | undefined> {
    const outcome = await run(place, ["--version"], { cwd: this.cwd, timeout: 20_000 });
    const version = /^seamwright (\S+)/.exec(outcome.stdout)?.[1];
    if (outcome.code === 0 && version !== undefined) {
      this.log.info(`Server ${version} from ${place.origin}`);
      return { ...place, version };
    }
    const reason = lastLine(outcome.stderr) || "it does not say which version of Seamwright it is";
    this.log.info(`No server from ${place.origin}: ${reason}`);
    misses.push({ origin: place.origin, reason, isTried: true });
    return undefined;
  }
}

/** What `seamwright.server.command` says; in an untrusted workspace the editor gives only the user's own value. */
function chosenCommand(): Place | undefined {
  const words = vscode.workspace.getConfiguration("seamwright").get<string[]>("server.command") ?? [];
  const folder = vscode.workspace.workspaceFolders?.[0];
  const [first, ...args] = words.map((word) => withFolder(word, folder));
  if (!first) return undefined;
  // A bare word is looked up on the path, as in a terminal; anything with a slash starts at the folder.
  const bare = !/[\\/]/.test(first);
  const command = bare ? (onPath(first) ?? first) : isAbsolute(first) ? first : resolve(folder?.uri.fsPath ?? "", first);
  return { origin: `the setting seamwright.server.command (${first})`, command, args };
}
