"""Same thing or not: what the decisions of people and the rules of kg/data/identity.toml make of an article's names.

All that is done hangs on the article, the lexicon and the decisions alone, never on other articles: so an article's
graph can be taken out again without a trace. Things that the lexicon knows are never merged by rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from kg.decisions import Decision, end_of, targets
from kg.entities.spelling import squeeze
from kg.knowledge import Knowledge, fold
from kg.model import AUTHOR_KEY, Claim, Entity, Extraction
from kg.resolution.alongside import Alongside
from kg.resolution.glosses import glosses, with_glosses
from kg.resolution.kin import kin_of, with_parents
from kg.resolution.likeness import Likeness, core, han, known, rules
from kg.resolution.strikes import struck_out

APART = "~"  # in a key, before the article in which a name is a thing of its own
_LOOSE = ("Group",)


@dataclass(frozen=True, slots=True)
class Ruling:
    """Why a name is what it is in this article: `source`, the thing it was taken for, is `into`.

    `reason`: form, tail, part, spelling, maker, gloss, acronym for a rule; merge, split, accept for a person, who is
    `by`, at the time `on`.
    """

    into: str
    source: str
    name: str
    reason: str
    score: float
    by: str = ""
    on: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """An extraction in which each thing is one, with the rulings behind it, and the families above its things.

    `struck`: ids of the decisions that struck one of its claims, which it has no more.
    """

    extraction: Extraction
    rulings: tuple[Ruling, ...] = ()
    kin: tuple[Entity, ...] = ()
    struck: tuple[str, ...] = ()


def settle(extraction: Extraction, decisions: Iterable[Decision], knowledge: Knowledge) -> Settled:
    """Apply decisions, then rules. Done twice it changes nothing more."""
    made = tuple(dict.fromkeys(decisions))
    rulings: list[Ruling] = []
    extraction = _recognised(extraction, knowledge)
    extraction = _without_ignored(extraction, made)
    extraction = _split(extraction, made, knowledge, rulings)
    before = -1
    while before < len(rulings):  # a rule may bring out a thing that a person decided on, and the other way round
        before = len(rulings)
        extraction = with_glosses(extraction, _fresh(things(extraction)), known(knowledge))
        extraction = _decided(extraction, made, knowledge, rulings)
        extraction = _ruled(extraction, made, knowledge, rulings)
    left, struck = struck_out(extraction, made, ((one.source, one.into) for one in rulings))
    if struck:
        gone = things(extraction).keys() - things(left).keys()  # what claims alone named
        extraction, rulings = left, [one for one in rulings if one.into not in gone]
    rulings.extend(_accepted(extraction, made))
    extraction = with_parents(extraction, knowledge)
    return Settled(extraction, tuple(dict.fromkeys(rulings)), kin_of(extraction, knowledge), struck)


def things(extraction: Extraction) -> dict[str, Entity]:
    """The article's things by key: those it lists, then those that claims alone name."""
    found = {entity.key: entity for entity in extraction.entities}
    for claim in extraction.claims:
        for entity in claim.entities():
            found.setdefault(entity.key, entity)
    return found


def is_new(entity: Entity) -> bool:
    """Whether it is a name that nobody has told us about."""
    return not entity.known and not entity.parent and entity.type not in _LOOSE and entity.key != AUTHOR_KEY


def squeezed(text: str) -> str:
    """A text as folded names are looked up in it."""
    return squeeze(text)[0]


# --- one thing for another -------------------------------------------------------------------------------------------


def _swap(extraction: Extraction, into: dict[str, Entity]) -> Extraction:
    """The extraction with things replaced; claims that would tell of a thing and itself go."""
    if not into:
        return extraction
    listed: dict[str, Entity] = {}
    for entity in extraction.entities:
        other = into.get(entity.key)
        new = entity if other is None else _named(other, (entity.label, *_forms(entity)))
        old = listed.get(new.key)
        if old is not None:
            new = _named(old if old.known or not new.known else new, (*old.aliases, *new.aliases))
        listed[new.key] = new
    claims = []
    for claim in extraction.claims:
        told = _claim(claim, {role: into.get(side.key, side) for role, side in _roles(claim)})
        if not (told.subject and told.object and told.subject.key == told.object.key):
            claims.append(told)
    return replace(extraction, entities=tuple(listed.values()), claims=tuple(claims))


def _roles(claim: Claim) -> Iterator[tuple[str, Entity]]:
    for role in ("subject", "object", "speaker"):
        entity = getattr(claim, role)
        if entity is not None:
            yield role, entity


def _claim(claim: Claim, sides: dict[str, Entity]) -> Claim:
    if all(side is getattr(claim, role) for role, side in sides.items()):
        return claim
    return replace(claim, subject=sides.get("subject"), object=sides.get("object"), speaker=sides.get("speaker"))


def _named(entity: Entity, names: Iterable[str]) -> Entity:
    aliases = tuple(dict.fromkeys([*entity.aliases, *(n for n in names if n and n != entity.label)]))
    return replace(entity, aliases=aliases)


