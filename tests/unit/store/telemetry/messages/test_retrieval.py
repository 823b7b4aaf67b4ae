"""What a retrieval looked for and found."""

import pytest

from tests.kit.messages import contents, text
from tocsin.model import Document, SpanKind

FOUND = (Document("d1", "Paris", 0.9), Document("d2", "", 0.4))
JSON = [{"id": "d1", "score": 0.9, "content": "Paris"}, {"id": "d2", "score": 0.4}]


@pytest.mark.parametrize(
    "attributes",
    [
        {"gen_ai.retrieval.documents": JSON},
        {"langfuse.observation.output": JSON},
        {"output.value": {"documents": JSON}},
        {"mlflow.spanOutputs": [{"id": "d1", "score": 0.9, "page_content": "Paris"}, {"id": "d2", "score": 0.4}]},
        {
            "retrieval.documents.0.document.id": "d1",
            "retrieval.documents.0.document.content": "Paris",
            "retrieval.documents.0.document.score": "0.9",
            "retrieval.documents.1.document.id": "d2",
            "retrieval.documents.1.document.score": "0.4",
            "output.value": "the same again",
        },
    ],
)
def test_documents_are_read_from_every_convention_and_told_once(attributes: dict[str, object]) -> None:
    read = contents(attributes, kind=SpanKind.RETRIEVAL)
    assert (read.documents, read.output) == (FOUND, ())


def test_results_in_events_are_documents() -> None:
    events = [
        (
            "db.query.result",
            {"db.query.result.id": "d1", "db.query.result.score": "0.9", "db.query.result.document": "Paris"},
        )
    ]
    assert contents(kind=SpanKind.RETRIEVAL, events=events).documents == FOUND[:1]


def test_the_order_of_a_reranker_wins_over_what_it_was_given() -> None:
    attributes = {
        "reranker.query": "weather",
        "reranker.input_documents.0.document.id": "d2",
        "reranker.output_documents.0.document.id": "d1",
    }
    read = contents(attributes, kind=SpanKind.RERANK)
    assert (read.input, [document.id for document in read.documents]) == ((text("user", "weather"),), ["d1"])


def test_the_query_is_what_was_said() -> None:
    read = contents({"gen_ai.retrieval.query.text": "weather paris"}, kind=SpanKind.RETRIEVAL)
    assert read.input == (text("user", "weather paris"),)


@pytest.mark.parametrize("score", ["NaN", "Infinity", "high", True, None, [], "9" * 5000])
def test_a_score_that_is_no_number_is_not_known(score: object) -> None:
    read = contents({"gen_ai.retrieval.documents": [{"id": "d", "score": score}]}, kind=SpanKind.RETRIEVAL)
    assert read.documents == (Document("d", "", None),)


def test_a_model_call_that_answers_with_a_list_retrieved_nothing() -> None:
    read = contents({"output.value": JSON}, kind=SpanKind.LLM)
    assert read.documents == ()
    assert read.output[0].role == "assistant"
