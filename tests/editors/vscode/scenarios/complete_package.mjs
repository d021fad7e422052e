// The package for one platform brings the server along. There is nothing on the path and no network.
import { EXAMPLE } from "../paths.mjs";

export const title = "the package with everything in it";
export const editors = ["current"];
export const options = ({ complete }) => ({
  project: EXAMPLE,
  extensions: [complete],
  onPath: false,
  // Whatever asks for something outside gets no answer.
  env: { PIP_NO_INDEX: "1", http_proxy: "http://127.0.0.1:9", https_proxy: "http://127.0.0.1:9", no_proxy: "127.0.0.1,localhost" },
});

export async function run(_, does, step) {
  await step("the bundled server runs", async () => {
    await does.open("tests/integration/TEST_PLAN.md");
    await does.ready();
    await does.shown(".codelens-decoration", "Implement · 0/3 scenarios · P0").waitFor();
  });

  await step("the page of reasons says so", async () => {
    await does.command("Seamwright: Why?");
    await does.frame("from the bundled server");
  });
}
