/** The life of the server: found, started, watched, started again, and what to say when there is none. */

import { createInterface } from "node:readline";

import * as vscode from "vscode";
import {
  CancellationToken,
  CodeActionResolveRequest,
  LanguageClient,
  RevealOutputChannelOn,
  State,
  type CodeAction,
  type LanguageClientOptions,
  type Middleware,
  type WorkDoneProgressBegin,
  type WorkDoneProgressEnd,
  type WorkDoneProgressReport,
  type WorkspaceEdit,
} from "vscode-languageclient/node";

import type { PrivateEnvironment } from "./environment";
import type { Finder, Search, Server } from "./finder";
import { projectInterpreter } from "./interpreter";
import { environment } from "./processes";
import { applyShown, hasPlaceholders, showChanged, withPlaceholders } from "./snippetEdits";
import type { StatusItem } from "./status";

const SELECTOR = [
  { scheme: "file", language: "python" },
  { scheme: "file", language: "markdown" },
  { scheme: "file", language: "yaml", pattern: "**/*{plan,PLAN,Plan}*" },
];

export class Session implements vscode.Disposable {
  private running: LanguageClient | undefined;
  private last: Search = { misses: [], chosenFails: false };
  /** Starts and stops one after the other, whatever asks for them meanwhile. */
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly finder: Finder,
    private readonly environment: PrivateEnvironment,
    readonly status: StatusItem,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** The client of a server that runs. */
  get client(): LanguageClient | undefined {
    return this.running?.state === State.Running ? this.running : undefined;
  }

  /** The program behind the session, which also has the commands of the command line. */
  get server(): Server | undefined {
    return this.last.server;
  }

  get search(): Search {
    return this.last;
  }

  /** Resolves when no start or stop is under way. */
  get settled(): Promise<void> {
    return this.queue;
  }

  start(): Promise<void> {
    return this.next(() => this.begin());
  }

  restart(why: string): Promise<void> {
    return this.next(async () => {
      this.log.info(`Restart: ${why}`);
      await this.end();
      await this.begin();
    });
  }

  /** Make the private environment, and start from it. */
  install(): Promise<void> {
    return this.next(async () => {
      const failure = await this.environment.make();
      if (failure === undefined) {
        await this.end();
        await this.begin();
      } else if (failure !== "") {
        this.status.show({ kind: "error", reason: `no private environment: ${failure}` });
        void this.ask(`Seamwright could not make its environment: ${failure}`, ["Try Again"]);
      }
    });
  }

  dispose(): void {
    void this.next(() => this.end());
  }

  private next(step: () => Promise<void>): Promise<void> {
    this.queue = this.queue.then(step).catch((error: unknown) => this.fail(reason(error)));
    return this.queue;
  }

  private async begin(): Promise<void> {
    this.status.show({ kind: "starting" });
    this.last = await this.finder.find();
    const server = this.last.server;
    if (server === undefined) {
      this.missing();
      return;
    }
    const client = new LanguageClient("seamwright", "Seamwright", this.launch(server), await this.options());
    client.onDidChangeState((event) => this.changed(client, event.newState, server));
    this.running = client;
    await client.start();
  }

  private async end(): Promise<void> {
    const client = this.running;
    this.running = undefined;
    if (client === undefined) return;
    // A server that hangs is stopped by force after a while; that is no reason to keep the next one from starting.
    await client.dispose(3000).catch((error: unknown) => this.log.warn(reason(error)));
  }

  private launch(server: Server): { command: string; args: string[]; options: { cwd: string; env: NodeJS.ProcessEnv } } {
    const args = [...server.args, "lsp", "--log-level", LEVELS[this.log.logLevel] ?? "critical"];
    return { command: server.command, args, options: { cwd: this.finder.cwd, env: environment() } };
  }

  private async options(): Promise<LanguageClientOptions> {
    const settings = JSON.parse(JSON.stringify(vscode.workspace.getConfiguration("seamwright"))) as Settings;
    return {
      documentSelector: SELECTOR,
      outputChannel: this.log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: { trusted: vscode.workspace.isTrusted, seamwright: await withInterpreter(settings) },
      synchronize: { configurationSection: "seamwright" },
      middleware: this.middleware(),
      stdioOptions: {
        stdout: () => undefined,
        stderr: (stream) => createInterface({ input: stream }).on("line", (line) => this.logged(line)),
      },
    };
  }

