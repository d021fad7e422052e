// The plan changes after its tests were made; then what else the extension's commands do around a seam.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";

import { EXAMPLE, python } from "../paths.mjs";

const PLAN = "tests/integration/TEST_PLAN.md";
const CLASS = "tests/integration/test_repeated_lookup_through_the_cache.py";
const [OLD, NEW] = ["on the first busy day", "on any busy day"];

export const title = "around a seam";
export const editors = ["current", "year-old"];
export const options = ({ extension }) => ({
  project: EXAMPLE,
  extensions: [extension],
  prepare: (folder) => {
    const command = ["-m", "seamwright", "generate", join(folder, PLAN), "--seam", "1"];
    execFileSync(python(), command, { stdio: "ignore" });
    const plan = join(folder, PLAN);
    writeFileSync(plan, readFileSync(plan, "utf-8").replace(OLD, NEW));
  },
});

export async function run({ page, editor, read }, does, step) {
  const nowhere = await listener();
  await step("a class that is stale is underlined", async () => {
    await does.open(CLASS);
    await does.ready();
    await does.shown(".squiggly-warning").waitFor();
    await does.shown(".codelens-decoration", "seam 1 of TEST_PLAN.md · 0/3 · stale").waitFor();
    assert.ok(read(CLASS).includes(OLD));
  });

  await step("the fix brings it up to date", async () => {
    await does.goTo(11, 10);
    await does.act("Update from the plan", page.locator(".tab.active.dirty").first());
    await page.keyboard.press("Escape");
    await does.save();
    await does.eventually("the new words on disk", () => read(CLASS).includes(NEW) && !read(CLASS).includes(OLD));
    // The lens follows by itself.
    await does.shown(".codelens-decoration", /seam 1 of TEST_PLAN.md · 0\/3$/).waitFor();
    assert.equal(await page.locator(".codelens-decoration", { hasText: "stale" }).count(), 0);
  });

  await step("the plan of a test is opened", async () => {
    await does.goTo(30, 12);
    await does.command("Seamwright: Open Plan of This Test");
    await does.shown('.tab.active[data-resource-name="TEST_PLAN.md"]').waitFor();
    await does.at("Ln 17, Col");
  });

  await step("the brief of a seam is copied", async () => {
    await does.command("Seamwright: Copy Brief for This Seam");
    await does.notified("Copied the brief for “Repeated Lookup Through the Cache”");
    const text = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(text, /Repeated Lookup Through the Cache/);
    assert.doesNotMatch(text, /Carrier Scan Reaches/);
  });

  let map;
  await step("the status map is shown, and its filters work", async () => {
    await does.command("Seamwright: Show Status Map");
    map = await does.frame("of scenarios covered");
    const seams = map.locator("details.seam:visible");
    const all = await seams.count();
    await map.locator("#find").fill("carrier scan");
    await map.getByText(`1 of ${all} seams`).waitFor();
    assert.equal(await seams.count(), 1);
    await map.getByRole("button", { name: "Show all" }).click();
    await map.getByText(`${all} of ${all} seams`).waitFor();
  });

  await step("nothing from outside is let into the map", async () => {
    const tried = await map.locator("body").evaluate(tryToBreakOut, nowhere.url);
    assert.deepEqual(tried, { image: "refused", fetched: "refused", inline: "refused", remote: "refused", handler: "refused" });
    assert.deepEqual(nowhere.asked, []);
  });

  await step("a link in the map leads to its file and line", async () => {
    await map.getByRole("button", { name: "Open all" }).click();
    const test = "test_lookup_after_the_time_to_live_reads_the_repository_again";
    const line = read(CLASS).split("\n").findIndex((each) => each.includes(`def ${test}(`)) + 1;
    await map.locator("a", { hasText: test }).first().click();
    await does.shown(`.tab.active[data-resource-name="${CLASS.split("/").at(-1)}"]`).waitFor();
    await does.at(`Ln ${line}, Col 1`);
    // It stands beside the map, which stays.
    assert.ok((await does.tabs()).includes(CLASS.split("/").at(-1)));
    await map.getByText("of scenarios covered").first().waitFor();
  });

  await step("the page of reasons speaks of the file", async () => {
    await does.command("Seamwright: Why?");
    await does.frame("It is an integration test, and rules examine it.");
  });

  // In the older version there is no terminal without a module that would have to be compiled.
  if (editor === "year-old") return;
  await step("the seam's tests run", async () => {
    await does.open(PLAN);
    await does.goTo(10, 1);
    await does.command("Seamwright: Run This Seam's Tests");
    // A terminal is a picture; what pytest remembers of its run is not.
    const failed = await does.eventually("what pytest remembers", () => read(".pytest_cache/v/cache/lastfailed"));
    assert.equal(Object.keys(JSON.parse(failed)).length, 3);
  });
}

/** Runs in the page of the map: whatever a plan could smuggle in tries to load or to run. */
async function tryToBreakOut(body, url) {
  const report = {};
  const loaded = (element) =>
    new Promise((resolve) => {
      element.onload = () => resolve("loaded");
      element.onerror = () => resolve("refused");
      body.append(element);
    });
  report.image = await loaded(Object.assign(new Image(), { src: `${url}/pixel.png` }));
  report.fetched = await fetch(`${url}/data`, { mode: "no-cors" }).then(() => "loaded", () => "refused");
  const inline = document.createElement("script");
  inline.textContent = "document.body.dataset.inline = 'ran'";
  body.append(inline);
  report.inline = body.dataset.inline ?? "refused";
  report.remote = await loaded(Object.assign(document.createElement("script"), { src: `${url}/script.js` }));
  const button = document.createElement("button");
  button.setAttribute("onclick", "document.body.dataset.handler = 'ran'");
  body.append(button);
  button.click();
  report.handler = body.dataset.handler ?? "refused";
  return report;
}

/** A server that hears of everything that is asked of it. It would let everybody in. */
function listener() {
  const asked = [];
  return new Promise((resolve) => {
    const server = createServer((request, response) => {
      asked.push(request.url);
      response.writeHead(200, { "Access-Control-Allow-Origin": "*" }).end();
    });
    server.unref().listen(0, "127.0.0.1", () => resolve({ url: `http://127.0.0.1:${server.address().port}`, asked }));
  });
}
