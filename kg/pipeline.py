"""Build, add, remove: the only place that runs the rooms in order, from files to the graph."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from kg import changes, corpus, decisions, editions, fanout, notes
from kg.arrivals import Arrival, Brought
from kg.catalogue import FILE, Catalogue
from kg.changes import Change
from kg.decisions import Decision
from kg.editions import Edited
from kg.engines import Fan
from kg.errors import CorpusError, CorruptStore, KgError, NotFound, OldStore, StoreError, UsageError
from kg.fanout import fingerprint
from kg.gather import BadInput, Gathered, gather
from kg.model import Article, Extraction
from kg.notes import Notes
from kg.read import find_files, read_file
from kg.settings import Settings, shipped_corpus

if TYPE_CHECKING:
    from kg.evaluate import Report
    from kg.store import Store

__all__ = ["BadInput", "Brought", "Added", "BuildReport", "add", "add_articles", "build", "redo", "remove"]

Progress = Callable[[int, int, str], None]
Made = tuple[Decision, ...]
T = TypeVar("T")
PARALLEL_FROM = 600_000  # bytes of text from which starting worker processes pays


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: how many articles, entities and claims the graph now holds, and what changed."""

    articles: int
    entities: int
    claims: int
    added: int = 0
    removed: int = 0
    kept: int = 0
    copies: tuple[str, ...] = ()  # files that hold an article which another file holds too
    edited: tuple[Edited, ...] = ()  # files that hold another edition than before
    skipped: tuple[KgError, ...] = ()  # files that can not be read


@dataclass(frozen=True, slots=True)
class Added:
    """What an addition brought, an entry for each article, and the files that could not be read."""

    brought: tuple[Brought, ...]
    skipped: tuple[KgError, ...] = ()

    def __iter__(self) -> Iterator[Brought]:
        return iter(self.brought)

    def __len__(self) -> int:
        return len(self.brought)


def extract_file(path: Path) -> Extraction:
    """Read one file and extract it. Raises ReadError."""
    return extract_article(read_file(path))


def extract_article(article: Article) -> Extraction:
    """The entities and claims of an article, with the shipped knowledge."""
    from kg.extract import shared

    return shared().read(article)


def _silent(done: int, total: int, name: str) -> None:
    pass


# --- build -----------------------------------------------------------------------------------------------------------


def build(
    paths: Iterable[Path] | None,
    settings: Settings,
    progress: Progress | None = None,
    workers: int = 0,
    fan: Fan | None = None,
) -> BuildReport:
    """Bring the graph up to date with the corpus, or with the files and folders given: it holds their articles alone.

    Articles whose content is in the graph already stay as they are; files that can not be read are passed over and
    told. A store that is damaged or of another version is put aside, after saying so, and made anew. `workers`:
    processes to extract with; 0 chooses; `fan`: where else it is done. Raises CorpusError where no article is found, ReadError or BadInput where
    nothing can be read; then, and after every other error, the graph is as it was.
    """
    if workers < 0:
        raise UsageError("the number of workers is at least 1", "--workers")
    given = None if paths is None else [Path(path) for path in paths]
    with changes.alone(settings):
        seen = Catalogue(changes.home(settings) / FILE, fingerprint())
        found = gather(given or [settings.corpus], seen.look)
        try:
            report = _build(found, given, settings, progress or _silent, fan or Fan(workers=workers))
        except (OldStore, CorruptStore) as error:
            changes.put_aside(settings, error)
            report = _build(found, given, settings, progress or _silent, fan or Fan(workers=workers))
        seen.keep()
        return report


def _build(
    found: Gathered, paths: list[Path] | None, settings: Settings, progress: Progress, fan: Fan
) -> BuildReport:
    from kg.settled import extractor

    decided, articles = decisions.load(settings.corpus), found.articles
    wanted = {article.id for article in articles}
    with changes.changing(settings, _tag(decided)) as change:
        store, noted = change.store, notes.read(settings)
        have = _fresh(store, noted, decided)
        stale = set(store.articles()) - wanted
        todo = [(str(path), article.id) for path, article in found.found if article.id not in have]
        if todo:
            extractor(decided).warm()  # a fault in the data shows before anything is changed
        before = {pair: _rows(store, pair[0]) for pair in _pairs(found, noted, stale, settings)}
        for article_id in stale:
            store.remove(article_id)
        store.load_many(_graphs_of_files(todo, decided, progress, fan))
        now = _noted(found, paths, noted, before, settings, decided)
        if todo or stale or now != noted or store.unpublished:
            change.note(now.data())
            change.commit()
        edited = [_compared(store, old, new, rows, articles) for (old, new), rows in before.items()]
        entities, claims = _counts(store)
    told = tuple(f"{path} = {other}" for path, other, _ in found.copies)
    size, kept = len(articles), len(articles) - len(todo)
    return BuildReport(size, entities, claims, len(todo), len(stale), kept, told, tuple(edited), found.faults)


