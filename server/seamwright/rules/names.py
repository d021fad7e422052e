"""What a name finally is: a part of the project, something that it talks to, configuration, a constant, or missing.

The prefix of a patch target says little: ``app.llm.Agent`` is the vendor's class if ``app.llm`` imports it. So names
are followed through the imports of the project's own modules, statically.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Literal, NamedTuple

from seamwright.rules.model import Settings
from seamwright.rules.module import Class, Function, Module, Reader
from seamwright.rules.syntax import FunctionNode, dotted, names_of, statements, walk
from seamwright.rules.tree import FirstParty, Found

Nature = Literal["internal", "boundary", "configuration", "constant", "logger", "missing", "test", "unknown"]
Form = Literal["module", "class", "function", "method", "instance", "value", "unknown"]


@dataclass(frozen=True)
class Target:
    """What a name finally is."""

    nature: Nature
    form: Form = "unknown"
    name: str = ""
    """Dotted, where it is defined."""
    adapter: bool = False
    """First-party, but probably only talks to something outside, or is a clock."""
    outside_by_name: bool = False
    """It is called like something that only talks to something outside; its folder alone says less."""
    private: bool = False
    """Some part of it begins with an underscore."""
    where: str = ""
    """For a missing name: the module that has not got it."""

    @property
    def short(self) -> str:
        """The last parts, enough to recognise it."""
        parts = self.name.split(".")
        return ".".join(parts[-2:] if self.form == "method" else parts[-1:])


UNKNOWN = Target("unknown")


class Import(NamedTuple):
    """What a name was imported from: ``from module import name``, or ``import module``."""

    module: str
    name: str | None


class ModuleNames:
    """What a module of the project binds at its top level."""

    def __init__(self, module: Module, dotted_name: str, is_package: bool) -> None:
        self.module, self.dotted = module, dotted_name
        self.package = dotted_name if is_package else dotted_name.rpartition(".")[0]
        self.classes: dict[str, Class] = {each.name: each for each in module.classes}
        self.functions: dict[str, Function] = {each.name: each for each in module.functions if each.owner is None}
        self.methods: dict[str, dict[str, Function]] = {}
        for function in module.functions:
            if function.owner is not None:
                self.methods.setdefault(function.owner.name, {})[function.name] = function
        self.imports: dict[str, Import] = {}
        self.values: dict[str, ast.expr | None] = {}
        self.stars: list[str] = []
        for _, parsed in module.code:
            for statement in statements(parsed.body):
                self._bind(statement)
        # What a piece that cannot be read binds, nobody knows.
        self.dynamic = (
            "__getattr__" in self.functions
            or "globals()" in module.text
            or any(parsed.broken for _, parsed in module.pieces)
        )

    def _bind(self, statement: ast.stmt) -> None:
        for bound, found in imports_of(statement, self.package):
            if bound == "*":
                self.stars.append(found.module)
            else:
                self.imports.setdefault(bound, found)
        if isinstance(statement, ast.Assign):
            for target in statement.targets:
                for name in names_of(target):
                    self.values.setdefault(name, statement.value if isinstance(target, ast.Name) else None)
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            self.values.setdefault(statement.target.id, statement.value)
        elif isinstance(statement, (ast.For, ast.AsyncFor)):
            for name in names_of(statement.target):
                self.values.setdefault(name, None)
        elif isinstance(statement, (ast.With, ast.AsyncWith)):
            for item in statement.items:
                for name in names_of(item.optional_vars) if item.optional_vars is not None else ():
                    self.values.setdefault(name, None)
        elif type(statement).__name__ == "TypeAlias":
            self.values.setdefault(getattr(getattr(statement, "name", None), "id", ""), None)

    @cached_property
    def instance_attributes(self) -> dict[str, dict[str, ast.expr]]:
        """Class to what ``self.x`` is first set to in its methods."""
        found: dict[str, dict[str, ast.expr]] = {}
        for owner, methods in self.methods.items():
            attributes = found.setdefault(owner, {})
            for function in methods.values():
                for node in walk(function.node):
                    if isinstance(node, ast.Assign):
                        targets, value = node.targets, node.value
                    elif isinstance(node, ast.AnnAssign) and node.value is not None:
                        targets, value = [node.target], node.value
                    else:
                        continue
                    for target in targets:
                        name = dotted(target)
                        if name.startswith("self.") and name.count(".") == 1:
                            attributes.setdefault(name[5:], value)
        return found


@dataclass
class Names:
    """Resolves names of one project. Keeps the modules that it read: make a new one when a file changed."""

    first_party: FirstParty
    settings: Settings
    _modules: dict[str, ModuleNames | None] = field(default_factory=dict)
    _targets: dict[tuple[str, str], Target] = field(default_factory=dict)

    def resolve(self, name: str, near: str) -> Target:
        """What the dotted ``name`` is, as the file at ``near`` would import it."""
        key = (name, near.rpartition("/")[0])
        if key not in self._targets:
            self._targets[key] = UNKNOWN  # A circle of imports ends here.
            with contextlib.suppress(RecursionError):
                self._targets[key] = self._graded(self._resolve(name.split("."), near, 0))
        return self._targets[key]

    def module(self, name: str, near: str) -> ModuleNames | None:
        """The names of a module of the project."""
        found = self.first_party.find(name, near)
        return self._read(found, name) if found is not None else None

    def _read(self, found: Found, name: str) -> ModuleNames | None:
        if found.path not in self._modules:
            text = self.first_party.tree.read(found.path) if found.path.endswith(".py") else ""
            module = Reader(found.path).read(text) if text is not None and len(text) <= _LARGEST else None
            self._modules[found.path] = ModuleNames(module, name, found.is_package) if module is not None else None
        return self._modules[found.path]

    def _resolve(self, parts: Sequence[str], near: str, depth: int) -> Target:
        full = ".".join(parts)
        if depth > _DEPTH or not all(parts):
            return UNKNOWN
        if not self.first_party.is_first_party(parts[0], near):
            return Target("boundary", name=full)
        for length in range(len(parts), 0, -1):
            name = ".".join(parts[:length])
            found = self.first_party.find(name, near)
            if found is not None:
                break
        else:
            return UNKNOWN
        rest = list(parts[length:])
        if found.is_test:
            return Target("test", name=full)
        if not rest:
            return Target("internal", "module", full)
        names = self._read(found, name)
        return self._member(names, rest, near, depth) if names is not None else UNKNOWN

    def _member(self, names: ModuleNames, rest: list[str], near: str, depth: int) -> Target:
        first, full = rest[0], f"{names.dotted}.{'.'.join(rest)}"
        if first in names.classes:
            return self._of_class(names, names.classes[first], rest[1:], near, depth)
        if first in names.functions:
            return Target("internal", "function", full)
        if first in names.imports:
            found = names.imports[first]
            target = [*found.module.split("."), *([found.name] if found.name else []), *rest[1:]]
            resolved = self._resolve(target, near, depth + 1)
            if resolved.nature == "boundary" and first in _LOGGERS:
                return replace(resolved, nature="logger")
            return resolved
        if first in names.values:
            return self._of_value(names, first, rest[1:], near, depth)
        if self.first_party.find(f"{names.dotted}.{first}", near) is not None:
            return self._resolve([*names.dotted.split("."), *rest], near, depth + 1)
        for star in names.stars:
            found_target = self._resolve([*star.split("."), *rest], near, depth + 1)
            if found_target.nature not in ("missing", "unknown"):
                return found_target
            if found_target.nature == "unknown" or not self.first_party.is_first_party(star, near):
                return UNKNOWN
        if names.dynamic or first.startswith("__"):
            return UNKNOWN
        if first in sys.stdlib_module_names or first in _BUILTINS:
            return Target("boundary", name=".".join(rest))
        return Target("missing", name=full, where=names.dotted)

    def _of_class(self, names: ModuleNames, cls: Class, rest: list[str], near: str, depth: int) -> Target:
        full = ".".join([names.dotted, cls.name, *rest])
        if not rest:
            nature: Nature = "configuration" if _CONFIGURATION.search(cls.name) else "internal"
            return Target(nature, "class", full)
        attribute = rest[0]
        if attribute in names.methods.get(cls.name, {}):
            return Target("internal", "method", full)
        value = names.instance_attributes.get(cls.name, {}).get(attribute)
        if value is not None and (held := self._of_expression(names, value, near, depth)) is not None:
            if held.nature in ("boundary", "configuration", "logger"):
                return held
            return Target("internal", "value", full)
        for base in cls.node.bases:
            if (name := dotted(base)) and name not in ("object", "Protocol", "ABC"):
                inherited = self._member(names, [*name.split("."), *rest], near, depth + 1)
                if inherited.nature != "missing":
                    return inherited
        return Target("internal", "value", full)

    def _of_value(self, names: ModuleNames, first: str, rest: list[str], near: str, depth: int) -> Target:
        full = ".".join([names.dotted, first, *rest])
        if first in _LOGGERS:
            return Target("logger", name=full)
        if first in _SETTINGS:
            return Target("configuration", name=full)
        value = names.values[first]
        held = self._of_expression(names, value, near, depth) if value is not None else None
        if held is not None:
            if held.nature == "internal" and held.form == "class" and rest:
                return self._resolve([*held.name.split("."), *rest], near, depth + 1)
            if held.nature in ("boundary", "configuration", "logger"):
                return held
            if held.nature == "internal" and held.form == "class":
                return Target("internal", "instance", full)
        if first.isupper() or first.replace("_", "").isupper() or isinstance(value, ast.Constant):
            return Target("constant", "value", full)
        return Target("internal", "instance" if held is not None else "value", full)

    def _of_expression(self, names: ModuleNames, value: ast.expr, near: str, depth: int) -> Target | None:
        """What an assigned value is an instance of, as far as the call that makes it tells."""
        while isinstance(value, (ast.Await, ast.IfExp, ast.BoolOp)):
            value = (
                value.value
                if isinstance(value, ast.Await)
                else value.body
                if isinstance(value, ast.IfExp)
                else value.values[-1]
            )
        called = value.func if isinstance(value, ast.Call) else value
        name = dotted(called)
        if not name or name.startswith("self."):
            return None
        if name.rpartition(".")[2] in ("getLogger", "get_logger"):
            return Target("logger", name=name)
        first = name.partition(".")[0]
        if (
            first not in names.imports
            and first not in names.classes
            and first not in names.functions
            and first not in names.values
        ):
            return None
        found = self._member(names, name.split("."), near, depth + 1)
        return self._returned(found, near) if isinstance(value, ast.Call) and found.form == "function" else found

    def _returned(self, function: Target, near: str) -> Target:
        """What a function of the project returns, by its annotation; the function itself where that says nothing."""
        owner, _, name = function.name.rpartition(".")
        names = self.module(owner, near)
        node = names.functions[name].node if names is not None and name in names.functions else None
        annotation = node.returns if node is not None else None
        if names is None or annotation is None or not (text := dotted(annotation)):
            return function
        found = self._member(names, text.split("."), near, 1)
        return found if found.form == "class" or found.nature in ("boundary", "configuration") else function

    def _graded(self, target: Target) -> Target:
        """``target`` with what its name says about it."""
        if target.nature not in ("internal", "missing"):
            return target
        parts = target.name.split(".")
        last = parts[-1]
        by_name = (
            any(_OUTSIDE_NAME.search(part) for part in parts[-2:])
            or bool(_CLOCK.fullmatch(last))
            or bool(_FACADE.match(last))
            or is_boundary(target.name, self.settings)
        )
        adapter = by_name or any(_OUTSIDE_FOLDER.fullmatch(part) for part in parts[:-1])
        private = any(is_private(part) for part in parts)
        return replace(target, adapter=adapter, outside_by_name=by_name, private=private)


def is_boundary(name: str, settings: Settings) -> bool:
    """Whether the team calls the thing with this dotted name a boundary."""
    parts = name.split(".")
    prefixes = [".".join(parts[:length]) for length in range(1, len(parts) + 1)]
    return any(fnmatchcase(prefix, pattern) for pattern in settings.boundary_modules for prefix in prefixes) or any(
        fnmatchcase(part, pattern) for pattern in settings.boundary_names for part in parts[-2:]
    )


def is_private(name: str) -> bool:
    """One leading underscore or more, but not ``_`` alone and no dunder."""
    return name.startswith("_") and name.strip("_") != "" and not name.endswith("__")


def imports_of(statement: ast.AST, package: str) -> Iterator[tuple[str, Import]]:
    """The names that an import statement binds; relative ones are resolved in ``package``."""
    if isinstance(statement, ast.Import):
        for alias in statement.names:
            if alias.asname:
                yield alias.asname, Import(alias.name, None)
            else:
                first = alias.name.partition(".")[0]
                yield first, Import(first, None)
    elif isinstance(statement, ast.ImportFrom):
        module = statement.module or ""
        if statement.level:
            parts = package.split(".") if package else []
            parts = parts[: len(parts) - statement.level + 1]
            module = ".".join([*parts, *([module] if module else [])])
        for alias in statement.names:
            yield alias.asname or alias.name, Import(module, alias.name)


def local_imports(node: FunctionNode, package: str) -> dict[str, Import]:
    """What the imports inside a function bind."""
    return {
        bound: found
        for each in walk(node)
        if isinstance(each, (ast.Import, ast.ImportFrom))
        for bound, found in imports_of(each, package)
    }


_LARGEST = 2 * 1024 * 1024
_DEPTH = 12
_BUILTINS = frozenset(dir(builtins))
_LOGGERS = frozenset({"logger", "log", "logging", "LOG", "LOGGER", "_logger", "audit_logger"})
_SETTINGS = frozenset({"settings", "config", "conf", "_settings"})
_CONFIGURATION = re.compile(r"(?:Settings|Config|Configuration)$")
_OUTSIDE_FOLDER = re.compile(r"integrations|clients?|adapters?|gateways?|external|vendors?|sdk|third_party")
_OUTSIDE_NAME = re.compile(
    r"(?i)(?:client|gateway|adapter|transport|s3|stripe|mailer|smtp|openai|llm|tinybird|slack|github|twilio|sendgrid)(?:_?service)?$"
)
_CLOCK = re.compile(r"now|utcnow|utc_now|today|sleep|monotonic|perf_counter|time|time_ns")
_FACADE = re.compile(
    r"_?(?:enqueue_(?:job|task|email)|send_(?:\w+_)?(?:e?mail|message|sms|notification)|publish_|check_url_|enqueue_email)"
)
