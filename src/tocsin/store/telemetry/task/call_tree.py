"""Which model calls of a trace count: the tree of its spans as arrays, climbed by doubling, in one pass for all traces.

SQL over one row a trace: a span is its place in the arrays, a choice of spans a list of places (`steps`, `leaves`), and
n spans take log2(n) rounds, however knotted. Arrays are lent to lambdas (`enable_lazy_columns_replication`) and sets
are bitmaps, so cost grows with n and not with its square; few traces cost no more than the engine's reading this text.
"""

from tocsin.store.telemetry.normalize import KIND_OF_OPERATION
from tocsin.store.telemetry.normalize.text import quoted
from tocsin.store.telemetry.pricing.prices import ANSWERED_BY
from tocsin.store.telemetry.task.beside import AROUND, FAMILIES, HOLDERS

MOST_PROMPTS = 100
"""A trace that names more prompts than this has made up their names; its usage is then kept without them."""
SKEW_TOLERANCE_NS = 1_000_000_000
"""A child that begins this long before its parent has another clock; NTP keeps clocks within a second."""

_EMBEDDING = ", ".join(f"'{name}'" for name, kind in KIND_OF_OPERATION.items() if "embed" in name and kind == "chain")
IS_WRAPPER = "step NOT IN ('llm', 'embedding') AND used > 0"
"""Whether a span reports tokens of calls that it did not make itself (rule R1 of our convention table)."""
PRICED_KIND = f"if(is_wrapper, if(lower(operation) IN ({_EMBEDDING}), 'embedding', 'llm'), toString(step))"
"""What a span is priced as: a wrapper like the calls it reports."""

_SNAPSHOT = r"([-@](20\d\d-?\d\d-?\d\d|[0-2]\d-?[0-3]\d|[01]\d-20\d\d|00\d|latest|default))?(-v\d+:\d+)?$"
"""What ends the name of a dated model: instrumentations of one call may name that or the plain one. Wider than what
prices are found by, as only calls that hold each other are compared."""
_ASKED, _ANSWERED = (
    f"replaceRegexpOne({model}, {quoted(_SNAPSHOT)}, '')" for model in ("request_model", "response_model")
)
_IS_STEP = "kind IN ('llm', 'embedding')"
_MEASURES = {
    "is_call": "NOT is_wrapper",
    "is_unpriced": "is_unpriced",
    "input": "input",
    "output": "output",
    "cache_read": "toUInt64(ifNull(cache_read_tokens, 0))",
    "cache_write": "toUInt64(ifNull(cache_write_tokens, 0))",
    "reasoning": "toUInt64(ifNull(reasoning_tokens, 0))",
    "cost": "ifNull(cost_usd, 0)",
}
# Of every span, at its place: what decides whether it counts (names are compared by their hashes), then what it adds.
_FACTS = {
    "ids": "sipHash64(span_id)",
    "parents": "sipHash64(parent_span_id)",
    "is_step": _IS_STEP,
    "is_call": f"{_IS_STEP} AND NOT is_wrapper",
    "is_used": f"{_IS_STEP} AND used > 0",
    "has_failed": "status_code = 2 AND used = 0",
    "names": f"""[sipHash64(kind, if(request_model = '', {_ANSWERED}, {_ASKED})),
        sipHash64(kind, if(response_model = '', {_ASKED}, {_ANSWERED}))]""",
    "told": "[input, output, if(response_id = '', 0, sipHash64(response_id)), status_code = 2 AND used = 0]",
    "families": "sipHash64(parent_span_id, status_code = 2 AND used = 0)",
    "kinds": "toString(step)",
    "actions": "sipHash64(step, tool_name)",
    "answer_ids": "if(response_id = '', 0, sipHash64(response_id))",
    "run_ids": "run_id",
    "scopes": "sipHash64(scope)",
    "begins": "toUnixTimestamp64Nano(started_at)",
    "ends": "toUnixTimestamp64Nano(ended_at)",
    "prompts": "(toString(prompt_name), toString(prompt_version))",
    "labels": f"(toString(kind), toString(vendor), toString({ANSWERED_BY}))",
    "measures": f"({', '.join(_MEASURES.values())})",
}
SPAN_ARRAYS = ", ".join(f"groupArray({fact}) AS {name}" for name, fact in _FACTS.items())
"""Aggregates that `counted_calls` needs of each trace; `kind` is what the span is priced as (`PRICED_KIND`), `run_id`
a hash of which run of a tool it is, 0 where it does not say."""


