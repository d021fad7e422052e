"""Emacs in batch with the shipped configuration, by eglot and by lsp-mode."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tests.editors.harness import (
    CLASS,
    GENERATED,
    HEADING,
    MODULE,
    PLAN,
    ROOT,
    Failed,
    expect_fixed,
    expect_generated,
    workshop,
)


def drive(program: str, client: str) -> None:
    """The whole way with one client."""
    with workshop() as shop:
        environment = {
            **shop.environment,
            "CLIENT": client,
            "CHECKOUT": str(ROOT),
            "PROJECT": str(shop.project),
            "PLAN": PLAN,
            "MODULE": MODULE,
            "GENERATED": GENERATED,
            "CLASS": CLASS,
            "HEADING": HEADING,
        }
        # lsp-mode and eglot take the version-controlled folder for the root.
        subprocess.run(["git", "init", "-q"], cwd=shop.project, env=environment, check=True)
        script = Path(__file__).with_name("check.el")
        command = [program, "--batch", "-Q", "-l", str(script)]
        done = subprocess.run(
            command,
            cwd=shop.project,
            env=environment,
            capture_output=True,
            timeout=150,
            text=True,
        )
        print(done.stdout, end="", flush=True)
        if done.returncode != 0:
            raise Failed(f"Emacs ended with {done.returncode}: {done.stderr[-2000:]}")
        expect_generated(shop)
        expect_fixed(shop)


def programs() -> list[tuple[str, str]]:
    """The system's Emacs with each client that it has."""
    program = shutil.which("emacs")
    return [(program, client) for client in ("eglot", "lsp")] if program is not None else []


if __name__ == "__main__":
    everywhere = programs()
    if not everywhere:
        sys.exit("no Emacs is installed")
    for each in everywhere:
        drive(*each)
