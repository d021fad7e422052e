"""How titles of actions are put. They are built from plan text, which may hold anything."""

from __future__ import annotations

from seamwright.plan.model import Seam

_LONGEST = 60


def count(number: int, noun: str) -> str:
    """``1 test``, ``5 tests``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def seam_name(seam: Seam) -> str:
    """``seam 3: Cache assembly``, or ``seam Cache assembly`` where the plan does not number it."""
    title = shortened(seam.title)
    return f"seam {shortened(seam.number)}: {title}" if seam.number else f"seam {title}"


def shortened(text: str) -> str:
    """``text`` in one printable line of a menu."""
    plain = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1].rstrip() + "…"
