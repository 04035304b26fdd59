"""What of a question its answer does not look at: told beside the rows, for no condition is passed over in silence."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from kg.asking.common import GROUPS
from kg.asking.countries import tells_home
from kg.asking.fitting import SAYS, TIMES
from kg.asking.intent import FOLDER
from kg.asking.query import NamedQuery
from kg.asking.question import Reading
from kg.asking.sided import asks_for_one
from kg.asking.wordlist import SECTIONS
from kg.softmax import read_weights

COURSES = ("concept:course", "concept:status")  # types of parameters that a side of the debate fills
ASPECTS = (SAYS, "thing")  # columns beside that of aspects in which one is looked for
UNCHANGING = ("licenses",)  # queries whose rows do not tell that something changed
TOPICLESS = ("articles",)  # queries that can be asked about a thing alone
TOPICS = {"prices": {"aspects", "metrics"}, "benchmarks": {"aspects"}, "figures": {"aspects"}, "licenses": {"aspects", "metrics"}, "vendors": {"metrics"}}  # words of these say what such a query is about


def passed_over(reading: Reading, named: NamedQuery, phrasing: Reading, params: Mapping[str, str], left: Collection[str]) -> tuple[str, ...]:
    """The words of a question that its call and the choice of its rows (`left`: columns) leave aside, as they stand in it."""
    types = {param.type for param in named.params if param.name in params}
    used = {section for section, kind in SECTIONS.items() if f"concept:{kind}" in types or kind in left} | TOPICS.get(named.name, set())
    used |= {"aspects"} if {*ASPECTS} & {*left} else set()
    if asks_for_one(named, reading) or types & {*COURSES} or _in_phrasing(named, phrasing) or reading.move or {"thing", "other"} <= params.keys() or params.get("thing") in GROUPS.values():
        used.add("sides")
    used |= set() if named.name in UNCHANGING else {"moves"}
    used |= {"countries"} if tells_home(named.columns) else set()
    used |= set() if named.name in TOPICLESS and not params else {"topics"}
    used |= {""} if reading.agrees else set()
    found = [words for section, words in reading.heard if section not in used and not _is_wording(section, words, phrasing)]
    times = () if {*TIMES} & {*left} else _times(reading, named)
    bound = reading.threshold if reading.threshold and "number" not in types else None
    return tuple(dict.fromkeys([*found, *times, *((bound.words,) if bound else ())]))


def _in_phrasing(named: NamedQuery, phrasing: Reading) -> bool:
    """Whether all rows of a query are of the sides that its phrasing tells: not where a parameter takes one, and no column tells it."""
    open_place = any(param.name == "side" for param in named.params) and "side" not in named.columns
    return bool(phrasing.move or phrasing.sides and not open_place)


def _is_wording(section: str, words: str, phrasing: Reading) -> bool:
    """Whether a word that means nothing to us is but a way of asking: one of the phrasing, or of questions that were learned from."""
    if section:
        return False
    word = words.casefold()
    return word in phrasing.unknown or word in _known() or any(word[at : at + 2] in _known() for at in range(len(word) - 1) if not word.isascii())


def _known() -> Collection[str]:
    return read_weights(FOLDER / "query.tsv").rows


def _times(reading: Reading, named: NamedQuery) -> Iterator[str]:
    """The time that is asked for, where a query has no place for it."""
    if (reading.since or reading.until) and not any(param.type == "date" for param in named.params):
        yield "–".join(dict.fromkeys(filter(None, (reading.since, reading.until))))
