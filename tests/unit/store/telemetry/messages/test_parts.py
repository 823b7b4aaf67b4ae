"""Content blocks of every vendor, and media that are named and measured but never held."""

import base64
import json

import pytest

from tests.kit.messages import contents, part
from tocsin.model import MessagePart, PartKind, SpanKind

PICTURE = base64.b64encode(bytes(range(256)) * 12).decode()
"""3,072 bytes."""
SIZE = "3,072 bytes"


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ({"type": "text", "text": "a"}, MessagePart(PartKind.TEXT, "a")),
        ({"type": "input_text", "text": "a"}, MessagePart(PartKind.TEXT, "a")),
        ({"type": "refusal", "refusal": "a"}, MessagePart(PartKind.TEXT, "a")),
        ({"type": "text", "text": {"value": "a", "annotations": []}}, MessagePart(PartKind.TEXT, "a")),
        ({"type": "thinking", "thinking": "a", "signature": "s"}, MessagePart(PartKind.REASONING, "a")),
        ({"type": "reasoning", "content": "a"}, MessagePart(PartKind.REASONING, "a")),
        ({"text": "a", "thought": True}, MessagePart(PartKind.REASONING, "a")),
        ({"type": "redacted_thinking", "data": "AAAA"}, MessagePart(PartKind.REASONING, "redacted, 3 bytes")),
        (
            {"type": "tool_use", "id": "c", "name": "n", "input": {"a": 1}},
            MessagePart(PartKind.TOOL_CALL, '{"a": 1}', name="n", call_id="c"),
        ),
        (
            {"toolUse": {"toolUseId": "c", "name": "n", "input": {"a": 1}}},
            MessagePart(PartKind.TOOL_CALL, '{"a": 1}', name="n", call_id="c"),
        ),
        ({"functionCall": {"name": "n", "args": {}}}, MessagePart(PartKind.TOOL_CALL, "{}", name="n")),
        (
            {"type": "tool_result", "tool_use_id": "c", "content": [{"type": "text", "text": "r"}]},
            MessagePart(PartKind.TOOL_RESULT, "r", call_id="c"),
        ),
        (
            {"type": "tool-result", "toolCallId": "c", "toolName": "n", "output": {"type": "json", "value": {"a": 1}}},
            MessagePart(PartKind.TOOL_RESULT, '{"a": 1}', name="n", call_id="c"),
        ),
        (
            {"toolResult": {"toolUseId": "c", "content": [{"json": {"a": 1}}]}},
            MessagePart(PartKind.TOOL_RESULT, '{"a": 1}', call_id="c"),
        ),
        (
            {"type": "function_call_output", "id": "x", "call_id": "c", "output": "r"},
            MessagePart(PartKind.TOOL_RESULT, "r", call_id="c"),
        ),
        (
            {"type": "server_tool_call", "id": "c", "name": "n", "server_tool_call": {"type": "web_search"}},
            MessagePart(PartKind.TOOL_CALL, '{"type": "web_search"}', name="n", call_id="c"),
        ),
        (42, MessagePart(PartKind.OTHER, "42")),
        ("a", MessagePart(PartKind.TEXT, "a")),
    ],
)
def test_a_block_becomes_the_part_it_means(block: object, expected: MessagePart) -> None:
    assert part(block) == expected


@pytest.mark.parametrize(
    ("block", "text", "media_type"),
    [
        (
            {"type": "image_url", "image_url": {"url": "https://x.org/a.png", "detail": "low"}},
            "https://x.org/a.png",
            "image/png",
        ),
        ({"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PICTURE}"}}, SIZE, "image/png"),
        ({"type": "input_image", "image_url": f"data:image/png;base64,{PICTURE}"}, SIZE, "image/png"),
        ({"type": "input_audio", "input_audio": {"data": PICTURE, "format": "wav"}}, SIZE, "audio/wav"),
        ({"type": "file", "file": {"file_id": "file-1"}}, "file-1", ""),
        (
            {"type": "file", "file": {"filename": "a.pdf", "file_data": f"data:application/pdf;base64,{PICTURE}"}},
            f"a.pdf, {SIZE}",
            "application/pdf",
        ),
        (
            {"type": "image", "source": {"type": "base64", "media_type": "image/jpeg", "data": PICTURE}},
            SIZE,
            "image/jpeg",
        ),
        (
            {"type": "image", "source": {"type": "url", "url": "https://x.org/a.png"}},
            "https://x.org/a.png",
            "image/png",
        ),
        (
            {"type": "blob", "mime_type": "image/png", "modality": "image", "content": PICTURE},
            f"image, {SIZE}",
            "image/png",
        ),
        ({"type": "uri", "mime_type": "video/mp4", "uri": "s3://b/v.mp4"}, "s3://b/v.mp4", "video/mp4"),
        ({"type": "file", "mediaType": "image/png", "data": PICTURE}, SIZE, "image/png"),
        ({"inlineData": {"mimeType": "image/png", "data": PICTURE}}, SIZE, "image/png"),
        ({"image": {"format": "png", "source": {"bytes": PICTURE}}}, SIZE, "image/png"),
        ({"type": "image_url", "image_url": "http://[x"}, "http://[x", ""),
        ({"type": "image_url", "image_url": "https://x.org/a.png?sig=1"}, "https://x.org/a.png?sig=1", "image/png"),
        ({"type": "image"}, "image", ""),
    ],
)
def test_media_are_named_and_measured(block: object, text: str, media_type: str) -> None:
    assert part(block) == MessagePart(PartKind.MEDIA, text, media_type=media_type)


@pytest.mark.parametrize(
    "attributes",
    [
        {"gen_ai.input.messages": [{"role": "user", "parts": [{"type": "scan", "bytes": PICTURE}]}]},
        {"gen_ai.input.messages": [{"role": "tool", "content": [{"type": "image", "source": {"data": PICTURE}}]}]},
        {
            "gen_ai.input.messages": [
                {"role": "tool", "tool_call_id": "c", "content": f"data:image/png;base64,{PICTURE}"}
            ]
        },
        {"gen_ai.input.messages": [{"role": "user", "content": f"![](data:image/png;base64,{PICTURE})"}]},
        {"input.value": {"picture": PICTURE}},
        {"input.value": f"see data:image/png;base64,{PICTURE} there"},
        {"ai.prompt.messages": [{"role": "user", "content": [{"type": "image", "image": PICTURE}]}]},
        {
            "gen_ai.input.messages": [
                {
                    "role": "user",
                    "content": [{"type": "tool_result", "content": [{"type": "image", "source": {"data": PICTURE}}]}],
                }
            ]
        },
    ],
)
@pytest.mark.parametrize("kind", [SpanKind.LLM, SpanKind.TOOL])
def test_bytes_never_come_through(attributes: dict[str, object], kind: SpanKind) -> None:
    read = contents(attributes, kind=kind)
    assert PICTURE[:100] not in repr(read)


@pytest.mark.parametrize("words", ["x" * 5_000, "0123456789abcdef" * 200, "word " * 2_000])
def test_long_text_that_is_no_base64_stays(words: str) -> None:
    assert contents({"input.value": words}).input[0].text == words


def test_searching_a_large_text_for_bytes_takes_no_quadratic_time() -> None:
    hostile = ("a1B" * 340 + " ") * 1_000
    assert contents({"input.value": json.dumps({"text": hostile, "more": 1})}).input
