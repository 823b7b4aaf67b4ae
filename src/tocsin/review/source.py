"""Where each fact of a postmortem can be read again: paths of this server's UI and API."""

from urllib.parse import quote

from tocsin.model import Incident
from tocsin.review.markdown import link


def incident_path(incident: Incident) -> str:
    """Return the page of an incident."""
    return f"/incidents/{quote(incident.id, safe='')}"


def trace_path(trace_id: str) -> str:
    """Return the page of a trace."""
    return f"/traces/{quote(trace_id, safe='')}"


def slo_path(name: str) -> str:
    """Return the API's answer about an SLO."""
    return f"/api/v1/slos/{quote(name, safe='')}"


def change_path(change_id: str) -> str:
    """Return the API's answer about a change."""
    return f"/api/v1/changes/{quote(change_id, safe='')}"


def audit_path(first: int, last: int) -> str:
    """Return the API's answer with the audit entries from `first` to `last`."""
    return f"/api/v1/audit?after={first - 1}&limit={last - first + 1}"


def drawn_from(label: str, path: str) -> str:
    """Return the reference that ends a sentence."""
    return f"({link(label, path)})"


def is_local(path: str) -> bool:
    """Return whether a link stays on this server; "//host" would leave it."""
    return path.startswith("/") and not path.startswith("//")


def query_path(query: str) -> str:
    """Return the path of an evidence query such as "GET /api/v1/traces?..."; empty when it is no such query."""
    method, _, path = query.partition(" ")
    return path if method == "GET" and path.startswith("/api/") else ""
