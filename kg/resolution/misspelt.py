"""Which of many names are one of them misspelt: told by walking through all of them at once, letter by letter.

Names that begin alike share what is worked out for their beginnings, and a beginning from which too much is different
is not gone on with. So of thousands of names that are much alike, each is held against the few that may be it. Where all
of them may, it is held against those that are likest to it: what all of these are is one thing then, too.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.resolution.likeness import drop_costs, letter_cost, rules

_ROUNDED = 0.0005  # likeness is rounded to three places
_MORE = 2  # letters that a name may have more or less
_FEW = 8  # names that are not worth a walk
MOST = 16  # others that a name is held against where it may be more of them: no article that means well has so many


@dataclass(slots=True)
class _Node:
    """A beginning of names: those that go on from it, by the next letter, and the keys of what is called so."""

    on: dict[str, _Node] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)


Row = dict[int, float]  # letters of the name → what it costs to make of so many the beginning that a node stands for


class Spelt:
    """The folded names of one type and version."""

    def __init__(self, costs: dict[str, float], sounds: frozenset[str]) -> None:
        self._costs, self._sounds = costs, sounds
        self._share = 1 - rules()["merge_from"] + _ROUNDED
        self._waiting: list[tuple[str, str]] = []
        self._top = _Node()
        self._many = 0

    def add(self, name: str, key: str) -> None:
        """Something with this key is called so."""
        self._waiting.append((name, key))
        self._many += 1

    def near(self, name: str) -> Iterator[str]:
        """The keys of all things with a name that may be this one misspelt, and of few others: the likest where it is many."""
        if self._many <= _FEW:
            yield from (key for other, key in self._waiting if abs(len(other) - len(name)) <= _MORE)
            return
        for other, key in self._waiting:
            node = self._top
            for letter in other:
                node = node.on.setdefault(letter, _Node())
            node.keys.append(key)
        self._waiting.clear()
        yield from self._walk(name)

    def _walk(self, name: str) -> Iterator[str]:
        gone = drop_costs(name, self._costs)
        most = self._share * (len(name) + _MORE)
        first = _dropped({0: 0.0}, gone, most)
        begun_at, left = 0, MOST + 1  # the name itself is among them
        paths: list[tuple[float, int, _Node, str, Row, Row]] = [(0.0, begun_at, self._top, "", first, {})]
        while paths and left > 0:  # from the beginning on that is likest
            _, _, node, begun, row, before = heapq.heappop(paths)
            cost = row.get(len(name), most + 1) if node.keys else most + 1
            if cost <= self._share * max(len(name), len(begun)) and abs(len(name) - len(begun)) <= _MORE:
                yield from node.keys[:left]
                left -= len(node.keys)
            if len(begun) == len(name) + _MORE:
                continue
            for letter, after in node.on.items():
                fresh = _dropped(self._next(name, begun, letter, row, before, most), gone, most)
                if fresh or any(name[i + 1 : i + 2] == letter and row[i] + self._costs["swap"] <= most for i in row):
                    begun_at -= 1  # of two that are as like the one that goes on from the last is gone on with
                    least = min(fresh.values(), default=most)
                    heapq.heappush(paths, (least, begun_at, after, begun + letter, fresh, row))

    def _next(self, name: str, begun: str, letter: str, row: Row, before: Row, most: float) -> Row:
        """The row of a beginning with one letter more, of what does not cost too much; nothing of the name is left out.

        Whether the letter is the last of a name is not known yet, so it costs what it does within one.
        """
        last, costs, fresh = begun[-1:], self._costs, Row()
        come = costs["double"] if letter == last else costs["miss"] if begun else costs["end"]
        found = [(i, cost + come) for i, cost in row.items()]
        found += ((i + 1, cost + letter_cost(name[i], letter, costs, self._sounds)) for i, cost in row.items() if i < len(name))
        found += ((i + 2, cost + costs["swap"]) for i, cost in before.items() if name[i : i + 2] == letter + last and letter != last)
        for i, cost in found:
            if cost <= most and cost < fresh.get(i, most + 1):
                fresh[i] = cost
        return fresh


def _dropped(row: Row, gone: list[float], most: float) -> Row:
    """A row with what it costs to leave letters of the name out behind what stands in it."""
    for i in range(min(row, default=0), len(gone)):
        if i in row and row[i] + gone[i] <= most and row[i] + gone[i] < row.get(i + 1, most + 1):
            row[i + 1] = row[i] + gone[i]
    return row
