"""Questions about several things alike ("the licences of A, B and C"): what is asked of the first is asked of each."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kg.asking import query
from kg.asking.linking import linked
from kg.asking.question import Reading
from kg.asking.wordlist import form

ALIKE = {"Product": "Model"}  # types that stand for one another in a list
Name = tuple[str, str]  # (name, type)


@dataclass(frozen=True, slots=True)
class Listed:
    """Names that a question puts side by side, and the question with the first of them alone."""

    names: tuple[Name, ...]
    alone: str
    either: bool = False  # whether any of them will do: "A or B"

    def all_in(self, params: Mapping[str, str]) -> bool:
        """Whether a call takes each of the names."""
        taken = {one for value in params.values() for one, _ in query.called(value)}
        return taken.issuperset(name for name, _ in self.names)

    def each(self, reading: Reading) -> list[Reading]:
        """The reading of the question, once for each of the names alone."""
        beside = tuple(name for name in reading.names if name not in self.names)
        return [replace(reading, names=(one, *beside)) for one in self.names]


def listed(question: str, names: Mapping[str, Name]) -> Listed | None:
    """The longest list of names of one type in a question, None where it has none."""
    text = unicodedata.normalize("NFKC", question)
    joins = form("forms", "joins_names")
    runs: list[list[tuple[int, int, Name]]] = []
    for found in linked(text, names):
        last = runs[-1][-1] if runs else None
        if last and _type(last[2]) == _type(found[2]) and joins.fullmatch(text[last[1] : found[0]].casefold()):
            runs[-1].append(found)
        else:
            runs.append([found])
    longest = max(runs, key=len, default=[])
    told = tuple(dict.fromkeys(name for *_, name in longest))
    if len(told) < 2:
        return None
    between = [text[one[1] : two[0]] for one, two in zip(longest, longest[1:], strict=False)]
    either = any(form("forms", "either_of").search(part.casefold()) for part in between)
    return Listed(told, text[: longest[0][1]] + text[longest[-1][1] :], either)


def _type(name: Name) -> str:
    return ALIKE.get(name[1], name[1])


def together(given: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Parameters that hold what each of these calls holds: where they differ, one value beside the other."""
    return {label: query.SEVERAL.join(dict.fromkeys(one[label] for one in given if label in one)) for label in given[0]}