def _rows(store: Store, article: str) -> list[dict]:
    from kg import rows

    return rows.claims(store, article=article)


def _pairs(found: Gathered, noted: Notes, stale: set[str], settings: Settings) -> dict[tuple[str, str], None]:
    """Ids of an article that is to go and of the one that stands in its file now."""
    pairs: dict[tuple[str, str], None] = {}
    for path, article in found.found:
        old = noted.files.get(notes.name_of(settings.corpus, path), "")
        if old in stale and old not in {before for before, _ in pairs}:
            pairs[old, article.id] = None
    return pairs


def _compared(store: Store, old: str, new: str, rows: list[dict], articles: Sequence[Article]) -> Edited:
    article = next(one for one in articles if one.id == new)
    return editions.compare(article.file, article.title, rows, _rows(store, new), (old, new))


def _noted(
    found: Gathered,
    paths: list[Path] | None,
    noted: Notes,
    edited: Iterable[tuple[str, str]],
    settings: Settings,
    decided: Made,
) -> Notes:
    """The notes of a graph that was built so."""
    files = {notes.name_of(settings.corpus, path): article.id for path, article in found.found}
    files |= {notes.name_of(settings.corpus, path): identity for path, _, identity in found.copies}
    became = dict(edited)
    there = set(files.values())
    moved = {place: [read, became.get(now, now)] for place, (read, now) in noted.places.items()}
    places = {place: pair for place, pair in moved.items() if pair[1] in there}
    whole = None if paths is None else tuple(os.path.abspath(path) for path in paths)
    return Notes(fingerprint(), decided, dict(sorted(files.items())), places, whole)


def _graphs(
    articles: Sequence[Article], decided: Made, progress: Progress, workers: int
) -> Iterator[tuple[str, list[str]]]:
    """Each article's id and graph, in order; with several processes where that pays."""
    from kg.settled import graph_lines

    def graph(article: Article) -> tuple[str, list[str]]:
        return article.id, graph_lines(article, decided)

    names = [article.file for article in articles]
    workers = _so_many(workers, sum(len(a.text.encode()) for a in articles), len(articles))
    if workers == 1:
        made: Iterable[fanout.Graph] = map(graph, articles)
    else:
        made = fanout.in_processes(partial(_read_already, decided=decided), list(articles), workers)
    yield from _told(made, names, progress)


def _read_already(articles: Sequence[Article], decided: Made) -> list[tuple[str, list[str]]]:
    from kg.settled import graph_lines

    return [(article.id, graph_lines(article, decided)) for article in articles]


def _graphs_of_files(
    tasks: Sequence[fanout.Task], decided: Made, progress: Progress, fan: Fan
) -> Iterator[tuple[str, list[str]]]:
    """Each file's article and its graph, in order: read where they are extracted, none of them kept."""
    size = 0
    for path, _ in tasks:
        with contextlib.suppress(OSError):
            size += os.path.getsize(path)
        if size >= PARALLEL_FROM:
            break
    workers = _so_many(fan.workers, size, len(tasks))
    if workers == 1 and not (fan.engine or fan.parts):
        made: Iterable[fanout.Graph] = (fanout.graph_of_file(task, decided) for task in tasks)
    else:
        made = fan.graphs(tasks, decided, workers)
    yield from _told(made, [os.path.basename(path) for path, _ in tasks], progress)


def _so_many(workers: int, size: int, total: int) -> int:
    """How many processes to extract with; 0 chooses by the bytes of text."""
    workers = workers or (os.cpu_count() or 1 if size >= PARALLEL_FROM else 1)
    return max(1, min(workers, total)) if total > 1 else 1


def _told(made: Iterable[T], names: Sequence[str], progress: Progress) -> Iterator[T]:
    for done, one in enumerate(made):
        progress(done, len(names), names[done])
        yield one
    progress(len(names), len(names), "")


