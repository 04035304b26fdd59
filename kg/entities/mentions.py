"""An article's text to mentions of things: lexicon and versions first, then shapes, then the bare surnames of people."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, chain, pairwise

from kg.entities import abbreviations, cutshort, devices, elliptical, hyphened, series, versioned
from kg.entities.cues import patterns
from kg.entities.dubbed import Dubbed
from kg.entities.entries import Entries, placed
from kg.entities.headed import Headed
from kg.entities.lettered import Lettered
from kg.entities.masking import without_addresses
from kg.entities.names import Names
from kg.entities.senses import is_word
from kg.entities.shapes import Shapes
from kg.entities.speakers import Speakers
from kg.entities.spelling import Bounds, in_headline, places
from kg.entities.strangers import BY, Strangers
from kg.entities.toollists import ToolLists
from kg.entities.transcribed import Transcribed, shortened, without_pieces
from kg.entities.translated import as_one
from kg.entities.turns import spoken
from kg.knowledge import Knowledge, fold, ordinary, sole, unlisted
from kg.language import zh
from kg.model import Article, Entity, Mention
from kg.regexes import compiled

_GROWING = ("Organization", "Product", "Model")  # what a longer name may begin with
_NEW = ("shape", "title", "turn", "model", "launched", BY)  # by what a name is known that is one wherever else it stands
_JOINED = compiled(r"[ -](?=[A-Z])")
_NAME, _SURNAME, _FIRST_NAME = (
    (compiled(before), compiled(after))
    for before, after in ((r"(?<![A-Za-z0-9\-])", "(?![A-Za-z0-9])"), (r"(?<![\w-])", r"(?![\w-])"), (r"(?<![\w-])", r"(?![\w-]| [A-Z])"))
)
_ANYWHERE = (compiled(""), compiled(""))
_LABEL = compiled(r"(?m)^[ \t]*\*{0,2}(?P<name>[A-ZÀ-Þ][A-ZÀ-Þ'’\-]{2,20})(?=\*{0,2}:)")
_WORD = compiled(r"(?<![A-Za-z0-9\-])[A-Z][A-Za-z0-9]{3,}(?:-[A-Z][A-Za-z]+)?(?![A-Za-z0-9\-])")


class Finder:
    """Finds mentions; built once for a knowledge, used for many articles."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.names = Names(knowledge)
        self.shapes = Shapes(knowledge)
        self.entries, self.lists = Entries(knowledge), ToolLists(knowledge, self.shapes)
        self.transcribed, self.cards = Transcribed(self.shapes), devices.Cards(knowledge)
        self.speakers = Speakers(knowledge, self.shapes)
        self.headed, self.strangers = Headed(knowledge, self.shapes), Strangers(knowledge, self.shapes)
        self.dubbed, self.lettered = Dubbed(knowledge, self.shapes), Lettered(knowledge)

    def find(self, article: Article) -> list[Mention]:
        """The mentions in an article's blocks, in order, without overlap; nothing in boilerplate and code."""
        found = self.given(article)
        new = _told(article, found, self.strangers.named(article, with_surnames(article, found)))
        new = _without_namesakes(article, new, self.knowledge) if new is not found else new  # nor does it come back as a new name
        found = self._repeated(article, new) if new is not found else found
        found = hyphened.whole(self.knowledge, article.text, found, (BY, "repeat"))  # "StarRail 2.5 … StarRail 2.5-Nano"
        found = with_surnames(article, self._whole(article, self._short_named(article, self._by_tails(article, found))))
        found = as_one(self.knowledge, article.text, _merge(article, found, shortened(article.text, found), "surname"))
        return cutshort.mended(self.knowledge, article.text, _with_stops(self.knowledge, article.text, self._first_named(article, found)))

    def _first_named(self, article: Article, found: list[Mention]) -> list[Mention]:
        """ "Jane Doerksen … Jane": a first name alone is the one person whose full name with it stands in the article."""
        called = _only(found, lambda names: names[:1])
        first = {name: one for name, one in called.items() if name in self.shapes.first_names and not self._is_word(name.lower())}
        found = _labelled(article, found)
        if not first:
            return found
        found = [
            replace(m, entity=first[m.entity.label]) if m.by == BY and m.entity.label in first else m for m in found
        ]
        return _merge(article, found, _standing(article.text, first, _FIRST_NAME), "surname")

    def _is_word(self, name: str) -> bool:
        return is_word(self.knowledge, name)

    def _short_named(self, article: Article, found: list[Mention]) -> list[Mention]:
        """ "Zorblax Labs … Zorblax", "榆钱科技 … 榆钱": a new house without the word of its kind is the house still."""
        houses: dict[str, Entity] = {}
        for entity in {m.entity.key: m.entity for m in found if m.entity.type == "Organization" and not m.entity.known}.values():
            if (short := self.shapes.short_form(entity.label)) and short.lower() not in ordinary():
                houses.setdefault(short, entity)
        other = {article.text[m.start : m.end] for m in found if m.entity.known or m.entity.type != "Organization"}
        houses = {short: entity for short, entity in houses.items() if short not in other}
        if not houses:
            return found
        found = [replace(m, entity=houses.get(m.entity.label, m.entity)) for m in found]
        kinds = [({n: h for n, h in houses.items() if n.isascii() == latin}, bounds) for latin, bounds in ((True, _NAME), (False, _ANYWHERE))]
        spots = chain.from_iterable(_standing(article.text, called, bounds) for called, bounds in kinds if called)
        return _merge(article, found, sorted(spots, key=lambda spot: (spot[0], -spot[1])), "repeat")

    def _whole(self, article: Article, found: list[Mention]) -> list[Mention]:
        """The mentions, a new name that is a part of the name of just one person or house of the article as theirs."""
        tails = {"AI", *self.shapes.words["org_tail_en"]}
        whole: dict[tuple[str, str], dict[str, Entity]] = {}
        for m in found:
            words = article.text[m.start : m.end].split()
            house = m.entity.type == "Organization" and len(words) == 2 and words[1] in tails
            if house or m.entity.type == "Person" and len(words) > 1:
                for part in (words[0],) if house else (words[0], words[-1]):
                    whole.setdefault((m.entity.type, part), {})[m.entity.key] = m.entity
        named = [whole.get((m.entity.type, m.entity.label), {}) if not m.entity.known else {} for m in found]
        return [replace(m, entity=next(iter(one.values()))) if len(one) == 1 else m for m, one in zip(found, named, strict=True)]

    def _by_tails(self, article: Article, found: list[Mention]) -> list[Mention]:
        """ "Claude Mythos … Mythos", "DeepSeek-V4 Pro … V4-Pro": a model by the end of its name is the model still."""
        tails: dict[str, set[str]] = {}
        models = {m.entity.key: m.entity for m in found if m.entity.type == "Model" and m.entity.known}
        for m in found:
            if m.entity.key in models:
                for joint in _JOINED.finditer(article.text, m.start, m.end):
                    tails.setdefault(fold(article.text[joint.end() : m.end]), set()).add(m.entity.key)
        called = {tail: models[next(iter(keys))] for tail, keys in tails.items() if len(keys) == 1 and self._is_telling(tail)}
        if not called:
            return found
        found = [replace(m, entity=called.get(fold(m.entity.label), m.entity)) if m.by in _NEW else m for m in found]
        words = (match for match in _WORD.finditer(article.text) if fold(match.group()) in called)
        return _merge(article, found, ((*m.span(), called[fold(m.group())]) for m in words), "repeat")

    def _is_telling(self, tail: str) -> bool:
        """Whether the end of a model's name (folded) tells which it is: a word of its own, or a version with more behind it."""
        if tail in self.names.versions.suffixes or not tail[0].isalpha():
            return False
        if tail.isalpha():
            return len(tail) > 4 and not self._is_word(tail)
        return len(tail) > 3 and tail.lstrip("0123456789.abcdefghijklmnopqrstuvwxyz") == "" and tail[-1].isalpha()

    def given(self, article: Article) -> list[Mention]:
        """The mentions that the lexicon and the shapes of names give."""
        found: list[Mention] = []
        doubtful: list[Mention] = []
        for block in article.blocks:
            if block.kind in ("boilerplate", "code"):
                continue
            text = without_addresses(article.text[block.start : block.end])
            known, doubts = self.names.find_all(text)
            abroad = list(self.transcribed.find(text))
            known = without_pieces(text, _at_word_borders(self.knowledge, text, known), abroad)
            new = self.shapes.find(text, known, abroad)
            named = sorted([*known, *new], key=lambda m: m.start)
            for members in (series.companions, series.owned, series.enumerated, series.makers):
                if more := list(members(text, named, self.shapes, self.names.firms)):
                    named = sorted({m.start: m for m in (*named, *more)}.values(), key=lambda m: m.start)
            other = {m.start: m for m in series.alike(text, named, self.shapes, self.names.models)}
            other.update((m.start, m) for m in series.used(text, named, self.shapes, self.names.products))
            found.extend(_moved(other.get(m.start, m), block.start) for m in named)
            doubtful.extend(_moved(m, block.start) for m in doubts)
        found = _merge(article, found, self.shapes.han.models(article.text), "shape")
        turns = self.speakers.find(article.text)
        found = _merge(article, without_pieces(article.text, found, turns), ((m.start, m.end, m.entity) for m in turns), "turn")
        found = _merge(article, found, self.speakers.credited(article.text), "title")
        found = spoken(self.knowledge, self.shapes.first_names, article, found)
        found = _without_namesakes(article, _backed(article, found, doubtful, self.knowledge), self.knowledge)
        found = _editions(self.knowledge, article.text, found)
        found = _merge(article, found, chain(self.cards.find(article.text, found), self.lettered.find(article.text)), "lexicon")
        found = abbreviations.without(self.knowledge, article.text, found)
        found = placed(_grown(self.knowledge, article.text, found), chain(self.entries.find(article), self.lists.find(article)))
        found = self.headed.placed(article, hyphened.whole(self.knowledge, article.text, self.dubbed.placed(article, found)))
        found = _one_type(article, found)
        bare, called = elliptical.versions(article, found, self.names), list(self._called(article, found))
        found = _without_guessed(found, bare, called)
        cut = [*bare, *called, *elliptical.sizes(self.names, article, found), *versioned.tabled(article, found, self.names)]
        found = _merge(article, found, cut, "version")
        return self._repeated(article, _apposed(article.text, found))

    def _called(self, article: Article, found: list[Mention]) -> Iterator[tuple[int, int, Entity]]:
        """Models that the article calls by what stands behind their family's name: "Opus 4.5", "2.5 Flash"."""
        families = {key for m in found for key in (m.entity.key, m.entity.parent)}
        for m in chain(self.names.cut_off(article.text, families), self.names.called(article.text, families)):
            yield m.start, m.end, m.entity

    def extended(self, article: Article, found: list[Mention], new: list[Mention]) -> list[Mention]:
        """The mentions with new ones at free places, each new name one thing wherever it stands."""
        joined = _merge(article, found, ((m.start, m.end, m.entity) for m in new), "model")
        return with_surnames(article, self._repeated(article, _one_type(article, joined)))

    def _repeated(self, article: Article, found: list[Mention]) -> list[Mention]:
        """A new name that a shape gave away once is the same name wherever else it stands."""
        new = {m.entity.label: m.entity for m in found if m.by in _NEW and len(m.entity.label) > 2}
        if not new:
            return found
        return _merge(article, found, _standing(article.text, new, _NAME), "repeat")


