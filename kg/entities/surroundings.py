"""An article as words and marks, and what stands around a name in it: the features by which a new name is told."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from kg.entities.masking import without_addresses
from kg.entities.shapes import Shapes
from kg.knowledge import ordinary
from kg.language import zh
from kg.model import Article, Block, Mention
from kg.regexes import compiled

HAN = compiled(r"[一-鿿]")
_LETTER = "A-Za-z0-9À-ž_"
_TOKEN = compiled(
    rf"['’]s\b|[A-Za-zÀ-ž][{_LETTER}]*(?:(?:[.&+\-](?=[{_LETTER}])|['’](?!s\b)(?=[A-Za-z]))[{_LETTER}]*)*"
    r"|\d+(?:[.,]\d+)*|([一-鿿]+)|\n|[^\w\s]"
)
_SIGNS = [(re.compile(run), sign) for run, sign in (("[A-ZÀ-Þ](?![A-ZÀ-Þ])", "X"), ("[A-ZÀ-Þ]{2,}", "XX"), ("[a-zß-ž]+", "x"), (r"\d+", "9"))]
_MARKS = frozenset("*_`\"“”'‘’「」『』[]《》")  # they stand around words and are none
_STOPS = frozenset("\n.。!！?？;；")
_AROUND = 5  # words to either side
_BEFORE, _BEHIND = 12, 14  # words and marks that are looked through for them
_TOLD = 10  # words of what is said to be behind a name

Beside = Mapping[int, tuple[int, str]]  # by the place of a word of another name: where that begins, and its type


@dataclass(slots=True)
class Token:
    """A word, a number, a mark or a whole mention, with where it stands."""

    text: str
    start: int
    end: int
    mention: Mention | None = None

    @property
    def plain(self) -> str:
        """The word as a feature: a mention by its type, every number alike."""
        if self.mention is not None:
            return f"<{self.mention.entity.type}>"
        return "#" if self.text[0].isdigit() else self.text.lower()


def pages(
    article: Article, mentions: Sequence[Mention], of: Set[int] | None = None
) -> Iterator[tuple[Block, list[Token]]]:
    """The blocks in which names are looked for, each in tokens. Tables have readers of their own.

    `of`: places of mentions; only the blocks in which one of them begins.
    """
    starts = [m.start for m in mentions]
    text = without_addresses(article.text)
    for block in article.blocks:
        if block.kind not in ("boilerplate", "code", "row"):
            inside = mentions[bisect_left(starts, block.start) : bisect_left(starts, block.end)]
            if of is None or any(m.start in of for m in inside):
                yield block, _tokens(text, block, inside)


def _tokens(text: str, block: Block, mentions: Sequence[Mention]) -> list[Token]:
    tokens: list[Token] = []
    at = block.start
    for mention in mentions:
        if mention.start >= at:
            tokens += _cut(text, at, mention.start)
            tokens.append(Token(text[mention.start : mention.end], mention.start, mention.end, mention))
            at = mention.end
    return tokens + _cut(text, at, block.end)


def _cut(text: str, start: int, end: int) -> list[Token]:
    tokens = []
    for match in _TOKEN.finditer(text, start, end):
        at, stop = match.span()
        if match.lastindex is None:  # all but runs of Chinese characters
            tokens.append(Token(match[0], at, stop))
            continue
        for word in zh.words(match[0]):
            tokens.append(Token(word, at, at + len(word)))
            at += len(word)
    return tokens


def reach(first: int, last: int) -> slice:
    """The words that are looked at around a name."""
    return slice(max(0, first - _BEFORE), last + _BEHIND)


def around(
    tokens: list[Token], words: list[str], first: int, last: int, beside: Beside, told_by: frozenset[str]
) -> Iterator[str]:
    """What stands before and behind a name; `words`: the tokens as features."""
    lang = "z" if any("一" <= t.text[0] <= "鿿" for t in tokens[max(0, first - 3) : last + 3]) else "e"
    before, quoted = _side(words, range(first - 1, max(-1, first - _BEFORE), -1), beside)
    after, _ = _side(words, range(last, min(len(tokens), last + _BEHIND)), beside)
    (one, two), (three, four) = [*before, "^", "^"][:2], [*after, "$", "$"][:2]
    if quoted:
        yield f"{lang} quoted"
    yield from (f"{lang}<{one}", f"{lang}<<{two} {one}", f"{lang}>{three}", f"{lang}>>{three} {four}", f"{lang} {one}_{three}")
    yield from (f"{lang} l:{word}" for word in before[:_AROUND])
    yield from (f"{lang} r:{word}" for word in after[:_AROUND])
    for word in after[1 : 1 + _TOLD] if three in told_by else ():
        if word in (",", "，", ")", "）"):
            break
        yield f"{lang} a:{word}"


def _side(said: list[str], places: range, beside: Beside) -> tuple[list[str], bool]:
    """The words to one side up to where the sentence stops, and whether marks part them from the name."""
    words: list[str] = []
    marked = False
    within = -1
    for at in places:
        other = beside.get(at)
        if other and other[0] == within:
            continue
        within, word = other or (-1, said[at])
        if word in _MARKS:
            marked = marked or not words
        elif word in _STOPS:
            break
        else:
            words.append(word)
    return words, marked


def placed(text: str, block: Block, start: int) -> Iterator[str]:
    """In what part of the page a name stands."""
    yield f"in {block.kind}"
    if not text[block.start : start].strip(' *_[“"「'):
        yield f"opens {block.kind}"


def own(name: str, shapes: Shapes) -> Iterator[str]:
    """What a name is by itself."""
    yield from _han(name, shapes) if HAN.match(name) else _latin(name, shapes)


def _han(name: str, shapes: Shapes) -> Iterator[str]:
    frequency = shapes.frequency(name)
    yield from (f"han {len(name)}", f"han -{name[-1]}", f"han -{name[-2:]}", f"han {name[0]}-")
    yield f"han frequency {0 if not frequency else 1 if frequency < 4 else 2}"
    if name[0] in shapes.surnames and len(name) < 4 or name[:2] in shapes.surnames:
        yield f"han surname {len(name)}"


def _latin(name: str, shapes: Shapes) -> Iterator[str]:
    words = name.split(" ")
    last = words[-1].lower()
    yield from (f"words {len(words)}", f"form {_form(name)}", f"last {last}", f"tail {last[-3:]}", f"tail {last[-2:]}")
    if len(words) > 1:
        yield f"first {words[0].lower()}"
    if words[0] in shapes.first_names and not any(map(str.isdigit, name)):  # "Halvard 3" is nobody
        yield f"first name {len(words)}"
    if words[-1] in shapes.pinyin:
        yield f"pinyin {len(words)}"
    parts = [word.lower() for word in re.split(r"[ \-]", name)]
    plain = [word in ordinary() or word in shapes.common for word in parts]
    yield f"ordinary {'all' if all(plain) else 'first' if plain[0] else 'last' if plain[-1] else 'none'} {min(len(plain), 3)}"
    common = [word in shapes.common for word in parts]
    if common[0] or common[-1]:
        yield f"common{'' if all(common) else ' first' if common[0] else ' last'}"


def _form(name: str) -> str:
    """The shape of a name: X for one capital, XX for several, x for small letters, 9 for figures."""
    for pattern, sign in _SIGNS:
        name = pattern.sub(sign, name)
    return name[:14]
