"""What else is proposed in a sentence beside a claim: others of its kind that share its subject, its object or neither.

Of two organizations and one model, seldom both have released it: who is likelier, and whom a frame names, tells of the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from kg.clauses.claims import Candidate
from kg.learned.decision import Evidence, log_odds

SHARED = ("object", "subject", "neither")
MOST = 4  # rivals that are counted
LOUD = 0.3  # a rival less likely than this is compared with nothing
UNASKED = 0.05  # how likely a claim is held to be that the model was not asked about
Offer = tuple[Candidate, Evidence]


def rivals(offers: Sequence[Offer]) -> list[tuple[tuple[str, float], ...]]:
    """For each of an article's candidates the features of its rivals, by name."""
    together: dict[tuple[int, str], list[Offer]] = defaultdict(list)
    for offer in offers:
        together[_place(offer)].append(offer)
    return [tuple(_features(offer, together[_place(offer)])) for offer in offers]


def _place(offer: Offer) -> tuple[int, str]:
    return offer[0].sentence, offer[0].claim.kind


def _features(offer: Offer, beside: Sequence[Offer]) -> Iterator[tuple[str, float]]:
    candidate, evidence = offer
    ends = _ends(candidate)
    by_shared: dict[str, list[Evidence]] = defaultdict(list)
    for other, others in beside:
        theirs = _ends(other)
        if theirs != ends:
            by_shared[_shared(ends, theirs)].append(others)
    for shared in SHARED:
        found = by_shared[shared]
        if any(one.frame is not None for one in found):
            yield f"frame, same {shared}", 1.0
        alone = [one.likely or 0.0 for one in found if one.frame is None]
        if alone:
            yield f"model, same {shared}", min(len(alone), MOST) / MOST
        if max(alone, default=0.0) > LOUD:
            yield f"margin, same {shared}", log_odds(evidence.likely or UNASKED) - log_odds(max(alone))


def _ends(candidate: Candidate) -> tuple[str, str]:
    subject, thing = candidate.claim.subject, candidate.claim.object
    return subject.key if subject else "", thing.key if thing else ""


def _shared(ours: tuple[str, str], theirs: tuple[str, str]) -> str:
    if ours[0] == theirs[0]:
        return "subject"
    return "object" if ours[1] and ours[1] == theirs[1] else "neither"
