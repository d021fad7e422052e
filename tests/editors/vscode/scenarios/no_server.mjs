// Nobody has installed Seamwright: the extension says so once, and makes an environment of its own when it may.
import { EXAMPLE } from "../paths.mjs";

export const title = "no server anywhere";
export const editors = ["current"];
export const options = ({ extension }) => ({ project: EXAMPLE, extensions: [extension], onPath: false });

export async function run({ page }, does, step) {
  await step("one message says what can be done", async () => {
    await does.notified("Seamwright found no server");
    await page.locator('.statusbar-item[aria-label*="no server was found"]').waitFor();
  });

  await step("a click on the error tells why", async () => {
    await page.locator('.statusbar-item[aria-label*="no server was found"] a').click();
    // The preview stands beside the message, whose button is still there.
    const why = await does.frame("no server was found");
    for (const each of ["none is chosen", "not on the path", "has none", "it was not made"]) await why.getByText(each).waitFor();
  });

  await step("a private environment is made, and the server runs from it", async () => {
    await page.getByRole("button", { name: "Make Environment" }).click();
    await page.locator('.statusbar-item[aria-label^="Seamwright: ready"]').waitFor({ timeout: 300_000 });
    await does.open("tests/integration/TEST_PLAN.md");
    await does.shown(".codelens-decoration", "Implement · 0/3 scenarios · P0").waitFor();
  });

  await step("the page of reasons names it", async () => {
    await does.command("Seamwright: Why?");
    await does.shown('.tab.active[aria-label*="Seamwright"]').waitFor();
    await does.frame("from the extension's private environment");
  });
}
