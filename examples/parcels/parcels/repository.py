"""Parcels as the database knows them."""

from __future__ import annotations

from dataclasses import replace

from parcels.model import Parcel, Scan


class RepositoryUnavailable(Exception):
    """The database does not answer."""


class ParcelRepository:
    """Stands in for a database: counts its reads, and can be switched off."""

    def __init__(self) -> None:
        self.reads = 0
        self.available = True
        self._parcels: dict[str, Parcel] = {}

    def add(self, parcel: Parcel) -> None:
        self._answer()
        self._parcels[parcel.code] = parcel

    def find(self, code: str) -> Parcel | None:
        self._answer()
        self.reads += 1
        return self._parcels.get(code)

    def record_scan(self, code: str, scan: Scan) -> Parcel:
        self._answer()
        parcel = self._parcels[code]
        self._parcels[code] = replace(parcel, scans=(*parcel.scans, scan))
        return self._parcels[code]

    def _answer(self) -> None:
        if not self.available:
            raise RepositoryUnavailable
