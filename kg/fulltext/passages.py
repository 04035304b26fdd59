"""An article's graph → its passages: what can be searched for in each, the things it speaks of, the claims in it.

All of it is read out of the graph alone, so whatever was made of passages can be made again from the graph.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kg.fulltext.tokens import Phrase, joined, phrase
from kg.knowledge import fold
from kg.model import Block
from kg.rdf.graph import NAMESPACES, key_of, kind_of
from kg.rdf.labels import foreign, script

_KG, _RDF, _OA, _DC = (NAMESPACES[prefix] for prefix in ("kg", "rdf", "oa", "dcterms"))
_NAMES = (NAMESPACES["skos"] + "prefLabel", NAMESPACES["skos"] + "altLabel")
_ROLES = (_KG + "subject", _KG + "object", _KG + "speaker")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.S)
_PLAIN = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


Told = tuple[int, int, str, str, tuple[str, ...]]  # a claim: start, end, kind, id, keys of its things


@dataclass(frozen=True, slots=True)
class Passage:
    """`text[start:end]` of an article, with tokens parted by blanks.

    `body`: its own words; `context`: the title, headings and column names above it; `things`: what it speaks of, as
    `thing_token` has it; `tags`: what is claimed in it, and its language. `claims`: (kind, id) in order of kind.
    """

    start: int
    end: int
    kind: str
    body: str
    context: str
    things: str
    tags: str
    claims: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One article as the index of passages holds it. `names`: (key of a thing, a name that the article knows it by)."""

    id: str
    file: str = ""
    title: str = ""
    date: str = ""
    names: tuple[tuple[str, str], ...] = ()
    passages: tuple[Passage, ...] = ()

    def digest(self) -> str:
        """The same for two graphs that differ in nothing that can be searched for."""
        return hashlib.sha256(repr(self).encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(slots=True)
class _Claim:
    kind: str = ""
    selector: str = ""
    things: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Graph:
    """What of an article's graph matters here."""

    plain: dict[str, str] = field(default_factory=dict)  # property of the article → value
    names: set[tuple[str, str]] = field(default_factory=set)
    claims: dict[str, _Claim] = field(default_factory=dict)  # every node with a class of ours, things too
    spans: dict[str, list[int]] = field(default_factory=dict)


@functools.lru_cache(100_000)
def thing_token(key: str) -> str:
    """The token that stands for a thing, whatever it is called."""
    return "e" + hashlib.sha256(key.encode()).hexdigest()[:12]


def tag(kind: str, key: str = "") -> str:
    """The token that says that a claim of this kind is in a passage, or a claim of this kind about this thing."""
    return f"k{kind.replace('-', '')}{thing_token(key) if key else ''}"


def lang_tag(text: str) -> str:
    """The token that says in which language a passage is."""
    return f"l{script(text)}"


def read_page(article: str, lines: Iterable[str]) -> Page:
    """The page of the article with this id from the N-Quads lines of its graph, in any order."""
    graph = _read(lines)
    text = graph.plain.get(_KG + "text", "")
    names = tuple(sorted(graph.names))
    claims: list[Told] = []
    for identity, claim in graph.claims.items():
        if claim.selector in graph.spans:
            start, end = graph.spans[claim.selector]
            claims.append((start, end, claim.kind, identity, tuple(sorted(claim.things))))
    title = graph.plain.get(_DC + "title", "")
    found = tuple(_passages(text, title, names, sorted(claims)))
    return Page(article, graph.plain.get(_KG + "file", ""), title, graph.plain.get(_DC + "date", ""), names, found)


# --- reading the lines ------------------------------------------------------------------------------------------------


def _read(lines: Iterable[str]) -> _Graph:
    graph = _Graph()
    for line in lines:
        subject, predicate, rest = line.split(" ", 2)
        key = predicate[1:-1]
        if key in (_KG + "text", _KG + "file", _DC + "title", _DC + "date"):
            if rest.endswith(f" {subject} ."):  # of the article itself, which is also the graph, and not of a source
                graph.plain[key] = _value(rest)
        elif key in _NAMES:
            thing, label = key_of(subject[1:-1]), _value(rest)
            graph.names.update((thing, one) for one in (label, foreign(thing, label)) if one)
        elif key == _RDF + "type" and rest.startswith("<" + _KG):
            graph.claims.setdefault(_last(subject), _Claim()).kind = kind_of(_value(rest).removeprefix(_KG))
        elif key == _OA + "hasSelector":
            graph.claims.setdefault(_last(subject), _Claim()).selector = _value(rest)
        elif key in _ROLES:
            graph.claims.setdefault(_last(subject), _Claim()).things.add(key_of(_value(rest)))
        elif key in (_OA + "start", _OA + "end"):
            graph.spans.setdefault(subject[1:-1], [0, 0])[key.endswith("end")] = int(_value(rest))
    return graph


def _last(subject: str) -> str:
    return subject[1:-1].rpartition("/")[2]


def _value(rest: str) -> str:
    """The object of a line from there on: an IRI, or a literal's characters."""
    if rest.startswith("<"):
        return rest[1 : rest.index(">")]
    text = rest[1 : rest.rindex('"')]
    return _ESCAPE.sub(_unescape, text) if "\\" in text else text


def _unescape(found: re.Match[str]) -> str:
    short, long, char = found.groups()
    return chr(int(short or long, 16)) if short or long else _PLAIN.get(char, char)


# --- cutting ----------------------------------------------------------------------------------------------------------


def _passages(
    text: str, title: str, names: tuple[tuple[str, str], ...], claims: list[Told]
) -> Iterator[Passage]:
    from kg.read.blocks import split  # who only asks reads no text

    blocks = [block for block in split(text) if block.kind != "boilerplate" and text[block.start : block.end].strip()]
    wanted = sorted(((phrase(name), key) for key, name in names if len(fold(name)) > 1), key=_longest_first)
    inside = _assign(blocks, claims)
    for at, (block, above) in enumerate(zip(blocks, _above(text, blocks), strict=True)):
        body = joined(text[block.start : block.end])
        mine = inside.get(at, [])
        things = {thing_token(key) for *_, keys in mine for key in keys} | _spoken(body, wanted)
        tags = {lang_tag(body), *(tag(kind) for _, _, kind, _, _ in mine)}
        tags.update(tag(kind, key) for _, _, kind, _, keys in mine for key in keys)
        yield Passage(
            block.start,
            block.end,
            block.kind,
            body,
            joined("\n".join(dict.fromkeys((title, *above)))),
            " ".join(sorted(things)),
            " ".join(sorted(tags)),
            tuple(sorted((kind, identity) for _, _, kind, identity, _ in mine)),
        )


def _longest_first(pair: tuple[Phrase, str]) -> tuple[int, tuple[str, ...], str]:
    wanted, key = pair
    return -len(wanted.tokens), wanted.tokens, key


def _spoken(body: str, wanted: list[tuple[Phrase, str]]) -> set[str]:
    """The things whose names stand in the tokens; a name inside of a longer one is none (`GPT-3` in `GPT-3 Turbo`)."""
    found: set[str] = set()
    left, gone = f" {body} ", Phrase(())
    for name, key in wanted:
        if name.tokens and (name == gone or name.inside(left)):  # two things of one name: both
            found.add(thing_token(key))
            gone = name
            words, end = " ".join(name.tokens), "" if name.open else " "
            left = left.replace(f" {words}{end}", f" \0{end}")
    return found


def _assign(blocks: list[Block], claims: list[Told]) -> dict[int, list[Told]]:
    """For each block by its place the claims whose words stand in it; every claim is in one at least."""
    found: dict[int, list[Told]] = {}
    first = 0
    for claim in claims:  # in order of their beginnings
        start, end = claim[:2]
        while first < len(blocks) - 1 and blocks[first].end <= start:
            first += 1
        at = first
        while at < len(blocks) and (at == first or blocks[at].start < end):
            found.setdefault(at, []).append(claim)
            at += 1
    return found


def _above(text: str, blocks: list[Block]) -> Iterator[list[str]]:
    """For each block the headings over it, and for a row the names of its columns."""
    headings: list[Block] = []
    header: dict[int, Block] = {}
    for block in blocks:
        if block.kind == "heading":
            headings = [one for one in headings if one.level < block.level]
        elif block.kind != "item":
            headings = [one for one in headings if one.marker != ":"]  # a lead-in holds for the list under it alone
        if block.header:
            header = {block.table: block}
        over = [*headings, *(one for one in [header.get(block.table)] if one and one is not block and block.table >= 0)]
        yield [text[one.start : one.end] for one in over]
        if block.kind == "heading":
            headings.append(block)
