"""What waits for a person's decision about names, with the sentences, and the decisions in force: who made them, when."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from kg import notes, review, settled
from kg.decisions import Decision
from kg.explore import reading
from kg.explore.snapshot import Snapshot
from kg.knowledge import Knowledge, fold
from kg.words import word

Row = dict[str, Any]
COLUMNS = ("id", "about", "name", "type", "other", "reason", "score", "claims", "articles", "quote", "title", "article")
DECIDED = ("id", "do", "name", "type", "en", "zh", "into_name", "file", "by", "on")


def waiting(at: Snapshot, about: str, words: str, limit: int, offset: int, lang: str) -> Row:
    """Names that wait, those with most effect first: {rows, total, kinds, offset, next, columns}.

    `about`: one of kg.review.ABOUT; `words`: part of a name. A row: as `kg review`, with `quote` (the sentence),
    `title` and `article` (its id), `says` (why it is asked, in words), `thing` and `rival` ({key, type, label, there}:
    whether the graph has it); `kinds`: how many of each sort fit the words.
    """
    wanted = fold(words)
    fitting = [item for item in _listed(at) if not wanted or wanted in fold(f"{item.name} {item.other}")]
    kinds = Counter(item.about for item in fitting)
    chosen = [item for item in fitting if about in ("", item.about)]
    shown = [review.with_sentence(at.store, item) for item in chosen[offset : offset + limit]]
    follows = offset + limit if offset + limit < len(chosen) else None
    return {
        "columns": COLUMNS, "rows": [_row(at, item, lang) for item in shown], "total": len(chosen), "offset": offset,
        "next": follows, "kinds": [{"about": one, "n": kinds[one]} for one in review.ABOUT if kinds[one]],
    }  # fmt: skip


def decisions(at: Snapshot, limit: int, offset: int, lang: str) -> Row:
    """The decisions in force, the newest first: {rows, total, offset, next, columns}; a row as `kg review decisions`."""
    made = _made(at)[::-1]
    follows = offset + limit if offset + limit < len(made) else None
    rows = [{**dict.fromkeys(DECIDED, ""), **one.row()} for one in made[offset : offset + limit]]
    return {"columns": DECIDED, "rows": rows, "total": len(made), "offset": offset, "next": follows}


def _made(at: Snapshot) -> tuple[Decision, ...]:
    """The decisions that the graph was made under."""
    place: Path | None = getattr(at.store, "path", None) or getattr(at.store, "home", None)
    return at.keep("decisions", lambda: notes.read_in(place).decisions if place else ())


def _known(at: Snapshot) -> Knowledge:
    return at.keep("known under decisions", lambda: settled.known_under(_made(at)))


def _listed(at: Snapshot) -> list[review.Item]:
    return at.keep("waiting", lambda: review.listed(at.store, _made(at), _known(at)))


def _row(at: Snapshot, item: review.Item, lang: str) -> Row:
    row = item.row()
    told = [word(lang, "messages", f"reason_{item.reason}")] if item.reason else []
    return {
        **row, "says": " · ".join([word(lang, "messages", f"about_{item.about}"), *told]),
        "title": item.article, "article": item.article_id,
        "thing": _thing(at, item.key, item.name, item.type, lang),
        "rival": _rival(at, item, lang) if item.other_key else None,
    }  # fmt: skip


def _rival(at: Snapshot, item: review.Item, lang: str) -> Row:
    """What the name may be, under another name than its own where there is one."""
    found = _thing(at, item.other_key, item.other, item.type, lang)
    return found if item.about == "homonym" else {**found, "label": item.other}


def _thing(at: Snapshot, key: str, name: str, kind: str, lang: str) -> Row:
    """A thing as the page links it; of one that the graph has not, what the lexicon says."""
    if known := reading.things(at).get(key):
        return {"key": key, "type": known["type"], "label": known["label"][lang], "there": True}
    if term := _known(at).by_key.get(key):
        return {"key": key, "type": term.entity.type, "label": term.entity.label, "there": False}
    return {"key": key, "type": kind, "label": name, "there": False}
