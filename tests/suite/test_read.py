"""What a test module holds, and where it stands."""

from __future__ import annotations

from textwrap import dedent

import pytest

from seamwright.suite import Class, Method, Module, read_module

TEXT = dedent('''\
    """About größe 😀."""
    # comment
    from __future__ import annotations

    import os.path
    import numpy as np, sys
    from app.cache import (
        A,  # why
        B as C,
    )
    from .. import near
    if TYPE_CHECKING:
        from x import Y
    try:
        import z
    except ImportError:
        z = None


    @mark.slow
    @mark.usefixtures("größe")
    class TestOne(Base, metaclass=M):
        """One."""

        @pytest.fixture(autouse=True)
        def client(self, *, port: int = 1): ...

        async def test_a(self, client, *rest, **extra):
            """Says a."""
            if client:
                pass
                # last words
        # trailing

    class TestTwo: pass

    if x:
        class TestThree:
            def test_b(self): ...

    def helper(a, /, b=1): return a
    ''')


def check(text: str, **expected: object) -> Module:
    """The shown parts of ``text`` (see ``_SHOWN``), and that every span stands for what it says."""
    module = read_module(text)
    for part, value in expected.items():
        assert _SHOWN[part](module) == value
    for cls in module.classes:
        assert cls.name_span.of(text) == cls.name
        assert cls.span.start <= cls.name_span.start < cls.colon <= max(cls.span.end, cls.colon)
        for method in cls.methods:
            assert method.name_span.of(text) == method.name
    return module


def _class(cls: Class) -> str:
    return f"{cls.line} {'' if cls.direct else 'nested '}{cls.name}({', '.join(cls.bases)})" + (
        " inline" if cls.inline else ""
    )


def _method(method: Method) -> str:
    return f"{method.line} {'async ' if method.is_async else ''}{method.name}({', '.join(method.parameters)})"


_SHOWN = {
    "classes": lambda m: [_class(cls) for cls in m.classes],
    "methods": lambda m: [_method(method) for cls in m.classes for method in cls.methods],
    "functions": lambda m: [_method(function) for function in m.functions],
    "imports": lambda m: [
        (part.line, [f"{name.module}:{name.name}:{name.bound}" for name in part.names], part.direct, part.guarded)
        for part in m.imports
    ],
    "statements": lambda m: [span.of(m.text) for span in m.statements],
    "newline": lambda m: m.newline,
    "indent": lambda m: m.indent,
    "final_newline": lambda m: m.final_newline,
    "has_errors": lambda m: m.has_errors,
    "docstring": lambda m: m.docstring,
}


def test_everything_in_one_module() -> None:
    module = check(
        TEXT,
        docstring="About größe 😀.",
        classes=["22 TestOne(Base, metaclass=M)", "35 TestTwo() inline", "38 nested TestThree()"],
        methods=["26 client(self, port)", "28 async test_a(self, client, rest, extra)", "39 test_b(self)"],
        functions=["41 helper(a, b)"],
        imports=[
            (3, ["__future__:annotations:annotations"], True, False),
            (5, ["os.path:None:os"], True, False),
            (6, ["numpy:None:np", "sys:None:sys"], True, False),
            (7, ["app.cache:A:A", "app.cache:B:C"], True, False),
            (11, ["..:near:near"], True, False),
            (13, ["x:Y:Y"], False, True),
            (15, ["z:None:z"], False, False),
        ],
        newline="\n",
        indent="    ",
        final_newline=True,
        has_errors=False,
    )
    one = module.classes[0]
    assert one.decorators == ("mark.slow", 'mark.usefixtures("größe")')
    assert one.span.of(TEXT).startswith("@mark.slow")
    assert one.span.of(TEXT).endswith("            pass")
    assert (one.docstring, one.docstring_span.of(TEXT) if one.docstring_span else None) == ("One.", '"""One."""')
    assert TEXT[one.colon - 1] == ":"
    assert one.methods[0].decorators == ("pytest.fixture(autouse=True)",)
    assert one.methods[1].docstring == "Says a."
    assert module.find_classes("TestTwo") == (module.classes[1],)
    assert module.find_classes("TestFour") == ()


