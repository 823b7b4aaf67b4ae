"""What OpenAI's Responses API answers, in its own shapes: https://platform.openai.com/docs/api-reference/responses."""

from collections.abc import Mapping
from typing import Any

from tests.kit.openai_answers import (
    ANSWER,
    CACHED_TOKENS,
    INPUT_TOKENS,
    OUTPUT_TOKENS,
    REASONING_TOKENS,
    TOOL_ARGUMENTS,
    TOOL_NAME,
)

_USAGE = {
    "input_tokens": INPUT_TOKENS,
    "input_tokens_details": {"cached_tokens": CACHED_TOKENS},
    "output_tokens": OUTPUT_TOKENS,
    "output_tokens_details": {"reasoning_tokens": REASONING_TOKENS},
    "total_tokens": INPUT_TOKENS + OUTPUT_TOKENS,
}


def response(request: Mapping[str, Any], answer_id: str) -> Mapping[str, Any]:
    """Return a whole response."""
    return {
        "id": answer_id,
        "object": "response",
        "created_at": 1_700_000_000,
        "model": f"{request['model']}-2024-07-18",
        "status": "completed",
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": request.get("tools") or [],
        "service_tier": "default",
        "output": [_item(request)],
        "usage": _USAGE,
    }


def _item(request: Mapping[str, Any]) -> dict[str, Any]:
    said = request["input"] if isinstance(request["input"], list) else []
    if request.get("tools") and not any(item.get("type") == "function_call_output" for item in said):
        call = {"type": "function_call", "id": "fc_1", "call_id": "call_1", "status": "completed"}
        return call | {"name": TOOL_NAME, "arguments": TOOL_ARGUMENTS}
    text = {"type": "output_text", "text": ANSWER, "annotations": [], "logprobs": []}
    return {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": [text]}
