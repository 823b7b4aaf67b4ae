"""Normalize by table: each canonical column is the best of the attribute names that conventions, or a user, give it.

Raw attributes are kept whole beside the columns, so history can be normalized again when a convention moves.
"""

from tocsin.store.telemetry.normalize.canonical import canonical_columns, releases_pairs
from tocsin.store.telemetry.normalize.columns import AttributeTable, Entry
from tocsin.store.telemetry.normalize.names import (
    DOCUMENTS,
    EVENT_COLUMNS,
    EXCLUSIVE_SCOPES,
    NUMBER_COLUMNS,
    RELEASE_ATTRIBUTE_PREFIX,
    RESOURCE_COLUMNS,
    TEXT_COLUMNS,
    TOKEN_COLUMNS,
)
from tocsin.store.telemetry.normalize.vocabulary import (
    ERROR_SIGNS,
    FINISH_OF_REASON,
    KIND_OF_OPERATION,
    VENDOR_OF_ALIAS,
    VENDOR_OF_FAMILY,
)

__all__ = [
    "DOCUMENTS",
    "ERROR_SIGNS",
    "EVENT_COLUMNS",
    "EXCLUSIVE_SCOPES",
    "FINISH_OF_REASON",
    "KIND_OF_OPERATION",
    "NUMBER_COLUMNS",
    "RELEASE_ATTRIBUTE_PREFIX",
    "RESOURCE_COLUMNS",
    "TEXT_COLUMNS",
    "TOKEN_COLUMNS",
    "VENDOR_OF_ALIAS",
    "VENDOR_OF_FAMILY",
    "AttributeTable",
    "Entry",
    "canonical_columns",
    "releases_pairs",
]
