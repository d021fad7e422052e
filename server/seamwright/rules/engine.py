"""Runs the rules over a module, and keeps for each definition what they said about it.

What a rule says about a function depends on the function and on its surroundings (``context.Context``). While the
surroundings stay what they were, a change of one test examines that test alone.
"""

from __future__ import annotations

import logging
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from seamwright.rewriting import shifted
from seamwright.rules.context import Context
from seamwright.rules.docstrings import follows_template
from seamwright.rules.model import Finding, Fix, Problem, Rule, Settings, Severity
from seamwright.rules.module import Class, Function, Module, Reader
from seamwright.rules.project import Project, stamps
from seamwright.rules.registry import NOT_IMPLEMENTED, RULES, UNUSED_SUPPRESSION
from seamwright.rules.source import Parsed
from seamwright.rules.stubs import is_planned
from seamwright.rules.suppress import Suppression, suppressions
from seamwright.rules.syntax import statements
from seamwright.text.edit import Edit
from seamwright.text.span import LineIndex, Span

logger = logging.getLogger(__name__)

LARGEST = 2 * 1024 * 1024
"""Characters of a module that is examined; what is larger was generated."""

YIELDS = {"direct-internal-call": "private-state", "mock-call-assert": "mock-internal", "broad-scope": "env-leak"}
"""Rule to the one that it gives way to on the same statement (design: one finding per statement)."""


class _Raw(NamedTuple):
    rule: Rule
    problem: Problem


class Document:
    """One module that is examined again and again, as in an editor."""

    def __init__(self, project: Project, path: str) -> None:
        self.project, self.path = project, path
        self._reader = Reader(path, project.collects)
        self._key: object = None
        self._context: Context | None = None
        self._results: dict[tuple[Parsed, Parsed | None], tuple[_Raw, ...]] = {}
        self.examined = 0
        """Pieces that the rules have looked at so far; for tests of the promise above."""

    def check(
        self, text: str, pause: Callable[[], None] = lambda: None, further: Sequence[tuple[Rule, Problem]] = ()
    ) -> list[Finding]:
        """What the rules say about ``text``, in its order. Raises nothing of its own.

        ``further`` problems, which were found by comparing the module with others, are reported like these.
        ``pause`` is called between the pieces that are examined. What it raises ends the examination; what was found
        until then is kept for the next one.
        """
        if len(text) > LARGEST:
            return []
        module = self._reader.read(text)
        context = self._surroundings(module)
        active = [rule for rule in active_rules(self.project.settings, self.path) if self._may_speak(rule)]
        kept, results = self._results, {}
        raw: list[_Raw] = [_Raw(rule, problem) for rule, problem in further]
        heads: dict[int, Parsed] = {id(cls): cls.parsed for cls in module.classes}
        groups: dict[int, tuple[Parsed, Parsed | None, list[Function], list[Class], int]] = {}
        for function in module.functions:
            owner = heads.get(id(function.owner)) if function.owner is not None else None
            group = groups.setdefault(function.start, (function.parsed, owner, [], [], function.start))
            group[2].append(function)
        for cls in module.classes:
            groups.setdefault(cls.start, (cls.parsed, None, [], [], cls.start))[3].append(cls)
        for parsed, owner, functions, classes, start in groups.values():
            key = (parsed, owner)
            found = kept.get(key)
            if found is None:
                pause()
                self.examined += 1
                found = tuple(_examine(active, functions, classes, context))
            results[key] = kept[key] = found
            raw += [_Raw(rule, _shifted(problem, start)) for rule, problem in found]
        for rule in active:
            if rule.module is not None:
                pause()
                raw += [_Raw(rule, problem) for problem in _safely(rule, rule.module, module, context)]
        self._results = results
        return _findings(self.path, module, raw, self.project, active)

    def _surroundings(self, module: Module) -> Context:
        fixed = tuple(parsed for piece, parsed in module.pieces if piece.kind != "function")
        helpers = tuple(function.parsed for function in module.functions if function.role != "test")
        names = tuple((function.name, function.owner.name if function.owner else "") for function in module.tests)
        conftests = self.project.shared(self.path, module)
        key = (fixed, helpers, names, module.called_helpers, stamps(conftests), self.project.revision)
        if self._context is None or key != self._key:
            self._context, self._key, self._results = Context(self.project, module, conftests), key, {}
        return self._context

    def _may_speak(self, rule: Rule) -> bool:
        return not rule.needs_first_party or self.project.has_own_code(self.path)