def _only(found: Sequence[Mention], of: Callable[[list[str]], Iterable[str]]) -> dict[str, Entity]:
    """The people of an article by those of their names (`of` the words of a full one) that nobody else there has."""
    people = (m.entity for m in found if m.entity.type == "Person" and " " in m.entity.label)
    return sole((name, person) for person in people for name in of(person.label.split(" ")))


def _labelled(article: Article, found: list[Mention]) -> list[Mention]:
    """ "**QUINT:** …": a line's label in capitals is the one person of the article with that first or last name."""
    called = _only(found, lambda names: {names[0].upper(), names[-1].upper()})
    labels = [(*m.span("name"), called[m["name"]]) for m in _LABEL.finditer(article.text) if m["name"] in called]
    return _merge(article, found, labels, "turn") if labels else found


def _told(article: Article, found: list[Mention], new: Iterable[tuple[int, int, Entity]]) -> list[Mention]:
    """The mentions with new names: at free places, and in place of a known name that one begins with ("Zorblax Atlas")."""
    told = list(new)
    starts = {m.start: m for m in found}
    longer = {start: (start, end, entity) for start, end, entity in told if start in starts and starts[start].end < end}
    if longer:
        found = [m for m in found if m.start not in longer]
        told = [*longer.values(), *told]
    return _merge(article, found, told, BY) if told else found


