"""The project on disk, as the core sees it through ``generate.model.Files``. Editors lay their open buffers over it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from seamwright.generate.model import FileChange, Options
from seamwright.workspace.config import FILE, Config, ConfigError, load
from seamwright.workspace.decoding import Decoded
from seamwright.workspace.disk import Unreadable, read_bytes, read_text
from seamwright.workspace.paths import inside, relative_to
from seamwright.workspace.toml import line_of
from seamwright.workspace.writing import write

if TYPE_CHECKING:
    from seamwright.contract import Contract
    from seamwright.workspace.contracts import ContractFile

PLAN_SUFFIXES = (".md", ".markdown", ".yaml", ".yml")


class Workspace:
    """One root. Implements ``Files``; all paths are relative to the root, with ``/``. Several threads may use it."""

    def __init__(self, root: Path) -> None:
        """``root`` as ``roots.find_root`` gives it."""
        self.root = root
        self._config: tuple[object, Config] | None = None
        self._contracts: dict[Path, tuple[object, Contract]] = {}

    @property
    def config(self) -> Config:
        """The configuration as it stands on disk now; read again only when its files have changed.

        Raises:
            ConfigError: it cannot be used.
        """
        stamp = tuple(_stamp(self.root / name) for name in (FILE, "ruff.toml", ".ruff.toml"))
        if self._config is None or self._config[0] != stamp:
            self._config = (stamp, load(self.root))
        return self._config[1]

    def options(self, path: str, *, trusted: bool) -> Options:
        """How a file at ``path`` is to be written: the settings, the formatter's line length there, the templates.

        Raises:
            ConfigError: the configuration or a team's template cannot be used.
        """
        # Imported here: reading a plan needs no templates.
        from seamwright.workspace.templates import with_templates

        return with_templates(self.config.options_for(path), self.config, trusted=trusted)

    def read(self, path: str) -> str | None:
        """Text of the file at ``path`` without byte order mark, line ends as they are; ``None`` where there is none.

        Raises:
            ValueError: the path leaves the root, goes through a symbolic link that does, or is no regular text file.
        """
        decoded = self.document(path)
        if decoded is not None and decoded.broken_line is not None:
            raise Unreadable(f"line {decoded.broken_line} is not UTF-8")
        return decoded.text if decoded else None

    def document(self, path: str) -> Decoded | None:
        """The file at ``path`` as it is on disk, however broken its text.

        Raises:
            ValueError: as :meth:`read`, except for text that is not UTF-8.
        """
        return read_text(inside(self.root, path, follow=True))

    def relative(self, path: Path) -> str:
        """``path`` (absolute) relative to the root.

        Raises:
            OutsideRoot: it is not inside.
        """
        return relative_to(self.root, path)

    def write(self, change: FileChange) -> None:
        """Make ``change`` on disk, whole or not at all.

        Raises:
            ValueError: it was not made; says why.
        """
        write(self.root, change)

    def contracts(self, near: str) -> list[Contract]:
        """The contracts for the plan at ``near``: the configured ones, else those beside the packages around it.

        A stub that cannot be read is left out; half of one that does not parse is better than nothing.

        Raises:
            ConfigError: a configured pattern has no ``.pyi`` file.
        """
        return [
            contract
            for file in self._contract_files(near)
            if (contract := self._contract(file.path, file.module)) is not None
        ]

    def module_files(self, module: str, near: str) -> list[str]:
        """The contract of ``module`` (dotted) for the plan at ``near``, and its source where the project has it.

        Raises:
            ConfigError: a configured pattern has no ``.pyi`` file.
        """
        from seamwright.workspace.contracts import source_of

        files = [file.path for file in self._contract_files(near) if file.module == module]
        source = source_of(self.root, inside(self.root, near, follow=True).parent, module)
        found = dict.fromkeys([*files, *([source] if source is not None else [])])
        return [path.relative_to(self.root).as_posix() for path in found if self.root in path.parents]

    def _contract_files(self, near: str) -> list[ContractFile]:
        from seamwright.workspace.contracts import configured_contracts, discovered_contracts

        patterns = self.config.contracts
        if patterns is None:
            return discovered_contracts(self.root, inside(self.root, near, follow=True).parent)
        files, empty = configured_contracts(self.root, patterns)
        if empty:
            raise self._setting_error("contracts", f"contracts: there is no .pyi file at {empty[0]!r}")
        return files

    def _contract(self, path: Path, module: str) -> Contract | None:
        from seamwright.contract import parse_contract

        stamp = (_stamp(path), module)
        known = self._contracts.get(path)
        if known is not None and known[0] == stamp:
            return known[1]
        try:
            decoded = read_text(inside(self.root, path.relative_to(self.root).as_posix(), follow=True))
        except ValueError:
            return None
        if decoded is None:
            return None
        contract = parse_contract(decoded.text, module)
        self._contracts[path] = (stamp, contract)
        return contract

    def _setting_error(self, key: str, message: str) -> ConfigError:
        text = (read_bytes(self.root / FILE) or b"").decode("utf-8", "replace")
        return ConfigError(FILE, line_of(text, "tool", "seamwright", key), message)


def _stamp(path: Path) -> object:
    """Changes when the file does, as far as its directory entry tells."""
    try:
        status = path.stat()
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_size, status.st_ino)
