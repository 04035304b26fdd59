"""A large corpus read ahead by a process of its own: its articles, things and columns in one file that workers load.

What a small corpus has is read by each worker in a second; of a hundred thousand articles that would take longer than a
request may. The file is written once for each snapshot beside the store, and is as disposable as the store itself.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from kg import query
from kg.errors import StoreError
from kg.explore import columns as columns_of
from kg.explore import reading
from kg.explore.columns import BATCH, Columns
from kg.explore.snapshot import Snapshot
from kg.graph import PREFIXES, article_iri, foreign, iri, key_of

Row = dict[str, Any]
FOLDER = "explorer"
FORM = 2  # of the file: one in another form is not read
LISTS = ("ids", "kinds", "nodes")
ARRAYS = (
    "kind", "article", "origin", "subject", "object", "speaker", "since", "until", "sure", "denied", "finder",
    "link_claim", "link_from", "link_to", "link_against", "weight",
)  # fmt: skip
NAMES = 12  # names of a thing that are kept
_PREFERRED = "http://www.w3.org/2004/02/skos/core#prefLabel"


def file_of(store: Path, mark: tuple[int, int]) -> Path:
    """Where what was read ahead of this snapshot stands; `mark` as `kg.store.newest` gives it."""
    return store / FOLDER / f"{mark[0]}-{mark[1]}-{FORM}.npz"


def write(at: Snapshot, file: Path) -> None:
    """Read everything and write the file, in one step for whoever looks; older files go."""
    import numpy as np

    articles = query.articles(at.store)
    held = columns_of.read(at.store, articles)
    things = list(_things(at, [row["id"] for row in articles], held))
    words = {name: getattr(held, name) for name in LISTS} | {"articles": articles, "things": things}
    text = np.frombuffer(json.dumps(words, ensure_ascii=False).encode("utf-8", "replace"), dtype=np.uint8)
    file.parent.mkdir(exist_ok=True)
    fresh = file.with_suffix(f".{os.getpid()}.npz")
    np.savez(fresh, words=text, **{name: getattr(held, name) for name in ARRAYS})
    os.replace(fresh, file)
    for old in file.parent.glob("*.npz"):
        if old != file:
            with contextlib.suppress(OSError):
                old.unlink()


def load(at: Snapshot) -> Mapping[str, Any]:
    """{columns, articles, things} out of the file. Raises StoreError while there is none."""
    return at.keep("prepared", lambda: _load(at.file))


def _load(file: Path | None) -> Mapping[str, Any]:
    import numpy as np

    try:
        if file is None:
            raise FileNotFoundError
        with np.load(file, allow_pickle=False) as found:
            words = json.loads(found["words"].tobytes())
            arrays = {name: found[name] for name in ARRAYS}
    except (OSError, ValueError, KeyError):
        todo = "ask again in a minute"
        raise StoreError("the network of this large corpus is being prepared", "", todo) from None
    number = {node: i for i, node in enumerate(words["nodes"])}
    held = Columns(**{name: words[name] for name in LISTS}, articles=words["articles"], number=number, **arrays)
    return {
        "columns": held,
        "articles": {row["id"]: row for row in words["articles"]},
        "things": {row["key"]: row for row in words["things"]},
    }


def _things(at: Snapshot, articles: Sequence[str], held: Columns) -> Iterator[Row]:
    """The things as `reading.things` has them, labelled by the names that most articles put first."""
    labels: dict[str, Counter[str]] = {}
    others: dict[str, dict[str, None]] = {}
    for first in range(0, len(articles), BATCH):
        graphs = " ".join(iri(article_iri(one)) for one in articles[first : first + BATCH])
        names = "VALUES ?p { skos:prefLabel skos:altLabel } ?e ?p ?n"
        asked = f"{PREFIXES}SELECT ?e ?p ?n (COUNT(*) AS ?m) WHERE {{ VALUES ?g {{ {graphs} }} GRAPH ?g {{ {names} }} }} GROUP BY ?e ?p ?n"
        for node, predicate, name, times in at.store.select(asked).rows:
            key = key_of(node)
            if predicate == _PREFERRED:
                labels.setdefault(key, Counter())[name] += times
                if other := foreign(key, name):
                    others.setdefault(key, {})[other] = None
            else:
                others.setdefault(key, {})[name] = None
    for key, found in sorted(labels.items()):
        first_ones = [name for name, _ in sorted(found.items(), key=lambda item: (-item[1], item[0]))]
        names_of = list(dict.fromkeys((*first_ones, *sorted(others.get(key, ())))))[:NAMES]
        place = held.number.get(key)
        yield {
            "key": key, "type": columns_of.node_type(key), "names": names_of, "parent": "", "wikidata": "",
            "articles": sum(found.values()), "claims": int(held.weight[place]) if place is not None else 0,
            "label": reading.labels(names_of, {}),
        }  # fmt: skip
