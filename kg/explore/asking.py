"""Ask and search: a plain question, a name or words → the named query's answer, the things so called, the passages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kg.asking import ask, common, naming, paging, query, search
from kg.asking.wordlist import lang_of
from kg.display import hits, tables
from kg.errors import KgError, UsageError
from kg.explore import reading, sparql, suggest
from kg.explore.compare import LEAST, MOST_THINGS
from kg.explore.gist import gist
from kg.explore.snapshot import Snapshot
from kg.knowledge import fold
from kg.rdf.graph import PREFIXES, concepts
from kg.words import word

Row = dict[str, Any]
NUMBERS = ("claims", "articles", "origins", "score", "number", "amount", "steps", "n", "count")
COMPARED = ("Organization", "Model", "Product")  # types of things that the comparison puts side by side
COURSES = ("open", "closed", "hybrid")
DATES = ("date", "since", "until", "time", "when", "reopened")


def answered(at: Snapshot, *, q: str, named: str, p: Sequence[str], limit: int, lang: str) -> Row:
    """{question, answer, meant, ambiguous, candidates, nearest, things, examples, columns, rows, sparql}; `answer` is None for no known question.

    `named` with its parameters `p` (name=value) runs a named query instead of finding one. Raises NotFound and
    QueryError for a named query that does not fit.
    """
    found = _named(at, named, p, limit) if named else _found(at, q, lang, limit) if q.strip() else ask.Answer()
    table = found.table
    told = _told(at, found, limit, lang, q) if found.query else None
    return {
        "question": q,
        "answer": told,
        "meant": found.meant,
        "ambiguous": found.ambiguous,
        "candidates": [_call(name, params, lang) for name, params in found.candidates],
        "nearest": list(found.nearest),
        "things": suggest.suggest(at, q, ("thing",), (), 5, lang)["found"] if q.strip() else [],
        "examples": [] if q.strip() or named else examples(lang),
        "columns": table.columns,
        "rows": table.dicts()[:limit],
        "sparql": told["sparql"] if told else "",
    }


def _found(at: Snapshot, q: str, lang: str, limit: int) -> ask.Answer:
    try:
        return ask.answer(at.store, q, lang, names=_names_to_ask(at), limit=limit)
    except KgError:
        return ask.Answer()


def _names_to_ask(at: Snapshot) -> Mapping[str, tuple[str, str]]:
    if reading.small(at):
        return at.keep("names to ask by", lambda: naming.names_of(at.store))
    called: Mapping[str, tuple[str, str]] = at.ahead["called"]
    return called


def _named(at: Snapshot, name: str, pairs: Sequence[str], limit: int) -> ask.Answer:
    params = dict(pair.partition("=")[::2] for pair in pairs)
    if "" in params:
        raise UsageError("a parameter is given as name=value")
    page = paging.page(at.store, name, params, limit)
    return ask.Answer(name, params, page.table, total=page.total)


def _note(found: ask.Answer, lang: str) -> str:
    """What is to be said of the rows beside the call that gives them, "" for nothing."""
    told = "; ".join(found.notes(lang))
    return told[:1].upper() + told[1:]


def _call(name: str, params: Mapping[str, str], lang: str) -> Row:
    return {"query": name, "params": dict(params), "title": query.load(name).titles.get(lang, name)}


def examples(lang: str) -> list[Row]:
    """The questions that can be asked, by their places: {query, title, ask: a way to ask it}."""
    every = sorted(map(query.load, query.names()), key=lambda one: one.place)
    return [
        {
            "query": one.name,
            "title": one.titles.get(lang, one.name),
            "ask": next((text for text in one.asks.get(lang, ()) if not query.slots(text)), ""),
        }
        for one in every
    ]


# --- the answer ------------------------------------------------------------------------------------------------------


def _told(at: Snapshot, found: ask.Answer, limit: int, lang: str, q: str = "") -> Row:
    named = query.load(found.query)
    table, rows = found.table, found.table.dicts()[:limit]
    cells = [[cell(at, name, value, row, lang) for name, value in row.items()] for row in rows]
    return {
        **_call(found.query, found.params, lang),
        "about": named.abouts.get(lang, ""),
        "said": found.said(lang_of(q) if q else lang),
        "note": _note(found, lang),
        "post": named.post,
        "fields": [
            {
                "name": p.name, "type": p.type, "help": p.help[lang], "label": word(lang, "columns", p.name),
                "value": (value := found.params.get(p.name, p.default or "")), "shown": _shown(at, p, value, lang),
                "options": [{"value": one, "label": called} for one, called in _options(p, table.columns, lang)],
            }
            for p in named.takes
        ],
        "together": _together(at, named, found.params),
        "total": found.total,
        "columns": [
            {"name": name, "label": word(lang, "columns", name), "sort": sort_of(name), "help": named.explains.get(name, {}).get(lang, "")}
            for name in table.columns
        ],
        "gist": gist(named, found.params, table.columns, cells, found.total),
        "cells": cells,
        "claims": [claim_of(at, row) for row in rows],
        "sparql": plain_text(at, named, found.params),
    }


def _shown(at: Snapshot, param: query.Param, value: str, lang: str) -> str:
    """The value of a parameter as a person reads it: a thing by its name in the language, our own words in it too."""
    if param.type == "entity" and value:
        return f" {query.SEVERAL} ".join(_called(at, one, lang) + query.FAMILY * whole for one, whole in query.called(value))
    return common.shown(param.name, value, lang) if _is_common(param) else tables.known_value(lang, value)


def _is_common(param: query.Param) -> bool:
    return param.type == param.name and param.name in (common.COUNTRY, common.SIDE, common.ORDER)


def _options(param: query.Param, columns: Sequence[str], lang: str) -> list[tuple[str, str]]:
    """The values that a parameter may have, where these are few: to choose from."""
    if _is_common(param):
        return common.options(param.name, columns, lang)
    if param.type.startswith("concept:"):
        return [(one, tables.known_value(lang, one)) for one in sorted(concepts()[1][param.type.removeprefix("concept:")])]
    return []


def _together(at: Snapshot, asked: query.NamedQuery, params: Mapping[str, str]) -> list[str]:
    """The keys of the things that a call names which can be put side by side, where there are several."""
    given = [params[p.name] for p in asked.params if p.type == "entity" and p.name in params]
    names = [name for value in given for name, _ in query.called(value)]
    things = [thing for name in names if (thing := named(at, fold(name))) and thing["type"] in COMPARED]
    keys = list(dict.fromkeys(thing["key"] for thing in things))
    return keys if LEAST <= len(keys) <= MOST_THINGS else []


def _called(at: Snapshot, value: str, lang: str) -> str:
    """A thing by its name in the language."""
    thing = named(at, fold(value))
    return str(thing["label"][lang]) if thing else value


def plain_text(at: Snapshot, named: query.NamedQuery, params: Mapping[str, Any]) -> str:
    """The named query with its parameters bound, as a person reads and changes it."""
    text = query.prepare(at.store, named, params).removeprefix(" ".join(PREFIXES.split("\n")))
    return sparql.prefixes("\n".join(line for line in text.splitlines() if not line.startswith("#+")).strip() + "\n")


def sort_of(column: str) -> str:
    """How a column is set: quote, date, number or text."""
    return "quote" if column == "quote" else "date" if column in DATES else "number" if column in NUMBERS else "text"


def cell(at: Snapshot, column: str, value: Any, row: Mapping[str, Any], lang: str) -> Row:
    """A cell: {text}, for an article or a thing with where it leads: {article} or {key, type}."""
    if value is None or value == "":
        return {"text": ""}
    if column == "article" and str(value) in reading.articles(at):
        source = reading.articles(at)[str(value)]
        return {"text": source["title"] or source["file"], "article": value}
    if isinstance(value, str) and column != "quote":
        thing = named(at, fold(value))
        if thing and value not in ("open", "closed", "hybrid"):
            return {"text": thing["label"][lang], "key": thing["key"], "type": thing["type"]}
        words = value.split(" ")
        parts = words if column == "says" and len(words) == 2 and {*words} <= {*COURSES} else value.split(" → ")  # from one course to another
        known = [tables.known_value(lang, part) for part in parts]
        return {"text": " → ".join(known) if sort_of(column) == "text" else value}
    return {"text": value if isinstance(value, int | float) else tables.known_value(lang, value)}


def named(at: Snapshot, folded: str) -> Row | None:
    """The thing that most claims are about of those so called."""
    if reading.small(at):
        return names(at).get(folded)
    called = at.ahead["called"]
    found: Row | None = called.thing(folded) if folded in called else None
    return found


def names(at: Snapshot) -> dict[str, Row]:
    """Folded name → the thing that most claims are about of those so called."""
    return at.keep("things by name", lambda: dict(_names(at)))


def _names(at: Snapshot) -> Iterator[tuple[str, Row]]:
    for thing in sorted(reading.things(at).values(), key=lambda one: one["claims"]):
        for name in thing["names"]:
            yield fold(name), thing


def claim_of(at: Snapshot, row: Mapping[str, Any]) -> str:
    """The id of a claim that stands on a row's quote, "" where the row has none."""
    if not row.get("quote") or not row.get("article") or not reading.small(at):
        return ""
    known = at.keep("claims by quote", lambda: {(one["article"], one["quote"]): one["id"] for one in reading.claims(at)})
    return str(known.get((row["article"], row["quote"]), ""))


# --- passages --------------------------------------------------------------------------------------------------------


def searched(
    at: Snapshot, *, q: str, entity: str, kind: str, article: str, since: str, until: str, limit: int, lang: str
) -> Row:
    """{passages, columns, rows}: the passages for words, with filters. Raises UsageError, NotFound, QueryError."""
    if not q.strip():
        raise UsageError("there are no words to search for", "search", "write a word or a name")
    wanted = {"entity": entity, "kind": kind, "article": article, "since": since, "until": until}
    found = search.search(at.store, q, limit=limit, **{key: value or None for key, value in wanted.items()})
    table = hits.table(found, "csv")
    return {"passages": [_passage(row) for row in found], "columns": table.columns, "rows": table.dicts()}


def _passage(row: Mapping[str, Any]) -> Row:
    return {
        "article": row["article"], "title": row["title"] or row["file"], "date": row["date"], "text": row["passage"],
        "marks": row["marks"], "match": row["match"], "missing": row["missing"], "start": row["start"],
        "claims": [claim["id"] for claim in row["claims"]],
    }  # fmt: skip
