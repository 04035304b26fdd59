"""Names that neither the lexicon nor a shape gives away: what each is, by all that is said around it in the article.

A candidate is a run of capitalised words, or of Chinese characters that no dictionary has as a word. What stands around
its places speaks for a type or for none, with the weights of kg/data/strangers.tsv, which `training.strangers` fits: one
name is one thing throughout an article.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field

from kg.entities.shapes import Headlines, Shapes, counted
from kg.entities.surroundings import HAN, Beside, Token, around, own, pages, placed, reach
from kg.knowledge import DATA, Knowledge, fold, unlisted
from kg.model import Article, Block, Entity, Mention
from kg.regexes import compiled
from kg.softmax import read_weights

FILE = DATA / "strangers.tsv"
NONE = "none"
BY = "stranger"
_ROUNDS = 2  # what the names beside it are told to be speaks for a name too
_ALIKE = ("Model", "Product")  # what is likely to be one or the other is a thing all the same
_RARE = 40  # how often jieba's corpus has what may be a name
_WORDS = 4  # of a name
_PLACES = 12  # places of a name that are looked at
_LONGEST = 40  # characters of a name
_GROWING = ("Organization", "Product", "Model")  # what a longer name may begin with
_CAPITAL = compiled(r"[A-ZÀ-Þ]|[a-z]{1,3}[A-Z]")
_NUMBER = compiled(r"\d{1,2}(?:\.\d)?")
_INITIALS = compiled(r"[A-Z]{1,4}")  # mostly a word of the trade: DPO, SQL
_TICKER = compiled(r"[A-Z\d]{1,6}\.(?:US|HK|SH|SZ|SS)")  # what a share is traded under
_SERIES = compiled(r"[A-H]\d?|[A-H][-+]\d?")  # a round of money
_PART = compiled(r"[A-Za-z]{0,2}\d[\w.]*|\d+[A-Za-z]")  # what a version or a size is called: no name by itself


@dataclass(slots=True)
class Stranger:
    """A name that may be one, with its places and what is said around them."""

    label: str
    spans: list[tuple[int, int]] = field(default_factory=list)
    places: list[tuple[Page, int, int]] = field(default_factory=list)
    own: set[str] = field(default_factory=set)  # features that hold whatever the names beside it are
    around: set[str] = field(default_factory=set)
    told: tuple[float, str] = (0.0, "")
    grown: bool = False  # whether it begins with a known name

    @property
    def features(self) -> set[str]:
        """All that speaks for a type or for none."""
        return self.own | self.around


@dataclass(slots=True)
class Page:
    """A block's words, and the candidates among them: first word, the one behind the last, name."""

    block: Block
    tokens: list[Token]
    words: list[str]  # the tokens as features
    runs: list[tuple[int, int, str]]
    beside: Beside = field(default_factory=dict)
    news: bytearray = field(default_factory=bytearray)  # the words of candidates of which another type is told now


