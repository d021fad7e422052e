// Makes the pictures of the documents again: light, at twice the size, cut to what they show, and small.
//
//   node screenshots.mjs [FOLDER]        (default: docs/images)
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";

import { actions } from "./actions.mjs";
import { openEditor } from "./editor.mjs";
import { EXAMPLE, EXTENSION, python, REPOSITORY } from "./paths.mjs";

const CLASS = "tests/integration/test_repeated_lookup_through_the_cache.py";
const folder = process.argv[2] ?? join(REPOSITORY, "docs", "images");
mkdirSync(folder, { recursive: true });

const opened = await openEditor({
  editor: "current",
  project: EXAMPLE,
  extensions: [join(EXTENSION, "seamwright.vsix")],
  scale: 2,
  size: { width: 1000, height: 640 },
  settings: {
    "workbench.sideBar.location": "right",
    "workbench.activityBar.location": "hidden",
    "breadcrumbs.enabled": false,
    "editor.stickyScroll.enabled": false,
    "editor.lineNumbers": "off",
    "editor.folding": false,
    "editor.guides.indentation": false,
    "editor.occurrencesHighlight": "off",
    "editor.renderLineHighlight": "none",
    "editor.cursorBlinking": "solid",
    "editor.scrollbar.vertical": "hidden",
    "editor.overviewRulerBorder": false,
  },
});
const { page } = opened;
const does = actions(page);
try {
  await does.open("tests/integration/TEST_PLAN.md");
  await does.ready();
  await does.shown(".codelens-decoration", "Implement · 0/3 scenarios · P0").waitFor();
  await does.command("View: Close Primary Side Bar");
  await does.goTo(8, 10);
  const menu = page.locator(".action-widget").first();
  const tab = does.shown(`.tab.active[data-resource-name="${CLASS.split("/").at(-1)}"]`);
  await does.act("Implement seam 1", tab, async () => {
    await page.mouse.move(990, 600);
    await picture("implement", { x: 0, y: 0, width: 1000, height: 400 });
    assert.ok(await menu.isVisible(), "the menu has closed");
  });

  await does.eventually("the class", async () => (await does.text()).includes("TODO: test strategy"));
  await page.waitForTimeout(1500);
  await picture("placeholders", { x: 0, y: 0, width: 1000, height: 600 });

  await page.keyboard.press("Escape");
  await does.save();
  await page.keyboard.press("Control+End");
  await does.type("\n\ndef test_parcel_is_read_once(");
  await does.until(() => page.keyboard.press("Control+Space"), does.shown(".suggest-widget.visible .monaco-list-row", "repository"));
  await page.waitForTimeout(1500);
  const box = await page.locator(".suggest-widget.visible").boundingBox();
  // The list stands above the line that is written, or below it.
  const top = Math.max(0, box.y - 50);
  await picture("fixtures", { x: 0, y: top, width: 1000, height: Math.min(640 - top, box.height + 100) });
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+Z");
  await does.command("File: Revert File");

  await does.open("tests/integration/TEST_PLAN.md");
  await does.command("Seamwright: Show Status Map");
  const frame = page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
  await frame.getByText("of scenarios covered").first().waitFor();
  await does.command("View: Join All Editor Groups");
  await page.locator(".tab", { hasText: "Status Map" }).first().click();
  await frame.getByText("of scenarios covered").first().waitFor();
  await page.waitForTimeout(1500);
  await picture("status-map", { x: 0, y: 0, width: 1000, height: 600 });
} finally {
  await opened.close();
}

/** Few colours are enough for an editor, and make a file a third as large. */
async function picture(name, clip) {
  const file = join(folder, `${name}.png`);
  await page.screenshot({ path: file, clip });
  const reduce = "import sys; from PIL import Image; file = sys.argv[1]; Image.open(file).convert('RGB').quantize(64, dither=Image.Dither.NONE).save(file, optimize=True)";
  try {
    execFileSync(process.env.PILLOW_PYTHON ?? python(), ["-c", reduce, file], { stdio: "pipe" });
  } catch {
    console.log("not reduced, which takes the package pillow: python -m pip install pillow");
  }
  console.log(`${file}: ${Math.round(statSync(file).size / 1024)} KB`);
}
