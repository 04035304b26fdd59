"""The argument map: for a course or an aspect the arguments on either side, who makes them, what rebuts them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kg.debating.argumentation import SCALE, Point, effect, nearness, point_of, rebut, voice_of
from kg.errors import NotFound
from kg.explore import chosen, debating
from kg.explore.cited import (
    CITED,
    claims_by_id,
    early,
    flat,
    gathered,
    labelled,
    refuse_unknown,
    sparql_of,
    standing,
    thing,
    voices,
    who,
)
from kg.explore.columns import NONE, Columns, columns
from kg.explore.numbers import first_of_each, of_nodes
from kg.explore.snapshot import Snapshot
from kg.reuse.voices import Span, normalise
from kg.words import all_words

if TYPE_CHECKING:
    import numpy as np

Row = dict[str, Any]
SIDES = ("open", "closed", "hybrid")
MOST = 1500  # arguments read for one map: of more, each point shows its first ones and says how many there are
TOLD = 12  # claims that are read for one change of course of one vendor
READ = 3  # of more, so many times as many are read for a point as it shows: some say the same
SHOWN = 6  # arguments shown for each point unless more are asked for


def argument_map(at: Snapshot, side: str = "", aspect: str = "", shown: int = SHOWN, lang: str = "en") -> Row:
    """Arguments for and against, grouped: by aspect for a course (`side`), by course for an aspect, both for both.

    `groups`: {side, aspect, pro, con, rivals}; `pro` and `con` are {arguments, claims, articles, origins, more}; `rivals`
    the points of other courses that rebut them. `courses` and `aspects` count all there is to choose from, `movers` are the vendors that changed their course. Without a
    choice it is the course that most is said of. Raises NotFound for a course or an aspect that is not there.
    """
    refuse_unknown(side, SIDES, "course")
    refuse_unknown(aspect, all_words()["aspects"], "aspect")
    counts = points(at)
    if not side and not aspect:
        side = max(SIDES, key=lambda one: sum(n for point, n in counts.items() if point.side == one))
    wanted = [p for p in counts if side in ("", p.side) and aspect in ("", p.aspect)]
    rows = _arguments(at, wanted, counts, shown)
    found = voices(rows, at)
    moves = Moves(at, rows)
    by_point: dict[Point, list[Row]] = defaultdict(list)
    for row in rows:
        by_point[point_of(row)].append(row)
    groups = [
        _group(pair, by_point, counts, (found, moves, shown))
        for pair in sorted({(p.side, p.aspect) for p in wanted}, key=lambda pair: _weight(pair, counts))
    ]
    params = {key: value for key, value in (("side", side), ("aspect", aspect)) if value}
    answer: Row = {
        "side": side,
        "aspect": aspect,
        "shown": shown,
        "courses": [{"side": one, **_balance(counts, lambda p, one=one: p.side == one)} for one in SIDES],
        "aspects": [
            {"aspect": one, **_balance(counts, lambda p, one=one: p.aspect == one)}
            for one in sorted({p.aspect for p in counts}, key=lambda a: (-_count(counts, a), a))
        ],
        "groups": groups,
        "movers": debating.movers(at, columns(at), lang),
        "claims": sum(counts[p] for p in wanted),
        "query": "argument-map",
        "params": params,
        "sparql": sparql_of(at.store, "argument-map", params),
    }
    answer = labelled(at, answer, lang)
    told = [one for group in groups for way in ("pro", "con") for one in group[way]["arguments"]]
    return answer | {"columns": COLUMNS, "rows": [flat_row(one) for one in told]}


COLUMNS = ("side", "aspect", "polarity", "who", "claims", "articles", "origins", *CITED)


def flat_row(one: Row) -> Row:
    counts = {key: one[key] for key in ("side", "aspect", "polarity", "claims", "articles", "origins")}
    return {**counts, "who": one["who"]["label"], **flat(one["evidence"][0])}


def points(at: Snapshot) -> dict[Point, int]:
    """Each point with the number of arguments that make it; denied ones are left out."""
    return at.keep("argument points", lambda: _points(at))


def _points(at: Snapshot) -> dict[Point, int]:
    import numpy as np

    held = columns(at)
    said = held.said[arguing(held)]
    counts = np.bincount(said[said >= 0], minlength=len(held.sayings)).tolist()
    found = {point_said(text): n for text, n in zip(held.sayings, counts, strict=True) if n}
    return {point: found[point] for point in sorted(point for point in found if point)}


def point_said(text: str) -> Point | None:
    """The point of `open|pro|privacy`, as columns have it; None for what is no argument's."""
    side, _, rest = text.partition("|")
    polarity, _, aspect = rest.partition("|")
    return Point(aspect, side, polarity) if aspect else None


