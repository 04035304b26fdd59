"""Names cut to what tells them apart: a version without its family ("R1", "V4-Pro", "GLM-4.5 and 4.6"), a size alone."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from kg.entities.cues import patterns
from kg.entities.names import Names
from kg.entities.senses import senses
from kg.knowledge import Term, fold
from kg.model import Article, Entity, Mention
from kg.regexes import compiled

Found = tuple[int, int, Entity]  # where a name stands in the text, and what it names

_BARE = compiled(r"(?<![A-Za-z0-9\-./_$#@&'’])(?P<letter>[A-Z])(?P<major>\d{1,2})(?:\.\d{1,2})?(?![\d%])")
_WHOLE = compiled(r"^[A-Z]\d+(?:\.\d+)?$")
_LETTERED = compiled(r"(?:^|[-\s])([A-Z])(\d{1,2})(?!\w)")
_GOES_ON = compiled(r"[A-Za-z0-9]|-[A-Za-z0-9]|\.\d")
_NEXT = compiled(r"\*{0,2}\s?(?:[、/,，]|(?:[,，] ?)?(?:and|or|&)\s|和|及|与|以及|或者?)\s?\*{0,2}(?P<version>(?P<major>\d{1,2})(?:\.\d{1,2})?)(?![A-Za-z0-9_%％]|\.\d)")
_NUMBER = compiled(r"(?<![\d.])(\d{1,2})((?:\.\d{1,2})?)$")
_SIZED = compiled(r"-(\d{1,4}(?:\.\d{1,2})?[BM])(?![A-Za-z0-9])")
_LONGEST = 40  # characters of a name that are looked at
_AHEAD = 2  # majors above the highest one named that a bare version may have
_NEAR = 400  # characters before a size in which its family may have been named
_OFTEN = 3  # mentions of a family from which on its known versions are named without it anywhere


def versions(article: Article, found: list[Mention], names: Names) -> list[Found]:
    """Versions that stand without their family's name, each with the model that it is."""
    return [*_lettered(article, found, names), *_listed(article, found, names)]


def _lettered(article: Article, found: list[Mention], names: Names) -> Iterator[Found]:
    """ "DeepSeek-R1 … R1", "Kimi K2 … K2.5", "DeepSeek … V3": the name that it is behind what the article writes before others."""
    whole, fronts = _whole(article, found), _fronts(article, found)
    named = _named(found, names)
    for match in _BARE.finditer(article.text):
        at, end = match.start(), match.end()
        own = whole.get(match.group())
        if own and not _GOES_ON.match(article.text, end):
            yield at, end, own.entity
            continue
        front = _of_letter(fronts, match)
        if own and front == "":
            front = article.text[own.start : own.end].removesuffix(match.group())
        if front is None:
            front = _of_lexicon(article, names.lettered.get(match.group(), ()), named, at)
        if front and (full := names.find(front + article.text[at : at + _LONGEST])) and full[0].start == 0:
            end = at + full[0].end - len(front)
            if full[0].entity.type == "Model" and end >= match.end() and not _GOES_ON.match(article.text, end):
                yield at, end, _also(full[0].entity, article.text[at:end])


def _also(entity: Entity, name: str) -> Entity:
    """A model, called so too."""
    return entity if name in entity.aliases else replace(entity, aliases=(*entity.aliases, name))


def _whole(article: Article, found: list[Mention]) -> dict[str, Mention]:
    """The models that an article names whole, by their version alone where that is all that stands behind the family."""
    whole: dict[str, Mention] = {}
    for m in found:
        tail = re.split(r"[-\s]", article.text[m.start : m.end]) if m.entity.type == "Model" else ()
        if len(tail) == 2 and _WHOLE.match(tail[1]):
            whole.setdefault(tail[1], m)
    return whole


def _fronts(article: Article, found: list[Mention]) -> dict[str, dict[str, int]]:
    """By letter what an article writes before versions that begin with it ("DeepSeek-"), with the highest major named so."""
    fronts: dict[str, dict[str, int]] = {}
    for m in found:
        written = article.text[m.start : m.end]
        version = _LETTERED.search(written) if m.entity.type == "Model" and m.entity.known else None
        if version and version.start(1):
            rows = fronts.setdefault(version[1], {})
            front = written[: version.start(1)]
            rows[front] = max(int(version[2]), rows.get(front, 0))
    return fronts


def _of_letter(fronts: dict[str, dict[str, int]], match: re.Match[str]) -> str | None:
    """The one family's name before such versions in the article, where the number is near theirs; empty where it has several."""
    rows = fronts.get(match["letter"], {})
    if len({fold(front) for front in rows}) != 1:
        return "" if rows else None
    front = next(iter(rows))
    return front if int(match["major"]) <= max(rows.values()) + _AHEAD else None


def _named(found: list[Mention], names: Names) -> dict[str, list[int]]:
    """Where an article names a family, one of its models or who is called as it is; by the family's key."""
    named: dict[str, list[int]] = {}
    for m in found:
        term = names.knowledge.family(m.entity) if m.entity.type == "Model" else None
        if key := term.entity.key if term else names.lettered_families.get(fold(m.entity.label)):
            named.setdefault(key, []).append(m.start)
    return named


