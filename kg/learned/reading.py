"""An article read by frames and model together: each proposes, the decision accepts, the numbers and dates are parsed."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from kg import __version__
from kg.clauses.claims import Candidate
from kg.discourse.context import AUTHOR, Context
from kg.extraction import calibration
from kg.extraction.reconcile import reconcile
from kg.extraction.signs import signs_of
from kg.knowledge import DATA, Knowledge
from kg.learned.coding import Coder
from kg.learned.decision import Decision, Evidence
from kg.learned.earned import Earned, read_earned
from kg.learned.model import FOLDER, Model, shipped
from kg.learned.naming import BY, named
from kg.learned.proposals import FLOOR, Proposal, propose
from kg.learned.rivals import rivals
from kg.learned.windows import SILENT
from kg.model import Claim, Maker, Mention

MAKER = Maker("model", version=__version__)
FRAMES = Maker("rules", version=__version__)
UNSEEN = FLOOR / 2  # what the model says of a claim that it does not propose


@dataclass(frozen=True, slots=True)
class Offered:
    """A candidate with who offers it and how likely it is held to be right."""

    candidate: Candidate
    evidence: Evidence
    probability: float
    accepted: bool


class Hybrid:
    """The model, its coder and the decision; `accepted` is what the extractor calls between candidates and claims."""

    def __init__(self, knowledge: Knowledge, model: Model, decision: Decision, earned: Earned) -> None:
        self.knowledge, self.model, self.decision, self.earned = knowledge, model, decision, earned
        self.coder = Coder(knowledge, model.pieces)

    def names(self, context: Context) -> list[Any]:
        """Mentions that the tagger finds in the context's sentences."""
        return named(context, self.model)

    def offers(self, context: Context, ruled: Iterable[Candidate]) -> list[Offered]:
        """Every candidate of the frames and of the model, judged; a claim of both is the frame's, with both's evidence."""
        ruled = calibrated(context, ruled)
        proposed = best_of(propose(context, self.model, self.coder))
        new = new_things(context)
        keys = [key_of(one.claim) for one in ruled]
        found = [(one, self._of_frame(context, one, proposed.get(key), new)) for one, key in zip(ruled, keys, strict=True)]
        seen = frozenset(keys)
        alone = [proposal for key, proposal in proposed.items() if key not in seen]
        for proposal, weight in zip(alone, weights(context, alone, ruled), strict=True):
            found.append((proposal.candidate, _alone(context, proposal, weight, new)))
        beside = rivals(found)
        return [self._judged(one, replace(e, rivals=some)) for (one, e), some in zip(found, beside, strict=True)]

    def _of_frame(
        self, context: Context, candidate: Candidate, proposal: Proposal | None, new: frozenset[str]
    ) -> Evidence:
        """Who stands behind a frame's candidate; `new`: keys of the things that the model alone has named."""
        claim, lang = candidate.claim, context.article.lang
        likely = proposal.likely if proposal else UNSEEN if _asked(context, candidate) else None
        named, earned = about(claim, new), self.earned.share(claim.rule)
        return Evidence(claim.kind, lang, claim.confidence, likely, named, earned=earned)

    def accepted(self, context: Context, ruled: list[Candidate]) -> list[Claim]:
        """The claims that stand, each with who made it and how likely it holds."""
        return self.kept(self.offers(context, ruled))

    def kept(self, offers: Iterable[Offered]) -> list[Claim]:
        """The claims that stand of what was offered and judged."""
        return reconcile([self._made(offer) for offer in offers if offer.accepted], self.knowledge)

    def _made(self, offer: Offered) -> Candidate:
        """The candidate with its probability and makers; none are told where the frames alone propose it."""
        by_model = offer.evidence.likely is not None and offer.evidence.likely >= FLOOR
        makers = (MAKER,) if offer.evidence.frame is None else (FRAMES, MAKER) if by_model else ()
        claim = replace(offer.candidate.claim, confidence=offer.probability, makers=makers)
        return replace(offer.candidate, claim=claim)

    def _judged(self, candidate: Candidate, evidence: Evidence) -> Offered:
        probability = self.decision.probability(evidence)
        return Offered(candidate, evidence, probability, self.decision.accepts(evidence, probability))


