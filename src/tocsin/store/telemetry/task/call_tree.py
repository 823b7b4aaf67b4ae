"""Which model calls of a trace count: the tree of its spans as arrays, climbed by doubling, in one pass for all traces.

Everything here is SQL over one row a trace. A span is its place in the arrays and `up` is the place of its parent, so
that each step up is an array lookup; n spans take log2(n) rounds, however deep or knotted the tree is. Joining spans
with themselves would read them once a level; recursion would stop at a depth. The engine lends arrays to lambdas
without copying them (`enable_lazy_columns_replication`), so time and memory grow with n and not with its square.
"""

from tocsin.store.telemetry.normalize import KIND_OF_OPERATION

MOST_PROMPTS = 100
"""A trace that names more prompts than this has made up their names; its usage is then kept without them."""
SKEW_TOLERANCE_NS = 1_000_000_000
"""A child that begins this long before its parent has another clock; NTP keeps clocks within a second."""

_EMBEDDING = ", ".join(f"'{name}'" for name, kind in KIND_OF_OPERATION.items() if "embed" in name and kind == "chain")
IS_WRAPPER = "(kind NOT IN ('llm', 'embedding') AND ifNull(input_tokens, 0) + ifNull(output_tokens, 0) > 0)"
"""Whether a span reports tokens of calls that it did not make itself (rule R1 of our convention table)."""
PRICED_KIND = f"if({IS_WRAPPER}, if(lower(operation) IN ({_EMBEDDING}), 'embedding', 'llm'), toString(kind))"
"""What a span is priced as: a wrapper like the calls it reports."""

_IS_CALL = "kind IN ('llm', 'embedding')"
_ANSWERED_BY = "if(response_model = '', request_model, response_model)"
# What decides whether a call counts, as numbers: names are compared by their hashes.
_FACTS = {
    "is_call": "NOT is_wrapper",
    "is_used": "used > 0",
    "has_failed": "status_code = 2 AND used = 0",
    "asked": f"sipHash64(kind, if(request_model = '', {_ANSWERED_BY}, request_model))",
    "got": f"sipHash64(kind, {_ANSWERED_BY})",
    "answer_ids": "if(response_id = '', 0, sipHash64(response_id))",
    "scopes": "sipHash64(scope)",
    "call_began": "toUnixTimestamp64Nano(started_at)",
    "call_ended": "toUnixTimestamp64Nano(ended_at)",
}
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

SPAN_ARRAYS = f"""
    groupArray(bitOr(sipHash64(span_id), 1)) AS ids,
    groupArray(if(parent_span_id = '', 0, bitOr(sipHash64(parent_span_id), 1))) AS parents,
    groupArray(toUInt8({_IS_CALL})) AS steps,
    groupArray(toUnixTimestamp64Nano(started_at)) AS begins, groupArray(toUnixTimestamp64Nano(ended_at)) AS ends,
    groupArray((toString(prompt_name), toString(prompt_version))) AS prompts,
    groupArrayIf((toString(kind), toString(vendor), toString({_ANSWERED_BY})), {_IS_CALL}) AS labels,
    groupArrayIf(({", ".join(_FACTS.values())}), {_IS_CALL}) AS facts,
    groupArrayIf(({", ".join(_MEASURES.values())}), {_IS_CALL}) AS measures"""
"""Aggregates that `counted_calls` needs of each trace; `kind` is what the span is priced as (`PRICED_KIND`)."""


def counted_calls(per_trace: str) -> str:
    """Return a SELECT of the same rows with what their spans add up to.

    Adds `usage` (one entry for each kind, vendor, model, prompt and its version), `failed_calls`, `orphans` (spans
    whose parent never came), `roots`, `has_cycle`, `has_skew`.

    Args:
        per_trace: A SELECT of one row a trace that has `SPAN_ARRAYS`.
    """
    return _added_up(_once_each(_leaves(_calls_above(_climbed(_uncircled(_linked(per_trace)))))))


def _linked(rows: str) -> str:
    """Find each span's parent by sorting ids and references together: a definition goes before its references.

    Ids are odd, and a reference is the even number after its definition; entries above n are references.
    """
    sorted_entries = f"""
        SELECT *, {_rounds("ids")} AS rounds, toUInt32(length(ids)) AS n,
            arrayConcat(ids, arrayMap(id -> if(id = 0, 0, id + 1), parents)) AS names,
            arraySort((i, name) -> name, arrayEnumerate(names), names) AS places
        FROM ({rows})"""
    links = f"""
        SELECT *, arrayFilter(link -> link.1 > n, arrayMap(
                (i, d) -> (i, if(d <= n AND names[d] + 1 = names[i], d, 0)), places,
                arrayFill(i -> i <= n, places))) AS links
        FROM ({sorted_entries})"""
    return f"""
        SELECT *, arrayMap(link -> toUInt32(link.2), arraySort(link -> link.1, links)) AS up,
            arrayCount((parent, id) -> parent = 0 AND id != 0, up, parents) AS orphans,
            arrayCount(id -> id = 0, parents) AS roots
        FROM ({links})"""


