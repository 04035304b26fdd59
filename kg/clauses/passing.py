"""What a sentence implies: whose a known thing is, where a known person works, by words that say so of the two by the way."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from kg.clauses import dating
from kg.clauses.claims import Candidate, is_likened, quoted
from kg.clauses.denials import hypothetical
from kg.clauses.predicates import crosses_aside
from kg.discourse.context import Context
from kg.entities.masking import MARKS, View
from kg.knowledge import Kind, Knowledge, fold
from kg.model import Claim, Entity, Mention
from kg.regexes import at_hand, compiled
from kg.sieve import Sieve, lowered, sieve_of

_PAIR = {"S": "\ue0f0", "O": "\ue0f1"}  # the two mentions that a way is tried on; every other keeps its mark


def find(context: Context, told: list[Candidate]) -> list[Candidate]:
    """The claims of kinds that say `passing`: the lexicon says that two things belong so, and the sentence implies it.

    `told`: what the article says outright. A family is passed over where a version of it is among that.
    """
    kinds = [kind for kind in context.knowledge.kinds.values() if "passing" in kind.settings]
    found: list[Candidate] = []
    for index, sentence in enumerate(context.sentences):
        if sentence.block.kind == "code" or not sentence.view.slots:
            continue
        housed = MARKS["Organization"] in sentence.view.masked
        asked = housed and (sentence.question or hypothetical(context.knowledge, sentence.view, sentence.lang, 0))
        for kind in kinds:
            if housed:
                found.extend(_told(context, index, kind, asked))
            if kind.settings["passing"].get("written"):
                found.extend(_written(context, index, kind))
    versions = {thing.parent for c in told for thing in (c.claim.object,) if thing and thing.parent}
    return [c for c in found if c.claim.object and c.claim.object.key not in versions]


@functools.cache
def ways_for(knowledge: Knowledge, kind_id: str, lang: str, asked: bool = False) -> tuple[tuple[re.Pattern, ...], Sieve]:
    """The ways of a kind's `passing` in a language, compiled once for each knowledge, and what tells which of them to try.

    `asked`: only those that a question or a supposition takes for granted ("will OpenAI's GPT-4 stay free?").
    """
    said = knowledge.kinds[kind_id].settings["passing"].get(lang, {})
    words = {**knowledge.cues["words"][lang], **said.get("words", {})}

    def written(pattern: str) -> re.Pattern:
        out = re.sub(r"<([a-z]+)>", lambda m: f"(?:{'|'.join(sorted(words[m[1]], key=len, reverse=True))})", pattern)
        return compiled(re.sub(r"\{([SO])\}", lambda m: f"(?P<{m[1]}>{_PAIR[m[1]]})", out), re.I)

    ways = tuple(map(written, [*said.get("granted", ()), *(() if asked else said.get("ways", ()))]))
    return ways, sieve_of(f"passing-{kind_id}-{lang}{'-asked' if asked else ''}", ways)


def _told(context: Context, index: int, kind: Kind, asked: bool) -> Iterator[Candidate]:
    """The pairs that one sentence implies. A house in the heading above is no maker of what stands below: of 16 such pairs
    in passages that were read one was meant."""
    rule, sentence = kind.settings["passing"], context.sentences[index]
    view, things = sentence.view, sentence.view.mentions(rule["types"])
    denied = rule.get(sentence.lang, {}).get("unless")
    if not things or denied and at_hand(denied, re.I).search(view.masked):
        return
    tried = ways_for(context.knowledge, kind.id, sentence.lang, asked)
    houses: dict[str, Entity] = {m.entity.key: m.entity for _, m in view.mentions(("Organization",))}
    seen: set[str] = set()
    for at, thing in things:
        if thing.entity.key in seen or _is_address(view, at) or context.knowledge.sort_of(thing.entity) in rule.get("unfit", ()):
            continue
        seen.add(thing.entity.key)
        for house in () if is_likened(sentence, kind, thing, only_behind=True) else _houses(context, thing.entity, rule["by"]):
            if house.key in houses and (pair := _implied(context, view, kind, tried, thing.entity, houses[house.key])):
                yield _candidate(context, index, kind, *pair)
                break


def _implied(
    context: Context, view: View, kind: Kind, tried: tuple[tuple[re.Pattern, ...], Sieve], thing: Entity, house: Entity
) -> tuple[Mention, tuple[int, int, Mention]] | None:
    """Where a sentence says by the way that two things belong together; a house whose name is the thing's says nothing."""
    if fold(thing.label) in map(fold, (house.label, *house.aliases)):
        return None
    ends = ("S", "O") if kind.settings["passing"]["thing"] == "subject" else ("O", "S")
    masked = list(view.masked)
    for at, mention in view.mentions():
        if mention.entity.key in (thing.key, house.key) and not _is_address(view, at):
            masked[at] = _PAIR[ends[0] if mention.entity.key == thing.key else ends[1]]
    paired, (ways, sieve) = "".join(masked), tried
    for at in sieve.passing(lowered(paired)):
        if (match := ways[at].search(paired)) and not crosses_aside(context, view, match):
            at, other = match.start(ends[0]), match.start(ends[1])
            return view.slots[at].thing, (at, other, view.slots[other].thing)
    return None


