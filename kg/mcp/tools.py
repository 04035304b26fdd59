"""What an assistant may ask of the graph: each a function of plain values that gives a small result."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from kg.asking import ask as asking
from kg.asking import paging, query, search
from kg.asking.wordlist import lang_of
from kg.display import tables
from kg.disputes import conflicts
from kg.disputes.disagreement import Conflict, as_rows
from kg.errors import NotFound, UsageError
from kg.listing import steps
from kg.mcp.cards import Cards, Row, limit, listed, most, short, shown
from kg.networks import paths
from kg.rdf.graph import BASE, PREFIXES, article_iri, entity_iri, iri
from kg.settings import Settings
from kg.store import open_store
from kg.words import word

if TYPE_CHECKING:
    from kg.serve.pool import Pool
    from kg.store import Store

AROUND = 200  # characters of the article on either side of a claim's words


class Tools:
    """The tools over one graph. Each call reads the newest snapshot. Raises KgError for what can not be answered."""

    def __init__(self, settings: Settings, base: str = "") -> None:
        self.settings, self.cards = settings, Cards(base)
        self._pool: Pool | None = None

    @contextmanager
    def _reading(self) -> Iterator[Store]:
        store = open_store(self.settings.store, read_only=True)
        try:
            yield store
        finally:
            store.close()

    def _claims(self, store: Store, **filters: Any) -> list[Row]:
        return tables.with_sources(query.claims(store, **filters), query.articles(store))

    # --- questions ---

    def ask(self, question: str, limit: int = 0) -> Row:
        """A plain question → the rows of the named query that it means."""
        lang = lang_of(question)
        with self._reading() as store:
            found = asking.answer(store, question, lang, limit=most(limit))
            meant = {"did_you_mean": found.meant} if found.meant else {}
            if not found.query:
                return {"known": False, "nearest": list(found.nearest), **meant}
            notes = [*found.notes(lang), *([] if found.table.rows else [word(lang, "messages", "no_answer_tool")])]
            said = {"said": found.said(lang)} if found.table.rows else {}
            head = {"known": True, **said, "query": found.query, "params": dict(found.params), **meant, **({"notes": notes} if notes else {})}
            return self._table(store, found.table, limit, found.total, head)

    def run_query(self, name: str, params: dict[str, str] | None = None, limit: int = 0) -> Row:
        """A named query → its rows."""
        if name not in query.names():
            raise NotFound(f"there is no query {name}", "", f"there is: {', '.join(query.names())}")
        with self._reading() as store:
            page = paging.page(store, name, params or {}, most(limit))
            return self._table(store, page.table, limit, page.total, {"query": name, "params": params or {}})

    def _table(self, store: Store, table: Any, wanted: int, total: int, head: Row) -> Row:
        rows = [{key: shown(value) for key, value in row.items() if value is not None} for row in table.dicts()]
        known = {row["id"]: row for row in query.articles(store, {str(row["article"]) for row in rows if "article" in row})}
        for row in rows:
            article = known.get(str(row.get("article")))
            if article:
                row["title"] = article["title"] or article["file"]
                row["article_iri"] = article_iri(article["id"])
                row |= self.cards.link("article", article=article["id"])
                if row.get("quote"):
                    row["cite"] = f"“{row['quote']}” ({row['title']}, {article['date'] or 'undated'})"
        return listed("rows", rows, wanted, total, **head)

    def search_passages(self, words: str, limit: int = 0, **filters: Any) -> Row:
        """Words → passages, best first."""
        with self._reading() as store:
            given = {key: value for key, value in filters.items() if value}
            found = search.search(store, words, limit=min(limit or 8, 50), **given)
        rows = [
            {
                "passage": short(row["passage"]), "match": row["match"],
                "title": row["title"] or row["file"], "date": row["date"], "article": row["article"],
                "start": row["start"], "end": row["end"],
                "cite": f"“{short(row['passage'])}” ({row['title'] or row['file']}, {row['date'] or 'undated'})",
                "iri": f"{article_iri(row['article'])}#char={row['start']},{row['end']}",
                "claims": [{"id": one["id"], "kind": one["kind"]} for one in row["claims"]][:10],
                **self.cards.link("article", article=row["article"]),
            }
            for row in found
        ]  # fmt: skip
        return listed("passages", rows, limit, words=words)

    async def sparql(self, text: str) -> Row:
        """SPARQL, in a process that is ended at its limits."""
        pool = await self._workers()
        job = {
            "query": query.HEAD + text, "default": [], "named": [], "base": BASE,
            "accept": "application/sparql-results+json, application/n-triples;q=0.9",
        }  # fmt: skip
        answer = await pool.run(job)
        body = answer.body.decode("utf-8", "replace")
        if answer.status != 200:
            raise UsageError(query.without_head(body) or "the query can not be answered", "", "add a LIMIT" if answer.status == 422 else "")
        if "json" not in answer.type:
            return listed("triples", body.rstrip("\n").split("\n"), limit("sparql_rows"))
        found = json.loads(body)
        if "boolean" in found:
            return {"answer": found["boolean"]}
        rows = [{name: shown(cell["value"]) for name, cell in row.items()} for row in found["results"]["bindings"]]
        return listed("rows", rows, limit("most_rows"), columns=found["head"]["vars"])

    async def _workers(self) -> Pool:
        if self._pool is None:
            from kg import serve
            from kg.serve.limits import MIB
            from kg.serve.pool import Pool

            place = serve.placed(self.settings)
            serve.settle(place)
            seconds, memory, rows = limit("seconds"), limit("memory") * MIB, limit("sparql_rows")
            limits = serve.Limits(seconds=seconds, memory=memory, rows=rows, answer=MIB, workers=1, queue=8)
            pool = Pool(place, limits)
            await pool.start()
            self._pool = pool
        return self._pool

    async def close(self) -> None:
        """End the processes that SPARQL ran in."""
        if self._pool is not None:
            await self._pool.close()

    # --- things, articles, claims ---

    def show_entity(self, name: str, kind: str = "", since: str = "", until: str = "", limit: int = 0) -> Row:
        """A thing and the claims about it."""
        filters = {"entity": name, "kind": kind or None, "since": since or None, "until": until or None}
        with self._reading() as store:
            found = query.entities(store, entity=name)
            rows = steps.with_standing(self._claims(store, **filters), store)
        names = list(dict.fromkeys(n for row in found for n in (row["label"], *row["aliases"])))
        things = [
            {"key": key, "iri": entity_iri(key), **self.cards.link("entity", entity=key)}
            for key in sorted({row["key"] for row in found})
        ]
        head = {"label": names[0], "names": names[:20], "type": found[0]["type"], "things": things}
        return listed(
            "claims", [self.cards.claim(row) for row in rows], limit, **head, command=f"kg show {_shell(name)}"
        )

    def show_article(self, name: str, limit: int = 0) -> Row:
        """An article and its claims."""
        with self._reading() as store:
            key = query.resolve_article(store, name)[0]
            row = next(one for one in query.articles(store) if one["id"] == key)
            rows = self._claims(store, article=key)
        return listed("claims", [self.cards.claim(one) for one in rows], limit, article=self.cards.article(row))

    def show_claim(self, claim: str) -> Row:
        """A claim with what stands around its words."""
        with self._reading() as store:
            rows = self._claims(store, ids=[claim.rpartition("/")[2]])
            if not rows:
                raise NotFound(f"there is no claim {claim}", "", "ids stand in the results of the other tools")
            row = rows[0]
            graph = iri(article_iri(row["article"]))
            text = store.select(f"{PREFIXES}SELECT ?t WHERE {{ GRAPH {graph} {{ {graph} kg:text ?t }} }}").rows[0][0]
            things = [entity_iri(row[role]["key"]) for role in ("subject", "object") if row[role]]
            odds = conflicts.find(store, things, shown=1, holding=[row["id"]]) if things else []
        before = text[max(0, row["start"] - AROUND) : row["start"]]
        after = text[row["end"] : row["end"] + AROUND]
        told = {"before": before, "after": after, "found_by": row["makers"], "confidence": row["confidence"]}
        return {**self.cards.claim(row, **told), "conflicts": [_conflict_head(one) for one in odds[:10]]}

    def show_conflicts(self, about: str = "", conflict: str = "", limit: int = 0, lang: str = "en") -> Row:
        """What sources disagree on."""
        with self._reading() as store:
            things = conflicts.named(store, about) if about else None
            found = conflicts.find(store, things, shown=20 if conflict else 2)
        if conflict:
            found = [one for one in found if one.id == conflict]
            if not found:
                raise NotFound(f"there is no conflict {conflict}", "", "their ids come from this tool without one")
        rows = as_rows(found, "zh" if lang == "zh" else "en")
        for row in rows:
            for side in row["sides"]:
                side["evidence"] = [self._evidence(one) for one in side["evidence"]]
        return listed("conflicts", rows, limit)

    def _evidence(self, row: Row) -> Row:
        return {
            "id": row["id"], "quote": short(row["quote"]), "title": row["title"], "date": row["date"],
            "time": row["time"], "speaker": row["speaker"], "article": row["article"],
            "command": f"kg show {row['id']}", **self.cards.link("claim", article=row["article"], claim=row["id"]),
        }  # fmt: skip

    def trace_path(self, source: str, target: str, limit: int = 3) -> Row:
        """How two things are connected."""
        with self._reading() as store:
            found = paths.find_paths(store, source, target, max(1, min(limit or 3, 10)))
        told = [
            {
                "support": path.support,
                "steps": [
                    {
                        "from": step.source, "to": step.target, "articles": step.alike[0], "origins": step.alike[1],
                        "all_articles": step.articles, "all_origins": step.origins,
                        "claim": self.cards.claim(step.rows[0]),
                    }
                    for step in path.steps
                ],
            }
            for path in found
        ]  # fmt: skip
        return listed("paths", told, limit, source=source, target=target)


def _conflict_head(one: Conflict) -> Row:
    return {
        "conflict": one.id, "rule": one.rule.name, "thing": one.thing, "what": one.what,
        "sides": [{"value": side.value, "articles": side.articles, "origins": side.origins} for side in one.sides],
    }  # fmt: skip


def _shell(text: str) -> str:
    return tables.shell(text)
