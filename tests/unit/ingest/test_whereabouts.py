"""Where a trace is, in every state it can be in."""

from dataclasses import replace
from datetime import datetime, timedelta

from tests.kit.intake import StoredIntake
from tests.kit.otlp import NOON, trace_id
from tests.unit.ingest.test_account import refusal
from tocsin.ingest import Ledger, SealPolicy, TraceState, TraceWhereabouts, Whereabouts
from tocsin.model import JourneyName, Outcome, SealedTrace, TraceId, TraceReceipt

ID = TraceId(trace_id(1))
SECOND = timedelta(seconds=1)
KEPT = timedelta(days=7)
POLICY = SealPolicy(quiet=5 * SECOND, timeout=300 * SECOND)
CAME = TraceReceipt(ID, 3, ("assistant",), NOON, NOON, has_root=True, sealed=None)
SEALED = SealedTrace(
    JourneyName("answer"), Outcome.SUCCESS, (), 3, NOON, NOON + 6 * SECOND, NOON, is_kept=True, keep_probability=1.0
)


def find(receipt: TraceReceipt | None, at: datetime, ledger: Ledger | None = None) -> TraceWhereabouts:
    intake = StoredIntake(receipts={ID: receipt} if receipt else {})
    return Whereabouts(intake=intake, policy=POLICY, ledger=ledger or Ledger(), keep=KEPT).find(ID, at)


def test_a_trace_whose_root_came_waits_for_quiet() -> None:
    answer = find(CAME, NOON + SECOND)
    assert (answer.state, answer.due_at) == (TraceState.WAITING, NOON + 5 * SECOND)
    assert "quiet" in answer.why


def test_a_trace_without_root_waits_for_it() -> None:
    answer = find(replace(CAME, has_root=False), NOON + SECOND)
    assert answer.due_at == NOON + 300 * SECOND
    assert "No root span" in answer.why


def test_a_trace_that_should_be_sealed_long_since_says_so() -> None:
    """A task goes when its own end is over, which may be long before what is known of its receipt."""
    why = find(CAME, NOON + 60 * SECOND).why
    assert "keeps failing" in why
    assert "its task is gone" in why


def test_a_trace_that_came_before_the_tasks_that_are_kept_waits_for_nothing() -> None:
    """What came of it may be known for longer than its task is kept."""
    answer = find(CAME, NOON + KEPT)
    assert (answer.state, answer.due_at, answer.receipt) == (TraceState.EXPIRED, None, CAME)
    assert "longer ago than tasks are kept (for 7 d, " in answer.why
    assert find(CAME, NOON + KEPT - SECOND).state is TraceState.WAITING
    assert find(replace(CAME, sealed=SEALED), NOON + KEPT).state is TraceState.SEALED


def test_a_sealed_trace_is_sealed() -> None:
    assert find(replace(CAME, sealed=SEALED), NOON + 60 * SECOND).state is TraceState.SEALED


def test_a_trace_that_ended_before_the_usual_window_says_how_long_ago() -> None:
    old = replace(SEALED, ended_at=NOON - timedelta(days=2, minutes=5))
    assert find(replace(CAME, sealed=old), NOON).why.endswith("ended 2 d ago: widen the window to see it.")
    assert "widen" not in find(replace(CAME, sealed=SEALED), NOON + timedelta(hours=23)).why


def test_more_spans_make_a_sealed_trace_wait_again() -> None:
    later = replace(CAME, last_received_at=NOON + 50 * SECOND, has_root=False, sealed=SEALED)
    answer = find(later, NOON + 51 * SECOND)
    assert (answer.state, answer.due_at) == (TraceState.WAITING, NOON + 55 * SECOND)
    assert answer.why.startswith("It is sealed, and more came since.")


def test_a_trace_that_sampling_let_go_says_with_which_chance() -> None:
    drawn = replace(SEALED, is_kept=False, keep_probability=0.1)
    answer = find(replace(CAME, spans=0, sealed=drawn), NOON + 60 * SECOND)
    assert answer.state is TraceState.SAMPLED_OUT
    assert "are gone, because sampling keeps 0.1" in answer.why
    assert "grace time" in find(replace(CAME, sealed=drawn), NOON + 60 * SECOND).why


def test_a_trace_that_never_came_comes_with_what_was_refused() -> None:
    ledger = Ledger()
    assert "look at the exporter" in find(None, NOON, ledger).why
    ledger.refused(refusal(1))
    answer = find(None, NOON, ledger)
    assert (answer.state, [one.reason for one in answer.refusals]) == (TraceState.NEVER_ARRIVED, ["malformed"])
