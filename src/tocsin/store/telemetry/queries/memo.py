"""Counts of whole hours that were counted before, by SLI; each is good for exactly one state of its hour."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime

from tocsin.model import SliCounts, SliQuery

MOST_QUERIES = 256
"""SLIs remembered at once, the least recently asked forgotten first: 90 days of one take about 0.5 MB."""


class HourMemo:
    """Remembers in memory; safe to use from any thread. A restart forgets, and the next question counts anew."""

    def __init__(self) -> None:
        self._by_query: OrderedDict[str, dict[datetime, tuple[int, SliCounts]]] = OrderedDict()
        self._lock = threading.Lock()

    def known(self, query: SliQuery, hours: Mapping[datetime, int]) -> dict[datetime, SliCounts]:
        """Return the remembered counts of those hours whose state is still the given one."""
        with self._lock:
            remembered = self._by_query.get(repr(query), {})
            if remembered:
                self._by_query.move_to_end(repr(query))
            found = ((hour, remembered.get(hour), digest) for hour, digest in hours.items())
            return {hour: kept[1] for hour, kept, digest in found if kept is not None and kept[0] == digest}

    def remember(self, query: SliQuery, hours: Mapping[datetime, int], counts: Mapping[datetime, SliCounts]) -> None:
        """Keep the counts of hours, each with the state it was counted in."""
        with self._lock:
            remembered = self._by_query.setdefault(repr(query), {})
            self._by_query.move_to_end(repr(query))
            remembered.update({hour: (hours[hour], counts[hour]) for hour in counts})
            while len(self._by_query) > MOST_QUERIES:
                self._by_query.popitem(last=False)
