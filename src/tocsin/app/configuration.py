"""The configuration in force: applied documents, read into what the rooms work with, fresh after every application."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from tocsin.app.documents import Document, read_text
from tocsin.errors import StoreUnavailable
from tocsin.ingest import RedactionPolicy
from tocsin.model import KEEP_EVERYTHING, JourneyRule, MappingRule, Runbook, SamplingPolicy, Slo, SloName
from tocsin.store import DocumentStore

_log = structlog.get_logger()

_REDACTION = "Redaction"
_NO_MESSAGES = RedactionPolicy(keeps_messages=False)


@dataclass(frozen=True, slots=True)
class _InForce:
    slos: Sequence[Slo]
    rules: Sequence[JourneyRule]
    runbooks: Sequence[Runbook]
    redactions: Sequence[RedactionPolicy] = ()
    sampling: SamplingPolicy = KEEP_EVERYTHING
    mapping: Sequence[MappingRule] = ()


def _nowhere(_rules: Sequence[MappingRule]) -> None:
    """Stand in for a telemetry store where none is at hand."""


class Configuration:
    """What the stored documents say, kept parsed; safe to read from any thread.

    Args:
        put_mapping: Puts mapping rules into force; called with all of them whenever documents changed.
    """

    def __init__(
        self, documents: DocumentStore, put_mapping: Callable[[Sequence[MappingRule]], None] = _nowhere
    ) -> None:
        self._documents = documents
        self._put_mapping = put_mapping
        self._texts: Sequence[str] = ()
        self._in_force = _InForce((), (), ())
        self.refresh()

    def refresh(self) -> None:
        """Read the stored documents again; parses only when one of them changed.

        Call it after applying, and now and again for what another process applied. A stored document that this version
        cannot read is logged and left out, so that the others stay in force; in place of an unreadable redaction,
        message bodies are dropped, because what it was to hide is not known.
        """
        stored = self._documents.documents()
        texts = [document.text for document in stored]
        if texts == self._texts:
            return
        documents: list[Document] = []
        for document in stored:
            reading = read_text(document.text, f"{document.kind} {document.name}")
            documents += reading.documents
            for problem in reading.problems:
                _log.error("configuration.document_unusable", document=document.name, problem=problem.message)
            if reading.problems and document.kind == _REDACTION:
                documents.append(Document(document.kind, document.name, document.text, "stored", _NO_MESSAGES))
        self._in_force = _in_force(documents)
        try:
            self._put_mapping(self._in_force.mapping)
        except StoreUnavailable as error:
            # The texts stay the old ones, so that the next refresh tries again.
            _log.error("configuration.mapping_not_in_force", error=str(error))
            return
        self._texts = texts

    def slos(self) -> Sequence[Slo]:
        """Return the objectives in force, sorted by name."""
        return self._in_force.slos

    def slo(self, name: SloName) -> Slo | None:
        """Return one objective, or None when it is not applied."""
        return next((slo for slo in self._in_force.slos if slo.name == name), None)

    def journey_rules(self) -> Sequence[JourneyRule]:
        """Return the journey rules in force: documents by name, rules in the order of each."""
        return self._in_force.rules

    def mapping_rules(self) -> Sequence[MappingRule]:
        """Return the mapping rules in force: documents by name, rules in the order of each."""
        return self._in_force.mapping

    def runbooks(self) -> Sequence[Runbook]:
        """Return the runbooks in force, sorted by name."""
        return self._in_force.runbooks

    def redactions(self) -> Sequence[RedactionPolicy]:
        """Return the redaction policies in force; the same object until a document changes."""
        return self._in_force.redactions

    def sampling(self) -> SamplingPolicy:
        """Return the sampling policy in force; without a document everything is kept."""
        return self._in_force.sampling


def _in_force(documents: Sequence[Document]) -> _InForce:
    slos: list[Slo] = []
    rules: list[JourneyRule] = []
    runbooks: list[Runbook] = []
    mapping: list[MappingRule] = []
    for document in documents:
        values = document.value if isinstance(document.value, Sequence) else [document.value]
        slos += [value for value in values if isinstance(value, Slo)]
        rules += [value for value in values if isinstance(value, JourneyRule)]
        mapping += [value for value in values if isinstance(value, MappingRule)]
        runbooks += [value for value in values if isinstance(value, Runbook)]
    return _InForce(
        tuple(sorted(slos, key=lambda slo: slo.name)),
        tuple(rules),
        tuple(sorted(runbooks, key=lambda runbook: runbook.name)),
        tuple(document.value for document in documents if isinstance(document.value, RedactionPolicy)),
        next((one.value for one in documents if isinstance(one.value, SamplingPolicy)), KEEP_EVERYTHING),
        tuple(mapping),
    )
