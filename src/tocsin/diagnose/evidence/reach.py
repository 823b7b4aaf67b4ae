"""Does the change reach the journey that is hit? The narrower its declared scope, the less it is there by chance."""

from tocsin.diagnose.api_request import change_request
from tocsin.diagnose.case import Case
from tocsin.model import Change, Evidence, EvidenceKind

SAME_JOURNEY = 1.0
"""It names the hit journey. A change picked by chance would name one of a few journeys: about e to 1."""
SAME_SERVICE = 0.5
"""It names the hit service, which has a few journeys: half of that."""
PART_OF_IT = -2.0
"""It names one of several journeys that are hit together: something else would have to have hit the others."""
EVERYWHERE = 0.0
"""It names nothing, so it reaches every journey alike."""


def reach_evidence(change: Change, case: Case) -> Evidence:
    """Return what the declared scope says; changes that cannot reach the journey were excluded before."""
    scope = change.scope
    if scope.journey and len(case.journeys) > 1:
        weight = PART_OF_IT
        statement = f"Its scope is the journey {scope.journey!r}, one of {len(case.journeys)} that are hit"
    elif scope.journey and scope.journey == case.slo.journey:
        weight, statement = SAME_JOURNEY, f"Its scope is the journey {scope.journey!r} that is hit"
    elif scope.service == case.slo.service or scope.journey:
        weight, statement = SAME_SERVICE, f"Its scope is the service {scope.service or case.slo.service!r} that is hit"
    else:
        weight, statement = EVERYWHERE, "It declares no scope, so it may reach every journey"
    return Evidence(
        kind=EvidenceKind.SCOPE,
        supports=weight > 0,
        weight=weight,
        statement=statement,
        values={},
        query=change_request(change),
    )
