"""What a clause says of an aspect: words for goods and evils, the words that raise or cut them, and the sum of both.

"lowers the barrier", "no longer opaque" and "更难被滥用" are in no list: an evil that is cut is a reason for, a good
that is cut one against. The words of each aspect (kg/data/cues/aspects.toml):

    good, bad      a thing to have ("transparency") or to be without ("misuse"); an evil alone is a reason against
    less           what is better small ("cost"): it says nothing alone
    pro, con       phrases that need no other word
    rest           an evil that counts only where the clause names no other aspect
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kg.entities.cues import language, languages, patterns, settings, written_in
from kg.knowledge import Knowledge
from kg.regexes import compiled
from kg.sieve import Sieve, lowered, sieve_of

GROUPS = ("con", "pro", "bad", "less", "good", "rest")
_ASIDE = 60  # characters before a good in which it may be set aside


@dataclass(frozen=True, slots=True)
class Reading:
    """An aspect found in a clause. `polarity`: None for a good only named; `sure`: 2 said, 1 an evil named, 0 none."""

    aspect: str
    polarity: str | None
    sure: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Forms:
    """The tables of aspects.toml that have one pattern for all languages, compiled."""

    modal: re.Pattern[str]
    denied: re.Pattern[str]
    unfit: re.Pattern[str]
    met: re.Pattern[str]
    unmet: re.Pattern[str]
    defines: re.Pattern[str]
    rules: re.Pattern[str]
    gap: re.Pattern[str]
    lead: re.Pattern[str]
    aside: re.Pattern[str]


@functools.cache
def forms(knowledge: Knowledge) -> Forms:
    """The words and forms of all languages, compiled once for each knowledge."""
    return Forms(**patterns(knowledge, "aspects"))


@dataclass(frozen=True, slots=True)
class Manner:
    """How a language parts its words and how far they reach: its settings in aspects.toml, which says what each is."""

    join: re.Pattern[str]
    shared: re.Pattern[str]
    coordinated: re.Pattern[str]
    over: re.Pattern[str]
    reaches: re.Pattern[str]
    named: re.Pattern[str]
    gap: str
    before: int
    chain: int
    close: int
    after: int
    list: int


@functools.cache
def manner(knowledge: Knowledge, lang: str) -> Manner:
    """The settings of a language, compiled once for each knowledge."""
    row = dict(settings(knowledge, "aspects", lang))
    patterned = ("join", "shared", "coordinated", "over", "reaches", "named")
    join, shared, coordinated, over, reaches, named = (compiled(row.pop(name)) for name in patterned)
    return Manner(join, shared, coordinated, over, reaches, named, **row)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one language, compiled."""

    manner: Manner
    forms: Forms
    aspects: tuple[tuple[str, re.Pattern], ...]
    sieve: Sieve  # which of them a clause may name
    movers: re.Pattern  # groups: deny, cut, fear, check (cuts evils only), grow, raise (says nothing of what is better small)
    after: re.Pattern  # groups: more, less, found (cuts evils only), fine, poor
    merit: re.Pattern
    demerit: re.Pattern
    topics: tuple[tuple[str, re.Pattern], ...]  # group small: what is better small ("成本")
    value: re.Pattern  # groups: bad, good, big, little


def joined(knowledge: Knowledge, lang: str, words: Iterable[str]) -> str:
    """One alternation of a list of expressions, the longest first, with word borders where the language has them."""
    body = "|".join(sorted(words, key=len, reverse=True)).replace("~", manner(knowledge, lang).gap)
    border = language(knowledge, lang).border
    return f"{border}(?:{body}){border}"


