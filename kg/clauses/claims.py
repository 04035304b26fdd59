"""Sentences, mentions and context to claims: the frame engine. It knows no claim kind by name; kinds are data."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kg import regexes
from kg.clauses import dating, figures, made, roles, together
from kg.clauses.beginnings import Places, starts
from kg.clauses.compared import aspects_of
from kg.clauses.denials import asks_from, hypothetical, thwarted, unsettled
from kg.clauses.frames import Compiled, compile_frames, place_of
from kg.clauses.modality import modality
from kg.clauses.predicates import crosses_aside
from kg.clauses.valued import disputed, fields_of, fitting, of_its_sort, value_of
from kg.discourse import centering, introduced, recast, restated
from kg.discourse.context import Context
from kg.discourse.sentences import Sentence
from kg.entities.cues import language, patterns, settings
from kg.entities.masking import ANY_MARK, MARK_NAMES, MARKS, View, clause, coordinated
from kg.knowledge import Kind, Knowledge, fold
from kg.model import Claim, Entity, Mention
from kg.sieve import Needs, Sieve, lowered

_LIKENED = 60  # characters before an object in which it is told that the subject's own is only like it
_VERB = 24  # characters before words that are said, their verb among them
_NEVER: Needs = (frozenset(),)  # what no text fulfils
_DATE_CELL = re.compile(rf"\W*{MARKS['date']}\W*")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claim with where it was found, before the article's claims are reconciled."""

    claim: Claim
    sentence: int
    frame: Compiled | None
    number: int | None = None  # where in the text its number stands, or its object where the kind is `sole` by that
    dated: bool = False  # whether its own sentence gives its time


@functools.cache
def frames_for(knowledge: Knowledge, lang: str) -> list[Compiled]:
    """The compiled frames of a language, compiled once for each knowledge."""
    return compile_frames(knowledge, lang)


@functools.cache
def sieve_for(knowledge: Knowledge, lang: str, telling: str | None = None) -> Sieve:
    """What tells which frames of a language to try on a sentence: of some hundred a handful; `telling`: of kinds with this setting alone."""
    frames = frames_for(knowledge, lang)
    return Sieve([one.needs if telling is None or one.kind.settings.get(telling) else _NEVER for one in frames])


def find(context: Context) -> list[Candidate]:
    """Every claim that a frame finds in the sentences of an article and in what its entries say, not yet reconciled."""
    context.houses = _houses(context)
    told = centering.named(context)
    found = [candidate for index in range(len(context.sentences)) for candidate in _of_either(context, told, index)]
    for aside, index in centering.spoken(told):
        found.extend(_of_sentence(aside, index))
    for aside, index in restated.contexts(context):
        found.extend(_of_sentence(aside, index, entry=True))
    for aside, index in introduced.contexts(context):
        found.extend(_of_sentence(aside, index, entry=True))
    for aside, index, part in recast.contexts(told):
        found.extend(c for c in _of_sentence(aside, index) if not (part and c.frame and c.frame.kind.settings.get("whole")))
    return [*found, *_of_own_makers(context, told, found)]


def _of_own_makers(context: Context, told: Context, found: list[Candidate]) -> Iterator[Candidate]:
    """The claims about things whose makers only the other claims tell: "Zorb, by Acme" makes "Zorb 2 came out" a release of Acme's."""
    if not context.unmade:
        return
    context.makers = told.makers = made.told(context, (one.claim for one in found))
    have = {(one.claim.kind, one.claim.object.key) for one in found if one.claim.object}
    for index, sentence in enumerate(context.sentences if context.makers else ()):
        if any(m.entity.key in context.unmade for _, m in sentence.view.mentions(("Model", "Product"))):
            for one in _of_either(context, told, index):
                thing = one.claim.object
                if thing and thing.key in context.unmade and (one.claim.kind, thing.key) not in have:
                    yield one


def _houses(context: Context) -> dict[str, Entity]:
    """The house of each person who speaks in an article, by key: what "we" means in that person's mouth.

    Whom the lexicon knows is of the house that it says, where the article names that one; of others claims of kinds with
    `tells_house` tell it: of several the house that the article names most.
    """
    turns = [sentence.speaker for sentence in context.sentences]
    said = [*turns, *(scope.speaker for sentence in context.sentences for scope in sentence.scopes)]
    people = {who.key: who for who in said if who and who.type == "Person"}
    known = {key: context.knowledge.named_maker(who, context.counts) for key, who in people.items()}
    found: dict[str, Counter[Entity]] = {key: Counter([house]) for key, house in known.items() if house}
    told = [key for key, house in known.items() if house is None]
    for index, sentence in enumerate(context.sentences if told else ()):
        if any(m.entity.key in told for _, m in sentence.view.mentions(("Person",))):
            for one in _of_sentence(context, index, telling="tells_house"):
                who, house = one.claim.subject, one.claim.object
                if who and house and who.key in told and not one.claim.negated:
                    found.setdefault(who.key, Counter())[house] = context.counts[house.key]
    return {key: houses.most_common(1)[0][0] for key, houses in found.items()}