def calibrated(context: Context, ruled: Iterable[Candidate]) -> list[Candidate]:
    """The rules' candidates, each as sure as the rules alone are of it."""
    ruled = list(ruled)
    claims = [candidate.claim for candidate in ruled]
    signs = signs_of(context, claims, ruled, calibration.weighed())
    sure = calibration.shipped().calibrated(claims, context.article.lang, signs)
    return [replace(candidate, claim=claim) for candidate, claim in zip(ruled, sure, strict=True)]


def weights(context: Context, proposals: list[Proposal], ruled: list[Candidate]) -> list[float]:
    """What the signs of the model's own proposals weigh, beside what the rules propose."""
    offered = [*(proposal.candidate for proposal in proposals), *ruled]
    signs = signs_of(context, [p.candidate.claim for p in proposals], offered, calibration.weighed())
    return [calibration.shipped().weight(some) for some in signs]


def _alone(context: Context, proposal: Proposal, weight: float, new: frozenset[str]) -> Evidence:
    """Who stands behind what the model alone proposes; `weight`: that of the claim's signs."""
    claim, lang = proposal.candidate.claim, context.article.lang
    quoted = sum(claim.start <= mention.start < claim.end for mention in claim.mentions)
    return Evidence(
        claim.kind,
        lang,
        None,
        proposal.likely,
        about(claim, new),
        proposal.label,
        signs=weight,
        quoted=f"{quoted} of {len(claim.mentions)}",
        strange=sum(not thing.known for thing in (claim.subject, claim.object) if thing),
    )


def new_things(context: Context) -> frozenset[str]:
    """Keys of the things that the model alone has named."""
    slots = (slot.thing for s in context.sentences for slot in s.view.slots.values())
    return frozenset(thing.entity.key for thing in slots if isinstance(thing, Mention) and thing.by == BY)


def about(claim: Claim, keys: frozenset[str]) -> bool:
    """Whether a claim's subject or object is one of these things."""
    return any(thing is not None and thing.key in keys for thing in (claim.subject, claim.object))


@functools.lru_cache(4)
def hybrid_for(knowledge: Knowledge) -> Hybrid:
    """The shipped model with this knowledge. Raises DataError where its files are not whole."""
    return Hybrid(knowledge, shipped(), Decision.load(FOLDER / "decision.json"), read_earned(DATA / "earned.tsv"))


def best_of(proposals: Iterable[Proposal]) -> dict[tuple, Proposal]:
    """Of what is proposed more than once the likeliest, in order of first appearance."""
    out: dict[tuple, Proposal] = {}
    for proposal in proposals:
        key = key_of(proposal.candidate.claim)
        if key not in out or proposal.likely > out[key].likely:
            out[key] = proposal
    return out


_DECIDING = ("number", "amount", "score")
_FREE = frozenset(("role", "unit", "per", "currency"))  # parts of a value that no label has


def key_of(claim: Claim) -> tuple:
    """What a claim says, whoever found it: its kind, ends, the values that a label has, and its number."""
    ends = tuple(e.key if e else "" for e in (claim.subject, claim.object))
    free = _FREE if claim.subject is None else _FREE | {"aspect"}  # an aspect decides where nothing else is said
    said = tuple((k, v) for k, v in claim.value if isinstance(v, str) and k not in free)
    numbers = tuple(v for k, v in claim.value if k in _DECIDING)
    return (claim.kind, *ends, said, numbers, claim.negated)


def _asked(context: Context, candidate: Candidate) -> bool:
    """Whether the model was asked about this claim: not about table rows, classes of models and the author."""
    claim = candidate.claim
    if context.sentences[candidate.sentence].block.kind in SILENT:
        return False
    ends = [e for e in (claim.subject, claim.object) if e]
    return all(e.type != "Group" and e.key != AUTHOR.key for e in ends)
