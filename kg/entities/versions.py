"""What follows a family's name: versions, sizes, variants and dates, and the model that they make of it together."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from kg.entities.senses import senses
from kg.knowledge import Knowledge, Term
from kg.language.even import SEAM
from kg.model import Entity
from kg.regexes import compiled

_BY = compiled(r"\\?[×*]")  # 8×7B, 8\*7B
SIZE = (
    r"(?:\d{1,2}\\?[xX×*]\d{1,3}(?:\.\d+)?[BbMm]|[aAeE]\d{1,3}(?:\.\d+)?[Bb]|\d{1,2}[Bb]\d|\d{1,4}(?:\.\d{1,2})?[BbMmTt])(?![A-Za-z0-9])"
)
VERSION = r"[vVrRkKmMxXzZsStThHgG]?\d{1,2}(?:\.\d{1,2}){0,2}(?:[a-zA-Z](?![A-Za-z])|o(?=[A-Z][a-z]))?(?![\d%％])"
_DOTTED = compiled(r"\.(\d{1,2}(?:\.\d)?)(?![\w%])")
_DATED = r"0\d{2}(?![\d%])|\d{4}(?:-?\d{2}-?\d{2})?(?!\d)|\d{6}(?!\d)|\d{1,4}[kK](?![A-Za-z0-9])"
_CODED = compiled(r"[ \u00a0]?[(（]((?:20\d\d)?(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01]))[)）]")  # the month and day that tell one version: Gemini 1.5 Pro (0801)
_NO_SLUG = compiled(r"^v(?=\d)|\s")
_MOST = 4096  # versions that are held
_JOINT = compiled(r"\n(?=\d)|[ \u00a0]?[-‐‑–－_]?[ \u00a0]?\u205f{0,12}|[:/]")
_MINOR = compiled(r"\.\d{1,2}(?![\d%])")
_LETTER_TIED = compiled(r"-([A-Za-z])(?![A-Za-z0-9.])")
_MINOR_TIED = compiled(r"-(\d)(?=-[A-Za-z])")
_SUFFIX = compiled(r"[A-Za-z]+\d{0,2}(?:\.\d)?|\d{1,3}E(?![A-Za-z0-9])")
_TIED = compiled(r"[A-Z][a-z]{2,}(?![a-z])")
_SPACED = compiled(r" - [\w.]{1,8}$")
_ENDED = compiled(r" ?[\u3000-\u303f\u4e00-\u9fff，；：）)]| - ")  # behind "Phi - 4", but not behind "Llama - 3 reasons"
_SIZED, _VERSIONED, _DATED_AS = compiled(SIZE), compiled(VERSION), compiled(_DATED)
WIDE = "\u2000"  # letters of European scripts stand before it, Chinese ones behind


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a model's name behind its family: a version, size, date or suffix."""

    kind: str
    text: str


