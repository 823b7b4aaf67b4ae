"""Writes the tables of docs/conventions.md from those that ingestion reads with.

`python -m tests.architecture.conventions_page` brings the page up to date.
"""

import re
from collections.abc import Iterable, Mapping

from tests.architecture.repository import DOCS
from tocsin.store.telemetry import normalize

PAGE = DOCS / "conventions.md"
_BLOCK = re.compile(r"(?<=<!-- )(?!end)(\w+) -->\n\n.*?(?=<!-- end -->)", re.DOTALL)
_MEANINGS: Mapping[str, str] = {
    "operation": "what the step is called; decides its kind",
    "vendor": "vendor",
    "request_model": "model asked for",
    "response_model": "model that answered",
    "model_alias": "a gateway's own name for the model; as the model that answered it stands for the model asked for",
    "prompt_name": "prompt",
    "prompt_version": "version of the prompt",
    "tool_name": "tool",
    "agent_name": "agent, where nothing else says what the step is",
    "logfire_shape": "whether Logfire writes a span or a log; a span without an answer only begins a streamed call",
    "journey": "journey",
    "outcome": "outcome",
    "user_id": "user",
    "session_id": "session or conversation",
    "tenant": "tenant",
    "team": "team",
    "feature": "feature",
    "response_id": "the vendor's id of the answer",
    "finish_reason": "why the answer ended",
    "error_type": "what went wrong",
    "service_tier": "service tier",
    "input_tokens": "input tokens, cached ones included",
    "output_tokens": "output tokens, reasoning included",
    "cache_read_tokens": "tokens read from a cache",
    "cache_write_tokens": "tokens written to a cache",
    "reasoning_tokens": "reasoning tokens",
    "input_audio_tokens": "audio tokens in",
    "output_audio_tokens": "audio tokens out",
    "plain_input_tokens": "input tokens without cached and audio ones, which are added",
    "plain_output_tokens": "output tokens without reasoning and audio, which are added",
    "cached_apart": "where it is there, all input leaves out cached tokens, which are added",
    "cached_within": "where it is there, nothing is added",
    "first_token_seconds": "time to the first token, in seconds",
    "first_token_milliseconds": "the same in milliseconds",
    "first_token_instant": "the same as an instant",
    "streamed_first_token_seconds": "the same, believed only of calls that stream",
    "is_streaming": "whether the call streams",
    "reported_cost_usd": "cost as the emitter reckons it, in US dollars",
    "http_status": "HTTP status of a failed call",
}
_EVENTS = {
    "exception": "type of the exception, where no attribute says what went wrong",
    "first_token_seconds": "its instant is when the first token came",
}


def page() -> str:
    """Return the whole page, its tables as the code has them."""
    names = {**normalize.TEXT_COLUMNS, **normalize.TOKEN_COLUMNS, **normalize.NUMBER_COLUMNS}
    tables = {
        "attributes": _table("what", "attribute names, best first", ((_MEANINGS[c], n) for c, n in names.items())),
        "documents": _list(normalize.DOCUMENTS),
        "events": _table("what", "event names", ((_EVENTS[c], n) for c, n in normalize.EVENT_COLUMNS.items())),
        "kinds": _table("kind", "names, in any case of letters", _by_value(normalize.KIND_OF_OPERATION)),
        "vendors": _table("vendor", "other names", _by_value(_known(normalize.VENDOR_OF_ALIAS))),
        "frameworks": _list(name for name, vendor in normalize.VENDOR_OF_ALIAS.items() if not vendor),
        "exclusive": _list(normalize.EXCLUSIVE_SCOPES),
        "families": _table("vendor", "first word of the model's name", _by_value(_known(normalize.VENDOR_OF_FAMILY))),
        "ends": _table("finish reason", "as vendors call it", _by_value(normalize.FINISH_OF_REASON)),
        "errors": _table("class", "signs", ((f"`{name}`", signs) for name, signs in normalize.ERROR_SIGNS.items())),
    }
    text = PAGE.read_text(encoding="utf-8")
    return _BLOCK.sub(lambda block: f"{block[1]} -->\n\n{tables[block[1]]}\n", text)


def _table(first: str, second: str, rows: Iterable[tuple[str, Iterable[str]]]) -> str:
    lines = [f"| {first} | {second} |", "|---|---|"]
    lines += [f"| {name} | {', '.join(f'`{value}`' for value in values)} |" for name, values in rows]
    return "\n".join(lines) + "\n"


def _list(names: Iterable[str]) -> str:
    return "".join(f"- `{name}`\n" for name in names)


def _known(table: Mapping[str, str]) -> Mapping[str, str]:
    return {name: value for name, value in table.items() if value}


def _by_value(table: Mapping[str, str]) -> Iterable[tuple[str, list[str]]]:
    """Return the canonical values of a table of names, each with its names."""
    values = dict.fromkeys(table.values())
    return [(f"`{value}`", [name for name in table if table[name] == value]) for value in values]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
