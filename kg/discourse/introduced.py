"""What the line over a list says of each item, as a sentence that names the item: "We release the following models: - Zorb-7B",
or a heading "Supported models" in a text about one thing."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace

from kg.discourse.context import Context
from kg.discourse.restated import behind
from kg.entities.cues import Patterns, patterns_in, settings
from kg.entities.masking import Slot, View

_LONGEST = 160  # masked characters of a line that leads a list in


def contexts(context: Context) -> Iterator[tuple[Context, int]]:
    """The article's sentences with items told anew, and which it is: each in the place that the line over its list keeps for it."""
    aside = context.over()
    for index, sentence in enumerate(context.sentences):
        if (found := told(context, index)) is not None:
            aside.sentences[index] = replace(sentence, view=found[0], lang=found[1])
            yield aside, index
            aside.sentences[index] = sentence


def told(context: Context, index: int) -> tuple[View, str] | None:
    """The line that leads a list in with the name that opens one of its items in the place of "the following models", and its language."""
    sentence = context.sentences[index]
    if sentence.block.kind != "item" or not sentence.first:
        return None
    above = sentence.parent if sentence.parent is not None else next(reversed(sentence.headings), None)
    if above is None:
        return None
    over = context.sentences[above]
    words = patterns_in(context.knowledge, "introduced", over.lang)
    opened = words["item"].match(sentence.view.masked)
    if opened is None or over.question or len(over.view.masked) > _LONGEST:
        return None
    if (view := _headed(context, index, above, words, opened.span("names"))) is not None:
        return view, over.lang
    leads = over.block.kind != "heading" or over.block.marker == ":"  # a short line that leads in
    place = _place(words, over.view.masked + ":" * (over.block.marker == ":")) if leads else None
    if place is None:
        return None
    return _filled(over.view, place, sentence.view, sentence.view.slots[opened.start("names")]), over.lang


def _headed(context: Context, index: int, above: int, words: Patterns, names: tuple[int, int]) -> View | None:
    """An item under a heading, or such a line, that says what the things of its list are to the one that the heading over it names."""
    sentence = context.sentences[index]
    found = words["head"].fullmatch(context.sentences[above].view.masked)
    if found is None:
        return None
    how = next(name for name, said in found.groupdict().items() if said is not None)
    said = settings(context.knowledge, "restated", context.sentences[above].lang)
    for number in reversed([number for number in sentence.headings if number != above]):
        head = context.sentences[number].view
        if wares := head.mentions(("Model", "Product")):
            slot = head.slots[wares[0][0]]
            one = len({mention.entity.key for _, mention in wares}) == 1 and wares[0][1].entity.type in said["noted_of"][how]
            return behind([slot], head, said["noted"][how], sentence.view, *names) if one else None
    return None


def _place(words: Patterns, line: str) -> tuple[int, int] | None:
    """The run of a line that stands for what its list holds; its end where it breaks off before that."""
    if found := words["place"].search(line):
        return found.span()
    ends = words["ends"].search(line)
    return (ends.start("mark"), len(line)) if ends else None


def _filled(lead: View, place: tuple[int, int], item: View, name: Slot) -> View:
    """A masked line with a name in one of its places; all of it stands where that does in the text."""
    told, front = copy.copy(item), lead.masked[: place[0]]
    front += " " * (front[-1:].isascii() and front[-1:].isalnum())
    at, behind_it = len(front), len(front) + 1 - place[1]
    told.masked = front + item.masked[name.at] + lead.masked[place[1] :].rstrip(" :")
    told.offsets, told.ends = [name.start] * len(told.masked), [name.end] * len(told.masked)
    told.slots = {p: slot for p, slot in lead.slots.items() if p < place[0]} | {at: name.put(at)}
    told.slots |= {p + behind_it: slot.put(p + behind_it) for p, slot in lead.slots.items() if p >= place[1]}
    return told
