"""Journey "order-status": an agent calls a tool and puts its result into words."""

import json
import random
from collections.abc import Mapping

from tocsin.drill.product.chat import chat
from tocsin.drill.product.messages import text_message, tool_response_message
from tocsin.drill.product.models import AgentModel
from tocsin.drill.product.task_trace import TaskTrace, mark_failed
from tocsin.drill.product.verdict import judge
from tocsin.sdk import LiveRelease

AGENT = "order-agent"
PROMPT = "order-status"
_TOOL = "lookup_order"
_TOOL_SECONDS = (0.18, 0.5)
_TIMEOUT_SECONDS = 1.5
_TIMEOUT_SHARE = 0.002
"""Share of look-ups that the shop's order database does not answer in time."""
_REQUESTS = (
    "Where is my order {order}?",
    "Hi, any news about {order}? It was meant to be here already.",
    "order {order} status please",
    "When will {order} arrive, I am travelling on Friday.",
    "Has {order} left your warehouse?",
)
_STATES = ("packed", "handed over", "in transit", "out for delivery")
_CARRIERS = ("DHL", "PostNord", "DPD")


async def order_status(task: TaskTrace, prompt: LiveRelease) -> None:
    """Run the journey once for one user."""
    order = f"FF-{task.rng.randrange(10**6):06d}"
    messages = [text_message("user", task.rng.choice(_REQUESTS).format(order=order))]
    model = AgentModel()
    root = {"gen_ai.agent.name": AGENT, "gen_ai.conversation.id": f"conv-{task.rng.getrandbits(48):012x}"}
    with task.step("invoke_agent", AGENT, root) as span:
        request = await chat(task, model, prompt, messages)
        call_id = str(request.parts[0]["id"])
        result = await _lookup(task, call_id, order)
        answer = await chat(task, model, prompt, [*messages, request, tool_response_message(call_id, result)])
        judge(span, holds="error" not in result and str(result["status"]) in answer.text, rng=task.rng)


async def _lookup(task: TaskTrace, call_id: str, order: str) -> Mapping[str, object]:
    attributes: dict[str, str | int] = {
        "gen_ai.tool.name": _TOOL,
        "gen_ai.tool.type": "function",
        "gen_ai.tool.call.id": call_id,
        "gen_ai.tool.call.arguments": json.dumps({"order": order}),
    }
    with task.step("execute_tool", _TOOL, attributes) as span:
        if task.rng.random() < _TIMEOUT_SHARE:
            await task.elapse(_TIMEOUT_SECONDS, 0.0)
            mark_failed(span, "timeout", "the order database did not answer in time")
            return {"error": "order database timed out"}
        await task.elapse(*_TOOL_SECONDS)
        result = _order(order, task.rng)
        span.set_attribute("gen_ai.tool.call.result", json.dumps(result))
    return result


def _order(order: str, rng: random.Random) -> Mapping[str, object]:
    return {
        "order": order,
        "status": rng.choice(_STATES),
        "carrier": rng.choice(_CARRIERS),
        "due_days": rng.randrange(1, 6),
    }
