"""The graph in a folder, by the embedded library: one writer, snapshots for readers, passages and near copies beside."""

from __future__ import annotations

import fcntl
import json
import re
import shutil
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence, Sized
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, Any, TypeVar, cast

from kg import files
from kg.errors import BusyStore, CorruptStore, OldStore, QueryError, StoreError
from kg.fulltext.index import FILE, LATEST, Index
from kg.rdf.graph import CHANGED, STATE, article_id, article_iri, changed_triple, iri, is_article, is_derived
from kg.regexes import compiled
from kg.reuse import copies
from kg.store import apart, snapshots
from kg.store.answers import Answers
from kg.store.contract import Source
from kg.store.failures import refusal, told, unanswered
from kg.store.terms import short, taken_over, term_of, triple_of
from kg.workers import confine

VERSION = 2  # of the graph's form: one more whenever kg/rdf/graph.py writes other quads for the same article
MARK = "kg-store.json"
UNPUBLISHED = "unpublished"
_COMPARED = 5_000  # with more articles a reader trusts that graph and passages have the same ones
_FEW = 5_000  # quads that are put in one by one: the library writes a file for what it loads in bulk
_KEEP_LOADED = 50_000  # lines handed to the store at a time when many articles are loaded
_KEEP_DERIVED = 10_000  # the same of what is derived, whose lines are long
_TAKEN = 400_000  # quads that are taken out before the library is opened anew: what it keeps of them it never lets go
_SWEPT = 50_000  # quads that are taken out before the store is swept of their traces, which every reader passes
KEPT = 500_000  # rows of the answers that a reader keeps
S = TypeVar("S", bound=Sized)
_FROM = compiled(r"\bFROM\s+(?:NAMED\s+)?[<\w]", re.I)  # a query that chooses its graphs itself


