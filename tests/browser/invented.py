"""Stores for the explorer's tests: one with hostile names and quotes, one that is large, one of
articles that rest on works and were read by rules and models. All of it invented."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import made

from kg.model import Extraction, Maker, Source
from kg.rdf.graph import quads
from kg.store import open_store

HIT = "window.hit=1"
HOSTILE = f"<img src=x onerror={HIT}></script><script>{HIT}</script>"
BREAKING = f"\"'><svg onload={HIT}>{{{{1}}}}${{{HIT}}}"


def hostile(path: Path) -> Path:
    """Names, titles, quotes, an author and an address that would do harm if any of them were taken for markup."""
    maker, model = made.entity("Organization", HOSTILE, key="organization/hostile"), made.model("M" + BREAKING, key="model/hostile")
    quote = f"{HOSTILE} released M{BREAKING} as open weights"
    text = f"# {HOSTILE}\n\nOne sentence before. {quote}. One sentence after.\n\n| {HOSTILE} | b |\n|---|---|\n| {BREAKING} | d |\n"
    here = made.article("hostile.md", text, "2024-02-03", title=HOSTILE, author=BREAKING, source=f"javascript:{HIT}", lang="en")
    shift = {"from": "open", "to": "closed"}
    claims = (
        made.say(here, "release", quote, subject=maker, object=model, speaker=maker, confidence=0.9),
        made.say(here, "shift", quote, subject=maker, value=shift, time="2024", confidence=0.9),
        made.say(here, "openness", quote, subject=model, value={"status": "open"}, negated=True, confidence=0.9),
    )
    with open_store(path) as store:
        store.replace(here.id, quads(Extraction(here, (), claims)))
    return path


def large(path: Path, vendors: int = 60, models: int = 50) -> Path:
    """`vendors` organizations with so many models each (3,060 things as it stands), each vendor in an article of its own."""
    extractions = []
    for v in range(vendors):
        maker = made.org(f"Vendor {v:02d}")
        lines = [f"Vendor {v:02d} turned from open to closed in 2023."]
        lines += [f"Vendor {v:02d} released Model {v:02d}-{m:02d} in 2024." for m in range(models)]
        here = made.article(f"vendor-{v:02d}.md", "\n\n".join(lines), "2024-05-01", title=f"Of vendor {v:02d}", lang="en")
        claims = [made.say(here, "shift", lines[0], subject=maker, value={"from": "open", "to": "closed"}, time="2023", confidence=0.8)]
        claims += [
            made.say(here, "release", line, subject=maker, object=made.model(f"Model {v:02d}-{m:02d}"), time="2024", confidence=0.8)
            for m, line in enumerate(lines[1:])
        ]
        extractions.append(Extraction(here, (), tuple(claims)))
    with open_store(path) as store:
        store.load_many((one.article.id, quads(one)) for one in extractions)
    return path


RULED, TRAINED, ASKED = Maker("rules"), Maker("model", version="1"), Maker("llm", "made:up", "v1", "hash")
WORKS = (
    Source("Letter of the founders", "Nimbus", "2021-02-03", "https://example.org/letter"),
    Source("Model card", "", "2022", f"javascript:{HIT}"),
    Source("Talk at a fair", "Orchid", "2023-05", ""),
    Source("", "", "2024-01", "https://example.org/bare"),
)


def rested() -> list[Extraction]:
    """An article that rests on four works, read by the rules, by a trained model and by a language model; one without."""
    lines = ("Nimbus turned from open to closed in 2022", "Orchid stays open", "Pelican stays closed", "Quartz stays hybrid")
    nimbus, orchid, pelican, quartz = (made.org(line.split()[0]) for line in lines)
    here = replace(made.article("rested.md", "\n\n".join(lines), "2024-02-03", title="What the makers do", lang="en"), sources=WORKS)
    claims = (
        made.say(here, "shift", lines[0], subject=nimbus, value={"from": "open", "to": "closed"}, confidence=0.9, makers=(RULED,)),
        made.say(here, "strategy", lines[1], subject=orchid, value={"strategy": "open"}, confidence=0.9, makers=(RULED, ASKED)),
        made.say(here, "strategy", lines[2], subject=pelican, value={"strategy": "closed"}, confidence=0.9, makers=(TRAINED,)),
        made.say(here, "strategy", lines[3], subject=quartz, value={"strategy": "hybrid"}, confidence=0.9, makers=(ASKED,)),
    )
    other = made.article("plain.md", "Nimbus stays closed today.", "2024-03-01", title="Of Nimbus", lang="en")
    plain = made.say(other, "strategy", "Nimbus stays closed today", subject=nimbus, value={"strategy": "closed"}, confidence=0.9)
    return [Extraction(here, (), claims), Extraction(other, (), (plain,))]


def resting(path: Path) -> Path:
    """The store of `rested`."""
    with open_store(path) as store:
        store.load_many((one.article.id, quads(one)) for one in rested())
    return path
