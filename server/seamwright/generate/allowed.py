"""What a team's template may do, and what each of it costs.

A template is refused for what is not listed here, whatever it would do: methods, slices, powers, dictionaries, most
filters. What is listed works on scalars and flat lists only, and pays for its work before it does it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from jinja2 import TemplateSyntaxError, nodes
from jinja2.runtime import Undefined
from jinja2.visitor import NodeTransformer

BUDGET = 200_000
"""Steps of one rendering; a usual template takes some hundreds."""
MAX_ITEMS = 10_000
MAX_TEXT = 64 * 1024
_MAX_INTEGER = 10**12


class TooMuch(ValueError):
    """A template wants more than it may have."""


class Meter:
    """What is left of a template's budget."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = BUDGET

    def spend(self, steps: int) -> None:
        """Pay for ``steps``, or stop."""
        self.left -= steps
        if self.left < 0:
            raise TooMuch("the template does too much work")

    def text(self, length: int) -> None:
        """Pay for a text of ``length`` characters."""
        if length > MAX_TEXT:
            raise TooMuch(f"a text of more than {MAX_TEXT} characters")
        self.spend((length >> 5) + 1)


def bounded(tree: nodes.Template, name: str, filters: frozenset[str], templates: frozenset[str]) -> nodes.Template:
    """``tree`` with everything that costs something metered.

    Raises:
        TemplateSyntaxError: it uses what is not allowed.
    """
    weight = _weight(tree)
    visitor = _Bounding(name, filters, templates)
    visitor.generic_visit(tree)
    tree.body.insert(0, _spending(weight, 1))
    return tree


class _Bounding(NodeTransformer):
    def __init__(self, name: str, filters: frozenset[str], templates: frozenset[str]) -> None:
        self._name, self._filters, self._templates = name, filters, templates

    def visit(self, node: nodes.Node, *args: Any, **kwargs: Any) -> Any:
        if not isinstance(node, _ALLOWED):
            self._refuse(node, _WORDS.get(type(node), f"{{% {type(node).__name__.lower()} %}}"))
        return super().visit(node, *args, **kwargs)

    def visit_For(self, node: nodes.For) -> nodes.Node:
        if node.recursive:
            self._refuse(node, "a recursive loop")
        weight = _weight(node)
        self.generic_visit(node)
        node.iter = _call(node.iter, "~each", nodes.Const(weight))
        return node

    def visit_Macro(self, node: nodes.Macro) -> nodes.Node:
        return self._with_cost(node)

    def visit_CallBlock(self, node: nodes.CallBlock) -> nodes.Node:
        return self._with_cost(node)

    def visit_Output(self, node: nodes.Output) -> nodes.Node:
        self.generic_visit(node)
        node.nodes = [each if isinstance(each, nodes.TemplateData) else _call(each, "~out") for each in node.nodes]
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:
        self.generic_visit(node)
        return _call(nodes.List(node.nodes, lineno=node.lineno), "~concat")

    def visit_List(self, node: nodes.List) -> nodes.Node:
        self.generic_visit(node)
        return _call(node, "~flat")

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Node:
        self.generic_visit(node)
        return node if node.ctx == "store" else _call(node, "~flat")

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:
        self.generic_visit(node)
        node.expr = _call(node.expr, "~weigh")
        for operand in node.ops:
            operand.expr = _call(operand.expr, "~weigh")
        return node

    def visit_Filter(self, node: nodes.Filter) -> nodes.Node:
        if node.name.startswith("~") or node.name not in self._filters or node.dyn_args or node.dyn_kwargs:
            known = ", ".join(sorted(name for name in self._filters if not name.startswith("~")))
            self._refuse(node, f"the filter {node.name!r}", f"; there are {known}")
        return self.generic_visit(node)

    def visit_Test(self, node: nodes.Test) -> nodes.Node:
        if node.name not in TESTS or node.args or node.kwargs or node.dyn_args or node.dyn_kwargs:
            self._refuse(node, f"the test {node.name!r}", f"; there are {', '.join(sorted(TESTS))}")
        return self.generic_visit(node)

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        if not isinstance(node.node, nodes.Name):
            self._refuse(node, "calling a method")
        if node.dyn_args or node.dyn_kwargs:
            self._refuse(node, "a call with * or **")
        return self.generic_visit(node)

    def visit_Getattr(self, node: nodes.Getattr) -> nodes.Node:
        if node.attr.startswith("_"):
            self._refuse(node, f"the attribute {node.attr!r}")
        return self.generic_visit(node)

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str) and node.arg.value.startswith("_"):
            self._refuse(node, f"the attribute {node.arg.value!r}")
        return self.generic_visit(node)

    def visit_Include(self, node: nodes.Include) -> nodes.Node:
        self._known(node, node.template)
        return node

    def visit_FromImport(self, node: nodes.FromImport) -> nodes.Node:
        self._known(node, node.template)
        return node

    def _known(self, node: nodes.Node, template: nodes.Expr) -> None:
        if not isinstance(template, nodes.Const) or template.value not in self._templates:
            what = repr(template.value) if isinstance(template, nodes.Const) else "this one"
            raise TemplateSyntaxError(f"there is no template {what}"[:120], node.lineno, self._name)

    def _with_cost(self, node: nodes.Macro | nodes.CallBlock) -> nodes.Node:
        weight = _weight(node)
        self.generic_visit(node)
        node.body.insert(0, _spending(weight, node.lineno))
        return node

    def _refuse(self, node: nodes.Node, what: str, instead: str = "") -> None:
        raise TemplateSyntaxError(
            f"{what[:60]} is not available in a team's template{instead}", node.lineno, self._name
        )


