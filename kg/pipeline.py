"""Build, add, remove: the only place that runs the rooms in order, from files to the graph."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg import corpus, decisions, noted
from kg.errors import CorpusError, KgError, NotFound, StoreError, UsageError
from kg.extractors import PLAIN, Recipe
from kg.gather import Gathered, Skipped, check_there, gather, gather_corpus
from kg.intake import Taker
from kg.model import Article, Extraction
from kg.read import find_files, read_file
from kg.settings import Settings, shipped_corpus

if TYPE_CHECKING:
    from kg.evaluate import Report
    from kg.store import Store

Progress = Callable[[int, int, str], None]
NOTES = noted.NOTES
NEAR = 0.05  # of an article's words in another one: less is a phrase or a name, and not worth telling
AT_ONCE, TEXT_AT_ONCE = 500, 5_000_000  # articles that are added in one go, characters of the last fifty of them
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
    skipped: tuple[KgError, ...] = ()  # what can not be read


@dataclass(frozen=True, slots=True)
class Brought:
    """What one article brought to the graph."""

    article: Article
    path: Path | None
    known: bool = False  # the graph had it already
    new_entities: tuple[str, ...] = ()
    claims: int = 0
    new_claims: int = 0
    corroborated: int = 0
    details: tuple[dict[str, Any], ...] = field(default=(), compare=False)
    near: tuple[tuple[str, float], ...] = ()  # articles that share passages: title, share of this article's words
    contradicts: tuple[tuple[str, str], ...] = ()  # what other articles see otherwise: thing, rule


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


def build(
    paths: Iterable[Path] | None,
    settings: Settings,
    progress: Progress | None = None,
    workers: int = 0,
    recipe: Recipe = PLAIN,
) -> BuildReport:
    """Bring the graph up to date with the corpus, or with the files and folders given: it holds their articles alone.

    Articles whose content is in the graph already stay as they are. `workers`: processes to extract with; 0 chooses.
    What can not be read is passed over and told. `recipe`: who extracts; a language model must have answered before.
    Raises CorpusError where no article is found, ReadError or BadInput where nothing can be read; then the store is as
    it was.
    """
    from kg.settled import extractor
    from kg.store import open_store

    progress = progress or (lambda done, total, name: None)
    found = read_all(paths, settings)
    articles = found.articles
    decided = decisions.load(settings.corpus)
    store = open_store(settings.store)
    try:
        stamps = noted.stamps(articles, recipe)
        have = _fresh(store, settings.store, decided, recipe, stamps)
        stale = set(store.articles()) - {a.id for a in articles}
        todo = [a for a in articles if a.id not in have]
        if todo:
            extractor(decided).warm()  # a fault in the data shows before anything is changed
        for article in stale:
            store.remove(article)
        _forget(settings.store)
        store.load_many(_graphs(todo, decided, progress, workers, recipe))
        _note(settings.store, decided, recipe, stamps)
        store.publish()
        entities, claims = _counts(store)
    finally:
        store.close()
    copies = tuple(f"{place} = {Path(other).name}" for place, other, _ in found.copies)
    size, kept = len(articles), len(articles) - len(todo)
    return BuildReport(size, entities, claims, len(todo), len(stale), kept, copies, found.faults)


def read_all(paths: Iterable[Path] | None, settings: Settings) -> Gathered:
    """The articles of the given files and folders, of the corpus where none are given. Raises as `gather`."""
    if paths is None:
        return gather_corpus(settings.corpus, taker(settings))
    given = list(paths)
    check_there(given)
    return gather(given, taker(settings))


def taker(settings: Settings, allow_private: bool = False, follow: bool = False) -> Taker:
    """What takes sources in under these settings."""
    return Taker(settings.limits, allow_private=allow_private, follow=follow, day=date.today().isoformat())


def _graphs(
    articles: list[Article],
    decided: tuple[decisions.Decision, ...],
    progress: Progress,
    workers: int,
    recipe: Recipe = PLAIN,
) -> Iterator[tuple[str, list[str]]]:
    """Each article's id and graph, in order; with several processes where that pays."""
    from kg.settled import graph_lines

    total = len(articles)
    size = sum(len(a.text.encode()) for a in articles)
    workers = workers or (os.cpu_count() or 1 if size >= PARALLEL_FROM else 1)
    if workers < 0:
        raise UsageError("the number of workers is at least 1", "--workers")
    if workers == 1 or total < 2:
        for done, article in enumerate(articles):
            progress(done, total, article.file)
            yield article.id, graph_lines(article, decided, recipe)
    else:
        with ProcessPoolExecutor(min(workers, total)) as pool:
            chunk = max(1, min(16, total // (4 * workers)))
            work = pool.map(partial(graph_lines, decisions=decided, recipe=recipe), articles, chunksize=chunk)
            for done, (article, lines) in enumerate(zip(articles, work, strict=True)):
                progress(done, total, article.file)
                yield article.id, lines
    progress(total, total, "")


def add(source: Path | str, settings: Settings) -> list[Brought]:
    """Add a source to the corpus and to the graph, and tell what each of its articles brought.

    As `add_all`; raises BadInput or the only fault where something of it can not be read, after the rest was added.
    """
    faults: list[KgError] = []
    brought: list[Brought] = []
    for one in add_all([source], settings, taker(settings)):
        (faults if isinstance(one, KgError) else brought).append(one)  # type: ignore[arg-type]
    if faults:
        raise faults[0] if len(faults) == 1 and not brought else Skipped(faults)
    return brought


def add_all(
    sources: Iterable[Path | str],
    settings: Settings,
    taken: Taker,
    progress: Progress | None = None,
    before: Callable[[list[Article]], None] = lambda articles: None,
) -> Iterator[Brought | KgError]:
    """Add files, folders, archives, addresses and standard input (`-`); what can not be read gives a fault in its place.

    The graph must be up to date with the corpus, or not be there yet. However many they are, only AT_ONCE articles are
    held at a time, and `before` is called with them before they are added. Raises CorpusError, StoreError.
    """
    from kg.store import open_store

    some: list[Article] = []
    for one in taken.take(sources, progress):
        if isinstance(one, KgError):
            yield one
            continue
        some.append(one.article)
        if len(some) >= AT_ONCE or sum(len(a.text) for a in some[-50:]) > TEXT_AT_ONCE:
            before(some)
            yield from add_articles(some, settings, open_store)
            some = []
    if some:
        before(some)
        yield from add_articles(some, settings, open_store)


def add_articles(articles: list[Article], settings: Settings, opener: Callable[[str], Store]) -> list[Brought]:
    """Add articles that were read already: file first, then graph, one after the other."""
    own_corpus(settings)
    if not Path(settings.store, NOTES).exists() and settings.corpus.is_dir() and find_files([settings.corpus]):
        build(None, settings)
    redo(settings)
    from kg import settled

    decided = decisions.load(settings.corpus)
    store = opener(settings.store)
    try:
        recipe = noted.recipe_of(settings.store)
        stamps = noted.stamps(articles, recipe)
        for article in articles if stamps else ():  # where a model reads, it has answered before anything is changed
            settled.read(article, decided, recipe)
        before = _known(store) if {a.id for a in articles} - set(store.articles()) else _Known(set(), set())
        brought = [_add(article, settings, store, decided, before) for article in articles]
        _note(settings.store, decided, recipe, noted.stamps_of(settings.store) | stamps)
        store.publish()
        return _beside_others(brought, store)
    finally:
        store.close()


def _beside_others(brought: list[Brought], store: Store) -> list[Brought]:
    """What was brought, each with the articles that share passages with it and with what others see otherwise."""
    from kg import conflicts, query

    fresh = [one.article.id for one in brought if not one.known]
    shares, against = store.kin(fresh) or {}, conflicts.against(store, fresh)
    names = {row["id"]: row["title"] or row["file"] for row in query.articles(store)} if any(shares.values()) else {}
    found = []
    for one in brought:
        near = ((names.get(k, k), share) for k, share in shares.get(one.article.id, {}).items() if share >= NEAR)
        nearest = sorted(near, key=lambda named: (-named[1], named[0]))[:5]
        contradicts = dict.fromkeys((c.thing, c.rule.name) for c in against.get(one.article.id, ()))
        found.append(one if one.known else replace(one, near=tuple(nearest), contradicts=tuple(contradicts)))
    return found


def _add(
    article: Article, settings: Settings, store: Store, decided: tuple[decisions.Decision, ...], before: _Known
) -> Brought:
    """Add one article; `before`, what the graph holds, takes in what it brings."""
    from kg import settled

    if article.id in store.articles():
        return Brought(article, None, known=True)
    recipe = noted.recipe_of(settings.store)
    found = settled.read(article, decided, recipe)
    path = corpus.write_article(settings.corpus, article)
    kept = read_file(path)  # the graph is of the article as the corpus holds it
    if kept.id != article.id:
        found = settled.read(kept, decided, recipe)
    store.replace(kept.id, settled.lines(found))
    extraction = found.extraction
    new = [e.label for e in extraction.entities if e.key not in before.entities]
    claimed = [_gist(c.kind, c.subject, c.object, c.values, c.negated) for c in extraction.claims]
    corroborated = sum(gist in before.claims for gist in claimed)
    before.entities.update(e.key for e in extraction.entities)
    before.claims.update(claimed)
    return Brought(kept, path, False, tuple(new), len(claimed), len(claimed) - corroborated, corroborated)


@dataclass(slots=True)
class _Known:
    entities: set[str]
    claims: set[tuple]


def _known(store: Store) -> _Known:
    """What the graph holds before an article comes in: keys of entities, gists of claims."""
    from kg import query
    from kg.graph import PREFIXES, key_of

    rows = query.claims(store)
    named = "GRAPH ?g { ?e skos:prefLabel ?label FILTER NOT EXISTS { ?e kg:implied true } }"
    things = store.select(f"{PREFIXES}SELECT DISTINCT ?e WHERE {{ {named} }}")
    gists = {_gist(r["kind"], r["subject"], r["object"], r["value"], r["negated"]) for r in rows}
    return _Known({key_of(row[0]) for row in things.rows}, gists)


def _gist(kind: str, subject: Any, thing: Any, value: dict, negated: bool) -> tuple:
    """What a claim says, without who says it, when and in which words."""

    def name(side: Any) -> str:
        return "" if side is None else side["label"] if isinstance(side, dict) else side.label

    return (kind, name(subject), name(thing), json.dumps(value, sort_keys=True, default=str), bool(negated))


def gold_articles(gold: Path, texts: Path) -> list[Article]:
    """The articles of a folder that gold speaks of. Raises CorpusError where there is none, DataError for ill gold."""
    from kg import evaluate as scoring

    wanted = set(scoring.read_gold(gold, "claims"))
    articles = [a for a in gather([texts]).articles if a.file in wanted]
    if not articles:
        raise CorpusError("none of the gold's articles is here", str(texts), "name their folder with --texts")
    return articles


def evaluate(gold: Path, texts: Path, recipe: Recipe = PLAIN) -> Report:
    """Extract the texts of a folder and compare with gold. Raises CorpusError, DataError, StoreError."""
    from kg import evaluate as scoring
    from kg.extract import shared
    from kg.extractors import reader

    return scoring.evaluate(gold, map(reader(shared(), recipe), gold_articles(gold, texts)))


def remove(names: Iterable[str], settings: Settings) -> list[Path]:
    """Take articles out of the corpus and the graph, wholly. `names`: ids, files or titles. Raises NotFound."""
    from kg import query
    from kg.store import open_store

    own_corpus(settings)
    store = open_store(settings.store)
    gone: list[Path] = []
    try:
        found: list[str] = []
        for name in names:
            keys = query.resolve_article(store, name)
            if len(keys) > 1:
                raise UsageError(f"{name!r} names {len(keys)} articles", "", f"use an id: {', '.join(sorted(keys))}")
            found.extend(keys)
        for key in dict.fromkeys(found):
            with contextlib.suppress(NotFound, CorpusError):  # from a file outside of the corpus: the graph alone has it
                gone.extend(corpus.remove(settings.corpus, key))
            store.remove(key)
        store.publish()
    finally:
        store.close()
    return gone


def own_corpus(settings: Settings) -> None:
    """Raise UsageError for the corpus that ships with the package."""
    if settings.corpus.resolve() == shipped_corpus().resolve() and not (Path.cwd() / "corpus").exists():
        raise UsageError("the corpus that ships with the package is not changed", "", "name your own with --corpus DIR")


# --- what the store's graphs come from --------------------------------------------------------------------------------


def _same_knowledge(store: str) -> bool:
    try:
        return json.loads(Path(store, NOTES).read_text("utf-8")).get("knowledge") == fingerprint()
    except (OSError, ValueError):
        return False


def _forget(store: str) -> None:
    """Until the build is through, the store's graphs count as old: a build that is killed is done again."""
    Path(store, NOTES).unlink(missing_ok=True)


def _note(
    store: str, decided: tuple[decisions.Decision, ...], recipe: Recipe = PLAIN, stamps: dict[str, str] | None = None
) -> None:
    path = Path(store, NOTES)
    fresh = path.with_suffix(".new")
    notes: dict[str, Any] = {"knowledge": fingerprint(), "decisions": [asdict(one) for one in decided]}
    if recipe != PLAIN:
        notes |= {"recipe": recipe.row(), "stamps": stamps or {}}
    fresh.write_text(json.dumps(notes, ensure_ascii=False) + "\n", "utf-8")
    os.replace(fresh, path)


def _noted(store: str) -> tuple[decisions.Decision, ...]:
    """The decisions under which the store's graphs were made."""
    try:
        noted = json.loads(Path(store, NOTES).read_text("utf-8")).get("decisions", [])
        return tuple(decisions.Decision(**{**one, "aliases": tuple(one["aliases"])}) for one in noted)
    except (OSError, ValueError, TypeError, KeyError):
        return ()


def _fresh(
    store: Store,
    place: str,
    decided: tuple[decisions.Decision, ...],
    recipe: Recipe = PLAIN,
    stamps: dict[str, str] | None = None,
) -> set[str]:
    """The articles whose graphs are as they would be made today."""
    if not _same_knowledge(place) or noted.recipe_of(place) != recipe:
        return set()
    from kg.settled import touched

    changed = noted.outdated(place, stamps or {})
    return set(store.articles()) - touched(store, _noted(place), decided) - changed


def redo(settings: Settings) -> int:
    """Bring the graph in line with the decisions; only articles that a changed one touches are read anew.

    How many these are; 0 where no graph was built yet. Raises Contradiction, and StoreError where an article that is
    to be read anew is not in the corpus.
    """
    from kg.store import open_store

    decided = decisions.load(settings.corpus)
    same = _signed(decided) == _signed(_noted(settings.store)) and _same_knowledge(settings.store)
    if same or not Path(settings.store).exists():
        return 0
    store = open_store(settings.store)
    try:
        recipe, stamps = noted.recipe_of(settings.store), noted.stamps_of(settings.store)
        stale = set(store.articles()) - _fresh(store, settings.store, decided, recipe)
        articles = [a for a in gather_corpus(settings.corpus).articles if a.id in stale] if stale else []
        if len(articles) < len(stale):
            what = f"{len(stale) - len(articles)} articles of this graph are not in the corpus"
            raise StoreError(what, settings.store, "bring it up to date: kg build PATH")
        _forget(settings.store)
        store.load_many(_graphs(articles, decided, lambda done, total, name: None, 0, recipe))
        _note(settings.store, decided, recipe, stamps)
        store.publish()
    finally:
        store.close()
    return len(articles)


def _signed(made: tuple[decisions.Decision, ...]) -> list[tuple[decisions.Decision, str, str]]:
    return [(one, one.by, one.on) for one in made]


def _counts(store: Store) -> tuple[int, int]:
    """How many things and how many claims the graph holds."""
    from kg.graph import PREFIXES

    def count(pattern: str) -> int:
        found = store.select(f"{PREFIXES}SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ GRAPH ?g {{ {pattern} }} }}")
        return int(found.rows[0][0] or 0)

    return count("?x skos:prefLabel ?label FILTER NOT EXISTS { ?x kg:implied true }"), count("?x oa:hasSelector ?span")
