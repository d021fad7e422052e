"""Which fixtures generated tests ask for: those that exist and that the plan means, and no others."""

from __future__ import annotations

import ast
from collections.abc import Mapping

import pytest

from seamwright.fixtures import Resolver
from seamwright.fixtures.builtins import BUILTINS
from seamwright.fixtures.model import PluginModule, PytestConfig
from seamwright.generate.fixture_stubs import ProjectFixtures, is_container
from seamwright.generate.fixtures import Missing
from seamwright.generate.implement import implement
from seamwright.generate.model import Options
from seamwright.plan import parse
from seamwright.workspace.templates import builtin_templates
from tests.fixtures.project import Memory

OPTIONS = Options(templates=builtin_templates())
PLAN = """\
# Bookshop: integration test plan

### 1. SEAM: Ordering books
**HIGH PRIORITY** - orders are money
**COMPONENTS:** {components}
{lines}
**TEST SCENARIOS:**
- Accepts a complete order
"""
SHOP = """\
import pytest
from shop.orders import OrderStore
from shop.web import TestClient

@pytest.fixture
def client():
    '''Asks the shop.'''
    return TestClient(make_app())

@pytest.fixture
def eager_client():
    '''A client that does not wait.'''
    return TestClient(make_app())

@pytest.fixture
def store() -> OrderStore:
    '''Keeps orders in memory.'''
    return OrderStore()

@pytest.fixture(scope="session")
def mail_server():
    '''Takes letters.'''
    return serve()

@pytest.fixture(autouse=True)
def clean_clock():
    '''Always noon.'''
"""


class _Files:
    def __init__(self, project: Memory) -> None:
        self._project = project

    def read(self, path: str) -> str | None:
        return self._project.files.get(f"/p/{path}")


def generated(
    plan: str, files: Mapping[str, str], *, stubs: bool = False, config: PytestConfig | None = None
) -> tuple[dict[str, str], list[str]]:
    """What is written for the plan at ``tests/PLAN.md``, and the names of missing fixtures; twice is once."""
    project = Memory(files, config, [PluginModule("own", None, True, BUILTINS)])
    seams = parse(plan, name="PLAN.md")
    written: dict[str, str] = {}
    known = None
    for attempt in range(2):
        fixtures = ProjectFixtures(Resolver(project), "/p", stubs=stubs)
        known = known or fixtures
        changes, skipped = implement(
            seams, "tests/PLAN.md", seams.seams, _Files(project), [], OPTIONS, fixtures=fixtures
        )
        more, failed = fixtures.changes(_Files(project), OPTIONS) if stubs else ([], [])
        assert [*skipped, *failed] == []
        for change in (*changes, *more):
            assert not attempt or not change.edits
            project.files[f"/p/{change.path}"] = written[change.path] = change.after
            ast.parse(change.after)
    return written, list(known.missing) if known is not None else []


def _made(*parts: str) -> str:
    """A conftest: the options of a fixture and its ``def``, one after the other."""
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return "import pytest\n" + "".join(f"\n@pytest.fixture({each})\n{head}: pass\n" for each, head in pairs)


def parameters(text: str) -> list[str]:
    """The parameters of the one test in ``text``, as they are written."""
    (test,) = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    return [ast.unparse(each) for each in test.args.args[1:]]


