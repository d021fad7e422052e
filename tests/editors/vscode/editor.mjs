// Starts a real VS Code (its server, in a headless browser) on a folder, and ends all of it again.
import { spawn, execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

import { chromium } from "playwright-core";

import { browserPath, programOf, python } from "./paths.mjs";

const QUIET = {
  "workbench.startupEditor": "none",
  "telemetry.telemetryLevel": "off",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "update.mode": "none",
  "workbench.enableExperiments": false,
  "workbench.tips.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.colorTheme": "Default Light Modern",
  "chat.disableAIFeatures": true,
  "editor.accessibilitySupport": "off",
  "editor.minimap.enabled": false,
  "files.autoSave": "off",
  "git.enabled": false,
  "remote.autoForwardPorts": false,
  "window.commandCenter": false,
  "workbench.layoutControl.enabled": false,
};
const BROWSER = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
BROWSER.push("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage");

/**
 * An editor on a copy of `project` (a folder of files, or an object from path to text); `prepare` may add to it.
 *
 * `workspace` is the file in it that lists folders, if several are opened. `extensions` are .vsix files; `onPath` says whether `seamwright` is found on the path; `isTrusted` whether the folder is.
 */
export async function openEditor(options) {
  const { editor, project, extensions, settings = {}, isTrusted = true, onPath = true, scale = 1, size } = options;
  const home = mkdtempSync(join(tmpdir(), "seamwright-editor-"));
  const [data, installed] = [join(home, "data"), join(home, "extensions")];
  const folder = join(home, options.name ?? "parcels");
  layOut(project, folder);
  options.prepare?.(folder);
  mkdirSync(join(data, "User"), { recursive: true });
  const trust = { "security.workspace.trust.enabled": !isTrusted, "security.workspace.trust.startupPrompt": "never" };
  writeFileSync(join(data, "User/settings.json"), JSON.stringify({ ...QUIET, ...trust, ...settings }));
  writeFileSync(join(home, "config.yaml"), "auth: none\ncert: false\n");

  const [node, entry] = programOf(editor);
  const common = ["--user-data-dir", data, "--extensions-dir", installed, "--config", join(home, "config.yaml")];
  const env = environment(home, onPath, options.env);
  // The editor takes the path of a login shell, as it would on a person's machine.
  for (const name of [".profile", ".bash_profile", ".zprofile"]) writeFileSync(join(home, name), `export PATH='${env.PATH}'\n`);
  for (const file of extensions) {
    execFileSync(node, [entry, ...common, "--install-extension", file], { env, stdio: ["ignore", "ignore", "pipe"] });
  }
  const port = await freePort();
  const flags = ["--auth", "none", "--bind-addr", `127.0.0.1:${port}`, "--disable-telemetry", "--disable-update-check"];
  flags.push("--disable-getting-started-override", ...(isTrusted ? ["--disable-workspace-trust"] : []));
  const server = spawn(node, [entry, ...common, ...flags, folder], { env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  const ended = endWithUs(server);
  let output = "";
  for (const stream of [server.stdout, server.stderr]) stream.on("data", (text) => (output += text));
  await isUp(port, () => output);

  const browser = await chromium.launchPersistentContext(join(home, "browser"), {
    executablePath: browserPath(),
    headless: true,
    viewport: size ?? { width: 1280, height: 800 },
    deviceScaleFactor: scale,
    args: BROWSER,
  });
  await browser.grantPermissions(["clipboard-read", "clipboard-write"], { origin: `http://127.0.0.1:${port}` });
  const page = browser.pages()[0] ?? (await browser.newPage());
  page.setDefaultTimeout(60_000);
  const place = options.workspace ? `workspace=${encodeURIComponent(join(folder, options.workspace))}` : `folder=${encodeURIComponent(folder)}`;
  await page.goto(`http://127.0.0.1:${port}/?${place}`);
  await page.waitForSelector(".monaco-workbench");

  return {
    page,
    editor,
    folder,
    home,
    serverGroup: server.pid,
    read: (path) => (existsSync(join(folder, path)) ? readFileSync(join(folder, path), "utf-8") : undefined),
    logs: () => `${output}\n${channelLogs(join(data, "logs"))}`,
    async close({ keep = false } = {}) {
      await browser.close().catch(() => {});
      stop(server);
      await ended;
      if (!keep) rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The files below `folder` as an object, to be added to. */
export function filesOf(folder) {
  const names = readdirSync(folder, { recursive: true }).filter((each) => isSource(each) && statSync(join(folder, each)).isFile());
  return Object.fromEntries(names.map((each) => [each, readFileSync(join(folder, each), "utf-8")]));
}

function isSource(path) {
  return !/__pycache__|(^|\/)\.\w+_cache/.test(path);
}

function layOut(project, folder) {
  if (typeof project === "string") {
    cpSync(project, folder, { recursive: true, filter: isSource });
    return;
  }
  for (const [path, text] of Object.entries(project)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function environment(home, onPath, more = {}) {
  const path = onPath ? [dirname(python()), process.env.PATH].join(delimiter) : process.env.PATH;
  const kept = Object.entries(process.env).filter(([name]) => !/^(VSCODE_|VIRTUAL_ENV)/.test(name));
  return {
    ...Object.fromEntries(kept),
    PATH: path,
    HOME: home,
    XDG_CONFIG_HOME: join(home, "config"),
    XDG_DATA_HOME: join(home, "share"),
    XDG_CACHE_HOME: join(home, "cache"),
    EXTENSIONS_GALLERY: '{"serviceUrl":""}', // No extension gallery is ever called.
    ...more,
  };
}

/** The log files of output channels, which tell what the extension said when a step fails. */
function channelLogs(folder) {
  if (!existsSync(folder)) return "";
  const files = readdirSync(folder, { recursive: true }).filter((each) => /exthost.*\.log$/.test(each));
  return files.map((each) => `== ${each}\n${readFileSync(join(folder, each), "utf-8").slice(-8000)}`).join("\n");
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function isUp(port, output) {
  for (let turn = 0; turn < 600; turn++) {
    try {
      if ((await fetch(`http://127.0.0.1:${port}/healthz`)).ok) return;
    } catch {
      // It does not listen yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the editor did not start\n${output()}`);
}

const started = new Set();
process.on("exit", () => started.forEach(stop));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(1));

function endWithUs(server) {
  started.add(server);
  return new Promise((resolve) => server.on("exit", () => (started.delete(server), resolve())));
}

/** The server started processes of its own; all are in its group. */
function stop(server) {
  try {
    process.kill(-server.pid, "SIGTERM");
  } catch {
    // It has ended by itself.
  }
}