def _forms(entity: Entity) -> tuple[str, ...]:
    """The names that the article itself gave it; of a known thing the lexicon's are no forms of another's."""
    return () if entity.known else entity.aliases


def _recognised(extraction: Extraction, knowledge: Knowledge) -> Extraction:
    """A name that a table or a shape gave the very key of a known thing is that thing."""
    into = {}
    for key, entity in things(extraction).items():
        if not entity.known and key in knowledge.by_key:
            into[key] = knowledge.by_key[key].entity
    return _swap(extraction, into)


def _without_ignored(extraction: Extraction, made: tuple[Decision, ...]) -> Extraction:
    """Without the names that people say are none; the lexicon has lost them already."""
    ignored = {fold(d.name) for d in made if d.do == "ignore"}
    gone = {key for key, entity in things(extraction).items() if is_new(entity) and fold(entity.label) in ignored}
    if not gone:
        return extraction
    claims = []
    for claim in extraction.claims:
        if {side.key for role, side in _roles(claim) if role != "speaker"} & gone:
            continue
        claims.append(replace(claim, speaker=None) if claim.speaker and claim.speaker.key in gone else claim)
    entities = tuple(entity for entity in extraction.entities if entity.key not in gone)
    return replace(extraction, entities=entities, claims=tuple(claims))


# --- what people decided ---------------------------------------------------------------------------------------------


def _decided(
    extraction: Extraction, made: tuple[Decision, ...], knowledge: Knowledge, rulings: list[Ruling]
) -> Extraction:
    ends = targets(made)
    if not ends:
        return extraction
    there = things(extraction)
    into = {}
    for one in made:
        if one.do == "merge" and one.key in there and one.key != end_of(one.key, ends):
            end = end_of(one.key, ends)
            into[one.key] = _thing(end, there, made, knowledge, there[one.key].type)
            name = there[one.key].label
            rulings.append(Ruling(end, one.key, name, "merge", 1.0, one.by, one.on))
    return _swap(extraction, into)


def _thing(
    key: str, there: dict[str, Entity], made: tuple[Decision, ...], knowledge: Knowledge, kind: str
) -> Entity:
    """The thing with this key: as the article has it, as the lexicon does, else as the decision names it."""
    if key in there:
        return there[key]
    if key in knowledge.by_key:
        return knowledge.by_key[key].entity
    label = min((d.into_name for d in made if d.into == key and d.into_name and d.do != "strike"), default=key.partition("/")[2])
    return Entity(kind, label, key, (label,))


def _split(
    extraction: Extraction, made: tuple[Decision, ...], knowledge: Knowledge, rulings: list[Ruling]
) -> Extraction:
    for one in made:
        if one.do == "split" and one.article == extraction.article.id:
            there = things(extraction)
            kind = one.key.partition("/")[0]
            # a new name that a rule would make the thing is not it either
            called = [k for k, e in _fresh(there).items() if k.partition("/")[0] == kind and _bears(e, one.name)]
            for key in sorted({one.key, *called} & set(there) - {own_key(one)}):
                extraction = _apart(extraction, one, key, made, knowledge)
                rulings.append(Ruling(own_key(one), key, one.name, "split", 1.0, one.by, one.on))
    return extraction


def own_key(one: Decision) -> str:
    """The key of what a split makes: the thing it names, else one that no other article has."""
    kind = one.key.partition("/")[0]
    return one.into or f"{kind}/{fold(one.name)}{APART}{one.article[:8]}"


def _apart(
    extraction: Extraction, one: Decision, taken: str, made: tuple[Decision, ...], knowledge: Knowledge
) -> Extraction:
    """The name is another thing: wherever it stands where the old thing has other names here too, else altogether."""
    there = things(extraction)
    old, key = there[taken], own_key(one)
    new = _thing(key, there, made, knowledge, old.type) if one.into else Entity(old.type, one.name, key, (one.name,))
    text = extraction.article.text
    kept = tuple(name for name in old.aliases if fold(name) != fold(one.name))
    label = old.label if fold(old.label) != fold(one.name) else next(iter(kept), old.label)
    left = replace(old, label=label, aliases=kept)
    rest = squeezed(text).replace(fold(one.name), "\0")
    others = any(fold(name) and fold(name) in rest for name in (*kept, label) if fold(name) != fold(one.name))
    if not others:
        return _swap(extraction, {old.key: new})
    claims = []
    for claim in extraction.claims:
        mine = new if _called(claim, old.key, one.name, text) else left
        claims.append(_claim(claim, {role: mine if side.key == old.key else side for role, side in _roles(claim)}))
    entities: list[Entity] = []
    for entity in extraction.entities:
        entities.extend([left, new] if entity.key == old.key else [entity] if entity.key != new.key else [])
    return replace(extraction, entities=tuple(entities), claims=tuple(claims))


def _bears(entity: Entity, name: str) -> bool:
    return fold(name) in {fold(n) for n in (entity.label, *entity.aliases)}


