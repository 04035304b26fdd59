"""Argument sentences: which side is argued for or against, on which aspect, in whose words."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.claims import Candidate
from kg.context import Context, Sentence
from kg.knowledge import Knowledge
from kg.masking import MARKS, clause
from kg.model import Claim

KIND = "argument"  # the one kind whose frames are aspects and sides instead of roles
_CLAUSES = {
    "zh": re.compile(r"[,;。!?:](?!\d)|(?:但是?|然而|而(?!且)|不过|相反|反之|相比之下)(?=[^,;。]{3})"),
    "en": re.compile(r"[;:!?]|,(?!\d)(?= )|\b(?:but|while|whereas|although|though|however|because|since|and (?=\w+ (?:is|are|can|have|has|do|does|give|allow)))\b"),
}
_CARRY = {
    "zh": re.compile(r"^(?:\s|它|其|这|该|此外|同时|另外|而且|并且|还|也|因此|从而|由于|因为|通过|不仅|这种|这些|另一方面|一方面|首先|其次|最后|再者|例如|比如|用户|企业|开发者|公司|社区|可以|能够|任何人)"),
    "en": re.compile(r"^\W*(?:it|this|they|these|such|its|their|that|which|also|moreover|in addition|additionally|furthermore|for example|for instance|so|because|as a result|by|users|developers|companies|anyone|you|and|plus|second|first|third|finally)\b", re.I),
}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language, compiled."""

    side: dict[str, re.Pattern]
    behind: re.Pattern
    aspects: tuple[tuple[str, re.Pattern | None, re.Pattern | None, re.Pattern | None], ...]
    good: re.Pattern
    bad: re.Pattern
    heading: dict[str, re.Pattern]


@functools.cache
def words_for(knowledge: Knowledge, lang: str) -> Words:
    """The side, aspect and polarity words of a language, compiled once."""
    cues = knowledge.cues
    sides, table = cues["sides"]["words"][lang], cues["aspects"]

    def join(words: list[str] | None) -> re.Pattern | None:
        if not words:
            return None
        border = r"\b" if lang == "en" else ""
        return re.compile(border + "(?:" + "|".join(words) + ")", re.I)

    rows = tuple(
        (name, join(row.get(lang, {}).get("pro")), join(row.get(lang, {}).get("con")), join(row.get(lang, {}).get("topic")))
        for name, row in table["aspects"].items()
    )
    return Words(
        {side: re.compile(sides[side], re.I) for side in ("open", "closed", "hybrid", "both")},
        re.compile(sides["behind"], re.I),
        rows,
        join(table["polarity"][lang]["good"]),
        join(table["polarity"][lang]["bad"]),
        {p: join(table["headings"][lang][p]) for p in ("pro", "con")},
    )


def aspects_in(knowledge: Knowledge, text: str) -> list[str]:
    """The aspects that a stretch of folded text names, in order of appearance."""
    lang = "zh" if re.search("[一-鿿]", text) else "en"
    found: list[tuple[int, str]] = []
    for name, *patterns in words_for(knowledge, lang).aspects:
        starts = [m.start() for p in patterns if p and (m := p.search(text))]
        if starts:
            found.append((min(starts), name))
    return [name for _, name in sorted(found)]


@dataclass(slots=True)
class _State:
    """The side and polarity that hold from one clause to the next, and how they came: the less sure, the less counts."""

    side: str | None = None
    polarity: str | None = None
    how: str = "none"  # explicit in the clause, sentence (named before in it), carried (from the one before), inherited


_SPECIFIC = re.compile(f"[{MARKS['Model']}{MARKS['Product']}]")


def find(context: Context) -> list[Candidate]:
    """The arguments in an article's sentences, one candidate for each side, polarity and aspect of a clause."""
    found: list[Candidate] = []
    last: tuple[int, str | None] = (-1, None)
    for index, sentence in enumerate(context.sentences):
        if sentence.block.kind in ("heading", "row", "code") or _asks(sentence):
            last = (-1, None)
            continue
        words = words_for(context.knowledge, sentence.lang)
        state = _inherited(context, index, words)
        masked = sentence.view.masked
        if state.side is None and last[0] == sentence.view.block and last[1] and _CARRY[sentence.lang].match(masked):
            state = _State(last[1], None, "carried")
        named = None
        for first, end in _clauses(sentence):
            text = masked[first:end]
            side, how = _clause_side(words, text, state)
            if side is None:
                continue
            state.side, state.how = side, how
            if how == "explicit":
                named = side
                state.how = "explicit"
            found.extend(_arguments(context, index, words, first, end, state))
            if how == "explicit":
                state.how = "sentence"
        last = (sentence.view.block, named)
    return found


