// The Python extension is there: its interpreter has the server, and its runner runs the tests.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { EXAMPLE, HERE, python } from "../paths.mjs";

const PLAN = "tests/integration/TEST_PLAN.md";
const FIRST = "tests/integration/test_repeated_lookup_through_the_cache.py::TestRepeatedLookupThroughTheCache";
const NIGHT = "tests/integration/night/test_lookups.py::TestRepeatedLookupThroughTheCacheAtNight";
const SECOND = "tests/integration/test_carrier_scan_reaches_the_next_lookup.py::TestCarrierScanReachesTheNextLookup";
const UNLISTED = "tests/integration/test_repository_outage_behind_a_warm_cache.py";
// Another class whose name begins like the first one's, and a test of that file which belongs to no seam.
const MORE = `import pytest


class TestRepeatedLookupThroughTheCacheAtNight:
    """
    Integration tests for the cache at night.

    Plan: ../TEST_PLAN.md#repeated-lookup-through-the-cache
    """

    @pytest.mark.parametrize("hour", [0, 3])
    def test_lookup_after_the_time_to_live_reads_again(self, api, hour):
        assert api is not None


class TestRepeatedLookupThroughTheCacheAtNightOnly:
    """Integration tests for something else."""

    def test_nothing(self):
        assert True
`;

export const title = "beside the Python extension";
export const editors = ["current", "year-old"];
export const options = ({ extension }) => ({
  project: EXAMPLE,
  extensions: [join(HERE, "python.vsix"), extension],
  onPath: false,
  // The panel of results would cover half of the plan.
  settings: {
    "python.standIn.interpreter": python(),
    "python.standIn.unlisted": UNLISTED.split("/").at(-1),
    "testing.automaticallyOpenTestResults": "neverOpen",
  },
  prepare: (folder) => {
    const generate = ["-m", "seamwright", "generate", join(folder, PLAN), "--seam", "1", "--seam", "3"];
    execFileSync(python(), generate, { stdio: "ignore" });
    mkdirSync(join(folder, "tests/integration/night"));
    writeFileSync(join(folder, "tests/integration/night/test_lookups.py"), MORE);
  },
});

export async function run({ page, folder, read }, does, step) {
  const runs = () => JSON.parse(read("runs.json") ?? "[]").map((ids) => ids.toSorted());
  const both = [FIRST, NIGHT].map((each) => join(folder, each)).toSorted();

  await step("the server of the chosen interpreter runs", async () => {
    await does.open(PLAN);
    await does.ready();
    await does.shown(".codelens-decoration", "1/3 scenarios · P0").waitFor();
  });

  await step("all classes of a seam are given to its runner at once, and nothing else moves", async () => {
    await does.goTo(10, 1);
    await does.command("Seamwright: Run This Seam's Tests");
    // The tests had not been looked for yet; of those that begin with the same name only the right ones are taken.
    await does.eventually("what was run", () => runs().length > 0);
    assert.deepEqual(runs(), [both]);
    await does.at("Ln 10, Col 1");
    assert.deepEqual(await does.tabs(), ["TEST_PLAN.md"]);
  });

  await step("from a test it is the same seam", async () => {
    await does.open(NIGHT.split("::")[0]);
    await does.goTo(13, 5);
    await does.command("Seamwright: Run This Seam's Tests");
    await does.eventually("the second run", () => runs().length > 1);
    assert.deepEqual(runs(), [both, both]);
    await does.at("Ln 13, Col 5");
  });

  await step("a class that was just made is waited for", async () => {
    await does.open(PLAN);
    await does.shown(".codelens-decoration a", "Implement · 0/2 scenarios · P0").click();
    await does.shown(`.tab.active[data-resource-name="${SECOND.split("::")[0].split("/").at(-1)}"]`).waitFor();
    await does.selected(/^pytest\.fail\(/);
    await page.keyboard.press("Escape");
    // It is not even saved.
    await does.command("Seamwright: Run This Seam's Tests");
    await does.eventually("the third run", () => runs().length > 2);
    assert.deepEqual(runs().at(-1), [join(folder, SECOND)]);
  });

  await step("a place without a seam is a reason and no run", async () => {
    await does.open("tests/conftest.py");
    await does.command("Seamwright: Run This Seam's Tests");
    await does.notified("the test at the cursor stands for no seam of a plan");
    assert.equal(runs().length, 3);
  });

  await step("tests that it does not list are a reason, with another way to run them", async () => {
    await does.open(UNLISTED);
    await does.command("Seamwright: Run This Seam's Tests");
    const toast = await does.notified(`the Python extension does not list ${UNLISTED}::`);
    await toast.getByRole("button", { name: "Run in a Terminal" }).waitFor();
    assert.equal(runs().length, 3);
  });

  await step("another interpreter means another start", async () => {
    await does.command("Stand-In: Choose an Interpreter That Is Not There");
    await does.notified("Seamwright found no server");
    await page.locator('.statusbar-item[aria-label*="no server was found"]').waitFor();
  });
}