def arguing(held: Columns) -> np.ndarray:
    """For each claim whether it is an argument that is not denied."""
    return held.of_kinds(("argument",)) & ~held.denied


def _arguments(at: Snapshot, wanted: Sequence[Point], counts: Mapping[Point, int], shown: int) -> list[Row]:
    """The arguments that make these points: all, or for each point a few where there are too many."""
    import numpy as np

    held = columns(at)
    codes = [held.saying(f"{point.side}|{point.polarity}|{point.aspect}") for point in wanted]
    places = np.flatnonzero(arguing(held) & np.isin(held.said, codes))
    if len(places) > MOST:
        places = chosen.dated(held, places)
        places = places[first_of_each(held.said[places], shown * READ)]
    return chosen.light(at, places)


def _balance(counts: Mapping[Point, int], fits: Any) -> dict[str, int]:
    return {way: sum(n for p, n in counts.items() if p.polarity == way and fits(p)) for way in ("pro", "con")}


def _count(counts: Mapping[Point, int], aspect: str) -> int:
    return sum(n for p, n in counts.items() if p.aspect == aspect)


def _weight(pair: tuple[str, str], counts: Mapping[Point, int]) -> tuple[Any, ...]:
    """Groups with something on both sides first, then those of which most is said."""
    pro, con = (counts.get(Point(pair[1], pair[0], way), 0) for way in ("pro", "con"))
    return (not (pro and con), -(pro + con), SIDES.index(pair[0]), pair[1])


# --- groups ----------------------------------------------------------------------------------------------------------


def _group(
    pair: tuple[str, str], rows: Mapping[Point, Sequence[Row]], counts: Mapping[Point, int],
    more: tuple[dict[Span, str], Moves, int],
) -> Row:  # fmt: skip
    side, aspect = pair
    columns = {way: Point(aspect, side, way) for way in ("pro", "con")}
    own = set(columns.values())
    return {
        "side": side,
        "aspect": aspect,
        **{way: _column(point, rows, counts, more) for way, point in columns.items()},
        "rivals": {
            way: [
                {"side": p.side, "polarity": p.polarity, "aspect": p.aspect, "point": p.id, "claims": counts[p]}
                for p in counts
                if p not in own and point in counts and rebut(point, p)
            ]
            for way, point in columns.items()
        },
    }


def _column(
    point: Point, rows: Mapping[Point, Sequence[Row]], counts: Mapping[Point, int], more: tuple[dict[Span, str], Moves, int]
) -> Row:
    found, moves, shown = more
    mine = rows.get(point, [])
    items = arguments(mine, found, counts, moves)
    whole = len(mine) == counts.get(point, 0)
    total = standing(mine, found) if mine else {"articles": 0, "origins": 0}
    return {
        "point": point.id,
        "arguments": items[:shown],
        "claims": counts.get(point, 0),
        "articles": total["articles"] if whole else None,
        "origins": total["origins"] if whole else None,
        "more": max(0, len(items) - shown) if whole else counts[point] - shown,
    }


def arguments(
    rows: Iterable[Row], found: Mapping[Span, str], counts: Mapping[Point, int], moves: Moves
) -> list[Row]:
    """Arguments as the page shows them: the same words of the same speaker once, the best supported first.

    An item: `id`, `point`, `side`, `polarity`, `aspect`, `who`, `evidence`, `claims`, `articles`, `origins`, `moves`,
    `rebutted`: how many arguments rebut it.
    """
    items, against = [], Against(counts)
    for item in gathered(rows, _said, found):
        first = item["rows"][0]
        point = point_of(first)
        items.append({
            "id": first["id"], "point": point.id, "side": point.side, "polarity": point.polarity, "aspect": point.aspect,
            "who": who(first), "moves": moves.of(item["rows"]),
            "rebutted": against[point], **item,
        })  # fmt: skip
    items.sort(key=lambda item: (-item["origins"], -item["articles"], *early(item["rows"][0])))
    return [{key: value for key, value in item.items() if key != "rows"} for item in items]


