"""How a Latin name may be written: with letters of another case, with a blank, as words that are no name."""

from __future__ import annotations

from kg.knowledge import fold

_SPELLED_OUT = ("Organization", "Benchmark")  # whose names of several words are common words when written small


def letters_fit(surface: str, name: str) -> bool | None:
    """Whether a name that is no word is written as it may be; None where short letters of another case are no name."""
    if surface.replace(" ", "") == name.replace(" ", ""):
        return True
    length = len(fold(name))
    if length <= 4 and name.isupper() and not surface.isupper():
        return None
    if surface.islower() and not name.islower():
        return True if length >= 6 else None
    return True if length > 3 or surface.isupper() else None


def runs_on(surface: str, name: str) -> bool:
    """Whether a blank parts the surface where the name has none and a common word goes on: "AI to" is no AITO."""
    return " " not in name and any(piece[:1].islower() for piece in surface.split()[1:])


def is_common(surface: str, name: str, kind: str) -> bool:
    """Whether a name written small is but common words: "the bar exam", "vast data"."""
    return kind == "Publication" or " " in surface and not name.islower() and kind in _SPELLED_OUT


def is_two_words(surface: str, name: str) -> bool:
    """Whether a blank parts letters that the name has as one word: "US AI" is no USAi, "ROLL UP" no Rollup, "Part I" no Parti.

    Between a small letter and a capital it may: FlashAttention is spelled "Flash Attention" too.
    """
    at = surface.find(" ")
    if at < 1 or not name.isalnum() or at >= len(name):
        return False
    numbered = len(surface) == at + 2 and surface[-1].isupper() and name[at].islower()
    return numbered or name[at - 1].isupper() and name[at].isupper() or surface.isupper() and not name.isupper()
