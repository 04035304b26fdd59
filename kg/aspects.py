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

from kg.knowledge import Knowledge
from kg.regexes import compiled
from kg.sieve import Sieve, lowered, sieve_of

GROUPS = ("con", "pro", "bad", "less", "good", "rest")
_GAP = {"zh": r"[^,;。]{0,9}?", "en": r"[^,;.]{0,26}?"}  # "~" in a phrase
_BEFORE = {"zh": 11, "en": 42}  # from a raising or cutting word to what it raises or cuts
_CHAIN = {"zh": 4, "en": 16}  # from one such word to the next: "有助于|减少", "helps to | avoid"
_AFTER = {"zh": 4, "en": 20}
_MODAL = re.compile(r"[会将]|可能|\b(?:would|will|could|may|might)\b")  # what stands before it is a subject
_DENIED = re.compile(r"[难不无未]|\b(?:not|never|hard)\b|n't")
_LIST = {"zh": 6, "en": 22}
_JOIN = {"zh": re.compile("[、和与及以或,/]"), "en": re.compile(r",|/|&|\b(?:and|or|as well as)\b")}
_COORDINATED = {"zh": re.compile("[,、]|以及|并(?!非)|同时"), "en": re.compile(r",|\b(?:and|or|but)\b")}

_MET = re.compile(
    r"(?:可以|能够?|将)(?:促使|带来|满足|提供|做到|实现)(?:这些|上述|以上|这种)"
    r"|\b(?:can|does|do|could) (?:offer|provide|deliver|meet|satisfy) (?:all )?(?:these|those|this|that)\b",
    re.I,
)
_UNMET = re.compile(
    r"(?:无法|不能|难以|没有)(?:满足|提供|达到|做到)(?:这些|上述|以上|这种)"
    r"|\b(?:cannot|can't|don't|doesn't|fail to|do not|does not) (?:meet|offer|provide|deliver|satisfy)"
    r" (?:these|those|this|any of)",
    re.I,
)
# A definition argues nothing.
DEFINES = re.compile(
    r"^\s*(?:什么是|what is|what are)|是指|指的是|,指(?!出|责|向|望|标|数)|定义为|包括但不限于"
    r"|的(?:重要|主要|核心)?职责|是[^,;。]{0,24}的(?:一种)?(?:方法|做法)[。!]?\s*$"
    r"|\b(?:refers? to|is defined as|including but not limited to)\b",
    re.I,
)
# What rules would do speaks for what they forbid.
RULES = re.compile(
    r"\b(?:regulations?|restrictions?|bans?|export controls) (?:would|will|could|might|risk)\b"
    r"|(?:监管|限制|禁令|管制)(?:措施)?(?:会|将|可能)",
    re.I,
)
# Both sides in one: what is said of it is said of how well the open side does.
GAP = re.compile(
    r"开源(?:模型)?(?:和|与|、)闭源(?:大?模型)?(?:之间)?(?:的)?[^,;。]{0,6}差距"
    r"|\bgap between (?:the )?(?:\w+ )?(?:open|closed|proprietary)[^,;.]{0,30}?"
    r" and (?:\w+ )?(?:open|closed|proprietary)",
    re.I,
)
# What the rest of a clause is about: "论成本,", "在质量上,", "in terms of cost,".
LEAD = re.compile(
    r"\s*(?:但|而|且)?(?:(?:在|从|就)?[^,;。]{2,14}(?:方面|上|层面|角度|领域)(?:来看|看|来说|而言)?|(?:论|说到|谈到|论起|要说)"
    r"[^,;。]{2,10}?(?:而言|来说)?)(?=,|\s*$)"
    r"|\s*(?:in terms of|when it comes to|as for|as to|on the (?:question|matter|subject) of|on|for) [\w -]{3,24}(?=,|\s*$)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """An aspect found in a clause. `polarity`: None for a good only named; `sure`: 2 said, 1 an evil named, 0 none."""

    aspect: str
    polarity: str | None
    sure: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one language, compiled."""

    aspects: tuple[tuple[str, re.Pattern], ...]
    sieve: Sieve  # which of them a clause may name
    movers: re.Pattern  # groups: deny, cut, check (cuts evils only), grow, raise (says nothing of what is better small)
    after: re.Pattern  # groups: more, less, fine, poor
    merit: re.Pattern
    demerit: re.Pattern
    topics: tuple[tuple[str, re.Pattern], ...]  # group small: what is better small ("成本")
    value: re.Pattern  # groups: bad, good, big, little


def joined(words: Iterable[str], lang: str) -> str:
    """One alternation of a list of expressions, the longest first, with word borders where the language has them."""
    border = r"\b" if lang == "en" else ""
    body = "|".join(sorted(words, key=len, reverse=True)).replace("~", _GAP[lang])
    return f"{border}(?:{body}){border}"


@functools.cache
def lexicon(knowledge: Knowledge, lang: str) -> Lexicon:
    """The aspect words of a language, compiled once for each knowledge."""
    cues = knowledge.cues["aspects"]

    def groups(table: dict[str, list[str]], names: Iterable[str]) -> re.Pattern:
        return compiled("|".join(f"(?P<{n}_>{joined(table[n], lang)})" for n in names if table.get(n)), re.I)

    rows = tuple((name, groups(row.get(lang, {}), GROUPS)) for name, row in cues["aspects"].items() if row.get(lang))
    frames = cues["frames"][lang]
    return Lexicon(
        rows,
        sieve_of(f"aspects-{lang}", [regex for _, regex in rows]),
        groups(cues["movers"][lang], ("deny", "check", "cut", "grow", "raise")),
        groups(cues["after"][lang], ("less", "more", "poor", "fine")),
        compiled(joined(frames["merit"], lang), re.I),
        compiled(joined(frames["demerit"], lang), re.I),
        tuple((name, groups(row, ("small", "large"))) for name, row in cues["topics"][lang].items()),
        groups(cues["value"][lang], ("bad", "good", "big", "little")),
    )


def aspects_in(knowledge: Knowledge, text: str) -> list[str]:
    """The aspects that a stretch of folded text names, in order of appearance."""
    words = lexicon(knowledge, "zh" if re.search("[一-鿿]", text) else "en")
    found = [(m.start(), name) for name, regex in _tried(words, text) if (m := regex.search(text))]
    return [name for _, name in sorted(found)]


def read(knowledge: Knowledge, lang: str, text: str, names: Sequence[tuple[int, int]] = ()) -> list[Reading]:
    """Each aspect that a folded clause names, once, with the surest polarity the clause gives it.

    `names`: runs that are names of something else ("open-source community"), where no aspect is read.
    """
    words = lexicon(knowledge, lang)
    nouns = _nouns(words, text, names)
    if not nouns:
        return []
    movers = [(m.start(), m.end(), str(m.lastgroup)[:-1]) for m in words.movers.finditer(text)]
    ends = [m[1] for m in movers]
    best: dict[str, Reading] = {}
    last: tuple[int, int | None] = (-99, None)  # where the noun before ends, what moved it
    for start, end, name, group in nouns:
        at = bisect_right(ends, start)
        before = movers[max(0, at - 6) : at]  # the last few say it all, and keep the work linear
        moved = _moved(lang, text, before, start, group)
        if moved is None and 0 <= start - last[0] <= _LIST[lang] and _JOIN[lang].search(text[last[0] : start]):
            moved = last[1]
        polarity, sure = _sum(words, lang, text, group, moved, end)
        near = 5 if lang == "en" else 2
        if group in ("pro", "con") and any(
            m[2] in ("deny", "cut") and start - m[1] <= near and not _JOIN[lang].search(text[m[1] : start])
            for m in before
        ):
            polarity = "con" if group == "pro" else "pro"
        last = (end, moved)
        if (old := best.get(name)) is None or sure > old.sure:
            best[name] = Reading(name, polarity, sure, start, end)
    return sorted(best.values(), key=lambda r: r.start)


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
        about = any(n[1] <= p[1] and p[1] - p[0] > n[1] - n[0] for p in near)
        own = n[2:] == ("community", "good")
        if not about and not any(n[1] <= e or (own and n[0] - e <= 4) for _, e in runs[max(0, beside - 1) : beside]):
            kept.append(n)
    firm = [n for n in kept if n[3] != "rest"]
    return firm or kept


def _moved(lang: str, text: str, before: list[tuple[int, int, str]], start: int, group: str) -> int | None:
    """Whether what stands before a noun raises it (1) or cuts it (-1), two words of the kind at most; None: neither."""
    before = [m for m in before if group != "less" or m[2] != "raise"]
    while before and _broken(lang, text[before[-1][1] : start], before[-1][2]):
        before.pop()
    if not before or start - before[-1][1] > _BEFORE[lang]:
        return None
    sign = _sign(before[-1][2], group)
    if len(before) > 1:
        gap = text[before[-2][1] : before[-1][0]]
        if len(gap) <= _CHAIN[lang] and not _COORDINATED[lang].search(gap) and not _MODAL.search(gap):
            sign *= _sign(before[-2][2], group)
    return sign


def _sign(mover: str, group: str) -> int:
    return -1 if mover in ("deny", "cut") or (mover == "check" and group != "good") else 1


def _broken(lang: str, gap: str, mover: str) -> bool:
    """Whether a word before a noun no longer reaches it; one that cuts does not reach over another thing it cuts."""
    if mover in ("deny", "cut") and re.search("[、和与及以或,/]" if lang == "zh" else "[,/]", gap):
        return True
    return bool(re.search("[,;:。]", gap)) and not (lang == "en" and re.fullmatch(r"[^;:.]{0,24}", gap))


def _sum(words: Lexicon, lang: str, text: str, group: str, moved: int | None, end: int) -> tuple[str | None, int]:
    """The polarity of a noun of a group, and how sure it is."""
    if group in ("pro", "con"):
        return group, 2
    match = words.after.search(text, end, end + _AFTER[lang] + 8)
    gap = text[end : match.start()] if match else ""
    reaches = match and len(gap) <= _AFTER[lang] and not _COORDINATED[lang].search(gap) and not _DENIED.search(gap)
    after = str(match.lastgroup)[:-1] if match and reaches else None
    if group == "good":
        if after in ("poor", "less"):
            return ("pro" if moved == -1 and after == "poor" else "con"), 2  # "降低…的难度"
        if moved is None and after in ("fine", "more"):
            return "pro", 2
    elif after == "less" or (after == "more" and group == "less"):
        return ("pro" if after == "less" else "con"), 2
    if moved is None:
        return ("con", 1) if group in ("bad", "rest") else (None, 0)
    return ("pro" if (moved > 0) == (group == "good") else "con"), 2 if group != "rest" else 1


def valued(knowledge: Knowledge, lang: str, text: str) -> str | None:
    """Whether a clause speaks of merits ("优势包括…") or of faults: what goods that it only names stand for."""
    words = lexicon(knowledge, lang)
    merit, demerit = bool(words.merit.search(text)), bool(words.demerit.search(text))
    return None if merit == demerit else "pro" if merit else "con"


def met(text: str) -> str | None:
    """Whether a clause says that "these" needs, named before, are met (pro) or not (con)."""
    return "con" if _UNMET.search(text) else "pro" if _MET.search(text) else None


def topic_of(knowledge: Knowledge, lang: str, text: str) -> tuple[str, bool] | None:
    """The one aspect that a heading, a table's label or a lead ("论成本") is about, and whether it is better small."""
    found = [(name, m) for name, regex in lexicon(knowledge, lang).topics if (m := regex.search(text))]
    return (found[0][0], found[0][1].lastgroup == "small_") if len(found) == 1 else None


def led(knowledge: Knowledge, lang: str, text: str, label: str, readings: list[Reading]) -> list[Reading]:
    """The readings of a clause with what it says of the topic that its lead names, or the label it stands under."""
    lead = LEAD.match(text)
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


def weighed(knowledge: Knowledge, lang: str, text: str, small: bool) -> Reading | None:
    """What a clause about a topic says of it in words that fit any ("slow", "不够"); its aspect is left empty."""
    found = []
    for m in lexicon(knowledge, lang).value.finditer(text):
        group = str(m.lastgroup)[:-1]
        pole = {"good": True, "bad": False, "big": not small, "little": small}[group]
        denied = re.search(r"[不没未无难]\w?$|\b(?:not|no|never|hardly|n't) (?:\w+ )?$", text[: m.start()]) is not None
        found.append((pole != denied, m))
    if not found or len({pole for pole, _ in found}) > 1:
        return None
    return Reading("", "pro" if found[0][0] else "con", 2, *found[0][1].span())
