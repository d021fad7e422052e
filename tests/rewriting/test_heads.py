"""What becomes of signatures and decorators; every line of the examples is somebody's style."""

from __future__ import annotations

import pytest

from seamwright.rewriting import (
    AddParameter,
    CannotRewrite,
    MakeAsync,
    RemoveArgument,
    RemoveDecorator,
    RemoveParameter,
    RemoveSlash,
    Rewrite,
)
from seamwright.rewriting.edits import edits
from seamwright.text.edit import apply
from seamwright.text.span import Span


def check(before: str, after: str, *kinds: object) -> None:
    """``before``, with a ``‸`` before the name of the definition, becomes ``after``; done again, nothing changes."""
    text = before.replace("‸", "")
    assert apply(text, edits(text, rewrites(before, *kinds))) == after
    kind = before[: before.index("‸")].split()[-1]
    again = after.replace(f"{kind} {before[before.index('‸') + 1]}", f"{kind} ‸{before[before.index('‸') + 1]}")
    if not any(isinstance(each, str) for each in kinds):
        assert edits(after, rewrites(again, *kinds)) == ()


def rewrites(marked: str, *kinds: object) -> list[Rewrite]:
    """Of the definition at ``‸``: classes of rewrites, parameters, decorators by their text, ``decorator keyword``."""
    at, text = marked.index("‸"), marked.replace("‸", "")
    found: list[Rewrite] = []
    for each in kinds:
        if isinstance(each, str):
            decorator, _, keyword = each.partition(" ")
            start = text.index(f"@{decorator}") + 1
            span = Span(start, start + len(decorator))
            found.append(RemoveArgument(span, keyword) if keyword else RemoveDecorator(span))
        elif isinstance(each, tuple):
            found.append(AddParameter(at, *each))
        else:
            found.append(each(at))  # type: ignore[operator]
    return found


