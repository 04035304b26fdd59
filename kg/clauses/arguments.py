"""Argument sentences: which side is argued for or against, on which aspect, in whose words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from kg.clauses import former, instances
from kg.clauses.aspects import Reading, labelled, led, met, read, set_aside, valued
from kg.clauses.claims import Candidate
from kg.clauses.inherited import GLOSS, OTHER, State, inherited, names_side, sides_of
from kg.clauses.sides import BOTH, GAP, HYBRID, Named, Words, asked_of, cues, letters, named_in, words_for
from kg.discourse.context import Context
from kg.discourse.sentences import Scope, Sentence
from kg.entities.cues import language
from kg.entities.masking import clause
from kg.model import Claim
from kg.sieve import lowered

KIND = "argument"  # the one kind whose frames are aspects and sides instead of roles


def find(context: Context) -> list[Candidate]:
    """The arguments in an article's sentences, one candidate for each side, polarity and aspect of a clause."""
    context = former.resolved(instances.without(context))
    found: list[tuple[Candidate, bool]] = []  # with whether the clause says itself what it is about
    last: tuple[int, State] = (-1, State())
    head: Sentence | None = None  # the last table's header
    for index, sentence in enumerate(context.sentences):
        if sentence.block.kind in ("heading", "row", "code") or sentence.question:
            head = sentence if sentence.block.header else head
            found.extend((cell, True) for cell in _cells(context, index, head))
            side = asked_of(words_for(context.knowledge, sentence.lang), sentence.view.masked) if sentence.question else ""
            last = (sentence.view.block, State(side, None, "sentence")) if side else (-1, State())
            continue
        words = words_for(context.knowledge, sentence.lang)
        state = inherited(context, index)
        masked = sentence.view.masked
        if state.side is None and last[1].side and _carries(context, words, index, last[0], masked):
            state = replace(last[1], how="carried", polarity=None)
        if state.side is None and not names_side(words, masked):
            last = (-1, State())  # most sentences: nothing here is about a side
            continue
        if words.forms.defines.search(masked):
            last = (-1, State())
            continue
        named: State | None = None
        said, argued = "", list[Candidate]()  # the last clause that named a side; what the last one argued
        listed: str | None = None  # whether a list behind a colon is one of merits or of faults
        for first, end, kept in _sided(words, sentence, state):
            clause_text, before = masked[first:end], masked[:first].rstrip()
            if kept.how == "explicit":
                named, said = _meant(words, named, kept, clause_text), clause_text
            if before.endswith(":"):  # "the benefits are clear: …", and on to the end of the list
                listed = valued(context.knowledge, sentence.lang, before)
            elif not before.endswith(_LISTS):
                listed = None
            if listed and kept.how in ("sentence", "carried"):
                kept = replace(kept, polarity=listed)
            told = _is_told(kept) or bool(said) and _follows(words, said, clause_text)
            if not (_tells_of_names(words, masked, clause_text, kept) or _is_unsaid(words, before, clause_text)):
                argued = _of_reason(words, clause_text, kept, argued, list(_arguments(context, index, words, first, end, kept)))
                found.extend((one, told) for one in argued)
        if words.manner.tells_of_names and words.said.things.search(masked):
            named = None  # what goes on tells of what was named: "It supports …"
        last = (sentence.view.block, state if state.how == "carried" else named or State())
    return _weighed(context, found)


_NEAR = 60  # characters within which a good stands before what is said to have it
_WEIGHING = 2  # clauses that name a side from which on an article weighs the sides
_LISTS = (",", "、")  # what parts the entries of a list within a sentence
_HEAD = 6  # characters at the head of a clause among which stands what joins it to the one before
_LONG = 600  # characters from which on an article names the sides more than once where it weighs them


def _tells_of_names(words: Words, masked: str, clause_text: str, state: State) -> bool:
    """Whether a clause tells of things that it names, or of their news; not what follows for others (", making it easier …")."""
    if not words.manner.tells_of_names or words.said.things.search(clause_text):
        return words.manner.tells_of_names
    goes_on = state.thing and state.how == "sentence" and words.follow.match(clause_text.lstrip()) is not None
    return words.said.news.search(masked) is not None and not goes_on


def _is_unsaid(words: Words, before: str, clause_text: str) -> bool:
    """Whether a clause hangs on words that take it back or leave it open ("not | because openness is safe"), or only supposes."""
    hung = words.said.hangs.match(clause_text) is not None and words.said.unsaid.search(before) is not None
    return hung or words.said.supposed.match(clause_text) is not None


