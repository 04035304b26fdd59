"""A graph of one small article for the tests of the command line, and what they ask of a complaint."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from click.testing import Result

from kg.model import Article, Claim, Entity, Extraction

ACME = Entity("Organization", "Acme", "organization/acme", aliases=("艾克米",))
ONE = Entity("Model", "One-1", "model/one-1")
TEXT = "Acme was open and is closed now. In 2022 Acme released One-1. 艾克米反对开源。Nobody may sell One-1."
Cli = Callable[..., Result]


def claim(kind: str, quote: str, **more: Any) -> Claim:
    start = TEXT.index(quote)
    return Claim(kind, start, start + len(quote), quote, rule="test", **more)


def extraction() -> Extraction:
    article = Article("0123456789abcdef", "news.md", TEXT, title="News of Acme", date="2023-10-01")
    claims = (
        claim("shift", "Acme was open and is closed now", subject=ACME, value=(("from", "open"), ("to", "closed"))),
        claim("release", "In 2022 Acme released One-1", subject=ACME, object=ONE, time="2022"),
        claim("stance", "艾克米反对开源", subject=ACME, value=(("polarity", "against"), ("side", "open"))),
        claim("license", "Nobody may sell One-1", subject=ONE, value=(("term", "commercial-use"),), negated=True),
    )
    return Extraction(article, (ACME, ONE), claims)


def one_line(result: Result, status: int) -> str:
    """The single line of complaint."""
    assert result.exit_code == status, result.output
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("kg: ")]
    assert "Traceback" not in result.output
    return line
