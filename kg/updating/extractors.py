"""Who reads articles: a table EXTRACTORS of ways to extract, and the recipe that a graph was made by.

A row says how a reader is made and what must be there before it reads. To add one, write the function and its row: the
command line lists it, `kg evaluate` compares it, the graph names it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg import __version__
from kg.errors import StoreError, UsageError
from kg.extraction.even import evenly
from kg.extraction.extract import Extractor, extraction_of
from kg.knowledge import Knowledge, load
from kg.listing.rows import RULES
from kg.model import Article, Claim, Extraction, Maker

if TYPE_CHECKING:
    from kg.llm import reading
    from kg.llm.proposals import Refusal

Reader = Callable[[Article], Extraction]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a graph's claims are found: a row of EXTRACTORS, and for a language model which one and where its answers are.

    Plain values without any secret: it is written beside the graph and handed to worker processes.
    """

    extractor: str = RULES
    model: str = ""
    url: str = ""
    answers: str = ""

    def row(self) -> dict[str, str]:
        """As plain values."""
        return asdict(self)

    def told(self) -> reading.Told:
        """The model, and where its answers are. Raises UsageError where none is named."""
        from kg.llm import reading
        from kg.llm.offers import choose

        return reading.Told(choose(self.model, self.url), Path(self.answers))


PLAIN = Recipe()
HYBRID, LLM = "hybrid", "llm"


@dataclass(frozen=True, slots=True)
class Row:
    """One way to extract. `model`: whether a language model must have been asked before."""

    make: Callable[[Extractor, Recipe], Reader]
    model: bool = False


def _rules(extractor: Extractor, recipe: Recipe) -> Reader:
    return extractor.read


def _llm(extractor: Extractor, recipe: Recipe) -> Reader:
    from kg.llm import reading

    def read(article: Article) -> Extraction:
        context = extractor.context(article)
        return extraction_of(context, _complete(article, reading.read(context, recipe.told())).claims)

    return read


def _both(extractor: Extractor, recipe: Recipe) -> Reader:
    from kg.llm import reading

    def read(article: Article) -> Extraction:
        context, kept = extractor.ruled(article)
        ruled = [replace(one, makers=(BY_RULES,)) for one in kept]
        asked = _complete(article, reading.read(context, recipe.told())).claims
        return extraction_of(context, merged(ruled, asked, extractor.knowledge))

    return read


def _hybrid(extractor: Extractor, recipe: Recipe) -> Reader:
    from kg.learned.model import available

    if not available():
        what = "the trained model needs onnxruntime, which is not installed"
        raise UsageError(what, "--extractor hybrid", "pip install 'kg-explorer[model]'")
    from kg.learned.reading import hybrid_for

    hybrid = hybrid_for(extractor.knowledge)

    def read(article: Article) -> Extraction:
        context, found = extractor.offered(article, hybrid)
        return extraction_of(context, hybrid.accepted(context, found))

    return lambda article: evenly(read, article)


EXTRACTORS: dict[str, Row] = {
    RULES: Row(_rules),
    HYBRID: Row(_hybrid),
    LLM: Row(_llm, model=True),
    "both": Row(_both, model=True),
}
BY_RULES = Maker(RULES, version=__version__)


def reader(extractor: Extractor, recipe: Recipe) -> Reader:
    """The function that reads an article by this recipe."""
    return EXTRACTORS[recipe.extractor].make(extractor, recipe)


def _complete(article: Article, found: reading.Read) -> reading.Read:
    """Raise StoreError where parts of the article have no answer: half an article is no reading of it."""
    if found.missing:
        what = f"{len(found.missing)} parts of {article.file} have no answer of the model"
        raise StoreError(what, "", "ask for them: kg build --extractor llm|both --model PROVIDER:MODEL")
    return found


# --- the same claim from several makers --------------------------------------------------------------------------------


def merged(ruled: Sequence[Claim], asked: Sequence[Claim], knowledge: Knowledge) -> list[Claim]:
    """The claims of two makers together; what both found is one claim, of two makers, and surer.

    The words are those of the one that knows the time, else of the rules. Two different times are two claims.
    """
    out = list(ruled)
    places: dict[tuple[Any, ...], list[int]] = {}
    for at, claim in enumerate(out):
        places.setdefault(_gist(claim, knowledge), []).append(at)
    for claim in asked:
        known = [i for i in places.get(_gist(claim, knowledge), ()) if _same_time(out[i], claim)]
        if known:
            out[known[0]] = _joined(out[known[0]], claim)
        elif not _yields(claim, out, knowledge):
            out.append(claim)
    return sorted(out, key=lambda c: (c.start, c.end, c.kind, c.rule, repr(c.value)))