def _written(context: Context, index: int, kind: Kind) -> Iterator[Candidate]:
    """The models whose name is written with their maker's before it: "OpenAI o1", "腾讯混元"."""
    view = context.sentences[index].view
    for at, thing in view.mentions(("Model",)):
        surface = view.text[thing.start : thing.end]
        text, own = fold(surface), fold(thing.entity.label)
        if text == own:
            continue  # nothing stands before the thing's own name
        if _is_address(view, at) or "/" in surface or surface.islower():
            continue
        for house in context.knowledge.maker_entities(thing.entity):
            names = [fold(name) for name in (house.label, *house.aliases)]
            if any(len(n) > 1 and text != n and text.startswith(n) and not own.startswith(n) for n in names):
                yield _candidate(context, index, kind, thing, (at, at, Mention(-1, -1, house, "context")))
                break


def _is_address(view: View, at: int) -> bool:
    """Whether a mention is a part of an address ("acme/model-7b"); of models that a stroke joins none is ("Acme-1/Acme-2")."""
    beside = (view.masked[max(0, at - 2) : at], view.masked[at + 1 : at + 3][::-1])
    return any(two.endswith("/") and two[:1] != MARKS["Model"] for two in beside)


def _houses(context: Context, thing: Entity, by: str) -> list[Entity]:
    """The organizations that a thing belongs to: its makers, or the one in that column of its row."""
    knowledge = context.knowledge
    if by == "maker":
        return knowledge.maker_entities(thing)
    term = knowledge.by_key.get(thing.key)
    house = knowledge.by_key.get(f"organization/{term.columns.get(by)}") if term else None
    return [house.entity] if house else []


def _candidate(context: Context, index: int, kind: Kind, thing: Mention, place: tuple[int, int, Mention]) -> Candidate:
    at, other, house = place
    sentence, rule = context.sentences[index], kind.settings["passing"]
    first, last = min(at, other), max(at, other) + 1
    start, end = sentence.view.span(*quoted(context.knowledge, sentence, first, last))
    pair = (thing, house) if rule["thing"] == "subject" else (house, thing)
    claim = Claim(
        kind=kind.id,
        start=start,
        end=end,
        quote=context.article.text[start:end],
        subject=pair[0].entity,
        object=pair[1].entity,
        time=dating.time_of(context, index, kind, first, last, {}),
        speaker=context.speaker_at(index, first, last, bool(kind.settings.get("aside"))),
        confidence=rule["confidence"],
        rule=f"{kind.id}/passing",
        mentions=tuple(m for m in pair if m.start >= 0),
    )
    return Candidate(claim, index, None)
