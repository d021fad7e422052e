"""What customers and carriers call."""

from __future__ import annotations

from dataclasses import dataclass, field

from parcels.model import Scan
from parcels.repository import RepositoryUnavailable
from parcels.service import TrackingService, UnknownParcel


@dataclass(frozen=True)
class Response:
    status: int
    body: dict[str, object] = field(default_factory=dict)


class TrackingApi:
    """Turns the service's answers into status codes."""

    def __init__(self, service: TrackingService) -> None:
        self._service = service

    def get_parcel(self, code: str) -> Response:
        try:
            parcel = self._service.track(code)
        except UnknownParcel:
            return Response(404)
        except RepositoryUnavailable:
            return Response(503, {"retry_after": 30})
        return Response(200, {"code": parcel.code, "places": [scan.place for scan in parcel.scans]})

    def post_scan(self, code: str, place: str, at: float) -> Response:
        parcel = self._service.record_scan(code, Scan(place, at))
        return Response(201, {"scans": len(parcel.scans)})
