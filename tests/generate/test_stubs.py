"""A test that the plan spells out, in; a draft that cannot run before it was read, out."""

from __future__ import annotations

from textwrap import dedent

import pytest

from seamwright.plan.model import Scenario, Stub
from tests.generate.rendered import NOWHERE, body_of, docstring_of, method, module, scenario, seam

REVIEW = 'pytest.fail("draft from the plan: review, then delete this line")'
OPEN = 'pytest.fail("not implemented: Orders")'


def check(stub: str, *body: str, signature: str | None = None) -> str:
    """The draft of ``stub`` has ``body`` behind the line that fails; gives the whole method."""
    what = scenario("Orders", stub=stub)
    source = method(what)
    assert body_of(source) == [REVIEW, *body]
    if signature is not None:
        assert source.split('\n    """\n', 1)[0] == signature
    module(seam("Orders", what))
    return source


def test_code_is_kept_as_it_is() -> None:
    check(
        '''
        def test_order(client):
            """Test that an order is kept."""
            # Arrange
            order = {"article": 1}

            response = client.post("/orders",json=order)
            assert response.status_code==201  # created
        ''',
        "# fmt: off",
        "# Arrange",
        'order = {"article": 1}',
        "",
        'response = client.post("/orders",json=order)',
        "assert response.status_code==201  # created",
        "# fmt: on",
        signature="def test_order(self, client):",
    )


def test_blocks_strings_and_continuations_keep_their_shape() -> None:
    check(
        """
        def test_order(client):
                text = '''
          kept
        as it is {blank}
        '''
                if client:
                        # inside
                        client.post(text,
                    a=1)
                # behind
        """.replace("{blank}", "  "),
        "# fmt: off",
        "text = '''",
        "  kept",
        "as it is   ",
        "'''",
        "if client:",
        "        # inside",
        "        client.post(text,",
        "    a=1)",
        "# behind",
        "# fmt: on",
    )


def test_a_stub_of_comments_still_has_to_be_written() -> None:
    check(
        '''
        def test_order(client):
            """Test that an order is kept."""
            # Test: order + stock = kept
            #Test: order without stock = refused
        ''',
        "# Test: order + stock = kept",
        "# Test: order without stock = refused",
        OPEN,
    )


@pytest.mark.parametrize("nothing", ["pass", "...", "import pytest", "pass  # TODO"])
def test_a_stub_without_a_statement_still_has_to_be_written(nothing: str) -> None:
    what = method(scenario("Orders", stub=f"def test_order():\n    {nothing}\n"))
    assert body_of(what)[0] == REVIEW
    assert body_of(what)[-1] == OPEN


def test_the_docstring_is_kept_and_completed() -> None:
    source = check(
        '''
        def test_order(client):
            """
            Test that an order is kept.

            It was lost once: C:\\\\orders.

            Business Impact:
                Money.

            Given a customer
            """
        ''',
        OPEN,
    )
    assert docstring_of(source) == dedent(
        """\
        Test that an order is kept.

        It was lost once: C:\\orders.

        Business Impact:
            Money.

        Given a customer

        Integration Scope:
            TODO: integration scope (not in the plan)

        Test Strategy:
            TODO: test strategy (not in the plan)

        Success Criteria:
            TODO: success criteria (not in the plan)"""
    ).replace("TODO: integration scope (not in the plan)", "Order → Stock")


def test_a_stub_without_docstring_gets_one_from_its_title() -> None:
    source = method(scenario("An order is kept", stub="def test_order(): assert_kept()"))
    assert docstring_of(source).startswith("Test that an order is kept.\n\nIntegration Scope:")


@pytest.mark.parametrize(
    ("head", "kept"),
    [
        ("async def test_order(client):", "async def test_order(self, client):"),
        ("def test_order(self, client):", "def test_order(self, client):"),
        ("def test_order(client: str, n: int = 3) -> None:", "def test_order(self, client: str, n: int = 3) -> None:"),
        ("def test_order(a: dict[str, list[int]] | None):", "def test_order(self, a: dict[str, list[int]] | None):"),
        ("def test_order(monkeypatch: pytest.MonkeyPatch):", "def test_order(self, monkeypatch: pytest.MonkeyPatch):"),
        ("def test_order(client: TestClient) -> Answer:", "def test_order(self, client):"),
        ("def test_order(a, /, b, *, c):", "def test_order(self, a, b, c):"),
        ("def test_order(a=-1.5, b='x', c=None):", 'def test_order(self, a=-1.5, b="x", c=None):'),
        ("def test_order(a=1, *, b):", "def test_order(self, b, a=1):"),
    ],
)
def test_an_inert_signature_is_kept(head: str, kept: str) -> None:
    check(f"{head}\n    # later\n", "# later", OPEN, signature=kept)


@pytest.mark.parametrize(
    ("head", "kept", "dropped"),
    [
        ("def test_order(a, b=print('x')):", "def test_order(self, a):", "b=print('x')"),
        ("def test_order(a=[]):", "def test_order(self):", "a=[]"),
        ("def test_order(*args, **kwargs):", "def test_order(self):", "*args|**kwargs"),
        ("def test_order(pytest, __x):", "def test_order(self):", "pytest|__x"),
    ],
)
def test_what_would_run_at_import_is_only_told(head: str, kept: str, dropped: str) -> None:
    notes = [f"# Not kept from the plan: {each}" for each in dropped.split("|")]
    check(f"{head}\n    # later\n", *notes, "# later", OPEN, signature=kept)


