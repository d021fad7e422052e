"""A team's own templates in the place of the shipped ones."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from seamwright.generate import render, sandbox
from seamwright.generate.model import ClassSource, Options
from seamwright.generate.render import render_module
from seamwright.generate.templates import CLASS, METHOD, MODULE, TemplateError
from tests.generate.rendered import OPTIONS, SHIPPED, SNIPPETS, module, rendered, scenario, seam

SEAM = seam("Order → Stock", scenario("Order is kept"), business_impact='Say "no", """never""" to \\.')


def team(**sources: str) -> Options:
    """Options in which the team has templates of its own, by kind."""
    named = {f"test_{kind.removesuffix('_')}.py.j2": source for kind, source in sources.items()}
    return replace(OPTIONS, templates={**SHIPPED, **named}, team_templates=frozenset(named))


def check_refused(options: Options, template: str, message: str) -> None:
    with pytest.raises(TemplateError) as caught:
        module(SEAM, options)
    assert caught.value.template == template
    assert message in caught.value.message
    assert str(caught.value) == f"{template}:{caught.value.line}: {caught.value.message}"


def test_the_shipped_templates_do_in_the_sandbox_what_they_do_outside() -> None:
    draft = scenario("x", stub='@pytest.mark.slow\ndef test_x(a):\n    """Say it."""\n    print( a )\n')
    what = seam("Order → Stock", scenario("Order is kept", steps=[("given", "a"), ("then", "b")]), draft)
    own = replace(OPTIONS, team_templates=frozenset(SHIPPED))
    assert module(what, own) == module(what)


def test_a_team_can_change_headings_and_bodies() -> None:
    own = team(
        class_='class {{ class_name }}(Base):\n    """{{ title }}\n\n    {{ plan }}\n    """\n',
        method='    @pytest.mark.{{ priority|lower|default("p3", true) }}\n    {{ signature }}\n'
        '        """Check: {{ scenario }}"""\n'
        "        # {{ title }}\n        {{ not_implemented | indent(8) }}\n",
        module="import base\n{{ imports }}\n{% for each in classes %}\n\n\n{{ each }}\n{%- endfor %}\n",
    )
    assert module(SEAM, own) == (
        "import base\nimport pytest\n\n\nclass TestOrderStock(Base):\n"
        '    """Order → Stock\n\n    Plan: tests/TEST_PLAN.md#order-stock [1a2b3c4d]\n    """\n\n'
        '    @pytest.mark.p3\n    def test_order_is_kept(self):\n        """Check: Order is kept"""\n'
        '        # Order → Stock\n        pytest.fail("not implemented: Order is kept")\n'
    )


@pytest.mark.parametrize("slot", ["{{ business_impact }}", "x = {{ business_impact }}", 'x = "{{ business_impact }}"'])
def test_text_that_would_become_code_is_refused(slot: str) -> None:
    own = team(method=f"    {{{{ signature }}}}\n        {slot}\n        {{{{ not_implemented }}}}\n")
    check_refused(own, METHOD, "text of the plan would become code")


def test_a_test_that_would_pass_is_refused() -> None:
    own = team(method='    {{ signature }}\n        """{{ scenario }}"""\n')
    check_refused(own, METHOD, "test_order_is_kept: the test would pass: it needs {{ not_implemented }}")


def test_a_draft_that_would_run_is_refused() -> None:
    own = team(method="    {{ signature }}\n{{ draft }}\n        {{ not_implemented or review }}\n")
    with pytest.raises(TemplateError, match=r"a draft must begin with \{\{ review"):
        rendered(seam("Orders", scenario("x", stub="def test_x():\n    print(1)\n")), own)


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("class {{ class_name }}:\n", "the docstring must hold {{ plan }}"),
        ("class {{ class_name }}\n", "the result is not valid Python"),
        ("class Other:\n    pass\n", "the result is not one class TestOrderStock"),
        ("{% for %}", "Expected an expression"),
        ('import os\nclass {{ class_name }}:\n    """x"""\n', "the result is not one class"),
    ],
)
def test_a_class_that_is_none_is_refused(template: str, message: str) -> None:
    check_refused(team(class_=template), CLASS, message)


def test_methods_that_are_not_the_planned_ones_are_refused() -> None:
    check_refused(
        team(method="    def test_other(self):\n        {{ not_implemented }}\n"), METHOD, "not the planned ones"
    )


def test_a_module_without_its_classes_is_refused() -> None:
    check_refused(team(module="{{ imports }}\n"), MODULE, "every one of {{ classes }}")
    assert render_module([ClassSource("A", "class A:\n    x = 1\n", ())], OPTIONS).endswith("class A:\n    x = 1\n")


def test_the_readme_lists_every_variable() -> None:
    readme = (SNIPPETS / "README.md").read_text("utf-8")
    sections = re.split(r"^### `(.+)`$", readme, flags=re.MULTILINE)[1:]
    listed = {
        name: set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE))
        for name, text in zip(sections[::2], sections[1::2], strict=True)
    }
    given: dict[str, set[str]] = {}
    original = render.render

    def spy(name: str, values: dict[str, object], options: Options) -> str:
        given.setdefault(name, set()).update(values)
        return original(name, values, options)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(render, "render", spy)
        module(SEAM)
    common = {"class_name", "title", "number", "priority"}
    assert listed[CLASS] == given[CLASS]
    assert listed[METHOD] | common == given[METHOD]
    assert listed[MODULE] == given[MODULE]
    assert set(sandbox.TEXTS) | set(sandbox.COMMENTS) <= given[CLASS] | given[METHOD]
