"""Names nobody listed that stand in one series with known ones: "SoftBank, Zorblax and MGX", "谷歌、Zorblax和微软"."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import replace

from kg.entities.shapes import Shapes
from kg.knowledge import fold
from kg.model import Entity, Mention
from kg.regexes import compiled

# A mention is written as one character of its own while series are looked for; a name that may be one as it stands.
_FIRST = 0xF0000  # the first private-use character of a plane that no text holds
_NAME = r"[A-Z](?:[\w&\-’']|\.(?=\w)){1,20}(?: (?:[A-Z][\w&\-]{1,20}|AI)){0,2}"
_ITEM = rf"(?:[\U000f0000-\U000ffffd]|{_NAME})"
_TYPES = ("Organization", "Person", "Product")
_PERSON = compiled(r"[A-ZÀ-Ž][a-zß-ſ]+ [A-ZÀ-Ž][a-zß-ſ]+(?:-[A-ZÀ-Ž][a-zß-ſ]+)?")


def companions(
    text: str, mentions: list[Mention], shapes: Shapes, firms: Mapping[str, Entity]
) -> Iterator[Mention]:
    """The names in English series where at least half of the names, and two, are of one type.

    A product among firms is the firm of its name, where `firms` has one by the product's key.
    """
    if len(mentions) < 2:
        return
    written, index, held = _written(text, mentions)
    for match in _series(shapes.named["series"].pattern).finditer(written):
        items = list(re.finditer(_ITEM, match.group()))
        things = [held.get(item.group()) for item in items]
        types = [thing.entity.type for thing in things if thing and thing.entity.key not in firms]
        if len(types) < 2 or len(types) * 2 < len(items) or len(set(types)) > 1 or types[0] not in _TYPES:
            continue
        for item, thing in zip(items, things, strict=True):
            name = re.sub(r"['’]s?$", "", item.group())
            if thing and types[0] == "Organization" and thing.entity.key in firms:
                yield replace(thing, entity=firms[thing.entity.key])
            elif not item.start() and shapes.opens.fullmatch(name):
                continue  # "Similarly, A, B and C"
            elif thing is None and not shapes.is_plain(name) and (types[0] != "Person" or _PERSON.fullmatch(name)):
                start = index[match.start() + item.start()]
                yield shapes.listed(types[0], text, start, start + len(name))


@functools.cache
def _series(joint: str) -> re.Pattern:
    """Names that a joint parts, three to ten of them."""
    return compiled(rf"{_ITEM}(?:(?:{joint}){_ITEM}){{2,9}}(?!\w)")


def _written(text: str, mentions: list[Mention]) -> tuple[str, list[int], dict[str, Mention]]:
    """The text with one character for each mention, where each of its characters stands, and the mentions by theirs."""
    pieces: list[str] = []
    index: list[int] = []
    held: dict[str, Mention] = {}
    reached = 0
    for mention in mentions[:60000]:
        if mention.start < reached:
            continue
        sign = chr(_FIRST + len(held))
        held[sign] = mention
        pieces += text[reached : mention.start], sign
        index += [*range(reached, mention.start), mention.start]
        reached = mention.end
    pieces.append(text[reached:])
    index.extend(range(reached, len(text)))
    return "".join(pieces), index, held


_THING = "(?P<thing>[\U000f0000-\U000ffffd])"


@functools.cache
def _maker_patterns(acts: str, adverbs: str, ways: str, kinds: str, its: str, by: str) -> tuple[re.Pattern, ...]:
    """A name before an act and a thing, a name's own thing, a thing by a name."""
    new = rf"(?:(?:{kinds}) )*[*\[“\"]{{0,2}}"
    return (
        compiled(rf"(?<![\w.\-])(?P<name>{_NAME}) (?:(?:{adverbs}) )*(?:{acts}) (?:(?:{its}) )?{new}{_THING}"),
        compiled(rf"(?<![\w.\-])(?P<name>{_NAME})['’]s {new}{_THING}"),
        compiled(rf"{_THING}[*\]”\"]{{0,2}},? (?:{by}|(?:{ways}) by) (?P<name>{_NAME})(?!\w|['’]s)"),
    )


def makers(
    text: str, mentions: list[Mention], shapes: Shapes, firms: Mapping[str, Entity]
) -> Iterator[Mention]:
    """New names of who made a new model: "Zorblax released Zorb-7B", "Zorblax's Zorb-7B", "Zorb-7B from Zorblax"."""
    if not any(m.entity.type == "Model" and not m.entity.known for m in mentions):
        return
    written, index, held = _written(text, mentions)
    words = ("|".join(shapes.words[f"made_{name}"]) for name in ("acts", "adverbs", "ways", "kinds", "its", "by"))
    for pattern in _maker_patterns(*words):
        for match in pattern.finditer(written):
            thing, name = held.get(match["thing"]), re.sub(r"['’]s?$", "", match["name"]).rstrip(".")
            start, name = shapes.organization(index[match.start("name")], name)
            if thing and thing.entity.type == "Model" and not thing.entity.known and name and not shapes.is_plain(name):
                yield shapes.listed("Organization", text, start, start + len(name))


