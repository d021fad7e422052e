"""Plain text out of a piece of Markdown, without parsing inline Markdown.

A plan's values are short; removing the few marks that matter is faster than an inline parse and enough for a title.
"""

from __future__ import annotations

import re

ARROW = re.compile(r"[ \t]{0,8}(?:→|↔|⇒|⟶|➜|➔|⇄|<->|<-->|->|-->|=>)[ \t]*")
_CODE = re.compile(r"(`{1,3})([^`\n]{1,400})\1|([^`]+|`)")
_STRONG = re.compile(r"(?<!\w)__(?=\S)|(?<=\S)__(?!\w)")
_EMPHASIS = re.compile(r"(?<![\w*/`])\*(?=[^\s*])([^*]{1,300}?)(?<=[^\s/])\*(?![\w*])")
_LINK = re.compile(r"!?\[([^\]\[]*)\]\([^()\s]*\)")
_CHECKBOX = re.compile(r"^\s*\[( |x|X|-|~)\]\s+")
_ICON = re.compile(
    r"^(?:[\U0001F000-\U0001FAFF\u2190-\u21FF\u2300-\u27BF\u2B00-\u2BFF\uFE0F\u200D\u20E3]|[0-9#*]\uFE0F\u20E3)+\s*"
)
# Bounded, so that many beginnings without an end cost no more than what they are.
_COMMENT_OR_CODE = re.compile(r"(?P<code>(`{1,3})[^`\n]{1,400}\2)|<!--(?s:.{0,1000}?)-->")
_NO_LINE_END = re.compile(r"[^\n]")


def without_comments(text: str) -> str:
    """``text`` with spaces for its HTML comments, which nobody sees who reads the plan; those between ticks stay."""
    if "<!--" not in text:
        return text
    return _COMMENT_OR_CODE.sub(lambda match: match["code"] or _NO_LINE_END.sub(" ", match[0]), text)


def plain(text: str) -> str:
    """``text`` on one line without emphasis, code ticks, links and surrounding white space."""
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    if "`" in text and ("*" in text or "__" in text or "~~" in text):
        # Stars and underscores in code are no emphasis.
        text = "".join(code or _flat(rest) for _, code, rest in _CODE.findall(text))
    elif "*" in text or "__" in text or "~~" in text:
        text = _flat(text)
    return " ".join(text.replace("`", "").split())


def _flat(text: str) -> str:
    text = text.replace("**", "").replace("~~", "")
    if "*" in text:
        text = _EMPHASIS.sub(r"\1", text)
    return _STRONG.sub("", text) if "__" in text else text


def title(text: str) -> str:
    """Like :func:`plain`, also without a checkbox and a closing colon."""
    return plain(uncheck(text)[1]).rstrip().removesuffix(":").rstrip()


def uncheck(text: str) -> tuple[bool | None, str]:
    """``(ticked, rest)`` of a list item's text; ``ticked`` is ``None`` where there is no checkbox."""
    match = _CHECKBOX.match(text) if text[:1] in "[ " else None
    return (match[1] in "xX", text[match.end() :]) if match else (None, text)


def without_icon(text: str) -> str:
    """``text`` without leading emoji and symbols."""
    return _ICON.sub("", text)


def split_outside(text: str, separators: re.Pattern[str]) -> list[str]:
    """Parts of ``text`` between ``separators`` that stand outside parentheses, brackets and code ticks; none empty."""
    parts, start, depth, ticked = [], 0, 0, False
    index = 0
    while index < len(text):
        char = text[index]
        if char == "`":
            ticked = not ticked
        elif not ticked and char in "([{":
            depth += 1
        elif not ticked and char in ")]}":
            depth = max(depth - 1, 0)
        elif not depth and not ticked and (match := separators.match(text, index)) and match.end() > index:
            parts.append(text[start:index])
            start = index = match.end()
            continue
        index += 1
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()]
