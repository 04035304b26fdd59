"""The articles as columns: facets, orders and names of all of them, so that a page of the list costs what the page costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from kg.explore import reading
from kg.explore.shelf import Texts, packed
from kg.explore.snapshot import Snapshot
from kg.knowledge import fold

if TYPE_CHECKING:
    import numpy as np

Row = dict[str, Any]
FACETS = ("lang", "year", "publisher", "author", "site")  # what articles are told apart by
ORDERS = ("newest", "oldest", "claims", "title")


@dataclass(frozen=True, slots=True)
class Listing:
    """All articles, one number for each in every column. `ids` stand by date, as `reading.articles` has them.

    `values`: facet → its values, sorted; `codes`: facet → the place of each article's value in these; `orders`: the
    places of all articles in each of ORDERS; `named`: what the words of a reader are looked for in, for each article.
    """

    ids: Sequence[str]
    values: Mapping[str, Sequence[str]]
    codes: Mapping[str, np.ndarray]
    orders: Mapping[str, np.ndarray]
    named: Texts

    def __len__(self) -> int:
        return len(self.ids)

    def having(self, words: str) -> np.ndarray:
        """For each article whether these (folded) words stand in its names."""
        import numpy as np

        found = np.zeros(len(self), dtype=bool)
        sought, at = words.encode("utf-8", "replace"), 0
        while sought and (at := self.named.find(sought, at)) >= 0:
            place = int(np.searchsorted(self.named.ends, at, side="right"))
            end = int(self.named.ends[place])
            if at + len(sought) <= end:  # else it goes over into the next one's names
                found[place] = True
                at = end
            else:
                at += 1
        return found if sought else ~found

    def chosen(self, given: Mapping[str, str]) -> np.ndarray:
        """For each article whether it has these values: facet → value."""
        import numpy as np

        keep = np.ones(len(self), dtype=bool)
        for facet, value in given.items():
            keep &= self.codes[facet] == _place(self.values[facet], value)
        return keep


def listing(at: Snapshot) -> Listing:
    """The articles of this snapshot; of a large corpus out of what was read ahead."""
    if not reading.small(at):
        found: Listing = at.ahead["listing"]
        return found
    return at.keep("listing", lambda: _read(list(reading.articles(at).values())))


def faceted(row: Mapping[str, Any]) -> Row:
    """An article's row with its `year` and the `site` that it is from; without a title it is called by its file."""
    site = urlsplit(row["source"]).hostname or "" if row["source"].startswith(("http:", "https:")) else ""
    return {**row, "title": row["title"] or row["file"], "year": row["date"][:4], "site": site}


def _read(rows: Sequence[Row]) -> Listing:
    arrays, lists = columns(rows)
    return of(arrays, {name: Texts(*packed(texts)) for name, texts in lists.items()})


def columns(rows: Iterable[Row]) -> tuple[dict[str, np.ndarray], dict[str, list[str]]]:
    """The arrays and the lists of texts that `of` makes a listing of."""
    import numpy as np

    told = [faceted(row) for row in rows]
    arrays: dict[str, np.ndarray] = {}
    lists = {"listed": [row["id"] for row in told], "listed names": [_names(row) for row in told]}
    for facet in FACETS:
        values = sorted({row[facet] for row in told})
        place = {value: i for i, value in enumerate(values)}
        lists[f"listed {facet}"] = values
        arrays[f"listed {facet}"] = np.array([place[row[facet]] for row in told], dtype=np.int32)
    for order in ORDERS:
        arrays[f"by {order}"] = np.array(_ordered(told, order), dtype=np.int32)
    return arrays, lists


def of(arrays: Mapping[str, np.ndarray], lists: Mapping[str, Texts]) -> Listing:
    """The listing out of `columns`."""
    return Listing(
        lists["listed"], {facet: lists[f"listed {facet}"] for facet in FACETS},
        {facet: arrays[f"listed {facet}"] for facet in FACETS}, {order: arrays[f"by {order}"] for order in ORDERS},
        lists["listed names"],
    )  # fmt: skip


def _names(row: Row) -> str:
    """What a reader's words are looked for in; a line for each, so that nothing is found across two of them."""
    return "\n".join(fold(row[field]) for field in ("title", "file", "author", "publisher"))


def _ordered(rows: Sequence[Row], order: str) -> list[int]:
    """The places of the rows in this order; without a date the last where dates count."""
    every = range(len(rows))
    if order == "claims":
        return sorted(every, key=lambda i: (-rows[i]["claims"], rows[i]["date"], rows[i]["id"]))
    if order == "title":
        return sorted(every, key=lambda i: (rows[i]["title"].casefold(), rows[i]["id"]))
    dated = [i for i in every if rows[i]["date"]]
    dated.sort(key=lambda i: (rows[i]["date"], rows[i]["id"]), reverse=order != "oldest")
    return dated + [i for i in every if not rows[i]["date"]]


def _place(values: Sequence[str], value: str) -> int:
    """The place of a value in its sorted list, -1 where it is not in it."""
    from bisect import bisect_left

    at = bisect_left(values, value)
    return at if at < len(values) and values[at] == value else -1
