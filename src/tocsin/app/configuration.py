"""The configuration in force: applied documents, read into what the rooms work with, fresh after every application."""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from tocsin.app.documents import Document, read_text
from tocsin.model import JourneyRule, Runbook, Slo, SloName
from tocsin.store import DocumentStore

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _InForce:
    slos: Sequence[Slo]
    rules: Sequence[JourneyRule]
    runbooks: Sequence[Runbook]


class Configuration:
    """What the stored documents say, kept parsed; safe to read from any thread."""

    def __init__(self, documents: DocumentStore) -> None:
        self._documents = documents
        self._texts: Sequence[str] = ()
        self._in_force = _InForce((), (), ())
        self.refresh()

    def refresh(self) -> None:
        """Read the stored documents again; parses only when one of them changed.

        Call it after applying, and now and again for what another process applied. A stored document that this version
        cannot read is logged and left out, so that the others stay in force.
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
        self._texts, self._in_force = texts, _in_force(documents)

    def slos(self) -> Sequence[Slo]:
        """Return the objectives in force, sorted by name."""
        return self._in_force.slos

    def slo(self, name: SloName) -> Slo | None:
        """Return one objective, or None when it is not applied."""
        return next((slo for slo in self._in_force.slos if slo.name == name), None)

    def journey_rules(self) -> Sequence[JourneyRule]:
        """Return the journey rules in force: documents by name, rules in the order of each."""
        return self._in_force.rules

    def runbooks(self) -> Sequence[Runbook]:
        """Return the runbooks in force, sorted by name."""
        return self._in_force.runbooks


def _in_force(documents: Sequence[Document]) -> _InForce:
    slos: list[Slo] = []
    rules: list[JourneyRule] = []
    runbooks: list[Runbook] = []
    for document in documents:
        values = document.value if isinstance(document.value, Sequence) else [document.value]
        slos += [value for value in values if isinstance(value, Slo)]
        rules += [value for value in values if isinstance(value, JourneyRule)]
        runbooks += [value for value in values if isinstance(value, Runbook)]
    return _InForce(
        tuple(sorted(slos, key=lambda slo: slo.name)),
        tuple(rules),
        tuple(sorted(runbooks, key=lambda runbook: runbook.name)),
    )
