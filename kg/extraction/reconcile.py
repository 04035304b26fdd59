"""An article's claims together: repeats, weaker values and yielding kinds go; what a claim implies is added."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kg.clauses.claims import Candidate
from kg.clauses.frames import Compiled
from kg.knowledge import Frame, Kind, Knowledge
from kg.model import Claim

_LAST = 99  # behind all values of a kind
ROUND = 3  # sentences up to which what is told next of a round is of the one told last


def reconcile(candidates: list[Candidate], knowledge: Knowledge) -> list[Claim]:
    """One row for each distinct claim: repeats, weaker values of one sentence and yielding kinds go."""
    for step in (_alike, _not_denied, _completed, _with_implied, _sole, _preferred, _of_themselves, _one_of_either, _without_yielding):
        candidates = step(candidates, knowledge)
    claims = _dated(_distinct(candidates, knowledge), candidates, knowledge)
    return sorted(claims, key=lambda c: (c.start, c.end, c.kind, _identity(c)))


def _distinct(candidates: list[Candidate], knowledge: Knowledge) -> list[Candidate]:
    """Of the candidates for one claim that which tells most."""
    distinct: dict[tuple, Candidate] = {}
    for candidate in candidates:
        kind, key = knowledge.kinds[candidate.claim.kind], _identity(candidate.claim)
        if kind.settings.get("one_voice"):  # the same fact, whoever says it, is one row
            key = (*key[:3], "", *key[4:])
        other = distinct.get(key)
        if other is None or _better(candidate, other, kind):
            distinct[key] = candidate
    return list(distinct.values())


def _alike(candidates: list[Candidate], _: Knowledge) -> list[Candidate]:
    """The candidates, what one frame sees to be planned or hedged so for each that tells the same of the same sentence."""
    told: dict[tuple, str] = {}
    for c in candidates:
        if c.claim.modality:
            told.setdefault((c.sentence, *_what(c.claim)), c.claim.modality)
    if not told:
        return candidates
    same = [(c, told.get((c.sentence, *_what(c.claim)), "")) for c in candidates]
    return [c if c.claim.modality or not how else replace(c, claim=replace(c.claim, modality=how)) for c, how in same]


def _not_denied(candidates: list[Candidate], _: Knowledge) -> list[Candidate]:
    """The candidates without those that other words of the same place deny: a way to say it that no denial was seen by."""
    denied = defaultdict[tuple, list[tuple[int, int]]](list)
    for c in candidates:
        if c.claim.negated:
            denied[_what(c.claim)].append((c.claim.start, c.claim.end))
    if not denied:
        return candidates
    return [
        c
        for c in candidates
        if c.claim.negated or not any(c.claim.start < end and start < c.claim.end for start, end in denied.get(_what(c.claim), ()))
    ]


def _what(claim: Claim) -> tuple:
    """What is claimed, whether it is denied or not."""
    return claim.kind, claim.subject and claim.subject.key, claim.object and claim.object.key, claim.value


def _dated(candidates: list[Candidate], told: list[Candidate], knowledge: Knowledge) -> list[Claim]:
    """The claims; where a kind says `dated_by`, one without a time takes that of such an event of what it is about.

    The event is one told just before; for what is told as an event itself, also the only one that the article dates.
    Who joins a round, and what it is worth, has the date of the only one that the article dates.
    """
    events = defaultdict[tuple, dict[int, str]](dict)
    for c in told:
        if c.claim.object and c.claim.time and not c.claim.negated:
            events[c.claim.kind, c.claim.object.key].setdefault(c.sentence, c.claim.time)
    rounds = _rounds(told, knowledge)
    out = []
    for c in candidates:
        settings, about = knowledge.kinds[c.claim.kind].settings, c.claim.subject
        time = None
        for kind, reach in settings.get("dated_by", {}).items() if about and not c.claim.time and not _still(c, settings) else ():
            dates = events.get((kind, about.key if about else ""), {})
            time = time or next((dates[c.sentence - back] for back in range(reach + 1) if c.sentence - back in dates), None)
            words = settings.get("told", {}).get(c.frame.frame.lang) if c.frame else None
            if not time and words and len(set(dates.values())) == 1 and re.search(words, c.claim.quote, re.I):
                time = next(iter(dates.values()))
        if not (time or c.claim.time):
            time = _round_of(rounds.get(_raiser(c, knowledge, True), {}), c.sentence)
        out.append(replace(c.claim, time=time) if time else c.claim)
    return out


def _still(c: Candidate, settings: dict[str, Any]) -> bool:
    """Whether a claim's words say that it is so to this day: it has no date of what came about once."""
    words: str = settings.get("still", {}).get(c.frame.frame.lang, "") if c.frame else ""
    return bool(words) and re.search(words, c.claim.quote, re.I) is not None


