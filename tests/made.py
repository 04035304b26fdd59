"""Extractions made by hand for the tests of the graph, the store and the queries: small, invented, one case each."""

from __future__ import annotations

import hashlib
from typing import Any

from kg.model import Article, Claim, Entity, Extraction, Source


def entity(type: str, label: str, *aliases: str, **more: Any) -> Entity:
    key = more.pop("key", "") or f"{type.lower()}/{label.casefold().replace(' ', '-')}"
    return Entity(type, label, key, aliases, **more)


def article(file: str, text: str, date: str = "", sources: tuple[str, ...] = (), **more: Any) -> Article:
    named = tuple(Source(url=url) for url in sources)
    return Article(hashlib.sha256(text.encode()).hexdigest()[:16], file, text, date=date, sources=named, **more)


def say(told: Article, kind: str, quote: str, **more: Any) -> Claim:
    start = told.text.index(quote)
    value = tuple(more.pop("value", {}).items())
    return Claim(kind, start, start + len(quote), quote, value=value, **more)


def org(label: str, *aliases: str) -> Entity:
    return entity("Organization", label, *aliases)


def model(label: str, *aliases: str, **more: Any) -> Entity:
    return entity("Model", label, *aliases, **more)


NIMBUS, ORCHID, PELICAN = org("Nimbus", "雨云"), org("Orchid"), org("Pelican")
QUARTZ, ROWAN, SABLE, TUNDRA = org("Quartz"), org("Rowan"), org("Sable"), org("Tundra")
SHIFTED = {"from": "open", "to": "closed"}


def told() -> Extraction:
    """Nimbus is a mover by statement."""
    text = "The year in models. Nimbus went from open to closed when the money ran short, its founders say."
    here = article("told.md", text, "2024-01-10", title="The year in models")
    quote = "Nimbus went from open to closed when the money ran short"
    return Extraction(
        here, (), (say(here, "shift", quote, subject=NIMBUS, value=SHIFTED, time="2022", confidence=0.9),)
    )


def reprint() -> Extraction:
    """The same passage again, later and elsewhere."""
    text = "Gathered from other pages:\n\nNimbus went from open to closed when the money ran short, its founders say.\n"
    here = article("reprint.md", text, "2024-03-01")
    quote = "Nimbus went from open to closed when the money ran short"
    return Extraction(here, (), (say(here, "shift", quote, subject=NIMBUS, value=SHIFTED, time="2022"),))


def witness() -> Extraction:
    """The same thing in other words."""
    quote = "雨云在新掌门上任的那个春天由开源转向了闭源"
    here = article("witness.md", f"多年的共享之后，{quote}，令许多开发者失望。", "2024-02", lang="zh")
    cloud = Entity("Organization", "雨云", NIMBUS.key, ("Nimbus",))
    return Extraction(here, (), (say(here, "shift", quote, subject=cloud, value=SHIFTED),))


def makers() -> Extraction:
    """Who made which model, in an article of its own."""
    lines = {
        ORCHID: ("Orchid-1", "Orchid-2", "Orchid-3"),
        PELICAN: ("Pelican-1", "Pelican-2"),
        QUARTZ: ("Quartz-1", "Quartz-2", "Vault"),
        SABLE: ("Sable-1", "Sable-2", "Sable-3"),
    }
    pairs = [(maker, name) for maker, names in lines.items() for name in names]
    here = article("makers.md", "\n".join(f"{maker.label} made {name}." for maker, name in pairs), "2024-05-01")
    claims = [
        say(here, "develops", f"{maker.label} made {name}", subject=maker, object=model(name)) for maker, name in pairs
    ]
    return Extraction(here, (), tuple(claims))


STATES = (
    ("Orchid-1", "open", "2019", "The weights of Orchid-1 were put out for everybody in 2019"),
    ("Orchid-2", "partial", "2020", "Of Orchid-2 a paper and half the code came out in 2020"),
    ("Orchid-3", "api", "2022-06", "Since June 2022 Orchid-3 can be called and not be had"),
    ("Pelican-1", "closed", "2021", "Nobody outside ever held Pelican-1, made in 2021"),
    ("Pelican-2", "open", "2023", "Then Pelican-2 was given away in 2023"),
    ("Quartz-1", "open", "2020", "Quartz-1 has been free to take since 2020"),
    ("Quartz-2", "open", "2023", "So has been Quartz-2 from 2023 on"),
    ("Vault", "closed", "2024", "The side product Vault, of 2024, is kept in the house"),
    ("Sable-1", "open", "2019", "Sable-1 was an open model in 2019"),
    ("Sable-2", "closed", "2021", "Sable-2 was shut away in 2021"),
    ("Sable-3", "closed", "2022", "Sable-3 was shut away in 2022"),
)


