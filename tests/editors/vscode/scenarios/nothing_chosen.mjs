// The Python extension is there, and nobody has chosen an interpreter in it: the folder's own environment has the server.
import { symlinkSync } from "node:fs";
import { dirname, join } from "node:path";

import { EXAMPLE, HERE, python } from "../paths.mjs";

export const title = "nothing chosen in the Python extension";
export const editors = ["current"];
export const options = ({ extension }) => ({
  project: EXAMPLE,
  extensions: [join(HERE, "python.vsix"), extension],
  onPath: false,
  prepare: (folder) => symlinkSync(dirname(dirname(python())), join(folder, ".venv")),
});

export async function run({ page }, does, step) {
  await step("the server of the folder's environment runs", async () => {
    await does.open("TEST_PLAN.md");
    await does.ready();
  });

  await step("a choice counts, also where it has no server", async () => {
    await does.command("Stand-In: Choose an Interpreter That Is Not There");
    await page.locator('.statusbar-item[aria-label*="no server was found"]').waitFor();
  });
}
