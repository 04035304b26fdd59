"""Decisions made: names as people type them become keys, and what makes no sense is refused before it is written."""

from __future__ import annotations

import getpass
import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from kg.decisions import Decision, settle
from kg.errors import NotFound, UsageError
from kg.knowledge import Knowledge, fold
from kg.limits import FIELD
from kg.listing import rows
from kg.model import TYPES
from kg.rdf.graph import PREFIXES, claim_iri
from kg.resolution.strikes import rest_of
from kg.reviews import review
from kg.store import Store


@dataclass(frozen=True, slots=True)
class Thing:
    """What a name was found to mean."""

    key: str
    label: str
    type: str


@dataclass(frozen=True, slots=True)
class Desk:
    """Where decisions are made: the graph, what is known (accepted names included), what was decided, and by whom."""

    store: Store
    knowledge: Knowledge
    made: tuple[Decision, ...] = ()
    by: str = ""
    on: str = ""

    def item(self, text: str) -> review.Item | None:
        """The waiting item with this id."""
        if len(text) != 6 or not all(c in "0123456789abcdef" for c in text):
            return None
        return next((i for i in review.listed(self.store, self.made, self.knowledge) if i.id == text), None)

    def signed(self, **given: object) -> Decision:
        """A decision with who made it and when."""
        return settle({**given, "by": self.by, "on": self.on})


def signature(by: str = "") -> tuple[str, str]:
    """Who decides (the name given, KG_USER, else the account's) and when: UTC to the second."""
    try:
        who = by or os.environ.get("KG_USER", "") or getpass.getuser()
    except (OSError, KeyError):  # an account without a name
        who = ""
    return who, datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def find(desk: Desk, text: str) -> Thing:
    """The one thing that a name or key means, in the graph or else in the lexicon.

    Raises NotFound, and UsageError with the keys where a name means several.
    """
    there = review.read_things(desk.store)
    known = {key: Thing(key, thing.label, thing.type) for key, thing in there.items()}
    for key, term in desk.knowledge.by_key.items():
        known.setdefault(key, Thing(key, term.entity.label, term.entity.type))
    if text in known:
        return known[text]
    wanted = fold(text)
    found = {key for key, thing in there.items() if wanted in set(map(fold, thing.names))}
    found = found or {t.entity.key for t in desk.knowledge.terms if wanted in set(map(fold, t.names))}
    if len(found) > 1:
        raise UsageError(f"{text!r} names {len(found)} things", "", f"use a key: {', '.join(sorted(found))}")
    if not found:
        raise NotFound(f"nothing is called {text}", "", "kg entities lists the names")
    return known[found.pop()]


def source(desk: Desk, text: str) -> Thing:
    """As `find`, but a name that a rule merged away is still the thing that it was taken from."""
    for one in review.rulings(desk.store):
        merged = one.source and one.reason not in ("split", "accept")
        if merged and (text == one.source or fold(text) == fold(one.name)):
            return Thing(one.source, one.name, _type_of(one.source))
    return find(desk, text)


def _type_of(key: str) -> str:
    head = key.partition("/")[0]
    return next((kind for kind in TYPES if kind.lower() == head), "")


def accept(
    desk: Desk, name: str, kind: str = "", en: str = "", zh: str = "", aliases: Iterable[str] = ()
) -> Decision:
    """The name is a thing of its own; for an item that proposes a merge: that merge. Raises UsageError."""
    item = desk.item(name)
    if item and item.about in ("like", "merged"):
        return merge(desk, item.key, item.other_key, item.name)
    if item:
        name, kind = item.name, kind or item.type
    if not kind:
        kinds = {t.type for t in review.read_things(desk.store).values() if fold(name) in set(map(fold, t.names))}
        if len(kinds) != 1:
            raise UsageError(f"of which type is {name!r}?", "--type", f"one of: {', '.join(TYPES)}")
        kind = kinds.pop()
    for one in (name, *filter(None, (en, zh, *aliases))):
        if not fold(one) or len(one) > FIELD or any(ord(char) < 32 for char in one):
            raise UsageError(f"{one[:60]!r} is no name", "", f"write it with letters, on one line, in at most {FIELD} characters")
    made = desk.signed(do="accept", name=name, type=kind, en=en, zh=zh, aliases=tuple(aliases))
    taken = {fold(n): t for t in desk.knowledge.terms if t.entity.type == kind for n in t.names}
    for one in made.names:
        if (term := taken.get(fold(one))) and term.entity.key != made.key:
            todo = f"kg review merge {name!r} {term.entity.key}"
            raise UsageError(f"{one!r} is known already, as {term.entity.label}", "", todo)
        if term := taken.get(fold(one)):
            raise UsageError(f"{one!r} is known already, as {term.entity.label}")
    return made


