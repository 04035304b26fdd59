"""What sources disagree on, by the rules of kg/data/conflicts.toml, with both sides and what stands behind each.

For each rule one grouped query finds the things of which more than one thing is said; only their claims are read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from kg import works
from kg.disputes.disagreement import Conflict, Side, side_rows
from kg.disputes.odds import ASPECT, at_odds, hearsay, identity, in_words, thing_named, what_of
from kg.disputes.rules import AUTHOR, Held, Rule, key_of, load_rules, position_of, rule_named, span_of
from kg.errors import NotFound
from kg.knowledge import fold
from kg.listing import derived
from kg.listing import rows as plain_rows
from kg.listing.rows import resolve
from kg.listing.steps import origins_of
from kg.listing.steps import span_of as place_of
from kg.rdf.graph import PREFIXES, article_id, article_iri, class_name, entity_iri, iri, name, property_name
from kg.reuse.voices import Span
from kg.store import Store
from kg.words import all_words

Row = dict[str, Any]
Parties = Mapping[str, Mapping[str, set[str]]]  # IRI of a conflict → view → ids of claims
CHUNK = 2000  # claims read at a time
MET = 3  # claims of each side that are shown for what an article contradicts
AGAINST = 40  # claims of others that are looked at for what an article contradicts


def find(
    store: Store,
    about: Iterable[str] | None = None,
    rule: str | None = None,
    kind: str | None = None,
    reported: bool = False,
    looked: Look | None = None,
    shown: int | None = None,
    holding: Collection[str] | None = None,
) -> list[Conflict]:
    """The conflicts of the graph in the order of the rules, the best supported on both sides first.

    `about`: IRIs of entities or aspects; `rule`: a rule's name; `kind`: a kind of claim. `reported`: also those where
    one side is only a report of somebody else's view. `looked`: how much is looked at, by default all. `shown`: how much
    evidence of each side is read. `holding`: those alone in which one of these claims (ids) takes part.
    Raises NotFound for a rule that is not there.
    """
    return part(store, about, rule, kind, reported, looked, shown, holding)[0]


def part(
    store: Store,
    about: Iterable[str] | None = None,
    rule: str | None = None,
    kind: str | None = None,
    reported: bool = False,
    looked: Look | None = None,
    shown: int | None = None,
    holding: Collection[str] | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> tuple[list[Conflict], int]:
    """The conflicts of `find`, so many from a place on, and how many there are."""
    wanted = [rule_named(rule)] if rule else list(load_rules())
    wanted = [one for one in wanted if kind is None or kind in one.kinds]
    things = None if about is None else sorted(set(about))
    order = [one.name for one in wanted]
    there = slice(offset, None if limit is None else offset + limit)
    if not (reported or looked is not None or entity_iri(AUTHOR) in (things or ())) and derived.ready(store):
        few = shown is not None and shown <= derived.FIRST
        parties = _parties(store, things, holding, few) if holding is not None or not few else {}
        kept = derived.at_odds(store, things, None if holding is None else sorted(parties))
        kept = [one for one in kept if one.rule in order]
        kept.sort(key=lambda one: _order(order, one.rule, one))
        return _kept(store, kept[there], shown, parties, holding), len(kept)
    drafts, rows = _looked_for(store, wanted, things, reported, looked)
    voices = origins_of(list(rows.values()), store)
    found = [_conflict(draft, rows, voices, shown, holding) for draft in drafts if _holds(draft.held, holding)]
    found.sort(key=lambda one: _order(order, one.rule.name, one))
    return [_with_first(one, shown) for one in found[there]], len(found)


def _holds(claims: Iterable[str], wanted: Collection[str] | None) -> bool:
    return wanted is None or any(claim in wanted for claim in claims)


def _order(rules: Sequence[str], rule: str, one: Conflict | derived.AtOdds) -> tuple[Any, ...]:
    return (rules.index(rule), -one.weight[0], -one.weight[1], one.thing.casefold(), one.what, one.id)


def _with_first(conflict: Conflict, shown: int | None) -> Conflict:
    """A conflict with so much evidence of each side."""
    return replace(conflict, sides=tuple(replace(side, rows=side.rows[:shown]) for side in conflict.sides))


def _looked_for(
    store: Store, wanted: Sequence[Rule], things: Sequence[str] | None, reported: bool, looked: Look | None
) -> tuple[list[Draft], dict[str, Row]]:
    """The conflicts, by the rules, among all claims that may be at odds; and their evidence."""
    found = {one.name: _sketches(store, one, things, looked) for one in wanted}
    spoken = None if things is None else {row["article"] for rows in found.values() for row in rows}
    known = {row["id"]: row for row in plain_rows.articles(store, spoken)}
    drafts: list[Draft] = []
    for one in wanted:
        drafts.extend(_drafts(one, found[one.name], known, store, reported))
    return drafts, _evidence(store, {claim for draft in drafts for claim in draft.held}, known)


def _parties(
    store: Store, about: Iterable[str] | None, holding: Collection[str] | None, few: bool
) -> dict[str, dict[str, set[str]]]:
    """Conflict → view → claims: all of them or, where `few` are enough, at least those of `holding`."""
    found = derived.parties(store, about, holding if few else None)
    return {node: views for node, views in found.items() if _holds(chain(*views.values()), holding)}


def _kept(
    store: Store,
    found: Sequence[derived.AtOdds],
    shown: int | None,
    parties: Parties,
    holding: Collection[str] | None,
    own: bool = False,
) -> list[Conflict]:
    """Conflicts that were found ahead: of all claims those alone are read that are at odds, and shown.

    `parties`: their claims by view, where it matters which they all are. `own`: those of `holding` are shown too.
    """
    wanted = {(one.node, view): _shown(parties.get(one.node, {}).get(view, ()), ids, shown, (holding or ()) if own else ())
              for one in found for view, ids in zip(one.views, one.sides, strict=True)}  # fmt: skip
    rows = _evidence(store, set(chain(*wanted.values())))
    conflicts = []
    for one in found:
        rule = rule_named(one.rule)
        sides = []
        for view, ids, told in zip(one.views, one.sides, one.told, strict=True):
            ordered = sorted((rows[claim] for claim in wanted[one.node, view]), key=_early)[: None if own else shown]
            counts = (told["articles"], told["origins"], tuple(told["speakers"]), told["claims"])
            held = parties.get(one.node, {}).get(view, set())
            position = position_of(rule, rows[ids[0]])
            sides.append(Side(told["value"], position, tuple(ordered), *counts, _asked(held, shown, holding)))
        conflicts.append(Conflict(one.id, rule, one.thing, one.what, tuple(sides)))
    return conflicts


def _shown(
    claims: Collection[str], first: Sequence[str], shown: int | None, own: Collection[str]
) -> Collection[str]:
    """Those of a side's claims whose evidence is read; of `own` ones all."""
    if shown is None or shown > derived.FIRST:
        return claims
    return {*first[: max(shown, 1)], *(claim for claim in claims if claim in own)}