def refused(before: str, *kinds: object) -> str:
    with pytest.raises(CannotRewrite) as raised:
        edits(before.replace("‸", ""), rewrites(before, *kinds))
    return str(raised.value)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("()", "(db)"),
        ("( )", "( db)"),
        ("(\n)", "(db\n)"),
        ("(  # none\n)", "(  # none\ndb)"),
        ("(a)", "(a, db)"),
        ("( a )", "( a, db )"),
        ("(a,)", "(a, db,)"),
        ("(a: int = 1)", "(db, a: int = 1)"),
        ("(a, b=1)", "(a, db, b=1)"),
        ("(a, *, b)", "(a, db, *, b)"),
        ("(*, b)", "(db, *, b)"),
        ("(*rest, **named)", "(db, *rest, **named)"),
        ("(a, /)", "(a, /, db)"),
        ("(a, /, b=1)", "(a, /, db, b=1)"),
        ("(\n    a,\n    b,\n)", "(\n    a,\n    b,\n    db,\n)"),
        ("(\n    a,\n    b\n)", "(\n    a,\n    b,\n    db\n)"),
        ("(\n    a, b\n)", "(\n    a, b, db\n)"),
        ("(\n    a\n)", "(\n    a,\n    db\n)"),
        ("(a,\n      b)", "(a,\n      b,\n      db)"),
        ("(\n\ta,  # one\n\tb,  # two\n)", "(\n\ta,  # one\n\tb,  # two\n\tdb,\n)"),
        ("(\n    a  # one\n)", "(\n    a,  # one\n    db\n)"),
        ("(\n    a,\n    # named\n    *,\n    b,\n)", "(\n    a,\n    db,\n    # named\n    *,\n    b,\n)"),
        ("(\n    a: dict = {\n        1: 2,\n    },\n)", "(\n    db,\n    a: dict = {\n        1: 2,\n    },\n)"),
        ("(a) -> tuple[\n    int,\n]", "(a, db) -> tuple[\n    int,\n]"),
        # It is there already, whatever it is.
        ("(db)", "(db)"),
        ("(*, db=1)", "(*, db=1)"),
        ("(*db)", "(*db)"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_parameter_comes_behind_those_that_must_be_given(before: str, after: str, newline: str) -> None:
    body = ": \n    pass  # here\n"
    for head in ("def ‸f", "async def ‸f", "@x(\n    1,\n)\n@y  # why\ndef ‸f"):
        check(
            f"{head}{before}{body}".replace("\n", newline),
            f"{head}{after}{body}".replace("‸", "").replace("\n", newline),
            ("db",),
        )


def test_a_method_keeps_its_place() -> None:
    for indent in ("    ", "\t", "  "):
        text = (
            "class A:\n    '''\n  A.\n    '''\n\n    @x\n    # why\n    def ‸f(self): return '''\n  1'''\n    a = 1\n"
        )
        text = text.replace("    ", indent)
        check(text, text.replace("‸", "").replace("(self)", "(self, db)"), ("db",))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("()", "(self)"),
        ("(a, b)", "(self, a, b)"),
        ("(a, /)", "(self, a, /)"),
        ("(*a)", "(self, *a)"),
        ("(\n    a,\n)", "(\n    self,\n    a,\n)"),
    ],
)
def test_self_comes_first(before: str, after: str) -> None:
    check(f"def ‸f{before}: pass\n", f"def f{after}: pass\n", ("self", True))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("(self, b)", "(self, b, db)"),
        ("(self, b) -> None", "(\n    self, b, db\n) -> None"),
        ("(self, b: int)", "(\n    self, b: int, db\n)"),
        ("(a, /, *, b, **c)", "(\n    a, /, db, *, b, **c\n)"),
        # Too long already, or on several lines: somebody wants it so.
        ("(self, b: dict[int, int])", "(self, b: dict[int, int], db)"),
        ("(self, b: int,\n  c)", "(self, b: int,\n  c,\n  db)"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("around", ["{}", "@x\n{}", "class A:\n\t@x\n\t{}"])
def test_a_signature_that_gets_too_long_is_spread(before: str, after: str, newline: str, around: str) -> None:
    margin = "\t" if "\t" in around else ""
    text, spread = (
        around.format(f"def ‸f{each}:".replace("\n", f"\n{margin}").replace("    ", margin or "    ") + "\n\t\tpass\n")
        for each in (before, after)
    )
    spread = spread.replace("\n  c", f"\n{margin}  c") if not margin else spread
    width = 23 + len(margin)
    check(text.replace("\n", newline), spread.replace("‸", "").replace("\n", newline), ("db", False, width))


def test_a_signature_that_is_too_long_for_one_more_line_gets_one_for_each_parameter() -> None:
    after = "def f(\n    a,\n    /,\n    database,\n    b=1,\n    *,\n    c,\n):\n    pass\n"
    check("def ‸f(a, /, b=1, *, c):\n    pass\n", after, ("database", False, 26))
    after = "def f(\n    a,\n    the_database,\n    *b,\n    **c,\n) -> int:\n    pass\n"
    check("def ‸f(a, *b, **c) -> int:\n    pass\n", after, ("the_database", False, 26))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("(a)", "()"),
        ("(a, b)", "(b)"),
        ("(b, a)", "(b)"),
        ("(b, a,)", "(b,)"),
        ("(a: int, *, b)", "(*, b)"),
        ("(\n    b,  # b\n    a,\n    c,\n)", "(\n    b,  # b\n    c,\n)"),
        ("(\n    b,  # b\n    a,\n)", "(\n    b,  # b\n)"),
        ("(\n    b,\n    a\n)", "(\n    b\n)"),
        ("(b)", "(b)"),
        ("(*a)", "(*a)"),
    ],
)
def test_a_parameter_goes(before: str, after: str) -> None:
    text = f"def f{before}: pass\n"
    assert apply(text, edits(text, [RemoveParameter(4, "a")])) == f"def f{after}: pass\n"


