"""Names that a hyphen joins to more: "LongWriter-GLM4-9B" is no GLM4-9B, and "MTEB-v2" another test than MTEB."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.entities.cues import patterns
from kg.entities.spelling import in_headline
from kg.knowledge import Knowledge, unlisted
from kg.model import Mention

# All parts are bounded: a run of letters and hyphens without end is no name, and would take time without end.
_HEAD = re.compile(r"(?<![A-Za-z0-9_./@\-])[A-Za-z0-9][A-Za-z0-9.]{0,24}(?:-[A-Za-z0-9.]{1,24}){0,4}-$")
_SIZED = re.compile(r"\d[BM]\Z")
_REACH = 90  # characters back in which such a head begins
_WORD = 4  # letters from which on a capital in a headline makes no name
_GROWING = ("Model", "Product", "Benchmark", "Dataset")


def whole(knowledge: Knowledge, text: str, mentions: Sequence[Mention], known_by: Sequence[str] = ()) -> list[Mention]:
    """The mentions, a model's with what a hyphen joins before it and a thing's with what one joins behind it as other things;
    `known_by`: only those that are known by one of these."""
    out: list[Mention] = []
    starts = {m.start for m in mentions}
    for m in mentions:
        if known_by and m.by not in known_by:
            pass
        elif m.entity.type == "Model" and (first := _first(knowledge, text, m, out)) < m.start:
            while out and out[-1].start >= first:
                out.pop()
            last = _last(knowledge, text, m, starts)
            m = Mention(first, last, unlisted("Model", text[first:last]), "shape")
        elif m.entity.type in _GROWING and (last := _last(knowledge, text, m, starts)) > m.end:
            m = Mention(m.start, last, unlisted(m.entity.type, text[m.start : last], m.entity.key), "shape")
        out.append(m)
    return out


def _first(knowledge: Knowledge, text: str, m: Mention, before: Sequence[Mention]) -> int:
    """Where the name that ends with a model's begins: its own place where what stands before is a house or a mere word."""
    if text[m.start - 1 : m.start] != "-":
        return m.start
    head = _HEAD.search(text, max(0, m.start - _REACH), m.start)
    if head is None or patterns(knowledge, "names")["no_head"].match(text, head.start()):
        return m.start
    if head.group().islower() and not text[m.start : m.end].islower():
        return m.start  # "a fine-tuned-Llama"
    within = [one for one in before[-4:] if one.end > head.start()]
    if any(one.entity.type in ("Organization", "Person") or one.start < head.start() for one in within):
        return m.start  # "Meta-Llama"
    if any(one.entity.known for one in within) and not _SIZED.search(text, m.start, m.end):
        return m.start  # "the Qwen-Llama merge"
    return head.start()


def _last(knowledge: Knowledge, text: str, m: Mention, starts: set[int]) -> int:
    """Where the name that a thing's begins ends: its own end where what follows the hyphen only tells of it."""
    words = patterns(knowledge, "names")
    if m.entity.type == "Model" and not m.entity.known and text[m.end - 1].isdigit() and (sort := words["sort_behind"].match(text, m.end)):
        return sort.end()  # "Zorb 3 … Zorb 3 Pro"
    tail = words["tail"].match(text, m.end)
    if tail is None or m.end + 1 in starts:
        return m.end
    if len(tail["word"]) >= _WORD and tail["word"].isalpha() and in_headline(text, m.start):
        return m.end
    return tail.end()
