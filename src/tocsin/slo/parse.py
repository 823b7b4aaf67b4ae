"""From an OpenSLO v1 document to the objectives Tocsin evaluates."""

import re
from collections.abc import Mapping, Sequence

from pydantic import ValidationError

from tocsin.errors import ConfigurationError
from tocsin.model import AlertLevel, Slo, SloName, Tier
from tocsin.slo.alert_windows import alert_windows
from tocsin.slo.openslo import Annotations, Objective, SloDocument
from tocsin.slo.problems import describe
from tocsin.slo.query import journeys_of, query_of

_LONGEST_NAME = 63
_ANNOTATIONS = "metadata.annotations"


def parse_slo(document: Mapping[str, object]) -> Slo:
    """Return the one objective of an OpenSLO v1 document.

    Raises:
        ConfigurationError: As `parse_slos`; also when the document holds several objectives.
    """
    slos = parse_slos(document)
    if len(slos) > 1:
        raise ConfigurationError(f"{_named(document)}: spec.objectives: one is expected here, got {len(slos)}")
    return slos[0]


def parse_slos(document: Mapping[str, object]) -> Sequence[Slo]:
    """Return one `Slo` for each objective of an OpenSLO v1 document of kind SLO, in the document's order.

    One objective takes the document's name; several are named "<document's name>-<objective's displayName>".

    Args:
        document: The parsed YAML or JSON.

    Returns:
        At least one SLO, each with its query and the alert windows of its tier.

    Raises:
        ConfigurationError: An unknown key, a value that cannot be used, or a part of OpenSLO that is not supported;
            the message names the document and the key path of every problem.
    """
    try:
        parsed = SloDocument.model_validate(document)
    except ValidationError as error:
        raise ConfigurationError(f"{_named(document)}: {describe(error)}") from error
    try:
        return _slos(parsed)
    except ConfigurationError as error:
        raise ConfigurationError(f"{_named(document)}: {error}") from error


def _named(document: Mapping[str, object]) -> str:
    metadata = document.get("metadata")
    name = metadata.get("name") if isinstance(metadata, Mapping) else None
    return f"SLO {name!r}" if name else "SLO without a name"


def _slos(document: SloDocument) -> Sequence[Slo]:
    spec, annotations = document.spec, document.metadata.annotations
    journeys = journeys_of(spec, annotations.journey)
    tier = annotations.tier or _usual_tier(document)
    levels = _alert_levels(tier, annotations)
    window = spec.time_window[0].duration
    return tuple(
        Slo(
            name=name,
            service=spec.service,
            journey=journeys[0] if len(journeys) == 1 else None,
            tier=tier,
            description=spec.description or document.metadata.display_name,
            query=query_of(spec, objective, journeys, f"spec.objectives[{index}]"),
            target=objective.ratio,
            window=window,
            alert_windows=alert_windows(window, objective.ratio, levels),
        )
        for index, (name, objective) in enumerate(_with_names(document.metadata.name, spec.objectives))
    )


def _usual_tier(document: SloDocument) -> Tier:
    """Return the tier of a document that names none: ratios judge outcomes, thresholds are objectives."""
    return Tier.OUTCOME if document.spec.indicator.spec.ratio_metric is not None else Tier.OBJECTIVE


def _alert_levels(tier: Tier, annotations: Annotations) -> Sequence[AlertLevel]:
    """Return how loudly a tier may alert: the annotation moves it between page and ticket, but never to diagnostics."""
    match tier, annotations.alert:
        case Tier.DIAGNOSTIC, None:
            return ()
        case Tier.DIAGNOSTIC, asked:
            raise ConfigurationError(
                f"{_ANNOTATIONS}.tocsin.dev/alert: a diagnostic SLO is evidence and never alerts, got {str(asked)!r}; "
                "remove it, or set 'tocsin.dev/tier' to 'objective'"
            )
        case (Tier.OUTCOME, None) | (_, AlertLevel.PAGE):
            return (AlertLevel.PAGE, AlertLevel.TICKET)
        case _:
            return (AlertLevel.TICKET,)


def _with_names(name: str, objectives: Sequence[Objective]) -> Sequence[tuple[SloName, Objective]]:
    if len(objectives) == 1:
        return [(SloName(name), objectives[0])]
    named: dict[SloName, Objective] = {}
    for index, objective in enumerate(objectives):
        label = re.sub(r"[^a-z0-9]+", "-", objective.display_name.lower()).strip("-")
        full = SloName(f"{name}-{label}")
        if not label or full in named or len(full) > _LONGEST_NAME:
            raise ConfigurationError(
                f"spec.objectives[{index}].displayName: several objectives need a distinct, short name each, "
                f"got {objective.display_name!r}"
            )
        named[full] = objective
    return list(named.items())
