"""Where each passage comes from, kept while articles come and go: the earliest article that has it.

No pair of articles is ever compared without a reason. Texts are looked up by fingerprints (kg/reuse/copies.py) and by pairs
of names and numbers; of the articles that share one, the FIRST by date are looked at, as what is copied comes from the
earliest that has it. So the answer hangs on what articles there are and not on the order in which they came, and one
that comes or goes changes only what it is among the first for. A key says of a later article whether one of its passages
is looked up by it, and how many such keys one must share: what all pages of a site say, and no claim does, leads to none of
them, and nor does a phrase that a whole trade uses.
"""

from __future__ import annotations

import zlib
from array import array
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache

from kg.deriving.holding import REGION, Asked, Body, Reason, ask, likely, may_share
from kg.deriving.state import Looked
from kg.reuse.voices import Span

FIRST = 6  # articles that are looked at for one fingerprint
KEPT = 2_500_000  # characters of texts that are kept at hand, some thirty bytes for each with what is worked out of them
SEEN = 200_000  # keys that are
OWN = 400_000  # keys of articles that are, some 30 MB
_ASKS = "(said OR beside OR pair)"  # a passage is looked up by the key

Texts = Callable[[str], str]
Held = tuple[int, int, int, int]  # number of an article, start and end of a passage, number of the article that has it


