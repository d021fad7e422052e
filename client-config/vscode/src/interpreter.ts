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
  const chosen = await chosenInterpreter(folder?.uri);
  if (chosen !== undefined) return chosen;
  const configured = vscode.workspace.getConfiguration("python", folder).get<string>("defaultInterpreterPath");
  const places = [
    ...(configured ? [withFolder(configured, folder)] : []),
    ...(folder?.uri.scheme === "file" ? [".venv", "venv"].map((name) => python(join(folder.uri.fsPath, name))) : []),
  ];
  return places.find((place) => isAbsolute(place) && existsSync(place));
}

/** Calls `changed` when another interpreter is chosen in the Python extension. */
export async function onInterpreterChange(changed: () => void): Promise<vscode.Disposable> {
  const api = await pythonApi();
  return api?.environments?.onDidChangeActiveEnvironmentPath(changed) ?? new vscode.Disposable(() => undefined);
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

async function chosenInterpreter(resource: vscode.Uri | undefined): Promise<string | undefined> {
  const environments = (await pythonApi())?.environments;
  if (environments === undefined) return undefined;
  const chosen = environments.getActiveEnvironmentPath(resource);
  const resolved = await environments.resolveEnvironment(chosen);
  return resolved?.executable?.uri?.fsPath ?? (isAbsolute(chosen.path) ? chosen.path : undefined);
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
