"""Parcels that somebody asked for a moment ago."""

from __future__ import annotations

from collections.abc import Callable

from parcels.model import Parcel


class ParcelCache:
    """Keeps a parcel for ``ttl`` seconds; afterwards it is still there, but stale."""

    def __init__(self, ttl: float, clock: Callable[[], float]) -> None:
        self._ttl = ttl
        self._clock = clock
        self._entries: dict[str, tuple[float, Parcel]] = {}

    def get(self, code: str, *, stale: bool = False) -> Parcel | None:
        at, parcel = self._entries.get(code, (0.0, None))
        fresh = self._clock() - at < self._ttl
        return parcel if fresh or stale else None

    def put(self, parcel: Parcel) -> None:
        self._entries[parcel.code] = (self._clock(), parcel)

    def forget(self, code: str) -> None:
        self._entries.pop(code, None)
