"""What this room's configuration documents have in common, and what one says wrong in the words of whoever wrote it."""

from collections.abc import Mapping
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from tocsin.errors import ConfigurationError


class Strict(BaseModel):
    """A part of a document: its keys are in camel case, and one that is not known is an error."""

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, frozen=True)


Spec = TypeVar("Spec", bound=Strict)


class _Metadata(BaseModel):
    model_config = ConfigDict(extra="allow")
    name: str = Field(min_length=1)


class Document(Strict, Generic[Spec]):
    """A whole document."""

    api_version: str
    kind: str
    metadata: _Metadata
    spec: Spec


def spec_of(document: Mapping[str, object], form: type[Document[Spec]]) -> Spec:
    """Return what a document of a known form asks for.

    Raises:
        ConfigurationError: A key is unknown, missing or of the wrong type; names it.
    """
    try:
        return form.model_validate(document).spec
    except ValidationError as error:
        raise ConfigurationError(explained(error)) from error


def explained(error: ValidationError) -> str:
    """Return every problem as "path.of.key: reason", joined by semicolons."""
    return "; ".join(f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}" for one in error.errors())
