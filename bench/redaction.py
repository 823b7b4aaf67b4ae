"""What redaction costs: spans a CPU second through admission, with no rule, keys only, and all detectors.

Run: python -m bench.redaction [seconds per case]
"""

import sys
import time
from collections.abc import Iterator, Sequence

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.kit.otlp import SpanSpec, request, span_id, trace_id
from tocsin.ingest.admission import Step, admit
from tocsin.ingest.redaction import Detector, RedactionAction, RedactionPolicy, RedactionRule, Redactor

SPANS = 512
LIMIT = 1 << 20
_KEYS = ("user.email", "http.request.header.authorization", "db.statement")
_TEXT = "The customer asks when the parcel arrives; the answer cites the shipping page and gives three days. "


def main(seconds: float = 2.0) -> None:
    """Print a table of cases, best of five rounds each."""
    clean, dirty = _body(with_finds=0), _body(with_finds=SPANS // 10)
    print(f"{SPANS} spans of {len(clean) // SPANS} bytes a request; 'finds' has an e-mail address and a key in 10 %")
    print(f"{'case':<34}{'clean/s':>12}{'ratio':>8}{'finds/s':>12}{'ratio':>8}")
    base: dict[int, float] = {}
    for name, steps in _cases():
        rates = [_rate(body, steps, seconds) for body in (clean, dirty)]
        for index, rate in enumerate(rates):
            base.setdefault(index, rate)
        print(f"{name:<34}" + "".join(f"{rate:>12,.0f}{rate / base[i]:>8.2f}" for i, rate in enumerate(rates)))


def _cases() -> Iterator[tuple[str, Sequence[Step]]]:
    keys = RedactionRule("keys", RedactionAction.DROP, keys=_KEYS)
    every = tuple(RedactionRule(one.value, RedactionAction.MASK, one) for one in Detector if one is not Detector.SECRET)
    own = RedactionRule("own", RedactionAction.MASK, pattern=r"CUST-[0-9]{6}")
    yield "off", []
    yield "default: secrets", [Redactor(RedactionPolicy())]
    yield "keys only", [Redactor(RedactionPolicy((keys,), finds_secrets=False))]
    yield "secrets and keys", [Redactor(RedactionPolicy((keys,)))]
    yield "secrets and a pattern of one's own", [Redactor(RedactionPolicy((own,)))]
    yield "secrets and e-mail", [Redactor(RedactionPolicy(every[:1]))]
    yield "all detectors", [Redactor(RedactionPolicy(every))]
    yield "messages off", [Redactor(RedactionPolicy(keeps_messages=False, finds_secrets=False))]


def _body(with_finds: int) -> bytes:
    message = ExportTraceServiceRequest()
    for number in range(SPANS // 8):
        spans = [_span(number * 8 + n, n, finds=number * 8 + n < with_finds) for n in range(8)]
        part = request(spans, trace=trace_id(number + 1))
        if not message.resource_spans:
            message.CopyFrom(part)
        else:
            message.resource_spans[0].scope_spans[0].spans.extend(part.resource_spans[0].scope_spans[0].spans)
    return message.SerializeToString()


def _span(number: int, place: int, *, finds: bool) -> SpanSpec:
    said = _TEXT * 3
    if finds:
        said += "Write to mira.holm@example.com, key sk-proj-abcdEFGH1234567890abcdEFGH."
    attributes = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-4o",
        "gen_ai.response.model": "gpt-4o-2024-08-06",
        "gen_ai.usage.input_tokens": 1_200 + number,
        "gen_ai.usage.output_tokens": 180,
        "gen_ai.response.id": f"chatcmpl-{number:024x}",
        "server.address": "api.openai.com",
        "gen_ai.input.messages": said,
        "gen_ai.output.messages": _TEXT * 2,
    }
    return SpanSpec("chat gpt-4o", span_id(place + 1), parent=span_id(1) if place else "", attributes=attributes)


def _rate(body: bytes, steps: Sequence[Step], seconds: float) -> float:
    best = 0.0
    for _ in range(5):
        count, started = 0, time.process_time()
        while (spent := time.process_time() - started) < seconds / 5:
            admit(body, LIMIT, steps=steps)
            count += SPANS
        best = max(best, count / spent)
    return best


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 2.0)
