"""A window as numbers: pieces and their parts, and for each head of the model the rows that it is asked about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.knowledge import Knowledge
from kg.learned.labels import Label, by_sort
from kg.learned.pieces import BEGIN, END, MARK_ORDER, Pieces
from kg.learned.windows import ROLES, Place, Window

LONGEST = 128  # pieces of a window
OWN, OTHER = 88, 28  # pieces of the sentence itself, and of each part that it leans on
SORTS = ("pair", "single", "number")


@dataclass(frozen=True, slots=True)
class Row:
    """One question to a head: of a thing and another (or a number, or itself), with where they stand among the pieces."""

    first: str  # key of the thing
    second: str | int  # key of the other thing, number of the figure, "" for a thing alone
    places: tuple[int, int]
    types: tuple[int, int]
    roles: tuple[int, int]


@dataclass(slots=True)
class Coded:
    """A window ready for the model. `own`: the run of pieces that is the sentence itself."""

    window: Window
    pieces: list[int]
    parts: list[int]
    own: tuple[int, int]
    rows: dict[str, list[Row]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Spot:
    piece: int
    role: int


class Coder:
    """Codes windows for one knowledge and one vocabulary."""

    def __init__(self, knowledge: Knowledge, pieces: Pieces) -> None:
        self.pieces = pieces
        self.labels: dict[str, tuple[Label, ...]] = {sort: by_sort(knowledge, sort) for sort in SORTS}
        self._type = {name: i for i, name in enumerate(MARK_ORDER)}
        self._pairs = {(s, o) for label in self.labels["pair"] for s in label.subject for o in label.object}
        self._single = frozenset().union(*(label.subject for label in self.labels["single"]))
        self._numbered = frozenset().union(*(label.subject for label in self.labels["number"]))

    def code(self, window: Window) -> Coded:
        """The window's pieces and rows. What does not fit into LONGEST pieces is left out, the farthest part first."""
        numbers, parts, spots = [BEGIN], [0], {}
        own = (1, 1)
        for index, part in enumerate(window.parts):
            role = ROLES.index(part.role)
            encoded = self.pieces.encode(part.masked)
            found = encoded.numbers[: OTHER if index else OWN]
            if len(numbers) + len(found) + 1 > LONGEST:
                break
            spots.update(
                {Place(index, at): _Spot(len(numbers) + p, role) for at, p in encoded.places.items() if p < len(found)}
            )
            if not index:
                own = (1, 1 + len(found))
            numbers += [*found, END]
            parts += [role] * (len(found) + 1)
        coded = Coded(window, numbers, parts, own)
        things = {key: seen for key, thing in window.things.items() if (seen := _seen(thing.places, spots))}
        coded.rows = {
            "pair": list(self._pair_rows(window, things)),
            "single": list(self._single_rows(window, things)),
            "number": list(self._number_rows(window, things, spots)),
        }
        return coded

    def _pair_rows(self, window: Window, things: dict[str, list[_Spot]]) -> Iterator[Row]:
        for first, here in things.items():
            for second, there in things.items():
                types = (window.things[first].entity.type, window.things[second].entity.type)
                if first == second or types not in self._pairs or (here[0].role and there[0].role):
                    continue
                a, b = min(
                    ((a, b) for a in here for b in there),
                    key=lambda ab: (ab[0].role != ab[1].role, abs(ab[0].piece - ab[1].piece)),
                )
                yield self._row(first, second, a, b, types)

    def _single_rows(self, window: Window, things: dict[str, list[_Spot]]) -> Iterator[Row]:
        for key, spots in things.items():
            kind = window.things[key].entity.type
            if kind in self._single:
                yield self._row(key, "", spots[0], spots[0], (kind, kind))

    def _number_rows(self, window: Window, things: dict[str, list[_Spot]], spots: dict[Place, _Spot]) -> Iterator[Row]:
        for index, figure in enumerate(window.figures):
            spot = spots.get(Place(0, figure.at))
            if spot is None:
                continue
            for key, places in things.items():
                kind = window.things[key].entity.type
                if kind in self._numbered:
                    nearest = min(places, key=lambda p: abs(p.piece - spot.piece))
                    yield self._row(key, index, nearest, spot, (kind, figure.kind))

    def _row(self, first: str, second: str | int, a: _Spot, b: _Spot, types: tuple[str, str]) -> Row:
        return Row(first, second, (a.piece, b.piece), (self._type[types[0]], self._type[types[1]]), (a.role, b.role))


def _seen(places: list[Place], spots: dict[Place, _Spot]) -> list[_Spot]:
    """Where the model sees a thing: in the sentence itself if it is there, else at its nearest place."""
    found = [spots[p] for p in places if p in spots]
    own = [s for s in found if not s.role]
    return own or found[:1]