@functools.cache
def lexicon(knowledge: Knowledge, lang: str) -> Lexicon:
    """The aspect words of a language, compiled once for each knowledge."""
    data = knowledge.cues["aspects"]

    def groups(table: dict[str, list[str]], names: Iterable[str]) -> re.Pattern:
        return compiled("|".join(f"(?P<{n}_>{joined(knowledge, lang, table[n])})" for n in names if table.get(n)), re.I)

    rows = tuple((name, groups(row.get(lang, {}), GROUPS)) for name, row in data["aspects"].items() if row.get(lang))
    frames = data["frames"][lang]
    return Lexicon(
        manner(knowledge, lang),
        forms(knowledge),
        rows,
        sieve_of(f"aspects-{lang}", [regex for _, regex in rows]),
        groups(data["movers"][lang], ("deny", "check", "fear", "cut", "grow", "raise")),
        groups(data["after"][lang], ("found", "less", "more", "poor", "fine")),
        compiled(joined(knowledge, lang, frames["merit"]), re.I),
        compiled(joined(knowledge, lang, frames["demerit"]), re.I),
        tuple((name, groups(row, ("small", "large"))) for name, row in data["topics"][lang].items()),
        groups(data["value"][lang], ("bad", "good", "big", "little")),
    )


def aspects_in(knowledge: Knowledge, text: str) -> list[str]:
    """The aspects that a stretch of folded text names, in order of appearance."""
    words = lexicon(knowledge, written_in(knowledge, text) or languages(knowledge)[-1])
    found = [(m.start(), name) for name, regex in _tried(words, text) if (m := regex.search(text))]
    return [name for _, name in sorted(found)]


def read(knowledge: Knowledge, lang: str, text: str, names: Sequence[tuple[int, int]] = ()) -> list[Reading]:
    """Each aspect that a folded clause names, once, with the surest polarity the clause gives it.

    `names`: runs that are names of something else ("open-source community"), where no aspect is read.
    """
    words = lexicon(knowledge, lang)
    how = words.manner
    nouns = _nouns(words, text, names)
    if not nouns:
        return []
    movers = [(m.start(), m.end(), str(m.lastgroup)[:-1]) for m in words.movers.finditer(text)]
    ends = [m[1] for m in movers]
    best: dict[str, Reading] = {}
    last: tuple[int, int | None, str] = (-99, None, "")  # where the noun before ends, what moved it, its group
    cut = False  # whether the noun before is a good that is cut
    for start, end, name, group in nouns:
        at = bisect_right(ends, start)
        before = movers[max(0, at - 6) : at]  # the last few say it all, and keep the work linear
        moved = _moved(words, text, before, start, group)
        alike = group != "less" or last[2] != "good"  # "better quality and cost" raises no cost
        if moved is None and alike and 0 <= start - last[0] <= how.list and how.join.search(text[last[0] : start]):
            moved = last[1]
        polarity, sure = _sum(words, text, group, moved, end)
        shared = cut and group == "pro" and _is_next(words, text, last[0], (start, end))
        turned = group in ("pro", "con") and (shared or _turned(how, text, before, start))
        if turned:
            polarity = "con" if group == "pro" else "pro"
        cut = turned if group == "pro" else moved == -1 and group == "good" and polarity == "con"
        last = (end, moved, group)
        if (old := best.get(name)) is None or sure > old.sure:
            best[name] = Reading(name, polarity, sure, start, end)
    return sorted(best.values(), key=lambda r: r.start)


def _is_next(words: Lexicon, text: str, last: int, place: tuple[int, int]) -> bool:
    """Whether a phrase without a verb of its own is the next of the goods that one verb has: "阻碍创新和|知识共享"."""
    joined = words.manner.shared.fullmatch(text[last : place[0]].strip()) is not None
    return joined and words.movers.match(text, place[0]) is None


def _turned(how: Manner, text: str, before: list[tuple[int, int, str]], start: int) -> bool:
    """Whether what stands close before a phrase takes it back; a cut that is denied itself ("do not deny | …") does not."""
    for at, (first, end, mover) in enumerate(before):
        if mover in ("deny", "cut") and start - end <= how.close and not how.join.search(text[end:start]):
            denied = mover == "cut" and at and before[at - 1][2] == "deny" and first - before[at - 1][1] <= how.close
            if not denied:
                return True
    return False


def _tried(words: Lexicon, text: str) -> Iterator[tuple[str, re.Pattern]]:
    """The aspects that a text may name, with their patterns."""
    return map(words.aspects.__getitem__, words.sieve.passing(lowered(text)))


