"""What rules have earned: how often each was right on articles that it was not written on.

kg/data/earned.tsv counts for each rule how often it fired and how often a careful reader agreed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from kg.errors import DataError
from kg.knowledge import read_tsv

DRAWN = 6.0  # as many firings weigh as much as what is known of the kind


@dataclass(frozen=True, slots=True)
class Earned:
    """Counts for each rule and each kind: fired, right."""

    rules: dict[str, tuple[int, int]]
    kinds: dict[str, tuple[int, int]]

    def share(self, rule: str) -> float:
        """How often the rule is right; drawn towards its kind's share, and that towards all, where little is known."""
        fired, right = self.rules.get(rule, (0, 0))
        kind_fired, kind_right = self.kinds.get(rule.partition("/")[0], (0, 0))
        all_fired, all_right = (sum(counts[i] for counts in self.kinds.values()) for i in (0, 1))
        whole = all_right / all_fired if all_fired else 0.5
        kind = (kind_right + DRAWN * whole) / (kind_fired + DRAWN)
        return (right + DRAWN * kind) / (fired + DRAWN)


def read_earned(path: Path) -> Earned:
    """The counts of a file. Raises DataError with the line of a fault."""
    rules: dict[str, tuple[int, int]] = {}
    kinds: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for number, row in read_tsv(path):
        try:
            fired, right = int(row["fired"]), int(row["right"])
        except (KeyError, ValueError):
            raise DataError(
                "a row needs a rule, how often it fired and how often it was right", f"{path}:{number}"
            ) from None
        rules[row["rule"]] = fired, right
        kind = kinds[row["rule"].partition("/")[0]]
        kind[0] += fired
        kind[1] += right
    return Earned(rules, {kind: (fired, right) for kind, (fired, right) in kinds.items()})
