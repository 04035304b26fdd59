"""The graph of files and folders: built, brought up to date, in line with decisions; what is unusable is built anew."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from kg import corpus, decisions, deriving
from kg.decisions import Decision
from kg.errors import CorruptStore, KgError, OldStore, StoreError, UsageError
from kg.intake import Taker
from kg.intake.sources import STDIN
from kg.limits import DEFAULT, Limits
from kg.model import Article, Extraction
from kg.read import find_files, read_file
from kg.settings import Settings
from kg.spool import Picked, Spool
from kg.store import register
from kg.telling import LONG, tell
from kg.updating import changes, editions, notes
from kg.updating.basis import fingerprint
from kg.updating.catalogue import FILE, Catalogue, Looker
from kg.updating.editions import Edited
from kg.updating.engines import Fan
from kg.updating.extractors import PLAIN, Recipe, stamps_of
from kg.updating.fanout import Failed, Graph, Task, kept
from kg.updating.gather import Gathered, check_there, gather, gather_corpus
from kg.updating.notes import Notes
from kg.workers import confine

if TYPE_CHECKING:
    from kg.store import Store

Progress = Callable[[int, int, str], None]
Made = tuple[Decision, ...]
T = TypeVar("T")
SOME = 3  # files that are named where more may be meant
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
    skipped: tuple[KgError, ...] = ()  # files that can not be read, or not be extracted
    dropped: int = 0  # articles that were there and are not among those that it was built from
    left: tuple[str, ...] = ()  # some files of these that are still there


def extract_file(path: Path) -> Extraction:
    """Read one file and extract it. Raises ReadError."""
    return extract_article(read_file(path))


def extract_article(article: Article) -> Extraction:
    """The entities and claims of an article, with the shipped knowledge."""
    from kg.extraction.extract import shared

    return shared().read(article)


def silent(done: int, total: int, name: str) -> None:
    pass


# --- build -----------------------------------------------------------------------------------------------------------


def build(
    paths: Iterable[Path] | None,
    settings: Settings,
    progress: Progress | None = None,
    workers: int = 0,
    recipe: Recipe = PLAIN,
    fan: Fan | None = None,
) -> BuildReport:
    """Bring the graph up to date with the corpus, or with the files and folders given: it holds their articles alone.

    Articles whose content is in the graph already stay as they are; files that can not be read, or not be extracted
    within the limits, are passed over and told. A store that is damaged or of another version is put aside, after saying so, and made anew. `workers`:
    processes to extract with; 0 chooses. `recipe`: who extracts; a language model must have answered before. `fan`:
    where else it is done. Raises CorpusError where no article is found, ReadError or BadInput where nothing can be
    read; then, and after every other error, the graph is as it was.
    """
    if workers < 0:
        raise UsageError("the number of workers is at least 1", "--workers")
    given = None if paths is None else [Path(path) for path in paths]
    fan = fan or Fan(workers=workers)
    if sources_of(given or [settings.corpus], settings) is None:  # before the lock, which may lie in it, makes the folder
        corpus.check_folder(settings.corpus)
    with changes.alone(settings):
        seen = Catalogue(changes.home(settings) / FILE, fingerprint())
        found = read_all(given, settings, Looker(seen, settings.limits) if recipe == PLAIN else taker(settings))
        try:
            report = _build(found, given, settings, progress or silent, fan, recipe)
        except (OldStore, CorruptStore) as error:
            changes.put_aside(settings, error)
            report = _build(found, given, settings, progress or silent, fan, recipe)
        if recipe == PLAIN:
            seen.keep()
    return report


def _build(
    found: Gathered, paths: list[Path] | None, settings: Settings, progress: Progress, fan: Fan, recipe: Recipe
) -> BuildReport:
    from kg.updating.settled import extractor

    decided = decisions.load(settings.corpus)
    stamps = stamps_of((article for _, article in found.found), recipe)
    with changes.changing(settings, _tag(decided, recipe, stamps)) as change:
        store, noted = change.store, notes.read(settings)
        _tell_vanished(noted, decided)
        todo, stale = _due(found, store, noted, decided, recipe, stamps)
        if len(todo):
            extractor(decided).warm()  # a fault in the data shows before anything is changed
        before = {pair: claims_of(store, pair[0]) for pair in _pairs(found, noted, stale, settings)}
        dropped = sorted(stale.difference(old for old, _ in before))
        left = _still_there(dropped, noted, settings)
        for article_id in stale:
            store.remove(article_id)
        lost = load_graphs(store, _graphs_of_files(todo, decided, progress, fan, recipe, settings.limits))
        if len(todo) >= LONG:
            confine.give_back()  # what reading and loading so many took is not needed to count them
        deriving.settle(store, workers=fan.workers)
        _tell_unfit(store, decided)
        found = found.without(lost)
        stamps = {key: stamp for key, stamp in stamps.items() if key not in lost}
        before = {pair: rows for pair, rows in before.items() if pair[1] not in lost}
        now = _noted(found, paths, noted, list(before), settings, Notes(fingerprint(recipe), decided, recipe=recipe, stamps=stamps))
        if len(todo) or stale or store.unpublished or not notes.same(now, noted):
            notes.keep(change, now, noted)
            change.commit()
        edited = tuple(_compared(store, before, found))
        entities, claims = _counts(store)
    told = tuple(f"{place} = {other}" for place, other, _ in found.copies)
    size, fresh = len(found.found), len(todo) - len(lost)
    return BuildReport(size, entities, claims, fresh, len(stale), size - fresh, told, edited, found.faults, len(dropped), left)


def _due(
    found: Gathered, store: Store, noted: Notes, decided: Made, recipe: Recipe, stamps: Mapping[str, str]
) -> tuple[Sequence[Task], set[str]]:
    """The articles that are to be read, and the ids of those that are to go."""
    have = _fresh(store, noted, decided, recipe, stamps)
    todo = Picked(found.found, (n for n, (_, article) in enumerate(found.found) if article.id not in have))
    stale = set(store.articles()).difference(article.id for _, article in found.found)
    return todo, stale


def _tell_vanished(noted: Notes, there: Made) -> None:
    """Say which decisions the graph was made under and the file holds no more: an editor's slip is not to end them
    without a word. Who takes one back with `kg review undo` has the file hold it until then.
    """
    gone = [one for one in noted.decisions if one not in there]
    if gone:
        some = "; ".join(map(str, gone[:SOME]))
        tell("decisions_gone", n=len(gone), some=some + " …" * (len(gone) > SOME))


def _tell_unfit(store: Store, made: Made) -> None:
    """Say which strikes fit no claim of the graph: they stay in the file, and do nothing."""
    from kg.updating.settled import unfit

    if left := unfit(store, made):
        some = "; ".join(map(str, left[:SOME]))
        tell("strikes_unfit", n=len(left), some=some + " …" * (len(left) > SOME))


def _still_there(dropped: Sequence[str], noted: Notes, settings: Settings) -> tuple[str, ...]:
    """Files of articles that go although nobody took their files away: those of the first few."""
    files = (noted.file_of(settings.corpus, article) for article in dropped[:SOME])
    return tuple(str(path) for path in files if path is not None and path.is_file())


def load_graphs(store: Store, made: Iterable[Graph | Failed]) -> dict[str, KgError]:
    """Load the graphs; an article that could not be extracted is not in the graph, also not as it was. Why, by id."""
    failed: list[Failed] = []
    store.load_many(kept(made, failed))
    for one in failed:
        if store.has(one.id):
            store.remove(one.id)
    return {one.id: one.error for one in failed}


def read_all(paths: Sequence[Path] | None, settings: Settings, taken: Taker | None = None) -> Gathered:
    """The articles of the given files and folders, of the corpus where none are given. Raises as `gather`."""
    given = sources_of(paths or [settings.corpus], settings)
    if given is None:
        corpus.check_folder(settings.corpus)
        return gather_corpus(settings.corpus, taken or taker(settings))
    check_there(given)
    return gather(given, taken or taker(settings))


def sources_of(given: Sequence[Path | str], settings: Settings) -> list[Path | str] | None:
    """What is given, in the place of the corpus its texts: what lies beside them there is none. None: it alone."""

    def is_corpus(one: Path | str) -> bool:
        return one != STDIN and os.path.isdir(one) and settings.corpus.is_dir() and os.path.samefile(one, settings.corpus)

    if all(one == settings.corpus or is_corpus(one) for one in given):
        return None
    return [part for one in given for part in (find_files([Path(one)]) if is_corpus(one) else [one])]


def taker(settings: Settings, allow_private: bool = False, follow: bool = False, day: str = "") -> Taker:
    """What takes sources in under these settings; `day`: when they come into the corpus."""
    return Taker(settings.limits, allow_private=allow_private, follow=follow, day=day)


def claims_of(store: Store, article: str) -> list[dict]:
    from kg.listing import rows

    return rows.claims(store, article=article)


def _pairs(found: Gathered, noted: Notes, stale: set[str], settings: Settings) -> dict[tuple[str, str], None]:
    """Ids of an article that is to go and of the one that stands in its file now."""
    pairs: dict[tuple[str, str], None] = {}
    seen: set[str] = set()
    for place, article in found.found if stale else ():
        old = noted.files.get(notes.name_of(settings.corpus, place), "")
        if old in stale and old not in seen:
            seen.add(old)
            pairs[old, article.id] = None
    return pairs


def _compared(store: Store, before: Mapping[tuple[str, str], list[dict]], found: Gathered) -> Iterator[Edited]:
    """What became of the claims of each edited article. All articles are gone through once, however many were edited."""
    wanted = {new for _, new in before}
    named = {one.id: (one.file, one.title) for _, one in found.found if one.id in wanted} if wanted else {}
    for (old, new), rows in before.items():
        yield editions.compare(*named[new], rows, claims_of(store, new), (old, new))


def _noted(
    found: Gathered,
    paths: list[Path] | None,
    noted: Notes,
    edited: Iterable[tuple[str, str]],
    settings: Settings,
    head: Notes,
) -> Notes:
    """The notes of a graph that was built so; `head`: what they say beside files and places."""

    def files() -> Iterator[tuple[str, str]]:
        for place, article in found.found:
            yield notes.name_of(settings.corpus, place), article.id
        for place, _, identity in found.copies:
            yield notes.name_of(settings.corpus, place), identity

    became = dict(edited)
    moved = {place: [read, became.get(now, now)] for place, (read, now) in noted.places.items()}
    there = {article.id for _, article in found.found} if moved else set()
    places = {place: pair for place, pair in moved.items() if pair[1] in there}
    whole = None if paths is None else tuple(os.path.abspath(path) for path in paths)
    return replace(head, files=register.Told(files), places=places, paths=whole)


def graphs(
    tasks: Sequence[Task],
    decided: Made,
    progress: Progress,
    workers: int = 0,
    recipe: Recipe = PLAIN,
    limits: Limits = DEFAULT,
) -> Iterator[Graph | Failed]:
    """Each article's graph, or why it has none, in order; with several processes where that pays."""
    return _graphs_of_files(tasks, decided, progress, Fan(workers=workers), recipe, limits)


