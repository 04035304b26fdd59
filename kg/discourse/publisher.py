"""Whose own text an article is, which its "we" stands for: its publisher's or author's, or that of the maker of what it is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from kg.knowledge import Knowledge, fold, teams
from kg.model import Article, Entity, Mention

_OFTEN = 2  # words for "we" and "our" in a text that is a house's own
_SPARSE = 700  # characters of text for each of them, at most, where only they tell
_HALF, _MOST = 0.5, 0.75  # of the mentions of models: those of one maker's, where the text says "we", and where it does not
_MANY = 4  # mentions of one maker's models where the text does not say "we"


def house_of(
    article: Article, seen: Mapping[str, Mention], counts: Mapping[str, int], ours: re.Pattern[str], knowledge: Knowledge, is_of_many: bool
) -> Entity | None:
    """The organization that publishes an article or speaks in it, None where none is told.

    `seen`: the first mention of each thing, by key; `counts`: how often each is mentioned; `ours`: words for what is "ours";
    `is_of_many`: the article is a digest of news, whose things are not its own.
    """
    by = fold(f"{article.publisher} {article.author}")
    organizations = [m for m in seen.values() if m.entity.type == "Organization"]
    for mention in organizations:
        if by and any(len(fold(name)) > 2 and fold(name) in by for name in mention.entity.aliases):
            return mention.entity
    if is_of_many:
        return None
    said = len(ours.findall(article.text))
    models = _by_maker(seen, counts, knowledge)
    if models:
        maker, count = models.most_common(1)[0]
        share = count / sum(models.values())
        if share >= _HALF and said >= _OFTEN or share >= _MOST and count >= _MANY:
            return maker
    if said < _OFTEN or said * _SPARSE < len(article.text):
        return None
    named = (m.entity for m in organizations if article.text[max(0, m.start - 1) : m.start] != "《")  # no title of a paper
    return next(named, None)


def _by_maker(seen: Mapping[str, Mention], counts: Mapping[str, int], knowledge: Knowledge) -> Counter[Entity]:
    """How often models of each maker are mentioned."""
    models: Counter[Entity] = Counter()
    for key, mention in seen.items():
        makers = knowledge.maker_entities(mention.entity) if mention.entity.type == "Model" else []
        if makers:
            models[knowledge.named_maker(mention.entity, counts) or _team(mention.entity, makers, knowledge)] += counts[key]
    return models


def _team(model: Entity, makers: list[Entity], knowledge: Knowledge) -> Entity:
    """Who "we" are in a text that names a model and not its maker: the team of that name, else the maker."""
    family = knowledge.family(model)
    name = family.entity.label if family else model.label
    for short in (name, re.split(r"[-\s]", name)[0]):
        if (team := teams(knowledge).get(fold(short))) and team not in makers:
            return replace(team, aliases=(*team.aliases, short))
    return makers[0]
