"""Build, add, remove: the only place that runs the rooms in order, from files to the graph."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from kg import corpus, decisions, deriving
from kg.errors import CorpusError, CorruptStore, KgError, NotFound, OldStore, UsageError
from kg.model import Article
from kg.read import base_name, find_files, read_file
from kg.settings import Settings, shipped_corpus
from kg.spool import Spool
from kg.store import register
from kg.updating import changes, editions, notes
from kg.updating.arrivals import Arrival, Brought
from kg.updating.basis import fingerprint
from kg.updating.building import (
    BuildReport,
    Made,
    Progress,
    build,
    claims_of,
    extract_article,
    extract_file,
    graphs,
    load_graphs,
    read_all,
    rebuild,
    redo,
    silent,
    sources_of,
    taker,
)
from kg.updating.changes import Change
from kg.updating.editions import Edited
from kg.updating.extractors import PLAIN, Recipe, stamps_of
from kg.updating.gather import BadInput, Gathered, check_there, gather, gather_corpus
from kg.updating.notes import Notes
from kg.words import readable

if TYPE_CHECKING:
    from kg.extraction.evaluate import Report
    from kg.store import Store

__all__ = [
    "PLAIN", "Added", "BadInput", "Brought", "BuildReport", "Recipe", "add", "add_articles", "add_gathered", "build",
    "evaluate", "extract_article", "extract_file", "fingerprint", "gather_new", "gold_articles", "mended", "own_corpus", "read_all",
    "rebuild", "redo", "remove",
]  # fmt: skip

T = TypeVar("T")
PORTION, PORTION_TEXT = 500, 4_000_000  # articles, and characters of them, that are held in memory at a time


@dataclass(frozen=True, slots=True)
class Added:
    """What an addition brought, an entry for each article (without its text), and what could not be read or not be kept."""

    brought: Sequence[Brought]
    skipped: tuple[KgError, ...] = ()

    def __iter__(self) -> Iterator[Brought]:
        return iter(self.brought)

    def __len__(self) -> int:
        return len(self.brought)


# --- add -------------------------------------------------------------------------------------------------------------


def add(
    sources: Path | str | Sequence[Path | str],
    settings: Settings,
    progress: Progress | None = None,
    workers: int = 0,
    dry_run: bool = False,
    allow_private: bool = False,
    follow: bool = False,
) -> Added:
    """Add files, the articles of folders and archives, addresses and standard input (`-`) to the corpus and the graph.

    As `gather_new` and `add_gathered`.
    """
    found = gather_new(sources, settings, progress, allow_private, follow)
    return add_gathered(found, settings, progress, workers, dry_run)


def gather_new(
    sources: Path | str | Sequence[Path | str],
    settings: Settings,
    progress: Progress | None = None,
    allow_private: bool = False,
    follow: bool = False,
) -> Gathered:
    """The articles of what is to be added. `allow_private`: addresses of this machine and its network too; `follow`:
    the page of each entry of which a feed has only a summary. Raises ReadError, BadInput, CorpusError.
    """
    given = [sources] if isinstance(sources, (Path, str)) else list(sources)
    check_there(given)
    taken = taker(settings, allow_private, follow, date.today().isoformat())
    parts = sources_of(given, settings)
    return gather_corpus(settings.corpus, taken, progress) if parts is None else gather(parts, taken, progress)


def add_gathered(
    found: Gathered, settings: Settings, progress: Progress | None = None, workers: int = 0, dry_run: bool = False
) -> Added:
    """Add what was gathered, and tell what each article brought.

    A text that is an edition of one that is there takes its place. With `dry_run` nothing is changed. What can not be
    read, or not be kept, is passed over and told. All the rest is added or, after an error, nothing. Raises BadInput or
    the only fault where nothing is left.
    """
    return add_articles(found.found, settings, progress, workers, dry_run, found.faults)


def add_articles(
    given: Sequence[tuple[str, Article]],
    settings: Settings,
    progress: Progress | None = None,
    workers: int = 0,
    dry_run: bool = False,
    faults: tuple[KgError, ...] = (),
) -> Added:
    """Add articles that were read already, each with the place it was read from: a path, an address or "".

    They are gone through once and never held together. All of them that the corpus can keep come in together, or none. `faults`: what could not be read beside them.
    Raises as `add_gathered`.
    """
    if dry_run:
        with changes.scratch(settings) as there:
            added = _add(given, there, progress or silent, workers, True)
    else:
        own_corpus(settings)
        added = _add(given, settings, progress or silent, workers, False)
    skipped = (*faults, *added.skipped)
    if skipped and not added.brought:
        raise skipped[0] if len(skipped) == 1 else BadInput(skipped)
    return replace(added, skipped=skipped)


def _add(
    given: Sequence[tuple[str, Article]], settings: Settings, progress: Progress, workers: int, dry_run: bool
) -> Added:
    def work() -> Added:
        _catch_up(settings)
        decided = decisions.load(settings.corpus)
        with changes.changing(settings) as change:
            change.dry = dry_run
            return _carry_in(change, given, decided, progress, workers)

    return mended(settings, work)


def mended(settings: Settings, work: Callable[[], T]) -> T:
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


@dataclass(slots=True)
class _Coming:
    """What came of the articles that were gone through, none of them with its text."""

    arrivals: list[Arrival] = field(default_factory=list)
    before: dict[str, list[dict]] = field(default_factory=dict)  # id → claims of the edition whose place it takes
    known: list[Brought] = field(default_factory=list)
    faults: list[KgError] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)  # id → where it was read
    gone: set[str] = field(default_factory=set)  # editions whose place another took
    done: int = 0


def _carry_in(
    change: Change, given: Sequence[tuple[str, Article]], decided: Made, progress: Progress, workers: int
) -> Added:
    """Put the articles into the change, and tell what they bring; those that are there already stay as they are."""
    from kg.updating import arrivals
    from kg.updating.settled import known_under

    store, noted, coming = change.store, notes.read(change.settings), _Coming()
    for portion in _portions(given):
        _carry_portion(change, portion, noted, coming, decided, _after(progress, coming.done, len(given)), workers)
        coming.done += len(portion)
    if not coming.arrivals:
        return Added(tuple(coming.known), tuple(coming.faults))
    deriving.settle(store)
    store.prepare()  # what reads as it would for others is what is told, before it is put in place
    came = [_with_edition(store, one, coming.before.get(one.article.id)) for one in coming.arrivals]
    brought: Spool[Brought] = Spool(coming.known)
    for one in arrivals.report(store, came, decided, known_under(decided)):
        brought.append(one)
    _note(change, noted, came, coming.places, decided)
    if not change.dry:
        change.commit()
    return Added(brought, tuple(coming.faults))


def _portions(given: Iterable[tuple[str, Article]]) -> Iterator[list[tuple[str, Article]]]:
    """The articles in parts that fit into memory, whatever the whole is."""
    part: list[tuple[str, Article]] = []
    size = 0
    for pair in given:
        part.append(pair)
        size += len(pair[1].text)
        if len(part) >= PORTION or size >= PORTION_TEXT:
            yield part
            part, size = [], 0
    if part:
        yield part


def _after(progress: Progress, before: int, total: int) -> Progress:
    """The progress of a part of the articles as that of all."""
    return lambda done, _, name: progress(before + done, total, name)


@dataclass(frozen=True, slots=True)
class _New:
    """An article that is to come in, where it was read, the file that is to keep it, and how that reads back.

    `held`: the file of the corpus that holds it already, without having been built. That is what is read then, for a
    build would read it, too.
    """

    article: Article
    place: str
    raw: bytes
    kept: Article
    held: Path | None = None


def _carry_portion(
    change: Change,
    given: Iterable[tuple[str, Article]],
    noted: Notes,
    coming: _Coming,
    decided: Made,
    progress: Progress,
    workers: int,
) -> None:
    """Extract a part of the articles and let the corpus keep them; one that can not be extracted is left out."""
    store, new = change.store, list(_new_ones(change, given, noted, coming))
    tasks = [(one.place, one.kept) for one in new]
    lost = load_graphs(store, graphs(tasks, decided, progress, workers, noted.recipe, change.settings.limits))
    coming.faults += lost.values()
    coming.arrivals += [_take_in(change, one, noted, coming) for one in new if one.kept.id not in lost]


def _new_ones(
    change: Change, given: Iterable[tuple[str, Article]], noted: Notes, coming: _Coming
) -> Iterator[_New]:
    """Those of the articles that are to come in; the others are there: as they are, or edited in the corpus since they
    came.
    """
    store = change.store
    for place, article in given:
        read, now = noted.places.get(place, ["", ""])
        if store.has(article.id) or article.id in coming.places or article.id in coming.gone or (read == article.id and store.has(now)):
            coming.known.append(Brought(bare(article), None, known=True))
            continue
        try:
            raw, kept = corpus.render(article)
            held = _held(change, article, place)
            new = _New(article, place, raw, read_file(held) if held else kept, held)
        except CorpusError as error:  # it alone is left out
            coming.faults.append(error)
            continue
        coming.places[article.id] = place
        yield new


def _held(change: Change, article: Article, place: str) -> Path | None:
    """The file of the corpus that holds an article which was not built yet: the one that it was read from, one of the same
    name, or one of the name that the corpus gives it. To look into all others would take as long as a build.
    """
    folder = change.settings.corpus
    names = [notes.name_of(folder, place), base_name(article.file)]
    own = [folder / name for name in names if not any(part.startswith((".", "/")) for part in Path(name).parts)]
    paths = [*own, corpus.free_path(folder, article, change.taken())]
    return next((path for path in paths if path.name.lower() != "readme.md" and corpus.holds(path, article.id)), None)


def _take_in(change: Change, one: _New, noted: Notes, coming: _Coming) -> Arrival:
    """Let the corpus keep an article; with the old edition's claims where it takes the place of one."""
    from kg.listing import rows

    store, article, place, kept = change.store, one.article, one.place, one.kept
    near = editions.candidates(store, article, [noted.places[place][1]] if place in noted.places else [])
    came_from = {where: other for other in sorted(near) for where in noted.places_of(other)}
    old = editions.older(store, article, place, came_from, rows.articles(store, near - coming.places.keys()))
    said = rows.claims(store, article=old) if old else None
    keys = frozenset(row["key"] for row in rows.entities(store, article=old)) if old else frozenset()
    path = _keep(change, one, old, noted)
    if old:
        coming.gone.add(old)
        coming.before[kept.id] = said or []
        store.remove(old)
    edited = Edited(article.file, article.title, old, kept.id) if old else None
    return Arrival(bare(kept), path, edited, keys)


