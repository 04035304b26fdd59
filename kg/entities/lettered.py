"""Things that are called by a letter, which only the words around it tell to be a name: "a post on X"."""

from __future__ import annotations

from collections.abc import Iterator

from kg.entities.cues import patterns
from kg.knowledge import Knowledge
from kg.model import Entity


class Lettered:
    """Finds them with the tables of kg/data/cues/names.toml that say which `thing` they find."""

    def __init__(self, knowledge: Knowledge) -> None:
        told = {name: row["thing"] for name, row in knowledge.cues["names"].items() if isinstance(row, dict) and "thing" in row}
        self._words = [(patterns(knowledge, "names")[name], knowledge.by_key[key].entity) for name, key in told.items()]

    def find(self, text: str) -> Iterator[tuple[int, int, Entity]]:
        """Where such letters stand, each with what it names."""
        return ((*match.span("name"), thing) for words, thing in self._words for match in words.finditer(text))
