"""Text → the tokens that passages are searched by, each with its place: Latin words by stem, Chinese in pairs.

One way for passages and for questions, so that the two always meet. Letters lose case, width and accents, traditional
characters become simplified ones, English words lose their endings, letters and digits part (`GPT4`, `GPT-4` and
`gpt 4` are one). A run of n Chinese characters gives its n-1 pairs and then its last character alone: so every
character begins exactly one token, a word of two is one token, and a single one is found as the beginning of a token.
"""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from operator import add
from pathlib import Path

CJK = "\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
DATA = Path(__file__).parent.parent / "data" / "search.toml"

_STEMMED_FROM = 4  # shorter words have no ending worth taking


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens that stand one after the other. `open`: the last is the beginning of a token."""

    tokens: tuple[str, ...]
    open: bool = False

    def inside(self, tokens: str) -> bool:
        """Whether it stands in a text's tokens, joined by blanks with one at each end."""
        return f" {' '.join(self.tokens)}{'' if self.open else ' '}" in tokens


class _Folds(dict[int, str | int]):
    """What each character is folded to: one character for one, so that places stay."""

    def __missing__(self, code: int) -> str | int:
        char = chr(code)
        plain = unicodedata.normalize("NFKC", char).casefold()
        bare = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
        self[code] = next((form for form in (bare, plain, char.lower(), char) if len(form) == 1), code)
        return self[code]


@functools.cache
def _folds() -> _Folds:
    """The table of `fold`, traditional characters taken from OpenCC."""
    import opencc

    chars = [chr(code) for first, last in ((0x3400, 0x4DC0), (0x4E00, 0xA000)) for code in range(first, last)]
    plain = opencc.OpenCC("t2s").convert("\n".join(chars)).split("\n")
    return _Folds({ord(char): to for char, to in zip(chars, plain, strict=True) if len(to) == 1})


@functools.cache
def _forms() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A token, and a mark on a letter."""
    token = re.compile(
        rf"(?P<cjk>[{CJK}]+)|(?P<number>\d{{1,3}}(?:,\d{{3}})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)*)|"
        rf"(?P<word>(?:[^\W\d_{CJK}][\u0300-\u036f]*)+(?:['’](?:[^\W\d_{CJK}][\u0300-\u036f]*)+)*)"
    )
    return token, re.compile("[\u0300-\u036f]")


def fold(text: str) -> str:
    """The text without case, width, accents and traditional forms; of the same length."""
    return text.lower() if text.isascii() else text.translate(_folds())


@functools.cache
def _english() -> tuple[object, dict[str, str]]:
    """The stemmer, and stem → the stem of the first of its spellings."""
    import snowballstemmer  # type: ignore[import-untyped]

    stemmer = snowballstemmer.stemmer("english")
    rows = tomllib.loads(DATA.read_text("utf-8"))["spellings"]
    return stemmer, {stemmer.stemWord(word): stemmer.stemWord(first) for first, *others in rows for word in others}


@functools.lru_cache(100_000)
def stem(word: str) -> str:
    """A folded word without its English ending, in the first of its spellings."""
    if len(word) < _STEMMED_FROM or not word.isascii():
        return word
    stemmer, spellings = _english()
    found: str = stemmer.stemWord(word)  # type: ignore[attr-defined]
    return spellings.get(found, found)


@functools.lru_cache(100_000)
def _word(text: str) -> str:
    plain = _forms()[1].sub("", text).replace("’", "'")
    return stem(plain.removesuffix("'s").replace("'", ""))


def tokens(text: str) -> Iterator[tuple[str, int, int]]:
    """The tokens of a text in order, each with its place."""
    folded = fold(text)
    for found in _forms()[0].finditer(folded):
        start, end = found.span()
        if found.lastgroup == "cjk":
            for i in range(start, end - 1):
                yield folded[i : i + 2], i, i + 2
            yield folded[end - 1], end - 1, end
        elif found.lastgroup == "number":
            yield found.group().replace(",", ""), start, end
        else:
            yield _word(found.group()), start, end


def joined(text: str) -> str:
    """The tokens of a text, as the index takes them: parted by blanks."""
    parts: list[str] = []
    for found in _forms()[0].finditer(fold(text)):  # `tokens` without places: this is where indexing spends its time
        run = found.group()
        if found.lastgroup == "cjk":
            parts.extend(map(add, run, run[1:]))
            parts.append(run[-1])
        else:
            parts.append(_word(run) if found.lastgroup == "word" else run.replace(",", ""))
    return " ".join(parts)


@functools.lru_cache(50_000)
def phrase(text: str) -> Phrase:
    """What a text looks like inside a longer one, where its last run of Chinese characters may go on."""
    found = list(tokens(text))
    if not found:
        return Phrase(())
    last, start, end = found[-1]
    if not re.fullmatch(f"[{CJK}]", last):
        return Phrase(tuple(token for token, _, _ in found))
    if len(found) > 1 and found[-2][2] == end:  # the pair before it says all that the single character says
        return Phrase(tuple(token for token, _, _ in found[:-1]))
    return Phrase(tuple(token for token, _, _ in found), open=True)


def places(found: list[tuple[str, int, int]], wanted: Phrase) -> Iterator[tuple[int, int]]:
    """Where a phrase stands among a text's tokens: spans of characters."""
    size = len(wanted.tokens)
    if not size:
        return
    words = [token for token, _, _ in found]
    head, last = list(wanted.tokens[:-1]), wanted.tokens[-1]
    for at in range(len(words) - size + 1):
        end = words[at + size - 1]
        if words[at : at + size - 1] == head and (end.startswith(last) if wanted.open else end == last):
            start, stop = found[at][1], found[at + size - 1][2]
            yield start, min(stop, found[at + size - 1][1] + len(last)) if wanted.open else stop