def _new(kind: str, text: str, start: int, end: int, parent: str = "") -> Mention:
    """A thing called as these words are."""
    return Mention(start, end, unlisted(kind, text[start:end], parent), "shape")


def _editions(knowledge: Knowledge, text: str, mentions: list[Mention]) -> list[Mention]:
    """The mentions, those of a product or model in an edition's name grown to the whole of it."""
    out: list[Mention] = []
    at_start = {m.start: m for m in mentions}
    edition, reached = patterns(knowledge, "names")["edition"], -1
    for m in mentions:
        if m.start < reached:
            continue
        match = edition.match(text, m.end) if m.entity.type in ("Product", "Model") and m.by == "lexicon" else None
        other = at_start.get(match.start("name")) if match else None
        if match and not in_headline(text, m.start):
            named = other is not None and other.entity.type == "Product" and other.end == match.end()
            if named or match["new"] and other is None:
                m = _new("Product", text, m.start, match.end(), m.entity.key)
        out.append(m)
        reached = m.end
    return out


def _grown(knowledge: Knowledge, text: str, mentions: list[Mention]) -> list[Mention]:
    """The mentions, a house or thing whose name goes on to that of a product or of another house grown to the whole of it:
    "OpenAI API", "OpenAI Startup Fund"."""
    out: list[Mention] = []
    words, starts, reached = patterns(knowledge, "names"), {m.start for m in mentions}, -1
    for m in mentions:
        if m.start < reached:
            continue
        if m.entity.type in _GROWING and text[m.end - 1].isascii() and not in_headline(text, m.start):
            house, thing = words["grown_house"].match(text, m.end), words["grown"].match(text, m.end)
            if house and m.by == "lexicon" and not starts & set(range(m.end, house.end())):
                m = _new("Organization", text, m.start, house.end())
            elif thing and not starts & set(range(m.end, thing.end())) and _is_edition(knowledge, m.entity, thing) and not _is_access(text, m, thing):
                m = _new("Product", text, m.start, thing.end())
        elif m.entity.type == "Hardware" and m.by == "lexicon":
            m = devices.version(knowledge, text, m, starts)
        elif m.entity.type == "Organization" and m.by == "lexicon" and (fund := words["grown_fund"].match(text, m.end)):
            own = knowledge.sort_of(m.entity) == "investor"  # 某某创投 is not 某某, but the funds of an investor are that one
            m = m if own or starts & set(range(m.end, fund.end())) else _new("Organization", text, m.start, fund.end())
        out.append(m)
        reached = m.end
    return out