_ALLOWED = (
    nodes.Add,
    nodes.And,
    nodes.Assign,
    nodes.AssignBlock,
    nodes.Call,
    nodes.CallBlock,
    nodes.Compare,
    nodes.Concat,
    nodes.CondExpr,
    nodes.Const,
    nodes.Div,
    nodes.Filter,
    nodes.FilterBlock,
    nodes.FloorDiv,
    nodes.For,
    nodes.FromImport,
    nodes.Getattr,
    nodes.Getitem,
    nodes.If,
    nodes.Include,
    nodes.Keyword,
    nodes.List,
    nodes.Macro,
    nodes.Mod,
    nodes.Mul,
    nodes.NSRef,
    nodes.Name,
    nodes.Neg,
    nodes.Not,
    nodes.Operand,
    nodes.Or,
    nodes.Output,
    nodes.Pos,
    nodes.Sub,
    nodes.Template,
    nodes.TemplateData,
    nodes.Test,
    nodes.Tuple,
    nodes.With,
)
_WORDS: dict[type[nodes.Node], str] = {nodes.Dict: "a dictionary", nodes.Pow: "a power", nodes.Slice: "a slice"}


def _weight(node: nodes.Node) -> int:
    """How much work one pass through ``node`` is at most, apart from loops and calls inside it."""
    weight, stack = 5, [node]
    while stack:
        each = stack.pop()
        weight += 1 + (len(each.data) >> 5 if isinstance(each, nodes.TemplateData) else 0)
        stack += each.iter_child_nodes()
    return weight


def _call(value: nodes.Node, name: str, *arguments: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(cast("nodes.Expr", value), name, list(arguments), [], None, None, lineno=value.lineno)


def _spending(weight: int, line: int) -> nodes.ExprStmt:
    constant = nodes.Const(weight, lineno=line)
    return nodes.ExprStmt(_call(constant, "~spend"), lineno=line)


def binary(meter: Meter, operator: str, left: Any, right: Any) -> Any:
    """``left operator right`` on numbers, or a sum of texts."""
    if operator == "+" and isinstance(left, str) and isinstance(right, str):
        meter.text(len(left) + len(right))
        return left + right
    if not (_is_number(left) and _is_number(right)):
        raise TooMuch(f"{operator!r} takes numbers; join texts with ~")
    if operator == "**" or max(abs(left), abs(right)) > _MAX_INTEGER:
        raise TooMuch("a number that large")
    meter.spend(1)
    return _ARITHMETIC[operator](left, right)


_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
    "//": lambda left, right: left // right,
    "%": lambda left, right: left % right,
}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float)


