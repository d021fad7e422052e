"""Fixtures that the example's tests share: the real parts, wired together; only the clock is ours."""

from __future__ import annotations

import pytest

from parcels.api import TrackingApi
from parcels.cache import ParcelCache
from parcels.model import Parcel, Scan
from parcels.repository import ParcelRepository
from parcels.service import TrackingService


class Clock:
    """A clock that a test can put forward."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """The time that the cache believes in."""
    return Clock()


@pytest.fixture
def repository() -> ParcelRepository:
    """A repository with one parcel, ``PX-1``, last seen in Leipzig."""
    repository = ParcelRepository()
    repository.add(Parcel("PX-1", (Scan("Leipzig", 900.0),)))
    return repository


@pytest.fixture
def cache(clock: Clock) -> ParcelCache:
    """An empty cache that keeps parcels for a minute."""
    return ParcelCache(60.0, clock)


@pytest.fixture
def service(repository: ParcelRepository, cache: ParcelCache) -> TrackingService:
    """The service on the repository and the cache of this test."""
    return TrackingService(repository, cache)


@pytest.fixture
def api(service: TrackingService) -> TrackingApi:
    """The API on the service of this test."""
    return TrackingApi(service)
