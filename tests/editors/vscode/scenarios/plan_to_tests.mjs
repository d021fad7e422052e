// A person opens the example project, implements a seam from its plan, writes a test, mends a finding; the server dies.
import assert from "node:assert/strict";

import { EXAMPLE } from "../paths.mjs";

const CLASS = "tests/integration/test_repeated_lookup_through_the_cache.py";

export const title = "from the plan to tests";
export const editors = ["current", "year-old"];
export const options = ({ extension }) => ({ project: EXAMPLE, extensions: [extension] });

export async function run({ page, read, serverGroup }, does, step) {
  await step("the plan has lenses", async () => {
    await does.open("tests/integration/TEST_PLAN.md");
    await does.ready();
    await does.shown(".codelens-decoration", "Implement · 0/3 scenarios · P0").waitFor();
    assert.equal(await page.locator(".codelens-decoration", { hasText: "Implement" }).count() >= 2, true);
  });

  await step("a seam is implemented from the menu", async () => {
    await does.goTo(8, 10);
    const tab = does.shown(`.tab.active[data-resource-name="${CLASS.split("/").at(-1)}"]`);
    await does.act("Implement seam 1", tab);
    await does.selected("TODO: test strategy (not in the plan)");
  });

  await step("placeholders are tabbed through", async () => {
    await does.type("The repository counts how often it is read.");
    await page.keyboard.press("Tab");
    await does.selected("TODO: success criteria (not in the plan)");
    await does.type("One read for two lookups.");
    await page.keyboard.press("Tab");
    await does.selected(/^pytest\.fail\(/);
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await does.save();
    const text = await does.eventually("the file", () => read(CLASS));
    assert.match(text, /class TestRepeatedLookupThroughTheCache/);
    assert.match(text, /Test Strategy:\n +The repository counts how often it is read\.\n/);
    assert.match(text, /Success Criteria:\n +One read for two lookups\.\n/);
    assert.equal(text.match(/ def test_/g).length, 3);
  });

  await step("the lens leads back to the plan", async () => {
    await does.goTo(1, 1);
    await does.eventually("the lens of the class", async () => {
      await page.keyboard.press("Control+Home");
      await page.mouse.wheel(0, 200);
      return page.locator(".codelens-decoration", { hasText: "seam 1 of TEST_PLAN.md" }).first().isVisible();
    });
    await does.shown(".codelens-decoration a", "seam 1 of TEST_PLAN.md").click();
    await does.shown('.tab.active[data-resource-name="TEST_PLAN.md"]').waitFor();
    await does.at("Ln 8, Col");
  });

  await step("a click on the lens implements another seam", async () => {
    await does.shown(".codelens-decoration a", "Implement · 0/2 scenarios · P0").click();
    await does.shown('.tab.active[data-resource-name="test_carrier_scan_reaches_the_next_lookup.py"]').waitFor();
    await does.selected(/^pytest\.fail\(/);
    await page.keyboard.press("Escape");
    await does.save();
    await does.open("tests/integration/TEST_PLAN.md");
    await does.shown(".codelens-decoration", /^0\/2 scenarios · P0/).waitFor();
  });

  await step("a fixture is completed in a half-typed signature", async () => {
    await does.open(CLASS);
    await page.keyboard.press("Control+End");
    await does.type("\n\ndef test_half_typed(rep");
    const item = does.shown(".suggest-widget.visible .monaco-list-row", "repository");
    await does.until(() => page.keyboard.press("Control+Space"), item);
    await item.click();
    await does.eventually("the parameter", async () => (await does.text()).includes("def test_half_typed(repository"));
  });

  await step("a finding is underlined", async () => {
    // The editor may have closed the bracket by itself.
    if (!(await does.text()).includes("(repository)")) await does.type(")");
    else await page.keyboard.press("End");
    await does.type(":\nimport time\n\ntime.sleep(1)\nassert repository.reads == 0\n");
    await does.save();
    await does.shown(".squiggly-warning").waitFor();
    const text = await does.eventually("the file", () => read(CLASS));
    assert.match(text, /def test_half_typed\(repository\):/);
  });

  await step("the server comes back after it was killed", async () => {
    const before = does.servers(serverGroup);
    assert.equal(before.length, 1);
    process.kill(Number(before[0]), "SIGKILL");
    await does.eventually("another process", () => does.servers(serverGroup).some((each) => each !== before[0]));
    await does.ready();
    await page.keyboard.press("Control+End");
    await does.type("\ndef test_after(cl");
    const item = does.shown(".suggest-widget.visible .monaco-list-row", "clock");
    await does.until(() => page.keyboard.press("Control+Space"), item);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+Z");
  });
}
