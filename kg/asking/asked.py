"""What a search asks for: its words, the phrases in quotes, the things that it names, and how else each is called."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.asking.linking import link
from kg.asking.wordlist import lexicon
from kg.fulltext.index import Index
from kg.fulltext.tokens import CJK, Phrase, phrase
from kg.fulltext.tokens import fold as plain
from kg.knowledge import DATA, fold, load_terms

LONGEST = 400  # characters of a search; what is more is left out
LONGEST_NAME = 40
MOST_NAMES = 16  # other names of one thing that are looked for
_PIECE = 4  # Chinese characters of a run that is one word; longer ones are looked for in pairs too

_QUOTED = re.compile("\"([^\"]+)\"|“([^”]+)”|「([^」]+)」|『([^』]+)』")
_HAN = re.compile(f"[{CJK}]+")
_LATIN = re.compile(rf"[^\W_{CJK}]+(?:[-.+][^\W_{CJK}]+)*(?:['’]s\b)?")
_VERSION = re.compile(r"[-.]?\d")  # after a name: it is another one's beginning, GPT in GPT-3.5
_PART = re.compile(rf"(?P<han>[{CJK}]+)|(?P<latin>{_LATIN.pattern})")


@dataclass(frozen=True, slots=True)
class Word:
    """One thing that is asked for, `text` without case and width.

    `said`: as it was typed; `others`: what else it is called, in both languages; `things`: keys of the things that bear
    this name; `pairs`: where `said` is too long to be one word for sure; `parts`: where a name is made of words that
    mean something by themselves (`Qwen 许可证`).
    """

    text: str
    said: Phrase
    others: tuple[Phrase, ...] = ()
    things: tuple[str, ...] = ()
    pairs: tuple[Phrase, ...] = ()
    parts: tuple[Word, ...] = ()


def read(question: str, index: Index) -> list[Word]:
    """The words of a search, each once. Words that say nothing are left out where there are others."""
    question = plain(question[:LONGEST])
    quoted = [next(filter(None, found.groups())) for found in _QUOTED.finditer(question)]
    words = [Word(text, phrase(text)) for text in quoted]
    rest = _QUOTED.sub("\n", question)
    words += _plain(rest, index)
    if not any(word.said.tokens for word in words):  # stop words alone
        words += [Word(found.group(), phrase(found.group())) for found in _PART.finditer(rest)]
    return list({word.said: word for word in reversed(words) if word.said.tokens}.values())[::-1]


def _plain(text: str, index: Index, whole: str = "") -> Iterator[Word]:
    """The words outside of quotes: names first (but not `whole`), then our own words, then the rest."""
    known = {name: keys for name, keys in _named(text, index).items() if name != whole}
    _, spans = link(text, {name: (name, "") for name in known})
    spans = [(start, end) for start, end in spans if not _VERSION.match(text, end)]
    found: list[tuple[int, Word]] = [(start, _name(text[start:end], known, index)) for start, end in spans]
    for start, end in spans:
        text = text[:start] + "\n" * (end - start) + text[end:]
    for start, piece, others in _pieces(text):
        found.append((start, _word(piece, others)))
    words = [word for _, word in sorted(found, key=lambda pair: pair[0])]
    one = [word for word in words if len(word.text) > 1 or not _HAN.fullmatch(word.text)]
    yield from one or words  # a single character beside words is what was left of cutting


def _word(piece: str, others: Sequence[str]) -> Word:
    pairs: tuple[Phrase, ...] = ()
    if len(piece) > _PIECE and _HAN.fullmatch(piece):
        pairs = tuple(Phrase((token,)) for token in phrase(piece).tokens if token not in _stops("zh"))
    return Word(piece, phrase(piece), tuple(map(phrase, others)), (), pairs)


# --- names ------------------------------------------------------------------------------------------------------------


def _named(text: str, index: Index) -> dict[str, set[str]]:
    """Folded name → keys, for all names that stand in the text."""
    cuts = [i for i in range(len(text) + 1) if not (i and i < len(text) and _inner(text[i - 1]) and _inner(text[i]))]
    parts = {text[i:j] for at, i in enumerate(cuts) for j in cuts[at + 1 : at + 1 + LONGEST_NAME]}
    stop = set(lexicon()["stop"]["en"]) | set(lexicon()["stop"]["zh"])
    candidates = {fold(part) for part in parts if len(part) <= LONGEST_NAME and part.strip() == part} - stop
    candidates = {name for name in candidates if len(name) > 1}
    found = index.things(candidates)
    for name in candidates & _lexicon().keys():
        found.setdefault(name, set()).update(_lexicon()[name])
    return found


def _inner(char: str) -> bool:
    return char.isalnum() and not _HAN.match(char)


def _name(text: str, known: Mapping[str, set[str]], index: Index) -> Word:
    keys = tuple(sorted(known[fold(text)]))
    names = [name for _, name in index.names(keys)] + [name for key in keys for name in _names().get(key, ())]
    others = list(dict.fromkeys([*_translations(text), *map(phrase, dict.fromkeys(names))]))
    said = phrase(text)
    parts = tuple(_plain(text, index, fold(text))) if " " in text else ()
    if len(parts) < 2 or not all(part.things or part.others for part in parts):
        parts = ()
    return Word(text, said, tuple(other for other in others if other != said)[:MOST_NAMES], keys, (), parts)


@functools.cache
def _lexicon() -> dict[str, set[str]]:
    """Folded name → keys, without names that mean something else too."""
    found: dict[str, set[str]] = {}
    for term in load_terms(DATA / "lexicon"):
        for name in term.names:
            if fold(name) not in term.doubtful:
                found.setdefault(fold(name), set()).add(term.entity.key)
    return found


@functools.cache
def _names() -> dict[str, tuple[str, ...]]:
    return {term.entity.key: term.names for term in load_terms(DATA / "lexicon")}


def keys_of(name: str, index: Index) -> set[str]:
    """The keys of the things that bear this name, in the graph or else in the lexicon."""
    return index.things([fold(name)]).get(fold(name)) or _lexicon().get(fold(name), set())


# --- our own words ----------------------------------------------------------------------------------------------------


@functools.cache
def _data() -> dict[str, Any]:
    return tomllib.loads((DATA / "search.toml").read_text("utf-8"))


@functools.cache
def _stops(lang: str) -> frozenset[str]:
    """Words that say nothing where others stand beside them."""
    return frozenset([*lexicon()["stop"][lang], *_data()["weightless"][lang]])


@functools.cache
def _own() -> tuple[dict[tuple[str, ...], tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """English tokens → the words of the same meaning, Chinese word → the same."""
    english: dict[tuple[str, ...], tuple[str, ...]] = {}
    chinese: dict[str, tuple[str, ...]] = {}
    for row in _data()["words"]:
        for word in row["en"]:
            english[phrase(word).tokens] = (*row["zh"], *(one for one in row["en"] if one != word))
        for word in row["zh"]:
            chinese[word] = (*row["en"], *(one for one in row["zh"] if one != word))
    return english, chinese


def _translations(text: str) -> list[Phrase]:
    english, chinese = _own()
    return [phrase(one) for one in english.get(phrase(text).tokens, ()) or chinese.get(text, ())]


def _pieces(text: str) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """(where, piece, words of the same meaning) for each piece of the text that says something."""
    latin: list[re.Match[str]] = []
    for found in _PART.finditer(text):
        if found.lastgroup == "latin" and not text[latin[-1].end() if latin else 0 : found.start()].strip(" "):
            latin.append(found)
            continue
        yield from _english(latin, text)
        latin = [found] if found.lastgroup == "latin" else []
        if found.lastgroup == "han":
            yield from _chinese(found.group(), found.start())
    yield from _english(latin, text)


def _english(chunks: Sequence[re.Match[str]], text: str) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    own, stop = _own()[0], _stops("en")
    at = 0
    while at < len(chunks):
        for size in range(min(4, len(chunks) - at), 0, -1):
            piece = text[chunks[at].start() : chunks[at + size - 1].end()]
            others = own.get(phrase(piece).tokens, ())
            if others or size == 1:
                if others or piece.lower() not in stop:
                    yield chunks[at].start(), piece, others
                at += size
                break


def _chinese(run: str, start: int) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    own = _own()[1]
    pattern = "|".join(map(re.escape, sorted(own, key=len, reverse=True)))
    at = 0
    for found in [*re.finditer(pattern, run), None]:
        end = found.start() if found else len(run)
        yield from ((start + at + i, piece, ()) for i, piece in _without_stops(run[at:end]))
        if found:
            yield start + end, found.group(), own[found.group()]
            at = found.end()


def _without_stops(run: str) -> list[tuple[int, str]]:
    """The parts of a run between words that say nothing; the run itself where a single character would be left.

    与 is such a word and a part of 参与: cut where whole words stand on both sides.
    """
    if run in _stops("zh"):
        return []
    stops = "|".join(map(re.escape, sorted(_stops("zh"), key=len, reverse=True)))
    parts = [(found.start(), found.group()) for found in re.finditer(rf"(?:(?!{stops}).)+", run)]
    whole = all(len(part) > 1 for _, part in parts)
    return parts if whole else [(0, run)]


def phrases(words: Iterable[Word]) -> set[Phrase]:
    """Everything that these words may look like in a passage."""
    found: set[Phrase] = set()
    for word in words:
        found |= {word.said, *word.others, *phrases(word.parts)}
    return found
