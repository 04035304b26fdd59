"""Words around names: which sense a name has, what its subject is held against, who fills a role (kg/data/cues)."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kg.entities.cues import filled
from kg.knowledge import Knowledge, fold, ordinary
from kg.regexes import compiled


@dataclass(frozen=True, slots=True)
class Senses:
    """The tables of kg/data/cues/senses.toml, compiled."""

    head_zh: re.Pattern[str]
    head_en: re.Pattern[str]
    thing_before: re.Pattern[str]
    thing_after: re.Pattern[str]
    names_own: re.Pattern[str]
    firm_after: re.Pattern[str]
    firm_before: re.Pattern[str]
    house_after: re.Pattern[str]
    house_before: re.Pattern[str]
    dealing_after: re.Pattern[str]
    dealing_before: re.Pattern[str]
    not_dealing: re.Pattern[str]
    product_after: re.Pattern[str]
    product_before: re.Pattern[str]
    licensed: re.Pattern[str]
    licensed_before: re.Pattern[str]
    licensed_after: re.Pattern[str]
    licensed_under: re.Pattern[str]
    not_licensed: re.Pattern[str]
    ranking_before: re.Pattern[str]
    ranking_after: re.Pattern[str]
    owned: re.Pattern[str]
    counted_after: re.Pattern[str]
    case_lost: re.Pattern[str]
    acts: re.Pattern[str]
    unit: re.Pattern[str]
    counter: re.Pattern[str]
    counts: re.Pattern[str]
    no_suffix: frozenset[str]
    no_start: frozenset[str]
    firm_first: frozenset[str]  # folded
    never_house: frozenset[str]  # sorts of products
    no_wares: frozenset[str]  # likewise


@dataclass(frozen=True, slots=True)
class Held:
    """The tables of kg/data/cues/held.toml, compiled."""

    before: re.Pattern[str]
    kin: re.Pattern[str]
    acting: re.Pattern[str]
    excepted: re.Pattern[str]
    several: re.Pattern[str]
    member: re.Pattern[str]
    agent: re.Pattern[str]
    origin: re.Pattern[str]
    behind: re.Pattern[str]
    place: re.Pattern[str]
    put_up: re.Pattern[str]
    lent: re.Pattern[str]
    within: re.Pattern[str]  # the text before a mention that an apposition or a remark names
    ends: re.Pattern[str]  # the text behind it
    dateline: re.Pattern[str]
    dashed: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Roles:
    """The tables of kg/data/cues/roles.toml, compiled."""

    own: re.Pattern[str]
    former: re.Pattern[str]
    latter: re.Pattern[str]
    plural: re.Pattern[str]
    only_models: re.Pattern[str]
    of_models: re.Pattern[str]
    two: re.Pattern[str]
    of_a_class: re.Pattern[str]
    every: re.Pattern[str]
    object: re.Pattern[str]
    aside: re.Pattern[str]
    aside_over: re.Pattern[str]
    apposed_house: re.Pattern[str]
    contrast: re.Pattern[str]
    alumni: re.Pattern[str]
    attributive: re.Pattern[str]
    called: re.Pattern[str]
    brought: re.Pattern[str]
    antecedent: re.Pattern[str]
    best_of: re.Pattern[str]
    whose_thing: re.Pattern[str]
    last_of_list: re.Pattern[str]
    likened: re.Pattern[str]
    gapped: re.Pattern[str]
    terms: re.Pattern[str]
    instance: re.Pattern[str]
    invests: re.Pattern[str]
    backer: re.Pattern[str]
    received: re.Pattern[str]
    meets: re.Pattern[str]
    this_round: re.Pattern[str]
    a_house: re.Pattern[str]
    doer: re.Pattern[str]
    whose: re.Pattern[str]
    post: re.Pattern[str]
    holder: re.Pattern[str]
    paired: re.Pattern[str]
    one_by_one: re.Pattern[str]
    each: re.Pattern[str]
    and_more: re.Pattern[str]
    puts_out: re.Pattern[str]
    told_by: re.Pattern[str]
    kin_of: re.Pattern[str]
    conjoined: re.Pattern[str]
    pair_opens: re.Pattern[str]
    goes_on: re.Pattern[str]
    continues: re.Pattern[str]
    acted_on: re.Pattern[str]
    left_out: re.Pattern[str]
    heads: re.Pattern[str]
    heads_clause: re.Pattern[str]
    opens_clause: re.Pattern[str]
    upon: re.Pattern[str]
    by_way: re.Pattern[str]
    source: re.Pattern[str]
    itself: re.Pattern[str]
    relative: re.Pattern[str]
    relative_aside: re.Pattern[str]
    sized: re.Pattern[str]
    of: re.Pattern[str]
    joined: re.Pattern[str]
    in_order: re.Pattern[str]
    dates_in_order: re.Pattern[str]
    belongs: re.Pattern[str]
    bare: re.Pattern[str]
    single: re.Pattern[str]
    clause_opens: re.Pattern[str]
    of_houses: re.Pattern[str]
    told_of: re.Pattern[str]
    said_that: re.Pattern[str]
    beside: re.Pattern[str]
    we_open: re.Pattern[str]
    leads_in: re.Pattern[str]
    carries_on: re.Pattern[str]
    impersonal: re.Pattern[str]
    defined: re.Pattern[str]
    several: re.Pattern[str]
    pair: frozenset[str]


_CASE_TOLD = ("thing_after", "firm_after", "firm_before", "dealing_after", "dealing_before", "product_after", "product_before", "head_zh", "head_en", "owned", "counted_after", "case_lost", "acts", "not_licensed", "counts")


_CASED_HELD = ("behind", "place", "put_up", "lent")


@functools.cache
def common_words(knowledge: Knowledge) -> frozenset[str]:
    """Words that begin no name, small."""
    return frozenset(word for line in knowledge.cues["shapes"]["common_words"] for word in line.split())


@functools.cache
def places(knowledge: Knowledge) -> frozenset[str]:
    """Names of places, folded."""
    return frozenset(fold(place) for line in knowledge.cues["shapes"]["places"] for place in line.split(", "))


def is_word(knowledge: Knowledge, word: str) -> bool:
    """Whether a word in small letters is an everyday one."""
    return word in ordinary() or word in common_words(knowledge)


@functools.cache
def senses(knowledge: Knowledge) -> Senses:
    """What tells the senses of a name apart."""
    rows = dict(knowledge.cues["senses"])
    ends, begins = (frozenset(rows.pop(name)["words"]) for name in ("no_suffix", "no_start"))
    tools, free = (frozenset(rows.pop(name)["words"]) for name in ("never_house", "no_wares"))
    firms = frozenset(map(fold, rows.pop("firm_first")["words"]))
    return Senses(no_suffix=ends, no_start=begins, firm_first=firms, never_house=tools, no_wares=free, **{n: _pattern(row, 0 if n in _CASE_TOLD else re.I) for n, row in rows.items()})


@functools.cache
def held(knowledge: Knowledge) -> Held:
    """What tells that a mention is no subject."""
    rows = knowledge.cues["held"]
    plain = {name: _pattern(row, 0 if name in _CASED_HELD else re.I) for name, row in rows.items() if name != "within"}
    about = {name: compiled(filled(rows["within"][name], rows["within"])) for name in ("ends", "dateline", "dashed")}
    return Held(**plain, within=_pattern(rows["within"]), **about)


@functools.cache
def roles(knowledge: Knowledge) -> Roles:
    """What tells who fills a role."""
    rows = dict(knowledge.cues["roles"])
    two, _ = frozenset(rows.pop("pair")["words"]), rows.pop("language")
    folded = ("own", "former", "latter", "plural", "only_models", "of_models", "two", "of_a_class", "every", "aside", "aside_over", "contrast", "paired", "each", "pair_opens", "carries_on", "impersonal", "defined", "several", "bare", "single", "clause_opens", "we_open", "sized")
    return Roles(pair=two, **{n: _pattern(row, re.I if n in folded else 0) for n, row in rows.items()})


def _pattern(row: Mapping[str, Any], flags: int = 0) -> re.Pattern[str]:
    """The pattern of a table with its lists of words in the places of their names."""
    return compiled(filled(row["pattern"], row), flags)
