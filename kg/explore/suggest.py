"""What somebody who types may mean: things by any of their names, questions that can be asked, articles by title."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kg.asking import query
from kg.explore import reading, typed
from kg.explore.snapshot import Snapshot
from kg.knowledge import fold

Row = dict[str, Any]
MOST = {"thing": 8, "question": 4, "article": 3}


def suggest(at: Snapshot, q: str, what: Sequence[str], type: Sequence[str], limit: int, lang: str) -> Row:
    """{found: [{sort: thing, key, type, label, name, n} | {sort: question, text, query} | {sort: article, id, label}]}.

    `what`: the sorts that are wanted, all without; `type`: types of things. Best first within each sort.
    """
    wanted = fold(q)
    found: list[Row] = []
    for sort, find in FINDERS.items():
        if what and sort not in what:
            continue
        hits = sorted(find(at, wanted, lang), key=lambda hit: hit[0])
        rows = [row for _, row in hits if sort != "thing" or not type or row["type"] in type]
        found += rows[: limit if what else min(limit, MOST[sort])]
    return {"found": found}


def _things(at: Snapshot, wanted: str, lang: str) -> Iterator[tuple[Any, Row]]:
    for names, thing in _near(at, wanted):
        best = min((_rank(wanted, name) for name in names), default=None) if wanted else (2, 0)
        if best is None or best[0] > 3:
            continue
        name = next((n for n in thing["names"] if _rank(wanted, fold(n)) == best), "") if wanted else ""
        label = thing["label"][lang]
        row = {"sort": "thing", "key": thing["key"], "type": thing["type"], "label": label, "n": thing["claims"]}
        yield (best[0], -thing["claims"], best[1], label), row | {"name": name if name != label else ""}


def _near(at: Snapshot, wanted: str) -> Iterable[tuple[list[str], Row]]:
    """The things that may be meant, each with its folded names: of very many those alone that have a name like it."""
    if reading.small(at):
        return at.keep("names of things", lambda: _folded(at))
    held = at.ahead
    keys, things = held["typed"]["thing keys"], held["things"]
    found = (things[keys[place]] for place in typed.places(held["typed"]["typed"], wanted))
    return [([fold(name) for name in thing["names"]], thing) for thing in found]


def _folded(at: Snapshot) -> list[tuple[list[str], Row]]:
    every = reading.things(at).values()
    return [([fold(name) for name in thing["names"]], thing) for thing in every if thing["names"][0] != "author"]


def _questions(at: Snapshot, wanted: str, lang: str) -> Iterator[tuple[Any, Row]]:
    for text, folded, name in at.keep(("questions", lang), lambda: list(_asks(lang))):
        best = _rank(wanted, folded) if wanted else (2, 0)
        if best[0] <= 3:
            yield (best[0], best[1], text), {"sort": "question", "text": text, "query": name}


def _asks(lang: str) -> Iterator[tuple[str, str, str]]:
    """The titles of the named queries, and the ways to ask them that have no place to fill."""
    for name in query.names():
        named = query.load(name)
        for text in dict.fromkeys((named.titles.get(lang, ""), *named.asks.get(lang, ()))):
            if text and not query.slots(text):
                yield text, fold(text), name


def _articles(at: Snapshot, wanted: str, lang: str) -> Iterator[tuple[Any, Row]]:
    if wanted:
        for row, named in at.keep("titles", lambda: _titles(at)):
            title, best = row["title"] or row["file"], _rank(wanted, named)
            if best[0] <= 3:
                yield (best, title), {"sort": "article", "id": row["id"], "label": title, "date": row["date"]}


def _titles(at: Snapshot) -> list[tuple[Row, str]]:
    return [(row, fold(row["title"] or row["file"])) for row in reading.articles(at).values()]


def _rank(wanted: str, name: str) -> tuple[int, int]:
    """How well a name fits what was typed: the same, begins so, a word in it does, has it; 9 for not at all."""
    if name == wanted:
        return 0, len(name)
    place = name.find(wanted)
    return (9 if place < 0 else 1 if place == 0 else 3, len(name))


FINDERS = {"thing": _things, "question": _questions, "article": _articles}
