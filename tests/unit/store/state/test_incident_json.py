"""Nothing is lost between an incident and its JSON."""

import json
from dataclasses import replace
from types import MappingProxyType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.kit.state import an_incident
from tocsin.model import Incident
from tocsin.store.state.incident_json import decode, encode


@pytest.mark.slow
@given(st.from_type(Incident))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_incident_survives_the_round_trip(incident: Incident) -> None:
    # Texts are compared, since a not-a-number never equals itself.
    assert encode(decode(encode(incident))) == encode(incident)


def test_values_keep_their_types() -> None:
    decoded = decode(encode(an_incident()))
    assert decoded == an_incident()
    assert decoded.alerts[0].burn_rate == float("inf")
    assert decoded.title.endswith("\0")


def test_read_only_mappings_are_mappings() -> None:
    incident = an_incident()
    assert incident.blast_radius is not None
    frozen = replace(incident.blast_radius, releases=MappingProxyType(incident.blast_radius.releases))
    assert decode(encode(replace(incident, blast_radius=frozen))) == incident


def test_the_text_is_json_under_the_names_of_the_fields() -> None:
    body = json.loads(encode(an_incident()))
    assert body["detected_at"] == "2026-11-20T12:00:00Z"
    assert body["hypotheses"][0]["evidence"][0]["kind"] == "exposure"


def test_a_text_that_is_no_incident_is_refused() -> None:
    with pytest.raises(ValidationError):
        decode('{"id": "inc_1"}')
