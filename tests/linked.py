"""Rows of claims that a network is built of."""

from __future__ import annotations

from typing import Any


def thing(sort: str, label: str, *aliases: str) -> dict[str, Any]:
    return {"type": sort, "label": label, "aliases": list(aliases), "key": f"{sort.lower()}/{label.lower()}"}


def row(kind: str, subject: Any = None, object: Any = None, **more: Any) -> dict[str, Any]:
    made = {"kind": kind, "subject": subject, "object": object, "value": {}, "time": None, "speaker": None}
    made |= {"negated": False, "quote": "q", "article": "a1", "file": "a.md", "title": "A", "date": "2023-10", **more}
    return made | {"id": more.get("id", f"{kind}-{made['quote']}-{made['article']}")}


ACME, BETA = thing("Organization", "Acme", "艾克米"), thing("Organization", "Beta")
ONE, TWO, THREE = thing("Model", "One-1"), thing("Model", "Two"), thing("Model", "Three")
ROWS = [
    row("shift", ACME, value={"from": "open", "to": "closed"}, quote="Acme closed up"),
    row("release", ACME, ONE, quote="Acme released One-1", time="2022"),
    row("release", ACME, ONE, quote="One-1 is out", article="a2", title="B"),
    row("openness", ONE, value={"status": "restricted"}),
    row("openness", TWO, value={"status": "open"}),
    row("develops", BETA, TWO),
    row("strategy", BETA, value={"strategy": "open"}),
    row("quantity", ONE, value={"metric": "parameters", "number": 7_000_000_000}),
    row("argument", value={"side": "open", "polarity": "con", "aspect": "safety"}, speaker=ACME),
    row("stance", {"type": "Person", "label": "author", "aliases": []}, value={"side": "open", "polarity": "for"}),
    row("stance", {"type": "Person", "label": "author", "aliases": []}, value={"side": "open", "polarity": "for"},
        article="a2", title="B"),
    row("comparison", ONE, THREE, value={"relation": "worse", "aspect": "cost"}, negated=True),
]  # fmt: skip
