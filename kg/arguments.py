"""Argument sentences: which side is argued for or against, on which aspect, in whose words."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg.aspects import Reading, joined, read, valued
from kg.claims import Candidate
from kg.context import Context, Sentence
from kg.knowledge import Knowledge
from kg.masking import MARKS, clause
from kg.model import Claim

KIND = "argument"  # the one kind whose frames are aspects and sides instead of roles
OTHER = {"open": "closed", "closed": "open"}
_THING = f"[{MARKS['Model']}{MARKS['Product']}{MARKS['Dataset']}]"
_MAKER = f"[{MARKS['Organization']}{MARKS['Person']}]"
_CLAUSES = {
    "zh": re.compile(r"[,;。!?:](?!\d)|(?:但是?|然而|而(?!且|是|非|言|来|又)|不过|相反|反之|相比之下)(?=[^,;。]{3})"),
    "en": re.compile(
        r"[;:!?]|[,.](?!\d)(?= )(?! (?:[\w-]+ ){0,2}[\w-]+(?:,| and\b| or\b))(?! (?:and|or) (?:[\w-]+ ){0,2}[\w-]+(?:[,.;]|$))| (?:-|--|—|–) "
        r"|\b(?:but|while|whereas|although|though|however|because|since|so that|unless|and (?=(?:it|they|this|that|\w+) (?:is|are|can|have|has|do|does|give|allow|will|would)))\b"
    ),
}
# A named thing of which a side's word is said ("‹X›是…开源模型", "开源了‹X›"), unless it is an example of the class.
_BEFORE_THING = re.compile(rf"{_THING}(?!(?:等|这样|之类|、|,| and other| or other|\)))[^;。]{{0,60}}$|{_MAKER}\s?(?:的|'s|宣布|已|也|将|正式|又|首次|把|has|have|had|will|recently)?\s?$")
_AFTER_THING = re.compile(rf"^(?:了|出|的)?[^,;。.(]{{0,10}}?{_THING}")
_EXAMPLE = re.compile(r"(?:such as|like|e\.g\.|including|for example|以|如|例如|比如|像|包括|\()[^,;。.]{0,6}$", re.I)
_SINGLE = re.compile(rf"(?:\b(?:an?|this|our|the (?:first|best|new|latest)|another)|[一这]?[个款种]|首[个款])(?: ?[\w-]+){{0,3}} ?$", re.I)
_DEPENDENT = re.compile(r"depend|relian|rel(?:y|ies)|lock|依赖|受制|锁定|绑定", re.I)


@dataclass(frozen=True, slots=True)
class Words:
    """The side words of one language, compiled."""

    sides: re.Pattern  # groups: open, closed
    hybrid: re.Pattern
    both: re.Pattern
    behind: re.Pattern
    flip: re.Pattern
    heading: dict[str, re.Pattern]
    carry: re.Pattern
    strong: re.Pattern
    because: re.Pattern
    follow: re.Pattern


@functools.cache
def words_for(knowledge: Knowledge, lang: str) -> Words:
    """The side words of a language, compiled once for each knowledge."""
    sides, aspects = knowledge.cues["sides"]["words"][lang], knowledge.cues["aspects"]
    lean = {name: joined(words, lang) for name, words in aspects["lean"][lang].items()}
    return Words(
        re.compile(f"(?P<closed>{sides['closed']})|(?P<open>{sides['open']})", re.I),
        *(re.compile(sides[name], re.I) for name in ("hybrid", "both", "behind", "flip")),
        {p: re.compile(joined(aspects["headings"][lang][p], lang), re.I) for p in ("pro", "con")},
        re.compile(r"\W*" + lean["carry"], re.I),
        re.compile(r"\W*" + lean["strong"], re.I),
        re.compile(r"\W*(?:and |but |也|正)?" + lean["because"], re.I),
        re.compile(lean["follow"], re.I),
    )


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


@dataclass(frozen=True, slots=True)
class Named:
    """A side's word in a clause. `role`: subject, held (what the subject is held against), thing (of one named thing)."""

    start: int
    end: int
    side: str
    role: str