def _graphs_of_files(
    tasks: Sequence[Task], decided: Made, progress: Progress, fan: Fan, recipe: Recipe, limits: Limits
) -> Iterator[Graph | Failed]:
    """Each article and its graph, in order: texts are read where they are extracted, none of them kept."""
    size = 0
    for path, article in tasks:
        with contextlib.suppress(OSError):
            size += len(article.text.encode()) or os.path.getsize(path)
        if size >= PARALLEL_FROM:
            break
    made = fan.graphs(tasks, decided, _so_many(fan.workers, size, len(tasks)), recipe, limits)
    yield from _told(made, tasks, progress)


def _so_many(workers: int, size: int, total: int) -> int:
    """How many processes to extract with; 0 chooses by the bytes of text."""
    workers = workers or (os.cpu_count() or 1 if size >= PARALLEL_FROM else 1)
    return max(1, min(workers, total)) if total > 1 else 1


def _told(made: Iterable[T], tasks: Sequence[Task], progress: Progress) -> Iterator[T]:
    for done, one in enumerate(made):
        progress(done, len(tasks), tasks[done][1].file)
        yield one
    progress(len(tasks), len(tasks), "")


# --- anew ------------------------------------------------------------------------------------------------------------


def _tag(decided: Made, recipe: Recipe = PLAIN, stamps: Mapping[str, str] | None = None) -> str:
    """What work that was broken off must have been done under, to be gone on with."""
    said = [fingerprint(recipe), repr(recipe.row()), repr(sorted((stamps or {}).items())), *(f"{one!r}" for one in notes.signed(decided))]
    return hashlib.sha256("\0".join(said).encode()).hexdigest()[:32]