def _nouns(words: Lexicon, text: str, names: Sequence[tuple[int, int]]) -> list[tuple[int, int, str, str]]:
    """Where each aspect is named: start, end, aspect and group, in order; what stands inside a longer phrase goes."""
    matches = ((name, m) for name, regex in _tried(words, text) for m in regex.finditer(text))
    found = sorted((*m.span(), name, str(m.lastgroup)[:-1]) for name, m in matches)
    phrases = [n for n in found if n[3] in ("pro", "con")]
    starts, firsts, runs = [p[0] for p in phrases], [f for f, _ in names], list(names)
    kept = []
    for n in found:
        at, beside = bisect_right(starts, n[0]), bisect_right(firsts, n[0])
        near = [p for p in phrases[max(0, at - 12) : at] if p[2] != n[2]]
        about = any(n[1] <= p[1] and p[1] - p[0] > n[1] - n[0] and not _shares(words, text, n, p) for p in near)
        own = n[2:] == ("community", "good")
        if not about and not any(n[1] <= e or (own and words.manner.named.fullmatch(text, e, n[0])) for _, e in runs[max(0, beside - 1) : beside]):
            kept.append(n)
    firm = [n for n in kept if n[3] != "rest"]
    return firm or kept


def _shares(words: Lexicon, text: str, one: tuple[int, int, str, str], whole: tuple[int, int, str, str]) -> bool:
    """Whether a phrase is one of the nouns of a longer one, with their verb: "在性能和|成本上优于", "保护技术优势|和商业利益"."""
    if one[3] != whole[3] or (one[0] != whole[0] and one[1] != whole[1]):
        return False
    shared = words.manner.shared
    return bool(shared.search(text, whole[0], one[0]) if one[1] == whole[1] else shared.match(text, one[1]))


def _moved(words: Lexicon, text: str, before: list[tuple[int, int, str]], start: int, group: str) -> int | None:
    """Whether what stands before a noun raises it (1) or cuts it (-1), two words of the kind at most; None: neither."""
    how, before = words.manner, [m for m in before if group != "less" or m[2] != "raise"]
    while before and _broken(how, text[before[-1][1] : start], before[-1][2]):
        before.pop()
    if not before or start - before[-1][1] > how.before:
        return None
    sign = _sign(before[-1][2], group)
    if len(before) > 1:
        gap = text[before[-2][1] : before[-1][0]]
        if len(gap) <= how.chain and not how.coordinated.search(gap) and not words.forms.modal.search(gap):
            sign *= _sign(before[-2][2], group)
    return sign


def _sign(mover: str, group: str) -> int:
    if mover == "fear":
        return -1 if group == "good" else 1
    return -1 if mover in ("deny", "cut") or (mover == "check" and group != "good") else 1


def _broken(how: Manner, gap: str, mover: str) -> bool:
    """Whether a word before a noun no longer reaches it; one that cuts does not reach over another thing it cuts."""
    if mover in ("deny", "cut") and how.over.search(gap):
        return True
    return how.reaches.fullmatch(gap) is None


def _sum(words: Lexicon, text: str, group: str, moved: int | None, end: int) -> tuple[str | None, int]:
    """The polarity of a noun of a group, and how sure it is."""
    if group in ("pro", "con"):
        return group, 2
    how, denied = words.manner, words.forms.denied
    match = words.after.search(text, end, end + how.after + 8)
    gap = text[end : match.start()] if match else ""
    reaches = match and len(gap) <= how.after and not how.coordinated.search(gap) and not denied.search(gap)
    after = str(match.lastgroup)[:-1] if match and reaches else None
    if how.join.fullmatch(gap.strip()) or group == "good" and after == "less" and how.join.search(gap):
        after = None  # "较低的成本和较高的性价比", "数据安全和自主可控": said of the other
    if group == "good":
        if after in ("poor", "less"):
            return ("pro" if moved == -1 and after == "poor" else "con"), 2  # "降低…的难度"
        if moved is None and after in ("fine", "more"):
            return "pro", 2
    elif after in ("less", "found") or (after == "more" and group == "less"):
        return ("con" if after == "more" else "pro"), 2
    if moved is None:
        return ("con", 1) if group in ("bad", "rest") else (None, 0)
    return ("pro" if (moved > 0) == (group == "good") else "con"), 2 if group != "rest" else 1