def _uncircled(rows: str) -> str:
    """Let spans that go up in a circle, or lead into one, have no parent: everyone else reaches a top."""
    return f"""
        SELECT *, {_climb("up", "0", "rounds")} AS tops, arrayExists(top -> top != 0, tops) AS has_cycle,
            arrayMap((parent, top) -> if(top = 0, parent, toUInt32(0)), up, tops) AS over,
            arrayExists((parent, began, ended) -> ended < began
                OR parent != 0 AND began < begins[parent] - {SKEW_TOLERANCE_NS}, up, begins, ends) AS has_skew
        FROM ({rows})"""


def _climbed(rows: str) -> str:
    """Find the nearest call, or what reports some, and the nearest named prompt above each span."""
    return f"""
        SELECT *, {_climb("over", "steps[p] = 1", "rounds")} AS call_over,
            {_climb("over", "names_prompt[p] = 1", "rounds")} AS prompt_over
        FROM (SELECT *, arrayMap(prompt -> toUInt8(prompt.1 != ''), prompts) AS names_prompt,
            arrayDistinct(arrayFilter(prompt -> prompt.1 != '', prompts)) AS all_prompts FROM ({rows}))"""


def _calls_above(rows: str) -> str:
    """Turn from spans to calls: each with its prompt, the call above it, and the nearest of them that used tokens."""
    facts = ", ".join(f"tupleElement(facts, {i}) AS {name}" for i, name in enumerate(_FACTS, start=1))
    calls = f"""
        SELECT *, {_rounds("facts")} AS call_rounds, {facts},
            arrayFilter((i, step) -> step = 1, arrayEnumerate(steps), steps) AS spots,
            arrayCumSum(steps) AS numbers,
            arrayMap(i -> toUInt32(if(call_over[i] = 0, 0, numbers[call_over[i]])), spots) AS above,
            arrayMap(i -> over[i], spots) AS parent_of,
            arrayMap(i -> if(names_prompt[i] = 1, i, prompt_over[i]), spots) AS prompt_at,
            if(length(all_prompts) = 1, all_prompts[1], ('', '')) AS only_prompt
        FROM ({rows})"""
    return f"""
        SELECT *, {_climb("above", "is_call[p] = 1", "call_rounds")} AS call_above,
            {_climb("above", "is_used[p] = 1", "call_rounds")} AS used_above,
            {_climb("above", "is_call[p] = 1 AND is_used[p] = 1", "call_rounds")} AS used_call_above
        FROM ({calls})"""


def _leaves(rows: str) -> str:
    """Keep of a call that several instrumentations saw the one nearest to the vendor that knows its tokens (R8, R1).

    What only reports calls counts where none of them came: none below it, above it, or beside it under the same parent,
    where a call goes whose instrumentation lost its context.
    """
    every = "arrayEnumerate(is_call)"
    twins = f"""
        SELECT *, arrayMap((a, i) -> {_is_twin("a", "i")}, call_above, {every}) AS is_twin,
            arrayMap((a, i) -> {_is_twin("a", "i")}, used_call_above, {every}) AS is_used_twin
        FROM ({rows})"""
    repeated_used = "arrayFilter((a, twin, used) -> twin AND used, used_call_above, is_used_twin, is_used)"
    repeated = "arrayFilter((a, twin) -> twin, call_above, is_twin)"
    reported = "arrayFilter((a, used) -> used AND a != 0, used_above, is_used)"
    parents = "arrayFilter((p, call, used) -> call AND used AND p != 0, parent_of, is_call, is_used)"
    claims = f"""
        SELECT *, {_claimed(repeated_used, "is_call")} AS claims_of_used, {_claimed(repeated, "is_call")} AS claims,
            {_claimed(reported, "is_call")} AS reports, {_claimed(parents, "ids")} AS parents_of_used
        FROM ({twins})"""
    flags = f"""
        SELECT *, {_is_claimed("claims_of_used")} AS repeats_used, {_is_claimed("claims")} AS repeats,
            {_is_claimed("reports")} AS rolls_up, {_is_claimed("parents_of_used")} AS has_used_child
        FROM ({claims})"""
    return f"""
        SELECT *, arrayMap((call, used, failed, again, any, whole, parent, shadow, a) -> multiIf(
                NOT call, NOT whole AND a = 0 AND NOT (parent != 0 AND has_used_child[parent]),
                used, NOT again, NOT any AND (failed OR NOT shadow)),
            is_call, is_used, has_failed, repeats_used, repeats, rolls_up, parent_of, is_used_twin, used_call_above)
            AS is_leaf
        FROM ({flags})"""


