"""Counts the tasks that ran on a changed version and those that did not, before and during the trouble."""

from dataclasses import dataclass, replace
from datetime import datetime

from tocsin.diagnose.case import Case
from tocsin.diagnose.exposure import Cells, add, subtract
from tocsin.model import Axis, Change, SliCounts, SliQuery, Window
from tocsin.store import SliReader

_NONE = SliCounts(0, 0)


@dataclass(frozen=True, slots=True)
class Cohorts:
    """The cells of one comparison.

    Attributes:
        named_before: Tasks before the trouble that say which version of the subject they ran on, whichever it is.
        named_during: The same during the trouble. Without such tasks, "not exposed" means nothing.
    """

    cells: Cells
    named_before: int
    named_during: int


def read_cohorts(query: SliQuery, change: Change, case: Case, sli: SliReader) -> Cohorts:
    """Return the cohorts of a change among the valid events of an SLI; two to four questions to the store."""
    read = _by_vendor if change.axis is Axis.VENDOR else _by_version
    before, named_before = read(query, change, case.before, case.at, sli)
    during, named_during = read(query, change, case.during, case.at, sli)
    return Cohorts(Cells(before[0], during[0], before[1], during[1]), named_before, named_during)


def other_journeys(change: Change, own: Cohorts, case: Case, sli: SliReader) -> Cohorts | None:
    """Return the cohorts of a change on all journeys but the objective's own; None when there are no others."""
    if case.elsewhere is None:
        return None
    everywhere = read_cohorts(case.elsewhere, change, case, sli)
    cells = Cells(
        exposed_before=subtract(everywhere.cells.exposed_before, own.cells.exposed_before),
        exposed_during=subtract(everywhere.cells.exposed_during, own.cells.exposed_during),
        others_before=subtract(everywhere.cells.others_before, own.cells.others_before),
        others_during=subtract(everywhere.cells.others_during, own.cells.others_during),
    )
    return Cohorts(cells, everywhere.named_before - own.named_before, everywhere.named_during - own.named_during)


_Split = tuple[tuple[SliCounts, SliCounts], int]
"""(exposed, others) and how many tasks name a version."""


def _by_version(query: SliQuery, change: Change, window: Window, at: datetime, sli: SliReader) -> _Split:
    exposed, others, named = _NONE, _NONE, 0
    for cohort in sli.cohorts(query, change.release_key, window, at):
        if change.to_version and cohort.version == change.to_version:
            exposed = add(exposed, cohort.counts)
        else:
            others = add(others, cohort.counts)
        named += cohort.counts.total if cohort.version else 0
    return (exposed, others), named


def _by_vendor(query: SliQuery, change: Change, window: Window, at: datetime, sli: SliReader) -> _Split:
    """Split by the vendors that tasks called: no task carries a version of a vendor.

    A task that called the vendor before the change took effect was not exposed to it.
    """
    calling = SliQuery(valid=replace(query.valid, vendors=(change.subject,)), good=query.good)
    every = sli.counts(query, [window], at)[0]
    exposed, named = sli.counts(calling, [window.since(change.at), window], at)
    return (exposed, subtract(every, exposed)), named.total
