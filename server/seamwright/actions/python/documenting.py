"""What the template asks of the docstring and the parts of one test, or of the docstring of one class, as edits.

Everything comes from the fixes of the template's rules, so what is written leaves them nothing to report but ``TODO:``.
Only the test or the head of the class is read, whatever the size of its file.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Sequence
from typing import NamedTuple

from seamwright.actions.python.heads import head_of, methods_of, whole_lines
from seamwright.actions.python.model import Place
from seamwright.fixtures.model import ClassDef, Function
from seamwright.plan.model import Scenario, Seam
from seamwright.rules import alone, module, registry
from seamwright.rules.arrange_act_assert import markers
from seamwright.rules.engine import is_enabled
from seamwright.rules.from_plan import TEMPLATE_RULES, Owner, worded
from seamwright.rules.marking import marks
from seamwright.rules.model import Rule, Settings
from seamwright.text.edit import Edit, apply
from seamwright.text.span import LineIndex


class Words(NamedTuple):
    """What a plan says of a class or test."""

    seam: Seam
    scenario: Scenario | None = None


class Style(NamedTuple):
    """How the template is asked for in a file."""

    rules: tuple[Rule, ...]
    settings: Settings
    collects: module.Collects


def style_of(place: Place) -> Style:
    """What the project's configuration says about the file: what a team has switched off is not written either."""
    settings, path = place.find_rules()
    config = place.resolver.project.config(place.path)
    rules = (rule for rule in registry.RULES if rule.name in TEMPLATE_RULES and is_enabled(rule, settings, path))
    return Style(tuple(rules), settings, module.Collects(config.python_classes, config.python_functions))


def edits_of_test(
    place: Place, style: Style, lines: LineIndex, test: Function, words: Words | None = None, width: int = 88
) -> tuple[Edit, ...]:
    """What is to be added to ``test``; nothing where it is in the template's shape."""
    span = whole_lines(lines, test.span)
    source = span.of(place.text)
    around = ""
    if test.class_path:
        own = next((each for each in place.module.classes if each.path == test.class_path), None)
        around = f"class {test.class_path[-1]}({', '.join(own.bases) if own is not None else ''}):\n"
    elif source[:1] in (" ", "\t"):
        around = "if True:\n"
    found = edits_in(
        around + source, style, lambda owner: owner.name == test.name, lambda owner: words, width, test=True
    )
    return tuple(Edit(each.span.shifted(span.start - len(around)), each.new) for each in found)


def edits_of_class(
    place: Place, style: Style, lines: LineIndex, cls: ClassDef, words: Words | None = None, width: int = 88
) -> tuple[Edit, ...]:
    """What is to be added to the docstring of ``cls``, or the whole of it."""
    test = next(methods_of(place, cls), None)
    if test is None or cls.body_span is None:
        return ()
    first, body = lines.line_at(cls.span.start), lines.line_at(cls.body_span.start)
    if body <= lines.line_at(cls.name_span.start):
        return ()  # All of it stands on one line.
    # With the docstring, or with what stands between the head and the first statement.
    end = max(lines.start(body), lines.start(lines.line_at(head_of(place.text, cls).end) + 1))
    indent = lines.text(body)[: cls.body_span.start - lines.start(body)]
    head = place.text[lines.start(first) : end]
    around = "" if head[:1] not in (" ", "\t") else "class Test:\n"
    source = f"{around}{head}{indent}def {test.name}(self):\n{indent}    pass\n"
    found = edits_in(source, style, lambda owner: owner.name == cls.name, lambda owner: words, width)
    start = lines.start(first)
    return tuple(Edit(each.span.shifted(start - len(around)), each.new) for each in found)


def edits_in(
    text: str,
    style: Style,
    wanted: Callable[[Owner], bool],
    words: Callable[[Owner], Words | None],
    width: int,
    *,
    test: bool = False,
) -> tuple[Edit, ...]:
    """The edits of the template's rules in ``text``, for the owners that are ``wanted``.

    Nothing where the code would not be the same afterwards. With ``test``, only functions are looked at.
    """
    read = module.Reader("", style.collects).read(text)
    found: list[Edit] = []
    for owner, fix in alone.fixes(read, style.rules, style.settings):
        if not wanted(owner) or (test and not isinstance(owner, module.Function)):
            continue
        edits = fix.edits
        said = words(owner)
        if said is not None:
            edits = worded(edits, owner, said.seam, said.scenario, width)
        edits = (*edits, *(marks(owner) if isinstance(owner, module.Function) and not markers(owner) else ()))
        for each in edits:
            shifted = Edit(each.span.shifted(owner.start), each.new)
            if shifted not in found:
                found.append(shifted)
    found.sort(key=lambda each: each.span)
    return tuple(found) if found and is_same_code(text, apply(text, found)) else ()


def is_same_code(before: str, after: str) -> bool:
    """Whether two texts are the same program, but for docstrings."""
    try:
        trees = [read_code(before), read_code(after)]
        return ast.dump(trees[0]) == ast.dump(trees[1])
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False


def read_code(text: str) -> ast.Module:
    """The syntax of ``text`` without the docstrings of its functions and classes.

    Raises:
        SyntaxError: it is no Python.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(text.removeprefix("\ufeff"))
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            node.body = _without_docstring(node.body)
    return tree


def _without_docstring(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    first = body[0] if body else None
    is_docstring = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    return list(body[is_docstring:])
