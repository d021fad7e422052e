#!/bin/sh
# Tries the extension in real editors: installs them, makes the packages, runs the scenarios. Arguments go to run.mjs;
# with --screenshots the pictures of the documents are made instead.
#
# With EDITORS=optional a machine that cannot have the editors (no Node.js, no browser, no registry) is told so, and that
# is no failure. Whatever fails in an editor is one, always.
set -eu
cd "$(dirname "$0")"

missing() {
  echo "The tests in VS Code are left out: $1" >&2
  [ "${EDITORS:-}" = optional ] && exit 0
  exit 1
}

node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)' 2> /dev/null || missing "they need Node.js 20 or newer"
[ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] || missing "the editor comes for Linux on x86-64 only"
node install.mjs || missing "something could not be installed"

extension=../../../client-config/vscode
node "$extension/scripts/package.mjs" --target linux-x64 > /dev/null
node "$extension/scripts/package.mjs" > /dev/null
(cd python-extension && node "../$extension/node_modules/@vscode/vsce/vsce" package --out ../python.vsix \
  --no-dependencies --allow-missing-repository --skip-license > /dev/null)
node --test package.test.mjs
if [ "${1:-}" = --screenshots ]; then exec node screenshots.mjs; fi
exec node run.mjs "$@"
