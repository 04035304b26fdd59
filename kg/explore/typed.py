"""Names by what is typed of them, for so many things that they can not be looked at one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kg.explore.shelf import Texts
from kg.knowledge import fold

Row = dict[str, Any]
LOOKED = 240  # names that are looked at for one thing typed: those that begin so first, then those that have it
_LINE, _TAB = b"\n", b"\t"


def index(things: Sequence[Row]) -> dict[str, Iterable[str]]:
    """The names of all things in one text, a line for each name, those of things with most claims first."""
    ranked = sorted(range(len(things)), key=lambda i: (-things[i]["claims"], things[i]["key"]))
    lines = []
    for i in ranked:
        if things[i]["names"][0] != "author":
            lines += [f"{name}\t{i}\n" for name in dict.fromkeys(map(fold, things[i]["names"])) if "\n" not in name]
    return {"typed": ["\n" + "".join(lines)]}


def places(names: Texts, wanted: str) -> list[int]:
    """The places (in the sorted keys) of things that have a name with this in it, those with most claims first."""
    plain = wanted.encode("utf-8", "replace")
    found: dict[int, None] = {}
    for sought in dict.fromkeys((_LINE + plain + _TAB, _LINE + plain, plain)):
        found.update(dict.fromkeys(_lines(names, sought)))
    return list(found)


def _lines(names: Texts, sought: bytes) -> Iterator[int]:
    """The numbers of the lines in whose names this is found, of the first LOOKED of them."""
    at = names.find(sought)
    for _ in range(LOOKED):
        if at < 0:
            return
        end = names.find(_LINE, at + 1)
        _, tab, number = names.part(at, end).rpartition(_TAB)
        if tab:  # else it was met in the number
            yield int(number)
        at = names.find(sought, end)