def _asked(claims: Iterable[str], shown: int | None, holding: Collection[str] | None) -> frozenset[str]:
    if holding is None:
        return frozenset(claims if shown is None else ())
    return frozenset(claim for claim in claims if claim in holding)


def disputed(store: Store, about: Iterable[str], rules: Sequence[str], known: Mapping[str, Row]) -> dict[str, set[str]]:
    """Key of a thing, of these (IRIs), → by which of these rules it is disputed; no evidence is read.

    `known`: at least `author` and `date` of each article by its id.
    """
    things = sorted(set(about))
    if derived.ready(store):
        return {key: found & set(rules) for key, found in derived.disputed(store, things).items()} if things else {}
    disputed: dict[str, set[str]] = defaultdict(set)
    for rule in map(rule_named, rules if things else ()):
        rows = [row for row in _sketches(store, rule, things) if row["article"] in known]
        for draft in _drafts(rule, rows, known, store, False):
            disputed[draft.about].add(rule.name)
    return disputed


@dataclass(frozen=True, slots=True)
class Look:
    """All claims of these articles, and of the others at most so many for each thing and rule."""

    articles: tuple[str, ...]
    most: int


def against(store: Store, articles: Iterable[str], parties: Parties | None = None) -> dict[str, list[Conflict]]:
    """For each article (by id) the conflicts in which it holds a view that another article does not share.

    `parties`: the claims of these articles that take part in conflicts, by conflict and view, where that is known.

    Of what others say, the first claims of each side; where nothing was counted ahead, AGAINST claims for each thing and
    rule are looked at: the time does not grow with the graph.
    """
    wanted = sorted(set(articles))
    graphs = _values("g", map(article_iri, wanted))
    spoken = f"SELECT ?g ?c ?t WHERE {{ {graphs} GRAPH ?g {{ ?c kg:subject|kg:object|kg:aspect ?t }} }}"
    rows = store.select(PREFIXES + spoken).rows if wanted else []
    things = sorted({thing for _, _, thing in rows})
    if not things:
        return {article: [] for article in wanted}
    if derived.ready(store):
        found = _with_own(store, wanted, things, {claim.rpartition("/")[2] for _, claim, _ in rows}, parties)
    else:
        found = find(store, things, looked=Look(tuple(wanted), AGAINST))
    return {article: [one for one in found if _takes_part(one, article)] for article in wanted}


