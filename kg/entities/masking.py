"""A sentence as patterns see it: each mention, number and date is one private character, every other one keeps its place."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import compress, repeat
from typing import Any

from kg.knowledge import DATA, read_toml
from kg.model import TYPES, Mention
from kg.regexes import compiled

# One private-use character for each thing that a pattern may ask for by type.
MARKS = {name: chr(0xE000 + i) for i, name in enumerate(TYPES)}
NUMBER_KINDS = ("money", "percent", "parameters", "tokens", "time", "count", "ratio", "plain", "rank")
MARKS.update({name: chr(0xE020 + i) for i, name in enumerate(NUMBER_KINDS)})
MARKS["date"] = chr(0xE040)
MARK_NAMES = {mark: name for name, mark in MARKS.items()}
ANY_MARK = compiled("[\ue000-\ue0ff]")

# Chinese punctuation to the form that patterns use, one character for one; marks that only dress the text go away.
_HAN = read_toml(DATA / "cues" / "han.toml")
_FOLDED = str.maketrans(_HAN["traditional"], _HAN["simplified"]) | str.maketrans(
    "，；：？！（）【】｛｝、。～－—＋％\n", ",;:?!()[]{}、。~--+% "
)
_FOLDS = compiled(f"[{''.join(map(re.escape, map(chr, _FOLDED)))}]")
_LABEL = "|".join(map(re.escape, read_toml(DATA / "cues" / "links.toml")["labels"]))
_ADDRESS = compiled(
    rf"\((?:\[(?i:{_LABEL})\]\([^()\s]{{1,500}}\)[\s,，;；、/|·]{{0,3}}){{1,8}}\)"  # only links: ([HF](…), [Paper](…))
    r"|\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\)|<?https?://[^\s)>\]，。、）]+>?|<[^<>\n]{1,200}>|!\[[^\]\n]*(?=\])|\[\^?\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*\]"
)
# Chinese typography sets a blank between Han and Latin letters: it says nothing, and patterns are spared it.
_HAN_LETTER = compiled("[一-鿿]")
_PANGU = compiled(r" (?<=[一-鿿] )(?=[\ue000-\ue0ffA-Za-z0-9])| (?<=[\ue000-\ue0ffA-Za-z0-9)] )(?=[一-鿿])")
# A comma between two adjectives before what they tell of ("a small, open model") parts nothing, and is left out likewise.
_JOINTS = read_toml(DATA / "cues" / "joints.toml")
_ADJECTIVES = f"(?:(?:{'|'.join(_JOINTS['adjectives'])}|[\ue020-\ue02f]),?|{'|'.join(_JOINTS['beside'])})"
_DESCRIBED = compiled(rf"\b(?:{'|'.join(_JOINTS['articles'])}) (?:{_ADJECTIVES} ){{2,6}}(?:{'|'.join(_JOINTS['nouns'])})\b", re.I)
# What a firm is in law, behind its name ("Acme, Inc. announced").
_FORM = compiled(rf"(?<={MARKS['Organization']}),? (?:{'|'.join(_JOINTS['forms'])})(?![\w-])\.?(?:,? Ltd\.?)?(?![\w-])")
# Titles before a person's name ("said Prof. Dr. Jane Doe") say nothing of it, and their dots end nothing; behind a
# house ("MIT Prof. Jane Doe") they are what somebody is there.
_TITLES = compiled(rf"(?<![\w.])(?<!{MARKS['Organization']} )(?:(?:{'|'.join(_JOINTS['titles'])})\.? ){{1,3}}(?={MARKS['Person']})")
_DRESS = compiled(r'(?:[][*`“”「」『』《》"‘’_#\u00ad\u200b-\u200f\u205f\u2060\ufeff]|\\(?=[!-/:-@\[-`|~]))+')
# Straight single marks around a few words are quotation marks, too ("launches 'Zorb'"); an apostrophe stands behind a letter.
_QUOTED = compiled(r"(?<![\w'])'(?=[^\s'])[^'\n]{0,60}(?<=\S)'(?![\w'])")
# Bold words that lost the blank beside them on the way ("**Databricks**has", escaped or not): it is put back.
_GLUED = compiled(r"(?<=[A-Za-z0-9.,;:!?)%])(?:\\?\*){2}(?=[A-Za-z0-9(@$])")

# The dots of a host's bare name (ai.example.com) end nothing. An expression that begins with the dot itself finds it fastest.
_HOST = compiled(r"\.(?<=[A-Za-z0-9]\.)(?=(?:[a-z0-9\-]{1,24}\.){0,3}(?:com|org|net|edu|gov|io|ai|dev|cn|co)(?![A-Za-z0-9]))")


# Brackets right behind a name that only give it in other letters: "月之暗面（Moonshot AI）", "**Zorb** (简称“Z”)".
_OPENS_GLOSS = compiled(r"[*_”」\"]{0,3}\s?[(（]\s?[*_“「\"]{0,3}")
_CLOSES_GLOSS = compiled(r"[*_”」\"]{0,3}\s?[)）]")


@dataclass(frozen=True, slots=True)
class Slot:
    """One masked thing: its character's place in `View.masked` and what stands behind it."""

    at: int
    start: int  # in the article's text
    end: int
    thing: Any  # a mention, a date or a number

    def put(self, at: int) -> Slot:
        """The same thing with its character at another place."""
        return Slot(at, self.start, self.end, self.thing)


