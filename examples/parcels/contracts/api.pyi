"""Contract of the tracking API."""

from parcels.service import TrackingService

class Response:
    status: int
    body: dict[str, object]

class TrackingApi:
    """What customers and carriers call."""

    def __init__(self, service: TrackingService) -> None: ...
    def get_parcel(self, code: str) -> Response: ...
    def post_scan(self, code: str, place: str, at: float) -> Response: ...