def states() -> Extraction:
    """Orchid is a mover by derivation, Pelican an opener, Quartz a holder, Sable a mover that came back years later."""
    lines = [f"{quote}." for *_, quote in STATES]
    lines += ["Pelican went from closed to both.", "In 2024 Sable returned to an open course."]
    here = article("states.md", "\n".join(lines), "2024-06-01")
    claims = [
        say(here, "openness", quote, subject=model(name), value={"status": status}, time=time)
        for name, status, time, quote in STATES
    ]
    back = "Pelican went from closed to both"
    claims.append(say(here, "shift", back, subject=PELICAN, value={"from": "closed", "to": "hybrid"}))
    again = "In 2024 Sable returned to an open course"
    claims.append(say(here, "strategy", again, subject=SABLE, value={"strategy": "open"}, time="2024"))
    return Extraction(here, (), tuple(claims))


def denial() -> Extraction:
    """Rowan has not moved, it says; and one says the same of Nimbus."""
    text = "Rowan never turned from open to closed. Nor did Nimbus, whatever is told, says its speaker Ada Finch."
    here = article("denial.md", text, "2024-07-01")
    ada = entity("Person", "Ada Finch", "Ada")
    claims = (
        say(here, "shift", "Rowan never turned from open to closed", subject=ROWAN, value=SHIFTED, negated=True),
        say(here, "shift", "Nor did Nimbus", subject=NIMBUS, value=SHIFTED, negated=True, speaker=ada),
    )
    return Extraction(here, (), claims)


def plans() -> Extraction:
    """What is only planned, and what may be so."""
    here = article("plans.md", "Tundra plans to bring out Quartz-9 in 2025. Perhaps Orchid will turn from open to closed.", "2024-08-01")
    claims = (
        say(here, "release", "Tundra plans to bring out Quartz-9 in 2025", subject=TUNDRA, object=model("Quartz-9"), time="2025", modality="planned"),
        say(here, "shift", "Perhaps Orchid will turn from open to closed", subject=ORCHID, value=SHIFTED, modality="hedged"),
    )
    return Extraction(here, (), claims)


def dispute() -> Extraction:
    """What other articles say otherwise, and one claim of every kind that the others lack."""
    parts = {
        "In 2023 Quartz-2 is only half open to us": ("openness", model("Quartz-2"), None, {"status": "partial"}),
        "Tundra began in 2015": ("founded", TUNDRA, None, {}),
        "Quartz-2 has 70 billion parameters": (
            "quantity",
            model("Quartz-2"),
            None,
            {"metric": "parameters", "number": 70_000_000_000, "unit": "parameters"},
        ),
        "It costs 0.002 dollars for a thousand tokens": (
            "price",
            model("Quartz-2"),
            None,
            {"amount": 0.002, "currency": "USD", "per": "1K tokens"},
        ),
        "Quartz-2 reaches 70.6 on MMLU": (
            "result",
            model("Quartz-2"),
            entity("Benchmark", "MMLU"),
            {"score": 70.6, "unit": "%"},
        ),
        "It stands under Apache-2.0": (
            "license",
            model("Quartz-2"),
            entity("License", "Apache-2.0", spdx="Apache-2.0"),
            {},
        ),
        "which allows business": ("license", model("Quartz-2"), None, {"term": "commercial-use"}),
        "Birch was made out of Quartz-2": ("based-on", model("Birch"), model("Quartz-2"), {}),
        "Twig was made out of Birch": ("based-on", model("Twig"), model("Birch"), {}),
        "Tundra serves Quartz-2 to its customers": ("adopts", TUNDRA, model("Quartz-2"), {"mode": "hosts"}),
        "Tundra and Quartz work together": ("partnership", TUNDRA, QUARTZ, {"mode": "partners"}),
        "Ada Finch leads Tundra": ("affiliation", entity("Person", "Ada Finch"), TUNDRA, {"role": "head"}),
        "Ada Finch is against shut models": (
            "stance",
            entity("Person", "Ada Finch"),
            None,
            {"side": "closed", "polarity": "against"},
        ),
        "Anyone can look inside an open model": (
            "argument",
            None,
            None,
            {"side": "open", "polarity": "pro", "aspect": "transparency"},
        ),
        "Quartz-2 beats Orchid-3 on HellaSwag": (
            "comparison",
            model("Quartz-2"),
            model("Orchid-3"),
            {"relation": "better", "aspect": "HellaSwag"},
        ),
        "Quartz-2 came out of Quartz in March 2023": ("release", QUARTZ, model("Quartz-2"), {}),
    }
    here = article("dispute.md", ". ".join(parts) + ".", "2024-08-01", author="A. Writer", rights="CC BY 4.0")
    times = {"openness": "2023", "founded": "2015", "release": "2023-03"}
    claims = [
        say(here, kind, quote, subject=subject, object=thing, value=value, time=times.get(kind))
        for quote, (kind, subject, thing, value) in parts.items()
    ]
    return Extraction(here, (), tuple(claims))


def founding() -> Extraction:
    """Another year for the beginning of Tundra."""
    quote = "The house of Tundra was set up by three friends during the autumn of 2016"
    here = article("founding.md", f"{quote}.", "2024-09-01")
    return Extraction(here, (), (say(here, "founded", quote, subject=TUNDRA, time="2016"),))


def corpus() -> list[Extraction]:
    """All of them."""
    return [told(), reprint(), witness(), makers(), states(), denial(), dispute(), founding(), plans()]
