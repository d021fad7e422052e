// Makes the .vsix. Without a target it holds the server's wheel, whose dependencies come from the package index when
// somebody asks for a private environment. With `--target linux-x64` (or another platform) it holds the server with
// all dependencies for CPython 3.10 to 3.14, and needs no network at all.
import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { createVSIX } from "@vscode/vsce";

import { python, repository, runOrFail } from "./python.mjs";

const here = join(import.meta.dirname, "..");
const { target, out } = parseArgs({ options: { target: { type: "string" }, out: { type: "string" } } }).values;

runOrFail(process.execPath, [join(here, "node_modules/typescript/bin/tsc"), "-p", here]);
rmSync(join(here, "dist"), { recursive: true, force: true });
runOrFail(process.execPath, ["scripts/build.mjs"], { cwd: here });
rmSync(join(here, "bundled"), { recursive: true, force: true });
mkdirSync(join(here, "bundled"));
runOrFail(python(), [join(here, "scripts/bundle.py"), join(here, "bundled"), ...(target ? [target] : [])]);
copyFileSync(join(repository, "LICENSE"), join(here, "LICENSE"));

await createVSIX({
  cwd: here,
  packagePath: out ?? join(here, target ? `seamwright-${target}.vsix` : "seamwright.vsix"),
  ...(target ? { target } : {}),
  dependencies: false,
  allowMissingRepository: true,
  rewriteRelativeLinks: false,
});
