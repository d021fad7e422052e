// What the palette, the menus and the pages of the editor itself have to do with the extension.
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { EXAMPLE } from "../paths.mjs";

const PLAN = "tests/integration/TEST_PLAN.md";
const FILES = ["repeated_lookup_through_the_cache", "carrier_scan_reaches_the_next_lookup"].map((each) => `tests/integration/test_${each}.py`);
const LATER = "tests/integration/test_repository_outage_behind_a_warm_cache.py";
const SLEEPY = "tests/integration/test_sleepy.py";
const SLEEP = `"""Tests that wait."""

import time


def test_parcel_is_forgotten_after_a_minute(api):
    time.sleep(61)
    assert api.get_parcel("PX-1").status == 200
`;

export const title = "commands, tasks and pages";
export const editors = ["current", "year-old"];
export const options = ({ extension }) => ({
  project: EXAMPLE,
  extensions: [extension],
  // What the task finds is not found by the server too.
  settings: { "seamwright.diagnostics.avoid": false },
  prepare: (folder) => writeFileSync(join(folder, SLEEPY), SLEEP),
});

export async function run({ page, editor, folder, read, serverGroup }, does, step) {
  const tabOf = (path) => does.shown(`.tab[data-resource-name="${path.split("/").at(-1)}"]`);
  const allOnDisk = async () => {
    await does.command("File: Save All");
    await does.eventually("both files", () => FILES.every((each) => read(each)?.includes("pytest.fail(")));
    assert.equal(read(LATER), undefined);
  };

  await step("all P0 seams are implemented by the command, without a plan in front", async () => {
    await does.open("tests/conftest.py");
    await does.ready();
    await does.command("Seamwright: Implement All P0 Seams");
    for (const each of FILES) await tabOf(each).waitFor();
    await allOnDisk();
    await does.open(PLAN);
    await does.shown(".codelens-decoration", /^0\/3 scenarios · P0/).waitFor();
  });

  await step("a second time there is nothing to do, and that is said", async () => {
    await does.command("Seamwright: Implement All P0 Seams");
    await does.notified("everything is implemented already");
  });

  await step("the menu on the plan implements them too", async () => {
    await does.command("View: Close All Editors");
    for (const each of FILES) rmSync(join(folder, each));
    await does.open(PLAN);
    await does.shown(".codelens-decoration", "Implement · 0/3 scenarios · P0").waitFor();
    await does.goTo(6, 1);
    // The editor saves what a refactoring changes in files that are not open.
    await does.act("Implement all P0 seams (2 files)", does.shown(".codelens-decoration", /^0\/3 scenarios · P0/));
    await allOnDisk();
  });

  await step("restart makes another process", async () => {
    const [before] = does.servers(serverGroup);
    await does.command("Seamwright: Restart Server");
    await does.eventually("another process", () => {
      const now = does.servers(serverGroup);
      return now.length === 1 && now[0] !== before;
    });
    await does.ready();
  });

  await step("every setting has its description", async () => {
    await does.command("Preferences: Open Settings (UI)");
    const settings = page.locator(".settings-editor");
    await does.until(
      async () => {
        await settings.locator(".monaco-editor").first().click();
        await page.keyboard.press("Control+A");
        await page.keyboard.type("@ext:seamwright.seamwright typed", { delay: 20 });
      },
      settings.getByText("Write added parameters with their types, and import these."),
    );
  });

  await step("the walkthrough opens, and its buttons work", async () => {
    await does.command("Welcome: Open Walkthrough...", "From a plan to its first tests");
    await does.choose("From a plan to its first tests");
    const steps = page.locator(".getting-started-step");
    await steps.filter({ hasText: "Open a plan" }).first().waitFor();
    assert.equal(await steps.count(), 5);
    await does.shown(".getting-started-step", "See what is covered").click();
    await does.shown(".getting-started-step.expanded .monaco-button", "Show Status Map").click();
    await does.frame("of scenarios covered");
  });

  // In the older version there is no terminal without a module that would have to be compiled.
  if (editor === "year-old") return;
  await step("what the task finds is among the problems", async () => {
    await does.command("View: Close All Editors");
    await does.command("Tasks: Run Task", "seamwright");
    await does.choose("seamwright", "Seamwright: check");
    await does.choose("Seamwright: check");
    await does.command("Problems: Focus on Problems View");
    const marker = does.shown(".markers-panel .monaco-list-row", "SW208");
    await marker.waitFor();
    await marker.dblclick();
    await does.shown(`.tab.active[data-resource-name="${SLEEPY.split("/").at(-1)}"]`).waitFor();
    await does.at("Ln 7, Col");
    // The server has told the same of all files: each finding is listed once.
    assert.equal(await page.locator(".markers-panel .monaco-list-row").filter({ hasText: "SW208" }).count(), 1);
    assert.equal(await page.locator(".markers-panel .monaco-list-row").filter({ hasText: "no docstring" }).count(), 1);
  });
}
