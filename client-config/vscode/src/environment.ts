/** A Python environment of the extension's own, for those who have Seamwright nowhere else. Made only when asked for. */

import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import * as vscode from "vscode";

import { pathInterpreters, projectInterpreter, python } from "./interpreter";
import { lastLine, run, type Outcome } from "./processes";

const AGREED = "environmentAgreed";
const NEW_ENOUGH = "import sys; sys.exit(sys.version_info < (3, 10))";
const INSTALL_TIMEOUT = 10 * 60_000;

export class PrivateEnvironment {
  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** The interpreter of the environment that fits this version of the extension, where there is one. */
  get interpreter(): string | undefined {
    return existsSync(this.stamp) ? python(this.folder) : undefined;
  }

  /** Whether somebody has agreed to such an environment before, for an older version of the extension. */
  get isAgreed(): boolean {
    return this.context.globalState.get<boolean>(AGREED) === true;
  }

  /** Make the environment. Gives the reason where that fails, and an empty text where it was stopped. */
  async make(): Promise<string | undefined> {
    await this.context.globalState.update(AGREED, true);
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: "Seamwright",
      cancellable: true,
    };
    const failure = await vscode.window.withProgress(options, (progress, token) => this.build(progress, token));
    if (failure !== undefined) {
      rmSync(this.folder, { recursive: true, force: true });
      this.log.error(`The private environment could not be made: ${failure || "stopped"}`);
    }
    return failure;
  }

  private get home(): string {
    return join(this.context.globalStorageUri.fsPath, "environments");
  }

  private get folder(): string {
    return join(this.home, String((this.context.extension.packageJSON as { version: string }).version));
  }

  /** Written last, so that an environment whose making was interrupted does not count. */
  private get stamp(): string {
    return join(this.folder, "complete");
  }

  private async build(
    progress: vscode.Progress<{ message: string }>,
    token: vscode.CancellationToken,
  ): Promise<string | undefined> {
    progress.report({ message: "looking for Python 3.10 or newer" });
    const base = await this.basePython();
    if (base === undefined) return "there is no Python 3.10 or newer on the path";
    mkdirSync(this.home, { recursive: true });
    for (const old of readdirSync(this.home)) rmSync(join(this.home, old), { recursive: true, force: true });
    const steps: [string, string, string[]][] = [
      ["making an environment", base, ["-I", "-m", "venv", "--clear", this.folder]],
      [
        "installing the server",
        python(this.folder),
        ["-I", "-m", "pip", "install", "--disable-pip-version-check", "--no-input", this.requirement()],
      ],
    ];
    for (const [message, command, args] of steps) {
      progress.report({ message });
      const outcome = await run({ command, args }, [], { cwd: this.home, timeout: INSTALL_TIMEOUT, token });
      this.record(command, args, outcome);
      if (token.isCancellationRequested) return "";
      if (outcome.code !== 0) return lastLine(outcome.stderr) || lastLine(outcome.stdout);
    }
    writeFileSync(this.stamp, "");
    return undefined;
  }

  /** The wheel that came with the extension, so that both are of one version; its dependencies come from the index. */
  private requirement(): string {
    const bundled = this.context.asAbsolutePath("bundled");
    const wheel = existsSync(bundled) ? readdirSync(bundled).find((name) => name.endsWith(".whl")) : undefined;
    return wheel === undefined ? "seamwright" : join(bundled, wheel);
  }

  private async basePython(): Promise<string | undefined> {
    const interpreter = await projectInterpreter();
    for (const command of [...(interpreter === undefined ? [] : [interpreter]), ...pathInterpreters()]) {
      const outcome = await run({ command, args: ["-I", "-c", NEW_ENOUGH] }, [], { cwd: this.context.extensionPath });
      if (outcome.code === 0) return command;
    }
    return undefined;
  }

  private record(command: string, args: string[], outcome: Outcome): void {
    this.log.info(`${command} ${args.join(" ")}: exit status ${outcome.code ?? "none"}`);
    for (const line of `${outcome.stdout}\n${outcome.stderr}`.split(/\r?\n/)) if (line) this.log.debug(line);
  }
}
