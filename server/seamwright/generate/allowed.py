"""What a team's template may say. Everything else is refused by name, whatever it would do.

Refused are methods, slices, powers, dictionaries, most filters and tests, and templates that are not there. Around what
can grow or repeat, calls to the functions of :mod:`seamwright.generate.metered` are put, which pay for the work before
it is done.
"""

from __future__ import annotations

from typing import Any, cast

from jinja2 import TemplateSyntaxError, nodes
from jinja2.visitor import NodeTransformer

TESTS = frozenset({"defined", "even", "false", "none", "number", "odd", "string", "true", "undefined"})


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
