"""What a metric did between its points, as SQL: increases of counters and histograms, whatever their temporality.

A delta point brings its increase. A cumulative one brings what it has over the point before it in its stream, and all
it has when the stream began anew in between: its start changed, or it fell (OpenTelemetry metrics data model, "Resets
and Gaps"). The first point that is read counts whole when its stream began no earlier than what is read, else it is
only what later ones are compared with. An increase belongs to the step in which its point was taken.

Where steps are whole hours on the hour, the last point of each hour tells as much of a cumulative stream as all of
them. Only a restart that the stream does not declare, and makes up for within its hour, is then not seen.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from tocsin.model import Window
from tocsin.store.telemetry.filters import Parameters

LOOK_BACK = timedelta(minutes=15)
"""Before the window, to find the point that the first one in it continues: several of the usual export intervals."""
HOUR = timedelta(hours=1)
CLOCKS_AHEAD = timedelta(hours=1)
"""How much later than its receipt a point may claim to be and still be read; days received before are not opened."""
_INSTANT = "DateTime64(9, 'UTC')"
_MEANT = f"""name = {{name:String}} AND type = {{kind:String}} AND received_at >= {{received:{_INSTANT}}}
            AND at >= {{first:{_INSTANT}}} AND at < {{end:{_INSTANT}}} AND bitAnd(flags, 1) = 0"""
_SHARED = """received_at, name, type, temporality, series, started_at, at, flags, value, count, sum, bounds,
    bucket_counts, scale, zero_count, positive_offset, positive_counts, negative_offset, negative_counts,
    attributes, resource"""
ALL_POINTS = "metric_points"
BY_HOUR = f"""(
        SELECT {_SHARED} FROM metric_hours FINAL WHERE {_MEANT}
        UNION ALL SELECT {_SHARED} FROM metric_points WHERE temporality != 'cumulative' AND {_MEANT})"""
"""The last point of each hour of cumulative streams, and every point of others, which each tell of themselves alone."""
_SAME = "PARTITION BY series ORDER BY at, received_at ROWS BETWEEN 1 PRECEDING AND CURRENT ROW"


def is_by_hour(window: Window, step: timedelta) -> bool:
    """Return whether steps begin and end on the hour."""
    edges = (window.start, window.end)
    return not step % HOUR and not any(edge.minute or edge.second or edge.microsecond for edge in edges)


def reading(
    name: str, kind: str, window: Window, step: timedelta, *, group_by: Sequence[str], where: Mapping[str, str]
) -> Parameters:
    """Return the parameters that the queries below share; `group_by` and `where` name attributes of points."""
    first = window.start - (HOUR if is_by_hour(window, step) else LOOK_BACK)
    parameters: Parameters = {
        "name": name,
        "kind": kind,
        "first": first,
        "received": first - CLOCKS_AHEAD,
        "start": window.start,
        "end": window.end,
        "step": int(step.total_seconds()),
        "group_by": list(group_by),
    }
    for index, (key, value) in enumerate(where.items()):
        parameters |= {f"key_{index}": key, f"value_{index}": value}
    return parameters


def points(where: Mapping[str, str], table: str = ALL_POINTS) -> str:
    """Return the SELECT of all points to read, each with its labels and its step; steps before the window are negative.

    A point that was sent again, in whatever request, is read once.

    Args:
        where: Attributes that points must have.
        table: What is read: `ALL_POINTS` or `BY_HOUR`.
    """
    conditions = "".join(f" AND {_named(f'{{key_{i}:String}}')} = {{value_{i}:String}}" for i in range(len(where)))
    return f"""
        SELECT *, arrayMap(k -> {_named("k")}, {{group_by:Array(String)}}) AS labels,
            if(at < {{start:{_INSTANT}}}, -1, intDiv(toUnixTimestamp64Nano(at)
                - toUnixTimestamp64Nano({{start:{_INSTANT}}}), 1000000000 * {{step:Int64}})) AS step
        FROM {table} WHERE {_MEANT}{conditions}
        ORDER BY received_at DESC LIMIT 1 BY series, started_at, at"""


def increases(where: Mapping[str, str], main: str, table: str = ALL_POINTS) -> str:
    """Return the SELECT of how much each point of a counter or distribution brought, by labels and step.

    Args:
        where: Attributes that points must have.
        main: Column that never falls in a stream: `value` of a counter, `count` of a distribution.
        table: What is read.
    """
    return f"""
        SELECT labels, step, {_brought(main)} AS increase, {_brought("coalesce(sum, 0)", main)} AS total
        FROM ({points(where, table)}) WINDOW same AS ({_SAME})"""


def bucket_increases(where: Mapping[str, str], cells: str, table: str = ALL_POINTS) -> str:
    """Return the SELECT of how much each point brought to each bucket, as rows (labels, step, cell, n).

    Args:
        where: Attributes that points must have.
        cells: Expression for a point's buckets, an array of (cell, count as Int64).
        table: What is read.
    """
    return f"""
        SELECT labels, step, tupleElement(brought, 1) AS cell, sum(tupleElement(brought, 2)) AS n FROM (
            SELECT labels, step, arrayJoin(multiIf(
                temporality = 'delta' OR {_BEGAN_ANEW.format(main="count")}, own,
                {_IS_FIRST}, [],
                arrayConcat(own, arrayMap(c -> (tupleElement(c, 1), -tupleElement(c, 2)), lagInFrame(own) OVER same))
            )) AS brought
            FROM (SELECT *, {cells} AS own FROM ({points(where, table)})) WINDOW same AS ({_SAME})
        ) WHERE step >= 0 GROUP BY labels, step, cell HAVING n != 0"""


EXPLICIT_CELLS = """arrayZip(
    arrayZip(arrayPushFront(bounds, toFloat64('-inf')), arrayPushBack(bounds, toFloat64('inf'))),
    arrayMap(n -> toInt64(n), arrayResize(bucket_counts, length(bounds) + 1)))"""
"""Buckets of an explicit histogram by (lower, upper)."""

EXPONENTIAL_CELLS = """arrayConcat(
    [((scale, toInt8(0), toInt64(0)), toInt64(zero_count))],
    arrayMap((n, i) -> ((scale, toInt8(1), toInt64(positive_offset) + i - 1), toInt64(n)), positive_counts,
        arrayEnumerate(positive_counts)),
    arrayMap((n, i) -> ((scale, toInt8(-1), toInt64(negative_offset) + i - 1), toInt64(n)), negative_counts,
        arrayEnumerate(negative_counts)))"""
"""Buckets of an exponential histogram by (scale, sign, index)."""

_IS_FIRST = "row_number() OVER same = 1"
_FIRST_BEGAN_HERE = f"({_IS_FIRST} AND started_at >= {{first:{_INSTANT}}})"
_BEGAN_ANEW = (
    f"({_FIRST_BEGAN_HERE.replace('{', '{{').replace('}', '}}')} OR (row_number() OVER same > 1"
    " AND ({main} < lagInFrame({main}) OVER same OR started_at > lagInFrame(started_at) OVER same)))"
)


def _brought(what: str, main: str = "") -> str:
    anew = _BEGAN_ANEW.format(main=main or what)
    return f"""multiIf(temporality = 'delta' OR {anew}, toFloat64({what}), {_IS_FIRST}, 0,
            toFloat64({what}) - toFloat64(lagInFrame({what}) OVER same))"""


def _named(key: str) -> str:
    return f"if(mapContains(attributes, {key}), attributes[{key}], resource[{key}])"
