"""What a request may end with, other than a result."""

from __future__ import annotations

from enum import IntEnum


class Code(IntEnum):
    """Error codes of JSON-RPC 2.0 and of the protocol (specification 3.17, "ErrorCodes" and "LSPErrorCodes")."""

    PARSE_ERROR = -32700
    INVALID_REQUEST = -32600
    METHOD_NOT_FOUND = -32601
    INVALID_PARAMS = -32602
    INTERNAL_ERROR = -32603
    NOT_INITIALIZED = -32002
    REQUEST_FAILED = -32803
    CONTENT_MODIFIED = -32801
    REQUEST_CANCELLED = -32800


class Refusal(Exception):
    """The request cannot be served, for a reason that the user may read: no paths, no text of documents."""

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Cancelled(BaseException):
    """Nobody waits for the result any more. No failure, so whoever catches failures on the way must not keep it."""


def as_object(error: Refusal) -> dict[str, object]:
    """``error`` as the protocol's error object."""
    return {"code": int(error.code), "message": error.message}
