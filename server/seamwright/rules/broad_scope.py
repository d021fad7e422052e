"""SW301 broad-scope: a fixture is shared by many tests although it costs nothing to make it anew."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from seamwright.rewriting import RemoveArgument
from seamwright.rules.context import Context
from seamwright.rules.environ import changes
from seamwright.rules.model import Example, Fix, Problem, Rule, Severity
from seamwright.rules.module import Function
from seamwright.rules.syntax import body_of, children, dotted, keyword, walk

_BROAD = ("session", "package", "module", "class")


def examine(function: Function, context: Context) -> Iterator[Problem]:
    """Fixtures of a wide scope in which everything is known to be cheap."""
    fixture = function.fixture
    if function.role != "fixture" or fixture is None or fixture.scope not in _BROAD or fixture.autouse:
        return
    if _PLUGINS.fullmatch(fixture.name) or _overrides(function, context) or fixture.has_params:
        return
    if not is_cheap(function, context) or (broader := _needed_by(function, context)) == "expensive":
        return
    fix = _fix(function) if broader is None else None
    yield Problem(
        function.name_span,
        f"{fixture.name} is shared by all tests of a {fixture.scope}, and costs nothing to make anew",
        fix=fix,
    )


def is_cheap(function: Function, context: Context, depth: int = 3) -> bool:
    """Whether a fixture, and what it needs, provably does nothing expensive and changes nothing outside."""
    body = body_of(function.node)
    if not body or function.is_async or changes(function, context):
        return False
    for name in function.requested:
        needed = next((each for each in context.fixtures.get(name, ()) if each is not function), None)
        if needed is None or depth == 0 or not is_cheap(needed, context.home(needed), depth - 1):
            return False
    return _Judge(function, context, depth).body(body)


class _Judge:
    """Says of statements and expressions whether they are cheap. Where it does not know, they are not."""

    def __init__(self, function: Function, context: Context, depth: int) -> None:
        self.function, self.context, self.depth = function, context, depth
        self.classes = {each.name for each in walk(function.node) if isinstance(each, ast.ClassDef)}

    def body(self, body: Sequence[ast.stmt]) -> bool:
        return all(self.statement(each) for each in body)

    def statement(self, node: ast.stmt) -> bool:
        if isinstance(node, (ast.Pass, ast.ClassDef, ast.Import, ast.ImportFrom, ast.FunctionDef)):
            return True
        if isinstance(node, (ast.Return, ast.Expr)):
            return node.value is None or self.cheap(node.value)
        if isinstance(node, (ast.Assign, ast.AnnAssign)):
            return node.value is None or self.cheap(node.value)
        if isinstance(node, ast.If):
            return self.cheap(node.test) and self.body(node.body) and self.body(node.orelse)
        if isinstance(node, ast.For):
            return self.cheap(node.iter) and self.body(node.body)
        return False

    def cheap(self, node: ast.AST) -> bool:
        if isinstance(node, ast.Call):
            return self.call(node) and all(
                self.cheap(each) for each in (*node.args, *(given.value for given in node.keywords))
            )
        if isinstance(node, (ast.Await, ast.YieldFrom)):
            return False
        if isinstance(node, ast.Lambda):
            return True
        return all(self.cheap(each) for each in children(node))

    def call(self, node: ast.Call) -> bool:
        name = dotted(node.func)
        if isinstance(node.func, ast.Attribute) and node.func.attr in _CHEAP_METHODS and self.cheap(node.func.value):
            return True
        if not name:
            return False
        if name in _BUILTINS or name in self.classes or self.context.imported(name, self.function) in _CHEAP:
            return True
        if _SETTINGS.search(name.rpartition(".")[2]) and name[0].isupper():
            return True
        return self._of_tests(node, name)

    def _of_tests(self, node: ast.Call, name: str) -> bool:
        """A helper of the test tree that is cheap itself, or a class of the test tree."""
        if self.depth == 0:
            return False
        found = self.context.called(node, self.function)
        if found is not None:
            helper, home = found
            return not helper.is_async and _Judge(helper, home, self.depth - 1).body(body_of(helper.node))
        made = self.context.test_class(name, self.function)
        if made is None:
            return False
        cls, home = made
        init = home.method(cls, "__init__")
        return init is None or _Judge(init[0], init[1], self.depth - 1).body(body_of(init[0].node))


def _overrides(function: Function, context: Context) -> bool:
    """A fixture of that name is there already: somebody's scope is being kept, or switched off."""
    chain = context.fixtures.get(function.fixture.name if function.fixture else "", ())
    return len(chain) > 1 and chain[-1] is not function