  private middleware(): Middleware {
    return {
      handleWorkDoneProgress: (_token, params, next) => {
        this.progressed(params);
        // Shown in our own item; the client needs the end to forget the token.
        if (params.kind === "end") next(_token, params);
      },
      sendRequest: async (type, param, token, next) => {
        const answer = await next(type, param, token);
        const method = typeof type === "string" ? type : type.method;
        const isResolved = method === CodeActionResolveRequest.method && answer !== null;
        return isResolved ? (withPlaceholders(answer as CodeAction) as typeof answer) : answer;
      },
      workspace: {
        handleApplyEdit: async (params, next) => {
          if (hasPlaceholders(params.edit)) return { applied: await this.apply(params.edit) };
          const result = await next(params, CancellationToken.None);
          if ("applied" in result && result.applied && this.client) await showChanged(this.client, params.edit);
          return result;
        },
        configuration: async (params, token, next) => {
          const answers: unknown = await next(params, token);
          if (!Array.isArray(answers)) return [];
          return Promise.all(
            answers.map((answer: Settings | null, place) => {
              const { section, scopeUri } = params.items[place] ?? {};
              const folder = scopeUri && vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(scopeUri));
              return section === "seamwright" ? withInterpreter(answer ?? {}, folder || undefined) : answer;
            }),
          );
        },
      },
    };
  }

  /** Make an edit with placeholders, for which the server or one of its actions asks. */
  async apply(edit: WorkspaceEdit): Promise<boolean> {
    return this.client !== undefined && applyShown(this.client, edit);
  }

  private progressed(value: WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd): void {
    const server = this.last.server;
    if (value.kind === "end") {
      if (server !== undefined) this.status.show(ready(server));
      return;
    }
    const state = this.status.state;
    const title = value.kind === "begin" ? value.title : state.kind === "busy" ? state.title : "working";
    this.status.show({ kind: "busy", title, percentage: value.percentage, message: value.message });
  }

  private changed(client: LanguageClient, state: State, server: Server): void {
    // The states of a client that we stopped ourselves are of no interest.
    if (client !== this.running) return;
    void vscode.commands.executeCommand("setContext", "seamwright.isRunning", state === State.Running);
    if (state === State.Running) this.status.show(ready(server));
    else if (state === State.Starting) this.status.show({ kind: "starting" });
    else this.status.show({ kind: "error", reason: "the server has stopped" });
  }

  private missing(): void {
    const tried = this.last.misses.filter((miss) => miss.isTried);
    this.status.show({ kind: "error", reason: "no server was found" });
    if (this.last.chosenFails) {
      const miss = this.last.misses[0];
      void this.ask(`Seamwright does not start from ${miss?.origin ?? "the setting"}: ${miss?.reason ?? ""}`, ["Open Settings"]);
    } else if (this.environment.isAgreed && !this.environment.interpreter) {
      // Agreed to before; a new version of the extension needs a new environment.
      setTimeout(() => void this.install(), 0);
    } else {
      const where = tried.length === 0 ? "on the path or in the project's environment" : `in ${tried.length} place${tried.length === 1 ? "" : "s"}`;
      void this.ask(
        `Seamwright found no server ${where}. It can make a private Python environment for itself (about 40 MB, from the Python package index).`,
        ["Make Environment", "Open Settings"],
      );
    }
  }

  private async ask(message: string, buttons: string[]): Promise<void> {
    const button = await vscode.window.showErrorMessage(message, ...buttons, "Show Log");
    if (button === "Make Environment" || button === "Try Again") await this.install();
    if (button === "Show Log") this.log.show();
    if (button === "Open Settings") {
      await vscode.commands.executeCommand("workbench.action.openSettings", "seamwright.server.command");
    }
  }

  private fail(text: string): void {
    this.status.show({ kind: "error", reason: text });
    this.log.error(text);
    void this.ask(`Seamwright's server does not start: ${text}`, []);
  }

  /** A line of the server's log, at its own level. */
  private logged(line: string): void {
    const match = /^\d{4}-\d\d-\d\d \S+ (DEBUG|INFO|WARNING|ERROR|CRITICAL) (.*)$/.exec(line);
    const [level, text] = match === null ? ["ERROR", line] : [match[1], match[2] ?? ""];
    if (level === "DEBUG") this.log.debug(text);
    else if (level === "INFO") this.log.info(text);
    else if (level === "WARNING") this.log.warn(text);
    else this.log.error(text);
  }
}

type Settings = { interpreter?: string | null };

const LEVELS: Readonly<Partial<Record<vscode.LogLevel, string>>> = {
  [vscode.LogLevel.Trace]: "debug",
  [vscode.LogLevel.Debug]: "debug",
  [vscode.LogLevel.Info]: "info",
  [vscode.LogLevel.Warning]: "warning",
  [vscode.LogLevel.Error]: "error",
};

/** The server reads the environment that the Python extension chose, unless the settings name another one. */
async function withInterpreter(settings: Settings, folder?: vscode.WorkspaceFolder): Promise<Settings> {
  const interpreter = settings.interpreter || (await projectInterpreter(folder));
  return interpreter ? { ...settings, interpreter } : settings;
}

function ready(server: Server): { kind: "ready"; detail: string } {
  return { kind: "ready", detail: `version ${server.version}` };
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
