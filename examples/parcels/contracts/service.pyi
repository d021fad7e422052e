"""Contract of the tracking service."""

from parcels.cache import ParcelCache
from parcels.model import Parcel, Scan
from parcels.repository import ParcelRepository

class UnknownParcel(Exception): ...

class TrackingService:
    """Answers where a parcel is, from the cache where it can."""

    def __init__(self, repository: ParcelRepository, cache: ParcelCache) -> None: ...
    def track(self, code: str) -> Parcel: ...
    def record_scan(self, code: str, scan: Scan) -> Parcel: ...
