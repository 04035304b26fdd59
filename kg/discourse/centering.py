"""Sentences with a name in the place of "it", "the company", "we": what the text before is about, the house of who speaks.

What "it" goes on about is what the clause or the sentence before is about (centering: Grosz, Joshi and Weinstein 1995),
and no pronoun is read where that is not plain.
"""

from __future__ import annotations

import copy
import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from kg.discourse.context import Context
from kg.entities.cues import patterns_in, settings
from kg.entities.masking import MARKS, Slot, View, coordinated
from kg.entities.senses import roles
from kg.knowledge import Knowledge
from kg.model import Mention
from kg.sieve import Sieve, lowered, sieve_of

Standing = tuple[int, int, Sequence[Mention]]  # a masked run, and what stands for it
_SIZE = re.compile(r"(?<![\w.])(?P<count>\d+(?:\.\d+)?)(?P<scale>[MB])\b")
_MOST = 12  # pronouns that are looked up in a sentence
_OPENING = 0  # the place in `_asked` of the words that open a clause
_DEEPEST = 10  # sentences that may each open with a pronoun of their own
_ACTING = ("Organization", "Model", "Product", "Person", "Dataset")
_TYPES = ("Organization", "Model", "Product", "Person", "Dataset", "Benchmark", "Publication", "Hardware")


def named(context: Context) -> Context:
    """The article's sentences with what a pronoun stands for in its place, where that is plain."""
    told = context.over()
    for index, sentence in enumerate(context.sentences):
        found = list(_standing(context, index))
        if found:
            told.sentences[index] = replace(sentence, view=_instead(sentence.view, found))
    return told


def spoken(context: Context) -> Iterator[tuple[Context, int]]:
    """The article's sentences with the house of who speaks in the place of "we", one at a time, and which it is."""
    told = context.over()
    for index, sentence in enumerate(context.sentences):
        if sentence.speaker is None and not sentence.scopes:
            continue
        words = context.cues.we_open.finditer(sentence.view.masked)
        found = [(*w.span("who"), (whose,)) for w in words if (whose := context.whose(index, w.start("who")))]
        if found:
            told.sentences[index] = replace(sentence, view=_instead(sentence.view, found))
            yield told, index
            told.sentences[index] = sentence


def _instead(view: View, found: Sequence[Standing]) -> View:
    """A view with mentions in the place of masked runs, given in order."""
    told, last = copy.copy(view), 0
    masked: list[str] = []
    told.offsets, told.ends, told.slots = [], [], {}
    for first, end, things in [*found, (len(view.masked), len(view.masked), ())]:
        moved = len(told.offsets) - last
        told.slots |= {at + moved: slot.put(at + moved) for at, slot in view.slots.items() if last <= at < first}
        masked.append(view.masked[last:first])
        told.offsets += view.offsets[last:first]
        told.ends += view.ends[last:first]
        last = end
        if not things:
            break
        at, (start, stop) = len(told.offsets), view.span(first, end)
        masked.append("、".join(MARKS[m.entity.type] for m in things) + _joint(view.masked, first, end))
        told.offsets += [start] * len(masked[-1])
        told.ends += [stop] * len(masked[-1])
        places = range(at, at + 2 * len(things), 2)
        told.slots |= {place: Slot(place, start, stop, Mention(start, stop, m.entity, "context")) for place, m in zip(places, things, strict=True)}
    told.masked = "".join(masked)
    return told


def _joint(masked: str, first: int, end: int) -> str:
    """What joins a name in the place of "its" to what it has."""
    word = masked[first:end].lower()
    return "'s" if word in ("its", "their", "our") else "的" if word == "其" else ""


def _standing(context: Context, index: int) -> Iterator[Standing]:
    """The words of a sentence that stand for things, each with those, in order; an empty run where a subject is left out."""
    if about := _left_out(context, index):
        yield 0, 0, (about,)
        return
    may = set(_asked(context.knowledge).passing(lowered(context.sentences[index].view.masked)))
    if not may:  # half of the sentences
        return
    opening = _opening(context, index) if _OPENING in may else ()
    found: dict[int, Standing] = {first: (first, end, (about,)) for first, end, about in opening}
    for first, end, things in _described(context, index) if may - {_OPENING} else ():
        if not any(place <= first < last or first <= place < end for place, last, _ in found.values()):
            found[first] = first, end, things
    yield from (found[first] for first in sorted(found))


@functools.cache
def _asked(knowledge: Knowledge) -> Sieve:
    """Which of the words that stand for things may stand in a sentence: those that open a clause (`_OPENING`), and those that describe."""
    cues = roles(knowledge)
    return sieve_of("standing", [cues.clause_opens, cues.defined, cues.several, cues.sized])