def bare(article: Article) -> Article:
    """An article without its text: what is told of it."""
    return replace(article, text="", blocks=())


def _keep(change: Change, one: _New, old: str, noted: Notes) -> Path:
    """The file of the corpus that keeps an article. One that holds it already stays as it is, and the file of the old
    edition, whose place another would have taken, goes.
    """
    path, over = _place_of(change, one.article, old, noted)
    if one.held is None:
        change.put(path, one.raw, over)
    elif over:
        change.drop(path)
    return one.held or path


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
    compared = editions.compare(one.edited.file, one.edited.title, before, claims_of(store, one.article.id), ids)
    return replace(one, edited=compared)


def _note(
    change: Change, noted: Notes, came: Sequence[Arrival], places: Mapping[str, str], decided: Made
) -> None:
    """Note what was added; `places`: id → where it was read."""
    corpus_of = change.settings.corpus
    put: list[register.Entry] = []
    for one in came:
        identity = one.article.id
        put.append(("files", notes.name_of(corpus_of, one.path or corpus_of), identity))
        if places.get(identity):
            put.append(("places", places[identity], [identity, identity]))
    put += [("stamps", *pair) for pair in stamps_of([one.article for one in came], noted.recipe).items()]
    gone = [one.edited.old for one in came if one.edited]
    notes.keep_steps(change, noted, gone, put, knowledge=fingerprint(noted.recipe), decisions=decided)


