"""Sentences in which the former and the latter of the two sides are told of, with the side's own word in that place."""

from __future__ import annotations

import functools
import re
from dataclasses import replace

from kg.clauses.instances import with_text
from kg.clauses.sides import cues
from kg.discourse.context import Context
from kg.knowledge import Knowledge
from kg.regexes import compiled


def resolved(context: Context) -> Context:
    """The article's sentences, each with a side's word, as long, for "the former" and "the latter" of two sides named before."""
    told = context.over()
    for index, sentence in enumerate(context.sentences):
        masked = sentence.view.masked
        pair = _pair(context.knowledge, sentence.lang)
        if pair is None or not (found := pair.search(masked)):
            continue
        said = masked[: found.start()]
        if not (sides := _in_order(context.knowledge, sentence.lang, said)) and index and context.sentences[index - 1].view.block == sentence.view.block:
            said = context.sentences[index - 1].view.masked
            sides = _in_order(context.knowledge, sentence.lang, said)
        if len(sides) != 2 or cues(context.knowledge).things.search(said):
            continue
        stands = {"former": sides[0], "latter": sides[1]}
        for one in pair.finditer(masked):
            word = _word(context.knowledge, sentence.lang, stands[str(one.lastgroup)], one.end() - one.start())
            masked = masked[: one.start()] + word + masked[one.end() :]
        told.sentences[index] = replace(sentence, view=with_text(sentence.view, masked))
    return told


def _in_order(knowledge: Knowledge, lang: str, text: str) -> list[str]:
    """The sides that a text names, in the order in which it names them first."""
    row = knowledge.cues["sides"]["former"][lang]
    names = compiled(f"(?P<open>{row['names_open']})|(?P<closed>{row['names_closed']})", re.I)
    return list(dict.fromkeys(str(m.lastgroup) for m in names.finditer(text)))


def _word(knowledge: Knowledge, lang: str, side: str, length: int) -> str:
    """A side's word of just that length, so that places in the sentence stay what they are."""
    return str(knowledge.cues["sides"]["former"][lang][side])[:length].ljust(length)


@functools.cache
def _pair(knowledge: Knowledge, lang: str) -> re.Pattern[str] | None:
    """The words for the former and the latter in a language that has them."""
    row = knowledge.cues["sides"].get("former", {}).get(lang)
    return compiled(f"(?P<former>{row['former']})|(?P<latter>{row['latter']})", re.I) if row else None