@pytest.mark.parametrize(
    ("text", "newline"),
    [("", "\n"), ("a\r\nb\r\nc\n", "\r\n"), ("a\rb\r", "\r"), ("a\nb\r\n", "\n"), ("a\u2028b", "\n")],
)
def test_the_most_frequent_line_end(text: str, newline: str) -> None:
    check(text, newline=newline)


@pytest.mark.parametrize(
    ("text", "indent"),
    [
        ("x = 1\n", "    "),
        ("class A:\n\tx = 1\n", "\t"),
        ("if x:\n  y = 1\nclass A:\n   z = 1\n", "   "),
        ("if x:  # why\n  y = 1\n", "  "),
        ("class A: pass\n", "    "),
        ("class A:\r\n\t\tx = 1\r\n", "\t\t"),
        ("class A:\n\f  x = 1\n", "  "),
        ("x = [\n  1,\n]\n", "    "),
    ],
)
def test_one_level_of_indentation(text: str, indent: str) -> None:
    check(text, indent=indent)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_line_end_ends_a_line(newline: str) -> None:
    check(
        "class A:\n    def f(self): ...\n\n\nclass B:\n    x = 1\n".replace("\n", newline),
        classes=["1 A()", "5 B()"],
        methods=["2 f(self)"],
    )


@pytest.mark.parametrize(
    ("text", "docstring"),
    [
        ("'one' 'two'\n", "onetwo"),
        ("r'\\d'\n", "\\d"),
        ("'''a\r\nb'''\n", "a\nb"),
        ("'\\d'\n", "\\d"),
        ("# first\n\n'doc'\n", "doc"),
        ("f'no'\n", None),
        ("b'no'\n", None),
        ("x = 'no'\n", None),
        ("'no'.strip()\n", None),
        ("1\n'no'\n", None),
        ("'\\N{no such}'\n", None),
        ("", None),
    ],
)
def test_docstrings(text: str, docstring: str | None) -> None:
    check(text, docstring=docstring)


def test_statements_end_before_comments() -> None:
    check(
        "\ufeff# c\nif x:\n    y\n    # c\n# c\nz = 1; w = 2  # c\n",
        statements=["if x:\n    y", "z = 1", "w = 2"],
        final_newline=True,
    )
    check("x", statements=["x"], final_newline=False)


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ("class A:\n    def f(self\n", ["1 A()"]),
        ("class A:\n    x = 1\n\nclass B(\n", ["1 A()"]),
        ("class A:\n    x = (\n\nclass B:\n    y = 1\n", ["1 A()"]),
        ("class\n", []),
        ("\0", []),
        ("def f(:\n    pass\n\nclass C:\n    pass\n", []),
    ],
)
def test_broken_code_never_raises(text: str, classes: list[str]) -> None:
    module = check(text, has_errors=True)
    assert [_class(cls) for cls in module.classes][: len(classes)] == classes


@pytest.mark.parametrize(
    "text", ["(" * 100_000, "x" + ".y" * 100_000, "class A:\n" * 2000, "if x:\n" * 5000, "'''" * 9999]
)
def test_deep_code_never_raises(text: str) -> None:
    check(text)


def test_broken_code_in_every_prefix() -> None:
    for end in range(0, len(TEXT), 7):
        check(TEXT[:end])


def test_half_typed_classes_keep_their_tests() -> None:
    check(
        "import x\n\nclass A(B):\n    'Doc.'\n\n    def test_a(self):\n        pass\n\n    async def test_b(self, cli",
        classes=["3 A(B)"],
        methods=["6 test_a(self)", "9 async test_b(self, cli)"],
        functions=[],
    )
