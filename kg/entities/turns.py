"""Names in bold at the head of a block: whose turn it is in an interview, or only the label of what follows."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace

from kg.entities.cues import patterns
from kg.entities.surroundings import ordinary
from kg.knowledge import Knowledge
from kg.model import Article, Mention

_ENOUGH = 2  # turns from which on a name takes part in a conversation


@dataclass(frozen=True, slots=True)
class _Form:
    """What the labels of an article show: how often each stands, and which alternate with another one."""

    times: Mapping[str, int]
    alternating: Set[str]
    asks: bool


def spoken(knowledge: Knowledge, first_names: Set[str], article: Article, found: list[Mention]) -> list[Mention]:
    """The mentions without names by turn that are labels: "**Verdict:** …" is nobody's turn, "**Jane:** …" in an interview is."""
    turns = [m for m in found if m.by == "turn" and _is_label(knowledge, article, m)]
    if not turns:
        return found
    form = _form(knowledge, article)
    items = [b for b in article.blocks if b.kind == "item"]
    people = {m.entity.label: m.entity for m in found if m.entity.type == "Person" and " " in m.entity.label}
    kept: dict[Mention, Mention] = {}
    for m in turns:
        words = m.entity.label.split(" ")
        known = words[0] in first_names and words[0].lower() not in ordinary()
        listed = any(b.start <= m.start < b.end for b in items)
        full = [entity for name, entity in people.items() if m.entity.label in name.split(" ")]
        if full or known or not listed and _takes_part(words, form):
            kept[m] = replace(m, entity=full[0]) if len(full) == 1 else m
    return [kept.get(m, m) for m in found if m in kept or m not in turns]


def _is_label(knowledge: Knowledge, article: Article, mention: Mention) -> bool:
    """Whether a name by turn has no more to show for it than bold letters and a colon."""
    return patterns(knowledge, "names")["labelled"].match(article.text, mention.start) is not None


def _takes_part(words: list[str], form: _Form) -> bool:
    """Whether a name's turns have the form of a conversation; of one word somebody must ask something there, too."""
    label = " ".join(words)
    if len(words) == 1:
        return form.asks and label in form.alternating and label.lower() not in ordinary()
    named = not any(word.lower() in ordinary() for word in words)
    return label in form.alternating or named and form.times.get(label, 0) >= _ENOUGH


def _form(knowledge: Knowledge, article: Article) -> _Form:
    """The labels of an article's paragraphs, by how they follow one another between two headings."""
    label = patterns(knowledge, "names")["label"]
    times: dict[str, int] = {}
    alternating: set[str] = set()
    before: list[str] = []  # the labels since the last heading
    asks = False
    for block in article.blocks:
        before = [] if block.kind == "heading" else before
        for match in label.finditer(article.text, block.start, block.end) if block.kind in ("paragraph", "quote") else ():
            name = match["name"]
            times[name] = times.get(name, 0) + 1
            asks = asks or "?" in article.text[match.end() : block.end]
            if before and before[-1] != name and name in before:
                alternating.update((name, before[-1]))
            before.append(name)
    return _Form(times, alternating, asks)