def _with_own(
    store: Store, articles: Sequence[str], things: Sequence[str], claims: Collection[str], parties: Parties | None
) -> list[Conflict]:
    """The conflicts that were found ahead in which these articles take part: of each side the first claims, and theirs."""
    order = [rule.name for rule in load_rules()]
    if parties is None:
        parties = _parties(store, _with_authors(store, articles, things), claims, True)
    kept = sorted(derived.at_odds(store, nodes=sorted(parties)), key=lambda one: _order(order, one.rule, one))
    return _kept(store, kept, MET, parties, claims, own=True)


def _with_authors(store: Store, articles: Sequence[str], things: Sequence[str]) -> set[str]:
    """These things, with what stands for the articles' own authors in the place of "the author"."""
    about = set(things)
    if entity_iri(AUTHOR) not in about:
        return about
    known = plain_rows.heads(store, articles, ("author",))
    authors = (said["author"] or one for one, said in known.items())
    return about - {entity_iri(AUTHOR)} | {derived.author_iri(f"author {one}") for one in authors}


def _takes_part(conflict: Conflict, article: str) -> bool:
    own = [any(row["article"] == article for row in side.rows) for side in conflict.sides]
    held = {side.position for side, mine in zip(conflict.sides, own, strict=True) if mine}
    return any(held - {side.position} for side, mine in zip(conflict.sides, own, strict=True) if side.articles > mine)


def named(store: Store, text: str) -> list[str]:
    """IRIs of what a person calls so: entities of the graph by any name, or an aspect in either language.

    Raises NotFound where nothing is called so.
    """
    aspects = [
        name(ASPECT + key)[1:-1]
        for key, words in all_words()["aspects"].items()
        if fold(text) in {fold(key), *(fold(word) for word in words.values())}
    ]
    try:
        return [*aspects, *resolve(store, text)]
    except NotFound:
        if aspects:
            return aspects
        raise


# --- the claims that a rule looks at ---------------------------------------------------------------------------------


def _sketches(store: Store, rule: Rule, things: Sequence[str] | None, looked: Look | None = None) -> list[Row]:
    """The claims that the rule may find at odds, as far as judging needs them: no words, no names."""
    if rule.same[0] == "aspect":
        things = None if things is None else [one for one in things if name(ASPECT)[1:-1] in one]
    if things is not None and not things:
        return []
    found: list[Row] = []
    for where in _wheres(store, rule, things, looked):
        for claim, row in plain_rows.sketches(store, where).items():
            roles = {role: _thing_of(row.get(role)) for role in ("subject", "object", "speaker")}
            plain = {"time": row.get("time"), "negated": bool(row.get("negated", False))}
            article = article_id(row["graph"])
            found.append({**row, **roles, **plain, "id": claim.rpartition("/")[2], "article": article})
    return found


