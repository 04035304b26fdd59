"""Argument sentences: which side is argued for or against, on which aspect, in whose words."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kg.aspects import DEFINES, GAP, LEAD, RULES, Reading, joined, led, met, read, valued
from kg.claims import Candidate
from kg.context import Context, Scope, Sentence
from kg.knowledge import Knowledge
from kg.masking import MARKS, clause
from kg.model import Claim
from kg.regexes import compiled
from kg.sieve import Sieve, lowered, sieve_of

KIND = "argument"  # the one kind whose frames are aspects and sides instead of roles
OTHER = {"open": "closed", "closed": "open"}
_SIDES, _HYBRID, _BOTH, _GAP = range(4)  # places in `Words.told`
_THING = f"[{MARKS['Model']}{MARKS['Product']}{MARKS['Dataset']}]"
_MAKER = f"[{MARKS['Organization']}{MARKS['Person']}]"
_CLAUSES = {
    "zh": re.compile(r"[,;。!?:](?!\d)|(?:但是?|然而|而(?!且|是|非|言|来|又)|不过|相反|反之|相比之下)(?=[^,;。]{3})"),
    "en": re.compile(  # a comma inside a list ("privacy, cost and control") ends no clause
        r"[;:!?]|[,.](?!\d)(?= )(?! (?:[\w-]+ ){0,2}[\w-]+(?:,| and\b| or\b))"
        r"(?! (?:and|or) (?:[\w-]+ ){0,2}[\w-]+(?:[,.;]|$))| (?:-|--|—|–) "
        r"|\b(?:but|while|whereas|although|though|however|because|since|so that|unless"
        r"|and (?=(?:it|they|this|that|\w+) (?:is|are|can|have|has|do|does|give|allow|will|would)))\b"
    ),
}
# One thing is spoken of, no class.
_ONE = re.compile(
    rf"{_THING}|该(?:模型|系列|版本|公司|项目)|本(?:模型|项目|仓库|系列|公司)|我们的(?:模型|产品|系统)"
    r"|\b(?:our|this) (?:models?|products?|system|tool|platform|approach|method|release|version|library)\b",
    re.I,
)
# English news of a thing ("X launches Y, an open-source tool"): a reason for a course is told of no one thing by name.
_NEWS = re.compile(rf"{_MAKER}.*\b(?:releas|launch|unveil|announc)(?:es|ed|ing|s)\b", re.I)
# Who made or owns the one thing that a side's word is said of: "Meta's open models".
_OWNED = re.compile(
    rf"{_MAKER}\s?(?:的|'s|宣布|已|也|将|正式|又|首次|把|has|have|had|will|recently)?\s?$"
    rf"|{_MAKER} (?:[a-z]+ )?(?:offers?|sells?|makes?|builds?|provides?|develops?|publishes|ships)(?: [\w-]+){{0,2}} $"
)
# Somebody else's doings, where the side was named before: "你需要…", "他们希望…", "‹organization›则面临…".
_OTHERS = re.compile(rf"\W*(?:但是?|而|则|也|同时|并且|因为|所以|因此|甚至)?(?:你|我(?!国)|他|她|大家|人们|受访|员工|{_MAKER})")
# What only belongs to a course that was named before: a list without a verb, what somebody means to do.
_ASIDE = re.compile(r"\W*(?:包括|涵盖|涉及|旨在|以期|希望|期待|表示|该建议|including\b|such as\b|aim(?:s|ing)? to\b|in order to\b)", re.I)
# "an open-source tool that …": one thing is described.
_DESCRIBED = re.compile(r" (?:(?!(?:is|are|can|may|has|will|lets?|gives?|means|could)\b)[\w-]+ ){1,4}(?:that|which|for|optimi[sz]ed|designed|aimed)\b", re.I)
_REFUTED = re.compile(r"(?:以前|过去|曾经|原本|起初|一度)[^,;。]{0,12}(?:觉得|认为|以为)|误以为|误解|误区|谬误|并不意味着|不等于|不(?:认同|同意|赞同)|反驳|驳斥|\b(?:myth|misconception|fallacy|debunk\w*|disagree\w*|not true that|untrue)\b", re.I)  # no longer held
_WANTED = re.compile("需要|应该|应当|必须|我们")
_LISTED = re.compile(
    rf"{_THING}(?:\s?(?:、|,|和|与|and|or)\s?{_THING})*\s?"
    r"(?:等|这样|之类|一类|这类|,? and other|,? or other)[^,;。]{0,6}$"
)
_EXAMPLE = re.compile(r"(?:such as|like|e\.g\.|including|for example|以|如|例如|比如|像|包括|\()\s?$", re.I)
# "the open-source 7B version of …": of one thing, whatever its name.
_EDITION = re.compile(r" (?:[\w.\-\ue000-\uefff]+ ){0,2}(?:versions?|variants?|editions?|releases?|checkpoints?|counterparts?) (?:of|to) ", re.I)
_RELEASED, _DOER = re.compile(r"(?:releas|publish|shar|open)ed\b", re.I), re.compile(rf"(?:{_MAKER}|\b(?:has|have|had)) $")
_SUBJECT = re.compile(r"(?:\w| )*?\b(?:can|may|lets|allows|means|could|will)\b|(?:模型|软件)?(?:可以|能够|能|会)", re.I)
_WORTHS = r"(?:advantages?|benefits?|strengths?|upsides?|virtues?|problems?|challenges?|drawbacks?|downsides?|weakness(?:es)?|risks?)"
_OF_CLASS = re.compile(rf"\b{_WORTHS} (?:of|for|in|with|to) (?:the |using |adopting )?$", re.I)  # "an advantage of"
# "Speed is an advantage of open source": what stands before the side is said of it.
_WORTH = re.compile(
    rf"\b(?:is|are|was|were|been|remains?)\b[^,;]*{_OF_CLASS.pattern}"
    r"|\b(?:by|through|from|thanks to) (?:using|choosing|running|switching to|adopting|moving to|relying on|deploying|building on)"
    r" (?:an? |the |their |its )?$",
    re.I,
)
_ANY = re.compile(r"\W*(?:for [\w ]{3,20}, )?(?:[A-Za-z]+ing )?an? (?:[\w-]+ ){0,3}$", re.I)  # "a large open model is"
_DEED = re.compile(r"^(?:不|未|没|尚未|拒绝|停止|并未|not|never|without|withh|keep|hid)", re.I)
_FEAR = re.compile(r"担心|担忧|害怕|唯恐|出于|\b(?:fear|worr|concern|afraid)", re.I)
_COMPARED = re.compile(r"\W*(?:compared|unlike|in contrast|与|和|相比|相较|不同于|不像)", re.I)
_DEPENDENT = re.compile(r"depend|relian|rel(?:y|ies)|lock|依赖|受制|锁定|绑定", re.I)


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The side words of one language, compiled."""

    sides: re.Pattern  # groups: open, closed
    told: Sieve  # of `sides`, `hybrid`, `both` and GAP those that a text may have, by their places
    near: dict[str, re.Pattern]  # what stands beside a side's word and says what part it plays
    heading: dict[str, re.Pattern]
    carry: re.Pattern
    strong: re.Pattern
    because: re.Pattern
    follow: re.Pattern
    cause: re.Pattern


