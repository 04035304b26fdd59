"""A process that answers queries, one after the other, over the newest published snapshot; it may be killed any time.

It speaks with the server over its standard input and output: a length of four bytes and JSON; an answer has its body
after that. It opens no socket, takes no more memory than it may, and ends with its server.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from kg.errors import KgError, NotFound, QueryError, UsageError
from kg.explore import prepared, reading
from kg.explore.answer import answer
from kg.explore.snapshot import Snapshot
from kg.explore.warming import STEPS
from kg.serve import accept
from kg.serve.limits import Limits
from kg.serve.outline import UPDATES, outline
from kg.serve.refusal import Refusal
from kg.serve.results import Sink, TooMuch, Unwritable, write_boolean, write_graph, write_table
from kg.workers import confine

if TYPE_CHECKING:
    from kg.store import OxigraphStore
    from kg.store.remote import SPARQLStore

Head = dict[str, Any]
UTF8 = ("text/csv", "text/tab-separated-values", "text/turtle", "text/plain")
_SPARE = 5.0  # seconds that the server has to end a worker before the kernel does


class Reader:
    """The newest snapshot, and the answers from it."""

    def __init__(self, path: str, limits: Limits, home: str = "") -> None:
        self.path, self.limits, self.home = path, limits, home
        self.store: OxigraphStore | SPARQLStore | None = None
        self.explored: Snapshot
        self.open: tuple[int, int] = (0, 0)
        self.refresh()

    def refresh(self) -> None:
        """Change over to the newest snapshot where there is a newer one. Raises StoreError where there is none."""
        from kg.store import beside, newest

        now = newest(self.path)
        if self.store is not None and now in (self.open, (0, 0)):
            if prepared.late(self.explored):
                self.explored = prepared.snapshot(self.store, self.explored.file)
            return
        fresh = self._opened()
        if self.store is not None:
            self.store.close()
        self.store, self.open = fresh, now
        self.explored = prepared.snapshot(fresh, prepared.file_of(beside(self.path), now))

    def _opened(self) -> OxigraphStore | SPARQLStore:
        if "://" not in self.path:
            from kg.store import OxigraphStore

            return OxigraphStore(Path(self.path), read_only=True)
        from kg.store.remote import SPARQLStore

        there = SPARQLStore(self.path, read_only=True)
        there.most, there.home = self.limits.answer, Path(self.home)
        return there

    def answer(self, job: Mapping[str, Any]) -> tuple[Head, list[bytes]]:
        """Answer one job: a query, or a `view` of the explorer. Raises Refusal, TooMuch, KgError."""
        from kg.asking.query import refuse_outside

        if "view" in job:
            return self.explore(job)

        text = job["query"]
        seen = outline(text)
        if seen.form in UPDATES:
            raise Refusal(403, "this endpoint answers queries alone: updates are refused")
        refuse_outside(text)
        assert self.store is not None
        dataset = (job["default"], job["named"]) if job["default"] or job["named"] else None
        found = self.store.answer(text, job["base"], dataset, union=dataset is None and not seen.dataset)
        return self._written(found, job["accept"])

    def explore(self, job: Mapping[str, Any]) -> tuple[Head, list[bytes]]:
        """What the explorer shows: `view` names it, `params` are the request's pairs. Raises KgError."""
        made = answer(self.explored, job["view"], [(key, value) for key, value in job["params"]])
        if len(made.body) > self.limits.answer:
            raise TooMuch(f"the answer has more than {self.limits.answer} bytes", "", "ask for less")
        return {"status": 200, "type": made.type, "file": made.file, "rows": 0, "snapshot": self.open[0]}, [made.body]

    def _written(self, found: Any, header: str) -> tuple[Head, list[bytes]]:
        sink = Sink(self.limits.rows, self.limits.answer)
        table, truth = hasattr(found, "variables"), not hasattr(found, "__next__")
        offers = accept.TABLES if table or truth else accept.GRAPHS
        media = accept.choose(header, tuple(offers))
        if not media:
            raise Refusal(406, f"none of the formats asked for is to be had here; there is: {', '.join(offers)}")
        form = offers[media]
        try:
            if table:
                columns = [variable.value for variable in found.variables]
                write_table(sink, columns, found, form)
            elif truth:
                write_boolean(sink, bool(found), form)
            else:
                write_graph(sink, found, form)
        except (OSError, RuntimeError) as error:  # raised by the library while the answer is read
            raise QueryError(f"the query can not be answered: {error}") from None
        if media in ("application/turtle", "application/x-turtle"):
            media = "text/turtle"
        elif media in UTF8:
            media += "; charset=utf-8"
        return {"status": 200, "type": media, "rows": sink.rows, "snapshot": self.open[0]}, sink.pieces


