"""Masked text to pieces of words: the unigram segmentation of SentencePiece (Kudo, 2018), the likeliest of all.

`pieces.tsv` holds a piece and its score on a line, in the order of their numbers; the first four are the beginning,
padding, end and unknown. A mark of the masked text is a piece of its own behind those.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from kg.entities.masking import MARKS
from kg.errors import DataError

BEGIN, PAD, END, UNKNOWN = range(4)
BLANK = "▁"
_RUNS = re.compile("[\ue000-\ue0ff]|[^\ue000-\ue0ff\\s]+")
_PENALTY = 10.0  # below the worst piece, for a character that no piece covers
MARK_ORDER = tuple(MARKS)


@dataclass(slots=True)
class Encoded:
    """A masked text as pieces. `places`: of each mark's character its piece; `spans`: of each piece its characters."""

    numbers: list[int] = field(default_factory=list)
    places: dict[int, int] = field(default_factory=dict)
    spans: list[tuple[int, int]] = field(default_factory=list)


class Pieces:
    """The vocabulary of a trained model."""

    def __init__(self, rows: list[tuple[str, float]]) -> None:
        self.count = len(rows)
        self._number = {piece: i for i, (piece, _) in enumerate(rows) if i > UNKNOWN}
        self._score = [score for _, score in rows]
        self._lost = min(self._score) - _PENALTY
        self._longest = max(map(len, self._number), default=1)
        self._marks = {MARKS[name]: self.count + i for i, name in enumerate(MARK_ORDER)}
        self._word = functools.lru_cache(maxsize=50_000)(self._segment)

    @classmethod
    def load(cls, path: Path) -> Pieces:
        """The vocabulary of a file. Raises DataError with the line of a fault."""
        rows = []
        for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
            piece, tab, score = line.rpartition("\t")
            if not line:
                continue
            try:
                rows.append((piece, float(score)))
            except ValueError:
                raise DataError("a line needs a piece, a tab and a score", f"{path}:{number}") from None
        return cls(rows)

    def encode(self, masked: str) -> Encoded:
        """The pieces of a text."""
        out = Encoded()
        for run in _RUNS.finditer(masked):
            text = run.group()
            if text in self._marks:
                out.places[run.start()] = len(out.numbers)
                out.numbers.append(self._marks[text])
                out.spans.append(run.span())
            else:
                self._encode_word(text, run.start(), out)
        return out

    def _encode_word(self, word: str, start: int, out: Encoded) -> None:
        """A run without blanks, folded for compatibility character by character, so that every piece has its place."""
        if word.isascii():
            folded, origin = word, list(range(len(word)))
        else:
            parts = [(piece, i) for i, char in enumerate(word) for piece in unicodedata.normalize("NFKC", char)]
            folded, origin = "".join(p for p, _ in parts), [i for _, i in parts]
        if not folded.strip():
            return
        at = -1  # the sign of a blank before the word has no place
        for number, length in self._word(BLANK + folded):
            first, last = max(at, 0), at + length
            out.numbers.append(number)
            inside = (start + origin[first], start + origin[last - 1] + 1) if last > 0 else (start, start)
            out.spans.append(inside)
            at = last

    def _segment(self, word: str) -> tuple[tuple[int, int], ...]:
        """The best path through a word (Viterbi): pieces with their lengths."""
        best: list[float] = [0.0] + [float("-inf")] * len(word)
        step: list[tuple[int, int]] = [(0, UNKNOWN)] * (len(word) + 1)
        for start in range(len(word)):
            for end in range(start + 1, min(len(word), start + self._longest) + 1):
                number = self._number.get(word[start:end])
                if number is not None and best[start] + self._score[number] > best[end]:
                    best[end], step[end] = best[start] + self._score[number], (start, number)
            if best[start] + self._lost > best[start + 1]:
                best[start + 1], step[start + 1] = best[start] + self._lost, (start, UNKNOWN)
        out: list[tuple[int, int]] = []
        end = len(word)
        while end:
            start, number = step[end]
            out.append((number, end - start))
            end = start
        return tuple(reversed(out))
