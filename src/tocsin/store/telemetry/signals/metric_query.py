"""What a metric did between its points, as SQL: increases of counters and histograms, whatever their temporality.

A delta point brings its increase. A cumulative one brings what it has over the point before it in its stream, and all
it has when the stream began anew in between: its start changed, or it fell (OpenTelemetry metrics data model, "Resets
and Gaps"). The first point that is read counts whole when its stream began no earlier than what is read, else it is
only what later ones are compared with. An increase belongs to the step in which its point was taken.

Where steps are whole hours on the hour, the last point of each hour tells as much of a cumulative stream as all of
them. Only a restart that the stream does not declare, and makes up for within its hour, is then not seen. The delta
points of an hour were added up to one when they came; it is read where it holds every point of its hour once.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from tocsin.model import Window
from tocsin.store.telemetry.filters import Parameters
from tocsin.store.telemetry.signals.otlp_metrics import on_grid

LOOK_BACK = timedelta(minutes=15)
"""Before the window, to find the point that the first one in it continues: several of the usual export intervals."""
HOUR = timedelta(hours=1)
CLOCKS_AHEAD = timedelta(hours=1)
"""How much later than its receipt a point may claim to be and still be read; days received before are not opened."""
_INSTANT = "DateTime64(9, 'UTC')"
_MEANT = f"""name = {{name:String}} AND type = {{kind:String}} AND received_at >= {{received:{_INSTANT}}}
            AND at >= {{first:{_INSTANT}}} AND at < {{end:{_INSTANT}}}"""
_IS_VALUE = "bitAnd(flags, 1) = 0"
_SHARED = """received_at, name, type, temporality, series, started_at, at, flags, value, count, sum, bounds,
    bucket_counts, scale, zero_count, positive_offset, positive_counts, negative_offset, negative_counts,
    attributes, resource"""
_SAME = "PARTITION BY series ORDER BY at, received_at ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING"


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


def points(where: Mapping[str, str], *, by_hour: bool = False) -> str:
    """Return the SELECT of all points to read, each with its labels and its step; steps before the window are negative.

    A point that was sent again, in whatever request, is read once.

    Args:
        where: Attributes that points must have.
        by_hour: Whether to read what the steps of `is_by_hour` need besides `_hour_sums`: of cumulative streams only
            the last point of each hour, and of delta ones only the hours whose sum is not to be trusted.
    """
    meant = _meant(where)
    if not by_hour:
        return _placed(_each_once(meant))
    others = f"{meant} AND (temporality = '' OR temporality = 'delta' AND {_IS_DOUBTED})"
    return _placed(f"""
            WITH ({_doubted(meant)}) AS doubted
            SELECT {_SHARED} FROM metric_hours FINAL WHERE {meant} AND {_IS_VALUE}
            UNION ALL SELECT * FROM ({_each_once(others)})""")


def _hour_sums(where: Mapping[str, str]) -> str:
    """Return the SELECT of the sums of hours of delta streams, like `points`."""
    meant = _meant(where)
    return _placed(f"""
            WITH ({_doubted(meant)}) AS doubted
            SELECT * FROM metric_hour_sums WHERE {meant} AND NOT {_IS_DOUBTED} AND at >= {{start:{_INSTANT}}}""")


def _placed(source: str) -> str:
    return f"""
        SELECT *, arrayMap(k -> {_named("k")}, {{group_by:Array(String)}}) AS labels,
            if(at < {{start:{_INSTANT}}}, -1, intDiv(toUnixTimestamp64Nano(at)
                - toUnixTimestamp64Nano({{start:{_INSTANT}}}), 1000000000 * {{step:Int64}})) AS step
        FROM ({source})"""


def _each_once(meant: str) -> str:
    return f"""
            SELECT {_SHARED} FROM metric_points WHERE {meant} AND {_IS_VALUE}
            ORDER BY received_at DESC LIMIT 1 BY series, started_at, at"""


def _doubted(meant: str) -> str:
    """Return the SELECT of an array of (series, hour): hours of delta streams whose sum does not hold each point once.

    It holds twice what was sent twice, and lacks what was stored just before a crash.
    """
    return f"""
                SELECT groupArray((series, hour)) FROM (
                    SELECT series, hour FROM (
                        SELECT series, toStartOfHour(at) AS hour, count() AS n,
                            uniqExact(started_at, at) AS once, 0 AS told
                        FROM metric_points WHERE temporality = 'delta' AND {meant} AND {_IS_VALUE} GROUP BY series, hour
                        UNION ALL SELECT series, toStartOfHour(at) AS hour, 0, 0, sum(points)
                        FROM metric_hour_sums WHERE {meant} GROUP BY series, hour
                    ) GROUP BY series, hour HAVING sum(n) != sum(once) OR sum(n) != sum(told))"""


# The array is made once a query and read as rows: as a constant, a long one takes half a minute.
_IS_DOUBTED = "(series, toStartOfHour(at)) IN (SELECT one.1, one.2 FROM (SELECT arrayJoin(doubted) AS one))"


def increases(where: Mapping[str, str], main: str, *, by_hour: bool) -> str:
    """Return the SELECT of how much each point of a counter or distribution brought, by labels and step.

    Args:
        where: Attributes that points must have.
        main: Column that never falls in a stream: `value` of a counter, `count` of a distribution.
        by_hour: Whether what is known of whole hours may be read instead of points; only where `is_by_hour`.
    """
    hours = f"UNION ALL SELECT labels, step, toFloat64({main}), sum FROM ({_hour_sums(where)})" if by_hour else ""
    return f"""
        SELECT labels, step, {_brought(main)} AS increase, {_brought("coalesce(sum, 0)", main)} AS total
        FROM ({points(where, by_hour=by_hour)}) WINDOW same AS ({_SAME}) {hours}"""


def explicit_increases(where: Mapping[str, str], *, by_hour: bool) -> str:
    """Return the SELECT of what explicit histograms brought, as rows (labels, step, bounds, counts).

    There may be several rows of the same labels, step and bounds.
    """
    hours = f"""
        UNION ALL SELECT labels, step, bounds, {_whole("bucket_counts")}
        FROM ({_hour_sums(where)}) GROUP BY labels, step, bounds"""
    return f"""
        SELECT labels, step, bounds, {_signed("bucket_counts")}
        FROM ({_bucket_parts(where, by_hour=by_hour)}) GROUP BY labels, step, bounds {hours if by_hour else ""}"""


def exponential_increases(where: Mapping[str, str], *, by_hour: bool) -> str:
    """Return the SELECT of what exponential histograms brought.

    Rows are (labels, step, scale, zeros, index of the first positive bucket, positive counts, and as much of the
    negative ones); there may be several of the same labels, step and scale. Counts are added place by place, first
    where the offsets are the same and then on a grid, which is many times faster than to add them by index.
    """
    shape = "labels, step, scale, positive_offset, negative_offset"
    hours = f"""
            UNION ALL SELECT {shape}, toInt64(sum(zero_count)), {_whole("positive_counts")}, {_whole("negative_counts")}
            FROM ({_hour_sums(where)}) GROUP BY {shape}"""
    return f"""
        SELECT labels, step, scale, sum(zeros), {on_grid("positive_offset")} AS first_positive,
            sumForEach({on_grid("positive_offset", "positive")}), {on_grid("negative_offset")} AS first_negative,
            sumForEach({on_grid("negative_offset", "negative")})
        FROM (
            SELECT {shape}, sum(sign * toInt64(zero_count)) AS zeros, {_signed("positive_counts")} AS positive,
                {_signed("negative_counts")} AS negative
            FROM ({_bucket_parts(where, by_hour=by_hour)}) GROUP BY {shape} {hours if by_hour else ""}
        ) GROUP BY labels, step, scale, first_positive, first_negative"""


def _bucket_parts(where: Mapping[str, str], *, by_hour: bool) -> str:
    """Return the SELECT of points with the steps to which their buckets are added, or from which they are taken (sign).

    What a cumulative point has is taken again from what the next one brings; within one step neither needs be done.
    """
    return f"""
            SELECT *, tupleElement(part, 1) AS step, tupleElement(part, 2) AS sign FROM (
                SELECT * EXCEPT step, arrayJoin(multiIf(
                    is_added AND is_taken AND step = next_step, [],
                    is_added AND is_taken, [(step, 1), (next_step, -1)],
                    is_added, [(step, 1)],
                    is_taken, [(next_step, -1)], [])) AS part
                FROM (
                    SELECT *, leadInFrame(step) OVER same AS next_step,
                        temporality = 'delta' OR NOT {_IS_FIRST} OR {_FIRST_BEGAN_HERE} AS is_added,
                        temporality != 'delta' AND leadInFrame(true) OVER same AND leadInFrame(count) OVER same >= count
                            AND leadInFrame(started_at) OVER same <= started_at AS is_taken
                    FROM ({points(where, by_hour=by_hour)}) WINDOW same AS ({_SAME}))
            ) WHERE step >= 0"""


_IS_FIRST = "row_number() OVER same = 1"
_FIRST_BEGAN_HERE = f"({_IS_FIRST} AND started_at >= {{first:{_INSTANT}}})"


def _brought(what: str, main: str = "") -> str:
    main = main or what
    anew = f"""({_FIRST_BEGAN_HERE} OR (row_number() OVER same > 1
            AND ({main} < lagInFrame({main}) OVER same OR started_at > lagInFrame(started_at) OVER same)))"""
    return f"""multiIf(temporality = 'delta' OR {anew}, toFloat64({what}), {_IS_FIRST}, 0,
            toFloat64({what}) - toFloat64(lagInFrame({what}) OVER same))"""


def _signed(counts: str) -> str:
    return f"sumForEach(arrayMap(n -> sign * toInt64(n), {counts}))"


def _whole(counts: str) -> str:
    return f"arrayMap(n -> toInt64(n), sumForEachMerge({counts}))"


def _meant(where: Mapping[str, str]) -> str:
    """Return the condition of what is read of any table, except that points must have a value."""
    named = [f"{_named(f'{{key_{index}:String}}')} = {{value_{index}:String}}" for index in range(len(where))]
    return " AND ".join([_MEANT, *named])


def _named(key: str) -> str:
    return f"if(mapContains(attributes, {key}), attributes[{key}], resource[{key}])"