def check(
    lines: str,
    expected: str,
    *,
    files: Mapping[str, str] | None = None,
    components: str = "Basket",
    config: PytestConfig | None = None,
) -> None:
    """The test of a seam with these ``lines`` asks for ``expected``, in this order."""
    plan = PLAN.format(lines=lines, components=components)
    written, _ = generated(plan, files or {"tests/conftest.py": SHOP}, config=config)
    assert parameters(written["tests/test_ordering_books.py"]) == expected.split()


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("**FIXTURES:** `store`, `mail_server`", "store mail_server"),
        ("**FIXTURES:** store, letters", "store"),
        ("**FIXTURES:**\n- Mail server\n- Order desk", "mail_server"),
        ("**INFRASTRUCTURE NEEDS:** orders in the `store` fixture", "store"),
        ("**INFRASTRUCTURE NEEDS:** a quick `store` of orders", "store"),
        ("**INFRASTRUCTURE NEEDS:** Test client", "client"),
        ("**INFRASTRUCTURE NEEDS:** HTTP test client, mail server", "client mail_server"),
        ("**INFRASTRUCTURE NEEDS:** An eager test client", "eager_client"),
        ("**INFRASTRUCTURE NEEDS:** Environment variables, temporary files", "monkeypatch tmp_path"),
        ("**INFRASTRUCTURE NEEDS:** Log capture", "caplog"),
        ("**INFRASTRUCTURE NEEDS:** Memory store for orders", "store"),
    ],
)
def test_what_the_plan_means_is_asked_for(lines: str, expected: str) -> None:
    files = {"tests/conftest.py": SHOP.replace("in memory", "in memory, a store for orders")}
    config = PytestConfig("/p", "/p")
    check(lines, expected, files=files, config=config)


@pytest.mark.parametrize(
    "lines",
    [
        "**INFRASTRUCTURE NEEDS:** None",
        "**INFRASTRUCTURE NEEDS:** A shop",
        "**INFRASTRUCTURE NEEDS:** No test client",
        "**INFRASTRUCTURE NEEDS:** Server with mails",
        "**INFRASTRUCTURE NEEDS:** Store performance measurement",
        "**INFRASTRUCTURE NEEDS:** Clean clock",
        "**FIXTURES:** `clean_clock`",
        "**FIXTURES:** `till`",
        "**INFRASTRUCTURE NEEDS:** optional mail server",
    ],
)
def test_nothing_is_guessed(lines: str) -> None:
    check(lines.replace("Server with mails", "A server"), "")


@pytest.mark.parametrize(
    ("definition", "why"),
    [
        ("def lamp(nobody): return 1", "asks for what does not exist"),
        ("def lamp(request): return request.param", "needs a value"),
        ("async def lamp(): return 1", "nothing awaits it"),
        ("def lamp(lamp): return 1", "overrides nothing"),
    ],
)
def test_what_cannot_work_is_left_out(definition: str, why: str) -> None:
    check("**FIXTURES:** `lamp`", "", files={"tests/conftest.py": f"import pytest\n\n@pytest.fixture\n{definition}\n"})


def test_a_wide_fixture_that_asks_for_a_narrow_one_is_left_out() -> None:
    conftest = _made("", "def oil()", "scope='session'", "def lamp(oil)")
    check("**FIXTURES:** `lamp`, `oil`", "oil", files={"tests/conftest.py": conftest})


def test_asynchronous_fixtures_need_a_plugin() -> None:
    conftest = "import pytest\n\n@pytest.fixture\nasync def lamp(): return 1\n"
    files = {"tests/conftest.py": conftest}
    check("**FIXTURES:** `lamp`", "lamp", files=files, config=PytestConfig("/p", "/p", asyncio_mode="auto"))
    own = "import pytest_asyncio\n\n@pytest_asyncio.fixture\nasync def lamp(): return 1\n"
    check("**FIXTURES:** `lamp`", "lamp", files={"tests/conftest.py": own})


def test_a_component_means_the_fixture_of_its_name_or_type() -> None:
    check("", "store", components="OrderStore, Basket")
    check("", "store", components="Basket → OrderStore.add()")
    check("", "", components="Basket, StoreRoom")


def test_of_equal_candidates_none_is_taken() -> None:
    twin = "\n@pytest.fixture\ndef order_store():\n    return 1\n\n@pytest.fixture\ndef store_order():\n    return 2\n"
    check("**INFRASTRUCTURE NEEDS:** order store", "", files={"tests/conftest.py": "import pytest\n" + twin})


def test_function_scope_wins_among_equals_and_the_nearest_file() -> None:
    two = _made("scope='session'", "def order_store()", "", "def store_order()")
    check("**INFRASTRUCTURE NEEDS:** order store", "store_order", files={"tests/conftest.py": two})
    near = _made("", "def api_client()")
    check("**INFRASTRUCTURE NEEDS:** API client", "api_client", files={"tests/conftest.py": near, "conftest.py": SHOP})


