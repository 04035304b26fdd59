"""The graph on another server, through SPARQL 1.1 Query, Update and Graph Store protocols; no server's own extension.

Beside the articles' graphs stands one of our own, the ledger: a digest of what each article brought, and a mark that
every writer changes with each of its updates. By them this machine knows which parts of its indexes (kg/store/sidecar)
are no longer true when other machines write to the same server.
"""

from __future__ import annotations

import hashlib
import json
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from kg.errors import BusyStore, KgError, QueryError, StoreError
from kg.fulltext.index import LATEST, Index
from kg.model import Table
from kg.rdf.graph import (
    BASE,
    CHANGED,
    PREFIXES,
    article_id,
    article_iri,
    changed_triple,
    iri,
    is_article,
    is_derived,
    literal,
    name,
)
from kg.reuse import copies
from kg.store.answers import Answers
from kg.store.contract import Source
from kg.store.form import form, opening
from kg.store.sidecar import Journal, Sidecar
from kg.store.terms import as_held, held, plain, short, taken_over, term_of, triple_of
from kg.store.wire import RESULTS, TRIPLES, Dataset, Wire

LEDGER = iri(f"{BASE}derived/ledger")
_DIGEST, _MARK = name("kg:digest"), name("kg:mark")
MARKS = f"SELECT ?w ?m WHERE {{ GRAPH {LEDGER} {{ ?w {_MARK} ?m }} }}"
_PORTION = 500  # lines of one update for servers that take no long ones
_TOGETHER = 20_000  # lines sent in one update where many articles are loaded
_AT = 1  # there are no snapshots: what is written is seen at once


_WIRES: dict[str, Wire] = {}
_TURN = threading.Lock()


def standing(address: str) -> tuple[int, int]:
    """What tells this state of a server's graph from others: a number made of all writers' marks. Zeros where it does
    not answer.
    """
    try:
        with _TURN:
            wire = _WIRES.get(address) or _WIRES.setdefault(address, Wire(address))
            found = json.loads(wire.query(MARKS, RESULTS))["results"]["bindings"]
    except (KgError, ValueError, KeyError, TypeError):
        return 0, 0
    marks = sorted((row["w"]["value"], row["m"]["value"]) for row in found)
    return int(hashlib.sha256(json.dumps(marks).encode()).hexdigest()[:12], 16) or 1, 1