def _of_either(context: Context, told: Context, index: int) -> Iterator[Candidate]:
    """Every claim of a sentence told with names for its pronouns, and those of other things that it makes as it stands."""
    found = list(_of_sentence(told, index))
    yield from found
    if told.sentences[index] is not context.sentences[index]:
        pairs = {(one.claim.kind, one.claim.object) for one in found}
        yield from (one for one in _of_sentence(context, index) if (one.claim.kind, one.claim.object) not in pairs)


def _of_sentence(context: Context, index: int, entry: bool = False, telling: str | None = None) -> Iterator[Candidate]:
    """Every claim that a frame finds in a sentence.

    `entry`: it is an entry's statement behind the entry's name; `telling`: of kinds with this setting alone.
    """
    sentence = context.sentences[index]
    if sentence.block.kind == "code":
        return
    told = _told_cells(context.knowledge, sentence) if sentence.block.kind == "row" and not entry else None
    if told == []:
        return
    asks = asks_from(context.knowledge, sentence)
    frames, sieve = frames_for(context.knowledge, sentence.lang), sieve_for(context.knowledge, sentence.lang, telling)
    low = lowered(sentence.view.masked)
    words = sieve.words_in(low)
    places = Places(sentence.view.masked, low, words, starts(context.knowledge, sentence.lang))
    for at in sieve.passing_with(words):
        compiled = frames[at]
        if not (asks or compiled.in_questions) or compiled.of_entries and not entry:
            continue
        if told is not None and not compiled.kind.object:
            continue  # what a cell says of its row's subject is read by the table's headers
        for match in places.matches(compiled):
            if match.end() > asks and not compiled.in_questions:
                continue
            if told is None:
                yield from _read(context, index, sentence, compiled, match)
            elif any(first <= match.start() and match.end() <= last for first, last in told):
                yield from (c for c in _read(context, index, sentence, compiled, match) if _within(c, sentence, match))


def _told_cells(knowledge: Knowledge, sentence: Sentence) -> list[tuple[int, int]]:
    """The cells of a table row, as masked runs, in which somebody writes sentences; beside a date's own, few words are one."""
    cells = [(m.start(), m.end(), m[0]) for m in re.finditer(r"[^|]+", sentence.view.masked)]
    least, words = settings(knowledge, "claims", sentence.lang)["prose"], patterns(knowledge, "claims")
    if any(_DATE_CELL.fullmatch(text) for *_, text in cells):
        return [(a, b) for a, b, text in cells if words["event_cell"].search(text)]
    return [(a, b) for a, b, text in cells if b - a >= least and words["prose"].search(text)]


def _within(candidate: Candidate, sentence: Sentence, match: re.Match) -> bool:
    """Whether what a claim out of a cell is about stands in the cell's own words."""
    start, end = sentence.view.span(match.start(), match.end())
    needed = [e for e in (candidate.claim.subject, candidate.claim.object) if e and e.type != "Group"]
    there = {m.entity.key for m in candidate.claim.mentions if start <= m.start < end}
    return bool(there) and all(e.key in there for e in needed)


def _is_open(context: Context, sentence: Sentence, compiled: Compiled, match: re.Match) -> bool:
    """Whether a match is of what a sentence only supposes, leaves open, or tells to have come to nothing; of a frame that tells conditions the supposition is the claim."""
    if compiled.frame.option("conditional"):
        return False
    whole_clause = compiled.kind.settings.get("supposed") == "clause"
    supposed = hypothetical(context.knowledge, sentence.view, sentence.lang, match.start(), whole_clause)
    lists = ("unsettled",) if compiled.kind.settings.get("wishes") else ("unsettled", "wished")
    return supposed or unsettled(context.knowledge, sentence, match, lists) or thwarted(context.knowledge, sentence, match)


