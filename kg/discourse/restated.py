"""What an entry or a table's row says of the thing that it opens with ("**Acme** (2:24) - uses Zorb"), as sentences about it."""

from __future__ import annotations

import copy
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice, pairwise

from kg.discourse.context import Context
from kg.entities.cues import Patterns, patterns_in, settings
from kg.entities.masking import Slot, View

_READ = ("item", "paragraph")  # blocks that are entries
_LONGEST = 8  # sentences of a block that go on about the person who opens it
_MOST = 4  # clauses of a statement that are told anew
_OF_WHERE = ("there", "tools")  # ways of notes that stand within a card's line, too: "Runs in Zorb. Weights on Acme."
_WARES = ("Model", "Product")


def contexts(context: Context) -> Iterator[tuple[Context, int]]:
    """The article's sentences with one told anew, and which it is: each statement of an entry behind the entry's name."""
    aside = context.over()
    heads: dict[int, int] = {}  # the first row of each table
    for index, sentence in enumerate(context.sentences):
        head = heads.setdefault(sentence.block.table, index)
        for view in statements(context, index) if sentence.block.kind != "row" else described(context, index, head):
            aside.sentences[index] = replace(sentence, view=view)
            yield aside, index
        aside.sentences[index] = sentence


def statements(context: Context, index: int) -> Iterator[View]:
    """The statements of a sentence about the name that opens its entry, or that alone stands above it, each behind that name."""
    sentence, view = context.sentences[index], context.sentences[index].view
    if sentence.block.kind not in _READ or sentence.question:
        return
    yield from _noted(context, index)
    if (lead := _lead(context, index)) is None:
        return
    head, named, start = lead
    first_told = sentence.first or head is context.sentences[index - 1].view  # "**Acme.** Out since May"
    yield from _told(context, sentence.lang, (head, named), view, (start, len(view.masked)), first_told)


def described(context: Context, index: int, head: int) -> Iterator[View]:
    """What the cells of a table's row say of the thing that it opens with, under headers that promise words about it."""
    view, lang = context.sentences[index].view, context.sentences[index].lang
    cells, headers = context.sentences[index].block.cells, context.sentences[head].block.cells
    words = patterns_in(context.knowledge, "restated", lang)
    if index == head or len(cells) < 2 or (named := _opens_row(words, view, cells)) is None:
        return
    for at, header in enumerate(headers[: len(cells)]):
        if at and words["describes"].fullmatch(context.article.text, *header):
            place = _place(view, cells[at])
            if not view.things(*place, ("Person",)):  # of whom a cell may tell a story of its own
                yield from _told(context, lang, (view, named), view, place, False)


def _opens_row(words: Patterns, view: View, cells: Sequence[tuple[int, int]]) -> list[Slot] | None:
    """The thing that a row's first cell names and nothing else, or its second behind a number."""
    for cell in cells[:2]:
        first, last = _place(view, cell)
        if found := words["alone"].fullmatch(view.masked, first, last):
            return _named(view, *found.span("names"))
        if any(char.isalpha() or char in view.slots for char in view.masked[first:last]):
            return None
    return None


def _place(view: View, cell: tuple[int, int]) -> tuple[int, int]:
    """Where a cell stands in the masked text of its row."""
    return bisect_left(view.offsets, cell[0]), bisect_left(view.offsets, cell[1])


def _told(
    context: Context, lang: str, about: tuple[View, list[Slot]], view: View, place: tuple[int, int], first_told: bool
) -> Iterator[View]:
    """The statements of the masked run `place` of a view, each behind the names that it is about."""
    words = patterns_in(context.knowledge, "restated", lang)
    verb = settings(context.knowledge, "restated", lang)
    (start, close), position = place, place[0]
    for stop in [*words["stop"].finditer(view.masked, start, close), None]:
        end = stop.start() if stop else close
        for first, last, how in _clauses(words, view.masked[position:end], position == start and first_told):
            yield behind(about[1], about[0], verb[how], view, position + first, position + last)
        position = stop.end() if stop else end


