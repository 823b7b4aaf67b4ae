"""Why a whole request is refused, in words that stay the same: they are label values of a metric and hold no text."""

from collections.abc import Mapping
from enum import StrEnum

from tocsin.errors import InvalidInput, Overloaded, StoreUnavailable, TocsinError, TooLarge


class RefusalReason(StrEnum):
    """Why a request was refused as a whole; what was wrong with this one is in its message."""

    MALFORMED = "malformed"
    TOO_LARGE = "too_large"
    CONTENT_TYPE = "unsupported_content_type"
    UNKNOWN_PATH = "unknown_path"
    WRONG_METHOD = "wrong_method"
    CLIENT_LEFT = "client_left"
    OVERLOADED = "overloaded"
    STORE_UNAVAILABLE = "store_unavailable"
    INTERNAL = "internal_error"


_OF_ERRORS: Mapping[type[TocsinError], RefusalReason] = {
    InvalidInput: RefusalReason.MALFORMED,
    TooLarge: RefusalReason.TOO_LARGE,
    Overloaded: RefusalReason.OVERLOADED,
    StoreUnavailable: RefusalReason.STORE_UNAVAILABLE,
}


def reason_of(error: TocsinError) -> RefusalReason:
    """Return what a request that failed with this error is counted under."""
    return _OF_ERRORS.get(type(error), RefusalReason.INTERNAL)