def addresses(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Where links' targets, bare addresses, tags and reference marks stand: text that nobody says."""
    return [m.span() for m in _ADDRESS.finditer(text, start, len(text) if end is None else end)]


def _may_have_addresses(text: str) -> bool:
    """Whether a text has one of the signs without which there is none: most sentences have not."""
    return "]" in text or "<" in text or "://" in text


def without_addresses(text: str) -> str:
    """The text with every address blanked out, each character in its place."""
    if not _may_have_addresses(text):
        return text
    return _ADDRESS.sub(lambda m: " " * len(m.group()), text)


def _apostrophes(text: str, start: int, end: int) -> str:
    """A stretch of the text in which what is no quotation mark but an apostrophe (OpenAI’s) is written as one."""
    stretch = text[start:end]
    if "’" not in stretch:
        return stretch
    after = text[start + 1 : end + 1] + " "
    return "".join("'" if char == "’" and after[at].isalpha() else char for at, char in enumerate(stretch))


def _parted(stretch: str) -> str:
    """A stretch of the text with a blank where only the marks of bold part two words, each character in its place."""
    return _GLUED.sub(lambda marks: " " + marks[0][1:], stretch) if "**" in stretch or "\\*" in stretch else stretch


def _unsaid(masked: str) -> list[int]:
    """Where in a masked stretch characters stand that say nothing, and that patterns are spared."""
    if masked.isascii():  # there is no Han letter, and no mark
        return [at for found in _DESCRIBED.finditer(masked) for at in range(*found.span()) if masked[at] == ","] if ", " in masked else []
    blanks = [blank.start() for blank in _PANGU.finditer(masked)] if _HAN_LETTER.search(masked) else []
    if ", " in masked:
        blanks += [at for found in _DESCRIBED.finditer(masked) for at in range(*found.span()) if masked[at] == ","]
    if MARKS["Organization"] in masked:
        blanks += [at for form in _FORM.finditer(masked) for at in range(*form.span())]
    if MARKS["Person"] in masked:
        blanks += [at for title in _TITLES.finditer(masked) for at in range(*title.span())]
    return blanks


def _once(plain: str, start: int, things: Sequence[Any]) -> tuple[list[Any], list[tuple[int, int]]]:
    """Things without the mentions that stand alone in brackets behind one of the same thing ("月之暗面（Moonshot AI）"), and those brackets."""
    kept: list[Any] = []
    glosses: list[tuple[int, int]] = []
    for thing in things:
        before = kept[-1] if kept else None
        if isinstance(thing, Mention) and isinstance(before, Mention) and before.entity.key == thing.entity.key:
            first, last = before.end - start, thing.end - start
            if _OPENS_GLOSS.fullmatch(plain, first, thing.start - start) and (close := _CLOSES_GLOSS.match(plain, last)):
                glosses.append((first, close.end()))
                continue
        kept.append(thing)
    return kept, glosses


def _said(plain: str, text: str, start: int, end: int) -> bytearray:
    """For each character of a stretch 1, and 0 where nobody says it: addresses, marks that dress the text, a host's dots."""
    said = bytearray(b"\1") * (end - start)
    for first, last in addresses(text, start, end) if _may_have_addresses(plain) else ():
        said[first - start : last - start] = bytes(last - first)
    for dress in _DRESS.finditer(plain):
        said[dress.start() : dress.end()] = bytes(dress.end() - dress.start())
    for dot in _HOST.finditer(plain):
        said[dot.start()] = 0
    for quoted in _QUOTED.finditer(plain) if plain.count("'") > 1 else ():
        said[quoted.start()] = said[quoted.end() - 1] = 0
    return said


def _marked(plain: str, start: int, things: Sequence[Any], kept: bytearray) -> str:
    """A stretch with the mark of each thing in the place of its first character; the others go, as `kept` tells afterwards."""
    parts: list[str] = []
    done = 0
    for thing in things:
        first, last = thing.start - start, thing.end - start
        kept[first:last] = b"\1" + bytes(last - first - 1)
        parts += plain[done:first], MARKS[mark_of(thing)], plain[first + 1 : last]
        done = last
    return "".join([*parts, plain[done:]])


class View:
    """A stretch of an article's text, masked. `offsets[i]` is the place in the text of masked character i.

    `families`: names that only tell whose member is named behind them, and are not masked.
    """

    __slots__ = ("start", "end", "masked", "offsets", "ends", "slots", "text", "block", "families", "_listed")

    def __init__(self, text: str, start: int, end: int, things: Sequence[Any], block: int = -1) -> None:
        """`things` have start and end in the text, are in order, lie within the stretch and do not overlap."""
        self.text, self.start, self.end, self.block = text, start, end, block
        self.families: list[Mention] = []
        plain = _parted(_apostrophes(text, start, end))
        kept = _said(plain, text, start, end)
        if "(" in plain or "（" in plain:
            things, glosses = _once(plain, start, things)
            for first, last in glosses:
                kept[first:last] = bytes(last - first)
        marked = _marked(plain, start, things, kept)
        masked = "".join(compress(marked, kept))
        if _FOLDS.search(masked):  # an English sentence mostly has nothing of it, which is told sooner
            masked = masked.translate(_FOLDED)
        self.masked = masked
        self.offsets, self.ends = list(compress(range(start, end), kept)), list(compress(range(start + 1, end + 1), kept))
        self._leave_out(_unsaid(masked))
        if "' " in masked or "’ " in masked:
            self._write_possessives(things)
        self.slots: dict[int, Slot] = {}
        self._listed: tuple[dict[int, Slot], dict[Any, list[tuple[int, Mention]]]] = self.slots, {}
        for thing in things:
            at = bisect_left(self.offsets, thing.start)
            self.ends[at] = thing.end
            self.slots[at] = Slot(at, thing.start, thing.end, thing)

    def _leave_out(self, places: Sequence[int]) -> None:
        """Spare patterns what stands at these places of the masked text."""
        if places:
            said = bytearray(b"\1") * len(self.masked)
            for place in places:
                said[place] = 0
            self.masked, self.offsets = "".join(compress(self.masked, said)), list(compress(self.offsets, said))
            self.ends = list(compress(self.ends, said))

    def _write_possessives(self, things: Sequence[Any]) -> None:
        """Write what a name in s owns as what others do: patterns see "Acme Labs' model" as "Acme Labs's model"."""
        for thing in reversed(things):
            if self.text[thing.end - 1] != "s" or self.text[thing.end : thing.end + 2] not in ("' ", "’ "):
                continue
            at = bisect_left(self.offsets, thing.end)
            if self.masked[at : at + 1] in ("'", "’") and "‘" not in self.masked[:at]:
                self.masked = f"{self.masked[:at]}'s{self.masked[at + 1 :]}"
                self.offsets.insert(at, thing.end)
                self.ends.insert(at, thing.end + 1)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The place in the text of the masked run [first, last)."""
        if first >= last:
            place = self.offsets[first] if first < len(self.offsets) else self.end
            return place, place
        return self.offsets[first], self.ends[last - 1]

    def things(self, first: int, last: int, names: Iterable[str]) -> list[Any]:
        """What is masked in [first, last) and is of one of the named types or number kinds, in order."""
        wanted = _marks(tuple(names))
        return [self.slots[i].thing for i in range(first, last) if self.masked[i] in wanted]

    def next_of(self, types: Iterable[str], start: int) -> int:
        """Where from `start` on the next mention of these types stands; the view's end where none does."""
        return next((at for at, _ in self.mentions(types) if at >= start), len(self.masked))

    def mentions(self, names: Iterable[str] = TYPES) -> list[tuple[int, Mention]]:
        """The mentions of the named types with their place in the masked text; the same list each time, to be left as it is."""
        return self.standing(names)

    def named(self) -> list[Mention]:
        """All names of the sentence in order, also those of families that only tell whose member it names."""
        masked = [mention for _, mention in self.mentions()]
        return sorted([*masked, *self.families], key=lambda mention: mention.start) if self.families else masked

    def standing(self, names: Iterable[str]) -> list[tuple[int, Any]]:
        """As `mentions`, also of dates and numbers."""
        if self._listed[0] is not self.slots:  # a copy that is told anew
            self._listed = self.slots, {}
        names = tuple(names)
        if (told := self._listed[1].get(names)) is None:
            wanted = _marks(names)
            told = self._listed[1][names] = [(i, slot.thing) for i, slot in self.slots.items() if self.masked[i] in wanted]
        return told


@functools.lru_cache(maxsize=1024)
def _marks(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(MARKS[name] for name in names)


def mark_of(thing: Any) -> str:
    """The name of the mark for a mention, a number or a date."""
    if isinstance(thing, Mention):
        return thing.entity.type
    return getattr(thing, "kind", "date")


def clause(view: View, first: int, last: int, stops: str = ",;。!?") -> tuple[int, int]:
    """The masked run [first, last) widened to the clause borders around it."""
    borders = _borders(view.masked, stops)
    at = bisect_left(borders, first)
    left = borders[at - 1] + 1 if at else 0
    at = bisect_left(borders, last)
    right = borders[at] if at < len(borders) else max(last, len(view.masked))
    while left < right and view.masked[left] in " ,;、-•)]":
        left += 1
    while right > left and view.masked[right - 1] in " ,;、":
        right -= 1
    return left, right


def clause_start(masked: str, at: int, stops: str = ",;:。") -> int:
    """Where the clause of a place of a masked sentence begins, by the plain signs that part clauses there."""
    return max(map(masked.rfind, stops, repeat(0), repeat(at))) + 1


@functools.lru_cache(maxsize=64)  # a sentence is asked about again for each of its claims
def _borders(masked: str, stops: str) -> list[int]:
    """Where the clauses of a masked sentence end, in order."""
    signs = frozenset(stops + ".")
    return [at for at, char in enumerate(masked) if char in signs and _border(masked, at, stops)]


def _border(masked: str, at: int, stops: str) -> bool:
    """Whether a clause ends at this character: a comma inside a number or a decimal point is none."""
    char = masked[at]
    if char == ".":
        return "." in stops or masked[at + 1 : at + 2] in ("", " ") and not masked[max(0, at - 2) : at].isupper()
    if char not in stops:
        return False
    return not (char == "," and masked[at + 1 : at + 2].isdigit() and masked[max(0, at - 1) : at].isdigit())


_JOINT = compiled(_JOINTS["names"])


def coordinated(view: View, at: int, names: Iterable[str]) -> list[Mention]:
    """The mentions of the named types in the list that the mention at a place belongs to ("A、B和C"), in order."""
    places = [i for i, _ in view.mentions(names)]
    here = places.index(at)
    first = last = here
    while first > 0 and _joined(view.masked[places[first - 1] + 1 : places[first]]):
        first -= 1
    while last + 1 < len(places) and _joined(view.masked[places[last] + 1 : places[last + 1]]):
        last += 1
    return [view.slots[i].thing for i in places[first : last + 1]]


def _joined(between: str) -> bool:
    """Whether what stands between two mentions only joins them."""
    return _JOINT.fullmatch(between) is not None
