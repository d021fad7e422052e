"""From rewrites to edits: guard, libcst on the smallest piece, proof, and what differs as small edits.

The pieces are checked one by one, so a fix is possible where code is broken elsewhere. A text that parses must parse
afterwards, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from seamwright.rewriting import proof
from seamwright.rewriting.minimal import between
from seamwright.rewriting.model import (
    CannotRewrite,
    HeadRewrite,
    RemoveArgument,
    RemoveDecorator,
    RemoveDefinition,
    ReplaceStatement,
    Rewrite,
)
from seamwright.rewriting.units import (
    BODY,
    Head,
    check_statement,
    decorated_at,
    definition_at,
    head_at,
    line_start,
    whole,
)
from seamwright.text.edit import Edit, apply
from seamwright.text.span import Span
from seamwright.text.syntax import SyntaxTree, parse

LARGEST = 1_000_000
"""Characters of a file that is edited at all, as for what is generated."""
_LINE_END = re.compile(r"\r\n|\r|\n")
_REST = re.compile(r"[ \t\f]*(?:#[^\r\n]*)?(?:\r\n|\r|\n|\Z)")
_BLANK = re.compile(r"[ \t\f]*(?:\r\n|\r|\n)|[ \t\f]+\Z")


def edits(text: str, rewrites: Iterable[Rewrite]) -> tuple[Edit, ...]:
    """The edits of ``text`` that carry out all ``rewrites``, in order; none where nothing has to be done.

    Raises:
        CannotRewrite: the text cannot be changed so that only what is meant is different.
    """
    wanted = list(dict.fromkeys(rewrites))
    if not wanted:
        return ()
    if len(text) > LARGEST:
        raise CannotRewrite(f"the file is too large to be edited ({len(text):,} characters)")
    tree = parse(text)
    found: list[Edit] = []
    gone: list[Edit] = []
    heads: dict[int, list[HeadRewrite]] = {}
    for each in wanted:
        if isinstance(each, ReplaceStatement):
            found += _of_statement(tree, each)
        elif isinstance(each, RemoveDefinition):
            gone.append(_removal(tree, each))
        else:
            heads.setdefault(_definition(tree, each), []).append(each)
    for offset, group in heads.items():
        found += _of_head(tree, head_at(tree, offset), group)
    if any(
        one.span.start <= other.span.start < one.span.end for one in gone for other in [*found, *gone] if other != one
    ):
        raise CannotRewrite("two changes are about the same code")
    found = sorted([*found, *gone])
    try:
        after = apply(text, found)
    except ValueError:
        raise CannotRewrite("two changes are about the same code") from None
    if not proof.parses(after) and proof.parses(text):
        raise CannotRewrite("the file would not parse afterwards")
    return tuple(found)


def _definition(tree: SyntaxTree, rewrite: HeadRewrite) -> int:
    if isinstance(rewrite, (RemoveDecorator, RemoveArgument)):
        return decorated_at(tree, rewrite.decorator.start)
    return rewrite.definition


def _of_head(tree: SyntaxTree, head: Head, rewrites: Sequence[HeadRewrite]) -> list[Edit]:
    """The head alone, with a body that says nothing. Below an ``if`` where it is indented: dedented, strings of
    several lines would be other strings."""
    source = head.span.of(tree.text)
    line_end = _LINE_END.search(tree.text)
    newline = line_end.group() if line_end is not None else "\n"
    prefix = f"if 1:{newline}" if head.indent else ""
    indexed = [(each, _decorator(head, each)) for each in rewrites]
    # Decorators go from the last to the first, when everything else is done, so that each index holds till then.
    indexed.sort(key=lambda pair: -(pair[1] or 0) if isinstance(pair[0], RemoveDecorator) else -len(head.decorators))
    code = f"{prefix}{source}{BODY}"
    proof.the_definition(proof.tree_of(code))
    from seamwright.rewriting import libcst_heads

    after = _guarded(lambda: libcst_heads.rewritten(code, indexed, newline))
    proof.check_head(code, after, indexed)
    if not after.startswith(prefix) or not after.endswith(BODY):
        raise CannotRewrite("the change cannot be made without touching other code")
    new = after[len(prefix) : len(after) - len(BODY)]
    if not any(isinstance(each, RemoveDecorator) for each in rewrites):
        _check_comments(code, after)
    return [Edit(each.span.shifted(head.span.start), each.new) for each in between(source, new)]


def _decorator(head: Head, rewrite: HeadRewrite) -> int | None:
    if not isinstance(rewrite, (RemoveDecorator, RemoveArgument)):
        return None
    for index, span in enumerate(head.decorators):
        if span.start == rewrite.decorator.start and rewrite.decorator.end <= span.end:
            return index
    raise CannotRewrite("the decorator is not there any more")


def _of_statement(tree: SyntaxTree, rewrite: ReplaceStatement) -> list[Edit]:
    """The statement alone, as it begins behind its indentation: its further lines are in brackets."""
    span = rewrite.statement
    check_statement(tree, span)
    source = span.of(tree.text)
    parts = {name: each.shifted(-span.start) for name, each in rewrite.parts}
    proof.tree_of(source)
    from seamwright.rewriting import libcst_statements

    after = _guarded(lambda: libcst_statements.rewritten(source, rewrite.new, parts))
    proof.check_statement(source, after, rewrite.new, {name: each.of(source) for name, each in parts.items()})
    _check_comments(source, after)
    return [Edit(each.span.shifted(span.start), each.new) for each in between(source, after)]


def _removal(tree: SyntaxTree, rewrite: RemoveDefinition) -> Edit:
    """Nothing is written here, so there is nothing for libcst to do: the lines go, with blank ones below."""
    text = tree.text
    outer = whole(definition_at(tree, rewrite.definition))
    start, end = line_start(text, tree.offset(outer.start_byte)), tree.code(outer).end
    rest = _REST.match(text, end)
    if rest is None or text[start : tree.offset(outer.start_byte)].strip(" \t"):
        raise CannotRewrite("the definition shares a line with something else")
    if not proof.parses(text):
        raise CannotRewrite("the file does not parse")
    indented = text[start : start + 1] in " \t"
    proof.the_definition(proof.tree_of(("if 1:\n" if indented else "") + text[start:end]))
    stop = rest.end()
    while blank := _BLANK.match(text, stop):
        stop = blank.end()
    return Edit(Span(start, stop), "")


def _guarded(write: Callable[[], str]) -> str:
    """What ``write`` gives; whatever goes wrong in libcst is a reason to change nothing."""
    try:
        return write()
    except CannotRewrite:
        raise
    except Exception:
        raise CannotRewrite("the code is written in a way that cannot be changed safely") from None
    except BaseException as error:
        # The native parser reports that it gave up by an exception that is none of the usual ones.
        if type(error).__name__ != "PanicException":
            raise
        raise CannotRewrite("the code is written in a way that cannot be changed safely") from None


def _check_comments(before: str, after: str) -> None:
    if "#" in before and _comments(before) != _comments(after):
        raise CannotRewrite("a comment would be lost")


def _comments(code: str) -> list[str]:
    tree = parse(code)
    found, stack = [], [tree.root]
    while stack:
        node = stack.pop()
        if node.type == "comment":
            found.append(tree.source(node))
        stack += node.children
    return sorted(found)
