"""An invented quarrel about open and closed models, in two articles."""

from __future__ import annotations

from typing import Any

import made

from kg.model import Extraction

WILLOW, ASH = made.org("Willow", "柳树"), made.org("Ash")
ADA, BEN = made.entity("Person", "Ada Finch"), made.entity("Person", "Ben Wren")
AUTHOR = made.entity("Person", "author")


def value(side: str, polarity: str, aspect: str = "privacy") -> dict[str, str]:
    return {"side": side, "polarity": polarity, "aspect": aspect}


TURN = "In 2022 Willow turned from open models to closed ones"
CLAIMS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (TURN, "shift", {"subject": WILLOW, "value": {"from": "open", "to": "closed"}, "time": "2022"}),
    ("Ada Finch heads Willow", "affiliation", {"subject": ADA, "object": WILLOW, "value": {"role": "head"}}),
    ("what is kept inside does not leak", "argument", {"value": value("closed", "pro"), "speaker": ADA}),
    ("weights at home keep the data at home", "argument", {"value": value("open", "pro")}),
    ("nobody gets lost [in <the> {maze}] of #versions", "argument", {"value": value("open", "con", "fragmentation")}),
    ("Ada Finch is against open models", "stance", {"subject": ADA, "value": {"side": "open", "polarity": "against"}}),
    ("we would rather see open models", "stance", {"subject": AUTHOR, "value": {"side": "open", "polarity": "for"}}),
    ("Ash stays closed", "strategy", {"subject": ASH, "value": {"strategy": "closed"}}),
    ("nor is it cheap", "argument", {"value": value("open", "pro", "cost"), "negated": True}),
)


def turn() -> Extraction:
    text = f"{TURN}. Ada Finch heads Willow. " + ". ".join(quote for quote, *_ in CLAIMS[2:]) + "."
    here = made.article("turn.md", text, "2023-02-01", title="A turn", author="A. Writer")
    return Extraction(here, (), tuple(made.say(here, kind, quote, **more) for quote, kind, more in CLAIMS))


def elsewhere() -> Extraction:
    quote = "a shut model sends every question to its maker's machines"
    here = made.article("else.md", f"{quote}, says Ben Wren.", "2024-01-01", title="Elsewhere")
    said = made.say(here, "argument", quote, value=value("closed", "con"), speaker=BEN)
    return Extraction(here, (), (said,))
