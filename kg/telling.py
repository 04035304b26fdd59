"""Who is told what happens to a workspace: rooms below the command line say it, and do not print."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

Tell = Callable[..., None]
LONG = 5_000  # articles that take so long, whatever is done to all of them, that somebody who waits is told how far it is
# (key of a message in words.toml, its values)
listener: ContextVar[Tell] = ContextVar("listener", default=lambda key, **values: None)


def tell(key: str, **values: Any) -> None:
    """Say something to whoever listens."""
    listener.get()(key, **values)
