"""MLflow: its autologging of the OpenAI and Anthropic clients, sent over OTLP instead of to a tracking server."""

import os

import mlflow
import scenario

# A tracking server is named and never asked; without one it would open a local database, which needs the full package.
os.environ["MLFLOW_TRACKING_URI"] = "http://127.0.0.1:1"
# Traces alone: its metrics need the tracking client, which the tracing package does not bring.
os.environ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = os.environ.pop("OTEL_EXPORTER_OTLP_ENDPOINT") + "/v1/traces"

mlflow.openai.autolog()
mlflow.anthropic.autolog()
with mlflow.start_span("answer with openai"):
    scenario.openai_calls()
with mlflow.start_span("answer with anthropic"):
    scenario.anthropic_calls()
