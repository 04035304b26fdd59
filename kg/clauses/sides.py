"""The words of the sides that are argued for and against, those beside them, and what part they play in a clause."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from kg.clauses.aspects import Forms, joined
from kg.clauses.aspects import forms as forms_of
from kg.entities.cues import patterns, settings
from kg.knowledge import Knowledge
from kg.regexes import compiled
from kg.sieve import Sieve, lowered, sieve_of

SIDES, HYBRID, BOTH, GAP = range(4)  # places in `Words.told`


@dataclass(frozen=True, slots=True)
class Cues:
    """The tables of kg/data/cues/arguments.toml, compiled; the file says what each is for."""

    things: re.Pattern[str]
    makers: re.Pattern[str]
    before_because: re.Pattern[str]
    before_cause: re.Pattern[str]
    one: re.Pattern[str]
    news: re.Pattern[str]
    owned: re.Pattern[str]
    others: re.Pattern[str]
    aside: re.Pattern[str]
    described: re.Pattern[str]
    refuted: re.Pattern[str]
    wanted: re.Pattern[str]
    wished: re.Pattern[str]
    listed: re.Pattern[str]
    example: re.Pattern[str]
    instances: re.Pattern[str]
    edition: re.Pattern[str]
    released: re.Pattern[str]
    doer: re.Pattern[str]
    weights: re.Pattern[str]
    weights_are: re.Pattern[str]
    definite: re.Pattern[str]
    subject: re.Pattern[str]
    of_class: re.Pattern[str]
    worth: re.Pattern[str]
    any: re.Pattern[str]
    deed: re.Pattern[str]
    fear: re.Pattern[str]
    chose: re.Pattern[str]
    compared: re.Pattern[str]
    relative: re.Pattern[str]
    conceded: re.Pattern[str]
    withheld: re.Pattern[str]
    granted: re.Pattern[str]
    doing: re.Pattern[str]
    dependent: re.Pattern[str]
    cost_of: re.Pattern[str]
    said_of: re.Pattern[str]
    either_way: re.Pattern[str]
    wants: re.Pattern[str]
    chosen: re.Pattern[str]
    once: re.Pattern[str]
    turns: re.Pattern[str]
    merits: re.Pattern[str]
    other_voice: re.Pattern[str]
    reasons: re.Pattern[str]
    doings: re.Pattern[str]
    unsaid: re.Pattern[str]
    hangs: re.Pattern[str]
    supposed: re.Pattern[str]
    favoured: re.Pattern[str]
    told_these: re.Pattern[str]
    elsewhere: re.Pattern[str]
    borne: re.Pattern[str]
    bearing: re.Pattern[str]
    choosers: re.Pattern[str]
    sums_up: re.Pattern[str]
    few: re.Pattern[str]
    misusers: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Manner:
    """How a language tells it: the settings of its table in kg/data/cues/arguments.toml, which says what each is."""

    clause: re.Pattern[str]
    introduction: int
    label: int
    runs_on: bool
    tells_of_names: bool
    longest: int


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The side words of one language, compiled."""

    sides: re.Pattern  # groups: open, closed
    told: Sieve  # of `sides`, `hybrid`, `both` and the gap those that a text may have, by their places
    near: dict[str, re.Pattern]  # what stands beside a side's word and says what part it plays
    heading: dict[str, re.Pattern]
    carry: re.Pattern
    strong: re.Pattern
    because: re.Pattern
    follow: re.Pattern
    cause: re.Pattern
    said: Cues
    forms: Forms
    manner: Manner


@functools.cache
def cues(knowledge: Knowledge) -> Cues:
    """The words of all languages that stand beside the sides' own, compiled once for each knowledge."""
    return Cues(**patterns(knowledge, "arguments"))