class Voiced:
    """The passages of a state and the articles that hold them. `changed` collects the spans that got another holder.

    `still`: nobody comes or goes, so what was looked up once stays true.
    """

    def __init__(self, state: Looked, text_of: Texts, still: bool = False) -> None:
        self.state, self.db = state, state.db
        self.changed: set[tuple[int, int, int]] = set()
        self._text_of = text_of
        self._seen: dict[int, list[bytes]] | None = {} if still else None  # the first for a key
        self._numbers: dict[bytes, int] = {}  # of the articles that were looked at meanwhile
        self._bodies: OrderedDict[int, Body] = OrderedDict()
        self._held = 0  # characters in them
        self._own: OrderedDict[int, frozenset[int]] = OrderedDict()
        self._owned = 0  # keys in them

    def body(self, n: int) -> Body:
        """The text of an article."""
        found = self._bodies.pop(n, None)
        if found is None:
            found = Body(self._text_of(self.state.row(n)[0]))
            self._held += len(found.text)
        self._bodies[n] = found
        while self._held > KEPT and len(self._bodies) > 1:
            self._held -= len(self._bodies.popitem(last=False)[1].text)
        return found

    # --- coming and going ---

    def holders(self, articles: Iterable[int]) -> Iterator[Held]:
        """The passages of these articles that others have, while nobody comes or goes and all can be found by their keys."""
        for n in articles:
            spans = self.db.execute("SELECT '', start, stop FROM span WHERE n = ?", (n,)).fetchall()
            found = ((*span[1:], holder) for span, holder in self._found(n, spans))
            yield from ((n, start, stop, holder) for start, stop, holder in found if holder != n)
            for kept in (self._seen, self._numbers):
                if kept is not None and len(kept) > SEEN:
                    kept.clear()

    def hold_all(self, found: Iterable[Iterable[Held]]) -> None:
        """Note for all articles at once whose passages others have (`holders`), and where all come from.

        What is found is kept aside until all is: whoever looks for it reads the state meanwhile.
        """
        self.db.execute("CREATE TEMP TABLE elsewhere(n INTEGER, start INTEGER, stop INTEGER, holder INTEGER)")
        for some in found:
            self.db.executemany("INSERT INTO elsewhere VALUES (?, ?, ?, ?)", some)
        self.db.execute("INSERT OR REPLACE INTO span SELECT n, start, stop, holder, 0 FROM elsewhere")
        self.db.execute("DROP TABLE elsewhere")
        self.db.execute("UPDATE span SET origin = (SELECT root FROM article WHERE n = holder)")

    def post(self, n: int, keys: Mapping[int, Reason], spans: Iterable[Span] = ()) -> None:
        """Let an article be found by its keys (`holding.postings`); who holds what is not looked at yet."""
        place = self.state.row(n)[1]
        self.db.executemany("INSERT OR IGNORE INTO posting VALUES (?, ?, ?, ?, ?, ?)", ((key, place, *why) for key, why in keys.items()))
        self.db.executemany("INSERT OR IGNORE INTO span VALUES (?, ?, ?, ?, 0)", ((n, a, z, n) for _, a, z in spans))

    def put(self, n: int, keys: Mapping[int, Reason], spans: Iterable[Span]) -> None:
        """Take an article in: find where its passages come from, and what comes from it."""
        place = self.state.row(n)[1]
        self.post(n, keys)
        entered: list[int] = []
        left: defaultdict[bytes, list[int]] = defaultdict(list)
        for key in (key for key, why in keys.items() if why.has):
            first = self._first(key, FIRST + 1)
            if place in first[:FIRST]:
                entered.append(key)
                if len(first) > FIRST:
                    left[first[FIRST]].append(key)
        self.find(n, spans)
        self._entered(n, entered, new=True)
        for gone, lost in left.items():
            self._left(self.state.by_order(gone), lost)

    def drop(self, n: int) -> None:
        """Take an article out, and find anew where the passages come from that came from it."""
        place, keys = self.state.row(n)[1], self.own(n)
        before = {key: self._first(key, FIRST + 1) for key in sorted(keys)}
        self.db.executemany("DELETE FROM posting WHERE key = ? AND ord = ?", ((key, place) for key in keys | {*self._asks(place)[::4]}))
        self.db.execute("DELETE FROM span WHERE n = ?", (n,))
        self._owned -= len(self._own.pop(n, ()))
        if known := self._bodies.pop(n, None):
            self._held -= len(known.text)
        self._anew(self._holding(n))
        came: defaultdict[bytes, list[int]] = defaultdict(list)
        for key, first in before.items():
            if place in first[:FIRST] and len(first) > FIRST:
                came[first[FIRST]].append(key)
        for other, found in came.items():
            self._entered(self.state.by_order(other), found, new=False)

    def own(self, n: int) -> frozenset[int]:
        """The keys of an article's text."""
        found = self._own.pop(n, None)
        if found is None:
            (packed,) = self.db.execute("SELECT keys FROM article WHERE n = ?", (n,)).fetchone()
            found = frozenset(unpack(packed))
            self._owned += len(found)
        self._own[n] = found
        while self._owned > OWN and len(self._own) > 1:
            self._owned -= len(self._own.popitem(last=False)[1])
        return found

    # --- who holds what ---

    def find(self, n: int, spans: Iterable[Span]) -> None:
        """Find where these passages of an article come from."""
        for span, holder in self._found(n, spans):
            self._hold(n, span, holder)

    def _found(self, n: int, spans: Iterable[Span]) -> Iterator[tuple[Span, int]]:
        place = self.state.row(n)[1]
        return ((one.span, self._holder(n, place, one)) for one in ask(self.body(n), sorted(set(spans))))

    def _holder(self, n: int, place: bytes, one: Asked) -> int:
        for other, why in sorted((other, why) for other, why in one.looked_up(self._looked).items() if other < place):
            holder = self._number(other)
            still = one.narrowed(why, self.own(holder)) if why.words else why
            if (still.words or still.pairs) and one.held_by(self.body(holder), still):
                return holder
        return n

    def _number(self, place: bytes) -> int:
        """The number of the article with this place."""
        if self._seen is None:
            return self.state.by_order(place)
        if place not in self._numbers:
            self._numbers[place] = self.state.by_order(place)
        return self._numbers[place]

    def _looked(self, key: int) -> list[bytes]:
        if self._seen is None:
            return self._first(key, FIRST)
        if key not in self._seen:
            self._seen[key] = self._first(key, FIRST)
        return self._seen[key]

    def _first(self, key: int, most: int) -> list[bytes]:
        sql = "SELECT ord FROM posting WHERE key = ? AND has ORDER BY ord LIMIT ?"
        rows = self.db.execute(sql, (key, most))
        return [row[0] for row in rows]

    def _hold(self, n: int, span: Span, holder: int) -> None:
        _, start, stop = span
        sql = "INSERT INTO span(n, start, stop, holder, origin) VALUES (?, ?, ?, ?, 0) ON CONFLICT DO UPDATE SET holder = ?"
        self.db.execute(sql, (n, start, stop, holder, holder))
        self.changed.add((n, start, stop))

    def _holding(self, holder: int) -> list[tuple[int, int, int]]:
        sql = "SELECT n, start, stop FROM span WHERE holder = ? AND holder != n"
        return self.db.execute(sql, (holder,)).fetchall()

    def _anew(self, spans: Iterable[tuple[int, int, int]]) -> None:
        """Find anew where these passages come from."""
        groups: defaultdict[int, list[Span]] = defaultdict(list)
        for n, start, stop in spans:
            groups[n].append(("", start, stop))
        for n, own in groups.items():
            self.find(n, own)

    def _entered(self, n: int, keys: list[int], new: bool) -> None:
        """An article is now looked at for these keys: what of later articles may come from it?

        `new`: it was looked at for no others before.
        """
        place, own = self.state.row(n)[1], self.own(n)
        said: set[bytes] = set()
        beside: Counter[bytes] = Counter()
        paired: Counter[bytes] = Counter()
        for key in keys:
            found = self.db.execute(f"SELECT ord, said, pair FROM posting WHERE key = ? AND ord > ? AND {_ASKS}", (key, place))
            for ord, least, pair in found:
                if least:
                    said.add(ord)
                (paired if pair else beside)[ord] += 1
        enough = REGION if new else 1
        said |= {ord for ord, count in beside.items() if count >= enough}
        translating = {ord for ord, count in paired.items() if count >= enough}
        shared = cache(lambda: frozenset(key for key in own if place in self._first(key, FIRST)))
        for other in sorted(said | translating):
            if other in translating or may_share(self._asks(other), own):
                self._try(self.state.by_order(other), n, shared, other in translating)

    def _asks(self, place: bytes) -> list[int]:
        """What the passages of the article with this place are looked up by: key, said, beside, pair, and so on."""
        (packed,) = self.db.execute("SELECT asks FROM article WHERE ord = ?", (place,)).fetchone()
        return unpack(packed)

    def _try(self, other: int, n: int, shared: Callable[[], frozenset[int]], translates: bool) -> None:
        """Whether passages of a later article come from this one, and not from one that is earlier still.

        `shared`: the keys for which this one is looked at. What the texts have in common tells of most passages that they do not.
        """
        body, place = self.body(n), self.state.row(n)[1]
        sql = "SELECT start, stop, holder, a.ord FROM span JOIN article a ON a.n = holder WHERE span.n = ?"
        spans = [("", start, stop) for start, stop, holder, ord in self.db.execute(sql, (other,)) if ord > place]
        if not spans:
            return
        asked = ask(self.body(other), spans)
        for one in asked if translates else likely(asked, body):
            if one.held_by(body, one.narrowed(one.near(shared(), translates), self.own(n))):
                self._hold(other, one.span, n)

    def _left(self, n: int, keys: list[int]) -> None:
        """An article is no longer looked at for these keys: what came from it by one of them is found anew."""
        places: dict[int, bytes] = {}
        for other, _, _ in (held := self._holding(n)):
            places[other] = places.get(other) or self.state.row(other)[1]
        if not places:
            return
        sql = f"SELECT 1 FROM posting WHERE key = ? AND ord = ? AND {_ASKS}"
        lost = {other for other, place in places.items() if any(self.db.execute(sql, (key, place)).fetchone() for key in keys)}
        self._anew(span for span in held if span[0] in lost)


def pack(keys: Iterable[int]) -> bytes:
    """Keys as bytes."""
    return zlib.compress(array("q", keys).tobytes(), 1)


def unpack(packed: bytes) -> list[int]:
    """Keys of `pack`."""
    found = array("q")
    found.frombytes(zlib.decompress(packed))
    return found.tolist()