@functools.cache
def words_for(knowledge: Knowledge, lang: str) -> Words:
    """The side words of a language, compiled once for each knowledge."""
    sides, aspects = knowledge.cues["sides"]["words"][lang], knowledge.cues["aspects"]
    plain = ("hybrid", "both", "behind", "flip", "flip_after", "thing_before", "thing_after", "held_after")
    lean = {name: joined(words, lang) for name, words in aspects["lean"][lang].items()}
    either = compiled(f"(?P<closed>{sides['closed']})|(?P<open>{sides['open']})", re.I)
    near = {name: compiled(sides[name], re.I) for name in plain}
    return Words(
        either,
        sieve_of(f"sides-{lang}", [either, near["hybrid"], near["both"], GAP]),
        near,
        {p: compiled(joined(aspects["headings"][lang][p], lang), re.I) for p in ("pro", "con")},
        compiled(r"\W*" + lean["carry"], re.I),
        compiled(r"\W*" + lean["strong"], re.I),
        compiled(r"\W*(?:and |but |也|正)?" + lean["because"], re.I),
        compiled(lean["follow"], re.I),
        compiled(r"\W*(?:但|而|且|也)?" + lean["cause"], re.I),
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
    before: str | None = None  # the side that held before this clause named its own
    deed: bool = False  # the side is one's choice ("they will not open it"): what is feared speaks against the other


@dataclass(frozen=True, slots=True)
class Named:
    """A side's word in a clause. `role`: subject, held (what a subject is held against), thing (of one named thing)."""

    start: int
    end: int
    side: str
    role: str
    deed: bool = False


def find(context: Context) -> list[Candidate]:
    """The arguments in an article's sentences, one candidate for each side, polarity and aspect of a clause."""
    found: list[tuple[Candidate, bool]] = []  # with whether the clause says itself what it is about
    last: tuple[int, State] = (-1, State())
    head: Sentence | None = None  # the last table's header
    for index, sentence in enumerate(context.sentences):
        if sentence.block.kind in ("heading", "row", "code") or sentence.question:
            head = sentence if sentence.block.header else head
            found.extend((cell, True) for cell in _cells(context, index, head))
            last = (-1, State())
            continue
        words = words_for(context.knowledge, sentence.lang)
        state = _inherited(context, index)
        masked = sentence.view.masked
        if state.side is None and last[1].side and _carries(context, words, index, last[0], masked):
            state = replace(last[1], how="carried", polarity=None)
        if state.side is None and not _names_side(words, masked):
            last = (-1, State())  # most sentences: nothing here is about a side
            continue
        if DEFINES.search(masked):
            last = (-1, State())
            continue
        named: State | None = None
        said = ""  # the last clause that named a side
        for first, end, kept in _sided(words, sentence, state):
            clause_text = masked[first:end]
            if kept.how == "explicit":
                named, said = named or kept, clause_text
            told = _is_told(kept) or bool(said) and _follows(words, said, clause_text)
            if sentence.lang != "en" or not (re.search(_THING, clause_text) or _NEWS.search(masked)):
                found.extend((one, told) for one in _arguments(context, index, words, first, end, kept))
        last = (sentence.view.block, state if state.how == "carried" else named or State())
    return _weighed(context, found)


# A Chinese sentence runs on over many clauses: what its later ones praise or fear is seldom the side that the first one
# named in passing, unless the article weighs the sides in so many clauses by their names.
_WEIGHING = 2
_HEAD = 6  # characters at the head of a clause among which stands what joins it to the one before
_LABEL = 5  # characters beside the side's word in a heading that only names it
_LONG = 600  # characters from which on an article names the sides more than once where it weighs them


def _is_told(state: State) -> bool:
    """Whether a clause, its heading or what it gives as the reason says which side it is about."""
    return state.how in ("explicit", "heading") or state.deed


def _follows(words: Words, said: str, clause_text: str) -> bool:
    """Whether a clause tells what comes of a side that the one before named ("如果开源,…就…", "…,从而…")."""
    return words.cause.match(said) is not None or words.follow.search(clause_text[:_HEAD]) is not None


def _weighed(context: Context, found: list[tuple[Candidate, bool]]) -> list[Candidate]:
    """The candidates, in Chinese without those whose side was named before where a long article weighs no sides."""
    if len(context.article.text) < _LONG or sum(told for _, told in found) >= _WEIGHING:
        return [candidate for candidate, _ in found]
    return [one for one, told in found if told or context.sentences[one.sentence].lang != "zh"]


def _cells(context: Context, index: int, head: Sentence | None) -> Iterator[Candidate]:
    """The arguments in a table's row: the header names the sides, the first cell the aspect; or the other way round."""
    sentence = context.sentences[index]
    if sentence.block.kind != "row" or head is None or head.block.table != sentence.block.table or head is sentence:
        return
    words, labels = words_for(context.knowledge, sentence.lang), _columns(head)
    columns = _columns(sentence)
    for number, (first, end, text) in enumerate(columns[1:], 1):
        marks = [columns[0][2], labels[number][2] if number < len(labels) else ""]
        sides = [{m.lastgroup for m in words.sides.finditer(mark)} for mark in marks]
        if sorted(map(len, sides)) != [0, 1] or re.search(_THING, " ".join([*marks, text])):
            continue
        label = marks[0 if sides[1] else 1]
        poles = [p for p in ("pro", "con") if words.heading[p].search(label)]
        state = State(str([*sides[0], *sides[1]][0]), poles[0] if len(poles) == 1 else None, "heading")
        readings = [r for r in read(context.knowledge, sentence.lang, text) if r.polarity and r.sure or state.polarity]
        for r in led(context.knowledge, sentence.lang, text, label, readings):
            yield _candidate(context, index, (first, end), state, (r, str(r.polarity or state.polarity)))


def _columns(sentence: Sentence) -> list[tuple[int, int, str]]:
    """The cells of a row, empty ones too: where each runs in the masked text, and its text."""
    found, at = [], 0
    for piece in sentence.view.masked.split("|"):
        found.append((at + len(piece) - len(piece.lstrip()), at + len(piece.rstrip()), piece.strip()))
        at += len(piece) + 1
    return found[1:] if sentence.view.masked.lstrip().startswith("|") else found


def _carries(context: Context, words: Words, index: int, block: int, masked: str) -> bool:
    """Whether a sentence goes on about the side of the one before: in its block, or in the next with "this", "they"."""
    here = context.sentences[index]
    if here.view.block == block:
        return bool(words.carry.match(masked))
    if here.view.block != block + 1 or not words.strong.match(masked):
        return False
    return here.block.kind == context.article.blocks[block].kind == "paragraph"


def _clauses(sentence: Sentence) -> Iterator[tuple[int, int]]:
    masked = sentence.view.masked
    start = 0
    for match in _CLAUSES[sentence.lang].finditer(masked):
        if match.start() - start < 24 and LEAD.match(masked[start : match.start()]):
            continue  # "在质量上,闭源…更高" is one
        if match.start() - start > 1:
            yield start, match.start()
        start = match.start() if match.group()[0].isalnum() or match.group() > "一" else match.end()
    if len(masked) - start > 1:
        yield start, len(masked)


def _sided(words: Words, sentence: Sentence, state: State) -> Iterator[tuple[int, int, State]]:
    """Each clause of a sentence that is about a side, with that side."""
    spans = list(_clauses(sentence))
    masked = sentence.view.masked
    if state.how == "none":  # "anyone can check it because the code is open"
        for first, end in spans[1:]:
            if words.because.match(masked[first:end]) and (reason := _own(words, masked[first:end], State())).side:
                state = replace(reason, how="sentence", polarity=None)
    if state.how == "none" and (fear := _FEAR.search(masked)):  # "fearing misuse, they will not open it"
        deeds = [d for f, e in spans if f > fear.start() and (d := _own(words, masked[f:e], State())).deed]
        state = State(OTHER[str(deeds[0].side)], None, "sentence") if deeds else state
    for first, end in spans:
        told = state.side if state.how != "heading" else None  # what a heading names is not what a clause goes on from
        kept = replace(_own(words, masked[first:end], state), before=told)
        if kept.side is None:
            continue
        yield first, end, kept
        if kept.how == "explicit":
            state = replace(kept, how="sentence")


def _inherited(context: Context, index: int) -> State:
    """The side and polarity that headings and a list's introduction set, the innermost first."""
    sentence = context.sentences[index]
    side = polarity = None
    label = False  # whether the heading says little more than the side
    thing = bool(re.search(_THING, sentence.view.masked))
    above = [*reversed(sentence.headings)]
    if sentence.parent is not None and sentence.parent != index:
        above.insert(0, sentence.parent)
    for number in above:
        other = context.sentences[number]
        text = other.view.masked
        thing = thing or (other.block.kind != "heading" and bool(re.search(_THING, text)))
        if other.block.kind != "heading" and len(text) > 40 * (1 + (other.lang == "en")):
            continue
        told = _over(context.knowledge, other.lang, text)
        if side is None and told.side:
            side, label = told.side, told.label
        polarity = polarity or told.polarity
    if side is None or (polarity is None and (sentence.block.kind != "item" or thing or not label)):
        return State()  # a paragraph or a list of names under "开源大模型" may be about anything
    return State(side, polarity, "heading")


@dataclass(frozen=True, slots=True)
class Over:
    """What a heading or an introduction says of all below it. `label`: it says little more than the side."""

    side: str | None
    label: bool
    polarity: str | None


@functools.lru_cache(maxsize=512)  # it is asked for each sentence below
def _over(knowledge: Knowledge, lang: str, text: str) -> Over:
    """The one side and the one polarity that a heading or an introduction names."""
    words = words_for(knowledge, lang)
    marks = [p for p in ("pro", "con") if words.heading[p].search(text)]
    polarity = marks[0] if len(marks) == 1 else None
    sides = {m.lastgroup for m in words.sides.finditer(text)}
    if len(sides) != 1 or words.near["both"].search(text) or re.search(_THING, text):
        return Over(None, False, polarity)
    rest = re.sub(r"\W|[\ue000-\uefff]", "", words.sides.sub("", text))
    return Over(sides.pop(), len(rest) <= _LABEL * (1 + 3 * (lang == "en")), polarity)


@functools.lru_cache(maxsize=64)  # a clause is asked for its side, and then for its arguments
def named_in(words: Words, text: str) -> tuple[Named, ...]:
    """The sides' words in a clause, in order, each with the part it plays."""
    if _SIDES not in words.told.passing(lowered(text)):
        return ()
    found = []
    for m in words.sides.finditer(text):
        before, after = text[max(0, m.start() - 120) : m.start()], text[m.end() : m.end() + 60]
        side = str(m.lastgroup)
        before = _LISTED.sub("", before)  # "such as X, Y and other open models": the class is meant
        deed = bool(_DEED.match(m.group()))
        behind = text[m.end() : m.end() + 44]
        flipped = words.near["flip"].search(before[-44:]) or words.near["flip_after"].search(behind)
        if side == "open" and flipped:
            found.append(Named(m.start(), m.end(), "closed", "subject"))
        elif words.near["behind"].search(before[-44:]) or words.near["held_after"].search(after):
            found.append(Named(m.start(), m.end(), side, "held"))
        else:
            thing = not deed and _of_a_thing(words, before, after, m.group(), side == "closed")
            found.append(Named(m.start(), m.end(), side, "thing" if thing else "subject", deed))
    return tuple(found)


def _of_a_thing(words: Words, before: str, after: str, name: str, closed: bool) -> bool:
    """Whether the side's word belongs to one named thing: "开源了‹X›", "‹X› is an open model": no class is meant."""
    if name.lower().endswith("weights") and before.endswith("the "):
        return True
    if _OWNED.search(before) or words.near["thing_after"].search(after) or re.match(r"weights\s(?:are|is)", name, re.I):
        return True
    if _RELEASED.match(name) and _DOER.search(before):
        return True
    generic = _SUBJECT.match(after) or _ANY.match(before) and not _DESCRIBED.match(after)
    if not closed and words.near["thing_before"].search(before) and not generic and not _OF_CLASS.search(before):
        return True
    names = list(re.finditer(_THING, before))
    if names and not _EXAMPLE.search(before[: names[0].start()]):
        return True
    if _EDITION.match(after):
        return True
    match = re.match(rf"(?:了|出|的)?([^,;。.]{{0,10}}?){_THING}", after)
    return match is not None and not _EXAMPLE.search(match.group(1))


def _names_side(words: Words, text: str) -> bool:
    """Whether a text has a side's word, or one for both together."""
    may = set(words.told.passing(lowered(text)))
    return _SIDES in may and words.sides.search(text) is not None or _HYBRID in may and words.near["hybrid"].search(text) is not None


def _own(words: Words, text: str, state: State) -> State:
    """The side that a clause is about: the first that it names as its subject, else the one that holds already."""
    may = set(words.told.passing(lowered(text)))
    mixed = words.near["hybrid"].search(text) if _HYBRID in may else None
    if mixed and not words.near["behind"].search(text[: mixed.start()]):
        return State("hybrid", state.polarity, "explicit")
    if _GAP in may and GAP.search(text):
        return State("open", None, "explicit")
    if _BOTH in may and words.near["both"].search(text):
        return State()
    named = named_in(words, text)
    for role in ("subject", "thing"):
        if first := next((n for n in named if n.role == role), None):
            polarity = state.polarity if state.side in (None, first.side) else None
            return State(first.side, polarity, "explicit", role == "thing", deed=first.deed)
    if named and state.side is None:
        alone = _COMPARED.match(text) and not _ONE.search(text)
        return State(OTHER[named[0].side], None, "explicit") if alone else State()
    if state.side is None or (state.polarity is None and _ONE.search(text)):
        return State()
    if RULES.search(text) and state.side == "open":
        return replace(state, side="closed")  # rules against the open side
    if state.deed and (words.because.match(text) or _FEAR.search(text)):
        return replace(state, side=OTHER[state.side])
    return state


def _arguments(context: Context, index: int, words: Words, first: int, end: int, state: State) -> Iterator[Candidate]:
    """The arguments of one clause."""
    sentence = context.sentences[index]
    lang, text = sentence.lang, sentence.view.masked[first:end]
    named = named_in(words, text)
    spans = [(n.start, n.end) for n in named]
    readings = read(context.knowledge, lang, text, spans)
    if state.how == "explicit" and not state.thing:
        over = context.sentences[sentence.headings[-1]].view.masked if sentence.headings else ""
        label = over if sentence.block.kind == "item" and len(over) < 24 else ""
        readings = led(context.knowledge, lang, text, label, readings)
    if not readings and state.how == "explicit" and (pole := met(text)):  # what "these" are was said in the clause before
        readings = read(context.knowledge, lang, re.split("[;。]", sentence.view.masked[:first])[-1])
        readings = [replace(r, polarity=pole, sure=2, start=len(text), end=len(text)) for r in readings]
    if not readings:
        return
    frame = state.polarity or valued(context.knowledge, lang, text)
    feared = min((r.start for r in readings if r.aspect == "safety" and r.polarity == "con"), default=len(text))
    for reading in readings:
        polarity = reading.polarity or frame
        if polarity == "pro" and reading.start > feared:
            continue  # what those who misuse it "can"
        if polarity is None or _of_one(sentence, text, state) or not _counts(words, text, state, reading, named):
            continue
        for side, pole in _placed(named, text, state, reading, polarity):
            yield _candidate(context, index, (first, end), replace(state, side=side), (reading, pole))


def _of_one(sentence: Sentence, clause: str, state: State) -> bool:
    """Whether an English sentence tells of the models or products that it names, not of a side; in speech it may be both."""
    if sentence.lang != "en" or state.thing or not re.search(_THING, sentence.view.masked):
        return False
    if state.how == "explicit":
        return re.search(_THING, clause) is not None
    return state.polarity is None and not (sentence.speaker or sentence.scopes)


def _counts(words: Words, text: str, state: State, reading: Reading, named: Sequence[Named]) -> bool:
    """Whether an aspect's reading is argument enough for how the side is known."""
    if state.thing:
        return reading.sure == 2 and state.how != "explicit" and bool(words.follow.search(text))
    if _REFUTED.search(text):
        return False
    if state.how in ("sentence", "carried") and (_OTHERS.match(text) or _ASIDE.match(text)):
        return False
    if state.how == "carried" and _WANTED.search(text):
        return False
    if state.how == "carried":
        return reading.sure == 2 and not re.search(_THING + "|" + _MAKER, text)
    if state.how == "heading":
        if not reading.polarity:
            return state.polarity is not None
        return reading.sure > 0 and state.polarity in (None, reading.polarity)
    if state.how == "sentence":
        return reading.sure > 0
    nearest = [n for n in named if n.start < reading.end]
    if nearest and nearest[-1].role == "thing":
        return False
    if nearest or reading.polarity == "con" or not any(n.start > reading.end + 4 for n in named):
        return True
    if re.search("[一-鿿]", text) is not None:  # English names the side first: "funding to build open models"
        return True
    return any(n.start > reading.end and _WORTH.search(text[reading.end : n.start]) for n in named)


def _placed(named: Sequence[Named], text: str, state: State, reading: Reading, polarity: str) -> Iterator[tuple[str, str]]:
    """The sides that a reading falls to: the one named before it; "free of a closed vendor" falls to both."""
    leans = reading.aspect == "control" and _DEPENDENT.search(text[reading.start : reading.end])
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
    before = [n.side for n in named if n.role == "subject" and n.start < reading.end]
    nearest = before[-1] if before else state.before if named else None
    yield (nearest if nearest and state.side != "hybrid" else str(state.side)), polarity


def _candidate(
    context: Context, index: int, run: tuple[int, int], state: State, said: tuple[Reading, str]
) -> Candidate:
    sentence = context.sentences[index]
    view, (first, end), (reading, polarity) = sentence.view, run, said
    stops = "|" if sentence.block.kind == "row" else ";。!?" if sentence.lang == "en" else ",;。!?"
    left, right = clause(view, first, end, stops)
    start, stop = view.span(max(left, 0), right)
    confidence = 0.5 + 0.05 * reading.sure + 0.1 * (state.polarity == polarity) - 0.05 * state.thing
    confidence += {"explicit": 0.15, "carried": -0.1}.get(state.how, 0.0)
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
    for number in range(index - 1, max(-1, index - 4), -1):
        other = context.sentences[number]
        if other.view.block != sentence.view.block:
            return None
        if before := [s for s in other.scopes if s.end >= len(other.view.masked) - 2]:
            return before[-1]
        if other.view.mentions(("Person",)):
            return None
    return None
