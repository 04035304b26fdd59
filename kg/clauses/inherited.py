"""What an argument sentence inherits: the side and the polarity that headings, a list's introduction or its lead set."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from kg.clauses.aspects import read
from kg.clauses.sides import HYBRID, SIDES, Words, cues, letters, named_in, words_for
from kg.discourse.context import Context
from kg.discourse.sentences import Sentence
from kg.knowledge import Knowledge
from kg.sieve import lowered

OTHER = {"open": "closed", "closed": "open", "pro": "con", "con": "pro"}
GLOSS = re.compile(r"\s?\([^()]{0,40}\)")  # "开源模型(如A)" names the side
_OF_ONE = re.compile(r"[^\w\ue000-\ue00f]{0,6}[\ue002\ue003]\s?:")  # a heading that tells what one thing is
_LED = 6  # letters of a lead beside its word for merits or faults
_REACH = 3  # paragraphs below a heading from which on a text has gone on to something else
_SHORT = 600  # characters of a text that is short enough to be all about what its title names


@dataclass(frozen=True, slots=True)
class State:
    """The side that holds from one clause to the next.

    `how` it came, the surest first: explicit (named in the clause), sentence (named before in it), heading,
    carried (from the sentence before). `thing`: only one thing was called open; only what follows for others counts.
    """

    side: str | None = None
    polarity: str | None = None
    how: str = "none"
    thing: bool = False
    before: str | None = None  # the side that held before this clause named its own
    deed: bool = False  # the side is one's choice ("they will not open it"): what is feared speaks against the other
    lost: bool = False  # the side is restricted, banned or given up: what comes of that speaks the other way
    chosen: bool = False  # the closed side is somebody's course: what is feared behind it speaks against the other
    granted: bool = False  # named in a clause with "while", which only grants it


def sides_of(words: Words, label: str) -> set[str]:
    """The sides that a cell or a label names, with words that name one only where they stand alone ("Proprietary")."""
    bare = label.strip(" *_:")
    alone = [side for side in ("open", "closed") if words.near[f"alone_{side}"].fullmatch(bare)]
    return set(alone) or {str(m.lastgroup) for m in words.sides.finditer(label)}


def inherited(context: Context, index: int) -> State:
    """The side and polarity that headings and a list's introduction set, the innermost first."""
    sentence, above = context.sentences[index], _above(context, index)
    if sentence.block.kind == "paragraph" and cues(context.knowledge).sums_up.match(sentence.view.masked):
        return State()  # "Verdict: …" below "Challenges"
    side: str | None = None
    polarity: str | None = None
    label = weighed = one = away = False  # `label`: whether the heading says little more than the side
    runs_on = words_for(context.knowledge, sentence.lang).manner.runs_on  # there what is far off is weighed with the whole article
    nearest: int | None = None  # the innermost that sets anything
    for number in above:
        other = context.sentences[number]
        text = other.view.masked
        if other.block.kind != "heading" and len(text) > words_for(context.knowledge, other.lang).manner.introduction:
            continue
        if not runs_on and sentence.block.kind == "paragraph" and other.view.block == _laid_out(context)[0]:
            continue
        told = over_of(context.knowledge, other.lang, GLOSS.sub("", text))
        if side is None and (told.topic or told.both) and other.block.kind == "heading":
            break  # "The benefits of pipelining", "open or closed": what stands further out is about something else
        if side is None and told.side and one and not told.label:
            break  # "Market: open source rewrites the rules", and below it "Zorb: the fast one"
        if side is None and told.side and away and not told.label:
            break  # "Issue 407: why we need open models", and below it "Tools"
        away = away or other.block.kind == "heading" and not (told.side or told.polarity or _weighs(context.knowledge, other.lang, text))
        one = one or other.block.kind == "heading" and not told.side and _OF_ONE.match(text) is not None
        if side is None and told.side:
            side, label, weighed = told.side, told.label, told.weighed
        polarity = polarity or told.polarity
        nearest = number if nearest is None and (told.side or told.polarity) else nearest
    if side is None or nearest is None or not (runs_on or _reaches(context, sentence, nearest)):
        return State()  # most sentences
    led = _led(context, index)
    polarity = led or polarity
    may_be_of_it = sentence.block.kind == "item" and (label or led) and not _tells_of_things(context, [index, *above])
    if polarity is None and not weighed and not may_be_of_it:
        return State()  # a paragraph or a list of names under "开源大模型" may be about anything
    return State(side, polarity, "heading")


@functools.lru_cache(maxsize=1)  # it is asked for each sentence of the article that is read
def _laid_out(context: Context) -> tuple[int, list[int]]:
    """The block of a longer article's title, or -1; and how many paragraphs stand before each block.

    A title is the first heading, with none of its rank behind it. It sets nothing for the paragraphs: "Why open source
    matters" stands over the founder's memories too.
    """
    blocks = context.article.blocks
    counts = list(accumulate((block.kind == "paragraph" for block in blocks), initial=0))
    heads = [number for number, block in enumerate(blocks) if block.kind == "heading"]
    alone = heads and all(blocks[number].level > blocks[heads[0]].level for number in heads[1:])
    return (heads[0] if alone and len(context.article.text) >= _SHORT else -1), counts