def find(context: Context) -> list[Candidate]:
    """The arguments in an article's sentences, one candidate for each side, polarity and aspect of a clause."""
    found: list[Candidate] = []
    last: tuple[int, State] = (-1, State())
    for index, sentence in enumerate(context.sentences):
        if sentence.block.kind in ("heading", "row", "code") or _asks(sentence):
            last = (-1, State())
            continue
        words = words_for(context.knowledge, sentence.lang)
        state = _inherited(context, index)
        masked = sentence.view.masked
        if state.side is None and last[1].side and _carries(context, words, index, last[0], masked):
            state = replace(last[1], how="carried", polarity=None)
        named: State | None = None
        for first, end, kept in _sided(words, sentence, state):
            if kept.how == "explicit":
                named = kept
            found.extend(_arguments(context, index, words, first, end, kept))
        keep = named or (last[1] if state.how == "carried" else None)
        last = (sentence.view.block, keep or State())
    return found


def _asks(sentence: Sentence) -> bool:
    return sentence.question or bool(re.match(r"\s*(?:什么是|what is|what are)", sentence.view.masked, re.I))


def _carries(context: Context, words: Words, index: int, block: int, masked: str) -> bool:
    """Whether a sentence goes on about the side of the one before: same block, or the next one that says "this", "they"."""
    here = context.sentences[index]
    if here.view.block == block:
        return bool(words.carry.match(masked))
    return here.view.block == block + 1 and here.block.kind == context.article.blocks[block].kind == "paragraph" and bool(words.strong.match(masked))


def _clauses(sentence: Sentence) -> Iterator[tuple[int, int]]:
    masked = sentence.view.masked
    start = 0
    for match in _CLAUSES[sentence.lang].finditer(masked):
        if match.start() - start > 3:
            yield start, match.start()
        start = match.start() if match.group()[0].isalnum() or match.group() > "一" else match.end()
    if len(masked) - start > 3:
        yield start, len(masked)


def _sided(words: Words, sentence: Sentence, state: State) -> Iterator[tuple[int, int, State]]:
    """Each clause of a sentence that is about a side, with that side."""
    spans = list(_clauses(sentence))
    masked = sentence.view.masked
    if state.how in ("none", "carried"):  # "anyone can check it because the code is open"
        for first, end in spans[1:]:
            if words.because.match(masked[first:end]) and (reason := _own(words, masked[first:end], State())).side:
                state = replace(reason, how="sentence", polarity=None)
    for first, end in spans:
        kept = _own(words, masked[first:end], state)
        if kept.side is None:
            continue
        yield first, end, kept
        if kept.how == "explicit":
            state = replace(kept, how="sentence")


def _inherited(context: Context, index: int) -> State:
    """The side and polarity that headings and a list's introduction set, the innermost first."""
    sentence = context.sentences[index]
    side = polarity = None
    above = [*reversed(sentence.headings)]
    if sentence.parent is not None and sentence.parent != index:
        above.insert(0, sentence.parent)
    for number in above:
        other = context.sentences[number]
        text = other.view.masked
        if other.block.kind != "heading" and len(text) > 40 * (1 + (other.lang == "en")):
            continue
        words = words_for(context.knowledge, other.lang)
        sides = {m.lastgroup for m in words.sides.finditer(text)}
        if side is None and len(sides) == 1 and not words.both.search(text) and not re.search(_THING, text):
            side = sides.pop()
        if polarity is None:
            marks = [p for p in ("pro", "con") if words.heading[p].search(text)]
            polarity = marks[0] if len(marks) == 1 else None
    if side is None or (polarity is None and sentence.block.kind != "item"):
        return State()  # a paragraph under "开源大模型" may be about anything
    return State(side, polarity, "heading")


def named_in(words: Words, text: str) -> list[Named]:
    """The sides' words in a clause, in order, each with the part it plays."""
    found = []
    for m in words.sides.finditer(text):
        before, after, side = text[max(0, m.start() - 40) : m.start()], text[m.end() : m.end() + 16], m.lastgroup
        if side == "open" and words.flip.search(before):
            found.append(Named(m.start(), m.end(), "closed", "subject"))
        elif words.behind.search(before):
            found.append(Named(m.start(), m.end(), side, "held"))
        else:
            found.append(Named(m.start(), m.end(), side, "thing" if _of_a_thing(text[: m.start()], after) else "subject"))
    return found