def _read(context: Context, index: int, sentence: Sentence, compiled: Compiled, match: re.Match) -> Iterator[Candidate]:
    """The claims of one match: roles filled, value, time, speaker and denial read off."""
    view, frame, kind = sentence.view, compiled.frame, compiled.kind
    if compiled.unless and compiled.unless.search(view.masked) or _is_open(context, sentence, compiled, match):
        return
    said = value_of(context.knowledge, sentence, compiled, match)
    if said is None or _is_of_others(context, view, match) or crosses_aside(context, view, match):
        return
    value, negated = said
    first, last = quoted(context.knowledge, sentence, match.start(), match.end())
    start, end = view.span(first, last)
    for subject, thing, number, far in roles.fill(context, index, compiled, match):
        if _is_none(context, sentence, kind, subject, thing) or subject and _is_told_of(context, view, kind, subject, match):
            continue
        held = _figure(context, sentence, compiled, subject, number, far, value)
        if held is None:
            continue
        subject, number, far, values = held
        values, denied = disputed(context, compiled, subject, of_its_sort(context, kind, subject, thing, values), negated)
        if subject and (own := kind.settings.get("own")) and (subject := figures.sized(context, own, subject, values)) is None:
            continue
        told = [m for m in (subject, thing) if m]
        claim = functools.partial(
            Claim,
            kind=kind.id,
            start=start,
            end=end,
            quote=context.article.text[start:end],
            subject=fitting(context.knowledge, subject.entity, kind.subject) if subject else None,
            object=fitting(context.knowledge, thing.entity, kind.object) if thing else None,
            time=(time := dating.of_match(context, index, compiled, match, values, tuple(m.entity for m in told), number)),
            speaker=_speaker(context, index, compiled, match, [m.entity for m in told]),
            negated=denied,
            modality=modality(context.knowledge, sentence, compiled, match),
            confidence=round(max(0.05, frame.confidence - 0.3 * far), 3),
            rule=frame.rule,
            mentions=tuple(m for m in told if m.start >= 0),
        )
        anchor = None if frame.option("beside") else thing if kind.settings.get("sole") == "object" else number
        place = anchor.start if anchor and anchor.start >= 0 else None
        classes = any(m.entity.type == "Group" for m in told)
        dated = time is not None and context.times.gives(index, time)
        for fields in _with_aspects(context, compiled, view, (match.start(), first, last), values, _object_span(match), classes):
            yield Candidate(claim(value=fields_of(fields)), index, compiled, place, dated)


def _speaker(
    context: Context, index: int, compiled: Compiled, match: re.Match, things: Sequence[Entity]
) -> Entity | None:
    """Who says the claim of a match.

    Where its subject stands before the words that are said, its cue among them, whoever it is not about says it ("Acme sells Zorb,
    claiming it beats …", but "Acme announced the release of Zorb").
    """
    aside = bool(compiled.kind.settings.get("aside"))
    who = context.speaker_at(index, match.start(), match.end(), aside)
    if who and _tells_of(compiled.kind, context.sentences[index], who, things):
        return None
    own = compiled.kind.settings.get("own_words")
    by = next((name for name in ("cue", "N") if (own or name == "cue") and name in match.re.groupindex and match.start(name) >= 0), None)
    said = None if who or by is None else context.said_at(index, match.start(by), match.end())
    if said is None or by is None or aside and said.aside:
        return who
    view, who = context.sentences[index].view, said.speaker
    listed = [m.entity for at, m in view.mentions(("Organization",)) if m.entity in things for m in coordinated(view, at, ("Organization",))]
    if who.key not in {thing.key for thing in (*things, *listed)}:
        return who if by == "cue" else None
    told = patterns(context.knowledge, "claims")["told"].search(view.masked, max(0, said.start - _VERB), match.start(by))
    return who if own and told is None else None


def _tells_of(kind: Kind, sentence: Sentence, who: Entity, things: Sequence[Entity]) -> bool:
    """Whether words that stand behind somebody's name and a colon tell of him, not he of himself: "Jane Doe: CEO, once at Acme"."""
    self_told = kind.settings.get("of_oneself", {}).get(sentence.lang)
    if not self_told or who not in things:
        return False
    return regexes.at_hand(self_told, re.I).search(sentence.view.masked) is None