def _meant(words: Words, named: State | None, kept: State, clause_text: str) -> State:
    """Which side a sentence goes on from: the first that it names, but none that "while" only grants where it names the other."""
    if named is None:
        return replace(kept, granted=words.said.conceded.match(clause_text) is not None)
    return kept if named.granted and kept.side != named.side else named


def _of_reason(words: Words, clause_text: str, state: State, before: list[Candidate], here: list[Candidate]) -> list[Candidate]:
    """What a clause argues; as the reason for what the one before argued, nothing to the contrary: "it is safe, as nobody sees it"."""
    if not before or state.how == "explicit" or words.because.match(clause_text) is None:
        return here
    poles = {(said["side"], said["polarity"]) for said in (dict(one.claim.value) for one in before)}
    sides = {side for side, _ in poles}
    said = [(one, dict(one.claim.value)) for one in here]
    return [one for one, value in said if value["side"] not in sides or (value["side"], value["polarity"]) in poles]


def _is_told(state: State) -> bool:
    """Whether a clause, its heading or what it gives as the reason says which side it is about."""
    return state.how in ("explicit", "heading") or state.deed


def _follows(words: Words, said: str, clause_text: str) -> bool:
    """Whether a clause tells what comes of a side that the one before named ("如果开源,…就…", "…,从而…")."""
    return words.cause.match(said) is not None or words.follow.search(clause_text[:_HEAD]) is not None


def _weighed(context: Context, found: list[tuple[Candidate, bool]]) -> list[Candidate]:
    """The candidates; where sentences run on, without those whose side was named before in a long article that weighs none."""
    if len(context.article.text) < _LONG or sum(told for _, told in found) >= _WEIGHING:
        return [candidate for candidate, _ in found]
    here = context.sentences
    return [one for one, told in found if told or not words_for(context.knowledge, here[one.sentence].lang).manner.runs_on]


def _cells(context: Context, index: int, head: Sentence | None) -> Iterator[Candidate]:
    """The arguments in a table's row: the header names the sides, the first cell the aspect; or the other way round."""
    sentence = context.sentences[index]
    if sentence.block.kind != "row" or head is None or head.block.table != sentence.block.table or head is sentence:
        return
    words, columns = words_for(context.knowledge, sentence.lang), _columns(sentence)
    labels = _columns(head, len(columns))
    for number, (first, end, text) in enumerate(columns[1:], 1):
        marks = [GLOSS.sub("", mark) for mark in (columns[0][2], labels[number][2] if number < len(labels) else "")]
        sides = [sides_of(words, mark) for mark in marks]
        if sorted(map(len, sides)) != [0, 1] or words.said.things.search(" ".join([*marks, text])):
            continue
        label = marks[0 if sides[1] else 1]
        poles = [p for p in ("pro", "con") if words.heading[p].search(label)]
        state = State([*sides[0], *sides[1]][0], poles[0] if len(poles) == 1 else None, "heading")
        readings = [r for r in read(context.knowledge, sentence.lang, text) if r.polarity and r.sure or state.polarity]
        for r in led(context.knowledge, sentence.lang, text, label, readings):
            yield _candidate(context, index, (first, end), state, (r, str(r.polarity or state.polarity)))


def _columns(sentence: Sentence, most: int | None = None) -> list[tuple[int, int, str]]:
    """The cells of a row, empty ones too: where each runs in the masked text, and its text. The first `most` are enough,
    where that is given: each short row below a long header asks for it.
    """
    found, at = [], 0
    for piece in sentence.view.masked.split("|", -1 if most is None else most + 2):
        found.append((at + len(piece) - len(piece.lstrip()), at + len(piece.rstrip()), piece.strip()))
        at += len(piece) + 1
    return found[1:] if sentence.view.masked.lstrip().startswith("|") else found


def _carries(context: Context, words: Words, index: int, block: int, masked: str) -> bool:
    """Whether a sentence goes on about the side of the one before: in its block, or in the next with "this", "they"."""
    here = context.sentences[index]
    if words.said.elsewhere.match(masked):
        return False
    if here.view.block == block:
        return bool(words.carry.match(masked))
    if here.view.block != block + 1 or not words.strong.match(masked):
        return False
    return here.block.kind == context.article.blocks[block].kind == "paragraph"


def _clauses(words: Words, sentence: Sentence) -> Iterator[tuple[int, int]]:
    masked = sentence.view.masked
    start = 0
    for match in words.manner.clause.finditer(masked):
        if match.start() - start < 24 and words.forms.lead.match(masked[start : match.start()]):
            continue  # "在质量上,闭源…更高" is one
        if match.start() - start > 1:
            yield start, match.start()
        start = match.start() if match.group()[0].isalnum() else match.end()
    if len(masked) - start > 1:
        yield start, len(masked)


