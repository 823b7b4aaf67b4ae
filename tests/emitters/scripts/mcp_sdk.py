"""The MCP SDK's own spans: a client calls a tool of a server in the same process."""

import asyncio

import tracing
from mcp import Client
from mcp.server import MCPServer
from opentelemetry import trace

provider = tracing.provider()
server = MCPServer("library")


@server.tool()
def opening_hours(city: str) -> str:
    """Return the opening hours of a place."""
    return f"until 20:00 in {city}"


async def ask() -> None:
    """Call the tool once."""
    with trace.get_tracer("app").start_as_current_span("answer with mcp"):
        async with Client(server) as client:
            await client.call_tool("opening_hours", {"city": "Prague"})


asyncio.run(ask())
provider.shutdown()