def _is_same(context: Context, one: Mention, other: Mention) -> bool:
    """Whether two mentions are one thing, or one is the other in a second script: "领英（LinkedIn）" is no thing with its maker."""
    if one.entity.key == other.entity.key:
        return True
    first, second = sorted((one, other), key=lambda m: m.start)
    text, rows = context.article.text, context.knowledge.by_key
    if first.start < 0 or second.start - first.end > 2 or not re.fullmatch(r"\s?[(（]", text[first.end : second.start]):
        return False
    han = [re.search("[一-鿿]", text[m.start : m.end]) is not None for m in (first, second)]
    names = [{fold(name) for name in rows[m.entity.key].names} for m in (first, second) if m.entity.key in rows]
    return han[0] != han[1] and len(names) == 2 and bool(names[0] & names[1])


def _is_of_others(context: Context, view: View, match: re.Match) -> bool:
    """Whether what a match says stands behind words that turn from its subject to others: "A differs from other models under MIT"."""
    said = place_of(match, "cue", match.end() - 1)
    subject, ends = match.span("S") if place_of(match, "S") >= 0 else (match.start() - 120, match.start())
    return ends <= said and context.cues.contrast.search(view.masked, max(0, subject - 40), said) is not None


def _is_none(context: Context, sentence: Sentence, kind: Kind, subject: Mention | None, thing: Mention | None) -> bool:
    """Whether the two roles name one thing, or one of them only what another thing is like or of what sort it is."""
    if thing and (subject and _is_same(context, subject, thing) or is_likened(sentence, kind, thing)):
        return True
    if subject and _is_modifier(context.knowledge, sentence, kind, subject):
        return True
    words = patterns(context.knowledge, "claims")["likened"]
    return subject is not None and words.search(context.article.text, max(0, subject.start - 3), max(0, subject.start)) is not None


def _is_modifier(knowledge: Knowledge, sentence: Sentence, kind: Kind, subject: Mention) -> bool:
    """Whether a name only tells what sort of other thing is meant: "an open-source Zorb client" says nothing of Zorb."""
    told = kind.settings.get("modifier", {})
    words = (knowledge.kinds[told["as"]].settings["modifier"] if "as" in told else told).get(sentence.lang)
    at = together.place_of(sentence.view, subject) if words else -1
    return at >= 0 and regexes.at_hand(words, re.I).match(sentence.view.masked, at + 1) is not None


def is_likened(sentence: Sentence, kind: Kind, thing: Mention, only_behind: bool = False) -> bool:
    """Whether an object is only what the subject's own is like, or what it has instead of that: "a licence modelled on A", "B, not A".

    `only_behind`: by the words behind it alone.
    """
    words, masked = kind.settings.get("likened", {}).get(sentence.lang), sentence.view.masked
    at = together.place_of(sentence.view, thing) if words else -1
    if at < 0:
        return False
    before, behind = (regexes.at_hand(words[where], re.I) for where in ("before", "behind"))
    return bool(not only_behind and before.search(masked, max(0, at - _LIKENED), at) or behind.match(masked, at + 1))


def _is_told_of(context: Context, view: View, kind: Kind, subject: Mention, match: re.Match) -> bool:
    """Whether a subject stands in brackets that tell of another thing ("A (based on B) beats C"): B is none."""
    if not kind.settings.get("outside"):
        return False
    text = context.article.text
    cue = place_of(match, "cue", match.end() - 1)
    place = view.span(cue, cue + 1)[0]
    if not view.start <= subject.start < place or not re.match(r"[^()（）]*[)）]", text[subject.end : place]):
        return False
    inner = re.search(r"[(（]([^()（）]*)$", text[view.start : subject.start])
    if inner is None or re.search(r"\w", inner[1]) is None:
        return False
    opens = view.start + inner.start()
    return not view.span(match.start(), match.end())[0] < opens < view.span(*match.span("S"))[0]  # "C (by B) in May" is meant so


def _object_span(match: re.Match) -> tuple[int, int] | None:
    """Where a match has its object, None where it has none."""
    return match.span("O") if place_of(match, "O") >= 0 else None


def _with_aspects(
    context: Context, compiled: Compiled, view: View, place: tuple[int, int, int], values: dict, thing: tuple[int, int] | None,
    classes: bool,
) -> list[dict]:
    """A claim's values, once for each aspect that it is about where its frame or kind asks for one."""
    asked = compiled.frame.option("aspect") or "aspect" in compiled.kind.settings.get("computed", ())
    if "aspect" in values or not asked:
        return [values]
    return [{**values, "aspect": aspect} for aspect in aspects_of(context, view, *place, thing, classes)]