def _described(context: Context, index: int) -> Iterator[Standing]:
    """The words of a sentence that say what sort of thing is meant ("the model", "both models"), where it names none before them."""
    view = context.sentences[index].view
    for word in islice(context.cues.sized.finditer(view.masked), _MOST):
        if about := _of_size(context, index, word):
            yield *word.span(), (about,)
    named = min((at for at, _ in view.mentions(("Model",))), default=len(view.masked))
    for word in islice(context.cues.defined.finditer(view.masked, 0, named), _MOST):
        about = _lone(context, index, word[0])
        if about and not context.is_another(view, 0, word.start(), about.entity):  # "Acme released a model. Bolt opened one, too: the model …"
            yield *word.span(), (about,)
    for word in islice(context.cues.several.finditer(view.masked, 0, named), _MOST):
        start, end = view.span(*word.span())
        if not context.cues.of_models.search(context.article.text, start, end):
            continue  # a count is masked with what it counts
        if things := _listed(context, index, context.cues.two.search(context.article.text, start, end) is not None):
            yield *word.span(), things


def _of_size(context: Context, index: int, word: re.Match[str]) -> Mention | None:
    """Of the models that a sentence, else the one before it, has named the one that "the larger model" is, by the sizes in their names."""
    views = [context.sentences[at].view for at in (index, _sentence_before(context, index)) if at is not None]
    listed = [[m for at, m in view.mentions(("Model",)) if view is not views[0] or at < word.start()] for view in views]
    named = {m.entity.key: m for m in next(filter(None, listed), [])}
    told = {key: _SIZE.search(m.entity.label) for key, m in named.items()}
    sizes = {float(size["count"]) * (1000 if size["scale"] == "B" else 1): named[key] for key, size in told.items() if size}
    if len(sizes) < 2 or len(sizes) < len(named):
        return None
    return sizes[max(sizes) if word["large"] else min(sizes)]


def _listed(context: Context, index: int, pair: bool) -> Sequence[Mention]:
    """The models of the one list of such that the sentence before one has, where it names no others; `pair`: two of them."""
    before = _sentence_before(context, index)
    view = context.sentences[before].view if before is not None else None
    named = view.mentions(("Model",)) if view else []
    if view is None or not named or context.is_held(view.masked, named[0][0]):
        return ()
    listed = coordinated(view, named[0][0], ("Model",))
    keys = {m.entity.key for m in listed}
    return listed if len(keys) == len(listed) == (2 if pair else max(2, len(keys))) and keys == {m.entity.key for _, m in named} else ()


def _opening(context: Context, index: int) -> Iterator[tuple[int, int, Mention]]:
    """The pronouns that open a clause of a sentence, each with what it stands for."""
    sentence = context.sentences[index]
    for word in islice(context.cues.clause_opens.finditer(sentence.view.masked), _MOST):
        first, end = word.span("who")
        if context.cues.impersonal.match(sentence.view.masked, first):
            continue  # "it was said that …"
        if first and _joint(sentence.view.masked, first, end) and context.cues.carries_on.match(sentence.view.masked, 0, end) is None:
            continue  # "Acme, its maker": patterns know such words as they stand
        about = centre(context, index, first)
        if about and context.is_another(sentence.view, 0, first, about.entity):
            continue
        if about and _is_called(context, sentence.lang, word["who"], about) and not context.is_young(sentence.view.masked, first):
            yield first, end, about


def _left_out(context: Context, index: int) -> Mention | None:
    """The subject that a sentence leaves out which goes on about that of the one before it ("目前已接入…")."""
    sentence = context.sentences[index]
    drops = settings(context.knowledge, "restated", sentence.lang)["drops"]
    if not drops or sentence.first or sentence.block.kind not in ("paragraph", "item"):
        return None
    masked = sentence.view.masked
    if not patterns_in(context.knowledge, "restated", sentence.lang)["verb"].match(masked) or context.cues.told_of.match(masked):
        return None  # "去年推出的A很强" is about A
    about = _told_before(context, index, 0)
    doubtful = about is None or about.entity.type == "Person" or _is_doubtful(context, context.sentences[index - 1].view, about)
    return None if doubtful else about


def _is_called(context: Context, lang: str, word: str, about: Mention) -> bool:
    """Whether a word can stand for a thing: "the company" stands for no model, "they" for none alone."""
    kind = about.entity.type
    if context.cues.bare.fullmatch(word):
        return kind != "Person" and (kind == "Organization" or context.cues.single.fullmatch(word) is not None)
    table = context.knowledge.cues["pronouns"][lang]
    words = (*table.get(kind, ()), *table.get("called", {}).get(kind, ()))
    return any(re.match(some, word + " ", re.I) for some in words)


def centre(context: Context, index: int, place: int, depth: int = 0) -> Mention | None:
    """What a pronoun at a place of a sentence goes on about, None where that is not plain.

    The subject of the sentence so far, else that of the sentence before it, whatever its type; a sentence that opens
    with a pronoun goes on about what that one stands for.
    """
    sentence = context.sentences[index]
    if (here := _subject(context, sentence.view, place)) is not None:
        single = context.cues.single.match(sentence.view.masked, place)
        doubtful = single and (_is_doubtful(context, sentence.view, here, place) or context.cues.said_that.search(sentence.view.masked, 0, place))
        return None if doubtful else here
    if any(at < place for at, _ in sentence.view.mentions(_TYPES)):
        return None  # something is named before it that is no plain subject
    opens = context.cues.carries_on.match(sentence.view.masked)
    if depth == _DEEPEST or opens is None or opens.start("who") > place:
        return None
    about = _told_before(context, index, depth)
    if about is None or not _is_called(context, sentence.lang, opens["who"], about):
        about = _lone(context, index, opens["who"])
    alone = context.cues.single.fullmatch(opens["who"]) and not context.cues.of_houses.match(sentence.view.masked, opens.end("who"))
    before = _sentence_before(context, index)
    return None if about and alone and before is not None and _is_doubtful(context, context.sentences[before].view, about) else about


