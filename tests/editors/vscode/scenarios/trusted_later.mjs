// The Python extension does nothing in a folder that nobody trusts. From when the folder is trusted, what is chosen there counts.
import { join } from "node:path";

import { EXAMPLE, HERE, python } from "../paths.mjs";

export const title = "trusted after the start, beside the Python extension";
export const editors = ["current"];
export const options = ({ extension }) => ({
  project: EXAMPLE,
  extensions: [join(HERE, "python.vsix"), extension],
  isTrusted: false,
  onPath: false,
  settings: { "python.standIn.interpreter": python() },
});

export async function run({ page }, does, step) {
  await step("there is no server that may be run", async () => {
    await does.open("TEST_PLAN.md");
    await page.locator('.statusbar-item[aria-label*="no server was found"]').waitFor();
  });

  await step("when the folder is trusted, the server of the chosen interpreter runs", async () => {
    await does.command("Workspaces: Manage Workspace Trust");
    await page.getByRole("button", { name: "Trust", exact: true }).first().click();
    await does.ready();
  });

  await step("another interpreter means another start", async () => {
    await does.open("conftest.py");
    await does.command("Stand-In: Choose an Interpreter That Is Not There");
    await page.locator('.statusbar-item[aria-label*="no server was found"]').waitFor();
  });
}
