"""The help centre: what is true, what a model merely believes, what people ask, and keyword retrieval over it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import resources

import yaml

_WORD = re.compile(r"[a-z]{4,}")
_STEM_LETTERS = 5
"""Words are compared by their first letters, so that "returned" finds "return"."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One retrieved piece of the help centre; `score` is the share of the question's words it holds, in [0, 1]."""

    id: str
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing people ask about, with the truth and the common belief about it."""

    id: str
    passage: str
    folklore: str
    questions: Sequence[str]


@dataclass(frozen=True)
class HelpCenter:
    """All topics, and the turns of phrase that answers vary by."""

    topics: Sequence[Topic]
    openers: Sequence[str]
    closers: Sequence[str]

    @classmethod
    def load(cls) -> "HelpCenter":
        """Read the help centre that ships with the package."""
        text = resources.files("tocsin.drill.product").joinpath("knowledge.yaml").read_text("utf-8")
        document = yaml.safe_load(text)
        return cls([Topic(**topic) for topic in document["topics"]], document["openers"], document["closers"])

    def retrieve(self, question: str, count: int) -> Sequence[Passage]:
        """Return the `count` passages that share most words with the question, best first."""
        asked = _stems(question)
        scored = [(len(asked & stems) / max(len(asked), 1), topic) for topic, stems in self._index]
        best = sorted(scored, key=lambda pair: (-pair[0], pair[1].id))[:count]
        return [Passage(topic.id, topic.passage, round(score, 3)) for score, topic in best]

    def topic_of(self, question: str) -> Topic:
        """Return the topic a question is nearest to."""
        nearest = self.retrieve(question, 1)[0].id
        return next(topic for topic in self.topics if topic.id == nearest)

    @cached_property
    def _index(self) -> Sequence[tuple[Topic, frozenset[str]]]:
        return [(topic, _stems(f"{topic.id} {topic.passage}")) for topic in self.topics]


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:_STEM_LETTERS] for word in _WORD.findall(text.lower()))
