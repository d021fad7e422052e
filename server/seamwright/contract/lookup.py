"""Which contract a plan's component text means. Decides by exact identifiers only: a near miss is no match."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from seamwright.contract.model import Contract, Symbol


class Match(NamedTuple):
    """A component that a contract defines."""

    contract: Contract
    symbol: Symbol
    member: Symbol | None = None
    """The method that the text names (``Validator.validate()``), if the contract has it."""


def find(contracts: Sequence[Contract], component: str) -> Match | None:
    """The first public symbol that ``component`` names, or ``None``.

    ``component`` is free text of a plan: ``CacheFactory``, ``Validator.validate()``, ``cache types (`A`, `B`)``. Of
    a text of several words only those that look like code are looked up. A name that several contracts define is not
    resolved unless the text says which module it means.
    """
    return next(iter(find_all(contracts, component)), None)


def find_all(contracts: Sequence[Contract], component: str) -> tuple[Match, ...]:
    """Every public symbol that ``component`` names, in reading order, each once."""
    found: dict[tuple[str, str], Match] = {}
    for name in _names(component):
        match = _resolve(contracts, name.split("."))
        if match is not None:
            found.setdefault((match.contract.module, match.symbol.name), match)
    return tuple(found.values())


def _names(component: str) -> Iterator[str]:
    """Identifiers and dotted names of ``component`` that are meant as code."""
    component = _ENTRY_POINT.sub(".", component)
    bare = component.strip().strip("`").strip()
    whole = _WHOLE.fullmatch(bare)
    if whole:  # a single name, perhaps with a remark behind it, may look like any word
        yield whole["name"]
    for match in _NAME.finditer(component):
        name, before, after = match.group(), component[: match.start()][-1:], component[match.end() :][:2]
        if before in _GLUE or after[:1] in _GLUE:
            continue  # a piece of a path, a flag or a compound word
        if "." in name or _CODE.search(name) or after == "()" or before == after[:1] == "`":
            yield name


def _resolve(contracts: Sequence[Contract], parts: list[str]) -> Match | None:
    # The longest module path first: in `app.config.Settings`, `app` is the package and not a variable of that name.
    for index, name in reversed(list(enumerate(parts))):
        prefix, rest = ".".join(parts[:index]), parts[index + 1 :]
        matches = [
            (contract, symbol)
            for contract in contracts
            if _is_from(contract.module, prefix) and (symbol := contract.get(name)) is not None
        ]
        if len(matches) > 1:
            exact = [match for match in matches if match[0].module == prefix]
            matches = exact or matches
        if len({contract.module for contract, _ in matches}) > 1:
            return None
        if matches and (not rest or matches[0][1].kind == "class"):
            contract, symbol = matches[0]
            return Match(contract, symbol, next((m for m in symbol.methods if [m.name] == rest), None))
    return _owner_of(contracts, parts[0]) if len(parts) == 1 and "_" in parts[0] else None


def _owner_of(contracts: Sequence[Contract], method: str) -> Match | None:
    """The only class that has ``method``."""
    matches = [
        Match(contract, symbol, member)
        for contract in contracts
        for symbol in contract.symbols
        for member in symbol.methods
        if member.name == method
    ]
    return matches[0] if len(matches) == 1 else None


def _is_from(module: str, prefix: str) -> bool:
    """Whether ``prefix`` may stand before a name of ``module``: the module, a package above it, or its last parts."""
    return not prefix or f".{module}".endswith(f".{prefix}") or module.startswith(f"{prefix}.")


_IDENTIFIER = r"[^\W\d]\w*"
_NAME = re.compile(rf"{_IDENTIFIER}(?:\.{_IDENTIFIER})*")
_WHOLE = re.compile(rf"(?P<name>{_NAME.pattern})\s*(?:\([^()]*\))?")
_CODE = re.compile(r"_|[a-z0-9][A-Z]|[A-Z]{2}[a-z]")
_ENTRY_POINT = re.compile(r"(?<=\w):(?=[^\W\d])")  # `app.main:create_app`
_GLUE = frozenset("/-@\\$#")
