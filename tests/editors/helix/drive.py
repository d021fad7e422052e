"""Helix in a terminal with the shipped configuration, by keys and screen."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable

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

CONFIG = """
[editor]
end-of-line-diagnostics = "hint"
completion-timeout = 5
true-color = true
auto-pairs = false

[editor.statusline]
left = ["mode", "file-name", "file-modification-indicator"]
right = ["position"]
"""

_MOMENT = 0.15
"""Seconds between keys that must not be taken for one."""


class Helix:
    """One editor in a terminal of its own."""

    def __init__(self, program: list[str], shop: Workshop, variables: dict[str, str]) -> None:
        self.program, self.shop = program, shop
        self.environment = {**shop.environment, **variables, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        self.tmux = ["tmux", "-L", f"seamwright-{os.getpid()}", "-f", "/dev/null"]
        config = shop.home / "config" / "helix"
        config.mkdir(parents=True)
        (config / "config.toml").write_text(CONFIG, encoding="utf-8")
        shutil.copy(ROOT / "client-config" / "helix" / "languages.toml", config)

    def start(self) -> None:
        """Open the editor without a file."""
        command = ["new-session", "-d", "-s", "editor", "-x", "160", "-y", "40", "-c", str(self.shop.project)]
        self._tmux(*command, *self.program, "-v")
        wait("the editor", lambda: "NOR" in self.screen())

    def screen(self) -> str:
        """What the terminal shows."""
        return self._tmux("capture-pane", "-p", "-t", "editor")

    def keys(self, *keys: str) -> None:
        """Press keys by their names in tmux."""
        self._tmux("send-keys", "-t", "editor", *keys)

    def text(self, text: str) -> None:
        """Type ``text``."""
        self._tmux("send-keys", "-t", "editor", "-l", text)

    def command(self, line: str) -> None:
        """Run a command of the editor."""
        self._prompt(":", line)

    def find(self, text: str) -> None:
        """Select the first place of ``text`` from the top."""
        self.escape()
        self.text("gg")
        self._prompt("/", text)

    def escape(self) -> None:
        """Back to normal mode; what follows at once would count as pressed with Alt."""
        self.keys("Escape")
        time.sleep(_MOMENT)

    def _prompt(self, mark: str, text: str) -> None:
        """Type ``text`` behind ``mark`` in the last line."""

        def is_shown() -> bool:
            last = self.screen().rstrip().splitlines()[-1]
            return last.startswith((":", "search:")) and text in last

        def type_it() -> bool:
            self.escape()
            self.text(mark)
            time.sleep(_MOMENT)
            self.text(text)
            return _soon(is_shown)

        wait(f"{mark}{text}", type_it)
        self.keys("Enter")
        wait(f"the end of {mark}{text}", lambda: not is_shown())
        time.sleep(_MOMENT)

    def see(self, text: str) -> str:
        """Wait for ``text`` on the screen."""
        try:
            return wait(f"{text!r} on the screen", lambda: screen if text in (screen := self.screen()) else None)
        except Failed:
            log = self.shop.home / "cache" / "helix" / "helix.log"
            print(self.screen(), log.read_text(encoding="utf-8") if log.exists() else "no log", flush=True)
            raise

    def complete(self, detail: str, expected: str) -> None:
        """Take the first item: seen by the ``detail`` beside it, it shows ``expected`` when it is selected."""

        def select() -> bool:
            self.keys("C-x")
            if not _soon(lambda: detail in self.screen()):
                return False
            self.keys("Tab")
            return _soon(lambda: expected in self.screen())

        try:
            wait(f"the completion {expected}", select)
        except Failed:
            self.see(expected)
        time.sleep(_MOMENT)
        self.keys("Enter")
        time.sleep(_MOMENT)

    def here(self) -> tuple[str, int]:
        """The file and line in the status line."""
        for line in reversed(self.screen().splitlines()):
            match = re.match(r"\s*(?:NOR|INS|SEL)\s+(\S+).*?\s(\d+):(\d+)\s*$", line)
            if match is not None:
                return match[1], int(match[2])
        return "", 0

    def choose(self, title: str) -> None:
        """Choose the code action whose title begins with ``title``."""

        def menu() -> bool:
            self.escape()
            self.text(" a")
            return _soon(lambda: title in self.screen())

        wait(f"action {title!r}", menu)
        expect(f"action {title!r} is offered", True)
        # The menu can be narrowed in no version, so go down to the entry that is wanted.
        lines = self.screen().splitlines()
        row = next(number for number, line in enumerate(lines) if title in line)
        column = lines[row].index(title)
        top = row
        while top and lines[top - 1][column - 1 : column + 1].strip() and self._is_menu(lines[top - 1], column):
            top -= 1
        # The first entry is chosen from the start.
        for _ in range(row - top):
            self.keys("Tab")
            time.sleep(_MOMENT)
        self.keys("Enter")

    @staticmethod
    def _is_menu(line: str, column: int) -> bool:
        return line[column : column + 1].isupper() and line[column - 1 : column] == " "

    def follow(self, file: str, line: int) -> None:
        """Go to the definition, which must be there."""
        self.text("gd")
        try:
            wait(f"{file}:{line}", lambda: self.here() == (file, line), 10)
        except Failed as failure:
            print(self.screen(), flush=True)
            raise Failed(f"{failure}; it is {self.here()}") from None

    def close(self) -> None:
        """End the editor."""
        self.escape()
        self.text(":quit-all!")
        self.keys("Enter")
        wait("the end of the editor", lambda: not self._alive())
        expect("the editor ends", True)

    def kill(self) -> None:
        """End the terminal."""
        subprocess.run([*self.tmux, "kill-server"], capture_output=True)

    def _alive(self) -> bool:
        return subprocess.run([*self.tmux, "has-session", "-t", "editor"], capture_output=True).returncode == 0

    def _tmux(self, *arguments: str) -> str:
        done = subprocess.run([*self.tmux, *arguments], env=self.environment, capture_output=True, text=True)
        if done.returncode != 0:
            raise Failed(f"tmux {arguments[0]}: {done.stderr.strip()}")
        return done.stdout


def drive(program: list[str], variables: dict[str, str]) -> None:
    """The whole way, from a plan to a fixed test."""
    version = subprocess.run([*program, "--version"], capture_output=True, text=True, check=True).stdout.split()
    print(f"Helix {version[1]}", flush=True)
    with workshop() as shop:
        editor = Helix(program, shop, variables)
        try:
            editor.start()
            plan(editor, shop)
            tests(editor, shop)
            editor.close()
        finally:
            editor.kill()


def plan(editor: Helix, shop: Workshop) -> None:
    """On a plan."""
    editor.command(f"open {PLAN}")
    editor.see("There is no fixture repositry")
    expect("the plan's wrong fixture is reported", True)
    editor.find("repositry")
    editor.text("crepo")
    editor.complete("variable", "`repository`, `clock`")
    expect("the fixture is completed in the plan", True)
    editor.escape()
    editor.command("write")

    editor.find("SEAM: Repeated")
    editor.choose("Implement seam 1")
    # Versions that can be led to a place show the new file at once; the others stay on the plan, which knows of it.
    wait("the new buffer", lambda: editor.here()[0] == GENERATED or "is a stub so far" in editor.screen())
    editor.command("write-all")
    wait(
        "the file's text", lambda: shop.path(GENERATED).is_file() and "pytest.fail" in shop.path(GENERATED).read_text()
    )
    expect_generated(shop)

    editor.command(f"open {PLAN}")
    editor.find("SEAM: Repeated")
    editor.follow(GENERATED, shop.line(GENERATED, f"class {CLASS}"))
    expect("definition leads from the seam to its class", True)
    editor.find(f"{CLASS}")
    editor.follow(PLAN, shop.line(PLAN, HEADING))
    expect("definition leads from the class to its seam", True)


def tests(editor: Helix, shop: Workshop) -> None:
    """On a test module."""
    editor.command(f"open {MODULE}")
    editor.see("outlives the test")
    expect("the leak is reported", True)
    editor.find(LEAK[:12])
    # Helix sends the diagnostics under the selection, and this selects one.
    editor.text("]d")
    editor.choose("Use monkeypatch")
    editor.see("monkeypatch.setenv")
    editor.command("write")
    wait("the file on disk", lambda: "setenv" in shop.path(MODULE).read_text(encoding="utf-8"))
    expect_fixed(shop)

    editor.escape()
    editor.text("geo")
    editor.keys("C-u")
    editor.text("    def test_repository_is_read_once(self, rep")
    editor.complete("variable", "(self, repository")
    expect("the fixture is completed in a signature", True)
    editor.text("): pass")
    editor.escape()
    editor.see("(self, repository): pass")
    editor.find("self, repository")
    editor.follow("tests/conftest.py", shop.line("tests/conftest.py", "def repository"))
    expect("definition leads to the fixture", True)


def _soon(ask: Callable[[], bool]) -> bool:
    """Whether ``ask`` comes true within moments."""
    until = time.monotonic() + 2
    while time.monotonic() < until:
        if ask():
            return True
        time.sleep(0.05)
    return False


def programs() -> list[tuple[list[str], dict[str, str]]]:
    """The system's Helix, else the one that is installed for these runs."""
    for name in ("hx", "helix"):
        if (system := shutil.which(name)) is not None:
            return [([system], {})]
    prefix = PREFIXES / "helix" / "usr"
    if not (prefix / "bin" / "hx").exists():
        return []
    loader = next(prefix.glob("lib/*/ld-linux-*.so.*"))
    program = [str(loader), "--library-path", str(loader.parent), str(prefix / "lib" / "hx" / "hx")]
    return [(program, {"HELIX_RUNTIME": str(prefix / "lib" / "hx" / "runtime")})]


if __name__ == "__main__":
    everywhere = programs()
    if not everywhere:
        sys.exit("no Helix is installed")
    for each in everywhere:
        drive(*each)
