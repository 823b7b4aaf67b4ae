"""One tree for everything that can go wrong, split first by who must act.

TocsinError
|- CallerError            the request is wrong; the caller must change it
|  |- InvalidInput        malformed or out of range (HTTP 400)
|  |- NotFound            no such thing (404)
|  |- Conflict            the present state does not allow it (409)
|  `- TooLarge            over a documented limit (413)
|- OperatorError          the installation is wrong; whoever runs Tocsin must act
|  |- ConfigurationError  unknown key, bad value, unreadable file
|  |- SchemaTooNew        the stored schema was written by a newer Tocsin
|  `- FolderInUse         another process owns the data folder
|- DependencyError        something Tocsin leans on failed; a retry may help
|  |- StoreUnavailable    the telemetry or state database did not answer
|  |- LeaseLost           another server has taken over; nothing was written
|  `- Overloaded          back-pressure; retry after the delay it names (429 / RESOURCE_EXHAUSTED)
`- Bug                    an invariant of ours is broken; report it

Rooms add leaves only. "No data" and other verdicts are values, never exceptions.
"""


class TocsinError(Exception):
    """Root of the tree. The message is for a person and says what to do next where they can act."""


class CallerError(TocsinError):
    """The request is wrong and the caller must change it."""


class InvalidInput(CallerError):
    """Malformed input or a value out of range."""


class NotFound(CallerError):
    """The thing asked for does not exist."""


class Conflict(CallerError):
    """The present state does not allow what was asked."""


class TooLarge(CallerError):
    """The input is over a documented limit."""


class OperatorError(TocsinError):
    """The installation is wrong and whoever runs Tocsin must act."""


class ConfigurationError(OperatorError):
    """A setting or configuration document cannot be used."""


class SchemaTooNew(OperatorError):
    """The stored schema was written by a newer Tocsin than this one."""


class FolderInUse(OperatorError):
    """Another process owns the data folder."""


class DependencyError(TocsinError):
    """Something Tocsin leans on failed; a retry may help."""


class StoreUnavailable(DependencyError):
    """The telemetry or state database did not answer."""


class LeaseLost(DependencyError):
    """Another server took this one for dead and does its work; what it was about to write was not written."""


class Overloaded(DependencyError):
    """Back-pressure: nothing was accepted, ask again later.

    Attributes:
        retry_after_seconds: How long the caller should wait before it tries again.
    """

    def __init__(self, message: str, *, retry_after_seconds: float) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class Bug(TocsinError):
    """An invariant of Tocsin's own is broken."""
