"""What LangChain lives through: an agent that calls a tool, a streamed answer of another vendor, a refusal."""

import contextlib

import openai
import scenario
from langchain.agents import create_agent
from langchain_anthropic import ChatAnthropic
from langchain_openai import ChatOpenAI


def opening_hours(city: str) -> str:
    """Return the opening hours of a place."""
    return f"until 20:00 in {city}"


def agent_run(config):
    """Let an agent answer a question by a tool."""
    model = ChatOpenAI(model="gpt-4o-mini", max_retries=0)
    agent = create_agent(model, tools=[opening_hours], system_prompt=scenario.SYSTEM, name="librarian")
    agent.invoke({"messages": [{"role": "user", "content": scenario.QUESTION}]}, config=config)


def refused_call(config):
    """Ask a model that refuses."""
    with contextlib.suppress(openai.RateLimitError):
        ChatOpenAI(model="fail-429", max_retries=0).invoke(scenario.QUESTION, config=config)


def streamed_call(config):
    """Let a model of Anthropic stream its answer."""
    for _ in ChatAnthropic(model="claude-sonnet-4-5-20250929", max_retries=0).stream(scenario.QUESTION, config=config):
        pass
