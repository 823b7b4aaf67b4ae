"""The state store: releases, changes, incidents, audit log, documents, postmortems and the kill switch, in SQL.

SQLite in one file by default, PostgreSQL at scale, the same code for both; `open_state` migrates. One class per
aggregate implements one port of `tocsin.store`. Invariants: releases, changes and audit entries are only ever added;
an incident is read, changed and written by one writer at a time; audit entries are numbered without gaps.
"""

from tocsin.store.state.audit import AuditLog
from tocsin.store.state.documents import Documents
from tocsin.store.state.incidents import Incidents
from tocsin.store.state.kill_switch import KillSwitch
from tocsin.store.state.postmortems import Postmortems
from tocsin.store.state.releases import Releases
from tocsin.store.state.state_store import StateStore, open_state

__all__ = [
    "AuditLog",
    "Documents",
    "Incidents",
    "KillSwitch",
    "Postmortems",
    "Releases",
    "StateStore",
    "open_state",
]