def _sided(words: Words, sentence: Sentence, state: State) -> Iterator[tuple[int, int, State]]:
    """Each clause of a sentence that is about a side, with that side."""
    spans = list(_clauses(words, sentence))
    masked = sentence.view.masked
    if state.how == "none":  # "anyone can check it because the code is open"
        for first, end in spans[1:]:
            if words.because.match(masked[first:end]) and (reason := _own(words, masked[first:end], State())).side:
                state = replace(reason, how="sentence", polarity=None)
    if state.how == "none" and (fear := words.said.fear.search(masked)):  # "fearing misuse, they will not open it"
        deeds = [d for f, e in spans if f > fear.start() and (d := _own(words, masked[f:e], State())).deed]
        state = State(OTHER[str(deeds[0].side)], None, "sentence") if deeds else state
    yield from _wanted(words, masked, spans)
    yield from _favoured(words, masked, spans)
    aside = ""  # the side that the clause before only held another against: "unlike closed models, which …"
    for first, end in spans:
        told = state.side if state.how != "heading" else None  # what a heading names is not what a clause goes on from
        text = masked[first:end]
        goes_on = State(aside, None, "sentence") if aside and words.said.relative.match(text) else state
        kept = _own(words, text, goes_on)
        aside = _held_alone(words, text)
        if kept.side is None:
            continue
        kept = replace(kept, before=told)
        yield first, end, kept
        if kept.how == "explicit":
            state = replace(kept, how="sentence")


def _held_alone(words: Words, text: str) -> str:
    """The side of a clause that only holds it against another ("unlike closed models"), or nothing."""
    sides = {n.side for n in named_in(words, text)} if words.said.compared.match(text) else set()
    return sides.pop() if len(sides) == 1 else ""


def _wanted(words: Words, masked: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, State]]:
    """What somebody may want for whom a sentence advises a side: "If you value privacy, go for an open model"."""
    for first, end in spans:
        text = masked[first:end]
        if not words.said.chosen.search(text):
            continue
        sides = {str(m.lastgroup) for m in words.sides.finditer(text)}
        if len(sides) != 1 or words.near["both"].search(text):
            continue
        side, own = sides.pop(), words.said.wants.search(text)
        if own and not words.sides.search(text, own.start()):
            yield first + own.start(), end, State(side, "pro", "explicit")
        for before in ((f, e) for f, e in spans if f < first):
            if words.said.wants.match(masked[before[0] : before[1]].lstrip()) and not words.sides.search(masked, *before):
                yield *before, State(side, "pro", "explicit")


def _favoured(words: Words, masked: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, State]]:
    """A list of goods, and behind it the side that they are said to favour: "cost and privacy, all these make open models …"."""
    for (first, end), (after, stop) in pairwise(spans):
        text, goods = masked[after:stop], masked[first:end]
        if not words.said.favoured.match(text) or words.sides.search(goods):
            continue
        side = _own(words, text, State()).side
        if side and side != "hybrid" and ("、" in goods or words.said.told_these.match(text)):
            yield first, end, State(side, "pro", "sentence")


def _own(words: Words, text: str, state: State) -> State:
    """The side that a clause is about: the first that it names as its subject, else the one that holds already."""
    may = set(words.told.passing(lowered(text)))
    mixed = words.near["hybrid"].search(text) if HYBRID in may else None
    if mixed and not words.near["behind"].search(text[: mixed.start()]):
        return State("hybrid", state.polarity, "explicit")
    if GAP in may and words.forms.gap.search(text):
        return State("open", None, "explicit")
    if BOTH in may and words.near["both"].search(text):
        return State()
    named = named_in(words, text)
    for role in ("subject", "thing"):
        if first := next((n for n in named if n.role == role), None):
            polarity = state.polarity if state.side in (None, first.side) else None
            return State(first.side, polarity, "explicit", role == "thing", deed=first.deed, lost=first.lost, chosen=first.chosen)
    alone = bool(named) and words.said.compared.match(text) and not words.said.one.search(text)
    if named and (alone or state.side is None or {n.side for n in named} == {state.side}):  # "they are slow compared to open models"
        return State(OTHER[named[0].side], None, "explicit") if alone else State()
    if state.side is None or (state.polarity is None and words.said.one.search(text)):
        return State()
    if words.forms.rules.search(text) and state.side == "open":
        return replace(state, lost=True)  # rules against the open side
    if (state.deed or state.chosen) and words.said.fear.search(text) or state.deed and words.because.match(text):
        return replace(state, side=OTHER[state.side])
    return state