# --- add -------------------------------------------------------------------------------------------------------------


def add(
    sources: Path | Sequence[Path],
    settings: Settings,
    progress: Progress | None = None,
    workers: int = 0,
    dry_run: bool = False,
    more: Sequence[tuple[Article, str]] = (),
) -> Added:
    """Add files, and the articles of folders, to the corpus and to the graph, and tell what each brought.

    A text that is an edition of one that is there takes its place. With `dry_run` nothing is changed. Files that can
    not be read are passed over and told. All of it is added or, after an error, nothing. `more`: as `add_articles`.
    Raises ReadError, BadInput, CorpusError.
    """
    paths = [sources] if isinstance(sources, Path) else list(sources)
    found = gather(paths) if paths or not more else Gathered(())
    given = [(article, os.path.abspath(path)) for path, article in found.found]
    return replace(add_articles([*given, *more], settings, progress, workers, dry_run), skipped=found.faults)


def add_articles(
    given: Sequence[tuple[Article, str]],
    settings: Settings,
    progress: Progress | None = None,
    workers: int = 0,
    dry_run: bool = False,
) -> Added:
    """Add articles that were read already, each with the place it was read from: a path, an address or "".

    As `add`. All of them come in together, or none.
    """
    if dry_run:
        with changes.scratch(settings) as there:
            return _add(given, there, progress or _silent, workers, True)
    own_corpus(settings)
    return _add(given, settings, progress or _silent, workers, False)


def _add(
    given: Sequence[tuple[Article, str]], settings: Settings, progress: Progress, workers: int, dry_run: bool
) -> Added:
    def work() -> Added:
        _catch_up(settings)
        decided = decisions.load(settings.corpus)
        with changes.changing(settings) as change:
            change.dry = dry_run
            return Added(tuple(_carry_in(change, given, decided, progress, workers)))

    return _mended(settings, work)


def _mended(settings: Settings, work: Callable[[], T]) -> T:
    """Work on a workspace that nobody else changes; a store that can not be used is built anew before, and told."""
    with changes.alone(settings):
        try:
            return work()
        except (OldStore, CorruptStore) as error:
            rebuild(settings, error)
            return work()


def _catch_up(settings: Settings) -> None:
    """A graph to add to: built where there is none yet, in line with the decisions and with what is known."""
    changes.settle(settings)
    if not notes.read(settings).knowledge and settings.corpus.is_dir() and find_files([settings.corpus]):
        build(None, settings)
    else:
        redo(settings)


def _carry_in(
    change: Change, given: Sequence[tuple[Article, str]], decided: Made, progress: Progress, workers: int
) -> list[Brought]:
    """Put the articles into the change, and tell what they bring; those that are there already stay as they are."""
    from kg import arrivals
    from kg.settled import extractor, known_under

    store, noted = change.store, notes.read(change.settings)
    todo, known = _new_ones(store, given, noted)
    if todo:
        extractor(decided).warm()
    came = [_take_in(change, article, place, noted) for article, place in todo]
    store.load_many(_graphs([one.article for one, _ in came], decided, progress, workers))
    if not came:
        return known
    store.prepare()  # what reads as it would for others is what is told, before it is put in place
    with_editions = [_with_edition(store, one, rows) for one, rows in came]
    brought = arrivals.report(store, with_editions, decided, known_under(decided))
    change.note(_noted_with(noted, with_editions, {a.id: at for a, at in todo}, change.settings, decided).data())
    if not change.dry:
        change.commit()
    return [*known, *brought]


def _new_ones(
    store: Store, given: Sequence[tuple[Article, str]], noted: Notes
) -> tuple[list[tuple[Article, str]], list[Brought]]:
    """Those that are to come in, and those that are there: as they are, or edited in the corpus since they came."""
    seen: set[str] = set()
    todo, known = [], []
    for article, place in given:
        read, now = noted.places.get(place, ["", ""])
        if store.has(article.id) or article.id in seen or (read == article.id and store.has(now)):
            known.append(Brought(article, None, known=True))
        else:
            seen.add(article.id)
            todo.append((article, place))
    return todo, known


