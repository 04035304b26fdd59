"""The timeline as a page that stands alone: a drawing for each vendor, and under it the words behind every sign."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kg.display.tables import text_width
from kg.errors import NotFound
from kg.explore.document import citation, page, tag, text
from kg.explore.snapshot import Snapshot
from kg.explore.timeline import timeline
from kg.explore.wording import say
from kg.words import word

Row = dict[str, Any]
LANES = 20
WIDE, ROW, TOP, MARK, LETTER = 1000, 22, 18, 9, 6.4  # pixels; LETTER for one column of text
SHAPES = {  # the same signs as the explorer's: each status has a shape of its own
    "open": '<circle r="5" class="line"/>',
    "restricted": '<circle r="5" class="line"/><circle r="2" class="full"/>',
    "partial": '<circle r="5" class="line"/><path d="M0-5A5 5 0 0 1 0 5Z" class="full"/>',
    "hybrid": '<path d="M0-6.5 6.5 0 0 6.5-6.5 0Z" class="full"/>',
    "api": '<path d="M0-6 6 5H-6Z" class="full"/>',
    "closed": '<rect x="-5" y="-5" width="10" height="10" class="full"/>',
    "untold": '<circle r="4" class="line dotted"/>',
}


def timeline_page(at: Snapshot, names: Sequence[str], lang: str) -> tuple[str, int]:
    """The page of these vendors, of those that most articles tell of without, and how many lanes it has.

    Raises NotFound for an unknown name, and where no article tells of a vendor.
    """
    answer = timeline(at, vendor=names, lanes=LANES, lang=lang)
    if not answer["lanes"]:
        raise NotFound("no article tells of a vendor's releases or course", "", "add one: kg add FILE")
    title = say(lang, "timeline", "title")
    since, until = (answer["since"] or "2020")[:4], (answer["until"] or "2024")[:4]
    years = range(int(since), int(until) + 2)
    about = tag("p", text(say(lang, "timeline", "about_page")), cls="about")
    lanes = "".join(_lane(lane, years, lang) for lane in answer["lanes"])
    return page(title, tag("h1", text(title)) + about + _legend(lang) + lanes, lang), len(answer["lanes"])


def _legend(lang: str) -> str:
    def sign(status: str) -> str:
        return f'<svg class="sign" viewBox="-8 -8 16 16" aria-hidden="true">{_mark(status)}</svg>'

    named = ((status, say(lang, "timeline", "untold") if status == "untold" else word(lang, "hubs", status)) for status in SHAPES)
    return tag("p", *(tag("span", sign(status), text(name)) for status, name in named), cls="legend")


def _mark(status: str) -> str:
    return f'<g class="h-{status}">{SHAPES[status]}</g>'


def _lane(lane: Row, years: range, lang: str) -> str:
    marks = sorted(lane["releases"], key=lambda mark: _middle(mark["time"]))
    drawn, rows = _placed(marks, years)
    high = TOP + max(1, rows) * ROW + 6
    lines = [
        f'<line x1="{_x(year, years)}" x2="{_x(year, years)}" y1="0" y2="{high}" class="year"/>'
        f'<text x="{_x(year, years) + 3}" y="12" class="tick">{year}</text>'
        for year in years[:-1]
    ]
    label = say(lang, "timeline", "lane", vendor=lane["vendor"]["label"], n=len(marks))
    picture = tag("svg", *lines, *drawn, viewBox=f"0 0 {WIDE} {high}", role="img", aria_label=label)
    turns = [_turn(mark, lang) for mark in (*lane["shifts"], *lane["courses"])]
    words = [_words(mark, lang) for mark in (*lane["releases"], *lane["undated"])]
    behind = tag("details", tag("summary", text(word(lang, "page", "evidence"))), *turns, *words)
    heads = tag("p", text("; ".join(_turned(mark, lang) for mark in (*lane["shifts"], *lane["courses"]))), cls="source")
    return tag("section", tag("h2", text(lane["vendor"]["label"])), heads, picture, behind, cls="lane")


def _middle(date: str) -> float:
    """The middle of what a date cut to what is known may mean, in years."""
    year, month, day = ([int(part) for part in date.split("-")] + [0, 0])[:3]
    if not month:
        return year + 0.5
    return year + (month - 1) / 12 + ((day - 1) / 31 if day else 0.5) / 12


def _x(at: float, years: range) -> float:
    return round((at - years[0]) / (years[-1] - years[0]) * WIDE, 1)


def _placed(marks: Sequence[Row], years: range) -> tuple[list[str], int]:
    """The signs with their names in rows where nothing overlaps, and the number of rows."""
    ends: list[float] = []
    drawn = []
    for mark in marks:
        x, name = _x(_middle(mark["time"]), years), str(mark["thing"]["label"])
        wide = text_width(name) * LETTER + MARK + 8
        left = x + MARK + wide > WIDE
        start, end = (x - MARK - wide, x + MARK) if left else (x - MARK, x + MARK + wide)
        row = next((i for i, taken in enumerate(ends) if taken < start), len(ends))
        ends[row : row + 1] = [end]
        status = mark["status"] if mark["status"] in SHAPES else "untold"
        ring = '<circle r="9" class="disputed"/>' if mark["disputed"] else ""
        anchor = f'x="{-MARK - 3}" text-anchor="end"' if left else f'x="{MARK + 3}"'
        y = TOP + row * ROW + ROW / 2
        inside = f'<g transform="translate({x} {y})">{ring}{_mark(status)}<text {anchor} y="4">{text(name)}</text></g>'
        drawn.append(tag("a", inside, href=f"#{_anchor(mark)}"))
    return drawn, len(ends)


def _anchor(mark: Row) -> str:
    return f"claim-{mark['evidence'][0]['id']}"


def _words(mark: Row, lang: str) -> str:
    status = word(lang, "hubs", mark["status"]) if mark["status"] else say(lang, "timeline", "untold")
    disputed = say(lang, "timeline", "disputed") if mark["disputed"] else ""
    head = " · ".join(filter(None, (mark["thing"]["label"], mark["time"], status, disputed)))
    said = [citation(claim, lang) for claim in mark["evidence"]]
    said += [citation(claim, lang) for one in mark["statuses"] for claim in one["evidence"]]
    return tag("article", tag("h3", text(head)), *dict.fromkeys(said), id=_anchor(mark))


def _turned(mark: Row, lang: str) -> str:
    """A change of course, or a course, in words."""
    sides = (mark["from"], mark["to"]) if "from" in mark else (mark["course"],)
    head = " → ".join(word(lang, "hubs", side) for side in sides)
    return " · ".join(filter(None, (head, mark["time"], word(lang, "page", "denied") if mark["denied"] else "")))


def _turn(mark: Row, lang: str) -> str:
    said = (citation(claim, lang) for claim in mark["evidence"])
    return tag("article", tag("h3", text(_turned(mark, lang))), *said)
