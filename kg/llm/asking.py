"""The parts of articles that have no answer yet → answers: several at once, within a limit, and going on where it ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

from kg.errors import KgError, UsageError
from kg.llm.answers import Answers, Reply, parse
from kg.llm.client import Client, NoAnswer, Patience, Rejected
from kg.llm.offers import Model, Price
from kg.llm.portions import Portion, halve, question
from kg.llm.reading import CUT, Told, answered
from kg.llm.spending import Estimate, Ledger, LimitReached, expected
from kg.model import Article

AT_ONCE = 4
Part = tuple[Article, Portion]


class Unfinished(KgError):
    """Parts that have no answer; what was answered is kept, and asking again goes on from there."""

    status = 1


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a model is asked. `price` None: nobody knows it; `limit` in dollars, None: none."""

    price: Price | None = None
    limit: float | None = None
    at_once: int = AT_ONCE
    patience: Patience = Patience()

    def check(self, model: Model) -> None:
        """Raise UsageError for a limit that could not be held."""
        if self.limit is not None and self.price is None:
            raise UsageError(f"no price is known for {model.id}", "--max-cost", "name it: --price IN:OUT")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is: parts answered and in all, tokens, dollars (None: unknown)."""

    done: int
    total: int
    tokens: int
    dollars: float | None


Say = Callable[[Progress], None]


def open_parts(articles: Sequence[Article], answers: Answers) -> tuple[list[Part], int]:
    """The parts without an answer, in order, and how many have one."""
    missing: list[Part] = []
    known = 0
    for article in articles:
        for portion, reply in answered(article, answers):
            if reply is None:
                missing.append((article, portion))
            else:
                known += 1
    return missing, known


def estimate(articles: Sequence[Article], told: Told, knowledge: Any, terms: Terms) -> Estimate:
    """What asking about these articles will take."""
    answers = told.answers(knowledge)
    missing, known = open_parts(articles, answers)
    each = [expected(answers.prompt, question(article, part), part.text) for article, part in missing]
    asked, told_back = sum(one for one, _ in each), sum(two for _, two in each)
    dollars = terms.price.of(asked, told_back) if terms.price else None
    return Estimate(len(missing), known, asked, told_back, dollars if each else 0.0)


def ask_all(
    articles: Sequence[Article], told: Told, knowledge: Any, terms: Terms, say: Say = lambda progress: None
) -> Ledger:
    """Ask about every part that has no answer, and keep each answer as it comes.

    Raises Unfinished where the limit or a server's silence left parts without an answer, Rejected for a server that
    will not answer at all, UsageError for terms that can not be held.
    """
    terms.check(told.model)
    answers = told.answers(knowledge)
    missing, known = open_parts(articles, answers)
    ledger = Ledger(terms.price, terms.limit)
    if missing:
        client = Client(told.model, answers.prompt, ledger, terms.patience)
        try:
            _Round(client, answers, ledger, say, known).run(missing, terms.at_once)
        finally:
            client.close()
    return ledger


class _Round:
    """One run over the parts: what is asked, what came back, what did not."""

    def __init__(self, client: Client, answers: Answers, ledger: Ledger, say: Say, known: int) -> None:
        self.client, self.answers, self.ledger, self.say = client, answers, ledger, say
        self.done, self.total = known, known
        self.silent: list[str] = []
        self.limited = 0
        self.tight = False

    def run(self, parts: list[Part], at_once: int) -> None:
        """Ask about all of them. Raises Unfinished, Rejected."""
        waiting = list(reversed(parts))
        self.total += len(waiting)
        running: dict[Future[Reply], Part] = {}
        self._tell()
        with ThreadPoolExecutor(max(1, at_once)) as pool:
            try:
                while waiting or running:
                    # at the limit one at a time: what others cost in the end may leave enough
                    while waiting and len(running) < (1 if self.tight else max(1, at_once)):
                        part = waiting.pop()
                        running[pool.submit(self.client.ask, question(*part))] = part
                    for future in wait(running, return_when=FIRST_COMPLETED).done:
                        waiting += self._settle(running.pop(future), future, bool(running))
                    if self.limited:
                        self.limited += len(waiting)
                        waiting.clear()
            except BaseException:
                self._keep_rest(running)
                raise
        self._complain()

    def _keep_rest(self, running: dict[Future[Reply], Part]) -> None:
        """What is under way and was paid for is kept, whatever ended the run."""
        open_ = {future: part for future, part in running.items() if not future.cancel()}
        for future in wait(open_).done:
            if future.exception() is None:
                self.answers.keep(*open_[future], future.result())

    def _settle(self, part: Part, future: Future[Reply], others: bool) -> list[Part]:
        """Keep an answer; where it was cut off, the halves that are to be asked about instead.

        `others`: whether some are still under way, which set more aside than they will cost.
        """
        try:
            reply = future.result()
        except LimitReached:
            self.tight = True
            self.limited += not others
            return [part] if others else []
        except NoAnswer as error:
            self.silent.append(f"{error.where}: {error.what}")
            return []
        article, portion = part
        self.answers.keep(article, portion, reply)
        halves = halve(article, portion) if parse(reply).fault in CUT else []
        fresh = [(article, half) for half in halves if self.answers.find(article, half) is None]
        self.total += len(halves) - 1 if halves else 0
        self.done += len(halves) - len(fresh) if halves else 1
        self._tell()
        return list(reversed(fresh))

    def _tell(self) -> None:
        dollars = self.ledger.dollars if self.ledger.price else None
        self.say(Progress(self.done, self.total, self.ledger.asked + self.ledger.answered, dollars))

    def _complain(self) -> None:
        left = len(self.silent) + self.limited
        if self.limited:
            what = f"stopped at the limit of ${self.ledger.limit:.2f}: {self.done} of {self.done + left} parts answered"
            raise Unfinished(what, "", "what was answered is kept: raise --max-cost to go on")
        if self.silent:
            what = f"{self.done} of {self.done + left} parts answered; {self.silent[0]}"
            raise Unfinished(what, "", "what was answered is kept: run it again to go on")


__all__ = ["AT_ONCE", "Patience", "Progress", "Rejected", "Terms", "Unfinished", "ask_all", "estimate", "open_parts"]