class Versions:
    """Reads what stands behind a family's name, and makes the models of it; each model once."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.suffixes = {s.casefold(): s for words in knowledge.parts["suffix_words"].values() for s in words}
        self.of_family = {
            t.entity.key: {s.casefold(): s for s in t.suffixes} for t in knowledge.terms if t.entity.type == "Model"
        }
        two_words = (re.escape(s) for s in self.suffixes.values() if re.fullmatch(r"[A-Z][a-z]+ [A-Z][a-z]+", s))
        self._two_words = compiled(f"(?:{'|'.join(two_words)})(?![A-Za-z0-9])")
        self._senses = senses(knowledge)
        self._made: dict[tuple[object, ...], Entity] = {}
        self._read: dict[tuple[str, int, int], list[tuple[int, Part]]] = {}

    def parts(self, text: str, position: int, term: Term) -> list[tuple[int, Part]]:
        """The parts that follow a family's name from `position` on, each with where it ends; not to be changed."""
        called = text, position, id(term)
        if called not in self._read:  # whether a name stands, what it means and how far it goes is asked of one place
            if len(self._read) >= _MOST:
                self._read.clear()
            self._read[called] = self._parts(text, position, term)
        return self._read[called]

    def _parts(self, text: str, position: int, term: Term) -> list[tuple[int, Part]]:
        found: list[tuple[int, Part]] = []
        kinds: set[str] = set()
        while len(found) < 6 and position < len(text):
            step = self._part(text, position, term, kinds)
            if step is None:
                break
            position = step[0]
            kinds.add(step[1].kind)
            found.append(step)
        if "version" in kinds and "dated" not in kinds and (coded := _CODED.match(text, position)):
            found.append((coded.end(), Part("dated", coded[1])))
        return found

    def _part(self, text: str, position: int, term: Term, kinds: set[str]) -> tuple[int, Part] | None:
        gap = _JOINT.match(text, position)
        separator, start = (gap.group().replace("\n", " ").replace(SEAM, ""), gap.end()) if gap else ("", position)
        glued = not separator and not kinds and "\u4e00" <= text[position - 1] <= "\u9fff"  # 混元Large, 盘古72B: no blank is written
        loose = glued or " " in separator or "\u00a0" in separator
        if loose and separator.strip() and not self._spaced(text, position, start, term):
            return None
        if (
            position
            and text[position - 1].isdigit()
            and (minor := _MINOR.match(text, position))
        ):
            return minor.end(), Part("version", minor.group())
        if not kinds and (dotted := _DOTTED.match(text, position)) and dotted[1] in term.versions:  # FLUX.1
            return dotted.end(), Part("version", dotted[1])
        if size := _SIZED.match(text, start):
            if separator or kinds or glued:
                return size.end(), Part("size", _BY.sub("X", size.group().upper()))
            return None
        if separator and not loose and (dated := _DATED_AS.match(text, start)):
            return dated.end(), Part("dated", dated.group().lower())
        if "version" not in kinds and (version := _VERSIONED.match(text, start)):
            return self._version_part(text, version, term, loose)
        two = self._two_words.match(text, start) if "version" in kinds and separator else None
        if two:
            return two.end(), Part("suffix", self.suffixes[two.group().casefold()])
        return self._suffix_part(text, start, term, separator, loose)

    def _spaced(self, text: str, position: int, start: int, term: Term) -> bool:
        """Whether what stands behind a hyphen between blanks is of the name, as some programs write it: "GPT - 4o"."""
        if _SPACED.search(text, max(0, position - 12), position):  # DeepSeek - R1 - Distill
            return (word := _SUFFIX.match(text, start)) is not None and word.group() in self.suffixes.values()
        version = _VERSIONED.match(text, start)
        if version is None or known_version(term, version.group()) is None:
            return False
        return not version.group().isdigit() or _ENDED.match(text, version.end()) is not None

    def _version_part(self, text: str, match: re.Match, term: Term, loose: bool) -> tuple[int, Part] | None:
        value, end = match.group(), match.end()
        if end < len(text) and text[end].isascii() and text[end].isalpha() and not self.tied(text, end, term):
            return None
        minor = _MINOR_TIED.match(text, end)
        if minor and value.isdigit() and not loose:  # Claude-3-5-Haiku
            return minor.end(), Part("version", f"{value}.{minor[1]}")
        letter = _LETTER_TIED.match(text, end)
        if letter and (whole := known_version(term, value + letter[1])):  # GPT-4-V
            return letter.end(), Part("version", whole)
        known = known_version(term, value)
        if loose and value[0].isdigit():
            if self._senses.unit.match(text, end) or (self._senses.counter.match(text, end) and not known):
                return None
            if not known and int(re.split(r"\D", value)[0]) > 30:
                return None
        return end, Part("version", known or value)

    def _suffix_part(self, text: str, start: int, term: Term, separator: str, loose: bool) -> tuple[int, Part] | None:
        if not separator and not loose:  # GPT-5Mini
            return self.tied(text, start, term)
        word = _SUFFIX.match(text, start)
        if not word:
            return None
        own = self.of_family.get(term.entity.key, {})
        key = word.group().casefold()
        official = self.official(term, key)
        letters = word.group().rstrip("0123456789.")
        if official is None and letters.casefold() in own and len(letters) < len(word.group()):  # Claude Sonnet4
            return start + len(letters), Part("suffix", own[letters.casefold()])
        tail = text[word.end() : word.end() + 1]
        if tail.isalnum() and tail < WIDE:
            return None
        if official is None:  # a suffix that nobody listed counts where a hyphen ties it to the name
            named = (
                separator == "-" and not word.group()[0].islower() and len(word.group()) < 14 and key not in self._senses.no_suffix
            )
            return (word.end(), Part("suffix", word.group())) if named else None
        spelled = official if official[0].isupper() else official.capitalize()  # "GPT-4.1 Mini" of mini
        if loose and (word.group() not in (official, spelled) or spelled != official and key not in own):
            return None
        return word.end(), Part("suffix", official)

    def tied(self, text: str, start: int, term: Term) -> tuple[int, Part] | None:
        """A known suffix that is written to the version before it without a joint: the "Mini" of GPT-5Mini."""
        if not (start and text[start - 1].isascii() and text[start - 1].isalnum() and (word := _TIED.match(text, start))):
            return None
        official = self.official(term, word.group())
        return (word.end(), Part("suffix", official)) if official else None

    def official(self, term: Term, word: str) -> str | None:
        """A suffix as the lexicon writes it, the family's own before those that any model has; None for what is none."""
        key = word.casefold()
        return self.of_family.get(term.entity.key, {}).get(key) or self.suffixes.get(key)

    def entity(self, term: Term, parts: list[Part], surface: str) -> Entity:
        """The entity of a family's version, size or variant: one key whatever the order and joints of its parts."""
        called = id(term), *((part.kind, part.text) for part in parts), surface
        if called not in self._made:  # versions come again and again
            if len(self._made) == _MOST:
                self._made.clear()
            self._made[called] = self._entity(term, parts, surface)
        return self._made[called]

    @staticmethod
    def _entity(term: Term, parts: list[Part], surface: str) -> Entity:
        parts = [Part(p.kind, unicodedata.normalize("NFKC", p.text)) for p in parts]
        order = {"version": 0, "size": 2, "suffix": 3, "dated": 4}
        ranked = sorted(parts, key=lambda p: order[p.kind])
        slug = "-".join(_NO_SLUG.sub("", p.text.lower().lstrip(".")) for p in ranked)
        spelled = [p.text for p in parts]
        names = list(dict.fromkeys(["-".join([name, *spelled]).replace("-.", ".") for name in term.names[:12]]))
        label = _label(term, ranked)
        shorter = ranked[:-1]
        parent = term.entity.key + (
            "-" + "-".join(_NO_SLUG.sub("", p.text.lower()) for p in shorter) if shorter else ""
        )
        aliases = tuple(dict.fromkeys([label, *([surface] if surface else []), *names]))
        return Entity("Model", label, f"{term.entity.key}-{slug}", aliases, parent=parent, known=True)


def known_version(term: Term, version: str) -> str | None:
    """A version as the lexicon writes it for a family, None for one that it does not have."""
    return next((known for known in term.versions if known.casefold() == version.casefold()), None)


def _label(term: Term, parts: list[Part]) -> str:
    """A family's name with its parts, joined the way the lexicon's `joint` says (default: by the name's shape)."""
    name = term.columns.get("en") or term.columns.get("zh", term.entity.label)
    joint = term.columns.get("joint") or ("-" if name.isupper() or not name[-1:].isalpha() else " ")
    joint = {"none": "", "blank": " ", "hyphen": "-"}.get(joint, joint)
    out = name
    for part in parts:
        if part.text.startswith("."):
            out += part.text
        elif part.kind == "version":
            out += ("-" if part.text[0].isalpha() else joint) + part.text
        else:
            out += ("-" if part.kind != "suffix" or joint != " " else " ") + part.text
    return out
