"""What a text calls a thing: the longest of its names that stands there, and no name that is only the end of another."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from kg.knowledge import fold

_CUT = frozenset({"Model"})  # sorts whose names are cut at the front: V3 is half of a name, Stanford is one
_OPENING = re.compile(r"[^\W\d_]+")


def called_in(quote: str, names: Sequence[str], sort: str) -> str:
    """The longest of a thing's names that stands in `quote`; empty where none does or it says a cut name alone.

    `names`: its label first. A text about DeepSeek-V4 Pro that writes "V4-Pro" would else give the thing a name that
    says nothing away from that text.
    """
    name = max((name for name in names if name in quote), key=len, default="")
    return "" if name and sort in _CUT and _is_cut(name, tuple(names)) else name


@functools.lru_cache(maxsize=1 << 12)
def _is_cut(name: str, names: tuple[str, ...]) -> bool:
    """Whether it is the end of the label, or of another name that begins as the label does."""
    end, opening = fold(name), _opening(names[0])
    return any(fold(other) != end and fold(other).endswith(end) and _opening(other) == opening for other in names)


def _opening(name: str) -> str:
    found = _OPENING.match(name)
    return fold(found[0]) if found else ""
