"""Redaction: what must not be stored is taken out of a request before anything of it is written anywhere.

Rules come from `kind: Redaction` documents; secrets that name themselves are found without any. Patterns run in linear
time whatever they say. Nothing is logged of what was found, and no raw copy is kept.
"""

from tocsin.ingest.redaction.document import parse_redaction
from tocsin.ingest.redaction.live import Redaction
from tocsin.ingest.redaction.redactor import RedactedText, Redactor
from tocsin.ingest.redaction.rules import (
    Detector,
    Place,
    RedactionAction,
    RedactionPolicy,
    RedactionRule,
    joined,
)

__all__ = [
    "Detector",
    "Place",
    "RedactedText",
    "Redaction",
    "RedactionAction",
    "RedactionPolicy",
    "RedactionRule",
    "Redactor",
    "joined",
    "parse_redaction",
]
