"""One article in, its entities and claims out: the rooms from language to claims in order, a pure function."""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kg import language, regexes
from kg.clauses import arguments, claims, contrasted, passing
from kg.clauses.figures import in_brackets, in_lists
from kg.discourse.context import AUTHOR, Context
from kg.entities import houses
from kg.entities.cues import patterns
from kg.entities.masking import View
from kg.entities.mentions import Finder
from kg.entities.senses import roles
from kg.extraction import calibration, reconcile
from kg.extraction.signs import signs_of
from kg.knowledge import Knowledge, load
from kg.language import calendar
from kg.language.dates import find_dates, latest_year, month_first
from kg.language.even import SEAM, evened
from kg.language.numbers import find_numbers
from kg.language.script import simplified
from kg.model import Article, Block, Claim, Entity, Extraction, Mention
from kg.tabular import grids, listed

BESIDE = 24  # characters behind a date in which it is told that it was before
AFTER = 8  # months up to which what has no year is told after what was told last
LATELY = 31  # days before an article of which its news are
OWNING = 24  # characters within which a family tells whose member is named


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
        mentions = self.finder.find(article)
        return Context(article, self.views(article, mentions), mentions, self.knowledge)

    def offered(self, article: Article, hybrid: Any) -> tuple[Context, list[claims.Candidate]]:
        """As `candidates`, with the names that a trained model finds besides."""
        mentions = self.finder.find(article)
        context = Context(article, self.views(article, mentions), mentions, self.knowledge)
        if new := hybrid.names(context):
            mentions = self.finder.extended(article, mentions, new)
            context = Context(article, self.views(article, mentions), mentions, self.knowledge)
        return context, self._candidates(context)

    def candidates(self, article: Article) -> tuple[Context, list[claims.Candidate]]:
        """Everything that frames, arguments and tables propose, before it is reconciled."""
        context = self.context(article)
        return context, self._candidates(context)

    @staticmethod
    def _candidates(context: Context) -> list[claims.Candidate]:
        told = [*claims.find(context), *arguments.find(context), *grids.find(context), *listed.find(context)]
        return [*told, *contrasted.find(context, told), *passing.find(context, told)]

    def read(self, article: Article) -> Extraction:
        """The article's entities and claims, in order of appearance."""
        found = evenly(lambda even: told(*self.ruled(even)), article)
        regexes.keep()  # a worker may be ended at any time
        return found

    def ruled(self, article: Article) -> tuple[Context, list[Claim]]:
        """The claims that the rules keep, each as sure as such claims have been right, and none that seldom are."""
        context, found = self.candidates(article)
        kept = reconcile.reconcile(found, self.knowledge)
        signs = signs_of(context, kept, found, calibration.weighed())
        fitted = calibration.shipped()
        return context, reconcile.with_source(list(filter(fitted.stands, fitted.calibrated(kept, article.lang, signs))), self.knowledge)

    def _without_families(self, article: Article, mentions: list[Mention]) -> tuple[list[Mention], list[Mention]]:
        """The mentions of a sentence without a family's that only tells whose member is named behind it ("通义千问模型 Qwen3"),
        and those of these that more is said between ("通义千问旗舰模型 Qwen-Max"): the text names these, too."""
        kept: list[Mention] = []
        families: list[Mention] = []
        if len(mentions) < 2:
            return mentions, families
        for at, one in enumerate(mentions):
            ways = {self._tells_whose(article.text, one, other) for other in mentions[at + 1 : at + 3]} - {""}
            if not ways:
                kept.append(one)
            elif "family" not in ways:
                families.append(one)
        return kept, families

    def _tells_whose(self, text: str, one: Mention, other: Mention) -> str:
        """By which words a family's name only tells whose member the other mention names: "family", "member", "" for none."""
        said = patterns(self.knowledge, "context")
        if other.entity.parent == one.entity.key and said["tells_family"].fullmatch(text, one.end, other.start):
            return "family"
        child = other.entity.parent == one.entity.key
        if one.entity.parent and not child or {one.entity.type, other.entity.type} != {"Model"} or other.start - one.end > OWNING:
            return ""
        found = said["tells_member"].fullmatch(text, one.end, other.start)
        if found is None or found["of"] and said["upon"].search(text[max(0, one.start - OWNING) : one.start]):
            return ""
        makers, others = ({maker.key for maker in self.knowledge.maker_entities(thing.entity)} for thing in (one, other))
        return "" if makers.isdisjoint(others) else "member"

    def views(self, article: Article, mentions: list[Mention]) -> list[View]:
        """The article's sentences with these mentions, its dates and its numbers masked."""
        starts = [m.start for m in mentions]
        views, years, paired = [], _Years(self.knowledge), roles(self.knowledge).paired
        today, order = article.date or latest_year(article.text), month_first(article.text)
        for sentence in language.sentences(article):
            first, last = bisect_left(starts, sentence.start), bisect_left(starts, sentence.end)
            inside, families = self._without_families(article, [m for m in mentions[first:last] if m.end <= sentence.end])
            text = article.text[sentence.start : sentence.end]
            lang = sentence.lang
            if article.blocks:
                years.enter(article.blocks[sentence.block])
            others = [
                years.read(text, _shifted(d, sentence.start), sentence.start, today)
                for d in find_dates(text, lang, today, years.last, order)
            ]
            numbers = in_brackets(text, inside, find_numbers(text), sentence.start)
            others += [_shifted(n, sentence.start) for n in in_lists(paired, text, numbers)]
            views.append(View(article.text, sentence.start, sentence.end, _disjoint(inside, others), sentence.block))
            views[-1].families = families
        return views


