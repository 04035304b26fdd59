"""What a plain question says: its concepts, names, sides, directions, dates, and the words that mean nothing to us."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from kg.asking import thresholds
from kg.asking.linking import link
from kg.asking.periods import YEAR, bounds, dated
from kg.asking.wordlist import CJK, SECTIONS, WORD, Places, form, inside, lexicon, spots

# Words of any question: they alone tell no query from another.
GENERIC = frozenset({"who", "model", "move", "when", "count", "statement", "release"})
# Words of everyday talk: they tell a query only beside a name or the word for a model.
EVERYDAY = frozenset({"figure", "work", "found", "compare"})
ASKING = frozenset({"document", "map", "says", "event"})  # words that ask for articles, and for what they say
OPPOSITE = {"open": "closed", "closed": "open"}
MIXED = "hybrid"  # the course that is neither
IMPLIED = {"Benchmark": "benchmark", "License": "license"}  # a name of this type says what is asked about
SLOT = re.compile(r"\{(\w+)\}")
ASKED_BY = {"terms": "license", "metrics": "figure", "modes": "ecosystem", "modalities": "plan"}  # a word of this section says what is asked about
STANDS = {"similar": "alike", "worse": "behind", "better": "ahead"}  # what a name is beside others → the form that tells it
BOUND = {*SECTIONS.values(), "side", "from", "to", "polarity", "since", "until"}  # parameters that are no names


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says: its concepts, what can fill a parameter, and the words that mean nothing to us."""

    concepts: frozenset[str]
    move: tuple[str, str] | None = None
    turned: bool = False  # whether both its ends, or the words for leaving one, are told
    sides: tuple[str, ...] = ()
    polarity: str = ""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    names: tuple[tuple[str, str], ...] = ()  # (name, type)
    since: str = ""
    until: str = ""
    unknown: tuple[str, ...] = ()
    slots: tuple[str, ...] = ()  # the {parameters} of a phrasing
    leads: bool = False  # whether the first name stands before what is asked of it
    asks_who: bool = False
    asks_what: bool = False  # and not whether: of a side that is told too it is asked how it is with that
    posts: tuple[str, ...] = ()  # the offices that are asked for
    order: int = 0  # 1: the greatest first, -1: the smallest
    recent: int = 0  # 1: the latest first, -1: the earliest
    threshold: thresholds.Threshold | None = None  # between what numbers
    negated: bool = False  # asks after what is not said, or what the graph does not hold
    worded: Mapping[str, str] = field(default_factory=dict)  # values of parameters that only the wording tells
    documents: tuple[str, ...] = ()  # what it asks for by the words of a passage, as an open letter
    stays: bool = False  # whether a side is kept, so that nothing moved
    opposed: bool = False  # whether it asks who holds the opposite of what a person says
    forbids: bool = False  # whether it asks where a term of a licence is not granted
    countries: tuple[str, ...] = ()  # where those are at home that it asks for
    stands: str = ""  # what the thing that is named is held to be beside what is asked for: better, worse, similar
    than: str = ""  # who those that it asks for are more open, or more closed, than
    senses: tuple[str, ...] = ()  # in which sense a figure is meant
    agrees: str = ""  # whether it asks who says the same as a person ("with"), or whether several do ("both")
    whole: bool = False  # whether it is but a name, or asks what or who that is
    each_open: bool = False  # whether it asks how open each vendor is
    sided_models: bool = False  # whether it names models of a side ("closed models"), and not the side alone ("is Acme closed")
    whys: str = ""  # whether it asks for reasons: those for (plus) or against (minus) what it tells of
    apart: bool = False  # whether it names several things, and not side by side
    sources: int = 0  # how many sources at least are asked for
    conditions: tuple[Any, ...] = ()  # what the things of the answer must have a row in (`kg.asking.conditions`)
    rebutted: str = ""  # the words by which it asks what is said against what is argued
    heard: tuple[tuple[str, str], ...] = ()  # (section, its words): what an answer may pass over; "" for words that mean nothing to us


_form = functools.partial(form, "forms")  # a form by which a question is read


