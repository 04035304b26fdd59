"""Marks the blocks that are no part of the article: navigation, calls to subscribe, related posts, advertisements."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from kg.errors import DataError
from kg.model import Block
from kg.sieve import Sieve, lowered, sieve_of

_FILE = "boilerplate.toml"
_LINK_TEXT = re.compile(r"(!?)\[([^\[\]]{0,300})\]\((?!#)")
_LINKED = re.compile(r"!?\[[^\[\]]{0,300}\]\([^()\s]{0,500}\)|<?https?://\S+")
_STOPS = (".", "。", "!", "！", "?", "？")
_LEAST = 20  # characters of what tells something
_SAMPLE = 400  # characters of a block in which a cue of an advertisement is looked for


@dataclass(frozen=True, slots=True)
class _Rules:
    lines: tuple[re.Pattern[str], ...]
    line_sieve: Sieve  # which of them a line may fit
    line_limit: int
    links: re.Pattern[str]
    anchor: re.Pattern[str]
    run: int
    end: re.Pattern[str]
    section: re.Pattern[str]
    digest: re.Pattern[str]
    contents: re.Pattern[str]
    section_limit: int
    strong: tuple[re.Pattern[str], ...]
    weak: tuple[re.Pattern[str], ...]
    sieve: Sieve  # which of both a block may have
    least: int
    share: float
    beside: frozenset[str]


@cache
def _rules() -> _Rules:
    """The patterns of kg/data/boilerplate.toml. Raises `DataError` for one that is missing or no pattern."""
    source = files("kg").joinpath("data", _FILE).read_text("utf-8")
    try:
        data = tomllib.loads(source)
        sections, advert = data["sections"], data["advert"]
        lines = tuple(map(_pattern, data["lines"]["patterns"]))
        strong, weak = (tuple(map(_pattern, advert[name])) for name in ("strong", "weak"))
        return _Rules(
            lines=lines,
            line_sieve=sieve_of("lines", lines),
            line_limit=int(data["lines"]["limit"]),
            links=_pattern(data["links"]["alone"]),
            anchor=_pattern(data["links"]["anchor"]),
            run=int(data["links"]["run"]),
            end=_any(sections["end"]),
            section=_any(sections["section"]),
            digest=_any(sections["digest"]),
            contents=_pattern(sections["contents"]),
            section_limit=int(sections["limit"]),
            strong=strong,
            weak=weak,
            sieve=sieve_of("advert", (*strong, *weak)),
            least=int(advert["least"]),
            share=float(advert["share"]),
            beside=frozenset(map(str, data["html"]["beside"])),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"a part is missing or wrong: {error}", _FILE, "compare it with the shipped file") from error


def beside_words() -> frozenset[str]:
    """Words in an HTML element's class or id that name a box beside the article."""
    return _rules().beside


def _pattern(source: str) -> re.Pattern[str]:
    try:
        return re.compile(source, re.IGNORECASE)
    except re.error as error:
        raise DataError(f"no regular expression: {source!r}: {error}", _FILE, "mend it") from error


def _any(sources: Sequence[str]) -> re.Pattern[str]:
    for source in sources:
        _pattern(source)
    return _pattern("|".join(f"(?:{source})" for source in sources))


