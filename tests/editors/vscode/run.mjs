// Runs the scenarios in the editors, one session each, and says what was seen. A session that fails is tried once more,
// and that is said too. Every step leaves a picture in `pictures/`.
//
//   node run.mjs [--editor current|year-old] [--only PART-OF-A-TITLE] [--keep]
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { actions } from "./actions.mjs";
import { openEditor } from "./editor.mjs";
import { EDITORS, EXTENSION, HERE } from "./paths.mjs";

const flags = { editor: { type: "string" }, only: { type: "string" }, keep: { type: "boolean" }, retries: { type: "string" } };
const { values } = parseArgs({ options: flags });
const PICTURES = join(HERE, "pictures");
const packages = {
  extension: join(EXTENSION, "seamwright.vsix"),
  complete: join(EXTENSION, "seamwright-linux-x64.vsix"),
};

const files = readdirSync(join(HERE, "scenarios")).filter((each) => each.endsWith(".mjs"));
const scenarios = await Promise.all(files.sort().map((file) => import(`./scenarios/${file}`)));
if (!values.only) rmSync(PICTURES, { recursive: true, force: true });
const retries = Number(values.retries ?? 1);
let [passed, failed, again] = [0, 0, 0];

for (const editor of Object.keys(EDITORS).filter((each) => !values.editor || each === values.editor)) {
  for (const scenario of scenarios) {
    if (!scenario.editors.includes(editor) || !scenario.title.includes(values.only ?? "")) continue;
    let isGood = await session(editor, scenario);
    for (let turn = 0; !isGood && turn < retries; turn++) {
      again++;
      isGood = await session(editor, scenario);
    }
    if (isGood) passed++;
    else failed++;
  }
}
console.log(`\n${passed} passed, ${failed} failed, ${again} tried again; pictures in ${PICTURES}`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

async function session(editor, scenario) {
  const pictures = join(PICTURES, editor, scenario.title.replaceAll(/\W+/g, "-"));
  mkdirSync(pictures, { recursive: true });
  console.log(`\n${scenario.title} (${editor})`);
  let opened;
  let number = 0;
  const step = async (name, does) => {
    const start = Date.now();
    const file = join(pictures, `${String(++number).padStart(2, "0")}-${name.replaceAll(/\W+/g, "-")}.png`);
    try {
      await does();
    } finally {
      await opened.page.screenshot({ path: file }).catch(() => {});
    }
    console.log(`  ok  ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
  };
  try {
    opened = await openEditor({ editor, ...scenario.options(packages) });
    await scenario.run(opened, actions(opened.page), step);
    return true;
  } catch (error) {
    console.log(`  FAILED  ${error.stack}`);
    writeFileSync(join(pictures, "log.txt"), opened?.logs() ?? "");
    return false;
  } finally {
    await opened?.close({ keep: values.keep });
  }
}
