// A suite that takes a while to read: the item in the status bar tells how far the server is, and then that it is ready.
import assert from "node:assert/strict";

import { EXAMPLE } from "../paths.mjs";
import { filesOf } from "../editor.mjs";

const method = (number) => `
    def test_${number}(self, api, repository, clock):
        """Test that parcel ${number} is found."""
        parcel = api.get_parcel("PX-${number}")
        assert parcel.status == ${number} and repository.reads == ${number}
`;
const module = `class TestMany:\n    """Many tests."""\n${Array.from({ length: 60 }, (_, number) => method(number)).join("")}`;
const many = Array.from({ length: 300 }, (_, number) => [`tests/unit/test_part_${number}.py`, module.replace("TestMany", `TestMany${number}`)]);

export const title = "a large suite";
export const editors = ["current"];
export const options = ({ extension }) => ({
  project: { ...filesOf(EXAMPLE), ...Object.fromEntries(many) },
  extensions: [extension],
});

export async function run({ page }, does, step) {
  const item = page.locator('.statusbar-item[aria-label^="Seamwright:"]');

  await step("the item in the status bar counts the files", async () => {
    await does.eventually("progress", async () => /\d+\/\d+ files/.test((await item.getAttribute("aria-label")) ?? ""));
    assert.match(await item.innerText(), /Seamwright( \d+ %)?/);
  });

  await step("meanwhile the plan has its lenses", async () => {
    await does.open("tests/integration/TEST_PLAN.md");
    await does.shown(".codelens-decoration", "Implement · 0/3 scenarios · P0").waitFor();
  });

  await step("in the end it is ready", async () => {
    await page.locator('.statusbar-item[aria-label^="Seamwright: ready"]').waitFor({ timeout: 240_000 });
  });
}
