"""Hostile and greedy templates of a team in, a diagnostic out; useful ones work."""

from __future__ import annotations

import sys
import threading
import time
import tracemalloc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache

import pytest

from seamwright.generate.model import Options
from seamwright.generate.sandbox import render_untrusted
from seamwright.generate.templates import TemplateError

NAME = "test_module.py.j2"
PARTS = {"_parts.j2": "{% macro bold(text) %}**{{ text }}**{% endmacro %}", "_loop.j2": "{% include '_loop.j2' %}"}


def run(template: str, values: Mapping[str, str] | None = None) -> str:
    options = Options(templates={NAME: template, **PARTS}, team_templates=frozenset({NAME, *PARTS}))
    return render_untrusted(NAME, values or {"title": "Orders", "lines": "a\nb"}, options)


def check_refused(template: str, message: str = "", line: int = 1) -> None:
    """The template ends in one error with its line, and reaches nothing outside."""
    with pytest.raises(TemplateError):
        run(template)  # what a first error loads does not count
    with watched() as touched, pytest.raises(TemplateError) as caught:
        run(template)
    assert message in caught.value.message
    assert (caught.value.template, caught.value.line) == (NAME, line)
    assert "\n" not in caught.value.message
    assert touched == []


def check_stopped(template: str) -> None:
    """The template ends in an error before it has used two seconds or a hundred megabytes."""
    values = {"title": "Orders", "lines": "a" * 20_000}
    start = time.thread_time()
    with pytest.raises(TemplateError):
        run(template, values)
    took = time.thread_time() - start
    tracemalloc.start()
    try:
        with pytest.raises(TemplateError):
            run(template, values)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert took < 2
    assert peak < 100 * 1024 * 1024


@contextmanager
def watched() -> Iterator[list[str]]:
    """Notes what this thread does to the world outside."""
    install_audit()
    touched: list[str] = []
    _WATCHED[threading.get_ident()] = touched
    try:
        yield touched
    finally:
        del _WATCHED[threading.get_ident()]


@cache
def install_audit() -> None:
    # A hook cannot be removed again, so there is one for all tests.
    def audit(event: str, arguments: object) -> None:
        if _WATCHED and event in _FORBIDDEN and threading.get_ident() in _WATCHED:
            _WATCHED[threading.get_ident()].append(event)

    sys.addaudithook(audit)


_WATCHED: dict[int, list[str]] = {}
_FORBIDDEN = {
    "open",
    "os.listdir",
    "os.mkdir",
    "os.putenv",
    "os.remove",
    "os.system",
    "shutil.rmtree",
    "socket.connect",
    "subprocess.Popen",
}

ESCAPES = [
    "{{ ''.__class__ }}",
    "{{ ''['__class__'] }}",
    "{{ ''['__cl' ~ 'ass__'] }}",
    "{{ ''['__cl' + 'ass__'].__mro__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ ()|attr('__class__') }}",
    "{{ title|attr('__init__')|attr('__globals__') }}",
    "{{ title.__init__.__globals__['os'].system('touch /tmp/x') }}",
    "{{ self.__init__.__globals__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ self._TemplateReference__context.environment }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ joiner.__init__.__globals__ }}",
    "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "{{ namespace.__init__.__globals__ }}",
    "{{ range.__self__ }}",
    "{{ config.__class__ }}",
    "{{ request.application.__globals__ }}",
    "{{ get_flashed_messages.__globals__ }}",
    "{{ '{0.__class__}'.format(title) }}",
    "{{ '{0.__class__}'.format_map({'a': title}) }}",
    "{{ ('%s' % title).__class__ }}",
    "{{ title|format('{0.__class__}') }}",
    "{{ [title]|map(attribute='__class__')|list }}",
    "{{ [title]|map('attr', '__class__')|list }}",
    "{{ [title]|selectattr('__class__')|list }}",
    "{{ [title]|groupby('__class__') }}",
    "{{ {}.__class__.__base__ }}",
    "{{ (1).real.__class__ }}",
    "{{ dict(a=1).__class__ }}",
    "{% set x = title.__class__ %}",
    "{% for x in ().__class__.__base__.__subclasses__() %}{% endfor %}",
    "{% macro m() %}{% endmacro %}{{ m.__call__.__globals__ }}",
    "{% macro m() %}{{ caller.__globals__ }}{% endmacro %}{% call m() %}{% endcall %}",
    "{% include '/etc/passwd' %}",
    "{% include '../secrets.j2' %}",
    "{% include title %}",
    "{% import 'os' as os %}",
    "{% extends '/etc/passwd' %}",
    "{{ title.encode('utf-16') }}",
    "{{ ''.join(['a']) }}",
    "{{ loop.__class__ }}",
    "{% autoescape true %}{{ title }}{% endautoescape %}",
    "{{ title|tojson }}",
    "{{ title|pprint }}",
    "{{ undefined_name.__class__ }}",
    "{{ varargs.__class__ }}",
]