class OxigraphStore(Answers):
    """The embedded store: a folder with the mark, the data, a lock and the snapshot that readers open.

    One process writes. Reading files that another process is writing is undefined, so the writer publishes snapshots
    (hard links, made in a few milliseconds) and readers open the newest: neither ever waits for the other. The file
    `unpublished` says that a writer is at work, or died before it could publish; then the next writer takes back what
    that one did, unless both have the same `tag`. So what was not published never was.
    """

    def __init__(self, path: Path, read_only: bool = False, tag: str = "") -> None:
        self.path = path
        self.read_only = read_only
        self.resumed = False  # whether unpublished work of another writer was gone on with
        self._tag = tag
        self._prepared = 0  # the number of a snapshot that waits to be shown
        self._locks: list[IO[str]] = []
        self._index = Index(path / FILE)
        self._copies = copies.Copies(path / copies.FILE)
        self._kept: dict[Hashable, Sized] = {}
        self._at = LATEST  # the snapshot that is read
        self._whole = False  # whether the last writer published all: then what changes is all that is looked at
        self._in_step = False  # whether a reader has looked that graph and passages agree: neither changes under it
        try:
            self._data = self._open_reader() if read_only else self._open_writer()
            if not read_only:
                self._settle()
        except (OSError, RuntimeError) as error:
            self._let_go()
            raise refusal(error, path) from None
        except StoreError:
            self._let_go()
            raise

    # --- opening ---

    def _open_writer(self) -> Any:
        from pyoxigraph import Store as Oxigraph

        _check_mark(self.path, new=True)
        snapshots.make_folder(self.path)
        if not self._lock(self.path / "lock", fcntl.LOCK_EX):
            raise BusyStore("another process holds this store", str(self.path), "wait for it or end it")
        if not (self.path / MARK).exists():
            files.replace(self.path / MARK, [json.dumps({"version": VERSION}), "\n"], durably=True, alone=True)
        snapshots.check_sorts(self.path)
        left, lost = snapshots.left_behind(self.path / UNPUBLISHED), snapshots.is_lost(self.path, self._snapshots())
        self.resumed = not lost and left is not None and left == self._tag != ""
        if lost or left is not None and not self.resumed:
            snapshots.roll_back(self.path, self._snapshots())
            with suppress(StoreError):  # a damaged index is made anew
                self._index.take_back(self._next())
            (self.path / UNPUBLISHED).unlink(missing_ok=True)
        self._whole = left is None and not lost and bool(self._snapshots())
        if self._whole:
            self._copies.trust()
        return Oxigraph(str(self.path / "data"))

    def _open_reader(self) -> Any:
        from pyoxigraph import Store as Oxigraph

        self._kept.clear()  # what is opened may be another snapshot
        _check_mark(self.path, new=False)
        for _ in range(3):  # a snapshot may be dropped for a newer one between the look and the lock
            for snapshot in reversed(self._snapshots()):
                if self._lock(snapshot.with_suffix(".lock"), fcntl.LOCK_SH) and snapshot.is_dir():
                    snapshots.check_begun(self.path, snapshot)
                    self._at = int(snapshot.name)
                    return Oxigraph.read_only(str(snapshot))
        if self._lock(self.path / "lock", fcntl.LOCK_SH):
            raise StoreError("the first build was broken off, there is no graph yet", str(self.path), "run: kg build")
        todo = "wait until it is done"
        raise BusyStore("another process is writing to this store for the first time", str(self.path), todo)

    def _lock(self, path: Path, how: int) -> bool:
        try:
            handle = files.for_lock(path)
        except OSError as error:
            if not snapshots.is_read_only(error):
                raise
            if not path.exists():
                return how == fcntl.LOCK_SH  # where nothing can be written, nobody takes it away
            handle = path.open()
        try:
            fcntl.flock(handle, how | fcntl.LOCK_NB)
        except OSError:
            handle.close()
            return False
        self._locks.append(handle)
        return True

    def _let_go(self) -> None:
        for handle in self._locks:
            handle.close()
        self._locks.clear()

    # --- writing ---

    def replace(self, article: str, quads: Iterable[str]) -> None:
        graph, lines = iri(article_iri(article)), list(quads)
        triples = "".join(f"{triple_of(line, graph, str(self.path))} .\n" for line in lines)
        # one update is one transaction: a reader or a killed process sees the old graph or the new one
        self._update(f"DROP SILENT GRAPH {graph};\nINSERT DATA {{ GRAPH {graph} {{\n{triples}}} }}", {article: lines})

    def remove(self, article: str) -> None:
        self._update(f"DROP SILENT GRAPH {iri(article_iri(article))}", {article: None})

    def _update(self, sparql: str, graphs: Mapping[str, list[str] | None]) -> None:
        self._begin()
        self._copies.touch(graphs)
        with self._index.changing(graphs, self._next()):
            try:
                self._data.update(f"{sparql};\n{_noted(graphs)}")
            except (OSError, RuntimeError, SyntaxError) as error:
                raise refusal(error, self.path, "the graph could not be written") from None

    def load_many(self, articles: Iterable[tuple[str, Iterable[str]]]) -> int:
        self._refuse_reading()
        batch: dict[str, list[str]] = {}
        waiting = count = 0
        for article, quads in articles:
            if article in batch or self.has(article):
                self._bulk(batch)  # an older text of this article may wait in the batch
                self.replace(article, quads)
            else:
                batch[article] = list(quads)
                waiting += len(batch[article])
            count += 1
            if waiting >= _KEEP_LOADED:
                self._bulk(batch)
                waiting = 0
        self._bulk(batch)
        return count

    def _bulk(self, batch: dict[str, list[str]]) -> None:
        from pyoxigraph import RdfFormat, parse

        if not batch:  # nothing is begun where nothing comes
            return
        self._begin()
        quads = [line for quads in batch.values() for line in quads]
        if self._is_derived():  # else it is to be made of all articles: notes are taken out again, and leave traces that cost
            quads += (f"{changed_triple(article)} {CHANGED} ." for article in batch)
        lines = "\n".join(quads).encode() + b"\n"
        self._copies.touch(batch)
        with self._index.changing(batch, self._next()):
            try:
                if len(quads) > _FEW:
                    self._data.bulk_load(lines, RdfFormat.N_QUADS)  # a batch is one transaction
                else:  # a file of its own for each table costs more than all that is in it
                    self._data.extend(parse(lines, RdfFormat.N_QUADS))
            except (OSError, RuntimeError, SyntaxError) as error:
                raise refusal(error, self.path, "the graph could not be written") from None
        batch.clear()

    def _is_derived(self) -> bool:
        """Whether there is anything that was derived, in step or not."""
        from pyoxigraph import NamedNode

        return next(iter(self._data.quads_for_pattern(None, None, None, NamedNode(STATE[1:-1]))), None) is not None

    @property
    def beside(self) -> Path:
        return self.path

    def derive(self, lines: Iterable[str], gone: Iterable[tuple[str, ...]] | None) -> None:
        from pyoxigraph import RdfFormat

        self._begin()
        try:
            if gone is None:
                taken = self._drop_derived()
                waiting = iter(lines)
                while some := list(islice(waiting, _KEEP_DERIVED)):  # the last of them say that all of it is there
                    self._data.bulk_load("\n".join(some).encode() + b"\n", RdfFormat.N_QUADS)
                if taken >= _SWEPT:
                    self._data.optimize()
            else:
                self._data.update(";\n".join(taken_over(lines, gone)))
        except (OSError, RuntimeError, SyntaxError) as error:
            raise refusal(error, self.path, "the graph could not be written") from None

    def _drop_derived(self) -> int:
        """Take the derived graphs out, quad by quad: a graph at once is one transaction, as large as the graph; how many."""
        from pyoxigraph import NamedNode

        taken = at_once = 0
        for node in [NamedNode(one.value) for one in self._data.named_graphs() if is_derived(one.value)]:
            while some := list(islice(self._data.quads_for_pattern(None, None, None, node), _KEEP_DERIVED)):
                for quad in some:
                    self._data.remove(quad)
                at_once += len(some)
                if at_once >= _TAKEN:
                    self._reopen()
                    taken, at_once = taken + at_once, 0
            self._data.remove_graph(node)
        return taken + at_once

    def _reopen(self) -> None:
        """Close the library's store, which frees what it keeps of old transactions, and open it again."""
        from pyoxigraph import Store as Oxigraph

        with told(self.path):
            self._data.flush()
        self._data = None  # the last that holds it: two can not write at once
        self._data = Oxigraph(str(self.path / "data"))

    def _begin(self) -> None:
        self._refuse_reading()
        self._prepared = 0
        if not (self.path / UNPUBLISHED).exists():
            files.replace(self.path / UNPUBLISHED, [self._tag], durably=True, alone=True)

    def _refuse_reading(self) -> None:
        if self.read_only:
            raise StoreError("the store was opened for reading", str(self.path), "open it for writing")

    def prepare(self) -> int:
        if self._prepared:
            return self._prepared
        self._refuse_reading()
        if self._index.doubtful():  # a change was broken off
            self._settle()
        number = self._next()
        made = snapshots.unseen(self.path, number)
        snapshots.make_folder(made.parent)
        shutil.rmtree(made, ignore_errors=True)
        try:
            self._data.flush()
            self._copies.settle(self.articles, self.text)
            self._data.backup(str(made))
        except (OSError, RuntimeError, copies.Error) as error:
            raise refusal(error, self.path, "the graph could not be written") from None
        files.sync_folder(made)
        files.sync_folder(made.parent)  # its name too: a change that says that it is there is written down next
        self._prepared = number
        return number

    def publish(self) -> None:
        number, old = self.prepare(), self._snapshots()
        snapshots.show(self.path, number, UNPUBLISHED)
        self._prepared = 0
        for snapshot in old:
            if snapshot.name != f"{number:09d}":
                self._drop(snapshot)
        self._index.collect(int(self._snapshots()[0].name))

    @property
    def unpublished(self) -> bool:
        if (self.path / UNPUBLISHED).exists():
            return True
        with told(self.path):  # its snapshots were taken away from outside
            return not self._snapshots() and next(iter(self._data.named_graphs()), None) is not None

    def _next(self) -> int:
        """The number of the snapshot that will show what is written now."""
        old = self._snapshots()
        return int(old[-1].name) + 1 if old else 1

    def _settle(self, look: bool = False) -> None:
        """Bring the passages in step with the graph where a writer was killed, or another version wrote them.

        `look`: compare them whatever the last writer left, since a reader found that they differ.
        """
        if self._index.faults(LATEST, self.articles, -1 if self._whole and not look else LATEST):
            self._begin()
            self._index.settle(self._next(), self.articles(), self._lines)

    def _drop(self, snapshot: Path) -> None:
        """Take an old snapshot away unless a reader holds it."""
        mark = snapshot.with_suffix(".lock")
        if self._lock(mark, fcntl.LOCK_EX):
            shutil.rmtree(snapshot, ignore_errors=True)
            mark.unlink(missing_ok=True)
            self._locks.pop().close()

    def _snapshots(self) -> list[Path]:
        folder = self.path / "snapshots"
        return sorted(entry for entry in folder.glob("*") if entry.name.isdigit()) if folder.is_dir() else []

    def close(self) -> None:
        try:
            if self._data is not None and not self.read_only and self.unpublished:
                self.publish()
        finally:
            self.abandon()

    def abandon(self) -> None:
        self._data = None
        self._index.close()
        self._let_go()

    def __enter__(self) -> OxigraphStore:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self.abandon() if kind else self.close()

    # --- reading ---

    def articles(self) -> list[str]:
        with told(self.path):
            return sorted(article_id(graph.value) for graph in self._data.named_graphs() if is_article(graph.value))

    def has(self, article: str) -> bool:
        from pyoxigraph import NamedNode

        with told(self.path):
            return bool(self._data.contains_named_graph(NamedNode(article_iri(article))))

    def results(self, sparql: str, bindings: Mapping[str, str] | None = None) -> Any:
        from pyoxigraph import Variable

        terms = {Variable(key): term_of(text) for key, text in (bindings or {}).items()}
        try:
            return self._data.query(sparql, substitutions=terms or None, use_default_graph_as_union=not _FROM.search(sparql))
        except SyntaxError as error:
            raise QueryError(f"the query does not parse: {short(error)}") from None
        except (OSError, ValueError, RuntimeError) as error:
            raise unanswered(error, self.path) from None

    def kept(self, what: Hashable, make: Callable[[], S]) -> S:
        if not self.read_only:
            return make()
        found = self._kept.pop(what, None)
        if found is None:
            found = make()
        self._kept[what] = found  # as the last one asked for
        while len(self._kept) > 1 and sum(map(len, self._kept.values())) > KEPT:
            del self._kept[next(iter(self._kept))]
        return cast(S, found)

    def only(self, articles: Iterable[str]) -> Answers:
        with told(self.path):
            return apart.only(self._data, articles)

    def readers(self) -> AbstractContextManager[Callable[[], Source]]:
        if self.read_only:  # its snapshot stays as long as it is held
            return nullcontext(partial(apart.Apart, self.path / "snapshots" / f"{self._at:09d}"))
        self._reopen()  # workers are forked from this process: what the library holds by now each of them would hold too
        confine.give_back()
        return apart.put_aside(self._data, self.path)

    def answer(
        self, sparql: str, base: str, dataset: tuple[Sequence[str], Sequence[str]] | None, union: bool = False
    ) -> Any:
        """The answer over a dataset of the asker's choice, as the library gives it.

        `dataset`: the graphs that make the default graph, and the named ones; None leaves it to the query's own text.
        `union`: the default graph is all graphs together. Raises QueryError.
        """
        from pyoxigraph import NamedNode

        try:
            default, named = [[NamedNode(graph) for graph in part] for part in dataset] if dataset else (None, None)
            return self._data.query(
                sparql, base_iri=base, use_default_graph_as_union=union, default_graph=default, named_graphs=named
            )
        except SyntaxError as error:
            raise QueryError(f"the query does not parse: {short(error)}") from None
        except (OSError, ValueError, RuntimeError) as error:
            raise unanswered(error, self.path) from None

    def _rows(self, found: Any) -> Iterator[Any]:
        try:
            yield from found
        except (OSError, RuntimeError) as error:  # raised while the answer is read
            raise unanswered(error, self.path) from None

    def graphs(self) -> Iterator[tuple[str, Iterator[str]]]:
        return ((article, self._lines(article)) for article in self.articles())

    def dump_nquads(self) -> Iterator[str]:
        for article in sorted(self.articles(), key=article_iri):
            yield from sorted(self._lines(article))

    def _lines(self, article: str) -> Iterator[str]:
        from pyoxigraph import NamedNode

        with told(self.path):
            for quad in self._data.quads_for_pattern(None, None, None, NamedNode(article_iri(article))):
                yield f"{quad} ."

    def text(self, article: str) -> str | None:
        with told(self.path):
            return apart.text_of(self._data, article)

    def kin(self, articles: Iterable[str]) -> dict[str, dict[str, float]] | None:
        return copies.kin(self.path / copies.FILE, articles)

    def passages(self, anew: bool = False) -> tuple[Index, int]:
        fault = "they are to be made anew" if anew else ""
        if not fault and not self._in_step:
            fault = self._index.faults(self._at, self.articles, _COMPARED)
        if not fault:
            self._in_step = self.read_only
            return self._index, self._at
        self._index.close()
        if not self.read_only:
            self._index.forget()
            self._settle()
            return self._index, self._at
        self._data = None
        self._let_go()
        try:  # only a writer may; then this reader goes on with the snapshot that it leaves
            with OxigraphStore(self.path) as writer:
                writer.passages(anew) if anew else writer._settle(look=True)
                writer.publish()
        except CorruptStore:
            raise
        except StoreError as error:
            todo = "search again when it is done"
            raise StoreError(f"the passages are not ready ({fault}): {error.what}", str(self.path), todo) from None
        finally:
            self._data = self._open_reader()
        return self._index, self._at

    def __len__(self) -> int:
        from pyoxigraph import NamedNode

        derived = [one.value for one in self._data.named_graphs() if is_derived(one.value)]
        beside = (1 for graph in derived for _ in self._data.quads_for_pattern(None, None, None, NamedNode(graph)))
        return len(self._data) - sum(beside)