class _Shifted:
    """A date or number at its place in the article; everything else is as the finder gave it."""

    __slots__ = ("start", "end", "of", "year", "told")

    def __init__(self, of: Any, by: int, year: str = "", told: str = "") -> None:
        """`year`: in place of that of a date; `told`: in place of its whole value."""
        self.of, self.start, self.end, self.year, self.told = of, of.start + by, of.end + by, year, told

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.of, name)
        if name != "value":
            return found
        return self.told or (self.year + found[4:] if self.year else found)


class _Years:
    """The year last named in a section: "In March 2023 …. In July …" is July of that year, not of the article's.

    A section begins with what the headings over it name: below "2024" and "January" an entry "15" is a day.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._words = patterns(knowledge, "when")
        self.year = self.last = ""
        self._told_in = ""  # the sentence that told the year
        self._of_late = ""  # a sentence with a day of these weeks, told among what is of another year
        self._dated = ""  # a sentence whose date was told last
        self._moved: tuple[str, int] = ("", 0)  # a sentence, and by how many years its last bare date was moved
        self._heading: Block | None = None  # that is being read
        self._over: list[tuple[int, str, str]] = []  # level of a heading, the year and the date that it leaves

    def enter(self, block: Block) -> None:
        """What is read next stands in this block; a heading's section tells of other times than the one before."""
        if block is self._heading:
            return
        if self._heading is not None:
            self._over.append((self._heading.level, self.year, self.last))
        self._heading = block if block.kind == "heading" else None
        if self._heading is not None:
            while self._over and self._over[-1][0] >= block.level:
                self._over.pop()
            _, self.year, self.last = self._over[-1] if self._over else (0, "", "")

    def read(self, text: str, date: _Shifted, by: int, today: str) -> _Shifted:
        """The date, in the year named before where it names none itself."""
        surface = text[date.start - by : date.end - by]
        if date.relative and self._words["bare"].match(surface):
            written, past = date.value[:4], self.year == today[:4] and date.value < today  # "in an October round", told in February
            past = past or self._of_late == text  # beside a day of late, what has no year either is of these days
            if later := self._next(text[: date.end - by + BESIDE], date.value, today):
                self.year = later
                date = _Shifted(date.of, by, later)
            elif self.year and date.value[:4] != self.year and not past:
                if self._told_in != text and self._is_of_late(date.value, today):
                    self._of_late = text
                else:
                    date = _Shifted(date.of, by, self.year)
            self._moved = (text, int(date.value[:4]) - int(written))
        elif date.relative and self._moved[0] == text and self._moved[1] and self._words["reckoned"].search(surface):
            date = _Shifted(date.of, by, str(int(date.value[:4]) + self._moved[1]))
        elif self._words["counted"].search(surface):
            # "some months ago" in a narration counts from what it narrates: below the heading of a year no more is told than that year
            return _Shifted(date.of, by, "", self.year) if self._is_headed() and self.year < today[:4] == date.value[:4] else date
        elif date.value[:4] == today[:4] if date.relative else self._tells(text[: date.start - by], surface, date.value, today, text[date.end - by :][:1]):
            self._told_in, self.year = text, (date.end_value or date.value)[:4]  # from 2023 to 2024 it told of: January is that of 2024
        if not (self._dated == text and self.last <= today < date.value):  # what is planned on a day is no day of what goes on
            self.last = date.value
        self._dated = text
        return date

    def _next(self, words: str, value: str, today: str) -> str:
        """The year after the one told of, where a month that names none comes first there: "in October 2023 …. In May …"; else ""."""
        last, month = calendar.parse(self.last), calendar.parse(value)
        if not self.year or len(last) < 2 or len(month) < 2 or str(last[0]) != self.year or month[1] >= last[1]:
            return ""
        later = str(last[0] + 1)
        near = 12 + month[1] - last[1] <= AFTER and later + value[4:] <= today[: len(value)]
        return later if near and self._words["sooner"].search(words) is None else ""

    def _is_of_late(self, value: str, today: str) -> bool:
        """Whether a day is one of the weeks before the article, and what was told last is of another time."""
        day, now = calendar.parse(value), calendar.parse(today)
        if self._is_headed() or len(day) < 3 or len(now) < 3 or not 0 <= calendar.days(day, now) <= LATELY:
            return False
        last = calendar.parse(self.last)
        return len(last) < 2 or not 0 <= 12 * (int(self.year) - last[0]) + day[1] - last[1] <= 2

    def _is_headed(self) -> bool:
        """Whether a heading over the section names a year."""
        return bool(self._over and self._over[-1][1])

    def _tells(self, before: str, surface: str, value: str, today: str, after: str) -> bool:
        """Whether what is told next goes on from a date: it is a heading's, its month or season is named, it opens the
        sentence or is the article's year, and it is neither to come nor told by the way."""
        if self._words["by_the_way"].search(before) or self._words["in_name"].match(f"{surface}{after}"):
            return False
        goes_on = self._heading is not None or len(value) > 4 or value == today[:4] or self._words["opens"].fullmatch(before) is not None
        goes_on = goes_on or bool(self._words["part_of_year"].search(surface) and self._words["within"].search(before))
        return goes_on and not (today and value[:4] > today[:4])