# --- remove ----------------------------------------------------------------------------------------------------------


def remove(names: Iterable[str], settings: Settings) -> list[Path]:
    """Take articles out of the corpus and the graph, wholly, all of them or, after an error, none.

    `names`: ids, files or titles, or where the corpus keeps them. The corpus's files that are gone. Raises NotFound,
    UsageError.
    """
    own_corpus(settings)
    wanted = list(names)

    def work() -> list[Path]:
        with changes.changing(settings) as change:
            noted = notes.read(settings)
            keys = dict.fromkeys(_one(change.store, settings, noted, name) for name in wanted)
            gone = [path for key in keys for path in _files_of(settings, noted, key)]
            for path in gone:
                change.drop(path)
            for key in keys:
                change.store.remove(key)
            notes.keep_steps(change, noted, keys, ())
            change.commit()
        return gone

    return mended(settings, work)


def _one(store: Store, settings: Settings, noted: Notes, name: str) -> str:
    from kg.listing import rows

    kept = next((one for one in _kept_at(settings, name) if one in noted.files), None)
    if kept is not None:
        return noted.files[kept]
    try:
        found = rows.resolve_article(store, readable(name))
    except NotFound:
        found = _read_at(store, noted, name)
        if not found:
            raise
    if len(found) > 1:
        raise UsageError(f"{name!r} names {len(found)} articles", "", f"use an id: {', '.join(sorted(found))}")
    return found[0]


