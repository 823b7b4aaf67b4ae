"""What of a request is redacted, where, and how it is counted."""

import pytest
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue, KeyValueList

from tests.kit.otlp import SpanSpec, any_value, request, span_id, trace_id
from tocsin.ingest.admission import admit
from tocsin.ingest.redaction import (
    Detector,
    Place,
    Redaction,
    RedactionAction,
    RedactionPolicy,
    RedactionRule,
    Redactor,
    joined,
)
from tocsin.ingest.signals import LOGS, UNKNOWN_SERVICE
from tocsin.model import Disposition

LIMIT = 1 << 20
SECRET = "sk-proj-abcdEFGH1234567890abcd"  # noqa: S105 - made up
MAIL = "mira.holm@example.com"
_EMAIL = RedactionRule("mail", RedactionAction.MASK, Detector.EMAIL)


def sent(**attributes: str) -> ExportTraceServiceRequest:
    dotted = {name.replace("__", "."): value for name, value in attributes.items()}
    return request([SpanSpec("step", span_id(1), attributes=dotted)], trace=trace_id(1))


def stored(message: ExportTraceServiceRequest, policy: RedactionPolicy, key: bytes | None = None) -> dict[str, str]:
    """Return the attributes of the first span as they would be stored."""
    body = admitted_body(message, policy, key)
    [span] = ExportTraceServiceRequest.FromString(body).resource_spans[0].scope_spans[0].spans
    return {pair.key: pair.value.string_value for pair in span.attributes}


def admitted_body(message: ExportTraceServiceRequest, policy: RedactionPolicy, key: bytes | None = None) -> bytes:
    admitted = admit(message.SerializeToString(), LIMIT, steps=[Redactor(policy, key)])
    assert admitted.request is not None
    return admitted.request.body


def test_a_request_without_finds_is_stored_as_it_came() -> None:
    body = sent(text="nothing to see").SerializeToString()
    admitted = admit(body, LIMIT, steps=[Redactor(RedactionPolicy((_EMAIL,)))])
    assert admitted.request is not None
    assert admitted.request.body is body
    assert not admitted.noted


def test_a_secret_leaves_no_trace_anywhere_in_the_stored_bytes() -> None:
    message = sent(text=f"my key is {SECRET}")
    span = message.resource_spans[0].scope_spans[0].spans[0]
    span.name = f"call {SECRET}"
    span.status.message = f"invalid key {SECRET}"
    span.events.add(name="exception").attributes.append(KeyValue(key="message", value=any_value(SECRET)))
    span.links.add().attributes.append(KeyValue(key="k", value=any_value(SECRET)))
    span.attributes.append(KeyValue(key="list", value=any_value(["a", SECRET])))
    nested = KeyValueList(values=[KeyValue(key="deep", value=any_value(SECRET))])
    span.attributes.append(KeyValue(key="map", value=AnyValue(kvlist_value=nested)))
    span.attributes.append(KeyValue(key="bytes", value=AnyValue(bytes_value=SECRET.encode())))
    message.resource_spans[0].resource.attributes.append(KeyValue(key="env", value=any_value(SECRET)))
    message.resource_spans[0].scope_spans[0].scope.attributes.append(KeyValue(key="s", value=any_value(SECRET)))
    admitted = admit(message.SerializeToString(), LIMIT, steps=[Redactor(RedactionPolicy())])
    assert admitted.request is not None
    assert SECRET.encode() not in admitted.request.body
    assert admitted.noted == {(Disposition.REDACTED, "assistant", "openai_style_key"): 10}


def test_what_a_sender_without_a_name_is_called_is_the_same_for_all_fates() -> None:
    message = sent(text=SECRET)
    del message.resource_spans[0].resource.attributes[:]
    admitted = admit(message.SerializeToString(), LIMIT, steps=[Redactor(RedactionPolicy())])
    assert admitted.accepted == {UNKNOWN_SERVICE: 1}
    assert admitted.noted == {(Disposition.REDACTED, UNKNOWN_SERVICE, "openai_style_key"): 1}


def test_other_attributes_of_a_redacted_span_stay() -> None:
    assert stored(sent(a=SECRET, b="plain"), RedactionPolicy()) == {"a": "[redacted:openai_style_key]", "b": "plain"}


