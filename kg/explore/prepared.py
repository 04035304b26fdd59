"""A large corpus read ahead by a process of its own: its articles, things and columns in one file that workers load.

What a small corpus has is read by each worker in a second; of a hundred thousand articles that would take longer than a
request may. The file is written once for each snapshot beside the store, and is as disposable as the store itself.
"""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from kg.asking import query
from kg.errors import StoreError
from kg.explore import columns as columns_of
from kg.explore import deciding, disputes, links, listing, reading, shelf, typed
from kg.explore.columns import Columns
from kg.explore.links import Links
from kg.explore.shelf import Listed, Places, Records
from kg.explore.snapshot import Snapshot
from kg.listing import derived
from kg.rdf.graph import PREFIXES, key_of
from kg.rdf.labels import foreign
from kg.store import Store
from kg.workers import confine

if TYPE_CHECKING:
    import numpy as np

Row = dict[str, Any]
FOLDER = "explorer"
FORM = 6  # of the file: one in another form is not read
ARRAYS = (
    "kind", "article", "origin", "subject", "object", "speaker", "since", "until", "sure", "denied", "modal", "finder", "said", "time",
    "link_claim", "link_from", "link_to", "link_against", "weight", "sort", "spoken", "day",
)  # fmt: skip
LINKS = tuple(Links.__dataclass_fields__)
SHORT = ("kinds", "sorts", "sayings")  # lists that are read at once
NAMES = 12  # names of a thing that are kept


def file_of(store: Path, mark: tuple[int, int]) -> Path:
    """Where what was read ahead of this snapshot stands; `mark` as `kg.store.newest` gives it."""
    return store / FOLDER / f"{mark[0]}-{mark[1]}-{FORM}.columns"


def standing(file: Path) -> Path | None:
    """The file of this snapshot, else of an earlier one that is shown until it is there; None where there is neither."""
    if file.exists():
        return file
    earlier = [one for one in file.parent.glob(f"*-{FORM}.columns") if one.stat().st_size]
    return max(earlier, key=lambda one: one.stat().st_mtime_ns, default=None)


def write(at: Snapshot, file: Path) -> None:
    """Read everything and write the file, in one step for whoever looks; older files go.

    One thing after another: of what was read, only what the file has of it is held beside what is read next.
    """
    waiting = deciding.columns_of(at)
    articles, arrays, lists = _articles(at)
    confine.give_back()
    held = columns_of.read(at.store, articles)
    things = list(_things(at, held))
    arrays |= {name: getattr(held, name) for name in ARRAYS} | {"order": cast(Places, held.place).order}
    names, arrays["named"] = typed.called(things)
    arrays |= counted(held, disputes.contested(at))
    lists |= {name: getattr(held, name) for name in ("ids", "nodes", *SHORT)} | {
        "names": names, "thing keys": [row["key"] for row in things], "thing rows": map(_text, things),
        **typed.index(things), **waiting,
    }  # fmt: skip
    file.parent.mkdir(exist_ok=True)
    shelf.write(file, arrays, lists)
    for old in file.parent.iterdir():
        if old != file:
            with contextlib.suppress(OSError):
                old.unlink()


def _articles(at: Snapshot) -> tuple[list[Row], dict[str, np.ndarray], dict[str, Iterable[str]]]:
    """What columns are made with of each article, and the arrays and lists of texts that the file has of all."""
    articles = query.articles(at.store)
    arrays, listed = listing.columns(articles)
    known = sorted(articles, key=lambda row: str(row["id"]))
    lists: dict[str, Iterable[str]] = {
        "articles": [row["id"] for row in articles], "article keys": [row["id"] for row in known],
        "article rows": shelf.Growing(map(_text, known)).texts(), **listed,
    }  # fmt: skip
    return [{name: row[name] for name in ("id", "date", "lang")} for row in articles], arrays, lists


