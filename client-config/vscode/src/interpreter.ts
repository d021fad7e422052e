/** Which Python belongs to the project: the one chosen in the Python extension, or what stands for that choice. */

import { existsSync } from "node:fs";
import { delimiter, isAbsolute, join, relative } from "node:path";

import * as vscode from "vscode";

/** The part of the Python extension's API that is used here. */
interface PythonApi {
  readonly ready?: Promise<void>;
  readonly environments?: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { readonly path: string };
    resolveEnvironment(path: { readonly path: string }): Promise<
      { readonly executable?: { readonly uri?: vscode.Uri } } | undefined
    >;
    readonly onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

const PYTHON_EXTENSION = "ms-python.python";
const WINDOWS = process.platform === "win32";

/** The interpreter of a project; undefined where nobody says, and where the workspace is not trusted. */
export async function projectInterpreter(
  folder: vscode.WorkspaceFolder | undefined = vscode.workspace.workspaceFolders?.[0],
): Promise<string | undefined> {
  // An interpreter may belong to the workspace, and running it runs what the workspace wants.
  if (!vscode.workspace.isTrusted) return undefined;
  const environments = (await pythonApi())?.environments;
  const active = environments?.getActiveEnvironmentPath(folder?.uri);
  // As long as nothing is chosen, that extension says a bare name, `python`: what the project holds is a better guess.
  const guess = active && isAbsolute(active.path) ? undefined : ownInterpreter(folder);
  if (guess !== undefined || environments === undefined || active === undefined) return guess;
  const resolved = await environments.resolveEnvironment(active);
  return resolved?.executable?.uri?.fsPath ?? (isAbsolute(active.path) ? active.path : undefined);
}

/** Calls `changed` when a folder has another interpreter than before: chosen in the Python extension, found by it, or set. */
export function onInterpreterChange(changed: () => void): vscode.Disposable {
  const disposables: vscode.Disposable[] = [];
  let known = projectInterpreters();
  // What is told may be what was taken anyway, and then nothing has to start again.
  const compare = async (): Promise<void> => {
    const before = known;
    known = projectInterpreters();
    if ((await before) !== (await known)) changed();
  };
  let isWatched = false;
  const watch = async (): Promise<void> => {
    const environments = (await pythonApi())?.environments;
    if (environments === undefined || isWatched) return;
    isWatched = true;
    disposables.push(environments.onDidChangeActiveEnvironmentPath(() => void compare()));
  };
  void watch();
  disposables.push(
    // That extension comes later where it is installed now, or where the workspace is trusted now.
    vscode.extensions.onDidChange(() => void (isWatched || watch().then(compare))),
    vscode.workspace.onDidGrantWorkspaceTrust(() => (known = projectInterpreters())),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("python.defaultInterpreterPath")) void compare();
    }),
  );
  return new vscode.Disposable(() => disposables.forEach((each) => each.dispose()));
}

async function projectInterpreters(): Promise<string> {
  const folders = vscode.workspace.workspaceFolders ?? [undefined];
  return JSON.stringify(await Promise.all(folders.map((folder) => projectInterpreter(folder))));
}

/** What the settings or a usual place say about a folder, whatever the Python extension says. */
function ownInterpreter(folder: vscode.WorkspaceFolder | undefined): string | undefined {
  const configured = vscode.workspace.getConfiguration("python", folder).get<string>("defaultInterpreterPath");
  const places = [
    ...(configured ? [withFolder(configured, folder)] : []),
    ...(folder?.uri.scheme === "file" ? [".venv", "venv"].map((name) => python(join(folder.uri.fsPath, name))) : []),
  ];
  return places.find((place) => isAbsolute(place) && existsSync(place));
}

/** Pythons on the path that may be run whatever the workspace is. */
export function pathInterpreters(): string[] {
  const found = (WINDOWS ? ["python", "py"] : ["python3", "python"]).map((name) => onPath(name));
  return found.filter((each): each is string => each !== undefined);
}

/** The file that `name` means on the path, without places that belong to the workspace. */
export function onPath(name: string): string | undefined {
  const folders = vscode.workspace.workspaceFolders?.map((each) => each.uri.fsPath) ?? [];
  const suffixes = WINDOWS ? [".exe", ".cmd", ".bat"] : [""];
  return (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((place) => isAbsolute(place) && !folders.some((folder) => isInside(folder, place)))
    .flatMap((place) => suffixes.map((suffix) => join(place, name + suffix)))
    .find((file) => existsSync(file));
}

/** The interpreter in a virtual environment. */
export function python(environment: string): string {
  return WINDOWS ? join(environment, "Scripts", "python.exe") : join(environment, "bin", "python");
}

/** `text` with the variables and the home directory that settings may name. */
export function withFolder(text: string, folder: vscode.WorkspaceFolder | undefined): string {
  return text
    .replaceAll(/\$\{workspaceFolder\}/g, folder?.uri.fsPath ?? "")
    .replaceAll(/\$\{env:(\w+)\}/g, (_, name: string) => process.env[name] ?? "")
    .replace(/^~(?=[\\/])/, process.env["HOME"] ?? process.env["USERPROFILE"] ?? "~");
}

async function pythonApi(): Promise<PythonApi | undefined> {
  const extension = vscode.extensions.getExtension<PythonApi>(PYTHON_EXTENSION);
  if (extension === undefined) return undefined;
  try {
    const api = await extension.activate();
    await api.ready;
    return api;
  } catch {
    // What is wrong there is told by that extension itself.
    return undefined;
  }
}

function isInside(folder: string, place: string): boolean {
  const path = relative(folder, place);
  return path === "" || (!path.startsWith("..") && !isAbsolute(path));
}
