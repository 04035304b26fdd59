"""The claims that tables give: what the tests of tables share."""

from __future__ import annotations

import json

from kg.extraction.extract import shared
from kg.model import Claim
from kg.read import read_text
from kg.tabular import grids


def claims(text: str) -> list[Claim]:
    article = read_text(text, "table.md")
    found = [candidate.claim for candidate in grids.find(shared().context(article))]
    for claim in found:
        assert article.text[claim.start : claim.end] == claim.quote
        assert claim.rule.startswith("table/") and 0 < claim.confidence <= 1
    return found


def told(text: str, kind: str = "") -> set[tuple]:
    """kind, subject, object and value of each claim; entities by the way they are written when new."""
    return {
        (
            c.kind,
            c.subject and c.subject.label,
            c.object and c.object.label,
            json.dumps(c.values, sort_keys=True),
            c.negated,
        )
        for c in claims(text)
        if kind in ("", c.kind)
    }


def quantity(subject: str, metric: str, number: float, unit: str, **more: float) -> tuple:
    return (
        "quantity",
        subject,
        None,
        json.dumps({"metric": metric, "number": number, "unit": unit, **more}, sort_keys=True),
        False,
    )


def simple(found: set[tuple]) -> set[tuple]:
    return {(kind, subject, thing) for kind, subject, thing, _, _ in found}