def _noted(articles: Iterable[str]) -> str:
    return f"INSERT DATA {{ GRAPH {CHANGED} {{ {' . '.join(map(changed_triple, articles))} }} }}"


def _check_mark(path: Path, *, new: bool) -> None:
    mark = path / MARK
    if path.is_symlink() and not path.exists():
        raise StoreError("this is a link to a place that is not there", str(path), "mend the link, or choose another place")
    try:
        version = files.plain(files.read(mark))["version"]
    except FileNotFoundError:
        if (path / "snapshots").is_dir():  # it is one, and was told so
            raise CorruptStore(f"the store is damaged: {MARK} is missing", str(path), "rebuild it: kg build") from None
        if not new:
            raise StoreError("there is no store", str(path), "kg build makes it") from None
        if path.is_dir() and any(entry.name not in ("lock", f".{MARK}.new") for entry in path.iterdir()):
            raise StoreError("this folder holds something else than a store", str(path), "choose another") from None
        return
    except NotADirectoryError:
        raise StoreError("this is a file, not a store's folder", str(path), "choose another place") from None
    except (OSError, ValueError, KeyError, TypeError):
        version = None
    if version != VERSION:
        raise OldStore(
            f"the store was written by another version ({version}, this one writes {VERSION})",
            str(path),
            "rebuild it: kg build",
        )
