"""What waits for a person's decision about names, with the sentences, and the decisions in force: who made them, when."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.decisions import Decision
from kg.explore import reading
from kg.explore.snapshot import Snapshot
from kg.knowledge import Knowledge, fold
from kg.reviews import review
from kg.updating import notes, settled
from kg.words import word

Row = dict[str, Any]
COLUMNS = ("id", "about", "name", "type", "other", "reason", "score", "claims", "articles", "quote", "title", "article")
DECIDED = ("id", "do", "name", "type", "en", "zh", "into_name", "kind", "quote", "file", "by", "on", "note")


def waiting(at: Snapshot, about: str, words: str, limit: int, offset: int, lang: str) -> Row:
    """Names that wait, those with most effect first: {rows, total, kinds, offset, next, columns}.

    `about`: one of kg.reviews.review.ABOUT; `words`: part of a name. A row: as `kg review`, with `quote` (the sentence),
    `title` and `article` (its id), `says` (why it is asked, in words), `thing` and `rival` ({key, type, label, there}:
    whether the graph has it); `kinds`: how many of each sort fit the words.
    """
    wanted, queue = fold(words), _queue(at)
    fitting = [place for place, name in enumerate(queue.names) if wanted in name] if wanted else range(len(queue.about))
    kinds = Counter(queue.about[place] for place in fitting)
    chosen = [place for place in fitting if about in ("", queue.about[place])]
    shown = [review.with_sentence(at.store, queue.item(place)) for place in chosen[offset : offset + limit]]
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


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits: for each item what it is about and its folded names; `item` gives the whole of one."""

    about: Sequence[str]
    names: Sequence[str]
    item: Callable[[int], review.Item]


def _queue(at: Snapshot) -> Queue:
    return at.keep("waiting", lambda: _read(at) if reading.small(at) else _prepared(at))


def _read(at: Snapshot) -> Queue:
    items = found(at)
    return Queue([one.about for one in items], [names_of(one) for one in items], lambda place: items[place])


def _prepared(at: Snapshot) -> Queue:
    """What was found when the corpus was read ahead, without what was decided since."""
    told = at.ahead["typed"]
    about, names, keys, bodies = (told[part] for part in ("waiting about", "waiting names", "waiting keys", "waiting"))
    since = [one for one in _made(at) if one.do != "strike" and one.id not in set(told["waiting made"])]
    touched = {key for one in since for key in (one.key, one.into)} - {""}
    left = [place for place in range(len(keys)) if not since or not touched & set(keys[place].split("\n"))]
    return Queue(
        [about[place] for place in left], [names[place] for place in left],
        lambda place: review.Item(**json.loads(bodies[left[place]])),
    )  # fmt: skip


def columns_of(at: Snapshot) -> dict[str, list[str]]:
    """The lists of texts that `_prepared` reads."""
    items, fields = found(at), review.Item.__dataclass_fields__
    return {
        "waiting": [json.dumps({name: getattr(item, name) for name in fields}, ensure_ascii=False) for item in items],
        "waiting about": [item.about for item in items], "waiting names": [names_of(item) for item in items],
        "waiting keys": [f"{item.key}\n{item.other_key}" for item in items], "waiting made": [one.id for one in _made(at)],
    }  # fmt: skip


def found(at: Snapshot) -> list[review.Item]:
    """All that waits, those with most effect first; all names are looked at for it."""
    return review.listed(at.store, _made(at), _known(at))


def names_of(item: review.Item) -> str:
    """What a reader's words are looked for in."""
    return fold(f"{item.name} {item.other}")


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
