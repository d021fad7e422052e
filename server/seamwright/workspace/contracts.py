"""Decides which ``.pyi`` files are contracts, and which module each of them describes.

Two layouts are in use. Stubs stand beside the module (``app/cache.py``, ``app/cache.pyi``), or in a folder of their own
that mirrors the package (``contracts/infrastructure/cache.pyi`` for ``app/infrastructure/cache.py``).
"""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from seamwright.workspace.roots import ancestors
from seamwright.workspace.walking import subfolders, walk

CONTRACT_FOLDERS = ("contracts", "stubs", "typings")
"""Names of folders that mirror a package, looked for where nothing is configured."""

_SOURCE_FOLDERS = ("src", "lib", "python")
_STUBS = "-stubs"


class ContractFile(NamedTuple):
    """A stub and the module whose interface it defines (dotted)."""

    path: Path
    module: str


def configured_contracts(root: Path, patterns: Iterable[str]) -> tuple[list[ContractFile], list[str]]:
    """The contracts that ``patterns`` (files, folders, globs below ``root``) name, and the patterns without any."""
    found: dict[Path, ContractFile] = {}
    empty = []
    for pattern in patterns:
        base, stubs = _matches(root, pattern)
        if not stubs:
            empty.append(pattern)
        for contract in _with_modules(root, base, stubs):
            found.setdefault(contract.path, contract)
    return list(found.values()), empty


def discovered_contracts(root: Path, directory: Path) -> list[ContractFile]:
    """The contracts of the packages around ``directory`` (a plan's folder inside ``root``), the nearest first.

    Only folders directly in ``directory``, in those above it, and in their source folders are looked into: the search
    grows with the packages, not with the repository.
    """
    found: dict[Path, ContractFile] = {}
    for folder in ancestors(directory, root):
        bases = [folder / name for name in CONTRACT_FOLDERS]
        for place in (folder, *(folder / name for name in _SOURCE_FOLDERS)):
            bases += [child for child in subfolders(place) if (child / "__init__.py").is_file() and child not in bases]
        for base in bases:
            for contract in _with_modules(root, base, _stubs_in(base)):
                found.setdefault(contract.path, contract)
    return list(found.values())


def source_of(root: Path, directory: Path, module: str) -> Path | None:
    """The file that defines ``module`` (dotted), seen from ``directory`` inside ``root``: the nearest one above it."""
    parts = module.split(".")
    for folder in ancestors(directory, root):
        for place in (folder, *(folder / name for name in _SOURCE_FOLDERS)):
            base = place.joinpath(*parts)
            for candidate in (base.with_name(f"{base.name}.py"), base / "__init__.py"):
                if candidate.is_file():
                    return candidate
    return None


def _matches(root: Path, pattern: str) -> tuple[Path, list[Path]]:
    """The folder whose structure the stubs mirror, and the stubs."""
    place = root / pattern
    if place.is_dir():
        return place, _stubs_in(place)
    if place.is_file():
        return place.parent, [place]
    stubs: list[Path] = []
    for match in sorted(glob.glob(pattern, root_dir=root, recursive=True)):
        path = root / match
        stubs += _stubs_in(path) if path.is_dir() else [path] if path.suffix == ".pyi" and path.is_file() else []
    return root.joinpath(*_leading(pattern.split("/"))), list(dict.fromkeys(stubs))


def _leading(parts: Sequence[str]) -> Iterator[str]:
    for part in parts:
        if glob.has_magic(part):
            return
        yield part


def _stubs_in(folder: Path) -> list[Path]:
    return list(walk(folder, lambda name: name.endswith(".pyi"))) if folder.is_dir() else []


def _with_modules(root: Path, base: Path, stubs: Sequence[Path]) -> Iterator[ContractFile]:
    beside = {stub for stub in stubs if stub.with_suffix(".py").is_file()}
    package, base = _mirrored(root, base, stubs) if len(beside) < len(stubs) else ((), base)
    for stub in stubs:
        module = _dotted(stub, root) if stub in beside else (*package, *_parts(stub.relative_to(base)))
        if module and all(part.isidentifier() for part in module):
            yield ContractFile(stub, ".".join(module))


def _mirrored(root: Path, base: Path, stubs: Sequence[Path]) -> tuple[tuple[str, ...], Path]:
    """The package whose structure the stubs repeat, and the folder of stubs that stands for it.

    That is the folder nearby in which most stubs have their module. A part of a mirror may be all that we were given
    (``contracts/store``), so the folders above ``base`` are tried too: the longer the agreeing paths, the surer.
    """
    if base.name.endswith(_STUBS):
        return (base.name[: -len(_STUBS)],), base
    best, most = None, (0, 0)
    for depth, top in enumerate(ancestors(base, root)):
        relatives = [stub.relative_to(top) for stub in stubs]
        for folder in _candidates(root, top):
            count = sum((folder / relative).with_suffix(".py").is_file() for relative in relatives)
            if count and (count, depth) > most:
                best, most = (_package(root, folder, relatives), top), (count, depth)
    if best is not None:
        return best
    # Nothing is implemented yet, or the package is somebody else's: a stub's place in its folder is its module.
    return (_dotted(base / "__init__.py", root) if (base / "__init__.py").is_file() else ()), base


def _candidates(root: Path, base: Path) -> Iterator[Path]:
    for parent in ancestors(base.parent, root) if base != root else (root,):
        places = (parent, *(parent / name for name in _SOURCE_FOLDERS if (parent / name).is_dir()))
        for place in places:
            yield from (child for child in subfolders(place) if child != base)
        yield from (place for place in places if place != base)


def _package(root: Path, folder: Path, relatives: Sequence[Path]) -> tuple[str, ...]:
    """The dotted path of ``folder`` as a package; empty where it is what ``sys.path`` would hold."""
    if (folder / "__init__.py").is_file():
        return _dotted(folder / "__init__.py", root)
    holds_packages = any(
        len(each.parts) > 1 and (folder / each.parts[0] / "__init__.py").is_file() for each in relatives
    )
    if holds_packages or folder == root or folder.name in _SOURCE_FOLDERS:
        return ()
    return (folder.name,)


def _dotted(file: Path, root: Path) -> tuple[str, ...]:
    """The module path of ``file`` by the packages (folders with ``__init__.py``) that it stands in."""
    parts = _parts(Path(file.name))
    folder = file.parent
    while folder != root and (folder / "__init__.py").is_file():
        parts = (folder.name, *parts)
        folder = folder.parent
    return parts


def _parts(relative: Path) -> tuple[str, ...]:
    parts = (*relative.parts[:-1], relative.name.split(".")[0])
    return parts[:-1] if parts[-1] == "__init__" else parts
