"""A rule as documentation. Everything in it comes from the rule itself, so that it cannot say something else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from seamwright.rules.model import URL, Example, Rule


def page(rule: Rule) -> str:
    """The rule's page in Markdown."""
    parts = [
        f"# {rule.name} ({rule.code})",
        f"Severity: **{rule.severity.value}**"
        + (" · has a fix" if rule.fixable else "")
        + ("" if rule.enabled else " · off by default"),
        rule.what,
        "## Why this is bad",
        rule.why,
        "## Bad",
    ]
    for example in rule.bad:
        parts += [_fence(example), f"> {example.message}"]
        if example.fixed is not None:
            parts += ["After the fix:", _fence(example, example.fixed)]
    parts.append("## Good")
    parts += [_fence(example) for example in rule.good]
    parts += [
        "## To allow it",
        _TO_ALLOW[is_about_plans(rule)].format(name=rule.name),
    ]
    return "\n\n".join(parts) + "\n"


def is_about_plans(rule: Rule) -> bool:
    """Whether its findings stand in plans, where no comment can be written."""
    return not rule.bad[0].path.endswith(".py")


def index(rules: Sequence[Rule]) -> str:
    """A table of all rules in Markdown."""
    rows = [
        f"| [{rule.code}]({rule.name}.md) | {rule.name} | {rule.severity.value} | {'yes' if rule.fixable else ''} |"
        for rule in rules
    ]
    return "\n".join(["# Rules", "", "| code | name | severity | fix |", "|---|---|---|---|", *rows]) + "\n"


def as_dict(rule: Rule) -> dict[str, Any]:
    """The rule as plain data."""
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity.value,
        "fixable": rule.fixable,
        "enabled": rule.enabled,
        "what": rule.what,
        "why": rule.why,
        "good": [_text(example) for example in rule.good],
        "bad": [{"text": _text(example), "message": example.message, "fixed": example.fixed} for example in rule.bad],
        "url": URL.format(name=rule.name),
    }


def as_text(rule: Rule, bold: Callable[[str], str]) -> Iterator[str]:
    """The rule for a terminal."""
    yield f"{bold(f'{rule.code} {rule.name}')}  {rule.severity.value}" + (", has a fix" if rule.fixable else "")
    yield ""
    yield rule.what
    yield ""
    yield rule.why
    for title, examples in (("Bad", rule.bad), ("Good", rule.good)):
        for example in examples:
            yield ""
            yield bold(title) + (f": {example.message}" if example.message else "")
            yield from ("    " + line if line else "" for line in _text(example).rstrip().split("\n"))
    yield ""
    yield URL.format(name=rule.name)


def _fence(example: Example, text: str | None = None) -> str:
    said = (_text(example) if text is None else text).rstrip()
    mark = "````" if "```" in said else "```"
    return f"{mark}{_LANGUAGES.get(example.path.rpartition('.')[2], '')}\n{said}\n{mark}"


def _text(example: Example) -> str:
    return example.text.replace("‹", "").replace("›", "")


_LANGUAGES = {"py": "python", "md": "markdown", "yaml": "yaml"}
_TO_ALLOW = {
    False: '`# seamwright: ignore[{name}]` on a line, or `ignore = ["{name}"]` below `[tool.seamwright]`.',
    True: '`ignore = ["{name}"]` below `[tool.seamwright]`, or that of `[tool.seamwright.per-path."docs/*"]`.',
}
