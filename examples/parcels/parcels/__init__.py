"""A small parcel-tracking service: api, service, cache, repository."""