def test_keys_redact_whole_values_by_name_and_wildcard() -> None:
    rule = RedactionRule("headers", RedactionAction.DROP, keys=("http.request.header.*",))
    exact = RedactionRule("user", RedactionAction.MASK, keys=("user.email",))
    left = stored(
        sent(http__request__header__cookie="x", user__email="nobody", user__emails="two", http__route="/"),
        RedactionPolicy((rule, exact)),
    )
    assert left == {"user.email": "[redacted:user]", "user.emails": "two", "http.route": "/"}


def test_equal_values_stay_equal_under_a_key_and_differ_under_another() -> None:
    policy = RedactionPolicy((RedactionRule("mail", RedactionAction.HASH, Detector.EMAIL),))
    one, same = stored(sent(a=MAIL, b=f"to {MAIL}"), policy, b"k").values()
    assert same == f"to {one}"
    assert one != stored(sent(a=MAIL), policy, b"other")["a"]
    assert MAIL not in one


def test_without_a_key_a_hash_masks() -> None:
    policy = RedactionPolicy((RedactionRule("mail", RedactionAction.HASH, Detector.EMAIL),))
    assert stored(sent(a=MAIL), policy) == {"a": "[redacted:mail]"}


def test_a_rule_that_drops_takes_the_whole_attribute() -> None:
    policy = RedactionPolicy((RedactionRule("mail", RedactionAction.DROP, Detector.EMAIL),))
    assert stored(sent(a=f"to {MAIL}", b="x"), policy) == {"b": "x"}


def test_a_rule_for_messages_looks_at_content_only() -> None:
    rule = RedactionRule("mail", RedactionAction.MASK, Detector.EMAIL, places=frozenset({Place.MESSAGES}))
    left = stored(sent(gen_ai__input__messages=MAIL, contact=MAIL), RedactionPolicy((rule,)))
    assert left == {"gen_ai.input.messages": "[redacted:mail]", "contact": MAIL}


def test_messages_off_leaves_numbers_and_names() -> None:
    message = sent(
        gen_ai__output__messages="said",
        gen_ai__prompt__0__content="said",
        llm__input_messages__0__message__content="said",
        gen_ai__prompt__name="support-answer",
        gen_ai__usage__input_tokens="7",
    )
    left = stored(message, RedactionPolicy(keeps_messages=False))
    assert left == {"gen_ai.prompt.name": "support-answer", "gen_ai.usage.input_tokens": "7"}


@pytest.mark.parametrize(("event", "body"), [("gen_ai.user.message", ""), ("app.started", "hello")])
def test_messages_off_drops_bodies_of_message_events_only(event: str, body: str) -> None:
    message = ExportLogsServiceRequest()
    resource = message.resource_logs.add()
    record = resource.scope_logs.add().log_records.add(event_name=event, time_unix_nano=1)
    record.body.string_value = "hello"
    policy = RedactionPolicy(keeps_messages=False)
    admitted = admit(message.SerializeToString(), LIMIT, LOGS, [Redactor(policy)])
    assert admitted.request is not None
    [left] = ExportLogsServiceRequest.FromString(admitted.request.body).resource_logs[0].scope_logs[0].log_records
    assert left.body.string_value == body


def test_a_pattern_with_boundaries_is_found_right_at_the_start_of_a_value() -> None:
    rule = RedactionRule("own", RedactionAction.MASK, pattern=r"^\bCUST-[0-9]{6}$")
    assert stored(sent(a="CUST-123456", b="CUST-1234567"), RedactionPolicy((rule,)))["a"] == "[redacted:own]"


def test_a_retry_is_known_although_what_is_stored_differs() -> None:
    body = sent(a=SECRET).SerializeToString()
    plain = admit(body, LIMIT).request
    redacted = admit(body, LIMIT, steps=[Redactor(RedactionPolicy())]).request
    assert plain is not None
    assert redacted is not None
    assert plain.digest == redacted.digest


def test_what_is_applied_later_counts_from_then_on() -> None:
    in_force: list[tuple[RedactionPolicy, ...]] = [()]
    redaction = Redaction(lambda: in_force[0])
    assert redaction.text(MAIL).text == MAIL
    in_force[0] = (RedactionPolicy((_EMAIL,)),)
    assert redaction.text(MAIL).text == "[redacted:mail]"


def test_secrets_are_found_unless_a_document_says_otherwise() -> None:
    assert joined([]).finds_secrets
    assert not joined([RedactionPolicy(), RedactionPolicy(finds_secrets=False)]).finds_secrets
    assert not joined([RedactionPolicy(), RedactionPolicy(keeps_messages=False)]).keeps_messages
