"""Names nobody listed: things known by their shape (a version and a size), by a title, a head word or a legal form."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from kg.entities.cues import languages, patterns
from kg.entities.hannames import HanNames
from kg.entities.senses import common_words, places, senses
from kg.entities.spelling import DOTS, forms_of, in_headline
from kg.knowledge import Knowledge, fold, unlisted
from kg.language import zh
from kg.model import Mention
from kg.regexes import compiled
from kg.sieve import lowered, sieve_of

# All parts of a name are bounded: a run of letters without end is none, and would take time without end.
_CAP = r"[A-Z][A-Za-z0-9_À-ſ’'&\-]{0,40}"
# A firm's name in up to three words, no stop in it but within a word (Nod.AI), and no "Paris-based" before it.
_FIRM = r"(?!\w+-(?:based|backed|owned|led)\b)[A-Z](?:[\w&\-]|\.(?=\w)){1,20}(?: (?:[A-Z][\w&\-]{1,20}|AI)){0,2}"
# The same in a Chinese sentence, where no blank parts a name from what is said of it.
_LATIN = r"(?!(?:AI|App|CEO|GPU|API) )[A-Z](?:[A-Za-z0-9&\-]|\.(?=[A-Za-z0-9])){1,20}(?: [A-Z][A-Za-z0-9&\-]{1,20}){0,2}"
_FULL_NAME = compiled(
    rf"(?<![A-Za-z0-9_À-ſ.])({_CAP}) (?:[A-Z]\. )?((?:(?:van|von|de|der|den|al|bin|da|di|la|le) )*{_CAP})(?![A-Za-z0-9_À-ſ])"
)
_SIZED = compiled(
    r"(?<![A-Za-zÀ-ž0-9_/.\-])((?:[A-ZÀ-Þ][A-Za-zÀ-ž0-9]*(?: [A-Z][A-Za-zÀ-ž]+){1,3}|[A-Za-zÀ-ž][A-Za-zÀ-ž0-9]*)(?:[-_][A-Z][A-Za-z]+){0,8}"
    r"(?:[-_ ]?v?\d+(?:\.\d+)*)?[-_ ](?:\d{1,2}[xX]\d{1,3}|\d{1,4}(?:\.\d{1,2})?)[BM]"
    r"(?:-[A-Za-z0-9.]+)*)(?![A-Za-z0-9])"
)
_SIZED_HAN = compiled(r"([一-鿿]{2,6})(?:[-－]?\d{1,2}(?:\.\d{1,2})?)?[-－]\d{1,4}(?:\.\d{1,2})?[BM](?![A-Za-z0-9])")
_MILLIONS = compiled(r"\dM(?![A-Za-z0-9])")  # of examples, where it is a data set's name
_SIZE = compiled(r"\d[BM](?![A-Za-z0-9])")  # without which neither of both finds anything
_QUOTES = "“「『\"《"
_FREQUENT = 2500  # how often it has what is a word and no part of a name
_RARE = 120  # how often jieba's corpus has what may be a name

_OF_HOUSE = compiled(r"([A-ZÀ-Þ][a-zß-ž]+) ([A-ZÀ-Þ][a-zß-ž\-]+) (?:of|from|at) (?=[A-Z])")
_PLURAL = compiled(r"[A-Z]{2,5}s")  # LLMs, PRMs: things of a kind
_PINYIN = compiled(
    r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|ui|uo|ue|ve|a|e|i|o|u|v|er)-?){2,3}",
    re.I,
)


def counted(text: str, at: int) -> bool:
    """Whether a figure stands right before a place: the "万" of "200 万汉字" counts, and is nobody's surname."""
    return text[max(0, at - 2) : at].rstrip(" ")[-1:].isdigit()


