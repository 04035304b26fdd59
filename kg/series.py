"""Names nobody listed that stand in one series with known ones: "SoftBank, Dragoneer, Zorblax and MGX"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from kg.knowledge import fold
from kg.model import Entity, Mention

# A mention is written as one character of its own while series are looked for; a name that may be one as it stands.
_FIRST = 0xF0000  # the first private-use character of a plane that no text holds
_NAME = r"[A-Z](?:[\w&\-’']|\.(?=\w)){1,20}(?: (?:[A-Z][\w&\-]{1,20}|AI)){0,2}"
_ITEM = rf"(?:[\U000f0000-\U000ffffd]|{_NAME})"
_SERIES = re.compile(rf"{_ITEM}(?:(?:,? (?:and|or|&) |, ){_ITEM}){{2,9}}(?!\w)")
_TYPES = ("Organization", "Person", "Product")
_PERSON = re.compile(r"[A-Z][a-zé]+ [A-Z][a-zé]+(?:-[A-Z][a-z]+)?")


def companions(
    text: str, mentions: list[Mention], plain: Callable[[str], bool], firms: Mapping[str, Entity]
) -> Iterator[Mention]:
    """The names in series where at least half of the names, and two, are of one type; `plain` tells what is no name.

    A product among firms is the firm of its name, where `firms` has one by the product's key.
    """
    written, index, held = _written(text, mentions)
    for match in _SERIES.finditer(written):
        items = list(re.finditer(_ITEM, match.group()))
        things = [held.get(item.group()) for item in items]
        types = [thing.entity.type for thing in things if thing and thing.entity.key not in firms]
        if len(types) < 2 or len(types) * 2 < len(items) or len(set(types)) > 1 or types[0] not in _TYPES:
            continue
        for item, thing in zip(items, things, strict=True):
            name = re.sub(r"['’]s?$", "", item.group())
            if thing and types[0] == "Organization" and thing.entity.key in firms:
                yield replace(thing, entity=firms[thing.entity.key])
            elif thing is None and not plain(name) and (types[0] != "Person" or _PERSON.fullmatch(name)):
                start = index[match.start() + item.start()]
                entity = Entity(types[0], name, f"{types[0].lower()}/{fold(name)}", (name,))
                yield Mention(start, start + len(name), entity, "shape")


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