def merge(desk: Desk, one: str, other: str, name: str = "") -> Decision:
    """The first is the second. Raises UsageError for things of different types, NotFound."""
    a, b = source(desk, one), find(desk, other)
    if a.key == b.key:
        raise UsageError(f"{one!r} and {other!r} are one thing already ({a.key})")
    if a.type != b.type:
        todo = "accept the name with the right type first"
        raise UsageError(f"the types differ: {a.label} ({a.type}), {b.label} ({b.type})", "", todo)
    return desk.signed(do="merge", name=name or a.label, key=a.key, into=b.key, into_name=b.label)


def split(desk: Desk, name: str, article: str, other: str = "") -> Decision:
    """In this article the name is not the thing it is taken for, but `other` or one of its own."""
    ids = rows.resolve_article(desk.store, article)
    if len(ids) > 1:
        raise UsageError(f"{article!r} names {len(ids)} articles", "", f"use an id: {', '.join(ids)}")
    here = [r for r in rows.entities(desk.store, article=ids[0]) if _bears(r, name)]
    if len(here) != 1:
        what = f"{name!r} names {len(here)} things in this article"
        raise (UsageError if here else NotFound)(what, article, ", ".join(r["key"] for r in here))
    into = find(desk, other) if other else None
    if into and into.type != here[0]["type"]:
        raise UsageError(f"the types differ: {name} ({here[0]['type']}), {into.label} ({into.type})")
    spelled = name if name != here[0]["key"] else here[0]["label"]
    return desk.signed(
        do="split", name=spelled, key=here[0]["key"], article=ids[0], file=here[0]["file"],
        into=into.key if into else "", into_name=into.label if into else "",
    )  # fmt: skip


def _bears(row: dict, name: str) -> bool:
    return name == row["key"] or fold(name) in {fold(n) for n in (row["label"], *row["aliases"])}


def ignore(desk: Desk, name: str) -> Decision:
    """The name names nothing."""
    item = desk.item(name)
    name = item.name if item else name
    there = [t for t in review.read_things(desk.store).values() if fold(name) in set(map(fold, t.names))]
    if not there:
        raise NotFound(f"nothing is called {name}", "", "kg entities lists the names")
    return desk.signed(do="ignore", name=name)


def reject(desk: Desk, name: str, other: str = "") -> Decision:
    """The two are different things; with one name alone: do not ask about it again."""
    item = desk.item(name)
    if item and not other:
        pair = {"into": item.other_key, "into_name": item.other} if item.other_key else {}
        return desk.signed(do="reject", name=item.name, key=item.key, **pair)
    a = source(desk, name)
    if not other:
        merged = [m for m in review.rulings(desk.store) if m.source == a.key and not m.by]
        if len({m.into for m in merged}) == 1:
            return reject(desk, name, merged[0].into)
        return desk.signed(do="reject", name=a.label, key=a.key)
    b = find(desk, other)
    return desk.signed(do="reject", name=a.label, key=a.key, into=b.key, into_name=b.label)


def strike(desk: Desk, claim: str, note: str = "") -> Decision:
    """The article does not say what this claim has it say. `claim`: its id or IRI, or the beginning of one.

    Raises UsageError where it fits several or can be none, NotFound.
    """
    row = _claim(desk, claim)
    key, into, speaker = (row[role]["key"] if row[role] else "" for role in ("subject", "object", "speaker"))
    named = next((row[role]["label"] for role in ("subject", "object", "speaker") if row[role]), row["kind"])
    return desk.signed(
        do="strike", name=named, key=key, into=into, into_name=row["object"]["label"] if into else "",
        article=row["article"], file=row["file"], kind=row["kind"], quote=row["quote"], speaker=speaker,
        value=rest_of(row["value"], row["time"], row["negated"]), note=note,
    )  # fmt: skip


def _claim(desk: Desk, text: str) -> dict:
    beginning = text.removeprefix(claim_iri(""))
    if not re.fullmatch(r"[0-9a-f]{4,20}", beginning):
        raise UsageError(f"{text[:60]!r} is no claim's id", "", "kg claims --format jsonl shows them; its first 4 letters are enough")
    found = rows.claims(desk.store, ids=[beginning]) if len(beginning) == 20 else ()
    if not found:
        begins = f'?c oa:hasSelector ?at FILTER(STRSTARTS(STR(?c), "{claim_iri(beginning)}"))'
        fits = [row[0] for row in desk.store.select(f"{PREFIXES}SELECT DISTINCT ?c WHERE {{ GRAPH ?g {{ {begins} }} }} LIMIT 2").rows]
        if len(fits) > 1:
            raise UsageError(f"more than one claim's id begins with {beginning}", "", "give more of it")
        found = rows.claims(desk.store, ids=[one.removeprefix(claim_iri("")) for one in fits]) if fits else ()
    if not found:
        raise NotFound(f"there is no claim {beginning}", "", "kg claims --format jsonl shows their ids")
    return found[0]


VERBS: dict[str, Callable[..., Decision]] = {
    "accept": accept, "merge": merge, "split": split, "ignore": ignore, "reject": reject, "strike": strike,
}  # fmt: skip
