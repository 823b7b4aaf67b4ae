"""What counts in knotted traces, against a slow readable version: one span at a time, by the rules of the table."""

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from tests.kit.otlp import NOON, trace_id
from tocsin.model import TaskFilter, Window
from tocsin.store.telemetry import TelemetryStore
from tocsin.store.telemetry.task.call_tree import SKEW_TOLERANCE_NS

pytestmark = pytest.mark.slow

SEED = 11
DATE = re.compile("-20[0-9]{2}-[0-9]{2}-[0-9]{2}$")
TRACES = 800
MINUTE = timedelta(minutes=1)
EVER = Window(NOON - timedelta(days=1), NOON + timedelta(days=1))
COLUMNS = (
    "span_id", "parent_span_id", "kind", "scope", "started_at", "ended_at", "status_code", "request_model",
    "response_model", "response_id", "prompt_name", "tool_name", "input_tokens", "output_tokens", "attributes",
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One span as it is stored."""

    span_id: str
    parent: str
    kind: str
    scope: str
    start: datetime
    end: datetime
    status: int
    asked: str
    answered: str
    response: str
    prompt: str
    tool: str
    tokens: int | None
    output: int | None
    run: str = ""

    @property
    def row(self) -> tuple[object, ...]:
        """Return its values of `COLUMNS`."""
        return (*astuple(self)[:-1], {"gen_ai.tool.call.id": self.run})

    @property
    def is_call(self) -> bool:
        """Return whether it is a model call and does not only report some."""
        return self.kind == "llm"

    @property
    def is_used(self) -> bool:
        """Return whether it knows its tokens."""
        return bool(self.tokens or self.output)

    @property
    def has_failed(self) -> bool:
        """Return whether it was not answered."""
        return self.status == 2 and not self.is_used

    @property
    def model(self) -> str:
        """Return what it is billed as."""
        return self.answered or self.asked

    def overlaps(self, other: "Step") -> bool:
        """Return whether both ran at one time."""
        return self.start <= other.end and other.start <= self.end

    @property
    def models(self) -> set[str]:
        """Return what it asked for and got, whatever the snapshot."""
        return {DATE.sub("", self.asked or self.model), DATE.sub("", self.model)}

    def is_twin(self, other: "Step") -> bool:
        """Return whether both are one call seen twice, if one is in the other."""
        return bool(self.models & other.models) and self.overlaps(other)

    def could_hold(self, inner: "Step") -> bool:
        """Return whether a call beside it, under the same parent, looks like the same call seen from further in."""
        facts = (
            (self.tokens, inner.tokens),
            (self.output, inner.output),
            (self.response, inner.response),
            (self.has_failed, inner.has_failed),
        )
        told = [(ours, theirs) for ours, theirs in facts if ours and theirs]
        return (
            (self.parent, self.has_failed) == (inner.parent, inner.has_failed)
            and self.scope != inner.scope
            and self.start <= inner.start <= self.end
            and inner.end <= self.end
            and bool(self.models & inner.models)
            and all(ours == theirs for ours, theirs in told)
            and bool(told or 2 * (inner.end - inner.start) >= self.end - self.start)
        )


class Tree:
    """The spans of one trace, climbed step by step."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = steps
        self._by_id = {step.span_id: step for step in steps}
        self.calls = [step for step in steps if step.is_call or step.is_used]
        self._beside: dict[Step, Step] = {}
        self._pair_off()

    def _pair_off(self) -> None:
        """Give each call that lies within a call beside it the one that ends first, and no two the same."""
        calls = sorted(
            (call for call in self.steps if call.is_call), key=lambda call: (call.start, -call.end.timestamp())
        )
        for place, inner in enumerate(calls):
            free = (outer for outer in calls[:place] if outer not in self._beside.values())
            holders = [outer for outer in free if outer.could_hold(inner)]
            if holders:
                self._beside[inner] = min(holders, key=lambda outer: outer.end)

    def linked(self, step: Step) -> Step | None:
        """Return what a span names as its parent, if it came."""
        return self._by_id.get(step.parent)

    def above(self, step: Step) -> Iterator[Step]:
        """Yield what is above a span, nearest first; nothing if that leads into a circle."""
        seen: list[Step] = []
        parent = self.linked(step)
        while parent is not None and parent not in seen:
            seen.append(parent)
            parent = self.linked(parent)
        yield from seen if parent is None else ()

    def around(self, step: Step) -> Iterator[Step]:
        """Yield what a span is in, nearest first: calls beside it that hold it count like spans above it."""
        if step in self._beside:
            yield self._beside[step]
            yield from self.around(self._beside[step])
        elif parent := next(self.above(step), None):
            yield parent
            yield from self.around(parent)

    def nearest(self, step: Step, is_wanted: Callable[[Step], bool]) -> Step | None:
        """Return the nearest span round it that is wanted."""
        return next((one for one in self.around(step) if is_wanted(one)), None)

    def actions(self, kind: str) -> int:
        """Return how many calls of tools, or retrievals, there were: what is right in its own twin is that.

        So are runs of a tool that overlap and have one id, told by several instrumentations.
        """

        def is_again(step: Step) -> bool:
            parent = next(self.above(step), None)
            return (
                parent is not None
                and (parent.kind, parent.tool) == (step.kind, step.tool)
                and parent.scope != step.scope
            )

        done = [step for step in self.steps if step.kind == kind and not is_again(step)]
        runs = sorted((step for step in done if kind == "tool" and step.run), key=lambda step: step.start)
        told = [[run for run in runs if (run.run, run.tool) == one] for one in {(run.run, run.tool) for run in runs}]
        seen_again = [a for same in told for a, b in pairwise(same) if a.scope != b.scope and a.overlaps(b)]
        return len(done) - len(seen_again)

    def marks(self) -> set[str]:
        """Return what is odd about the tree."""
        skew = timedelta(microseconds=SKEW_TOLERANCE_NS // 1_000)
        found = {step: self.linked(step) for step in self.steps}
        odd = {
            "cycle": any(parent and not [*self.above(step)] for step, parent in found.items()),
            "clock_skew": any(s.end < s.start or bool(p and s.start < p.start - skew) for s, p in found.items()),
            "orphans": any(step.parent and not parent for step, parent in found.items()),
        }
        return {mark for mark, holds in odd.items() if holds}

    def leaves(self) -> list[Step]:
        """Return the calls that count, before those with one answer are told apart."""
        used_call = {c: self.nearest(c, lambda one: one.is_call and one.is_used) for c in self.calls}
        shadows = {c: above for c, above in used_call.items() if above and c.is_twin(above)}
        any_call = {c: self.nearest(c, lambda one: one.is_call) for c in self.calls}
        repeated = {above for c, above in any_call.items() if above and c.is_twin(above)}
        repeated_by_used = {above for c, above in shadows.items() if c.is_used}
        reported = {self.nearest(c, lambda one: one.is_used) for c in self.calls if c.is_used}
        over_used = {next(self.above(c), None) for c in self.calls if c.is_call and c.is_used}

        def counts(call: Step) -> bool:
            if not call.is_call:
                beside = next(self.above(call), None)
                return not used_call[call] and call not in reported and not (beside and beside in over_used)
            if call.is_used:
                return call not in repeated_by_used
            return call not in repeated and (call.has_failed or call not in shadows)

        return [call for call in self.calls if counts(call)]

    def counted(self) -> list[Step]:
        """Return the calls that count: of neighbours with one answer, the one that knows most."""
        answers = defaultdict(list)
        leaves = self.leaves()
        for leaf in leaves:
            if leaf.is_call and leaf.response:
                answers[leaf.response].append(leaf)
        again: set[Step] = set()
        for same in answers.values():
            ordered = sorted(same, key=lambda call: (call.is_used, call.start))
            again |= {a for a, b in pairwise(ordered) if a.scope != b.scope and a.overlaps(b)}
        return [leaf for leaf in leaves if leaf not in again]

    def usage(self) -> dict[tuple[str, str], list[int]]:
        """Return calls and tokens by model and prompt, of what did not fail."""
        prompts = {step.prompt for step in self.steps} - {""}
        sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
        for call in self.counted():
            if not call.has_failed:
                named = call if call.prompt else self.nearest(call, lambda one: bool(one.prompt))
                prompt = named.prompt if named else (min(prompts) if len(prompts) == 1 else "")
                of = sums[call.model, prompt]
                of[0] += call.is_call
                of[1] += call.tokens or 0
                of[2] += call.output or 0
        return dict(sums)


def knotted(rng: random.Random) -> list[Step]:
    """Return a trace of circles, strangers, twins, wrappers and odd clocks; no two of its spans begin at once."""
    count = rng.randint(1, 14)
    begins = rng.sample(range(6_000), count)
    steps = []
    for number, begin in enumerate(begins):
        parent = rng.choice([rng.randrange(max(number, 1))] * 8 + [rng.randrange(count), 99, None])
        start = NOON + timedelta(milliseconds=begin)
        steps.append(
            Step(
                span_id=f"{number:04x}",
                parent="" if parent is None or number == 0 else f"{parent:04x}",
                kind=rng.choice(["llm", "llm", "llm", "agent", "tool", "retrieval"]),
                scope=rng.choice(["sdk", "framework"]),
                start=start,
                end=start + timedelta(milliseconds=rng.choice([-50, 0, 900, 4_000, 4_000])),
                status=rng.choice([0, 0, 2]),
                asked=rng.choice(["m1", "m2", ""]),
                answered=rng.choice(["m1", "m2", "m1-2024-07-18", "", ""]),
                response=rng.choice(["", "", "r1", "r2"]),
                prompt=rng.choice(["", "", "", "p", "q"]),
                tool=rng.choice(["", "t", "t", "u"]),
                tokens=rng.choice([None, 0, 7, 11, 13]),
                output=rng.choice([None, 0, 0, 5]),
                run=rng.choice(["", "c1", "c1", "c2"]),
            )
        )
    return steps


def fanned(rng: random.Random) -> list[Step]:
    """Return a trace of calls under few parents at once, many of them seen by a framework and by an SDK below it."""
    head = knotted(random.Random(SEED))[0]
    steps = [replace(head, kind="chain", tokens=None, output=None, start=NOON, end=NOON + MINUTE)]
    for _ in range(rng.randint(1, 6)):
        begin, length = rng.randrange(4_000), rng.randrange(10, 4_000)
        call = replace(
            head,
            kind="llm",
            parent=rng.choice([head.span_id, head.span_id, "0063"]),
            status=rng.choice([0, 0, 0, 2]),
            response=rng.choice(["", "", "r1", "r2"]),
            prompt=rng.choice(["", "", "p", "q"]),
            tokens=rng.choice([7, 7, 11]),
            output=rng.choice([5, 5, 0]),
        )
        for scope in ["framework", "sdk"] if rng.random() < 0.8 else [rng.choice(["framework", "sdk", "other"])]:
            steps.append(
                replace(
                    call,
                    span_id=f"{len(steps):04x}",
                    scope=scope,
                    start=NOON + timedelta(milliseconds=begin, microseconds=len(steps)),
                    end=NOON + timedelta(milliseconds=begin + length, microseconds=-len(steps)),
                    asked=rng.choice(["m1", "m1", "m2"]),
                    answered=rng.choice(["m1", "m1-2024-07-18", ""]),
                    tokens=rng.choice([call.tokens, call.tokens, None]),
                    output=rng.choice([call.output, call.output, 0]),
                    response=rng.choice([call.response, call.response, ""]),
                )
            )
            begin += rng.randrange(max(length // 3, 1))
            length = max(length // 2, 1) + rng.choice([0, 0, 0, length])
    return steps


def test_what_counts_in_knotted_traces_is_what_the_rules_say(telemetry: TelemetryStore) -> None:
    rng = random.Random(SEED)
    traces = {trace_id(number): rng.choice([knotted, fanned])(rng) for number in range(1, TRACES + 1)}
    rows = [(NOON + MINUTE, trace, *step.row) for trace, steps in traces.items() for step in steps]
    telemetry._engine.insert("spans", ("received_at", "trace_id", *COLUMNS), rows)
    telemetry.sealing.seal(telemetry.sealing.activity(NOON, NOON + MINUTE), [], NOON + 2 * MINUTE)
    sealed = {str(task.trace_id): task for task in telemetry.tasks.tasks(TaskFilter(), EVER, limit=TRACES)}
    assert sealed.keys() == traces.keys()
    seen: set[str] = set()
    for trace, steps in traces.items():
        task, tree = sealed[trace], Tree(steps)
        usage = {(u.model, u.prompt): [u.calls, u.input_tokens, u.output_tokens] for u in task.usage}
        assert usage == tree.usage(), steps
        assert task.failed_calls == sum(call.has_failed for call in tree.counted()), steps
        assert task.tool_calls == tree.actions("tool"), steps
        assert task.retrieval_calls == tree.actions("retrieval"), steps
        # The first span of each names no parent, so that "orphans" means the same here and there.
        assert set(task.marks) - {"several_roots"} == tree.marks(), steps
        seen |= tree.marks()
    assert seen == {"cycle", "clock_skew", "orphans"}