def check(project: Project, path: str, text: str) -> list[Finding]:
    """What the rules say about one module, once."""
    return Document(project, path).check(text)


def active_rules(settings: Settings, path: str) -> list[Rule]:
    """The rules that are on for the file at ``path``."""
    return [rule for rule in RULES if is_enabled(rule, settings, path)]


def is_enabled(rule: Rule, settings: Settings, path: str) -> bool:
    """Selected and not ignored; what is said for a path counts more than what is said for all."""
    enabled = rule.enabled
    for each in _settings_for(settings, path):
        if each.select:
            enabled = any(matches(rule, word) for word in each.select)
        if any(matches(rule, word) for word in each.ignore):
            enabled = False
    return enabled


def matches(rule: Rule, word: str) -> bool:
    """Whether ``word`` (a code, the beginning of one, a name, ``ALL``) means ``rule``."""
    return (
        word == rule.name
        or word in rule.former
        or word.upper() == "ALL"
        or (word.upper().startswith("SW") and rule.code.startswith(word.upper()))
    )


def severity_of(rule: Rule, problem: Problem, settings: Settings, path: str) -> Severity:
    """The configured severity, else that of the problem, else that of the rule."""
    for each in reversed(_settings_for(settings, path)):
        for word, severity in reversed(each.severity):
            if matches(rule, word):
                return severity
    return problem.severity or rule.severity


def _settings_for(settings: Settings, path: str) -> list[Settings]:
    return [settings, *(each for pattern, each in settings.per_path if _fits(path, pattern))]


def _fits(path: str, pattern: str) -> bool:
    pattern = pattern.rstrip("/")
    return fnmatchcase(path, pattern) or fnmatchcase(path, f"{pattern}/*") or fnmatchcase(path, f"*/{pattern}")


def _examine(
    rules: Iterable[Rule], functions: Sequence[Function], classes: Sequence[Class], context: Context
) -> Iterator[_Raw]:
    for rule in rules:
        if rule.function is not None:
            for function in functions:
                yield from (_Raw(rule, problem) for problem in _safely(rule, rule.function, function, context))
        if rule.cls is not None:
            for cls in classes:
                yield from (_Raw(rule, problem) for problem in _safely(rule, rule.cls, cls, context))


def _safely(
    rule: Rule, examine: Callable[[Any, Context], Iterable[Problem]], subject: Any, context: Context
) -> list[Problem]:
    """What a rule says; one that fails takes none of the others with it."""
    try:
        return list(examine(subject, context))
    except RecursionError:
        return []
    except Exception as error:
        if STRICT:
            raise
        logger.error("rule %s failed: %s", rule.name, type(error).__name__)
        return []


STRICT = False
"""Tests set it: there, a rule that fails is an error."""


def _shifted(problem: Problem, by: int) -> Problem:
    if not by:
        return problem
    fix = problem.fix
    if fix is not None:
        edits = tuple(Edit(edit.span.shifted(by), edit.new) for edit in fix.edits)
        fix = fix._replace(edits=edits, rewrites=tuple(shifted(each, by) for each in fix.rewrites))
    return problem._replace(span=problem.span.shifted(by), fix=fix)


