"""Two simulated vendor models. What they say follows from the prompt they are given, as with a real one."""

import random
import re
from collections.abc import Sequence
from typing import Protocol

from tocsin.drill.product.knowledge import HelpCenter
from tocsin.drill.product.messages import Message, text_message, tool_call_message

_TOLD_TO_STAY_WITH_PASSAGES = re.compile(r"\bonly\b[^.]*\bpassages\b", re.IGNORECASE)
_QUESTION = re.compile(r"^Question: (.+)$", re.MULTILINE)
_PASSAGE = re.compile(r"^\[([\w-]+)] (.+)$", re.MULTILINE)
_ORDER = re.compile(r"\b[A-Z]{2}-\d{6}\b")
_FOLKLORE_SHARE = 0.6
"""How often a model that answers from memory remembers what most shops do instead of what this one does."""


class ChatModel(Protocol):
    """A hosted chat model.

    Attributes:
        provider: As `gen_ai.provider.name` spells the vendor.
        latency: Median seconds of one call and the sigma of its log-normal spread.
    """

    provider: str
    request_model: str
    response_model: str
    latency: tuple[float, float]

    def reply(self, system: str, messages: Sequence[Message], rng: random.Random) -> Message:
        """Return the model's next message."""
        ...


class AnswerModel:
    """Answers questions: from the passages when the prompt says so, otherwise from what it believes about shops."""

    provider = "openai"
    request_model = "gpt-4o-mini"
    response_model = "gpt-4o-mini-2024-07-18"
    latency = (0.9, 0.35)

    def __init__(self, help_center: HelpCenter) -> None:
        self._help_center = help_center

    def reply(self, system: str, messages: Sequence[Message], rng: random.Random) -> Message:
        """Return an answer; equally fluent and equally fast whether it is right or wrong."""
        asked = messages[-1].text
        body = _from_passages(asked) if _TOLD_TO_STAY_WITH_PASSAGES.search(system) else self._from_memory(asked, rng)
        opener, closer = rng.choice(self._help_center.openers), rng.choice(self._help_center.closers)
        return text_message("assistant", f"{opener}{body}{closer}")

    def _from_memory(self, asked: str, rng: random.Random) -> str:
        question = _QUESTION.search(asked)
        topic = self._help_center.topic_of(question[1] if question else asked)
        return topic.folklore if rng.random() < _FOLKLORE_SHARE else topic.passage


def _from_passages(asked: str) -> str:
    best = _PASSAGE.search(asked)
    if best is None:
        return "I could not find that in our help centre, so I am handing you over to a colleague."
    return f"{best[2]} [{best[1]}]"


class AgentModel:
    """Looks up orders: asks for the tool first, then puts its result into words."""

    provider = "anthropic"
    request_model = "claude-sonnet-4-5"
    response_model = "claude-sonnet-4-5-20250929"
    latency = (0.65, 0.3)

    def reply(self, system: str, messages: Sequence[Message], rng: random.Random) -> Message:
        """Return a tool call for a customer's message, and an answer for a tool's."""
        last = messages[-1]
        if last.role != "tool":
            order = _ORDER.search(last.text)
            call_id = f"toolu_{rng.getrandbits(64):016x}"
            return tool_call_message(call_id, "lookup_order", {"order": order[0] if order else ""})
        who = "our customer care team" if "customer care" in system else "a colleague"
        return text_message("assistant", _order_in_words(last.parts[0]["response"], who, rng))


def _order_in_words(found: object, who_helps: str, rng: random.Random) -> str:
    order = found if isinstance(found, dict) else {}
    if "error" in order:
        return f"I cannot see your order right now, so I am asking {who_helps} to get back to you."
    opener = rng.choice(["Good news: ", "I had a look: ", "Thanks for your patience. ", ""])
    return f"{opener}{order['order']} is {order['status']} with {order['carrier']}, due in {order['due_days']} days."
