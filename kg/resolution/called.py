"""What a text calls a thing: the longest of its names that stands there, and none that leaves out how its label begins or its version."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

_CUT = frozenset({"Model"})  # sorts whose names are cut at the front: V3 is half of a name, Stanford is one
_NUMBERED = frozenset({"Model", "License"})  # sorts whose versions are things of their own: of Apache-2.0, "Apache" tells too little
_PIECES = re.compile(r"[^\W\d_]+|\d+")


def called_in(quote: str, names: Sequence[str], sort: str) -> str:
    """The longest of a thing's names that stands in `quote`; empty where none does, or it says a cut name or one without the version.

    `names`: its label first. A text about DeepSeek-V4 Pro that writes "V4-Pro" would else give the thing a name that
    says nothing away from that text.
    """
    name = max((name for name in names if name in quote), key=len, default="")
    cut = sort in _CUT and _is_cut(name, tuple(names)) or sort in _NUMBERED and _is_numbered(names[0]) and not _is_numbered(name)
    return "" if name and cut else name


def _is_numbered(name: str) -> bool:
    return any(character.isdigit() for character in name)


@functools.lru_cache(maxsize=1 << 12)
def _is_cut(name: str, names: tuple[str, ...]) -> bool:
    """Whether it says less than the label, or than another name that begins as the label does, and not how that begins."""
    label, said = _pieces(names[0]), _pieces(name)
    longer = [one for one in map(_pieces, names) if one[:1] == label[:1] and set(said) < set(one)]
    return any(one[0] not in said for one in longer)


def _pieces(name: str) -> list[str]:
    """The runs of letters and of digits in a name, small."""
    return _PIECES.findall(name.casefold())
