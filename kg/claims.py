"""Sentences, mentions and context to claims: the frame engine. It knows no claim kind by name; kinds are data."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from kg.context import AUTHOR, Context, Sentence, is_held
from kg.frames import Compiled, compile_frames
from kg.knowledge import Kind, Knowledge
from kg.masking import ANY_MARK, MARK_NAMES, MARKS, View, clause, coordinated
from kg.model import Claim, Entity, Mention
from kg.sieve import Sieve, lowered
from kg.when import any_of

GROUPS = {side: Entity("Group", f"{side} models", f"group/{side}-models", known=True) for side in ("open", "closed")}
_OWN = re.compile(r"\b(?:we|our|us)\b|我们|本公司|本项目|本模型", re.I)
_PRESENT = re.compile(r"\b(?!is|was|has|does)[a-z]{2,}(?:[^su]s|sses|shes)$", re.I)  # releases, launches, acquires
_PLURAL = re.compile(r"\b(?:they|both|these|the (?:pair|two|models))\b|它们|两者|二者|两款|这些|几个", re.I)
_OBJECT = re.compile(
    r"\b(?:in|into|of|with|by|about|behind|to|from|for|against|acquired|bought|backed|joined|sued)\s?$|(?:投资|收购|入股|托管|加入|起诉)了?$"
)
_ASIDE = re.compile(
    r"(?:\b(?:since|before|unlike|besides|instead of|rather than)(?: the)?|不同于|不像|除了|早于|区别于)\s?$", re.I
)
_ALUMNI = re.compile(r"\s(?:\w+ )?(?:employees|researchers|engineers|alumni|veterans|scientists|staff)\b")
_INSTANCE = re.compile("[如像即]|包括|简称|原名")  # "(如A)" names one of those that the sentence is about
_BELONGS = re.compile(f"[的'等]|这样|这类|之类|[{MARKS['Model']}{MARKS['Product']}]")
_PAIR = ("both", "the pair", "the two", "两者", "二者", "两款")
_PAIRED = re.compile(r"分别|依次|respectively", re.I)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claim with where it was found, before the article's claims are reconciled."""

    claim: Claim
    sentence: int
    frame: Compiled | None
    number: int | None = None  # where in the text its number stands, or its object where the kind is `sole` by that


@functools.cache
def frames_for(knowledge: Knowledge, lang: str) -> list[Compiled]:
    """The compiled frames of a language, compiled once for each knowledge."""
    return compile_frames(knowledge, lang)


@functools.cache
def sieve_for(knowledge: Knowledge, lang: str) -> Sieve:
    """What tells which frames of a language to try on a sentence: of some hundred a handful."""
    return Sieve([compiled.needs for compiled in frames_for(knowledge, lang)])


def find(context: Context) -> list[Candidate]:
    """Every claim that a frame finds in the sentences of an article, not yet reconciled."""
    found: list[Candidate] = []
    for index, sentence in enumerate(context.sentences):
        if sentence.block.kind == "code":
            continue
        told = _told_cells(sentence) if sentence.block.kind == "row" else None
        if told == []:
            continue
        frames, sieve = frames_for(context.knowledge, sentence.lang), sieve_for(context.knowledge, sentence.lang)
        for at in sieve.passing(lowered(sentence.view.masked)):
            compiled = frames[at]
            if sentence.question and not compiled.frame.option("questions", False):
                continue
            if told is not None and not compiled.kind.object:
                continue  # what a cell says of its row's subject is read by the table's headers
            for match in compiled.regex.finditer(sentence.view.masked):
                if told is None:
                    found.extend(_read(context, index, sentence, compiled, match))
                elif any(first <= match.start() and match.end() <= last for first, last in told):
                    found.extend(c for c in _read(context, index, sentence, compiled, match) if _within(c, sentence, match))
    return found


PROSE = {"zh": 12, "en": 40}  # characters from which on a table's cell may be a sentence


