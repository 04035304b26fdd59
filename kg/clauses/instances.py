"""Sentences about a class of models, without the names that it is only illustrated with: "Open models like Acme's Zorb …"."""

from __future__ import annotations

import copy
from dataclasses import replace

from kg.clauses.sides import cues
from kg.discourse.context import Context
from kg.entities.masking import ANY_MARK, View

_PLAIN = "x"  # what stands for a name that tells of nothing


def without(context: Context) -> Context:
    """The article's sentences, each with a plain letter for every name that only illustrates the class that it tells of."""
    told, illustrated = context.over(), cues(context.knowledge).instances
    for index, sentence in enumerate(context.sentences):
        if not sentence.view.slots:
            continue
        masked = sentence.view.masked
        plain = illustrated.sub(lambda run: ANY_MARK.sub(_PLAIN, run.group()), masked)
        if plain != masked:
            told.sentences[index] = replace(sentence, view=with_text(sentence.view, plain))
    return told


def with_text(view: View, masked: str) -> View:
    """A sentence's view with another text of the same length in it."""
    told = copy.copy(view)
    told.masked = masked
    return told
