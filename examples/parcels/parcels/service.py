"""Answers where a parcel is."""

from __future__ import annotations

from parcels.cache import ParcelCache
from parcels.model import Parcel, Scan
from parcels.repository import ParcelRepository, RepositoryUnavailable


class UnknownParcel(Exception):
    """No parcel has this code."""


class TrackingService:
    """Asks the cache first; while the repository is down, an old answer is better than none."""

    def __init__(self, repository: ParcelRepository, cache: ParcelCache) -> None:
        self._repository = repository
        self._cache = cache

    def track(self, code: str) -> Parcel:
        parcel = self._cache.get(code)
        if parcel is None:
            parcel = self._look_up(code)
            self._cache.put(parcel)
        return parcel

    def record_scan(self, code: str, scan: Scan) -> Parcel:
        parcel = self._repository.record_scan(code, scan)
        self._cache.forget(code)
        return parcel

    def _look_up(self, code: str) -> Parcel:
        try:
            parcel = self._repository.find(code)
        except RepositoryUnavailable:
            parcel = self._cache.get(code, stale=True)
            if parcel is None:
                raise
        if parcel is None:
            raise UnknownParcel(code)
        return parcel
