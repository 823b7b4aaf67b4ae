"""What an OpenAI-compatible vendor answers, in its own shapes: https://platform.openai.com/docs/api-reference."""

from collections.abc import Iterator, Mapping
from typing import Any

ANSWER = "Until eight."
TOOL_NAME = "opening_hours"
TOOL_ARGUMENTS = '{"city":"Prague"}'
INPUT_TOKENS, CACHED_TOKENS = 1_200, 1_024
OUTPUT_TOKENS, REASONING_TOKENS = 64, 32
EMBEDDING_TOKENS = 8

_USAGE = {
    "prompt_tokens": INPUT_TOKENS,
    "completion_tokens": OUTPUT_TOKENS,
    "total_tokens": INPUT_TOKENS + OUTPUT_TOKENS,
    "prompt_tokens_details": {"cached_tokens": CACHED_TOKENS},
    "completion_tokens_details": {"reasoning_tokens": REASONING_TOKENS},
}
RATE_LIMITED = {"error": {"message": "Rate limit reached", "type": "requests", "code": "rate_limit_exceeded"}}


def wants_tool(request: Mapping[str, Any]) -> bool:
    """Return whether this request is answered by a tool call: tools are given, and none has been called yet."""
    return bool(request.get("tools")) and not any(message["role"] == "tool" for message in request["messages"])


def completion(request: Mapping[str, Any], answer_id: str) -> Mapping[str, Any]:
    """Return a whole chat completion."""
    message: dict[str, Any] = {"role": "assistant", "content": ANSWER, "refusal": None}
    if wants_tool(request):
        message |= {"content": None, "tool_calls": [_tool_call(answer_id)]}
    choice = {"index": 0, "finish_reason": _reason(request), "logprobs": None, "message": message}
    return _envelope(request, answer_id, "chat.completion") | {"choices": [choice], "usage": _USAGE}


def chunks(request: Mapping[str, Any], answer_id: str) -> Iterator[Mapping[str, Any]]:
    """Yield a chat completion piece by piece; the usage last, where it is asked for."""
    envelope = _envelope(request, answer_id, "chat.completion.chunk")
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    if wants_tool(request):
        deltas.append({"tool_calls": [{"index": 0, **_tool_call(answer_id)}]})
    else:
        deltas += [{"content": "Until "}, {"content": "eight."}]
    for delta in deltas:
        yield envelope | {"choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
    yield envelope | {"choices": [{"index": 0, "delta": {}, "finish_reason": _reason(request)}]}
    if (request.get("stream_options") or {}).get("include_usage"):
        yield envelope | {"choices": [], "usage": _USAGE}


def embeddings(request: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return one small vector."""
    usage = {"prompt_tokens": EMBEDDING_TOKENS, "total_tokens": EMBEDDING_TOKENS}
    vector = {"object": "embedding", "index": 0, "embedding": [0.1, 0.2, 0.3]}
    return {"object": "list", "model": request["model"], "data": [vector], "usage": usage}


def _reason(request: Mapping[str, Any]) -> str:
    return "tool_calls" if wants_tool(request) else "stop"


def _tool_call(answer_id: str) -> dict[str, Any]:
    return {
        "id": f"call_{answer_id}",
        "type": "function",
        "function": {"name": TOOL_NAME, "arguments": TOOL_ARGUMENTS},
    }


def _envelope(request: Mapping[str, Any], answer_id: str, kind: str) -> dict[str, Any]:
    model = f"{request['model']}-2024-07-18"
    return {"id": answer_id, "object": kind, "created": 1_700_000_000, "model": model, "service_tier": "default"}