def _read_at(store: Store, noted: Notes, name: str) -> list[str]:
    """The articles that were added from this path or address; else those whose file is called as the path's last part."""
    from kg.listing import rows

    for place in (name, os.path.abspath(name)):
        if pair := noted.places.get(place):
            return [pair[1]]
    with contextlib.suppress(NotFound):
        return rows.resolve_article(store, readable(Path(name).name)) if Path(name).suffix and "://" not in name else []
    return []


def _kept_at(settings: Settings, name: str) -> list[str]:
    """What the notes call the file that a person calls so: by its path, or by its place in the corpus."""
    if not Path(name).suffix:
        return []
    return [notes.name_of(settings.corpus, place) for place in (settings.corpus / name, Path(name).absolute()) if place.is_file()]


def _files_of(settings: Settings, noted: Notes, article: str) -> list[Path]:
    """The files of the corpus that hold an article; one from a file outside of the corpus the graph alone has."""
    if noted.files:
        names = noted.files_of(article)
        return [path for name in names if not os.path.isabs(name) and (path := settings.corpus / name).exists()]
    with contextlib.suppress(NotFound, CorpusError):
        return corpus.files_of(settings.corpus, article)
    return []


def own_corpus(settings: Settings) -> None:
    """Raise UsageError for the corpus that ships with the package."""
    if settings.corpus.resolve() == shipped_corpus().resolve() and not (Path.cwd() / "corpus").exists():
        raise UsageError("the corpus that ships with the package is not changed", "", "make one of your own here (mkdir corpus), or name one with --corpus DIR")


def gold_articles(gold: Path, texts: Path) -> list[Article]:
    """The articles of a folder that gold speaks of.

    Raises CorpusError where there is none, DataError for ill gold, BadInput for files that can not be read.
    """
    from kg.extraction import evaluate as scoring

    wanted, found = set(scoring.read_gold(gold, "claims")), gather_corpus(texts)
    if found.faults:
        raise BadInput(found.faults)
    articles = [article for article in found.articles if article.file in wanted]
    if not articles:
        raise CorpusError("none of the gold's articles is here", str(texts), "name their folder with --texts")
    return articles


def evaluate(gold: Path, texts: Path, recipe: Recipe = PLAIN) -> Report:
    """Extract the texts of a folder and compare with gold. Raises CorpusError, DataError, StoreError, BadInput."""
    from kg.extraction import evaluate as scoring
    from kg.extraction.extract import shared
    from kg.updating.extractors import reader

    return scoring.evaluate(gold, map(reader(shared(), recipe), gold_articles(gold, texts)))