def _arguments(context: Context, index: int, words: Words, first: int, end: int, state: State) -> Iterator[Candidate]:
    """The arguments of one clause."""
    sentence = context.sentences[index]
    lang, text = sentence.lang, sentence.view.masked[first:end]
    if len(text) > words.manner.longest:
        return
    named = named_in(words, text)
    spans = [(n.start, n.end) for n in named]
    readings = read(context.knowledge, lang, text, spans)
    if state.how == "explicit" and not state.thing:
        over = context.sentences[sentence.headings[-1]].view.masked if sentence.headings else ""
        label = over if sentence.block.kind == "item" and len(over) < 24 else ""
        readings = led(context.knowledge, lang, text, label, readings)
    if state.how == "heading" and state.polarity and sentence.block.kind == "item" and not letters(sentence.view.masked[:first]):
        readings = labelled(context.knowledge, lang, text, readings)
    if not readings and state.how == "explicit" and (pole := met(context.knowledge, text)):
        readings = [replace(r, polarity=pole, sure=2, start=len(text), end=len(text)) for r in read(context.knowledge, lang, _those(context, index, first))]
    if not readings:
        return
    frame = state.polarity or valued(context.knowledge, lang, text)
    feared = min((r.start for r in readings if r.aspect == "safety" and r.polarity == "con"), default=len(text))
    if state.side == "open" and words.said.misusers.match(text):
        feared = -1
    lacked = m.start() if (m := words.said.withheld.search(text)) else 0
    for reading in readings:
        polarity = "con" if reading.start < lacked else reading.polarity or frame
        if not (reading.polarity or state.polarity) and (state.how == "heading" or state.how == "sentence" and words.said.merits.search(text)):
            state = replace(state, polarity=frame)  # "the biggest advantage is …", where the side was named before
        if polarity == "pro" and reading.start > feared or state.polarity == OTHER.get(polarity or "") and not words.said.turns.match(text):
            continue  # what those who misuse it "can"; the heading, or what leads to the list, says otherwise
        if reading.polarity is None and set_aside(context.knowledge, text, reading.start):
            continue
        if polarity is None or _of_one(words, sentence, text, state) or not _counts(words, text, state, reading, named):
            continue
        for side, pole in _placed(words, named, text, state, (reading, polarity)):
            yield _candidate(context, index, (first, end), replace(state, side=side), (reading, pole))


def _those(context: Context, index: int, first: int) -> str:
    """What "these" benefits or needs of a clause are told in: the clause before it, or the sentence before in its block."""
    here, said = context.sentences, context.sentences[index].view.masked[:first]
    alone = not letters(said) and index and here[index - 1].view.block == here[index].view.block
    return here[index - 1].view.masked if alone else re.split("[;。]", said)[-1]


def _of_one(words: Words, sentence: Sentence, clause: str, state: State) -> bool:
    """Whether a sentence tells of the models or products that it names, not of a side; in speech it may be both."""
    if not words.manner.tells_of_names or state.thing or not words.said.things.search(sentence.view.masked):
        return False
    if state.how == "explicit":
        return words.said.things.search(clause) is not None
    return state.polarity is None and not (sentence.speaker or sentence.scopes)


def _counts(words: Words, text: str, state: State, reading: Reading, named: Sequence[Named]) -> bool:
    """Whether an aspect's reading is argument enough for how the side is known."""
    if state.thing:
        return reading.sure == 2 and state.how != "explicit" and bool(words.follow.search(text))
    if words.said.refuted.search(text) or reading.aspect == "performance" and words.said.wished.search(text):
        return False
    if state.how in ("sentence", "carried") and (words.said.others.match(text) or words.said.aside.match(text)):
        return False
    if state.how == "carried" and (words.said.wanted.search(text) or words.said.few.match(text)):
        return False
    if state.how == "carried":
        return (reading.sure == 2 or state.polarity is not None) and not (words.said.things.search(text) or words.said.makers.search(text))
    if state.how == "heading":
        if not reading.polarity:
            return state.polarity is not None
        return reading.sure > 0 and state.polarity in (None, reading.polarity)
    if state.how == "sentence":
        return reading.sure > 0 or state.polarity is not None
    nearest = [n for n in named if n.start < reading.end]
    feared = reading.polarity == "con" and words.said.choosers.search(text, 0, reading.start)
    if feared or reading.sure == 1 and not _is_its(words, text, reading, named):
        return False
    if nearest and nearest[-1].role == "thing" and not any(n.role == "subject" and n.side == nearest[-1].side for n in nearest):
        return False
    side_first = nearest or reading.polarity == "con" or reading.sure == 1 or not any(n.start > reading.end + 4 for n in named)
    if side_first or words.said.either_way.search(text):
        return True
    later = [n.start for n in named if n.start > reading.end]
    if words.said.withheld.search(text, reading.end) or words.said.granted.search(text, reading.end, reading.end + _NEAR):
        return True
    return any(words.said.worth.search(text[reading.end : at]) or words.said.doing.search(text[:at]) for at in later)