def quoted(knowledge: Knowledge, sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """The clauses around a masked run, up to the signs at which a quote of the language ends; of a long one its own clauses."""
    first, last = clause(sentence.view, start, end, language(knowledge, sentence.lang).stops)
    if last - first > settings(knowledge, "claims", sentence.lang)["quote"]:
        return clause(sentence.view, start, end)
    return first, last


def _figure(
    context: Context, sentence: Sentence, compiled: Compiled, subject: Mention | None, number: Any, far: float, value: dict
) -> tuple[Mention | None, Any, float, dict] | None:
    """Whose the number of a match is, which number holds, how far its subject was read back, and what the claim then says;
    None where the number is no such figure, or another match tells it of its own thing."""
    kind, view, risen = compiled.kind, sentence.view, False
    if number is not None:
        now = figures.settled(context.knowledge, view, number)
        if now is None or not now[1] and kind.settings.get("plain") and getattr(now[0], "high", None) is not None:
            return None
        number, risen = now
        types = (subject.entity.type,) if subject and not far else compiled.frame.option("topic", kind.settings.get("topic", kind.subject))
        owner = figures.owner(context.knowledge, view, number, types)
        if owner is not None and subject is not None and owner.entity.key != subject.entity.key:
            if not far:
                return None
            subject, far = owner, 0.0
    values = {**value, **number_values(kind, number, risen)}
    if subject is not None and number is not None and not far:
        subject = figures.described(context.knowledge, kind, view, subject, number, values) or subject
    if any(values.get(name) is None for name in kind.settings.get("required", ())) or is_out_of_bounds(kind, values):
        return None
    if number is not None and (figures.barred(kind, view, number, values) or is_another(context.knowledge, sentence, subject, number)):
        return None
    return subject, number, far, values


def number_values(kind: Kind, number: Any, risen: bool = False) -> dict:
    """The parts of a number that the kind asks for, by the names it gives them; `risen`: its upper end is what holds."""
    if number is None or getattr(number, "kind", "") == "rank":
        return {}  # a place among others is no figure: "ranked second"
    fields, said = kind.settings.get("number", {}), kind.settings.get("said", {})
    read = {
        name: getattr(number, attribute)
        for name, attribute in fields.items()
        if getattr(number, attribute, None) not in (None, "")
    }
    if risen:
        read = {name: number.high if fields[name] == "number" else value for name, value in read.items() if fields[name] != "high"}
    return {**read, **said.get(number.unit, {}), **said.get(number.words, {})}


def is_out_of_bounds(kind: Kind, values: dict) -> bool:
    """Whether a number is smaller or greater than any that is told of such a thing: two users are no user base."""
    least, most = kind.settings.get("least", {}), kind.settings.get("most", {})
    if not least and not most:
        return False
    few = any((values.get("number") or 0) < rows.get(values.get(field), 0) for field, rows in least.items())
    if few or any((values.get(field) or 0) > limit for field, limit in most.items() if not isinstance(limit, dict)):
        return True
    tables = [(field, rows) for field, rows in most.items() if isinstance(rows, dict)]
    return any((values.get("number") or 0) > rows.get(values.get(field), float("inf")) for field, rows in tables)


def is_another(knowledge: Knowledge, sentence: Sentence, subject: Any, number: Any) -> bool:
    """Whether between a sentence's subject and its number the clause of a name that nobody knows begins."""
    view = sentence.view
    at = bisect_left(view.offsets, number.start) if number.start >= 0 else 0
    inside = subject is not None and view.start <= subject.start < number.start
    first = bisect_left(view.offsets, subject.end) if inside else 0
    strangers, no_names, common = _strangers(knowledge, settings(knowledge, "claims", sentence.lang)["strangers"])
    return any(
        fold(found["name"]) not in no_names
        and not found["name"].isupper()
        and not all(piece.lower() in common for piece in re.split(r"[\s\-]", found["name"]))
        for found in strangers.finditer(view.masked, first, at)
        if not (inside and ANY_MARK.match(found["name"]))
    )


@functools.cache
def _strangers(knowledge: Knowledge, name: str) -> tuple[re.Pattern, frozenset[str], frozenset[str]]:
    """What a name that nobody knows is written like in a masked text, and the words that are none."""
    words = knowledge.cues["shapes"]
    no_names = frozenset(fold(word) for word in words["not_names"])
    return regexes.compiled(words[name]), no_names, frozenset(w for line in words["common_words"] for w in line.split())


def described(view: View) -> str:
    """A masked sentence with its marks spelled out, for `kg explain` and for messages."""
    return ANY_MARK.sub(lambda m: f"‹{MARK_NAMES[m.group()]}›", view.masked)
