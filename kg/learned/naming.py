"""Names that the tagger finds, as mentions: new things of the type that their pieces were given."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.discourse.context import Context
from kg.entities.masking import ANY_MARK, View
from kg.knowledge import fold, unlisted
from kg.learned.tagging import NAMED, prepared, runs
from kg.model import Mention

if TYPE_CHECKING:
    from kg.learned.model import Model

LEAST = 0.7  # mean probability of a name's pieces
BY = "model"
_EDGE = " \t\n.,;:!?()[]{}'\"“”‘’、，。；：！？（）《》「」*_`|/\\-–—"
_WORD = re.compile(r"[A-Za-z0-9]")


def named(context: Context, model: Model) -> list[Mention]:
    """The new mentions in an article's sentences, in order; tables and headings are read too."""
    views = [s.view for s in context.sentences]
    found: list[Mention] = []
    ready = [prepared(view, model.pieces) for view in views]
    for view, sentence, tags in zip(views, ready, model.tags(ready), strict=True):
        if len(tags):
            best = tags.argmax(1)
            for first, last, kind in runs(best.tolist()):
                sure = float(tags[range(first, last), best[first:last]].mean())
                if sure >= LEAST and (
                    mention := _mention(context.article.text, view, sentence.encoded.spans[first:last], kind)
                ):
                    found.append(mention)
    return found


def _mention(text: str, view: View, spans: list[tuple[int, int]], kind: str) -> Mention | None:
    """The mention of a run of pieces, None where it is no whole name: cut words, marks, single letters."""
    spans = [span for span in spans if span[0] < span[1]]
    if not spans or ANY_MARK.search(view.masked[spans[0][0] : spans[-1][1]]):
        return None
    start, end = view.offsets[spans[0][0]], view.ends[spans[-1][1] - 1]
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    label = " ".join(text[start:end].split())
    cut = any(0 < at < len(text) and _WORD.match(text[at - 1]) and _WORD.match(text[at]) for at in (start, end))
    if cut or len(fold(label)) < 2 or len(label) > 60 or kind not in NAMED:
        return None
    return Mention(start, end, unlisted(kind, label), BY)
