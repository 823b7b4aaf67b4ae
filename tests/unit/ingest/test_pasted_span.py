"""What people paste: requests, spans and flat maps come out as the same span."""

import json
from typing import Any

import pytest

from tocsin.errors import InvalidInput
from tocsin.ingest import parse_pasted_span

SPAN: dict[str, Any] = {
    "name": "ask",
    "traceId": "5b8efff798038103d269b633813fc60c",
    "spanId": "eee19b7ec3c1b174",
    "startTimeUnixNano": "1800000000000000000",
    "status": {"code": 2, "message": "late"},
    "attributes": [
        {"key": "model", "value": {"stringValue": "north"}},
        {"key": "tokens", "value": {"intValue": "12"}},
        {"key": "streams", "value": {"boolValue": True}},
        {"key": "tags", "value": {"arrayValue": {"values": [{"stringValue": "a"}, {"intValue": 1}]}}},
        {"key": "nested", "value": {"kvlistValue": {"values": [{"key": "k", "value": {"stringValue": "v"}}]}}},
    ],
    "events": [
        {
            "timeUnixNano": "1800000000000000005",
            "name": "exception",
            "attributes": [{"key": "exception.type", "value": {"stringValue": "E"}}],
        },
    ],
}
TEXTS = {"model": "north", "tokens": "12", "streams": "true", "tags": '["a",1]', "nested": '{"k":"v"}'}


def test_a_span_is_read_with_its_events_and_status() -> None:
    span = parse_pasted_span(SPAN)
    assert (span.name, span.attributes, span.status_code, span.status_message) == ("ask", TEXTS, 2, "late")
    (event,) = span.events
    assert (event.at_ns - span.start_ns, event.attributes) == (5, {"exception.type": "E"})


def test_of_a_request_the_first_span_is_read_with_its_resource_and_scope() -> None:
    resource = {"attributes": [{"key": "service.name", "value": {"stringValue": "shop"}}]}
    request = {
        "resourceSpans": [{"resource": resource, "scopeSpans": [{"scope": {"name": "gw"}, "spans": [SPAN, {}]}]}]
    }
    span = parse_pasted_span(request)
    assert (span.scope, span.resource, span.attributes) == ("gw", {"service.name": "shop"}, TEXTS)


def test_a_flat_map_is_read_whatever_the_types_of_its_values() -> None:
    flat = {"model": "north", "tokens": 12, "streams": True, "tags": ["a", 1], "nested": {"k": "v"}}
    assert parse_pasted_span(flat).attributes == TEXTS
    assert parse_pasted_span({"name": "ask", "attributes": flat}).name == "ask"


@pytest.mark.parametrize("pasted", [{"resourceSpans": []}, {"resourceSpans": "x"}, {"attributes": [1]}])
def test_what_holds_no_span_is_refused(pasted: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        parse_pasted_span(json.loads(json.dumps(pasted)))
