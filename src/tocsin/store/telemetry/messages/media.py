"""Pictures, sound and files within messages: what names them and how large they are, never their bytes."""

from mimetypes import MimeTypes

from tocsin.model import MessagePart, PartKind
from tocsin.store.telemetry.messages.binary import data_url_type, decoded_size, size_text
from tocsin.store.telemetry.messages.json_text import fields_of, first_text, text_of

_URLS = ("url", "uri", "image_url", "file_uri", "fileUri", "s3Location")
_NAMES = ("filename", "file_name", "name", "title", "file_id", "fileId", "id", "modality")
_BYTES = ("data", "content", "bytes", "base64", "file_data", "image", "b64_json")
_TYPES = ("mime_type", "media_type", "mediaType", "mimeType", "format")
_NESTED = (
    *("source", "image_url", "image", "input_audio", "audio", "file", "document", "video"),
    *("inlineData", "inline_data", "fileData", "file_data", "s3Location", "bytes"),
)
"""Where vendors describe a medium inside its block: Anthropic in `source`, OpenAI by kind, Gemini in `*Data`."""
_TYPE_OF_SUFFIX = MimeTypes()
_MAX_NAME = 500
"""Characters of a URL or a name that are shown: signed URLs run to thousands."""


def media_part(block: dict[str, object]) -> MessagePart:
    """Return the media part that a content block of any vendor describes."""
    described = _flattened(block)
    payload = first_text(described, _BYTES)
    url = first_text(described, _URLS) or (payload if payload.startswith(("data:", "http:", "https:")) else "")
    media_type = _media_type(block, described)
    inline_type = data_url_type(url)
    if inline_type is not None:
        payload, url, media_type = url.rpartition(",")[2], "", inline_type or media_type
    elif url == payload:
        payload = ""
    if not media_type and url:
        media_type = _TYPE_OF_SUFFIX.guess_type(url[:_MAX_NAME].split("?")[0].split("#")[0])[0] or ""
    names = [url or first_text(described, _NAMES), size_text(decoded_size(payload)) if payload else ""]
    text = ", ".join(name[:_MAX_NAME] for name in names if name) or text_of(block.get("type")) or "media"
    return MessagePart(PartKind.MEDIA, text, media_type=media_type)


def _flattened(block: dict[str, object]) -> dict[str, object]:
    """Return a block's own fields and those of the descriptions nested in it, the innermost last."""
    found, level = dict(block), block
    for _ in range(3):
        nested = next((fields for name in _NESTED if (fields := fields_of(level.get(name)))), None)
        if nested is None:
            break
        found |= nested
        level = nested
    return found


def _media_type(block: dict[str, object], described: dict[str, object]) -> str:
    """Return the MIME type; a bare format ("wav", "png") gets the family its block is named for."""
    found = first_text(described, _TYPES)
    if not found or "/" in found:
        return found
    kinds = (text_of(block.get("type")), *block)
    family = next((name for name in ("image", "audio", "video") if any(name in kind for kind in kinds)), "application")
    return f"{family}/{found}"
