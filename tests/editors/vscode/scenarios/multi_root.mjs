// Two folders in one window, each with a plan, an environment and plugins of its own.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { HERE } from "../paths.mjs";

const plan = (title, seam) => `# ${title}

### 1. SEAM: ${seam}

**HIGH PRIORITY**

**COMPONENTS:** Desk → Ledger

**TEST SCENARIOS:**
- ${seam} is booked once
`;
const test = (name, seam, fixture) => `class Test${name}:
    """
    Integration tests for ${name}.

    Plan: TEST_PLAN.md#${seam}
    """

    def test_it_is_booked_once(self, ${fixture}):
        """It is booked once."""
        assert ${fixture} == 1
`;
const plugin = (name) => `import pytest\n\n\n@pytest.fixture\ndef ${name}_till():\n    return 1\n`;

/** An environment without an interpreter, with pytest and a plugin: it is read and never run. */
const environment = (root, name, packages = `${root}/lib/python3.12/site-packages`) => ({
  [`${root}/pyvenv.cfg`]: "version = 3.12.1\n",
  [`${packages}/${name}_plugin.py`]: plugin(name),
  [`${packages}/${name}-1.0.dist-info/entry_points.txt`]: `[pytest11]\n${name} = ${name}_plugin\n`,
  [`${packages}/pytest-9.0.0.dist-info/METADATA`]: "Metadata-Version: 2.1\nName: pytest\nVersion: 9.0.0\n",
  [`${packages}/pytest/__init__.py`]: "",
  [`${packages}/_pytest/__init__.py`]: "",
});
const folderOf = (name, seam) => ({
  [`${name}/pyproject.toml`]: "[tool.seamwright]\n",
  [`${name}/tests/integration/TEST_PLAN.md`]: plan(`Plan of the ${name}`, `Refund at the ${name}`),
  // Each asks for the fixtures of both environments, and only one of them is there.
  [`${name}/tests/integration/test_own.py`]: test("Own", seam, `${name}_till`),
  [`${name}/tests/integration/test_foreign.py`]: test("Foreign", seam, name === "shop" ? "depot_till" : "shop_till"),
});

export const title = "two folders in one window";
export const editors = ["current"];
export const options = ({ extension }) => ({
  project: {
    ...folderOf("shop", "refund-at-the-shop"),
    ...folderOf("depot", "refund-at-the-depot"),
    ...environment("envs/shop", "shop"),
    ...environment("envs/depot", "depot"),
    "both.code-workspace": JSON.stringify({ folders: [{ path: "shop" }, { path: "depot" }] }),
  },
  workspace: "both.code-workspace",
  extensions: [join(HERE, "python.vsix"), extension],
  // The environments' extension would make a project of each folder.
  settings: { "python.standIn.projects": true, "seamwright.diagnostics.template": false, "testing.automaticallyOpenTestResults": "neverOpen" },
  prepare: (folder) => {
    for (const name of ["shop", "depot"]) {
      // The interpreter that was chosen for this folder in the Python extension.
      const settings = { "python.standIn.interpreter": join(folder, "envs", name, "bin/python") };
      mkdirSync(join(folder, name, ".vscode"));
      writeFileSync(join(folder, name, ".vscode/settings.json"), JSON.stringify(settings));
    }
  },
});

export async function run({ page, folder, read }, does, step) {
  await step("each plan has its lenses", async () => {
    for (const name of ["shop", "depot"]) {
      await does.open("TEST_PLAN.md", name);
      await does.ready();
      await page.getByText(`Refund at the ${name}`).first().waitFor();
      await does.shown(".codelens-decoration", "1/1 scenario · P0").waitFor();
      await does.command("View: Close Editor");
    }
  });

  await step("each folder has the fixtures of its own environment", async () => {
    await does.command("Problems: Focus on Problems View");
    const rows = page.locator(".markers-panel .monaco-list-row", { hasText: "SW303" });
    await does.eventually("two findings", async () => (await rows.count()) === 2);
    const found = (await rows.allInnerTexts()).map((each) => /(shop|depot)_till/.exec(each)[0]).toSorted();
    assert.deepEqual(found, ["depot_till", "shop_till"]);
    const files = await page.locator(".markers-panel .monaco-list-row", { hasText: "test_foreign.py" }).count();
    assert.equal(files, 2);
  });

  await step("the map is about the folder of the active file", async () => {
    await does.open("TEST_PLAN.md", "depot");
    await does.command("Seamwright: Show Status Map");
    const map = await does.frame("of scenarios covered");
    await map.locator("details.seam", { hasText: "Refund at the depot" }).waitFor();
    assert.equal(await map.locator("details.seam").count(), 1);
    await does.command("View: Close All Editors");
  });

  await step("of several plans one is chosen", async () => {
    await does.command("Seamwright: Implement All P0 Seams", "Plan of the depot");
    await does.choose("Plan of the depot");
    await does.shown('.tab.active[data-resource-name="test_refund_at_the_depot.py"]').waitFor();
    await does.selected(/^TODO: critical paths/);
    await page.keyboard.press("Escape");
    await does.save();
    assert.match(read("depot/tests/integration/test_refund_at_the_depot.py"), /class TestRefundAtTheDepot:/);
  });

  await step("the tests of the second folder run under its root", async () => {
    await does.command("Seamwright: Run This Seam's Tests");
    const runs = await does.eventually("what was run", () => read("shop/runs.json"));
    const nodes = ["test_foreign.py::TestForeign", "test_own.py::TestOwn", "test_refund_at_the_depot.py::TestRefundAtTheDepot"];
    const depot = join(folder, "depot");
    const expected = nodes.map((each) => `file://${depot}@@vsc@@${join(depot, "tests/integration", each)}`);
    assert.deepEqual(JSON.parse(runs).map((each) => each.toSorted()), [expected]);
  });
}
