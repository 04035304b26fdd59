"""Questions that are but the name of a thing, or ask for all that is told of it."""

from __future__ import annotations

from kg.asking.question import Reading

OVERVIEW, DATED = "overview", "events"  # the query that tells it, and the one that tells what happened to it at a time
TYPES = ("Organization", "Person", "Model", "Product", "Group", "Hardware", "Dataset")
WHOLE = frozenset({"map", "says", "statement", "document"})  # concepts that ask for a thing as a whole, where there is a word such as "overview"


def asked(reading: Reading) -> str:
    """The query for a question that names one thing and says nothing of it that could be asked for, "" for any other."""
    if len(reading.names) != 1 or reading.names[0][1] not in TYPES or reading.slots:
        return ""
    whole = "map" in reading.concepts and reading.concepts <= WHOLE and not reading.unknown or reading.whole and not reading.concepts - WHOLE
    beside = (
        reading.sides, reading.values, reading.polarity, reading.posts, reading.order, reading.recent,
        reading.threshold, reading.negated, reading.documents, reading.countries, reading.forbids, reading.opposed, reading.agrees, reading.stands,
        reading.than, reading.senses, reading.sources, reading.conditions, reading.move,
    )  # fmt: skip
    if any(beside) or not whole:
        return ""
    return DATED if reading.since or reading.until else OVERVIEW
