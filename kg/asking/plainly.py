"""Questions that are put so that they ask for one query, however else they are worded."""

from __future__ import annotations

from collections.abc import Callable

from kg.asking.question import MIXED, Reading

SAID = "who-says"  # who said what
SHARES = "vendor-openness"  # how open each vendor is
FOLLOWED = "trace-course"  # why a vendor follows its course
BY_TIME = "openness-timeline"  # which models of a side were first and which are new
SHIFTS = "strategy-shifts"  # who changed course
COMPARED = "comparisons"  # what is better than what


def _asks_why_it_follows(reading: Reading) -> bool:
    """Whether a question asks for the reasons of a vendor's course ("why is Acme open"), and tells of no change."""
    steady = reading.whys and "move" not in reading.concepts and not reading.turned and len(reading.sides) == 1
    return bool(steady) and [kind for _, kind in reading.names] == ["Organization"]


def _asks_for_ends(reading: Reading) -> bool:
    """Whether a question is for the newest or oldest of one side, and says no more: "oldest open models"."""
    more = reading.concepts - {"model"} or reading.unknown or reading.values or reading.names or reading.move or reading.polarity
    return bool(reading.recent) and len(reading.sides) == 1 and not more


def _asks_of_a_mind(reading: Reading) -> bool:
    """Whether a question is about a person's change of mind: a person follows no course, what they said by and by tells it."""
    return [kind for _, kind in reading.names] == ["Person"] and "move" in reading.concepts


def _asks_who_became(reading: Reading) -> bool:
    """Whether a question asks who became more open than they were, and not how open each is."""
    return "move" in reading.concepts and "proportion" in reading.concepts and len(reading.sides) == 1 and not reading.names


def _compares_sides(reading: Reading) -> bool:
    """Whether a question holds open models against closed ones, and says no more."""
    return reading.concepts == {"compare"} and reading.sides == (MIXED,) and not (reading.names or reading.values or reading.unknown)


# What a question that is put so asks for, however else it is worded, and the parameter that its name is for where that is
# plain, too; the first that fits.
_PUT_SO: tuple[tuple[Callable[[Reading], bool], str, str], ...] = (
    (lambda reading: bool(reading.agrees), SAID, ""),
    (lambda reading: reading.each_open, SHARES, ""),
    (_asks_why_it_follows, FOLLOWED, ""),
    (_asks_for_ends, BY_TIME, ""),
    (_asks_of_a_mind, SAID, "speaker"),
    (_asks_who_became, SHIFTS, ""),
    (_compares_sides, COMPARED, ""),
)


def asked(reading: Reading) -> tuple[str, str]:
    """The query that a question so put asks for, and the parameter that its name is for; "" where nothing tells it plainly."""
    return next(((name, place) for asks, name, place in _PUT_SO if asks(reading)), ("", ""))
