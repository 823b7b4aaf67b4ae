"""What every emitter lives through: a tool call and its result, a streamed answer, an embedding, a refusal.

The truth of it stands in `tests/emitters/test_emitters.py`.
"""

import contextlib
import json

import anthropic
import openai

SYSTEM = "You answer for the city library."
QUESTION = "How long is it open?"
TOOL = {
    "name": "opening_hours",
    "description": "Opening hours of a place",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
}


def openai_calls(*, embed=True):
    """Make five calls with the OpenAI client, the last of which is refused."""
    client = openai.OpenAI(max_retries=0)
    messages = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": QUESTION}]
    tools = [{"type": "function", "function": TOOL}]
    first = client.chat.completions.create(model="gpt-4o-mini", messages=messages, tools=tools)
    call = first.choices[0].message.tool_calls[0]
    messages += [
        {"role": "assistant", "content": None, "tool_calls": [call.model_dump()]},
        {"role": "tool", "tool_call_id": call.id, "content": json.dumps({"closes": "20:00"})},
    ]
    client.chat.completions.create(model="gpt-4o-mini", messages=messages, tools=tools)
    stream = client.chat.completions.create(
        model="gpt-4o-mini", messages=messages[:2], stream=True, stream_options={"include_usage": True}
    )
    for _ in stream:
        pass
    if embed:
        client.embeddings.create(model="text-embedding-3-small", input="opening hours")
    with contextlib.suppress(openai.RateLimitError):
        client.chat.completions.create(model="fail-429", messages=messages[:2])


def responses_call():
    """Ask OpenAI's other API, which names what it counts otherwise."""
    openai.OpenAI(max_retries=0).responses.create(model="gpt-4o-mini", instructions=SYSTEM, input=QUESTION)


def anthropic_calls():
    """Make four calls with the Anthropic client, the last of which is refused."""
    client = anthropic.Anthropic(max_retries=0)
    tool = {"name": TOOL["name"], "description": TOOL["description"], "input_schema": TOOL["parameters"]}
    common = {"model": "claude-sonnet-4-5-20250929", "max_tokens": 200, "system": SYSTEM}
    messages = [{"role": "user", "content": QUESTION}]
    first = client.messages.create(messages=messages, tools=[tool], **common)
    result = {"type": "tool_result", "tool_use_id": first.content[0].id, "content": "until 20:00"}
    messages += [
        {"role": "assistant", "content": [block.model_dump() for block in first.content]},
        {"role": "user", "content": [result]},
    ]
    client.messages.create(messages=messages, tools=[tool], **common)
    for _ in client.messages.create(messages=messages[:1], stream=True, **common):
        pass
    with contextlib.suppress(anthropic.RateLimitError):
        client.messages.create(messages=messages[:1], **(common | {"model": "fail-429"}))