def counted(held: Columns, fought: Collection[str]) -> dict[str, np.ndarray]:
    """The arrays of all links without any filter, and of the claims that are contested (`fought`: their ids)."""
    import numpy as np

    contested = links.marked(held, fought)
    every = links.count(held, contested, np.ones(len(held.ids), dtype=bool), 1)
    return {"contested": contested} | {f"every {name}": getattr(every, name) for name in LINKS}


def _text(row: Row) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def snapshot(store: Store, file: Path | None = None) -> Snapshot:
    """A snapshot that has of a large corpus what the file has: its `ahead` is what `_load` gives."""
    return Snapshot(store, file, _load)


def late(at: Snapshot) -> bool:
    """Whether an earlier snapshot's file is shown while that of this one is there by now."""
    shown: Path | None = at.ahead["file"] if at.has("ahead") else None
    return shown is not None and at.file is not None and shown != at.file and at.file.exists()


def _load(at: Snapshot) -> Mapping[str, Any]:
    """{columns, links, contested, listing, articles, things, called, typed, file} out of the file.

    `typed` has all of its lists of texts. Raises StoreError while there is none.
    """
    try:
        found = standing(at.file) if at.file else None
        if found is None:
            raise FileNotFoundError
        arrays, lists = shelf.read(found)
        places = Places(lists["ids"], arrays["order"])
        articles = Records(lists["article keys"], lists["article rows"])
        fields: dict[str, Any] = {name: list(lists[name]) for name in SHORT}
        fields |= {name: arrays[name] for name in ARRAYS}
        held = Columns(
            ids=lists["ids"], nodes=lists["nodes"], articles=Listed(lists["articles"], articles),
            number=Places(lists["nodes"]), place=places, **fields,
        )  # fmt: skip
        things = Records(lists["thing keys"], lists["thing rows"])
        known = typed.Called(lists["names"], arrays["named"], lists["thing keys"], things)
        return {
            "columns": held, "articles": articles, "things": things, "called": known, "typed": lists, "file": found,
            "links": Links(*(arrays[f"every {name}"] for name in LINKS)), "contested": arrays["contested"],
            "listing": listing.of(arrays, lists),
        }  # fmt: skip
    except (OSError, ValueError, KeyError):
        if derived.outdated(at.store):
            what = "the network of this large corpus can not be prepared: what is counted ahead is of another version"
            raise StoreError(what, "", "bring it up to date: kg build") from None
        todo = "ask again in a minute"
        raise StoreError("the network of this large corpus is being prepared", "", todo) from None


def _things(at: Snapshot, held: Columns) -> Iterator[Row]:
    """The things as `reading.things` has them, labelled by the names that most articles put first."""
    labels: dict[str, Counter[str]] = {}
    others: dict[str, dict[str, None]] = {}
    preferred = "SELECT ?e ?n (COUNT(*) AS ?m) WHERE { GRAPH ?g { ?e skos:prefLabel ?n } } GROUP BY ?e ?n"
    for node, name, times in at.store.select(PREFIXES + preferred).rows:
        key = key_of(node)
        labels.setdefault(key, Counter())[name] += times
        if other := foreign(key, name):
            others.setdefault(key, {})[other] = None
    also = "SELECT DISTINCT ?e ?n WHERE { GRAPH ?g { ?e skos:altLabel ?n } }"
    for node, name in at.store.select(PREFIXES + also).rows:
        others.setdefault(key_of(node), {})[name] = None
    for key, found in sorted(labels.items()):
        first_ones = [name for name, _ in sorted(found.items(), key=lambda item: (-item[1], item[0]))]
        names_of = list(dict.fromkeys((*first_ones, *sorted(others.get(key, ())))))[:NAMES]
        place = held.number.get(key)
        yield {
            "key": key, "type": columns_of.node_type(key), "names": names_of, "parent": "", "wikidata": "",
            "articles": sum(found.values()), "claims": int(held.weight[place]) if place is not None else 0,
            "label": reading.labels(names_of, {}),
        }  # fmt: skip
