"""Why a claim was found: for each sentence its mentions, what each rule proposed, and what became of the proposal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kg.clauses.claims import Candidate, described
from kg.discourse.sentences import Sentence
from kg.entities.masking import mark_of
from kg.extraction import calibration
from kg.extraction.extract import Extractor
from kg.extraction.reconcile import reconcile
from kg.extraction.signs import signs_of
from kg.model import Article, Claim, Mention


def lines(article: Article, extractor: Extractor) -> Iterator[str]:
    """A readable account of an article's extraction, sentence by sentence; sentences with nothing in them are left out."""
    context, candidates = extractor.candidates(article)
    claims = reconcile(candidates, extractor.knowledge)
    signs = signs_of(context, claims, candidates)
    sure = calibration.shipped().calibrated(claims, article.lang, signs)
    kept = {_found(one): _state(two, some) for one, two, some in zip(claims, sure, signs, strict=True)}
    by_sentence: dict[int, list[Candidate]] = {}
    for candidate in candidates:
        by_sentence.setdefault(candidate.sentence, []).append(candidate)
    for index, sentence in enumerate(context.sentences):
        view = sentence.view
        if not view.slots and index not in by_sentence:
            continue
        yield from sentence_lines(article, sentence)
        for candidate in by_sentence.get(index, ()):
            state = kept.get(_found(candidate.claim), "dropped: said better elsewhere, or a stronger one stands")
            yield f"  = {claim_line(candidate.claim)}  [{candidate.claim.rule}, {candidate.claim.confidence:.2f}] {state}"
        yield ""


def _state(claim: Claim, signs: list[str]) -> str:
    """What a claim that none is better than is said to be: how sure, and by which signs most."""
    fitted = calibration.shipped()
    heaviest = ", ".join(f"{sign} {weight:+.2f}" for sign, weight in fitted.heaviest(signs))
    what = "claim" if fitted.stands(claim) else "dropped: such claims seldom hold"
    return f"{what}, {claim.confidence:.2f} sure" + (f" ({heaviest})" if heaviest else "")


def sentence_lines(article: Article, sentence: Sentence) -> Iterator[str]:
    """A sentence as the frames see it, and what stands in it."""
    view = sentence.view
    yield f"{view.start}-{view.end} [{sentence.block.kind}] {described(view)}"
    for slot in view.slots.values():
        yield f"    {_thing(article, slot.thing)}"


def _found(claim: Claim) -> tuple:
    """What stays of a claim when the article's claims are reconciled."""
    return (claim.rule, claim.start, claim.end, claim.subject and claim.subject.key, claim.value, claim.negated)


def _thing(article: Article, thing: Any) -> str:
    words = " ".join(article.text[thing.start : thing.end].split())
    if isinstance(thing, Mention):
        return f"{words} → {thing.entity.type} {thing.entity.label} ({thing.entity.key}, by {thing.by})"
    value = getattr(thing, "value", None) or getattr(thing, "number", "")
    return f"{words} → {mark_of(thing)} {value}"


def claim_line(claim: Claim) -> str:
    """A claim on one line."""
    parts = [claim.kind, claim.subject.label if claim.subject else "—"]
    if claim.object:
        parts.append(f"→ {claim.object.label}")
    parts += [f"{k}={v}" for k, v in claim.value]
    if claim.time:
        parts.append(f"at {claim.time}")
    if claim.speaker:
        parts.append(f"said by {claim.speaker.label}")
    if claim.modality:
        parts.append(claim.modality)
    if claim.negated:
        parts.append("denied")
    return " ".join(map(str, parts))
