"""Which files the client is asked to watch: those whose change on disk can change an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types as t

if TYPE_CHECKING:
    from seamwright.lsp.server import Server

PATTERNS = (
    "**/*.py",
    "**/pyproject.toml",
    "**/pytest.ini",
    "**/.pytest.ini",
    "**/pytest.toml",
    "**/tox.ini",
    "**/setup.cfg",
    "**/entry_points.txt",
    "**/pyvenv.cfg",
    "**/*.md",
    "**/*.markdown",
    "**/*.yaml",
    "**/*.yml",
)
"""Globs of the protocol, relative to the open folders."""


def register(server: Server) -> None:
    """Ask a client that can to watch files for us. Without, files are looked at whenever they are needed."""
    if not server.client.watches_files:
        return
    watchers = [t.FileSystemWatcher(glob_pattern=pattern) for pattern in PATTERNS]
    registration = t.Registration(
        id="seamwright-files",
        method=t.WORKSPACE_DID_CHANGE_WATCHED_FILES,
        register_options=t.DidChangeWatchedFilesRegistrationOptions(watchers=watchers),
    )
    server.protocol.ask(t.CLIENT_REGISTER_CAPABILITY, t.RegistrationParams(registrations=[registration]))