def _shifted(span: Any, by: int) -> _Shifted:
    return _Shifted(span, by)


def _disjoint(mentions: list[Mention], others: list[_Shifted]) -> list[Any]:
    """Mentions first, then dates before numbers; what touches something taken goes."""
    taken: list[Any] = list(mentions)
    starts = [m.start for m in mentions]
    for thing in others:
        at = bisect_left(starts, thing.start)
        if (at == 0 or taken[at - 1].end <= thing.start) and (at == len(taken) or thing.end <= taken[at].start):
            starts.insert(at, thing.start)
            taken.insert(at, thing)
    return taken


def evenly(read: Callable[[Article], Extraction], article: Article) -> Extraction:
    """What is read in an article's text as it reads most easily: even, in simplified Chinese. Quotes stay as written."""
    plain = simplified(evened(article.text, article.blocks))
    return read(article) if plain == article.text else as_written(read(replace(article, text=plain)), article)


def as_written(found: Extraction, article: Article) -> Extraction:
    """What was read in an article's text as it reads most easily, with the words that the article has."""
    plain, text = found.article.text, article.text

    def written(value: Any, start: int, end: int) -> Any:
        at = plain.find(value, start, end) if isinstance(value, str) and not value.isascii() else -1
        if at < 0 or "\n" in text[at : at + len(value)]:  # no line break of the page in a value
            return value.replace(SEAM, "") if isinstance(value, str) else value
        return text[at : at + len(value)]

    claims = []
    for claim in found.claims:
        value = tuple((name, written(value, claim.start, claim.end)) for name, value in claim.value)
        claims.append(replace(claim, quote=text[claim.start : claim.end], value=value))
    things = []
    for thing in found.entities:
        forms = (written(name, 0, len(text)) for name in thing.aliases)
        things.append(replace(thing, aliases=tuple(dict.fromkeys([*thing.aliases, *forms]))))
    return Extraction(article, tuple(things), tuple(claims))


def told(context: Context, kept: list[Claim]) -> Extraction:
    """An article's claims with the things that it and they name."""
    return Extraction(context.article, tuple(_entities(context, kept)), tuple(kept))


def _named(view: View) -> list[Mention]:
    """The mentions of a sentence with the families that only tell whose member it names, in order."""
    masked = [mention for _, mention in view.mentions()]
    return sorted([*masked, *view.families], key=lambda mention: mention.start) if view.families else masked


def _entities(context: Context, kept: list[Claim]) -> list[Entity]:
    """The things named in the article, each once, with the forms the article uses, in order of first mention."""
    forms: dict[str, dict[str, None]] = {}  # each once; a handle as it is written, too: "@zora_q"
    text = context.article.text
    things: dict[str, Entity] = {}
    claimed = {entity.key: entity for claim in kept for entity in claim.entities()}
    mentions = [mention for sentence in context.sentences for mention in _named(sentence.view)]
    other = houses.meant(context.knowledge, context.article, mentions, claimed.keys())
    for mention in mentions:
        entity = other.get(mention.entity.key, mention.entity)
        things.setdefault(entity.key, entity)
        handle = mention.start - (text[mention.start - 1 : mention.start] == "@")
        forms.setdefault(entity.key, {}).update(dict.fromkeys((text[mention.start : mention.end], text[handle : mention.end])))
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