class Against(dict[Point, int]):
    """Each point with how many arguments rebut it."""

    def __init__(self, counts: Mapping[Point, int]) -> None:
        super().__init__()
        self.counts = counts

    def __missing__(self, point: Point) -> int:
        self[point] = sum(n for other, n in self.counts.items() if rebut(point, other))
        return self[point]


def _said(row: Row) -> tuple[Any, ...]:
    return (point_of(row), (row["speaker"] or {}).get("key"), normalise(row["quote"]))


class Moves:
    """The changes of course that arguments are given for: beside their words, in their article, or by the vendor.

    `kinds`: of the claims that count; a strategy is a course that nothing stood before.
    """

    def __init__(self, at: Snapshot, rows: Sequence[Row], kinds: Sequence[str] = ("shift",)) -> None:
        self.people: dict[str, set[str]] = defaultdict(set)
        self.shifts = self._shifts(at, rows, kinds)
        self.changes: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        for row in self.shifts:
            self.changes[row["subject"]["key"], *turn_of(row)].append(row)
        self.told = {change: {row["article"] for row in told} for change, told in self.changes.items()}

    def _shifts(self, at: Snapshot, rows: Sequence[Row], kinds: Sequence[str]) -> list[Row]:
        """The changes told in the articles of these arguments, and those of vendors that make one of them."""
        import numpy as np

        held = columns(at)
        speakers = chosen.numbers(held, {row["speaker"]["key"] for row in rows if row["speaker"]})
        member = held.of_kinds(("affiliation",)) & ~held.denied & of_nodes(held.subject, speakers)
        vendors = {*speakers, *held.object[member].tolist()} - {NONE}
        here = {int(held.article[held.place[row["id"]]]) for row in rows if row["id"] in held.place}
        shift = held.of_kinds(kinds) & held.as_so & (held.subject >= 0) & (held.said >= 0)
        beside = np.flatnonzero(shift & of_nodes(held.article, here))[:MOST]
        by_them = chosen.dated(held, np.flatnonzero(shift & of_nodes(held.subject, vendors)))
        change = held.subject[by_them].astype(np.int64) * (len(held.sayings) + 1) + held.said[by_them]
        places = np.union1d(beside, by_them[first_of_each(change, TOLD)])
        for vendor in np.unique(held.subject[places]).tolist():
            self.people[held.nodes[vendor]].add(held.nodes[vendor])
        for person, vendor in zip(held.subject[member].tolist(), held.object[member].tolist(), strict=True):
            if vendor != NONE:
                self.people[held.nodes[vendor]].add(held.nodes[person])
        return chosen.light(at, places)

    def of(self, rows: Sequence[Row]) -> list[Row]:
        """The changes that an argument (its rows) is given for or against, the nearest first."""
        here, voices_of = {row["article"] for row in rows}, {row["speaker"]["key"] for row in rows if row["speaker"]}
        found = []
        for change, shifts in sorted(self.changes.items()):
            vendor, before, after = change
            if not (here & self.told[change] or voices_of & self.people[vendor]):
                continue
            way = effect(before, after, rows[0])
            near = min((nearness(shifts, row, self.people[vendor]) for row in rows), key=_NEAR.index)
            if way and near != "elsewhere":
                first = min(shifts, key=early)
                since = min((shift["time"] for shift in shifts if shift["time"]), default=None)
                found.append({"vendor": thing(first["subject"]), "from": before, "to": after, "since": since,
                              "effect": way, "near": near, "claim": first["id"], "quote": first["quote"],
                              "article": first["article"], "title": first["title"]})  # fmt: skip
        return sorted(found, key=lambda move: _NEAR.index(move["near"]))


def turn_of(row: Row) -> tuple[str, str]:
    """The course before a change and the one behind it; of a course that is followed nothing and that course."""
    value = row["value"]
    return (value["from"], value["to"]) if "to" in value else ("", value["strategy"])


_NEAR = ("own", "passage", "article", "elsewhere")


# --- one argument, one voice -----------------------------------------------------------------------------------------


