"""What a retrieval found, and how a reranker ordered it."""

import math
from collections.abc import Iterable

from tocsin.model import Document, Message, SpanKind
from tocsin.store.telemetry.messages.blocks import text_part
from tocsin.store.telemetry.messages.flat import unflattened
from tocsin.store.telemetry.messages.json_text import fields_of, first_text, first_value, items_of, loaded, shown
from tocsin.store.telemetry.messages.raw import RAW_INPUTS, RAW_OUTPUTS
from tocsin.store.telemetry.messages.recorded import Recorded

_QUERIES = ("gen_ai.retrieval.query.text", "reranker.query", "db.query.text")
_JSON = ("gen_ai.retrieval.documents", "ai.ranking", "ai.documents")
_FLAT = ("retrieval.documents", "reranker.output_documents", "reranker.input_documents")
_EVENTS = ("db.query.result", "db.search.result")
_LISTS = ("documents", "results", "matches", "hits", "source_documents")
_IDS = ("id", "document_id", "_id", "db.query.result.id", "db.search.result.id", "index")
_CONTENTS = ("content", "text", "page_content", "pageContent", "snippet", "document", "db.query.result.document")
_SCORES = ("score", "relevance_score", "relevanceScore", "similarity", "db.query.result.score")
_FINDING = frozenset({SpanKind.RETRIEVAL, SpanKind.RERANK})


def retrieval_query(recorded: Recorded) -> list[Message]:
    """Return what was looked for, as what a user said; empty when only the raw input tells."""
    if recorded.kind not in _FINDING:
        return []
    query = recorded.first(_QUERIES) or first_text(fields_of(loaded(recorded.first(RAW_INPUTS))), ("query", "question"))
    return [Message("user", (text_part(query),))] if query else []


def documents_of(recorded: Recorded) -> list[Document]:
    """Return the documents in the order the emitter gave them, the best first as a rule."""
    for items in _recorded_lists(recorded):
        found = _documents(items)
        if found:
            return found
    return []


def _recorded_lists(recorded: Recorded) -> Iterable[list[object]]:
    attributes = recorded.attributes
    yield from (_listed(attributes[name]) for name in _JSON if attributes.get(name))
    yield from (unflattened(attributes, prefix) for prefix in _FLAT)
    yield [dict(event.attributes) for event in recorded.events if event.name in _EVENTS]
    if recorded.kind in _FINDING:
        yield _listed(recorded.first(RAW_OUTPUTS))


def _listed(text: str) -> list[object]:
    value = loaded(text)
    found = first_value(fields_of(value), _LISTS)
    return items_of(value if found is None else found)


def _documents(items: list[object]) -> list[Document]:
    found = [_document(loaded(item) if isinstance(item, str) else item) for item in items]
    return [document for document in found if document is not None]


def _document(item: object) -> Document | None:
    if isinstance(item, str):
        return Document("", item, None)
    fields = fields_of(item)
    described = fields | fields_of(fields.get("document"))
    content = first_value(described, _CONTENTS)
    document = Document(
        id=first_text(described, _IDS) or _number_text(first_value(described, _IDS)),
        content="" if content == fields.get("document") and isinstance(content, dict) else shown(content),
        score=_score(first_value(described, _SCORES)),
    )
    return document if document.id or document.content or document.score is not None else None


def _number_text(value: object) -> str:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _score(value: object) -> float | None:
    """Return a score, which flattened attributes hold as text; None for what is no finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        score = float(value)
    except (ValueError, OverflowError):
        return None
    return score if math.isfinite(score) else None
