"""Random plans and random edits, the kinds of text that a plan's reader has to keep apart."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.plan.outline import PLANS

TEXTS = tuple(path.read_bytes().decode("utf-8") for path in sorted(PLANS.rglob("*.md")))

# Lines that open, close or swallow blocks, in every place where a plan may have them.
LINES = (
    "", " ", "---", "===", "- - -", "***", "```", "````", "~~~", "```python", "   ```", "      ```", "> ```",
    "- ```", "<div>", "</div>", "<!--", "-->", "<!-- note -->", "<details>", "<pre>", "</pre>", "<?php", "<![CDATA[",
    "]]>", "<!X", "<script>", "</script>", "<span>", "- <!--", "> <div>", "1. <pre>", "# Integration Test Plan",
    "## Tests", "#", "####### no", "#no", "    # code", "\t# code", "  # Heading", "> # quoted", "- # in a list",
    "### 1. SEAM: A → B", "### SEAM 2: C", "1. SEAM: D → E", "**SEAM**: F → G", "## Phase 1: X",
    "**COMPONENTS:** A, B", "**TEST SCENARIOS:**", "**PRIORITY**: HIGH", "**HIGH PRIORITY** - why", "PRIORITY: LOW",
    "- scenario", "  - detail", "* other", "1. **numbered**", "2. second", "10) paren", "-", "1.", "-   wide",
    "+ plus", "- [ ] box", "- [x] ticked", "      - deep", "    indented", "\tindented", "text", "> quote", ">",
    ">> deep", "| a | b |", "|---|---|", "| Test | Expected |", "| SEAM 1: A → B | P0 |", "a | b", "\\", "*",
    "&amp;", "[ref]: /url", "def test_x():", "    pass", "Given: a", "When: b", "Then: c", "text  ", "\u00a0",
    "\ufeff", "é😀", "\x0c", "\u2028", "\0",
)  # fmt: skip
CHARACTERS = "#`~-=*_>|<!:.[]()0 1\t\n\r\\\"'aé😀\u00a0\u2028\x0c\0"

lines = st.sampled_from(LINES)
some_text = st.one_of(
    lines,
    st.text(CHARACTERS, max_size=6),
    st.lists(lines, min_size=1, max_size=5).map("\n".join),
)
documents = st.one_of(
    st.sampled_from(TEXTS),
    st.lists(lines, max_size=25).map("\n".join),
    st.tuples(st.sampled_from(TEXTS), st.sampled_from(["\r\n", "\r"])).map(lambda pair: pair[0].replace("\n", pair[1])),
)


@st.composite
def edited(draw: st.DrawFn, text: str) -> str:
    """``text`` after one edit: at the start of a line or anywhere, of a few lines or characters."""
    if draw(st.booleans()):
        parts = text.splitlines(keepends=True)
        first = draw(st.integers(0, len(parts)))
        last = min(first + draw(st.integers(0, 4)), len(parts))
        middle = draw(st.one_of(st.just(""), some_text.map(lambda new: new + "\n"), some_text))
        return "".join(parts[:first]) + middle + "".join(parts[last:])
    start = draw(st.integers(0, len(text)))
    end = min(start + draw(st.sampled_from([0, 0, 0, 1, 1, 2, 5, 40, 400])), len(text))
    return text[:start] + draw(some_text) + text[end:]
