"""Runs the real SDKs and instrumentations in their own environments, against a model API and a server of ours."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.kit.model_api import ModelApi
from tests.kit.server import Server

HERE = Path(__file__).parent
PYTHON = Path(__file__).parents[2] / ".venv-emitters" / "bin" / "python"
_SECONDS = 100


def emit(name: str, server: Server, models: ModelApi) -> None:
    """Run one emitter to its end; its `service.name` is its own name. Skips where its environment is missing."""
    command = _command(name)
    content = "event_only" if name.endswith("_events") else "span_only"
    environment = {
        **os.environ,
        "OPENAI_BASE_URL": f"{models.url}/v1",
        "OPENAI_API_KEY": "none",
        "ANTHROPIC_BASE_URL": models.url,
        "ANTHROPIC_API_KEY": "none",
        "OTEL_SERVICE_NAME": name,
        "OTEL_EXPORTER_OTLP_ENDPOINT": server.otlp_http,
        "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
        "OTEL_SEMCONV_STABILITY_OPT_IN": "gen_ai_latest_experimental",
        "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT": content,
        "OTEL_INSTRUMENTATION_GENAI_EMIT_EVENT": "true",
    }
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=_SECONDS, check=False)
    assert ended.returncode == 0, f"{name} failed:\n{ended.stdout}\n{ended.stderr}"


def _command(name: str) -> list[str]:
    if name.startswith("vercel"):
        folder, node = HERE / name, shutil.which("node")
        if node is None or not (folder / "node_modules").is_dir():
            pytest.skip(f"{name}: its packages are not installed; make emitters installs them")
        return [node, str(folder / "scenario.mjs")]
    if not PYTHON.exists():
        pytest.skip(f"{name}: its environment is not installed; make emitters installs it")
    return [str(PYTHON), str(HERE / "scripts" / f"{name}.py")]
