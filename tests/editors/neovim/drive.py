"""Neovim with the shipped configuration, by its own keys and functions."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.editors.harness import (
    CLASS,
    GENERATED,
    HEADING,
    LEAK,
    MODULE,
    PLAN,
    PREFIXES,
    ROOT,
    Failed,
    Workshop,
    expect,
    expect_fixed,
    expect_generated,
    wait,
    workshop,
)

# Tree-sitter's parsers for Markdown are not in the prefix; the mappings are those that people make.
INIT = """
vim.cmd("filetype plugin indent off")
vim.cmd("filetype on")
vim.cmd("syntax off")
vim.o.hidden = true
vim.o.autoindent = false
vim.o.completeopt = "menuone,noselect"
vim.g.offered = {}
-- The menu of code actions: takes the one that is wanted, and remembers what stood there.
vim.ui.select = function(items, options, choose)
  local titles = {}
  for index, item in ipairs(items) do
    titles[index] = options.format_item and options.format_item(item) or tostring(item)
  end
  vim.g.offered = titles
  for index, title in ipairs(titles) do
    if vim.g.wanted and title:find(vim.g.wanted, 1, true) then
      return choose(items[index], index)
    end
  end
end
vim.cmd("nnoremap gd <cmd>lua vim.lsp.buf.definition()<cr>")
vim.cmd("nnoremap ga <cmd>lua vim.lsp.buf.code_action()<cr>")
"""
ATTACHED = """(function()
  local get = vim.lsp.get_clients or vim.lsp.get_active_clients
  for _, client in pairs(get()) do
    if client.name == "seamwright" and vim.lsp.buf_is_attached(0, client.id) then return client.initialized end
  end
end)()"""
DIAGNOSTICS = """(function()
  local found = {}
  for index, each in ipairs(vim.diagnostic.get(0)) do
    local code = each.code or each.user_data and each.user_data.lsp and each.user_data.lsp.code
    found[index] = {code or "", each.lnum, each.message}
  end
  return found
end)()"""


class Neovim:
    """One editor that runs by itself and is talked to through its socket."""

    def __init__(self, program: list[str], shop: Workshop, variables: dict[str, str]) -> None:
        self.program, self.shop = program, shop
        self.environment = {**shop.environment, **variables}
        self.socket = shop.home / "socket"
        config = shop.home / "config" / "nvim"
        (config / "plugin").mkdir(parents=True)
        (config / "init.lua").write_text(INIT, encoding="utf-8")
        shutil.copy(ROOT / "client-config" / "neovim" / "seamwright.lua", config / "plugin")
        self.process = subprocess.Popen(
            [*program, "--headless", "-n", "-i", "NONE", "--listen", str(self.socket)],
            cwd=shop.project,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait("the editor", self.socket.exists)

    def lua(self, expression: str) -> Any:
        """The value of an expression."""
        program = " ".join(line.strip() for line in expression.splitlines())
        # One line, as it stands in a string of an expression.
        quoted = f"return vim.json.encode({program} or false)".replace("'", "''")
        done = self._remote("--remote-expr", f"luaeval('(function() {quoted} end)()')")
        return json.loads(done) if done.strip() else None

    def keys(self, keys: str) -> None:
        """Press keys."""
        self._remote("--remote-send", keys)

    def open(self, name: str) -> None:
        """Edit a file of the project, and wait for the server."""
        self.keys(f"<Esc>:edit {name}<CR>")
        wait(f"{name} in the editor", lambda: self.here()[0] == name)
        wait(f"the server for {name}", lambda: self.lua(ATTACHED))

    def here(self) -> tuple[str, int]:
        """The file and the 1-based line of the cursor."""
        path, line = self.lua("{vim.api.nvim_buf_get_name(0), vim.api.nvim_win_get_cursor(0)[1]}")
        project = f"{self.shop.project}/"
        return path.removeprefix(project), line

    def diagnostic(self, code: str) -> int:
        """The 1-based line of a diagnostic."""

        def ask() -> int | None:
            return next((line + 1 for found, line, _ in self.lua(DIAGNOSTICS) if found == code), None)

        try:
            return wait(f"diagnostic {code}", ask)
        except Failed as failure:
            raise Failed(f"{failure}; there is {self.lua(DIAGNOSTICS)}") from None

    def act(self, wanted: str) -> None:
        """Choose a code action at the cursor."""
        self.lua(f"(function() vim.g.wanted = {json.dumps(wanted)} vim.g.offered = {{}} end)()")
        self.keys("ga")
        try:
            wait("the menu of actions", lambda: self.lua("vim.g.offered"))
        finally:
            offered = self.lua("vim.g.offered")
        expect(f"action {wanted!r} is offered", any(wanted in each for each in offered or []))

    def close(self) -> None:
        """End the editor; the server must end with it."""
        self.keys("<Esc>:qall!<CR>")
        try:
            status = self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise Failed("the editor does not end") from None
        expect("the editor ends", status == 0)

    def _remote(self, option: str, argument: str) -> str:
        done = subprocess.run(
            [*self.program, "--server", str(self.socket), option, argument],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            stdin=subprocess.DEVNULL,
        )
        return done.stdout or done.stderr


def drive(program: list[str], variables: dict[str, str]) -> None:
    """The whole way, from a plan to a fixed test."""
    with workshop() as shop:
        editor = Neovim(program, shop, variables)
        version = editor.lua("{vim.version().major, vim.version().minor, vim.version().patch}")
        print(f"Neovim {'.'.join(map(str, version))}", flush=True)
        try:
            plan(editor, shop)
            tests(editor, shop)
            editor.close()
        finally:
            if editor.process.poll() is None:
                editor.process.terminate()
                editor.process.wait(10)


def plan(editor: Neovim, shop: Workshop) -> None:
    """On a plan: a diagnostic, a label completed, a seam implemented, and the way to its class and back."""
    editor.open(PLAN)
    expect("the plan's wrong fixture is reported", editor.diagnostic("SW409") == shop.line(PLAN, "**FIXTURES:**"))
    # A fixture's name, completed where a person mends it.
    editor.keys("/repositry<CR>ciwrepo<C-x><C-o>")
    words = wait(
        "the popup menu", lambda: editor.lua("vim.fn.pumvisible() == 1 and vim.fn.complete_info({'items'}).items")
    )
    expect("the fixture is completed in the plan", "repository" in [each["word"] for each in words])
    editor.keys("<C-n><C-y><Esc>")
    wait("the fixture in the plan", lambda: "`repository`, `clock`" in editor.lua("vim.api.nvim_get_current_line()"))
    editor.keys(":write<CR>")

    editor.keys("gg/SEAM: Repeated<CR>")
    editor.act("Implement seam 1")
    wait("the file in the editor", lambda: editor.lua(f"vim.fn.bufnr('{Path(GENERATED).name}') > 0"))
    editor.keys("<Esc>:wall<CR>")
    wait("the file on disk", shop.path(GENERATED).is_file)
    wait("the file's text", lambda: "pytest.fail" in shop.path(GENERATED).read_text(encoding="utf-8"))
    expect_generated(shop)

    editor.open(PLAN)
    editor.keys("gg/SEAM: Repeated<CR>")
    there = GENERATED, shop.line(GENERATED, f"class {CLASS}")

    def at_class() -> bool:
        editor.keys("gd")
        return editor.here() == there

    wait("the class of the seam", at_class)
    expect("definition leads from the seam to its class", True)
    editor.open(GENERATED)
    editor.keys(f"gg/class {CLASS}<CR>w")
    editor.keys("gd")
    wait("the seam of the class", lambda: editor.here() == (PLAN, shop.line(PLAN, HEADING)))
    expect("definition leads from the class to its seam", True)


def tests(editor: Neovim, shop: Workshop) -> None:
    """On a test module: a diagnostic and its fix, and fixtures in a signature that is being typed."""
    editor.open(MODULE)
    expect("the leak is reported", editor.diagnostic("SW205") == shop.line(MODULE, LEAK))
    editor.keys("gg/os.environ<CR>")
    editor.act("monkeypatch")
    wait("the fix", lambda: editor.lua("vim.fn.search('monkeypatch.setenv', 'nw') > 0"))
    editor.keys(":write<CR>")
    wait("the file on disk", lambda: "setenv" in shop.path(MODULE).read_text(encoding="utf-8"))
    expect_fixed(shop)

    editor.keys("Go<CR>    def test_repository_is_read_once(self, rep<C-x><C-o>")
    words = wait(
        "the popup menu", lambda: editor.lua("vim.fn.pumvisible() == 1 and vim.fn.complete_info({'items'}).items")
    )
    expect("the fixture is completed in a signature", "repository" in [each["word"] for each in words])
    editor.keys("<C-n><C-y>):<CR>pass<Esc>")
    wait("the fixture in the signature", lambda: editor.lua("vim.fn.search('(self, repository):', 'nw') > 0"))
    editor.keys("<Esc>k$F(")
    editor.keys("/repository):<CR>gd")
    wait(
        "the fixture's definition",
        lambda: editor.here() == ("tests/conftest.py", shop.line("tests/conftest.py", "def repository")),
    )
    expect("definition leads to the fixture", True)


def programs() -> list[tuple[list[str], dict[str, str]]]:
    """The system's Neovim, and the newer one if it is installed."""
    found: list[tuple[list[str], dict[str, str]]] = []
    if (system := shutil.which("nvim")) is not None:
        found.append(([system], {}))
    prefix = PREFIXES / "neovim" / "usr"
    if (prefix / "bin" / "nvim").exists():
        loader = next(prefix.glob("lib/*/ld-linux-*.so.*"))
        found.append(
            (
                [str(loader), "--library-path", str(loader.parent), str(prefix / "bin" / "nvim")],
                {"VIMRUNTIME": str(prefix / "share" / "nvim" / "runtime")},
            )
        )
    return found


if __name__ == "__main__":
    everywhere = programs()
    if not everywhere:
        sys.exit("no Neovim is installed")
    for each in everywhere:
        drive(*each)
