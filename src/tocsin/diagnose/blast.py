"""Blast radius: who is hit since the onset, which versions the failing tasks carried, and a few of them to look at."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from tocsin.model import BlastRadius, SliCounts, SliQuery, Window
from tocsin.store import SliReader, TaskReader

MOST_EXAMPLES = 10


def blast_radius(counts: SliCounts, releases: Mapping[str, Mapping[str, int]], examples: Sequence[str]) -> BlastRadius:
    """Return the blast radius that counts, versions of failing tasks and examples of them make."""
    return BlastRadius(
        tasks=counts.total,
        failing=counts.bad,
        share_failing=counts.bad / counts.total if counts.total else None,
        releases={key: dict(versions) for key, versions in sorted(releases.items())},
        example_failures=tuple(examples),
    )


def read_blast_radius(query: SliQuery, window: Window, sli: SliReader, tasks: TaskReader, at: datetime) -> BlastRadius:
    """Return who was hit in a window, as known at an instant."""
    return blast_radius(
        sli.counts(query, [window], at)[0],
        sli.release_keys(query, window, at),
        [task.trace_id for task in tasks.failing(query, window, limit=MOST_EXAMPLES, as_of=at)],
    )