def _findings(path: str, module: Module, raw: list[_Raw], project: Project, active: Sequence[Rule]) -> list[Finding]:
    settings = project.settings
    raw = _written(module, raw)
    raw = _by_habit(module, _without_lesser(module, raw), project)
    raw = _not_suppressed(module, raw, active)
    lines = LineIndex(module.text)
    raw.sort(key=lambda each: (each.problem.span, each.rule.code, each.problem.message))
    return [finding(path, rule, problem, settings, lines) for rule, problem in raw]


def finding(path: str, rule: Rule, problem: Problem, settings: Settings, lines: LineIndex) -> Finding:
    """``problem`` in the file at ``path``, whose text ``lines`` are of."""
    line, column = lines.position(problem.span.start, "utf-32")
    end_line, end_column = lines.position(problem.span.end, "utf-32")
    return Finding(
        path,
        rule.code,
        rule.name,
        severity_of(rule, problem, settings, path),
        problem.message,
        problem.span,
        line + 1,
        column + 1,
        end_line + 1,
        end_column + 1,
        problem.fix,
        problem.related,
        problem.unnecessary,
        problem.module,
        problem.action,
        problem.deprecated,
    )


def _written(module: Module, raw: list[_Raw]) -> list[_Raw]:
    """``raw`` without what is said about tests that stand as the plan made them: that they are not written says it all.

    Their names, fixtures and drafts are the plan's; what is wrong in them is told once somebody has begun.
    """
    planned = sorted(_with_decorators(each) for each in module.tests if is_planned(each))
    if not planned:
        return raw
    starts = [span.start for span in planned]

    def is_about_one(offset: int) -> bool:
        index = bisect_right(starts, offset) - 1
        return index >= 0 and offset < planned[index].end

    return [
        each
        for each in raw
        if each.rule is NOT_IMPLEMENTED
        or each.rule.severity is Severity.ERROR
        or not is_about_one(each.problem.span.start)
    ]


def _with_decorators(function: Function) -> Span:
    span = function.span(function.node)
    start = min([span.start, *(function.parsed.start(each) for each in function.node.decorator_list)])
    return Span(start, span.end).shifted(function.start)


def _by_habit(module: Module, raw: list[_Raw], project: Project) -> list[_Raw]:
    """``raw`` with less weight on what the template asks for, where the file has another habit throughout."""
    if not any(each.problem.by_habit for each in raw):
        return raw
    folder = module.path.rpartition("/")[0]
    if follows_template(module, project.settings, lambda: project.tree.glimpse(folder)):
        return raw
    return [
        each._replace(problem=each.problem._replace(severity=Severity.INFORMATION)) if each.problem.by_habit else each
        for each in raw
    ]


def _without_lesser(module: Module, raw: list[_Raw]) -> list[_Raw]:
    """``raw`` without problems whose statement has one of a rule that says more."""
    greater = {name: [each for each in raw if each.rule.name == name] for name in YIELDS.values()}
    if not any(each.rule.name in YIELDS and greater[YIELDS[each.rule.name]] for each in raw):
        return raw
    starts, spans = _statement_spans(module)

    def statement(offset: int) -> Span | None:
        index = bisect_right(starts, offset) - 1
        while index >= 0:
            if spans[index].start <= offset < spans[index].end:
                return spans[index]
            index -= 1
        return None

    taken = {(name, statement(each.problem.span.start)) for name, found in greater.items() for each in found}
    return [
        each
        for each in raw
        if each.rule.name not in YIELDS or (YIELDS[each.rule.name], statement(each.problem.span.start)) not in taken
    ]


def _statement_spans(module: Module) -> tuple[list[int], list[Span]]:
    found = []
    for function in module.functions:
        for each in statements(function.node.body):
            found.append(function.parsed.span(each).shifted(function.start))
    for start, parsed in module.code:
        found += [parsed.span(each).shifted(start) for each in parsed.body]
    found.sort(key=lambda span: (span.start, -span.end))
    return [span.start for span in found], found


