"""The verbs from Python: `kg.open()` gives a workspace whose methods do what the commands do.

Functions named `query` or `ask` on the package itself would hide the rooms of the same name; a workspace also says
which corpus and which graph is meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg import pipeline, settings
from kg.model import Article, Extraction, Table

if TYPE_CHECKING:
    import networkx

    from kg.ask import Answer
    from kg.store import Store


class Workspace:
    """A corpus and its graph. `corpus`, `store` and `lang` as the global options of the command line."""

    def __init__(self, corpus: str | Path | None = None, store: str | Path | None = None, lang: str | None = None) -> None:
        self.settings = settings.load(str(corpus) if corpus else None, str(store) if store else None, lang)

    def __repr__(self) -> str:
        return f"Workspace(corpus={str(self.settings.corpus)!r}, store={self.settings.store!r})"

    @contextmanager
    def _reading(self) -> Iterator[Store]:
        from kg.store import open_store

        store = open_store(self.settings.store, read_only=True)
        try:
            yield store
        finally:
            store.close()

    def build(self, paths: Iterable[str | Path] | None = None, workers: int = 0) -> pipeline.BuildReport:
        """Bring the graph up to date with the corpus, or with the files and folders given. See `kg build --help`."""
        return pipeline.build([Path(p) for p in paths] if paths else None, self.settings, workers=workers)

    def add(self, source: str | Path) -> list[pipeline.Brought]:
        """Add a file or the articles of a folder to the corpus and the graph."""
        return pipeline.add(Path(source), self.settings)

    def remove(self, *names: str) -> list[Path]:
        """Take articles out of the corpus and the graph, wholly."""
        return pipeline.remove(names, self.settings)

    def articles(self) -> Table:
        """The articles in the graph, a row each."""
        from kg import query

        with self._reading() as store:
            return _table(query.articles(store))

    def entities(self, **filters: Any) -> Table:
        """The things that articles speak of. Filters: article, entity, type."""
        from kg import query

        with self._reading() as store:
            return _table(query.entities(store, **filters))

    def claims(self, **filters: Any) -> Table:
        """The claims with their quotes. Filters: article, entity, kind, since, until, speaker, min_confidence."""
        from kg import query

        with self._reading() as store:
            return _table(query.claims(store, **filters))

    def query(self, name: str, **params: Any) -> Table:
        """Run a named query of `queries/`, or SPARQL text, with parameters bound as terms."""
        from kg import query

        with self._reading() as store:
            return query.run(store, name, params)

    def ask(self, question: str) -> Answer:
        """Answer a plain question in Chinese or English; `.query` is empty when it is not known."""
        from kg import ask

        with self._reading() as store:
            return ask.answer(store, question, self.settings.lang)

    def conflicts(
        self, entity: str | None = None, rule: str | None = None, kind: str | None = None, reported: bool = False
    ) -> Table:
        """What sources disagree on: a row for each conflict, its `sides` with all their evidence."""
        from kg import conflicts

        with self._reading() as store:
            about = conflicts.named(store, entity) if entity else None
            return _table(conflicts.as_rows(conflicts.find(store, about, rule, kind, reported), self.settings.lang))

    def path(self, source: str, target: str, limit: int = 3) -> Table:
        """How two things are connected: a row for each step of each path, with its quote."""
        from kg import paths

        with self._reading() as store:
            return _table(paths.path_rows(paths.find_paths(store, source, target, limit)))

    def debate(self) -> networkx.MultiDiGraph:
        """The net of courses, points, arguments, stances and speakers as a networkx graph."""
        from kg import argumentation

        with self._reading() as store:
            return argumentation.network(argumentation.read_net(store))

    def search(self, words: str, **filters: Any) -> Table:
        """The passages for these words in both languages, best first. Filters: article, entity, kind, since, until, limit.

        The columns are those of `kg.search.search`; `marks` are the spans of the words in `passage`.
        """
        from kg import search

        with self._reading() as store:
            return _table(search.search(store, words, **filters))

    def network(self, *names: str, depth: int = 1) -> networkx.MultiDiGraph:
        """The claims as a networkx graph: all of them, or the neighbourhood of names."""
        from kg import network, query, tables

        with self._reading() as store:
            rows = tables.with_sources(query.claims(store), query.articles(store))
        graph = network.build(rows)
        return network.neighbourhood(graph, names, depth) if names else graph

    def view(self, path: str | Path, *names: str, depth: int = 1, title: str = "") -> Path:
        """Write the self-contained network page and return its path."""
        from kg import network, view

        view.network_page(network.digest(self.network(*names, depth=depth)), Path(path), self.settings.lang, title)
        return Path(path)


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


__all__ = ["Article", "Extraction", "Table", "Workspace", "extract_file", "extract_text"]
