"""Markdown and plain text: the text is the article as it stands."""

from __future__ import annotations

from kg.limits import Limits
from kg.read.draft import Draft, Drafts


def read(body: str, name: str, limits: Limits) -> Drafts:
    """The one article that the text is."""
    yield Draft(body)