def _wheres(store: Store, rule: Rule, things: Sequence[str] | None, looked: Look | None) -> Iterator[str]:
    """Patterns for the claims ?c in ?g that the rule is to look at."""
    if looked is None:
        keys = [row[0] for row in store.select(PREFIXES + candidates(rule, things)).rows]
        for start in range(0, len(keys), CHUNK):
            yield f"{_values('key', keys[start : start + CHUNK])} {_kinds(rule)} GRAPH ?g {{ {_about(rule)} }}"
        return
    only = _values("g", map(article_iri, looked.articles))
    own = f"{only} {_values('key', things or ())} {_kinds(rule)} GRAPH ?g {{ {_about(rule)} }}"
    found = store.select(f"{PREFIXES}SELECT DISTINCT ?key ?c WHERE {{ {own} }}").rows
    claims = {claim for _, claim in found}
    for key in sorted({key for key, _ in found}):
        pattern = f"{_values('key', [key])} {_kinds(rule)} GRAPH ?g {{ {_about(rule)} }}"
        claims |= {row[0] for row in store.select(f"{PREFIXES}SELECT ?c WHERE {{ {pattern} }} LIMIT {looked.most}").rows}
    if claims:
        yield f"{_values('c', sorted(claims))} GRAPH ?g {{ ?c oa:hasSelector ?at }}"


def _thing_of(node: str | None) -> Row | None:
    return None if node is None else {"key": plain_rows.key_of(node)}


def _evidence(store: Store, ids: set[str], articles: Mapping[str, Row] | None = None) -> dict[str, Row]:
    """Claim rows by id, with the `date`, `title` and `sources` of their articles; `articles`: those, where they are known."""
    ordered = sorted(ids)
    rows = []
    for start in range(0, len(ordered), CHUNK):
        rows += plain_rows.claims(store, () if articles else ("date", "title"), ids=ordered[start : start + CHUNK])
    found = {}
    for row in rows:
        article = articles[row["article"]] if articles else row
        found[row["id"]] = {**row, "date": article["date"], "title": article["title"] or article["file"]}
    return dict(zip(found, works.beside(list(found.values()), store), strict=True))


def candidates(rule: Rule, things: Sequence[str] | None = None) -> str:
    """SPARQL for the things that the rule may find at odds: grouped, never one claim joined with another."""
    more, having = "", "HAVING (COUNT(DISTINCT ?c) > 1)"
    if rule.differs == "negated":
        more, having = "?c kg:negated true .", ""
    elif rule.differs:
        more, having = f"?c kg:{property_name(rule.differs)} ?v .", "HAVING (COUNT(DISTINCT ?v) > 1)"
    elif len(rule.kinds) > 1:
        having = "HAVING (COUNT(DISTINCT ?kind) > 1)"
    only = _values("key", things) if things is not None else ""
    return f"SELECT ?key WHERE {{ {only} {_kinds(rule)} GRAPH ?h {{ {_about(rule)} {more} }} }} GROUP BY ?key {having}"


def _about(rule: Rule) -> str:
    role = {"holder": "subject"}.get(rule.same[0], property_name(rule.same[0]))
    return f"?c a ?kind ; kg:{role} ?key ."


def _kinds(rule: Rule) -> str:
    return f"VALUES ?kind {{ {' '.join(name('kg:' + class_name(kind)) for kind in rule.kinds)} }}"


def _values(variable: str, iris: Iterable[str]) -> str:
    return f"VALUES ?{variable} {{ {' '.join(map(iri, iris))} }}"


# --- who disagrees with whom -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Draft:
    """A conflict before its evidence is read: what it is about, its id, and the claims' ids with their positions."""

    rule: Rule
    about: str
    id: str
    held: dict[str, Any]
    reported: bool


def _drafts(rule: Rule, rows: list[Row], known: Mapping[str, Row], store: Store, reported: bool) -> Iterator[Draft]:
    things = {row[role]["key"] for row in rows for role in ("subject", "object") if row[role]}
    families = _families(store, things) if rows and not rule.families else frozenset()
    changes = _changes(store, rule, things) if rows and rule.changed else {}
    groups: dict[tuple[Any, ...], list[tuple[Held, Row]]] = defaultdict(list)
    for row in rows:
        article = known[row["article"]]
        key = key_of(rule, row, article["author"])
        position = position_of(rule, row)
        if key is None or position is None or key[0] in families or hearsay(rule, row):
            continue
        groups[key].append(((position, span_of(rule, row, article["date"]), bool(row["time"])), row))
    for key, group in sorted(groups.items(), key=lambda item: str(item[0])):
        told = changes.get(key[0], frozenset())
        own = group if rule.voices == "speaker" else [pair for pair in group if not pair[1]["speaker"]]
        if held := at_odds(rule, own, told):
            yield Draft(rule, key[0], identity(rule, key), {row["id"]: position for position, row in held}, False)
        elif reported and (held := at_odds(rule, group, told)) and not _retold(held):
            yield Draft(rule, key[0], identity(rule, key), {row["id"]: position for position, row in held}, True)