def _asks(sentence: Sentence) -> bool:
    return sentence.question or bool(re.match(r"\s*(?:什么是|what is|what are)", sentence.view.masked, re.I))


def _clauses(sentence: Sentence) -> Iterator[tuple[int, int]]:
    masked = sentence.view.masked
    start = 0
    for match in _CLAUSES[sentence.lang].finditer(masked):
        if match.start() - start > 3:
            yield start, match.start()
        start = match.start() if match.group()[0].isalnum() or match.group() > "一" else match.end()
    if len(masked) - start > 3:
        yield start, len(masked)


def _inherited(context: Context, index: int, words: Words) -> _State:
    """The side and polarity that headings and a list's introduction set, the innermost first."""
    sentence = context.sentences[index]
    state = _State(how="inherited")
    above = [*reversed(sentence.headings)]
    if sentence.parent is not None and sentence.parent != index:
        above.insert(0, sentence.parent)
    for number in above:
        other = context.sentences[number]
        text = other.view.masked
        if other.block.kind != "heading" and len(text) > 40:
            continue
        heading_words = words_for(context.knowledge, other.lang)
        sides = [s for s in ("open", "closed") if heading_words.side[s].search(text)]
        if state.side is None and len(sides) == 1 and not heading_words.side["both"].search(text):
            state.side = sides[0]
        if state.polarity is None:
            marks = [p for p in ("pro", "con") if heading_words.heading[p].search(text)]
            state.polarity = marks[0] if len(marks) == 1 else None
    if state.polarity is None and sentence.block.kind != "item":
        state.side = None  # a paragraph under "开源大模型" may be about anything
    return state


def _clause_side(words: Words, text: str, state: _State) -> tuple[str | None, str]:
    """The side that a clause is about, and how that is known: the first named that nothing is held against."""
    if words.side["hybrid"].search(text):
        return "hybrid", "explicit"
    if words.side["both"].search(text):
        return None, ""
    named = sorted(
        (m.start(), side)
        for side in ("open", "closed")
        for m in words.side[side].finditer(text)
        if not _of_a_thing(text, m.start(), m.end())
    )
    subjects = [side for at, side in named if not words.behind.search(text[max(0, at - 24) : at])]
    if subjects:
        return subjects[0], "explicit"
    if named:
        other = {"open": "closed", "closed": "open"}[named[0][1]]
        return state.side or other, "explicit"
    if state.side is None or _SPECIFIC.search(text):
        return None, ""
    return state.side, state.how if state.how != "explicit" else "sentence"


def _of_a_thing(text: str, start: int, end: int) -> bool:
    """Whether the side's word belongs to one named thing: "开源了‹X›", "‹X› is an open model": no class is meant."""
    return bool(_SPECIFIC.search(text[max(0, start - 16) : start]) or _SPECIFIC.search(text[end : end + 12]))


def _arguments(context: Context, index: int, words: Words, first: int, end: int, state: _State) -> Iterator[Candidate]:
    sentence = context.sentences[index]
    view = sentence.view
    text = view.masked[first:end]
    explicit = state.how == "explicit"
    for aspect, polarity, sure in _aspects(words, text, state.polarity):
        if not sure and not explicit and not state.polarity:
            continue
        if state.how == "carried" and (not sure or _SPECIFIC.search(view.masked)):
            continue
        left, right = clause(view, first, end, ";。!?" if sentence.lang == "en" else ",;。!?")
        start, stop = view.span(max(left, 0), right)
        confidence = 0.5 + 0.15 * explicit + 0.1 * sure + 0.1 * (state.polarity == polarity) - 0.1 * (state.how == "carried")
        yield Candidate(
            Claim(
                kind=KIND,
                start=start,
                end=stop,
                quote=context.article.text[start:stop],
                value=(("aspect", aspect), ("polarity", polarity), ("side", state.side)),
                speaker=context.speaker_at(index, first, end),
                confidence=round(confidence, 3),
                rule=f"argument/{aspect}.{sentence.lang}",
            ),
            index,
            None,
        )


def _aspects(words: Words, text: str, polarity: str | None) -> Iterator[tuple[str, str, bool]]:
    """Each aspect that a clause argues on, with its polarity and whether its own words say the polarity."""
    for name, pro, con, topic in words.aspects:
        against = con.search(text) if con else None
        in_favour = pro.search(text) if pro else None
        if against and in_favour and against.start() <= in_favour.start() < against.end():
            in_favour = None
        if against:
            yield name, "con", True
        elif in_favour:
            yield name, "pro", True
        elif topic and topic.search(text):
            good, bad = bool(words.good.search(text)), bool(words.bad.search(text))
            if polarity:
                yield name, polarity, False
            elif good != bad:
                yield name, "pro" if good else "con", False
