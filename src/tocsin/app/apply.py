"""Puts configuration documents to work, all of them or none, and writes on the audit log that it happened.

Nothing is written before everything was checked. A document whose text is applied already has no effect at all, so
applying a folder at every start never makes an old release live again.
"""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from tocsin.api import AppliedDocument, DocumentProblem, DocumentResult, DocumentsRefused
from tocsin.app.documents import Document, Reading, ReleaseDocument, clashes, read_paths, read_text
from tocsin.clock import Clock
from tocsin.release import Registry
from tocsin.store import AuditStore, DocumentStore, ReleaseStore, StoredDocument


class Applier:
    """Applies documents to the stores; safe to use from any thread."""

    def __init__(
        self,
        *,
        documents: DocumentStore,
        releases: ReleaseStore,
        registry: Registry,
        audit: AuditStore,
        clock: Clock,
        together: Callable[[], AbstractContextManager[object]],
    ) -> None:
        self._documents = documents
        self._releases = releases
        self._registry = registry
        self._audit = audit
        self._clock = clock
        self._together = together
        self._one_at_a_time = threading.Lock()

    def apply_text(self, text: str, by: str) -> Sequence[AppliedDocument]:
        """Apply a text of one or more documents; see `tocsin.api.ApplyDocuments`.

        Raises:
            DocumentsRefused: At least one cannot be used, or there is none; names every problem.
        """
        return self._apply(read_text(text), by)

    def apply_paths(self, paths: Iterable[Path], by: str) -> Sequence[AppliedDocument]:
        """Apply files and folders, as one text.

        Raises:
            DocumentsRefused: As `apply_text`.
            ConfigurationError: A path cannot be read.
        """
        return self._apply(read_paths(paths), by)

    def _apply(self, reading: Reading, by: str) -> Sequence[AppliedDocument]:
        with self._one_at_a_time:
            stored = {(document.kind, document.name): document for document in self._documents.documents()}
            self._check(reading, stored)
            with self._together():
                applied = [self._put(document, by, stored) for document in reading.documents]
                self._record(applied, by)
        return applied

    def _check(self, reading: Reading, stored: Mapping[tuple[str, str], StoredDocument]) -> None:
        problems = [*reading.problems, *(p for document in reading.documents for p in self._rewritten(document))]
        if not problems:
            problems = list(_clashes_with(reading.documents, stored))
        if not problems and not reading.documents:
            problems = [DocumentProblem("line 1", "", "holds no document")]
        if problems:
            raise DocumentsRefused(problems)

    def _rewritten(self, document: Document) -> Iterable[DocumentProblem]:
        """Yield a problem when a release exists with other content: releases never change."""
        if not isinstance(document.value, ReleaseDocument):
            return
        spec = document.value.spec
        known = self._releases.release(spec.axis, document.value.subject, spec.version)
        if known is not None and known.content != spec.content:
            message = f"version {spec.version!r} is published with other content; releases never change, name a new one"
            yield DocumentProblem(document.place, document.title, message)

    def _put(self, document: Document, by: str, stored: Mapping[tuple[str, str], StoredDocument]) -> AppliedDocument:
        before = stored.get((document.kind, document.name))
        if before is not None and before.text == document.text:
            return AppliedDocument(document.kind, document.name, DocumentResult.UNCHANGED)
        if isinstance(document.value, ReleaseDocument):
            self._release(document.value)
        self._documents.put_document(StoredDocument(document.kind, document.name, document.text, self._clock.now(), by))
        result = DocumentResult.CREATED if before is None else DocumentResult.CHANGED
        return AppliedDocument(document.kind, document.name, result)

    def _release(self, document: ReleaseDocument) -> None:
        spec = document.spec
        self._registry.publish(
            axis=spec.axis,
            subject=document.subject,
            content=spec.content,
            author=spec.author,
            notes=spec.notes,
            version=spec.version,
        )
        if spec.live:
            self._registry.go_live(
                axis=spec.axis,
                subject=document.subject,
                version=spec.version,
                author=spec.author,
                source="apply",
                summary=spec.notes,
            )

    def _record(self, applied: Sequence[AppliedDocument], by: str) -> None:
        details = {
            result.value: ", ".join(f"{one.kind} {one.name}" for one in applied if one.result is result)
            for result in (DocumentResult.CREATED, DocumentResult.CHANGED)
        }
        details = {result: names for result, names in details.items() if names}
        if details:
            self._audit.append(self._clock.now(), by, "documents.applied", "documents", details)


def _clashes_with(
    documents: Sequence[Document], stored: Mapping[tuple[str, str], StoredDocument]
) -> Iterable[DocumentProblem]:
    """Return how documents clash with those that stay in force beside them."""
    replaced = {(document.kind, document.name) for document in documents}
    staying = [
        document
        for key, old in stored.items()
        if key not in replaced and old.kind == "SLO"
        for document in read_text(old.text, f"{old.kind} {old.name}").documents
    ]
    return clashes([*staying, *documents])