def test_what_a_parameter_brings_is_not_asked_for_again() -> None:
    conftest = _made("", "def mail_server()", "", "def order_desk(mail_server)")
    files = {"tests/conftest.py": conftest}
    check("**INFRASTRUCTURE NEEDS:** order desk, mail server", "order_desk", files=files)
    check("**FIXTURES:** `order_desk`, `mail_server`", "order_desk mail_server", files=files)


def test_parameters_are_annotated_where_the_house_does_so() -> None:
    conftest = (
        "from pathlib import Path\nimport pytest\nfrom shop.orders import OrderStore\n\n"
        "@pytest.fixture\ndef root(tmp_path: Path) -> Path: return tmp_path\n\n"
        "@pytest.fixture\ndef store(root: Path) -> OrderStore: return OrderStore(root)\n\n"
        "@pytest.fixture\ndef odd() -> Hidden: return 1\n"
    )
    plan = PLAN.format(components="Basket", lines="**FIXTURES:** `store`, `tmp_path`, `odd`")
    tmp_path = "\n@pytest.fixture\ndef tmp_path() -> Path: pass\n"
    written, _ = generated(plan, {"tests/conftest.py": conftest + tmp_path})
    text = written["tests/test_ordering_books.py"]
    assert parameters(text) == ["store: OrderStore", "tmp_path: Path", "odd"]
    assert "from pathlib import Path\n\nimport pytest\n" in text
    assert "from shop.orders import OrderStore\n" in text


STUBS = "**FIXTURES:** `paid_basket` (a basket with one paid book), `mail_container`, Order desk"


def test_missing_fixtures_become_stubs_that_the_tests_ask_for() -> None:
    plan = PLAN.format(components="Basket", lines=STUBS)
    written, missing = generated(plan, {"tests/conftest.py": SHOP}, stubs=True)
    assert missing == ["mail_container", "order_desk", "paid_basket"]
    assert parameters(written["tests/test_ordering_books.py"]) == ["paid_basket", "mail_container", "order_desk"]
    conftest = written["tests/conftest.py"]
    assert conftest.startswith(SHOP)
    assert '@pytest.fixture(scope="session")\ndef mail_container():' in conftest
    assert "@pytest.fixture\ndef paid_basket():" in conftest
    assert conftest.count("pytest.fail(") == 3


def test_without_stubs_a_missing_fixture_is_only_reported() -> None:
    written, missing = generated(PLAN.format(components="Basket", lines=STUBS), {"tests/conftest.py": SHOP})
    assert list(written) == ["tests/test_ordering_books.py"]
    assert missing == ["mail_container", "order_desk", "paid_basket"]


def test_where_plugins_are_unknown_nothing_is_missing() -> None:
    files = {"tests/conftest.py": SHOP, "conftest.py": "pytest_plugins = ['shop.testing']\n"}
    config = PytestConfig("/p", "/p", conftests=("/p/conftest.py",))
    _, missing = generated(PLAN.format(components="Basket", lines=STUBS), files, config=config)
    assert missing == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [("mail_container", True), ("docker_shop", True), ("postgres_server", True), ("contained_client", False)],
)
def test_containers_live_for_the_session(name: str, expected: bool) -> None:
    assert is_container(Missing(name, "")) is expected


DRAFT = """\
```python
def test_draft(self, till: Till, store, size=3):
    assert till.open(store)
```
"""


def test_drafts_keep_their_parameters_and_missing_ones_are_made() -> None:
    plan = PLAN.format(components="Basket", lines="") + DRAFT
    written, missing = generated(plan, {"tests/conftest.py": SHOP}, stubs=True)
    assert missing == ["till"]
    assert "def till():" in written["tests/conftest.py"]
    assert parameters(written["tests/test_ordering_books.py"])[0].startswith("till")


def test_a_draft_whose_arguments_come_from_elsewhere_lacks_nothing() -> None:
    draft = DRAFT.replace("def test", '@pytest.mark.parametrize("till", [1])\ndef test')
    _, missing = generated(PLAN.format(components="Basket", lines="") + draft, {"tests/conftest.py": SHOP})
    assert missing == []
