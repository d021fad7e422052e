"""The last check before an edit of somebody's file is shown: does it only add what may be added?"""

from __future__ import annotations

import pytest

from seamwright.generate.integrity import bound_names, only_adds, read_tree


def check(before: str, after: str, expected: bool) -> None:
    assert only_adds(read_tree(before), read_tree(after)) is expected


@pytest.mark.parametrize(
    "after",
    [
        "import os\nx = 1\nclass A:\n    y = 2\n",
        "x = 1\nfrom a import b\nclass A:\n    y = 2\nclass B: ...\n",
        "class C: ...\nx = 1\n\n# comment\nclass A:\n    y = (2)\n",
        "x = 1\nclass A:\n    y = 2\n    def f(self): ...\n    async def g(self): ...\n",
    ],
)
def test_additions(after: str) -> None:
    check("x = 1\nclass A:\n    y = 2\n", after, True)


@pytest.mark.parametrize(
    "after",
    [
        "x = 1\n",
        "x = 2\nclass A:\n    y = 2\n",
        "x = 1.0\nclass A:\n    y = 2\n",
        "x = True\nclass A:\n    y = 2\n",
        "class A:\n    y = 2\nx = 1\n",
        "x = 1\nrun()\nclass A:\n    y = 2\n",
        "x = 1\nclass A:\n    y = 2\nrun()\n",
        "x = 1\ndef f(): ...\nclass A:\n    y = 2\n",
        "x = 1\nclass A:\n    y = 3\n",
        "x = 1\nclass A:\n    y = 2\n    run()\n",
        "x = 1\nclass A:\n    def f(self): ...\n    y = 2\n",
        "x = 1\nclass A(B):\n    y = 2\n    def f(self): ...\n",
        "x = 1\n@d\nclass A:\n    y = 2\n    def f(self): ...\n",
    ],
)
def test_anything_else(after: str) -> None:
    check("x = 1\nclass A:\n    y = 2\n", after, False)


def test_imports_may_grow_but_not_shrink() -> None:
    check("from a import b\n", "from a import a, b, c\n", True)
    check("from a import b as c\n", "from a import b\n", False)
    check("from a import b\n", "from a import c\n", False)
    check("from a import b\n", "from .a import b, c\n", False)
    check("import a\n", "import a, b\n", False)


def test_the_same_is_the_same_however_deep() -> None:
    deep = "x = " + "+".join("1" * 900) + "\ny = 1e999 - 1e999\n"
    check(deep, deep, True)
    check(deep, deep.replace("1+1", "1-1", 1), False)


def test_names_that_a_block_binds() -> None:
    source = (
        "import a.b, c as d\nfrom e import f\ng: int\nh = i = 1\nfor j, [k, *l] in x: pass\nwith x as m: pass\n"
        "try: pass\nexcept E as n: o = 1\ndef p(q): r = 1\nclass s: t = 1\nif (u := 1): v += 1\n[w for w in x]\n"
        "match x:\n    case [y, *z] as aa: pass\nlambda bb: (cc := 1)\n"
    )
    names = ["a", "d", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "s", "u", "v", "y", "z", "aa"]
    assert sorted(bound_names(read_tree(source).body)) == sorted(names)
    assert sorted(bound_names(read_tree(source).body, imports=False)) == sorted(set(names) - {"a", "d", "f"})
    assert bound_names(read_tree("x = 1\nx = 2\n").body) == {"x": 1}