def _each(meter: Meter, value: Any, weight: int) -> Any:
    if not isinstance(value, str | list | tuple | range):
        raise TooMuch(f"a loop over {_kind(value)}")
    meter.spend((len(value) + 1) * weight)
    return value


def _out(meter: Meter, value: Any) -> str:
    text = _scalar(value)
    meter.text(len(text))
    return text


def _concat(meter: Meter, values: Sequence[Any]) -> str:
    texts = [_scalar(value) for value in values]
    meter.text(sum(map(len, texts)))
    return "".join(texts)


def _flat(meter: Meter, values: Any) -> Any:
    for value in values:
        _scalar(value)
    meter.spend(len(values))
    return values


def _weigh(meter: Meter, value: Any) -> Any:
    if isinstance(value, list | tuple):
        meter.spend(sum((len(_scalar(each)) >> 5) + 1 for each in value) + 1)
    elif isinstance(value, str):
        meter.spend((len(value) >> 5) + 1)
    elif isinstance(value, range):
        meter.spend(len(value))
    else:
        _scalar(value)
        meter.spend(1)
    return value


def _scalar(value: Any) -> str:
    """A text, number, truth value or nothing, as text."""
    if isinstance(value, Undefined):
        return str(value)  # raises, and says which name it is
    if value is None or isinstance(value, str | bool | float):
        return str(value)
    if isinstance(value, int) and abs(value) <= _MAX_INTEGER**2:
        return str(value)
    raise TooMuch(f"{_kind(value)} where a text or a number belongs")


def _kind(value: Any) -> str:
    return f"a {type(value).__name__}"


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return _scalar(value)


def _per_text(function: Callable[[str], Any]) -> Callable[..., Any]:
    def filtered(meter: Meter, value: Any) -> Any:
        text = _text(value)
        meter.text(len(text))
        return function(text)

    return filtered


def _replace(meter: Meter, value: Any, old: Any, new: Any) -> str:
    text, old, new = _text(value), _text(old), _text(new)
    if not old:
        raise TooMuch("replace() of an empty text")
    meter.text(len(text))
    meter.text(len(text) + text.count(old) * max(len(new) - len(old), 0))
    return text.replace(old, new)


def _indent(meter: Meter, value: Any, width: Any = 4, first: Any = False, blank: Any = False) -> str:
    text = _text(value)
    margin = width if isinstance(width, str) else " " * min(max(int(width), 0), 1000)
    lines = text.split("\n")
    meter.text(len(text) + len(lines) * len(margin))
    kept = [margin + line if (line or blank) and (index or first) else line for index, line in enumerate(lines)]
    return "\n".join(kept)


def _join(meter: Meter, values: Any, separator: Any = "") -> str:
    if not isinstance(values, list | tuple | range):
        raise TooMuch(f"join() of {_kind(values)}")
    meter.spend(len(values))
    texts, between = [_scalar(value) for value in values], _text(separator)
    meter.text(sum(map(len, texts)) + len(between) * len(texts))
    return between.join(texts)


def _default(meter: Meter, value: Any, otherwise: Any = "", boolean: Any = False) -> Any:
    meter.spend(1)
    return otherwise if isinstance(value, Undefined) or (boolean and not value) else value


def _length(meter: Meter, value: Any) -> int:
    meter.spend(1)
    return len(value)


def _end(index: int) -> Callable[..., Any]:
    def end(meter: Meter, value: Any) -> Any:
        meter.spend(1)
        return value[index] if value else ""

    return end


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "~concat": _concat,
    "~each": _each,
    "~flat": _flat,
    "~out": _out,
    "~spend": lambda meter, steps: meter.spend(steps) or "",
    "~weigh": _weigh,
    "capitalize": _per_text(str.capitalize),
    "default": _default,
    "first": _end(0),
    "indent": _indent,
    "join": _join,
    "last": _end(-1),
    "length": _length,
    "lines": _per_text(lambda text: text.split("\n")),
    "lower": _per_text(str.lower),
    "replace": _replace,
    "title": _per_text(str.title),
    "trim": _per_text(str.strip),
    "upper": _per_text(str.upper),
}
"""Every filter; those with ``~`` are put in by :func:`bounded` and cannot be written."""

TESTS = frozenset({"defined", "even", "false", "none", "number", "odd", "string", "true", "undefined"})
