"""What an Anthropic-compatible vendor answers, in its own shapes: https://docs.anthropic.com/en/api/messages.

Its `input_tokens` leaves out what was read from or written to the cache: all input is the sum of the three.
"""

from collections.abc import Iterator, Mapping
from typing import Any

ANSWER = "Until eight."
TOOL_NAME = "opening_hours"
UNCACHED_TOKENS, CACHE_READ_TOKENS, CACHE_WRITE_TOKENS = 1_500, 1_024, 26
"""Less is cached than not, so that nobody can tell from the numbers alone whether the former is part of the latter."""
OUTPUT_TOKENS = 64

_INPUT_USAGE = {
    "input_tokens": UNCACHED_TOKENS,
    "cache_read_input_tokens": CACHE_READ_TOKENS,
    "cache_creation_input_tokens": CACHE_WRITE_TOKENS,
    "service_tier": "standard",
}
RATE_LIMITED = {"type": "error", "error": {"type": "rate_limit_error", "message": "Number of requests exceeded"}}


def _wants_tool(request: Mapping[str, Any]) -> bool:
    blocks = [
        block for message in request["messages"] if isinstance(message["content"], list) for block in message["content"]
    ]
    return bool(request.get("tools")) and not any(block.get("type") == "tool_result" for block in blocks)


def message(request: Mapping[str, Any], answer_id: str) -> Mapping[str, Any]:
    """Return a whole message."""
    return _envelope(request, answer_id) | {
        "content": [_block(request, answer_id)],
        "stop_reason": _reason(request),
        "usage": _INPUT_USAGE | {"output_tokens": OUTPUT_TOKENS},
    }


def events(request: Mapping[str, Any], answer_id: str) -> Iterator[Mapping[str, Any]]:
    """Yield a message piece by piece; each is one server-sent event named like its type."""
    begun = _envelope(request, answer_id) | {"content": [], "stop_reason": None}
    yield {"type": "message_start", "message": begun | {"usage": _INPUT_USAGE | {"output_tokens": 1}}}
    block = _block(request, answer_id)
    if block["type"] == "tool_use":
        opened, delta = block | {"input": {}}, {"type": "input_json_delta", "partial_json": '{"city":"Prague"}'}
    else:
        opened, delta = block | {"text": ""}, {"type": "text_delta", "text": block["text"]}
    yield {"type": "content_block_start", "index": 0, "content_block": opened}
    yield {"type": "content_block_delta", "index": 0, "delta": delta}
    yield {"type": "content_block_stop", "index": 0}
    ended = {"stop_reason": _reason(request), "stop_sequence": None}
    yield {"type": "message_delta", "delta": ended, "usage": _INPUT_USAGE | {"output_tokens": OUTPUT_TOKENS}}
    yield {"type": "message_stop"}


def _block(request: Mapping[str, Any], answer_id: str) -> dict[str, Any]:
    if _wants_tool(request):
        return {"type": "tool_use", "id": f"toolu_{answer_id}", "name": TOOL_NAME, "input": {"city": "Prague"}}
    return {"type": "text", "text": ANSWER}


def _reason(request: Mapping[str, Any]) -> str:
    return "tool_use" if _wants_tool(request) else "end_turn"


def _envelope(request: Mapping[str, Any], answer_id: str) -> dict[str, Any]:
    model = request["model"]
    return {"id": answer_id, "type": "message", "role": "assistant", "model": model, "stop_sequence": None}
