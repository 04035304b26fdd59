"""Who moved from open to closed: the same answer from rows at hand and from what is counted ahead, however much is told."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import made
import pytest

from kg import deriving
from kg.asking import query
from kg.debating.courses import SAYING, _closed_windows, _InMemory, facets_of, later, moves_of
from kg.listing.steps import Row
from kg.rdf.graph import quads
from kg.store import OxigraphStore, open_store

VENDOR = "https://example.org/willow"


def told(part: str, article: int, **more: object) -> Row:
    """A row as the query gives it."""
    date = f"20{10 + article % 15}-0{1 + article % 9}"
    base = {"part": part, "vendorId": VENDOR, "vendor": "Willow", "article": f"{article:016x}", "date": date, "start": 0, "end": 9}
    rest = {"from": "", "to": "", "negated": False, "time": None, "released": None, "thingId": None, "thing": None, "status": ""}
    return {**base, **rest, "speaker": None, "quote": "words", **more}


def moves(rows: list[Row]) -> list[Row]:
    return moves_of(VENDOR, _InMemory(rows, {(row["article"], row["start"], row["end"]): row["article"] for row in rows}))


def test_of_many_who_say_so_the_first_are_shown_and_all_are_counted() -> None:
    rows = [told("shift", at, **{"from": "open", "to": "closed", "time": "2023"}) for at in range(SAYING + 5)]
    found = moves(rows)
    assert len(found) == SAYING
    assert {row["origins"] for row in found} == {SAYING + 5}
    dates = sorted((row["date"], row["article"]) for row in rows)
    assert [(row["date"], row["article"]) for row in found] == dates[:SAYING]


def test_the_order_of_the_rows_does_not_matter() -> None:
    rows = [
        told("step", at, thingId=f"w{at % 4}", thing=f"W-{at % 4}", status=("open", "closed", "api")[at % 3], time=f"20{12 + at % 9}")
        for at in range(40)
    ] + [told("shift", at, **{"from": "open", "to": ("closed", "hybrid")[at % 2], "negated": at % 5 == 0}) for at in range(30)]
    wanted = moves(rows)
    for seed in range(5):
        random.Random(seed).shuffle(rows)
        assert moves(rows) == wanted


def test_a_denied_course_is_none() -> None:
    names = [name for negated in (True, False) for name in facets_of(told("strategy", 1, to="open", negated=negated))]
    assert names == [("vendor", "Willow"), ("vendor", "Willow"), ("undated", "other")]


def test_a_later_time_that_was_no_course_takes_none_from_the_one_before() -> None:
    """Open, closed for years, open again, and days after that one closed model, while its course is called mixed."""
    told_of = [("W-1", "open", "2018"), ("W-3", "api", "2021-03"), ("W-4", "closed", "2023"), ("W-oss", "open", "2025-08-05"), ("W-5", "api", "2025-08-07")]
    rows = [told("step", at, thingId=name, thing=name, status=status, time=time) for at, (name, status, time) in enumerate(told_of)]
    found = moves([*rows, told("strategy", 9, to="hybrid", time="2025-09-15")])
    assert {(row["since"], row["reopened"], row["basis"]) for row in found} == {("2021-03", "2025-08-05", "derived")}
    assert [row["step"] for row in found] == ["W-1: open", "W-3: api", "W-4: closed", "W-oss: open"]


def slow_windows(steps: list) -> Iterator[tuple[str, str | None]]:
    """The definition, word for word: for each opened model the closed ones surely between it and the next opened one."""
    from kg.debating.courses import lasting, line_of

    opened = [step for step in steps if step.side > 0]
    for at in reversed(range(len(opened))):
        end = opened[at + 1].when if at + 1 < len(opened) else None
        closed = [s for s in steps if s.side < 0 and later(s.when, opened[at].when) and (end is None or later(end, s.when))]
        lines = {line_of(step.label) for step in opened[: at + 1]}
        several = len({step.thing for step in closed}) > 1
        if closed and (several or line_of(closed[0].label) in lines) and (end is None or lasting(closed[0].when, end)):
            yield closed[0].when, end


@pytest.mark.parametrize("seed", range(30))
def test_the_window_is_that_of_the_definition(seed: int) -> None:
    from kg.debating.courses import Facet, Step

    chance = random.Random(seed)
    steps = []
    for at in range(chance.randrange(1, 25)):
        when = f"20{chance.randrange(10, 26)}" + chance.choice(["", "-01", "-07", "-07-15", "-12"])
        label = chance.choice(["W-1", "W-2", "Elm", "Elm 3", "Ash"])
        status = chance.choice(["open", "restricted", "partial", "api", "closed"])
        steps.append(Step(when, f"{label} {at}", status, Facet((), 1, 1, 1, label, None)))
    steps.sort(key=lambda step: (step.when, step.label.casefold(), step.thing))
    assert list(_closed_windows(steps)) == list(slow_windows(steps))


# --- counted ahead ---------------------------------------------------------------------------------------------------


def article(number: int) -> made.Extraction:
    """An article that tells of a vendor and its models, some of it as others do."""
    chance = random.Random(number)
    maker, name = made.org("Willow"), f"W-{chance.randrange(3)}"
    status, year = chance.choice(["open", "closed", "api"]), 2015 + chance.randrange(8)
    lines = [f"Willow made {name} ({number % 4}).", f"{name} was {status} in {year} ({number % 4}).", f"Willow went from open to closed in {year} ({number % 4})."]
    here = made.article(f"{number}.md", "\n".join(lines), str(2015 + number % 9))
    claims = [
        made.say(here, "release", lines[0], subject=maker, object=made.model(name), time="2014"),
        made.say(here, "openness", lines[1], subject=made.model(name), value={"status": status}, time=str(year)),
        made.say(here, "shift", lines[2], subject=maker, value={"from": "open", "to": "closed"}, time=str(year)),
    ]
    return made.Extraction(here, (), tuple(claims[: 1 + number % 3]))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[OxigraphStore]:
    with open_store(tmp_path / "s") as opened:
        yield opened


def test_what_is_counted_ahead_is_what_the_rows_say_while_articles_come_and_go(store: OxigraphStore) -> None:
    chance = random.Random(5)
    there: set[int] = set()
    for number in [*range(30), *chance.choices(range(30), k=12)]:
        one = article(number)
        if number in there:
            store.remove(one.article.id)
        else:
            store.replace(one.article.id, quads(one))
        there ^= {number}
        if number % 3:
            continue
        wanted = query.run(store, "open-to-closed")  # nothing is in step yet: out of the rows
        deriving.settle(store)
        assert query.run(store, "open-to-closed") == wanted
