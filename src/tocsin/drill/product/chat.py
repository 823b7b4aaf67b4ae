"""One model call with its span, and one retry when the vendor is overloaded, as every client library does."""

import json
from collections.abc import Sequence
from contextlib import AbstractContextManager

from opentelemetry.trace import Span, SpanKind

from tocsin.drill.product.messages import Message, as_attribute, count_tokens
from tocsin.drill.product.models import ChatModel
from tocsin.drill.product.task_trace import TaskTrace, mark_failed
from tocsin.sdk import LiveRelease, release_attributes

_OVERLOADED_SHARE = 0.003
"""Share of calls that a vendor turns away; the retry hides them from the user."""
_REFUSAL_SECONDS = (0.08, 0.2)
_BACKOFF_SECONDS = (0.4, 0.2)


async def chat(task: TaskTrace, model: ChatModel, prompt: LiveRelease, messages: Sequence[Message]) -> Message:
    """Return the model's reply to a conversation under a system prompt."""
    if task.rng.random() < _OVERLOADED_SHARE:
        with _call(task, model, prompt, messages) as span:
            await task.elapse(*_REFUSAL_SECONDS)
            mark_failed(span, "429", "the vendor is overloaded and asks to try again")
        await task.elapse(*_BACKOFF_SECONDS)
    with _call(task, model, prompt, messages) as span:
        await task.elapse(*model.latency)
        reply = model.reply(prompt.content, messages, task.rng)
        asked = prompt.content + as_attribute(messages)
        _record_reply(span, model, reply, asked, response_id=f"resp_{task.rng.getrandbits(96):024x}")
    return reply


def _call(
    task: TaskTrace, model: ChatModel, prompt: LiveRelease, messages: Sequence[Message]
) -> AbstractContextManager[Span]:
    attributes = {
        "gen_ai.provider.name": model.provider,
        "gen_ai.request.model": model.request_model,
        "gen_ai.system_instructions": json.dumps([{"type": "text", "content": prompt.content}]),
        "gen_ai.input.messages": as_attribute(messages),
        **release_attributes(prompt),
    }
    return task.step("chat", model.request_model, attributes, SpanKind.CLIENT)


def _record_reply(span: Span, model: ChatModel, reply: Message, asked: str, response_id: str) -> None:
    finish_reason = "tool_call" if reply.parts[0]["type"] == "tool_call" else "stop"
    said = as_attribute([reply], finish_reason)
    span.set_attributes(
        {
            "gen_ai.response.id": response_id,
            "gen_ai.response.model": model.response_model,
            "gen_ai.response.finish_reasons": [finish_reason],
            "gen_ai.usage.input_tokens": count_tokens(asked),
            "gen_ai.usage.output_tokens": count_tokens(said),
            "gen_ai.output.messages": said,
        }
    )