def _take_in(change: Change, article: Article, place: str, noted: Notes) -> tuple[Arrival, list[dict] | None]:
    """Let the corpus keep an article; with the old edition's claims where it takes the place of one."""
    from kg import rows

    store = change.store
    raw, kept = corpus.render(article)
    came_from = {where: now for where, (_, now) in noted.places.items()}
    near = editions.candidates(store, article, [now for where, now in came_from.items() if where == place])
    old = editions.older(store, article, place, came_from, rows.articles(store, near))
    said = rows.claims(store, article=old) if old else None
    keys = frozenset(row["key"] for row in rows.entities(store, article=old)) if old else frozenset()
    path, over = _place_of(change, article, old, noted)
    if old:
        store.remove(old)
    change.put(path, raw, over)
    edited = Edited(article.file, article.title, old, kept.id) if old else None
    return Arrival(kept, path, edited, keys), said


def _place_of(change: Change, article: Article, old: str, noted: Notes) -> tuple[Path, bool]:
    """The file that is to hold an article: that of its old edition, unless somebody changed it since."""
    folder = change.settings.corpus
    path = noted.file_of(folder, old) if old else None
    if path and path.is_relative_to(folder) and path not in change.taken():
        with contextlib.suppress(KgError):
            if read_file(path).id == old:
                return path, True
    return corpus.free_path(folder, article, change.taken()), False


def _with_edition(store: Store, one: Arrival, before: list[dict] | None) -> Arrival:
    if one.edited is None or before is None:
        return one
    ids = (one.edited.old, one.edited.new)
    compared = editions.compare(one.edited.file, one.edited.title, before, _rows(store, one.article.id), ids)
    return replace(one, edited=compared)


def _noted_with(
    noted: Notes, came: Sequence[Arrival], places: Mapping[str, str], settings: Settings, decided: Made
) -> Notes:
    """The notes with what was added; `places`: id → where it was read."""
    gone = {one.edited.old for one in came if one.edited}
    files = {name: identity for name, identity in noted.files.items() if identity not in gone}
    kept = {place: pair for place, pair in noted.places.items() if pair[1] not in gone}
    for one in came:
        files[notes.name_of(settings.corpus, one.path or settings.corpus)] = one.article.id
    kept |= {places[one.article.id]: [one.article.id] * 2 for one in came if places.get(one.article.id)}
    return replace(noted, knowledge=fingerprint(), decisions=decided, files=dict(sorted(files.items())), places=kept)


# --- remove ----------------------------------------------------------------------------------------------------------


def remove(names: Iterable[str], settings: Settings) -> list[Path]:
    """Take articles out of the corpus and the graph, wholly, all of them or, after an error, none.

    `names`: ids, files or titles. The corpus's files that are gone. Raises NotFound, UsageError.
    """
    own_corpus(settings)
    wanted = list(names)

    def work() -> list[Path]:
        with changes.changing(settings) as change:
            keys = dict.fromkeys(_one(change.store, name) for name in wanted)
            noted = notes.read(settings)
            gone = [path for key in keys for path in _files_of(settings, noted, key)]
            for path in gone:
                change.drop(path)
            for key in keys:
                change.store.remove(key)
            files = {name: identity for name, identity in noted.files.items() if identity not in keys}
            places = {place: pair for place, pair in noted.places.items() if pair[1] not in keys}
            change.note(replace(noted, files=files, places=places).data())
            change.commit()
        return gone

    return _mended(settings, work)


def _one(store: Store, name: str) -> str:
    from kg import rows

    found = rows.resolve_article(store, name)
    if len(found) > 1:
        raise UsageError(f"{name!r} names {len(found)} articles", "", f"use an id: {', '.join(sorted(found))}")
    return found[0]


def _files_of(settings: Settings, noted: Notes, article: str) -> list[Path]:
    """The files of the corpus that hold an article; one from a file outside of the corpus the graph alone has."""
    if noted.files:
        names = [name for name, identity in noted.files.items() if identity == article]
        return [path for name in names if not os.path.isabs(name) and (path := settings.corpus / name).exists()]
    with contextlib.suppress(NotFound, CorpusError):
        return corpus.files_of(settings.corpus, article)
    return []


def own_corpus(settings: Settings) -> None:
    """Raise UsageError for the corpus that ships with the package."""
    if settings.corpus.resolve() == shipped_corpus().resolve() and not (Path.cwd() / "corpus").exists():
        raise UsageError("the corpus that ships with the package is not changed", "", "name your own with --corpus DIR")


# --- anew ------------------------------------------------------------------------------------------------------------