BOMBS = [
    "{% for i in range(1000000000) %}x{% endfor %}",
    "{% for i in range(9999) %}{% for j in range(9999) %}{% endfor %}{% endfor %}",
    "{{ 'a' * 1000000000 }}",
    "{{ 10 ** 10 ** 10 }}",
    "{{ 999999 * 999999 * 999999 * 999999 }}",
    "{{ 'a'|center(1000000000) }}",
    "{% for i in range(9999) %}{{ title|indent(1000, true) }}{% endfor %}",
    "{{ lines|replace('a', lines)|replace('a', lines) }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ '{:1000000000}'.format(1) }}",
    "{% set ns = namespace(x='ab') %}{% for i in range(99) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
    "{% set ns = namespace(x='ab') %}{% for i in range(99) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
    "{% set ns = namespace(x='ab') %}{% for i in range(99) %}{% set ns.x = ns.x|replace('ab', 'abab') %}{% endfor %}",
    "{% set ns = namespace(x=[1]) %}{% for i in range(99) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}",
    "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
    "{% macro m(x) %}{% if x > 0 %}{{ m(x - 1) }}{{ m(x - 1) }}{% endif %}{% endmacro %}{{ m(30) }}",
    "{% include '_loop.j2' %}",
    "{% for i in [1] recursive %}{{ loop([1, 1]) }}{% endfor %}",
    "{% set x %}{% for i in range(3000) %}" + "y" * 2000 + "{% endfor %}{% endset %}{{ x|length }}",
    "{% for i in range(9000) %}" + "y" * 200 + "{% endfor %}",
    "{% for i in range(9999) %}{% if lines in lines %}{% endif %}"
    + "{% if lines == lines %}{% endif %}" * 99
    + "{% endfor %}",
    "{{ " + "(" * 5000 + " }}",
    "{{ 1" + " + 1" * 20000 + " }}",
    "{{ title" + ".a" * 9000 + " }}",
    "{% if 1 %}" * 500 + "{% endif %}" * 500,
    "{{ " + "not " * 9000 + "title }}",
    "x" * 70_000,
]


@pytest.mark.parametrize("template", ESCAPES)
def test_escapes_are_refused(template: str) -> None:
    check_refused(template)


@pytest.mark.parametrize("template", BOMBS, ids=[str(number) for number in range(len(BOMBS))])
def test_greedy_templates_are_stopped(template: str) -> None:
    check_stopped(template)


@pytest.mark.parametrize(
    ("template", "line", "message"),
    [
        ("a\nb\n{{ c }}", 3, "'c' is undefined"),
        ("a\n{% for %}", 2, "Expected an expression"),
        ("a\n{{ title.upper() }}", 2, "calling a method is not available in a team's template"),
        (
            "a\n{{ title|shuffle }}",
            2,
            "the filter 'shuffle' is not available in a team's template; there are",
        ),
        ("{% if title is callable %}{% endif %}", 1, "the test 'callable' is not available"),
        ("{{ title[1:] }}", 1, "a slice is not available"),
        ("{{ {'a': 1} }}", 1, "a dictionary is not available"),
        ("{% block x %}{% endblock %}", 1, "{% block %} is not available"),
        ("\n\n{% include 'other.j2' %}", 3, "there is no template 'other.j2'"),
        ("\n{{ 1 // 0 }}", 2, "zero"),
        ("{{ title + 1 }}", 1, "'+' takes numbers; join texts with ~"),
        ("{{ [title] }}", 1, "a list where a text or a number belongs"),
        ("{% for a in 5 %}{% endfor %}", 1, "a loop over a int"),
        ("\n{% endfor %}", 2, "Encountered unknown tag 'endfor'"),
    ],
)
def test_an_error_says_what_and_where(template: str, line: int, message: str) -> None:
    check_refused(template, message, line)


def test_an_error_in_an_included_template_names_that_one() -> None:
    options = Options(
        templates={NAME: "\n{% include '_a.j2' %}", "_a.j2": "\n\n{{ nothing }}"},
        team_templates=frozenset({NAME, "_a.j2"}),
    )
    with pytest.raises(TemplateError) as caught:
        render_untrusted(NAME, {}, options)
    assert (caught.value.template, caught.value.line) == ("_a.j2", 3)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ title }} {{ 1 + 2 * 3 }}", "Orders 7"),
        (
            "{% for line in lines|lines %}{{ loop.index }}{{ line|upper }}{{ ',' if not loop.last }}{% endfor %}",
            "1A,2B",
        ),
        ("{% from '_parts.j2' import bold %}{{ bold(title) }}", "**Orders**"),
        ("{% set ns = namespace(n=0) %}{% for x in [1, 2] %}{% set ns.n = ns.n + x %}{% endfor %}{{ ns.n }}", "3"),
        ("{% macro m() %}<{{ caller() }}>{% endmacro %}{% call m() %}x{% endcall %}", "<x>"),
        ("{{ lines|indent(2) }}", "a\n  b"),
        ("{{ lines|replace('\n', ' ') }} {{ title|lower|title }} {{ title|length }}", "a b Orders 6"),
        ("{{ nothing|default('-') }}{{ 'yes' if title is defined and title == 'Orders' }}", "-yes"),
        ("{{ 'a' ~ 1 ~ title|first ~ (lines|lines)|last }}{{ ['x', 'y']|join('+') }}", "a1Obx+y"),
        ("{% filter upper %}{{ title }}{% endfilter %}{% with a = 1 %}{{ a }}{% endwith %}", "ORDERS1"),
        ("{% for i in range(3) %}{% if i is odd %}{{ i }}{% endif %}{% endfor %}", "1"),
        ("{{ '{{ title }}' }} {% raw %}{{ x }}{% endraw %}", "{{ title }} {{ x }}"),
    ],
)
def test_what_a_template_needs_works(template: str, expected: str) -> None:
    assert run(template) == expected


def test_texts_of_the_plan_are_no_templates() -> None:
    assert run("{{ title }}", {"title": "{{ 1 + 1 }}{% endfor %}"}) == "{{ 1 + 1 }}{% endfor %}"


def test_templates_run_in_any_thread() -> None:
    results: list[str] = []
    threads = [threading.Thread(target=lambda: results.append(run("{{ title }}"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == ["Orders"] * 4
