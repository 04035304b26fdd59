"""Terms in and out: plain Python values of the store library's terms, terms from N-Triples text, short messages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from kg.errors import QueryError, StoreError
from kg.rdf.graph import CHANGED


def short(error: Exception) -> str:
    """The library's message without the list of every token that it would have taken."""
    return str(error).split(": expected one of")[0][:200]


def triple_of(line: str, graph: str, where: str) -> str:
    end = f" {graph} ."
    if not line.endswith(end):
        raise StoreError(f"a quad of another graph: {line[:80]}", where, "an article's quads stand in its graph")
    return line.removesuffix(end)


def taken_over(lines: Iterable[str], gone: Iterable[tuple[str, ...]], most: int = 0) -> Iterator[str]:
    """Updates by which lines of derived graphs take the place of what these subjects have: (graph, subject).

    A third term of one that goes is the predicate and object which alone go. `most`: lines in one update, 0 for all.
    The last one says that no article waits.
    """
    for graph, subject, *only in gone:
        triple = f"GRAPH {graph} {{ {subject} {only[0] if only else '?p ?o'} }}"
        yield f"DELETE {'DATA' if only else 'WHERE'} {{ {triple} }}"
    waiting = list(lines)
    for at in range(0, len(waiting), most or len(waiting) or 1):
        bodies: dict[str, list[str]] = {}
        for line in waiting[at : at + most] if most else waiting:
            triple, _, graph = line.removesuffix(" .").rpartition(" ")
            bodies.setdefault(graph, []).append(f"{triple} .")
        parts = (f"GRAPH {graph} {{ {' '.join(triples)} }}" for graph, triples in bodies.items())
        yield f"INSERT DATA {{ {' '.join(parts)} }}"
    yield f"DROP SILENT GRAPH {CHANGED}"


def term_of(text: str) -> Any:
    """A term of the library from its N-Triples text."""
    from pyoxigraph import RdfFormat, parse

    try:
        (triple,) = parse(f"<x:> <x:> {text} .", RdfFormat.N_TRIPLES)
    except (SyntaxError, ValueError):
        raise QueryError(f"not an RDF term: {text[:80]}") from None
    return triple.object


_NUMBERS: dict[str, Callable[[str], Any]] = {
    "integer": int,
    "decimal": float,
    "double": float,
    "float": float,
    "int": int,
    "long": int,
    "boolean": lambda text: text in ("true", "1"),
}


def plain(term: Any) -> Any:
    """A Python value of a term: text, or the number or truth value of a typed literal, None where nothing is bound."""
    if term is None:
        return None
    value: str | None = getattr(term, "value", None)
    if value is None:  # a quoted triple, as SPARQL 1.2 has it
        return str(term)
    datatype = getattr(term, "datatype", None)
    make = _NUMBERS.get(datatype.value.rpartition("#")[2]) if datatype is not None else None
    try:
        return make(value) if make else value
    except ValueError:
        return value


def computed(sparql: str) -> list[dict[str, Any]]:
    """The rows of a SELECT query over nothing but what stands in its own text, as plain values."""
    from pyoxigraph import Store

    found: Any = Store().query(sparql)
    names = [variable.value for variable in found.variables]
    return [{name: plain(solution[name]) for name in names} for solution in found]


_WIDE = re.compile(rb'"(-?\d{10,19})"\^\^<http://www\.w3\.org/2001/XMLSchema#decimal>')


def as_held(triples: bytes, graph: str) -> Iterator[str]:
    """N-Triples as N-Quads lines of a graph, every literal in the form that the embedded store would give it.

    Virtuoso makes decimals of integers beyond 32 bits; a whole number of that size is always an integer here
    (kg/rdf/graph.py). Raises SyntaxError for what can not be read.
    """
    from pyoxigraph import NamedNode, RdfFormat, Store

    held = Store()
    held.load(_WIDE.sub(_whole, triples), RdfFormat.N_TRIPLES, to_graph=NamedNode(graph))
    return (f"{quad} ." for quad in held)


_TRUTH = {f'"{digit}"^^<http://www.w3.org/2001/XMLSchema#boolean>': f'"{word}"^^<http://www.w3.org/2001/XMLSchema#boolean>'
          for digit, word in (("1", "true"), ("0", "false"))}  # fmt: skip


def held(term: str) -> str:
    """A term of an answer in the form that the embedded store would give it: Virtuoso has digits for what is true."""
    return _TRUTH.get(term, term)


def _whole(found: re.Match[bytes]) -> bytes:
    number = int(found.group(1))
    return found.group(0).replace(b"#decimal", b"#integer") if 2**31 <= abs(number) < 2**63 else found.group(0)