def _told_cells(sentence: Sentence) -> list[tuple[int, int]]:
    """The cells of a table row, as masked runs, in which somebody writes sentences."""
    found = [m.span() for m in re.finditer(r"[^|]+", sentence.view.masked)]
    return [(a, b) for a, b in found if b - a >= PROSE[sentence.lang] and re.search(r"[一-鿿]{4}|(?:[a-z]+ ){4}", sentence.view.masked[a:b])]


def _within(candidate: Candidate, sentence: Sentence, match: re.Match) -> bool:
    """Whether what a claim out of a cell is about stands in the cell's own words."""
    start, end = sentence.view.span(match.start(), match.end())
    needed = [e for e in (candidate.claim.subject, candidate.claim.object) if e and e.type != "Group"]
    there = {m.entity.key for m in candidate.claim.mentions if start <= m.start < end}
    return bool(there) and all(e.key in there for e in needed)


def _read(context: Context, index: int, sentence: Sentence, compiled: Compiled, match: re.Match) -> Iterator[Candidate]:
    """The claims of one match: roles filled, value, time, speaker and denial read off."""
    view, frame, kind = sentence.view, compiled.frame, compiled.kind
    if (words := frame.option("unless")) and re.search(words, view.masked, re.I):
        return
    whole_clause = kind.settings.get("supposed") == "clause"
    if hypothetical(context.knowledge, view, sentence.lang, match.start(), whole_clause):
        return
    said = _value(context.knowledge, sentence, compiled, match)
    if said is None:
        return
    value, negated = said
    first, last = quoted(sentence, match.start(), match.end())
    start, end = view.span(first, last)
    for subject, thing, number, far in _fill(context, index, compiled, match):
        if subject and thing and subject.entity.key == thing.entity.key:
            continue
        values = {**value, **number_values(kind, number)}
        if any(values.get(name) is None for name in kind.settings.get("required", ())):
            continue
        if subject and (own := kind.settings.get("own")) and (subject := _sized(context, own, subject, values)) is None:
            continue
        asked = "aspect" not in values and (frame.option("aspect") or "aspect" in kind.settings.get("computed", ()))
        aspects = aspects_of(context, view, match.start(), first, last) if asked else []
        claim = Claim(
            kind=kind.id,
            start=start,
            end=end,
            quote=context.article.text[start:end],
            subject=subject.entity if subject else None,
            object=thing.entity if thing else None,
            value=_fields(values),
            time=_time(context, index, compiled, match, values, tuple(m.entity for m in (subject, thing) if m)),
            speaker=context.speaker_at(index, match.start(), match.end()),
            negated=negated,
            confidence=round(max(0.05, frame.confidence - 0.3 * far), 3),
            rule=frame.rule,
            mentions=tuple(m for m in (subject, thing) if m and m.start >= 0),
        )
        anchor = thing if kind.settings.get("sole") == "object" else number
        place = anchor.start if anchor and anchor.start >= 0 else None
        for told in [replace(claim, value=_fields({**values, "aspect": a})) for a in aspects] or [claim]:
            yield Candidate(told, index, compiled, place)


def _fields(values: dict) -> tuple[tuple[str, Any], ...]:
    """A claim's values in order, without those that say nothing."""
    return tuple(sorted((k, v) for k, v in values.items() if v not in (None, "")))


def _value(knowledge: Knowledge, sentence: Sentence, compiled: Compiled, match: re.Match) -> tuple[dict, bool] | None:
    """What the match says and whether it is negated; None where a denial takes the claim away."""
    frame, kind = compiled.frame, compiled.kind
    value, negated = dict(frame.value), bool(frame.option("negated", False))
    cue = match.start("cue") if "cue" in match.re.groupindex and match.start("cue") >= 0 else match.start()
    if denial(knowledge, sentence.view, sentence.lang, match.start(), cue):
        flip = frame.option("denied", kind.settings.get("denied", "negate"))
        if flip == "drop":
            return None
        if isinstance(flip, dict):
            value.update(flip)
        elif flip == "negate":
            negated = not negated
    value.update({k: v.strip(" 、,/&-") for k, v in match.groupdict().items() if v and k.islower() and k != "cue"})
    return value, negated


