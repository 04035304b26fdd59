"""What a sentence inherits: headings, the topic before it, the document's own organization, dates and speakers."""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from kg.discourse import topics
from kg.discourse.held import BACK, PLACES, is_held, is_within
from kg.discourse.outline import outlined
from kg.discourse.publisher import house_of
from kg.discourse.sentences import Scope, Sentence
from kg.discourse.speech import read_speech
from kg.discourse.when import Times
from kg.entities.cues import language, patterns
from kg.entities.masking import ANY_MARK, MARKS, View, clause_start, coordinated
from kg.entities.senses import held, roles
from kg.knowledge import Knowledge
from kg.model import AUTHOR_KEY, Article, Entity, Mention
from kg.regexes import at_hand

AUTHOR = Entity("Person", "author", AUTHOR_KEY)
HERE, OWN_HOUSE, OWN_TOPIC = 0.1, 0.3, 0.35  # how far it is to the sentence's own subject, to whose "we" it is, to what a title names
_WARES = MARKS["Model"] + MARKS["Product"]
_OPENS = 12  # characters before a name that may open a clause
_CALLED = 40  # characters behind a pronoun's place that may call what it stands for: "this startup"


class Antecedent(NamedTuple):
    """What a pronoun or a missing subject stands for, and how far the text had to be read back (0 near, 1 far)."""

    mention: Mention | None
    far: float
    view: View | None = None  # the sentence that names it, None where only the context gives it, and its place there
    at: int = -1


NOBODY = Antecedent(None, 1.0)


def _no_buyers(knowledge: Knowledge, words: str, told: str, found: list[tuple[int, Mention]]) -> list[tuple[int, Mention]]:
    """The mentions of a sentence without those who buy or back another, where what words mean is called a start-up."""
    rows = knowledge.cues["context"]["calling"]
    if not at_hand(rows["young"], re.I).search(words):
        return found
    return [(at, m) for at, m in found if not at_hand(rows["deals"]).match(told, at + 1)]


def _called_so(knowledge: Knowledge, words: str, told: str, found: list[tuple[int, Mention]]) -> tuple[int, Mention]:
    """Of the mentions of a sentence the one that its words call as `words` do ("the startup"), else the first."""
    if len(found) > 1 and (calling := patterns(knowledge, "context")["calling"].search(words)):
        rows, head = knowledge.cues["context"]["calling"], calling["head"].replace("-", "-?")
        before, after = (at_hand(rows[way].replace("<head>", head), re.I) for way in ("before", "after"))
        named = [(at, m) for at, m in found if before.search(told[max(0, at - 24) : at]) or after.match(told, at + 1)]
        return (named or found)[0]
    return found[0]


def _makers_within(text: str, mentions: Iterable[Mention], knowledge: Knowledge) -> Iterator[str]:
    """The makers that names begin with ("百度文心大模型"): who is named so is named, by key."""
    run_on = patterns(knowledge, "context")["run_on"]
    for mention in mentions:
        surface = text[mention.start : mention.end]
        if mention.entity.type in ("Model", "Product") and run_on.match(surface):
            for maker in knowledge.maker_entities(mention.entity):
                if any(len(n) > 1 and surface.startswith(n) and n != surface for n in (maker.label, *maker.aliases)):
                    yield maker.key