def valued(knowledge: Knowledge, lang: str, text: str) -> str | None:
    """Whether a clause speaks of merits ("优势包括…") or of faults: what goods that it only names stand for."""
    words = lexicon(knowledge, lang)
    merit, demerit = bool(words.merit.search(text)), bool(words.demerit.search(text))
    return None if merit == demerit else "pro" if merit else "con"


def set_aside(knowledge: Knowledge, text: str, start: int) -> bool:
    """Whether a good that a clause only names is what the side is not taken for ("for its control rather than its price")."""
    return forms(knowledge).aside.search(text[max(0, start - _ASIDE) : start]) is not None


def met(knowledge: Knowledge, text: str) -> str | None:
    """Whether a clause says that "these" needs, named before, are met (pro) or not (con)."""
    said = forms(knowledge)
    return "con" if said.unmet.search(text) else "pro" if said.met.search(text) else None


def topic_of(knowledge: Knowledge, lang: str, text: str) -> tuple[str, bool] | None:
    """The one aspect that a heading, a table's label or a lead ("论成本") is about, and whether it is better small."""
    if not text:
        return None
    found = [(name, m) for name, regex in lexicon(knowledge, lang).topics if (m := regex.search(text))]
    if len(found) > 1:  # "update speed" is no matter of speed, nor "the capability to customize" one of capability
        longest = max(m.end() - m.start() for _, m in found)
        found = [f for f in found if f[1].end() - f[1].start() == longest]
    if len(found) > 1:
        found = [f for f in found if f[0] != "performance"]
    return (found[0][0], found[0][1].lastgroup == "small_") if len(found) == 1 else None


def led(knowledge: Knowledge, lang: str, text: str, label: str, readings: list[Reading]) -> list[Reading]:
    """The readings of a clause with what it says of the topic that its lead names, or the label it stands under."""
    lead = forms(knowledge).lead.match(text)
    topic = topic_of(knowledge, lang, lead.group() if lead else label)
    if topic is None:
        return readings
    if topic[0] != "performance" and lead:  # "论社区,闭源不如开源": the comparison is the topic's
        readings = [r for r in readings if r.aspect != "performance"]
    start = lead.end() if lead else 0
    value = weighed(knowledge, lang, text[start:], topic[1])
    if value is None or any(r.aspect == topic[0] and r.polarity for r in readings):
        return readings
    kept = [r for r in readings if r.aspect != topic[0]]
    return [*kept, replace(value, aspect=topic[0], start=start + value.start, end=start + value.end)]


def labelled(knowledge: Knowledge, lang: str, text: str, readings: list[Reading]) -> list[Reading]:
    """The readings of an entry's label; where it has none, of the topic that it names ("Maintenance: …" among drawbacks)."""
    topic = topic_of(knowledge, lang, text) if not readings and len(text) <= manner(knowledge, lang).list * 2 else None
    return [Reading(topic[0], None, 0, 0, len(text))] if topic else readings


def weighed(knowledge: Knowledge, lang: str, text: str, small: bool) -> Reading | None:
    """What a clause about a topic says of it in words that fit any ("slow", "不够"); its aspect is left empty."""
    found, unfit = [], forms(knowledge).unfit
    for m in lexicon(knowledge, lang).value.finditer(text):
        group = str(m.lastgroup)[:-1]
        pole = {"good": True, "bad": False, "big": not small, "little": small}[group]
        denied = unfit.search(text[: m.start()]) is not None
        found.append((pole != denied, m))
    if not found or len({pole for pole, _ in found}) > 1:
        return None
    return Reading("", "pro" if found[0][0] else "con", 2, *found[0][1].span())