def _of_a_thing(before: str, after: str) -> bool:
    """Whether the side's word belongs to one named thing: "开源了‹X›", "‹X› is an open model": no class is meant."""
    if _BEFORE_THING.search(before[-70:]) and not _EXAMPLE.search(re.split(_THING, before)[-2] if re.search(_THING, before) else ""):
        return True
    match = _AFTER_THING.match(after)
    if match and not _EXAMPLE.search(match.group()[:-1]):
        return True
    return bool(_SINGLE.search(before)) and not re.match(r"(?:\w| )*(?:can|may|lets|allows|means|is)\b", after)


def _own(words: Words, text: str, state: State) -> State:
    """The side that a clause is about: the first named that nothing is held against, else the one that holds already."""
    if words.hybrid.search(text):
        return State("hybrid", state.polarity, "explicit")
    if words.both.search(text):
        return State()
    named = named_in(words, text)
    for role in ("subject", "thing"):
        sides = [n.side for n in named if n.role == role]
        if sides:
            return State(sides[0], state.polarity if state.side in (None, sides[0]) else None, "explicit", role == "thing")
    if named and state.side is None:
        alone = re.match(r"\W*(?:compared|unlike|in contrast|与|和|相比|相较|不同于|不像)", text, re.I)
        return State(OTHER[named[0].side], None, "explicit") if alone and not re.search(_THING, text) else State()
    if state.side is None or (state.how != "heading" and re.search(_THING, text)):
        return State()
    return state


def _arguments(context: Context, index: int, words: Words, first: int, end: int, state: State) -> Iterator[Candidate]:
    """The arguments of one clause."""
    sentence = context.sentences[index]
    text = sentence.view.masked[first:end]
    named = named_in(words, text)
    spans = [(n.start, n.end) for n in named]
    frame = state.polarity or valued(context.knowledge, sentence.lang, text)
    for reading in read(context.knowledge, sentence.lang, text):
        if any(s <= reading.start and reading.end <= e + 4 * (sentence.lang == "zh") + 10 * (sentence.lang == "en") and reading.sure < 2 for s, e in spans):
            continue  # the side's own name: "open-source community"
        polarity = reading.polarity or frame
        if polarity is None or not _counts(words, text, state, reading):
            continue
        for side, pole in _placed(named, text, state, reading, polarity):
            yield _candidate(context, index, (first, end), replace(state, side=side), (reading, pole))


def _counts(words: Words, text: str, state: State, reading: Reading) -> bool:
    """Whether an aspect's reading is argument enough for how the side is known."""
    if state.thing:
        return reading.sure == 2 and state.how != "explicit" and bool(words.follow.search(text))
    if state.how == "carried":
        return reading.sure == 2 and not re.search(_THING + "|" + _MAKER, text)
    return reading.sure > 0 or state.how != "sentence" or state.polarity is not None


def _placed(named: list[Named], text: str, state: State, reading: Reading, polarity: str) -> Iterator[tuple[str, str]]:
    """The sides that a reading falls to: the one named before it; "free of a closed vendor" falls to both."""
    if reading.aspect == "control" and _DEPENDENT.search(text[reading.start : reading.end]):
        on = next((n for n in named if n.side == "closed" and reading.start <= n.start <= reading.end + 24), None)
        if on:
            yield "closed", "con"
            others = [n.side for n in named if n.side == "open"] or [state.side]
            if others[0] == "open":
                yield "open", "pro"
            return
    before = [n for n in named if n.role == "subject" and n.start < reading.end]
    yield (before[-1].side if before and state.side != "hybrid" else state.side), polarity


def _candidate(context: Context, index: int, run: tuple[int, int], state: State, said: tuple[Reading, str]) -> Candidate:
    sentence = context.sentences[index]
    view, (first, end), (reading, polarity) = sentence.view, run, said
    left, right = clause(view, first, end, ";。!?" if sentence.lang == "en" else ",;。!?")
    start, stop = view.span(max(left, 0), right)
    explicit = state.how == "explicit"
    confidence = 0.5 + 0.15 * explicit + 0.05 * reading.sure + 0.1 * (state.polarity == polarity) - 0.1 * (state.how == "carried") - 0.05 * state.thing
    claim = Claim(
        kind=KIND,
        start=start,
        end=stop,
        quote=context.article.text[start:stop],
        value=(("aspect", reading.aspect), ("polarity", polarity), ("side", state.side)),
        speaker=context.speaker_at(index, first, end),
        confidence=round(confidence, 3),
        rule=f"argument/{reading.aspect}.{sentence.lang}",
    )
    return Candidate(claim, index, None)
