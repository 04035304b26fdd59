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
ARGUED = "arguments"  # what is said for and against a side
WEIGHED = "argument-map"  # how much is said for and against a side, by how many
REBUTTED = "trace-argument"  # what hangs on an argument, and what is said against it
YEARLY = "yearly-openness"  # how many models of a side came out each year
VIEWS = frozenset({"argument", "says", "stance", "model", "who"})  # concepts beside which a question still asks for views


def _asks_why_it_follows(reading: Reading) -> bool:
    """Whether a question asks for the reasons of a vendor's course ("why is Acme open"), and tells of no change."""
    steady = reading.whys and "move" not in reading.concepts and not reading.turned and len(reading.sides) == 1
    return bool(steady) and [kind for _, kind in reading.names] == ["Organization"]


def _asks_for_ends(reading: Reading) -> bool:
    """Whether a question is for the newest or oldest of one side, and says no more: "oldest open models"."""
    more = reading.concepts - {"model", "release"} or reading.unknown or reading.values or reading.names or reading.move or reading.polarity
    return bool(reading.recent) and len(reading.sides) == 1 and not more


def _asks_of_a_mind(reading: Reading) -> bool:
    """Whether a question is about a person's change of mind: a person follows no course, what they said by and by tells it."""
    return [kind for _, kind in reading.names] == ["Person"] and "move" in reading.concepts


def _asks_for_the_share(reading: Reading) -> bool:
    """Whether a question asks how the share of a side changed ("how has the share of open models changed"), and of no vendor."""
    return {"move", "proportion"} <= reading.concepts and len(reading.sides) == 1 and not reading.names


def _asks_who_became(reading: Reading) -> bool:
    """Whether a question asks who became more open than they were, and not how open each is."""
    return _asks_for_the_share(reading) and "who" in reading.concepts


def _asks_for_the_year(reading: Reading) -> bool:
    """Whether a question asks for the year with the most, or the fewest, models of a side."""
    more = reading.concepts - {"when", "model", "release", "count", "move"} or reading.names or reading.unknown or reading.negated
    return bool(reading.order) and "when" in reading.concepts and len(reading.sides) == 1 and not more


def _asks_for_rebuttals(reading: Reading) -> bool:
    """Whether a question asks which arguments are rebutted, or by what."""
    strange = [word for word in reading.unknown if word not in reading.rebutted]
    return bool(reading.rebutted) and not (strange or reading.names or reading.negated or "map" in reading.concepts)


def _asks_for_the_weightiest(reading: Reading) -> bool:
    """Whether a question asks which arguments most sources have, or several: one wording of an argument seldom has two."""
    several = reading.order > 0 or "independent" in reading.concepts
    return several and "argument" in reading.concepts and not (reading.concepts - VIEWS - {"independent"} or reading.names or reading.negated or reading.unknown)


def _asks_for_the_open(reading: Reading) -> bool:
    """Whether a question asks which vendors are on a side, and says no more: "which European companies are open"."""
    more = reading.concepts - {"who"} or reading.unknown or reading.values or reading.names or reading.move or reading.polarity or reading.negated
    return "who" in reading.concepts and len(reading.sides) == 1 and MIXED not in reading.sides and not more and bool(reading.countries)


def _asks_for_views(reading: Reading) -> bool:
    """Whether a question asks for nothing but what is thought of a side: why, by its critics or friends, or in one respect.

    "Who thinks so" asks for those who do.
    """
    other = reading.concepts - VIEWS or reading.names or reading.move or reading.negated or reading.asks_who or reading.unknown
    if other or {*reading.values} - {"aspects"} or len(reading.sides) > 1 or MIXED in reading.sides:
        return False
    side, aspects = bool(reading.sides), bool(reading.values.get("aspects"))
    group = reading.polarity in ("plus", "minus") and "says" in reading.concepts
    return side and (bool(reading.whys) or group or aspects) or aspects and reading.asks_what and bool({"says", "stance"} & reading.concepts)


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
    (_asks_for_the_share, YEARLY, ""),
    (_asks_for_the_year, YEARLY, ""),
    (_asks_for_rebuttals, REBUTTED, ""),
    (_asks_for_the_weightiest, WEIGHED, ""),
    (_asks_for_the_open, BY_TIME, ""),
    (_asks_for_views, ARGUED, ""),
    (_compares_sides, COMPARED, ""),
)


def asked(reading: Reading) -> tuple[str, str]:
    """The query that a question so put asks for, and the parameter that its name is for; "" where nothing tells it plainly."""
    return next(((name, place) for asks, name, place in _PUT_SO if asks(reading)), ("", ""))