def _gist(claim: Claim, knowledge: Knowledge) -> tuple[Any, ...]:
    """What makes two claims of an article one, as the reconciler has it."""
    one_voice = knowledge.kinds[claim.kind].settings.get("one_voice")
    keys = (e.key if e else "" for e in (claim.subject, claim.object, None if one_voice else claim.speaker))
    values = tuple((k, str(v)) for k, v in claim.value if k != "role")
    return (claim.kind, *keys, values, claim.negated)


def _same_time(one: Claim, other: Claim) -> bool:
    a, b = one.time or "", other.time or ""
    return a.startswith(b) or b.startswith(a)


def _joined(one: Claim, other: Claim) -> Claim:
    from kg.llm.proposals import checks

    best = other if len(other.time or "") > len(one.time or "") else one
    sure = 1 - (1 - one.confidence) * (1 - other.confidence)
    makers = tuple(dict.fromkeys((*one.makers, *other.makers)))
    return replace(best, confidence=round(min(sure, float(checks()["confidence"]["both"])), 3), makers=makers)


def _yields(claim: Claim, others: Sequence[Claim], knowledge: Knowledge) -> bool:
    """Whether a kind before which this one gives way stands already between the same two things."""
    stronger = knowledge.kinds[claim.kind].settings.get("yields_to", ())
    pair = (claim.subject, claim.object)
    return any(o.kind in stronger and (o.subject, o.object) == pair for o in others) if all(pair) else False


# --- before and after ---------------------------------------------------------------------------------------------------


def stamp(article: Article, recipe: Recipe, knowledge: Knowledge) -> str:
    """What an article's graph hangs on beside its text and the knowledge: a hash of its answers; "" for none."""
    if not EXTRACTORS[recipe.extractor].model:
        return ""
    from kg.llm import reading

    found = reading.answered(article, recipe.told().answers(knowledge))
    parts = [(p.start, p.end, reply and (reply.text, reply.finish, reply.answered_by)) for p, reply in found]
    whole = json.dumps([recipe.extractor, recipe.model, parts], ensure_ascii=False)
    return hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()[:16]


def stamps_of(articles: Iterable[Article], recipe: Recipe) -> dict[str, str]:
    """Article → what its graph hangs on today beside its text and the knowledge; nothing for the rules."""
    return {} if recipe == PLAIN else {article.id: stamp(article, recipe, load()) for article in articles}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a model's proposals over all articles."""

    proposed: int = 0
    withheld: int = 0
    refused: tuple[tuple[str, Refusal], ...] = ()  # file of the article, refusal

    def reasons(self) -> dict[str, int]:
        """How many were refused, by reason, the most frequent first."""
        counts: dict[str, int] = {}
        for _, one in self.refused:
            counts[one.reason] = counts.get(one.reason, 0) + 1
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    def rows(self) -> list[dict[str, Any]]:
        """One row for each refusal: file, reason, words, start and end of the part, and what was proposed."""
        return [
            {
                "file": file, "reason": one.reason, "words": one.words, "start": one.start, "end": one.end,
                "proposal": dict(one.proposal),
            }
            for file, one in self.refused
        ]  # fmt: skip


def outcome(articles: Sequence[Article], extractor: Extractor, recipe: Recipe) -> Outcome:
    """What became of the answers about these articles: counted, and every refusal with its reason."""
    from kg.llm import reading

    proposed = withheld = 0
    refused: list[tuple[str, Refusal]] = []
    for article in articles:
        found = reading.read(extractor.context(article), recipe.told())
        proposed += found.proposed
        withheld += found.withheld
        refused += [(article.file, one) for one in found.refusals]
    return Outcome(proposed, withheld, tuple(refused))


def from_row(row: Mapping[str, Any]) -> Recipe:
    """A recipe from plain values, as they stand beside a graph."""
    return Recipe(**{key: str(row.get(key, "")) for key in ("extractor", "model", "url", "answers")})
