"""What Bedrock's Converse answers: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html.

Its `inputTokens` leaves out what was read from or written to the cache, as Anthropic's does.
"""

from collections.abc import Mapping
from typing import Any

from tests.kit.anthropic_answers import (
    ANSWER,
    CACHE_READ_TOKENS,
    CACHE_WRITE_TOKENS,
    OUTPUT_TOKENS,
    TOOL_NAME,
    UNCACHED_TOKENS,
)

RATE_LIMITED = {"message": "Too many requests, please wait before trying again."}


def conversed(request: Mapping[str, Any], answer_id: str) -> Mapping[str, Any]:
    """Return a whole answer."""
    blocks = [block for message in request["messages"] for block in message["content"]]
    said: dict[str, Any] = {"text": ANSWER}
    reason = "end_turn"
    if request.get("toolConfig") and not any("toolResult" in block for block in blocks):
        call = {"toolUseId": f"tooluse_{answer_id}", "name": TOOL_NAME, "input": {"city": "Prague"}}
        said, reason = {"toolUse": call}, "tool_use"
    usage = {
        "inputTokens": UNCACHED_TOKENS,
        "outputTokens": OUTPUT_TOKENS,
        "totalTokens": UNCACHED_TOKENS + CACHE_READ_TOKENS + CACHE_WRITE_TOKENS + OUTPUT_TOKENS,
        "cacheReadInputTokens": CACHE_READ_TOKENS,
        "cacheWriteInputTokens": CACHE_WRITE_TOKENS,
    }
    message = {"role": "assistant", "content": [said]}
    return {"output": {"message": message}, "stopReason": reason, "usage": usage, "metrics": {"latencyMs": 20}}