def _tag(decided: Made) -> str:
    """What work that was broken off must have been done under, to be gone on with."""
    said = [fingerprint(), *(f"{one!r}" for one in notes.signed(decided))]
    return hashlib.sha256("\0".join(said).encode()).hexdigest()[:32]


def _fresh(store: Store, noted: Notes, decided: Made) -> set[str]:
    """The articles whose graphs are as they would be made today."""
    from kg.settled import touched

    there = set(store.articles())
    resumed = there - set(noted.files.values()) if store.resumed and (noted.files or not noted.knowledge) else set()
    if noted.knowledge != fingerprint():
        return resumed
    return (there - touched(store, noted.decisions, decided)) | resumed


def redo(settings: Settings, decided: Made | None = None, text: str | None = None) -> int:
    """Bring the graph in line with the decisions; only articles that a changed one touches are read anew.

    How many these are; 0 where no graph was built yet. `decided` and `text`: the decisions that are to be, and the
    file that is to hold them ("": none); they come into force together with the graph. Raises Contradiction, and
    StoreError where an article that is to be read anew is not in the corpus.
    """
    if not changes.home(settings).exists():
        if text is not None:
            decisions.write(settings.corpus, text)
        return 0
    with changes.alone(settings):
        changes.settle(settings)
        decided, noted = decisions.load(settings.corpus) if decided is None else decided, notes.read(settings)
        same = notes.signed(decided) == notes.signed(noted.decisions) and noted.knowledge == fingerprint()
        if same and text is None:
            return 0
        with changes.changing(settings, _tag(decided)) as change:
            stale = set(change.store.articles()) - _fresh(change.store, noted, decided)
            articles = _again(settings, noted, stale)
            if text is not None:
                path = decisions.path_of(settings.corpus)
                change.put(path, text.encode(), over=True) if text else change.drop(path)
            change.store.load_many(_graphs(articles, decided, _silent, 0))
            change.note(replace(noted, knowledge=fingerprint(), decisions=decided).data())
            change.commit()
    return len(articles)


def _again(settings: Settings, noted: Notes, stale: set[str]) -> list[Article]:
    """These articles, read from the files that they came from. Raises StoreError where one is not there as it was."""
    found: dict[str, Article] = {}
    for name in sorted(name for name, identity in noted.files.items() if identity in stale):
        with contextlib.suppress(KgError):
            article = read_file(settings.corpus / name)
            found.setdefault(article.id, article)
    if stale - found.keys() and find_files([settings.corpus]):
        found |= {article.id: article for article in gather([settings.corpus]).articles}
    if missing := stale - found.keys():
        what = f"{len(missing)} articles of this graph are not in the corpus"
        raise StoreError(what, settings.store, "bring it up to date: kg build PATH")
    return sorted((found[identity] for identity in stale), key=lambda a: (a.file, a.id))


def rebuild(settings: Settings, error: StoreError) -> None:
    """Put a store that can not be used aside and build it anew from what it was built from. Says so first.

    Raises the error where there is nothing to build it from.
    """
    noted = notes.read(settings)
    paths = None if noted.paths is None else [Path(path) for path in noted.paths]
    if paths is not None and not all(path.exists() for path in paths):
        raise error
    if paths is None and not (settings.corpus.is_dir() and find_files([settings.corpus])):
        raise error
    with changes.alone(settings):
        changes.put_aside(settings, error)
        build(paths, settings)


def _counts(store: Store) -> tuple[int, int]:
    """How many things and how many claims the graph holds."""
    from kg.graph import PREFIXES

    def count(pattern: str) -> int:
        found = store.select(f"{PREFIXES}SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ GRAPH ?g {{ {pattern} }} }}")
        return int(found.rows[0][0] or 0)

    return count("?x skos:prefLabel ?label FILTER NOT EXISTS { ?x kg:implied true }"), count("?x oa:hasSelector ?span")


def evaluate(gold: Path, texts: Path) -> Report:
    """Extract the texts of a folder and compare with gold. Raises CorpusError, DataError, ReadError, BadInput."""
    from kg import evaluate as scoring

    wanted, found = set(scoring.read_gold(gold, "claims")), gather([texts])
    if found.faults:
        raise BadInput(found.faults)
    articles = [article for article in found.articles if article.file in wanted]
    if not articles:
        raise CorpusError("none of the gold's articles is here", str(texts), "name their folder with --texts")
    return scoring.evaluate(gold, map(extract_article, articles))