def _is_access(text: str, m: Mention, match: re.Match[str]) -> bool:
    """Whether what follows is only the way to a model's version: the "o1 API" is o1, but the "Whisper API" a product."""
    return m.entity.type == "Model" and match.group().strip() in ("API", "APIs") and any(c.isdigit() for c in text[m.start : m.end])


def _is_edition(knowledge: Knowledge, thing: Entity, match: re.Match[str]) -> bool:
    """Whether what follows is no number or an edition of this: "Zorb 2.0", and of a system or device also "Zorb 15"."""
    if match["edition"] is None:
        return True
    return thing.type == "Product" and (match["count"] is None or knowledge.sort_of(thing) == "system")


def _with_stops(knowledge: Knowledge, text: str, mentions: list[Mention]) -> list[Mention]:
    """The mentions, those that end in a short form grown over its stop where the sentence goes on."""
    words = patterns(knowledge, "names")
    short, stop = words["short_form"], words["stop_within"]
    return [
        replace(m, end=m.end + 1) if short.search(text, m.start, m.end) and stop.match(text, m.end) else m
        for m in mentions
    ]


def _apposed(text: str, mentions: list[Mention]) -> list[Mention]:
    """The mentions, a family's name right before its member's other name one with it: "通义千问Qwen3"."""
    out: list[Mention] = []
    for m in mentions:
        before = out[-1] if out else None
        beside = before is not None and m.start - before.end < 2 and not text[before.end : m.start].strip(" ")
        if before and beside and not text[before.start].isascii() and _is_member(m.entity, before.entity):
            out[-1] = replace(m, start=before.start)
        else:
            out.append(m)
    return out