def read(text: str, names: Mapping[str, tuple[str, str]] | None = None, today: str = "") -> Reading:
    """What a question or a phrasing says; `today` (ISO 8601) is what "last year" counts from."""
    text = dated(unicodedata.normalize("NFKC", text), today)
    named, spans = link(text, names or {})
    slots, spans = tuple(m.group(1) for m in SLOT.finditer(text)), [*spans, *(m.span() for m in SLOT.finditer(text))]
    named += [(slot, "") for slot in slots if slot not in BOUND]
    text = _blank(text, spans)  # a name's own words say nothing ("Open" in OpenAI)
    text, threshold = _without_bound(text)
    said = _spotted(lower := _lower(text), kinds := [kind for _, kind in named])
    _count(said, threshold)
    rest = tuple(_rest(lower, [*said.places(), *(m.span() for m in YEAR.finditer(lower))]))
    move = _move(lower, said.order) if "move" in said.concepts or _between(lower, said.order) else None
    other = {"ecosystem"} if move else set()  # "used to be open", "turned its back on": no use and no backing
    said.values["modes"] = {} if move else _modes(said.values["modes"], said.concepts)
    forbidding = [found.span() for found in _form("forbids").finditer(lower)] if said.values["terms"] or "license" in said.concepts or "License" in kinds else []
    implied = _implied(set(said.concepts) - other, said.values, kinds, slots, bool(said.sides or rest))
    return Reading(
        frozenset({*said.concepts, *implied, *(("stance",) if said.documents else ())} - other),
        move,
        move is not None and _is_turned(lower, said.sides),
        tuple(dict.fromkeys(key for _, _, key in said.order)) or tuple(s for s in slots if s == "side"),
        _towards(_pole(said.poles), lower, said.restraints),
        {section: tuple(found) or slots for section, found in said.values.items() if found or SECTIONS[section] in slots},
        tuple(named),
        *bounds(lower),
        rest,
        slots,
        bool(spans) and min(spans)[0] < said.asked(),
        bool(_form("asks_who").search(lower)),
        bool(_form("asks_what").search(lower)),
        tuple(spots(lower, "posts")),
        _order(lower, "most", "least") or (threshold.order if threshold else 0),
        _order(lower, "latest", "earliest"),
        threshold,
        _is_beyond(lower, [*said.places(), *forbidding]),
        documents=tuple(said.documents),
        forbids=bool(forbidding),
        opposed="Person" in kinds and bool(_form("opposes").search(lower)),
        countries=tuple(said.countries),
        stays=any(_form("stays").search(lower[:start]) for start, *_ in said.order),
        **_besides(lower, named),
        sided_models=any(_form("models").search(lower[start:end]) for start, end, _ in said.order),
        heard=tuple(_heard(text, lower, said)),
    )


def _lower(text: str) -> str:
    """A text in small letters, each where it stood."""
    return text.casefold() if len(text.casefold()) == len(text) else text


