// Finds a Python that can run this repository's own code: the one in .venv, else the newest on the path.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

export const repository = join(import.meta.dirname, "..", "..", "..");

export function python() {
  const own = [".venv/bin/python", ".venv/Scripts/python.exe"].map((name) => join(repository, name));
  const named = ["python3", "python", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10"];
  const candidates = [process.env.SEAMWRIGHT_PYTHON, ...own.filter(existsSync), ...named].filter(Boolean);
  const found = candidates.find((each) => {
    const done = spawnSync(each, ["-c", "import sys; sys.exit(sys.version_info < (3, 10))"], { stdio: "ignore" });
    return done.status === 0;
  });
  if (found === undefined) throw new Error("Python 3.10 or newer is needed to build the server's wheel");
  return found;
}

export function runOrFail(command, args, options = {}) {
  const done = spawnSync(command, args, { stdio: "inherit", cwd: repository, ...options });
  if (done.status !== 0) throw new Error(`${command} ${args.join(" ")} failed`);
  return done;
}