def _needed_by(function: Function, context: Context) -> str | None:
    """Whether a fixture of a wide scope requests it: ``cheap`` or ``expensive`` ones, or none."""
    name = function.fixture.name if function.fixture is not None else function.name
    found = None
    for chain in context.fixtures.values():
        for each in chain:
            if (
                each is not function
                and name in each.requested
                and each.fixture is not None
                and each.fixture.scope != "function"
            ):
                if not is_cheap(each, context.home(each)):
                    return "expensive"
                found = "cheap"
    return found


def _fix(function: Function) -> Fix | None:
    """Take the scope out, and the parentheses where nothing else is in them."""
    decorator = function.fixture.decorator if function.fixture is not None else None
    if not isinstance(decorator, ast.Call) or keyword(decorator, "scope") is None:
        return None
    dropped = RemoveArgument(function.span(decorator), "scope")
    return Fix("Drop the scope", rewrites=(dropped,))


_PLUGINS = re.compile(
    r"event_loop.*|anyio_backend.*|vcr_.*|celery_.*|use_celery_app_trap|depends_on_current_app|"
    r"django_db_.*|base_url|default_worker_.*|docker_.*|pytest_.*|worker_id|browser_.*|.*_cls"
)
_SETTINGS = re.compile(r"(?:Settings|Config|Configuration|Options)$")
_BUILTINS = frozenset(
    {
        *(
            "dict",
            "list",
            "set",
            "tuple",
            "str",
            "int",
            "float",
            "bool",
            "bytes",
            "frozenset",
            "sorted",
            "len",
            "range",
        ),
        *("min", "max", "sum", "zip", "enumerate", "any", "all", "object", "repr", "round", "abs", "map", "filter"),
    }
)
# Nothing that gives another value each time (clocks, random names): whoever shares that may want it to be one value.
_CHEAP = frozenset(
    {
        *("pathlib.Path", "decimal.Decimal", "datetime.datetime", "datetime.date", "datetime.timedelta", "uuid.UUID"),
        *("collections.defaultdict", "collections.OrderedDict", "collections.deque", "copy.deepcopy", "copy.copy"),
        *("textwrap.dedent", "json.dumps", "json.loads", "itertools.count", "re.compile", "types.SimpleNamespace"),
        *("datetime.timezone", "zoneinfo.ZoneInfo", "io.BytesIO", "io.StringIO", "collections.Counter"),
        *("os.path.join", "os.path.dirname"),
    }
)
_CHEAP_METHODS = frozenset(
    {
        *(
            "format",
            "join",
            "strip",
            "split",
            "lower",
            "upper",
            "replace",
            "encode",
            "decode",
            "append",
            "extend",
            "update",
        ),
        *(
            "items",
            "keys",
            "values",
            "get",
            "copy",
            "add",
            "joinpath",
            "with_suffix",
            "with_name",
            "isoformat",
            "strftime",
            "title",
        ),
    }
)

RULE = Rule(
    code="SW301",
    name="broad-scope",
    severity=Severity.INFORMATION,
    what="A fixture of scope session, package, module or class that provably does nothing expensive: literals, own "
    "classes, "
    "settings. Whatever is not known to be cheap is not reported.",
    why="Tests share the value and may change it for each other. A wide scope is for what is slow to make.",
    function=examine,
    fixable=True,
    good=(
        Example("""\
import uuid

import pytest


@pytest.fixture(scope="session")
def server():
    '''A server.'''
    return start_server(port=1)


@pytest.fixture(scope="session")
def mode(request):
    '''As asked for on the command line.'''
    return request.config.getoption("--mode")


@pytest.fixture(scope="module")
def name():
    '''What everything that this module makes is called.'''
    return f"shop-{uuid.uuid4()}"
"""),
        Example("""\
import pytest


@pytest.fixture(scope="session")
def names():
    '''Names of containers.'''
    return ["a", "b"]


@pytest.fixture(scope="session")
def containers(names):
    '''Containers.'''
    return [start(name) for name in names]


@pytest.fixture(scope="session")
def vcr_config():
    '''What the plugin asks for.'''
    return {"filter": []}
"""),
    ),
    bad=(
        Example(
            """\
import pytest


@pytest.fixture(scope="session")
def ‹basket›():
    '''A basket.'''
    return {"apples": 3}
""",
            "basket is shared by all tests of a session, and costs nothing to make anew",
            """\
import pytest


@pytest.fixture
def basket():
    '''A basket.'''
    return {"apples": 3}
""",
        ),
        Example(
            """\
import pytest


@pytest.fixture(scope="module", name="basket")
def ‹_basket›():
    '''A basket.'''
    fruits = ["apple", "pear"]
    return {fruit: len(fruit) for fruit in fruits}
""",
            "basket is shared by all tests of a module, and costs nothing to make anew",
            """\
import pytest


@pytest.fixture(name="basket")
def _basket():
    '''A basket.'''
    fruits = ["apple", "pear"]
    return {fruit: len(fruit) for fruit in fruits}
""",
        ),
    ),
)
