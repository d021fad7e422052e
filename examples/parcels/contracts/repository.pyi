"""Contract of the parcel repository."""

from parcels.model import Parcel, Scan

class RepositoryUnavailable(Exception): ...

class ParcelRepository:
    """Parcels as the database knows them."""

    reads: int
    available: bool
    def add(self, parcel: Parcel) -> None: ...
    def find(self, code: str) -> Parcel | None: ...
    def record_scan(self, code: str, scan: Scan) -> Parcel: ...
