"""An article → the parts that a model is asked about: whole paragraphs up to a size, without what talks to a model."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg import language
from kg.knowledge import read_toml
from kg.language import Sentence
from kg.llm.offers import FOLDER
from kg.llm.prompts import settings
from kg.model import Article

LEFT_OUT = "…"
LEAST = 200  # characters below which a part is not halved


@dataclass(frozen=True, slots=True)
class Portion:
    """A run of an article's sentences. `text` is what is sent; quotes are looked for in `article.text[start:end]`.

    `withheld`: how many sentences that talk to a model were left out of it.
    """

    sentences: tuple[Sentence, ...]
    text: str
    headings: tuple[str, ...] = ()
    withheld: int = 0

    @property
    def start(self) -> int:
        """Where it begins in the article."""
        return self.sentences[0].start

    @property
    def end(self) -> int:
        """Where it ends in the article."""
        return self.sentences[-1].end


def split(article: Article, size: int = 0) -> list[Portion]:
    """The parts of an article, in order; none where it has no sentence. `size`: characters, 0 as prompt.toml says."""
    size = size or int(settings()["characters"])
    runs: list[list[Sentence]] = []
    filled = 0
    for group in _blocks(language.sentences(article)):
        length = group[-1].end - group[0].start
        pieces = [group] if length <= size else [[one] for one in group]
        for piece in pieces:
            length = piece[-1].end - piece[0].start
            if not runs or filled + length > size:
                runs.append([])
                filled = 0
            runs[-1] += piece
            filled += length
    return [_portion(article, run) for run in runs]


def halve(article: Article, portion: Portion) -> list[Portion]:
    """The two halves of a part whose answer was cut off; none where it is too small for that."""
    run = portion.sentences
    if len(run) < 2 or portion.end - portion.start < LEAST:
        return []
    middle = (portion.start + portion.end) / 2
    cut = min(range(1, len(run)), key=lambda i: (abs(run[i].start - middle), i))
    return [_portion(article, list(half)) for half in (run[:cut], run[cut:])]


def _blocks(sentences: list[Sentence]) -> Iterator[list[Sentence]]:
    group: list[Sentence] = []
    for one in sentences:
        if group and one.block != group[-1].block:
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _portion(article: Article, run: list[Sentence]) -> Portion:
    pieces: list[str] = []
    withheld = 0
    before: Sentence | None = None
    for one in run:
        if before is not None:
            pieces.append(_between(article, before, one))
        hostile = talks_to_model(article.text[one.start : one.end])
        withheld += hostile
        pieces.append(LEFT_OUT if hostile else article.text[one.start : one.end])
        before = one
    return Portion(tuple(run), "".join(pieces), _above(article, run[0]), withheld)


def _between(article: Article, one: Sentence, other: Sentence) -> str:
    """What stands between two sentences; a stand-in where that is boilerplate or code."""
    if one.block == other.block or not article.blocks:
        return article.text[one.end : other.start]
    silent = any(block.kind in ("boilerplate", "code") for block in article.blocks[one.block + 1 : other.block])
    return f"\n{LEFT_OUT}\n" if silent else article.text[one.end : other.start]


def _above(article: Article, first: Sentence) -> tuple[str, ...]:
    """The headings over a sentence, outermost first."""
    stack: list[tuple[int, str]] = []
    for block in article.blocks[: max(first.block, 0)]:
        if block.kind == "heading":
            while stack and stack[-1][0] >= block.level:
                stack.pop()
            stack.append((block.level, " ".join(article.text[block.start : block.end].split())))
    return tuple(text for _, text in stack if not talks_to_model(text))


def question(article: Article, portion: Portion) -> str:
    """What is asked about a part, in the user's role."""
    frame = settings()
    none = frame["none"]
    # the mark comes from the text, so nobody who wrote the text could write it
    mark = f"==== {hashlib.sha256(portion.text.encode()).hexdigest()[:16]} ===="
    title = " ".join(article.title.split())
    return str(
        frame["user"].format(
            title=title if title and not talks_to_model(title) else none,
            date=article.date or none,
            lang=article.lang,
            headings=" › ".join(portion.headings) or none,
            mark=mark,
            text=portion.text,
        )
    ).strip()


@functools.cache
def _hostile() -> re.Pattern[str]:
    rows = read_toml(FOLDER / "checks.toml")["hostile"]
    return re.compile("|".join(f"(?:{one})" for lang in ("en", "zh") for one in rows[lang]), re.I | re.M)


def talks_to_model(text: str) -> bool:
    """Whether a sentence talks to a model instead of a reader."""
    return bool(_hostile().search(text))