def _fresh(
    store: Store, noted: Notes, decided: Made, recipe: Recipe, stamps: Mapping[str, str] | None = None
) -> set[str]:
    """The articles whose graphs are as they would be made today."""
    from kg.updating.settled import touched

    there = set(store.articles())
    resumed = there - set(noted.files.values()) if store.resumed and (noted.files or not noted.knowledge) else set()
    if noted.recipe != recipe or noted.knowledge != fingerprint(recipe):
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
        same = notes.signed(decided) == notes.signed(noted.decisions) and noted.knowledge == fingerprint(noted.recipe)
        if same and text is None:
            return 0
        _tell_vanished(noted, decisions.load(settings.corpus, whole=False))
        with changes.changing(settings, _tag(decided, noted.recipe, noted.stamps)) as change:
            stale = set(change.store.articles()) - _fresh(change.store, noted, decided, noted.recipe)
            if len(stale) >= LONG:
                tell("rereading", of=f"{len(stale):,}")
            tasks = _again(settings, noted, stale)
            if text is not None:
                path = decisions.path_of(settings.corpus)
                change.put(path, text.encode(), over=True) if text else change.drop(path)
            made = graphs(tasks, decided, _how_far, 0, noted.recipe, settings.limits)
            change.store.load_many(_all_of(made))
            _tell_unfit(change.store, decided)
            notes.keep_steps(change, noted, (), (), knowledge=fingerprint(noted.recipe), decisions=decided)
            change.commit()
    return len(tasks)


