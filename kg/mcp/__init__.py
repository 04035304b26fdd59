"""`kg mcp`: the graph for assistants, over the Model Context Protocol; for reading, in small answers that can be cited.

cards   rows → small results: quotes, permanent names, how to cite
tools   what an assistant may ask
server  the protocol: tools and resources, by standard input and output or HTTP on this machine
"""

from __future__ import annotations

from collections.abc import Callable

from kg.errors import UsageError
from kg.settings import Settings

TRANSPORTS = ("stdio", "http")


def run(
    settings: Settings,
    transport: str = "stdio",
    port: int = 0,
    link_base: str = "",
    say: Callable[[str], None] = lambda address: None,
) -> None:
    """Serve until the asker leaves or it is interrupted; `say` is given the address where there is one.

    Raises UsageError where the library is missing or the port can not be had, StoreError for a graph that can not be
    read.
    """
    try:
        import mcp  # noqa: F401
    except ImportError:
        raise UsageError(
            "serving assistants needs the protocol's library", "", "pip install 'kg-explorer[mcp]'"
        ) from None
    from kg.mcp import server

    server.run(settings, transport, port, link_base, say)
