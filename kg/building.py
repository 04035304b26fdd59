"""The graph of files and folders: built, brought up to date, in line with decisions; what is unusable is built anew."""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kg import changes, decisions, editions, notes
from kg import noted as made_by
from kg.decisions import Decision
from kg.editions import Edited
from kg.errors import CorruptStore, KgError, OldStore, StoreError, UsageError
from kg.extractors import PLAIN, Recipe
from kg.gather import Gathered, gather
from kg.model import Article, Extraction
from kg.notes import Notes
from kg.read import find_files, read_file
from kg.settings import Settings

if TYPE_CHECKING:
    from kg.store import Store

Progress = Callable[[int, int, str], None]
Made = tuple[Decision, ...]
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


def extract_file(path: Path) -> Extraction:
    """Read one file and extract it. Raises ReadError."""
    return extract_article(read_file(path))


def extract_article(article: Article) -> Extraction:
    """The entities and claims of an article, with the shipped knowledge."""
    from kg.extract import shared

    return shared().read(article)


def fingerprint() -> str:
    """A hash over the code and data that a graph depends on: another one means that every article is read anew."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    for path in sorted(p for p in here.rglob("*") if p.suffix in (".py", ".toml", ".tsv") and "view" not in p.parts):
        digest.update(path.relative_to(here).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def silent(done: int, total: int, name: str) -> None:
    pass


# --- build -----------------------------------------------------------------------------------------------------------


def build(
    paths: Iterable[Path] | None,
    settings: Settings,
    progress: Progress | None = None,
    workers: int = 0,
    recipe: Recipe = PLAIN,
) -> BuildReport:
    """Bring the graph up to date with the corpus, or with the files and folders given: it holds their articles alone.

    Articles whose content is in the graph already stay as they are; files that can not be read are passed over and
    told. A store that is damaged or of another version is put aside, after saying so, and made anew. `workers`:
    processes to extract with; 0 chooses. `recipe`: who extracts; a language model must have answered before.
    Raises CorpusError where no article is found, ReadError or BadInput where
    nothing can be read; then, and after every other error, the graph is as it was.
    """
    if workers < 0:
        raise UsageError("the number of workers is at least 1", "--workers")
    given = None if paths is None else [Path(path) for path in paths]
    with changes.alone(settings):
        found = gather(given or [settings.corpus])
        try:
            return _build(found, given, settings, progress or silent, workers, recipe)
        except (OldStore, CorruptStore) as error:
            changes.put_aside(settings, error)
            return _build(found, given, settings, progress or silent, workers, recipe)


def _build(
    found: Gathered, paths: list[Path] | None, settings: Settings, progress: Progress, workers: int, recipe: Recipe
) -> BuildReport:
    from kg.settled import extractor

    decided, articles = decisions.load(settings.corpus), found.articles
    wanted = {article.id for article in articles}
    stamps = made_by.stamps(articles, recipe)
    with changes.changing(settings, _tag(decided, recipe, stamps)) as change:
        store, noted = change.store, notes.read(settings)
        have = _fresh(store, noted, decided, recipe, stamps)
        stale = set(store.articles()) - wanted
        todo = [article for article in articles if article.id not in have]
        if todo:
            extractor(decided).warm()  # a fault in the data shows before anything is changed
        before = {pair: claims_of(store, pair[0]) for pair in _pairs(found, noted, stale, settings)}
        for article_id in stale:
            store.remove(article_id)
        store.load_many(graphs(todo, decided, progress, workers, recipe))
        now = replace(_noted(found, paths, noted, list(before), settings, decided), recipe=recipe, stamps=stamps)
        if todo or stale or now != noted or store.unpublished:
            change.note(now.data())
            change.commit()
        edited = [_compared(store, old, new, rows, articles) for (old, new), rows in before.items()]
        entities, claims = _counts(store)
    told = tuple(f"{path} = {other}" for path, other, _ in found.copies)
    size, kept = len(articles), len(articles) - len(todo)
    return BuildReport(size, entities, claims, len(todo), len(stale), kept, told, tuple(edited), found.faults)


def claims_of(store: Store, article: str) -> list[dict]:
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
    return editions.compare(article.file, article.title, rows, claims_of(store, new), (old, new))


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


def graphs(
    articles: Sequence[Article], decided: Made, progress: Progress, workers: int, recipe: Recipe = PLAIN
) -> Iterator[tuple[str, list[str]]]:
    """Each article's id and graph, in order; with several processes where that pays."""
    from kg.settled import graph_lines

    total = len(articles)
    size = sum(len(a.text.encode()) for a in articles)
    workers = workers or (os.cpu_count() or 1 if size >= PARALLEL_FROM else 1)
    if workers == 1 or total < 2:
        for done, article in enumerate(articles):
            progress(done, total, article.file)
            yield article.id, graph_lines(article, decided, recipe)
    else:
        with ProcessPoolExecutor(min(workers, total), initializer=_end_with, initargs=(os.getpid(),)) as pool:
            chunk = max(1, min(16, total // (4 * workers)))
            work = pool.map(partial(graph_lines, decisions=decided, recipe=recipe), articles, chunksize=chunk)
            for done, (article, lines) in enumerate(zip(articles, work, strict=True)):
                progress(done, total, article.file)
                yield article.id, lines
    progress(total, total, "")


def _end_with(parent: int) -> None:
    """Let this worker process end soon after the one that began it: it shares its locks."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.2)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


# --- anew ------------------------------------------------------------------------------------------------------------


def _tag(decided: Made, recipe: Recipe = PLAIN, stamps: Mapping[str, str] | None = None) -> str:
    """What work that was broken off must have been done under, to be gone on with."""
    said = [fingerprint(), repr(recipe.row()), repr(sorted((stamps or {}).items())), *(f"{one!r}" for one in notes.signed(decided))]
    return hashlib.sha256("\0".join(said).encode()).hexdigest()[:32]


def _fresh(
    store: Store, noted: Notes, decided: Made, recipe: Recipe, stamps: Mapping[str, str] | None = None
) -> set[str]:
    """The articles whose graphs are as they would be made today."""
    from kg.settled import touched

    there = set(store.articles())
    resumed = there - set(noted.files.values()) if store.resumed and (noted.files or not noted.knowledge) else set()
    if noted.knowledge != fingerprint() or noted.recipe != recipe:
        return resumed
    outdated = {article for article, stamp in (stamps or {}).items() if noted.stamps.get(article) != stamp}
    return (there - touched(store, noted.decisions, decided) - outdated) | resumed


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
        with changes.changing(settings, _tag(decided, noted.recipe, noted.stamps)) as change:
            stale = set(change.store.articles()) - _fresh(change.store, noted, decided, noted.recipe)
            articles = _again(settings, noted, stale)
            if text is not None:
                path = decisions.path_of(settings.corpus)
                change.put(path, text.encode(), over=True) if text else change.drop(path)
            change.store.load_many(graphs(articles, decided, silent, 0, noted.recipe))
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
        build(paths, settings, recipe=noted.recipe)


def _counts(store: Store) -> tuple[int, int]:
    """How many things and how many claims the graph holds."""
    from kg.graph import PREFIXES

    def count(pattern: str) -> int:
        found = store.select(f"{PREFIXES}SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ GRAPH ?g {{ {pattern} }} }}")
        return int(found.rows[0][0] or 0)

    return count("?x skos:prefLabel ?label FILTER NOT EXISTS { ?x kg:implied true }"), count("?x oa:hasSelector ?span")
