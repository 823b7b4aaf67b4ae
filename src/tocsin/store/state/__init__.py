"""The state store: releases, changes, incidents, audit log, documents, postmortems and the kill switch, in SQL.

SQLite in one file by default, PostgreSQL at scale, the same code for both; `open_state` migrates. One class per
aggregate implements one port of `tocsin.store`. Invariants: releases, changes and audit entries are only ever added;
an incident is read, changed and written by one writer at a time; audit entries are numbered without gaps; what is
written under a lease is written only while the lease is held.
"""

from tocsin.store.state.audit import AuditLog
from tocsin.store.state.documents import Documents
from tocsin.store.state.fence import Lease, fenced
from tocsin.store.state.incidents import Incidents
from tocsin.store.state.kill_switch import KillSwitch
from tocsin.store.state.leases import Leases, SeenLease
from tocsin.store.state.postmortems import Postmortems
from tocsin.store.state.releases import Releases
from tocsin.store.state.state_store import StateStore, open_state, restore_state
from tocsin.store.state.ticks import Tick, Ticks, TickState

__all__ = [
    "AuditLog",
    "Documents",
    "Incidents",
    "KillSwitch",
    "Lease",
    "Leases",
    "Postmortems",
    "Releases",
    "SeenLease",
    "StateStore",
    "Tick",
    "TickState",
    "Ticks",
    "fenced",
    "open_state",
    "restore_state",
]