def alike(
    text: str, mentions: list[Mention], shapes: Shapes, models: Mapping[str, Entity]
) -> Iterator[Mention]:
    """The firms in Chinese lists of models that are called as their model is: "Qwen、DeepSeek和Llama" are models.

    `models`: the model by the firm's key.
    """
    at, ends = {m.start: m for m in mentions}, {m.end: m for m in mentions}
    for mention in mentions:
        if (model := models.get(mention.entity.key)) is None or fold(text[mention.start : mention.end]) != fold(model.label):
            continue
        after = joint and at.get(joint.end()) if (joint := shapes.named["joint"].match(text, mention.end)) else None
        opened = shapes.named["before"].search(text, max(0, mention.start - 6), mention.start)
        before = ends.get(opened.start()) if opened else None
        if {m.entity.type for m in (before, after) if m} == {"Model"}:
            yield replace(mention, entity=model)


def used(text: str, mentions: list[Mention], shapes: Shapes, products: Mapping[str, Entity]) -> Iterator[Mention]:
    """The firms in lists of products that are called as their product is: "Zorbgram, Zorbtalk and Zorb" are apps.

    `products`: the product by the firm's key.
    """
    tied, last = shapes.named["tied"], len(mentions) - 1
    for at, mention in enumerate(mentions):
        product = products.get(mention.entity.key)
        if product is None or fold(text[mention.start : mention.end]) != fold(product.label):
            continue
        pairs = [(one, one + 1, other) for one, other in ((at - 1, at - 1), (at, at + 1)) if one >= 0 and one < last]
        between = [(mentions[one].end, mentions[two].start, mentions[other].entity.type) for one, two, other in pairs]
        beside = {kind for start, end, kind in between if end - start < _TIE and tied.fullmatch(text, start, end)}
        if beside == {"Product"}:
            yield replace(mention, entity=product)


def owned(
    text: str, mentions: list[Mention], shapes: Shapes, firms: Mapping[str, Entity]
) -> Iterator[Mention]:
    """New Latin names that a Chinese sentence says are a house's: "谷歌的Zorb"."""
    starts = [m.start for m in mentions]
    for mention in mentions:
        if mention.entity.type != "Organization":
            continue
        if (match := shapes.named["surnamed"].match(text, mention.end)) and mention.entity.known and text[mention.end - 1].isascii():
            if not shapes.is_plain(match["name"]) and not shapes.is_personal(match["name"]) and match.start("name") not in starts:
                yield shapes.listed("Product", text, mention.start, match.end("name"))
            continue
        if (match := shapes.named["own"].match(text, mention.end)) is None:
            continue
        start, end = match.span("name")
        taken = bisect_left(starts, match.start("name")) != bisect_left(starts, end)
        if taken or shapes.is_plain(match["name"]):
            continue
        model = shapes.named["own_model"].search(match["kind"]) or shapes.named["own_model"].match(text, end) or re.search(r"\d[BM]\b", match["name"])
        yield shapes.listed("Model" if model else "Product", text, start, end)


_TIE = 12  # characters between two names of a list
_LISTED = ("Organization", "Person", "Model", "Product", "Benchmark")


def enumerated(
    text: str, mentions: list[Mention], shapes: Shapes, firms: Mapping[str, Entity]
) -> Iterator[Mention]:
    """New names in Chinese lists of known things: "谷歌、Zorblax和微软", each of the type of its neighbour.

    A Chinese word, or a Latin one beside models, needs a neighbour of that type on both sides. A product among
    organizations is the firm of its name, where `firms` has one by the product's key.
    """
    if "、" not in text:
        return
    at = {m.start: m for m in mentions}
    for mention in mentions:
        kind, end = mention.entity.type, mention.end
        beside = at.get(joint.end()) if kind == "Organization" and (joint := shapes.named["joint"].match(text, end)) else None
        if beside and (firm := firms.get(beside.entity.key)):
            yield replace(beside, entity=firm)
        while kind in _LISTED and (joint := shapes.named["joint"].match(text, end)) and joint.end() not in at:
            name = shapes.named["member"].match(text, joint.end())
            if name is None or "、" not in (joint["sep"], name["more"], text[max(0, mention.start - 2) : mention.start].strip()):
                break
            start, end = joint.end(), name.start("after")
            follower = at.get(name.end()) if name["more"] else None
            held = follower is not None and follower.entity.type == kind
            if any(start < m.start < end for m in mentions) or not shapes.may_be_listed(text[start:end], kind, held):
                break
            yield shapes.listed(kind, text, start, end)
