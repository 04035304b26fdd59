"""The verbs from Python: `kg.open()` gives a workspace whose methods do what the commands do.

Functions named `query` or `ask` on the package itself would hide the rooms of the same name; a workspace also says
which corpus and which graph is meant.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg import settings
from kg.model import Article, Extraction, Table
from kg.updating import pipeline

if TYPE_CHECKING:
    import networkx

    from kg.asking.ask import Answer
    from kg.asking.paging import Page
    from kg.store import Store


class Workspace:
    """A corpus and its graph. `corpus`, `store` and `lang` as the global options of the command line."""

    def __init__(self, corpus: str | Path | None = None, store: str | Path | None = None, lang: str | None = None) -> None:
        self.settings = settings.load(str(corpus) if corpus else None, str(store) if store else None, lang)

    def __repr__(self) -> str:
        return f"Workspace(corpus={str(self.settings.corpus)!r}, store={self.settings.store!r})"

    @contextmanager
    def _reading(self) -> Iterator[Store]:
        from kg.updating import mending

        with mending.reading(self.settings) as store:
            yield store

    def build(
        self, paths: Iterable[str | Path] | None = None, workers: int = 0, recipe: pipeline.Recipe | None = None
    ) -> pipeline.BuildReport:
        """Bring the graph up to date with the corpus, or with the files and folders given. See `kg build --help`.

        `recipe`: who extracts (`kg.updating.extractors.Recipe`), the rules where none is given; a language model must have
        answered before.
        """
        given = [Path(p) for p in paths] if paths else None
        return pipeline.build(given, self.settings, workers=workers, recipe=recipe or pipeline.PLAIN)

    def add(
        self, source: str | Path, dry_run: bool = False, allow_private: bool = False, follow: bool = False
    ) -> pipeline.Added:
        """Add a file, the articles of a folder or an address to the corpus and the graph. See `kg add --help`.

        With `dry_run` only tell what it brings. The answer has an entry for each article (`row()` gives plain data), and what was `skipped` and why.
        """
        return pipeline.add(source, self.settings, dry_run=dry_run, allow_private=allow_private, follow=follow)

    def backup(self, path: str | Path, force: bool = False) -> Path:
        """Write the whole workspace to a file, as `kg backup` does; `force`: over one that is there."""
        from kg.updating import backup

        backup.save(self.settings, Path(path), force)
        return Path(path)

    def restore(self, path: str | Path, force: bool = False) -> None:
        """Put a backup in the place of this workspace, as `kg restore` does; `force`: where there is one already."""
        from kg.updating import backup

        backup.restore(self.settings, Path(path), force)

    def remove(self, *names: str) -> list[Path]:
        """Take articles out of the corpus and the graph, wholly."""
        return pipeline.remove(names, self.settings)

    def review(self, about: str = "", limit: int = 0) -> Table:
        """What waits for a decision, the items with most effect first. `about`: like, merged, homonym or unknown."""
        from kg.updating import judge

        return _table([item.row() for item in judge.waiting(self.settings, about, limit)])

    def decide(self, verb: str, *names: Any, by: str = "") -> dict[str, Any]:
        """Make a decision and apply it. `verb` and `names` as in `kg.reviews.deciding`: ("merge", "商汤集团", "SenseTime")."""
        from kg.reviews import deciding
        from kg.updating import judge

        made, _ = judge.decide(self.settings, lambda desk: deciding.VERBS[verb](desk, *names), by)
        return made.row()

    def undo(self, decision: str = "") -> dict[str, Any]:
        """Take a decision back: the one with this id, else the last."""
        from kg.updating import judge

        return judge.undo(self.settings, decision)[0].row()

    def decisions(self) -> Table:
        """The decisions in force, with who made them and when."""
        from kg import decisions

        return _table([one.row() for one in decisions.load(self.settings.corpus)])

    def articles(self) -> Table:
        """The articles in the graph, a row each."""
        from kg.asking import query

        with self._reading() as store:
            return _table(query.articles(store))

    def entities(self, **filters: Any) -> Table:
        """The things that articles speak of. Filters: article, entity, type."""
        from kg.asking import query

        with self._reading() as store:
            return _table(query.entities(store, **filters))

    def claims(self, **filters: Any) -> Table:
        """The claims with their quotes, and the `sources` that their article rests on.

        Filters: article, entity, kind, since, until, speaker, min_confidence.
        """
        from kg import works
        from kg.asking import query

        with self._reading() as store:
            return _table(works.beside(query.claims(store, **filters), store))

    def query(self, name: str, **params: Any) -> Table:
        """Run a named query of `queries/`, or SPARQL text, with parameters bound as terms."""
        from kg.asking import query

        with self._reading() as store:
            return query.run(store, name, params)

    def page(self, name: str, limit: int = 50, offset: int = 0, **params: Any) -> Page:
        """Some rows of what `query` gives (`table`, from row `offset` on) and how many there are in all (`total`).

        A list without parameters costs what the page costs, however long it is.
        """
        from kg.asking import paging

        with self._reading() as store:
            return paging.page(store, name, params, limit, offset)

    def ask(self, question: str) -> Answer:
        """Answer a plain question in Chinese or English; `.query` is empty when it is not known."""
        from kg.asking import ask

        with self._reading() as store:
            return ask.answer(store, question, self.settings.lang)

    def conflicts(
        self, entity: str | None = None, rule: str | None = None, kind: str | None = None, reported: bool = False
    ) -> Table:
        """What sources disagree on: a row for each conflict, its `sides` with all their evidence."""
        from kg.disputes import conflicts, disagreement

        with self._reading() as store:
            about = conflicts.named(store, entity) if entity else None
            return _table(disagreement.as_rows(conflicts.find(store, about, rule, kind, reported), self.settings.lang))

    def path(self, source: str, target: str, limit: int = 3) -> Table:
        """How two things are connected: a row for each step of each path, with its quote."""
        from kg.networks import paths

        with self._reading() as store:
            return _table(paths.path_rows(paths.find_paths(store, source, target, limit)))

    def debate(self) -> networkx.MultiDiGraph:
        """The net of courses, points, arguments, stances and speakers as a networkx graph."""
        from kg.debating import argumentation

        with self._reading() as store:
            return argumentation.network(argumentation.read_net(store))

    def search(self, words: str, **filters: Any) -> Table:
        """The passages for these words in both languages, best first. Filters: article, entity, kind, since, until, limit.

        The columns are those of `kg.asking.search.search`; `marks` are the spans of the words in `passage`.
        """
        from kg.asking import search

        with self._reading() as store:
            return _table(search.search(store, words, **filters))

    def show(self, name: str) -> Table:
        """The claims about a thing, with how many articles and independent origins say the same of it.

        Raises NotFound where nothing is called that.
        """
        from kg.asking import query
        from kg.display import tables
        from kg.listing import steps

        with self._reading() as store:
            rows = tables.with_sources(query.claims(store, entity=name), query.articles(store))
            return _table(steps.with_standing(rows, store))

    def queries(self) -> Table:
        """The named queries: name, questions in both languages, parameters, columns, an example."""
        from kg.asking import query

        found = [query.load(name) for name in query.names()]
        return _table(
            [
                {
                    "name": named.name,
                    "question_en": named.titles.get("en", ""),
                    "question_zh": named.titles.get("zh", ""),
                    "parameters": [param.name for param in named.takes],
                    "columns": list(named.columns),
                    "example": named.examples[0] if named.examples else "",
                }
                for named in found
            ]
        )

    def check(self) -> Table:
        """The faults of data, queries, corpus, decisions and graph: where, and what. No rows when all is well."""
        from kg import check

        with self._reading() as store:
            faults = check.check_all(store, self.settings.corpus)
        return Table(("where", "what"), tuple((fault.where, fault.what) for fault in faults))

    def evaluate(self, gold: str | Path, texts: str | Path | None = None) -> Table:
        """How good the rules are on texts with gold: precision, recall and F1 of each part, as `kg evaluate` shows them.

        `texts` is the folder of the texts, else the corpus. Raises CorpusError, DataError.
        """
        report = pipeline.evaluate(Path(gold), Path(texts or self.settings.corpus))
        return _table([{"part": name, **score.row()} for name, score in report.parts()])

    def export(self, path: str | Path) -> Path:
        """Write the whole graph to a file; the ending chooses the form, as `kg export` does."""
        from kg.display import export

        with self._reading() as store:
            export.export(store, Path(path))
        return Path(path)

    def network(self, *names: str, depth: int = 1) -> networkx.MultiDiGraph:
        """The claims as a networkx graph: all of them, or the neighbourhood of names."""
        from kg.asking import query
        from kg.display import tables
        from kg.networks import network

        with self._reading() as store:
            rows = tables.with_sources(query.claims(store), query.articles(store))
        graph = network.build(rows)
        return network.neighbourhood(graph, names, depth) if names else graph

    def view(self, path: str | Path, *names: str, depth: int = 1, title: str = "") -> Path:
        """Write the self-contained network page and return its path."""
        from kg.display import view
        from kg.networks import network

        view.network_page(network.digest(self.network(*names, depth=depth)), Path(path), self.settings.lang, title)
        return Path(path)

    def picture(self, *names: str, depth: int = 1, height: int = 600) -> Picture:
        """The network page as a notebook shows it: the whole graph, or the neighbourhood of names."""
        with tempfile.TemporaryDirectory() as folder:
            page = self.view(Path(folder, "page.html"), *names, depth=depth)
            return Picture(page.read_text("utf-8"), height)


@dataclass(frozen=True)
class Picture:
    """A network page that shows itself in a notebook, in a frame of its own and without any other server."""

    html: str
    height: int = 600

    def __repr__(self) -> str:
        return f"Picture({len(self.html)} characters of HTML)"

    def _repr_html_(self) -> str:
        frame = f'style="width:100%;height:{self.height}px;border:1px solid #ccc" sandbox="allow-scripts"'
        return f'<iframe {frame} srcdoc="{escape(self.html)}"></iframe>'


def extract_file(path: str | Path) -> Extraction:
    """Read one file and extract its claims, without any graph."""
    return pipeline.extract_file(Path(path))


def extract_text(text: str, date: str = "", title: str = "") -> Extraction:
    """Extract the claims of a text."""
    from kg.read import article_id, read_text

    article = read_text(text, "text.md")
    if date or title:
        from dataclasses import replace

        article = replace(article, date=date or article.date, title=title or article.title)
        article = replace(article, id=article_id(article))
    return pipeline.extract_article(article)


def _table(rows: list[dict[str, Any]]) -> Table:
    columns = tuple(dict.fromkeys(key for row in rows for key in row))
    return Table(columns, tuple(tuple(row.get(c) for c in columns) for row in rows))


__all__ = ["Article", "Extraction", "Picture", "Table", "Workspace", "extract_file", "extract_text"]