class Context:
    """The sentences of an article in order, and how each leans on those before it."""

    houses: Mapping[str, Entity] = MappingProxyType({})  # of whom each person is, by key, as far as claims tell
    makers: Mapping[str, Entity] = MappingProxyType({})  # of things that the lexicon has no maker of, by name (kg/clauses/made.py)

    def __init__(self, article: Article, views: list[View], mentions: list[Mention], knowledge: Knowledge) -> None:
        self.article, self.knowledge = article, knowledge
        self._words = patterns(knowledge, "context")
        self._held, self.cues = held(knowledge), roles(knowledge)
        self._passing = replace(self._held, before=self._held.member)
        self._held_at: dict[tuple[str, str, int], bool] = {}
        self.sentences, self._parted = outlined(article, views, knowledge)
        self.times = Times(article, self.sentences, knowledge)
        self.counts = Counter(m.entity.key for m in mentions)
        self.counts.update(_makers_within(article.text, mentions, knowledge))
        self.first_seen: dict[str, Mention] = {}
        for mention in mentions:
            self.first_seen.setdefault(mention.entity.key, mention)
        self.unmade: set[str] = set()  # keys of things whose makers were asked for in vain
        of_many, words = self.times.is_of_many, self._words
        self.owner = house_of(article, self.first_seen, self.counts, words["ours"], knowledge, of_many)  # whose own text it is
        self.titled = None if of_many else topics.titled(self.sentences, words["several_news"], self.is_held)
        self.topic = self.titled or topics.named_most(knowledge, self.first_seen, self.counts)
        read_speech(article, self.sentences, self.times, knowledge, self._house)

    def over(self) -> Context:
        """A copy with a list of sentences of its own, in which they may be told anew."""
        told = copy.copy(self)
        told.sentences = list(self.sentences)
        told.times = self.times.over(told.sentences)
        return told

    def is_within(self, masked: str, at: int) -> bool:
        """Whether the mention at a place stands in an apposition to another one of its type, a remark or a dateline."""
        return is_within(self._held, masked, at)

    def is_held(self, masked: str, at: int) -> bool:
        """Whether the mention at a place of a sentence is held against its subject."""
        return self._is_held("any", masked, at)

    def opens_with_pair(self, index: int, at: int) -> bool:
        """Whether the clause of a place opens with words for two things ("两款模型均…"), be they masked as a count."""
        view = self.sentences[index].view
        first = clause_start(view.masked, at)
        place = at + 1 if view.masked[at : at + 1] in ",;:。 " else first  # a match may open with the sign before its clause
        return self.cues.pair_opens.match(self.article.text, view.span(place, place + 1)[0]) is not None

    def is_by_way(self, masked: str, at: int) -> bool:
        """Whether the mention at a place is only by what others do something: "通过A和B"."""
        return self.cues.by_way.search(masked, max(0, at - BACK), at) is not None

    def is_place(self, masked: str, at: int) -> bool:
        """Whether the mention at a place is only where something happens, "在A上", or is put up: "上传到A"."""
        if masked[at] not in PLACES:
            return False
        where = self._held.place.search(masked, max(0, at - BACK), at)
        upon = where is not None and self.cues.upon.match(masked, at + 1) is not None
        return upon or self._held.put_up.search(masked, max(0, at - BACK), at) is not None

    def is_lent(self, masked: str, at: int) -> bool:
        """Whether the mention at a place is a ware that something only works with: "支持A"."""
        return masked[at] in _WARES and self._held.lent.search(masked, max(0, at - BACK), at) is not None

    def opens_clause(self, masked: str, at: int) -> bool:
        """Whether the mention at a place of a sentence stands at the head of a clause."""
        return self.cues.opens_clause.search(masked, max(0, at - _OPENS), at) is not None

    def opens_exception(self, masked: str, start: int, at: int) -> bool:
        """Whether a match opens with the words that except the mention at a place, so that it tells what they mean: "除了A,其他都…"."""
        return start < at and self._held.excepted.fullmatch(masked, start, at) is not None

    def is_excepted(self, masked: str, at: int, start: int) -> bool:
        """Whether what is told of the rest by the match from `start` on is not told of the mention at a place: "all but A are open"."""
        return not self.opens_exception(masked, start, at) and self._held.excepted.search(masked, max(0, at - BACK), at) is not None

    def is_agent(self, masked: str, at: int) -> bool:
        """Whether the mention at a place is only by whom a thing is backed or made that nobody named."""
        return self._held.agent.search(masked, max(0, at - BACK), at) is not None

    def _is_held(self, how: str, masked: str, at: int) -> bool:
        """As `is_held`; how "member": by words after which also the members of a list are."""
        place = how, masked, at
        if place not in self._held_at:  # each match of a frame asks about the same few
            self._held_at[place] = is_held(self._held if how == "any" else self._passing, self._words, masked, at)
        return self._held_at[place]

    # Who speaks

    def _house(self, index: int, before: int) -> Entity | None:
        """The house that "the company", "该公司" stands for."""
        house, _ = self.resolve(index, ("Organization",), before)
        return house.entity if house else None

    def speaker_at(self, index: int, first: int, last: int, aside: bool = False) -> Entity | None:
        """Who says the masked run [first, last) of a sentence; None when the article itself does.

        `aside`: it is told by the way, and in words that the article reports in its own the article says so.
        """
        said = self.said_at(index, first, last)
        return said.speaker if said and not (aside and said.aside) else self.sentences[index].speaker

    def said_at(self, index: int, first: int, last: int) -> Scope | None:
        """The reported speech that the masked run [first, last) stands in."""
        inside = [s for s in self.sentences[index].scopes if s.start <= first + 1 and last - 1 <= s.end]
        return inside[-1] if inside else None

    # What a pronoun or a missing subject stands for

    def resolve(self, index: int, types: Iterable[str], before: int, own: bool = False) -> tuple[Mention | None, float]:
        """The nearest fitting mention before a place, and how far the text had to be read back (0 near, 1 far).

        `own`: the words mean the document's own organization ("we", "我们").
        """
        found = self._antecedent(index, tuple(types), before, own)
        return found.mention, found.far

    def resolve_all(
        self, index: int, types: Iterable[str], before: int, own: bool = False, pair: bool = False
    ) -> tuple[list[Mention], float]:
        """As `resolve`, with those that stand in one list with the mention found ("A和B都公开"); `pair`: two of them."""
        types = tuple(types)
        mention, far, view, at = self._antecedent(index, types, before, own)
        if mention is None or view is None:
            return [mention] if mention else [], far
        found = coordinated(view, at, types)
        set_apart = {id(m) for place, m in view.mentions(types) if place < at and self._words["unlike"].match(view.masked[:place])}
        found = [m for m in found if id(m) not in set_apart]  # "Unlike A, B has its weights out": A is no member of a list
        return (self._pair(index, types, before, view) or found) if pair else found, far

    def _pair(self, index: int, types: tuple[str, ...], before: int, view: View) -> list[Mention]:
        """The two that "both" in a sentence means, by a sentence that names one of them or more: the last two, which may stand apart."""
        named = [(at, m) for at, m in view.mentions(types) if view is not self.sentences[index].view or at < before]
        things = {m.entity.key: m for _, m in named}
        free = {m.entity.key: m for at, m in named if not self.is_held(view.masked, at)}  # not what they are held against
        if len(things) < 2:
            return []
        listed = self._pair_with(index, types, free) if len(free) == 1 else []
        return listed or list((free if len(free) > 1 else things).values())[-2:]

    def _pair_with(self, index: int, types: tuple[str, ...], one: Iterable[str]) -> list[Mention]:
        """The two that a sentence shortly before named as a pair, one of them by its key: "Acme released A and B. A matches C. Both …"."""
        for view in (self.sentences[at].view for at in range(index - 1, max(-1, index - 4), -1)):
            for place, mention in view.mentions(types):
                if mention.entity.key in one and len(pair := coordinated(view, place, types)) == 2:
                    return pair
        return []

    def _antecedent(self, index: int, types: tuple[str, ...], before: int, own: bool) -> Antecedent:
        """What `resolve` finds: in the sentence itself, then in those before it, then by what the article is about."""
        if own and (found := self._own(index, types, before)):
            return found
        view = self.sentences[index].view
        ahead = [(at, m) for at, m in view.mentions(types) if at < before]
        subjects = self._subjects(view, ahead)
        if not own and (ours := self._ours(index, types, before, subjects)):
            return Antecedent(ours, OWN_HOUSE)
        if subjects:
            return self._subject_of_clause(self.sentences[index], subjects, before)
        if fronted := self._behind_phrase(view, types, before):
            return Antecedent(fronted[1], HERE, view, fronted[0])
        if "Organization" not in types and self._words["house_acts"].search(view.masked, 0, before):
            return NOBODY
        if (found := self._read_back(index, types, before)) is not None:
            return found
        if aside := self._no_agents(view, ahead):
            at, mention = aside[-1]
            return Antecedent(mention, 0.4, view, at)
        return NOBODY if own else self._about(index, types, before)

    def _own(self, index: int, types: tuple[str, ...], before: int) -> Antecedent | None:
        """What "we", "our model" means: the house of who speaks there, else the article's own, else what it is about."""
        if (whose := self.whose(index, before)) and whose.entity.type in types:
            return Antecedent(whose, OWN_HOUSE)
        for thing, far in ((self.owner, OWN_HOUSE), (self.topic, OWN_TOPIC)):
            if thing and thing.type in types:
                return Antecedent(Mention(-1, -1, thing, "context"), far)
        return None

    def _subjects(self, view: View, ahead: list[tuple[int, Mention]]) -> list[tuple[int, Mention]]:
        """Of the mentions before a place those that what follows may be told of: held against nothing, and no paper that is cited."""
        free = [(at, m) for at, m in ahead if not self.is_held(view.masked, at)]
        free = [(at, m) for at, m in free if not self._is_held("member", view.masked, at)] or free
        return [(at, m) for at, m in free if not self._is_press(view, at, m)]

    def _no_agents(self, view: View, ahead: list[tuple[int, Mention]]) -> list[tuple[int, Mention]]:
        """Of the mentions before a place, none of them a subject, those that it may yet be told of where nothing else is found."""
        masked, opens_with, origin = view.masked, self._words["opens_with"], self._held.origin
        free = [(at, m) for at, m in ahead if not self.is_agent(masked, at)]
        free = [(at, m) for at, m in free if not self.is_held(masked, at) or opens_with.match(masked[:at])]
        return [(at, m) for at, m in free if not origin.search(masked, max(0, at - BACK), at)]

    def _subject_of_clause(self, sentence: Sentence, subjects: list[tuple[int, Mention]], before: int) -> Antecedent:
        """The last subject of the clause of a place; where it has none, the one that the sentence opens with."""
        view, own_clause = sentence.view, clause_start(sentence.view.masked, before)
        near = [found for found in subjects if found[0] >= own_clause]
        at, mention = near[-1] if near else self._opening(sentence, subjects)
        if not near and self._heads_another(view, own_clause, before, mention.entity):
            return NOBODY
        return Antecedent(mention, HERE, view, at)

    def _about(self, index: int, types: tuple[str, ...], before: int) -> Antecedent:
        """What a sentence without a subject is told of where none before it names one: what the article is about, or its own house."""
        sentence = self.sentences[index]
        masked = sentence.view.masked
        if sentence.block.kind == "item" and self.topic and self.topic.type in types and not sentence.view.mentions(types):
            return Antecedent(Mention(-1, -1, self.topic, "context"), 0.5)  # traits listed where no heading says whose they are
        if not self.owner or self.owner.type not in types:
            return NOBODY
        opens = sentence.first and re.fullmatch(rf"[\W\d{MARKS['date']}]*", masked[:before]) is not None
        return Antecedent(Mention(-1, -1, self.owner, "context"), 0.4 if opens else 0.9)

    def _is_press(self, view: View, at: int, thing: Mention) -> bool:
        """Whether a house of the press only tells there what somebody else did, or is cited by its title: 《湾畔商报》."""
        if self.article.text[max(0, thing.start - 1) : thing.start] == "《":
            return True
        told = self._words["press"].match(view.masked, at + 1)
        return told is not None and self.knowledge.sort_of(thing.entity) == "media"

    def _read_back(self, index: int, types: tuple[str, ...], before: int) -> Antecedent | None:
        """What the sentences before one name; None where they name nothing fitting, nobody where what they name is not meant."""
        view = self.sentences[index].view
        passed = [(view, 0, before)]
        for back, number in enumerate(self.behind(index)):
            other = self.sentences[number].view
            words = view.masked[: before + _CALLED]
            found = _no_buyers(self.knowledge, words, other.masked, self._subjects_before(number, types))
            if found and self._opens_with_link(index) and self._opens_with_link(number) and other.block != view.block:
                return None  # each paragraph of a digest tells of its own link
            if found and not self._words["subjectless"].match(other.masked):
                at, last = found[-1][0], found[-1][1].entity
                if self._heads_another(view, 0, before, last) or any(self.is_another(*run, last) for run in [*passed, (other, at, len(other.masked))]):
                    return NOBODY
                if self.titled and self.titled.type in types and self._is_apart(index, number) and not self._goes_on(index, other, found[0][0]):
                    return Antecedent(Mention(-1, -1, self.titled, "context"), OWN_TOPIC)
                at, mention = _called_so(self.knowledge, words, other.masked, found)
                if version := self._version_over(index, mention.entity):
                    over, at, mention = version
                    return Antecedent(mention, min(0.9, 0.3 + 0.1 * back), over, at)
                return Antecedent(mention, min(0.9, 0.25 + 0.1 * back), other, at)
            passed.append((other, 0, len(other.masked)))
        return None

    def _subjects_before(self, number: int, types: tuple[str, ...]) -> list[tuple[int, Mention]]:
        """The mentions of a sentence that the next may go on about, with their places in it."""
        sentence = self.sentences[number]
        view, masked, origin = sentence.view, sentence.view.masked, self._held.origin
        if topics.weighs(sentence, types, self._words["weighs"]):
            return []
        found = [(at, m) for at, m in view.mentions(types) if not self.is_held(masked, at)]
        found = [(at, m) for at, m in found if not self._is_held("member", masked, at) and not self._is_press(view, at, m)]
        found = [(at, m) for at, m in found if not origin.search(masked, max(0, at - BACK), at)] or found
        return topics.without_owners(masked, found, self.cues.whose_thing)

    def _opens_with_link(self, index: int) -> bool:
        """Whether the block of a sentence opens with a link, as the entries of a digest do."""
        block = self.sentences[index].block
        return self.article.text.startswith("[", block.start) and "](" in self.article.text[block.start : block.end]

    def _version_over(self, index: int, family: Entity) -> tuple[View, int, Mention] | None:
        """The version that the heading over a sentence names, where what was read back is only its family: "Zorb 4 … The first Zorb
        with experts. 90B in all." tells of Zorb 4."""
        for number in reversed(self.sentences[index].headings):
            view = self.sentences[number].view
            if models := view.mentions(("Model",)):
                alone = len({m.entity.key for _, m in models}) == 1
                return (view, *models[0]) if alone and models[0][1].entity.parent == family.key else None
        return None

    def whose(self, index: int, place: int) -> Mention | None:
        """Whom "we" at a place means in somebody's mouth: the house of who speaks there, where that is known."""
        who = self.speaker_at(index, place, place)
        house = who if who and who.type == "Organization" else self.houses.get(who.key) if who else None
        word = self.cues.own.match(self.sentences[index].view.masked, place)
        start, end = self.sentences[index].view.span(*word.span()) if word else (-1, -1)
        return Mention(start, end, house, "context") if house else None

    def is_young(self, masked: str, place: int) -> bool:
        """Whether words at a place of a sentence call a house a start-up: it is not the one that bought it or tells of it."""
        return at_hand(self.knowledge.cues["context"]["calling"]["young"], re.I).match(masked, place) is not None

    def _ours(self, index: int, types: tuple[str, ...], before: int, here: list[tuple[int, Mention]]) -> Mention | None:
        """The house that "we" before a place means ("我们的用户已经超过…", "our revenue"), where no name stands behind it in its clause."""
        if "Organization" not in types:
            return None
        masked = self.sentences[index].view.masked
        border = clause_start(masked, before)
        said = [*self.cues.own.finditer(masked, border, before)]
        if not said or here and here[-1][0] > said[-1].start():
            return None
        whose = self.whose(index, said[-1].start())
        return whose if whose and whose.entity.type in types else None

    def _behind_phrase(self, view: View, types: tuple[str, ...], before: int) -> tuple[int, Mention] | None:
        """The subject of a sentence that opens with a phrase about it ("With 92% on the test, X leads"), its first thing of the types."""
        phrase = self._words["fronted"].match(view.masked)
        first = next(iter(view.mentions(types)), None)
        return first if phrase and first and first[0] == phrase.start("at") >= before else None

    def _opening(self, sentence: Sentence, found: list[tuple[int, Mention]]) -> tuple[int, Mention]:
        """Of the mentions before a clause without a subject the last that opens a clause of its own, else the first; in a
        language whose sentences do not begin with their subject the last."""
        masked = sentence.view.masked
        if last := self.cues.last_of_list.search(masked, found[0][0]):
            return next((one for one in found if one[0] == last.start("last")), found[0])
        if not language(self.knowledge, sentence.lang).subject_first:
            return found[-1]
        for at, mention in reversed(found[1:]):
            if self.opens_clause(masked, at) and self.cues.heads_clause.match(masked[at + 1 : at + 2]):
                return at, mention
        return found[0]

    def is_another(self, view: View, first: int, last: int, thing: Entity) -> bool:
        """Whether a masked run tells of a thing that it does not name, and that this one is not: another house made it."""
        if thing.type not in ("Model", "Product"):
            return False
        told = self._words["nameless"].search(view.masked, first, last)
        if told is None and not ANY_MARK.match(view.masked, last):  # "亚马逊的 AWS" names what it has
            told = self._words["of_house"].search(view.masked, first, last)
        if told is None:
            return False
        houses = [m.entity for at, m in view.mentions(("Organization",)) if at < told.end()]
        makers = {key for m in self.knowledge.maker_entities(thing) for key in self.knowledge.owners(m)}
        if houses:
            return bool(makers) and not set(self.knowledge.owners(houses[-1])) & makers
        return thing != self.topic

    def _heads_another(self, view: View, first: int, last: int, thing: Entity) -> bool:
        """Whether a house that did not make a thing heads the clause of a masked run: what it does there is told of none of that thing."""
        makers = {key for m in self.knowledge.maker_entities(thing) for key in self.knowledge.owners(m)} if thing.type in ("Model", "Product") else set()
        houses = [(at, m) for at, m in view.mentions(("Organization",)) if first <= at < last] if makers else []
        return any(
            not makers & set(self.knowledge.owners(m.entity)) and self.opens_clause(view.masked, at) and self._words["doing"].match(view.masked, at + 1)
            for at, m in houses
        )

    def _is_apart(self, index: int, other: int) -> bool:
        """Whether a sentence before stands in another paragraph: what a card's title names is meant sooner than its things."""
        one, two = self.sentences[index], self.sentences[other]
        return one.view.block != two.view.block and two.block.kind == "paragraph" and other != one.parent

    def _goes_on(self, index: int, other: View, at: int) -> bool:
        """Whether a sentence opens with a word for what the paragraph before opened with, the thing at a place of it: "These models …"."""
        masked = self.sentences[index].view.masked
        opens = self.cues.plural.match(masked) or self.cues.carries_on.match(masked)
        return opens is not None and self.cues.leads_in.fullmatch(other.masked, 0, at) is not None

    def behind(self, index: int) -> Iterable[int]:
        """Sentences to read back over: the block's own, the label above, the list's introduction, the headings."""
        sentence = self.sentences[index]
        for number in range(index - 1, max(-1, index - 4), -1):
            if self.sentences[number].view.block != sentence.view.block:
                break
            yield number
        label = self._label(index)
        if label is not None:
            yield label
        above: int | None = sentence.parent
        below = index
        while above is not None and above < below:
            yield above
            for number in range(above - 1, max(-1, above - 3), -1):
                if self.sentences[number].view.block != self.sentences[above].view.block:
                    break  # "X is out. It has these traits:"
                yield number
            below, above = above, self.sentences[above].parent
        yield from reversed(sentence.headings)
        if sentence.block.kind != "item" and not self.times.opens_news(index):
            for number in range(index - 1, max(-1, index - 3), -1):
                if self.sentences[number].block.kind != "paragraph" or number + 1 in self._parted:
                    break  # what an item or heading opens is about that
                if self.sentences[number].view.block != sentence.view.block:
                    yield number

    def above(self, index: int) -> int | None:
        """The line just above a paragraph that may name what it is about: its label, or a heading."""
        first = self.times.opening(index)
        if (label := self._label(index)) is not None or first == 0:
            return label
        return first - 1 if self.sentences[first - 1].block.kind == "heading" else None

    def _label(self, index: int) -> int | None:
        """The list item or short line just above a paragraph that only names what the paragraph is about."""
        sentence = self.sentences[index]
        first = self.times.opening(index)
        if sentence.block.kind != "paragraph" or first == 0:
            return None
        above = self.sentences[first - 1]
        short = len(above.view.masked) <= 40 and above.first and not re.search(r"[.。!?;,:]\s?$", above.view.masked)
        return first - 1 if short and above.block.kind in ("item", "paragraph") else None
