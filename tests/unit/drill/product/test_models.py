"""The simulated models do what their prompt says, which is the only way into the demo's fault."""

import random

import pytest

from tests.unit.drill.product.prompts import PROMPT_V1, PROMPT_V2
from tocsin.drill.product.knowledge import HelpCenter
from tocsin.drill.product.messages import Message, text_message, tool_response_message
from tocsin.drill.product.models import AgentModel, AnswerModel

HELP_CENTER = HelpCenter.load()
TOPIC = HELP_CENTER.topics[0]
ASKED = text_message("user", f"Question: {TOPIC.questions[0]}\n\nPassages:\n[{TOPIC.id}] {TOPIC.passage}")


def _answers(system: str, message: Message = ASKED, count: int = 300) -> list[str]:
    rng = random.Random(3)
    model = AnswerModel(HELP_CENTER)
    return [model.reply(system, [message], rng).text for _ in range(count)]


def test_grounding_prompt_makes_it_cite_the_passage() -> None:
    assert all(f"{TOPIC.passage} [{TOPIC.id}]" in answer for answer in _answers(PROMPT_V1))


def test_prompt_without_grounding_makes_it_wrong_in_six_of_ten_answers() -> None:
    wrong = sum(TOPIC.folklore in answer for answer in _answers(PROMPT_V2))

    assert wrong / 300 == pytest.approx(0.6, abs=0.09)


def test_wrong_answers_are_as_long_as_right_ones() -> None:
    right, wrong = (sum(map(len, _answers(prompt))) for prompt in (PROMPT_V1, PROMPT_V2))

    assert wrong / right == pytest.approx(1.0, abs=0.3)


def test_grounded_model_without_passages_hands_over() -> None:
    answers = _answers(PROMPT_V1, text_message("user", "Question: what is love?\n\nPassages:\n"), count=1)

    assert "handing you over" in answers[0]


def test_agent_asks_for_the_order_it_was_told() -> None:
    request = AgentModel().reply("", [text_message("user", "Where is FF-004711?")], random.Random(1))

    assert request.parts[0]["name"] == "lookup_order"
    assert request.parts[0]["arguments"] == {"order": "FF-004711"}


def test_agent_tells_what_the_tool_found() -> None:
    found = {"order": "FF-004711", "status": "in transit", "carrier": "DHL", "due_days": 2}
    answer = AgentModel().reply("", [tool_response_message("call-1", found)], random.Random(1))

    assert "in transit with DHL, due in 2 days" in answer.text


def test_agent_admits_a_failed_look_up() -> None:
    failed = tool_response_message("call-1", {"error": "order database timed out"})

    assert "cannot see your order" in AgentModel().reply("", [failed], random.Random(1)).text