def _once_each(rows: str) -> str:
    """Of spans of several instrumentations that got one answer, by its id, count one: that which knows its tokens (R8).

    The id is not enough: gateways and test doubles give every answer the same one.
    """
    answers = f"""
        SELECT *, arraySort(arrayFilter(a -> a.1 != 0, arrayMap((leaf, call, id, used, start, i) ->
                (if(leaf AND call, id, 0), used, start, i),
                is_leaf, is_call, answer_ids, is_used, call_began, arrayEnumerate(is_leaf)))) AS answers
        FROM ({rows})"""
    again = """arrayMap((a, b) -> if(a.1 = b.1 AND scopes[a.4] != scopes[b.4]
        AND call_began[a.4] <= call_ended[b.4] AND call_began[b.4] <= call_ended[a.4], a.4, 0),
        answers, arrayPopFront(arrayPushBack(answers, (0, 0, 0, 0))))"""
    same = f"""
        SELECT *, {_claimed(f"arrayFilter(i -> i != 0, {again})", "is_call")} AS same_answer FROM ({answers})"""
    return f"""
        SELECT *, arrayMap((leaf, repeated) -> leaf AND NOT repeated, is_leaf, {_is_claimed("same_answer")}) AS counts
        FROM ({same})"""


def _added_up(rows: str) -> str:
    """Add up what counts, by kind, vendor, model and prompt."""
    counted = f"""
        SELECT *, arrayCount((count, failed) -> count AND failed, counts, has_failed) AS failed_calls,
            arrayMap((count, failed) -> count AND NOT failed, counts, has_failed) AS is_answered,
            arrayFilter((label, answered) -> answered, arrayMap((label, i) -> (label.1, label.2, label.3,
                multiIf(length(all_prompts) > {MOST_PROMPTS}, ('', ''), i = 0, only_prompt, prompts[i])),
                labels, prompt_at), is_answered) AS keys,
            arrayFilter((m, answered) -> answered, measures, is_answered) AS answered
        FROM ({rows})"""
    by_key = f"""
        SELECT *, arrayMap(key -> (key, arrayFilter((m, k) -> k = key, answered, keys)),
            arraySort(arrayDistinct(keys))) AS by_key
        FROM ({counted})"""
    sums = ", ".join(f"arraySum(tupleElement(of.2, {i}))" for i in range(1, len(_MEASURES) + 1))
    return f"""
        SELECT *, arrayMap(of -> (of.1.1, of.1.2, of.1.3, of.1.4.1, of.1.4.2, {sums}), by_key) AS usage
        FROM ({by_key})"""


def _is_twin(a: str, b: str) -> str:
    """SQL for whether calls are one call seen twice: one names the model the other asked for or got, both at once."""
    models = " OR ".join(f"{x}[{a}] = {y}[{b}]" for x in ("asked", "got") for y in ("asked", "got"))
    return f"{a} != 0 AND ({models}) AND call_began[{a}] <= call_ended[{b}] AND call_began[{b}] <= call_ended[{a}]"


def _rounds(array: str) -> str:
    return f"toUInt8(ceil(log2(length({array}) + 1)))"


def _climb(up: str, stop: str, rounds: str) -> str:
    """SQL for the nearest place above each that meets `stop` (about place `p`); 0 where there is none.

    Each round doubles how far everyone has climbed.
    """
    step = f"arrayMap(p -> if(p = 0 OR {stop}, p, reached[p]), reached)"
    return f"arrayFold((reached, r) -> {step}, range({rounds}), {up})"


def _claimed(claims: str, array: str) -> str:
    """SQL for the places of an array as odd numbers, and before each that is claimed its claims as even ones."""
    places = f"arrayMap(i -> 2 * i + 1, arrayEnumerate({array}))"
    return f"arraySort(arrayConcat(arrayMap(claim -> 2 * toUInt32(claim), {claims}), {places}))"


def _is_claimed(entries: str) -> str:
    """SQL for an array that says of each place whether it was claimed: then its claim is the entry just before it."""
    before = f"arrayPopBack(arrayPushFront({entries}, 0))"
    return f"arrayFilter((is_claimed, e) -> e % 2, arrayMap((e, b) -> b + 1 = e, {entries}, {before}), {entries})"
