// Installs what the tests need, from the registries of npm and Debian alone, and nothing that is there already:
// a browser, two versions of VS Code in the form that runs in a browser, and the extension's own packages.
//
// No install script of any package runs. Of the native modules only two are worth compiling, and only if there is a
// compiler: without `spdlog` the editor writes no logs, which are what one wants to read when a test fails;
// `native-watchdog` ends the extensions' process with its parent.
import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { arch, platform } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

import { browserPath, EDITORS, HERE, REPOSITORY } from "./paths.mjs";

const call = promisify(execFile);
const MODULES = join(HERE, "node_modules");
const STAMP = join(MODULES, ".installed");
// The second one had another name in the older version.
const NATIVES = ["@vscode/spdlog", "@vscode/native-watchdog", "native-watchdog"];

await installBrowser();
await installEditors();
await npm(join(REPOSITORY, "client-config", "vscode"), ["ci"], "the extension's packages");

async function installBrowser() {
  if (browserPath() !== undefined) return;
  if (process.getuid?.() !== 0) throw new Error("Chromium is needed: install it, or say where it is in $CHROMIUM");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const packages = ["chromium", "fonts-dejavu-core"];
  const install = () => timed("chromium", () => call("apt-get", ["install", "-qq", "-y", "--no-install-recommends", ...packages], { env }));
  await install().catch(async () => {
    await timed("lists of packages", () => call("apt-get", ["update", "-qq"], { env }));
    await install();
  });
}

async function installEditors() {
  const wanted = createHash("sha256");
  for (const name of ["package-lock.json", "install.mjs"]) wanted.update(readFileSync(join(HERE, name)));
  const digest = wanted.digest("hex");
  if (existsSync(STAMP) && readFileSync(STAMP, "utf-8") === digest) return;
  await npm(HERE, ["ci", "--ignore-scripts"], "editors");
  for (const { name, node } of Object.values(EDITORS)) {
    const folder = join(MODULES, name, "lib", "vscode");
    if (name !== EDITORS.current.name) withoutGit(folder);
    await npm(folder, ["install", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"], `packages of ${name}`);
    await compile(folder, name, join(MODULES, node));
  }
  lendSearch();
  writeFileSync(STAMP, digest);
}

/** One dependency of the older version is a commit on GitHub; the release that came of it is in the registry. */
function withoutGit(folder) {
  const names = ["package.json", "npm-shrinkwrap.json"].map((name) => join(folder, name));
  const [manifest, lock] = names.map((name) => JSON.parse(readFileSync(name, "utf-8")));
  const release = JSON.parse(readFileSync(join(MODULES, EDITORS.current.name, "lib/vscode/package.json"), "utf-8"));
  const version = release.dependencies["@parcel/watcher"];
  for (const each of [manifest, lock.packages[""]]) each.dependencies["@parcel/watcher"] = version;
  for (const name of Object.keys(lock.packages)) if (name.includes("@parcel/watcher")) delete lock.packages[name];
  writeFileSync(names[0], JSON.stringify(manifest, null, 2));
  writeFileSync(names[1], JSON.stringify(lock, null, 2));
}

/** The older version downloads its search program when it is installed; the newer one has it in its package. */
function lendSearch() {
  const [from, to] = Object.values(EDITORS).map(({ name }) => join(MODULES, name, "lib/vscode/node_modules/@vscode"));
  const target = join(to, "ripgrep", "bin");
  mkdirSync(target, { recursive: true });
  copyFileSync(join(from, "ripgrep-universal/bin", `${platform()}-${arch()}`, "rg"), join(target, "rg"));
  chmodSync(join(target, "rg"), 0o755);
}

async function compile(folder, name, node) {
  const present = NATIVES.filter((each) => existsSync(join(folder, "node_modules", each)));
  const env = { ...process.env, PATH: [join(node, "bin"), process.env.PATH].join(delimiter), npm_config_nodedir: node };
  try {
    execFileSync("g++", ["--version"], { stdio: "ignore" });
    await timed(`native modules of ${name}`, () => call("npm", ["rebuild", ...present], { cwd: folder, env }));
  } catch (error) {
    console.log(`native modules of ${name} are left out: ${String(error.message).split("\n")[0]}`);
  }
}

async function npm(folder, args, what) {
  const isReady = args[0] === "ci" && folder !== HERE && isInstalled(folder);
  if (!isReady) await timed(what, () => call("npm", args, { cwd: folder, maxBuffer: 1 << 26 }));
}

function isInstalled(folder) {
  const [lock, hidden] = ["package-lock.json", "node_modules/.package-lock.json"].map((name) => join(folder, name));
  if (!existsSync(hidden)) return false;
  const [wanted, present] = [lock, hidden].map((name) => Object.entries(JSON.parse(readFileSync(name, "utf-8")).packages));
  const versions = new Map(present.map(([name, { version }]) => [name, version]));
  return wanted.every(([name, { version, optional }]) => !name || optional || versions.get(name) === version);
}

async function timed(what, step) {
  const start = Date.now();
  await step();
  console.log(`installed ${what} (${Math.round((Date.now() - start) / 1000)} s)`);
}
