"""A user's rules for spans that no convention describes: which attribute fills which column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tocsin.model.span import SpanEvent


@dataclass(frozen=True, slots=True)
class MappingRule:
    """Fills one canonical column from attributes; comes before every convention.

    Attributes:
        column: What it fills, such as "request_model" or "tenant"; "kind" decides the kind of the span.
        names: Attribute names, best first.
        values: What a value means, by the value; a value that is not here stays as it is.
        when: Condition by "scope", "service" or "name", with `*` for any run of characters; all must hold.
    """

    column: str
    names: Sequence[str]
    values: Mapping[str, str] = field(default_factory=dict)
    when: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanToMap:
    """A span as someone pasted it; all attribute values are text, as they are stored.

    Attributes:
        start_ns: UTC nanoseconds since the epoch; 0 when it does not matter.
        status_code: As OTLP has it: 0 unset, 1 ok, 2 error.
    """

    name: str = ""
    scope: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    resource: Mapping[str, str] = field(default_factory=dict)
    events: Sequence[SpanEvent] = ()
    start_ns: int = 0
    status_code: int = 0
    status_message: str = ""


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """Which attribute, or span event, gave a column its value; `is_rule` when a mapping rule named it."""

    column: str
    attribute: str
    is_rule: bool


@dataclass(frozen=True, slots=True)
class MappedSpan:
    """What mapping makes of a span.

    Attributes:
        columns: Canonical columns as text, those without a value left out.
        readings: What gave each column; a column that is computed from others, such as the kind, may have none.
        unread: Attributes that no column reads. They are kept all the same.
    """

    columns: Mapping[str, str]
    readings: Sequence[ColumnReading]
    unread: Sequence[str]