def _called(claim: Claim, key: str, name: str, text: str) -> bool:
    """Whether a claim calls the thing by this name; without a mention, whether the name stands in its quote."""
    spans = [m for m in claim.mentions if m.entity.key == key and m.start >= 0]
    if spans:
        return any(fold(text[m.start : m.end]) == fold(name) for m in spans)
    return fold(name) in squeezed(claim.quote)


def _accepted(extraction: Extraction, made: tuple[Decision, ...]) -> Iterator[Ruling]:
    there = things(extraction)
    for one in made:
        if one.do == "accept" and one.key in there:
            yield Ruling(one.key, "", one.name, "accept", 1.0, one.by, one.on)


# --- what rules say --------------------------------------------------------------------------------------------------


def _ruled(
    extraction: Extraction, made: tuple[Decision, ...], knowledge: Knowledge, rulings: list[Ruling]
) -> Extraction:
    there = things(extraction)
    fresh = _fresh(there)
    if not fresh:
        return extraction
    apart = frozenset(frozenset((d.key, d.into)) for d in made if d.do == "reject" and d.into)
    links = _links(extraction, there, fresh, knowledge)
    ends = targets(made)  # where people say that the known thing is the new one, no rule says the reverse
    links = {pair: why for pair, why in links.items() if end_of(pair[1], ends) != pair[0]}
    groups = _grouped(links, there, fresh, apart, frozenset(targets(made).values()))
    into = {}
    for key, (root, likeness) in groups.items():
        into[key] = there[root] if root in there else knowledge.by_key[root].entity
        rulings.append(Ruling(root, key, there[key].label, likeness.reason, likeness.score))
    return _swap(extraction, into)


def _fresh(there: dict[str, Entity]) -> dict[str, Entity]:
    return {key: entity for key, entity in there.items() if is_new(entity) and APART not in key}


Links = dict[tuple[str, str], Likeness]


@dataclass(slots=True, eq=False)
class _Group:
    """What is one thing: its keys, how many of them the lexicon knows, and the one that stands for all."""

    keys: set[str]
    known: int
    root: str = ""


def _links(extraction: Extraction, there: dict[str, Entity], fresh: dict[str, Entity], knowledge: Knowledge) -> Links:
    """(new thing, other thing) → the best reason to take them for one."""
    found: Links = {}
    lexicon = known(knowledge)
    alongside = Alongside(there.values(), lexicon.sounds, APART)

    def note(one: str, other: str, likeness: Likeness | None) -> None:
        if likeness and likeness.score >= rules()["merge_from"]:
            if other in fresh:
                one, other = min(one, other), max(one, other)
            if (one, other) not in found or likeness.score > found[one, other].score:
                found[one, other] = likeness

    for key, entity in sorted(fresh.items()):
        sure = {k: v for k, v in lexicon.like(entity.label, entity.type).items() if v.score >= rules()["merge_from"]}
        best = max((v.score for v in sure.values()), default=0.0)
        top = [k for k, v in sure.items() if v.score == best]
        if len(top) == 1:  # a name that fits two known things is for a person to decide
            note(key, top[0], sure[top[0]])
        for other in alongside.few(entity):
            note(key, other, alongside.likeness(entity, there[other]))
    for one, other, likeness in glosses(extraction.article.text, there, fresh):
        note(one, other, likeness)
    return found


def _grouped(
    links: Links,
    there: dict[str, Entity],
    fresh: dict[str, Entity],
    apart: frozenset[frozenset[str]],
    chosen: frozenset[str],
) -> dict[str, tuple[str, Likeness]]:
    """New thing → the thing it is, and why. Surest links first; two known things or two kept apart never join."""
    group = {key: _Group({key}, int(key not in fresh)) for pair in links for key in pair}
    against: dict[str, set[str]] = defaultdict(set)
    for pair in apart:
        for key in pair:
            against[key] |= pair - {key}
    why: dict[str, Likeness] = {}
    for (one, other), likeness in sorted(links.items(), key=lambda item: (-item[1].score, item[0])):
        less, more = sorted((group[one], group[other]), key=lambda some: len(some.keys))
        if less is more or less.known + more.known > 1 or any(not more.keys.isdisjoint(against.get(key, ())) for key in less.keys):
            continue
        for key in (one, other):
            if key not in why or likeness.score > why[key].score:
                why[key] = likeness
        more.keys |= less.keys  # a thing changes its group a few times, however many they are
        more.known += less.known
        group.update(dict.fromkeys(less.keys, more))

    def before(key: str) -> tuple[Any, ...]:
        """What the lexicon knows stands, then what a person chose to merge others into."""
        return key in fresh, key not in chosen, _rank(there[key]) if key in fresh else (), key

    found = {}
    for key in sorted(fresh.keys() & group.keys()):
        one_thing = group[key]
        one_thing.root = one_thing.root or min(one_thing.keys, key=before)
        if one_thing.root != key:
            found[key] = (one_thing.root, why[key])
    return found


def _rank(entity: Entity) -> tuple[bool | int, ...]:
    """Of new names for one thing the Latin one stands, then the longer, of two as long the one without a legal form."""
    return (han(entity.label), -len(core(entity.label, entity.type)), len(entity.label))
