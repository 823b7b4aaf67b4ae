"""The watch: one tick evaluates objectives, fires and clears alerts, opens, diagnoses and resolves incidents.

Live and replay share all of it: a replay hands in an incident store of its own and tells nobody. Invariants: a tick is
a function of stored data and its instant; all state lives in the incident store, so a new watch carries on where
another stopped; an alert fires once, and one cause is announced once.
"""

from tocsin.watch.announcement import Announce, Announced, Announcement
from tocsin.watch.replay import ReplayProgress, replay
from tocsin.watch.status import statuses_of
from tocsin.watch.watch import TickResult, Watch

__all__ = ["Announce", "Announced", "Announcement", "ReplayProgress", "TickResult", "Watch", "replay", "statuses_of"]
