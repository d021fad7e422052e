// Opens the packages and looks at what is inside.
import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";

import { EXTENSION } from "./paths.mjs";

const yauzl = createRequire(join(EXTENSION, "package.json"))("yauzl");
const MEGABYTE = 1024 * 1024;
const packages = { universal: "seamwright.vsix", "linux-x64": "seamwright-linux-x64.vsix" };

for (const [kind, name] of Object.entries(packages)) {
  const file = join(EXTENSION, name);
  const entries = await open(file);
  const names = [...entries.keys()];

  test(`${kind}: what the editor needs is there`, () => {
    for (const each of ["package.json", "readme.md", "LICENSE.txt", "dist/extension.js", "dist/THIRD-PARTY.txt"]) {
      assert.ok(entries.has(`extension/${each}`), each);
    }
    const manifest = JSON.parse(entries.get("extension/package.json"));
    assert.ok(entries.has(join("extension", manifest.main)));
    for (const { steps } of manifest.contributes.walkthroughs) {
      for (const { media } of steps) assert.ok(entries.has(`extension/${media.markdown}`), media.markdown);
    }
  });

  test(`${kind}: nothing else is there`, () => {
    const known = /^(\[Content_Types\]\.xml|extension\.vsixmanifest|extension\/(package\.json|readme\.md|LICENSE\.txt|(dist|bundled|walkthrough)\/.+|snippets\/python\.json))$/;
    assert.deepEqual(names.filter((each) => !known.test(each)), []);
    assert.deepEqual(names.filter((each) => /\.(ts|map|vsix|pyc)$|node_modules|__pycache__|package-lock|tests?\//.test(each)), []);
  });

  test(`${kind}: licences of what is bundled are there`, () => {
    const text = entries.get("extension/dist/THIRD-PARTY.txt").toString();
    for (const each of ["vscode-languageclient", "vscode-jsonrpc", "semver"]) assert.match(text, new RegExp(`^${each} \\d`, "m"));
    assert.match(entries.get("extension/LICENSE.txt").toString(), /MIT License/);
  });

  test(`${kind}: no path of this machine is in it`, () => {
    const own = names.filter((each) => /^extension\/(dist|package\.json|walkthrough|bundled\/launch)/.test(each));
    for (const each of own) assert.ok(!entries.get(each).toString().includes(EXTENSION), each);
  });
}

test("universal: it has the server's wheel, and is small", async () => {
  const names = [...(await open(join(EXTENSION, packages.universal))).keys()];
  assert.deepEqual(names.filter((each) => each.includes("/bundled/")).map((each) => /\.whl$/.test(each)), [true]);
  assert.ok(statSync(join(EXTENSION, packages.universal)).size < 2 * MEGABYTE);
});

test("linux-x64: it has the server and its dependencies for every Python, and is for this platform", async () => {
  const entries = await open(join(EXTENSION, packages["linux-x64"]));
  const has = (part) => [...entries.keys()].some((each) => each.startsWith(`extension/bundled/${part}`));
  for (const each of ["launch.py", "lib/seamwright/cli/main.py", "lib/seamwright/snippets/test_class.py.j2"]) assert.ok(has(each), each);
  for (const each of ["lib/pygls/", "lib/jinja2/", "lib/click/"]) assert.ok(has(each), each);
  for (const version of [310, 311, 312, 313, 314]) {
    for (const each of ["tree_sitter/_binding", "markupsafe/_speedups"]) assert.ok(has(`cp${version}/${each}`), `${version} ${each}`);
  }
  assert.ok(has("cp310/tomli/") && !has("cp312/tomli/"));
  assert.match(entries.get("extension.vsixmanifest").toString(), /TargetPlatform="linux-x64"/);
  assert.ok(statSync(join(EXTENSION, packages["linux-x64"])).size < 30 * MEGABYTE);
});

/** Names and contents of the entries of a .vsix, which is a zip archive. */
function open(file) {
  return new Promise((resolve, reject) => {
    const entries = new Map();
    yauzl.fromBuffer(readFileSync(file), { lazyEntries: true }, (error, archive) => {
      if (error) return reject(error);
      archive.on("error", reject).on("end", () => resolve(entries));
      archive.on("entry", (entry) => {
        archive.openReadStream(entry, (problem, stream) => {
          if (problem) return reject(problem);
          const parts = [];
          stream.on("data", (part) => parts.push(part)).on("end", () => {
            entries.set(entry.fileName, Buffer.concat(parts));
            archive.readEntry();
          });
        });
      });
      archive.readEntry();
    });
  });
}