def _of_lexicon(article: Article, terms: Sequence[Term], named: dict[str, list[int]], at: int) -> str | None:
    """Of the families that have a version as the lexicon knows it, the one named often, or before it in the same block."""
    block = article.text.rfind("\n", 0, at)
    close: list[tuple[int, str]] = []
    for term in terms:
        places = named.get(term.entity.key, [])
        before = [place for place in places if block < place < at]
        if before or len(places) >= _OFTEN:
            close.append((before[-1] if before else len(places) - len(article.text), f"{term.entity.label}-"))
    return max(close)[1] if close else None


def _listed(article: Article, found: list[Mention], names: Names) -> Iterator[Found]:
    """ "Llama 3, 3.1 and 3.2", "GLM-4.5和4.6": numbers in a list behind a version are further versions of its family."""
    around = senses(names.knowledge)
    starts = {m.start for m in found}
    for m in found:
        term = names.knowledge.family(m.entity) if m.entity.type == "Model" and m.entity.known else None
        last = _NUMBER.search(article.text, max(m.start, m.end - 6), m.end)
        end = m.end
        while term and last and (more := _NEXT.match(article.text, end)) and more.start("version") not in starts:
            known = more["version"] in term.versions
            next_to = abs(int(more["major"]) - int(last[1])) <= 1 and "." in more["version"]
            if not (known or next_to) or around.unit.match(article.text, more.end()) or around.counter.match(article.text, more.end()):
                break
            if "." not in more["version"] and around.counts.match(article.text, more.end()):
                break  # "Llama 3 and 4 others"
            start, end = more.span("version")
            parts = names.versions.parts(article.text, start, term)
            if not parts:
                break
            yield start, end, names.versions.entity(term, [parts[0][1]], "")


def sizes(names: Names, article: Article, found: list[Mention]) -> list[Found]:
    """ "Yanshan-7B … the 7B model": in an article that is mostly about one family, its only member of that size; else that
    of the open family named just before ("Llama 3 is out. The 70B model …")."""
    own, families, last = _of_main(found), _Families(names, found), ""
    told: list[Found] = []
    for sized in patterns(names.knowledge, "names")["the_sized"].finditer(article.text):
        entity = own.get(sized["size"])
        if entity is None:  # "the 70B model …, the 8B model": the second is of the first one's family
            follows = bool(told) and sized.start() - told[-1][1] < _NEAR
            last = last if follows and last else families.before(sized.start(), sized["size"])
            entity = whole_named(names, f"{last}-{sized['size']}") if last else None
        if entity:
            told.append((*sized.span("size"), entity))
    return told


class _Families:
    """The families of the models that an article names, by where they stand and by their sizes."""

    def __init__(self, names: Names, found: list[Mention]) -> None:
        self._knowledge = names.knowledge
        self._models = sorted((m for m in found if m.entity.type == "Model"), key=lambda m: m.start)
        self._of_size: dict[str, set[str]] = {}
        for family, *size in (_SIZED.split(m.entity.label) for m in self._models):
            if size:
                self._of_size.setdefault(size[0], set()).add(family)

    def before(self, at: int, size: str) -> str:
        """That of the nearest model before a size, where anybody can have its weights; empty where there is none, or where
        the text names a model of that size of another family: that may be meant."""
        nearest = self._nearest(at)
        term = self._knowledge.family(nearest) if nearest and nearest.known else None
        if nearest is None or term is None or not term.columns.get("license"):
            return ""
        family, *own = _SIZED.split(nearest.label)
        others = {other for other in self._of_size.get(size, set()) if not family.startswith(other)}  # "Llama 405B" is Llama 3.1's
        return "" if others or own and own[-1] else family

    def _nearest(self, at: int) -> Entity | None:
        place = bisect_left(self._models, at, key=lambda m: m.start)
        near = takewhile(lambda m: at - _NEAR < m.start, reversed(self._models[max(0, place - _NEAR) : place]))
        return next((m.entity for m in near if m.end <= at), None)


def whole_named(names: Names, label: str) -> Entity | None:
    """The model of that whole name."""
    full = names.find(label)
    return full[0].entity if len(full) == 1 and (full[0].start, full[0].end) == (0, len(label)) else None


def _of_main(found: list[Mention]) -> dict[str, Entity | None]:
    """The members of the one family that most of an article's models are of, by their sizes."""
    members: dict[str, dict[str, dict[str, Entity]]] = {}
    families: Counter[str] = Counter()
    for m in found:
        if m.entity.type == "Model":
            size = _SIZED.search(m.entity.label)
            family = _SIZED.split(m.entity.label)[0]
            families[family] += 1
            if size:
                members.setdefault(family, {}).setdefault(size[1], {})[m.entity.label] = m.entity
    if not families or (main := families.most_common(1)[0])[1] * 2 < families.total():
        return {}
    return {size: _plain(named, size) for size, named in members.get(main[0], {}).items()}


def _plain(named: dict[str, Entity], size: str) -> Entity | None:
    """Of a size's models by their labels the one without a variant's name, or the only one."""
    plain = [entity for label, entity in named.items() if label.endswith(size)]
    return plain[0] if plain else next(iter(named.values())) if len(named) == 1 else None