def _reaches(context: Context, sentence: Sentence, number: int) -> bool:
    """Whether what stands over a sentence still holds there: some paragraphs below a heading, prose has gone on."""
    over, counts = context.sentences[number], _laid_out(context)[1]
    if over.block.kind != "heading" or sentence.block.kind not in ("paragraph", "item"):
        return True
    return counts[sentence.view.block] - counts[over.view.block] <= _REACH


@functools.lru_cache(maxsize=512)  # it is asked for each sentence below
def _weighs(knowledge: Knowledge, lang: str, heading: str) -> bool:
    """Whether a heading names anything that sides are weighed by."""
    return bool(read(knowledge, lang, heading))


def _tells_of_things(context: Context, numbers: Iterable[int]) -> bool:
    """Whether one of these sentences, but for headings over the first, names things."""
    things = cues(context.knowledge).things
    told = (context.sentences[number] for at, number in enumerate(numbers) if not at or context.sentences[number].block.kind != "heading")
    return any(things.search(sentence.view.masked) for sentence in told)


def _above(context: Context, index: int) -> list[int]:
    """What stands over a sentence: what introduces its list, and its headings, the innermost first.

    Where that names merits or faults alone ("Pros of A: … Cons: …"), what stood over the text before it comes next.
    """
    here, sentence = context.sentences, context.sentences[index]
    above = [*([] if sentence.parent in (None, index) else [sentence.parent]), *reversed(sentence.headings)]
    if not above or not (own := above[0]):
        return above
    if here[own - 1].view.block == here[own].view.block and not names_side(words_for(context.knowledge, here[own].lang), here[own].view.masked):
        above.insert(1, own - 1)  # "Why do they open their models? There are several reasons: …"
    told = over_of(context.knowledge, here[own].lang, here[own].view.masked)
    before = [n for n in (here[own - 1].parent, *reversed(here[own - 1].headings)) if n is not None and n < own - 1]
    if before and before[0] not in above and told.polarity and not told.side and not told.topic:
        above.insert(1, before[0])
    return above


def _led(context: Context, index: int) -> str | None:
    """Whether the block of a sentence opens with a word for merits or faults ("Pros: …", "缺点：…"): what its list is of."""
    here = context.sentences
    first = next(n for n in range(index, -1, -1) if n == 0 or here[n - 1].view.block != here[n].view.block)
    words, masked = words_for(context.knowledge, here[first].lang), here[first].view.masked
    lead, colon, _ = masked[: 3 * words.manner.label].partition(":")
    marks = [p for p in ("pro", "con") if colon and words.heading[p].search(lead)]
    alone = len(marks) == 1 and len(letters(words.heading[marks[0]].sub("", lead))) <= _LED
    return marks[0] if alone else None


@dataclass(frozen=True, slots=True)
class Over:
    """What a heading or an introduction says of all below it.

    `label`: it says little more than the side; `topic`: it says good or bad of something that is no side; `weighed`: that both
    the side's merits and its faults are told below; `both`: it names both sides.
    """

    side: str | None
    label: bool
    polarity: str | None
    topic: bool = False
    weighed: bool = False
    both: bool = False


@functools.lru_cache(maxsize=512)  # it is asked for each sentence below
def over_of(knowledge: Knowledge, lang: str, text: str) -> Over:
    """The one side and the one polarity that a heading or an introduction names."""
    words = words_for(knowledge, lang)
    marks = [p for p in ("pro", "con") if words.heading[p].search(text)]
    polarity = marks[0] if len(marks) == 1 else None
    sides = sides_of(words, text)
    if not sides and polarity:
        return Over(None, False, polarity, len(letters(words.heading[polarity].sub("", text))) > words.manner.label)
    both = len(sides) > 1 or words.near["both"].search(text) is not None
    if len(sides) != 1 or both or words.said.things.search(text):
        return Over(None, False, polarity, both=both)
    named = named_in(words, text)
    if named and not any(one.role != "thing" for one in named):
        return Over(None, False, polarity)  # somebody's deed or thing: "‹Organization› open-sources its engine"
    side = sides.pop()
    if polarity == "con" and any(one.deed for one in named) and words.said.reasons.search(text):
        side = OTHER[side]  # "Why not release the weights?"
    label = len(letters(words.sides.sub("", text))) <= words.manner.label and not words.said.doings.search(text)
    return Over(side, label, polarity, weighed=len(marks) == 2)


def names_side(words: Words, text: str) -> bool:
    """Whether a text has a side's word, or one for both together."""
    may = set(words.told.passing(lowered(text)))
    return SIDES in may and words.sides.search(text) is not None or HYBRID in may and words.near["hybrid"].search(text) is not None
