"""Names of families that only tell whose member is named behind them: "通义千问模型 Qwen3" names one thing, Qwen3."""

from __future__ import annotations

from kg.entities.cues import patterns
from kg.knowledge import Knowledge
from kg.model import Mention

_OWNING = 24  # characters within which a family tells whose member is named


def without_families(knowledge: Knowledge, text: str, mentions: list[Mention]) -> tuple[list[Mention], list[Mention]]:
    """The mentions of a sentence without a family's that only tells whose member is named behind it ("通义千问模型 Qwen3"),
    and those of these that more is said between ("通义千问旗舰模型 Qwen-Max"): the text names these, too."""
    kept: list[Mention] = []
    families: list[Mention] = []
    if len(mentions) < 2:
        return mentions, families
    for at, one in enumerate(mentions):
        ways = {_tells_whose(knowledge, text, one, other) for other in mentions[at + 1 : at + 3]} - {""}
        if not ways:
            kept.append(one)
        elif "family" not in ways:
            families.append(one)
    return kept, families


def _tells_whose(knowledge: Knowledge, text: str, one: Mention, other: Mention) -> str:
    """By which words a family's name only tells whose member the other mention names: "family", "member", "" for none."""
    said = patterns(knowledge, "context")
    if other.entity.parent == one.entity.key and said["tells_family"].fullmatch(text, one.end, other.start):
        return "family"
    child = other.entity.parent == one.entity.key
    if one.entity.parent and not child or {one.entity.type, other.entity.type} != {"Model"} or other.start - one.end > _OWNING:
        return ""
    found = said["tells_member"].fullmatch(text, one.end, other.start)
    if found is None or found["of"] and said["upon"].search(text[max(0, one.start - _OWNING) : one.start]):
        return ""
    makers, others = ({maker.key for maker in knowledge.maker_entities(thing.entity)} for thing in (one, other))
    return "" if makers.isdisjoint(others) else "member"