def _how_far(done: int, total: int, name: str) -> None:
    """Tell somebody who did not ask for it how far a long reading is."""
    if total >= LONG and done and done % LONG == 0:
        tell("reread", done=f"{done:,}", of=f"{total:,}")


def _all_of(made: Iterable[Graph | Failed]) -> Iterator[Graph]:
    """The graphs. Raises ExtractError for the first article that has none."""
    for one in made:
        if isinstance(one, Failed):
            raise one.error
        yield one


def _again(settings: Settings, noted: Notes, stale: set[str]) -> Sequence[Task]:
    """These articles with the files that they came from; texts stay there. Raises StoreError where one is not as it was."""
    names = sorted(name for name, identity in noted.files.items() if identity in stale)
    files = [path for name in names if (path := settings.corpus / name).is_file()]
    paths = [Path(path) for path in noted.paths or ()]
    tasks: Spool[Task] = Spool()
    left = set(stale)
    seen = Catalogue(changes.home(settings) / FILE, fingerprint())
    for given in (files, None, paths):
        if left and given != []:
            with contextlib.suppress(KgError):
                for task in read_all(given, settings, Looker(seen, settings.limits)).found:
                    if task[1].id in left:
                        left.discard(task[1].id)
                        tasks.append(task)
    if left:
        what = f"{len(left)} articles of this graph are not in the corpus"
        raise StoreError(what, settings.store, "bring it up to date: kg build PATH")
    return tasks


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
    """How many things that an article names, and how many claims the graph holds."""
    from kg.rdf.graph import PREFIXES, iri

    def asked(wanted: str, pattern: str) -> list[Any]:
        found = store.select(f"{PREFIXES}SELECT {wanted} WHERE {{ GRAPH ?g {{ {pattern} }} }}").rows
        return [row[0] for row in found]

    (things,) = asked("(COUNT(DISTINCT ?x) AS ?n)", "?x skos:prefLabel ?label")
    (claims,) = asked("(COUNT(*) AS ?n)", "?x oa:hasSelector ?span")  # a claim stands in one article
    named = "GRAPH ?g {{ {0} skos:prefLabel ?label FILTER NOT EXISTS {{ {0} kg:implied true }} }}"
    families = map(iri, asked("DISTINCT ?x", "?x kg:implied true"))  # few: those that no article names are taken off
    unnamed = sum(not store.ask(f"{PREFIXES}ASK {{ {named.format(one)} }}") for one in families)
    return int(things or 0) - unnamed, int(claims or 0)
