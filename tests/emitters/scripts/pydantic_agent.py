"""Pydantic AI: an agent with a tool, against both vendors."""

import scenario
import tracing
from pydantic_ai import Agent
from pydantic_ai.models.anthropic import AnthropicModel
from pydantic_ai.models.openai import OpenAIChatModel


def opening_hours(city: str) -> str:
    """Return the opening hours of a place."""
    return f"until 20:00 in {city}"


provider = tracing.provider()
Agent.instrument_all()
for model in (OpenAIChatModel("gpt-4o-mini"), AnthropicModel("claude-sonnet-4-5-20250929")):
    agent = Agent(model, name=model.system, instructions=scenario.SYSTEM, tools=[opening_hours])
    agent.run_sync(scenario.QUESTION, conversation_id="session-1")
provider.shutdown()