def serve(reader: Reader, source: IO[bytes], target: IO[bytes], limits: Limits) -> None:
    """Answer the jobs of `source` until it ends."""
    start = confine.resident()
    while (job := receive(source)) is not None:
        confine.bound_time(0 if "ahead" in job else limits.seconds + _SPARE)
        head, pieces = _done(reader, job, limits.memory)
        confine.bound_time(0)
        if "ahead" in job:  # what is read ahead stays: no query has taken it
            start = confine.resident()
        # what the query engine keeps must not eat up what the next query may take
        head["tired"] = confine.resident() - start > limits.memory // 3
        send(target, head, pieces)
        del pieces


def _done(reader: Reader, job: Mapping[str, Any], memory: int) -> tuple[Head, list[bytes]]:
    try:
        confine.bound_memory(0)  # to open a snapshot takes threads, each of which reserves much that it never uses
        reader.refresh()
        confine.bound_memory(memory)
        if job.get("refresh"):
            return {"status": 200, "type": "", "rows": 0, "snapshot": reader.open[0]}, []
        if "ahead" in job:
            STEPS[job["ahead"]](reader.explored)
            large = not reading.small(reader.explored)  # one that is to be read ahead by a process of its own
            return {"status": 200, "type": "", "rows": int(large), "snapshot": reader.open[0]}, []
        return reader.answer(job)
    except Refusal as refusal:
        return _failed(refusal.status, str(refusal))
    except TooMuch as error:
        return _failed(422, str(error))
    except Unwritable as error:
        return _failed(406, str(error))
    except NotFound as error:
        return _failed(404, str(error))
    except (QueryError, UsageError) as error:
        return _failed(400, str(error))
    except MemoryError:
        return _failed(507, "")
    except RecursionError:
        return _failed(400, "the query is nested too deeply")
    except KgError as error:
        return _failed(503, str(error))


def _failed(status: int, text: str) -> tuple[Head, list[bytes]]:
    body = " ".join(text.split()).encode("utf-8", "replace")
    head = {"status": status, "type": "text/plain; charset=utf-8", "rows": 0, "snapshot": 0, "broken": status == 507}
    return head, [body]


def receive(source: IO[bytes]) -> dict[str, Any] | None:
    """The next job; None at the end."""
    size = source.read(4)
    if len(size) < 4:
        return None
    job: dict[str, Any] = json.loads(source.read(int.from_bytes(size, "big")))
    return job


def send(target: IO[bytes], head: Head, pieces: list[bytes]) -> None:
    """An answer: its head, which says how long the body is, and the body."""
    data = json.dumps(head | {"size": sum(map(len, pieces))}).encode()
    target.write(len(data).to_bytes(4, "big") + data)
    target.writelines(pieces)
    target.flush()


def main(path: str, settings: str, home: str = "") -> None:
    """Confine this process, open the snapshot, say so, and serve. Before another server it needs sockets to ask it."""
    confine.die_with_parent()
    confined = "://" not in path and confine.deny_sockets()
    limits = Limits(**json.loads(settings))
    target = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not speak with the server
    try:
        reader = Reader(path, limits, home)
        import kg.asking.query  # noqa: F401  loaded beforehand, so that no query waits for it
    except KgError as error:
        return send(target, {"ready": False, "error": str(error)}, [])
    os.nice(5)  # the server itself, which tells who waits that it is alive, goes first
    send(target, {"ready": True, "confined": confined, "snapshot": reader.open[0]}, [])
    serve(reader, sys.stdin.buffer, target, limits)


if __name__ == "__main__":
    main(*sys.argv[1:])
