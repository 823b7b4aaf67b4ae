"""The support assistant: its journeys, each served under the prompt that is live at that moment."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from opentelemetry.trace import Tracer

from tocsin.drill.product import answer_question, order_status
from tocsin.drill.product.knowledge import HelpCenter
from tocsin.drill.product.pace import Pace
from tocsin.drill.product.task_trace import TaskTrace
from tocsin.sdk import LiveReleases

_DEFAULT_PROMPTS: Mapping[str, str] = {
    answer_question.PROMPT: "Answer only from the passages below the question and cite the one you used.",
    order_status.PROMPT: "Look the order up with the tool before you answer.",
}
"""What the assistant works with until the registry has answered for the first time."""


@dataclass(frozen=True)
class Assistant:
    """Serves users; one instance per process."""

    live: LiveReleases
    help_center: HelpCenter
    rng: random.Random

    def warm_up(self) -> bool:
        """Ask the registry for every prompt before the first user comes; returns whether it knew them all."""
        for name in _DEFAULT_PROMPTS:
            self.live.prompt(name)
        return self.live.refresh()

    async def serve_question(self, tracer: Tracer, pace: Pace) -> None:
        """Serve one user with a question about the shop."""
        task = TaskTrace(tracer, pace, self._user())
        prompt = self.live.prompt(answer_question.PROMPT, default=_DEFAULT_PROMPTS[answer_question.PROMPT])
        await answer_question.answer_question(task, prompt, self.help_center)

    async def serve_order(self, tracer: Tracer, pace: Pace) -> None:
        """Serve one user who asks for an order."""
        task = TaskTrace(tracer, pace, self._user())
        prompt = self.live.prompt(order_status.PROMPT, default=_DEFAULT_PROMPTS[order_status.PROMPT])
        await order_status.order_status(task, prompt)

    def _user(self) -> random.Random:
        """Each user's chance is their own, so that concurrent tasks do not change each other's course."""
        return random.Random(self.rng.getrandbits(64))
