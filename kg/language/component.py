"""The sentence component that both pipelines share; imports spaCy, so only pipelines import it."""

from __future__ import annotations

from collections.abc import Callable

import numpy
from spacy.attrs import SENT_START
from spacy.language import Language
from spacy.tokens import Doc


class SentenceStarts:
    """Marks the first token of each span that `split` gives as the start of a sentence, all others as none."""

    def __init__(self, split: Callable[[str], list[tuple[int, int]]]) -> None:
        self.split = split

    def __call__(self, doc: Doc) -> Doc:
        if not len(doc):
            return doc
        # Set as one array: setting token.is_sent_start looks through the whole document each time.
        starts = numpy.full((len(doc), 1), -1, dtype="int32")
        places = numpy.fromiter((token.idx for token in doc), dtype="int64", count=len(doc))
        begins = numpy.searchsorted(places, [start for start, _ in self.split(doc.text)])
        starts[begins[begins < len(doc)], 0] = 1
        starts[0, 0] = 1
        return doc.from_array([SENT_START], starts.astype("uint64"))  # type: ignore[arg-type]


def add_sentences(nlp: Language, split: Callable[[str], list[tuple[int, int]]]) -> Language:
    """`nlp` with the sentence component at its end, and without spaCy's limit on the length of a text."""
    name = f"sentences_{nlp.lang}"
    Language.component(name, func=SentenceStarts(split))
    nlp.add_pipe(name)
    nlp.max_length = 1 << 40  # the limit guards parsers; these rules need no memory beyond the tokens
    return nlp
