"""What a sentence inherits: headings, the topic before it, the document's own organization, dates and speakers."""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from kg.discourse import topics
from kg.discourse.held import BACK, PLACES, is_held, is_within
from kg.discourse.sentences import Scope, Sentence
from kg.discourse.speech import read_speech
from kg.discourse.when import Times
from kg.entities.cues import language, patterns, written_in
from kg.entities.masking import ANY_MARK, MARKS, View, clause_start, coordinated
from kg.entities.senses import held, roles
from kg.knowledge import Knowledge, fold, teams
from kg.model import AUTHOR_KEY, Article, Block, Entity, Mention
from kg.regexes import at_hand

AUTHOR = Entity("Person", "author", AUTHOR_KEY)
OWN_HOUSE = 0.3  # how far it is to the speaker's or the document's own house
_WARES = MARKS["Model"] + MARKS["Product"]
_DEEPEST = 99  # below any heading's level
_OPENS = 12  # characters before a name that may open a clause


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


def _masked_level(blocks: Sequence[Block], last: int, now: int) -> int:
    """The highest level of the headings between two blocks that are not read: they end the reach of those before."""
    between = (b for b in blocks[last + 1 : now] if b.kind == "boilerplate" and b.marker.startswith("#"))
    return min((b.level for b in between), default=_DEEPEST)


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
        self.sentences: list[Sentence] = []
        self._parted: set[int] = set()  # sentences that stand behind a heading that is not read
        stack: list[tuple[int, int]] = []  # level, sentence index
        items: list[tuple[int, int]] = []
        last_lead: int | None = None
        block_seen = -1
        for view in views:
            block = article.blocks[view.block] if article.blocks else Block("paragraph", 0, len(article.text))
            number = len(self.sentences)
            if (level := _masked_level(article.blocks, block_seen, view.block)) < _DEEPEST:
                while stack and stack[-1][0] >= level:
                    stack.pop()
                items, last_lead = [], None
                self._parted.add(number)
            sentence = Sentence(view, block, written_in(knowledge, view.masked) or article.lang, first=view.block != block_seen)
            if block.kind == "heading":
                if sentence.first:
                    while stack and stack[-1][0] >= block.level:
                        stack.pop()
                    stack.append((block.level, number))
                items, last_lead = [], None
                sentence.headings = tuple(i for _, i in stack[:-1])
            else:
                stack = self._led_out(stack, sentence)
                sentence.headings = tuple(i for _, i in stack)
                last_lead = self._place(sentence, number, items, last_lead)
            sentence.question = self._words["asks"].search(view.masked, max(0, len(view.masked) - 4)) is not None
            self.sentences.append(sentence)
            block_seen = view.block
        self.times = Times(article, self.sentences, knowledge)
        self.counts = Counter(m.entity.key for m in mentions)
        self.counts.update(_makers_within(article.text, mentions, knowledge))
        self.first_seen: dict[str, Mention] = {}
        for mention in mentions:
            self.first_seen.setdefault(mention.entity.key, mention)
        self.unmade: set[str] = set()  # keys of things whose makers were asked for in vain
        self.owner, self.titled = self._owner(), None if self.times.is_of_many else topics.titled(self.sentences, self._words["several_news"], self.is_held)
        self.topic = self.titled or topics.named_most(knowledge, self.first_seen, self.counts)
        read_speech(article, self.sentences, self.times, knowledge, self._house)

    def _led_out(self, stack: list[tuple[int, int]], sentence: Sentence) -> list[tuple[int, int]]:
        """The headings over a sentence, without the lead-ins whose list is over: a paragraph at the margin ends it."""
        at_margin = self.article.text[sentence.block.start - 1 : sentence.block.start] in ("", "\n")
        if not (sentence.first and sentence.block.kind == "paragraph" and at_margin):
            return stack
        return [(level, number) for level, number in stack if self.sentences[number].block.marker != ":"]

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

    def is_excepted(self, masked: str, at: int) -> bool:
        """Whether what is told of the rest is not told of the mention at a place: "all but A are open"."""
        return self._held.excepted.search(masked, max(0, at - BACK), at) is not None

    def is_agent(self, masked: str, at: int) -> bool:
        """Whether the mention at a place is only by whom a thing is backed or made that nobody named."""
        return self._held.agent.search(masked, max(0, at - BACK), at) is not None

    def _is_held(self, how: str, masked: str, at: int) -> bool:
        """As `is_held`; how "member": by words after which also the members of a list are."""
        place = how, masked, at
        if place not in self._held_at:  # each match of a frame asks about the same few
            self._held_at[place] = is_held(self._held if how == "any" else self._passing, self._words, masked, at)
        return self._held_at[place]

    @staticmethod
    def _place(sentence: Sentence, number: int, items: list[tuple[int, int]], lead: int | None) -> int | None:
        """Finds a list item's introduction: the item above it, or the paragraph before the list."""
        block = sentence.block
        if block.kind != "item":
            items.clear()
            return number
        while items and items[-1][0] >= block.level and sentence.first:
            items.pop()
        sentence.parent = items[-1][1] if items else lead
        if sentence.first:
            items.append((block.level, number))
        return lead

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
        _, _, mention, far = self._resolved(index, tuple(types), before, own)
        return mention, far

    def resolve_all(
        self, index: int, types: Iterable[str], before: int, own: bool = False, pair: bool = False
    ) -> tuple[list[Mention], float]:
        """As `resolve`, with those that stand in one list with the mention found ("A和B都公开"); `pair`: two of them."""
        types = tuple(types)
        view, at, mention, far = self._resolved(index, types, before, own)
        if mention is None or view is None:
            return [mention] if mention else [], far
        found = coordinated(view, at, types)
        set_apart = {id(m) for place, m in view.mentions(types) if place < at and self._words["unlike"].match(view.masked[:place])}
        found = [m for m in found if id(m) not in set_apart]  # "Unlike A, B has its weights out": A is no member of a list
        if pair:  # "both" of two that may stand apart: the last two
            told = [(p, m) for p, m in view.mentions(types) if view is not self.sentences[index].view or p < before]
            apart = {m.entity.key: m for _, m in told}
            free = {m.entity.key: m for p, m in told if not self.is_held(view.masked, p)}  # not what they are held against
            listed = self._pair_with(index, types, free) if len(free) == 1 < len(apart) else []
            found = listed or (list((free if len(free) > 1 else apart).values())[-2:] if len(apart) > 1 else found)
        return found, far

    def _pair_with(self, index: int, types: tuple[str, ...], one: Iterable[str]) -> list[Mention]:
        """The two that a sentence shortly before named as a pair, one of them by its key: "Acme released A and B. A matches C. Both …"."""
        for view in (self.sentences[at].view for at in range(index - 1, max(-1, index - 4), -1)):
            for place, mention in view.mentions(types):
                if mention.entity.key in one and len(pair := coordinated(view, place, types)) == 2:
                    return pair
        return []

    def _resolved(
        self, index: int, types: tuple[str, ...], before: int, own: bool
    ) -> tuple[View | None, int, Mention | None, float]:
        """The mention that `resolve` finds, with the view and place where it stands, if it stands in one."""
        if own and (whose := self.whose(index, before)) and whose.entity.type in types:
            return None, -1, whose, OWN_HOUSE
        for thing in (self.owner, self.topic) if own else ():
            if thing and thing.type in types:
                return None, -1, Mention(-1, -1, thing, "context"), OWN_HOUSE if thing is self.owner else 0.35
        sentence = self.sentences[index]
        view = sentence.view
        ahead = [(at, m) for at, m in view.mentions(types) if at < before]
        here = [(at, m) for at, m in ahead if not self.is_held(view.masked, at)]
        here = [(at, m) for at, m in here if not self._is_held("member", view.masked, at)] or here
        here = [(at, m) for at, m in here if not self._is_press(view, at, m)]
        if not own and (ours := self._ours(index, types, before, here)):
            return None, -1, ours, OWN_HOUSE
        if here:
            own_clause = clause_start(view.masked, before)
            near = [found for found in here if found[0] >= own_clause]
            at, mention = near[-1] if near else self._opening(sentence, here)
            if not near and self._heads_another(view, own_clause, before, mention.entity):
                return None, -1, None, 1.0
            return view, at, mention, 0.1
        if ahead_of := self._behind_phrase(view, types, before):
            return view, *ahead_of, 0.1
        if "Organization" not in types and self._words["house_acts"].search(view.masked, 0, before):
            return None, -1, None, 1.0
        if (told := self._read_back(index, types, before)) is not None:
            return told
        ahead = [(at, m) for at, m in ahead if not self.is_agent(view.masked, at)]
        ahead = [(at, m) for at, m in ahead if not self.is_held(view.masked, at) or self._words["opens_with"].match(view.masked[:at])]
        ahead = [(at, m) for at, m in ahead if not self._held.origin.search(view.masked, max(0, at - BACK), at)]
        if ahead:
            return view, *ahead[-1], 0.4
        if not own and sentence.block.kind == "item" and self.topic and self.topic.type in types and not view.mentions(types):
            return None, -1, Mention(-1, -1, self.topic, "context"), 0.5  # traits listed where no heading says whose they are
        if own or not self.owner or self.owner.type not in types:
            return None, -1, None, 1.0
        opens = sentence.first and re.fullmatch(rf"[\W\d{MARKS['date']}]*", view.masked[:before]) is not None
        return None, -1, Mention(-1, -1, self.owner, "context"), 0.4 if opens else 0.9

    def _is_press(self, view: View, at: int, thing: Mention) -> bool:
        """Whether a house of the press only tells there what somebody else did, or is cited by its title: 《湾畔商报》."""
        if self.article.text[max(0, thing.start - 1) : thing.start] == "《":
            return True
        told = self._words["press"].match(view.masked, at + 1)
        return told is not None and self.knowledge.sort_of(thing.entity) == "media"

    def _read_back(self, index: int, types: tuple[str, ...], before: int) -> tuple[View | None, int, Mention | None, float] | None:
        """What the sentences before one name, as `_resolved` tells it; None where they name nothing fitting."""
        view = self.sentences[index].view
        passed = [(view, 0, before)]
        for back, number in enumerate(self.behind(index)):
            other = self.sentences[number].view
            found = [(at, m) for at, m in other.mentions(types) if not self.is_held(other.masked, at)]
            found = [] if topics.weighs(self.sentences[number], types, self._words["weighs"]) else found
            found = [(at, m) for at, m in found if not self._is_held("member", other.masked, at) and not self._is_press(other, at, m)]
            found = [(at, m) for at, m in found if not self._held.origin.search(other.masked, max(0, at - BACK), at)] or found
            found = _no_buyers(self.knowledge, view.masked[: before + 40], other.masked, topics.without_owners(other.masked, found, self.cues.whose_thing))
            if found and self._opens_with_link(index) and self._opens_with_link(number) and other.block != view.block:
                return None  # each paragraph of a digest tells of its own link
            if found and not self._words["subjectless"].match(other.masked):
                at = found[-1][0]
                thing = found[-1][1].entity
                if self._heads_another(view, 0, before, thing) or any(self.is_another(*stretch, thing) for stretch in [*passed, (other, at, len(other.masked))]):
                    return None, -1, None, 1.0
                if self.titled and self.titled.type in types and self._is_apart(index, number) and not self._goes_on(index, other, found[0][0]):
                    return None, -1, Mention(-1, -1, self.titled, "context"), 0.35
                chosen = _called_so(self.knowledge, view.masked[: before + 40], other.masked, found)
                if headed := self._version_over(index, chosen[1].entity):
                    return *headed, min(0.9, 0.3 + 0.1 * back)
                return other, *chosen, min(0.9, 0.25 + 0.1 * back)
            passed.append((other, 0, len(other.masked)))
        return None

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

    def _owner(self) -> Entity | None:
        """The organization whose own text this is: publisher, author, or the maker of what the title is about."""
        by = fold(f"{self.article.publisher} {self.article.author}")
        organizations = [m.entity for m in self.first_seen.values() if m.entity.type == "Organization"]
        for entity in organizations:
            if by and any(len(fold(n)) > 2 and fold(n) in by for n in entity.aliases):
                return entity
        if self.times.is_of_many:
            return None
        models: Counter[Entity] = Counter()
        for key, mention in self.first_seen.items():
            made = self.knowledge.maker_entities(mention.entity) if mention.entity.type == "Model" else []
            if made:
                maker = self.knowledge.named_maker(mention.entity, self.counts) or self._team(mention.entity, made)
                models[maker] += self.counts[key]
        ours = len(self._words["ours"].findall(self.article.text))
        if models:
            maker, count = models.most_common(1)[0]
            share = count / sum(models.values())
            if share >= 0.5 and ours >= 2 or share >= 0.75 and count >= 4:
                return maker
        if ours < 2 or ours * 700 < len(self.article.text):
            return None
        own = (m.entity for m in self.first_seen.values() if m.entity.type == "Organization" and self.article.text[max(0, m.start - 1) : m.start] != "《")
        return next(own, None)

    def _team(self, model: Entity, makers: list[Entity]) -> Entity:
        """Who "we" are in a text that names a model and not its maker: the team of that name, else the maker."""
        family = self.knowledge.family(model)
        name = family.entity.label if family else model.label
        for short in (name, re.split(r"[-\s]", name)[0]):
            if (team := teams(self.knowledge).get(fold(short))) and team not in makers:
                return replace(team, aliases=(*team.aliases, short))
        return makers[0]
