"""The argument map as a page that stands alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kg.errors import NotFound
from kg.explore.argument_map import SIDES, argument_map
from kg.explore.document import citation, page, tag, text
from kg.explore.snapshot import Snapshot
from kg.explore.wording import say
from kg.knowledge import fold
from kg.words import all_words, word

Row = dict[str, Any]
MOST = 40  # arguments shown for a point


def argument_page(at: Snapshot, names: Sequence[str], lang: str) -> tuple[str, int]:
    """The page of these courses and aspects (of all courses without), and how many arguments it shows.

    Raises NotFound for a name that is neither a course nor an aspect, and where nothing is argued.
    """
    chosen = [_named(name) for name in names] or [{"side": side} for side in SIDES]
    answers = [argument_map(at, shown=MOST, lang=lang, **one) for one in chosen]
    shown = sum(len(answer["rows"]) for answer in answers)
    if not shown:
        raise NotFound("nothing is argued about that", "", "kg query arguments lists what is")
    title = word(lang, "debate", "title")
    parts = [_course(answer, lang) for answer in answers if answer["groups"]]
    about = tag("p", text(say(lang, "arguments", "about")), cls="about")
    return page(title, tag("h1", text(title)) + about + "".join(parts), lang), shown


def _named(name: str) -> dict[str, str]:
    for section, key in (("hubs", "side"), ("aspects", "aspect")):
        for one, words in all_words()[section].items():
            if (key == "aspect" or one in SIDES) and fold(name) in {fold(one), *map(fold, words.values())}:
                return {key: one}
    raise NotFound(f"{name!r} is no course and no aspect", "", f"courses: {', '.join(SIDES)}; aspects: kg queries arguments")


def _course(answer: Row, lang: str) -> str:
    if answer["aspect"]:
        title = say(lang, "arguments", "on_aspect", aspect=word(lang, "aspects", answer["aspect"]))
    else:
        title = say(lang, "arguments", "on_side", side=word(lang, "hubs", answer["side"]))
    return tag("section", tag("h2", text(title)), *(_group(answer, group, lang) for group in answer["groups"]))


def _group(answer: Row, group: Row, lang: str) -> str:
    name = word(lang, "hubs", group["side"]) if answer["aspect"] else word(lang, "aspects", group["aspect"])
    sides = tag("div", *(_column(group, way, lang) for way in ("pro", "con")), cls="sides")
    return tag("section", tag("h3", text(name)), sides, cls="group")


def _column(group: Row, way: str, lang: str) -> str:
    part, sign = group[way], {"pro": "+", "con": "−"}[way]
    head = f"{sign} {_point(way, group['side'], lang)} ({part['claims']})"
    items = [_argument(one, lang) for one in part["arguments"]]
    rest = tag("p", text(say(lang, "arguments", "more", n=part["more"]))) if part["more"] > 0 else ""
    none = "" if items else tag("p", text(say(lang, "arguments", f"no_{way}")), cls="blank")
    rivals = [f"{_point(one['polarity'], one['side'], lang)} ({one['claims']})" for one in group["rivals"][way]]
    also = f"{say(lang, 'arguments', 'also_rebutted')} {', '.join(rivals)}" if rivals and items else ""
    also = tag("p", text(also), cls="source") if also else ""
    return tag("div", tag("h4", text(head)), *items, none, rest, also, cls=way)


def _point(polarity: str, side: str, lang: str) -> str:
    return say(lang, "arguments", f"{polarity}_{side}")


def _argument(one: Row, lang: str) -> str:
    moves = [
        say(
            lang, "arguments", f"given_{move['effect']}", vendor=move["vendor"]["label"],
            **{"from": word(lang, "hubs", move["from"]), "to": word(lang, "hubs", move["to"])},
        )  # fmt: skip
        for move in one["moves"][:3]
    ]
    sources = say(lang, "arguments", "sources", n=one["articles"], k=one["origins"])
    more = [sources if one["articles"] > 1 else "", *moves]
    notes = tag("p", text(" · ".join(filter(None, more))), cls="source") if any(more) else ""
    return tag("article", citation(one["evidence"][0], lang), notes, id=f"claim-{one['id']}")
