"""The demo's fault is only honest when the truth is retrievable and the folklore is really wrong."""

from tocsin.drill.product.knowledge import HelpCenter
from tocsin.drill.product.verdict import is_supported

HELP_CENTER = HelpCenter.load()
ASKED = [(topic, question) for topic in HELP_CENTER.topics for question in topic.questions]


def test_retrieval_finds_the_right_passage_for_every_question() -> None:
    missed = [question for topic, question in ASKED if HELP_CENTER.retrieve(question, 1)[0].id != topic.id]

    assert missed == []


def test_passages_come_best_first() -> None:
    scores = [passage.score for passage in HELP_CENTER.retrieve("How long is the warranty on an appliance?", 5)]

    assert scores == sorted(scores, reverse=True)
    assert len(scores) == 5


def test_truth_passes_the_answer_check() -> None:
    refused = [q for topic, q in ASKED if not is_supported(topic.passage, HELP_CENTER.retrieve(q, 3))]

    assert refused == []


def test_folklore_fails_the_answer_check() -> None:
    believed = [q for topic, q in ASKED if is_supported(topic.folklore, HELP_CENTER.retrieve(q, 3))]

    assert believed == []