class Headlines:
    """The places of a text that stand in a headline, each line looked at once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ends = [match.start() for match in re.finditer("\n", text)]
        self._told: dict[int, bool] = {}

    def __contains__(self, at: int) -> bool:
        line = bisect_left(self._ends, at)
        if line not in self._told:
            self._told[line] = in_headline(self._text, at)
        return self._told[line]


def _joined(words: list[str]) -> list[str]:
    """The words of a run, those of one character that follow each other as one: no dictionary has a new name."""
    joined: list[str] = []
    for at, word in enumerate(words):
        if at and len(word) == 1 == len(words[at - 1]):
            joined[-1] += word
        else:
            joined.append(word)
    return joined


class Shapes:
    """Finds new names with the words and forms of kg/data/cues/shapes.toml."""

    def __init__(self, knowledge: Knowledge) -> None:
        cues: dict[str, Any] = knowledge.cues["shapes"]
        self.words, self.named = cues, patterns(knowledge, "names")
        self.titles = {
            lang: "|".join(sorted(knowledge.cues["words"][lang]["title"], key=len, reverse=True))
            for lang in languages(knowledge)
        }
        self.titled = self.titles[cues["posts_in"]]  # stands before a name without a blank
        posts = set(knowledge.cues["words"][cues["posts_in"]]["title"]) - set(cues["no_posts"]) | set(cues["more_posts"])
        self.posts = "|".join(sorted(posts, key=lambda word: (-len(word), word)))  # the same each time: what is kept hangs on it
        speech = knowledge.cues["speech"]["en"]
        self.posting = "|".join([*speech["posts"], *speech["posted"], *speech["cited"], *speech["acted"]])
        self.before_tail = set(cues["before_tail"])
        heads = "|".join(["AI", *cues["org_tail_en"]])
        self.house = compiled(f"(?P<name>[A-Z][\\w&]{{2,20}}) (?:{heads})\\.?|(?P<han>[一-鿿]{{2,4}})(?:{'|'.join(cues['house_zh'])})")
        self.patterns = [(row["type"], row["by"], compiled(self._fill(row["pattern"]))) for row in cues["patterns"]]
        self.sieve = sieve_of("shapes", [pattern for _, _, pattern in self.patterns])
        self.not_names = {fold(w) for w in cues["not_names"]}
        self.openers = frozenset(cues["openers"])
        self.peoples = {fold(word) for word in cues["peoples"]}
        self.not_people, self.headline_verbs = set(cues["not_people"]), frozenset(cues["headline_verbs"])
        self.institutions = {*cues["org_tail_en"], *cues["institutions"]}
        self.posts_en = compiled(self.titles["en"], re.I)
        self.no_given = compiled(cues["no_given"])
        self.no_ends, self.opens = senses(knowledge).no_suffix, compiled(cues["opens_sentence"])
        self.transcription = set("".join(cues["transcription"]))
        self.frequency = zh.frequency
        self.first_names = {w for line in cues["first_names"] for w in line.split()}
        self.surnames = {w for line in cues["surnames"] for w in line.split()}
        self.before_name = {w for line in cues["before_name"] for w in line.split()}
        self.common, self.places = common_words(knowledge), places(knowledge)
        self.pinyin = {w for line in cues["pinyin_surnames"] for w in line.split()}
        self.han = HanNames(knowledge, frozenset(self.surnames), self.posts, frozenset(self.before_name), frozenset(self.before_tail))

    def _fill(self, pattern: str) -> str:
        pattern = pattern.replace("{dots}", DOTS)
        for name, words in {
            **{f"{{{lang}_title}}": titles for lang, titles in self.titles.items()},
            f"{{{self.words['posts_in']}_post}}": self.posts,
            "{cap}": _CAP,
            "{firm}": _FIRM,
            "{latin}": _LATIN,
            "{transcribed}": f"[{''.join(self.words['transcription']).replace('-', '')}{DOTS}]{{2,10}}",
            "{surname}": "|".join(w for line in self.words["surnames"] for w in line.split()),
            "{say_zh}": "|".join(self.words["say_zh"]),
            "{say_en}": "|".join(self.words["say_en"]),
            "{posting}": self.posting,
            "{org_tail_zh}": "|".join(self.words["org_tail_zh"]),
            "{org_tail_en}": "|".join(self.words["org_tail_en"]),
            "{model_head_zh}": "|".join(self.words["model_head_zh"]),
            "{model_head_en}": "|".join(self.words["model_head_en"]),
            "{product_head_zh}": "|".join(self.words["product_head_zh"]),
            "{product_head_en}": "|".join(self.words["product_head_en"]),
        }.items():
            pattern = pattern.replace(name, f"(?:{words})")
        return pattern

    def find(self, text: str, taken: list[Mention], first: Iterable[Mention] = ()) -> list[Mention]:
        """New mentions that do not touch those in `taken`, in order; those in `first` before all others."""
        busy = bytearray(len(text) + 1)
        for mention in taken:
            busy[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
        found: list[Mention] = []
        for mention in [*first, *self._people(text), *self._models(text), *self.han.find(text), *self._patterned(text)]:
            if busy.find(1, mention.start, mention.end) >= 0:
                continue
            busy[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
            found.append(mention)
        return sorted(found, key=lambda m: m.start)

    def _models(self, text: str) -> Iterator[Mention]:
        if not _SIZE.search(text):
            return
        for match in _SIZED.finditer(text):
            start, name = self._without_first_words(match.start(1), match.group(1))
            if name[0].isalpha() and not self._plain(name) and not (" " in name and not name[0].isupper()):
                data = _MILLIONS.search(name) and (self.named["of_data"].search(text[max(0, start - 16) : start]) or self.named["of_data"].match(text, match.end(1)))
                yield self._mention("Dataset" if data else "Model", text, start, match.end(1), "shape")
        for match in _SIZED_HAN.finditer(text):
            start = match.end(1) - len(self._last_words(text, match.start(1), match.group(1)))
            if start < match.end(1):
                yield self._mention("Model", text, start, match.end(), "shape")

    def _without_first_words(self, start: int, name: str) -> tuple[int, str]:
        """The name without what a sentence begins with: "Meanwhile Falcon 7B", "The Falcon 7B"."""
        while " " in name:
            first, rest = name.split(" ", 1)
            if fold(first) not in self.not_names and first.lower() not in self.common:
                break
            start, name = start + len(name) - len(rest), rest
        return start, name

    def _last_words(self, text: str, start: int, run: str) -> str:
        """The name at the end of a run of Chinese characters, "" where they are ordinary words (参数-7B)."""
        if start and text[start - 1] in _QUOTES:
            return run
        words = list(zh.tokenizer().cut(run, HMM=False))
        name = words[-1]
        if len(name) < 2 and len(words) > 1:
            name = words[-2] + name
        plain = name in self.before_name or self.frequency(name) > _RARE or fold(name) in self.not_names
        return "" if plain or not 2 <= len(name) <= 4 else name

    def _people(self, text: str) -> Iterator[Mention]:
        """Western names by a known first name: "Clement Delangue", "Ilya Sutskever"."""
        for match in _FULL_NAME.finditer(text):
            first = match.group(1).split("-")[0]
            last = match.group(2).split()[-1]
            known = first in self.first_names or last in self.pinyin and _PINYIN.fullmatch(first) and not self.posts_en.fullmatch(first)
            if first in self.pinyin and match.group() == f"{first} {last}" and len(last) > 4:  # "Lu Zhenhai"
                known = known or _PINYIN.fullmatch(last) is not None
            known = known and last not in self.not_people  # the Allen Institute
            if known and not self._plain(match.group()) and not last.isupper() and last.lower() not in self.common:
                name = re.sub(r"['’]s?$", "", match.group())
                yield self._mention("Person", text, match.start(), match.start() + len(name), "shape")

    def _patterned(self, text: str) -> Iterator[Mention]:
        for at in self.sieve.passing(lowered(text)):
            kind, by, pattern = self.patterns[at]
            for match in pattern.finditer(text):
                start, end = match.span("name")
                name = text[start:end]
                if name.endswith(".") and not self.named["short_end"].search(name):  # "the CEO of Zorblax." ends a sentence
                    end, name = end - 1, name[:-1]
                if not name.isascii() and counted(text, start):  # of 1.5万家律师事务所 none is named
                    continue
                if kind == "Person":
                    start, name = self.person(start, name)
                elif kind == "Organization" and by != "account":
                    start, name = self.organization(start, name)
                    if by == "tail" and self._is_common_noun(name):
                        continue
                elif kind == "Product" and (self._is_common(name) or by == "launched" and in_headline(text, start)):
                    continue
                plain = fold(name) in self.not_names if kind == "Publication" else self._plain(name)  # "The …", "What …"
                plain = plain and not (kind == "Organization" and self._begins_so(name))
                if plain or by == "quoted" and self._are_words(name):
                    continue
                yield self._mention(kind, text, start, end, "shape" if by in ("quoted", "tail", "account") else by)

    def _is_common_noun(self, name: str) -> bool:
        """Whether the words of a name before its last one make no name of it: 公募基金, 新能源汽车."""
        words = _joined(list(zh.tokenizer().cut(name, HMM=False))[:-1])
        return not words or any(word in self.before_tail or self.frequency(word) > _FREQUENT for word in words)

    def _are_words(self, name: str) -> bool:
        """Whether what stands in quotation marks is made of words of the dictionary: said so, and no name."""
        return all(len(word) > 1 and self.frequency(word) for word in zh.tokenizer().cut(name, HMM=False))

    def person(self, start: int, name: str) -> tuple[int, str]:
        """The personal name in what a pattern took for one: without a title before it, "" when it is an ordinary word."""
        if not re.match(r"[一-鿿]", name):
            pieces = name.split()
            plain = pieces[-1] in self.not_people or any(p.lower() in self.common for p in pieces)
            plain = plain and pieces[0] not in self.first_names or pieces[0] in self.headline_verbs  # "Acme CEO Backs Nevada Bill"
            return start, "" if plain else name
        cut = max((m.end() for m in re.finditer(self.titled, name)), default=0)
        dotted = re.search(f"[{DOTS}]", name)
        if dotted:  # what stands before a transcribed name is not written with the characters of transcription
            head = name[: dotted.start()]
            while cut < len(head) and not set(head[cut:]) <= self.transcription:
                cut += 1
            if cut == len(head):
                return start, ""
        start, name = start + cut, name[cut:]
        if self.no_given.match(name):  # 简单来说, 严格地说; 首席技术安全官
            return start, ""
        word = self.frequency(name[:2]) > _FREQUENT and len(name) == 3  # 文件还, 项目名
        if not dotted and (word or len(name) < 2 or self.frequency(name) > 200 or self.frequency(name[-2:]) > 2000):
            return start, ""
        return start, name

    def organization(self, start: int, name: str) -> tuple[int, str]:
        """The name without the words of the sentence before it (又从某某大学); "" where nothing but ordinary words is left."""
        if re.match(r"[一-鿿]", name):
            words = list(zh.tokenizer().cut(name, HMM=False))
            cut = max((i for i, word in enumerate(words[:-1]) if word in self.before_name), default=-1) + 1
            left = "".join(words[cut:])
            return start + len(name) - len(left), left if len(words) - cut > 1 else ""
        led = _OF_HOUSE.match(name)  # "Jane Doe of Zorblax Ventures"
        if led and not {led[1], led[2]} & self.institutions:
            start, name = start + led.end(), name[led.end() :]
        whole = name
        while " " in name and fold(name.split(" ", 1)[0]) in self.not_names:  # "Yesterday Zorblax raised"
            if self._begins_so(name):
                break
            rest = name.split(" ", 1)[1]
            start, name = start + len(name) - len(rest), rest
        bare = name != whole and name in self.institutions  # "How University Students Learn"
        return start, "" if bare or self._is_common(name) or fold(name) in self.places else name

    def _begins_so(self, name: str) -> bool:
        """Whether a house's name begins with a word that is none by itself: "Open Zorblax Alliance", "New York Zorblax Library"."""
        return name.count(" ") > 1 and name.partition(" ")[0] in self.openers or fold(" ".join(name.split()[:2])) in self.places

    def is_plain(self, name: str) -> bool:
        """Whether a Latin name in capitals names no thing: an ordinary word, a place, a date."""
        return self._plain(name) or self._is_common(name) or fold(name) in self.places

    def short_form(self, name: str) -> str:
        """A house's name without the word of its kind at its end, "" where the rest is no name by itself."""
        match = self.house.fullmatch(name)
        short = match["name"] or match["han"] if match else ""
        if not short or self.is_plain(short) or short.casefold() in self.before_tail:
            return ""
        return short if short.isascii() or self.frequency(short) < _RARE and short not in self.before_name else ""

    def is_no_name(self, name: str) -> bool:
        """Whether a Latin name is an ordinary word, a date, a heading word or the like."""
        return self._plain(name)

    def is_personal(self, name: str) -> bool:
        """Whether a Latin name begins with a first name or ends with a Chinese family name."""
        pieces = name.split()
        return pieces[0] in self.first_names or pieces[-1] in self.pinyin

    def _is_common(self, name: str) -> bool:
        """Whether a Latin name has nothing but ordinary words."""
        return all(piece.lower().rstrip(".") in self.common for piece in re.split(r"[\s\-]", name) if piece)

    def _plain(self, name: str) -> bool:
        """Whether it is an ordinary word, a date, a heading word or the like: no name."""
        if fold(name) in self.not_names or len(fold(name)) < 2 or _PLURAL.fullmatch(name) or self._of_a_people(name):
            return True
        if any(word.rpartition("-")[2].lower() in self.no_ends and "-" in word for word in (name, name.split()[0])):  # LLM-based
            return True
        return any(fold(piece) in self.not_names for piece in name.split()[:1]) and " " in name

    def _of_a_people(self, name: str) -> bool:
        """Whether it tells no more than whose something is: "French", "South Korean AI"."""
        words = name.split()
        while len(words) > 1 and fold(words[-1]) in self.not_names:
            words.pop()
        return fold(" ".join(words)) in self.peoples

    def may_be_listed(self, name: str, kind: str, held: bool) -> bool:
        """Whether a member of a list of things of a type may name one more; `held`: one of them stands on its other side."""
        if self._plain(name) or self._is_common(name):
            return False
        if not name.isascii():
            if kind == "Person":
                return self.han.is_full_name(name)
            return held and kind in ("Organization", "Model") and self.frequency(name) == 0
        if kind == "Person":
            return len(name.split()) > 1
        return held or kind != "Model"

    def listed(self, kind: str, text: str, start: int, end: int) -> Mention:
        """The mention of a name that its place in a list gives away."""
        return self._mention(kind, text, start, end, "shape")

    @staticmethod
    def _mention(kind: str, text: str, start: int, end: int, by: str) -> Mention:
        entity = unlisted(kind, re.sub(r"\s+", " ", text[start:end]))
        if by == "handle":  # claims, too, are to be found by it
            entity = replace(entity, aliases=forms_of(text, start, end))
        return Mention(start, end, entity, by)
