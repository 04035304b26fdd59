"""jieba's dictionary, read as texts ask for it: of its half a million entries those that begin with a character in them."""

from __future__ import annotations

import sys
import threading
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any

from kg.kept import digest, kept


def tokenizer() -> Any:
    """A new `jieba.Tokenizer` that `know`s the entries that a text may ask for before it looks for them in `FREQ`.

    What it cuts is what the library's own cuts, which reads all entries first and writes them into a file that any user of
    the machine could change.
    """
    import logging

    own = _class()()
    logging.getLogger("jieba").setLevel(logging.WARNING)
    with own.get_dict_file() as file:
        raw = file.read()
    own.waiting, own.total = kept("words", digest(["1", raw]), lambda: by_first(raw.decode("utf-8")))
    own.initialized = True
    return own


@cache
def _class() -> Any:
    library = _jieba()

    class Tokenizer(library.Tokenizer):  # type: ignore[misc, name-defined]
        waiting: dict[str, str]  # character → what begins with it, not read yet

        def __init__(self) -> None:
            super().__init__()
            self._turn = threading.Lock()

        def know(self, text: str) -> None:
            """Read the entries that begin with the characters of a text."""
            if self.waiting.keys().isdisjoint(text):
                return
            with self._turn:
                for char in self.waiting.keys() & set(text):
                    self.FREQ.update(frequencies(self.waiting[char]))
                    del self.waiting[char]

        def know_all(self) -> None:
            """Read all entries: who is forked after it shares them."""
            self.know("".join(self.waiting))

        def get_DAG(self, sentence: str) -> Any:
            self.know(sentence)
            return super().get_DAG(sentence)

        def add_word(self, word: str, freq: int | None = None, tag: str | None = None) -> None:
            self.know(word)
            super().add_word(word, freq, tag)

    return Tokenizer


def _jieba() -> Any:
    """The library, without a tool that it would only find its own folder by, and that takes longer to load than it."""
    there = sys.modules.get("pkg_resources")
    sys.modules.setdefault("pkg_resources", None)  # type: ignore[arg-type]
    try:
        import jieba
    finally:
        if there is None:
            sys.modules.pop("pkg_resources", None)
    return jieba


def by_first(text: str) -> tuple[dict[str, str], int]:
    """The dictionary's lines (word, count, sort) by the first character of the word, as words and counts; the sum of all."""
    cells = text.split()
    found: dict[str, list[str]] = defaultdict(list)
    for word, count in zip(cells[0::3], cells[1::3], strict=True):
        found[word[0]] += (word, count)
    return {char: " ".join(entries) for char, entries in found.items()}, sum(map(int, cells[1::3]))


def frequencies(text: str) -> dict[str, int]:
    """Words and counts as jieba's `gen_pfdict` reads them, and faster: word → how often, the beginning of one → 0."""
    cells = text.split()
    words, counts = cells[0::2], list(map(int, cells[1::2]))
    found: dict[str, int] = {}
    fresh: Iterable[str] = words
    while fresh:
        shorter = dict.fromkeys([word[:-1] for word in fresh if len(word) > 1], 0)
        fresh = [word for word in shorter if word not in found]  # what a known beginning begins with is known too
        found.update(dict.fromkeys(fresh, 0))
    found.update(zip(words, counts, strict=True))
    return found