class SPARQLStore(Answers):
    """A store behind an address. One process of this machine writes; each article's change is one update.

    There are no snapshots: what is written is seen. What was there before is kept in a journal until it is published,
    so that a writer that fails or dies can be taken back.

    Raises StoreError where the server can not be reached, or another process of this machine writes.
    """

    def __init__(self, address: str, read_only: bool = False, tag: str = "") -> None:
        self.read_only = read_only
        self.most = 0  # bytes of an answer; 0 for any number
        self.home: Path | None = None  # where the notes of its corpus lie
        self.resumed = False
        self._tag = tag
        self._wire = Wire(address)
        self._given = address  # with the name and password that may stand in it
        self.address = self._wire.address
        self._beside = Sidecar(self.address)
        self._journal = Journal(self._beside.path / "journal.jsonl")
        if not read_only:
            if not self._beside.hold():
                raise BusyStore("another process writes to this store", self.address, "wait for it or end it")
            try:
                self._settle()
                if self._journal.begun:
                    self.resumed = self._journal.tag() == tag != ""
                    if not self.resumed:
                        self._roll_back()
            except BaseException:
                self._beside.close()
                raise

    # --- writing ---

    def replace(self, article: str, quads: Iterable[str]) -> None:
        self._change({article: list(quads)})

    def remove(self, article: str) -> None:
        self._change({article: None})

    def load_many(self, articles: Iterable[tuple[str, Iterable[str]]]) -> int:
        batch: dict[str, list[str] | None] = {}
        waiting = count = 0
        for article, quads in articles:
            lines = list(quads)
            if waiting + len(lines) > _TOGETHER and batch:
                self._change(batch)
                batch, waiting = {}, 0
            batch[article] = lines
            waiting += len(lines)
            count += 1
        if batch:
            self._change(batch)
        return count

    def _change(self, graphs: Mapping[str, list[str] | None], keep: bool = True) -> None:
        """Give these articles these lines for a graph, or none, and tell the ledger, in one update.

        With `keep`, what they had goes into the journal first.
        """
        self._refuse_reading()
        triples = {
            article: [triple_of(line, iri(article_iri(article)), self.address) for line in lines]
            for article, lines in graphs.items() if lines is not None
        }  # fmt: skip
        digests = {article: _digest(lines) for article, lines in graphs.items() if lines is not None}
        mark = uuid.uuid4().hex[:16]
        if keep:
            self._journal.keep({one: list(self._lines(one)) if self.has(one) else None for one in graphs}, self._tag)
        self._beside.copies.touch(graphs)
        with self._beside.index.changing(graphs, _AT):
            (self._at_once if self._wire.layout.whole else self._one_by_one)(graphs, triples, digests, mark)
        self._beside.index.mark({article: digests.get(article, "") for article in graphs})
        self._beside.saw({**self._beside.seen, self._own(): mark})

    @property
    def beside(self) -> Path:
        return self._beside.path

    def derive(self, lines: Iterable[str], gone: Iterable[tuple[str, ...]] | None) -> None:
        self._refuse_reading()
        if gone is None:
            there = self.select("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }").rows
            for graph in sorted(row[0] for row in there if is_derived(row[0])):
                self._update(f"DROP SILENT GRAPH {iri(graph)}")
        elif self._wire.layout.whole:
            return self._update(";\n".join(taken_over(lines, gone)))
        rest, over = iter(lines), list(gone or ())
        while (part := list(islice(rest, _TOGETHER))) or over:  # what says which state they are of comes last
            for update in taken_over(part, over, _TOGETHER if self._wire.layout.whole else _PORTION):
                self._update(update)
            over.clear()
        return None

    def _own(self) -> str:
        return f"{BASE}derived/ledger/{self._beside.writer}"

    def _at_once(
        self, graphs: Iterable[str], triples: Mapping[str, list[str]], digests: Mapping[str, str], mark: str
    ) -> None:
        parts = [f"DROP SILENT GRAPH {iri(article_iri(article))}" for article in graphs]
        parts += self._forgotten(graphs)
        bodies = "\n".join(
            f"GRAPH {iri(article_iri(article))} {{\n{_joined(lines)}}}" for article, lines in triples.items() if lines
        )
        self._update(";\n".join([*parts, f"INSERT DATA {{ {bodies}\n{self._told(digests, mark)}\n{_noted(graphs)} }}"]))

    def _one_by_one(
        self, graphs: Iterable[str], triples: Mapping[str, list[str]], digests: Mapping[str, str], mark: str
    ) -> None:
        """For servers that take no long updates. Stopped in between, the ledger knows nothing of what was changed."""
        self._update(";\n".join([*self._forgotten(graphs), f"INSERT DATA {{ {_noted(graphs)} }}"]))
        try:
            for article in graphs:
                if article in triples:
                    self._wire.put(article_iri(article), _joined(triples[article]).encode())
                else:
                    self._wire.drop(article_iri(article))
        except QueryError as error:
            raise StoreError(f"the graph could not be written: {error.what}", self.address) from None
        self._update(f"INSERT DATA {{ {self._told(digests, mark)} }}")

    def _forgotten(self, graphs: Iterable[str]) -> list[str]:
        nodes = [iri(article_iri(article)) for article in graphs]
        gone = [f"DELETE WHERE {{ GRAPH {LEDGER} {{ {node} {_DIGEST} ?d }} }}" for node in nodes]
        return [*gone, f"DELETE WHERE {{ GRAPH {LEDGER} {{ {iri(self._own())} {_MARK} ?m }} }}"]

    def _told(self, digests: Mapping[str, str], mark: str) -> str:
        told = [f"{iri(article_iri(article))} {_DIGEST} {literal(digest)}" for article, digest in digests.items()]
        return f"GRAPH {LEDGER} {{\n{_joined([*told, f'{iri(self._own())} {_MARK} {literal(mark)}'])}}}"

    def _update(self, sparql: str) -> None:
        try:
            self._wire.update(sparql)
        except QueryError as error:
            raise StoreError(f"the graph could not be written: {error.what}", self.address) from None

    def _refuse_reading(self) -> None:
        if self.read_only:
            raise StoreError("the store was opened for reading", self.address, "open it for writing")

    @property
    def unpublished(self) -> bool:
        return self._journal.begun

    def prepare(self) -> int:
        self._refuse_reading()
        if self._beside.index.doubtful():
            self._settle()
        self._beside.copies.settle(self.articles, self.text)
        return 0

    def publish(self) -> None:
        self.prepare()
        self._journal.end()
        self._beside.index.collect(_AT)

    def abandon(self) -> None:
        try:
            if not self.read_only and self._journal.begun:
                self._roll_back()
        finally:
            self._beside.close()

    def _roll_back(self) -> None:
        """Give every article that was changed the graph that it had."""
        self._change(self._journal.before(), keep=False)
        self._journal.end()
        self.prepare()

    def close(self) -> None:
        try:
            if not self.read_only and self._journal.begun:
                self.publish()
        finally:
            self._beside.close()

    def __enter__(self) -> SPARQLStore:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self.abandon() if kind else self.close()

    # --- reading ---

    def articles(self) -> list[str]:
        text = f"{PREFIXES}SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ ?g a schema:Article }} }}"
        return sorted(article_id(row[0]) for row in self.select(text).rows if is_article(row[0]))

    def has(self, article: str) -> bool:
        node = iri(article_iri(article))
        return self.ask(f"ASK {{ GRAPH {node} {{ {node} ?p ?o }} }}")

    def construct(self, sparql: str, bindings: Mapping[str, str] | None = None) -> list[str]:
        if form(sparql) not in ("CONSTRUCT", "DESCRIBE"):
            raise QueryError("not a CONSTRUCT or DESCRIBE query", "", "CONSTRUCT gives a graph")
        return self._triples(self._results(sparql, bindings, TRIPLES))

    def select(self, sparql: str, bindings: Mapping[str, str] | None = None) -> Table:
        if form(sparql) != "SELECT":
            raise QueryError("not a SELECT query", "", "SELECT gives a table")
        return super().select(sparql, bindings)

    def terms(self, sparql: str) -> Iterator[dict[str, str]]:
        for row in super().terms(sparql):
            yield {name: held(term) for name, term in row.items()}

    def ask(self, sparql: str, bindings: Mapping[str, str] | None = None) -> bool:
        if form(sparql) != "ASK":
            raise QueryError("not an ASK query", "", "ASK gives yes or no")
        found = self.results(sparql, bindings)
        if hasattr(found, "variables"):  # Virtuoso gives yes as a table of 1, no as one of 0 or of nothing
            return any(plain(row[0]) for row in found)
        return bool(found)

    def results(self, sparql: str, bindings: Mapping[str, str] | None = None) -> Any:
        return self._results(sparql, bindings, TRIPLES if form(sparql) in ("CONSTRUCT", "DESCRIBE") else RESULTS)

    def answer(self, sparql: str, base: str, dataset: Dataset | None, union: bool = False) -> Any:
        """The answer over a dataset of the asker's choice, as the library gives it. Raises QueryError.

        `union` is left to the server: what its default graph is without a dataset, it alone decides.
        """
        kind = form(sparql)
        accept = TRIPLES if kind in ("CONSTRUCT", "DESCRIBE") else RESULTS
        found = self._parsed(self._wire.query(f"BASE {iri(base)} {sparql}", accept, dataset, self.most))
        if kind == "ASK" and hasattr(found, "variables"):
            return any(plain(row[0]) for row in found)
        return found

    def _results(self, sparql: str, bindings: Mapping[str, str] | None, accept: str) -> Any:
        for key, text in (bindings or {}).items():
            term_of(text)
            at = opening(sparql)  # not after the query, where the standard has it: Virtuoso gives no rows for that
            sparql = f"{sparql[:at]} VALUES ?{key} {{ {text} }} {sparql[at:]}"
        return self._parsed(self._wire.query(sparql, accept, most=self.most))

    def _parsed(self, body: bytes) -> Any:
        from pyoxigraph import QueryResultsFormat, RdfFormat, parse, parse_query_results

        body = body.lstrip()
        try:
            if body[:1] == b"{":
                return parse_query_results(body, QueryResultsFormat.JSON)
            return iter([quad.triple for quad in parse(body, RdfFormat.N_TRIPLES)])
        except (SyntaxError, ValueError) as error:
            raise StoreError(f"the server's answer can not be read: {short(error)}", self.address) from None

    def graphs(self) -> Iterator[tuple[str, Iterator[str]]]:
        return ((article, self._lines(article)) for article in self.articles())

    def dump_nquads(self) -> Iterator[str]:
        for article in sorted(self.articles(), key=article_iri):
            yield from sorted(self._lines(article))

    def _lines(self, article: str) -> Iterator[str]:
        """The article's graph, its literals in the form that the embedded store gives them."""
        graph = article_iri(article)
        try:
            return as_held(self._wire.graph(graph), graph)
        except (SyntaxError, ValueError) as error:
            raise StoreError(f"the server's answer can not be read: {short(error)}", self.address) from None

    def readers(self) -> AbstractContextManager[Callable[[], Source]]:
        return nullcontext(partial(SPARQLStore, self._given, True))

    def text(self, article: str) -> str | None:
        node = iri(article_iri(article))
        rows = self.select(f"SELECT ?text WHERE {{ GRAPH {node} {{ {node} {name('kg:text')} ?text }} }}").rows
        return str(rows[0][0]) if rows else None

    def __len__(self) -> int:
        rows = self.select("SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g").rows
        return sum(count for graph, count in rows if is_article(graph))

    # --- the indexes on this machine ---

    def passages(self, anew: bool = False) -> tuple[Index, int]:
        if anew:
            with self._beside.alone():
                self._beside.index.forget()
                self._settle()
        elif self.read_only and self._behind():
            with self._beside.alone():
                self._settle()
        return self._beside.index, LATEST

    def kin(self, articles: Iterable[str]) -> dict[str, dict[str, float]] | None:
        if self.read_only and self._behind():
            return None
        return copies.kin(self._beside.path / copies.FILE, articles)

    def _behind(self) -> str:
        if self._marks() != self._beside.seen:
            return "another machine wrote to the server"
        return self._beside.index.faults(LATEST, lambda: (), -1)

    def _marks(self) -> dict[str, str]:
        """Every writer's mark."""
        return dict(self.select(MARKS).rows)

    def _settle(self) -> None:
        """Bring the indexes in step with the server: what others changed, and what a stop left in doubt."""
        index, marks = self._beside.index, self._marks()
        if marks == self._beside.seen and not index.faults(LATEST, lambda: (), -1):
            return
        there = dict.fromkeys(self.articles(), "")
        digests = self.select(f"SELECT ?a ?d WHERE {{ GRAPH {LEDGER} {{ ?a {_DIGEST} ?d }} }}").rows
        there |= {article_id(node): digest for node, digest in digests if article_id(node) in there}
        if index.usable():
            known = index.marks()
            index.doubt(article for article, digest in there.items() if known.get(article, "") != digest)
        index.settle(_AT, there, self._lines)
        index.mark(there)
        self._beside.copies.settle(lambda: there, self.text)
        self._beside.saw(marks)


def _noted(articles: Iterable[str]) -> str:
    return f"GRAPH {CHANGED} {{ {_joined(map(changed_triple, articles))} }}"


def _joined(lines: Iterable[str]) -> str:
    return "".join(f"{line} .\n" for line in lines)


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:20]
