"""Tokens and money: an estimate before it starts, and a ledger that never lets more be spent than was allowed."""

from __future__ import annotations

import json
import re
import threading
from dataclasses import dataclass

from kg.llm.offers import Price
from kg.llm.prompts import Prompt, settings

_HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
# Characters of one token, as common tokenizers cut; measured on text like ours, on the high side for the estimate.
LATIN, OVERHEAD = 3.6, 16
ANSWERED = 2.8  # tokens of an answer for each token of the text that was sent; benchmarks/llm.py measures it


class LimitReached(Exception):
    """The next question could cost more than is left."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What asking will take: parts to ask about, parts answered before, tokens each way, and dollars (None: unknown)."""

    parts: int = 0
    known: int = 0
    asked: int = 0
    answered: int = 0
    dollars: float | None = 0.0


def tokens_of(text: str) -> int:
    """About how many tokens a text has."""
    han = len(_HAN.findall(text))
    return round(han + (len(text) - han) / LATIN) + 1


def most_tokens(prompt: Prompt, question: str) -> int:
    """More tokens than a question can have: no tokenizer makes more tokens than there are bytes."""
    schema = json.dumps(prompt.schema, ensure_ascii=False)
    return sum(len(text.encode()) for text in (prompt.system, schema, question)) + OVERHEAD


def expected(prompt: Prompt, question: str, text: str) -> tuple[int, int]:
    """About how many tokens a question and its answer will have."""
    schema = json.dumps(prompt.schema, ensure_ascii=False)
    asked = tokens_of(prompt.system) + tokens_of(schema) + tokens_of(question) + OVERHEAD
    return asked, min(round(ANSWERED * tokens_of(text)), int(settings()["answer_tokens"]))


class Ledger:
    """What was spent and what may still be; shared by all that ask at once.

    Before a question its highest possible cost is set aside; afterwards what it really cost is booked. A question
    whose answer never came may have cost all of that, and counts so.
    """

    def __init__(self, price: Price | None, limit: float | None) -> None:
        self.price, self.limit = price, limit
        self.dollars = 0.0
        self.asked = self.answered = 0
        self._aside = 0.0
        self._lock = threading.Lock()

    def set_aside(self, asked: int, answered: int) -> float:
        """Keep enough for so many tokens. Raises LimitReached where so much is not left."""
        most = self.price.of(asked, answered) if self.price else 0.0
        with self._lock:
            if self.limit is not None and self.dollars + self._aside + most > self.limit + 1e-12:
                raise LimitReached
            self._aside += most
        return most

    def book(self, aside: float, asked: int, answered: int) -> None:
        """Book what it cost; -1 tokens, as of a server that does not count, cost what was set aside."""
        cost = self.price.of(asked, answered) if self.price and asked >= 0 and answered >= 0 else aside
        with self._lock:
            self._aside -= aside
            self.dollars += cost
            self.asked += max(asked, 0)
            self.answered += max(answered, 0)

    def give_back(self, aside: float) -> None:
        """Nothing was asked: what was set aside is free again."""
        with self._lock:
            self._aside -= aside
