"""Decisions of a test, written into a corpus as a change of the graph writes them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kg import decisions
from kg.decisions import Decision


def add(corpus: Path, made: Iterable[Decision]) -> list[Decision]:
    """Write decisions down and give those that were not there. Raises Contradiction; then none is."""
    fresh, text = decisions.with_added(corpus, made)
    decisions.write(corpus, text)
    return fresh


def undo(corpus: Path, identity: str = "") -> Decision:
    """Take a decision back. Raises NotFound where there is none such."""
    gone, text = decisions.without(corpus, identity)
    decisions.write(corpus, text)
    return gone
