"""What a test module says of itself, read once and kept by whoever reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from seamwright.suite.model import Class, Method, Module
from seamwright.suite.unwritten import is_unwritten
from seamwright.trace.declared import denials, pins
from seamwright.trace.model import ClassFacts, TestFacts
from seamwright.trace.words import stems, weighed


def read_facts(module: Module, path: str) -> tuple[ClassFacts, ...]:
    """The test classes of ``module``, which stands at ``path``; its functions outside classes come last, as one."""
    about = module.docstring or ""
    found = [_class(cls, module, path, about) for cls in module.classes if cls.name.startswith("Test")]
    loose = [method for method in module.functions if _is_test(method)]
    if loose:
        found.append(_functions(loose, module, path, about))
    return tuple(each for each in found if each.tests or each.pins)


def _class(cls: Class, module: Module, path: str, about: str) -> ClassFacts:
    docstring = cls.docstring or ""
    declared = pins(docstring)
    tests = tuple(_test(method, module.text) for method in cls.methods if _is_test(method))
    return ClassFacts(
        path,
        cls.name,
        cls.line,
        cls.name_span,
        cls.span,
        docstring,
        cls.docstring_span,
        declared[-1] if declared else None,
        declared,
        denials(docstring),
        tests,
        title_words=weighed([(cls.name, 1.0), (_summary(docstring), 0.8), (_summary(about), 0.6), (_stem(path), 0.5)]),
        words=weighed(
            [
                (cls.name, 1.0),
                (docstring, 0.8),
                (_stem(path), 0.6),
                (_head(about), 0.6),
                (" ".join(test.name for test in tests), 0.3),
            ]
        ),
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
        title_words=weighed([(_stem(path), 1.0), (_summary(about), 0.8)]),
        words=weighed([(_stem(path), 1.0), (about, 0.8)]),
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


def _summary(docstring: str) -> str:
    """The first paragraph's first line."""
    return next((line.strip() for line in docstring.splitlines() if line.strip()), "")


def _head(docstring: str) -> str:
    """The first lines of a module's docstring, which say what the file is for."""
    return "\n".join(docstring.strip().splitlines()[:12])


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".py")


def _is_test(method: Method) -> bool:
    return method.name.startswith("test") and not any("fixture" in each for each in method.decorators)


_WEIGHTS = {"business impact": 0.15, "test strategy": 0.5, "success criteria": 0.5, "integration scope": 0.35}
"""What a section adds to the meaning of a test. The impact is the seam's, and says little of the one test."""
_HEADING = re.compile(r"([A-Z][\w/&-]*(?: [\w/&-]+){0,3}):")
_NUMBER = re.compile(r"\b(?:test|scenario|case)\s+#?(\d+(?:\.\d+)*)\b", re.IGNORECASE)
