// Bundles the extension into one file. `--watch` builds again at every change, with a source map.
// Beside it the licences of what is bundled are written down, because their holders ask for that.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { context } from "esbuild";

const watch = process.argv.includes("--watch");
const builder = await context({
  entryPoints: ["src/extension.ts"],
  outfile: "dist/extension.js",
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  external: ["vscode"],
  minify: !watch,
  sourcemap: watch,
  metafile: true,
});
if (watch) await builder.watch();
else {
  const { metafile } = await builder.rebuild();
  await builder.dispose();
  writeFileSync("dist/THIRD-PARTY.txt", licences(Object.keys(metafile.inputs)));
}

function licences(inputs) {
  const packages = new Set(inputs.flatMap((each) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(each) ?? []));
  return [...packages].sort().map(licence).join("\n\n----------------\n\n");
}

function licence(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf-8"));
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  const text = file !== undefined && existsSync(join(folder, file)) ? readFileSync(join(folder, file), "utf-8") : license;
  return `${name} ${version}\n\n${text.trim()}\n`;
}