def _rounds(told: list[Candidate], knowledge: Knowledge) -> dict[str, dict[int, str]]:
    """The dates of the rounds of money that an article tells of, by whose they are and where; none where it names several rounds."""
    dates, names = defaultdict[str, dict[int, str]](dict), defaultdict[str, set[str]](set)
    for c in told:
        if raiser := _raiser(c, knowledge):
            rule = knowledge.kinds[c.claim.kind].settings["round"]
            named = rule.get("names")
            names[raiser].update(n.lower().replace(" ", "") for n in (re.findall(named, c.claim.quote, re.I) if named else ()))
            if c.claim.time and c.claim.values.get(rule["field"]) not in rule.get("joined", ()):  # what it was worth on a day is no round
                dates[raiser].setdefault(c.sentence, c.claim.time)
    return {raiser: times for raiser, times in dates.items() if len(names[raiser]) < 2}


def _round_of(dates: dict[int, str], sentence: int) -> str | None:
    """The date of a round that a sentence tells more of: the only one, else the one told last, right before."""
    if len(set(dates.values())) == 1:
        return next(iter(dates.values()))
    return next((dates[sentence - back] for back in range(ROUND + 1) if sentence - back in dates), None)


def _raiser(c: Candidate, knowledge: Knowledge, joins: bool = False) -> str:
    """Whose money is told of, by key: the role that a kind's `round` names; `joins`: only of claims that may be dated by it."""
    rule = knowledge.kinds[c.claim.kind].settings.get("round")
    if not rule or c.claim.values.get(rule["field"]) not in rule["joined" if joins and "joined" in rule else "values"]:
        return ""
    if joins and not re.search(rule.get("joining", ""), c.claim.quote, re.I):
        return ""
    whose = c.claim.object if rule["role"] == "object" else c.claim.subject
    return whose.key if whose else ""


def _identity(claim: Claim) -> tuple:
    keys = tuple(e.key if e else "" for e in (claim.subject, claim.object, claim.speaker))
    return (claim.kind, *keys, tuple((k, str(v)) for k, v in claim.value if k != "role"), claim.negated)


def _better(told: Candidate, before: Candidate, kind: Kind) -> bool:
    """Whether of two rows for one claim the first tells more: it has a time; an event's, that of its first telling.

    A time that a sentence gives to what it tells itself counts more than one that another sentence left it. What is told
    as so counts more than a plan for it, unless that alone tells when an event is.
    """
    one, other = told.claim, before.claim
    if bool(one.modality) != bool(other.modality) and (kind.settings.get("time") != "event" or bool(one.time) == bool(other.time)):
        return not one.modality
    if one.time and other.time and one.time != other.time and kind.settings.get("time") == "event":
        if one.time.startswith(other.time) or other.time.startswith(one.time):
            return len(one.time) > len(other.time)
        return (not told.dated, one.time) < (not before.dated, other.time)
    return (one.time is not None, told.dated, one.confidence, -one.start) > (other.time is not None, before.dated, other.confidence, -other.start)


def _sole(candidates: list[Candidate], knowledge: Knowledge) -> list[Candidate]:
    """Where a kind says `sole`, a number (or an object) of the text makes only what its surest frame says."""
    best: dict[tuple, tuple] = {}
    keys = [
        (c.claim.kind, c.number)
        if c.number is not None and knowledge.kinds[c.claim.kind].settings.get("sole")
        else None
        for c in candidates
    ]
    for c, key in zip(candidates, keys, strict=True):
        if key and (key not in best or c.claim.confidence > best[key][0]):
            best[key] = (c.claim.confidence, c.claim.rule, c.claim.start)
    return [
        c
        for c, key in zip(candidates, keys, strict=True)
        if not key or best[key] == (c.claim.confidence, c.claim.rule, c.claim.start)
    ]


