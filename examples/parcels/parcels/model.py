"""What the service talks about."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Scan:
    """A carrier has seen the parcel somewhere."""

    place: str
    at: float


@dataclass(frozen=True)
class Parcel:
    """A parcel and where it has been, the latest scan last."""

    code: str
    scans: tuple[Scan, ...] = ()
    delivered: bool = False
