// What a person does in the editor, in words. Each waits until the page shows that it was done.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";

const ROW = ".quick-input-widget .monaco-list-row";

export function actions(page) {
  const shown = (selector, text) => page.locator(selector, text === undefined ? {} : { hasText: text }).first();
  const editor = ".editor-group-container.active .monaco-editor";

  /** Presses, and presses again where nothing came of it: keys are lost while a widget opens or closes. */
  async function until(press, locator, turns = 6) {
    for (let turn = 1; ; turn++) {
      await press();
      try {
        return await locator.waitFor({ timeout: 4000 });
      } catch (error) {
        if (turn >= turns) throw error;
      }
    }
  }

  async function pick(key, text, row, next) {
    await page.keyboard.press("Escape");
    await until(() => page.keyboard.press(key), shown(".quick-input-widget"));
    const input = page.locator(".quick-input-widget input").first();
    await until(async () => input.fill(text), shown(ROW, row));
    await chosen(row, next);
  }

  async function chosen(row, next) {
    await shown(ROW, row).click();
    if (next !== undefined) await shown(ROW, next).waitFor();
    else await page.locator(".quick-input-widget").waitFor({ state: "hidden" });
  }

  const self = {
    shown,
    until,

    /** Open a file by its name; `path`, or the name of a `folder` of the window, tells apart files of one name. */
    async open(path, folder = "") {
      const name = path.split("/").at(-1);
      await pick("Control+P", `${folder} ${path}`.trim(), name);
      await shown(`.tab.active[data-resource-name="${name}"]`).waitFor();
      await shown(`${editor} .view-lines`).waitFor();
    },

    /** Run a command of the palette; `next` is in the list that it opens, if it does. */
    async command(title, next) {
      await pick("F1", `>${title}`, title, next);
    },

    /** Choose from a list that is open; `next` is in the one that comes after it, if one does. */
    async choose(row, next) {
      const input = page.locator(".quick-input-widget input").first();
      await until(async () => input.fill(row), shown(ROW, row));
      await chosen(row, next);
    },

    async goTo(line, column) {
      await page.keyboard.press("Escape");
      await until(() => page.keyboard.press("Control+G"), shown(".quick-input-widget"));
      await page.locator(".quick-input-widget input").first().fill(`:${line}:${column}`);
      await page.keyboard.press("Enter");
      await page.locator(".quick-input-widget").waitFor({ state: "hidden" });
      await self.at(`Ln ${line}, Col ${column}`);
    },

    /**
     * Choose from the menu of Ctrl+. at the cursor; `isDone` is what can be seen when it has been carried out.
     * In the open menu Ctrl+. means Enter, so it is pressed again only where there is no menu.
     */
    async act(title, isDone, before = async () => {}) {
      const menu = page.locator(".action-widget").first();
      const row = shown(".action-widget .monaco-list-row", title);
      const press = async () => (await menu.isVisible()) || page.keyboard.press("Control+.");
      const chosen = shown(".action-widget .monaco-list-row.focused", title);
      for (let round = 1; ; round++) {
        await until(press, row, 10);
        if (round === 1) await before();
        for (let turn = 0; turn < 20 && (await row.isVisible()); turn++) {
          // The list does not listen for a moment after it has opened.
          await page.waitForTimeout(400);
          if (await chosen.isVisible()) await page.keyboard.press("Enter");
          else await page.keyboard.press("ArrowDown");
        }
        try {
          return await isDone.waitFor({ timeout: 12_000 });
        } catch (error) {
          // The menu also closes when something moves below it, and then nothing was chosen.
          if (round >= 3) throw error;
        }
      }
    },

    /** The status bar says where the cursor is. */
    async at(place) {
      await shown(".statusbar-item", place).waitFor();
    },

    async type(text) {
      await page.keyboard.type(text, { delay: 30 });
    },

    async save() {
      await page.keyboard.press("Control+S");
      await page.locator(".tab.active.dirty").waitFor({ state: "detached" });
    },

    /** The item in the status bar says that the server is ready. */
    async ready() {
      await page.locator('.statusbar-item[aria-label^="Seamwright: ready"]').waitFor();
    },

    async notified(text) {
      const toast = shown(".notification-toast", text);
      await toast.waitFor();
      return toast;
    },

    /** The page that an extension shows and that says `text`; it stands in a frame of its own, as others may. */
    async frame(text) {
      return self.eventually(`a page that says ${text}`, async () => {
        for (const frame of page.frames()) {
          const said = frame.getByText(text).first();
          if (await said.isVisible({ timeout: 500 }).catch(() => false)) return frame;
        }
        return undefined;
      });
    },

    /** The names of the open editors, in their order. */
    async tabs() {
      return page.locator(".tab[data-resource-name]").evaluateAll((tabs) => tabs.map((each) => each.dataset.resourceName));
    },

    /** The text that the active editor shows, with ordinary spaces; only lines in view are there. */
    async text() {
      const lines = await page.locator(`${editor} .view-line`).allInnerTexts();
      return lines.join("\n").replaceAll("\u00a0", " ");
    },

    /** What is selected, by what would be copied; in the end it is `text`. */
    async selected(text) {
      const matches = (each) => (typeof text === "string" ? each === text : text.test(each));
      await self.eventually(`selected: ${text}`, async () => {
        await page.keyboard.press("Control+C");
        return matches(await page.evaluate(() => navigator.clipboard.readText()));
      });
    },

    /** The language servers among the processes of the editor. */
    servers(group) {
      const lines = execFileSync("ps", ["-eo", "pid=,pgid=,args="]).toString().split("\n");
      const words = lines.map((line) => line.trim().split(/\s+/));
      const ours = ([, each, ...args]) => each === String(group) && / lsp /.test(` ${args.join(" ")} `);
      return words.filter(ours).map(([pid]) => pid);
    },

    /** Ask again and again until `check` finds what it wants, on disk or anywhere else. */
    async eventually(what, check) {
      for (let turn = 0; turn < 300; turn++) {
        const found = await check();
        if (found) return found;
        await page.waitForTimeout(200);
      }
      return assert.fail(`${what}: not seen within a minute`);
    },
  };
  return self;
}
