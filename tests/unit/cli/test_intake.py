"""`tocsin intake`: what happened stands in the table, what did not is left out, and refusals are told once."""

from dataclasses import replace
from datetime import timedelta

from tests.kit.api import NOTHING_SENT, ApiWorld
from tests.kit.tasks import MONDAY
from tests.unit.cli.conftest import Run
from tocsin.model import (
    Disposition,
    IntakeCount,
    JourneyName,
    Outcome,
    Refusal,
    SealedTrace,
    Signal,
    StoredSource,
    TraceId,
    TraceReceipt,
    UnmappedSpans,
)


def _count(disposition: Disposition, number: int, signal: Signal = Signal.TRACES) -> IntakeCount:
    return IntakeCount(signal, "assistant", disposition, "", number, MONDAY)


def test_signals_stand_apart_and_what_happened_to_nobody_has_no_column(run: Run, world: ApiWorld) -> None:
    counts = [
        _count(Disposition.ACCEPTED, 1200),
        _count(Disposition.ACCEPTED, 70, Signal.LOGS),
        _count(Disposition.TRUNCATED, 3),
    ]
    world.account = replace(NOTHING_SENT, counts=counts)
    world.intake.by_source.append(StoredSource("assistant", 1200, MONDAY, MONDAY))
    heading, row = run("intake").stdout.splitlines()
    assert " ".join(heading.split()) == "source spans in 1h spans accepted logs cut last accepted lag"
    assert row.split()[:5] == ["assistant", "1,200", "1,200", "70", "3"]


def test_one_refusal_that_repeats_is_one_line_and_older_ones_are_counted(run: Run, world: ApiWorld) -> None:
    def refused(minutes: int, message: str) -> Refusal:
        at = MONDAY - timedelta(minutes=minutes)
        return Refusal(at, Signal.TRACES, "10.0.0.7", "assistant", "malformed", 400, message)

    repeated = [refused(minutes, "the body is not gzip") for minutes in range(40)]
    different = [refused(40 + minutes, f"trouble {minutes}") for minutes in range(6)]
    world.account = replace(NOTHING_SENT, refusals=[*repeated, *different])
    shown = run("intake")
    lines = [line for line in shown.stdout.splitlines() if line.startswith("refused")]
    assert lines[0] == (
        "refused 2026-01-05 09:00:00Z traces from assistant at 10.0.0.7, answer 400: the body is not gzip (40 times)"
    )
    assert len(lines) == 5
    assert "2 earlier refusals" in shown.stderr


def test_an_instrumentation_without_a_name_says_so(run: Run, world: ApiWorld) -> None:
    world.intake.unplaced.append(UnmappedSpans("assistant", "", "no known name", 1, TraceId("ab" * 16)))
    assert "unmapped assistant (no scope): 1 span, no known name" in run("intake").stdout


def test_a_trace_id_may_be_pasted_as_some_tools_write_it(run: Run) -> None:
    shown = run("intake", " 4BF92F3577B34DA6A3CE929D0E0E4736 ")
    assert (shown.exit_code, shown.stdout.startswith("never arrived")) == (0, True)


def test_a_trace_that_never_arrived_is_answered_with_where_traces_are_taken_in(run: Run) -> None:
    shown = run("intake", "ab" * 16).stdout
    assert "http://10.1.1.1:4318/v1/traces (OTLP/HTTP)" in shown
    assert "http://10.1.1.1:4317 (OTLP/gRPC)" in shown


def test_a_sealed_trace_says_when_it_ended_and_to_widen_the_window_when_that_is_long_ago(
    run: Run, world: ApiWorld
) -> None:
    trace_id, ended = TraceId("ab" * 16), MONDAY - timedelta(days=2)
    sealed = SealedTrace(
        JourneyName("answer"), Outcome.SUCCESS, (), 3, ended, MONDAY, MONDAY, is_kept=True, keep_probability=1.0
    )
    world.intake.receipts[trace_id] = TraceReceipt(trace_id, 3, ("a",), MONDAY, MONDAY, has_root=True, sealed=sealed)
    shown = run("intake", trace_id).stdout
    assert "ended          2026-01-03 09:00:00Z" in shown
    assert "widen the window" in shown
