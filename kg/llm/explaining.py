"""What a model proposed about an article, part by part, and what became of each proposal: for `kg explain`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from kg.discourse.context import Context
from kg.extraction.explain import claim_line
from kg.llm.answers import parse
from kg.llm.proposals import Checker, Refused
from kg.llm.reading import NAME, Told, answered
from kg.model import Claim, Maker


def lines(context: Context, told: Told, kept: list[Claim]) -> Iterator[str]:
    """A readable account of a model's answers about an article. `kept`: the claims that came of all who read it."""
    answers, checker = told.answers(context.knowledge), Checker(context)
    stand = {(c.kind, c.start, c.end, c.subject and c.subject.key) for c in kept if any(m.model for m in c.makers)}
    for portion, reply in answered(context.article, answers):
        if reply is None:
            yield f"{portion.start}-{portion.end} [{told.model.id}] no answer"
            continue
        parsed = parse(reply)
        state = parsed.fault or f"{len(parsed.proposals)} proposals"
        held = f", {portion.withheld} sentences not sent" if portion.withheld else ""
        yield f"{portion.start}-{portion.end} [{told.model.id}, {reply.answered_by or 'no version'}] {state}{held}"
        maker = Maker(NAME, told.model.id, reply.answered_by, answers.prompt.hash)
        for proposal in parsed.proposals:
            yield from _told(proposal, partial(checker.claim, proposal, portion, maker), stand)
        yield ""


def _told(
    proposal: dict[str, Any], check: Callable[[], tuple[Claim, int]], stand: set[tuple[Any, ...]]
) -> Iterator[str]:
    try:
        claim, _ = check()
    except Refused as refused:
        words = " ".join(json.dumps(proposal, ensure_ascii=False).split())
        yield f"  - {words[:200]}  refused: {refused.reason}" + (f" ({refused.words[:80]})" if refused.words else "")
        return
    key = (claim.kind, claim.start, claim.end, claim.subject and claim.subject.key)
    state = "claim" if key in stand else "the same as, or weaker than, another claim"
    yield f"  = {claim_line(claim)}  [{claim.rule}, {claim.confidence:.2f}, {claim.start}-{claim.end}] {state}"


def kept_lines(kept: list[Claim]) -> Iterator[str]:
    """The claims that came of it, each with who found it."""
    for claim in kept:
        makers = " + ".join(" ".join(filter(None, (m.extractor, m.model, m.version))) for m in claim.makers)
        yield f"{claim.start}-{claim.end} {claim_line(claim)}  [{makers}; {claim.confidence:.2f}]"
