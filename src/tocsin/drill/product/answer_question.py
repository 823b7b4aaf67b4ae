"""Journey "answer-question": retrieve passages, let the model answer, check the answer."""

import json
from collections.abc import Sequence

from opentelemetry.trace import SpanKind

from tocsin.drill.product.chat import chat
from tocsin.drill.product.knowledge import HelpCenter, Passage
from tocsin.drill.product.messages import text_message
from tocsin.drill.product.models import AnswerModel
from tocsin.drill.product.task_trace import TaskTrace
from tocsin.drill.product.verdict import is_supported, judge
from tocsin.sdk import LiveRelease, journey_attributes

JOURNEY = "answer-question"
PROMPT = "support-answer"
_PASSAGES = 3
_RETRIEVAL_SECONDS = (0.12, 0.4)
_CHECK_SECONDS = (0.03, 0.2)


async def answer_question(task: TaskTrace, prompt: LiveRelease, help_center: HelpCenter) -> None:
    """Run the journey once for one user."""
    question = task.rng.choice(task.rng.choice(help_center.topics).questions)
    root = {
        "gen_ai.workflow.name": JOURNEY,
        "gen_ai.conversation.id": f"conv-{task.rng.getrandbits(48):012x}",
        **journey_attributes(JOURNEY),
    }
    with task.step("invoke_workflow", JOURNEY, root) as span:
        passages = await _retrieve(task, help_center, question)
        listed = "\n".join(f"[{passage.id}] {passage.text}" for passage in passages)
        messages = [text_message("user", f"Question: {question}\n\nPassages:\n{listed}")]
        answer = await chat(task, AnswerModel(help_center), prompt, messages)
        await task.elapse(*_CHECK_SECONDS)
        judge(span, holds=is_supported(answer.text, passages), rng=task.rng)


async def _retrieve(task: TaskTrace, help_center: HelpCenter, question: str) -> Sequence[Passage]:
    attributes: dict[str, str | int] = {
        "gen_ai.data_source.id": "help-center",
        "gen_ai.retrieval.query.text": question,
        "gen_ai.retrieval.top_k": _PASSAGES,
    }
    with task.step("retrieval", "help-center", attributes, SpanKind.CLIENT) as span:
        await task.elapse(*_RETRIEVAL_SECONDS)
        passages = help_center.retrieve(question, _PASSAGES)
        documents = [{"id": passage.id, "score": passage.score, "content": passage.text} for passage in passages]
        span.set_attribute("gen_ai.retrieval.documents", json.dumps(documents))
    return passages
