"""Why a claim was made or not by frames and model together: who proposed it, how sure each is, what was decided."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extraction.explain import claim_line, sentence_lines
from kg.extraction.extract import Extractor
from kg.learned.reading import Hybrid, Offered, hybrid_for
from kg.model import Article, Claim


def lines(article: Article, extractor: Extractor) -> Iterator[str]:
    """A readable account, sentence by sentence; sentences with nothing in them are left out."""
    hybrid = hybrid_for(extractor.knowledge)
    context, ruled = extractor.offered(article, hybrid)
    offers = hybrid.offers(context, ruled)
    kept = [_found(claim) for claim in hybrid.kept(offers)]
    by_sentence: dict[int, list[Offered]] = {}
    for offer in offers:
        by_sentence.setdefault(offer.candidate.sentence, []).append(offer)
    for index, sentence in enumerate(context.sentences):
        if not sentence.view.slots and index not in by_sentence:
            continue
        yield from sentence_lines(article, sentence)
        for offer in by_sentence.get(index, ()):
            yield f"  = {claim_line(offer.candidate.claim)}  [{_who(offer)}] {_state(offer, hybrid, kept)}"
        yield ""


def _who(offer: Offered) -> str:
    """The rule with how sure the rules alone are, and the model with its probability."""
    evidence = offer.evidence
    parts = [] if evidence.frame is None else [f"{offer.candidate.claim.rule}, {evidence.frame:.2f} sure"]
    parts.append("the model was not asked" if evidence.likely is None else f"model {evidence.likely:.2f}")
    return "; ".join(parts)


def _state(offer: Offered, hybrid: Hybrid, kept: list[tuple]) -> str:
    if not offer.accepted:
        return f"dropped: likely {offer.probability:.2f}, less than {hybrid.decision.needed(offer.evidence):.2f}"
    if _found(offer.candidate.claim) in kept:
        return f"claim, likely {offer.probability:.2f}"
    return "dropped: said better elsewhere, or a stronger one stands"


def _found(claim: Claim) -> tuple:
    """What stays of a claim when the article's claims are reconciled."""
    return (claim.rule, claim.start, claim.end, claim.subject and claim.subject.key, claim.value, claim.negated)
