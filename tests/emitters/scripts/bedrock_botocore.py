"""OpenTelemetry's instrumentation of botocore: Bedrock's Converse, whose input leaves out cached tokens."""

import contextlib
import os

import boto3
import botocore.exceptions
import scenario
import tracing
from opentelemetry import trace
from opentelemetry.instrumentation.botocore import BotocoreInstrumentor

os.environ |= {
    "AWS_ACCESS_KEY_ID": "none",
    "AWS_SECRET_ACCESS_KEY": "none",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_MAX_ATTEMPTS": "1",
}
provider = tracing.provider()
BotocoreInstrumentor().instrument(tracer_provider=provider)
client = boto3.client("bedrock-runtime", endpoint_url=os.environ["ANTHROPIC_BASE_URL"])
schema = {"json": scenario.TOOL["parameters"]}
tool = {"toolSpec": {"name": scenario.TOOL["name"], "description": scenario.TOOL["description"], "inputSchema": schema}}
common = {"modelId": "anthropic.claude-sonnet-4-5-20250929-v1:0", "toolConfig": {"tools": [tool]}}
messages = [{"role": "user", "content": [{"text": scenario.QUESTION}]}]
with trace.get_tracer("app").start_as_current_span("answer with bedrock"):
    first = client.converse(messages=messages, **common)["output"]["message"]
    result = {"toolUseId": first["content"][0]["toolUse"]["toolUseId"], "content": [{"text": "until 20:00"}]}
    messages += [first, {"role": "user", "content": [{"toolResult": result}]}]
    client.converse(messages=messages, **common)
    with contextlib.suppress(botocore.exceptions.ClientError):
        client.converse(messages=messages[:1], modelId="fail-429")
provider.shutdown()