@pytest.mark.parametrize(
    ("decorator", "kept"),
    [
        ("@app.route('/x')", "a, b"),
        ("@pytest.fixture", "a, b"),
        ("@pytest.mark._x", "a, b"),
        ("@pytest.mark.x(print())", "a, b"),
        ("@pytest.mark.x(*[1])", "a, b"),
        ("@pytest.mark.x(**{'a': 1})", "a, b"),
        ("@pytest.mark.skip", "a, b"),
        ("@pytest.mark.skipif(\"__import__('os')\")", "a, b"),
        ("@pytest.mark.xfail(strict=True)", "a, b"),
        ("@pytest.mark.filterwarnings('error::os.x')", "a, b"),
        ("@pytest.mark.usefixtures(stock)", "a, b"),
        ("@pytest.mark.parametrize('z', [1])", "a, b"),
        ("@pytest.mark.parametrize('a', [f(1)])", "b"),
        ("@pytest.mark.parametrize('a', [])", "b"),
        ("@pytest.mark.parametrize('a', [1], indirect=True)", "b"),
        ("@pytest.mark.parametrize('a', [1], ids=['x', 'y'])", "b"),
        ("@pytest.mark.parametrize('a,b', [(1,)])", ""),
        ("@lambda f: f", "a, b"),
    ],
)
def test_a_decorator_that_could_do_something_is_only_told(decorator: str, kept: str) -> None:
    check(
        f"{decorator}\ndef test_order(a, b):\n    # later\n",
        f"# Not kept from the plan: {decorator}",
        "# later",
        OPEN,
        signature=f"def test_order({', '.join(['self', *filter(None, [kept])])}):",
    )


@pytest.mark.parametrize(
    ("decorator", "kept"),
    [
        ("@pytest.mark.asyncio", "@pytest.mark.asyncio"),
        ("@pytest.mark.order(1)", "@pytest.mark.order(1)"),
        ("@pytest.mark.timeout(timeout=1.5)", "@pytest.mark.timeout(timeout=1.5)"),
        ("@pytest.mark.usefixtures('stock')", '@pytest.mark.usefixtures("stock")'),
        ("@pytest.mark.parametrize('a', [1, None])", '@pytest.mark.parametrize("a", [1, None])'),
        ("@pytest.mark.parametrize(('a',), [(1,)], ids=['x'])", '@pytest.mark.parametrize(("a",), [(1,)], ids=["x"])'),
    ],
)
def test_inert_marks_are_kept(decorator: str, kept: str) -> None:
    check(
        f"{decorator}\ndef test_order(a):\n    # later\n",
        "# later",
        OPEN,
        signature=f"{kept}\ndef test_order(self, a):",
    )


def test_a_sync_stub_that_awaits_becomes_async() -> None:
    check(
        "def test_order(client):\n    await client.post('/')\n",
        "# fmt: off",
        "await client.post('/')",
        "# fmt: on",
        signature="async def test_order(self, client):",
    )


@pytest.mark.parametrize(
    "line",
    [
        "yield 1",
        "x = yield",
        "nonlocal a",
        "from os import *",
        "__debug__ = 1",
        'x = "\\d"',
        "assert (1, 'x')",
        "pytest = None",
        "global pytest",
        "import pytest as p, pytest",
        "def inner(): await x",
        "from __future__ import annotations",
    ],
)
def test_a_body_that_is_no_sound_test_is_kept_as_comments(line: str) -> None:
    check(f"def test_order(client):\n    {line}\n", f"# {line}", OPEN, signature="def test_order(self, client):")


def test_leaving_a_finally_is_kept_as_comments_on_every_version() -> None:
    stub = "def test_order():\n    try:\n        a()\n    finally:\n        return\n"
    check(stub, "# try:", "#     a()", "# finally:", "#     return", OPEN)


@pytest.mark.parametrize(
    "source",
    [
        "def test_order(client:\n    pass",
        "def test_order(): return (((",
        "def test_order():\n    x = \u202e1",
        "def test_order():\n    x = '\x00'",
        "def test_order():\n" + "    " + "(" * 60 + ")" * 60,
        "def test_order():\n    x = 1" + " + 1" * 6000,
    ],
)
def test_a_stub_that_does_not_parse_gives_its_name_and_its_text(source: str) -> None:
    what = Scenario(NOWHERE, 1, "Orders", stub=Stub("test_order", source, NOWHERE))
    text = method(what)
    body = body_of(text)
    assert text.startswith("def test_order(self):\n")
    assert (body[0], body[-1]) == (REVIEW, OPEN)
    assert body[1].startswith("# def test_order(")
    assert all(line.startswith("# ") for line in body[1:-1])
    module(seam("Orders", what))


def test_statements_outside_the_function_are_dropped() -> None:
    stub = Stub("test_order", "import os\nos.remove('x')\ndef test_order():\n    a()\nprint('late')\n", NOWHERE)
    source = method(Scenario(NOWHERE, 1, "Orders", stub=stub))
    assert body_of(source) == [REVIEW, "a()"]


def test_a_method_of_a_class_in_the_plan_is_found() -> None:
    stub = Stub("test_order", "class TestOrders:\n    def test_order(self, client):\n        a()\n", NOWHERE)
    source = method(Scenario(NOWHERE, 1, "Orders", stub=stub))
    assert source.startswith("def test_order(self, client):\n")
    assert body_of(source)[1:] == ["a()"]


def test_comments_have_no_power_over_tools() -> None:
    check(
        "def test_order():\n    # fmt: on\n    a()  # noqa\n    # ruff: noqa\n    b()\n",
        '# "fmt": on',
        'a()  # "noqa"',
        '# "ruff": noqa',
        "b()",
    )
