"""What everybody knows, told in passing: a known thing and its maker, a known person and the house, named in one sentence."""

from __future__ import annotations

from collections.abc import Iterator

from kg.claims import Candidate, hypothetical, quoted, time_of
from kg.context import Context
from kg.knowledge import Kind, fold
from kg.masking import View
from kg.model import Claim, Entity, Mention


def find(context: Context, told: list[Candidate]) -> list[Candidate]:
    """The claims of kinds that say `passing`: two things stand together of which the lexicon says that they belong so.

    `told`: what the article says outright. A family is passed over where a version of it is among that.
    """
    kinds = [kind for kind in context.knowledge.kinds.values() if "passing" in kind.settings]
    found: list[Candidate] = []
    for index, sentence in enumerate(context.sentences):
        if sentence.question or sentence.block.kind == "code":
            continue
        if hypothetical(context.knowledge, sentence.view, sentence.lang, 0):
            continue
        for kind in kinds:
            found.extend(_told(context, index, kind))
            found.extend(_written(context, index, kind))
    versions = {thing.parent for c in told for thing in (c.claim.object,) if thing and thing.parent}
    return [c for c in found if c.claim.object and c.claim.object.key not in versions]


def _told(context: Context, index: int, kind: Kind) -> Iterator[Candidate]:
    """The pairs of one sentence, and those of a thing with the one organization that the heading above it names."""
    rule, view = kind.settings["passing"], context.sentences[index].view
    houses = {m.entity.key: (at, m) for at, m in view.mentions(("Organization",)) if _tells(context, view, at)}
    above = _above(context, index) if rule.get("heading") and not houses else None
    if not houses and above is None:
        return
    for at, thing in view.mentions(rule["types"]):
        if not _tells(context, view, at):
            continue
        keys = [house.key for house in _houses(context, thing.entity, rule["by"])]
        if house := next((houses[key] for key in keys if key in houses), None):
            yield _candidate(context, index, kind, thing, (at, *house))
        elif above and above.key in keys:
            yield _candidate(context, index, kind, thing, (at, at, Mention(-1, -1, above, "context")))


def _written(context: Context, index: int, kind: Kind) -> Iterator[Candidate]:
    """The models whose name is written with their maker's before it: "OpenAI o1", "腾讯混元"."""
    rule, view = kind.settings["passing"], context.sentences[index].view
    for at, thing in view.mentions(("Model",)) if rule["by"] == "maker" else ():
        text, own = fold(view.text[thing.start : thing.end]), fold(thing.entity.label)
        for house in context.knowledge.maker_entities(thing.entity):
            names = [fold(name) for name in (house.label, *house.aliases)]
            if any(len(n) > 1 and text != n and text.startswith(n) and not own.startswith(n) for n in names):
                yield _candidate(context, index, kind, thing, (at, at, Mention(-1, -1, house, "context")))
                break


def _tells(context: Context, view: View, at: int) -> bool:
    """Whether a mention is more than a thing to compare with or a part of an address ("acme/model-7b")."""
    return not context.is_held(view.masked, at) and "/" not in view.masked[max(0, at - 1) : at + 2]


def _above(context: Context, index: int) -> Entity | None:
    """The one organization that the nearest heading names."""
    headings = context.sentences[index].headings
    named = context.sentences[headings[-1]].view.mentions(("Organization",)) if headings else []
    return named[0][1].entity if len({m.entity.key for _, m in named}) == 1 else None


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
    start, end = sentence.view.span(*quoted(sentence, first, last))
    pair = (thing, house) if rule["thing"] == "subject" else (house, thing)
    claim = Claim(
        kind=kind.id,
        start=start,
        end=end,
        quote=context.article.text[start:end],
        subject=pair[0].entity,
        object=pair[1].entity,
        time=time_of(context, index, kind, first, last, {}),
        speaker=context.speaker_at(index, first, last),
        confidence=rule["confidence"],
        rule=f"{kind.id}/passing",
        mentions=tuple(m for m in pair if m.start >= 0),
    )
    return Candidate(claim, index, None)
