"""An article and the recorded answers about it → claims; no network, the same answers give the same claims."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.clauses.claims import Candidate
from kg.discourse.context import Context
from kg.extraction import reconcile
from kg.llm import portions
from kg.llm.answers import Answers, Parsed, Reply, parse
from kg.llm.offers import Model
from kg.llm.portions import Portion
from kg.llm.prompts import make_prompt
from kg.llm.proposals import Checker, Refusal, Refused
from kg.model import Article, Claim, Maker

NAME = "llm"  # of this extractor, in the table and in the graph
CUT = ("cut", "not_json")  # replies that may have been cut off: the part is asked about again in two halves


@dataclass(slots=True)
class Read:
    """What came of an article's answers. `missing`: parts without one; `withheld`: sentences that were not sent."""

    claims: list[Claim] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    proposed: int = 0
    withheld: int = 0
    missing: list[Portion] = field(default_factory=list)


def answered(article: Article, answers: Answers) -> Iterator[tuple[Portion, Reply | None]]:
    """The parts of an article with their answers, None where there is none; parts whose answer was cut as halves."""
    for portion in portions.split(article):
        yield from _answered(article, portion, answers)


def _answered(article: Article, portion: Portion, answers: Answers) -> Iterator[tuple[Portion, Reply | None]]:
    reply = answers.find(article, portion)
    halves = portions.halve(article, portion) if reply is not None and parse(reply).fault in CUT else []
    if not halves:
        yield portion, reply
    for half in halves:
        yield from _answered(article, half, answers)


@dataclass(frozen=True, slots=True)
class Told:
    """Where a model's answers are: what a reader needs to know, and what a worker process is handed."""

    model: Model
    folder: Path

    def answers(self, knowledge: Any) -> Answers:
        """The recorded answers of this model to the prompt that the knowledge makes."""
        return Answers(self.folder, self.model, make_prompt(knowledge, self.model.row["structure"]))


def read(context: Context, told: Told) -> Read:
    """The claims that stand in an article, each once, and what was refused."""
    article, answers = context.article, told.answers(context.knowledge)
    checker, done = Checker(context), Read()
    candidates: list[Candidate] = []
    for portion, reply in answered(article, answers):
        done.withheld += portion.withheld
        if reply is None:
            done.missing.append(portion)
            continue
        maker = Maker(NAME, told.model.id, reply.answered_by, answers.prompt.hash)
        parsed = parse(reply)
        if parsed.fault:
            done.refusals.append(Refusal(parsed.fault, reply.text[:80], portion.start, portion.end))
        candidates += _checked(parsed, portion, checker, maker, done)
    done.claims = reconcile.reconcile(candidates, context.knowledge)
    return done


def _checked(parsed: Parsed, portion: Portion, checker: Checker, maker: Maker, done: Read) -> Iterator[Candidate]:
    for proposal in parsed.proposals:
        done.proposed += 1
        try:
            claim, sentence = checker.claim(proposal, portion, maker)
        except Refused as refused:
            row = tuple((str(key), value) for key, value in proposal.items())
            done.refusals.append(Refusal(refused.reason, refused.words, portion.start, portion.end, row))
        else:
            yield Candidate(claim, sentence, None, None)
