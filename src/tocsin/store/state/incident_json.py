"""An incident as JSON text and back, without loss: instants to the microsecond, infinite burn rates, nested values.

Sequences come back as tuples, whatever they were, so that two stores give equal incidents.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar

from pydantic import TypeAdapter
from pydantic_core import to_json

from tocsin.model import Incident

_INCIDENT = TypeAdapter(Incident)
_Value = TypeVar("_Value")


def encode(incident: Incident) -> str:
    """Return the incident as one line of JSON; infinity and not-a-number as the constants JavaScript has for them."""
    return to_json(incident, inf_nan_mode="constants", fallback=_plain).decode()


def decode(text: str) -> Incident:
    """Return the incident that `encode` wrote.

    Raises:
        pydantic.ValidationError: The text is no incident.
    """
    return _with_tuples(_INCIDENT.validate_json(text))


def _plain(value: object) -> object:
    """Return a mapping of a kind that the encoder does not know, such as a read-only one, as one that it does."""
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"an incident cannot hold {value!r}")


def _with_tuples(value: _Value) -> _Value:
    if isinstance(value, list):
        return tuple(_with_tuples(item) for item in value)  # type: ignore[return-value]  # list and tuple are both the Sequence declared
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _with_tuples(getattr(value, field.name)) for field in fields(value)})
    return value