def _not_suppressed(module: Module, raw: list[_Raw], active: Sequence[Rule]) -> list[_Raw]:
    comments = [(piece.span.start, parsed, each) for piece, parsed in module.pieces for each in suppressions(parsed)]
    if not comments:
        return raw
    lines = LineIndex(module.text)
    covering: dict[int, list[tuple[int, Suppression]]] = {}
    for start, _, comment in comments:
        covering.setdefault(lines.line_at(start) + comment.line, []).append((start, comment))
    heads = _heads(module, lines)
    used: set[tuple[int, str]] = set()
    kept = []
    for each in raw:
        span = each.problem.span
        first, last = lines.line_at(span.start), lines.line_at(max(span.end - 1, span.start))
        reach = [first, last, *(line for head, body in heads if body.start <= span.start < body.end for line in head)]
        silenced = False
        for line in dict.fromkeys(reach):
            for start, comment in covering.get(line, ()):
                if not comment.codes and not comment.ours and line not in (first, last):
                    continue  # A bare noqa is about its own line.
                word = comment.covers(each.rule.code, (each.rule.name, *each.rule.former))
                if word is not None:
                    silenced = True
                    used.add((start + comment.span.start, word))
        if not silenced:
            kept.append(each)
    if any(rule is UNUSED_SUPPRESSION for rule in active):
        for start, _, comment in comments:
            if comment.may_idle:
                continue
            kept += [
                _Raw(UNUSED_SUPPRESSION, problem) for problem in _unused(comment, start, used, active, module.text)
            ]
    return kept


def _heads(module: Module, lines: LineIndex) -> list[tuple[range, Span]]:
    """Lines of ``def`` and ``class`` with their decorators, and what they are the head of."""
    found = []
    owners: dict[int, int] = {}
    for function in module.functions:
        span = function.parsed.span(function.node).shifted(function.start)
        top = min(
            [function.parsed.start(each) for each in function.node.decorator_list] or [span.start - function.start]
        )
        body = function.parsed.start(function.node.body[0]) if function.node.body else 0
        first, last = lines.line_at(function.start + top), lines.line_at(function.start + body)
        found.append((range(first, max(last, first + 1)), Span(function.start + top, span.end)))
        if function.owner is not None:
            owners[id(function.owner)] = max(owners.get(id(function.owner), 0), span.end)
    for cls in module.classes:
        span = cls.parsed.span(cls.node).shifted(cls.start)
        top = min([cls.parsed.start(each) for each in cls.node.decorator_list] or [span.start - cls.start])
        body = cls.parsed.start(cls.node.body[0]) if cls.node.body else 0
        first, last = lines.line_at(cls.start + top), lines.line_at(cls.start + body)
        found.append((range(first, max(last, first + 1)), Span(cls.start + top, max(span.end, owners.get(id(cls), 0)))))
    return found


def _unused(
    comment: Suppression, start: int, used: set[tuple[int, str]], active: Sequence[Rule], text: str
) -> Iterator[Problem]:
    names = {name for rule in RULES for name in (rule.name, *rule.former)}
    position = start + comment.span.start
    about_us = [
        (word, span) for word, span in comment.codes if comment.ours or word in names or word.upper().startswith("SW")
    ]
    unused = [
        (word, span)
        for word, span in about_us
        # Whoever switched a rule off keeps the comments for the day it is on again.
        if (position, word) not in used
        and (any(matches(rule, word) for rule in active) or not any(matches(rule, word) for rule in RULES))
    ]
    if not unused:
        return
    for word, span in unused:
        known = any(matches(rule, word) for rule in RULES)
        message = f"Nothing here for {word} to silence" if known else f"There is no rule {word}"
        fix = None
        if len(unused) == len(comment.codes):
            begin = position
            while begin > 0 and text[begin - 1] in " \t":
                begin -= 1
            fix = Fix("Remove the comment", (Edit(Span(begin, start + comment.span.end), ""),))
        yield Problem(span.shifted(start), message, fix=fix, unnecessary=True)
        if fix is not None:
            return
