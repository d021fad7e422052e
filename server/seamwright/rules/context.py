"""What is around a function: imports, helpers and fixtures. The same object as long as nothing of that has changed."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from functools import cached_property

from seamwright.rules.model import Settings
from seamwright.rules.module import Class, Function, Module
from seamwright.rules.names import UNKNOWN, Import, ModuleNames, Target, local_imports
from seamwright.rules.project import Project
from seamwright.rules.syntax import dotted, string, walk


class Context:
    """The surroundings of the functions of one module. Does not depend on the bodies of its tests."""

    def __init__(self, project: Project, module: Module, conftests: Sequence[Module]) -> None:
        self.project, self.module, self.conftests = project, module, conftests
        self.path = module.path
        self.settings: Settings = project.settings
        first_party = project.first_party
        self.dotted = first_party.dotted(module.path)
        self.names = ModuleNames(module, self.dotted, module.path.endswith("__init__.py"))
        self._locals: dict[int, tuple[dict[str, Import], frozenset[str]]] = {}
        self.memo: dict[object, object] = {}
        """What rules work out once for the whole module."""

    # Names

    def imported(self, name: str, function: Function | None = None) -> str:
        """What the dotted ``name`` means by the imports in force: ``sleep`` is ``time.sleep`` after such an import.

        A name that is no import stays what it is; one that is a local variable is nothing.
        """
        first, _, rest = name.partition(".")
        found: Import | None = None
        if function is not None:
            imports, assigned = self.locals(function)
            found = imports.get(first)
            if found is None and first in assigned:
                return ""
        found = found or self.names.imports.get(first)
        if found is None:
            return name
        full = found.module if found.name is None else f"{found.module}.{found.name}"
        return f"{full}.{rest}" if rest else full

    def resolve(self, node: ast.AST | str | None, function: Function | None = None) -> Target:
        """What an expression or a dotted name in a function finally is."""
        name = node if isinstance(node, str) else dotted(node)
        first = name.partition(".")[0]
        if not name:
            return UNKNOWN
        full = self.imported(name, function)
        if not full:
            return UNKNOWN
        if full == name and first not in self.names.imports:
            imports = self.locals(function)[0] if function is not None else {}
            if first not in imports:
                if first in self.names.classes or first in self.names.functions:
                    return Target("test", name=name)
                return UNKNOWN
        return self.project.names.resolve(full, self.path)

    def target(self, name: str) -> Target:
        """What a patch target, which is a string, finally is."""
        return self.project.names.resolve(name, self.path)

    def locals(self, function: Function) -> tuple[dict[str, Import], frozenset[str]]:
        """What imports inside ``function`` bind, and the names of its parameters and variables."""
        key = id(function.node)
        if key not in self._locals:
            bound = set()
            for node in walk(function.node):
                if isinstance(node, ast.arg):
                    bound.add(node.arg)
                elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    bound.add(node.id)
            self._locals[key] = local_imports(function.node, self.names.package), frozenset(bound)
        return self._locals[key]

    def text(self, node: ast.AST | None, function: Function | None = None) -> str | None:
        """The value of a string expression: a literal, a constant of the module, or both put together."""
        if (value := string(node)) is not None:
            return value
        if isinstance(node, ast.Name):
            held = self.names.values.get(node.id)
            if held is None:
                return self._imported_text(node.id)
            return self.text(held) if not isinstance(held, ast.Name) else None
        if isinstance(node, ast.IfExp):
            # Both are the same kind of thing, whichever it is today.
            return self.text(node.body, function)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            left, right = self.text(node.left, function), self.text(node.right, function)
            return left + right if left is not None and right is not None else None
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
            given = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
            return self._filled(string(node.left), "%s", given, function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
            return self._filled(string(node.func.value), "{}", node.args, function) if not node.keywords else None
        if isinstance(node, ast.JoinedStr):
            parts = [
                self.text(each.value if isinstance(each, ast.FormattedValue) else each, function)
                for each in node.values
            ]
            return None if any(part is None for part in parts) else "".join(part for part in parts if part is not None)
        return None

    def _filled(
        self, pattern: str | None, place: str, given: Sequence[ast.expr], function: Function | None
    ) -> str | None:
        """``pattern`` with texts at its places."""
        pieces = (pattern or "").split(place)
        texts = [self.text(each, function) for each in given]
        if pattern is None or len(pieces) != len(texts) + 1 or any(sign in "".join(pieces) for sign in "%{}"):
            return None
        if None in texts:
            return None
        return pieces[0] + "".join(f"{text}{piece}" for text, piece in zip(texts, pieces[1:], strict=True))

    def _imported_text(self, name: str) -> str | None:
        """The value of a constant that a module of the test tree defines."""
        found = self.names.imports.get(name)
        place = self.project.first_party.find(found.module, self.path) if found is not None and found.name else None
        if found is None or place is None or not place.is_test or not place.path.endswith(".py"):
            return None
        other = self.beside(place.path)
        held = other.names.values.get(found.name or "") if other is not None and other is not self else None
        return other.text(held) if other is not None and not isinstance(held, ast.Name) else None

    # Helpers

    def called(self, call: ast.Call, function: Function) -> tuple[Function, Context] | None:
        """The function that ``call`` runs, where it is one of this module, its class, or of the test tree."""
        name = dotted(call.func)
        if name.startswith(("self.", "cls.")) and name.count(".") == 1:
            return self.method(function.owner, name.partition(".")[2]) if function.owner is not None else None
        first, _, rest = name.partition(".")
        if first in self.locals(function)[1]:
            return None
        if not rest and first in self.names.functions:
            return self.names.functions[first], self
        if first in self.names.classes and rest and "." not in rest:
            return self.method(self.names.classes[first], rest)
        full = self.imported(name, function)
        owner, _, last = full.rpartition(".")
        if not owner:
            return None
        found = self.project.first_party.find(owner, self.path)
        if found is None or not found.is_test or not found.path.endswith(".py"):
            return None
        other = self.beside(found.path)
        return (other.names.functions[last], other) if other is not None and last in other.names.functions else None

    def method(self, owner: Class, name: str) -> tuple[Function, Context] | None:
        """The method of ``owner`` or of a base class that can be found."""
        seen: set[str] = set()
        todo: list[tuple[Class, Context]] = [(owner, self)]
        while todo:
            cls, context = todo.pop(0)
            found = context.names.methods.get(cls.name, {}).get(name)
            if found is not None:
                return found, context
            for base in cls.node.bases:
                written = dotted(base)
                if written in context.names.classes and written not in seen:
                    seen.add(written)
                    todo.append((context.names.classes[written], context))
                    continue
                module, _, last = context.imported(written).rpartition(".")
                place = context.project.first_party.find(module, context.path) if module else None
                other = context.beside(place.path) if place is not None and place.path.endswith(".py") else None
                if other is not None and last in other.names.classes and f"{module}.{last}" not in seen:
                    seen.add(f"{module}.{last}")
                    todo.append((other.names.classes[last], other))
        return None

    def test_class(self, name: str, function: Function | None = None) -> tuple[Class, Context] | None:
        """The class that the dotted ``name`` means, where it is one of this module or of the test tree."""
        if name in self.names.classes:
            return self.names.classes[name], self
        module, _, last = self.imported(name, function).rpartition(".")
        place = self.project.first_party.find(module, self.path) if module else None
        other = self.beside(place.path) if place is not None and place.is_test and place.path.endswith(".py") else None
        return (other.names.classes[last], other) if other is not None and last in other.names.classes else None

    def beside(self, path: str) -> Context | None:
        """The surroundings of functions in another module of the project."""
        if path == self.path:
            return self
        key = ("context", path)
        shared = self.project.names.__dict__.setdefault("contexts", {})
        if key not in shared:
            module = self.project.read(path)
            shared[key] = (
                Context(self.project, module, self.project.shared(path, module)) if module is not None else None
            )
        found = shared[key]
        return found if isinstance(found, Context) else None

    # Fixtures

    @cached_property
    def fixtures(self) -> dict[str, tuple[Function, ...]]:
        """Fixtures of this module and of the conftests in reach, the nearest first."""
        found: dict[str, tuple[Function, ...]] = {}
        for module in (self.module, *self.conftests):
            for function in module.functions:
                if function.fixture is not None and (function.owner is None or module is self.module):
                    found[function.fixture.name] = (*found.get(function.fixture.name, ()), function)
        return found

    @cached_property
    def shared_fixtures(self) -> dict[str, tuple[str, Function]]:
        """Fixtures of the conftests in reach by name: the path of the conftest, and the fixture."""
        found: dict[str, tuple[str, Function]] = {}
        for module in self.conftests:
            for function in module.functions:
                if function.fixture is not None and function.owner is None:
                    found.setdefault(function.fixture.name, (module.path, function))
        return found

    def home(self, fixture: Function) -> Context:
        """The surroundings of a fixture, which may be a conftest's."""
        for module in self.conftests:
            if any(each is fixture for each in module.functions):
                return self.beside(module.path) or self
        return self

    def closure(self, function: Function, depth: int = 8) -> list[Function]:
        """The fixtures that ``function`` needs: requested, by ``usefixtures``, autouse, and what those need."""
        names = [*function.requested, *function.uses]
        for found in self.fixtures.values():
            for each in found:
                if (
                    each.fixture is not None
                    and each.fixture.autouse
                    and (
                        each.owner is None
                        or each.owner is function.owner
                        or (function.owner and each.owner.name == function.owner.name)
                    )
                ):
                    names.append(each.fixture.name)
        seen: dict[int, Function] = {id(function): function}
        order: list[Function] = []
        todo = [(name, depth) for name in names]
        while todo:
            name, left = todo.pop(0)
            for each in self.fixtures.get(name, ()):
                if id(each) not in seen and left > 0:
                    seen[id(each)] = each
                    order.append(each)
                    todo += [(other, left - 1) for other in (*each.requested, *each.uses)]
                    break
        return order

    def assigned_once(self, function: Function) -> Iterator[tuple[str, ast.expr]]:
        """Variables of ``function`` and what is assigned to them."""
        for node in walk(function.node):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        yield target.id, node.value
            elif isinstance(node, (ast.NamedExpr, ast.AnnAssign)) and isinstance(node.target, ast.Name) and node.value:
                yield node.target.id, node.value