def _preferred(candidates: list[Candidate], knowledge: Knowledge) -> list[Candidate]:
    """Of several values in one sentence the first in a kind's order, for each subject; soft claims give way to firm ones."""
    best: dict[tuple, int] = {}
    firm: dict[tuple, set] = defaultdict(set)
    for c in candidates:
        prefer, soft = knowledge.kinds[c.claim.kind].settings.get("prefer"), c.frame and c.frame.frame.option("soft")
        if prefer and c.claim.subject and soft is not True:  # what gives way itself puts nothing aside
            key = (c.claim.kind, c.claim.subject.key, c.sentence)
            best[key] = min(_rank(prefer, c.claim), best.get(key, _LAST))
        if c.claim.subject and not soft:
            value = c.claim.values.get(prefer["field"]) if prefer and not c.claim.negated else None
            firm[(c.claim.kind, c.claim.subject.key)].add(value)
    return [c for c in candidates if _stays(c, best, firm, knowledge)]


def _of_themselves(candidates: list[Candidate], knowledge: Knowledge) -> list[Candidate]:
    """The claims that are of their subjects themselves, not of whom they deal with in the sentence (`not_of`)."""
    there = defaultdict[tuple, list[dict]](list)
    for c in candidates:
        if c.claim.subject and not c.claim.negated:
            there[c.claim.kind, c.claim.subject.key, c.sentence].append(c.claim.values)

    def is_own(c: Candidate) -> bool:
        rule = knowledge.kinds[c.claim.kind].settings.get("not_of")
        if not rule or c.claim.subject is None or c.claim.values.get(rule["field"]) not in rule["values"]:
            return True
        others = there.get((rule["kind"], c.claim.subject.key, c.sentence), ())
        return not any(rule["value"].items() <= other.items() for other in others)

    return [c for c in candidates if is_own(c)]


def _one_of_either(candidates: list[Candidate], knowledge: Knowledge) -> list[Candidate]:
    """Of two values that one sentence gives the same two things the one that its words or the subject's sort speak for (`either`)."""
    told = defaultdict[tuple, set](set)

    def key(c: Candidate, rule: dict) -> tuple:
        claim = c.claim
        return claim.kind, rule["field"], claim.subject and claim.subject.key, claim.object and claim.object.key, c.sentence

    def stays(c: Candidate) -> bool:
        rule = knowledge.kinds[c.claim.kind].settings.get("either")
        if not rule or len(told[key(c, rule)]) < 2 or c.claim.subject is None:
            return True
        first = knowledge.sort_of(c.claim.subject) in rule["sorts"] or re.search(rule["words"], c.claim.quote) is not None
        return bool(c.claim.values.get(rule["field"]) == rule["values"][0 if first else 1])

    for c in candidates:
        if rule := knowledge.kinds[c.claim.kind].settings.get("either"):
            told[key(c, rule)].add(c.claim.values.get(rule["field"]))
    return [c for c in candidates if stays(c)]


def _rank(prefer: dict, claim: Claim) -> int:
    return prefer["order"].index(claim.values.get(prefer["field"]))


def _stays(candidate: Candidate, best: dict[tuple, int], firm: dict[tuple, set], knowledge: Knowledge) -> bool:
    """Whether a claim is neither weaker than another of its sentence nor put aside by what is said of its subject elsewhere."""
    claim = candidate.claim
    if claim.subject is None:
        return True
    settings = knowledge.kinds[claim.kind].settings
    prefer = settings.get("prefer")
    if prefer and _rank(prefer, claim) > best.get((claim.kind, claim.subject.key, candidate.sentence), _LAST):
        return False
    others = firm.get((claim.kind, claim.subject.key))
    said = claim.values.get(prefer["field"]) if prefer else None
    if others and said and others & set(settings.get("outdone", {}).get(said, ())):
        return False
    soft = candidate.frame.frame.option("soft") if candidate.frame else None
    if not soft or not others:
        return True
    # What a heading says stays beside a text that says the contrary: the article contradicts itself, and both stand.
    contrary = settings.get("contrary", {}).get(said, ()) if prefer else ()
    return soft == "heading" and others <= set(contrary)


def _has_figure(candidate: Candidate, knowledge: Knowledge) -> bool:
    """Whether a claim has the number that its kind says some of its claims have."""
    return knowledge.kinds[candidate.claim.kind].settings.get("counted") in candidate.claim.values


def _without_figure(candidate: Candidate, knowledge: Knowledge) -> tuple:
    """What a claim says but for that number."""
    claim = candidate.claim
    field = knowledge.kinds[claim.kind].settings.get("counted")
    subject = claim.subject.key if claim.subject else None
    return claim.kind, subject, claim.negated, tuple((k, v) for k, v in claim.value if k != field)