@pytest.mark.parametrize(
    ("before", "reason"),
    [
        ("(\n    a,  # a\n)", "a comment would be lost"),
        ("(a, /, b)", "the change cannot be made|cannot be changed safely"),
        ("(b, /, a)", "parameters that are positional only"),
        ("(a=1)", "the change cannot be made"),
    ],
)
def test_a_parameter_that_cannot_go_stays(before: str, reason: str) -> None:
    with pytest.raises(CannotRewrite, match=reason):
        edits(f"def f{before}: pass\n", [RemoveParameter(4, "a")])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("(a, /)", "(a)"),
        ("(a, /, b)", "(a, b)"),
        ("(a, /, *, b)", "(a, *, b)"),
        ("(a=1, /, b=2)", "(a=1, b=2)"),
        ("(\n    a,\n    /,\n    b,\n)", "(\n    a,\n    b,\n)"),
        ("(\n    a,  # one\n    /,\n    b,\n)", "(\n    a,  # one\n    b,\n)"),
        ("(\n    a,  # one\n    /\n)", "(\n    a  # one\n)"),
        ("(a, b)", "(a, b)"),
    ],
)
def test_a_slash_goes(before: str, after: str) -> None:
    check(f"def ‸f{before}: pass\n", f"def f{after}: pass\n", RemoveSlash)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('@fixture(scope="module")', "@fixture"),
        ('@fixture(scope="module", name="a")', '@fixture(name="a")'),
        ('@fixture(name="a", scope="module")', '@fixture(name="a")'),
        ('@fixture(name="a", scope="module",)', '@fixture(name="a",)'),
        ('@fixture(\n    name="a",  # b\n    scope=(\n        "module"\n    ),\n)', '@fixture(\n    name="a",  # b\n)'),
        ('@fixture(\n    scope="module",\n    name="a"\n)', '@fixture(\n    name="a"\n)'),
        ("@fixture(*args, scope=SCOPE)", "@fixture(*args)"),
        ("@fixture(name='a')", "@fixture(name='a')"),
    ],
)
def test_an_argument_of_a_decorator_goes(before: str, after: str) -> None:
    decorator = before[1:]
    text = f"@x\n{before}\n@y\ndef ‸f(): pass\n"
    start = text.index(decorator)
    rewrite = RemoveArgument(Span(start, start + len(decorator)), "scope")
    text = text.replace("‸", "")
    assert apply(text, edits(text, [rewrite])) == f"@x\n{after}\n@y\ndef f(): pass\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("@x\n@y\ndef ‸f(): pass\n", "@y\ndef f(): pass\n"),
        ("# above\n@x  # on\n# below\ndef ‸f(): pass\n", "# above\n# below\ndef f(): pass\n"),
        ("@y\n# above\n@x\n\n# below\n@z\nclass ‸A: a = 1\n", "@y\n# above\n\n# below\n@z\nclass A: a = 1\n"),
        ("class B:\n    @x\n    async def ‸f(): pass\n", "class B:\n    async def f(): pass\n"),
    ],
)
def test_a_decorator_goes_and_comments_above_it_stay(before: str, after: str) -> None:
    check(before, after, "x")


def test_several_changes_of_one_head_are_made_together() -> None:
    text = "@x\n@y(a=1)\n@z\ndef ‸f(b, /):\n    await b\n"
    after = "@y\nasync def f(b, db, cache): \n    await b\n".replace(": \n", ":\n")
    check(text, after, "z", "x", MakeAsync, "y(a=1) a", RemoveSlash, ("db",), ("cache",))


def test_what_is_written_has_its_annotation() -> None:
    check("def ‸f(a): pass\n", "def f(a, db: dict[str, int]): pass\n", ("db: dict[str, int]",))


def test_code_that_is_broken_elsewhere_is_in_nobodys_way() -> None:
    text = "def g(shop):\n    shop.\n    with\n\n\ndef ‸f(a):\n    x = 1 +\n    return x\n"
    check(text, text.replace("‸f(a)", "f(a, db)"), ("db",))


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        ("def ‸f(a=1, /): pass\n", ("db",), "parameters with defaults are positional only"),
        ("def ‸f(a, b\n    pass\n", ("db",), "the definition is not there any more"),
        ("class B:\n  \x0c  def ‸f(a): pass\n", ("db",), "the definition is not complete"),
        ("f‸(a)\n", ("db",), "the definition is not there any more"),
        ("class ‸A: pass\n", ("db",), "a class has no parameters"),
        ("class ‸A: pass\n", MakeAsync, "a class has no parameters"),
        ("def ‸f(" + "a, " * 7000 + "): pass\n", ("db",), "the signature is too long to be changed"),
        ("def ‸f(a=" + "'a' " * 60 + "): pass\n", ("db",), "the code is nested too deeply to be changed"),
        ("def ‸f(a=1" + " + 1" * 60 + "): pass\n", ("db",), "the code is nested too deeply to be changed"),
        ("@x(  # why\n    a=1)\ndef ‸f(): pass\n", "x( a", "a comment would be lost"),
    ],
)
def test_where_something_is_in_the_way_nothing_is_changed(text: str, kind: object, reason: str) -> None:
    assert refused(text, kind) == reason
