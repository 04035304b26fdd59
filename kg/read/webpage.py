"""HTML pages: the article of the page, and what the page says of itself."""

from __future__ import annotations

from kg.limits import Limits
from kg.read.draft import Draft, Drafts


def read(body: str, name: str, limits: Limits) -> Drafts:
    """The one article of the page."""
    from kg.read.draft import is_plain, plain
    from kg.read.html import convert
    from kg.read.pruning import pruned

    text, found = convert(body)
    less = pruned(text, body)
    yield Draft(text if less == text and is_plain(text) else plain(less), found)