def quoted(sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """The clauses around a masked run; in English the whole sentence where it is short."""
    first, last = clause(sentence.view, start, end, ",;。!?" if sentence.lang == "zh" else ";。!?")
    if sentence.lang == "en" and last - first > 160:
        return clause(sentence.view, start, end)
    return first, last


def _time(
    context: Context, index: int, compiled: Compiled, match: re.Match, values: dict, things: tuple[Entity, ...]
) -> str | None:
    """The claim's date. Kinds with `time = "event"` also take the date of the sentence before, or of present-day news."""
    kind, when = compiled.kind, compiled.frame.option("time")
    date = next(iter(_things(context.sentences[index].view, match, "D", ("date",))), None)
    if date is not None:
        return date.value
    found = time_of(context, index, kind, match.start(), match.end(), values, things, when)
    news = (when or kind.settings.get("time")) == "event" and not is_timeless(kind, values)
    if found is None and news and _PRESENT.search(match.groupdict().get("cue") or ""):
        return context.article.date[:7] or None  # news in the present tense is of the article's own days
    return found


def is_timeless(kind: Kind, values: dict) -> bool:
    """Whether what these values say holds once and for all."""
    return any(values.get(name) in some for name, some in kind.settings.get("timeless", {}).items())


def time_of(
    context: Context,
    index: int,
    kind: Kind,
    start: int,
    end: int,
    values: dict,
    things: tuple[Entity, ...] = (),
    when: str | None = None,
) -> str | None:
    """The date of a claim about these things in a masked run, by what its frame or else its kind says of time."""
    when = when or kind.settings.get("time", "sentence")
    if when == "none" or is_timeless(kind, values):
        return None
    if when == "speech":
        said = context.said_at(index, start, end)
        return context.times.at(index, start, end) or (said.when if said else None)
    if when == "above":
        return context.times.above(index)
    if when == "clause":  # a course turns over years: a date elsewhere in the sentence is of something else
        view = context.sentences[index].view
        dates = view.things(*clause(view, start, end), ("date",))
        return dates[0].value if len(dates) == 1 else None
    found = context.times.at(index, start, end, carried=when == "event")
    return found or (context.times.news(index, things) if when == "event" else None)


# Roles


def _fill(context: Context, index: int, compiled: Compiled, match: re.Match) -> Iterator[tuple]:
    """The combinations of subject, object and number of a match, each with how far its subject was read back."""
    view, frame, kind = context.sentences[index].view, compiled.frame, compiled.kind
    subjects, far = _subjects(context, index, compiled, match)
    objects, more = _objects(context, index, compiled, match)
    if objects is None:
        return
    far = max(far, more)
    if frame.option("object") == "other":  # one class of models stands against the other
        sides = {entity.key: side for side, entity in GROUPS.items()}
        against = [
            GROUPS["closed" if sides[s.entity.key] == "open" else "open"] for s in subjects if s.entity.key in sides
        ]
        objects = [Mention(-1, -1, entity, "context") for entity in against]
    if how := frame.option("checked"):
        objects = _owned(context, subjects, objects, how)
    first = frame.option("subject") == "maker" or frame.option("maker_first")
    if first and (made := [(m, o) for o in objects for m in _makers(context, [o])]):
        yield from ((m, o, None, 0.2) for m, o in made)
        return
    if not subjects and frame.option("fallback", kind.settings.get("fallback")) == "maker":
        subjects, far = _makers(context, objects), 0.35
    role = compiled.role("N")
    numbers = _things(view, match, "N", role.types) if role else []
    if units := frame.option("units"):
        numbers = [n for n in numbers if n.unit in units]
    if said := frame.option("has"):  # a part of the number that must be there, as `per` for a price
        numbers = [n for n in numbers if getattr(n, said)]
    if role and not numbers:
        return
    if kind.subject and not subjects:
        return
    subjects = subjects or [None]  # type: ignore[list-item]  # a kind without a subject
    if len(numbers) > 1 and len(subjects) == len(numbers):
        yield from ((s, objects[0], n, far) for s, n in zip(subjects, numbers, strict=True))
        return
    if len(subjects) > 1 and len(subjects) == len(objects) and _PAIRED.search(view.masked):
        yield from ((s, o, numbers[0] if numbers else None, far) for s, o in zip(subjects, objects, strict=True))
        return
    split = len(subjects) > 1 and len(objects) > 1 and frame.option("checked")
    for subject in subjects:
        for thing in _owned(context, [subject], objects, "subject") if split else objects:
            for number in numbers or [None]:
                yield subject, thing, number, far


def _objects(
    context: Context, index: int, compiled: Compiled, match: re.Match
) -> tuple[list[Any] | None, float]:
    """What fills the object's place, [None] where the claim needs none, and how far it was read back; None: no claim."""
    view, frame, kind = context.sentences[index].view, compiled.frame, compiled.kind
    if not kind.object:
        return [None], 0.0
    if "O" in match.re.groupindex and match.start("O") >= 0:
        objects, far = _role_mentions(context, index, compiled, match, "O")
        return objects or None, far
    if frame.option("object") == "topic":
        things, far = context.resolve_all(index, frame.option("object_types", kind.object), match.start())
        if compiled.role("N") or things and things[0].entity.type not in ("Model", "Product"):
            things, far = _first(context.resolve(index, frame.option("object_types", kind.object), match.start()))
        return (
            (things, far) if things and far <= frame.option("reach", kind.settings.get("reach", 0.6)) else (None, far)
        )
    missing = frame.option("object_missing", frame.option("object") == "other")
    if missing == "named":  # the one licence that the sentence names is the one whose terms these are
        named = view.things(0, len(view.masked), kind.object)
        return (named[:1] if len({m.entity.key for m in named}) == 1 else [None]), 0.0
    return ([None], 0.0) if missing else (None, 0.0)


def _owned(context: Context, subjects: list[Any], objects: list[Any], how: str) -> list[Any]:
    """Objects whose known makers are the subjects; with `how` "rest" those that a list adds must share the first one's.

    With "known" a maker that nobody knows is none.
    """
    makers = [{m.key for m in context.knowledge.maker_entities(o.entity)} for o in objects]
    wanted = (
        makers[0]
        if how == "rest" and objects
        else {key for s in subjects for key in context.knowledge.owners(s.entity)}
    )
    return [
        o for o, keys in zip(objects, makers, strict=True) if keys & wanted or how != "known" and not (keys and wanted)
    ]


def _makers(context: Context, objects: list[Any]) -> list[Mention]:
    """Who made the object, as the lexicon has it and the article names it. One maker or none."""
    known = [context.knowledge.named_maker(thing.entity, context.counts) for thing in objects if thing]
    makers = [m for m in known if m]
    return [Mention(-1, -1, makers[0], "context")] if len({m.key for m in makers}) == 1 else []


def _subjects(context: Context, index: int, compiled: Compiled, match: re.Match) -> tuple[list[Mention], float]:
    frame, kind = compiled.frame, compiled.kind
    if not kind.subject:
        return [], 0.0
    if (whose := frame.option("subject")) in ("author", "speaker"):
        who = context.speaker_at(index, match.start(), match.end())
        if who is None and whose == "speaker":
            return [], 1.0
        return [Mention(-1, -1, who or AUTHOR, "context")], 0.0
    if "S" in match.re.groupindex and match.start("S") >= 0:
        return _role_mentions(context, index, compiled, match, "S")
    types = tuple(frame.option("topic", kind.settings.get("topic", kind.subject)))
    own = frame.option("subject") == "own"
    if compiled.role("N"):  # one number is one thing's
        found, far = _first(context.resolve(index, types, match.start(), own=own))
    else:
        pair = re.match(r"\W*(?:\w+ )?(?:both|the pair|两者|二者|两款)\b", match.group(), re.I) is not None
        found, far = context.resolve_all(index, types, match.start(), own, pair)
        if found and found[0].entity.type not in ("Model", "Product"):  # makers in a list seldom do one thing together
            found, far = _first(context.resolve(index, types, match.start(), own))
    return (found, far) if far <= frame.option("reach", kind.settings.get("reach", 0.6)) else ([], 1.0)


def _first(resolved: tuple[Mention | None, float]) -> tuple[list[Mention], float]:
    return ([resolved[0]] if resolved[0] else []), resolved[1]


def _role_mentions(
    context: Context, index: int, compiled: Compiled, match: re.Match, name: str
) -> tuple[list[Mention], float]:
    """The mentions in a role's group; a phrase for a class of models is a group, a pronoun is looked up."""
    view = context.sentences[index].view
    role = compiled.role(name)
    assert role is not None, name  # the group stands in the pattern because the role does
    text = match.group(name)
    mentions = [m for m in view.things(match.start(name), match.end(name), role.types) if isinstance(m, Mention)]
    if mentions and name == "S" and compiled.kind.settings.get("own_subject"):
        first, last = match.span(name)
        if any(is_held(view.masked, at) for at, _ in view.mentions(role.types) if first <= at < last):
            reach = compiled.frame.option("reach", compiled.kind.settings.get("reach", 0.6))
            things, far = _first(context.resolve(index, role.types, first))
            return (things, far) if far <= reach and not {t.entity.key for t in things} & {m.entity.key for m in mentions} else ([], 1.0)
    if mentions and name == "S" and _ASIDE.search(view.masked[max(0, match.start(name) - 14) : match.start(name)]):
        return [], 1.0
    if mentions and name == "S" and (actor := _actor(context, index, match, role.types)):
        return actor
    alumni = name == "S" and "Organization" in role.types and _ALUMNI.match(view.masked, match.start(name) + 1)
    if len(mentions) == 1 and alumni:  # "X, a startup of former Y researchers, …" is about X
        return _first(context.resolve(index, role.types, match.start(name)))
    if mentions:
        return mentions, 0.0
    if "Group" in role.types and (side := side_of(context.knowledge, text)):
        start, end = view.span(match.start(name), match.end(name))
        return [Mention(start, end, GROUPS[side], "group")], 0.0
    types = tuple(t for t in role.types if t != "Group")
    own = bool(_OWN.search(text))
    place = match.start(name)
    if _OBJECT.search(view.masked[max(0, place - 16) : place]):  # "…, and X invested in it": none of its own clause
        place = max(view.masked.rfind(stop, 0, place) for stop in ",;:") + 1 or place
    if many := _PLURAL.search(text):
        things, far = context.resolve_all(index, types, place, own, pair=many.group().lower() in _PAIR)
    else:
        things, far = _first(context.resolve(index, types, place, own))
    reach = compiled.frame.option("reach", compiled.kind.settings.get("reach", 0.6))
    return (things, far) if far <= reach else ([], 1.0)


def _actor(
    context: Context, index: int, match: re.Match, types: tuple[str, ...]
) -> tuple[list[Mention], float] | None:
    """Who acts in a Chinese match that opens with a mention that does not: one in brackets ("A(基于B)的得分超过…"), or one
    that the subject is held against or deals with ("A因获得B的合同,收入…"); None where the mention itself does."""
    masked, place = context.sentences[index].view.masked, match.start("S")
    if place != match.start() or context.sentences[index].lang != "zh":
        return None
    opened = masked.rfind("(", 0, place)
    inside = opened > masked.rfind(")", 0, place) and ")" in masked[place + 1 : match.end()].split("(")[0]
    if inside and _INSTANCE.search(masked[opened:place]) or _BELONGS.match(masked, match.end("S")):
        return None
    if not inside and not is_held(masked, place):
        return None
    thing, far = context.resolve(index, types, opened if inside else place)
    return ([thing], far) if thing and far <= 0.25 else None


def side_of(knowledge: Knowledge, text: str) -> str | None:
    """The side that a phrase for a class of models names, None where it names none."""
    for lang in ("zh", "en"):
        for side, words in knowledge.cues["sides"]["groups"][lang].items():
            if re.search(words, text, re.I):
                return side
    return None


def _things(view: View, match: re.Match, name: str, types: Iterable[str]) -> list:
    if name not in match.re.groupindex or match.start(name) < 0:
        return []
    return view.things(match.start(name), match.end(name), types)


def number_values(kind: Kind, number: Any) -> dict:
    """The parts of a number that the kind asks for, by the names it gives them."""
    if number is None:
        return {}
    fields, said = kind.settings.get("number", {}), kind.settings.get("said", {})
    read = {
        name: getattr(number, attribute)
        for name, attribute in fields.items()
        if getattr(number, attribute, None) not in (None, "")
    }
    return {**read, **said.get(number.unit, {}), **said.get(number.words, {})}


def aspects_of(context: Context, view: View, start: int, first: int, last: int) -> list[str]:
    """What a comparison is about: the benchmarks that its clause lists, else the aspect its words name."""
    from kg.aspects import aspects_in

    named = [at for at, _ in view.mentions(("Benchmark",)) if first <= at < last]
    if named:
        listed = coordinated(view, named[0], ("Benchmark",))
        return list(dict.fromkeys(m.entity.label for m in listed))
    found = aspects_in(context.knowledge, view.masked[start:last])
    return found[:1] or ["performance"]


def _sized(context: Context, own: dict, subject: Mention, values: dict) -> Mention | None:
    """The subject, or its family where its own name says another size than the number does (Qwen-7B has no 14B)."""
    sizes = re.findall(own["pattern"], subject.entity.label)
    if not sizes or values.get(own["field"]) != own["of"]:
        return subject
    if 0.8 <= values["number"] / (float(sizes[0]) * own["scale"]) <= 1.3:
        return subject
    family = context.first_seen.get(subject.entity.parent) or context.knowledge.by_key.get(subject.entity.parent)
    return Mention(subject.start, subject.end, family.entity, "context") if family else None


# Denial and supposition


def denial(knowledge: Knowledge, view: View, lang: str, start: int, cue: int) -> bool:
    """Whether the words just before the cue, within its clause, deny it."""
    words = knowledge.cues["words"][lang]["denial"]
    reach = 7 if lang == "zh" else 22
    before = re.split(r"[,;。!?]", view.masked[max(0, min(start, cue) - reach, cue - reach) : cue])[-1]
    return bool(any_of(tuple(words), lang).search(before))


def hypothetical(knowledge: Knowledge, view: View, lang: str, start: int, clause_only: bool = False) -> bool:
    """Whether the sentence opens with a supposition; `clause_only`: whether the clause of the place does."""
    words = knowledge.cues["words"][lang]["supposition"]
    first = max((view.masked.rfind(stop, 0, start) for stop in ",;:。"), default=-1) + 1 if clause_only else 0
    return bool(any_of(tuple(words), lang).match(view.masked[first:].lstrip("-• ")))


def retimed(claim: Claim, time: str | None) -> Claim:
    """The claim at another time."""
    return replace(claim, time=time)


def described(view: View) -> str:
    """A masked sentence with its marks spelled out, for `kg explain` and for messages."""
    return ANY_MARK.sub(lambda m: f"‹{MARK_NAMES[m.group()]}›", view.masked)