def _besides(text: str, named: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """What else the words of a question tell of the rows that it asks for."""
    return {"stands": _stands(text), "sources": _sources(text), "senses": tuple(spots(text, "senses")), "than": _than(text, named), "agrees": _agrees(text, named), "whys": _whys(text), "whole": bool(_form("whole").fullmatch(text)), "each_open": _each_open(text, named), "rebutted": " ".join(found.group() for found in _form("rebutted").finditer(text))}


def _each_open(text: str, named: Sequence[tuple[str, str]]) -> bool:
    """Whether it is asked how open each vendor is, or which is the more open of several that are named."""
    vendors = len(named) > 1 and all(kind == "Organization" for _, kind in named)
    return (vendors or not named) and bool(_form("more_open" if vendors else "each_open").search(text))


def _whys(text: str) -> str:
    """Whether reasons are asked for, and of what: "why is open source better" for those for it, "why is it risky" for those against it."""
    return "" if not _form("whys").search(text) else "minus" if _form("whys_not").search(text) else "plus"


def _agrees(text: str, named: Sequence[tuple[str, str]]) -> str:
    """Whether it is asked who agrees with one who is named, or whether those do that are named."""
    if not named or any(kind not in ("Person", "Organization") for _, kind in named):
        return ""
    if len(named) == 1:
        return "with" if named[0][1] == "Person" and _form("agrees").search(text) else ""
    return "both" if _form("concur").search(text) else ""


def _than(text: str, named: Sequence[tuple[str, str]]) -> str:
    """The one that others are asked for to be more open, or more closed, than."""
    return named[0][0] if len(named) == 1 and _form("more_so").search(text) else ""


def _without_bound(text: str) -> tuple[str, thresholds.Threshold | None]:
    """A question without the bound that it sets a number, and that bound."""
    threshold = thresholds.read(text)
    return threshold.taken_out(text) if threshold else text, threshold


def _order(text: str, first: str, last: str) -> int:
    """Which end of an order is asked for, by the forms of its ends: 1, -1, 0 for neither."""
    return bool(_form(first).search(text)) - bool(_form(last).search(text))


def _stands(text: str) -> str:
    """What the name in a question is held to be beside what is asked for."""
    return next((value for value, words in STANDS.items() if _form(words).search(text)), "")


def _sources(text: str) -> int:
    """How many sources at least a question asks for, 0 where it sets no number."""
    if not (found := _form("sourced").search(text)):
        return 0
    told = next(found[name] for name in ("en", "en_more", "zh", "zh_more") if found[name])
    words = lexicon()["forms"]["sourced"]["count"]
    number = int(told) if told.isdigit() else next(at for at, row in enumerate(words, 2) if told in row.split())
    return number + bool(found["over"] or found["over_zh"])


@dataclass(slots=True)
class _Spotted:
    """Where in a question the words of the lexicon stand, by what they mean."""

    concepts: Places
    sides: Places
    order: list[tuple[int, int, str]]  # the sides, as they come
    poles: Places
    values: dict[str, Places]
    passed: list[tuple[int, int]]  # of words that something else takes
    restraints: list[tuple[int, int]]  # of words that would restrict a side
    documents: Places
    countries: Places

    def places(self) -> list[tuple[int, int]]:
        """All that the lexicon knows of a question."""
        every = (self.concepts, self.sides, self.poles, self.documents, self.countries, *self.values.values())
        return [place for found in every for places in found.values() for place in places] + self.passed + self.restraints

    def asked(self) -> int:
        """Where the first word stands that tells what is asked about."""
        return min((start for concept, places in self.concepts.items() if concept not in GENERIC for start, _ in places), default=0)


def _spotted(text: str, kinds: Sequence[str]) -> _Spotted:
    """The words of a question whose names, of these types, are blanked out; each word means one thing."""
    concepts, sides, poles = spots(text, "concepts"), spots(text, "sides"), spots(text, "polarity")
    documents = spots(text, "documents")
    letters = [place for places in documents.values() for place in places]  # an open letter is no open model
    sides = {side: kept for side, places in sides.items() if (kept := [p for p in places if not inside(p, letters)])}
    values = {section: spots(text, section) for section in SECTIONS}
    weighty = [found.span() for found in _form("most").finditer(text)] if not kinds and "argument" in concepts else []
    if weighty and all(inside(place, weighty, same=True) for place in concepts.get("compare", ())):
        concepts.pop("compare", None)  # "the best argument" compares none
    passed = [*_passed_over(concepts, values, kinds), *weighty, *(found.span() for found in _form("sourced").finditer(text))]
    order = sorted((start, end, key) for key, places in sides.items() for start, end in places)
    inner = [(start, end) for start, end, _ in order]  # "source" inside "open source" is no source, nor asks "put money into" for a price
    inner += letters
    inner += [place for section in ("metrics", "modes") for places in values[section].values() for place in places]
    concepts = {c: kept for c, places in concepts.items() if (kept := [p for p in places if not inside(p, inner)])}
    restraints = _restraints(text, order)
    concepts = {c: kept for c, places in concepts.items() if (kept := [p for p in places if c != "allow" or not inside(p, restraints, same=True)])}
    followed = [*((start, end) for start, end, _ in order), *restraints]
    poles = _poles(text, poles, [*concepts.get("independent", ()), *concepts.get("price", ())], followed)
    return _Spotted(concepts, sides, order, poles, values, passed, restraints, documents, spots(text, "countries"))


def _count(said: _Spotted, threshold: thresholds.Threshold | None) -> None:
    """Lets a number tell what is counted, where no word does: "models over 70B", "under $1 per million tokens"."""
    if threshold is None or said.values["metrics"]:
        return
    place = [(threshold.start, threshold.end)]
    if threshold.metric:
        said.values["metrics"] = {threshold.metric: place}
    elif threshold.per:
        said.concepts.setdefault("price", []).extend(place)


def _restraints(text: str, order: Sequence[tuple[int, int, str]]) -> list[tuple[int, int]]:
    """Where words stand that would restrict a side: before it ("a ban on open models") or behind it ("should be banned")."""
    found: list[tuple[int, int]] = []
    for start, end, _ in order:
        before = _form("restrains").search(text[:start])
        behind = _form("restrained").match(text[end:]) or (_form("toward").search(text[:start]) and _form("restrained_so").match(text[end:]))
        if before:
            found.append(before.span(before.lastindex or 0))
        elif behind:
            found.append((end + behind.start(behind.lastindex or 0), end + behind.end(behind.lastindex or 0)))
    return found


def _towards(pole: str, text: str, restraints: Sequence[tuple[int, int]]) -> str:
    """The pole towards a side, where it is told towards restricting that side: who is for a ban is against what it bans."""
    if not restraints:
        return pole
    before = text[: restraints[0][0]]
    wanted = pole or ("plus" if _form("called_for").search(before) else "")
    return wanted if _form("lifted").search(before) else {"plus": "minus", "minus": "plus"}.get(wanted, wanted)


def _implied(concepts: Set[str], values: Mapping[str, Any], kinds: Sequence[str], slots: Sequence[str], said: bool) -> set[str]:
    """What is asked about by the types of names, the sorts of values and the slots, though no word says it.

    `said`: whether there are other words or sides, beside which names alone ask for nothing.
    """
    implied = {IMPLIED[kind] for kind in kinds if kind in IMPLIED}
    implied |= {concept for section, concept in ASKED_BY.items() if values[section] or SECTIONS[section] in slots}
    if not (concepts | implied) - GENERIC and not said:
        implied |= _by_names(kinds, concepts)
    implied |= {"derived"} if "basis" in concepts else set()
    return implied | {slot for slot in slots if slot in IMPLIED.values()}


def _is_beyond(text: str, told: Iterable[tuple[int, int]]) -> bool:
    """Whether a question asks for what the graph does not hold, or after what is not said."""
    if _form("beyond").search(text):
        return True
    plain = _form("either").sub(lambda match: "\x00" * len(match.group()), text)
    return _form("negated").search(_blank(plain, told)) is not None


def _passed_over(concepts: dict[str, Any], values: dict[str, Any], kinds: Sequence[str]) -> list[tuple[int, int]]:
    """Takes out what is not asked for beside words that ask for more, and says where it stood.

    "How many tokens was it trained on" asks for a number and not for who trained it, "may I use it" for terms.
    """
    less: set[str] = set()
    if "invests" in values["modes"] and list(kinds).count("Organization") > 1:
        values["metrics"].pop("funding", None)  # "how much money did A invest in B"
    if values["metrics"]:
        less = {"count", "develop", "ecosystem"}
    elif "allow" in concepts:
        less = {"ecosystem"}
    elif {"invests", "acquires", "partners"} & set(values["modes"]):
        less = {"develop", "price"}  # "how much did A put into B" asks for no price
    if "Benchmark" in kinds:
        less |= {"compare"}
    elif kinds.count("Model") > 1 and "compare" in concepts:
        less |= {"benchmark"}  # "is A behind B on benchmarks?"
    passed = [place for concept in sorted(less & set(concepts)) for place in concepts.pop(concept)]
    if "ecosystem" in less:
        passed += [place for places in values["modes"].values() for place in places]
        values["modes"] = {}
    return passed


def _by_names(kinds: Iterable[str], concepts: Set[str]) -> set[str]:
    """What is asked of names beside which nothing tells it: where a person works, how two models compare, who made what."""
    many = Counter("Model" if kind == "Product" else kind for kind in kinds)
    if many["Person"] and (many["Organization"] or "who" in concepts):
        return {"work"}
    match dict(many):
        case {"Model": 2, **others} if not others:
            return {"compare"}
        case {"Organization": 2, **others} if not others:
            return {"ecosystem"}
        case {"Model": 1, "Organization": 1, **others} if not others:
            return {"develop"}
        case {"Organization": 1, **others} if not others and "model" in concepts:
            return {"release"}
    return set()


def _blank(text: str, places: Iterable[tuple[int, int]]) -> str:
    """The text with these places taken out."""
    for start, end in places:
        text = text[:start] + "\x00" * (end - start) + text[end:]
    return text


def _poles(
    text: str, poles: Mapping[str, Any], others: Sequence[tuple[int, int]], sides: Sequence[tuple[int, int]]
) -> dict[str, Any]:
    """Poles without those inside of other words ("well supported") and without a bare "for" that no side follows."""

    def told(place: tuple[int, int]) -> bool:
        if inside(place, others):
            return False
        if text[place[0] : place[1]] != "for":
            return True
        return any(place[1] <= start <= place[1] + 8 for start, *_ in sides) or bool(
            re.match(r"\W*(?:and|or)\W+against\b|\W*\{side", text[place[1] :])
        )

    return {key: kept for key, places in poles.items() if (kept := [place for place in places if told(place)])}


def _asks_more(text: str) -> bool:
    """Whether a question says what it asks, and not only "how much" or "when" of what was asked before it."""
    return bool(_rest(_form("asks").sub("\x00", text.casefold()), ()))


def plain(question: str, names: Mapping[str, tuple[str, str]]) -> str:
    """A question without the courtesies around it, of which names and countries alone are kept."""
    text = unicodedata.normalize("NFKC", question)
    lower = text.casefold()
    places = [found.span() for found in _form("courtesy").finditer(lower)] if len(lower) == len(text) else []
    for start, end in reversed(places):
        said = text[start:end]
        kept = [*link(said, names)[1], *(place for found in spots(said.casefold(), "countries").values() for place in found)]
        text = f"{text[:start]} {' '.join(said[one:two] for one, two in sorted(kept))} {text[end:]}"
    bare = re.sub(r"\s+", " ", text).strip(" ,，.。!！;；")
    return bare if places and bare else question


def points_back(question: str, names: Mapping[str, tuple[str, str]]) -> bool:
    """Whether a question names nothing and speaks of what was said before it: "and its price?"."""
    text = unicodedata.normalize("NFKC", question)
    return bool(_form("points_back").search(text.casefold())) and not link(text, names)[0]


def in_two(question: str, names: Mapping[str, tuple[str, str]]) -> list[str]:
    """The two questions that one asks ("when … and what is its …?"), the second with the name for its pronoun; else nothing."""
    text = unicodedata.normalize("NFKC", question).strip(" ?？。.")
    for border in _form("further").finditer(text.casefold() if len(text.casefold()) == len(text) else text):
        first, then = text[: border.start()], text[border.end() :]
        if not (_form("asks").search(first.casefold()) and _form("asks").search(then.casefold())):
            continue
        if not _asks_more(then):
            continue
        named, spans = link(first, names)
        if named and not link(then, names)[0]:
            start, end = min(spans)
            pronoun = _form("its").search(then.casefold())
            name = text[start:end] + ("'s" if pronoun and pronoun.group().strip().startswith("its") else "")
            then = f"{then[: pronoun.start()]}{name}{then[pronoun.end() :]}" if pronoun else f"{name}{then}" if CJK.search(then) else then
        return [first, then]
    return []


def _pole(poles: Mapping[str, Any]) -> str:
    return "both" if len(poles) > 1 or "both" in poles else next(iter(poles), "")


def _is_turned(text: str, sides: Places) -> bool:
    """Whether both ends of a move are told, or that one was left."""
    return len(sides) > 1 or bool(_form("away").search(text) or _form("formerly").search(text))


def _between(text: str, order: Sequence[tuple[int, int, str]]) -> bool:
    """ "from open to closed" and 从开源到闭源 are moves without a verb."""
    if len({key for *_, key in order}) < 2:
        return False
    return bool(_form("from_to").search(text) or _form("before_that").search(text))


def _move(text: str, order: Sequence[tuple[int, int, str]]) -> tuple[str, str] | None:
    """From where to where, by the order of the sides and the words between them; "" for what is not told."""
    first = list(dict.fromkeys(key for *_, key in order))
    if MIXED in first and not _form("from").search(text[: order[0][0]]):  # a mix of both is where they went
        left = first[: first.index(MIXED)]
        return (left[0] if len(left) == 1 else "", MIXED)
    if len(first) >= 2:
        one, two = first[0], first[1]
        start = next(end for _, end, key in order if key == one)
        end = next(begin for begin, _, key in order if key == two)
        swapped = bool(_form("swap").search(text[start:end])) and not _form("from").search(text[:start])
        return (two, one) if swapped else (one, two)
    if len(first) == 1 and _is_topic(text, order[0][0], order[0][1]):
        return None
    if len(first) == 1 and first[0] in OPPOSITE:
        side, other, before = first[0], OPPOSITE[first[0]], text[: order[0][0]]
        was = _form("formerly").search(before)
        gone = _form("away").search(before) or was and not _form("since_then").search(before, was.end())
        return (side, other) if gone else (other, side)
    return None


def _modes(modes: Places, concepts: Places) -> Places:
    """How one works with another by the words that say so: not by "backed by two sources" and "only available through an API"."""
    other = [*concepts.get("independent", ()), *concepts.get("openness", ())]
    return {mode: kept for mode, places in modes.items() if (kept := [p for p in places if not inside(p, other)])}


def _is_topic(text: str, start: int, end: int) -> bool:
    """Whether a side is what the question is about, and not where something goes."""
    before = text[:start]
    return not _form("away").search(before) and bool(_form("topic").search(before) or _form("topic_after").search(text[end:]))


def _rest(text: str, told: Iterable[tuple[int, int]]) -> list[str]:
    """The words that stand in no concept and are no stop words; Chinese ones in pairs of characters."""
    found = [text[start:end] for start, end in _strange(text, told)]
    return [part for word in found for part in ([word[i : i + 2] for i in range(0, len(word), 2)] if CJK.match(word) else [word])]


def _strange(text: str, told: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Where the words stand that are in no concept and no stop words, the Latin ones first; Chinese ones as they run on."""
    text = _blank(text, told)
    stop = lexicon()["stop"]
    for found in WORD.finditer(text):
        word = found.group().strip("'’.-")
        if word and word not in stop["en"] and word.removesuffix("'s") not in stop["en"]:
            at = found.start() + found.group().index(word)
            yield at, at + len(word)
    pattern = "|".join(map(re.escape, sorted(stop["zh"], key=len, reverse=True)))
    plain = re.sub(pattern, lambda match: "\x00" * len(match.group()), text)
    yield from (run.span() for run in re.finditer(r"[㐀-鿿]+", plain))


def _heard(text: str, lower: str, said: _Spotted) -> Iterator[tuple[str, str]]:
    """(section, words) of what an answer may pass over: values, sides, changes, conditions, words of weight that mean nothing to us."""
    concepts = [place for concept, places in said.concepts.items() if concept not in GENERIC for place in places]
    found = [(place, section) for section in ("metrics", "terms", "aspects") for places in said.values[section].values() for place in places]
    found += [((start, end), "sides") for start, end, _ in said.order]
    found = [(place, section) for place, section in found if not inside(place, concepts, same=section == "aspects")]
    ties = [place for places in said.values["modes"].values() for place in places]  # "the investors of Acme" are asked for
    found += [(place, "modes" if inside(place, ties, same=True) else "conditions") for places in spots(lower, "conditions").values() for place in places]
    found += [(place, "topics") for concept, places in said.concepts.items() if concept not in (GENERIC | ASKING) for place in places]
    found += [(place, "moves") for place in said.concepts.get("move", ())]
    found += [(place, "countries") for places in said.countries.values() for place in places]
    taken = [place for place, _ in found]
    for start, end in _strange(lower, [*said.places(), *(m.span() for m in YEAR.finditer(lower))]):
        weighs = end - start > (1 if CJK.match(lower[start]) else 2)
        if weighs and not inside((start, end), taken, same=True):
            found.append(((start, end), ""))
    yield from dict.fromkeys((section, text[start:end]) for (start, end), section in sorted(found))
