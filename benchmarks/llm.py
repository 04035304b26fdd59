"""What reading with a language model takes, without asking one: tokens of questions and answers, and time to check.

    python benchmarks/llm.py

The answers are made out of what the rules find in the shipped corpus, written as a model writes them. Printed: tokens of
an answer for each token of the text that was sent (kg/llm/spending.py estimates with it), the share of these answers
that stands when it is held against the articles, and the time that takes.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from typing import Any

from kg.corpus import list_articles
from kg.extraction.extract import shared
from kg.knowledge import load
from kg.llm import portions
from kg.llm.prompts import forms, make_prompt
from kg.llm.proposals import Checker, Refused
from kg.llm.spending import expected, tokens_of
from kg.model import Article, Claim, Maker
from kg.read import read_file
from kg.settings import shipped_corpus


def proposal(article: Article, claim: Claim) -> dict[str, Any]:
    """A claim of the rules as a model would propose it."""
    form = forms(load())[claim.kind]
    row: dict[str, Any] = {"kind": claim.kind, "quote": claim.quote}
    for role in ("subject", "object"):
        entity = getattr(claim, role)
        if entity is not None:
            row |= {role: entity.label, f"{role}_type": entity.type}
    row |= {one.name: claim.values.get(one.name) for one in form.fields}
    if form.number:
        number = next((m for m in _figures(article, claim)), None)
        row["number"] = number
    if form.time:
        row["time"] = claim.time
    row |= {"speaker": claim.speaker and claim.speaker.label, "speaker_type": claim.speaker and claim.speaker.type}
    if form.negated:
        row["negated"] = claim.negated
    return row


def _figures(article: Article, claim: Claim) -> list[str]:
    from kg.language.numbers import find_numbers

    wanted = set(map(str, claim.values.values()))
    found = find_numbers(claim.quote)
    return [claim.quote[n.start : n.end] for n in found if str(n.number) in wanted]


def main() -> None:
    known, maker = load(), Maker("llm", "made-up")
    asked = answered = sent = stand = proposed = parts = 0
    reasons: Counter[str] = Counter()
    took = 0.0
    prompt = make_prompt(known, "schema")
    shared().warm()
    for article in map(read_file, list_articles(shipped_corpus())):
        claims = shared().read(article).claims
        begin = time.perf_counter()
        checker = Checker(shared().context(article))
        took += time.perf_counter() - begin
        for portion in portions.split(article):
            inside = [proposal(article, c) for c in claims if portion.start <= c.start and c.end <= portion.end]
            parts += 1
            asked += expected(prompt, portions.question(article, portion), portion.text)[0]
            answered += tokens_of(json.dumps({"claims": inside}, ensure_ascii=False))
            sent += tokens_of(portion.text)
            begin = time.perf_counter()
            for one in inside:
                proposed += 1
                try:
                    checker.claim(one, portion, maker)
                    stand += 1
                except Refused as refused:
                    reasons[refused.reason] += 1
            took += time.perf_counter() - begin
    print(f"{parts} parts; prompt and schema: {tokens_of(prompt.system) + tokens_of(json.dumps(prompt.schema)):,} tokens")
    print(f"asked: {asked:,} tokens; text: {sent:,}; answered: {answered:,}; answered/text: {answered / sent:.2f}")
    print(f"{stand} of {proposed} stand ({stand / proposed:.1%}); refused: {dict(reasons.most_common())}")
    print(f"checking: {took:.2f} s, {1000 * took / max(proposed, 1):.1f} ms a claim")


if __name__ == "__main__":
    main()
