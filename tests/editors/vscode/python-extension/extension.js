// The real extension comes from no registry that tests may use. This one has its interface as far as Seamwright asks for
// it: the chosen interpreter, word of another choice, and a test runner. What it runs it writes to `ran.txt`.
const fs = require("node:fs");
const path = require("node:path");
const vscode = require("vscode");

exports.activate = (context) => {
  const controller = vscode.tests.createTestController("python-tests", "Python Tests");
  context.subscriptions.push(controller);
  controller.createRunProfile("Run", vscode.TestRunProfileKind.Run, (request) => {
    const [folder] = vscode.workspace.workspaceFolders;
    const run = controller.createTestRun(request);
    const ids = (request.include ?? []).map((each) => each.id);
    fs.writeFileSync(path.join(folder.uri.fsPath, "ran.txt"), ids.join("\n"));
    run.end();
  }, true);
  const list = (document) => {
    if (!/^test_.*\.py$/.test(path.basename(document.fileName))) return;
    const file = controller.createTestItem(document.fileName, path.basename(document.fileName), document.uri);
    for (let line = 0; line < document.lineCount; line++) {
      const match = /^class (\w+)/.exec(document.lineAt(line).text);
      if (match === null) continue;
      const item = controller.createTestItem(`${document.fileName}::${match[1]}`, match[1], document.uri);
      item.range = new vscode.Range(line, 0, document.lineCount - 1, 0);
      file.children.add(item);
    }
    controller.items.add(file);
  };
  vscode.workspace.textDocuments.forEach(list);
  context.subscriptions.push(vscode.workspace.onDidOpenTextDocument(list));

  const changed = new vscode.EventEmitter();
  let other;
  const chosen = () => other ?? vscode.workspace.getConfiguration("python").get("standIn.interpreter") ?? "python";
  context.subscriptions.push(
    vscode.commands.registerCommand("standIn.choose", () => {
      other = "/nowhere/python";
      changed.fire({ path: other });
    }),
  );
  return {
    ready: Promise.resolve(),
    environments: {
      getActiveEnvironmentPath: () => ({ id: chosen(), path: chosen() }),
      resolveEnvironment: async ({ path: file }) => ({ executable: { uri: vscode.Uri.file(file) } }),
      onDidChangeActiveEnvironmentPath: changed.event,
    },
  };
};
