"""Text from plans and paths as a page shows it: nothing that turns the reading direction, and as wide as there is room.

Escaping is not done here: the template does it for every value.
"""

from __future__ import annotations

import unicodedata

_JOINERS = "\u200c\u200d"
"""Persian, Hindi and many emoji need them; they turn nothing."""


def clean(text: str) -> str:
    """``text`` on one line, with a replacement character for what is invisible or steers its surroundings."""
    return "".join(_cleaned(char) for char in " ".join(text.split()))


def width(text: str) -> float:
    """About how many letters of medium width ``text`` takes."""
    return sum(_width(char) for char in text)


def wrapped(text: str, room: float, lines: int) -> list[str]:
    """``text`` in at most so many ``lines`` of at most ``room``; what does not fit ends in an ellipsis.

    Names of code break at capitals, underscores, dots and slashes, as nothing else could be done with them.
    """
    done: list[str] = []
    line = ""
    for piece in _pieces(text, room):
        if width((line + piece).rstrip()) <= room:
            line += piece
        else:
            done.append(line.rstrip())
            line = piece.lstrip()
    done.append(line.rstrip())
    done = [each for each in done if each] or [""]
    if len(done) > lines:
        last = done[lines - 1]
        while last and width(last) > room - 1:
            last = last[:-1]
        done[lines - 1 :] = [last.rstrip() + "…"]
    return done


def _pieces(text: str, room: float) -> list[str]:
    """``text`` cut where a line may end."""
    pieces: list[str] = []
    for word in text.split(" "):
        word += " "
        start = 0
        for place in range(1, len(word)):
            before, here = word[place - 1], word[place]
            is_seam = before in "_./-:" or (before.islower() and here.isupper())
            if width(word) > room and (is_seam or width(word[start : place + 1]) > room):
                pieces.append(word[start:place])
                start = place
        pieces.append(word[start:])
    return pieces


def _cleaned(char: str) -> str:
    if char == " " or char in _JOINERS:
        return char
    return char if char.isprintable() and unicodedata.category(char) not in ("Cf", "Cs", "Co") else "\ufffd"


def _width(char: str) -> float:
    if unicodedata.combining(char):
        return 0
    if unicodedata.east_asian_width(char) in "WF":
        return 2
    if char in "iljI.,:;'|!()[] ft":
        return 0.62
    return 1.5 if char in "mMW@%" else 1.2 if char.isupper() else 1
