"""What a trained model can say: a label for each kind and value, out of the kinds' data files."""

from __future__ import annotations

import functools
import itertools
from dataclasses import dataclass
from typing import Any

from kg.knowledge import Kind, Knowledge

SORTS = ("pair", "single", "number", "sentence")


@dataclass(frozen=True, slots=True)
class Label:
    """One thing to say. `sort`: of a pair of things, of one, of a thing and a number, or of the whole sentence."""

    name: str  # "adopts/uses"
    sort: str
    kind: str
    value: tuple[tuple[str, Any], ...] = ()
    subject: frozenset[str] = frozenset()
    object: frozenset[str] = frozenset()


@functools.cache
def labels_for(knowledge: Knowledge) -> tuple[Label, ...]:
    """The labels of every kind, in the order of the kinds and of their values."""
    return tuple(label for kind in knowledge.kinds.values() for label in _labels(kind))


def by_sort(knowledge: Knowledge, sort: str) -> tuple[Label, ...]:
    """The labels of one sort, in order: the columns of that head of a model."""
    return tuple(label for label in labels_for(knowledge) if label.sort == sort)


def _labels(kind: Kind) -> list[Label]:
    subject, thing = frozenset(kind.subject) - {"Group"}, frozenset(kind.object) - {"Group"}
    numbered = "number" in kind.settings
    if not kind.subject:
        sort = "sentence"
    elif numbered and not thing:
        sort = "number"
    else:
        sort = "pair" if thing else "single"
    found = [Label(_name(kind, value), sort, kind.id, value, subject, thing) for value in _values(kind)]
    if numbered and thing:  # a score: between the two things, and of the number that belongs to the second
        found.append(Label(f"{kind.id}#", "number", kind.id, (), thing))
    bare = kind.settings.get("bare", "")
    if isinstance(kind.values.get(bare), list):  # a licence alone is said of a pair, each of its terms of the thing
        terms = [Label(label.name, "single", kind.id, label.value, subject) for label in found]
        found = [Label(kind.id, "pair", kind.id, (), subject, thing), *(t for t in terms if dict(t.value).get(bare))]
    return found


def _values(kind: Kind) -> list[tuple[tuple[str, Any], ...]]:
    """The combinations of a kind's enumerated values; one that changes nothing ("from open to open") is none."""
    lists = {name: options for name, options in kind.values.items() if isinstance(options, list)}
    combined = itertools.product(*lists.values())
    same = len(lists) == 2 and len(set(map(tuple, lists.values()))) == 1
    return [tuple(sorted(zip(lists, row, strict=True))) for row in combined if not (same and len(set(row)) == 1)] or [
        ()
    ]


def _name(kind: Kind, value: tuple[tuple[str, Any], ...]) -> str:
    order = list(kind.values)
    return "/".join([kind.id, *(str(v) for _, v in sorted(value, key=lambda pair: order.index(pair[0])))])
