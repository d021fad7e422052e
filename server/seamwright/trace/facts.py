"""What a test module says of itself, read once and kept by whoever reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from seamwright.suite.model import Class, Method, Module
from seamwright.suite.unwritten import is_unwritten
from seamwright.trace.declared import denials, pins
from seamwright.trace.model import ClassFacts, TestFacts


def read_facts(module: Module, path: str) -> tuple[ClassFacts, ...]:
    """The test classes of ``module``, which stands at ``path``; its functions outside classes come last, as one."""
    about = module.docstring or ""
    classes = [cls for cls in module.classes if _is_test_class(cls)]
    file = _File(path, about, module.text, is_alone=len(classes) == 1)
    found = [each for cls in classes for each in _classes(cls, file)]
    loose = [method for method in module.functions if _is_test(method)]
    if loose:
        found.append(_functions(loose, module, file))
    return tuple(each for each in found if each.tests or each.pins)


@dataclass(frozen=True)
class _File:
    path: str
    about: str
    text: str
    is_alone: bool


def _classes(cls: Class, file: _File, outer: ClassFacts | None = None) -> Iterator[ClassFacts]:
    """``cls``, and the test classes in it, which go by what it says too."""
    facts = _class(cls, file, outer)
    yield facts
    for inner in cls.classes:
        if _is_test_class(inner):
            yield from _classes(inner, file, facts)


def _class(cls: Class, file: _File, outer: ClassFacts | None) -> ClassFacts:
    docstring = cls.docstring or ""
    declared = pins(docstring)
    # What an outer class says it stands for, holds inside; whether that is still current, is its own matter.
    inherited = tuple(replace(each, digest="") for each in outer.pins) if outer is not None and not declared else ()
    return ClassFacts(
        file.path,
        f"{outer.name}::{cls.name}" if outer is not None else cls.name,
        cls.line,
        cls.name_span,
        cls.span,
        docstring,
        cls.docstring_span,
        declared[-1] if declared else None,
        declared or inherited,
        denials(docstring) + (outer.denials if outer is not None else ()),
        tuple(_test(method, file.text) for method in cls.methods if _is_test(method)),
        file.about,
        outer.docstring if outer is not None else "",
        file.is_alone,
    )


def _functions(loose: Sequence[Method], module: Module, file: _File) -> ClassFacts:
    declared = pins(file.about)
    return ClassFacts(
        file.path,
        "",
        loose[0].line,
        loose[0].name_span,
        loose[0].span,
        file.about,
        module.docstring_span,
        declared[-1] if declared else None,
        declared,
        denials(file.about),
        tuple(_test(method, file.text) for method in loose),
        file.about,
    )


def _test(method: Method, text: str) -> TestFacts:
    return TestFacts(
        method.name,
        method.line,
        method.name_span,
        method.span,
        method.docstring or "",
        is_unwritten(text[method.span.start : method.span.end]),
    )


def _is_test_class(cls: Class) -> bool:
    """Whether pytest collects it by default, or is told to by teams that name classes ``XTests``."""
    return (
        cls.name.startswith("Test")
        or _TEST_CLASS.search(cls.name) is not None
        or any(_TEST_CLASS.search(base) is not None for base in cls.bases)
    )


def _is_test(method: Method) -> bool:
    return method.name.startswith("test") and not any("fixture" in each for each in method.decorators)


_TEST_CLASS = re.compile(r"Test(?:s|Case|Cases|Suite)?$")
