"""Tables in articles read by their headers: each cell under a known header is a claim about its row's subject."""

from __future__ import annotations

from kg.claims import Candidate
from kg.context import Context


def find(context: Context) -> list[Candidate]:
    """The claims of an article's table rows."""
    return []
