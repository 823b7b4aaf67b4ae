"""The prompts of the demo as its documents hold them, so that tests and demo cannot drift apart."""

from pathlib import Path

import yaml

EXAMPLES = Path(__file__).parents[4] / "examples"


def _content(path: Path, subject: str) -> str:
    documents = yaml.safe_load_all(path.read_text("utf-8"))
    return next(str(document["spec"]["content"]) for document in documents if document["metadata"]["name"] == subject)


PROMPT_V1 = _content(EXAMPLES / "support-assistant" / "releases.yaml", "support-answer")
PROMPT_V2 = _content(EXAMPLES / "prompt-release" / "support-answer-v2.yaml", "support-answer")
