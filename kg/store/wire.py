"""HTTP to a SPARQL 1.1 server: which addresses it has, who asks, how long to wait, and every fault in one line."""

from __future__ import annotations

import contextlib
import logging
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

from kg.errors import QueryError, StoreError

CONNECT, ANSWER = 10.0, 300.0  # seconds to reach the server, and for it to begin to answer
TRIES = 3
USER, PASSWORD, TOKEN, SECONDS = "KG_STORE_USER", "KG_STORE_PASSWORD", "KG_STORE_TOKEN", "KG_STORE_TIMEOUT"
RESULTS = "application/sparql-results+json"
TRIPLES = "application/n-triples"
_TAG = re.compile(r"<[^>]*>")


Dataset = tuple[Sequence[str], Sequence[str]]  # the graphs that make the default graph, and the named ones


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a sort of server has its three protocols, beside the address that a person gives.

    `ends` is how that address ends; the others stand in the place of that ending. `whole`: one update is one
    transaction, however long; where it is not so, graphs go in by the Graph Store protocol, one after the other.
    """

    ends: str
    query: str
    update: str
    graphs: str
    whole: bool = True


# The first whose ending fits and whose query address answers. Oxigraph and others; Fuseki; Virtuoso, with and without a
# password; RDF4J and GraphDB; then any server that has all at one address.
LAYOUTS = (
    Layout("/query", "/query", "/update", "/store"),
    Layout("", "/query", "/update", "/store"),
    Layout("/sparql-auth", "/sparql-auth", "/sparql-auth", "/sparql-graph-crud-auth", whole=False),
    Layout("/sparql", "/sparql", "/update", "/data"),
    Layout("", "/sparql-auth", "/sparql-auth", "/sparql-graph-crud-auth", whole=False),
    Layout("", "", "/statements", "/rdf-graphs/service"),
)


def shown(address: str) -> str:
    """The address without the password that it may hold."""
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=host))


def known_by_environment(address: str) -> str:
    """The address without the password that it may hold, which goes into this process's environment: from there the
    processes that it starts have it, and none shows it in its arguments.
    """
    parts = urlsplit(address)
    if parts.username:
        os.environ[USER], os.environ[PASSWORD] = unquote(parts.username), unquote(parts.password or "")
    return shown(address).rstrip("/")


def seconds() -> float:
    """How long a server may take to begin its answer. Raises StoreError for what is no number of seconds above 0."""
    given = os.environ.get(SECONDS, "")
    try:
        found = float(given) if given else ANSWER
    except ValueError:
        found = 0
    if not 0 < found < 10**7:  # nor nan, nor more than a socket takes
        raise StoreError(f"not a number of seconds above 0: {given}", SECONDS, "write 60, or take it away")
    return found


class Wire:
    """The three protocols of one server. Who asks stands in the address (`https://user:password@…`) or in the
    environment: KG_STORE_USER and KG_STORE_PASSWORD, or KG_STORE_TOKEN. Raises StoreError, QueryError.
    """

    def __init__(self, address: str) -> None:
        self.address = shown(address).rstrip("/")
        self._timeout = (CONNECT, seconds())
        self._session = self._opened(address)
        self._stored = True  # as long as nothing says otherwise
        self.layout, self._base = self._found()

    def _opened(self, address: str) -> Any:
        import requests
        from requests.adapters import HTTPAdapter
        from urllib3.util import Retry

        logging.getLogger("urllib3").setLevel(logging.ERROR)  # each new try would be a line on the terminal
        # nothing is sent twice but where it did not arrive, or where the server says that it is busy
        again = Retry(
            TRIES, connect=TRIES, read=False, redirect=3, status=TRIES, backoff_factor=0.3,
            status_forcelist=(502, 503, 504), allowed_methods=None, raise_on_status=False,
        )  # fmt: skip
        session = requests.Session()
        session.headers["User-Agent"] = "kg"
        session.mount("http://", HTTPAdapter(max_retries=again))
        session.mount("https://", HTTPAdapter(max_retries=again))
        parts = urlsplit(address)
        user = unquote(parts.username or "") or os.environ.get(USER, "")
        password = unquote(parts.password or "") or os.environ.get(PASSWORD, "")
        if token := os.environ.get(TOKEN, ""):
            session.headers["Authorization"] = f"Bearer {token}"
        elif user:
            session.auth = (user, password)
        return session

    def _found(self) -> tuple[Layout, str]:
        """The layout of the server at this address. Raises the first fault where none fits."""
        first: StoreError | None = None
        for layout in LAYOUTS:
            if not self.address.endswith(layout.ends):
                continue
            base = self.address[: len(self.address) - len(layout.ends)]
            try:
                self._ask(base + layout.query, "ASK {}", RESULTS)
                return layout, base
            except _Elsewhere as error:
                first = first or error
            except QueryError as error:
                first = first or StoreError(error.what, self.address, "is this a SPARQL endpoint?")
        raise first or StoreError("no SPARQL endpoint answers here", self.address, "check the address")

    # --- the protocols ---

    def query(self, sparql: str, accept: str, dataset: Dataset | None = None, most: int = 0) -> bytes:
        """The body of the answer to a query, over a dataset of the asker's choice. Raises QueryError where the server
        will not have it, or the answer has more than `most` bytes.
        """
        default, named = dataset or ((), ())
        more = {"default-graph-uri": list(default), "named-graph-uri": list(named)}
        return self._ask(self._base + self.layout.query, sparql, accept, most, **more)

    def _ask(self, url: str, sparql: str, accept: str, most: int = 0, **more: list[str]) -> bytes:
        return self._send("POST", url, most, data={"query": sparql, **more}, headers={"Accept": accept})

    def update(self, sparql: str) -> None:
        """Change the graph."""
        self._send("POST", self._base + self.layout.update, data={"update": sparql, "query": sparql}
                   if self.layout.update == self.layout.query else {"update": sparql})  # fmt: skip

    def put(self, graph: str, triples: bytes) -> None:
        """Put N-Triples in the place of a graph."""
        self._graph("PUT", graph, data=triples, headers={"Content-Type": f"{TRIPLES}; charset=utf-8"})

    def drop(self, graph: str) -> None:
        """Take a graph away; one that is not there is no error."""
        with contextlib.suppress(_Elsewhere):
            self._graph("DELETE", graph)

    def graph(self, graph: str) -> bytes:
        """A graph as N-Triples; by a query where the server has no Graph Store protocol at the usual place."""
        if self._stored:
            try:
                return self._graph("GET", graph, headers={"Accept": TRIPLES})
            except (_Elsewhere, QueryError):
                self._stored = False
        return self.query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}", TRIPLES)

    def _graph(self, method: str, graph: str, **more: Any) -> bytes:
        return self._send(method, self._base + self.layout.graphs, params={"graph": graph}, **more)

    def _send(self, method: str, url: str, most: int = 0, **more: Any) -> bytes:
        import requests

        more["stream"] = most > 0
        try:
            answer = self._session.request(method, url, timeout=self._timeout, allow_redirects=True, **more)
            if answer.status_code == 401:
                answer = self._as_digest(method, url, more) or answer
            if answer.status_code < 400 and most:
                return _up_to(answer, most)
        except requests.exceptions.Timeout:
            todo = f"ask for less, or set {SECONDS}"
            raise StoreError(f"no answer within {self._timeout[1]:g} seconds", self.address, todo) from None
        except requests.exceptions.SSLError as error:
            raise StoreError(f"the server's certificate is not trusted: {_reason(error)}", self.address) from None
        except requests.exceptions.RequestException as error:
            todo = "is it running, and is the address right?"
            raise StoreError(f"the server can not be reached: {_reason(error)}", self.address, todo) from None
        if answer.status_code >= 400:
            raise self._fault(answer)
        return bytes(answer.content)

    def _as_digest(self, method: str, url: str, more: dict[str, Any]) -> Any:
        """Ask again as a server wants that takes no plain passwords; some say so only when none was sent."""
        from requests.auth import HTTPDigestAuth

        if not isinstance(self._session.auth, tuple):
            return None
        self._session.auth = HTTPDigestAuth(*self._session.auth)
        return self._session.request(method, url, timeout=self._timeout, **more)

    def _fault(self, answer: Any) -> StoreError | QueryError:
        said = " ".join(unescape(_TAG.sub(" ", answer.text[:2000])).split())[:200]
        status = answer.status_code
        if status in (401, 403):
            todo = f"set {USER} and {PASSWORD}, or {TOKEN}"
            return StoreError(f"the server does not let us in ({status})", self.address, todo)
        if status in (404, 405, 406, 410, 501):
            what = f"no SPARQL endpoint answers here ({status} {answer.reason})"
            return _Elsewhere(what, self.address, "name the server's address, or that of its query endpoint")
        if status in (400, 413, 422):
            return QueryError(f"the server will not have it: {said or answer.reason}")
        return StoreError(f"the server says {status}: {said or answer.reason}", self.address, "see the server's log")


def _up_to(answer: Any, most: int) -> bytes:
    """The body of an answer. Raises QueryError where it has more bytes than that, after no more than one piece."""
    body = bytearray()
    with answer:
        for piece in answer.iter_content(1 << 16):
            body += piece
            if len(body) > most:
                raise QueryError(f"the answer has more than {most} bytes", "", "ask for less, with LIMIT")
    return bytes(body)


class _Elsewhere(StoreError):
    """The address is not that of the protocol."""


def _reason(error: BaseException) -> str:
    """The innermost reason in a few words; never an address with a password."""
    inner: Any = error
    while True:
        inside = getattr(inner, "reason", None) or next((a for a in inner.args if isinstance(a, BaseException)), None)
        if not isinstance(inside, BaseException):
            break
        inner = inside
    text = getattr(inner, "strerror", None) or str(inner).rpartition("> ")[2].rpartition(": ")[2] or type(inner).__name__
    return " ".join(re.sub(r"\[Errno -?\d+\]", "", str(text)).split())[:120]