@functools.cache
def words_for(knowledge: Knowledge, lang: str) -> Words:
    """The side words of a language, compiled once for each knowledge."""
    sides, aspects = knowledge.cues["sides"]["words"][lang], knowledge.cues["aspects"]
    told = {side: joined(knowledge, lang, words) for side, words in knowledge.cues["sides"]["periphrases"][lang].items()}
    plain = ("hybrid", "both", "behind", "flip", "flip_after", "thing_before", "thing_after", "held_after", "no_side", "no_side_before", "alone_open", "alone_closed")
    said, forms = cues(knowledge), forms_of(knowledge)
    lean = {name: joined(knowledge, lang, words) for name, words in aspects["lean"][lang].items()}
    either = compiled("|".join(f"(?P<{side}>{sides[side]}|{told[side]})" for side in ("closed", "open")), re.I)
    near = {name: compiled(sides[name], re.I) for name in plain}
    row = dict(settings(knowledge, "arguments", lang))
    return Words(
        either,
        sieve_of(f"sides-{lang}", [either, near["hybrid"], near["both"], forms.gap]),
        near,
        {p: compiled(joined(knowledge, lang, aspects["headings"][lang][p]), re.I) for p in ("pro", "con")},
        compiled(r"\W*" + lean["carry"], re.I),
        compiled(r"\W*" + lean["strong"], re.I),
        compiled(said.before_because.pattern + lean["because"], re.I),
        compiled(lean["follow"], re.I),
        compiled(said.before_cause.pattern + lean["cause"], re.I),
        said,
        forms,
        Manner(compiled(row.pop("clause")), **row),
    )


def letters(text: str) -> str:
    """What a text has of letters and digits, without its names."""
    return re.sub(r"\W|[\ue000-\uefff]", "", text)


@dataclass(frozen=True, slots=True)
class Named:
    """A side's word in a clause. `role`: subject, held (what a subject is held against), thing (of one named thing)."""

    start: int
    end: int
    side: str
    role: str
    deed: bool = False
    lost: bool = False
    chosen: bool = False


@functools.lru_cache(maxsize=64)  # a clause is asked for its side, and then for its arguments
def named_in(words: Words, text: str) -> tuple[Named, ...]:
    """The sides' words in a clause, in order, each with the part it plays."""
    if SIDES not in words.told.passing(lowered(text)):
        return ()
    found = []
    for m in words.sides.finditer(text):
        before, after = text[max(0, m.start() - 120) : m.start()], text[m.end() : m.end() + 60]
        if words.near["no_side"].match(text, m.start()) or words.near["no_side_before"].search(before[-44:]):
            continue  # "the definition of open source", "an open source strategist"
        side = str(m.lastgroup)
        before = words.said.listed.sub("", before)  # "such as X, Y and other open models": the class is meant
        deed = bool(words.said.deed.match(m.group()))
        behind = text[m.end() : m.end() + 44]
        flipped = words.near["flip"].search(before[-72:]) or words.near["flip_after"].search(behind)
        if side == "open" and flipped:
            found.append(Named(m.start(), m.end(), side, "subject", lost=True))
        elif words.near["behind"].search(before[-44:]) or words.near["held_after"].search(after):
            found.append(Named(m.start(), m.end(), side, "held"))
        else:
            thing = not deed and _of_a_thing(words, before, after, m.group(), side == "closed")
            chosen = side == "closed" and words.said.chose.search(before) is not None
            found.append(Named(m.start(), m.end(), side, "thing" if thing else "subject", deed, chosen=chosen))
    return tuple(found)


def asked_of(words: Words, text: str) -> str:
    """The side whose reasons a question asks for ("Why are open models so popular?"): what answers it is of that side."""
    named = named_in(words, text) if words.said.reasons.search(text) else ()
    sides = {one.side for one in named if one.role == "subject" and not (one.deed or one.lost)}
    return sides.pop() if len(sides) == 1 and len(sides) == len({one.side for one in named}) else ""


def _of_a_thing(words: Words, before: str, after: str, name: str, closed: bool) -> bool:
    """Whether the side's word belongs to one named thing: "开源了‹X›", "‹X› is an open model": no class is meant."""
    said = words.said
    if said.weights.search(name[:7]) and said.once.search(before):
        return False
    if said.weights.search(name) and said.definite.search(before):
        return True
    if said.owned.search(before) or words.near["thing_after"].search(after) or said.weights_are.match(name):
        return True
    if said.released.match(name) and said.doer.search(before):
        return True
    generic = said.subject.match(after) or said.any.match(before) and not said.described.match(after)
    if not closed and words.near["thing_before"].search(before) and not generic and not said.of_class.search(before):
        return True
    first = said.things.search(before)
    if first and not said.example.search(before[: first.start()]):
        return True
    if said.edition.match(after):
        return True
    match = said.said_of.match(after)
    return match is not None and not (said.example.search(match.group(1)) or said.subject.match(match.group(1)))
