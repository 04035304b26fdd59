"""The year of dates that name none: that last named in their section, as far as the article's own days leave it so."""

from __future__ import annotations

from typing import Any

from kg.entities.cues import patterns
from kg.knowledge import Knowledge
from kg.language import calendar
from kg.model import Block

_BESIDE = 24  # characters behind a date in which it is told that it was before
_AFTER = 8  # months up to which what has no year is told after what was told last
_LATELY = 31  # days before an article of which its news are


class Shifted:
    """A date or number at its place in the article; everything else is as the finder gave it."""

    __slots__ = ("start", "end", "of", "year", "told")

    def __init__(self, of: Any, by: int, year: str = "", told: str = "") -> None:
        """`year`: in place of that of a date; `told`: in place of its whole value."""
        self.of, self.start, self.end, self.year, self.told = of, of.start + by, of.end + by, year, told

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.of, name)
        if name != "value":
            return found
        return self.told or (self.year + found[4:] if self.year else found)


class Years:
    """The year last named in a section: "In March 2023 …. In July …" is July of that year, not of the article's.

    A section begins with what the headings over it name: below "2024" and "January" an entry "15" is a day.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._words = patterns(knowledge, "when")
        self.year = self.last = ""
        self._told_in = ""  # the sentence that told the year
        self._of_late = ""  # a sentence with a day of these weeks, told among what is of another year
        self._dated = ""  # a sentence whose date was told last
        self._moved: tuple[str, int] = ("", 0)  # a sentence, and by how many years its last bare date was moved
        self._heading: Block | None = None  # that is being read
        self._over: list[tuple[int, str, str]] = []  # level of a heading, the year and the date that it leaves

    def enter(self, block: Block) -> None:
        """What is read next stands in this block; a heading's section tells of other times than the one before."""
        if block is self._heading:
            return
        if self._heading is not None:
            self._over.append((self._heading.level, self.year, self.last))
        self._heading = block if block.kind == "heading" else None
        if self._heading is not None:
            while self._over and self._over[-1][0] >= block.level:
                self._over.pop()
            _, self.year, self.last = self._over[-1] if self._over else (0, "", "")

    def read(self, text: str, date: Shifted, by: int, today: str) -> Shifted:
        """The date, in the year named before where it names none itself."""
        surface = text[date.start - by : date.end - by]
        if date.relative and self._words["bare"].match(surface):
            written, past = date.value[:4], self.year == today[:4] and date.value < today  # "in an October round", told in February
            past = past or self._of_late == text  # beside a day of late, what has no year either is of these days
            if later := self._next(text[: date.end - by + _BESIDE], date.value, today):
                self.year = later
                date = Shifted(date.of, by, later)
            elif self.year and date.value[:4] != self.year and not past:
                if self._told_in != text and self._is_of_late(date.value, today):
                    self._of_late = text
                else:
                    date = Shifted(date.of, by, self.year)
            self._moved = (text, int(date.value[:4]) - int(written))
        elif date.relative and self._moved[0] == text and self._moved[1] and self._words["reckoned"].search(surface):
            date = Shifted(date.of, by, str(int(date.value[:4]) + self._moved[1]))
        elif self._words["counted"].search(surface):
            # "some months ago" in a narration counts from what it narrates: below the heading of a year no more is told than that year
            return Shifted(date.of, by, "", self.year) if self._is_headed() and self.year < today[:4] == date.value[:4] else date
        elif date.value[:4] == today[:4] if date.relative else self._tells(text[: date.start - by], surface, date.value, today, text[date.end - by :][:1]):
            self._told_in, self.year = text, (date.end_value or date.value)[:4]  # from 2023 to 2024 it told of: January is that of 2024
        if not (self._dated == text and self.last <= today < date.value):  # what is planned on a day is no day of what goes on
            self.last = date.value
        self._dated = text
        return date

    def _next(self, words: str, value: str, today: str) -> str:
        """The year after the one told of, where a month that names none comes first there: "in October 2023 …. In May …"; else ""."""
        last, month = calendar.parse(self.last), calendar.parse(value)
        if not self.year or len(last) < 2 or len(month) < 2 or str(last[0]) != self.year or month[1] >= last[1]:
            return ""
        later = str(last[0] + 1)
        near = 12 + month[1] - last[1] <= _AFTER and later + value[4:] <= today[: len(value)]
        return later if near and self._words["sooner"].search(words) is None else ""

    def _is_of_late(self, value: str, today: str) -> bool:
        """Whether a day is one of the weeks before the article, and what was told last is of another time."""
        day, now = calendar.parse(value), calendar.parse(today)
        if self._is_headed() or len(day) < 3 or len(now) < 3 or not 0 <= calendar.days(day, now) <= _LATELY:
            return False
        last = calendar.parse(self.last)
        return len(last) < 2 or not 0 <= 12 * (int(self.year) - last[0]) + day[1] - last[1] <= 2

    def _is_headed(self) -> bool:
        """Whether a heading over the section names a year."""
        return bool(self._over and self._over[-1][1])

    def _tells(self, before: str, surface: str, value: str, today: str, after: str) -> bool:
        """Whether what is told next goes on from a date: it is a heading's, its month or season is named, it opens the
        sentence or is the article's year, and it is neither to come nor told by the way."""
        if self._words["by_the_way"].search(before) or self._words["in_name"].match(f"{surface}{after}"):
            return False
        goes_on = self._heading is not None or len(value) > 4 or value == today[:4] or self._words["opens"].fullmatch(before) is not None
        goes_on = goes_on or bool(self._words["part_of_year"].search(surface) and self._words["within"].search(before))
        return goes_on and not (today and value[:4] > today[:4])