def mark(text: str, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The same blocks, those that are no part of the article with kind `boilerplate`; their spans stay."""
    rules = _rules()
    gone: set[int] = set()
    gone.update(_lines(text, blocks, rules))
    gone.update(_contents(text, blocks, rules))
    gone.update(_sections(text, blocks, rules))
    gone.update(_advert(text, blocks, rules, gone))
    return tuple(replace(block, kind="boilerplate") if i in gone else block for i, block in enumerate(blocks))


def _short(text: str, block: Block, limit: int) -> str:
    """A block's words without Markdown's marks, "" when they are more than `limit` characters."""
    if block.end - block.start > limit:
        return ""
    return text[block.start : block.end].strip("*_#>：: \t\n")


def _lines(text: str, blocks: Sequence[Block], rules: _Rules) -> set[int]:
    """Blocks that a pattern knows as no part of any article, and links that stand alone."""
    gone: set[int] = set()
    run: list[int] = []
    for i, block in enumerate(blocks):
        if block.kind in ("code", "row"):
            continue
        if block.end - block.start <= 2000 and _is_link(text[block.start : block.end], rules):
            if _is_headline(text[block.start : block.end]) or _is_headed(text, blocks, i, rules):
                continue
            if block.kind != "item" or rules.anchor.search(text, block.start, block.end):
                gone.add(i)
            elif run and run[-1] == i - 1:
                run.append(i)
                gone.update(run if len(run) >= rules.run else ())
            else:
                run = [i]
            continue
        words = _short(text, block, rules.line_limit)
        if words and any(rules.lines[at].search(words) for at in rules.line_sieve.passing(lowered(words))):
            gone.add(i)
    return gone


def _is_link(words: str, rules: _Rules) -> bool:
    return ("](" in words or "<a" in words) and rules.links.match(words) is not None


def _is_headline(words: str) -> bool:
    """A link whose text is a whole headline, as in a digest of news: such a line tells something."""
    return any(not m.group(1) and _columns(m.group(2)) > 32 for m in _LINK_TEXT.finditer(words))


def _is_headed(text: str, blocks: Sequence[Block], index: int, rules: _Rules) -> bool:
    """Whether a heading that is a link stands over something that is told: digests link the title of each item."""
    if blocks[index].kind != "heading" or index + 1 == len(blocks):
        return False
    below = blocks[index + 1]
    words = text[below.start : below.end]
    return below.kind != "heading" and len(words) >= _LEAST and not _is_link(words, rules)


def _columns(words: str) -> int:
    return sum(2 if char >= "\u2e80" else 1 for char in words)


def _contents(text: str, blocks: Sequence[Block], rules: _Rules) -> set[int]:
    """A table of contents: its heading and the short items after it that are links or repeat later headings."""
    gone: set[int] = set()
    for i, block in enumerate(blocks[: max(12, len(blocks) // 3)]):
        if block.kind not in ("heading", "paragraph") or not rules.contents.fullmatch(_short(text, block, 24) or "-"):
            continue
        gone.add(i)
        heads = {_short(text, b, 120) for b in blocks[i + 1 :] if b.kind == "heading"}
        for j in range(i + 1, len(blocks)):
            words = _short(text, blocks[j], 120)
            short = blocks[j].kind == "item" and words and not words.endswith(("。", "；", "."))
            if not short and not (blocks[j].kind == "paragraph" and words in heads):
                break
            gone.add(j)
        break
    return gone


def _sections(text: str, blocks: Sequence[Block], rules: _Rules) -> set[int]:
    """Related posts, comments, contacts: from their heading to the end, or to the next heading of its level."""
    gone: set[int] = set()
    for i, block in enumerate(blocks):
        if i in gone or block.kind not in ("heading", "paragraph", "item"):
            continue
        words = _short(text, block, rules.section_limit)
        if not words:
            continue
        if rules.end.fullmatch(words):
            if rules.digest.fullmatch(words) and _tells(text, blocks[i + 1 : _section_end(blocks, i)], rules):
                continue
            late = block.start * 2 >= len(text)
            if block.kind == "heading" or late:
                # a line without a heading's rank reaches to the next heading: a digest has one under each of its pieces
                last = len(blocks) if late and _ranked(block) else _section_end(blocks, i)
                gone.update(range(i, last))
        elif block.kind == "heading" and block.marker.startswith("#") and rules.section.fullmatch(words):
            gone.update(range(i, _section_end(blocks, i)))
    return gone


def _tells(text: str, section: Sequence[Block], rules: _Rules) -> bool:
    """Whether at least half of a section's blocks say more than the titles of what they link."""
    said = [text[b.start : min(b.end, b.start + 2000)] for b in section if b.kind != "heading"]
    told = [words for words in said if not _is_link(words, rules) and _is_told(words)]
    return len(told) * 2 >= len(said) > 0


def _is_told(words: str) -> bool:
    own = _LINKED.sub("", words)
    return _columns(own) > 40 or len(own) == len(words) and words.rstrip("*_ ").endswith(_STOPS)


def _ranked(block: Block) -> bool:
    """Whether a block is a heading by more than the colon at its end."""
    return block.kind == "heading" and block.marker != ":"


def _section_end(blocks: Sequence[Block], at: int) -> int:
    """The number of the block after the section whose heading is block `at`."""
    for j in range(at + 1, len(blocks)):
        if blocks[j].kind == "heading" and (not _ranked(blocks[at]) or blocks[j].level <= blocks[at].level):
            return j
    return len(blocks)


def _advert(text: str, blocks: Sequence[Block], rules: _Rules, gone: set[int]) -> set[int]:
    """The tail of a text that sells or gives away something, from the begin of its section on.

    Each block counts for an advertisement by the kinds of cue in it and against by its length; the tail with the
    greatest sum is taken, so that long paragraphs without cues stop it.
    """
    begin, best, total = len(blocks), 0.0, 0.0
    kinds: set[int] = set()
    seen: set[int] = set()
    for i in range(len(blocks) - 1, -1, -1):
        if blocks[i].start < len(text) * (1 - rules.share):
            break
        found = _cues(text, blocks[i], rules)
        if i in gone and not found:
            continue
        seen |= found
        strong = sum(1 for kind in found if kind < len(rules.strong))
        total += 3 * strong + len(found) - strong - _weight(blocks[i], bool(found))
        if total > best:
            begin, best, kinds = i, total, set(seen)
    if len(kinds) < rules.least or min(kinds) >= len(rules.strong) or best < rules.least:
        return set()
    return set(range(_advert_head(blocks, begin), len(blocks)))


def _weight(block: Block, cued: bool) -> float:
    """How much a block speaks for the article: its length in units of 250 characters, and a little for being there."""
    return (block.end - block.start) / 250 + (0 if cued else 0.5)


def _cues(text: str, block: Block, rules: _Rules) -> set[int]:
    """The kinds of cue in a block; strong kinds come first in the count."""
    if block.kind in ("code", "row"):
        return set()
    words = text[block.start : min(block.end, block.start + _SAMPLE)]
    cues = (*rules.strong, *rules.weak)
    return {kind for kind in rules.sieve.passing(lowered(words)) if cues[kind].search(words)}


def _advert_head(blocks: Sequence[Block], begin: int) -> int:
    """The heading right above an advertisement belongs to it."""
    return begin - 1 if 0 < begin < len(blocks) and blocks[begin - 1].kind == "heading" else begin
