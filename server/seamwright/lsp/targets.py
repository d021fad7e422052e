"""What a place of a Python document means: the fixture that is named there, as every feature sees it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from seamwright.fixtures import bindings
from seamwright.fixtures.mentions import Mention, Role, mention_at
from seamwright.fixtures.model import FixtureDef, Function, StringRef
from seamwright.lsp.fixtures import Base, View
from seamwright.text.span import Span


@dataclass(frozen=True)
class Target:
    """``mention`` is the place itself; ``definitions`` the fixture that is meant first, then what it overrides.

    ``argname`` is set where ``parametrize`` gives the value and no fixture is meant.
    """

    mention: Mention
    definitions: tuple[FixtureDef, ...] = ()
    argname: StringRef | None = None
    parameter: Span | None = None
    """The parameter that a name in a body stands for."""

    @property
    def definition(self) -> FixtureDef | None:
        """The fixture that is meant."""
        return self.definitions[0] if self.definitions else None


def target_at(view: View, offset: int) -> Target | None:
    """What stands at ``offset`` of the document; ``None`` where no fixture is named."""
    mention = mention_at(view.module, offset)
    if mention is not None:
        return meaning(view, view.path, mention)
    return _use_in_body(view, offset)


def meaning(base: Base, path: str, mention: Mention) -> Target:
    """What ``mention``, in the file at ``path``, means."""
    if mention.role in (Role.DEFINITION, Role.FUNCTION, Role.ALIAS) and mention.inside is not None:
        own = _with_origin(base, mention.inside)
        parents = base.resolver.resolve(path, mention.class_path, mention.name, inside=mention.inside)
        return Target(mention, (own, *(each for each in parents if each.key != own.key)))
    if mention.role is Role.IMPORT:
        return Target(mention, tuple(imported(base, path, mention)))
    if mention.argname is not None:
        return Target(mention, argname=mention.argname)
    if mention.role is Role.PLUGIN:
        return Target(mention)
    if mention.role in (Role.ARGNAME, Role.PARAMETER, Role.INDIRECT) and _is_no_request(base, path, mention):
        return Target(mention)
    return Target(mention, base.resolver.resolve(path, mention.class_path, mention.name, inside=mention.inside))


def imported(base: Base, path: str, mention: Mention) -> Iterator[FixtureDef]:
    """The fixture that an import brings; nothing for any other name, which is no business of ours."""
    source = module_path(base, path, mention.module or "")
    if source is None:
        return
    for definition in base.resolver.definitions(source):
        if not definition.class_path and (definition.function or definition.name) == mention.name:
            yield definition
            return
    # The module may only pass it on.
    for chain in base.resolver.visible(source).names.values():
        if chain[0].function == mention.name and chain[0].origin != "builtin" and not chain[0].class_path:
            yield chain[0]
            return


def module_path(base: Base, path: str, module: str) -> str | None:
    """The file that ``from <module> import`` means in ``path``."""
    name = module.lstrip(".")
    dots = len(module) - len(name)
    if not dots:
        return base.project.module(name, path)
    folder = path.split("/")[:-dots]
    stem = "/".join([*folder, *(name.split(".") if name else [])])
    candidates = (f"{stem}/__init__.py", *([f"{stem}.py"] if name else []))
    return next((each for each in candidates if base.project.version(each) is not None), None)


def _with_origin(base: Base, definition: FixtureDef) -> FixtureDef:
    """The same definition as the resolver knows it, with its origin filled in."""
    return next((each for each in base.resolver.definitions(definition.path) if each.key == definition.key), definition)


def _is_no_request(base: Base, path: str, mention: Mention) -> bool:
    """A parameter of a helper function that pytest never calls."""
    owner = mention.owner
    return isinstance(owner, Function) and not base.resolver.is_test(path, owner) and owner.provides is None


def _use_in_body(view: View, offset: int) -> Target | None:
    """A variable in a body that is a parameter of the function around it."""
    found = bindings.name_at(view.document.text, offset)
    if found is None:
        return None
    name, functions = found
    module = view.module
    for span in functions:
        owners: list[FixtureDef | Function] = [*module.fixtures, *module.functions]
        for owner in owners:
            if not (
                owner.span.start <= span.start and span.end <= owner.span.end and span.start <= owner.name_span.start
            ):
                continue
            parameter = next((each for each in owner.requested if each.name == name), None)
            if parameter is None:
                continue
            used = bindings.uses(view.document.text, owner.span, name)
            here = next((each for each in used if each.start <= offset <= each.end), None)
            mention = mention_at(module, parameter.span.start)
            if here is None or mention is None:
                return None
            target = meaning(view, view.path, mention)
            return replace(target, mention=replace(mention, span=here), parameter=parameter.span)
    return None