def _without_yielding(candidates: list[Candidate], knowledge: Knowledge) -> list[Candidate]:
    """The claims without those that say less than others of the article: without a figure, bare of a value, of a kind that yields."""
    with_figure = {_without_figure(c, knowledge) for c in candidates if _has_figure(c, knowledge)}
    ends = [(c, _ends(c.claim)) for c in candidates]
    full = {(c.claim.kind, *both) for c, both in ends if both[0] and knowledge.kinds[c.claim.kind].settings.get("bare") in c.claim.values}
    between = {(c.claim.kind, *both) for c, both in ends if all(both)}
    out = []
    for c, both in ends:
        settings = knowledge.kinds[c.claim.kind].settings
        told_fully = not _has_figure(c, knowledge) and _without_figure(c, knowledge) in with_figure
        bare = "bare" in settings and settings["bare"] not in c.claim.values and (c.claim.kind, *both) in full
        yields = all(both) and any((kind, *both) in between for kind in settings.get("yields_to", ()))
        if not (told_fully or bare or yields):
            out.append(c)
    return out


def _ends(claim: Claim) -> tuple[str, str]:
    """The keys of a claim's subject and object, "" where it has none."""
    return claim.subject.key if claim.subject else "", claim.object.key if claim.object else ""


def _completed(candidates: list[Candidate], knowledge: Knowledge) -> list[Candidate]:
    """Where a kind says `completed`, a claim without an object takes the one that its subject has in the article."""
    known: dict[tuple, dict] = {}
    for c in candidates:
        claim = c.claim
        if claim.subject and claim.object and not claim.negated and knowledge.kinds[claim.kind].settings.get("completed"):
            known.setdefault((claim.kind, claim.subject.key), {})[claim.object.key] = claim.object
    out = []
    for c in candidates:
        claim = c.claim
        named = known.get((claim.kind, claim.subject.key), {}) if claim.subject and not claim.object else {}
        if len(named) == 1:
            c = replace(c, claim=replace(claim, object=next(iter(named.values()))))
        out.append(c)
    return out


def _with_implied(candidates: list[Candidate], knowledge: Knowledge) -> list[Candidate]:
    """The candidates, and what a kind's `implies` draws from those in running text by the sort of their object, as soft claims."""
    out = list(candidates)
    for c in candidates:
        claim = c.claim
        rule = knowledge.kinds[claim.kind].settings.get("implies")
        if not rule or c.frame is None or claim.object is None or claim.subject is None or claim.negated:
            continue
        kind = knowledge.kinds[rule["kind"]]
        term = knowledge.by_key.get(claim.object.key)
        value = rule["when"].get(term.columns.get(rule["by"], "")) if term else None
        if value and claim.subject.type in kind.subject:
            sure = round(claim.confidence * rule["confidence"], 3)
            name = _drawn(kind.id, claim.rule)
            drawn = replace(
                claim, kind=kind.id, object=None, value=tuple(sorted(value.items())), confidence=sure, rule=name
            )
            out.append(Candidate(drawn, c.sentence, _soft(kind, name)))
    return out


def _drawn(kind: str, rule: str) -> str:
    """The name of the rule by which a claim of a kind is drawn from one of another rule."""
    return f"{kind}/by-{rule.split('/')[1]}"


@functools.cache
def _sources(knowledge: Knowledge) -> dict[str, str]:
    """Each rule that draws a claim from another → the kind that it draws from."""
    kinds = (kind for kind in knowledge.kinds.values() if "implies" in kind.settings)
    return {_drawn(kind.settings["implies"]["kind"], frame.rule): kind.id for kind in kinds for frame in kind.frames}


def with_source(claims: Sequence[Claim], knowledge: Knowledge) -> list[Claim]:
    """The claims without those that were drawn from what stands in no claim about the same subject."""
    drawn = _sources(knowledge)
    sources = set(drawn.values())
    stand = {(c.kind, c.subject.key) for c in claims if c.kind in sources and c.subject and c.object}
    return [c for c in claims if c.rule not in drawn or c.subject and (drawn[c.rule], c.subject.key) in stand]


def _soft(kind: Kind, rule: str) -> Compiled:
    """A frame for claims that give way to any other of the kind about the same subject."""
    return Compiled(Frame(rule, kind.id, "any", "", (), options=(("soft", True),)), kind, "(?!)", (), ())
