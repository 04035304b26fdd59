"""python -m training.agreement: how far two readers of the same passages agree, by kind and language.

Each row of `passages/claims.jsonl` says who found it: `first`, `second` or `both` readers; the second saw nothing of what
the first wrote. The passages that only one person read hold rows of `first` alone and are left out. F1 is that of one
reader's claims against the other's; recall is the share of the first reader's that the second found too, precision the
share of the second's that the first had.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

PASSAGES = Path(__file__).parent / "passages"


def read_twice(claims: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The claims of the passages that two people read."""
    rows = list(claims)
    twice = {row["file"] for row in rows if row["read"] != "first"}
    return [row for row in rows if row["file"] in twice]


def agreement(rows: Iterable[dict[str, Any]]) -> tuple[int, int, int, float]:
    """Claims of both, of the first alone, of the second alone, and F1 of one against the other."""
    count = Counter(row["read"] for row in rows)
    both, first, second = count["both"], count["first"], count["second"]
    return both, first, second, 2 * both / max(1, 2 * both + first + second)


def main() -> None:
    """Prints a row for each kind and language."""
    claims = [json.loads(line) for line in (PASSAGES / "claims.jsonl").read_text("utf-8").splitlines()]
    rows = read_twice(claims)
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        for name in (row["kind"], row["file"][:2], "all"):
            groups.setdefault(name, []).append(row)
    print(f"{len({row['file'] for row in rows})} passages\n{'kind':14}{'both':>6}{'first':>7}{'second':>8}{'F1':>7}")
    for name, some in sorted(groups.items(), key=lambda group: len(group[1])):
        both, first, second, f1 = agreement(some)
        print(f"{name:14}{both:6}{first:7}{second:8}{f1:7.2f}")


if __name__ == "__main__":
    main()
