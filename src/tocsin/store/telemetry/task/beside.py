"""Which calls beside each other are one: who sets no context has the span of the next instrumentation beside its own.

SQL in three steps. Each is for a level of its own in the query of `call_tree`: it reads what the one before it named.
A call `c` is a tuple: 1 end, 2 begin, 3 place, 4 scope, 5 names, 6 what it told, 7 family.
"""

MOST_BESIDE = 2_000
"""A parent with more calls than this right below it keeps them all: pairing takes 0.1 ms for each of them."""

FAMILIES = f"""
    arraySort(c -> (c.7, c.2, -c.1), arrayMap(i -> (ends[i], begins[i], i, scopes[i], names[i], told[i], families[i]),
        arrayFilter(i -> is_call[i], arrayEnumerate(ids)))) AS calls,
    arrayFilter(family -> arrayUniq(family.4) > 1 AND length(family) <= {MOST_BESIDE},
        arraySplit((c, step) -> step != 0, calls, arrayDifference(calls.7))) AS mixed"""
"""Columns: the calls of each parent in order of start, failed ones apart, where several instrumentations saw some.

Reads arrays with an element for each span: `ids`, `is_call`, `ends`, `begins`, `scopes`, `names` (hashes of the models
that it asked for and got), `told` (tokens in and out, a hash of the answer's id, 1 if it failed; each 0 if unknown),
`families` (hashes of the parent and the failure).
"""

# Ends no sooner, has another scope, names the same model; nothing that both told differs. Where they told nothing
# alike, as where one knows no tokens, it must have lasted half as long: time alone tells it from a call made meanwhile.
_FITS = """o.1 >= c.1 AND o.4 != c.4 AND hasAny(o.5, c.5)
    AND NOT arrayExists((a, b) -> a != b AND least(a, b) > 0, o.6, c.6)
    AND (arrayExists((a, b) -> a = b AND a > 0, o.6, c.6) OR 2 * (c.1 - c.2) >= o.1 - o.2)"""
# So far seen: what is open and holds nothing yet, and of each call its holder. An array of one stands for a variable.
_SWEPT = f"""
    arrayFold((seen, c) -> arrayMap(holder -> (
            arrayPushBack(arrayFilter(o -> o.3 != holder.3 AND o.1 >= c.2, seen.1), c),
            arrayPushBack(seen.2, holder.3)), [arraySort(arrayFilter(o -> {_FITS}, seen.1))[1]])[1],
        family, (arraySlice(family, 1, 0), arraySlice(family.3, 1, 0))).2"""
HOLDERS = f"""
    arrayFlatten(mixed).3 AS held, arrayFlatten(arrayMap(family -> {_SWEPT}, mixed)) AS holders"""
"""Columns: the places of these calls, and for each the place of the call that holds it; 0 where none does.

In order of start, each goes into the one that ends first of those that are open, fit and hold nothing: no other choice
makes more pairs of calls that are alike (it is matching points that dominate each other, by a sweep), and none holds
two.
Takes a step of 0.1 ms for each call of the parent that has most.
"""

AROUND = """
    arrayMap((found, parent) -> if(found <= length(holders) AND holders[found] != 0, holders[found], parent),
        arraySlice(arrayEnumerateDense(arrayConcat(held, arrayEnumerate(ids))), length(held) + 1), over) AS around"""
"""Column: the place of what each span is in, the call beside it that holds it, or else its parent (`over`)."""
