"""Names by what is typed of them, for so many things that they can not be looked at one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kg.explore.shelf import Places, Texts
from kg.knowledge import fold

if TYPE_CHECKING:
    import numpy as np

Row = dict[str, Any]
LOOKED = 240  # names that are looked at for one thing typed: those that begin so first, then those that have it
_LINE, _TAB = b"\n", b"\t"


class Called(Mapping[str, tuple[str, str]]):
    """Folded name → the usual name and the type of the thing that most is said of, of those so called.

    `names` stand sorted; `of` tells for each the place of its thing in `keys`.
    """

    def __init__(self, names: Texts, of: np.ndarray, keys: Texts, things: Mapping[str, Row]) -> None:
        self.names, self.of, self.keys_at, self.things = names, of, keys, things
        self._place = Places(names)
        self.longest = int(names.ends[0]) if len(names) else 0  # bytes of the longest: no name has more characters
        if len(names) > 1:
            self.longest = max(self.longest, int((names.ends[1:] - names.ends[:-1]).max()))

    def __len__(self) -> int:
        return len(self.names)

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __getitem__(self, name: str) -> tuple[str, str]:
        thing = self.thing(name)
        return thing["names"][0], thing["type"]

    def thing(self, name: str) -> Row:
        """The whole thing. Raises KeyError."""
        return self.things[self.keys_at[int(self.of[self._place[name]])]]


def called(things: Sequence[Row]) -> tuple[list[str], np.ndarray]:
    """The `names` and `of` of `Called`. Names of one character and plain words are left out, as where questions are read."""
    import numpy as np

    found: dict[str, int] = {}
    for i in _ranked(things):
        for name in things[i]["names"]:
            if len(folded := fold(name)) > 1 and not (name.islower() and name.isascii()):
                found.setdefault(folded, i)
    names = sorted(found)
    return names, np.array([found[name] for name in names], dtype=np.int32)


def _ranked(things: Sequence[Row]) -> list[int]:
    return sorted(range(len(things)), key=lambda i: (-things[i]["claims"], things[i]["key"]))


def index(things: Sequence[Row]) -> dict[str, Iterable[str]]:
    """The names of all things in one text, a line for each name, those of things with most claims first."""
    lines = []
    for i in _ranked(things):
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
