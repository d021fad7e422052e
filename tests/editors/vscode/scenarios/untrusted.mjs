// A folder that nobody trusts brings templates, a Python and settings of its own. None of them is ever run.
import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { filesOf } from "../editor.mjs";
import { EXAMPLE } from "../paths.mjs";

const CLASS = "tests/integration/test_repeated_lookup_through_the_cache.py";
const MARK = "made by a template of the folder";
const TEMPLATE = `class {{ class_name }}:\n    """${MARK}"""\n`;

export const title = "a folder that is not trusted";
export const editors = ["current", "year-old"];
export const options = ({ extension }) => ({
  isTrusted: false,
  extensions: [extension],
  project: {
    ...filesOf(EXAMPLE),
    "pyproject.toml": '[tool.seamwright]\ntemplate-dir = "templates"\n',
    "templates/test_class.py.j2": TEMPLATE,
  },
  prepare: (folder) => {
    for (const name of [".venv/bin/python", "tools/server"]) program(folder, name);
    const settings = { "seamwright.server.command": [join(folder, "tools/server")], "seamwright.interpreter": join(folder, ".venv/bin/python") };
    mkdirSync(join(folder, ".vscode"));
    writeFileSync(join(folder, ".vscode/settings.json"), JSON.stringify(settings));
  },
});

export async function run({ page, folder, read }, does, step) {
  await step("the editor says that the folder is restricted", async () => {
    await page.getByText("Restricted Mode").first().waitFor();
  });

  await step("plans are read all the same", async () => {
    await does.open("tests/integration/TEST_PLAN.md");
    await does.ready();
    await does.shown(".codelens-decoration", "Implement · 0/3 scenarios · P0").waitFor();
  });

  await step("a seam is implemented with the built-in template", async () => {
    await does.goTo(8, 10);
    await does.act("Implement seam 1", does.shown(`.tab.active[data-resource-name="${CLASS.split("/").at(-1)}"]`));
    await does.eventually("the text", async () => (await does.text()).includes("TODO: test strategy"));
    await page.keyboard.press("Escape");
    await does.save();
    const text = await does.eventually("the file", () => read(CLASS));
    assert.ok(!text.includes(MARK));
    assert.match(text, /Seam Under Test:/);
  });

  await step("nothing of the folder has run", async () => {
    assert.ok(existsSync(join(folder, "tools/server")));
    assert.ok(!existsSync(join(folder, "tools/server.ran")));
    assert.ok(!existsSync(join(folder, ".venv/bin/python.ran")));
  });

  await step("when the folder is trusted, its settings count", async () => {
    await does.command("Workspaces: Manage Workspace Trust");
    await page.getByRole("button", { name: "Trust", exact: true }).first().click();
    await does.eventually("its program", () => existsSync(join(folder, "tools/server.ran")));
    await does.notified("does not start from the setting seamwright.server.command");
  });
}

/** A program that leaves a trace when it runs. */
function program(folder, name) {
  const file = join(folder, name);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, `#!/bin/sh\ntouch "${file}.ran"\nexit 3\n`);
  chmodSync(file, 0o755);
}