class Strangers:
    """Finds new names and tells what they are, with the words of kg/data/cues/strangers.toml."""

    def __init__(self, knowledge: Knowledge, shapes: Shapes) -> None:
        cues = knowledge.cues["strangers"]["words"]
        self.least: Mapping[str, float] = knowledge.cues["strangers"]["least"]
        self.grown_least: float = knowledge.cues["strangers"]["grown"]["least"]
        self.shapes = shapes
        self.titles, self.particles, self.counted = (frozenset(cues[key]) for key in ("titles", "particles", "counted"))
        self.told_by, self.many = frozenset(cues["told_by"]), frozenset(cues["many"])
        self.techniques, self.rounds, self.broken_by = (frozenset(cues[key]) for key in ("techniques", "rounds", "broken_by"))
        self.between = dict(cues["between"])
        self.no_part = frozenset(knowledge.cues["names"]["grown_house"]["no_part"])
        self.tails = tuple({*shapes.words["org_tail_zh"], *cues["tails"]})
        self.camp = compiled(str(cues["camp"]))
        self.variants = {word.casefold() for words in knowledge.parts["suffix_words"].values() for word in words}

    def named(self, article: Article, mentions: list[Mention]) -> Iterator[tuple[int, int, Entity]]:
        """Where new names stand that the article tells the type of, the likeliest first."""
        found = self.pages(article, mentions)
        if not found:
            return
        strangers = self._by_name(article, found, mentions)
        types: dict[str, str] = {}
        before: dict[str, str] | None = None
        for _ in range(_ROUNDS):
            for one in self._surrounded(strangers, found, types, before):
                one.told = likeliest(one.features)
            before, types = types, {one.label: one.told[1] for one in strangers if self._is_told(one)}
            if not types:
                return
        for one in sorted(strangers, key=lambda one: (-one.told[0], one.spans[0])):
            if self._is_told(one):
                kind = one.told[1]
                entity = unlisted(kind, one.label)
                yield from ((start, end, entity) for start, end in one.spans)

    def _is_told(self, one: Stranger) -> bool:
        likely, kind = one.told
        return likely >= max(self.least[kind], self.grown_least if one.grown else 0.0)

    def pages(self, article: Article, mentions: list[Mention]) -> list[Page]:
        """The blocks that have candidates outside of the mentions."""
        found = []
        for block, tokens in pages(article, mentions):
            runs = [(a, b, _label(article.text, tokens[a:b])) for a, b in self._runs(article.text, tokens)]
            if runs:
                found.append(Page(block, tokens, [token.plain for token in tokens], runs))
        return found

    def candidates(
        self, article: Article, found: list[Page], mentions: list[Mention], types: Mapping[str, str]
    ) -> list[Stranger]:
        """The candidates with their features, by their first places; `types` of those that are told already."""
        return list(self._surrounded(self._by_name(article, found, mentions), found, types))

    def _by_name(self, article: Article, found: list[Page], mentions: list[Mention]) -> list[Stranger]:
        """The candidates with the features that hold whatever the others are."""
        named: dict[str, Stranger] = {}
        for page in found:
            for first, last, label in page.runs:
                one = named.get(label) or named.setdefault(label, Stranger(label))
                start = page.tokens[first].start
                one.spans.append((start, page.tokens[last - 1].end))
                if len(one.spans) <= _PLACES:
                    one.places.append((page, first, last))
                    one.own.update(placed(article.text, page.block, start))
                    one.own.update(_grown(page.tokens[first:last]))
                    one.grown = one.grown or page.tokens[first].mention is not None
        self._compare(article, named, {_label(article.text, [m]): m.entity.type for m in mentions})
        return list(named.values())

    def _surrounded(
        self, strangers: list[Stranger], found: list[Page], types: Mapping[str, str], before: Mapping[str, str] | None = None
    ) -> Iterator[Stranger]:
        """The candidates with what stands around them, with these types of the others.

        `before`: the types they were looked at with before; those beside which none is another now are left out.
        """
        for page in found:
            page.beside, page.news = _beside(page, types), bytearray(len(page.tokens))
            for first, last, label in page.runs:
                if before is not None and types.get(label) != before.get(label):
                    page.news[first:last] = b"\1" * (last - first)
        for one in strangers:
            if before is None or any(any(page.news[reach(first, last)]) for page, first, last in one.places):
                around_it = (around(p.tokens, p.words, first, last, p.beside, self.told_by) for p, first, last in one.places)
                one.around = {feature for some in around_it for feature in some}
                yield one

    def _compare(self, article: Article, named: Mapping[str, Stranger], types: Mapping[str, str]) -> None:
        """Adds what each name is by itself and beside the article's other names, which have these types."""
        lower, headlines = set(re.findall(r"\b[a-z]{3,}\b", article.text)), Headlines(article.text)
        begun: dict[str, set[str]] = {}
        for name, kind in types.items():
            for cut in re.finditer(r"[ \-](?=\w)", name):
                begun.setdefault(name[: cut.start()], set()).add(f"begins {kind}")
                begun.setdefault(name[cut.end() :], set()).add(f"ends {kind}")
        begun_new = {re.split(r"[ \-]", label)[0] for label in named if " " in label or "-" in label}
        for label, one in named.items():
            words = label.split(" ")
            one.own.update(own(label, self.shapes))
            one.own.add(f"places {min(len(one.spans), 3)}")
            one.own.update(begun.get(label, ()))
            if label in begun_new:
                one.own.add("begins new")
            if len(words) > 1:
                one.own.update(f"longer than {types[word]}" for word in words if word in types)
            if all(word.lower() in lower for word in words):
                one.own.add("lower")
            if all(at in headlines for at, _ in one.spans[:4]):
                one.own.add("headline")

    # Where candidates stand

    def _runs(self, text: str, tokens: list[Token]) -> Iterator[tuple[int, int]]:
        """Where candidates begin and end among the tokens."""
        at = 0
        while at < len(tokens):
            token, behind = tokens[at], at + 1
            if token.mention is not None:
                if token.mention.entity.type in _GROWING and (end := self._grown_end(text, tokens, at)):
                    yield at, end
            elif token.text[0].islower() and token.text.islower():
                pass
            elif "一" <= token.text[0] <= "鿿":
                if (ends := self._han_ends(tokens, at)) and not counted(text, token.start):
                    yield from ((at, end) for end in sorted(ends) if not self.camp.fullmatch(text, token.start, tokens[end - 1].end))
            elif _CAPITAL.match(token.text) and not _within(text, token.start):
                behind = self._latin_end(text, tokens, at)
                first = at
                while first < behind - 1 and self._leads(tokens[first].text):
                    first += 1
                of_round = behind < len(tokens) and tokens[behind].text in self.rounds and _SERIES.fullmatch(tokens[first].text)
                if not of_round and self._may_be(" ".join(t.text for t in tokens[first:behind])):
                    yield first, behind
            at = behind

    def _grown_end(self, text: str, tokens: list[Token], at: int) -> int:
        """Where the name ends that a known one may begin, 0 where none may: "Zorblax Mission Control"."""
        behind = at + 1
        if behind == len(tokens) or tokens[behind].mention is not None or text[tokens[at].end : tokens[behind].start] != " ":
            return 0
        word = tokens[behind].text
        if not _CAPITAL.match(word) or word.lower() in self.titles or fold(word) in self.shapes.not_names:
            return 0
        end = self._latin_end(text, tokens, behind)
        name = text[tokens[behind].start : tokens[end - 1].end]
        if not tokens[at].text.isascii() or len(name) < 3 or not self.no_part.isdisjoint(name.split()):
            return 0
        return end if self._may_be(name) else 0

    def _latin_end(self, text: str, tokens: list[Token], at: int) -> int:
        """Where the run of capitalised words from a token on ends."""
        last = at + 1
        while last < min(len(tokens), at + _WORDS) and tokens[last].mention is None:
            word = tokens[last].text
            if text[tokens[last - 1].end : tokens[last].start] != " ":
                break
            if _NUMBER.fullmatch(word) and not self._counts(tokens, last):
                return last + 1
            particle = word in self.particles and last + 1 < len(tokens) and tokens[last + 1].mention is None
            if particle and _CAPITAL.match(tokens[last + 1].text):
                last += 1
            elif not _CAPITAL.match(word):
                break
            last += 1
        return last

    def _counts(self, tokens: list[Token], at: int) -> bool:
        """Whether a number behind a name counts what follows it."""
        return at + 1 < len(tokens) and tokens[at + 1].text in self.counted

    def _leads(self, word: str) -> bool:
        """Whether a word before a name is none of it: "Dr Doerksen", "The Zorblax"."""
        return word.lower() in self.titles or fold(word) in self.shapes.not_names

    def _may_be(self, name: str) -> bool:
        """Whether a run of capitalised words may be a name."""
        if name[-1] in ".-'’" or _INITIALS.fullmatch(name) or _TICKER.fullmatch(name) or not 1 < len(fold(name)) <= _LONGEST:
            return False
        if all(_PART.fullmatch(word) or word.lower() in self.variants for word in name.split(" ")):
            return False  # "Opus 3" is a family's, whose own name the article has not
        if re.split(r"[ -]", name)[-1] in self.techniques:
            return False
        if name in self.shapes.words["org_tail_en"]:
            return False  # "the Council"
        return not self.shapes.is_no_name(name) and fold(name) not in self.shapes.places

    def _han_ends(self, tokens: list[Token], at: int) -> set[int]:
        """Where names that begin with a Chinese word end: a word that no dictionary has, with what ties on to it; what
        stands alone between marks; a family name with what may be a given name.
        """
        word = tokens[at].text
        between = at > 0 and tokens[at - 1].text in self.between
        if len(word) == 1 and not between and word not in self.shapes.surnames:
            return set()
        frequency = self.shapes.frequency(word)
        if frequency >= 10 * _RARE and not between and word not in self.shapes.surnames:
            return set()  # most words
        if word in self.shapes.before_name or word in self.many:
            return set()
        ends = set()
        if 2 <= len(word) <= 6 and frequency < _RARE:
            ends.add(at + 1)
        if len(word) > 1 and frequency < 10 * _RARE:
            ends.update(self._tied(tokens, at))
        if word in self.shapes.surnames and _joined(tokens, at + 1):
            given = tokens[at + 1].text
            if len(given) < 3 and HAN.match(given) and self.shapes.frequency(given) < 50 * _RARE:
                ends.add(at + 2)
        if between:
            ends.update(self._alone(tokens, at))
        return ends

    def _alone(self, tokens: list[Token], at: int) -> Iterator[int]:
        """Where what stands alone between marks ends, where that is short."""
        last = at + 1
        while last < at + 6 and _joined(tokens, last) and tokens[last].text[0].isalnum():
            last += 1
        closed = last < len(tokens) and tokens[last].text in self.between[tokens[at - 1].text]
        if closed and 2 <= tokens[last - 1].end - tokens[at].start <= 10:
            yield last

    def _tied(self, tokens: list[Token], at: int) -> Iterator[int]:
        """Where a Chinese name ends with the word of a house, with a version, a size or a variant behind it."""
        last = at + 1
        while last < at + 4 and _joined(tokens, last) and HAN.match(tokens[last].text):
            if tokens[last].text in self.broken_by:
                return
            last += 1
            if tokens[last - 1].text.endswith(self.tails):
                yield last
        after = tokens[at + 1].text if _joined(tokens, at + 1) else ""
        if after in ("-", "－") and _joined(tokens, at + 2):
            yield at + 3
        elif _NUMBER.fullmatch(after) and not self._counts(tokens, at + 1) or after.lower() in self.variants:
            yield at + 2


