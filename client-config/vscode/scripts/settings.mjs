// Writes the server's settings into package.json, from the schema that the server prints. What only the extension
// knows (which program it starts, the trace) stands here. A test of the repository compares the two.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { python, repository, runOrFail } from "./python.mjs";

const OWN = {
  "seamwright.server.command": {
    type: "array",
    items: { type: "string" },
    default: [],
    scope: "machine-overridable",
    markdownDescription:
      "The program that is the server, and its first arguments, for example `[\"${workspaceFolder}/.venv/bin/python\", \"-m\", \"seamwright\"]`. Empty: the interpreter of the Python extension, then `seamwright` on the path, then what came with the extension, then its private environment.",
  },
  "seamwright.trace.server": {
    type: "string",
    enum: ["off", "messages", "verbose"],
    default: "off",
    scope: "window",
    description: "What is shown of the messages between editor and server, in the output panel.",
  },
};
// A path of the machine: workspaces may set it, and untrusted ones may not.
const PATHS = new Set(["seamwright.interpreter"]);

const file = join(import.meta.dirname, "..", "package.json");
const done = runOrFail(python(), ["-m", "seamwright", "rules", "--format", "editor-schema"], {
  stdio: ["ignore", "pipe", "inherit"],
  encoding: "utf-8",
  env: { ...process.env, PYTHONPATH: join(repository, "server") },
});
const { properties } = JSON.parse(done.stdout);
const settings = Object.entries(properties).map(([name, schema]) => [
  name,
  { ...schema, scope: PATHS.has(name) ? "machine-overridable" : "window" },
]);
const manifest = JSON.parse(readFileSync(file, "utf-8"));
manifest.contributes.configuration.properties = { ...OWN, ...Object.fromEntries(settings) };
writeFileSync(file, JSON.stringify(manifest, null, 2) + "\n");
