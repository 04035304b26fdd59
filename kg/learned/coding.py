"""An article's windows as numbers: stretches of sentences that are read together, and the rows that each head is asked about.

A sentence is read once, with those around it; what it leans on and no longer stands in its stretch is put before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kg.knowledge import Knowledge
from kg.learned.labels import Label, by_sort
from kg.learned.pieces import BEGIN, END, MARK_ORDER, Pieces
from kg.learned.windows import ROLES, Part, Place, Window

LONGEST = 256  # pieces that are read together
OWN, OTHER = 120, 32  # pieces of a sentence that is read, and of one that is only leaned on
LEANT = 96  # pieces of everything that a sentence leans on and that was not read before it
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
class Stretch:
    """Pieces that are read together, and for each the role of the part that it is of."""

    pieces: list[int] = field(default_factory=lambda: [BEGIN])
    parts: list[int] = field(default_factory=lambda: [0])
    places: dict[int, dict[int, int]] = field(default_factory=dict)  # of each sentence: character to piece

    def add(self, sentence: int, role: int, pieces: list[int], places: dict[int, int]) -> None:
        """Puts a sentence's pieces at the end; what is longer than `pieces` has no place."""
        start = len(self.pieces)
        self.places[sentence] = {at: start + p for at, p in places.items() if p < len(pieces)}
        self.pieces += [*pieces, END]
        self.parts += [role] * (len(pieces) + 1)


@dataclass(slots=True)
class Coded:
    """A window ready for the model. `own`: the run of the stretch's pieces that is the sentence itself."""

    window: Window
    stretch: Stretch
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

    def code(self, windows: Iterable[Window]) -> Iterator[Coded]:
        """An article's windows, in order, each with the stretch that it is read in."""
        stretch = Stretch()
        for window in windows:
            own = self.pieces.encode(window.parts[0].masked)
            pieces = own.numbers[:OWN]
            leant = self._leant(window, stretch)
            if len(stretch.pieces) + sum(len(some) + 1 for _, some, _ in leant) + len(pieces) + 1 > LONGEST:
                stretch = Stretch()
                leant = self._leant(window, stretch)
            for part, some, places in leant:
                stretch.add(part.sentence, ROLES.index(part.role), some, places)
            start = len(stretch.pieces)
            stretch.add(window.index, ROLES.index("heading" if window.heading else "own"), pieces, own.places)
            yield self._asked(window, stretch, (start, start + len(pieces)))

    def _leant(self, window: Window, stretch: Stretch) -> list[tuple[Part, list[int], dict[int, int]]]:
        """What a window leans on and its stretch has not read, in the order of the text; of what is too much the farthest is left out."""
        found, count = [], 0
        for part in window.parts[1:]:
            if part.sentence not in stretch.places:
                encoded = self.pieces.encode(part.masked)
                some = encoded.numbers[:OTHER]
                count += len(some) + 1
                if count > LEANT:
                    break
                found.append((part, some, encoded.places))
        return sorted(found, key=lambda one: one[0].sentence)

    def _asked(self, window: Window, stretch: Stretch, own: tuple[int, int]) -> Coded:
        """The window with the rows that the heads are asked about."""
        spots = {
            Place(number, at): _Spot(piece, ROLES.index(part.role))
            for number, part in enumerate(window.parts)
            for at, piece in stretch.places.get(part.sentence, {}).items()
        }
        things = {key: seen for key, thing in window.things.items() if (seen := _seen(thing.places, spots))}
        rows = {
            "pair": list(self._pair_rows(window, things)),
            "single": list(self._single_rows(window, things)),
            "number": list(self._number_rows(window, things, spots)),
        }
        return Coded(window, stretch, own, rows)

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