def _told_before(context: Context, index: int, depth: int) -> Mention | None:
    """What the sentence before one is about."""
    if (before := _sentence_before(context, index)) is None:
        return None
    view = context.sentences[before].view
    if pronoun := context.cues.carries_on.match(view.masked):
        about = centre(context, before, pronoun.start("who"), depth + 1)
        return about if about and _is_called(context, context.sentences[before].lang, pronoun["who"], about) else None
    return _subject(context, view, len(view.masked))


def _lone(context: Context, index: int, word: str) -> Mention | None:
    """The one thing named in the sentence before one that a word which opens it can stand for; none where that one opens so, too."""
    before = _sentence_before(context, index)
    if before is None or context.cues.carries_on.match(context.sentences[before].view.masked):
        return None
    view, lang = context.sentences[before].view, context.sentences[index].lang
    named = view.mentions(_ACTING)
    fits = {m.entity.key: (at, m) for at, m in named if _is_called(context, lang, word, m)}
    if len(fits) != 1 or context.cues.single.fullmatch(word) and len({m.entity.key for _, m in named if m.entity.type != "Person"}) > 1:
        return None  # "it" is a house or a thing
    at, about = next(iter(fits.values()))
    if context.cues.single.fullmatch(word) and context.cues.whose_thing.match(view.masked, at + 1):
        return None  # "Acme's plan is bold. It …"
    return None if context.is_held(view.masked, at) else about


def _is_doubtful(context: Context, view: View, about: Mention, before: int = 10_000) -> bool:
    """Whether "it" behind a sentence may be what its subject deals with: "Acme released Zorb. It is …", "Acme's founder said …"."""
    houses = [at for at, m in view.mentions(("Organization",)) if m.entity.key == about.entity.key]
    if any(context.cues.holder.match(view.masked, at + 1) for at in houses[:1]):
        return True
    things = [at for at, _ in view.mentions(("Model", "Product", "Dataset")) if at < before]
    if about.entity.type == "Product":  # it may stand for its house
        wares = [at for at, m in view.mentions(("Product",)) if m.entity.key == about.entity.key]
        return bool(wares) and len(things) > 1 and context.cues.puts_out.match(view.masked, wares[0] + 1) is not None
    return bool(things) and about.entity.type == "Organization"


def _subject(context: Context, view: View, before: int) -> Mention | None:
    """The first thing that a masked run names, where nothing but adverbs and a date stands before it; of "A's B" it is B.

    None where another clause has a subject of its own, and where the first name only tells of another ("A's rival B").
    """
    masked = view.masked
    begins = told.end() if (told := context.cues.told_by.match(masked)) else 0
    things = [(at, m) for at, m in view.mentions(_TYPES) if begins <= at < before]
    if not things or not context.cues.leads_in.fullmatch(masked, begins, things[0][0]):
        return None
    (at, first), rest = things[0], things[1:]
    if rest and context.cues.kin_of.fullmatch(masked, at + 1, rest[0][0]):
        return _subject_of_kin(context, view, before, rest)
    if before < len(masked) and any(context.opens_clause(masked, place) for place, _ in rest):
        return None
    if len(coordinated(view, at, (first.entity.type,))) > 1:
        return None
    if whose := context.cues.whose_thing.match(masked, at + 1):
        return rest[0][1] if rest and rest[0][0] == whose.end() else None
    aside = context.is_held(masked, at) or context.cues.alumni.match(masked, at + 1) or context.cues.beside.match(masked, at + 1)
    return None if aside else first


def _subject_of_kin(context: Context, view: View, before: int, things: list[tuple[int, Mention]]) -> Mention | None:
    """The subject that another name introduces ("Acme's rival Beta"), unless more is told of it before its verb."""
    (at, thing), masked = things[0], view.masked
    if before < len(masked) and any(context.opens_clause(masked, place) for place, _ in things[1:]):
        return None
    listed = len(coordinated(view, at, (thing.entity.type,))) > 1
    return None if listed or context.cues.whose_thing.match(masked, at + 1) or context.cues.beside.match(masked, at + 1) else thing


def _sentence_before(context: Context, index: int) -> int | None:
    """The sentence that a sentence goes on from: of its block, the entry it stands under, or the end of the paragraph before."""
    if index == 0:
        return None
    here, other = context.sentences[index], context.sentences[index - 1]
    if not here.first:
        return index - 1
    if here.block.kind == "item" and (over := here.parent) is not None:
        return over if context.sentences[over].block.kind == "item" else None
    kinds = {here.block.kind, other.block.kind}
    return index - 1 if kinds == {"paragraph"} and here.speaker == other.speaker else None
