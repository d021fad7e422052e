"""The public interface of a component, read from its ``.pyi`` text."""

from seamwright.contract.lookup import Match, find, find_all
from seamwright.contract.model import Contract, Symbol
from seamwright.contract.read import parse_contract

__all__ = ["Contract", "Match", "Symbol", "find", "find_all", "parse_contract"]