def counted_calls(per_trace: str) -> str:
    """Return a SELECT of the same rows with what their spans add up to.

    Adds `usage` (one entry for each kind, vendor, model, prompt and its version), `failed_calls`, `orphans` (spans
    whose parent never came), `has_cycle`, `has_skew`, `tool_calls`, `retrieval_calls`.

    Args:
        per_trace: A SELECT of one row a trace that has `SPAN_ARRAYS` and `roots`, its spans that name no parent.
    """
    return _added_up(_once_each(_leaves(_climbed(_surrounded(_uncircled(_linked(per_trace)))))))


def _linked(rows: str) -> str:
    """Find each span's parent: numbered by first appearance, spans have their own places and strangers greater ones.

    `rounds` is how often to double a climb. `beside` shares the levels of other steps: each level costs 3 ms.
    """
    return f"""
        SELECT *, range(toUInt8(ceil(log2(length(ids) + 1)))) AS rounds, {FAMILIES},
            arrayMap(place -> if(place > length(ids), 0, place),
                arraySlice(arrayEnumerateDense(arrayConcat(ids, parents)), length(ids) + 1)) AS up
        FROM ({rows})"""


def _uncircled(rows: str) -> str:
    """Let spans that go up in a circle, or lead into one, have no parent: everyone else reaches a top."""
    return f"""
        SELECT *, {_climb("up", "0")} AS tops, arrayExists(top -> top != 0, tops) AS has_cycle,
            arrayMap((parent, top) -> if(top = 0, parent, 0), up, tops) AS over,
            arrayCount(parent -> parent = 0, up) - roots AS orphans,
            arrayExists((parent, began, ended) -> ended < began
                OR parent != 0 AND began < begins[parent] - {SKEW_TOLERANCE_NS}, up, begins, ends) AS has_skew,
            arrayDistinct(arrayFilter(prompt -> prompt.1 != '', prompts)) AS all_prompts, {HOLDERS}
        FROM ({rows})"""


def _surrounded(rows: str) -> str:
    """Put calls into those beside them that hold them; leave out tools and retrievals right in their own twins."""
    return f"""
        SELECT *, {AROUND},
            arrayFilter((i, action, parent, scope) -> actions[parent] != action OR scopes[parent] = scope,
                arrayEnumerate(ids), actions, over, scopes) AS done,
            arraySort(arrayMap(i -> (run_ids[i], 0, begins[i], i), arrayFilter(i -> run_ids[i] != 0, done))) AS runs
        FROM ({rows})"""


def _climbed(rows: str) -> str:
    """Find around each span the nearest call, the nearest that used tokens, and the nearest that names a prompt.

    Count retrievals and tools, one run that several instrumentations tell the same id of once.
    """
    return f"""
        SELECT *, arrayCount(i -> kinds[i] = 'retrieval', done) AS retrieval_calls,
            arrayCount(i -> kinds[i] = 'tool', done) - arrayCount(i -> i != 0, {_seen_again("runs")}) AS tool_calls,
            {_climb("around", "is_call[p]")} AS call_above, {_climb("around", "is_used[p]")} AS used_above,
            {_climb("around", "is_call[p] AND is_used[p]")} AS used_call_above,
            {_climb("around", "prompts[p].1 != ''")} AS prompt_above,
            arrayFilter(i -> is_step[i], arrayEnumerate(ids)) AS steps
        FROM ({rows})"""


