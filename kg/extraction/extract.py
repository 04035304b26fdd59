"""One article in, its entities and claims out: the rooms from language to claims in order, a pure function."""

from __future__ import annotations

import functools
from bisect import bisect_left
from typing import Any

from kg import language, regexes
from kg.clauses import arguments, claims, contrasted, passing
from kg.clauses.figures import in_brackets, in_lists
from kg.discourse.context import AUTHOR, Context
from kg.discourse.years import Shifted, Years
from kg.entities import houses
from kg.entities.families import without_families
from kg.entities.masking import View
from kg.entities.mentions import Finder
from kg.entities.senses import roles
from kg.entities.spelling import forms_of
from kg.extraction import calibration, reconcile
from kg.extraction.even import evenly
from kg.extraction.signs import signs_of
from kg.knowledge import Knowledge, load
from kg.language.dates import find_dates, latest_year, month_first
from kg.language.numbers import find_numbers
from kg.model import Article, Claim, Entity, Extraction, Mention
from kg.tabular import grids, listed


class Extractor:
    """Reads articles with one knowledge; built once, used for many. `read` has no state of its own."""

    def __init__(self, knowledge: Knowledge | None = None) -> None:
        self.knowledge = knowledge or load()
        self.finder = Finder(self.knowledge)

    def warm(self) -> None:
        """Compile what extraction will need. Raises DataError for a fault in the data."""
        for lang in language.LANGUAGES:
            claims.frames_for(self.knowledge, lang)
            arguments.words_for(self.knowledge, lang)

    def context(self, article: Article) -> Context:
        """The article's sentences, masked, with what each inherits."""
        return self._context(article, self.finder.find(article))

    def _context(self, article: Article, mentions: list[Mention]) -> Context:
        return Context(article, self.views(article, mentions), mentions, self.knowledge)

    def offered(self, article: Article, hybrid: Any) -> tuple[Context, list[claims.Candidate]]:
        """As `candidates`, with the names that a trained model finds besides."""
        mentions = self.finder.find(article)
        context = self._context(article, mentions)
        if new := hybrid.names(context):
            context = self._context(article, self.finder.extended(article, mentions, new))
        return context, self._candidates(context)

    def candidates(self, article: Article) -> tuple[Context, list[claims.Candidate]]:
        """Everything that frames, arguments and tables propose, before it is reconciled."""
        context = self.context(article)
        return context, self._candidates(context)

    @staticmethod
    def _candidates(context: Context) -> list[claims.Candidate]:
        found = [*claims.find(context), *arguments.find(context), *grids.find(context), *listed.find(context)]
        return [*found, *contrasted.find(context, found), *passing.find(context, found)]

    def read(self, article: Article) -> Extraction:
        """The article's entities and claims, in order of appearance."""
        found = evenly(lambda even: extraction_of(*self.ruled(even)), article)
        regexes.keep()  # a worker may be ended at any time
        return found

    def ruled(self, article: Article) -> tuple[Context, list[Claim]]:
        """The claims that the rules keep, each as sure as such claims have been right, and none that seldom are."""
        context, found = self.candidates(article)
        kept = reconcile.reconcile(found, self.knowledge)
        signs = signs_of(context, kept, found, calibration.weighed())
        fitted = calibration.shipped()
        return context, reconcile.with_source(list(filter(fitted.stands, fitted.calibrated(kept, article.lang, signs))), self.knowledge)

    def views(self, article: Article, mentions: list[Mention]) -> list[View]:
        """The article's sentences with these mentions, its dates and its numbers masked."""
        starts = [m.start for m in mentions]
        views, years, paired = [], Years(self.knowledge), roles(self.knowledge).paired
        today, order = article.date or latest_year(article.text), month_first(article.text)
        for sentence in language.sentences(article):
            first, last = bisect_left(starts, sentence.start), bisect_left(starts, sentence.end)
            inside, families = without_families(self.knowledge, article.text, [m for m in mentions[first:last] if m.end <= sentence.end])
            text = article.text[sentence.start : sentence.end]
            if article.blocks:
                years.enter(article.blocks[sentence.block])
            others = [
                years.read(text, Shifted(date, sentence.start), sentence.start, today)
                for date in find_dates(text, sentence.lang, today, years.last, order)
            ]
            numbers = in_brackets(text, inside, find_numbers(text), sentence.start)
            others += [Shifted(n, sentence.start) for n in in_lists(paired, text, numbers)]
            views.append(View(article.text, sentence.start, sentence.end, _disjoint(inside, others), sentence.block))
            views[-1].families = families
        return views


def _disjoint(mentions: list[Mention], others: list[Shifted]) -> list[Any]:
    """Mentions first, then dates before numbers; what touches something taken goes."""
    taken: list[Any] = list(mentions)
    starts = [m.start for m in mentions]
    for thing in others:
        at = bisect_left(starts, thing.start)
        if (at == 0 or taken[at - 1].end <= thing.start) and (at == len(taken) or thing.end <= taken[at].start):
            starts.insert(at, thing.start)
            taken.insert(at, thing)
    return taken


def extraction_of(context: Context, kept: list[Claim]) -> Extraction:
    """An article's claims with the things that it and they name."""
    return Extraction(context.article, tuple(_entities(context, kept)), tuple(kept))


def _entities(context: Context, kept: list[Claim]) -> list[Entity]:
    """The things named in the article, each once, with the forms the article uses, in order of first mention."""
    forms: dict[str, dict[str, None]] = {}  # by a thing's key the words that name it, each once
    things: dict[str, Entity] = {}
    claimed = {entity.key: entity for claim in kept for entity in claim.entities()}
    mentions = [mention for sentence in context.sentences for mention in sentence.view.named()]
    other = houses.meant(context.knowledge, context.article, mentions, claimed.keys())
    for mention in mentions:
        entity = other.get(mention.entity.key, mention.entity)
        things.setdefault(entity.key, entity)
        forms.setdefault(entity.key, {}).update(dict.fromkeys(forms_of(context.article.text, mention.start, mention.end)))
    things |= {key: entity for key, entity in claimed.items() if key not in things and entity.type != "Group" and key != AUTHOR.key}
    quiet = set(context.knowledge.cues["names"]["told_in_claims"])
    out = []
    for key, entity in things.items():
        if key not in claimed and context.knowledge.sort_of(entity) in quiet:
            continue
        names = tuple(dict.fromkeys([*entity.aliases, *(" ".join(f.split()) for f in forms.get(key, ()))]))
        out.append(
            Entity(entity.type, entity.label, key, names, entity.parent, entity.wikidata, entity.spdx, entity.known)
        )
    return out


@functools.cache
def shared() -> Extractor:
    """The extractor with the shipped knowledge, built at first use."""
    return Extractor()