def _is_member(thing: Entity, family: Entity) -> bool:
    """Whether a model is a version or size of a family."""
    if not thing.type == family.type == "Model" or thing.key == family.key or not thing.parent:
        return False
    return thing.parent == family.key or thing.key.startswith(f"{family.key}-")


def _at_word_borders(knowledge: Knowledge, text: str, mentions: list[Mention]) -> list[Mention]:
    """Without names of two characters that begin within a word: 京东 in 北京东路 is none."""
    words = patterns(knowledge, "names")
    run_on, joins, taken_in = words["run_on"], words["joins"], words["taken_in"]
    short = [m.start for m in mentions if m.end - m.start == 2 and run_on.match(text, m.start)]
    if not short:
        return mentions
    starts: set[int] = set()
    for first, last in _stretches(text, short):
        borders = list(accumulate(map(len, zh.cut(text[first:last])), initial=first))
        starts.update(borders)  # 于微软 is cut as somebody's name
        starts.update(at + 1 for at, end in pairwise(borders) if end - at == 3 and taken_in.fullmatch(text[at]))
    ends = {m.end for m in mentions}  # a name between two others, or behind "and": 盖茨及谷歌
    starts |= {m.start for m in mentions if joins.fullmatch(text[m.start - 1 : m.start]) and m.start - 1 in ends}
    return [m for m in mentions if m.start in starts or not run_on.fullmatch(text[m.start : m.end])]


# What stands between two stretches of a text that are cut into words each by itself.
_NO_WORD = compiled(r"[^\u4E00-\u9FD5A-Za-z0-9+#&._%\-/'’]")


def _stretches(text: str, places: list[int]) -> Iterator[tuple[int, int]]:
    """The stretches in which these places stand, given in order."""
    last = 0
    for at in places:
        if at >= last:
            first = at
            while first > last and not _NO_WORD.match(text, first - 1):
                first -= 1
            end = _NO_WORD.search(text, at)
            last = end.start() if end else len(text)
            yield first, last


def _moved(mention: Mention, by: int) -> Mention:
    return Mention(mention.start + by, mention.end + by, mention.entity, mention.by)


def _backed(article: Article, found: list[Mention], doubtful: list[Mention], knowledge: Knowledge) -> list[Mention]:
    """A doubtful name counts where the article names the thing beyond doubt elsewhere or its maker close before it, or where it takes a model up."""
    sure = {m.entity.key for m in found}
    families = {m.entity.parent for m in found}
    makers = {m.start: m.entity.key for m in found if m.entity.type == "Organization"}
    ends = {m.end for m in found if m.entity.type in ("Model", "Product")}
    types = {m.start: m.entity.type for m in found}
    words, kept = patterns(knowledge, "names"), []
    for m in doubtful:
        owners = {o.key for o in knowledge.maker_entities(m.entity)}
        near = any(makers.get(at) in owners for at in range(max(0, m.start - _BESIDE), m.start))
        beside = _LISTED.search(article.text[max(0, m.start - 2) : m.start]) and m.start - 1 in ends
        tie = _TIED.match(article.text, m.end)  # "Zoom and Shopify are …"
        tied = tie is not None and types.get(tie.end()) == m.entity.type
        acts = words["takes_up"].match(article.text, m.end) if m.entity.type in ("Organization", "Product") else None  # "Zoom taps GPT-4"
        acted = acts is not None and types.get(acts.end()) in ("Model", "Product")
        acted = acted or acts is None and m.entity.type == "Organization" and words["taken_by"].search(article.text, max(0, m.start - 40), m.start) is not None
        if m.entity.key in sure or m.entity.key in families or near or beside or tied or acted:
            kept.append((m.start, m.end, m.entity))
    return _merge(article, found, kept, "lexicon")


_BESIDE = 30  # characters before a name in which its maker is named close to it
_LISTED = compiled("[、/,，]")
_TIED = compiled(r"[*_]{0,2}(?:, (?:and )?| and | & )[*_]{0,2}")


