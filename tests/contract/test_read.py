"""What a ``.pyi`` text promises."""

from __future__ import annotations

from textwrap import dedent

import pytest

from seamwright.contract import Contract, Symbol, parse_contract


def check(text: str, *expected: str) -> Contract:
    """The public symbols of ``text``, methods indented below their class, one line each."""
    contract = parse_contract(dedent(text), "app.cache")
    assert contract.module == "app.cache"
    assert [line for symbol in contract.symbols for line in _shown(symbol)] == list(expected)
    return contract


def _shown(symbol: Symbol) -> list[str]:
    words = [{"instance": "", "class": "classmethod", "static": "staticmethod"}[symbol.binding]]
    words += ["async"] if symbol.is_async else []
    line = " ".join([*filter(None, words), symbol.kind, symbol.name]) + symbol.signature.join(
        ["" if symbol.signature[:1] in ("(", "") else ": ", ""]
    )
    return [line] + [f"  {shown}" for method in symbol.methods for shown in _shown(method)]


def test_functions_and_variables() -> None:
    check(
        """
        LIMIT: int
        DEFAULT = 3
        first, second = (1, 2)
        one = two = 0
        def make(url: str, *, ttl: int = 60, **extra: object) -> Cache: ...
        async def fetch(): ...
        """,
        "variable LIMIT: int",
        "variable DEFAULT",
        "variable first",
        "variable second",
        "variable one",
        "variable two",
        "function make(url: str, *, ttl: int = 60, **extra: object) -> Cache",
        "async function fetch()",
    )


def test_classes_show_their_public_methods_without_self() -> None:
    contract = check(
        """
        class Cache(Base, Generic[K, V], metaclass=Meta):
            size: int
            def __init__(self, url: str, /, *args: int) -> None: ...
            def get(self, key: K) -> V: ...
            async def put(this, key: K, value: V): ...
            @classmethod
            def of(cls, *names: str) -> Cache: ...
            @staticmethod
            def version() -> str: ...
            @property
            def full(self) -> bool: ...
            @full.setter
            def full(self, value: bool) -> None: ...
            def _hidden(self): ...
            def __len__(self) -> int: ...
            class Inner: ...
        class Plain: ...
        """,
        "class Cache(url: str, /, *args: int)",
        "  function get(key: K) -> V",
        "  async function put(key: K, value: V)",
        "  classmethod function of(*names: str) -> Cache",
        "  staticmethod function version() -> str",
        "  property full: bool",
        "class Plain",
    )
    cache = contract.get("Cache")
    assert cache is not None
    assert cache.bases == ("Base", "Generic[K, V]", "metaclass=Meta")
    assert [method.name for method in cache.callables] == ["get", "put", "of", "version"]
    assert cache.line == 2


def test_only_public_names_count() -> None:
    check("_x = 1\ndef _f(): ...\nclass _C: ...\nimport os\nfrom a import b\n")
    check("__all__ = ['_f', 'missing']\ndef _f(): ...\ndef g(): ...\n", "function _f()")
    check("def f(): ...\n__all__: list[str] = []\ndef g(): ...\n")


@pytest.mark.parametrize(
    "text",
    [
        "__all__ = ('a',) + ['b']",
        "__all__ = ['a']\n__all__ += ['b']",
        "__all__ = ['a']\n__all__.extend(['b'])",
        "__all__ = [\n    'a',  # why\n    'b',\n]",
        "__all__: list[str] = ['a', 'b']",
        "if x:\n    __all__ = ['a', 'b']",
    ],
)
def test_all_is_read_in_every_form(text: str) -> None:
    check(f"a: int\nb: int\nc: int\n{text}\n", "variable a: int", "variable b: int")


@pytest.mark.parametrize("text", ["__all__ = other.__all__", "__all__ = [*names]", "__all__ = [x for x in y]"])
def test_all_that_is_not_written_out_is_no_limit(text: str) -> None:
    contract = parse_contract(f"a: int\n_b: int\n{text}\n", "m")
    assert [symbol.name for symbol in contract.symbols] == ["a"]


def test_definitions_in_branches_count_once() -> None:
    check(
        """
        if sys.version_info >= (3, 12):
            def f(new: int) -> int: ...
        elif x:
            def f(old: int) -> int: ...
        else:
            class G: ...
        try:
            import h
        except ImportError:
            h = None
        """,
        "function f(new: int) -> int",
        "class G",
        "variable h",
    )


def test_overloads_are_one_function() -> None:
    contract = check(
        """
        @overload
        def get(key: str) -> str: ...
        @typing.overload
        def get(key: int, default: int) -> int: ...
        def once() -> None: ...
        """,
        "function get(key: str) -> str",
        "function once() -> None",
    )
    get, once = contract.symbols
    assert get.overloads == ("(key: str) -> str", "(key: int, default: int) -> int")
    assert once.overloads == ()


def test_signatures_stand_in_one_printable_line() -> None:
    check(
        """
        def spread(
            self,  # a function's first parameter may have that name
            url: str = "a  b",
            *,
            names: dict[
                str, int,
            ] | None = None,
        ) -> tuple[
            int, str
        ]: ...
        def odd(a: Literal["x\u2028\x85\u202ey"] = lambda v: (v, -1)): ...
        """,
        'function spread(self, url: str = "a  b", *, names: dict[str, int] | None = None) -> tuple[int, str]',
        'function odd(a: Literal["x y"] = lambda v: (v, -1))',
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("class A:\n    def f(self): ...\n\nclass B(\n", ["A"]),
        ("def f(): ...\ndef g(a, b\n", ["f"]),
        ("x = (\ny: int\n", []),
        ("\0\0", []),
        ("", []),
        ("class", []),
        ("\ufeffdef f(): ...", ["f"]),
        ("def f(): ...\rdef g(): ...\r", ["f", "g"]),
        ("(" * 50_000, []),
        ("größe: int\n", ["größe"]),
        ("\ud800 = 1\ndef f(): ...\n", ["f"]),
    ],
)
def test_half_typed_code_gives_what_is_whole(text: str, names: list[str]) -> None:
    found = [symbol.name for symbol in parse_contract(text, "m").symbols]
    assert [name for name in names if name in found] == names


def test_unusual_parameters() -> None:
    check(
        """
        class Odd:
            def nothing(): ...
            def slash(self, /, x): ...
            def star(*args): ...
            def many(self, a, /, *, b): ...
        """,
        "class Odd",
        "  function nothing()",
        "  function slash(x)",
        "  function star(*args)",
        "  function many(a, /, *, b)",
    )


def test_what_can_be_called() -> None:
    function, variable = parse_contract("def f(): ...\nx: int\n", "m").symbols
    assert function.callables == (function,)
    assert variable.callables == ()
