"""Runs a team's own template: whatever stands in it, a bounded text comes out, or an error, and nothing else happens.

Jinja's sandbox keeps a template away from Python, but not from time and memory. A process could be given limits, but
this server starts none, and not every system has them. So the language is cut down to what a template of a test needs
(:mod:`seamwright.generate.allowed`), and all that can grow or repeat is metered: the work of a template is a number
that is the same on every machine, and it ends before it is felt.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from contextvars import ContextVar
from functools import lru_cache
from types import TracebackType
from typing import Any

from jinja2 import DictLoader, StrictUndefined, Template, TemplateNotFound, TemplateSyntaxError, nodes
from jinja2.exceptions import TemplateError as JinjaError
from jinja2.runtime import Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace

from seamwright.generate.allowed import TESTS, bounded
from seamwright.generate.metered import FILTERS, MAX_ITEMS, Meter, TooMuch, binary
from seamwright.generate.model import Options
from seamwright.generate.strict import parse
from seamwright.generate.templates import CLASS, METHOD, TemplateError, Value

MAX_SOURCE = 64 * 1024
"""Characters of a template."""
MAX_OUTPUT = 256 * 1024
"""Characters of what it makes."""


def render_untrusted(name: str, values: Mapping[str, Value], options: Options) -> str:
    """What template ``name`` makes of ``values``.

    It is run a second time with harmless texts instead of the plan's: where that gives another syntax tree, a text of
    the plan would have become code.

    Raises:
        TemplateError: the template is broken, does what it may not do, wants too much, or lets text become code.
    """
    sources = tuple(sorted(options.templates.items()))
    text = _run(name, values, sources)
    if name in (CLASS, METHOD):
        found, expected = _skeleton(name, text), _skeleton(name, _run(name, _harmless(values), sources))
        if expected is None:
            raise TemplateError(name, 1, f"the result is not valid Python ({_why_invalid(name, text)})")
        if found != expected:
            raise TemplateError(name, 1, "text of the plan would become code; keep it in docstrings and comments")
    return text


def _run(name: str, values: Mapping[str, Value], sources: tuple[tuple[str, str], ...]) -> str:
    meter = Meter()
    token = _METER.set(meter)
    try:
        template = _environment(sources).get_template(name)
        # Piece by piece, and without Jinja's own handling of errors, which would lose the line.
        context = template.new_context(dict(values))
        pieces, size = [], 0
        for piece in template.root_render_func(context):
            size += len(piece)
            if size > MAX_OUTPUT:
                raise TooMuch(f"the result is longer than {MAX_OUTPUT} characters")
            pieces.append(piece)
        return "".join(pieces)
    except TemplateError:
        raise
    except TemplateSyntaxError as error:
        raise TemplateError(error.name or name, error.lineno, _line(error.message or "no valid template")) from None
    except TemplateNotFound as error:
        raise TemplateError(*_place(error.__traceback__, name), f"there is no template {error.name!r}") from None
    except (MemoryError, RecursionError):
        raise TemplateError(name, 1, "the template is nested too deeply") from None
    except Exception as error:
        message = error.message if isinstance(error, JinjaError) else str(error)
        raise TemplateError(*_place(error.__traceback__, name), _line(message or type(error).__name__)) from None
    finally:
        _METER.reset(token)


_METER: ContextVar[Meter] = ContextVar("meter")


class _Environment(ImmutableSandboxedEnvironment):
    """Jinja with nothing in it but what is allowed, and with everything metered."""

    intercepted_binops = frozenset(["+", "-", "*", "/", "//", "%", "**"])

    def __init__(self, sources: Mapping[str, str]) -> None:
        super().__init__(
            autoescape=False,
            keep_trailing_newline=True,
            loader=DictLoader(sources),
            lstrip_blocks=True,
            # Nothing may be computed while a template is read: there is no meter then.
            optimized=False,
            trim_blocks=True,
            undefined=StrictUndefined,
        )
        self.globals = {"range": _range, "namespace": Namespace}
        self.filters = {name: _metered(function) for name, function in FILTERS.items()}
        self.tests = {name: test for name, test in self.tests.items() if name in TESTS}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        if len(source) > MAX_SOURCE:
            raise TemplateSyntaxError(f"the template is longer than {MAX_SOURCE} characters", 1, name)
        tree = super()._parse(source, name, filename)
        return bounded(tree, name or "", frozenset(self.filters), _names(self))

    def is_safe_callable(self, obj: Any) -> bool:
        return isinstance(obj, Macro) or obj is _range or obj is Namespace

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        return binary(_METER.get(), operator, left, right)


@lru_cache(maxsize=8)
def _environment(sources: tuple[tuple[str, str], ...]) -> _Environment:
    return _Environment(dict(sources))


def _names(environment: _Environment) -> frozenset[str]:
    loader = environment.loader
    return frozenset(loader.list_templates()) if loader else frozenset()


def _range(*arguments: Any) -> range:
    found = range(*arguments)
    if len(found) > MAX_ITEMS:
        raise TooMuch(f"range() of more than {MAX_ITEMS} items")
    return found


def _metered(function: Any) -> Any:
    def metered(*arguments: Any, **keywords: Any) -> Any:
        return function(_METER.get(), *arguments, **keywords)

    return metered


def _place(traceback: TracebackType | None, name: str) -> tuple[str, int]:
    """The template and its 1-based line in which something went wrong."""
    found = (name, 1)
    while traceback is not None:
        template = traceback.tb_frame.f_globals.get("__jinja_template__")
        if isinstance(template, Template):
            found = (template.name or name, template.get_corresponding_lineno(traceback.tb_lineno))
        traceback = traceback.tb_next
    return found


def _harmless(values: Mapping[str, Value]) -> dict[str, Value]:
    """``values`` with every text of the plan replaced, line by line."""
    harmless = dict(values)
    for key, stand_in in (*((key, "x") for key in TEXTS), *((key, "# x") for key in COMMENTS)):
        value = values.get(key)
        if isinstance(value, str) and value:
            harmless[key] = "\n".join(stand_in for _ in value.split("\n"))
    return harmless


TEXTS = (
    "business_impact",
    "critical_paths",
    "infrastructure",
    "integration_scope",
    "number",
    "plan",
    "scenario",
    "seam_under_test",
    "success_criteria",
    "summary",
    "test_strategy",
    "title",
)
"""Values that are text for a docstring."""
COMMENTS = ("act", "arrange", "assertions")
"""Values that are whole lines of comments."""


def _skeleton(name: str, text: str) -> str | None:
    """The syntax tree of ``text`` without the contents of strings, or ``None`` where there is none."""
    tree = parse(_whole(name, text))
    if tree is None:
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    try:
        return ast.dump(tree)
    except RecursionError:
        return None


def _whole(name: str, text: str) -> str:
    return f"class _:\n{text}" if name == METHOD else f"{text}\n    pass\n"


def _why_invalid(name: str, text: str) -> str:
    try:
        ast.parse(_whole(name, text))
    except SyntaxError as error:
        return f"line {max((error.lineno or 1) - (name == METHOD), 1)}: {error.msg}"
    except (ValueError, RecursionError, MemoryError) as error:
        return _line(str(error))
    return "it warns"


def _line(message: str) -> str:
    return " ".join(message.split())[:200]