def _is_its(words: Words, text: str, reading: Reading, named: Sequence[Named]) -> bool:
    """Whether an evil that a clause only names is told to be a side's: "open weights carry risks", "the risks of open weights"."""
    for n in named:
        if n.end <= reading.start:
            if words.said.bearing.search(between := text[n.end : reading.start]) or not between.strip():
                return True
        elif n.start < reading.end or words.said.borne.search(text[reading.end : n.start]):
            return True
    return not named


def _placed(words: Words, named: Sequence[Named], text: str, state: State, said: tuple[Reading, str]) -> Iterator[tuple[str, str]]:
    """The sides that a reading falls to: the one named before it; "free of a closed vendor" falls to both."""
    reading, polarity = said
    owes = reading.aspect == "cost" and words.said.cost_of.match(text, reading.end)  # "the cost of proprietary software"
    leans = owes or reading.aspect == "control" and words.said.dependent.search(text[reading.start : reading.end])
    handed = reading.aspect == "privacy" and polarity == "con"  # data handed to somebody's service
    if leans or handed:
        if any(n.side == "closed" and reading.start <= n.start <= reading.end + 24 for n in named):
            yield "closed", "con"
            if "open" in [n.side for n in named] or state.before == "open":
                yield "open", "pro"
            return
        if handed and not named and reading.sure == 2 and state.how == "sentence":
            yield "closed", "con"
            return
    if words.said.compared.match(text) and (other := next((n for n in named if n.role == "held" and _tells_of(text, n, reading)), None)):
        yield other.side, polarity  # "unlike opaque closed models"
        return
    before = [n for n in named if n.role == "subject" and n.start < reading.end]
    if not before and named and named[0].lost:
        return  # "rules that fit nobody stifle the open side": of the rules
    nearest = before[-1].side if before else state.before if named else None
    lost = before[-1].lost if before else state.lost and not named
    yield (nearest if nearest and state.side != "hybrid" else str(state.side)), OTHER[polarity] if lost else polarity


def _tells_of(text: str, held: Named, reading: Reading) -> bool:
    """Whether a word of good or bad is said of the very side that a clause holds another against."""
    return reading.end <= held.end or not text[held.end : reading.start].strip()


def _candidate(
    context: Context, index: int, run: tuple[int, int], state: State, said: tuple[Reading, str]
) -> Candidate:
    sentence = context.sentences[index]
    view, (first, end), (reading, polarity) = sentence.view, run, said
    stops = "|" if sentence.block.kind == "row" else language(context.knowledge, sentence.lang).stops
    left, right = clause(view, first, end, stops)
    start, stop = view.span(max(left, 0), right)
    confidence = 0.5 + 0.05 * reading.sure + 0.1 * (state.polarity == polarity) - 0.05 * state.thing
    confidence += {"explicit": 0.15, "carried": -0.1, "heading": 0.15 * (state.polarity == polarity)}.get(state.how, 0.0)
    speech = _said(context, index, min(first + reading.start, end - 1), min(first + reading.end, end))
    claim = Claim(
        kind=KIND,
        start=start,
        end=stop,
        quote=context.article.text[start:stop],
        value=(("aspect", reading.aspect), ("polarity", polarity), ("side", state.side)),
        time=speech.when if speech else None,
        speaker=speech.speaker if speech else context.sentences[index].speaker,
        confidence=round(confidence, 3),
        rule=f"argument/{reading.aspect}.{sentence.lang}",
    )
    return Candidate(claim, index, None)


def _said(context: Context, index: int, first: int, end: int) -> Scope | None:
    """In whose speech a reason stands: one reported here, or one that goes on from the paragraph's sentences before."""
    sentence = context.sentences[index]
    if (said := context.said_at(index, first, end)) or sentence.scopes or sentence.speaker:
        return said
    others = cues(context.knowledge).other_voice
    if others.match(sentence.view.masked):
        return None
    for number in range(index - 1, max(-1, index - 4), -1):
        other = context.sentences[number]
        if other.view.block != sentence.view.block or others.match(other.view.masked):
            return None
        if before := [s for s in other.scopes if s.end >= len(other.view.masked) - 2]:
            return before[-1]
        if other.view.mentions(("Person",)):
            return None
    return None
