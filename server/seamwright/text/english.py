"""What kind of phrase a title is, so that a sentence can be made of it.

English only, by lists of words: a wrong answer costs a stiff sentence and nothing else, so nothing cleverer is worth
its weight. Titles in other languages count as topics.
"""

from __future__ import annotations

import re


def is_clause(title: str) -> bool:
    """Does ``title`` say what happens (``the cache returns …``), rather than name a topic (``cache expiry``)?"""
    words = re.sub(r"\([^)]*\)", "", title).split()
    for index, raw in enumerate(words[1:], start=1):
        word, before = _bare(raw), _bare(words[index - 1])
        if word in _AUXILIARIES:
            return True
        is_last = index + 1 == len(words)
        if not is_last and (word in _THIRD_PERSON or (word in _VERBS and _may_be_plural(before))):
            return True
    return False


def lowered(title: str) -> str:
    """``title`` as it goes on inside a sentence: ``All orders`` becomes ``all orders``.

    Names, acronyms and titles in capitals stay.
    """
    first, space, rest = title.partition(" ")
    common = first.lower() in _OPENERS and first.istitle() and not rest[:1].isupper()
    return f"{first.lower()}{space}{rest}" if common else title


def _bare(word: str) -> str:
    return word.strip(",.;:!?`'\"").lower()


def _may_be_plural(word: str) -> bool:
    """A plural noun or an adverb, behind which a verb has no ending."""
    return word.endswith(("s", "ly", "data")) and not word.endswith("ss")


_OPENING_WORDS = """
a all an any both complete concurrent custom different each empty every existing expired failed invalid large missing
multiple new no old only optional public real repeated requests responses several successful system the two unknown
users valid wrong
"""
_AUXILIARY_WORDS = """
aren't are can can't cannot could do does doesn't don't had has have is isn't may must should was were will won't
"""
_VERB_WORDS = """
accept activate adapt add aggregate allow apply assert assign authenticate authorize avoid become behave block break
bring bypass calculate call cancel capture carry cascade clear close collect commit complete compress configure
connect contain continue convert cover create decorate decrypt deduplicate default defer degrade delete deliver
demonstrate deny depend detect differ disable disconnect distinguish drop emit enable encrypt enforce enqueue enter
escalate evict exclude execute expire explain expose fail fall flush follow generate get give guide handle happen
ignore implement improve include indicate inform inherit initialize insert integrate interfere invalidate invoke
isolate join keep lead leave listen load lose maintain make mark meet merge migrate move notify obey obtain occur omit
open override own pass persist pick populate preserve prevent produce propagate protect provide publish pull push
raise reach read receive recognize recover redact redirect refresh refuse register reject release remain remember
remove render replace report require reserve resolve respect respond restart restore resume retain retry return reuse
roll rotate run sanitize save say schedule see send serve share show sign skip stay stop store subscribe succeed
supply survive suspend switch take throw track transition translate trigger try turn upload use validate vary verify
wait warn work write
"""

_OPENERS = frozenset(_OPENING_WORDS.split())
_AUXILIARIES = frozenset(_AUXILIARY_WORDS.split())
_VERBS = frozenset(_VERB_WORDS.split())
_THIRD_PERSON = frozenset(
    form for verb in _VERBS for form in (f"{verb}s", f"{verb}es", re.sub("y$", "ies", verb)) if form != verb
)