def _joined(tokens: list[Token], at: int) -> bool:
    """Whether a word outside of mentions stands right behind the one before it."""
    return at < len(tokens) and tokens[at].mention is None and tokens[at].start == tokens[at - 1].end


def _within(text: str, at: int) -> bool:
    """Whether a letter or figure stands right before a place: "7B-Chat" has no name in it, nor has the forum "r/Zorb"."""
    return at > 0 and text[at - 1].isascii() and text[at - 1].isalnum() or text[max(0, at - 2) : at] == "r/"


def _label(text: str, run: list[Token] | list[Mention]) -> str:
    return " ".join(text[run[0].start : run[-1].end].split())


def _beside(page: Page, types: Mapping[str, str]) -> Beside:
    """What the words of candidates stand for beside others: one of its type, or one that nobody knows."""
    found: dict[int, tuple[int, str]] = {}
    for first, last, label in page.runs:
        kind = types.get(label, "?")
        if kind == "?" and page.tokens[first].mention is not None:
            continue  # a known name, as long as nothing tells that a longer one begins with it
        if kind != "?" or not HAN.match(label):
            found.update((at, (first, f"<{kind}>")) for at in range(first, last))
    return found


def _grown(run: list[Token]) -> Iterator[str]:
    """With what known name a longer one begins, and how it goes on."""
    if (mention := run[0].mention) is not None:
        kind = mention.entity.type
        yield from (f"grown {kind}", f"grown {kind} {len(run)}", f"grown by {run[1].text.lower()}")


# What they are

def likeliest(features: set[str]) -> tuple[float, str]:
    """The likeliest type of a name of these features, and how likely it is; a model or product as both together."""
    told = read_weights(FILE).odds(features)
    total = math.fsum(told.values())
    del told[NONE]
    kind = max(told, key=told.__getitem__)
    thing = max(_ALIKE, key=told.__getitem__)
    together = sum(map(told.__getitem__, _ALIKE))
    return (together / total, thing) if together > told[kind] else (told[kind] / total, kind)


def leaning(features: Set[str], first: str, second: str) -> float:
    """How much more these features speak for the second type than for the first."""
    weights = read_weights(FILE)
    a, b = weights.classes.index(first), weights.classes.index(second)
    rows = map(weights.rows.__getitem__, filter(weights.rows.__contains__, features))
    return math.fsum(row[b] - row[a] for row in rows)
