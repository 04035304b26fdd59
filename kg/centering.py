"""Whom "it" and "they" go on about: what the clause or sentence before is about (centering, Grosz, Joshi and Weinstein 1995)."""

from __future__ import annotations

import re

from kg.context import Context
from kg.masking import View
from kg.model import Mention

_DEEPEST = 4  # sentences that may each open with a pronoun of their own
_TYPES = ("Organization", "Model", "Product", "Person", "Dataset", "Benchmark", "Publication", "Hardware")


def stands_for(
    context: Context, index: int, place: int, types: tuple[str, ...], named: bool
) -> tuple[list[Mention], float] | None:
    """What a pronoun stands for, and how far it was read back; None where the text before does not tell it plainly.

    `named`: a name is wanted there, so that "it" which stands for no plain subject of these types stands for nothing;
    only words that say what they stand for ("the company") may still be looked up.
    """
    view = context.sentences[index].view
    if context.cues.own.match(view.masked, place):
        whose = context.whose(index, place) if named else None
        return ([whose], 0.3) if whose and whose.entity.type in types else ([], 1.0) if named else None
    if context.is_young(view.masked, place):
        return None  # "Acme bought Zorb. The start-up …" is about Zorb
    bare = context.cues.bare.match(view.masked, place) is not None
    about = centre(context, index, place)
    if about is None or about.entity.type not in types:
        return ([], 1.0) if bare and named else None
    return [about], 0.2


def centre(context: Context, index: int, place: int, depth: int = 0) -> Mention | None:
    """What a pronoun at a place of a sentence goes on about, None where that is not plain.

    The subject of the sentence so far, else that of the sentence before it, whatever its type; a sentence that opens
    with a pronoun goes on about what that one stands for.
    """
    sentence = context.sentences[index]
    if (here := _subject(context, sentence.view, place)) is not None:
        return here
    if any(at < place for at, _ in sentence.view.mentions(_TYPES)):
        return None  # something is named before it that is no plain subject
    before, opens = _sentence_before(context, index), context.cues.carries_on.match(sentence.view.masked)
    if before is None or depth == _DEEPEST or opens is None or opens.start("who") != place:
        return None
    view = context.sentences[before].view
    if pronoun := context.cues.carries_on.match(view.masked):
        return centre(context, before, pronoun.start("who"), depth + 1)
    return _subject(context, view, len(view.masked))


def _subject(context: Context, view: View, before: int) -> Mention | None:
    """The first thing that a masked run names, where nothing but adverbs and a date stands before it."""
    first = next(((at, m) for at, m in view.mentions(_TYPES) if at < before), None)
    if first is None or context.is_held(view.masked, first[0]):
        return None
    return first[1] if context.cues.leads_in.fullmatch(view.masked, 0, first[0]) else None


def _sentence_before(context: Context, index: int) -> int | None:
    """The sentence that a sentence goes on from: of its block, or the end of the paragraph before."""
    if index == 0:
        return None
    here, other = context.sentences[index], context.sentences[index - 1]
    if not here.first:
        return index - 1
    kinds = {here.block.kind, other.block.kind}
    return index - 1 if kinds == {"paragraph"} and here.speaker == other.speaker else None


def carried(context: Context, index: int, before: int, types: tuple[str, ...]) -> Mention | None:
    """What a sentence goes on about that opens with a pronoun and names nothing of these types before a place."""
    view = context.sentences[index].view
    pronoun = context.cues.carries_on.match(view.masked)
    if pronoun is None or pronoun.start("who") > before or context.is_young(view.masked, pronoun.start("who")) or any(at < before for at, _ in view.mentions(types)):
        return None
    about = centre(context, index, pronoun.start("who"))
    return about if about and about.entity.type in types else None
