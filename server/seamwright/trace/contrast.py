"""Words of which a test and a scenario mean different things when each says another one: valid and invalid keys.

These are the axes along which tests vary. Two texts that agree otherwise, and take different sides, are about
neighbouring cases, not about the same one.
"""

from __future__ import annotations

from collections.abc import Collection

from seamwright.trace.words import stems

_AXES = (
    "production development staging testing local",
    "valid invalid malformed expired corrupted",
    "missing present existing",
    "empty full",
    "enabled disabled",
    "success failure",
    "transient permanent temporary",
    "healthy degraded unhealthy",
    "open close",
    "hit miss",
    "primary secondary",
    "encrypted unencrypted",
    "allow reject",
    "within exceed",
    "sync async",
    "first last",
    "before after",
    "single multiple",
    "create update delete",
    "start stop",
)
_AXIS = {stem: number for number, axis in enumerate(_AXES) for word in axis.split() for stem in stems(word)}


def contrasts(one: Collection[str], other: Collection[str]) -> int:
    """Along how many axes two sets of stems take different sides."""
    sides: dict[int, set[str]] = {}
    for stem in one:
        if stem in _AXIS:
            sides.setdefault(_AXIS[stem], set()).add(stem)
    return sum(
        1
        for axis, mine in sides.items()
        if (theirs := {stem for stem in other if _AXIS.get(stem) == axis}) and mine.isdisjoint(theirs)
    )
