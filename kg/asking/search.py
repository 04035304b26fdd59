"""Passages by words, in both languages: what stands in them first, then what says the same by other names.

A word that names a thing also finds the passages that speak of the thing under its other names, a word of our subject
also those that have it in the other language. Passages with the words as typed come first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kg.asking.asked import Word, keys_of, phrases, read
from kg.errors import NotFound, StoreError, UsageError
from kg.fulltext.index import Filters, Found, Index
from kg.fulltext.passages import lang_tag, tag, thing_token
from kg.fulltext.tokens import Phrase, places, tokens
from kg.listing.rows import date_text
from kg.rdf.graph import BASE, PREFIXES, article_id, article_iri, iri, key_of
from kg.rdf.labels import script
from kg.store import Store

LIMIT = 20
AMONG = 4  # passages with some of the words, for each that is shown, among which the best are chosen
LEVELS = ("words", "names", "some")  # all words as typed; all words, some by other names or in a heading; some words


def search(
    store: Store,
    words: str,
    *,
    article: str | None = None,
    entity: str | None = None,
    kind: str | None = None,
    since: str | None = None,
    until: str | None = None,
    limit: int = LIMIT,
) -> list[dict[str, Any]]:
    """The passages for these words, best first.

    Filters: article (id, file or title), entity (what the passage speaks of, by any name), kind (of a claim in it; with
    entity: of a claim about that), since and until (the article's date). A row: article (id), file, title, date,
    passage, marks (spans of the words in it), match (one of LEVELS), missing (words that are not there), score (from 3
    down to 0), claims (kind and id of each in it), start, end (in the article's text), block.
    Raises UsageError where there are no words, NotFound for a name that is not there, QueryError for what is no date.
    """
    for anew in (False, True):
        index, at = store.passages(anew)
        asked = read(words, index)
        if not asked:
            raise UsageError("there are no words to search for", words.strip()[:80], "write a word or a name")
        filters = _filters(index, at, article, since, until)
        found = _ranked(index, at, filters, _condition(index, entity, kind), asked, max(1, limit))
        texts = _texts(store, {one.article for _, one in found})
        if all(one.end <= len(texts.get(one.article, "")) for _, one in found):
            return [_row(level, one, texts[one.article], asked) for level, one in found]
    raise StoreError("the passages and the graph differ", "", "rebuild the graph: kg build")


def _filters(index: Index, at: int, article: str | None, since: str | None, until: str | None) -> Filters:
    for date in filter(None, (since, until)):
        date_text(date)
    if article is None:
        return Filters(None, since or "", until or "")
    found = index.named_articles(article, at)
    if not found:
        raise NotFound(f"there is no article {article}", "", "kg articles lists them")
    return Filters(found, since or "", until or "")


def _condition(index: Index, entity: str | None, kind: str | None) -> str:
    """What the passages must hold beside the words, as an expression; "" for nothing."""
    if entity is None:
        return f'{{tags}} : "{tag(kind)}"' if kind else ""
    keys = {key_of(entity)} if entity.startswith(f"{BASE}entity/") else keys_of(entity, index)
    if not keys and index.names([entity]):
        keys = {entity}
    if not keys:
        raise NotFound(f"nothing is called {entity}", "", "kg entities lists the names")
    column = "tags" if kind else "things"
    marks = sorted(tag(kind, key) if kind else thing_token(key) for key in keys)
    return f"{{{column}}} : ({' OR '.join(marks)})"


# --- expressions ------------------------------------------------------------------------------------------------------


def _quoted(one: Phrase) -> str:
    return f'"{" ".join(one.tokens)}"{" *" if one.open else ""}'


def _said(word: Word) -> str:
    return f"({{body}} : {_quoted(word.said)})"


def _meant(word: Word) -> str:
    """The word as typed or by another name, in the passage or above it; or the thing that it names."""
    parts = [f"({{body context}} : ({' OR '.join(map(_quoted, [word.said, *word.others]))}))"]
    if word.pairs:
        parts.append(f"({{body context}} : ({' AND '.join(map(_quoted, word.pairs))}))")
    if word.parts:
        parts.append(f"({' AND '.join(map(_meant, word.parts))})")
    if word.things:
        parts.append(f"({{things}} : ({' OR '.join(map(thing_token, word.things))}))")
    return f"({' OR '.join(parts)})"


def _touched(word: Word) -> str:
    pieces = [f"({{body}} : {_quoted(pair)})" for pair in word.pairs] + [_meant(part) for part in word.parts]
    return f"({' OR '.join([_meant(word), *pieces])})"


def _ranked(
    index: Index, at: int, filters: Filters, condition: str, asked: Sequence[Word], limit: int
) -> list[tuple[int, Found]]:
    """(level, passage), best first. Where there are more than enough passages with the words as typed, a quarter of
    the rows is left to those that say the same by other names, those in the other language before all: a question in
    one language finds what is said in the other.
    """

    def match(expression: str, most: int) -> list[Found]:
        whole = f"({expression}) AND ({condition})" if condition else expression
        return index.match(whole, at, filters, most) if most > 0 else []

    said, meant = (" AND ".join(map(form, asked)) for form in (_said, _meant))
    words = match(said, limit)
    named, room = f"({meant}) NOT ({said})", limit - len(words)
    names = match(named, room)
    other = lang_tag("" if any(script(word.text) == "zh" for word in asked) else "中")
    foreign = match(f'({named}) AND ({{tags}} : "{other}")', limit // 4)
    fresh = [one for one in foreign if one not in names]
    names = sorted([*names[: max(0, room - len(fresh))], *fresh], key=lambda one: -one.score)
    words = words[: limit - len(names)]
    some: list[Found] = []
    if len(asked) > 1 or any(word.pairs or word.parts for word in asked):
        touched = " OR ".join(map(_touched, asked))
        room = limit - len(words) - len(names)
        some = match(f"({touched}) NOT (({meant}) OR ({said}))", AMONG * room)
        some = sorted(some, key=lambda one: -_share(one, asked))[:room]
    return [(level, one) for level, found in enumerate((words, names, some)) for one in found]


def _share(one: Found, asked: Sequence[Word]) -> float:
    """How much of what is asked for a passage has, from 0 to 1: words as typed count more, then how well they fit."""
    columns = _columns(one)
    units = [part for word in asked for part in word.parts or (word,)]
    said = sum(word.said.inside(columns[0]) for word in units)
    meant = sum(_there(word, columns) for word in units)
    return 0.9 * (2 * meant + said) / (3 * len(units)) + 0.1 * _fit(one)


def _fit(one: Found) -> float:
    return one.score / (1 + one.score)


def _columns(one: Found) -> tuple[str, ...]:
    return tuple(f" {column} " for column in one.tokens)


def _there(word: Word, columns: tuple[str, ...]) -> bool:
    body, context, things, _ = columns
    if any(other.inside(body) or other.inside(context) for other in (word.said, *word.others)):
        return True
    if any(f" {thing_token(key)} " in things for key in word.things):
        return True
    if word.parts:
        return all(_there(part, columns) for part in word.parts)
    return bool(word.pairs) and all(pair.inside(body) for pair in word.pairs)


# --- rows -------------------------------------------------------------------------------------------------------------


def _texts(store: Store, articles: Iterable[str]) -> dict[str, str]:
    """The texts of these articles, out of the graph."""
    graphs = " ".join(iri(article_iri(article)) for article in sorted(articles))
    sparql = f"SELECT ?g ?text WHERE {{ VALUES ?g {{ {graphs} }} GRAPH ?g {{ ?g kg:text ?text }} }}"
    return {article_id(graph): text for graph, text in store.select(PREFIXES + sparql).rows} if graphs else {}


def _row(level: int, one: Found, text: str, asked: Sequence[Word]) -> dict[str, Any]:
    passage, last = text[one.start : one.end], len(LEVELS) - 1
    return {
        "article": one.article,
        "file": one.file,
        "title": one.title,
        "date": one.date,
        "passage": passage,
        "marks": marks(passage, asked),
        "match": LEVELS[level],
        "missing": list(_missing(_columns(one), asked)) if level == last else [],
        "score": round(_share(one, asked) if level == last else last - level + _fit(one), 4),
        "claims": [{"kind": kind, "id": identity} for kind, identity in one.claims],
        "start": one.start,
        "end": one.end,
        "block": one.kind,
    }


def marks(passage: str, asked: Sequence[Word]) -> list[list[int]]:
    """Where the words stand in a passage, by any of their names: spans of characters, apart and in order."""
    found = list(tokens(passage))
    spans = {span for one in phrases(asked) for span in places(found, one)}
    for word in asked:
        if word.pairs and not any(True for _ in places(found, word.said)):
            spans.update(span for pair in word.pairs for span in places(found, pair))
    merged: list[list[int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(end, merged[-1][1])
        else:
            merged.append([start, end])
    return merged


def _missing(columns: tuple[str, ...], asked: Sequence[Word]) -> Iterator[str]:
    for word in asked:
        if not _there(word, columns):
            yield from _missing(columns, word.parts) if word.parts else _lacking(columns[0], word)


def _lacking(body: str, word: Word) -> Iterator[str]:
    """The stretches of a word of which nothing stands in the passage."""
    there = [pair.tokens[0] for pair in word.pairs if pair.inside(body)]
    found = re.split("|".join(map(re.escape, there)), word.text) if there else [word.text]
    yield from filter(None, found)
