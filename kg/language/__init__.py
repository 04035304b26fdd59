"""Text to sentences, tokens, dates and numbers, for each language of the table LANGUAGES."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.language import en, zh
from kg.model import Article, Block

if TYPE_CHECKING:
    import spacy.language
    from spacy.tokens import Doc


@dataclass(frozen=True, slots=True)
class Rules:
    """What a language brings: `split` gives sentence spans of a text, `build` its spaCy pipeline.

    `load`: reads all that is else read as texts ask for it.
    """

    split: Callable[[str], list[tuple[int, int]]]
    build: Callable[[], spacy.language.Language]
    load: Callable[[], None] = lambda: None


LANGUAGES: dict[str, Rules] = {"zh": Rules(zh.split, zh.build, zh.load), "en": Rules(en.split, en.build)}


@dataclass(frozen=True, slots=True)
class Sentence:
    """`article.text[start:end]` is a sentence of `article.blocks[block]` (-1 where the article has no blocks)."""

    start: int
    end: int
    block: int
    lang: str = "en"


_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_LATIN = re.compile(r"[A-Za-z]+")
_SILENT = frozenset(("code", "boilerplate"))
# What is asked of a sentence asks of all that stands in it, so its time grows with the square of its length. Nobody writes
# such a sentence: it is a list, a page that lost its breaks, or speech that was written down without stops.
_LONGEST = 1200  # characters
_BREAK = re.compile(r"[，,；;：:、|](?!\d)|\s")


def detect(text: str, default: str = "en") -> str:
    """The language of a passage: a Chinese character weighs as three letters; `default` where neither stands."""
    if text.isascii():
        return "en" if _LATIN.search(text) else default
    han, latin = (len("".join(letters.findall(text))) for letters in (_HAN, _LATIN))
    if not han and not latin:
        return default
    return "zh" if 3 * han >= latin and han else "en"


@cache
def pipeline(lang: str) -> spacy.language.Language:
    """The spaCy pipeline of a language, built at the first call. Raises UsageError for one not in LANGUAGES."""
    if lang not in LANGUAGES:
        raise UsageError(f"no language {lang!r}", todo=f"one of {', '.join(LANGUAGES)}")
    return LANGUAGES[lang].build()


def sentences(article: Article) -> list[Sentence]:
    """The sentences of an article's blocks in order, without code and boilerplate; a table row is one sentence.

    Each block is read in its own language, so an English paragraph of a Chinese article splits as English.
    """
    if not article.blocks:
        return _split(article, Block("paragraph", 0, len(article.text)), -1)
    found: list[Sentence] = []
    for index, block in enumerate(article.blocks):
        if block.kind not in _SILENT:
            found += _split(article, block, index)
    return found


def _split(article: Article, block: Block, index: int) -> list[Sentence]:
    text = article.text[block.start : block.end]
    lang = detect(text, article.lang)
    if block.kind == "row":
        lead, content = len(text) - len(text.lstrip()), text.strip()
        begin = block.start + lead
        return [Sentence(begin, begin + len(content), index, lang)] if content else []
    spans = (part for start, end in LANGUAGES[lang].split(text) for part in _parts(text, start, end))
    return [Sentence(block.start + start, block.start + end, index, lang) for start, end in spans]


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence, in parts where it is longer than any that is written: cut where a clause ends, else between words."""
    while end - start > _LONGEST:
        clauses = [found.end() for found in _BREAK.finditer(text, start + _LONGEST // 2, start + _LONGEST)]
        stop = max((at for at in clauses if not text[at - 1].isspace()), default=clauses[-1] if clauses else start + _LONGEST)
        yield start, start + len(text[start:stop].rstrip())
        start = next((at for at in range(stop, end) if not text[at].isspace()), end)
    if start < end:
        yield start, end


def tokens(article: Article, sentence: Sentence) -> Doc:
    """The tokens of a sentence as a spaCy Doc: token `t` stands at `sentence.start + t.idx` of the article's text."""
    return pipeline(sentence.lang)(article.text[sentence.start : sentence.end])