def _leaves(rows: str) -> str:
    """Keep of a call that several instrumentations saw the one nearest to the vendor that knows its tokens (R8, R1).

    What only reports calls counts where none of them came: none below it, above it, or beside it under the same parent,
    where a call goes whose instrumentation lost its context.
    """
    shadows = f"arrayFilter(i -> {_is_twin('used_call_above[i]', 'i')}, steps)"
    repeated_used = _places("used_call_above", "is_used[i]", shadows)
    repeated = _places("call_above", _is_twin("call_above[i]", "i"), "steps")
    rolled_up = _places("used_above", "is_used[i]", "steps")
    over_used = _places("over", "is_call[i] AND is_used[i] AND over[i] != 0", "steps")
    return f"""
        SELECT *,
            arrayFilter(i -> multiIf(NOT is_call[i], used_call_above[i] = 0 AND NOT bitmapContains({rolled_up}, i)
                AND NOT bitmapContains({over_used}, over[i]),
            is_used[i], NOT bitmapContains({repeated_used}, i),
            NOT bitmapContains({repeated}, i) AND (has_failed[i] OR NOT bitmapContains(bitmapBuild({shadows}), i))),
            steps) AS leaves
        FROM ({rows})"""


def _once_each(rows: str) -> str:
    """Of spans of several instrumentations that got one answer, by its id, count one: that which knows its tokens (R8).

    The id is not enough: gateways and test doubles give every answer the same one.
    """
    answers = f"""
        SELECT *, arraySort(arrayMap(i -> (answer_ids[i], is_used[i], begins[i], i),
                arrayFilter(i -> is_call[i] AND answer_ids[i] != 0, leaves))) AS answers
        FROM ({rows})"""
    again = f"bitmapBuild({_seen_again('answers')})"
    return f"SELECT *, arrayFilter(i -> NOT bitmapContains({again}, i), leaves) AS counted FROM ({answers})"


def _added_up(rows: str) -> str:
    """Add up what counts, by kind, vendor, model and prompt."""
    prompt = f"""multiIf(length(all_prompts) > {MOST_PROMPTS}, ('', ''), prompts[i].1 != '', prompts[i],
        prompt_above[i] != 0, prompts[prompt_above[i]], length(all_prompts) = 1, all_prompts[1], ('', ''))"""
    counted = f"""
        SELECT *, arrayCount(i -> has_failed[i], counted) AS failed_calls,
            arrayFilter(i -> NOT has_failed[i], counted) AS answered,
            arrayMap(i -> (labels[i].1, labels[i].2, labels[i].3, {prompt}), answered) AS keys,
            arrayMap(i -> measures[i], answered) AS amounts
        FROM ({rows})"""
    by_key = "arrayMap(key -> (key, arrayFilter((m, k) -> k = key, amounts, keys)), arraySort(arrayDistinct(keys)))"
    sums = ", ".join(f"arraySum(tupleElement(of.2, {i}))" for i in range(1, len(_MEASURES) + 1))
    return f"""
        SELECT *, arrayMap(of -> (of.1.1, of.1.2, of.1.3, of.1.4.1, of.1.4.2, {sums}), {by_key}) AS usage
        FROM ({counted})"""


def _is_twin(a: str, b: str) -> str:
    """SQL for whether calls are one call seen twice: one names the model the other asked for or got, both at once."""
    return f"hasAny(names[{a}], names[{b}]) AND {_overlap(a, b)}"


def _seen_again(spans: str) -> str:
    """SQL for the places of spans that another instrumentation saw, too: it told the same id, at the same time.

    Reads a sorted array of (id, .., .., place); 0 stands for those that nobody else saw, or that are to count.
    """
    seen = f"a.1 = b.1 AND scopes[a.4] != scopes[b.4] AND {_overlap('a.4', 'b.4')}"
    return f"arrayMap((a, b) -> if({seen}, a.4, 0), {spans}, arrayPopFront(arrayPushBack({spans}, (0, 0, 0, 0))))"


def _overlap(a: str, b: str) -> str:
    return f"begins[{a}] <= ends[{b}] AND begins[{b}] <= ends[{a}]"


def _climb(up: str, stop: str) -> str:
    """SQL for the nearest place up from each that meets `stop` (about place `p`); 0 where there is none.

    Each round doubles how far everyone has climbed.
    """
    step = f"arrayMap(p -> if(p = 0 OR {stop}, p, reached[p]), reached)"
    return f"arrayFold((reached, r) -> {step}, rounds, {up})"


def _places(claimed: str, condition: str, among: str) -> str:
    """SQL for the set of the places that an array names for those `i` that meet a condition."""
    return f"bitmapBuild(arrayMap(i -> {claimed}[i], arrayFilter(i -> {condition}, {among})))"
