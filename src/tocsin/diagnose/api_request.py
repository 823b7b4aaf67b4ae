"""API requests that show the numbers of a piece of evidence again."""

from datetime import datetime
from urllib.parse import quote, urlencode

from tocsin.model import Change, Slo, Window

_API = "GET /api/v1"


def change_request(change: Change) -> str:
    """Return the request for one change."""
    return f"{_API}/changes/{quote(change.id, safe='')}"


def slo_request(slo: Slo, window: Window) -> str:
    """Return the request for an SLO's status and series, over as many whole minutes as the window has at least."""
    minutes = -int(-window.length.total_seconds() // 60)
    return f"{_API}/slos/{quote(slo.name, safe='')}?{urlencode({'window': f'{minutes}m'})}"


def traces_request(
    slo: Slo, window: Window, *, release: tuple[str, str] | None = None, vendor: str = "", journey: bool = True
) -> str:
    """Return the request for the tasks of a window: of the SLO's journey or of all, on one version or on any.

    Args:
        slo: Names the journey, or the service without one.
        window: When the tasks ended.
        release: A release key "<axis>:<subject>" and a version.
        vendor: A vendor the tasks called; "" for any.
        journey: Whether to keep to the SLO's own journey.
    """
    asked: dict[str, str] = {}
    if journey:
        asked |= {"journey": slo.journey} if slo.journey else {"service": slo.service}
    if release:
        asked["release"] = "=".join(release)
    if vendor:
        asked["vendor"] = vendor
    return f"{_API}/traces?{urlencode({**asked, 'start': _instant(window.start), 'end': _instant(window.end)})}"


def _instant(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
