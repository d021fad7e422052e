"""``seamwright rules``: lists the rules, or explains one."""

from __future__ import annotations

import click

from seamwright.cli.errors import CommandError
from seamwright.cli.output import print_json, print_lines, style


@click.command("rules")
@click.argument("code", required=False)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "markdown", "json-schema", "editor-schema"]),
    default="text",
    show_default=True,
    help="The schemas are those of [tool.seamwright] and of an editor's settings.",
)
def command(code: str | None, format_: str) -> int:
    """List the rules, or explain the one with this CODE or name."""
    from seamwright.rules import pages
    from seamwright.rules.registry import RULES, find, suggestion

    rules = list(RULES)
    if code is not None:
        rule = find(code)
        if rule is None:
            close = suggestion(code)
            raise CommandError(f"there is no rule {code!r}" + (f"; did you mean {close!r}?" if close else ""))
        rules = [rule]
    if format_ == "json-schema":
        from seamwright.workspace.settings_schema import project_schema

        print_json(project_schema(RULES))
    elif format_ == "editor-schema":
        from seamwright.workspace.editor_settings import schema

        print_json(schema())
    elif format_ == "json":
        print_json({"rules": [pages.as_dict(rule) for rule in rules]})
    elif format_ == "markdown":
        print_lines(
            *("\n\n".join(pages.page(rule) for rule in rules) if code else pages.index(rules)).rstrip("\n").split("\n")
        )
    elif code is not None:
        print_lines(*pages.as_text(rules[0], lambda text: style(text, bold=True)))
    else:
        width = max(len(rule.name) for rule in rules)
        for rule in rules:
            fix = " (fix)" if rule.fixable else ""
            print_lines(f"{rule.code}  {style(rule.name.ljust(width), bold=True)}  {rule.severity.value}{fix}")
    return 0