def _without_namesakes(article: Article, found: list[Mention], knowledge: Knowledge) -> list[Mention]:
    """The mentions without models whose name others bear, too, and with which here the name of another house's model begins.

    In an article on Meta's Muse Spark "the Muse series" is not Google's Muse, but where Google is named right before it.
    """
    makers = {m.start: m.entity.key for m in found if m.entity.type == "Organization"}
    begun: dict[str, set[str]] = {}
    for m in found:
        first, blank, _ = article.text[m.start : m.end].partition(" ")
        if m.entity.type == "Model" and blank:
            begun.setdefault(first, set()).update(maker.key for maker in knowledge.maker_entities(m.entity))

    def another(m: Mention) -> bool:
        term, others = knowledge.by_key.get(m.entity.key), begun.get(article.text[m.start : m.end], set())
        if m.entity.type != "Model" or term is None or not term.homonym or others.isdisjoint(makers.values()):
            return False
        owners = {maker.key for maker in knowledge.maker_entities(m.entity)}
        return owners.isdisjoint(others) and not any(makers.get(at) in owners for at in range(max(0, m.start - _BESIDE), m.start))

    return [m for m in found if not another(m)]


def _without_guessed(found: list[Mention], sure: Sequence[elliptical.Found], called: Sequence[elliptical.Found]) -> list[Mention]:
    """The mentions without new models and products that stand where a version of a known family does, or are `called` so."""
    inside = {at for start, end, _ in sure for at in range(start, end)}
    ends = {start: end for start, end, _ in called}
    return [
        m for m in found
        if m.entity.known or m.entity.type not in ("Model", "Product") or m.start not in inside and m.end > ends.get(m.start, 0)
    ]  # fmt: skip


def _one_type(article: Article, found: list[Mention]) -> list[Mention]:
    """Two types for one name: the type that most of its mentions have wins."""
    votes: dict[str, Counter] = {}
    for m in found:
        if not m.entity.known:
            votes.setdefault(m.entity.label, Counter())[m.entity.type] += 1
    winner = {label: c.most_common(1)[0][0] for label, c in votes.items() if len(c) > 1}
    out = []
    for m in found:
        kind = winner.get(m.entity.label)
        if kind and m.entity.type != kind and not m.entity.known:
            entity = Entity(kind, m.entity.label, f"{kind.lower()}/{m.entity.key.split('/', 1)[1]}", m.entity.aliases)
            m = Mention(m.start, m.end, entity, m.by)
        out.append(m)
    return out


def with_surnames(article: Article, found: list[Mention]) -> list[Mention]:
    """ "Percy Liang … Liang": a surname alone is the person whose full name stands in the article."""
    people: dict[str, Entity] = {}
    for m in found:
        if m.entity.type == "Person":
            for name in (m.entity.label, article.text[m.start : m.end]):
                if re.fullmatch(r"[A-Z][\w.’'\-]+(?: [A-Z]\.)?(?: [\w’'\-]+)+", name):
                    people.setdefault(name.split()[-1], m.entity)
    people = {name: entity for name, entity in people.items() if len(name) > 2}
    if not people:
        return found
    return _merge(article, found, _standing(article.text, people, _SURNAME), "surname")


def _standing(text: str, called: dict[str, Entity], bounds: Bounds) -> Iterator[tuple[int, int, Entity]]:
    """Where what is called by some names is called so."""
    return ((start, end, called[text[start:end]]) for start, end in places(text, called, bounds))


def _merge(article: Article, found: list[Mention], extra, by: str) -> list[Mention]:
    """Adds mentions at places that are free and lie in a block that is read."""
    extra = list(extra)
    if not extra:
        return found
    busy = bytearray(len(article.text) + 1)
    for m in found:
        busy[m.start : m.end] = b"\1" * (m.end - m.start)
    read = bytearray(len(article.text) + 1)
    for block in article.blocks:
        if block.kind not in ("boilerplate", "code"):
            read[block.start : block.end] = b"\1" * (block.end - block.start)
    added: list[Mention] = []
    for start, end, entity in extra:
        if busy.find(1, start, end) < 0 and read[start] and read[end - 1]:
            busy[start:end] = b"\1" * (end - start)
            added.append(Mention(start, end, entity, by))
    return sorted([*found, *added], key=lambda m: (m.start, m.end)) if added else found