def _noted(context: Context, index: int) -> Iterator[View]:
    """What a line without a subject notes of the thing that it stands under: "Added support for Zorb", "Works with: Zorb"."""
    sentence, view = context.sentences[index], context.sentences[index].view
    if (over := _over(context, index)) is None or context.times.is_of_many:
        return  # what stands under a name in a string of news is news of many
    found = patterns_in(context.knowledge, "restated", sentence.lang)["noted"].match(view.masked)
    if found is None:
        return
    how = next(name for name, said in found.groupdict().items() if said is not None)
    if not sentence.first and how not in _OF_WHERE:
        return
    if over[1][0].thing.entity.type in settings(context.knowledge, "restated", sentence.lang)["noted_of"][how]:
        joint = settings(context.knowledge, "restated", sentence.lang)["noted"][how]
        first, last = found.span(how) if found[how] else (found.end(), len(view.masked))
        yield behind(over[1], over[0], joint, view, first, last)


def _over(context: Context, index: int) -> tuple[View, list[Slot]] | None:
    """The one thing that the nearest line over a list, or heading over a line, names, else the one that the article is about."""
    sentence = context.sentences[index]
    above = [sentence.parent] if sentence.parent is not None and sentence.block.kind == "item" else []
    for number in [*above, *reversed(sentence.headings)]:
        view = context.sentences[number].view
        found = view.mentions(_WARES)
        if found:
            return (view, [view.slots[found[0][0]]]) if len({m.entity.key for _, m in found}) == 1 else None
    return None


def _clauses(words: Patterns, part: str, first: bool) -> Iterator[tuple[int, int, str]]:
    """Where a statement and those of its clauses that begin with a verb stand, with what is set between a name and them."""
    spans = (j.span() for j in words["clause"].finditer(part) if words["verb"].match(part, j.end()))
    joints = islice((span for span in spans if not words["dated"].fullmatch(part, 0, span[0])), _MOST)
    for (_, place), (end, _) in pairwise([(0, 0), *joints, (len(part), 0)]):
        if place < end and (how := _said(words, part[place:end], first and not place)):
            yield place, end, how


def _lead(context: Context, index: int) -> tuple[View, list[Slot], int] | None:
    """The view with the names that an entry is about, those, and where in the sentence its text begins."""
    opening = context.times.opening(index)
    head = context.sentences[opening]
    words = patterns_in(context.knowledge, "restated", head.lang)
    found = words["lead"].match(head.view.masked)
    if found and (head.block.kind == "item" or found["dash"]):
        return head.view, _named(head.view, *found.span("names")), found.end() if opening == index else 0
    runs_in = opening < index and settings(context.knowledge, "restated", context.sentences[index].lang)["runs_in"]
    for above in (opening if runs_in else None, context.above(index)):
        view = context.sentences[above].view if above is not None else None
        if view and (found := words["alone"].fullmatch(view.masked)):
            return view, _named(view, *found.span("names")), 0
    return _story(context, opening, index)


def _story(context: Context, opening: int, index: int) -> tuple[View, list[Slot], int] | None:
    """The person whose story a block tells: the name opens it, and no sentence up to this one tells of another."""
    view = context.sentences[opening].view
    words = patterns_in(context.knowledge, "restated", context.sentences[index].lang)
    found = words["story"].match(view.masked)
    if found is None or not 0 < index - opening < _LONGEST or words["other"].search(view.masked, found.end()):
        return None
    if any(words["other"].search(context.sentences[number].view.masked) for number in range(opening + 1, index + 1)):
        return None
    return view, _named(view, *found.span("names")), 0


def _named(view: View, first: int, last: int) -> list[Slot]:
    return [view.slots[at] for at in range(first, last) if at in view.slots]


def _said(words: Patterns, part: str, first: bool) -> str:
    """What stands between a name and a statement about it, by its name; empty where the statement may have a subject of its own."""
    if words["own_subject"].match(part):
        return ""
    if words["passive"].match(part) or words["verbal"].match(part):
        return "is"
    if words["verb"].match(part):
        return "nothing"
    return "is" if first or words["nominal"].match(part) else ""


def behind(named: Sequence[Slot], head: View, verb: str, view: View, first: int, last: int) -> View:
    """The masked run [first, last) of a view behind names and a verb that stand for what is not said there."""
    told, place = copy.copy(view), view.span(first, last)[0]
    front = "、".join(head.masked[slot.at] for slot in named) + verb  # a comma before "is" would open a clause
    told.masked = front + view.masked[first:last].lstrip(" *")
    first = last - len(told.masked) + len(front)
    told.offsets = [place] * len(front) + view.offsets[first:last]
    told.ends = [place] * len(front) + view.ends[first:last]
    told.slots = {2 * i: slot.put(2 * i) for i, slot in enumerate(named)}
    moved = len(front) - first
    told.slots |= {at + moved: slot.put(at + moved) for at, slot in view.slots.items() if first <= at < last}
    return told
