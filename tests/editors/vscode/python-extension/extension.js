// The real extension comes from no registry that tests may use. This one has its interface as far as Seamwright asks for
// it: the chosen interpreter of a folder, word of another choice, and a controller of tests with the same ids and the
// same shape of tree, empty until somebody wants the tests. What it runs, it writes to `runs.json`, one list for each run.
const fs = require("node:fs");
const path = require("node:path");
const vscode = require("vscode");

/** What stands before each id where the environments' extension divides a workspace into projects. */
const PROJECT = "@@vsc@@";

exports.activate = (context) => {
  const setting = (name, resource) => vscode.workspace.getConfiguration("python.standIn", resource).get(name);
  const controller = vscode.tests.createTestController("python-tests", "Python Tests");
  context.subscriptions.push(controller);
  let isRunning = false;
  controller.createRunProfile("Run Tests", vscode.TestRunProfileKind.Run, async (request) => {
    if (isRunning) return controller.createTestRun(request).end(); // As in the real one: dropped, and nothing is said.
    isRunning = true;
    const run = controller.createTestRun(request);
    const ids = (request.include ?? []).map((each) => each.id);
    for (const item of request.include ?? []) for (const leaf of leaves(item)) run.skipped(leaf);
    const file = path.join(vscode.workspace.workspaceFolders[0].uri.fsPath, "runs.json");
    const before = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf-8")) : [];
    fs.writeFileSync(file, JSON.stringify([...before, ids]));
    // The real one waits for the pipe of its results after the last test, five seconds as a rule.
    await new Promise((resolve) => setTimeout(resolve, 4000));
    run.end();
    isRunning = false;
  }, true);

  const discover = async () => {
    // Asking pytest takes a while.
    await new Promise((resolve) => setTimeout(resolve, 500));
    controller.items.replace((vscode.workspace.workspaceFolders ?? []).map((each) => tree(controller, each, setting)));
  };
  controller.resolveHandler = (item) => (item === undefined ? discover() : undefined);
  controller.refreshHandler = async () => {
    controller.items.forEach((item) => item.children.replace([]));
    await discover();
  };

  const changed = new vscode.EventEmitter();
  let other;
  const chosen = (resource) => other ?? setting("interpreter", resource) ?? "python";
  context.subscriptions.push(
    vscode.commands.registerCommand("standIn.choose", () => {
      other = "/nowhere/python";
      changed.fire({ path: other });
    }),
  );
  return {
    ready: Promise.resolve(),
    environments: {
      getActiveEnvironmentPath: (resource) => ({ id: chosen(resource), path: chosen(resource) }),
      resolveEnvironment: async ({ path: file }) => ({ executable: { uri: vscode.Uri.file(file) } }),
      onDidChangeActiveEnvironmentPath: changed.event,
    },
  };
};

/** A folder with what pytest would collect in it: folders, files, classes, tests, and what a test is parametrized into. */
function tree(controller, folder, setting) {
  const prefix = setting("projects", folder.uri) ? `${folder.uri.toString()}${PROJECT}` : "";
  const item = (id, label, file) => controller.createTestItem(`${prefix}${id}`, label, vscode.Uri.file(file));
  const root = item(folder.uri.fsPath, folder.name, folder.uri.fsPath);
  const hidden = setting("unlisted", folder.uri);
  const fill = (parent, place) => {
    for (const each of fs.readdirSync(place, { withFileTypes: true })) {
      const file = path.join(place, each.name);
      const isTest = /^test_.*\.py$/.test(each.name) && each.name !== hidden;
      if (each.name.startsWith(".") || !(each.isDirectory() || isTest)) continue;
      const child = item(file, each.name, file);
      if (each.isDirectory()) fill(child, file);
      else read(child, file, item);
      if (child.children.size > 0) parent.children.add(child);
    }
  };
  fill(root, folder.uri.fsPath);
  return root;
}

function read(parent, file, item) {
  const around = [{ item: parent, indent: -1, names: [] }];
  let cases = [];
  fs.readFileSync(file, "utf-8").split(/\r?\n/).forEach((line, number) => {
    const parametrize = /^\s*@pytest\.mark\.parametrize\("\w+", \[(.*)\]\)/.exec(line);
    if (parametrize !== null) cases = parametrize[1].split(",").map((each) => each.trim());
    const match = /^(\s*)(class (Test\w*)|(?:async )?def (test_\w+))/.exec(line);
    if (match === null) return;
    while (around.at(-1).indent >= match[1].length) around.pop();
    const names = [...around.at(-1).names, match[3] ?? match[4]];
    const made = item(`${file}::${names.join("::")}`, names.at(-1), file);
    around.at(-1).item.children.add(made);
    if (cases.length === 0) made.range = new vscode.Range(number, 0, number + 1, 0);
    for (const each of match[4] ? cases : []) made.children.add(item(`${file}::${names.join("::")}[${each}]`, `[${each}]`, file));
    if (match[4]) cases = [];
    else around.push({ item: made, indent: match[1].length, names });
  });
}

function leaves(item) {
  const found = [];
  item.children.forEach((child) => found.push(...leaves(child)));
  return found.length > 0 ? found : [item];
}
