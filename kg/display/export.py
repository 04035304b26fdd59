"""The whole graph → a file, its form chosen by the ending; the same graph gives the same bytes."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg import files
from kg.asking import query
from kg.display import tables
from kg.errors import ReadError, UsageError
from kg.rdf.graph import NAMESPACES
from kg.store import Store

if TYPE_CHECKING:
    from rdflib import Dataset


def export(store: Store, path: Path) -> None:
    """Write the graph to `path`. Raises UsageError for an ending that is none of EXPORTS, ReadError where nothing can be written."""
    endings = sorted(EXPORTS, key=len, reverse=True)  # .aif.ttl before .ttl
    write = next((EXPORTS[ending] for ending in endings if path.name.lower().endswith(ending)), None)
    if write is None:
        raise UsageError(f"unknown ending {path.suffix!r}", str(path), f"use one of: {', '.join(EXPORTS)}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # rdflib 7 warns of its own use of old names
            files.write(path, write(store))
    except OSError as error:
        raise ReadError(error.strerror or "can not be written", str(path), "make room, or choose another file with -o") from None


def _nquads(store: Store) -> Iterator[str]:
    return (f"{line}\n" for line in store.dump_nquads())


def _dataset(store: Store) -> Dataset:
    from rdflib import Dataset

    dataset = Dataset()
    dataset.parse(data="".join(_nquads(store)), format="nquads")
    for prefix, address in NAMESPACES.items():
        dataset.bind(prefix, address)
    return dataset


def _trig(store: Store) -> Iterator[str]:
    yield _dataset(store).serialize(format="trig")


def _turtle(store: Store) -> Iterator[str]:
    """Turtle has no named graphs: every claim still names its article."""
    from rdflib import Graph

    merged = Graph()
    for prefix, address in NAMESPACES.items():
        merged.bind(prefix, address)
    for subject, predicate, value, _ in _dataset(store).quads((None, None, None, None)):
        merged.add((subject, predicate, value))
    yield merged.serialize(format="turtle")


def _jsonld(store: Store) -> Iterator[str]:
    graphs = json.loads(_dataset(store).serialize(format="json-ld"))
    yield json.dumps(_ordered(graphs), ensure_ascii=False, indent=1) + "\n"


def _ordered(value: Any) -> Any:
    """Lists in JSON-LD are sets: in the order of their own text they are the same on every run."""
    if isinstance(value, dict):
        return {key: _ordered(part) for key, part in sorted(value.items())}
    if isinstance(value, list):
        return sorted((_ordered(part) for part in value), key=lambda part: json.dumps(part, sort_keys=True))
    return value


def _graphml(store: Store) -> Iterator[str]:
    import networkx as nx

    from kg.networks import network

    graph = network.plain(network.build(tables.with_sources(query.claims(store), query.articles(store))))
    yield "\n".join(nx.generate_graphml(graph)) + "\n"


def _csv(store: Store) -> Iterator[str]:
    rows = tables.with_sources(query.claims(store), query.articles(store))
    yield tables.as_csv(tables.rows_table(rows, tables.CLAIM_COLUMNS))


def _parquet(store: Store) -> Iterator[bytes]:
    from kg.display import parquet

    yield parquet.write(tables.with_sources(query.claims(store), query.articles(store)))


def _aif(store: Store) -> Iterator[str]:
    """The debate as AIF in Turtle."""
    from rdflib import Graph

    from kg.debating import argumentation, debate

    graph = Graph()
    for prefix, address in debate.prefixes().items():
        graph.bind(prefix, address)
    graph.parse(data="".join(f"{line}\n" for line in debate.aif(argumentation.read_net(store))), format="nt")
    yield graph.serialize(format="turtle")


def _argdown(store: Store) -> Iterator[str]:
    """The debate as Argdown."""
    from kg.debating import argumentation, debate

    return (f"{line}\n" for line in debate.argdown(argumentation.read_net(store)))


EXPORTS: Mapping[str, Callable[[Store], Iterator[str] | Iterator[bytes]]] = {
    ".nq": _nquads, ".trig": _trig, ".ttl": _turtle, ".jsonld": _jsonld, ".graphml": _graphml, ".csv": _csv,
    ".parquet": _parquet, ".aif.ttl": _aif, ".argdown": _argdown,
}  # fmt: skip
