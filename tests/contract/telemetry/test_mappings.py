"""Mapping rules: what no convention describes gets its columns, by the very SQL that stores spans."""

from collections.abc import Iterator, Mapping

import pytest

from tests.kit.otlp import NOON, SpanSpec, request, root, span_id, trace_id
from tocsin.model import MappingRule, Span, SpanEvent, SpanKind, SpanToMap, TraceId
from tocsin.store.telemetry import OtlpRequest, TelemetryStore
from tocsin.store.telemetry.upkeep.migrate import DERIVED, LEDGER, migrate

OWN = {"my.step": "ask", "my.model": "north-7", "my.tokens": "12.0", "my.client": "acme"}
RULES = (
    MappingRule("kind", ("my.step",), values={"ask": "llm", "look": "retrieval"}),
    MappingRule("request_model", ("my.model",)),
    MappingRule("input_tokens", ("my.tokens",)),
    MappingRule("tenant", ("my.client",), when={"scope": "test*"}),
)


@pytest.fixture
def mapped(telemetry: TelemetryStore) -> Iterator[TelemetryStore]:
    """Return a store with the rules in force, which is without rules again afterwards."""
    telemetry.mappings.apply(RULES)
    yield telemetry
    telemetry.mappings.apply(())


def stored(telemetry: TelemetryStore, attributes: Mapping[str, str], number: int = 1) -> Span:
    """Store one span and read it back."""
    body = request([SpanSpec("own", span_id(1), attributes=attributes)], trace=trace_id(number)).SerializeToString()
    telemetry.spans.write([OtlpRequest(body, number)], NOON)
    trace = telemetry.spans.trace(TraceId(trace_id(number)))
    assert trace is not None
    return trace.spans[0]


def test_rules_give_columns_to_spans_that_no_convention_describes(mapped: TelemetryStore) -> None:
    span = stored(mapped, OWN)
    assert (span.kind, span.model, span.input_tokens) == (SpanKind.LLM, "north-7", 12)


def test_without_rules_the_same_span_is_of_another_kind(mapped: TelemetryStore) -> None:
    mapped.mappings.apply(())
    assert stored(mapped, OWN).kind is SpanKind.OTHER


def test_a_rule_comes_before_every_convention(mapped: TelemetryStore) -> None:
    span = stored(mapped, {**OWN, "gen_ai.request.model": "gpt-4o", "gen_ai.operation.name": "execute_tool"})
    assert (span.kind, span.model) == (SpanKind.LLM, "north-7")


def test_a_kind_that_a_rule_does_not_know_is_left_to_the_conventions(mapped: TelemetryStore) -> None:
    assert stored(mapped, {"my.step": "unheard of", "gen_ai.operation.name": "chat"}).kind is SpanKind.LLM


def test_applying_the_same_rules_again_changes_nothing(mapped: TelemetryStore) -> None:
    ledger = "SELECT at FROM schema_ledger FINAL WHERE name = 'mapping'"
    before = mapped._engine.rows(ledger)
    mapped.mappings.apply(RULES)
    assert mapped._engine.rows(ledger) == before


def test_rules_stay_in_force_when_a_server_starts_again(mapped: TelemetryStore) -> None:
    migrate(mapped._engine)
    assert stored(mapped, OWN).kind is SpanKind.LLM


def test_rules_come_into_force_again_when_an_upgrade_made_the_views_anew(mapped: TelemetryStore) -> None:
    mapped._engine.insert(LEDGER, ("name", "digest"), [(DERIVED, "of an older version")])
    migrate(mapped._engine)
    mapped.mappings.apply(RULES)
    assert stored(mapped, OWN).kind is SpanKind.LLM


def test_one_attribute_may_fill_several_columns(telemetry: TelemetryStore) -> None:
    rules = [
        MappingRule("tenant", ("user.id",), when={"name": "a*"}),
        MappingRule("team", ("user.id",)),
        MappingRule("tenant", ("user.id",), values={"u": "other"}, when={"name": "b*"}),
    ]
    span = SpanToMap(name="b", attributes={"user.id": "u"})
    columns = telemetry.mappings.explain(span, rules).columns
    assert (columns["user_id"], columns["team"], columns["tenant"]) == ("u", "u", "other")


def test_what_is_tested_is_what_would_be_stored(telemetry: TelemetryStore) -> None:
    explained = telemetry.mappings.explain(SpanToMap(name="own", scope="tests", attributes=OWN), RULES)
    assert explained.columns["kind"] == "llm"
    assert explained.columns["tenant"] == "acme"
    assert {(one.column, one.attribute) for one in explained.readings if one.is_rule} == {
        ("kind", "my.step"),
        ("request_model", "my.model"),
        ("input_tokens", "my.tokens"),
        ("tenant", "my.client"),
    }
    assert explained.unread == ()


def test_a_rule_whose_condition_does_not_hold_reads_nothing(telemetry: TelemetryStore) -> None:
    explained = telemetry.mappings.explain(SpanToMap(scope="another", attributes=OWN), RULES)
    assert "tenant" not in explained.columns
    assert explained.unread == ("my.client",)


@pytest.mark.parametrize("text", ["it's", "a\\", "a' OR '1'='1", "100%", "line\nbreak", "{name:String}", "ü"])
def test_whatever_a_rule_says_stays_text(telemetry: TelemetryStore, text: str) -> None:
    rules = [MappingRule("tenant", (text,), values={text: "known"}, when={"name": text})]
    explained = telemetry.mappings.explain(SpanToMap(name=text, attributes={text: text}), rules)
    assert explained.columns["tenant"] == "known"
    telemetry.mappings.apply(rules)
    telemetry.mappings.apply(())


def test_an_explanation_names_conventions_events_and_what_nothing_reads(telemetry: TelemetryStore) -> None:
    start = 1_800_000_000_000_000_000
    span = SpanToMap(
        attributes={"gen_ai.operation.name": "chat", "gen_ai.usage.input_tokens": "7", "color": "blue"},
        resource={"service.name": "shop", "tocsin.team": "search"},
        events=(
            SpanEvent(start + 250_000_000, "First Token Stream Event", {}),
            SpanEvent(start + 300_000_000, "exception", {"exception.type": "openai.RateLimitError"}),
        ),
        start_ns=start,
        status_code=2,
    )
    explained = telemetry.mappings.explain(span, ())
    said = {column: explained.columns[column] for column in ("kind", "input_tokens", "team", "service", "error_type")}
    assert said == {"kind": "llm", "input_tokens": "7", "team": "search", "service": "shop", "error_type": "rate_limit"}
    assert float(explained.columns["first_token_seconds"]) == pytest.approx(0.25)
    assert "color" in explained.unread
    assert ("team", "tocsin.team") in {(one.column, one.attribute) for one in explained.readings}


def test_a_resource_speaks_for_its_spans_only_where_they_are_silent(telemetry: TelemetryStore) -> None:
    body = request([root(tocsin__team="span team")], trace=trace_id(9), resource={"tocsin.team": "a", "tenant": "t"})
    telemetry.spans.write([OtlpRequest(body.SerializeToString(), 9)], NOON)
    assert telemetry._engine.rows("SELECT team, tenant FROM spans") == [("span team", "t")]