def rebuttals(at: Snapshot, claim: str, shown: int = 20, lang: str = "en") -> Row:
    """One argument with those that rebut it, the best supported first. Raises NotFound for an id that no argument has."""
    rows = [row for row in claims_by_id(at, [claim]) if row["kind"] == "argument"]
    if not rows:
        raise NotFound(f"there is no argument {claim}", "", "kg claims --kind argument lists them")
    counts = points(at)
    rivals = [p for p in counts if rebut(point_of(rows[0]), p)]
    others = _arguments(at, rivals, counts, shown)
    found = voices([*rows, *others], at)
    moves = Moves(at, [*rows, *others])
    items = arguments(others, found, counts, moves)
    point = point_of(rows[0])
    params = {"side": point.side, "aspect": point.aspect, "polarity": point.polarity}
    answer: Row = {
        "argument": arguments(rows, found, counts, moves)[0],
        "rebuttals": items[:shown],
        "more": max(0, len(items) - shown),
        "claims": sum(counts[p] for p in rivals),
        "query": "trace-argument",
        "params": {"id": claim},
        "sparql": sparql_of(at.store, "trace-argument", {"id": claim, **params}),
    }
    answer = labelled(at, answer, lang)
    return answer | {"columns": COLUMNS, "rows": [flat_row(one) for one in answer["rebuttals"]]}


def voice(at: Snapshot, key: str, shown: int = 50, lang: str = "en") -> Row:
    """All that one voice says in the debate: arguments, stances, and where it belongs.

    `key`: that of a person, organization or publication; `article:ID` for the article's own author. Raises NotFound
    where it says nothing.
    """
    rows = _voiced(at, key)
    if not rows:
        raise NotFound(f"{key} says nothing in this debate", "", "kg claims --kind argument lists the speakers")
    found = voices(rows, at)
    said = [row for row in rows if row["kind"] == "argument"]
    stances = gathered((row for row in rows if row["kind"] == "stance"), _stance, found)
    ways = Counter((row["value"]["side"], row["value"]["polarity"]) for row in said)
    moves = Moves(at, said)
    items = arguments(said, found, points(at), moves)
    answer: Row = {
        "who": who(rows[0]),
        "arguments": items[:shown],
        "more": max(0, len(items) - shown),
        "stances": [
            {"side": one["rows"][0]["value"]["side"], "polarity": one["rows"][0]["value"]["polarity"],
             **{part: one[part] for part in ("evidence", "articles", "origins", "claims")}}
            for one in sorted(stances, key=lambda one: -one["origins"])
        ],
        "balance": [{"side": side, "polarity": way, "claims": ways[side, way]}
                    for side in SIDES for way in ("pro", "con") if ways[side, way]],
        "lean": sum(n * SCALE[side] * (1 if way == "pro" else -1) for (side, way), n in ways.items()),
        "query": "who-says",
        "params": {} if key.startswith("article:") else {"speaker": key},
        "sparql": "" if key.startswith("article:") else _who_says(at, key),
    }  # fmt: skip
    answer = labelled(at, answer, lang)
    return answer | {"columns": COLUMNS, "rows": [flat_row(one) for one in answer["arguments"]]}


def _voiced(at: Snapshot, key: str) -> list[Row]:
    import numpy as np

    held = columns(at)
    kind = held.of_kinds(("argument", "stance")) & ~held.denied
    if key.startswith("article:"):
        own = of_nodes(held.article, [i for i, row in _named(at, held, key.removeprefix("article:"))])
        rows = [row for row in chosen.light(at, np.flatnonzero(kind & own)[:MOST]) if voice_of(row).startswith("article ")]
    else:
        who = chosen.numbers(held, [key])
        argued = held.of_kinds(("argument",)) & of_nodes(held.speaker, who)
        stood = held.of_kinds(("stance",)) & of_nodes(held.subject, who)
        rows = chosen.light(at, chosen.dated(held, np.flatnonzero(kind & (argued | stood)))[:MOST])
    return sorted(rows, key=early)


def _named(at: Snapshot, held: Columns, article: str) -> list[tuple[int, Row]]:
    """The article with this id, with its place."""
    known = at.keep("article places", lambda: {row["id"]: i for i, row in enumerate(held.articles)})
    return [(known[article], held.articles[known[article]])] if article in known else []


def _stance(row: Row) -> tuple[str, str]:
    return (row["value"]["side"], row["value"]["polarity"])


def _who_says(at: Snapshot, key: str) -> str:
    return sparql_of(at.store, "who-says", {"speaker": key})
