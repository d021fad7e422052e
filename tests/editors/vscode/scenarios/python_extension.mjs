// The Python extension is there: its interpreter has the server, and its runner runs the tests.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";

import { EXAMPLE, HERE, python } from "../paths.mjs";

const PLAN = "tests/integration/TEST_PLAN.md";

export const title = "beside the Python extension";
export const editors = ["current"];
export const options = ({ extension }) => ({
  project: EXAMPLE,
  extensions: [join(HERE, "python.vsix"), extension],
  onPath: false,
  settings: { "python.standIn.interpreter": python() },
  prepare: (folder) => {
    execFileSync(python(), ["-m", "seamwright", "generate", join(folder, PLAN), "--seam", "1"], { stdio: "ignore" });
  },
});

export async function run({ page, folder, read }, does, step) {
  await step("the server of the chosen interpreter runs", async () => {
    await does.open(PLAN);
    await does.ready();
    await does.shown(".codelens-decoration", "0/3 scenarios · P0").waitFor();
  });

  await step("the tests of a seam are given to its runner", async () => {
    await does.goTo(10, 1);
    await does.command("Seamwright: Run This Seam's Tests");
    const ran = await does.eventually("what was run", () => read("ran.txt"));
    assert.equal(ran, join(folder, "tests/integration/test_repeated_lookup_through_the_cache.py::TestRepeatedLookupThroughTheCache"));
  });

  await step("another interpreter means another start", async () => {
    await does.command("Stand-In: Choose an Interpreter That Is Not There");
    await does.notified("Seamwright found no server");
    await page.locator('.statusbar-item[aria-label*="no server was found"]').waitFor();
  });
}
