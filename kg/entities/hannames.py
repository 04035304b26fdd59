"""Chinese names that nobody listed, by their form: families of models in parts, houses by their last word, people by their post."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg.entities.spelling import DOTS
from kg.knowledge import Knowledge, unlisted
from kg.language import zh
from kg.language.numerals import longest_first
from kg.model import Mention
from kg.regexes import compiled
from kg.sieve import around

_HAN = "一-鿿"
_NO_HAN = compiled(f"[^{_HAN}]")
_LABELS, _BRACKETS = frozenset("：:|｜"), frozenset("（(")  # without which no text has a label, or a year in brackets
_MARKS = "“「『《\"*（(【[`"  # what opens around a name
_BEFORE, _BEHIND = 14, 4  # characters of a sentence that are cut into words around a last word
_USUAL = 1000  # how often jieba's corpus has a word that may follow a name of two characters
_STEM = 4  # characters of a house's own name
_BEFORE_JOINT, _BEHIND_JOINT = 11, 100  # characters of a family's name with its number, and of what a hyphen ties to it


class HanNames:
    """Finds such names with the words of kg/data/cues/hannames.toml."""

    def __init__(
        self, knowledge: Knowledge, surnames: frozenset[str], posts: str, before_name: frozenset[str], before_tail: frozenset[str]
    ) -> None:
        cues: dict[str, Any] = knowledge.cues["hannames"]
        self.rare, self.word = cues["rare"], cues["word"]
        self.middles, self.no_family = frozenset(cues["middles"]), frozenset(cues["no_family"]) | before_name
        self.before_name, self.no_house = before_name, before_name | before_tail | set(cues["no_house"])
        self.heads = frozenset(cues["heads"])
        self.leading, self.no_own = frozenset(cues["leading"]), frozenset(cues["function"] + cues["no_own"])
        self.function, self.no_last = frozenset(cues["function"]), frozenset(cues["no_last"])
        strong, weak = (sorted(cues[key], key=len, reverse=True) for key in ("tails", "weak_tails"))
        self.tail = compiled(f"(?:{'|'.join(strong)})(?!{cues['not_on']})|(?P<weak>{'|'.join(weak)})(?={cues['behind_weak']})")
        family = f"(?:[{''.join(sorted(n for n in surnames if len(n) == 1))}]|{'|'.join(sorted(n for n in surnames if len(n) > 1))})"
        self.surname = compiled("|".join(sorted((n for n in surnames if len(n) > 1), key=longest_first)) + f"|{family}")
        titles = [*cues["posts"], *posts.split("|")]
        # What a place has to begin with that is looked at: most places are passed by so.
        posted, labelled = (f"(?=[{''.join(sorted({w[0] for w in words if not w[0].isascii()}))}CSEV])" for words in (titles, [*titles, *cues["labels"]]))
        labels, named = "|".join(cues["labels"]), "|".join(titles)
        self.posted = compiled(f"{posted}(?:{named})(?:[ \u3000](?={family}[{_HAN}]{{1,2}}\\s*$)|的(?={family}[{_HAN}]{{2}}(?:在|说|表示|认为|则|也|曾)))?(?={family}[{_HAN}]{{1,3}}(?![{_HAN}{DOTS}]{{0,3}}[{DOTS}]))")
        self.labelled = compiled(
            rf"{labelled}(?:{labels}|{named})(?:[（(][^（）()\n]{{1,8}}[)）])?(?:\*{{1,2}})?\s?[：:|｜]\s?(?:\*{{1,2}})?"
            rf"(?P<name>{family}[{_HAN}]{{1,2}})(?=\*{{0,2}}\s*(?:[（(、，,；;。|｜/　\n]|$|\s))"
        )
        self.cited = compiled(
            rf"(?<![{_HAN}])(?P<name>{family}[{_HAN}]{{1,2}}?)(?:等人?)?\s?[（(](?:19|20)\d\d[a-z]?[)）]"
            rf"|(?<![{_HAN}])(?P<of>{family}[{_HAN}]{{1,2}})[（(][^（）()\n]{{0,24}}(?:{named})[)）]"
        )
        own = knowledge.parts["suffix_words"]["own"]
        variants = "|".join(
            sorted({re.escape(w) for word in own if word[0].isascii() for w in (word, word[0].upper() + word[1:])}, key=longest_first)
        )
        part = rf"[-－](?:(?P<variant>{variants})|(?P<size>\d{{1,4}}(?:\.\d{{1,2}})?[BM])|(?P<figure>\d{{1,2}}(?:\.\d{{1,2}})?)|(?P<letter>[A-ZΑ-Ωα-ω])|(?P<word>[{_HAN}]{{2}}(?=[”」』*])))"
        more = rf"(?:[-－](?:{variants}|\d{{1,4}}(?:\.\d{{1,2}})?[BM]|[A-Z]))?"
        # The hyphen, by which it is told where to look.
        numbered = ("", r"\d", r"\d\d", r"\d\.\d", r"\d\.\d\d", r"\d\d\.\d", r"\d\d\.\d\d")
        self.joint = compiled(f"[-－](?:{'|'.join(f'(?<=[{_HAN}]{number}[-－])' for number in numbered)})")
        self.parts = compiled(rf"(?P<head>[{_HAN}]{{1,6}})(?P<number>\d{{1,2}}(?:\.\d{{1,2}})?)?{part}{more}(?![A-Za-z0-9]|\.\d|[-－][A-Za-z0-9])")

    def find(self, text: str) -> Iterator[Mention]:
        """People and houses of one block; nothing in a text without Chinese."""
        if not text.isascii() and re.search(f"[{_HAN}]", text):
            yield from self._people(text)
            yield from self._houses(text)

    # Models

    def models(self, text: str) -> Iterator[tuple[int, int, Any]]:
        """Families in parts of a whole article: “翠鸟-Pro”, 霜降-2 beside 霜降-1."""
        found: list[tuple[int, int, str, bool]] = []
        tails: dict[str, set[str]] = {}
        for match in around(self.parts, self.joint, text, _BEFORE_JOINT, _BEHIND_JOINT):
            start, sure = self._head(text, match)
            if start < 0:
                continue
            end, head = match.end(), text[start : match.end("head")]
            tails.setdefault(head, set()).add(text[match.end("head") : end])
            found.append((start, end, head, sure))
        for start, end, head, sure in found:
            if sure or len(tails[head]) > 1:
                yield start, end, unlisted("Model", text[start:end])

    def _head(self, text: str, match: re.Match[str]) -> tuple[int, bool]:
        """Where a family's name begins before its parts, and whether these alone say that it is one; -1 where there is none."""
        at, end = match.span("head")
        head = text[at:end]
        opened = at > 0 and text[at - 1] in _MARKS
        quoted = opened and text[match.end() : match.end() + 1] in tuple("”」』》\"*`")
        if not opened and match["word"]:
            return -1, False
        if not opened:
            head = self._last_name(head)
        if not head or head in self.no_family or not quoted and len(head) < 2 and not match["size"]:
            return -1, False
        plain = zh.frequency(head) > self.rare
        opened = opened or at == end - len(head) and not text[at - 1 : at].isalnum()
        if match["word"] and plain:
            return -1, False  # “图像-文本”
        sure = bool(match["size"] or match["variant"] or match["word"]) and not (plain and not opened) or quoted and not plain
        return end - len(head), sure or quoted and bool(match["variant"] or match["size"])

    def _last_name(self, run: str) -> str:
        """The end of a run of characters that may be a name: rare words and single characters up to the first other word."""
        words = list(zh.tokenizer().cut(run, HMM=False))
        counted = re.search("[一二三四五六七八九十]号$", run)
        if counted:
            words = [*zh.tokenizer().cut(run[: counted.start()], HMM=False), counted[0]]
        name = words.pop() if words else ""
        if counted and words:
            name = words.pop() + name
        if len(name) > 1 and not counted:
            return name
        while words and len(words[-1]) == 1 and words[-1] not in self.function and len(name) < 4:
            name = words.pop() + name
        if len(name) == 1 and words and words[-1] not in self.before_name:
            name = words.pop() + name
        return name if len(name) < 6 and name[0] not in self.function else ""

    # Houses

    def _houses(self, text: str) -> Iterator[Mention]:
        last = 0
        for match in self.tail.finditer(text):
            start = self._house(text, last, match)
            if start >= 0:
                last = match.end()
                yield _mention("Organization", text, start, last)

    def _house(self, text: str, least: int, match: re.Match[str]) -> int:
        """Where a house's name that ends with this last word begins, -1 where there is none."""
        at, end = match.span()
        first = max(least, at - _BEFORE)
        if at == 0 or _NO_HAN.match(text, at - 1):
            return -1
        breaks = [m.end() for m in _NO_HAN.finditer(text, first, at)]
        first = breaks[-1] if breaks else first
        behind = _NO_HAN.search(text, end, end + _BEHIND)
        until = behind.start() if behind else min(len(text), end + _BEHIND)
        words: list[tuple[int, str]] = []
        place = first
        for word in zh.tokenizer().cut(text[first:until], HMM=False):
            if len(word) > 2 and word[0] in self.leading and zh.frequency(word) < self.rare:  # 由云杉
                words.append((place, word[0]))
                place, word = place + 1, word[1:]
            words.append((place, word))
            place += len(word)
        if all(place != end for place, _ in words) and until > end:
            return -1
        before = [(place, word) for place, word in words if place < at]
        if before and before[-1][0] + len(before[-1][1]) > at:
            return -1  # the last word is a part of another
        opens = first == 0 or not text[first - 1].isalnum() and text[first - 1] != " "
        return self._stem(before, match[0], opens=opens, clean=first > 0 and text[first - 1] in f"{_MARKS}、", weak=bool(match["weak"]))

    def _stem(self, words: list[tuple[int, str]], last: str, clean: bool, opens: bool, weak: bool) -> int:
        """Where the own part of a name begins among the words before its last one."""
        start = -1
        for _ in range(2):
            if words and words[-1][1] in self.middles and len(words) > 1:
                start = words.pop()[0]
        if words and words[-1][1] in self.middles:
            return -1
        own, pieces = "", 0
        while words and len(own) < _STEM and self._is_own(words[-1][1]) and not (own and pieces == 0 and len(own) > 1 < len(words[-1][1])):
            start, word = words.pop()
            own, pieces = word + own, pieces + (len(word) > 1)
        led = not words and clean or words and words[-1][1] in self.leading
        if 2 <= len(own) <= _STEM and own not in self.no_house:
            if words and len(words[-1][1]) == 1 and self._is_own(words[-1][1]):
                return -1
            if weak and (words and words[-1][1] not in self.function | self.heads or not (words or opens)):
                return -1
            told = led or not words and (pieces > 1 or zh.frequency(last) < self.rare)
            return -1 if pieces and (weak or not told) else start
        if own or not words:
            return -1
        place, word = words.pop()
        rather = 2 <= len(word) <= 4 and zh.frequency(word) < self.word // 10 and word not in self.no_house
        return place if rather and not weak and (not words and clean or words and words[-1][1] in self.leading) else -1

    def _is_own(self, word: str) -> bool:
        if len(word) == 1:
            return word not in self.no_own
        return zh.frequency(word) < self.rare and word not in self.before_name

    # People

    def _people(self, text: str) -> Iterator[Mention]:
        for match in self.labelled.finditer(text) if not _LABELS.isdisjoint(text) else ():
            if self._may_be(match["name"]):
                yield _mention("Person", text, *match.span("name"))
        for match in self.cited.finditer(text) if not _BRACKETS.isdisjoint(text) else ():
            group = "name" if match["name"] else "of"
            if self._may_be(match[group]):
                yield _mention("Person", text, *match.span(group))
        for match in self.posted.finditer(text):
            end = self._given(text, match.end())
            if end:
                yield _mention("Person", text, match.end(), end)

    def _may_be(self, name: str) -> bool:
        return zh.frequency(name) < self.rare and zh.frequency(name[-2:]) < 2000 and name[-1] not in self.no_last

    def is_full_name(self, name: str) -> bool:
        """Whether it is a family name with a given one, and no word."""
        surname = self.surname.match(name)
        given = name[surname.end() :] if surname else ""
        if not 1 <= len(given) <= 2 or len(name) > 4 or set(given) & set(self.function):
            return False
        return self._may_be(name) if len(name) > 2 else zh.frequency(name) == 0

    def _given(self, text: str, at: int) -> int:
        """Where a personal name that begins at a place ends, 0 where there is none."""
        surname = self.surname.match(text, at)
        if surname is None:
            return 0
        behind = _NO_HAN.search(text, at, at + 10)
        run = text[at : behind.start() if behind else at + 10]
        borders, place = {len(run)}, 0
        words = list(zh.tokenizer().cut(run, HMM=False))
        for word in words:
            borders.add(place)
            place += len(word)
        if len(words[0]) > len(surname[0]) and zh.frequency(words[0]) > 3:
            return 0  # 方向, 办公
        for length in (2, 1):
            end = len(surname[0]) + length
            name = run[:end]
            if len(name) < end or end not in borders or name[-length] in self.function or not self._may_be(name):
                continue
            if length == 2 or len(surname[0]) > 1 or end == len(run) or run[end] in self.no_last or self._goes_on(run, end, words):
                return at + end
        return 0

    @staticmethod
    def _goes_on(run: str, end: int, words: list[str]) -> bool:
        """Whether a common word of the sentence follows: 合伙人范禹|联合."""
        place = 0
        for word in words:
            if place == end:
                return len(word) > 1 and zh.frequency(word) > _USUAL
            place += len(word)
        return False


def _mention(kind: str, text: str, start: int, end: int) -> Mention:
    return Mention(start, end, unlisted(kind, text[start:end]), "shape")

