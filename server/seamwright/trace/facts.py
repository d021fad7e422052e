"""What a test module says of itself, read once and kept by whoever reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from seamwright.suite.model import Class, Method, Module
from seamwright.suite.unwritten import is_unwritten
from seamwright.trace.declared import denials, pins
from seamwright.trace.model import ClassFacts, TestFacts
from seamwright.trace.words import stems, weighed


def read_facts(module: Module, path: str) -> tuple[ClassFacts, ...]:
    """The test classes of ``module``, which stands at ``path``; its functions outside classes come last, as one."""
    about = module.docstring or ""
    classes = [cls for cls in module.classes if _is_test_class(cls)]
    file = _File(path, about, module.text, alone=len(classes) == 1)
    found = [each for cls in classes for each in _classes(cls, file)]
    loose = [method for method in module.functions if _is_test(method)]
    if loose:
        found.append(_functions(loose, module, path, about))
    return tuple(each for each in found if each.tests or each.pins)


@dataclass(frozen=True)
class _File:
    path: str
    about: str
    """Its docstring."""
    text: str
    alone: bool
    """It holds one test class."""


def _classes(cls: Class, file: _File, outer: ClassFacts | None = None) -> Iterator[ClassFacts]:
    """``cls``, and the test classes in it, which go by what it says too."""
    facts = _class(cls, file, outer)
    yield facts
    for inner in cls.classes:
        if _is_test_class(inner):
            yield from _classes(inner, file, facts)


def _class(cls: Class, file: _File, outer: ClassFacts | None) -> ClassFacts:
    docstring, path = cls.docstring or "", file.path
    declared = pins(docstring)
    # What an outer class says it stands for, holds inside; whether that is still current, is its own matter.
    inherited = tuple(replace(each, digest="") for each in outer.pins) if outer is not None and not declared else ()
    tests = tuple(_test(method, file.text) for method in cls.methods if _is_test(method))
    name = f"{outer.name}::{cls.name}" if outer is not None else cls.name
    above = outer.docstring if outer is not None else ""
    # What a file says of itself is said of all of its classes, and says little of the one.
    shared = 0.85 if file.alone else 0.5
    return ClassFacts(
        path,
        name,
        cls.line,
        cls.name_span,
        cls.span,
        docstring,
        cls.docstring_span,
        declared[-1] if declared else None,
        declared or inherited,
        denials(docstring) + (outer.denials if outer is not None else ()),
        tests,
        titles=_titles(
            [
                (name, 1.0),
                (_summary(docstring), 1.0),
                (_summary(above), 0.85),
                (_stem(path), shared),
                (_summary(file.about), shared),
            ]
        ),
        words=weighed(
            [
                (name, 1.0),
                (docstring, 0.8),
                (above, 0.6),
                (_stem(path), 0.6),
                (_head(file.about), 0.6),
                (" ".join(test.name for test in tests), 0.3),
            ]
        ),
        numbers=_numbers(docstring) or _numbers(above) or _numbers(file.about),
    )


def _functions(loose: Sequence[Method], module: Module, path: str, about: str) -> ClassFacts:
    declared = pins(about)
    return ClassFacts(
        path,
        "",
        loose[0].line,
        loose[0].name_span,
        loose[0].span,
        about,
        module.docstring_span,
        declared[-1] if declared else None,
        declared,
        denials(about),
        tuple(_test(method, module.text) for method in loose),
        titles=_titles([(_stem(path), 1.0), (_summary(about), 1.0)]),
        words=weighed([(_stem(path), 1.0), (about, 0.8)]),
        numbers=_numbers(about),
    )


def _test(method: Method, text: str) -> TestFacts:
    docstring = method.docstring or ""
    summary = _summary(docstring)
    number = _NUMBER.search(summary)
    parts = [(method.name, 1.0), (summary, 1.0)]
    parts += [(body, _WEIGHTS.get(heading.lower(), 0.45)) for heading, body in sections(docstring)]
    return TestFacts(
        method.name,
        method.line,
        method.name_span,
        method.span,
        docstring,
        is_unwritten(text[method.span.start : method.span.end]),
        weighed(parts),
        frozenset(stems(method.name)) | frozenset(stems(summary)),
        number[1] if number else None,
    )


def sections(docstring: str) -> Iterator[tuple[str, str]]:
    """Heading and text of each section of a docstring; what stands above them, without the summary, has no heading."""
    heading, first = "", True
    body: list[str] = []
    for line in docstring.splitlines():
        plain = line.strip()
        match = _HEADING.fullmatch(plain)
        if first:
            first = not plain
        elif match is not None:
            if body:
                yield heading, "\n".join(body)
            heading, body = match[1], []
        elif plain:
            body.append(plain)
    if body:
        yield heading, "\n".join(body)


def _titles(texts: Sequence[tuple[str, float]]) -> tuple[tuple[float, Mapping[str, float]], ...]:
    return tuple((weight, words) for text, weight in texts if (words := weighed([(text, 1.0)])))


def _numbers(text: str) -> frozenset[str]:
    return frozenset(_SEAM_NUMBER.findall(text))


def _summary(docstring: str) -> str:
    """The first paragraph's first line."""
    return next((line.strip() for line in docstring.splitlines() if line.strip()), "")


def _head(docstring: str) -> str:
    """The first lines of a module's docstring, which say what the file is for."""
    return "\n".join(docstring.strip().splitlines()[:12])


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".py")


def _is_test_class(cls: Class) -> bool:
    """Whether pytest collects it by default, or is told to by teams that name classes ``XTests``."""
    return (
        cls.name.startswith("Test")
        or _TEST_CLASS.search(cls.name) is not None
        or any(_TEST_CLASS.search(base) is not None for base in cls.bases)
    )


def _is_test(method: Method) -> bool:
    return method.name.startswith("test") and not any("fixture" in each for each in method.decorators)


_WEIGHTS = {"business impact": 0.15, "test strategy": 0.5, "success criteria": 0.5, "integration scope": 0.35}
"""What a section adds to the meaning of a test. The impact is the seam's, and says little of the one test."""
_TEST_CLASS = re.compile(r"Test(?:s|Case|Cases|Suite)?$")
_HEADING = re.compile(r"([A-Z][\w/&-]*(?: [\w/&-]+){0,3}):")
_NUMBER = re.compile(r"\b(?:test|scenario|case)\s+#?(\d+(?:\.\d+)*)\b", re.IGNORECASE)
_SEAM_NUMBER = re.compile(r"\bseam\s+#?(\d+(?:\.\d+)*)", re.IGNORECASE)