def _retold(held: Sequence[tuple[Any, Row]]) -> bool:
    """Whether one article alone tells all of it: what it reports is not what it says itself."""
    return len({row["article"] for _, row in held}) == 1


def _families(store: Store, things: set[str]) -> frozenset[str]:
    """Those of these things that others are versions of."""
    only = _values("p", map(entity_iri, sorted(things))) if len(things) <= CHUNK else ""
    text = f"SELECT DISTINCT ?p WHERE {{ {only} GRAPH ?g {{ ?e kg:parent ?p }} }}"
    return frozenset(plain_rows.key_of(row[0]) for row in store.select(PREFIXES + text).rows)


def _changes(store: Store, rule: Rule, things: set[str]) -> dict[str, frozenset[frozenset[str]]]:
    """Key of a thing → pairs of values of which a source says that one followed the other."""
    found: dict[str, set[frozenset[str]]] = defaultdict(set)
    if rule.changed == derived.CHANGE and derived.ready(store):  # much is said of some: each change is counted there once
        for vendor, before, after in derived.changed_courses(store, map(entity_iri, things)):
            found[plain_rows.key_of(vendor)].add(frozenset((before, after)))
        return {key: frozenset(pairs) for key, pairs in found.items()}
    only = f"{_values('s', map(entity_iri, sorted(things)))}" if len(things) <= CHUNK else ""
    where = f"{only} GRAPH ?g {{ ?c a {name('kg:' + class_name(rule.changed))} ; kg:subject ?s }}"
    for row in plain_rows.sketches(store, where).values():
        if "subject" in row and not row.get("negated"):
            found[plain_rows.key_of(row["subject"])].add(frozenset((row["value"]["from"], row["value"]["to"])))
    return {key: frozenset(pairs) for key, pairs in found.items()}


# --- the sides with what stands behind them --------------------------------------------------------------------------


def _conflict(
    draft: Draft, rows: dict[str, Row], voices: dict[Span, str], shown: int | None, holding: Collection[str] | None
) -> Conflict:
    views: dict[tuple[Any, str], list[Row]] = defaultdict(list)
    for claim, position in draft.held.items():
        views[position, in_words(draft.rule, rows[claim])].append(rows[claim])
    sides = []
    for (position, value), found in views.items():
        ordered = tuple(sorted(found, key=_early))
        behind = {_voice(row, voices) for row in found}
        speakers = tuple(dict.fromkeys(row["speaker"]["label"] for row in ordered if row["speaker"]))
        counts = (len({row["article"] for row in found}), len(behind), speakers, len(found))
        sides.append(Side(value, position, ordered, *counts, _asked((row["id"] for row in found), shown, holding)))
    sides.sort(key=lambda side: (-side.origins, -side.articles, side.value))
    first = sides[0].rows[0]
    return Conflict(
        draft.id, draft.rule, thing_named(draft.rule, first), what_of(draft.rule, first), tuple(sides), draft.reported
    )


def _voice(row: Row, voices: dict[Span, str]) -> str:
    """Who says it: a speaker, in however many articles, or the article where the words come from."""
    return f"speaker {row['speaker']['key']}" if row["speaker"] else voices[place_of(row)]


def _early(row: Row) -> tuple[Any, ...]:
    return (row["date"] or "9999", row["article"], row["start"], row["end"], row["id"])


def disputes(rows: list[Row], store: Store) -> list[Row]:
    """The step of the named query: what the rules find about the things (`thingId`) of its rows."""
    about = sorted({row["thingId"] for row in rows})
    return side_rows(find(store, about)) if about else []
